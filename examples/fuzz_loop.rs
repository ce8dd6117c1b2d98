//! The entry points of `fuzz` over bent fixtures, for where cargo-fuzz cannot run:
//! `cargo run --release --example fuzz_loop -- 300` runs for five minutes and says how often each was entered. What makes
//! one fail is written to `fuzz_find.bin`, with the name of the entry.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a program for developers may stop where a test may")]

#[path = "../fuzz/entry.rs"]
mod entry;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Signs that readers trip over.
const SIGNS: [&[u8]; 20] = [
    b"<",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"&#x0;",
    b"&#xd800;",
    b"\0",
    b"\"",
    b"{",
    b"]",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"<item>",
    b"\x1b[2J",
    b",",
    b"\xe2\x80\xae",
    b"'''",
    b"\n[[feed]]\n",
    b"1e999",
    b"\xf0\x9f\x94\xa5",
];

/// An entry: its name, how it is entered, how many times in a row, and what it starts from.
type Entry = (&'static str, fn(&[u8]), u32, Vec<Vec<u8>>);

#[expect(clippy::print_stdout, reason = "a program for developers tells what it did")]
fn main() -> ExitCode {
    let number = |at: usize, other: u64| std::env::args().nth(at).and_then(|text| text.parse().ok()).unwrap_or(other);
    let (seconds, seed) = (number(1, 60), number(2, 1));
    fastrand::seed(seed);
    let feeds = seeds("fixtures/feeds");
    let texts = [seeds("fixtures/scenarios"), feeds.clone()].concat();
    let entries: [Entry; 5] = [
        ("feed", entry::feed, 200, feeds.clone()),
        ("preset", entry::preset, 200, seeds("fixtures/feeds/presets")),
        ("clean", entry::clean, 200, feeds),
        ("annotate", entry::annotate, 200, texts),
        ("config", entry::config, 2, [seeds("fixtures/config"), seeds("config")].concat()),
    ];
    let (end, mut rounds) = (Instant::now() + Duration::from_secs(seconds), 0);
    while Instant::now() < end {
        rounds += 1;
        for (name, enter, times, seeds) in &entries {
            for _ in 0..*times {
                let bytes = bent(seeds);
                let start = Instant::now();
                let sound = catch_unwind(|| enter(&bytes)).is_ok();
                if !sound || start.elapsed() > Duration::from_secs(10) {
                    fs::write("fuzz_find.bin", &bytes).expect("writing the find");
                    println!(
                        "{name}: seed {seed}, round {rounds}, {:?}; the bytes are in fuzz_find.bin",
                        start.elapsed()
                    );
                    return ExitCode::FAILURE;
                }
            }
        }
    }
    for (name, _, times, seeds) in &entries {
        println!("{name}: entered {} times from {} seeds", rounds * times, seeds.len());
    }
    ExitCode::SUCCESS
}

/// All files under a folder of the program, each with a byte before it for the entries that choose by one.
fn seeds(folder: &str) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path) {
                let start = fastrand::usize(..bytes.len().max(1));
                let part =
                    if bytes.len() > 20_000 { &bytes[start..(start + 20_000).min(bytes.len())] } else { &bytes[..] };
                seeds.push([&[fastrand::u8(..)], part].concat());
            }
        }
    }
    seeds
}

/// A seed after one to eight changes.
fn bent(seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[fastrand::usize(..seeds.len())].clone();
    bytes[0] = fastrand::u8(..);
    for _ in 0..fastrand::usize(1..=8) {
        let at = fastrand::usize(..=bytes.len());
        let to = at + fastrand::usize(..=bytes.len() - at);
        match fastrand::u8(..7) {
            0 if at < bytes.len() => bytes[at] ^= fastrand::u8(1..),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..to.min(at + 200))),
            3 if bytes.len() < 200_000 => bytes.extend_from_within(at..to),
            4 => {
                let other = &seeds[fastrand::usize(..seeds.len())];
                bytes.truncate(at);
                bytes.extend_from_slice(&other[fastrand::usize(..other.len())..]);
            }
            5 => {
                let noise: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..)).take(fastrand::usize(..40)).collect();
                drop(bytes.splice(at..at, noise));
            }
            _ => drop(bytes.splice(at..at, SIGNS[fastrand::usize(..SIGNS.len())].iter().copied())),
        }
        if bytes.is_empty() {
            bytes.push(fastrand::u8(..));
        }
    }
    bytes
}
