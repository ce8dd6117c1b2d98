//! How many people died and were hurt, and how strong a force of nature was, by the number beside the word.
//!
//! Numbers themselves are left to [`number`](super::number), what they make of the severity to
//! [`severity`](super::severity).

use std::ops::Range;

use super::file::{Count, Group, Measure, Side};
use super::lexicon::{Hit, Lexicon};
use super::number::Number;
use super::sentence::char_boundary;
use crate::annotate::text::Text;

/// What a text counts and measures.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Toll {
    /// Deaths, with the place of the words.
    pub deaths: Option<(u32, Range<usize>)>,
    /// Injured, with the place of the words.
    pub injured: Option<(u32, Range<usize>)>,
    /// Each measure with its value.
    pub measures: Vec<(Measure, f64)>,
}

/// How far a number may stand before its word, in bytes.
const REACH_BEFORE: usize = 60;
/// A number this close before its word belongs to it.
const CLOSE: usize = 24;
/// How far a number may stand after its word.
const REACH_AFTER: usize = 36;

impl Toll {
    /// Reads the counts of a text. The title's count stands before the summary's; in one of them the highest counts.
    pub(super) fn read(lexicon: &Lexicon, text: &Text, hits: &[Hit]) -> Self {
        let beside = Beside { lexicon, text, hits };
        let mut toll = Self::default();
        for (hit, group) in hits.iter().filter_map(|hit| lexicon.sense(hit).map(|sense| (hit, &sense.group))) {
            if let Some(count) = group.count
                && let Some(counted) = beside.counted(hit, group)
            {
                toll.keep(text, count, counted);
            }
            if let Some(measure) = group.measure
                && let Some(number) = beside.nearest(hit, group.number, |_| true)
            {
                toll.measures.push((measure, number.value));
            }
        }
        toll
    }

    /// The highest value of one measure.
    pub(super) fn measured(&self, wanted: Measure) -> Option<f64> {
        self.measures.iter().filter(|(measure, _)| *measure == wanted).map(|(_, value)| *value).reduce(f64::max)
    }

    fn keep(&mut self, text: &Text, count: Count, counted: (u32, Range<usize>)) {
        let slot = match count {
            Count::Deaths => &mut self.deaths,
            Count::Injured => &mut self.injured,
        };
        let better = slot.as_ref().is_none_or(|known| {
            let (known_in_title, new_in_title) = (text.in_title(known.1.start), text.in_title(counted.1.start));
            (new_in_title, counted.0) > (known_in_title && known.0 > 0, known.0)
        });
        if better {
            *slot = Some(counted);
        }
    }
}

/// Looks for the number beside a word.
struct Beside<'a> {
    lexicon: &'a Lexicon,
    text: &'a Text,
    hits: &'a [Hit],
}

impl Beside<'_> {
    /// The people a counting word counts, with the place of word and number.
    fn counted(&self, hit: &Hit, group: &Group) -> Option<(u32, Range<usize>)> {
        if let Some(value) = group.value {
            return Some((value, hit.at.clone()));
        }
        let of_people = |number: &Number| !number.of_things && number.value >= 1.0 && number.value.fract() == 0.0;
        let number = self.nearest(hit, group.number, of_people)?;
        let at = number.at.start.min(hit.at.start)..number.at.end.max(hit.at.end);
        Some((people(number.value), at))
    }

    /// The number on the side the word asks for. On either side the one before it belongs to it if it stands close:
    /// `12 killed, 30 hurt`; else the one after it.
    fn nearest(&self, hit: &Hit, side: Side, fits: impl Fn(&Number) -> bool) -> Option<Number> {
        let before = (side != Side::After).then(|| self.before(hit, &fits)).flatten();
        let close = before.as_ref().is_some_and(|number| hit.at.start - number.at.end <= CLOSE);
        if side == Side::Before || close {
            return before;
        }
        self.after(hit, &fits).or(before)
    }

    fn after(&self, hit: &Hit, fits: &impl Fn(&Number) -> bool) -> Option<Number> {
        let folded = self.text.folded();
        let end = char_boundary(folded, hit.at.end + REACH_AFTER);
        let number = self.lexicon.numbers.find(folded, hit.at.end..end).find(|number| fits(number))?;
        let gap = folded.get(hit.at.end..number.at.start)?;
        let apart = gap.contains([',', ';', '.', '\n', '，', '。', '、', '；', '،', '!', '?']);
        (!apart && !self.counts_between(hit.at.end..number.at.start)).then_some(number)
    }

    fn before(&self, hit: &Hit, fits: &impl Fn(&Number) -> bool) -> Option<Number> {
        let folded = self.text.folded();
        let start = char_boundary(folded, hit.at.start.saturating_sub(REACH_BEFORE));
        let number = self.lexicon.numbers.find(folded, start..hit.at.start).filter(|number| fits(number)).last()?;
        let gap = folded.get(number.at.end..hit.at.start)?;
        let apart = gap.contains([';', '\n', '。', '；', '!', '?']) || gap.contains(". ");
        (!apart && !self.counts_between(number.at.end..hit.at.start)).then_some(number)
    }

    /// Whether another counting word stands in between, to which the number belongs.
    fn counts_between(&self, gap: Range<usize>) -> bool {
        let first = self.hits.partition_point(|hit| hit.at.start < gap.start);
        let inside = self.hits.iter().skip(first).take_while(|hit| hit.at.start < gap.end);
        inside.into_iter().any(|hit| {
            hit.at.end <= gap.end && self.lexicon.sense(hit).is_some_and(|sense| sense.group.count.is_some())
        })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits before the cast")]
fn people(value: f64) -> u32 {
    value.clamp(0.0, 100_000_000.0) as u32
}
