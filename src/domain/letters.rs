//! Which characters are letters and digits, asked of the scripts that most texts are written in before the tables of
//! Unicode, which answer slowly for what lies far back in them.
//!
//! What words are made of them is left to the stages.

/// The same as [`char::is_alphabetic`].
#[inline]
pub fn is_alphabetic(c: char) -> bool {
    match common(c) {
        Some(is) => is,
        None => c.is_alphabetic(),
    }
}

/// The same as [`char::is_alphanumeric`].
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    match common(c) {
        Some(true) => true,
        _ => c.is_alphanumeric(),
    }
}

/// Whether a character is of a script whose letters have one form only, and so stands for itself in lower case.
#[inline]
pub const fn is_caseless(c: char) -> bool {
    matches!(c, '\u{5d0}'..='\u{1c7f}' | '\u{3000}'..='\u{a63f}' | '\u{ac00}'..='\u{d7ff}')
        && !matches!(c, '\u{10a0}'..='\u{10ff}' | '\u{13a0}'..='\u{13fd}')
}

/// Whether it is a letter, where that can be said at a glance.
#[inline]
const fn common(c: char) -> Option<bool> {
    match c {
        '\0'..='\x7f' => Some(c.is_ascii_alphabetic()),
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' // Latin
        | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' // Cyrillic
        | '\u{620}'..='\u{657}' | '\u{66e}'..='\u{6d3}' // Arabic
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            Some(true)
        }
        '\u{2010}'..='\u{2029}' | '\u{3001}' | '\u{3002}' | '\u{ff0c}' => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unicode_says_the_same_of_every_character() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            assert!(!is_caseless(c) || c.to_lowercase().eq([c]), "{c:?}");
        }
    }
}
