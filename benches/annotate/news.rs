//! Made-up headlines as varied as a desk's news: names from the whole gazetteer, larger places oftener than small ones,
//! and forms of ten languages. The same seed gives the same headlines.

use std::collections::BTreeMap;

use fastrand::Rng;
use fenghuo::annotate::places::spelling::{Script, key, script};
use fenghuo::annotate::places::table::Table;
use fenghuo::config::{shipped_bytes, shipped_text};
use fenghuo::domain::place::PlaceKind;
use serde::Deserialize;

/// Countries are named in news about as often as all their towns and regions together.
const COUNTRIES_IN_HUNDRED: u32 = 45;

/// What one language's headlines are made of.
#[derive(Deserialize)]
struct Language {
    share: u32,
    given: Vec<String>,
    family: Vec<String>,
    ending: Vec<String>,
    who: Vec<String>,
    thing: Vec<String>,
    tail: Vec<String>,
    forms: Vec<String>,
}

/// Names of one script, each with the sum of the weights up to it.
#[derive(Default)]
struct Names {
    countries: Vec<String>,
    others: Vec<(f64, String)>,
}

/// Makes headlines.
pub(crate) struct News {
    languages: BTreeMap<String, Language>,
    names: BTreeMap<Script, Names>,
    words: Vec<&'static str>,
    dice: Rng,
}

impl News {
    pub(crate) fn new(seed: u64) -> Self {
        let table = Table::from_bytes(shipped_bytes("lexicon/places.bin").unwrap()).unwrap();
        let mut names: BTreeMap<Script, Names> = BTreeMap::new();
        for folded in table.names() {
            add_name(&table, &folded, &mut names);
        }
        Self {
            languages: toml::from_str(include_str!("news.toml")).unwrap(),
            names,
            words: shipped_text("lexicon/words_en.txt").unwrap().split_whitespace().collect(),
            dice: Rng::with_seed(seed),
        }
    }

    /// The next headline.
    pub(crate) fn headline(&mut self) -> String {
        let shares: Vec<(String, u32)> = self.languages.iter().map(|(tag, is)| (tag.clone(), is.share)).collect();
        let all: u32 = shares.iter().map(|(_, share)| share).sum();
        let mut left = self.dice.u32(..all);
        let tag = shares.iter().find(|(_, share)| {
            let found = left < *share;
            left = left.saturating_sub(*share);
            found
        });
        self.headline_in(&tag.unwrap().0)
    }

    /// A headline and ten further sentences of its language, as long as the summaries of feeds that give whole texts.
    pub(crate) fn article(&mut self) -> (String, String) {
        let title = self.headline();
        let tag = match title.chars().find_map(script) {
            Some(Script::Han) => "zh",
            Some(Script::Cyrillic) => "ru",
            Some(Script::Arabic) => "ar",
            _ => "en",
        };
        let sentences: Vec<String> = (0..10).map(|_| self.headline_in(tag)).collect();
        (title, sentences.join(if tag == "zh" { "。" } else { ". " }))
    }

    fn headline_in(&mut self, tag: &str) -> String {
        let language = &self.languages[tag];
        let mut text = self.dice.choice(&language.forms).unwrap().clone();
        for (slot, list) in [("{tail}", &language.tail), ("{who}", &language.who), ("{thing}", &language.thing)] {
            text = text.replace(slot, self.dice.choice(list).unwrap());
        }
        while let Some((before, after)) = text.split_once('{') {
            let (slot, rest) = after.split_once('}').unwrap();
            text = format!("{before}{}{rest}", self.fill(tag, slot));
        }
        text
    }

    fn fill(&mut self, tag: &str, slot: &str) -> String {
        match slot {
            "n" => (self.dice.u32(..9) + 1 + self.dice.u32(..2) * self.dice.u32(..90)).to_string(),
            "word" => (*self.dice.choice(&self.words).unwrap()).to_owned(),
            "name" => self.person(tag),
            _ => self.place(tag),
        }
    }

    fn person(&mut self, tag: &str) -> String {
        let language = &self.languages[tag];
        let mut pick = |list: &[String]| list[self.dice.usize(..list.len())].clone();
        let (given, family) = (pick(&language.given), pick(&language.family) + &pick(&language.ending));
        if matches!(tag, "zh" | "ja") { given + &family } else { format!("{given} {family}") }
    }

    fn place(&mut self, tag: &str) -> String {
        let script = match tag {
            "zh" => Script::Han,
            "ja" => Script::Kana,
            "ru" | "uk" => Script::Cyrillic,
            "ar" => Script::Arabic,
            _ => Script::Latin,
        };
        let names = &self.names[&script];
        if self.dice.u32(..100) < COUNTRIES_IN_HUNDRED && !names.countries.is_empty() {
            return self.dice.choice(&names.countries).unwrap().clone();
        }
        let mark = self.dice.f64() * names.others.last().unwrap().0;
        names.others[names.others.partition_point(|(sum, _)| *sum < mark)].1.clone()
    }
}

/// A name as a text writes it, by the number of people to the power of a half.
fn add_name(table: &Table, folded: &str, names: &mut BTreeMap<Script, Names>) {
    let (Some(sense), Some(script)) = (table.senses_of(folded).next(), folded.chars().find_map(script)) else { return };
    let own = table.name(sense);
    let written = match script {
        Script::Latin if key(own) != folded => return,
        Script::Latin => own.to_owned(),
        // The tables have the stem alone; in a text most names stand in the case that ends in this letter.
        Script::Cyrillic => capital(folded) + "е",
        _ => folded.to_owned(),
    };
    let names = names.entry(script).or_default();
    if sense.kind == PlaceKind::Country {
        names.countries.push(written);
        return;
    }
    let before = names.others.last().map_or(0.0, |(sum, _)| *sum);
    names.others.push((before + 10_f64.powf(f64::from(sense.size) / 20.0), written));
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
