//! Numbers in a folded text: digits with separators, words of the languages read, Chinese numerals.
//!
//! Whether a number counts people is left to [`toll`](super::toll).

use std::collections::HashMap;
use std::ops::Range;

use super::file::LexiconFile;
use super::vocabulary::is_unspaced;
use crate::annotate::quick::BuildQuick;
use crate::annotate::text::fold;
use crate::domain::letters::{is_alphabetic, is_alphanumeric};

/// A number in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    /// Where, in the folded text.
    pub at: Range<usize>,
    /// Its value; of an inexact one, the least.
    pub value: f64,
    /// Whether it counts something other than people: years, money, per cent, kilometres.
    pub of_things: bool,
}

/// Words for numbers, and words that give away what a number counts.
#[derive(Debug, Default)]
pub(super) struct NumberWords {
    words: HashMap<String, f64, BuildQuick>,
    /// Words without spaces about them by their first character, longest first.
    unspaced: HashMap<char, Vec<(String, f64)>, BuildQuick>,
    multipliers: HashMap<String, f64, BuildQuick>,
    /// What a number counts: words after it by their first character, words before it by their last.
    units_after: HashMap<char, Vec<String>, BuildQuick>,
    units_before: HashMap<char, Vec<String>, BuildQuick>,
}

impl NumberWords {
    /// Takes the words of all files.
    pub(super) fn new<'a>(files: impl Iterator<Item = &'a LexiconFile>) -> Self {
        let mut all = Self::default();
        for file in files {
            for (word, value) in &file.number {
                let word = fold(word);
                let first = word.chars().next().filter(|_| word.chars().any(is_unspaced));
                if let Some(first) = first {
                    all.unspaced.entry(first).or_default().push((word, f64::from(*value)));
                } else {
                    all.words.insert(word, f64::from(*value));
                }
            }
            all.multipliers.extend(file.multiplier.iter().map(|(word, value)| (fold(word), f64::from(*value))));
            if let Some(units) = &file.unit {
                keep(&mut all.units_after, &units.after, |unit| unit.chars().next());
                keep(&mut all.units_before, &units.before, |unit| unit.chars().next_back());
            }
        }
        for words in all.unspaced.values_mut() {
            words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        all
    }

    /// The numbers of a stretch of a folded text, in order; places count from the start of the text.
    pub(super) fn find<'a>(&'a self, text: &'a str, within: Range<usize>) -> impl Iterator<Item = Number> + 'a {
        let mut at = within.start;
        std::iter::from_fn(move || {
            while at < within.end {
                let rest = text.get(at..)?;
                let Some((length, value)) = self.number_at(text, at, rest) else {
                    at += passed_over(rest);
                    continue;
                };
                let (length, value) = self.multiplied(rest, length, value);
                let of_things = self.counts_things(text, at..at + length);
                let number = Number { at: at..at + length, value, of_things };
                at += length;
                return Some(number);
            }
            None
        })
    }

    fn number_at(&self, text: &str, at: usize, rest: &str) -> Option<(usize, f64)> {
        let first = rest.chars().next()?;
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        if first.is_ascii_digit() || arabic_digit(first).is_some() {
            let inside = before.is_some_and(|c| c.is_ascii_alphanumeric() && !c.is_ascii_digit() && c != 'm');
            let (length, value) = digits(rest)?;
            return (!inside).then_some((length, value));
        }
        if is_unspaced(first) {
            let words = self.unspaced.get(&first).into_iter().flatten();
            let word = words.into_iter().find(|(word, _)| rest.starts_with(word.as_str()));
            return word.map(|(word, value)| (word.len(), *value)).or_else(|| chinese(rest));
        }
        if !is_alphabetic(first) || before.is_some_and(is_alphanumeric) {
            return None;
        }
        let length = rest.find(|c: char| !is_alphanumeric(c) && c != '-').unwrap_or(rest.len());
        let word = rest.get(..length)?;
        self.words.get(word).map(|value| (length, *value))
    }

    fn multiplied(&self, rest: &str, length: usize, value: f64) -> (usize, f64) {
        let after = rest.get(length..).unwrap_or_default();
        let word_at = after.len() - after.trim_start_matches([' ', '-']).len();
        let word = after.get(word_at..).unwrap_or_default();
        let end = word.find(|c: char| !is_alphabetic(c) || is_unspaced(c)).unwrap_or(word.len());
        if let Some(factor) = word.get(..end).and_then(|word| self.multipliers.get(word)) {
            return (length + word_at + end, value * factor);
        }
        let factor = after.chars().next().and_then(|c| self.multipliers.get(c.to_string().as_str()).map(|f| (c, *f)));
        factor.map_or((length, value), |(c, factor)| (length + c.len_utf8(), value * factor))
    }

    fn counts_things(&self, text: &str, at: Range<usize>) -> bool {
        let after = text.get(at.end..).unwrap_or_default();
        let bare = after.trim_start_matches([' ', '-']);
        let before = text.get(..at.start).unwrap_or_default().trim_end_matches(' ');
        let year =
            text.get(at).is_some_and(|word| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")));
        let stuck = after.starts_with(['%', ':', '/'])
            || after.starts_with('-') && after.get(1..).is_some_and(|c| c.starts_with(|c: char| c.is_ascii_digit()));
        // As in `Li, 45, a driver`.
        let age = before.ends_with(',') && after.starts_with(',');
        year || stuck
            || age
            || of(&self.units_after, bare.chars().next()).any(|unit| starts_with_word(bare, unit))
            || of(&self.units_before, before.chars().next_back()).any(|unit| ends_with_word(before, unit))
    }
}

/// Takes the words of a list, each under one of its characters.
fn keep(units: &mut HashMap<char, Vec<String>, BuildQuick>, list: &str, key: impl Fn(&str) -> Option<char>) {
    for unit in list.split_whitespace().map(fold) {
        if let Some(first) = key(&unit) {
            units.entry(first).or_default().push(unit);
        }
    }
}

/// The words under a character.
fn of(units: &HashMap<char, Vec<String>, BuildQuick>, key: Option<char>) -> impl Iterator<Item = &String> {
    key.and_then(|key| units.get(&key)).into_iter().flatten()
}

fn starts_with_word(text: &str, word: &str) -> bool {
    let open = word.ends_with('*') || word.chars().next_back().is_some_and(|c| is_unspaced(c) || !is_alphabetic(c));
    text.strip_prefix(word.trim_end_matches('*'))
        .is_some_and(|rest| open || !rest.chars().next().is_some_and(is_alphabetic))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let open = word.chars().next().is_some_and(|c| is_unspaced(c) || !is_alphabetic(c));
    text.strip_suffix(word).is_some_and(|rest| open || !rest.chars().next_back().is_some_and(is_alphabetic))
}

fn arabic_digit(c: char) -> Option<u32> {
    match c {
        '\u{660}'..='\u{669}' => Some(u32::from(c) - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(u32::from(c) - 0x6f0),
        _ => None,
    }
}

/// Digits with separators: `1,200`, `1.200`, `1 200` are thousands, `6.1` and `6,1` decimals.
fn digits(text: &str) -> Option<(usize, f64)> {
    let plain: String = text
        .chars()
        .take(24)
        .map(|c| arabic_digit(c).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c))
        .collect();
    let mut value = String::new();
    let mut rest = plain.as_str();
    let mut used = take_digits(&mut rest, &mut value);
    let first = used;
    while let Some(separator) = rest.chars().next().filter(|c| matches!(c, ',' | '.' | ' ' | '\'' | '٬')) {
        let mut after = rest.get(separator.len_utf8()..).unwrap_or_default();
        let mut group = String::new();
        let taken = take_digits(&mut after, &mut group);
        if taken == 3 && first <= 3 && !value.contains('.') {
            value.push_str(&group);
        } else if taken > 0 && taken < 3 && matches!(separator, '.' | ',') && !value.contains('.') {
            value.push('.');
            value.push_str(&group);
        } else {
            break;
        }
        (rest, used) = (after, used + 1 + taken);
    }
    let bytes = text.chars().take(used).map(char::len_utf8).sum();
    value.parse().ok().map(|value| (bytes, value))
}

/// Moves leading digits over; how many characters that were.
fn take_digits(rest: &mut &str, value: &mut String) -> usize {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    value.push_str(rest.get(..end).unwrap_or_default());
    *rest = rest.get(end..).unwrap_or_default();
    end
}

/// A Chinese numeral: 十二, 三百零五, 两万. One alone, such as 一 in 一起, counts only before a measure word of people.
fn chinese(text: &str) -> Option<(usize, f64)> {
    let (mut total, mut section, mut digit, mut length, mut characters) = (0.0, 0.0, 0.0, 0, 0);
    for c in text.chars() {
        if let Some(value) = chinese_digit(c) {
            digit = value;
        } else if let Some(unit) = chinese_unit(c) {
            if unit >= 10_000.0 {
                total = (total + section + digit) * unit;
                section = 0.0;
            } else {
                section += if digit == 0.0 { unit } else { digit * unit };
            }
            digit = 0.0;
        } else {
            break;
        }
        length += c.len_utf8();
        characters += 1;
    }
    let value: f64 = total + section + digit;
    let counted = text.get(length..).is_some_and(|rest| rest.starts_with(['人', '名', '死', '伤', '傷', '亡', '遇']));
    (value > 0.0 && (characters > 1 || counted)).then_some((length, value))
}

fn chinese_digit(c: char) -> Option<f64> {
    let at = "零一二三四五六七八九".chars().position(|digit| digit == c);
    match c {
        '两' | '兩' => Some(2.0),
        '〇' => Some(0.0),
        _ => at.map(|at| at as f64),
    }
}

fn chinese_unit(c: char) -> Option<f64> {
    Some(match c {
        '十' => 10.0,
        '百' => 100.0,
        '千' => 1000.0,
        '万' | '萬' => 10_000.0,
        '亿' | '億' => 100_000_000.0,
        _ => return None,
    })
}
/// How much of a text that begins with no number can hold none: the letters of a word after its first.
fn passed_over(rest: &str) -> usize {
    let mut letters = rest.char_indices();
    let first = letters.next().is_some_and(|(_, c)| is_alphabetic(c) && !is_unspaced(c));
    let next = letters.find(|(_, c)| !first || !is_alphabetic(*c) || is_unspaced(*c));
    next.map_or(rest.len(), |(at, _)| at)
}
