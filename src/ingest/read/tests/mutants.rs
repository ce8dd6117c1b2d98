//! Payloads bent at random: whatever becomes of them, nothing panics and nothing forbidden leaves.

use proptest::prelude::*;

use super::{Feed, feed, folder, read_as};
use crate::domain::feed::Format;
use crate::ingest::filters::preset_names;

/// A payload with the feed that reads it.
struct Payload {
    feed: Feed,
    bytes: Vec<u8>,
}

/// What is done to a payload; places are shares of its length, so that each bends any payload.
#[derive(Clone, Debug)]
enum Bend {
    Flip(f64, u8),
    Cut(f64),
    Lose(f64, f64),
    Repeat(f64, f64),
    Insert(f64, &'static [u8]),
    Splice(f64, usize, f64),
}

/// Signs that readers trip over.
const SIGNS: [&[u8]; 14] = [
    b"<",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"&#x0;",
    b"\0",
    b"\"",
    b"{",
    b"]",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"<item>",
    b"\x1b[2J",
    b",",
];

fn payloads() -> Vec<Payload> {
    let formats = [("json", Format::Json), ("xml", Format::Xml), ("csv", Format::Csv)];
    let files = |name: &str| {
        let entries = std::fs::read_dir(folder().join(name)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = entries.filter(|path| path.is_file()).collect();
        files.sort();
        files
    };
    let plain = files("").into_iter().map(|path| Payload { feed: feed(None), bytes: std::fs::read(path).unwrap() });
    let by_preset = files("presets").into_iter().map(|path| {
        let (name, ending) = (path.file_stem().unwrap(), path.extension().unwrap());
        let preset = preset_names().into_iter().find(|preset| name == *preset);
        let format = formats.into_iter().find(|(known, _)| ending == *known).unwrap().1;
        Payload { feed: Feed { format, ..feed(preset) }, bytes: std::fs::read(&path).unwrap() }
    });
    plain.chain(by_preset).collect()
}

fn bent(bytes: &mut Vec<u8>, bend: &Bend, others: &[Payload]) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length lies within it")]
    let place = |share: f64, length: usize| (share * length as f64) as usize;
    let length = bytes.len();
    match bend {
        Bend::Flip(at, mask) => bytes.iter_mut().skip(place(*at, length)).take(1).for_each(|byte| *byte ^= mask),
        Bend::Cut(at) => bytes.truncate(place(*at, length)),
        Bend::Lose(at, share) => {
            let from = place(*at, length);
            bytes.drain(from..from + place(*share, length - from));
        }
        Bend::Repeat(at, share) => {
            let from = place(*at, length);
            bytes.extend_from_within(from..from + place(*share, length - from));
        }
        Bend::Insert(at, sign) => drop(bytes.splice(place(*at, length)..place(*at, length), sign.iter().copied())),
        Bend::Splice(at, other, from) => {
            let other = &others[other % others.len()].bytes;
            bytes.truncate(place(*at, length));
            bytes.extend_from_slice(&other[place(*from, other.len())..]);
        }
    }
}

fn bends() -> impl Strategy<Value = Bend> {
    let share = || 0.0..1.0f64;
    prop_oneof![
        (share(), 1u8..).prop_map(|(at, mask)| Bend::Flip(at, mask)),
        share().prop_map(Bend::Cut),
        (share(), share()).prop_map(|(at, part)| Bend::Lose(at, part)),
        (share(), share()).prop_map(|(at, part)| Bend::Repeat(at, part)),
        (share(), proptest::sample::select(SIGNS.to_vec())).prop_map(|(at, sign)| Bend::Insert(at, sign)),
        (share(), any::<usize>(), share()).prop_map(|(at, other, from)| Bend::Splice(at, other, from)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_bent_payload_panics_and_nothing_forbidden_leaves(
        which in any::<proptest::sample::Index>(),
        how in proptest::collection::vec(bends(), 1..8),
    ) {
        let payloads = payloads();
        let payload = which.get(&payloads);
        let mut bytes = payload.bytes.clone();
        for bend in &how {
            bent(&mut bytes, bend, &payloads);
        }
        match read_as(&payload.feed, &bytes) {
            Ok(document) => {
                let texts = document.items.iter().flat_map(|item| [&item.title, &item.summary]).chain([&document.title]);
                for text in texts {
                    prop_assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'), "{text:?}");
                }
                prop_assert!(document.items.len() <= document.entries);
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
