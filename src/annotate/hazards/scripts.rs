//! How many letters of each script a text has.
//!
//! Which language it is in is left to [`language`](super::language).

use std::sync::LazyLock;

use crate::annotate::text::Text;
use crate::domain::letters::is_alphabetic;

/// A script, as far as it tells languages apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letter {
    /// No letter.
    None,
    Latin,
    Cyrillic,
    Arabic,
    Han,
    Kana,
    Hangul,
    Other,
}

/// Letters of each script in a text.
#[derive(Default)]
pub(super) struct Scripts {
    counts: [usize; 8],
    /// Another script, by the only language of the watched world that is written in it.
    other: Option<&'static str>,
}

/// What the first characters are, which most alphabets are among.
static FIRST: LazyLock<Box<[Letter]>> = LazyLock::new(|| ('\0'..'\u{700}').map(letter).collect());

impl Scripts {
    /// Counts those of the beginning of a text.
    pub(super) fn count(text: &Text, beginning: &str) -> Self {
        let mut scripts = Self::default();
        if text.is_ascii() {
            scripts.add(Letter::Latin, text.marks().letters_before(beginning.len()));
            return scripts;
        }
        let first = &*FIRST;
        for c in beginning.chars() {
            let letter = first.get(u32::from(c) as usize).copied().unwrap_or_else(|| letter(c));
            scripts.add(letter, 1);
            if letter == Letter::Other {
                scripts.other = scripts.other.or_else(|| sole_language(c));
            }
        }
        scripts
    }

    fn add(&mut self, letter: Letter, count: usize) {
        if let Some(place) = self.counts.get_mut(letter as usize) {
            *place += count;
        }
    }

    fn of(&self, letter: Letter) -> usize {
        self.counts.get(letter as usize).copied().unwrap_or_default()
    }

    pub(super) fn latin(&self) -> usize {
        self.of(Letter::Latin)
    }

    /// Letters of the alphabet that has most.
    pub(super) fn spelled(&self) -> usize {
        self.latin().max(self.of(Letter::Cyrillic)).max(self.of(Letter::Arabic))
    }

    /// Characters of East Asia, each of which is worth several letters.
    pub(super) fn unspaced(&self) -> usize {
        3 * (self.of(Letter::Han) + self.of(Letter::Kana) + self.of(Letter::Hangul))
    }

    /// Letters of other scripts.
    pub(super) fn others(&self) -> usize {
        self.of(Letter::Other)
    }

    /// The only language of the watched world that is written in them.
    pub(super) const fn other_language(&self) -> Option<&'static str> {
        self.other
    }

    pub(super) fn east_asian(&self) -> Option<&'static str> {
        match (self.of(Letter::Han), self.of(Letter::Kana), self.of(Letter::Hangul)) {
            (_, _, hangul) if hangul > self.of(Letter::Han) + self.of(Letter::Kana) => Some("ko"),
            (han, kana, _) if kana > 0 && 8 * kana > han => Some("ja"),
            (han, ..) if han > 1 => Some("zh"),
            _ => None,
        }
    }

    /// The script of those with an alphabet that has most letters.
    pub(super) fn spelling(&self) -> &'static str {
        let (cyrillic, arabic) = (self.of(Letter::Cyrillic), self.of(Letter::Arabic));
        if cyrillic > self.latin() && cyrillic >= arabic {
            "cyrillic"
        } else if arabic > self.latin() {
            "arabic"
        } else {
            "latin"
        }
    }
}

fn letter(c: char) -> Letter {
    match c {
        c if !is_alphabetic(c) => Letter::None,
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Letter::Latin,
        '\u{400}'..='\u{52f}' => Letter::Cyrillic,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => {
            Letter::Arabic
        }
        '\u{3040}'..='\u{30ff}' => Letter::Kana,
        '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => Letter::Han,
        '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => Letter::Hangul,
        _ => Letter::Other,
    }
}

/// The language a script gives away by itself.
fn sole_language(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{370}'..='\u{3ff}' => "el",
        '\u{530}'..='\u{58f}' => "hy",
        '\u{590}'..='\u{5ff}' => "he",
        '\u{980}'..='\u{9ff}' => "bn",
        '\u{b80}'..='\u{bff}' => "ta",
        '\u{d80}'..='\u{dff}' => "si",
        '\u{e00}'..='\u{e7f}' => "th",
        '\u{e80}'..='\u{eff}' => "lo",
        '\u{1000}'..='\u{109f}' => "my",
        '\u{10a0}'..='\u{10ff}' => "ka",
        '\u{1200}'..='\u{137f}' => "am",
        '\u{1780}'..='\u{17ff}' => "km",
        _ => return None,
    })
}
