//! Feeds in every encoding that publishers use, with names that are right, wrong, misspelt or missing.

use encoding_rs::Encoding;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{feed, read_as};

fn text(label: &str, title: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"{label}\"?>\n<rss version=\"2.0\"><channel><title>{title}</title><item>\
         <title>{title} one</title><guid>1</guid></item></channel></rss>"
    )
}

/// The titles of a feed and of its only item.
fn read(bytes: &[u8]) -> (String, String) {
    let document = read_as(&feed(None), bytes).unwrap();
    assert_eq!(document.entries, 1, "{document:?}");
    (document.title, document.items[0].title.clone())
}

fn wide16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn wide32(text: &str, order: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|c| order(u32::from(c))).collect()
}

#[rstest]
fn wide_text_is_read_whatever_it_is_called(
    #[values("utf-16", "utf-8", "utf-32", "iso-8859-1", "UCS-2", "csUnicode", "ISO-10646-UCS-4", "bogus", "")]
    label: &str,
    #[values("", "\u{feff}", "\n", "\t")] before: &str,
) {
    let text = format!("{before}{}", text(label, "Київ 基辅"));
    let swapped = |unit: u32| {
        let [a, b, c, d] = unit.to_be_bytes();
        [b, a, d, c]
    };
    let mut forms = vec![
        wide16(&text, u16::to_le_bytes),
        wide16(&text, u16::to_be_bytes),
        wide32(&text, u32::to_le_bytes),
        wide32(&text, u32::to_be_bytes),
    ];
    if before.is_empty() {
        forms.push(wide32(&text, swapped));
    }
    for bytes in forms {
        assert_eq!(read(&bytes), ("Київ 基辅".into(), "Київ 基辅 one".into()), "{:?}", bytes.get(..8));
    }
}

#[rstest]
fn narrow_text_is_read_whatever_it_is_called(
    #[values("utf-8", "UTF_8", "utf-16", "ucs-4", "us-ascii", "x-user-defined", "bogus", "none", "")] label: &str,
    #[values("", "\u{feff}", "\u{feff}\u{feff}", " \n")] before: &str,
) {
    let text = format!("{before}{}", text(label, "Київ 基辅"));
    assert_eq!(read(text.as_bytes()), ("Київ 基辅".into(), "Київ 基辅 one".into()));
}

#[test]
fn a_wide_mark_before_narrow_text_is_no_harm() {
    for mark in [[0xff, 0xfe], [0xfe, 0xff]] {
        let bytes = [mark.as_slice(), text("utf-16", "Kyiv").as_bytes()].concat();
        assert_eq!(read(&bytes).0, "Kyiv");
    }
    let bytes = [b"\xef\xbb\xbf".as_slice(), &wide16(&text("utf-8", "Київ"), u16::to_le_bytes)].concat();
    assert_eq!(read(&bytes).0, "Київ");
}

#[rstest]
#[case("windows-1250", "Łódź", "windows-1250")]
#[case("Windows_1251", "Взрыв", "windows-1251")]
#[case("cp1253", "Αθήνα", "windows-1253")]
#[case("iso_8859_5", "Минск", "ISO-8859-5")]
#[case("ISO-8859-2", "Łódź", "ISO-8859-2")]
#[case("iso8859-9", "İzmir", "windows-1254")]
#[case("iso-8859-15", "10 € été", "ISO-8859-15")]
#[case("koi8-u", "Київ", "KOI8-U")]
#[case("cp866", "Минск", "IBM866")]
#[case("macintosh", "été", "macintosh")]
#[case("tis_620", "กรุงเทพ", "windows-874")]
#[case("gb2312", "基辅遭到空袭", "gb18030")]
#[case("x-gbk", "基辅遭到空袭", "GBK")]
#[case("big5-hkscs", "烏克蘭首都", "Big5")]
#[case("x-sjis", "危険情報", "Shift_JIS")]
#[case("ujis", "危険情報", "EUC-JP")]
#[case("iso-2022-jp", "危険情報", "ISO-2022-JP")]
#[case("ks_c_5601-1987", "지식재산처", "EUC-KR")]
#[case("cp949", "지식재산처", "EUC-KR")]
#[case("windows-1258", "Nam tăng", "windows-1258")]
fn an_old_encoding_is_read_by_any_of_its_names(#[case] label: &str, #[case] title: &str, #[case] name: &str) {
    let encoding = Encoding::for_label(name.as_bytes()).unwrap();
    let text = text(label, title);
    let (bytes, _, lossy) = encoding.encode(&text);
    assert!(!lossy);
    assert_eq!(read(&bytes).0, title);
}

#[rstest]
#[case("cp437", b"Caf\x82", "Café")]
#[case("IBM852", b"\x9d\xa2d\xab", "Łódź")]
#[case("850", b"\x90t\x82", "Été")]
#[case("csIBM855", b"\xd3\xb7\xd4\xe3\xc6", "Минск")]
fn pages_of_dos_are_read_by_their_name(#[case] label: &str, #[case] title: &[u8], #[case] wanted: &str) {
    let text = text(label, "@");
    let (before, after) = text.split_once("<title>@</title>").unwrap();
    let after = after.replace('@', "x");
    let bytes = [before.as_bytes(), b"<title>", title, b"</title>", after.as_bytes()].concat();
    assert_eq!(read(&bytes).0, wanted);
}

#[test]
fn typographers_signs_under_a_latin_name_are_read() {
    let text = text("iso-8859-1", "“Málaga” – 5 €");
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&text);
    assert_eq!(read(&bytes).0, "“Málaga” – 5 €");
}

#[test]
fn latin_bytes_under_the_name_of_utf8_are_read() {
    let text = text("utf-8", "Málaga été");
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&text);
    assert_eq!(read(&bytes).0, "Málaga été");
}

#[test]
fn noise_of_every_byte_costs_no_entry() {
    let noise: Vec<u8> = (0..=255).collect();
    let text = text("utf-8", "Kyiv");
    let bytes = [&noise[128..], text.as_bytes(), &noise].concat();
    assert_eq!(read(&bytes).0, "Kyiv");
    let half = [wide16(&text, u16::to_le_bytes).as_slice(), b"\0"].concat();
    assert_eq!(read(&half).0, "Kyiv");
}

#[rstest]
#[case("ebcdic-cp-us")]
#[case("cp500")]
#[case("")]
fn the_latin_pages_of_mainframes_are_read(#[case] label: &str) {
    let signs: &[(char, u8)] =
        &[('<', 0x4c), ('>', 0x6e), ('?', 0x6f), ('=', 0x7e), ('"', 0x7f), ('/', 0x61), ('.', 0x4b)];
    let letter = |c: char| {
        let runs = [('a', 0x81u8), ('j', 0x91), ('s', 0xa2), ('A', 0xc1), ('J', 0xd1), ('S', 0xe2), ('0', 0xf0)];
        let (first, byte) = runs.into_iter().rfind(|(first, _)| c >= *first && c as u8 - *first as u8 <= 9)?;
        Some(byte + (c as u8 - first as u8))
    };
    let other = [(' ', 0x40), ('-', 0x60), ('\n', 0x25), ('é', 0x51), ('á', 0x45)];
    let byte = |c: char| {
        let sign = signs.iter().chain(&other).find(|(sign, _)| *sign == c).map(|(_, byte)| *byte);
        sign.or_else(|| letter(c)).unwrap_or_else(|| panic!("no byte for {c}"))
    };
    let bytes: Vec<u8> = text(label, "Málaga été").chars().map(byte).collect();
    assert_eq!(read(&bytes).0, "Málaga été");
}

#[test]
fn an_encoding_that_the_web_gave_up_costs_no_entry() {
    let text = text("iso-2022-kr", "지식재산처");
    let (bytes, ..) = encoding_rs::EUC_KR.encode(&text);
    let damaged = [&bytes, b"\xff".as_slice()].concat();
    assert!(!read(&damaged).0.is_empty());
}

#[test]
fn more_broken_bytes_than_signs_still_leave_utf8() {
    let (before, after) = ("Winery’s".as_bytes(), text("utf-8", "Kyiv’s"));
    let bytes = [after.as_bytes(), b"<!--\xff\xfe\xff", before, b"-->"].concat();
    assert_eq!(read(&bytes).0, "Kyiv’s");
}
