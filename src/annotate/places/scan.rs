//! Finds names in a text: at each word, or each Chinese character, the longest name of the tables that may stand there.
//!
//! Which of its meanings holds is left to [`resolve`](super::resolve); how one name is followed through the
//! index, to [`walk`](super::walk).

use super::spelling::Script;
use super::table::{BOUND, Sense, Table, mark};
use super::tokens::{Shape, Token, Tokens};
use super::walk::{Walk, at_boundary, rest_of_word};
use crate::annotate::text::Text;
use crate::annotate::trie::At;

/// Prefixes that Arabic writes onto a name, each with what the name then begins with instead.
const ARABIC_PREFIXES: [(&str, &str); 7] =
    [("وال", "ال"), ("بال", "ال"), ("لل", "ال"), ("و", ""), ("ب", ""), ("ل", ""), ("ف", "")];

/// Stands for a language that nobody gave.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// Bytes from which a name of one language is taken for what it is in any text.
const LONG_NAME: usize = 7;

/// Most headlines have no more names.
const USUAL: usize = 8;

/// A name found in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// First byte in the folded text.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// First token of it.
    pub(super) first: usize,
    /// First token after it.
    pub(super) next: usize,
    /// First and last but one of its senses in [`Found::choices`].
    pub(super) choices: (usize, usize),
}

/// A sense that a name may have where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice<'t> {
    /// The sense.
    pub(super) sense: &'t Sense,
    /// The table it is from.
    pub(super) table: &'t Table,
    /// Its marks.
    pub(super) marks: u32,
}

/// The names of a text, in order.
#[derive(Debug, Default)]
pub(super) struct Found<'t> {
    /// Names.
    pub(super) hits: Vec<Hit>,
    /// Their senses.
    pub(super) choices: Vec<Choice<'t>>,
}

impl<'t> Found<'t> {
    /// The senses of a name.
    pub(super) fn choices(&self, hit: &Hit) -> &[Choice<'t>] {
        self.choices.get(hit.choices.0..hit.choices.1).unwrap_or_default()
    }
}

/// The longest name that a table has at a byte.
#[derive(Clone, Copy)]
struct Longest {
    /// The byte after what the table holds.
    matched: usize,
    /// The byte after the word, with its ending.
    end: usize,
    /// What the index gives for the name.
    value: u64,
}

/// Searches a text in several tables; where two hold a name of one length, the first is believed.
pub(super) struct Scan<'t, 'x> {
    pub(super) tables: [&'t Table; 2],
    pub(super) text: &'x Text,
    pub(super) tokens: &'x Tokens,
    /// The number of the text's language in [`BOUND`], plus one; 0 when it is none of these, or [`UNKNOWN`].
    pub(super) lang: u32,
}

impl<'t> Scan<'t, '_> {
    /// All names of the text.
    pub(super) fn run(&self) -> Found<'t> {
        let mut found = Found { hits: Vec::with_capacity(USUAL), choices: Vec::with_capacity(2 * USUAL) };
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            at = match token.script {
                Script::Han | Script::Kana => self.run_of_characters(at, token, &mut found),
                _ => self.at_word(at, token, &mut found).unwrap_or(at + 1),
            };
        }
        found
    }

    /// Names anywhere in a run of characters without spaces. Gives the next token.
    fn run_of_characters(&self, at: usize, token: &Token, found: &mut Found<'t>) -> usize {
        let mut from = token.start;
        // A foreign name in kana is a run of its own; only its beginning is a beginning.
        while from < token.end {
            let next = self.try_at(at, token, from, "", found).unwrap_or_else(|| from + self.width(from));
            from = next;
        }
        let mut after = at + 1;
        while self.tokens.get(after).is_some_and(|other| other.start < from) {
            after += 1;
        }
        after
    }

    /// A name that begins with a word, its Arabic prefix left out. Gives the token after it.
    fn at_word(&self, at: usize, token: &Token, found: &mut Found<'t>) -> Option<usize> {
        if token.shape == Shape::Number {
            return None;
        }
        let mut end = self.try_at(at, token, token.start, "", found);
        if end.is_none() && token.script == Script::Arabic {
            let word = self.text.folded().get(token.start..token.end).unwrap_or_default();
            end = ARABIC_PREFIXES
                .iter()
                .filter(|(prefix, _)| word.starts_with(prefix))
                .find_map(|(prefix, instead)| self.try_at(at, token, token.start + prefix.len(), instead, found));
        }
        end.map(|_| found.hits.last().map_or(at + 1, |hit| hit.next))
    }

    /// The longest name at a byte. Gives the byte after it.
    fn try_at(&self, at: usize, token: &Token, from: usize, instead: &str, found: &mut Found<'t>) -> Option<usize> {
        let walk = Walk { text: self.text.folded(), from, script: token.script };
        let reached = if instead.is_empty() {
            let (window, run) = walk.beginning();
            self.tables.map(|table| table.starts.reached(window, run))
        } else {
            self.tables.map(|table| table.trie.reach(instead.as_bytes()).map(|state| (state, 0)))
        };
        if reached == [None; 2] {
            return None;
        }
        let [curated, gazetteer] = self.tables;
        let best = [(curated, reached[0]), (gazetteer, reached[1])]
            .map(|(table, reached)| reached.and_then(|reached| self.longest(table, &walk, token, reached)));
        // A name met whole is believed before the beginning of one: بيروت is Beirut and not Peru with an ending.
        let (end, matched) = best.iter().flatten().map(|name| (name.end, name.matched)).max()?;
        let first = found.choices.len();
        let longest = self.tables.into_iter().zip(best);
        for (table, value) in longest.filter_map(|(table, best)| {
            best.filter(|other| other.end == end && other.matched == matched).map(|best| (table, best.value))
        }) {
            let entries = table.entries(value).iter().filter(|entry| self.written_right(**entry, token, from, end));
            let entries = entries.filter(|entry| self.right_language(**entry, end - from));
            found.choices.extend(entries.filter_map(|entry| {
                table.sense(*entry).map(|sense| Choice { sense, table, marks: entry & ((1 << mark::BITS) - 1) })
            }));
        }
        let mut next = at + 1;
        while self.tokens.get(next).is_some_and(|other| other.start < end) {
            next += 1;
        }
        found.hits.push(Hit { start: from, end, first: at, next, choices: (first, found.choices.len()) });
        Some(end)
    }

    /// The longest name of a table that may stand where the text was followed from, and to a state.
    fn longest(&self, table: &Table, walk: &Walk<'_>, token: &Token, reached: (At, usize)) -> Option<Longest> {
        let mut best: Option<Longest> = None;
        walk.names(&table.trie, reached, &mut |end, value| {
            let longer = best.is_none_or(|other| end > other.matched);
            if longer && table.entries(value).iter().any(|entry| self.stands(*entry, token, walk.from, end)) {
                best = Some(Longest { matched: end, end: self.word_end(end, token.script), value });
            }
        });
        best
    }

    /// Whether an entry may stand for `from..end`, where `end` may lie inside a word.
    fn stands(&self, entry: u32, token: &Token, from: usize, end: usize) -> bool {
        let ends_well = match token.script {
            Script::Han | Script::Kana => true,
            _ if at_boundary(self.text.folded(), end) => true,
            script => entry & mark::STEM != 0 && may_follow(script, from, end, self.rest(end)),
        };
        ends_well && self.written_right(entry, token, from, end) && self.right_language(entry, end - from)
    }

    fn rest(&self, end: usize) -> &str {
        rest_of_word(self.text.folded(), end)
    }

    fn word_end(&self, end: usize, script: Script) -> usize {
        match script {
            Script::Han | Script::Kana => end,
            _ => end + self.rest(end).len(),
        }
    }

    /// Whether the capitals are those that the name asks for.
    fn written_right(&self, entry: u32, token: &Token, from: usize, end: usize) -> bool {
        if entry & (mark::CAPITAL | mark::CAPITALS) == 0 || !token.cased {
            return true;
        }
        if entry & mark::CAPITALS != 0 {
            return self.text.words(from..end).chars().all(|c| !c.is_lowercase());
        }
        token.shape.is_capital() || token.shape == Shape::Plain || self.last_word_capital(from, end)
    }

    /// Whether the last of several words has a capital: "south Africa".
    fn last_word_capital(&self, from: usize, end: usize) -> bool {
        let words = self.text.words(from..end);
        words.rsplit_once(' ').and_then(|(_, last)| last.chars().next()).is_some_and(char::is_uppercase)
    }

    /// Whether the text is in the name's language; where its language is not known, long names count all the same.
    fn right_language(&self, entry: u32, length: usize) -> bool {
        let bound = (entry & ((1 << mark::BITS) - 1)) >> mark::LANG;
        bound == 0 || bound == self.lang || self.lang == UNKNOWN && length >= LONG_NAME
    }

    fn width(&self, from: usize) -> usize {
        self.text.folded().get(from..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    }
}

/// The number of a language in [`BOUND`], plus one.
pub(super) fn language(tag: &str) -> u32 {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    let at = match primary.as_bytes() {
        [one, other] => {
            let letters = [one.to_ascii_lowercase(), other.to_ascii_lowercase()];
            BOUND.iter().position(|lang| lang.as_bytes() == letters)
        }
        _ => None,
    };
    at.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0)
}

/// Whether the rest of a word may be an ending of the name that it begins with.
fn may_follow(script: Script, from: usize, end: usize, rest: &str) -> bool {
    const LATIN: [&str; 26] = [
        "s", "o", "a", "e", "i", "os", "as", "es", "is", "n", "en", "er", "em", "he", "hi", "ne", "nes", "ens", "y",
        "ns", "in", "innen", "an", "us", "m", "ia",
    ];
    let letters = rest.chars().count();
    let stem = (end - from) / 2;
    match script {
        Script::Latin => LATIN.contains(&rest),
        Script::Cyrillic if stem < 4 => letters <= 2,
        Script::Cyrillic => {
            letters <= 3 || letters <= 8 && ["ск", "ськ", "чан", "ян", "ц"].iter().any(|mid| rest.contains(mid))
        }
        Script::Arabic => letters <= 3,
        Script::Hangul => letters <= 4,
        _ => false,
    }
}
