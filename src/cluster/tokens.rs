//! Text cut into words, figures and pairs of Chinese characters, folded and without common endings.
//!
//! What a word weighs and tells is left to `words`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word kept whole in scripts whose endings are not known.
const ROOT_LENGTH: usize = 6;

/// One word, figure, or pair of Chinese characters.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) form: String,
    pub(super) is_name: bool,
    pub(super) is_figure: bool,
    pub(super) is_pair: bool,
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
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
        sort.push(run, &mut tokens);
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
            'a'..='z' | 'A'..='Z' => Self::Word,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}' => Self::Characters,
            c if c.is_alphabetic() || is_combining_mark(c) => Self::Word,
            _ => Self::Between,
        }
    }

    fn push(self, run: &str, tokens: &mut Vec<Token>) {
        let plain = |form| Token { form, is_name: false, is_figure: false, is_pair: false };
        match self {
            Self::Between => {}
            Self::Figure => tokens.push(Token { is_figure: true, ..plain(run.replace(',', "")) }),
            Self::Characters => tokens.extend(pairs(run).map(|form| Token { is_pair: true, ..plain(form) })),
            Self::Word => {
                let is_name = run.chars().next().is_some_and(char::is_uppercase) && run.chars().nth(2).is_some();
                let form = root(&fold(run));
                if form.chars().nth(1).is_some() {
                    tokens.push(Token { is_name, ..plain(form) });
                }
            }
        }
    }
}

fn pairs(run: &str) -> impl Iterator<Item = String> {
    let alone = run.chars().count() == 1;
    let next = run.chars().skip(1).map(Some).chain(std::iter::once(None).filter(move |_| alone));
    run.chars().zip(next).map(|(a, b)| std::iter::once(a).chain(b).collect())
}

fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).nfc().collect()
}

/// English endings, the longer before the shorter.
const ENDINGS: [&str; 11] = ["ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "e", "y"];

/// A word without common English endings; in other scripts its beginning.
fn root(word: &str) -> String {
    if !word.is_ascii() {
        return word.chars().take(ROOT_LENGTH).collect();
    }
    if word.len() <= 5 {
        let plural = word.len() > 3 && !word.ends_with("ss");
        return word.strip_suffix('s').filter(|_| plural).unwrap_or(word).to_owned();
    }
    let cut = |ending: &&str| word.strip_suffix(ending).filter(|stem| stem.len() >= 4);
    let mut stem = ENDINGS.iter().find_map(cut).unwrap_or(word).to_owned();
    let mut last = stem.chars().rev();
    let (end, before) = (last.next(), last.next());
    if stem.len() > 4 && (end == before || matches!(end, Some('e' | 'i'))) {
        stem.pop();
    }
    stem
}
