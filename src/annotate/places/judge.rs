//! Which of the names found are places at all where they stand: persons, everyday words and postal codes are set aside.
//!
//! Which place a name is, is left to [`resolve`](super::resolve).

use super::rules::Rules;
use super::scan::{Choice, Found, Hit};
use super::spelling::Script;
use super::table::{NOWHERE, mark};
use super::tokens::{Shape, Token, Tokens};
use crate::annotate::text::Text;
use crate::domain::place::PlaceKind;

/// Size, in tenths of the population's logarithm, of a city that is rarely a family name: a million.
const BIG_CITY: u8 = 60;

/// Size of a city that is believed in a text without small letters: 300 000.
const MIDDLE_CITY: u8 = 55;

/// Bytes of three Chinese characters, up to which a town's name may be a piece of a longer one.
const SHORT_HAN: usize = 9;

/// Words that are looked at to tell whether a line is in title case.
const TITLE_WORDS: usize = 100;

/// What became of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is a place.
    Place,
    /// It is known to be none, and that is nothing to speak of.
    Nowhere,
    /// It is a person, or part of a person's name.
    Person,
    /// It is an everyday word, as far as one can tell.
    Word,
}

/// Judges the names of one text.
pub(super) struct Judge<'x, 't> {
    pub(super) text: &'x Text,
    pub(super) tokens: &'x Tokens,
    pub(super) found: &'x Found<'t>,
    pub(super) rules: &'x Rules,
    /// Whether the text may be English, where capitals mark names and little else.
    pub(super) english: bool,
}

impl Judge<'_, '_> {
    /// The verdict on each name, in order.
    pub(super) fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts: Vec<Verdict> =
            self.found.hits.iter().enumerate().map(|(at, hit)| self.verdict(at, hit)).collect();
        self.follow_persons(&mut verdicts);
        verdicts
    }

    fn verdict(&self, at: usize, hit: &Hit) -> Verdict {
        let choices = self.found.choices(hit);
        if choices.iter().any(|choice| choice.sense.code.as_str() == NOWHERE) {
            return Verdict::Nowhere;
        }
        let Some(token) = self.tokens.get(hit.first) else { return Verdict::Word };
        if token.script == Script::Han && self.is_piece(hit, choices) {
            return Verdict::Word;
        }
        if !matches!(token.script, Script::Latin | Script::Cyrillic) {
            return Verdict::Place;
        }
        let beside = self.is_beside(at, hit);
        if choices.iter().all(|choice| choice.marks & mark::WEAK != 0) {
            return if beside { Verdict::Place } else { Verdict::Word };
        }
        if beside || choices.iter().all(|choice| choice.sense.kind == PlaceKind::Demonym) {
            return Verdict::Place;
        }
        if self.in_brackets(hit) || self.is_numbered(hit) {
            return Verdict::Word;
        }
        if token.cased && self.is_person(hit, choices) {
            return Verdict::Person;
        }
        if self.is_word(hit, token, choices) { Verdict::Word } else { Verdict::Place }
    }

    /// Whether the name before or after, with only a comma between, is a place that holds this one or lies in it.
    fn is_beside(&self, at: usize, hit: &Hit) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.found.hits.get(at));
        let after = self.found.hits.get(at + 1);
        before.is_some_and(|other| joined(self.text, other, hit) && self.contain(other, hit))
            || after.is_some_and(|other| joined(self.text, hit, other) && self.contain(hit, other))
    }

    fn contain(&self, inner: &Hit, outer: &Hit) -> bool {
        let outer = self.found.choices(outer);
        self.found.choices(inner).iter().any(|inner| outer.iter().any(|outer| lies_in(inner, outer)))
    }

    fn is_person(&self, hit: &Hit, choices: &[Choice<'_>]) -> bool {
        let key = self.key(hit);
        let single = hit.next == hit.first + 1;
        let strong =
            choices.iter().any(|c| matches!(c.sense.kind, PlaceKind::Country | PlaceKind::Capital | PlaceKind::Admin));
        let like_person = self.rules.person_like.contains(key) || self.rules.given.contains(key);
        let previous = self.neighbour_before(hit);
        if let Some(word) = previous.filter(|token| token.shape.is_capital()).map(|token| self.word(token)) {
            let named = self.rules.titles.contains(word) && !strong || self.rules.given.contains(word);
            if single && named && (!strong || like_person) {
                return true;
            }
        }
        let Some(next) = self.neighbour_after(hit) else { return false };
        let word = self.word(next);
        if !single || !self.rules.given.contains(key) || !next.shape.is_capital() {
            return false;
        }
        self.rules.family.contains(word) || !strong && !self.rules.after.contains(word) && !self.title_case(hit)
    }

    /// A word of everyday, or a small place in a text without small letters.
    fn is_word(&self, hit: &Hit, token: &Token, choices: &[Choice<'_>]) -> bool {
        let best = choices.first().map_or(0, |choice| choice.sense.size);
        let only_city = choices.iter().all(|choice| choice.sense.kind == PlaceKind::City);
        let minor = choices.iter().all(|choice| matches!(choice.sense.kind, PlaceKind::City | PlaceKind::Admin));
        let key = self.key(hit);
        let everyday = self.rules.weak.contains(key) || self.rules.ordinary.contains(key) && best < BIG_CITY;
        let namesake =
            only_city && best < MIDDLE_CITY && self.rules.given.contains(key) && !self.before_place_word(hit);
        let opens = only_city && !self.english && best < MIDDLE_CITY && self.opens_line(hit);
        let weak = minor && everyday || namesake || opens || only_city && !token.cased && best < MIDDLE_CITY;
        weak && !self.after_preposition(hit, token) || self.is_part(hit, token, best)
    }

    /// Whether a name stands first, where its capital says nothing.
    fn opens_line(&self, hit: &Hit) -> bool {
        self.text.folded().get(..hit.start).is_some_and(|before| before.is_empty() || before.ends_with('\n'))
    }

    fn before_place_word(&self, hit: &Hit) -> bool {
        self.neighbour_after(hit).is_some_and(|next| self.rules.after.contains(self.word(next)))
    }

    /// Whether a short Chinese name of a town stands among characters that write foreign sounds, and so is a piece of
    /// a longer foreign name: the 尼斯 of 吉尼斯.
    fn is_piece(&self, hit: &Hit, choices: &[Choice<'_>]) -> bool {
        let short = hit.end - hit.start <= SHORT_HAN;
        if !short || choices.iter().any(|choice| choice.sense.kind != PlaceKind::City) {
            return false;
        }
        let text = self.text.folded();
        let before = text.get(..hit.start).and_then(|before| before.chars().next_back());
        let after = text.get(hit.end..).and_then(|after| after.chars().next());
        let sound = |c: Option<char>| c.is_some_and(|c| self.rules.sounds.contains(&c));
        sound(before) || sound(after)
    }

    /// Whether a town's name is the end of a longer one, or the beginning of a county's.
    fn is_part(&self, hit: &Hit, token: &Token, size: u8) -> bool {
        let minor = |choice: &Choice<'_>| matches!(choice.sense.kind, PlaceKind::City);
        let before = self.text.folded().get(..hit.start).and_then(|before| before.strip_suffix('-'));
        let hyphen =
            before.is_some_and(|before| before.chars().rev().take(2).filter(|c| c.is_alphabetic()).count() == 2);
        let place = |choice: &Choice<'_>| matches!(choice.sense.kind, PlaceKind::City | PlaceKind::Admin);
        if hyphen && self.found.choices(hit).iter().all(place) {
            return true;
        }
        let town = self.english && token.cased && size < BIG_CITY && self.found.choices(hit).iter().all(minor);
        let county = self
            .neighbour_after(hit)
            .is_some_and(|next| next.shape.is_capital() && self.rules.suffixes.contains(self.word(next)));
        let does = |next: &Token| self.rules.doing.contains(self.word(next));
        if town && hit.next == hit.first + 1 && self.neighbour_after(hit).is_some_and(does) {
            return true;
        }
        county || town && self.neighbour_before(hit).is_some_and(|previous| self.is_name(previous))
    }

    /// Whether a word with a capital is neither an everyday word nor an acronym, and so part of a name.
    fn is_name(&self, token: &Token) -> bool {
        let word = self.word(token);
        let known = [&self.rules.ordinary, &self.rules.openers, &self.rules.weak, &self.rules.after];
        let first =
            self.text.folded().get(..token.start).is_none_or(|before| before.trim_end().ends_with(['.', '\n', ':']));
        token.shape == Shape::Capital && word.len() > 2 && !first && !known.iter().any(|set| set.contains(word))
    }

    /// Whether a name stands alone between pointed brackets, as ticker symbols do.
    fn in_brackets(&self, hit: &Hit) -> bool {
        let text = self.text.folded();
        text.get(..hit.start).is_some_and(|before| before.ends_with('<'))
            && text.get(hit.end..).is_some_and(|after| after.starts_with(['>', '.']))
    }

    /// Whether a number follows a hyphen: storms are named so.
    fn is_numbered(&self, hit: &Hit) -> bool {
        let after = self.text.folded().get(hit.end..).and_then(|after| after.strip_prefix('-'));
        after.is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()))
    }

    fn after_preposition(&self, hit: &Hit, token: &Token) -> bool {
        let previous = self.neighbour_before(hit);
        token.cased && previous.is_some_and(|previous| self.rules.prepositions.contains(self.word(previous)))
    }

    /// A family name met once beside a given name is that person's wherever it stands alone.
    fn follow_persons(&self, verdicts: &mut [Verdict]) {
        if !verdicts.contains(&Verdict::Person) {
            return;
        }
        let persons: Vec<&str> = (self.found.hits.iter().zip(&*verdicts))
            .filter(|(_, verdict)| **verdict == Verdict::Person)
            .map(|(hit, _)| self.key(hit))
            .collect();
        for (at, hit) in self.found.hits.iter().enumerate() {
            let Some(verdict) = verdicts.get_mut(at).filter(|verdict| **verdict == Verdict::Place) else { continue };
            let city = self.found.choices(hit).iter().all(|choice| choice.sense.kind == PlaceKind::City);
            if city && persons.contains(&self.key(hit)) && !self.is_beside(at, hit) {
                *verdict = Verdict::Person;
            }
        }
    }

    /// Whether nearly every word of the line begins with a capital, so that capitals say little.
    fn title_case(&self, hit: &Hit) -> bool {
        let title = self.text.in_title(hit.start);
        let mut small = 0;
        for at in 0..self.tokens.len().min(TITLE_WORDS) {
            let Some(token) = self.tokens.get(at) else { break };
            if self.text.in_title(token.start) == title && token.shape == Shape::Small && token.end - token.start > 4 {
                small += 1;
            }
        }
        title && small == 0
    }

    fn neighbour_before(&self, hit: &Hit) -> Option<&Token> {
        let token = self.tokens.before(hit.first)?;
        matches!(self.text.folded().get(token.end..hit.start), Some(" " | ". ")).then_some(token)
    }

    fn neighbour_after(&self, hit: &Hit) -> Option<&Token> {
        let token = self.tokens.get(hit.next)?;
        (self.text.folded().get(hit.end..token.start) == Some(" ")).then_some(token)
    }

    fn word(&self, token: &Token) -> &str {
        self.text.folded().get(token.start..token.end).unwrap_or_default()
    }

    fn key(&self, hit: &Hit) -> &str {
        self.text.folded().get(hit.start..hit.end).unwrap_or_default()
    }
}

/// Whether two names stand one after the other with a comma or bracket between.
pub(super) fn joined(text: &Text, one: &Hit, other: &Hit) -> bool {
    matches!(text.folded().get(one.end..other.start), Some(", " | "," | " (" | "(" | "، "))
}

/// Whether a meaning of one name lies in a meaning of another.
pub(super) fn lies_in(inner: &Choice<'_>, outer: &Choice<'_>) -> bool {
    let (inner, outer) = (inner.sense, outer.sense);
    let town = matches!(inner.kind, PlaceKind::City | PlaceKind::Capital);
    inner.code == outer.code
        && match outer.kind {
            PlaceKind::Country => town || matches!(inner.kind, PlaceKind::Admin | PlaceKind::Feature),
            PlaceKind::Admin => town && inner.region == outer.region,
            _ => false,
        }
}
