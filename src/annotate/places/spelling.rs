//! A name as the tables write it, turned into the key it is found by and the marks that say how it must stand.
//!
//! Written as it must be seen: `Ukraine` needs a capital, `DRC` capitals, `ucranian*` neither, and `*` lets an
//! ending follow. Which names there are is left to the tables.

use super::table::mark;
use crate::annotate::text::fold;

/// The script a name is written in, which decides how it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    /// Words with spaces; capitals mean something.
    Latin,
    /// The same, with endings.
    Cyrillic,
    /// Words with spaces, prefixes and endings, no capitals.
    Arabic,
    /// No spaces.
    Han,
    /// No spaces; foreign names in runs of their own.
    Kana,
    /// Words with spaces and particles at their end.
    Hangul,
    /// Anything else.
    Other,
}

/// The script of a letter; none for what is no letter.
pub const fn script(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{620}'..='\u{65f}' | '\u{670}'..='\u{6d3}' | '\u{200c}' => Script::Arabic,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => Script::Han,
        '\u{30a0}'..='\u{30ff}' => Script::Kana,
        '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        '\0'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{300}'..='\u{36f}' => return None,
        _ => Script::Other,
    })
}

/// A key and its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// The folded name, with hyphens as spaces.
    pub key: String,
    /// How it must stand in the text.
    pub marks: u32,
}

/// Reads a name as the tables write it.
pub fn spelling(written: &str) -> Spelling {
    let stem = if written.contains('*') { mark::STEM } else { 0 };
    let plain = written.replace('*', "");
    Spelling { key: key(&plain), marks: stem | case(&plain) }
}

/// The form by which a name is found: folded, hyphens as spaces, no dot before a space.
pub fn key(name: &str) -> String {
    let folded = fold(name).replace('-', " ").replace(". ", " ");
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The key of a Cyrillic name without its endings, word by word, so that every case of it is found.
pub fn cyrillic_stem(key: &str) -> String {
    key.split(' ').map(bare_word).collect::<Vec<_>>().join(" ")
}

fn case(name: &str) -> u32 {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    match letters.first() {
        Some(_) if letters.len() > 1 && letters.len() <= 5 && letters.iter().all(|c| c.is_uppercase()) => {
            mark::CAPITALS | mark::CAPITAL
        }
        Some(first) if first.is_uppercase() => mark::CAPITAL,
        _ => 0,
    }
}

/// A word without one of the endings that nouns and adjectives take.
fn bare_word(word: &str) -> &str {
    const ADJECTIVE: [&str; 6] = ["ая", "яя", "ый", "ий", "ое", "ые"];
    const NOUN: [char; 10] = ['а', 'я', 'о', 'е', 'и', 'і', 'ы', 'й', 'ь', 'у'];
    let long_enough = |bare: &&str, letters: usize| bare.chars().count() >= letters;
    let adjective = ADJECTIVE.iter().find_map(|ending| word.strip_suffix(ending));
    let bare = adjective.filter(|bare| long_enough(bare, 3)).or_else(|| word.strip_suffix(NOUN));
    bare.filter(|bare| long_enough(bare, 3)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_as_it_is_written() {
        for (written, key, marks) in [
            ("Ukraine", "ukraine", mark::CAPITAL),
            ("DRC", "drc", mark::CAPITAL | mark::CAPITALS),
            ("ucranian*", "ucranian", mark::STEM),
            ("Guinea-Bissau", "guinea bissau", mark::CAPITAL),
            ("St. Petersburg", "st petersburg", mark::CAPITAL),
            ("U.S.", "u.s.", mark::CAPITAL | mark::CAPITALS),
            ("烏克蘭", "乌克兰", 0),
        ] {
            assert_eq!(spelling(written), Spelling { key: key.into(), marks }, "{written}");
        }
    }

    #[test]
    fn cyrillic_stems_lose_their_endings() {
        for (word, stem) in [("украина", "украин"), ("южная корея", "южн коре"), ("рим", "рим"), ("чад", "чад")]
        {
            assert_eq!(cyrillic_stem(word), stem);
        }
    }
}
