//! What the words found add up to: hazards with their score and evidence, sorts of happening, reasons against.
//!
//! Finding the words is left to [`lexicon`](super::lexicon); how bad it is, to [`severity`](super::severity).

use std::collections::BTreeMap;

use super::file::Side;
use super::lexicon::{Hit, Lexicon, Sense};
use super::sentence::Sentences;
use crate::annotate::text::Text;
use crate::domain::annotation::{EventKind, Reason};
use crate::domain::hazard::Hazard;

/// What the words add up to.
#[derive(Debug, Default)]
pub(super) struct Weighed {
    /// The hazards that stand, with score, best first.
    pub hazards: Vec<(Hazard, f64)>,
    /// The hits that speak of a hazard that stands.
    pub hits: Vec<Hit>,
    /// Sorts of happening, weightiest first.
    pub kinds: Vec<EventKind>,
    /// What was set aside, and why.
    pub reasons: Vec<Reason>,
}

/// One text being weighed.
pub(super) struct Scales<'a> {
    lexicon: &'a Lexicon,
    text: &'a Text,
    sentences: Sentences,
    /// Cues given in each sentence.
    cues: Vec<u64>,
}

/// A score in the making.
#[derive(Default)]
struct Score {
    /// Best worth so far of each sense, and how many more hits it had.
    senses: BTreeMap<usize, (f64, u32)>,
    hits: Vec<Hit>,
}

/// Physical hazards, to which casualties add.
const HURTFUL: [Hazard; 7] = [
    Hazard::ArmedConflict,
    Hazard::Terrorism,
    Hazard::Crime,
    Hazard::CivilUnrest,
    Hazard::Natural,
    Hazard::Infrastructure,
    Hazard::Health,
];
/// Further hits of one sense count up to this many times: a long text says everything often.
const REPEATS: u32 = 3;

impl<'a> Scales<'a> {
    /// Prepares a text whose hits are given.
    pub(super) fn new(lexicon: &'a Lexicon, text: &'a Text, hits: &[Hit]) -> Self {
        let sentences = Sentences::new(text.folded());
        let mut cues = vec![0; sentences.count()];
        for hit in hits {
            let gives = lexicon.sense(hit).map_or(0, |sense| sense.gives);
            if let Some(slot) = cues.get_mut(sentences.of(hit.at.start)) {
                *slot |= gives;
            }
        }
        Self { lexicon, text, sentences, cues }
    }

    /// Adds up the hits; `hurt` when the text counts people killed or hurt.
    pub(super) fn weigh(&self, hits: &[Hit], hurt: bool) -> Weighed {
        let mut weighed = Weighed::default();
        self.note_blocked(hits, &mut weighed.reasons);
        let mut scores: BTreeMap<Hazard, Score> = BTreeMap::new();
        for hit in hits {
            self.score(hit, hits, &mut scores, &mut weighed.reasons);
        }
        let against = self.against(hits);
        let mut dropped = Vec::new();
        for (hazard, score) in scores {
            let sum = self.sum(hazard, &score, hurt);
            match against.iter().filter(|case| !case.spares(hazard)).max_by(|a, b| a.weight.total_cmp(&b.weight)) {
                Some(case) if case.weight >= sum => dropped.push(case.reason.clone()),
                case => {
                    let off = case.map_or(0.0, |case| case.weight * self.lexicon.tuning.against);
                    if sum - off >= self.bar() {
                        weighed.hazards.push((hazard, sum - off));
                        weighed.hits.extend(score.hits);
                    }
                }
            }
        }
        weighed.hazards.sort_by(|a, b| b.1.total_cmp(&a.1));
        weighed.hits.sort_by_key(|hit| (hit.at.start, hit.sense));
        weighed.hits.dedup();
        weighed.kinds = self.kinds(&weighed.hits);
        weighed.reasons.extend(dropped);
        dedup(&mut weighed.reasons);
        weighed
    }

    /// The score from which a hazard is listed; a long text has to say it more often.
    fn bar(&self) -> f64 {
        let tuning = &self.lexicon.tuning;
        let kilobytes = self.text.folded().len() as f64 / 1000.0;
        tuning.listed + tuning.listed_per_kilobyte * (kilobytes - 1.0).max(0.0)
    }

    fn score(&self, hit: &Hit, hits: &[Hit], scores: &mut BTreeMap<Hazard, Score>, reasons: &mut Vec<Reason>) {
        let Some(sense) = self.lexicon.sense(hit).filter(|sense| !sense.group.hazards.is_empty()) else { return };
        if !self.has_partner(hit, sense) {
            return;
        }
        if let Some(denial) = self.denied(hit, hits) {
            let at = denial.at.start.min(hit.at.start)..denial.at.end.max(hit.at.end);
            reasons.push(Reason { code: "negated".to_owned(), text: self.text.words(at).to_owned() });
            return;
        }
        let place = if self.text.in_title(hit.at.start) { 1.0 } else { self.lexicon.tuning.summary };
        for (hazard, weight) in &sense.group.hazards {
            let score = scores.entry(*hazard).or_default();
            let (best, more) = score.senses.entry(hit.sense).or_insert((0.0, 0));
            *more += u32::from(*best > 0.0);
            *best = best.max(weight * place);
            score.hits.push(hit.clone());
        }
    }

    fn sum(&self, hazard: Hazard, score: &Score, hurt: bool) -> f64 {
        let tuning = &self.lexicon.tuning;
        let words: f64 = score
            .senses
            .values()
            .map(|(best, more)| best * (1.0 + tuning.repeated * f64::from((*more).min(REPEATS))))
            .sum();
        if hurt && HURTFUL.contains(&hazard) { words + tuning.casualties } else { words }
    }

    /// Whether the words it needs beside it stand in its sentence, or in the title.
    fn has_partner(&self, hit: &Hit, sense: &Sense) -> bool {
        if sense.needs == 0 {
            return true;
        }
        let own = self.cues.get(self.sentences.of(hit.at.start)).copied().unwrap_or_default();
        (own | self.cues.first().copied().unwrap_or_default()) & sense.needs != 0
    }

    /// The denial that reaches a hit, if any.
    fn denied<'h>(&self, hit: &Hit, hits: &'h [Hit]) -> Option<&'h Hit> {
        let reach = self.lexicon.tuning.denial_reach;
        hits.iter().find(|denial| {
            let Some(side) = self.lexicon.sense(denial).and_then(|sense| sense.group.negate) else { return false };
            let before = side != Side::After && denial.at.end <= hit.at.start && hit.at.start - denial.at.end <= reach;
            let after = side != Side::Before && hit.at.end <= denial.at.start && denial.at.start - hit.at.end <= reach;
            (before || after) && self.sentences.together(&denial.at, &hit.at)
        })
    }

    fn against(&self, hits: &[Hit]) -> Vec<Case<'a>> {
        let mut cases: Vec<Case<'a>> = Vec::new();
        let mut seen = Vec::new();
        for hit in hits {
            let Some(sense) = self.lexicon.sense(hit) else { continue };
            let Some(code) = sense.group.exclude.as_deref().filter(|_| self.has_partner(hit, sense)) else { continue };
            let words = self.text.words(hit.at.clone());
            if seen.contains(&(code, words)) {
                continue;
            }
            seen.push((code, words));
            let place =
                if self.text.in_title(hit.at.start) { 1.0 } else { self.lexicon.tuning.summary_against };
            let weight = sense.group.weight.unwrap_or(1.0) * place;
            match cases.iter_mut().find(|case| case.reason.code == code) {
                Some(case) => case.add(weight, sense),
                None => cases.push(Case::new(code, words, weight, sense)),
            }
        }
        cases
    }

    fn note_blocked(&self, hits: &[Hit], reasons: &mut Vec<Reason>) {
        for hit in hits {
            if let Some(code) = self.lexicon.sense(hit).and_then(|sense| sense.group.block.as_deref()) {
                if code.is_empty() {
                    continue;
                }
                let text = self.text.words(hit.at.clone()).to_owned();
                reasons.push(Reason { code: code.to_owned(), text });
            }
        }
    }

    fn kinds(&self, hits: &[Hit]) -> Vec<EventKind> {
        let mut weights: Vec<(EventKind, f64)> = Vec::new();
        for hit in hits {
            let Some(group) = self.lexicon.sense(hit).map(|sense| &sense.group) else { continue };
            let Some(kind) = group.kind else { continue };
            let place = if self.text.in_title(hit.at.start) { 1.0 } else { self.lexicon.tuning.summary };
            let weight = group.hazards.values().copied().fold(0.0, f64::max) * place;
            match weights.iter_mut().find(|(known, _)| *known == kind) {
                Some(known) => known.1 = known.1.max(weight),
                None => weights.push((kind, weight)),
            }
        }
        weights.sort_by(|a, b| b.1.total_cmp(&a.1));
        weights.into_iter().map(|(kind, _)| kind).collect()
    }
}

/// What speaks against a risk, for one reason.
struct Case<'a> {
    reason: Reason,
    weight: f64,
    spares: &'a [Hazard],
}

impl<'a> Case<'a> {
    fn new(code: &str, words: &str, weight: f64, sense: &'a Sense) -> Self {
        let reason = Reason { code: code.to_owned(), text: words.to_owned() };
        Self { reason, weight, spares: &sense.group.spares }
    }

    fn add(&mut self, weight: f64, sense: &'a Sense) {
        self.weight += weight;
        self.spares = if sense.group.spares.is_empty() { &[] } else { self.spares };
    }

    fn spares(&self, hazard: Hazard) -> bool {
        self.spares.contains(&hazard)
    }
}

fn dedup(reasons: &mut Vec<Reason>) {
    let mut seen: Vec<Reason> = Vec::new();
    reasons.retain(|reason| {
        let new = !seen.contains(reason);
        if new {
            seen.push(reason.clone());
        }
        new
    });
}
