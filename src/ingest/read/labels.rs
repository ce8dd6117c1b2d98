//! Names of encodings as publishers write them, and what they stand for.
//!
//! The web's own table of labels comes first; after it the same names in other spellings, and the code pages of DOS,
//! which that table leaves out. Whether the bytes bear a name out is left to `decode`.

use encoding_rs::{Encoding, REPLACEMENT, UTF_16BE, UTF_16LE};
use oem_cp::code_table::DECODING_TABLE_CP_MAP;
use oem_cp::code_table_type::TableType;

/// What stands in front of the number of a code page.
const BEFORE_PAGE: [&str; 12] =
    ["csibm", "cspcp", "cspc8codepage", "cspc", "windows", "ibm", "win", "oem", "dos", "cp", "ms", ""];

/// The encoding of a label. A wide one is no answer here: its bytes would have shown zeros. Nor is one that the web
/// gave up, which would turn the whole text into one sign.
pub(super) fn known(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label).or_else(|| respelt(label)).or_else(|| alias(&bare(label)))?;
    (![UTF_16LE, UTF_16BE, REPLACEMENT].contains(&encoding)).then_some(encoding)
}

/// The table of a code page of DOS.
pub(super) fn dos_page(label: &[u8]) -> Option<&'static TableType> {
    DECODING_TABLE_CP_MAP.get(&page(&bare(label))?)
}

/// `iso_8859_5` for `iso-8859-5`.
fn respelt(label: &[u8]) -> Option<&'static Encoding> {
    let hyphened: Vec<u8> = label.iter().map(|b| if *b == b'_' { b'-' } else { *b }).collect();
    Encoding::for_label(&hyphened)
}

/// Letters and digits alone, in lower case.
fn bare(label: &[u8]) -> String {
    label.iter().map(|b| char::from(b.to_ascii_lowercase())).filter(char::is_ascii_alphanumeric).collect()
}

/// Names that feeds use and the web's own table of labels lacks.
fn alias(name: &str) -> Option<&'static Encoding> {
    let standard = match name {
        "gb2312" | "gbk" | "euccn" | "hzgb2312" | "eucgb2312cn" | "xmacsimpchinese" => "gb18030",
        "big5hkscs" | "hkscs" | "big5tw" | "xmactradchinese" => "big5",
        "windows31j" | "mskanji" | "sjis" | "shiftjis" | "xmacjapanese" => "shift_jis",
        "eucjp" | "ujis" => "euc-jp",
        "iso2022jp" | "iso2022jp1" | "iso2022jp2" | "iso2022jpext" | "jis" => "iso-2022-jp",
        "uhc" | "euckr" | "ksx1001" | "ksc5601" | "xmackorean" => "euc-kr",
        "koi8" => "koi8-r",
        "tis620" | "iso885911" | "thai" => "windows-874",
        "macroman" | "maciceland" => "macintosh",
        "maccyrillic" => "x-mac-cyrillic",
        "msansi" => "windows-1252",
        "mscyrl" => "windows-1251",
        "msee" => "windows-1250",
        "msgreek" => "windows-1253",
        "msturk" => "windows-1254",
        "mshebr" => "windows-1255",
        "msarab" => "windows-1256",
        "winbaltrim" => "windows-1257",
        name => return of_page(page(name)?),
    };
    Encoding::for_label(standard.as_bytes())
}

/// The encoding of a code page, where the web knows it.
fn of_page(page: u16) -> Option<&'static Encoding> {
    match page {
        932 | 943 => Encoding::for_label(b"shift_jis"),
        936 | 1386 => Encoding::for_label(b"gb18030"),
        949 | 1363 => Encoding::for_label(b"euc-kr"),
        950 => Encoding::for_label(b"big5"),
        866 => Encoding::for_label(b"ibm866"),
        page => Encoding::for_label(format!("windows-{page}").as_bytes()),
    }
}

/// The number of a code page: `cp437`, `IBM850`, `csPC775Baltic`, `1251`.
fn page(name: &str) -> Option<u16> {
    BEFORE_PAGE.iter().find_map(|before| {
        let rest = name.strip_prefix(before)?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok().filter(|page| *page >= 100)
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Windows_1251", "windows-1251")]
    #[case("1253", "windows-1253")]
    #[case("cp-1250", "windows-1250")]
    #[case("iso_8859_7", "ISO-8859-7")]
    #[case("iso8859_5", "ISO-8859-5")]
    #[case("ms932", "Shift_JIS")]
    #[case("CP936", "gb18030")]
    #[case("x-mac-korean", "EUC-KR")]
    #[case("tis_620", "windows-874")]
    #[case("ms-cyrl", "windows-1251")]
    #[case("iso2022_jp", "ISO-2022-JP")]
    fn other_spellings_are_understood(#[case] label: &str, #[case] name: &str) {
        assert_eq!(known(label.as_bytes()).map(Encoding::name), Some(name));
    }

    #[rstest]
    #[case("cp437")]
    #[case("IBM852")]
    #[case("csPC775Baltic")]
    #[case("cspc8codepage437")]
    #[case("861")]
    fn pages_of_dos_have_tables(#[case] label: &str) {
        assert!(dos_page(label.as_bytes()).is_some());
    }

    #[rstest]
    #[case("")]
    #[case("bogus")]
    #[case("utf-16")]
    #[case("cp99999999")]
    #[case("x-user")]
    #[case("iso-2022-kr")]
    fn what_names_nothing_names_nothing(#[case] label: &str) {
        assert!(known(label.as_bytes()).is_none() && dos_page(label.as_bytes()).is_none());
    }
}
