//! Words of a text as the search index holds them, the same for every backend.
//!
//! Scripts written without spaces are cut into overlapping pairs of characters, so that a Chinese word of two
//! characters is one entry; one character finds pairs that begin with it. Keeping the index is left to the backend.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::letters;

/// One form of what readers take for the same: case, width and accents folded.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, after) = rest.split_at(rest.find(|c| !is_plain(c)).unwrap_or(rest.len()));
        folded.extend(plain.chars().map(lower));
        let (other, after) = after.split_at(after.find(is_plain).unwrap_or(after.len()));
        folded.extend(other.nfkd().filter(|c| !is_combining_mark(*c)).nfc().flat_map(char::to_lowercase));
        rest = after;
    }
    folded
}

/// Whether a character has one form but for its case, and no other can join it: nothing need be looked up for it.
const fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\x7f' | '\u{430}'..='\u{438}' | '\u{43a}'..='\u{44f}' | '\u{410}'..='\u{418}' | '\u{41a}'..='\u{42f}'
        | '\u{627}'..='\u{64a}' | '\u{3001}' | '\u{3002}' | '\u{4e00}'..='\u{9fff}')
}

/// A plain character in lower case.
const fn lower(c: char) -> char {
    match c {
        '\u{410}'..='\u{42f}' => match char::from_u32(c as u32 + 0x20) {
            Some(small) => small,
            None => c,
        },
        c => c.to_ascii_lowercase(),
    }
}

/// The entries of a folded text for the index, separated by blanks: words, and of unspaced scripts each pair, with the last
/// character alone so that it is found by itself too.
pub(super) fn entries(folded: &str) -> String {
    let mut entries = String::with_capacity(folded.len() * 2);
    let mut word = 0;
    let mut first = None;
    for (at, c) in folded.char_indices() {
        let letter = letters::is_alphanumeric(c);
        let unspaced = letter && is_unspaced(c);
        if let Some(first) = first {
            entries.extend([first].into_iter().chain(unspaced.then_some(c)).chain([' ']));
        }
        if !letter || unspaced {
            push_word(&mut entries, folded.get(word..at));
            word = at + c.len_utf8();
        }
        first = unspaced.then_some(c);
    }
    entries.extend(first.into_iter().chain(first.map(|_| ' ')));
    push_word(&mut entries, folded.get(word..));
    entries
}

fn push_word(entries: &mut String, word: Option<&str>) {
    if let Some(word) = word.filter(|word| !word.is_empty()) {
        entries.push_str(word);
        entries.push(' ');
    }
}

/// One word looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// The entry.
    pub(super) entry: String,
    /// Entries that merely begin with it count too.
    pub(super) prefix: bool,
}

/// The entries that a text must have all of to be what a folded query looks for. None for a query without words.
pub(super) fn terms(folded_query: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    for run in runs(folded_query) {
        if run.unspaced && run.text.chars().nth(1).is_some() {
            terms.extend(pairs(run.text).map(|entry| Term { entry, prefix: false }));
        } else {
            terms.push(Term { entry: run.text.to_owned(), prefix: true });
        }
    }
    terms
}

/// Whether a folded text holds every blank-separated part of a folded query as it stands; pairs alone would also
/// find their letters in another order.
pub(super) fn holds(folded_text: &str, folded_query: &str) -> bool {
    folded_query.split_whitespace().all(|part| folded_text.contains(part))
}

/// A stretch of letters and digits, all of spaced or all of unspaced scripts.
struct Run<'a> {
    text: &'a str,
    unspaced: bool,
}

fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !letters::is_alphanumeric(c));
        let unspaced = is_unspaced(rest.chars().next()?);
        let end = rest.find(|c: char| !letters::is_alphanumeric(c) || is_unspaced(c) != unspaced).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(Run { text: run, unspaced })
    })
}

/// Han, kana, Hangul (whose particles cling), Thai, Lao, Burmese and Khmer.
const fn is_unspaced(c: char) -> bool {
    c >= '\u{0e00}'
        && matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

fn pairs(run: &str) -> impl Iterator<Item = String> + '_ {
    run.chars().zip(run.chars().skip(1)).map(|(first, second)| [first, second].into_iter().collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded_as_a_whole(text: &str) -> String {
        text.nfkd().filter(|c| !is_combining_mark(*c)).nfc().flat_map(char::to_lowercase).collect()
    }

    #[test]
    fn every_character_folds_alone_as_it_does_in_a_text() {
        for c in '\0'..=char::MAX {
            assert_eq!(fold(&c.to_string()), folded_as_a_whole(&c.to_string()), "{c:?}");
        }
    }

    fn entries_by_runs(folded: &str) -> String {
        let entry = |run: Run<'_>| {
            let last = run.text.chars().next_back().map(String::from);
            let words = if run.unspaced { pairs(run.text).chain(last).collect() } else { vec![run.text.to_owned()] };
            words.iter().flat_map(|word| [word.as_str(), " "]).collect::<String>()
        };
        runs(folded).map(entry).collect()
    }

    proptest! {
        #[test]
        fn entries_are_those_of_the_runs(text in "[\\PCa-z0-9 а-я가-힣中国。]{0,24}") {
            prop_assert_eq!(entries(&text), entries_by_runs(&text));
        }

        #[test]
        fn folding_piece_by_piece_is_folding_the_whole(text in "[\\PC\u{300}-\u{310}a-zА-яا-يأ가-힣ᄀ-ᇂ中国]{0,24}") {
            prop_assert_eq!(fold(&text), folded_as_a_whole(&text));
        }
    }

    #[test]
    fn chinese_is_cut_into_pairs_and_latin_into_words() {
        assert_eq!(entries("基辅遭袭 kyiv-2 hit"), "基辅 辅遭 遭袭 袭 kyiv 2 hit ");
    }

    #[test]
    fn a_two_character_word_is_one_term() {
        assert_eq!(terms("风险"), [Term { entry: "风险".into(), prefix: false }]);
        assert_eq!(terms("险"), [Term { entry: "险".into(), prefix: true }]);
        assert_eq!(terms("  -- "), []);
    }

    #[test]
    fn accents_width_and_case_fold_away() {
        assert_eq!(fold("Ｓão PAULO"), "sao paulo");
        assert_eq!(fold("대한민국"), "대한민국");
    }

    #[test]
    fn pairs_in_another_order_do_not_hold() {
        assert!(holds("政治风险上升", "政治风险"));
        assert!(!holds("风险政治", "政治风险"));
    }
}
