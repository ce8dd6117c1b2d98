//! What an item's text and its provider say of dangers: language, hazards with evidence, sorts of happening, reach,
//! severity, deaths and injured, sectors, and what was set aside with the reason.
//!
//! The words are data (`config/lexicon/hazards/`), one file a language; loading the files is left to the caller.
//! Which countries, places and assets are meant is left to the other readers of `annotate`.

mod file;

mod forms;

mod langset;

mod language;

mod lexicon;

mod number;

mod provider;

mod scripts;

mod sentence;

mod severity;

mod toll;

mod vocabulary;

mod weigh;

#[cfg(test)]
mod tests;

#[cfg(test)]
mod scenarios;

pub use lexicon::LexiconError;

use crate::annotate::text::Text;
use crate::domain::annotation::{EventKind, Evidence, HazardFinding, Reason, SeverityFinding};
use crate::domain::asset::SectorInfo;
use crate::domain::hazard::Hazard;
use crate::domain::id::Sector;
use crate::domain::item::Item;
use crate::domain::model::{Model, SeverityModel};
use crate::domain::place::Scope;

use langset::{Counts, LangSet};
use language::Told;
use lexicon::{Hit, Lexicon};
use severity::{Grounds, Kinds};
use toll::Toll;
use weigh::{Scales, Weighed};

/// Reads hazards, how bad they are and what surrounds them.
#[derive(Debug)]
pub struct HazardReader {
    lexicon: Lexicon,
    severity: SeverityModel,
    kinds: Kinds,
    sectors: Vec<Sector>,
}

/// What a text has in several languages, each hit with those it counts in.
struct Apart {
    langs: LangSet,
    hits: Vec<(LangSet, Hit)>,
}

/// What one item says of dangers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HazardReading {
    /// BCP 47 tag of the text's language; none when it could not be told.
    pub lang: Option<String>,
    /// Hazards, best first; empty when it is no risk.
    pub hazards: Vec<HazardFinding>,
    /// Sorts of happening, weightiest first.
    pub kinds: Vec<EventKind>,
    /// How far it reaches, if it says.
    pub scope: Option<Scope>,
    /// How bad, if it says.
    pub severity: Option<SeverityFinding>,
    /// Deaths, if it counts them; 0 when it says there were none.
    pub fatalities: Option<u32>,
    /// Injured, likewise.
    pub injured: Option<u32>,
    /// Fields of co-operation it bears on.
    pub sectors: Vec<Sector>,
    /// Chinese citizens or firms are among those hit.
    pub chinese_affected: bool,
    /// What was set aside, and why: `anniversary`, `sport`, `negated`, `no_lexicon`.
    pub reasons: Vec<Reason>,
}

impl HazardReader {
    /// Builds the reader from the lexicon's files (name and text), the scoring model and the registry's sectors.
    ///
    /// # Errors
    /// A file that is no lexicon, a group without words, a cue that no group gives.
    pub fn new(lexicon: &[(&str, &str)], model: &Model, sectors: &[SectorInfo]) -> Result<Self, LexiconError> {
        let lexicon = Lexicon::new(lexicon, sectors)?;
        let sectors = sectors.iter().map(|sector| sector.key.clone()).collect();
        let kinds = severity::kinds(&model.severity, lexicon.senses.iter().filter_map(|sense| sense.group.kind));
        Ok(Self { lexicon, severity: model.severity.clone(), kinds, sectors })
    }

    /// The lexicon's version, with a checksum of its files.
    pub fn version(&self) -> &str {
        &self.lexicon.version
    }

    /// Every term of every language, folded, some of them twice.
    pub fn terms(&self) -> impl Iterator<Item = String> {
        self.lexicon.terms()
    }

    /// Reads one item. `text` is the item's title and summary. Never fails: what is not understood is left out.
    pub fn read(&self, item: &Item, text: &Text) -> HazardReading {
        if item.provider.is_series() {
            return no_happening(item);
        }
        let mut told_by = None;
        let count = |langs| self.telling_hits(text, langs, &mut told_by);
        let told = self.lexicon.languages.tell(text, item.lang.as_deref(), count);
        let (hits, hiding) = self.apart(self.hits(text, told.read, told_by));
        let mut reading =
            if hits.is_empty() { HazardReading::default() } else { self.read_hits(item, text, &hits, &hiding) };
        if hits.is_empty() {
            reading.severity = self.grounds(item, text, &[], &Weighed::default(), &Toll::default()).severity();
        }
        Self::add_language(told, &mut reading);
        provider::outrank(&self.lexicon.codes, item, &mut reading);
        reading
    }

    /// How many words for or against a hazard a text has in each of some languages. Names of countries and the like,
    /// which several languages write alike, tell nothing. What was found is kept.
    fn telling_hits(&self, text: &Text, langs: LangSet, kept: &mut Option<Apart>) -> Counts {
        let mut counts = Counts::default();
        let mut count = |langs: LangSet, hit: &Hit| {
            if self.lexicon.tells(hit) {
                counts.add(langs);
            }
        };
        if let Some(hits) = self.lexicon.scan_apart(text, langs) {
            for (langs, hit) in &hits {
                count(*langs, hit);
            }
            *kept = Some(Apart { langs, hits });
        } else {
            for lang in langs.numbers().map(LangSet::of) {
                self.lexicon.scan(text, lang).iter().for_each(|hit| count(lang, hit));
            }
        }
        counts
    }

    /// The hits of some languages: those found already, if the text was searched for them.
    fn hits(&self, text: &Text, langs: LangSet, known: Option<Apart>) -> Vec<Hit> {
        match known.filter(|known| langs.meet(known.langs) == langs) {
            Some(known) => {
                let read = |(own, hit): (LangSet, Hit)| (!own.meet(langs).is_empty()).then_some(hit);
                known.hits.into_iter().filter_map(read).collect()
            }
            None => self.lexicon.scan(text, langs),
        }
    }

    fn read_hits(&self, item: &Item, text: &Text, hits: &[Hit], hiding: &[Hit]) -> HazardReading {
        let toll = Toll::read(&self.lexicon, text, hits);
        let hurt = [&toll.deaths, &toll.injured].into_iter().flatten().any(|(people, _)| *people > 0);
        let weighed = Scales::new(&self.lexicon, text, hits).weigh(hits, hiding, hurt);
        HazardReading {
            lang: None,
            hazards: self.findings(text, &weighed),
            scope: self.scope(hits, &weighed),
            severity: self.grounds(item, text, hits, &weighed, &toll).severity(),
            fatalities: toll.deaths.map(|(people, _)| people),
            injured: toll.injured.map(|(people, _)| people),
            sectors: self.sectors_in(hits),
            chinese_affected: !weighed.hazards.is_empty() && self.any(hits, |sense| sense.group.chinese),
            kinds: weighed.kinds,
            reasons: weighed.reasons,
        }
    }

    fn grounds<'a>(
        &'a self,
        item: &'a Item,
        text: &'a Text,
        hits: &'a [Hit],
        weighed: &'a Weighed,
        toll: &'a Toll,
    ) -> Grounds<'a> {
        Grounds { model: &self.severity, kinds: &self.kinds, lexicon: &self.lexicon, item, text, hits, weighed, toll }
    }

    /// Drops hits inside longer ones: a block hides everything, a word for or against a hazard hides its like. Gives
    /// the hits that are left, and those that hid a word for a hazard.
    fn apart(&self, hits: Vec<Hit>) -> (Vec<Hit>, Vec<Hit>) {
        let (mut kept, mut hiding) = (Vec::with_capacity(hits.len()), Vec::new());
        // In order of place, so what may hide a hit stands among the last kept that reach past its start.
        let mut reaching: Vec<Hit> = Vec::new();
        for hit in hits {
            reaching.retain(|outer| outer.at.end > hit.at.start);
            let Some(outer) = reaching.iter().find(|outer| self.hides(outer, &hit)) else {
                reaching.push(hit.clone());
                kept.push(hit);
                continue;
            };
            if self.lexicon.sense(&hit).is_some_and(|sense| !sense.group.hazards.is_empty()) {
                hiding.push(outer.clone());
            }
        }
        (kept, hiding)
    }

    fn hides(&self, outer: &Hit, inner: &Hit) -> bool {
        let contains = outer.at.start <= inner.at.start && inner.at.end <= outer.at.end && outer.at != inner.at;
        let senses = self.lexicon.sense(outer).zip(self.lexicon.sense(inner));
        contains && senses.is_some_and(|(outer, inner)| outer.group.block.is_some() || !outer.aside && !inner.aside)
    }

    fn findings(&self, text: &Text, weighed: &Weighed) -> Vec<HazardFinding> {
        let finding = |(hazard, score): &(Hazard, f64)| {
            let speaks =
                |hit: &&Hit| self.lexicon.sense(hit).is_some_and(|sense| sense.group.hazards.contains_key(hazard));
            HazardFinding {
                hazard: *hazard,
                confidence: (100.0 * score / (score + 1.0)).round() / 100.0,
                evidence: weighed
                    .hits
                    .iter()
                    .filter(speaks)
                    .take(EVIDENCE)
                    .map(|hit| self.evidence(text, hit))
                    .collect(),
            }
        };
        weighed.hazards.iter().map(finding).collect()
    }

    fn evidence(&self, text: &Text, hit: &Hit) -> Evidence {
        let offsets = text.offsets(hit.at.clone());
        Evidence {
            text: text.words(hit.at.clone()).to_owned(),
            start: offsets.start,
            end: offsets.end,
            via: self.lexicon.sense(hit).map(|sense| sense.via.clone()).unwrap_or_default(),
        }
    }

    /// The widest reach the words give; laws, sanctions and money are of national reach unless the words say less.
    fn scope(&self, hits: &[Hit], weighed: &Weighed) -> Option<Scope> {
        let (first, _) = weighed.hazards.first()?;
        let said = hits.iter().filter_map(|hit| self.lexicon.sense(hit)?.group.scope).max();
        let by_nature =
            matches!(first, Hazard::Economic | Hazard::Policy | Hazard::Sanctions | Hazard::ExportControl | Hazard::Ip);
        said.or_else(|| by_nature.then_some(Scope::National))
    }

    fn sectors_in(&self, hits: &[Hit]) -> Vec<Sector> {
        let mut numbers: Vec<usize> = hits.iter().filter_map(|hit| self.lexicon.sense(hit)?.sector).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.sectors.get(number).cloned()).collect()
    }

    fn any(&self, hits: &[Hit], is: impl Fn(&lexicon::Sense) -> bool) -> bool {
        hits.iter().filter_map(|hit| self.lexicon.sense(hit)).any(is)
    }

    fn add_language(told: Told, reading: &mut HazardReading) {
        if let Some(tag) = told.tag.as_deref().filter(|_| !told.known) {
            reading.reasons.push(Reason { code: "no_lexicon".to_owned(), text: tag.to_owned() });
        }
        reading.lang = told.tag;
    }
}

/// A row of rates or indices: whatever its words seem to say, nothing happened.
fn no_happening(item: &Item) -> HazardReading {
    let text = item.provider.values.keys().cloned().collect::<Vec<_>>().join(" ");
    let reasons = vec![Reason { code: "series".to_owned(), text }];
    HazardReading { lang: item.lang.clone(), reasons, ..HazardReading::default() }
}

/// A hazard shows at most this many pieces of evidence: a long text repeats itself.
const EVIDENCE: usize = 8;
