//! What the words found add up to: hazards with their score and evidence, sorts of happening, reasons against.
//!
//! Finding the words is left to [`lexicon`](super::lexicon); how bad it is, to [`severity`](super::severity).

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use super::file::Side;
use super::lexicon::{Hit, Lexicon, Sense};
use super::sentence::Sentences;
use crate::annotate::text::Text;
use crate::domain::annotation::{DENIED, EventKind, Reason};
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
    cues: Vec<Given>,
    /// The cues of the whole text.
    all_cues: Given,
    /// The cues each place of the text gives, in order of place.
    givers: Vec<(Range<usize>, u64)>,
    /// The denials, in order of place.
    denials: Vec<Hit>,
}

/// Cues that are given once, and those that are given at two places or more.
#[derive(Clone, Copy, Default)]
struct Given {
    once: u64,
    twice: u64,
}

impl Given {
    const fn add(&mut self, cues: u64) {
        self.twice |= self.once & cues;
        self.once |= cues;
    }

    /// Whether one of the wanted cues is given by another place than the one that gives `own`.
    const fn beside(self, own: u64, wanted: u64) -> bool {
        (self.twice | self.once & !own) & wanted != 0
    }
}

/// A score in the making.
struct Score {
    hazard: Hazard,
    senses: Vec<Worth>,
    hits: Vec<Hit>,
}

/// What one sense is worth.
struct Worth {
    sense: usize,
    /// Best worth so far.
    best: f64,
    /// The different words that gave it.
    words: Vec<Range<usize>>,
}

impl Score {
    fn worth(&mut self, sense: usize) -> Option<&mut Worth> {
        let at = self.senses.iter().position(|worth| worth.sense == sense).unwrap_or_else(|| {
            self.senses.push(Worth { sense, best: 0.0, words: Vec::new() });
            self.senses.len() - 1
        });
        self.senses.get_mut(at)
    }
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
/// How far before a denial who denies may stand, in bytes.
const DENIER: usize = 16;
/// How letters of two bytes begin: Greek, Cyrillic, Hebrew, Arabic.
const TWO_BYTES: RangeInclusive<u8> = 0xc3..=0xdf;
/// Further words of one sense count up to this many times: a long text says everything often.
const FURTHER_WORDS: usize = 3;

impl<'a> Scales<'a> {
    /// Prepares a text whose hits are given, in order of place.
    pub(super) fn new(lexicon: &'a Lexicon, text: &'a Text, hits: &[Hit]) -> Self {
        let sentences = Sentences::new(text.folded());
        let mut givers: Vec<(Range<usize>, u64)> = Vec::new();
        for hit in hits {
            let cue_bits = lexicon.sense(hit).map_or(0, |sense| sense.gives);
            match givers.last_mut().filter(|(at, _)| *at == hit.at) {
                Some((_, cues)) => *cues |= cue_bits,
                None => givers.push((hit.at.clone(), cue_bits)),
            }
        }
        let (mut cues, mut all_cues) = (vec![Given::default(); sentences.count()], Given::default());
        for (at, given_here) in &givers {
            all_cues.add(*given_here);
            if let Some(given) = cues.get_mut(sentences.of(at.start)) {
                given.add(*given_here);
            }
        }
        let is_denial = |hit: &&Hit| lexicon.sense(hit).is_some_and(|sense| sense.group.denial().is_some());
        let denials = hits.iter().filter(is_denial).cloned().collect();
        Self { lexicon, text, sentences, cues, all_cues, givers, denials }
    }

    /// Adds up the hits; `hiding` are those that hid a word for a hazard, `hurt` says that people were killed or hurt.
    pub(super) fn weigh(&self, hits: &[Hit], hiding: &[Hit], hurt: bool) -> Weighed {
        let mut weighed = Weighed::default();
        self.note_hidden(hiding, &mut weighed.reasons);
        let mut scores: Vec<Score> = Vec::new();
        for hit in hits {
            self.score(hit, &mut scores, &mut weighed.reasons);
        }
        scores.sort_unstable_by_key(|score| score.hazard);
        let against = self.against(hits);
        let mut dropped = Vec::new();
        for mut score in scores {
            let (hazard, sum) = (score.hazard, self.sum(&mut score, hurt));
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
        weighed.kinds = self.kinds(&weighed.hits, &weighed.hazards);
        weighed.reasons.extend(dropped);
        self.mark_dispute(hits, &mut weighed);
        dedup(&mut weighed.reasons);
        weighed
    }

    /// The score from which a hazard is listed; a long text has to say it more often.
    fn bar(&self) -> f64 {
        let tuning = &self.lexicon.tuning;
        let kilobytes = self.text.folded().len() as f64 / 1000.0;
        (tuning.listed + tuning.listed_per_kilobyte * (kilobytes - 1.0).max(0.0)).min(tuning.listed_most)
    }

    fn score(&self, hit: &Hit, scores: &mut Vec<Score>, reasons: &mut Vec<Reason>) {
        let Some(sense) = self.lexicon.sense(hit).filter(|sense| !sense.group.hazards.is_empty()) else { return };
        if !self.has_partner(hit, sense) || self.in_title_of_work(hit, reasons) {
            return;
        }
        if let Some(denial) = self.denied(hit) {
            reasons.push(self.negation(denial, hit));
            return;
        }
        let place = if self.text.in_title(hit.at.start) { 1.0 } else { self.lexicon.tuning.summary };
        let least =
            if self.text.folded().len() > self.lexicon.tuning.long { self.lexicon.tuning.least_in_long } else { 0.0 };
        for (hazard, weight) in sense.group.hazards.iter().filter(|(_, weight)| **weight >= least) {
            let at = scores.iter().position(|score| score.hazard == *hazard).unwrap_or_else(|| {
                scores.push(Score { hazard: *hazard, senses: Vec::new(), hits: Vec::new() });
                scores.len() - 1
            });
            let Some(score) = scores.get_mut(at) else { continue };
            score.hits.push(hit.clone());
            let Some(worth) = score.worth(hit.sense) else { continue };
            worth.best = worth.best.max(weight * place);
            let word = self.text.folded().get(hit.at.clone());
            if !worth.words.iter().any(|known| self.text.folded().get(known.clone()) == word) {
                worth.words.push(hit.at.clone());
            }
        }
    }

    fn sum(&self, score: &mut Score, hurt: bool) -> f64 {
        let tuning = &self.lexicon.tuning;
        // Adding up in another order would give other last digits.
        score.senses.sort_unstable_by_key(|worth| worth.sense);
        let further = |words: usize| tuning.further * words.saturating_sub(1).min(FURTHER_WORDS) as f64;
        let words: f64 = score.senses.iter().map(|worth| worth.best * (1.0 + further(worth.words.len()))).sum();
        if hurt && HURTFUL.contains(&score.hazard) { words + tuning.casualties } else { words }
    }

    /// Whether the words it needs beside it stand elsewhere in its sentence, or in the title.
    fn has_partner(&self, hit: &Hit, sense: &Sense) -> bool {
        if sense.needs == 0 {
            return true;
        }
        let place = |(at, _): &(Range<usize>, u64)| (at.start, std::cmp::Reverse(at.end));
        let own = self.givers.binary_search_by_key(&(hit.at.start, std::cmp::Reverse(hit.at.end)), place);
        let own = own.ok().and_then(|at| self.givers.get(at)).map_or(0, |(_, cues)| *cues);
        if sense.group.anywhere {
            return self.all_cues.beside(own, sense.needs);
        }
        let sentence = self.sentences.of(hit.at.start);
        let beside =
            |number: usize, own: u64| self.cues.get(number).is_some_and(|given| given.beside(own, sense.needs));
        beside(sentence, own) || sentence != 0 && beside(0, 0)
    }

    /// Whether a hit stands between 《 and 》, as titles of films, books and games do. Laws stand there too, so a hit
    /// that speaks of a rule counts.
    fn in_title_of_work(&self, hit: &Hit, reasons: &mut Vec<Reason>) -> bool {
        if self.text.is_ascii() {
            return false;
        }
        let folded = self.text.folded();
        let before = folded.get(..hit.at.start).unwrap_or_default();
        let Some(open) = before.rfind('《').filter(|open| before.rfind('》').is_none_or(|close| close < *open))
        else {
            return false;
        };
        let Some(close) = folded.get(hit.at.end..).and_then(|after| after.find('》')) else { return false };
        let of_rules = |hazard: &Hazard| !HURTFUL.contains(hazard) && *hazard != Hazard::Cyber;
        if self.lexicon.sense(hit).is_some_and(|sense| sense.group.hazards.keys().any(of_rules)) {
            return false;
        }
        let text = self.text.words(open..hit.at.end + close + '》'.len_utf8()).to_owned();
        reasons.push(Reason { code: "title_of_work".to_owned(), text });
        true
    }

    /// The denial that reaches a hit, if any.
    fn denied(&self, hit: &Hit) -> Option<&Hit> {
        let farthest = 2 * self.lexicon.tuning.denial_reach;
        let first = self.denials.partition_point(|denial| denial.at.end + farthest < hit.at.start);
        let near = self.denials.iter().skip(first).take_while(|denial| denial.at.start <= hit.at.end + farthest);
        near.into_iter().find(|denial| {
            let Some(side) = self.lexicon.sense(denial).and_then(|sense| sense.group.denial()) else { return false };
            let reach = self.reach(denial);
            let before = side != Side::After && (denial.at.end..=denial.at.end + reach).contains(&hit.at.start);
            let after = side != Side::Before && (hit.at.end..=hit.at.end + reach).contains(&denial.at.start);
            (before || after) && self.sentences.together(&denial.at, &hit.at)
        })
    }

    /// How far a denial reaches, in bytes. What disputes a report has the words for the report in between, and letters
    /// of two bytes make them twice as long.
    fn reach(&self, denial: &Hit) -> usize {
        let reach = self.lexicon.tuning.denial_reach;
        let first = self.text.folded().as_bytes().get(denial.at.start);
        let is_wide = first.is_some_and(|byte| TWO_BYTES.contains(byte));
        if is_wide && self.disputes(denial) { 2 * reach } else { reach }
    }

    fn disputes(&self, denial: &Hit) -> bool {
        self.lexicon.sense(denial).is_some_and(|sense| sense.group.dispute.is_some())
    }

    fn negation(&self, denial: &Hit, hit: &Hit) -> Reason {
        let at = denial.at.start.min(hit.at.start)..denial.at.end.max(hit.at.end);
        Reason { code: "negated".to_owned(), text: self.text.words(at).to_owned() }
    }

    /// Marks a title that is made of a denial: where no other happening stands in it, what the summary says of one is the
    /// report that is denied.
    fn mark_dispute(&self, hits: &[Hit], weighed: &mut Weighed) {
        if self.denials.is_empty() || weighed.hazards.is_empty() {
            return;
        }
        let in_title = |hit: &&Hit| self.text.in_title(hit.at.start);
        let speaks = |hit: &&Hit| self.lexicon.sense(hit).is_some_and(|sense| !sense.group.hazards.is_empty());
        let mut told = hits.iter().take_while(in_title).filter(speaks);
        let disputed = told.find_map(|hit| Some((self.denied(hit).filter(|denial| self.disputes(denial))?, hit)));
        let Some((denial, hit)) = disputed else { return };
        let happens = |hit: &Hit| self.lexicon.sense(hit).is_some_and(|sense| sense.group.kind.is_some());
        if weighed.hits.iter().take_while(in_title).any(|hit| happens(hit) && !self.is_denier(hit, denial)) {
            return;
        }
        let negation = self.negation(denial, hit);
        weighed.reasons.retain(|reason| *reason != negation);
        weighed.reasons.push(Reason { code: DENIED.to_owned(), ..negation });
    }

    /// Whether a word of war is no more than who denies: `army spokesman denies`.
    fn is_denier(&self, hit: &Hit, denial: &Hit) -> bool {
        let gap = self.text.folded().get(hit.at.end..denial.at.start);
        gap.is_some_and(|gap| gap.len() <= DENIER && !gap.contains([',', ':', ';', '，', '：', '、']))
    }

    /// What speaks against a risk, by reason; each word counts once, with the most it is worth.
    fn against(&self, hits: &[Hit]) -> Vec<Case<'a>> {
        let mut words: BTreeMap<(&str, &str), (f64, &'a Sense)> = BTreeMap::new();
        for hit in hits {
            let Some(sense) = self.lexicon.sense(hit) else { continue };
            let Some(code) = sense.group.exclude.as_deref().filter(|_| self.has_partner(hit, sense)) else { continue };
            let in_title = self.text.in_title(hit.at.start);
            let place = if in_title { 1.0 } else { self.lexicon.tuning.summary_against };
            let weight = sense.group.weight.unwrap_or(1.0) * place;
            let known = words.entry((code, self.text.words(hit.at.clone()))).or_insert((weight, sense));
            if weight > known.0 {
                *known = (weight, sense);
            }
        }
        let mut cases: Vec<Case<'a>> = Vec::new();
        for ((code, words), (weight, sense)) in words {
            match cases.iter_mut().find(|case| case.reason.code == code) {
                Some(case) => case.add(weight, sense),
                None => cases.push(Case::new(code, words, weight, sense)),
            }
        }
        cases
    }

    fn note_hidden(&self, hiding: &[Hit], reasons: &mut Vec<Reason>) {
        for hit in hiding {
            let Some(group) = self.lexicon.sense(hit).map(|sense| &sense.group) else { continue };
            let code = group.block.as_deref().or(group.exclude.as_deref()).unwrap_or_default();
            if !code.is_empty() {
                reasons.push(Reason { code: code.to_owned(), text: self.text.words(hit.at.clone()).to_owned() });
            }
        }
    }

    /// The sorts of happening that the words for the leading hazards name.
    fn kinds(&self, hits: &[Hit], hazards: &[(Hazard, f64)]) -> Vec<EventKind> {
        let mut weights: Vec<(EventKind, f64)> = Vec::new();
        for hit in hits {
            let Some(group) = self.lexicon.sense(hit).map(|sense| &sense.group) else { continue };
            let Some(kind) = group.kind.filter(|_| self.leads(&group.hazards, hazards)) else { continue };
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

    /// Whether a hazard that a group of words speaks of most is about as sure as the surest of the text.
    fn leads(&self, words: &BTreeMap<Hazard, f64>, hazards: &[(Hazard, f64)]) -> bool {
        let (most, best) = (words.values().copied().fold(0.0, f64::max), hazards.first().map_or(0.0, |(_, s)| *s));
        let sure = |(hazard, score): &(Hazard, f64)| {
            *score >= self.lexicon.tuning.kind_share * best && words.get(hazard).is_some_and(|weight| *weight >= most)
        };
        hazards.iter().any(sure)
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
