//! The words of the languages of one script, made ready to be found when the first text in that script comes: most desks
//! read a few, and no start should wait for the others. All languages of a script are searched at once, since it is often
//! the words found that tell which of them a text is in.
//!
//! What the words stand for is left to [`lexicon`](super::lexicon).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::forms::Traditional;
use super::langset::LangSet;
use super::lexicon::Hit;
use crate::annotate::starts::{Starts, window};
use crate::annotate::text::{Text, fold};
use crate::annotate::trie::{At, Trie};
use crate::domain::letters::is_alphabetic;

/// The words of some languages.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Terms separated by `|`, with their languages and the number of their sense.
    terms: Vec<(String, LangSet, usize)>,
    /// For Chinese: the forms to add.
    traditional: Option<Arc<Traditional>>,
    matcher: OnceLock<Matcher>,
}

/// The folded words.
#[derive(Debug)]
struct Matcher {
    trie: Trie,
    /// Where a word may begin that stands at the beginning of a word of the text.
    starts: Starts,
    /// Where one may begin that stands inside a word.
    open: Starts,
    /// Terms, word after word.
    terms: Vec<Term>,
}

/// One word in one sense.
#[derive(Debug)]
struct Term {
    langs: LangSet,
    sense: usize,
    open: (bool, bool),
    /// Whether it is the last one of its word.
    last: bool,
}

/// A term found in a text.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The languages in which the words stand for this.
    pub langs: LangSet,
    /// Where the words of the lexicon end; the word of the text may go on.
    pub end: usize,
    /// What was found.
    pub hit: Hit,
}

impl Vocabulary {
    /// An empty vocabulary; with traditional forms for Chinese.
    pub(super) const fn new(traditional: Option<Arc<Traditional>>) -> Self {
        Self { terms: Vec::new(), traditional, matcher: OnceLock::new() }
    }

    /// Adds terms, separated by `|`, of one sense.
    pub(super) fn add(&mut self, terms: &str, langs: LangSet, sense: usize) {
        self.terms.push((terms.to_owned(), langs, sense));
    }

    /// The terms, folded.
    pub(super) fn terms(&self) -> impl Iterator<Item = String> {
        let terms = self.terms.iter().flat_map(|(terms, ..)| terms.split('|'));
        terms.map(|term| fold(term.trim().trim_matches('*'))).filter(|term| !term.is_empty())
    }

    /// Adds the terms of some languages found in a text, their ends checked.
    pub(super) fn scan(&self, text: &Text, langs: LangSet, found: &mut Vec<Found>) {
        let matcher = self.matcher.get_or_init(|| self.build());
        let folded = text.folded();
        if text.is_ascii() {
            text.marks().after_no_letter().for_each(|at| matcher.try_at(folded, at, (true, langs), found));
            let open = folded.bytes().enumerate().filter(|(_, byte)| matcher.open.may_be(*byte));
            let inside = |at: &usize| at.checked_sub(1).and_then(|before| folded.as_bytes().get(before));
            let open = open.map(|(at, _)| at).filter(|at| inside(at).is_some_and(u8::is_ascii_alphabetic));
            open.for_each(|at| matcher.try_at(folded, at, (false, langs), found));
            return;
        }
        let mut place = Place::default();
        for (at, byte) in folded.bytes().enumerate().filter(|(_, byte)| is_first(*byte)) {
            matcher.try_at(folded, at, (place.is_free(), langs), found);
            place = place.after(folded, at, byte);
        }
    }

    fn build(&self) -> Matcher {
        let mut patterns: BTreeMap<String, Vec<Term>> = BTreeMap::new();
        for (terms, langs, sense) in &self.terms {
            for term in terms.split('|').map(str::trim).filter(|term| !term.is_empty()) {
                add_term(&mut patterns, term, *langs, *sense);
                for form in self.traditional.iter().flat_map(|traditional| traditional.forms(term)) {
                    add_term(&mut patterns, &form, *langs, *sense);
                }
            }
        }
        let trie = Trie::new(&numbered(&patterns));
        let starts = |fits: fn(&Term) -> bool| {
            let some = patterns.iter().filter(|(_, terms)| terms.iter().any(fits));
            Starts::new(&trie, &some.map(|(word, _)| (word.as_bytes(), false)).collect::<Vec<_>>())
        };
        let (starts, open) = (starts(|_| true), starts(|term| term.open.0));
        Matcher { trie, starts, open, terms: flat(patterns) }
    }
}

impl Matcher {
    /// The terms of a word by the number of the first.
    fn terms_from(&self, first: u32) -> impl Iterator<Item = &Term> {
        let mut over = false;
        let terms = self.terms.get(first as usize..).unwrap_or_default();
        terms.iter().take_while(move |term| !std::mem::replace(&mut over, term.last))
    }

    /// Adds the terms that begin at a place; `begins` says that no word of the text goes on there.
    #[inline]
    fn try_at(&self, text: &str, at: usize, (begins, langs): (bool, LangSet), found: &mut Vec<Found>) {
        let starts = if begins { &self.starts } else { &self.open };
        if text.as_bytes().get(at).is_some_and(|byte| starts.may_be(*byte))
            && let Some(reached) = starts.reached(window(text.as_bytes(), at), 0)
        {
            self.words_at(text, at, reached, (begins, langs), found);
        }
    }

    /// Adds the terms that begin at a place, of which the first is reached in a state after some bytes; `begins` says that
    /// no word of the text goes on there.
    fn words_at(
        &self,
        text: &str,
        start: usize,
        (state, length): (At, usize),
        (begins, langs): (bool, LangSet),
        found: &mut Vec<Found>,
    ) {
        let from = start + length;
        self.trie.follow(state, text.as_bytes().get(from..).unwrap_or_default(), |taken, first| {
            let end = from + taken;
            let fits = |term: &&Term| !term.langs.meet(langs).is_empty() && (begins || term.open.0);
            for term in self.terms_from(first).filter(fits) {
                if term.open.1 || ends_word(text, end) {
                    let at = if term.open.1 { to_word_end(text, start..end) } else { start..end };
                    found.push(Found { langs: term.langs.meet(langs), end, hit: Hit { at, sense: term.sense } });
                }
            }
        });
    }
}

/// The words, each with the number of its first term.
fn numbered(patterns: &BTreeMap<String, Vec<Term>>) -> Vec<(&str, u32)> {
    let mut next = 0;
    let first = |terms: &Vec<Term>| {
        let first = next;
        next += u32::try_from(terms.len()).unwrap_or(u32::MAX);
        first
    };
    let firsts: Vec<u32> = patterns.values().map(first).collect();
    patterns.keys().map(String::as_str).zip(firsts).collect()
}

fn flat(patterns: BTreeMap<String, Vec<Term>>) -> Vec<Term> {
    let mut all = Vec::new();
    for terms in patterns.into_values() {
        all.extend(terms);
        all.last_mut().into_iter().for_each(|term: &mut Term| term.last = true);
    }
    all
}

/// Whether a byte is the first of a character.
const fn is_first(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// What stands before a place of the text.
#[derive(Clone, Copy, Default)]
enum Place {
    /// Nothing that a word could go on from.
    #[default]
    Free,
    /// A letter of a script without spaces, which parts words but is no prefix.
    Unspaced,
    /// So many letters that Arabic writes as part of the word after them, and nothing else of a word: article and short
    /// prepositions.
    Prefix(u8),
    /// Other letters.
    Inside,
}

/// The longest run of Arabic prefixes, in letters.
const LONGEST_PREFIX: u8 = 4;

impl Place {
    /// Whether a word may begin there.
    const fn is_free(self) -> bool {
        !matches!(self, Self::Inside)
    }

    /// What stands before the place after a character, which begins with this byte.
    #[inline]
    fn after(self, text: &str, at: usize, byte: u8) -> Self {
        match byte {
            // Of Cyrillic letters nearly all.
            b'a'..=b'z' | b'A'..=b'Z' | 0xd0 | 0xd1 => return Self::Inside,
            0..0x80 => return Self::Free,
            // Chinese characters, but for the first.
            0xe5..=0xe9 => return Self::Unspaced,
            _ => {}
        }
        let c = text.get(at..).and_then(|rest| rest.chars().next());
        match c.filter(|c| is_alphabetic(*c)) {
            None => Self::Free,
            Some(c) if is_unspaced(c) => Self::Unspaced,
            Some(c) if is_prefix(c) => match self {
                Self::Free => Self::Prefix(1),
                Self::Prefix(letters) if letters < LONGEST_PREFIX => Self::Prefix(letters + 1),
                _ => Self::Inside,
            },
            Some(_) => Self::Inside,
        }
    }
}

const fn is_prefix(c: char) -> bool {
    matches!(c, 'ا' | 'ل' | 'و' | 'ب' | 'ف' | 'ك' | 'س')
}

fn add_term(patterns: &mut BTreeMap<String, Vec<Term>>, term: &str, langs: LangSet, sense: usize) {
    let folded = fold(term);
    let bare = folded.trim_matches('*').to_owned();
    let open = (
        folded.starts_with('*') || bare.chars().next().is_some_and(is_unspaced),
        folded.ends_with('*') || bare.chars().next_back().is_some_and(is_unspaced),
    );
    let terms = patterns.entry(bare).or_default();
    match terms.iter_mut().find(|known| known.sense == sense && known.langs == langs) {
        Some(known) => known.open = (known.open.0 || open.0, known.open.1 || open.1),
        None => terms.push(Term { langs, sense, open, last: false }),
    }
}

/// A match on the beginning of a word, drawn out to the word's end.
fn to_word_end(text: &str, at: Range<usize>) -> Range<usize> {
    let rest = text.get(at.end..).unwrap_or_default();
    let ends_unspaced = text.get(at.clone()).and_then(|word| word.chars().next_back()).is_some_and(is_unspaced);
    if ends_unspaced {
        return at;
    }
    let length = rest.find(|c: char| !is_alphabetic(c) || is_unspaced(c)).unwrap_or(rest.len());
    at.start..at.end + length.min(LONGEST_ENDING)
}

/// An ending longer than this is no ending.
const LONGEST_ENDING: usize = 40;

/// Whether no word of the text goes on there.
fn ends_word(text: &str, at: usize) -> bool {
    !text.get(at..).is_some_and(|after| after.chars().next().is_some_and(continues_word))
}

/// Whether a word goes on with a letter. Letters of unspaced scripts never go on one of a spaced script: `IMF求援`.
fn continues_word(c: char) -> bool {
    is_alphabetic(c) && !is_unspaced(c)
}

/// Scripts that set no spaces between words, and Korean, which attaches particles.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' | '\u{20000}'..='\u{3ffff}')
}
