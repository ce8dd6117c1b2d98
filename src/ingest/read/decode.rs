//! Bytes to text: what the encoding is called and what it is are two things, so names are tried, not believed.
//!
//! Order of belief, after XML 1.0 appendix F and what publishers do: byte order mark, pattern of zero bytes, valid
//! UTF-8, HTTP header, XML declaration or HTML meta, and last a guess from the bytes. Repairing the text is left to
//! `markup`.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::labels::{dos_page, known};

/// How much of the start may hold a declaration.
const DECLARATION_REACH: usize = 1024;

/// How much the guess looks at.
const GUESS_REACH: usize = 1 << 18;

/// Text with the name of the encoding it came in.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) encoding: &'static str,
}

/// Decodes a body; always gives text, with U+FFFD where bytes mean nothing.
pub(crate) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    if let Some(decoded) = wide(bytes) {
        return decoded;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let declared = declared(bytes);
    let named = [content_type.and_then(charset_parameter).and_then(known), declared.and_then(known)];
    if is_seven_bit(&named) {
        return with(named.into_iter().flatten().next().unwrap_or(UTF_8), bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), encoding: "UTF-8" };
    }
    named
        .into_iter()
        .flatten()
        .filter(|encoding| *encoding != UTF_8)
        .find_map(|encoding| exact(encoding, bytes))
        .or_else(|| declared.and_then(|label| of_dos(label, bytes)))
        .or_else(|| broken_utf8(&named, bytes))
        .unwrap_or_else(|| guessed(&named, bytes))
}

/// The `charset` parameter of a content type.
fn charset_parameter(content_type: &str) -> Option<&[u8]> {
    let lower = content_type.to_ascii_lowercase();
    let at = lower.find("charset=")?;
    let value = content_type.get(at + "charset=".len()..)?;
    Some(value.split(';').next()?.trim().trim_matches(['"', '\'']).as_bytes())
}

/// The encoding that an XML declaration or an HTML meta element names.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let start = bytes.get(..bytes.len().min(DECLARATION_REACH))?;
    let lower = start.to_ascii_lowercase();
    let name_at = if lower.trim_ascii_start().starts_with(b"<?xml") {
        let end = find(&lower, b"?>").unwrap_or(lower.len());
        after(lower.get(..end)?, b"encoding")?
    } else if find(&lower, b"<meta").is_some() {
        after(&lower, b"charset")?
    } else {
        return None;
    };
    let rest = start.get(name_at..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'));
    rest.get(..length.count())
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

fn after(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    find(bytes, needle).map(|at| at + needle.len())
}

/// ISO-2022-JP hides in ASCII bytes, so it has to be believed before UTF-8 is.
fn is_seven_bit(named: &[Option<&'static Encoding>]) -> bool {
    named.iter().flatten().next().is_some_and(|encoding| *encoding == encoding_rs::ISO_2022_JP)
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding: encoding.name() }
}

fn exact<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Decoded<'a>> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { text, encoding: encoding.name() })
}

/// A code page of DOS gives every byte a meaning, so only its name can tell of it.
fn of_dos<'a>(label: &[u8], bytes: &[u8]) -> Option<Decoded<'a>> {
    let text = dos_page(label)?.decode_string_lossy(bytes);
    Some(Decoded { text: Cow::Owned(text), encoding: "DOS code page" })
}

/// UTF-8 with some broken bytes: where most of what is not ASCII is sound, the rest is damage, not another encoding.
fn broken_utf8<'a>(named: &[Option<&'static Encoding>], bytes: &'a [u8]) -> Option<Decoded<'a>> {
    let (mut sound, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().map(soundness).sum::<usize>();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let believed = named.iter().flatten().next().is_none_or(|encoding| *encoding == UTF_8);
    let needed = if believed { broken } else { broken.saturating_mul(4) };
    (sound > needed).then(|| with(UTF_8, bytes))
}

/// How much a well-formed sign says for UTF-8: three or four bytes hardly ever fit together by chance.
const fn soundness(sign: char) -> usize {
    match sign.len_utf8() {
        1 => 0,
        2 => 1,
        _ => 4,
    }
}

fn guessed<'a>(named: &[Option<&'static Encoding>], bytes: &'a [u8]) -> Decoded<'a> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let reach = bytes.len().min(GUESS_REACH);
    detector.feed(bytes.get(..reach).unwrap_or_default(), reach == bytes.len());
    let guess = detector.guess(None, Utf8Detection::Deny);
    exact(guess, bytes).unwrap_or_else(|| {
        let legacy = named.iter().flatten().copied().find(|encoding| *encoding != UTF_8);
        with(legacy.unwrap_or(if guess == WINDOWS_1252 { WINDOWS_1252 } else { guess }), bytes)
    })
}

/// UTF-16, UTF-32 and EBCDIC, told by a byte order mark or by where the zeros of the first sign stand.
fn wide(bytes: &[u8]) -> Option<Decoded<'_>> {
    match bytes {
        [0, 0, 0xfe, 0xff, rest @ ..] => Some(four(rest, u32::from_be_bytes, "UTF-32BE")),
        [0xff, 0xfe, 0, 0, rest @ ..] => Some(four(rest, u32::from_le_bytes, "UTF-32LE")),
        [0, 0, 0, first, ..] if starts_text(*first) => Some(four(bytes, u32::from_be_bytes, "UTF-32BE")),
        [first, 0, 0, 0, ..] if starts_text(*first) => Some(four(bytes, u32::from_le_bytes, "UTF-32LE")),
        [0, 0, first, 0, ..] if starts_text(*first) => Some(four(bytes, swapped_be, "UTF-32, order 2143")),
        [0, first, 0, 0, ..] if starts_text(*first) => Some(four(bytes, swapped_le, "UTF-32, order 3412")),
        [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] if is_narrow(rest) => Some(decode(rest, None)),
        [0xfe, 0xff, rest @ ..] => Some(with(UTF_16BE, rest)),
        [0xff, 0xfe, rest @ ..] => Some(with(UTF_16LE, rest)),
        [0xef, 0xbb, 0xbf, rest @ ..] if rest.get(..4).is_some_and(|start| start.contains(&0)) => wide(rest),
        [0, first, ..] if starts_text(*first) => Some(with(UTF_16BE, bytes)),
        [first, 0, ..] if starts_text(*first) => Some(with(UTF_16LE, bytes)),
        [0x4c, 0x6f, 0xa7, 0x94, ..] => Some(ebcdic(bytes)),
        _ => None,
    }
}

/// What a document may begin with.
const fn starts_text(byte: u8) -> bool {
    matches!(byte, b'<' | b'{' | b'[' | b'\n' | b'\r' | b'\t' | b' ')
}

/// Whether markup follows a wide mark in single bytes: somebody put the mark there who did not convert the text.
fn is_narrow(rest: &[u8]) -> bool {
    let start = rest.get(..rest.len().min(64)).unwrap_or_default();
    starts_text(start.first().copied().unwrap_or_default()) && !start.contains(&0)
}

/// The two halves of a big-endian unit changed places, or those of a little-endian one.
fn swapped_be(unit: [u8; 4]) -> u32 {
    let [a, b, c, d] = unit;
    u32::from_be_bytes([b, a, d, c])
}

fn swapped_le(unit: [u8; 4]) -> u32 {
    let [a, b, c, d] = unit;
    u32::from_be_bytes([c, d, a, b])
}

fn four<'a>(bytes: &[u8], read: fn([u8; 4]) -> u32, encoding: &'static str) -> Decoded<'a> {
    let units = bytes.chunks_exact(4).filter_map(|unit| unit.try_into().ok()).map(read);
    let text: String = units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Decoded { text: Cow::Owned(text.trim_start_matches('\u{feff}').to_owned()), encoding }
}

/// The signs that the Latin code pages of EBCDIC have at the same bytes: enough for markup and western languages.
fn ebcdic<'a>(bytes: &[u8]) -> Decoded<'a> {
    let text = bytes.iter().map(|byte| ebcdic_char(*byte)).collect();
    Decoded { text: Cow::Owned(text), encoding: "EBCDIC" }
}

/// Runs of signs (IBM code page 37): first byte, characters in order.
const EBCDIC_RUNS: &[(u8, &str)] = &[
    (0x40, " \u{a0}âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬-/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@'=\""),
    (0x80, "Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×"),
    (0xc0, "{ABCDEFGHI\u{ad}ôöòóõ}JKLMNOPQR¹ûüùúÿ\\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ"),
];

fn ebcdic_char(byte: u8) -> char {
    if matches!(byte, 0x05 | 0x0d | 0x15 | 0x25) {
        return '\n';
    }
    let run = EBCDIC_RUNS.iter().rev().find(|(first, _)| *first <= byte);
    let found = run.and_then(|(first, chars)| chars.chars().nth(usize::from(byte - first)));
    found.unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn xml(label: &str, title: &str) -> String {
        format!("<?xml version='1.0' encoding='{label}'?><rss><channel><title>{title}</title></channel></rss>")
    }

    #[rstest]
    #[case("gb2312", "基辅遭到空袭，多人伤亡", encoding_rs::GB18030)]
    #[case("GBK", "印尼发生地震", encoding_rs::GBK)]
    #[case("big5", "烏克蘭首都遭空襲", encoding_rs::BIG5)]
    #[case("Shift_JIS", "危険情報の更新", encoding_rs::SHIFT_JIS)]
    #[case("euc-jp", "危険情報の更新", encoding_rs::EUC_JP)]
    #[case("euc-kr", "지식재산처", encoding_rs::EUC_KR)]
    #[case("windows-1251", "Взрыв в Киеве", encoding_rs::WINDOWS_1251)]
    #[case("koi8-r", "Взрыв в Киеве", encoding_rs::KOI8_R)]
    #[case("iso-8859-1", "Málaga – été", WINDOWS_1252)]
    #[case("windows-1256", "انفجار", encoding_rs::WINDOWS_1256)]
    fn a_declared_encoding_is_decoded(#[case] label: &str, #[case] title: &str, #[case] encoding: &'static Encoding) {
        let text = xml(label, title);
        let (bytes, _, lossy) = encoding.encode(&text);
        assert!(!lossy);
        assert_eq!(decode(&bytes, None).text, text);
    }

    #[test]
    fn utf8_is_believed_over_any_label() {
        let text = xml("iso-8859-1", "基辅 – Київ");
        assert_eq!(decode(text.as_bytes(), Some("text/xml; charset=gb2312")).text, text);
    }

    #[test]
    fn the_http_charset_decides_where_nothing_is_declared() {
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("<rss><title>Взрыв</title></rss>");
        assert!(decode(&bytes, Some("text/xml; Charset=\"windows-1251\"")).text.contains("Взрыв"));
    }

    #[test]
    fn an_unlabelled_legacy_text_is_guessed() {
        let text = "<rss><title>中国驻乌克兰大使馆提醒在乌中国公民注意安全</title></rss>";
        let (bytes, ..) = encoding_rs::GBK.encode(text);
        assert_eq!(decode(&bytes, None).text, text);
    }

    #[test]
    fn wide_encodings_are_told_with_and_without_a_mark() {
        let text = xml("utf-16", "基辅");
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf32: Vec<u8> = text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
        let marked = [&[0xff, 0xfe], le.as_slice()].concat();
        for bytes in [be, le, utf32, marked] {
            assert_eq!(decode(&bytes, None).text, text);
        }
    }

    #[test]
    fn a_wide_label_on_narrow_bytes_is_ignored() {
        let text = xml("utf-16", "Kyiv");
        assert_eq!(decode(text.as_bytes(), None).text, text);
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_into_something_else() {
        let mut bytes = xml("utf-8", "基辅遭到空袭").into_bytes();
        let end = bytes.len();
        bytes.insert(end - 20, 0xff);
        assert!(decode(&bytes, None).text.contains("基辅遭到空袭"));
    }
}
