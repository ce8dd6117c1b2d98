//! The words of all languages with what each stands for. Finding the words of one language is left to
//! [`vocabulary`](super::vocabulary), what they add up to, to [`weigh`](super::weigh).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

use super::file::{Code, Group, LexiconFile, Tuning};
use super::forms::Traditional;
use super::langset::LangSet;
use super::language::Languages;
use super::number::NumberWords;
use super::vocabulary::{Found, Vocabulary};
use crate::annotate::text::Text;
use crate::domain::asset::SectorInfo;

/// A lexicon that cannot be used.
#[derive(Debug, Error)]
pub enum LexiconError {
    /// A file is no lexicon.
    #[error("`{file}` is not a lexicon of hazards: {source}")]
    File {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        source: Box<toml::de::Error>,
    },
    /// No file gives the reader's numbers.
    #[error("no file of the lexicon has a `[tuning]` section")]
    NoTuning,
    /// A group of words without words, or with an empty word.
    #[error("`{file}`: the group `{group}` has an empty term")]
    EmptyTerm {
        /// The file's name.
        file: String,
        /// The group.
        group: String,
    },
    /// A group waits for a cue that no group gives.
    #[error("`{file}`: the group `{group}` needs the cue `{cue}`, which no group gives")]
    NoCue {
        /// The file's name.
        file: String,
        /// The group.
        group: String,
        /// The cue.
        cue: String,
    },
    /// More cues than can be told apart.
    #[error("the lexicon has more than 64 cues; `{0}` is one too many")]
    TooManyCues(String),
}

/// A group with what a match needs to know of it at hand.
#[derive(Debug)]
pub(super) struct Sense {
    /// `<lang>.<id>`.
    pub via: String,
    /// As the file has it.
    pub group: Group,
    /// Cues it gives.
    pub gives: u64,
    /// Cues of which it needs one; none needed when zero.
    pub needs: u64,
    /// The sector it stands for, by number, when it is a sector's keyword.
    pub sector: Option<usize>,
    /// Whether shorter hits inside are hidden only by blocks: it says nothing for or against a hazard.
    pub aside: bool,
}

/// A term of the lexicon found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// Where, in the folded text.
    pub at: Range<usize>,
    /// The number of its sense.
    pub sense: usize,
}

/// The words of all languages.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// The words of the languages of each script.
    vocabularies: Vec<(LangSet, Vocabulary)>,
    /// What the terms stand for.
    pub senses: Vec<Sense>,
    /// Whether each speaks for or against a hazard.
    telling: Vec<bool>,
    /// What tells the languages apart.
    pub languages: Languages,
    /// Words for numbers.
    pub numbers: NumberWords,
    /// The reader's numbers.
    pub tuning: Tuning,
    /// What providers' codes stand for.
    pub codes: BTreeMap<String, Code>,
    /// Changes with every change of a file.
    pub version: String,
}

impl Lexicon {
    /// Reads the files, named for messages, and the sectors' keywords.
    pub(super) fn new(files: &[(&str, &str)], sectors: &[SectorInfo]) -> Result<Self, LexiconError> {
        let parsed = parse(files)?;
        let mut build = Build::new(&parsed);
        for (name, file) in &parsed {
            build.file(name, file)?;
        }
        build.sectors(sectors);
        for (name, file) in &parsed {
            build.check_needs(name, file)?;
        }
        build.finish(version(&parsed, files), parsed)
    }

    /// Every term of the languages given, in order of place; longer ones first.
    pub(super) fn scan(&self, text: &Text, langs: LangSet) -> Vec<Hit> {
        let found = self.find(text, langs);
        let hits = if found.len() > MOST_HITS {
            self.scan_in_turn(text, langs)
        } else {
            found.into_iter().map(bare).collect()
        };
        in_order(hits)
    }

    /// The same with the languages of each; none when there are too many to tell anything.
    pub(super) fn scan_apart(&self, text: &Text, langs: LangSet) -> Option<Vec<(LangSet, Hit)>> {
        let mut found = self.find(text, langs);
        if found.len() > MOST_HITS {
            return None;
        }
        found.sort_by_key(|found| place(&found.hit));
        let mut apart: Vec<(LangSet, Hit)> = Vec::with_capacity(found.len());
        for Found { langs, hit, .. } in found {
            match apart.last_mut().filter(|(_, last)| *last == hit) {
                Some((known, _)) => *known = known.join(langs),
                None => apart.push((langs, hit)),
            }
        }
        Some(apart)
    }

    fn find(&self, text: &Text, langs: LangSet) -> Vec<Found> {
        let mut found = Vec::with_capacity(MANY_HITS);
        for (own, vocabulary) in &self.vocabularies {
            let here = own.meet(langs);
            if !here.is_empty() {
                vocabulary.scan(text, here, &mut found);
            }
        }
        found
    }

    /// Language by language, until there are enough: of each those that are complete first, of two the longer one.
    fn scan_in_turn(&self, text: &Text, langs: LangSet) -> Vec<Hit> {
        let mut hits = Vec::new();
        for number in langs.numbers() {
            let mut found = self.find(text, LangSet::of(number));
            found.sort_by_key(|found| (found.end, found.hit.at.start));
            let room = MOST_HITS.saturating_sub(hits.len());
            hits.extend(found.into_iter().map(bare).take(room));
        }
        hits
    }

    /// Every term of every language, folded.
    pub(super) fn terms(&self) -> impl Iterator<Item = String> {
        self.vocabularies.iter().flat_map(|(_, vocabulary)| vocabulary.terms())
    }

    /// Whether a hit speaks for or against a hazard.
    pub(super) fn tells(&self, hit: &Hit) -> bool {
        self.telling.get(hit.sense).is_some_and(|tells| *tells)
    }

    /// What a hit stands for.
    pub(super) fn sense(&self, hit: &Hit) -> Option<&Sense> {
        self.senses.get(hit.sense)
    }
}

/// More hits than this say nothing new, whatever a hostile text repeats.
const MOST_HITS: usize = 4000;

/// Most headlines have fewer.
const MANY_HITS: usize = 16;

fn bare(found: Found) -> Hit {
    found.hit
}

/// By place, longer ones first, none twice.
fn in_order(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(place);
    hits.dedup();
    hits
}

fn place(hit: &Hit) -> (usize, std::cmp::Reverse<usize>, usize) {
    (hit.at.start, std::cmp::Reverse(hit.at.end), hit.sense)
}

/// Collects senses and terms of all files.
struct Build {
    vocabularies: Vec<(LangSet, Vocabulary)>,
    senses: Vec<Sense>,
    cues: Vec<String>,
    languages: Languages,
}

impl Build {
    fn new(files: &[(String, LexiconFile)]) -> Self {
        let forms = files.iter().find_map(|(_, file)| file.forms.as_ref());
        let languages = Languages::new(files.iter().map(|(_, file)| file), forms);
        let traditional = Arc::new(forms.map(Traditional::new).unwrap_or_default());
        let vocabulary =
            |(tag, langs): (&str, LangSet)| (langs, Vocabulary::new((tag == "zh").then(|| Arc::clone(&traditional))));
        let vocabularies = languages.read_together().into_iter().map(vocabulary).collect();
        Self { vocabularies, senses: Vec::new(), cues: Vec::new(), languages }
    }

    fn file(&mut self, name: &str, file: &LexiconFile) -> Result<(), LexiconError> {
        let lang = file.lang.as_deref().unwrap_or_default();
        let langs = self.languages.set(lang);
        for group in &file.group {
            if group.terms.split('|').any(|term| term.trim_matches(['*', ' ', '\n']).is_empty()) {
                return Err(LexiconError::EmptyTerm { file: name.to_owned(), group: group.id.clone() });
            }
            let sense = self.sense(lang, group)?;
            for (_, vocabulary) in self.vocabularies.iter_mut().filter(|(own, _)| !own.meet(langs).is_empty()) {
                vocabulary.add(&group.terms, langs, sense);
            }
        }
        Ok(())
    }

    fn sense(&mut self, lang: &str, group: &Group) -> Result<usize, LexiconError> {
        let gives = self.cue_bits(&group.cue)?;
        let needs = self.cue_bits(&group.needs)?;
        let aside = group.hazards.is_empty()
            && group.exclude.is_none()
            && group.denial().is_none()
            && group.block.is_none()
            && group.advice.is_none();
        let via = format!("{lang}.{}", group.id);
        let group = Group { terms: String::new(), ..group.clone() };
        self.senses.push(Sense { via, group, gives, needs, sector: None, aside });
        Ok(self.senses.len() - 1)
    }

    fn cue_bits(&mut self, cues: &[String]) -> Result<u64, LexiconError> {
        let mut bits = 0;
        for cue in cues {
            let at = self.cues.iter().position(|known| known == cue).unwrap_or_else(|| {
                self.cues.push(cue.clone());
                self.cues.len() - 1
            });
            bits |= bit(at).ok_or_else(|| LexiconError::TooManyCues(cue.clone()))?;
        }
        Ok(bits)
    }

    /// A sector's keywords may be of any language, so every vocabulary has them.
    fn sectors(&mut self, sectors: &[SectorInfo]) {
        for (number, sector) in sectors.iter().enumerate() {
            let sense = self.senses.len();
            self.senses.push(Sense {
                via: format!("sector.{}", sector.key),
                group: Group::default(),
                gives: 0,
                needs: 0,
                sector: Some(number),
                aside: true,
            });
            for (langs, vocabulary) in &mut self.vocabularies {
                vocabulary.add(&sector.keywords.join("|"), *langs, sense);
            }
        }
    }

    fn check_needs(&self, name: &str, file: &LexiconFile) -> Result<(), LexiconError> {
        let given = self.senses.iter().fold(0, |bits, sense| bits | sense.gives);
        for group in &file.group {
            for cue in &group.needs {
                let known = self.cues.iter().position(|known| known == cue).and_then(bit);
                if known.unwrap_or_default() & given == 0 {
                    let (file, group, cue) = (name.to_owned(), group.id.clone(), cue.clone());
                    return Err(LexiconError::NoCue { file, group, cue });
                }
            }
        }
        Ok(())
    }

    fn finish(self, version: String, files: Vec<(String, LexiconFile)>) -> Result<Lexicon, LexiconError> {
        let numbers = NumberWords::new(files.iter().map(|(_, file)| file));
        let codes = files.iter().flat_map(|(_, file)| file.code.clone()).collect();
        let tuning = files.into_iter().find_map(|(_, file)| file.tuning).ok_or(LexiconError::NoTuning)?;
        let Self { vocabularies, senses, languages, .. } = self;
        let tells = |sense: &Sense| !sense.group.hazards.is_empty() || sense.group.exclude.is_some();
        let telling = senses.iter().map(tells).collect();
        Ok(Lexicon { vocabularies, senses, telling, languages, numbers, tuning, codes, version })
    }
}

fn bit(number: usize) -> Option<u64> {
    u32::try_from(number).ok().and_then(|number| 1_u64.checked_shl(number))
}

fn parse(files: &[(&str, &str)]) -> Result<Vec<(String, LexiconFile)>, LexiconError> {
    files
        .iter()
        .map(|(name, text)| {
            let file = toml::from_str(text)
                .map_err(|source| LexiconError::File { file: (*name).to_owned(), source: Box::new(source) })?;
            Ok(((*name).to_owned(), file))
        })
        .collect()
}

/// The highest version, and a checksum (FNV-1a) of all files, so that no change goes unseen.
fn version(parsed: &[(String, LexiconFile)], files: &[(&str, &str)]) -> String {
    let highest = parsed.iter().map(|(_, file)| file.version.as_str()).max().unwrap_or_default();
    let sum = files
        .iter()
        .flat_map(|(_, text)| text.bytes())
        .fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{highest}+{sum:08x}")
}
