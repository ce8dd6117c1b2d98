//! The text of one item in the form the readers match on: folded, with the way back to the original.
//!
//! Folding makes one form of what readers take for the same: case, full width, curly quotes, Latin accents,
//! no-break spaces, traditional and simplified characters. It never drops a line break, so `title` and `summary` stay apart. What the text means is
//! left to the readers.

use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::bits::{Bits, letters, of_words};
use super::hanzi::simplified;

/// Title and summary as one text, with its folded form.
#[derive(Clone, Debug)]
pub struct Text {
    raw: String,
    folded: String,
    /// For each byte of `folded`, the byte of `raw` it comes from, and one entry for the end; empty when they are equal.
    origin: Vec<u32>,
    title_end: usize,
    words: Bits,
    letters: Bits,
}

impl Text {
    /// Joins title and summary as the offsets of the machine format count them.
    pub fn new(title: &str, summary: &str) -> Self {
        let mut raw = String::with_capacity(title.len() + 1 + summary.len());
        raw.push_str(title);
        raw.push('\n');
        raw.push_str(summary);
        let title_end = title.len();
        if raw.is_ascii() {
            let folded = raw.to_ascii_lowercase();
            return Self::folded_so(raw, folded, Vec::new(), title_end);
        }
        let (folded, origin) = fold_with_origin(&raw);
        Self::folded_so(raw, folded, origin, title_end)
    }

    fn folded_so(raw: String, folded: String, origin: Vec<u32>, title_end: usize) -> Self {
        let (words, letters) = (Bits::of(folded.as_bytes(), of_words), Bits::of(folded.as_bytes(), letters));
        Self { raw, folded, origin, title_end, words, letters }
    }

    /// Whether all of it is ASCII.
    pub const fn is_ascii(&self) -> bool {
        self.origin.is_empty()
    }

    /// The words of the folded text: runs of letters and digits of ASCII and of whatever is not ASCII.
    pub(super) fn runs(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.words.runs()
    }

    /// The bytes of the folded text but for the letters of ASCII that follow another.
    pub(super) fn not_inside(&self) -> impl Iterator<Item = usize> + '_ {
        self.letters.not_inside()
    }

    /// How many letters of ASCII come before a byte of the folded text.
    pub(super) fn letters_before(&self, end: usize) -> usize {
        self.letters.count_before(end)
    }

    /// The bytes of the folded text that follow no letter of ASCII.
    pub(super) fn after_no_letter(&self) -> impl Iterator<Item = usize> + '_ {
        self.letters.after_none()
    }

    /// The text as it stands.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The text to match on.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Where in the original a stretch of the folded text comes from, in bytes.
    pub fn raw_range(&self, folded: Range<usize>) -> Range<usize> {
        if self.origin.is_empty() {
            return folded;
        }
        let at = |byte: usize| self.origin.get(byte).map_or(self.raw.len(), |raw| *raw as usize);
        at(folded.start)..at(folded.end)
    }

    /// The original words of a stretch of the folded text.
    pub fn words(&self, folded: Range<usize>) -> &str {
        self.raw.get(self.raw_range(folded)).unwrap_or_default()
    }

    /// The offsets, in Unicode scalar values of the original, of a stretch of the folded text.
    pub fn offsets(&self, folded: Range<usize>) -> Range<usize> {
        let raw = self.raw_range(folded);
        if self.origin.is_empty() {
            return raw; // all ASCII
        }
        let start = self.raw.get(..raw.start).map_or(0, |before| before.chars().count());
        let length = self.raw.get(raw).map_or(0, |inside| inside.chars().count());
        start..start + length
    }

    /// Whether a place of the folded text lies in the title.
    pub fn in_title(&self, folded_at: usize) -> bool {
        self.raw_range(folded_at..folded_at).start < self.title_end
    }
}

/// One form of what readers take for the same word, for terms as for texts.
pub fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { fold_with_origin(text).0 }
}

fn fold_with_origin(raw: &str) -> (String, Vec<u32>) {
    let mut folded = String::with_capacity(raw.len());
    let mut origin = Vec::with_capacity(raw.len() + 1);
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let at = raw.len() - rest.len();
        if c.is_ascii() {
            let length = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            let (plain, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            folded.push_str(plain);
            origin.extend(offset(at)..offset(at + length));
            rest = after;
            continue;
        }
        let before = folded.len();
        fold_char(c, &mut folded);
        origin.resize(origin.len() + folded.len() - before, offset(at));
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    folded.make_ascii_lowercase();
    origin.push(offset(raw.len()));
    (folded, origin)
}

fn offset(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}

fn fold_char(c: char, folded: &mut String) {
    match c {
        'A'..='Z' => folded.push(c.to_ascii_lowercase()),
        '\u{4e00}'..='\u{9fff}' => folded.push(simplified(c)),
        '‘' | '’' | 'ʼ' | '´' => folded.push('\''),
        '“' | '”' => folded.push('"'),
        '‐'..='―' | '−' => folded.push('-'),
        'ß' => folded.push_str("ss"),
        'ı' => folded.push('i'),
        'ø' | 'Ø' => folded.push('o'),
        'ł' | 'Ł' => folded.push('l'),
        'đ' | 'Đ' => folded.push('d'),
        'ё' | 'Ё' => folded.push('е'),
        'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
        'ى' | 'ی' => folded.push('ي'),
        'ک' => folded.push('ك'),
        'ة' => folded.push('ه'),
        // Strokes and vowel signs of Arabic script, and the joiner's absence, are written or not as one likes.
        '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{200c}' => {}
        // These have one form.
        '\0'..='\x7f'
        | '\u{430}'..='\u{45f}'
        | '\u{621}'..='\u{64a}'
        | '\u{3001}'
        | '\u{3002}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{ac00}'..='\u{d7a3}' => folded.push(c),
        '\u{410}'..='\u{42f}' => folded.extend(char::from_u32(u32::from(c) + 0x20)),
        '\u{c0}'..='\u{24f}' => {
            let at = usize::try_from(u32::from(c) - FIRST_ACCENT).unwrap_or_default();
            folded.push_str(ACCENTS.get(at).map(String::as_str).unwrap_or_default());
        }
        c if c.is_whitespace() && c != '\n' => folded.push(' '),
        c if is_latin(c) => folded.extend(bare(c)),
        c => folded.extend(std::iter::once(c).nfkc().flat_map(char::to_lowercase)),
    }
}

/// The first Latin letter with an accent.
const FIRST_ACCENT: u32 = 0xc0;

/// Latin letters with accents, in their order, without them: most are met again and again.
static ACCENTS: LazyLock<Vec<String>> = LazyLock::new(|| ('\u{c0}'..='\u{24f}').map(|c| bare(c).collect()).collect());

/// A Latin letter in lower case without its accents.
fn bare(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkd().filter(|part| !is_combining_mark(*part)).flat_map(char::to_lowercase)
}

fn is_latin(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff00}'..='\u{ff5e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_characters_of_the_original() {
        let text = Text::new("Überfall in São Paulo", "基辅遭袭");
        let at = text.folded().find("sao paulo").unwrap();
        assert_eq!(text.words(at..at + 9), "São Paulo");
        assert_eq!(text.offsets(at..at + 9), 12..21);
        let at = text.folded().find("基辅").unwrap();
        assert_eq!(text.offsets(at..at + "基辅".len()), 22..24);
        assert!(!text.in_title(at));
    }

    #[test]
    fn characters_of_one_form_fold_as_the_tables_of_unicode_say() {
        let listed =
            |c: char| matches!(c, 'ß' | 'ı' | 'ø' | 'Ø' | 'ł' | 'Ł' | 'đ' | 'Đ' | 'ё' | 'أ' | 'إ' | 'آ' | 'ى' | 'ة');
        let dropped = |c: char| c == '\u{640}';
        let scripts = ('\u{c0}'..='\u{24f}').chain('\u{410}'..='\u{45f}').chain('\u{621}'..='\u{64a}');
        let all = scripts.chain('\u{3001}'..='\u{30fa}').chain('\u{ac00}'..='\u{d7a3}');
        for c in all.filter(|c| !listed(*c) && !dropped(*c) && !c.is_whitespace()) {
            let by_table: String = if is_latin(c) {
                bare(c).collect()
            } else {
                std::iter::once(c).nfkc().flat_map(char::to_lowercase).collect()
            };
            assert_eq!(fold(&c.to_string()), by_table, "{c:?}");
        }
    }

    #[test]
    fn ascii_keeps_its_offsets() {
        let text = Text::new("KYIV hit", "");
        assert_eq!(text.folded(), "kyiv hit\n");
        assert_eq!(text.words(0..4), "KYIV");
    }

    #[test]
    fn what_looks_the_same_folds_the_same() {
        assert_eq!(fold("Côte d’Ivoire"), fold("COTE D'IVOIRE"));
        assert_eq!(fold("Ｕkraine"), "ukraine");
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("烏克蘭"), fold("乌克兰"));
        assert_eq!(fold("أوكرانيا"), fold("اوكرانیا"));
        assert_eq!(fold("Орёл"), fold("Орел"));
    }
}
