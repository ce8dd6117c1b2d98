//! The text of one item in the form the readers match on: folded, with the way back to the original.
//!
//! Folding makes one form of what readers take for the same: case, full width, curly quotes, Latin accents,
//! no-break spaces, traditional and simplified characters. It never drops a line break, so `title` and `summary` stay apart. What the text means is
//! left to the readers.

use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::bits::Marks;
use super::hanzi::simplified;

/// Title and summary as one text, with its folded form.
#[derive(Clone, Debug)]
pub struct Text {
    raw: String,
    folded: String,
    way_back: WayBack,
    /// How many characters of `raw` come before each [`STRIDE`]; empty when all is ASCII.
    counted: Vec<usize>,
    title_end: usize,
    marks: Marks,
}

/// Bytes after which characters are counted once, so that no finding counts from the start.
const STRIDE: usize = 64;

impl Text {
    /// Joins title and summary as the offsets of the machine format count them.
    pub fn new(title: &str, summary: &str) -> Self {
        let mut raw = String::with_capacity(title.len() + 1 + summary.len());
        raw.push_str(title);
        raw.push('\n');
        raw.push_str(summary);
        let ascii = raw.is_ascii();
        let (folded, way_back) =
            if ascii { (raw.to_ascii_lowercase(), WayBack::default()) } else { fold_with_way_back(&raw) };
        let counted = if ascii { Vec::new() } else { counted(raw.as_bytes()) };
        let marks = Marks::of(folded.as_bytes());
        Self { raw, folded, way_back, counted, title_end: title.len(), marks }
    }

    /// Whether all of it is ASCII.
    pub const fn is_ascii(&self) -> bool {
        self.counted.is_empty()
    }

    /// Which bytes of the folded text are of words.
    pub(super) const fn marks(&self) -> &Marks {
        &self.marks
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
        self.way_back.of(folded.start)..self.way_back.of(folded.end)
    }

    /// The original words of a stretch of the folded text.
    pub fn words(&self, folded: Range<usize>) -> &str {
        self.raw.get(self.raw_range(folded)).unwrap_or_default()
    }

    /// The offsets, in Unicode scalar values of the original, of a stretch of the folded text.
    pub fn offsets(&self, folded: Range<usize>) -> Range<usize> {
        let raw = self.raw_range(folded);
        if self.is_ascii() {
            return raw;
        }
        let counted = raw.start - raw.start % STRIDE;
        let before = self.counted.get(counted / STRIDE).copied().unwrap_or_default();
        let start = before + characters(self.raw.as_bytes().get(counted..raw.start).unwrap_or_default());
        let length = self.raw.as_bytes().get(raw).map_or(0, characters);
        start..start + length
    }

    /// Whether a place of the folded text lies in the title.
    pub fn in_title(&self, folded_at: usize) -> bool {
        self.way_back.of(folded_at) < self.title_end
    }
}

/// The way from the folded text to the original: where the distance between the two changes, the byte of both.
#[derive(Clone, Debug, Default)]
struct WayBack {
    changes: Vec<(usize, usize)>,
}

impl WayBack {
    fn of(&self, folded: usize) -> usize {
        let next = self.changes.partition_point(|(from, _)| *from <= folded);
        let last = next.checked_sub(1).and_then(|last| self.changes.get(last));
        last.map_or(folded, |(from, raw)| raw + folded - from)
    }

    /// Takes a character that became some bytes, of which each stands for all of it.
    fn add(&mut self, folded: Range<usize>, raw: Range<usize>) {
        self.changes.extend(folded.clone().skip(1).map(|byte| (byte, raw.start)));
        self.changes.push((folded.end, raw.end));
    }
}

/// How many characters come before each [`STRIDE`].
fn counted(bytes: &[u8]) -> Vec<usize> {
    let mut sum = 0;
    let mut before = |stride: &[u8]| {
        let before = sum;
        sum += characters(stride);
        before
    };
    // One more, for a finding at the very end.
    bytes.chunks(STRIDE).chain([&[][..]]).map(&mut before).collect()
}

/// How many characters begin in some bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// One form of what readers take for the same word, for terms as for texts.
pub fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { fold_with_way_back(text).0 }
}

fn fold_with_way_back(raw: &str) -> (String, WayBack) {
    let mut folded = String::with_capacity(raw.len());
    let mut way_back = WayBack::default();
    let mut taken = 0;
    let plain = &**PLAIN;
    for (at, c) in raw.char_indices() {
        let own = own_form(c, plain);
        if own == Some(c) {
            continue;
        }
        folded.push_str(raw.get(taken..at).unwrap_or_default());
        taken = at + c.len_utf8();
        let before = folded.len();
        if let Some(own) = own {
            folded.push(own);
        } else {
            fold_char(c, &mut folded);
            way_back.add(before..folded.len(), at..taken);
        }
    }
    folded.push_str(raw.get(taken..).unwrap_or_default());
    folded.make_ascii_lowercase();
    (folded, way_back)
}

/// The form of a character that is one of as many bytes, where that can be said at a glance; for ASCII itself, whose
/// capitals are folded at last.
#[inline]
fn own_form(c: char, plain: &[char]) -> Option<char> {
    match c {
        '\0'..PLAIN_END => plain.get(u32::from(c) as usize).copied().filter(|own| *own != '\0' || c == '\0'),
        '\u{4e00}'..='\u{9fff}' => Some(simplified(c)),
        '\u{3001}' | '\u{3002}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{ac00}'..='\u{d7a3}' => {
            Some(c)
        }
        _ => None,
    }
}

/// Before this character come those that one or two bytes stand for and most alphabets are among.
const PLAIN_END: char = '\u{700}';

/// For these, the one character of as many bytes that they become; NUL for others.
static PLAIN: LazyLock<Box<[char]>> = LazyLock::new(|| ('\0'..PLAIN_END).map(plain).collect());

fn plain(c: char) -> char {
    let mut folded = String::new();
    fold_char(c, &mut folded);
    let mut forms = folded.chars();
    let own = if c.is_ascii() { Some(c) } else { forms.next().filter(|own| own.len_utf8() == c.len_utf8()) };
    own.filter(|_| forms.next().is_none() || c.is_ascii()).unwrap_or('\0')
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
