//! Which characters may cross the border, one by one.
//!
//! Terminal escapes (C0, C1), overrides of writing direction, invisible and tag characters are what titles are
//! attacked with. Joiners stay where a script or an emoji needs them.

use unicode_normalization::char::is_combining_mark;

/// What becomes of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stays.
    Keep,
    /// It counts as white space.
    Space,
    /// It stays after a letter or sign that it can join or vary.
    Joiner,
    /// It goes.
    Drop,
    /// It is another way to write an ASCII sign, under which markup could hide.
    Becomes(char),
}

/// The verdict on one character.
pub(super) fn judge(c: char) -> Verdict {
    match c {
        '!'..='~' | '\u{400}'..='\u{481}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Verdict::Keep,
        c if c.is_whitespace() => Verdict::Space,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Verdict::Drop,
        '\u{a1}'..='\u{33e}' => latin(c),
        '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' => Verdict::Joiner,
        '\u{37e}' => Verdict::Becomes(';'),
        '\u{1fef}' => Verdict::Becomes('`'),
        '\u{212a}' => Verdict::Becomes('K'),
        c if is_invisible(c) => Verdict::Drop,
        _ => Verdict::Keep,
    }
}

/// Latin text is most of what is judged and has one invisible character, the soft hyphen.
const fn latin(c: char) -> Verdict {
    if matches!(c, '\u{ad}') { Verdict::Drop } else { Verdict::Keep }
}

/// A space that prints as itself, which text that must keep its offsets may hold.
pub(super) const fn is_printable_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether a joiner or variation selector after this character means something.
pub(super) fn may_join(before: Option<char>) -> bool {
    before.is_some_and(|c| !c.is_whitespace() && judge(c) != Verdict::Joiner && !c.is_ascii_alphabetic())
}

/// Whether a character is one in any form of Unicode as long as only such characters stand beside it: what Western, Cyrillic,
/// Arabic, Chinese and Korean texts are mostly made of.
pub(super) const fn is_composed(c: char) -> bool {
    matches!(c,
        '\0'..='\u{2ff}' | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{620}'..='\u{64a}' | '\u{2010}'..='\u{2027}'
        | '\u{3001}'..='\u{3015}' | '\u{30a1}'..='\u{30fe}' | '\u{3041}'..='\u{3096}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff60}')
}

/// Whether a character is drawn upon the one before it.
pub(super) fn is_mark(c: char) -> bool {
    c >= '\u{300}' && is_combining_mark(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || (c as u32) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use unicode_normalization::{IsNormalized, is_nfc_quick};

    use super::*;

    #[test]
    fn composed_characters_never_join_what_stands_before_them() {
        for c in ('\0'..=char::MAX).filter(|c| is_composed(*c)) {
            assert!(is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes && !is_mark(c), "{c:?}");
        }
    }
}
