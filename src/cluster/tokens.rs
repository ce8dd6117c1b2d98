//! Text cut into words, figures and pairs of Chinese characters, folded and without common endings.
//!
//! What is left of a word is its number: that one word is another is all that grouping asks of them. What a word weighs and
//! tells is left to `words`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::digest::term;

/// Longest word kept whole in scripts whose endings are not known.
const ROOT_LENGTH: usize = 6;

/// One word, figure, or pair of Chinese characters.
#[derive(Debug)]
pub(super) struct Token {
    /// The same for the same word, whatever its case, accents and ending.
    pub(super) term: u32,
    pub(super) is_name: bool,
    pub(super) is_figure: bool,
    pub(super) is_pair: bool,
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let (mut tokens, mut form) = (Vec::new(), String::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let sort = Run::of(first);
        let mut before = first;
        let end = rest
            .char_indices()
            .skip(1)
            .find(|&(at, c)| {
                let goes_on = Run::of(c) == sort || (is_inner(sort, before, c) && follows(rest, at, sort));
                before = c;
                !goes_on
            })
            .map_or(rest.len(), |(at, _)| at);
        let (run, after) = rest.split_at(end);
        rest = after;
        sort.push(run, &mut form, &mut tokens);
    }
    tokens
}

/// Marks within a figure: `5.6`, `1,200`.
fn is_inner(sort: Run, before: char, c: char) -> bool {
    sort == Run::Figure && before.is_ascii_digit() && matches!(c, '.' | ',')
}

fn follows(text: &str, at: usize, sort: Run) -> bool {
    text.get(at..).and_then(|rest| rest.chars().nth(1)).is_some_and(|next| Run::of(next) == sort)
}

/// What a run of characters is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Word,
    Figure,
    Characters,
    Between,
}

impl Run {
    fn of(c: char) -> Self {
        match c {
            '0'..='9' => Self::Figure,
            'a'..='z'
            | 'A'..='Z'
            | '\u{400}'..='\u{481}'
            | '\u{483}'..='\u{52f}'
            | '\u{620}'..='\u{65f}'
            | '\u{671}'..='\u{6d3}' => Self::Word,
            '\0'..='\u{7f}' => Self::Between,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}' => Self::Characters,
            c if c.is_alphabetic() || is_combining_mark(c) => Self::Word,
            _ => Self::Between,
        }
    }

    /// `form` is kept for its room.
    fn push(self, run: &str, form: &mut String, tokens: &mut Vec<Token>) {
        form.clear();
        let plain = |form: &str| Token { term: term(form), is_name: false, is_figure: false, is_pair: false };
        match self {
            Self::Between => {}
            Self::Figure => {
                form.extend(run.chars().filter(|c| *c != ','));
                tokens.push(Token { is_figure: true, ..plain(form) });
            }
            Self::Characters => each_pair(run, |pair| tokens.push(Token { is_pair: true, ..plain(pair) })),
            Self::Word => {
                let is_name = run.chars().next().is_some_and(char::is_uppercase) && run.chars().nth(2).is_some();
                fold(run, form);
                cut_ending(form);
                if form.chars().nth(1).is_some() {
                    tokens.push(Token { is_name, ..plain(form) });
                }
            }
        }
    }
}

/// Calls with each two characters that stand side by side; a single one goes alone.
fn each_pair<'a>(run: &'a str, mut with: impl FnMut(&'a str)) {
    let mut starts = run.char_indices().map(|(at, _)| at);
    let ends = run.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
    let mut is_alone = true;
    for (start, end) in starts.by_ref().zip(ends) {
        is_alone = false;
        run.get(start..end).into_iter().for_each(&mut with);
    }
    if is_alone && !run.is_empty() {
        with(run);
    }
}

/// A word in small letters, without accents.
fn fold(word: &str, form: &mut String) {
    if word.is_ascii() {
        form.push_str(word);
        form.make_ascii_lowercase();
    } else if word.chars().all(|c| plain(c).is_some()) {
        form.extend(word.chars().filter_map(plain));
    } else {
        form.extend(word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).nfc());
    }
}

/// The small letter without accents, for the letters of the commonest alphabets that need no table.
fn plain(c: char) -> Option<char> {
    match c {
        'a'..='z' | 'а'..='и' | 'к'..='я' | 'ء' | 'ا' | 'ب'..='غ' | 'ف'..='ي' => Some(c),
        'й' | 'Й' => Some('и'),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        'А'..='И' | 'К'..='Я' => char::from_u32(u32::from(c) + CYRILLIC_CASE),
        _ => None,
    }
}

/// From a Russian capital to its small letter.
const CYRILLIC_CASE: u32 = 0x20;

/// English endings, the longer before the shorter.
const ENDINGS: [&str; 11] = ["ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "e", "y"];

/// Leaves a word without common English endings; of one in other scripts its beginning.
fn cut_ending(word: &mut String) {
    if !word.is_ascii() {
        if let Some((end, _)) = word.char_indices().nth(ROOT_LENGTH) {
            word.truncate(end);
        }
        return;
    }
    if word.len() <= 5 {
        if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
            word.pop();
        }
        return;
    }
    let cut = |ending: &&str| word.strip_suffix(ending).map(str::len).filter(|stem| *stem >= 4);
    if let Some(stem) = ENDINGS.iter().find_map(cut) {
        word.truncate(stem);
    }
    let mut last = word.chars().rev();
    let (end, before) = (last.next(), last.next());
    if word.len() > 4 && (end == before || matches!(end, Some('e' | 'i'))) {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn folded(word: &str) -> String {
        let mut form = String::new();
        fold(word, &mut form);
        form
    }

    /// The letters that are folded without a table are folded as the table says.
    #[test]
    fn plain_letters_are_those_of_the_table() {
        for c in ('\0'..='\u{7ff}').filter(|c| plain(*c).is_some()) {
            let table: String =
                c.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).nfc().collect();
            assert_eq!(folded(&c.to_string()), table, "{c}");
        }
    }

    /// Letters that are told without a table are letters or marks.
    #[test]
    fn scripts_told_by_their_range_hold_letters_and_marks_alone() {
        for c in ('\u{80}'..='\u{7ff}').filter(|c| matches!(c, '\u{400}'..='\u{481}' | '\u{483}'..='\u{52f}' | '\u{620}'..='\u{65f}' | '\u{671}'..='\u{6d3}')) {
            assert!(c.is_alphabetic() || is_combining_mark(c), "{c:?}");
        }
    }

    #[rstest]
    #[case("Strikes", "strike")]
    #[case("Überfälle", "uberfalle")]
    #[case("Землетрясение", "ЗЕМЛЕТРЯСЕНИЯ")]
    #[case("Йемен", "иемен")]
    #[case("1,200", "1200")]
    fn one_word_in_two_forms_is_one(#[case] one: &str, #[case] other: &str) {
        let terms = |text: &str| tokens(text).into_iter().map(|token| token.term).collect::<Vec<_>>();
        assert_eq!(terms(one), terms(other));
    }

    #[rstest]
    #[case("北京", 1)]
    #[case("北京大学", 3)]
    #[case("京", 1)]
    #[case("5.6级", 2)]
    fn chinese_is_read_in_pairs(#[case] text: &str, #[case] tokens_of_it: usize) {
        assert_eq!(tokens(text).len(), tokens_of_it);
    }
}
