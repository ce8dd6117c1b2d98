//! The words of one language as one automaton, which is built when the first text in that language comes: most desks
//! read a few languages, and no start should wait for the others.
//!
//! What the words stand for is left to [`lexicon`](super::lexicon).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::forms::Traditional;
use super::lexicon::Hit;
use crate::annotate::text::fold;
use crate::domain::letters::is_alphabetic;

/// The words of one language.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Terms separated by `|`, with the number of their sense.
    terms: Vec<(String, usize)>,
    /// For Chinese: the forms to add.
    traditional: Option<Arc<Traditional>>,
    /// None inside when the automaton cannot be built, which takes more words than memory holds.
    matcher: OnceLock<Option<Matcher>>,
}

/// The automaton over the folded words.
#[derive(Debug)]
struct Matcher {
    automaton: AhoCorasick,
    /// Terms by pattern number.
    terms: Vec<Vec<Term>>,
}

/// One word in one sense.
#[derive(Debug)]
struct Term {
    sense: usize,
    open: (bool, bool),
}

/// More hits than this say nothing new, whatever a hostile text repeats.
const MOST_HITS: usize = 4000;

impl Vocabulary {
    /// An empty vocabulary; with traditional forms for Chinese.
    pub(super) const fn new(traditional: Option<Arc<Traditional>>) -> Self {
        Self { terms: Vec::new(), traditional, matcher: OnceLock::new() }
    }

    /// Adds terms, separated by `|`, of one sense.
    pub(super) fn add(&mut self, terms: &str, sense: usize) {
        self.terms.push((terms.to_owned(), sense));
    }

    /// The terms, folded.
    pub(super) fn terms(&self) -> impl Iterator<Item = String> {
        let terms = self.terms.iter().flat_map(|(terms, _)| terms.split('|'));
        terms.map(|term| fold(term.trim().trim_matches('*'))).filter(|term| !term.is_empty())
    }

    /// Adds the terms found in a folded text, their ends checked.
    pub(super) fn scan(&self, text: &str, hits: &mut Vec<Hit>) {
        let Some(matcher) = self.matcher.get_or_init(|| self.build()) else { return };
        for found in matcher.automaton.find_overlapping_iter(text) {
            for term in matcher.terms.get(found.pattern().as_usize()).into_iter().flatten() {
                if hits.len() < MOST_HITS && stands_free(text, found.range(), term.open) {
                    let at = if term.open.1 { to_word_end(text, found.range()) } else { found.range() };
                    hits.push(Hit { at, sense: term.sense });
                }
            }
        }
    }

    fn build(&self) -> Option<Matcher> {
        let mut patterns: BTreeMap<String, Vec<Term>> = BTreeMap::new();
        for (terms, sense) in &self.terms {
            for term in terms.split('|').map(str::trim).filter(|term| !term.is_empty()) {
                add_term(&mut patterns, term, *sense);
                for form in self.traditional.iter().flat_map(|traditional| traditional.forms(term)) {
                    add_term(&mut patterns, &form, *sense);
                }
            }
        }
        let (patterns, terms): (Vec<_>, Vec<_>) = patterns.into_iter().unzip();
        let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(patterns).ok()?;
        Some(Matcher { automaton, terms })
    }
}

fn add_term(patterns: &mut BTreeMap<String, Vec<Term>>, term: &str, sense: usize) {
    let folded = fold(term);
    let bare = folded.trim_matches('*').to_owned();
    let open = (
        folded.starts_with('*') || bare.chars().next().is_some_and(is_unspaced),
        folded.ends_with('*') || bare.chars().next_back().is_some_and(is_unspaced),
    );
    let terms = patterns.entry(bare).or_default();
    match terms.iter_mut().find(|known| known.sense == sense) {
        Some(known) => known.open = (known.open.0 || open.0, known.open.1 || open.1),
        None => terms.push(Term { sense, open }),
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

/// Whether a match is a word, or begins or ends one where the term is open.
fn stands_free(text: &str, at: Range<usize>, open: (bool, bool)) -> bool {
    let (before, after) = (text.get(..at.start).unwrap_or_default(), text.get(at.end..).unwrap_or_default());
    (open.0 || !ends_inside_word(before)) && (open.1 || !after.chars().next().is_some_and(continues_word))
}

/// Whether a word goes on with a letter. Letters of unspaced scripts never go on one of a spaced script: `IMF求援`.
fn continues_word(c: char) -> bool {
    is_alphabetic(c) && !is_unspaced(c)
}

/// Whether a text ends in the middle of a word. Arabic writes article and short prepositions as part of the word.
fn ends_inside_word(before: &str) -> bool {
    let Some(last) = before.chars().next_back().filter(|c| is_alphabetic(*c)) else { return false };
    if !is_arabic(last) {
        return !is_unspaced(last);
    }
    let mut attached = before.chars().rev().take_while(|c| is_alphabetic(*c));
    let run: Vec<char> = attached.by_ref().take(5).collect();
    run.len() > 4 || run.iter().any(|c| !matches!(c, 'ا' | 'ل' | 'و' | 'ب' | 'ف' | 'ك' | 'س'))
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}')
}

/// Scripts that set no spaces between words, and Korean, which attaches particles.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' | '\u{20000}'..='\u{3ffff}')
}
