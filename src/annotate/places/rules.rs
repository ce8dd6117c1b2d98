//! Curated names and the words that tell meanings apart, read from `config/lexicon/places.toml`.
//!
//! What they decide is left to [`judge`](super::judge) and [`resolve`](super::resolve).

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::spelling::{Script, cyrillic_stem, script, spelling};
use super::table::{BOUND, NOWHERE, Placement, Sense, Table, TableBuilder, TableError, mark};
use crate::annotate::quick::BuildQuick;
use crate::annotate::text::fold;
use crate::domain::country::CountryCode;
use crate::domain::place::{PlaceKind, Point};

/// Words, folded.
pub(super) type WordSet = HashSet<Box<str>, BuildQuick>;

/// Words that speak for one meaning of a name.
#[derive(Debug)]
pub(super) struct Meaning {
    /// The country; [`NOWHERE`] when the name then is no place.
    pub(super) code: CountryCode,
    /// Points that it has beforehand.
    pub(super) prior: f64,
    /// Words that speak for it.
    pub(super) words: WordSet,
    /// Words of scripts without spaces that speak for it.
    pub(super) phrases: Vec<Box<str>>,
}

/// The numbers of the reading.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weights {
    /// Points of a country's name or demonym before anything else is known.
    pub(super) country: f64,
    /// Points of a region.
    pub(super) region: f64,
    /// Points of a capital on top of its size.
    pub(super) capital: f64,
    /// Points when the next name confirms the meaning: `Paris, Texas`.
    pub(super) beside: f64,
    /// Points by the share of the text's other names that lie in the country.
    pub(super) company: f64,
    /// Points when another name lies in the same region.
    pub(super) region_company: f64,
    /// Points for each word that speaks for the meaning.
    pub(super) word: f64,
    /// Points when the feed is about the country.
    pub(super) feed: f64,
    /// Below this lead over the next country the reading is noted as ambiguous.
    pub(super) lead: f64,
    /// How much a name in the title counts against one in the text.
    pub(super) title: f64,
    /// How much the first country of the title counts on top.
    pub(super) first: f64,
    /// Evidence by sort: what one mention is worth.
    pub(super) evidence: Evidences,
    /// A country stays when it has this share of the first one's weight.
    pub(super) keep: f64,
    /// The same for a country that the title names.
    pub(super) keep_title: f64,
    /// What a currency counts against the country's name.
    pub(super) currency: f64,
    /// Points of a meaning in a country that most news of the language comes from.
    pub(super) home: f64,
    /// What a telling word counts in the company, four at most.
    pub(super) telling: f64,
    /// What a town that no table lists counts.
    pub(super) unlisted: f64,
}

/// What one mention is worth, by sort.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Evidences {
    pub(super) name: f64,
    pub(super) demonym: f64,
    pub(super) capital: f64,
    pub(super) city: f64,
    pub(super) admin: f64,
    pub(super) person: f64,
    pub(super) feature: f64,
}

impl Evidences {
    pub(super) const fn of(&self, kind: PlaceKind) -> f64 {
        match kind {
            PlaceKind::Country => self.name,
            PlaceKind::Demonym => self.demonym,
            PlaceKind::Capital => self.capital,
            PlaceKind::City => self.city,
            PlaceKind::Admin => self.admin,
            PlaceKind::Person => self.person,
            PlaceKind::Feature => self.feature,
        }
    }
}

/// Everything the file says.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) version: String,
    pub(super) weights: Weights,
    /// By the name's key.
    pub(super) meanings: HashMap<Box<str>, Vec<Meaning>, BuildQuick>,
    /// Given names.
    pub(super) given: WordSet,
    /// Family names that follow a given name that is also a place.
    pub(super) family: WordSet,
    /// Places that are also family names.
    pub(super) person_like: WordSet,
    /// Words before a person's name.
    pub(super) titles: WordSet,
    /// Cities that are everyday words, and so need a word beside them.
    pub(super) weak: WordSet,
    /// Prepositions of place.
    pub(super) prepositions: WordSet,
    /// Words after a name that keep it a place: `River`, `Police`.
    pub(super) after: WordSet,
    /// Words that make a place of what stands before them: `County`.
    pub(super) suffixes: WordSet,
    /// Rivers, lakes and the like.
    pub(super) landforms: WordSet,
    /// Words that begin a name of several words: `Saint`, `Fort`.
    pub(super) openers: WordSet,
    /// Words of money: a country before them is a currency.
    pub(super) money: WordSet,
    /// What persons do: `said`.
    pub(super) doing: WordSet,
    /// Everyday words of English.
    pub(super) ordinary: WordSet,
    /// Characters that write foreign sounds in Chinese.
    pub(super) sounds: HashSet<char, BuildQuick>,
    /// Countries that have counties, the likeliest first.
    pub(super) counties: Vec<CountryCode>,
    /// Words that are used in one country only.
    pub(super) telling: HashMap<Box<str>, CountryCode, BuildQuick>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    weights: Weights,
    #[serde(default)]
    names: BTreeMap<PlaceKind, BTreeMap<CountryCode, Vec<String>>>,
    #[serde(default)]
    several: BTreeMap<String, Vec<CountryCode>>,
    #[serde(default)]
    regions: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    postal: BTreeMap<String, String>,
    #[serde(default)]
    nowhere: Vec<String>,
    #[serde(default)]
    place: Vec<PlaceRow>,
    #[serde(default)]
    meaning: Vec<MeaningRow>,
    #[serde(default)]
    counties: Vec<CountryCode>,
    #[serde(default)]
    telling: BTreeMap<CountryCode, String>,
    words: Lists,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceRow {
    name: String,
    code: Vec<CountryCode>,
    lat: Option<f64>,
    lon: Option<f64>,
    /// Other ways to write its name.
    #[serde(default)]
    names: Vec<String>,
    /// Other places of the same country, each of its own, where the gazetteer has it.
    #[serde(default)]
    also: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeaningRow {
    name: String,
    code: CountryCode,
    #[serde(default)]
    prior: f64,
    #[serde(default)]
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    given: String,
    family: String,
    person_like: String,
    titles: String,
    weak: String,
    prepositions: String,
    after: String,
    suffixes: String,
    landforms: String,
    openers: String,
    money: String,
    doing: String,
    sounds: String,
}

/// Reads the file: its names as a table, the rest as rules.
pub(super) fn read(text: &str, ordinary: &str, gazetteer: &Table) -> Result<(Table, Rules), RulesError> {
    let file: File = toml::from_str(text)?;
    let table = Names { builder: TableBuilder::default(), gazetteer }.add_all(&file)?;
    let mut meanings: HashMap<Box<str>, Vec<Meaning>, BuildQuick> = HashMap::default();
    for row in file.meaning {
        let (phrases, words): (Vec<_>, Vec<_>) = row
            .words
            .iter()
            .map(|word| fold(word))
            .partition(|word| word.chars().any(|c| matches!(script(c), Some(Script::Han | Script::Kana))));
        let meaning = Meaning {
            code: row.code,
            prior: row.prior,
            words: words.into_iter().map(String::into_boxed_str).collect(),
            phrases: phrases.into_iter().map(String::into_boxed_str).collect(),
        };
        meanings.entry(spelling(&row.name).key.into()).or_default().push(meaning);
    }
    let lists = file.words;
    let rules = Rules {
        version: file.version,
        weights: file.weights,
        meanings,
        given: words(&lists.given),
        family: words(&lists.family),
        person_like: words(&lists.person_like),
        titles: words(&lists.titles),
        weak: words(&lists.weak),
        prepositions: words(&lists.prepositions),
        after: words(&lists.after),
        suffixes: words(&lists.suffixes),
        landforms: words(&lists.landforms),
        openers: words(&lists.openers),
        money: words(&lists.money),
        doing: words(&lists.doing),
        ordinary: words(ordinary),
        sounds: lists.sounds.chars().filter(|c| !c.is_whitespace()).collect(),
        counties: file.counties,
        telling: telling(&file.telling),
    };
    Ok((table, rules))
}

/// The file of curated names cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// Not TOML, or not in this form.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// A region that the gazetteer does not know.
    #[error("`{0}` is no region of the gazetteer; write the country and the region's code as in `US.TX`")]
    Region(String),
    /// The index could not be made.
    #[error(transparent)]
    Table(#[from] TableError),
}

fn telling(lists: &BTreeMap<CountryCode, String>) -> HashMap<Box<str>, CountryCode, BuildQuick> {
    let of = |(code, list): (&CountryCode, &String)| {
        let code = *code;
        words(list).into_iter().map(move |word| (word, code)).collect::<Vec<_>>()
    };
    lists.iter().flat_map(of).collect()
}

fn words(list: &str) -> WordSet {
    list.split_whitespace().map(|word| fold(word).into()).collect()
}

const fn placement_of(sense: &Sense) -> Placement {
    Placement { size: sense.size, region: sense.region, point: sense.point }
}

/// Turns the names of the file into a table.
struct Names<'g> {
    builder: TableBuilder,
    gazetteer: &'g Table,
}

impl<'g> Names<'g> {
    fn add_all(mut self, file: &File) -> Result<Table, RulesError> {
        for (kind, countries) in &file.names {
            for (code, names) in countries {
                let sense = self.country(*code, *kind);
                for name in names {
                    self.add(name, sense, 0);
                }
            }
        }
        for (name, codes) in &file.several {
            for code in codes {
                let sense = self.country(*code, PlaceKind::Demonym);
                self.add(name, sense, mark::ALL);
            }
        }
        for (region, names) in &file.regions {
            names.iter().try_for_each(|name| self.region(region, name, 0))?;
        }
        for (region, name) in &file.postal {
            self.region(region, name, mark::WEAK)?;
        }
        if let Some(code) = CountryCode::new(NOWHERE) {
            let sense = self.builder.sense("", code, PlaceKind::Feature, Placement::default());
            file.nowhere.iter().for_each(|name| self.add(name, sense, 0));
        }
        file.place.iter().for_each(|row| self.place(row));
        Ok(self.builder.build()?)
    }

    fn country(&mut self, code: CountryCode, kind: PlaceKind) -> u32 {
        let name = self.gazetteer.country(code).map_or("", |sense| self.gazetteer.name(sense));
        self.builder.sense(name, code, kind, Placement::default())
    }

    fn region(&mut self, id: &str, name: &str, marks: u32) -> Result<(), RulesError> {
        let missing = || RulesError::Region(id.to_owned());
        let (code, key) = id.split_once('.').ok_or_else(missing)?;
        let code = CountryCode::new(code).ok_or_else(missing)?;
        let region = self.gazetteer.region(code, key).ok_or_else(missing)?;
        let full = self.gazetteer.region_name(region).unwrap_or(name).to_owned();
        let known = self.gazetteer.region_sense(region);
        let (size, point) = known.map_or((0, None), |sense| (sense.size, sense.point));
        let sense = self.builder.sense(&full, code, PlaceKind::Admin, Placement { size, region, point });
        self.add(name, sense, marks);
        Ok(())
    }

    fn place(&mut self, row: &PlaceRow) {
        let point = row.lat.zip(row.lon).and_then(|(lat, lon)| Point::new(lat, lon));
        let marks = if row.code.len() > 1 { mark::ALL } else { 0 };
        for code in &row.code {
            let known = self.known(&row.name, *code).filter(|_| point.is_none());
            let placement = known.map_or(Placement { point, ..Placement::default() }, placement_of);
            let sense = self.builder.sense(&row.name, *code, PlaceKind::Feature, placement);
            std::iter::once(&row.name).chain(&row.names).for_each(|name| self.add(name, sense, marks));
            row.also.iter().for_each(|name| self.other_place(name, *code, marks));
        }
    }

    /// A place that is known by its name and country alone: what the gazetteer has of it counts, and no point is made
    /// up for one that it does not have.
    fn other_place(&mut self, name: &str, code: CountryCode, marks: u32) {
        let known = self.known(name, code).filter(|sense| sense.point.is_some());
        let full = known.map_or_else(|| name.trim_end_matches('*'), |sense| self.gazetteer.name(sense));
        let placement = Placement { size: 0, ..known.map_or_else(Placement::default, placement_of) };
        let sense = self.builder.sense(full, code, PlaceKind::Feature, placement);
        self.add(name, sense, marks);
    }

    /// The biggest place of a name in a country that the gazetteer has.
    fn known(&self, name: &str, code: CountryCode) -> Option<&'g Sense> {
        let key = spelling(name).key;
        let senses = self.gazetteer.senses_of(&key).filter(|sense| sense.code == code);
        senses.max_by_key(|sense| sense.size)
    }

    /// Adds a name as the file writes it: `vi:Nga` is bound to Vietnamese.
    fn add(&mut self, written: &str, sense: u32, marks: u32) {
        let bound = written.split_once(':').and_then(|(lang, name)| {
            BOUND.iter().position(|other| *other == lang).and_then(|at| u32::try_from(at + 1).ok()).map(|at| (at, name))
        });
        let (lang, name) = bound.unwrap_or((0, written));
        let mut spelling = spelling(name);
        match name.chars().find_map(script) {
            Some(Script::Cyrillic) if spelling.marks & mark::STEM == 0 && spelling.marks & mark::CAPITALS == 0 => {
                spelling.key = cyrillic_stem(&spelling.key);
                spelling.marks |= mark::STEM;
            }
            Some(Script::Arabic | Script::Hangul) => spelling.marks |= mark::STEM,
            Some(Script::Han) => spelling.key.retain(|c| c != ' '),
            _ => {}
        }
        self.builder.name(&spelling.key, sense, spelling.marks | marks | lang << mark::LANG);
    }
}
