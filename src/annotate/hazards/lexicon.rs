//! The words of all languages as one automaton, with what each stands for. What the words add up to is left to
//! [`weigh`](super::weigh).

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use thiserror::Error;

use super::file::{Code, Group, LexiconFile, Tuning};
use super::forms::Traditional;
use super::language::{LangSet, Languages};
use super::number::NumberWords;
use crate::annotate::text::fold;
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
    /// The automaton could not be built.
    #[error("the lexicon's words cannot be matched: {0}")]
    Automaton(#[from] aho_corasick::BuildError),
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

/// One word in one sense.
#[derive(Debug)]
struct Term {
    sense: usize,
    langs: LangSet,
    open: (bool, bool),
}

/// The words of all languages.
#[derive(Debug)]
pub(super) struct Lexicon {
    automaton: AhoCorasick,
    /// Terms by pattern number.
    terms: Vec<Vec<Term>>,
    /// What the terms stand for.
    pub senses: Vec<Sense>,
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

    /// Every term of the text in any language, its ends checked, in order of place; longer ones first.
    pub(super) fn scan(&self, text: &str) -> Vec<(Hit, LangSet)> {
        let mut hits = Vec::new();
        for found in self.automaton.find_overlapping_iter(text) {
            for term in self.terms.get(found.pattern().as_usize()).into_iter().flatten() {
                if stands_free(text, found.range(), term.open) && hits.len() < MOST_HITS {
                    let at = if term.open.1 { to_word_end(text, found.range()) } else { found.range() };
                    hits.push((Hit { at, sense: term.sense }, term.langs));
                }
            }
        }
        hits.sort_by_key(|(hit, _)| (hit.at.start, std::cmp::Reverse(hit.at.end)));
        hits
    }

    /// What a hit stands for.
    pub(super) fn sense(&self, hit: &Hit) -> Option<&Sense> {
        self.senses.get(hit.sense)
    }
}

/// Collects terms before the automaton is built.
struct Build {
    patterns: BTreeMap<String, Vec<Term>>,
    senses: Vec<Sense>,
    cues: Vec<String>,
    traditional: Traditional,
    languages: Languages,
}

impl Build {
    fn new(files: &[(String, LexiconFile)]) -> Self {
        let forms = files.iter().find_map(|(_, file)| file.forms.as_ref());
        Self {
            patterns: BTreeMap::new(),
            senses: Vec::new(),
            cues: Vec::new(),
            traditional: forms.map(Traditional::new).unwrap_or_default(),
            languages: Languages::new(files.iter().map(|(_, file)| file), forms),
        }
    }

    fn file(&mut self, name: &str, file: &LexiconFile) -> Result<(), LexiconError> {
        let lang = file.lang.as_deref().unwrap_or_default();
        for group in &file.group {
            let langs = self.languages.set(lang);
            let sense = self.sense(lang, group)?;
            for term in &group.terms {
                if fold(term).trim_matches('*').trim().is_empty() {
                    return Err(LexiconError::EmptyTerm { file: name.to_owned(), group: group.id.clone() });
                }
                self.term(term, sense, langs);
                if lang == "zh" {
                    for form in self.traditional.forms(term) {
                        self.term(&form, sense, langs);
                    }
                }
            }
        }
        Ok(())
    }

    fn sense(&mut self, lang: &str, group: &Group) -> Result<usize, LexiconError> {
        let gives = self.cue_bits(&group.cue)?;
        let needs = self.cue_bits(&group.needs)?;
        let aside = group.hazards.is_empty()
            && group.exclude.is_none()
            && group.negate.is_none()
            && group.block.is_none()
            && group.advice.is_none();
        let via = if lang.is_empty() { group.id.clone() } else { format!("{lang}.{}", group.id) };
        self.senses.push(Sense { via, group: group.clone(), gives, needs, sector: None, aside });
        Ok(self.senses.len() - 1)
    }

    fn cue_bits(&mut self, cues: &[String]) -> Result<u64, LexiconError> {
        let mut bits = 0;
        for cue in cues {
            let at = self.cues.iter().position(|known| known == cue).unwrap_or_else(|| {
                self.cues.push(cue.clone());
                self.cues.len() - 1
            });
            bits |= u32::try_from(at)
                .ok()
                .and_then(|at| 1_u64.checked_shl(at))
                .ok_or_else(|| LexiconError::TooManyCues(cue.clone()))?;
        }
        Ok(bits)
    }

    fn term(&mut self, term: &str, sense: usize, langs: LangSet) {
        let folded = fold(term);
        let bare = folded.trim_matches('*').to_owned();
        let open = (
            folded.starts_with('*') || bare.chars().next().is_some_and(is_unspaced),
            folded.ends_with('*') || bare.chars().next_back().is_some_and(is_unspaced),
        );
        let terms = self.patterns.entry(bare).or_default();
        match terms.iter_mut().find(|known| known.sense == sense) {
            Some(known) => known.open = (known.open.0 || open.0, known.open.1 || open.1),
            None => terms.push(Term { sense, langs, open }),
        }
    }

    fn sectors(&mut self, sectors: &[SectorInfo]) {
        for (number, sector) in sectors.iter().enumerate() {
            let group = empty_group(format!("sector.{}", sector.key));
            let sense = self.senses.len();
            self.senses.push(Sense {
                via: group.id.clone(),
                group,
                gives: 0,
                needs: 0,
                sector: Some(number),
                aside: true,
            });
            for keyword in sector.keywords.iter().filter(|keyword| !keyword.trim_matches('*').trim().is_empty()) {
                self.term(keyword, sense, LangSet::ALL);
                for form in self.traditional.forms(keyword) {
                    self.term(&form, sense, LangSet::ALL);
                }
            }
        }
    }

    fn check_needs(&self, name: &str, file: &LexiconFile) -> Result<(), LexiconError> {
        let given = self.senses.iter().fold(0, |bits, sense| bits | sense.gives);
        for group in &file.group {
            for cue in &group.needs {
                let known = self.cues.iter().position(|known| known == cue).unwrap_or(64);
                if u32::try_from(known).ok().and_then(|at| 1_u64.checked_shl(at)).unwrap_or_default() & given == 0 {
                    let (file, group, cue) = (name.to_owned(), group.id.clone(), cue.clone());
                    return Err(LexiconError::NoCue { file, group, cue });
                }
            }
        }
        Ok(())
    }

    fn finish(self, version: String, files: Vec<(String, LexiconFile)>) -> Result<Lexicon, LexiconError> {
        let (patterns, terms): (Vec<_>, Vec<_>) = self.patterns.into_iter().unzip();
        let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(patterns)?;
        let numbers = NumberWords::new(files.iter().map(|(_, file)| file));
        let codes = files.iter().flat_map(|(_, file)| file.code.clone()).collect();
        let tuning = files.into_iter().find_map(|(_, file)| file.tuning).ok_or(LexiconError::NoTuning)?;
        let (senses, languages) = (self.senses, self.languages);
        Ok(Lexicon { automaton, terms, senses, languages, numbers, tuning, codes, version })
    }
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

fn empty_group(id: String) -> Group {
    Group {
        id,
        terms: Vec::new(),
        hazards: BTreeMap::new(),
        kind: None,
        act: false,
        needs: Vec::new(),
        anywhere: false,
        cue: Vec::new(),
        severity: None,
        exclude: None,
        weight: None,
        spares: Vec::new(),
        block: None,
        negate: None,
        scope: None,
        count: None,
        value: None,
        number: super::file::Side::Both,
        measure: None,
        advice: None,
        gravity: None,
        chinese: false,
    }
}

/// More hits than this say nothing new, whatever a hostile text repeats.
const MOST_HITS: usize = 4000;

/// A match on the beginning of a word, drawn out to the word's end.
fn to_word_end(text: &str, at: Range<usize>) -> Range<usize> {
    let rest = text.get(at.end..).unwrap_or_default();
    let ends_unspaced = text.get(at.clone()).and_then(|word| word.chars().next_back()).is_some_and(is_unspaced);
    if ends_unspaced {
        return at;
    }
    let length = rest.find(|c: char| !c.is_alphabetic() || is_unspaced(c)).unwrap_or(rest.len());
    at.start..at.end + length.min(LONGEST_ENDING)
}

/// An ending longer than this is no ending.
const LONGEST_ENDING: usize = 40;

/// Whether a match is a word, or begins or ends one where the term is open.
fn stands_free(text: &str, at: Range<usize>, open: (bool, bool)) -> bool {
    let (before, after) = (text.get(..at.start).unwrap_or_default(), text.get(at.end..).unwrap_or_default());
    (open.0 || !ends_inside_word(before)) && (open.1 || !after.chars().next().is_some_and(char::is_alphabetic))
}

/// Whether a text ends in the middle of a word. Arabic writes article and short prepositions as part of the word.
fn ends_inside_word(before: &str) -> bool {
    let Some(last) = before.chars().next_back().filter(|c| c.is_alphabetic()) else { return false };
    if !is_arabic(last) {
        return !is_unspaced(last);
    }
    let mut attached = before.chars().rev().take_while(|c| c.is_alphabetic());
    let run: Vec<char> = attached.by_ref().take(5).collect();
    run.len() > 4 || run.iter().any(|c| !matches!(c, 'ا' | 'ل' | 'و' | 'ب' | 'ف' | 'ك' | 'س'))
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}')
}

/// Scripts that set no spaces between words, and Korean, which attaches particles.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' | '\u{20000}'..='\u{3ffff}')
}
