//! How many people died and were hurt, and how strong a force of nature was, by the number beside the word.
//!
//! Numbers themselves are left to [`number`](super::number), what they make of the severity to
//! [`severity`](super::severity).

use std::ops::Range;

use super::file::{Count, Group, Measure, Side};
use super::lexicon::{Hit, Lexicon};
use super::number::Number;
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
/// How far a number may stand after its word.
const REACH_AFTER: usize = 36;

impl Toll {
    /// Reads the counts of a text. The title's count stands before the summary's; in one of them the highest counts.
    pub(super) fn read(lexicon: &Lexicon, text: &Text, hits: &[Hit]) -> Self {
        let mut toll = Self::default();
        let counting = hits.iter().filter_map(|hit| lexicon.sense(hit).map(|sense| (hit, &sense.group)));
        for (hit, group) in counting {
            if let Some(count) = group.count {
                toll.count(lexicon, text, hits, hit, group, count);
            }
            if let Some(measure) = group.measure
                && let Some(number) = nearest(lexicon, text, hits, hit, group.number)
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

    fn count(&mut self, lexicon: &Lexicon, text: &Text, hits: &[Hit], hit: &Hit, group: &Group, count: Count) {
        let counted = match group.value {
            Some(value) => Some((value, hit.at.clone())),
            None => nearest_of_people(lexicon, text, hits, hit, group.number).map(|number| {
                let at = number.at.start.min(hit.at.start)..number.at.end.max(hit.at.end);
                (people(number.value), at)
            }),
        };
        let Some(counted) = counted else { return };
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

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits before the cast")]
fn people(value: f64) -> u32 {
    value.clamp(0.0, 100_000_000.0) as u32
}

fn nearest_of_people(lexicon: &Lexicon, text: &Text, hits: &[Hit], hit: &Hit, side: Side) -> Option<Number> {
    nearest_where(lexicon, text, hits, hit, side, |number| {
        !number.of_things && number.value >= 1.0 && number.value.fract() == 0.0
    })
}

fn nearest(lexicon: &Lexicon, text: &Text, hits: &[Hit], hit: &Hit, side: Side) -> Option<Number> {
    nearest_where(lexicon, text, hits, hit, side, |_| true)
}

fn nearest_where(
    lexicon: &Lexicon,
    text: &Text,
    hits: &[Hit],
    hit: &Hit,
    side: Side,
    fits: impl Fn(&Number) -> bool,
) -> Option<Number> {
    let after = (side != Side::Before).then(|| number_after(lexicon, text, hits, hit, &fits)).flatten();
    let before = || (side != Side::After).then(|| number_before(lexicon, text, hits, hit, &fits)).flatten();
    after.or_else(before)
}

fn number_after(
    lexicon: &Lexicon,
    text: &Text,
    hits: &[Hit],
    hit: &Hit,
    fits: &impl Fn(&Number) -> bool,
) -> Option<Number> {
    let folded = text.folded();
    let end = folded.floor_char_boundary(hit.at.end + REACH_AFTER);
    let found = lexicon.numbers.find(folded, hit.at.end..end);
    let number = found.into_iter().find(|number| fits(number))?;
    let gap = folded.get(hit.at.end..number.at.start)?;
    let apart = gap.contains([',', ';', '.', '\n', '，', '。', '、', '；', '،', '!', '?']);
    (!apart && !counts_between(lexicon, hits, hit.at.end..number.at.start)).then_some(number)
}

fn number_before(
    lexicon: &Lexicon,
    text: &Text,
    hits: &[Hit],
    hit: &Hit,
    fits: &impl Fn(&Number) -> bool,
) -> Option<Number> {
    let folded = text.folded();
    let start = folded.floor_char_boundary(hit.at.start.saturating_sub(REACH_BEFORE));
    let found = lexicon.numbers.find(folded, start..hit.at.start);
    let number = found.into_iter().rev().find(|number| fits(number))?;
    let gap = folded.get(number.at.end..hit.at.start)?;
    let apart = gap.contains([';', '\n', '。', '；', '!', '?']) || gap.contains(". ");
    (!apart && !counts_between(lexicon, hits, number.at.end..hit.at.start)).then_some(number)
}

/// Whether another counting word stands in between, to which the number belongs.
fn counts_between(lexicon: &Lexicon, hits: &[Hit], gap: Range<usize>) -> bool {
    hits.iter().any(|hit| {
        gap.start <= hit.at.start
            && hit.at.end <= gap.end
            && lexicon.sense(hit).is_some_and(|sense| sense.group.count.is_some())
    })
}
