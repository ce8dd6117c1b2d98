//! Towns, counties and other places that no table lists, told by what stands around them.
//!
//! `Loudon County`, `Mud River`, `Smallville, Ohio`, `in Smallville`. They lie in the country of the region beside them, else in
//! the one that the text's other places mostly lie in; without any such, they are left out.

use std::ops::Range;

use super::judge::Verdict;
use super::resolve::{Resolve, Resolved};
use super::spelling::Script;
use super::tokens::{Shape, Token};
use crate::domain::country::CountryCode;
use crate::domain::place::PlaceKind;

/// A place that no table lists.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unlisted {
    /// Where it stands in the folded text.
    pub(super) at: Range<usize>,
    /// The country.
    pub(super) code: CountryCode,
    /// What sort, as far as the words tell.
    pub(super) kind: PlaceKind,
    /// Whether the words beside it tell the country, or only the company.
    pub(super) sure: bool,
}

/// Looks for places between the names found.
pub(super) struct Search<'x, 't> {
    pub(super) resolve: &'x Resolve<'x, 't>,
    pub(super) verdicts: &'x [Verdict],
    pub(super) places: &'x [Resolved],
}

impl Search<'_, '_> {
    /// The unlisted places, in order.
    pub(super) fn run(&self) -> Vec<Unlisted> {
        let main = self.resolve.main_country(self.places);
        let mut list: Vec<Unlisted> = Vec::new();
        for at in 0..self.resolve.tokens.len() {
            let Some(token) = self.resolve.tokens.get(at) else { break };
            if token.script != Script::Latin || !token.cased || !token.shape.is_capital() {
                continue;
            }
            let found = self.county(at, token, main).or_else(|| self.town(at, token, main));
            let clear = |place: &Unlisted| list.last().is_none_or(|last| last.at.end <= place.at.start);
            list.extend(found.filter(clear));
        }
        list
    }

    /// Names found that an unlisted place swallows: the `Guernsey` of `Guernsey County`.
    pub(super) fn swallowed(&self, list: &[Unlisted]) -> Vec<usize> {
        let inside =
            |hit: &super::scan::Hit| list.iter().any(|place| place.at.start <= hit.start && hit.end <= place.at.end);
        self.resolve.found.hits.iter().enumerate().filter(|(_, hit)| inside(hit)).map(|(at, _)| at).collect()
    }

    /// One or two words before `County` and its like, or before `River`.
    fn county(&self, at: usize, token: &Token, main: Option<CountryCode>) -> Option<Unlisted> {
        let rules = self.resolve.rules;
        let before = self.adjacent_before(at, token).filter(|word| word.shape.is_capital())?;
        let everyday = rules.ordinary.contains(self.word(before)) && self.opens_sentence(before);
        let landform = rules.landforms.contains(self.word(token));
        if everyday || !landform && !rules.suffixes.contains(self.word(token)) {
            return None;
        }
        let opener = self.adjacent_before(at - 1, before).filter(|word| rules.openers.contains(self.word(word)));
        let start = opener.filter(|word| word.shape.is_capital()).map_or(before.start, |word| word.start);
        if landform {
            let known = self.covered(before) || self.covered(token) || rules.ordinary.contains(self.word(before));
            let code = main.filter(|_| !known)?;
            return Some(Unlisted { at: start..token.end, code, kind: PlaceKind::Feature, sure: false });
        }
        let divided = main.filter(|code| rules.counties.contains(code));
        let code = divided.or_else(|| rules.counties.first().copied())?;
        Some(Unlisted { at: start..token.end, code, kind: PlaceKind::Admin, sure: true })
    }

    /// A word with a capital that no name covers, before `, Ohio` or after `in`.
    fn town(&self, at: usize, token: &Token, main: Option<CountryCode>) -> Option<Unlisted> {
        let rules = self.resolve.rules;
        let word = self.word(token);
        if self.covered(token) || word.len() < 3 || rules.given.contains(word) || rules.weak.contains(word) {
            return None;
        }
        let after = self
            .adjacent_before(at, token)
            .is_some_and(|before| before.shape == Shape::Small && rules.prepositions.contains(self.word(before)));
        let opener = self.adjacent_before(at, token).filter(|before| self.opens(before));
        let start = opener.map_or(token.start, |before| before.start);
        let (end, next) = self.last_word(at, token, after);
        if let Some(code) = self.beside(end) {
            return Some(Unlisted { at: start..end, code, kind: PlaceKind::City, sure: true });
        }
        let everyday = rules.ordinary.contains(word) && next == at + 1 || token.shape == Shape::Capitals;
        let code = main.filter(|_| after && !everyday)?;
        Some(Unlisted { at: start..end, code, kind: PlaceKind::City, sure: false })
    }

    /// The country of a region or country that follows after a comma.
    fn beside(&self, end: usize) -> Option<CountryCode> {
        let starts = |start: usize| self.resolve.text.folded().get(end..start) == Some(", ");
        let resolved = self
            .places
            .iter()
            .find(|resolved| self.resolve.found.hits.get(resolved.hit).is_some_and(|hit| starts(hit.start)))?;
        let sense = self.resolve.choice(resolved)?.sense;
        matches!(sense.kind, PlaceKind::Admin | PlaceKind::Country).then_some(sense.code)
    }

    /// The end of the name: further words with capitals belong to it after a preposition.
    fn last_word(&self, at: usize, token: &Token, after: bool) -> (usize, usize) {
        let mut end = token.end;
        let mut next = at + 1;
        while let Some(other) = self.resolve.tokens.get(next).filter(|_| after && next < at + 3) {
            let adjacent = self.resolve.text.folded().get(end..other.start) == Some(" ");
            if !adjacent || other.shape != Shape::Capital || self.covered(other) {
                break;
            }
            end = other.end;
            next += 1;
        }
        (end, next)
    }

    fn opens_sentence(&self, token: &Token) -> bool {
        let before = self.resolve.text.folded().get(..token.start).map(str::trim_end).unwrap_or_default();
        before.is_empty() || before.ends_with(['.', ':', '"'])
    }

    fn opens(&self, token: &Token) -> bool {
        token.shape.is_capital() && !self.covered(token) && self.resolve.rules.openers.contains(self.word(token))
    }

    /// Whether a name that was found to be a place covers a word.
    fn covered(&self, token: &Token) -> bool {
        let hits = self.resolve.found.hits.iter().zip(self.verdicts);
        let mut near = hits.filter(|(hit, _)| hit.start <= token.start && token.end <= hit.end);
        near.any(|(_, verdict)| *verdict != Verdict::Word)
    }

    fn adjacent_before(&self, at: usize, token: &Token) -> Option<&Token> {
        let before = self.resolve.tokens.before(at)?;
        matches!(self.resolve.text.folded().get(before.end..token.start), Some(" " | ". ")).then_some(before)
    }

    fn word(&self, token: &Token) -> &str {
        self.resolve.text.folded().get(token.start..token.end).unwrap_or_default()
    }
}
