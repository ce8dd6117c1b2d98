//! Chinese names of towns and regions for screens and reports: `config/lexicon/place_names_zh.tsv`.
//!
//! `GeoNames` writes by-names without saying of which language; those in Han characters are sorted by what they fold to,
//! and the name that the newsmap seeds know, or else that most are ways to write, is taken. A region that is called
//! after its own town is called after it in Chinese too.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use anyhow::{Context, Result};
use fenghuo::annotate::places::spelling::{Script, key, script};

use crate::cities::{Cities, City};
use crate::sources;

/// Traditional and simplified characters, one pair after the other.
const PAIRS: &str = include_str!("../../config/lexicon/hanzi.txt");

/// Names that the tables lack, or have otherwise than the news of the mainland.
const OWN: [(&str, &str, &str); 26] = [
    ("UA", "Dnipro", "第聂伯罗"),
    ("UA", "Zaporizhzhia", "扎波罗热"),
    ("VN", "Ho Chi Minh City", "胡志明市"),
    ("IN", "Chennai", "金奈"),
    ("IN", "Ahmedabad", "艾哈迈达巴德"),
    ("IN", "Pune", "浦那"),
    ("US", "San Diego", "圣迭戈"),
    ("CA", "Calgary", "卡尔加里"),
    ("BR", "Recife", "累西腓"),
    ("BR", "Curitiba", "库里蒂巴"),
    ("AM", "Yerevan", "埃里温"),
    ("AU", "Adelaide", "阿德莱德"),
    ("AU", "Brisbane", "布里斯班"),
    ("ID", "Semarang", "三宝垄"),
    ("ID", "Bekasi", "贝卡西"),
    ("ID", "Makassar", "望加锡"),
    ("RW", "Kigali", "基加利"),
    ("DO", "Santo Domingo", "圣多明各"),
    ("JP", "Osaka", "大阪"),
    ("NZ", "Auckland", "奥克兰"),
    ("AE", "Sharjah", "沙迦"),
    ("IQ", "Erbil", "埃尔比勒"),
    ("RU", "Nizhniy Novgorod", "下诺夫哥罗德"),
    ("EG", "Giza", "吉萨"),
    ("PK", "Faisalabad", "费萨拉巴德"),
    ("BO", "Santa Cruz de la Sierra", "圣克鲁斯"),
];

/// Characters of Japan's own making, with the simplified ones that stand for them.
const JAPANESE: &str =
    "浜滨 辺边 広广 沢泽 竜龙 亀龟 豊丰 児儿 塩盐 滝泷 渋涩 鉄铁 斎斋 恵惠 栄荣 桜樱 関关 囲围 実实 対对 県县";

/// Words for "city" and "metropolis" at the end of a name.
const CITY_WORDS: [&str; 6] = ["特别市", "特別市", "广域市", "廣域市", "広域市", "市"];

/// Curated names of regions and places that are no towns.
const CURATED: &str = include_str!("../../config/lexicon/places.toml");

/// Names that stand among the by-names and are none.
const STRAY: [&str; 3] = ["日本語", "中文", "汉语"];

/// Words for a first-order region: as names have them, simplified, traditional.
const WORDS: [(&str, &str, &str); 16] = [
    (" Oblast'", "州", "州"),
    (" Oblast’", "州", "州"),
    (" Oblast", "州", "州"),
    (" State", "州", "州"),
    (" Canton", "州", "州"),
    (" Province", "省", "省"),
    (" Governorate", "省", "省"),
    (" Department", "省", "省"),
    (" Voivodeship", "省", "省"),
    (" Prefecture", "县", "縣"),
    (" County", "县", "縣"),
    (" Krai", "边疆区", "邊疆區"),
    (" Kray", "边疆区", "邊疆區"),
    (" Region", "大区", "大區"),
    (" District", "区", "區"),
    (" Republic", "共和国", "共和國"),
];

/// Towns by country and folded name; the mainland's name ranks above others.
type Seeds = BTreeMap<(String, String), usize>;

/// What curated names of regions leave out, by country.
const CURATED_WORDS: [(&str, &str); 3] = [("US", "州"), ("CA", "省"), ("AU", "州")];

/// Letters that a region must share with its town to be called after it.
const SHARED_LETTERS: usize = 5;

/// A name in both scripts.
#[derive(Clone, Debug)]
struct Name {
    hans: String,
    hant: Option<String>,
}

/// The table of names, one line each in the order of their bytes: country and name, then the two scripts; the second is
/// left out where it is the first.
pub(crate) fn table(reference: &Path, cities: &Cities) -> Result<String> {
    let scripts = Scripts::learn(cities);
    let seeds = seeds(reference, &scripts)?;
    let mut names: BTreeMap<(String, String), Name> = BTreeMap::new();
    let mut towns: HashMap<(String, String), Vec<(String, Name)>> = HashMap::new();
    for city in cities.biggest_first() {
        let Some(name) = scripts.name_of(&city, &seeds) else { continue };
        let (code, region) = (city.code.as_str().to_owned(), city.region.to_owned());
        towns.entry((code.clone(), region)).or_default().push((city.name.to_owned(), name.clone()));
        names.entry((code, city.name.to_owned())).or_insert(name);
    }
    for (region, name) in regions(reference, &towns)? {
        names.entry(region).or_insert(name);
    }
    let own = OWN.iter().map(|(code, name, hans)| {
        let name = ((*code).to_owned(), (*name).to_owned());
        (name, Name { hans: (*hans).to_owned(), hant: scripts.in_full(hans) })
    });
    names.extend(own);
    for (place, name) in curated(&scripts)? {
        names.entry(place).or_insert(name);
    }
    let line = |((code, name), Name { hans, hant }): (&(String, String), &Name)| match hant {
        Some(hant) if hant != hans => format!("{code} {name}\t{hans}\t{hant}\n"),
        Some(_) => format!("{code} {name}\t{hans}\n"),
        None => format!("{code} {name}\t{hans}\t\n"),
    };
    Ok(names.iter().map(line).collect())
}

/// Great towns by country, folded, from the seeds.
fn seeds(reference: &Path, scripts: &Scripts) -> Result<Seeds> {
    let mut seeds = Seeds::new();
    for (rank, file) in ["chinese_traditional", "chinese_simplified"].into_iter().enumerate() {
        let names = sources::newsmap(&reference.join(format!("newsmap_seed_dicts/{file}.yml")))?;
        for (code, list) in names {
            seeds.extend(list.iter().map(|name| ((code.clone(), scripts.fold(name)), rank + 1)));
        }
    }
    Ok(seeds)
}

/// How the two scripts write each other's characters.
struct Scripts {
    simple: HashMap<char, char>,
    /// Characters that stand for a traditional one, and may stand for themselves.
    short: BTreeSet<char>,
    /// The traditional character that names write most for a simplified one.
    full: HashMap<char, char>,
}

impl Scripts {
    /// Learns from the names of towns which traditional character stands for which simplified one in names.
    fn learn(cities: &Cities) -> Self {
        let lines = PAIRS.lines().filter(|line| !line.starts_with('#')).chain([JAPANESE]);
        let pairs = lines.flat_map(str::split_whitespace);
        let simple: HashMap<char, char> =
            pairs.filter_map(|pair| Some((pair.chars().next()?, pair.chars().nth(1)?))).collect();
        let mut scripts = Self { short: simple.values().copied().collect(), simple, full: HashMap::new() };
        let mut seen: BTreeMap<(char, char), usize> = BTreeMap::new();
        for city in cities.biggest_first() {
            let abroad = city.code.as_str() != "JP";
            let forms = scripts.groups(&city).into_iter().filter(|_| abroad).flat_map(|(_, forms)| forms);
            for c in forms.filter(|form| scripts.is_full(form)).collect::<String>().chars() {
                *seen.entry((scripts.fold_one(c), c)).or_default() += 1;
            }
        }
        let mut ranked: Vec<_> = seen.into_iter().collect();
        ranked.sort_by_key(|(pair, times)| (*times, *pair));
        scripts.full = ranked.into_iter().map(|(pair, _)| pair).collect();
        scripts
    }

    fn fold_one(&self, c: char) -> char {
        self.simple.get(&c).copied().unwrap_or(c)
    }

    fn fold(&self, name: &str) -> String {
        name.chars().map(|c| self.fold_one(c)).collect()
    }

    /// Whether a name has a character that only the traditional script writes.
    fn is_full(&self, name: &str) -> bool {
        name.chars().any(|c| self.simple.contains_key(&c))
    }

    /// The names of a town in Han characters by what they fold to, in the order they come; a word for "city" at the end
    /// makes no other name.
    fn groups(&self, city: &City<'_>) -> Vec<(String, Vec<String>)> {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for name in city.alternates.split('|').filter(|name| is_han(name)) {
            let name = short(name, city);
            let folded = self.fold(name);
            if STRAY.contains(&folded.as_str()) || STRAY.contains(&name) {
                continue;
            }
            match groups.iter_mut().find(|(known, _)| *known == folded) {
                Some((_, forms)) if forms.iter().any(|form| form == name) => {}
                Some((_, forms)) => forms.push(name.to_owned()),
                None => groups.push((folded, vec![name.to_owned()])),
            }
        }
        groups
    }

    fn name_of(&self, city: &City<'_>, seeds: &Seeds) -> Option<Name> {
        let known = |name: &String| seeds.get(&(city.code.as_str().to_owned(), name.clone()));
        let groups = self.groups(city);
        let most = groups.iter().map(|(name, forms)| (known(name), forms.len())).max()?;
        let (hans, forms) = groups.into_iter().find(|(name, forms)| (known(name), forms.len()) == most)?;
        let is_japanese = |form: &String| form.chars().any(|c| JAPANESE.contains(c) && self.simple.contains_key(&c));
        let written = forms.into_iter().find(|form| self.is_full(form) && !is_japanese(form));
        Some(Name { hant: written.or_else(|| self.in_full(&hans)), hans })
    }

    /// The traditional form of a name, where each of its characters has one that is known from other names, or has none.
    fn in_full(&self, hans: &str) -> Option<String> {
        hans.chars().map(|c| self.full.get(&c).copied().or_else(|| (!self.short.contains(&c)).then_some(c))).collect()
    }
}

fn is_han(name: &str) -> bool {
    name.chars().count() >= 2 && name.chars().all(|c| c == '·' || script(c) == Some(Script::Han))
}

fn short<'a>(name: &'a str, city: &City<'_>) -> &'a str {
    let stem = CITY_WORDS.iter().find_map(|word| name.strip_suffix(word)).filter(|stem| stem.chars().count() >= 2);
    stem.filter(|_| !city.name.ends_with("City")).unwrap_or(name)
}

/// Regions that are called after a town of theirs.
fn regions(
    reference: &Path,
    towns: &HashMap<(String, String), Vec<(String, Name)>>,
) -> Result<Vec<((String, String), Name)>> {
    let text = sources::text(&reference.join("geonames/admin1CodesASCII.txt"))?;
    let rows = sources::rows(&text).filter_map(|row| {
        let (code, region) = row.first()?.split_once('.')?;
        let written = *row.get(1)?;
        let within = towns.get(&(code.to_owned(), region.to_owned()))?;
        let word = WORDS.iter().find(|(word, ..)| written.ends_with(word));
        let stem = key(word.map_or(written, |(word, ..)| written.strip_suffix(word).unwrap_or(written)));
        let (_, name) = within.iter().find(|(town, _)| is_after(&stem, &key(town), word.is_some()))?;
        let (short, full) = word.map_or(("", ""), |(_, short, full)| (*short, *full));
        let hant = name.hant.as_ref().map(|name| format!("{name}{full}"));
        Some(((code.to_owned(), written.to_owned()), Name { hans: format!("{}{short}", name.hans), hant }))
    });
    Ok(rows.collect())
}

/// Whether a region's name is its town's; beside a word for "region" it may be an adjective of it.
fn is_after(region: &str, town: &str, has_word: bool) -> bool {
    let shared = region.chars().zip(town.chars()).take_while(|(a, b)| a == b).count();
    region == town || has_word && shared >= SHARED_LETTERS && shared + 1 >= town.chars().count()
}

/// Names of regions and places that this project keeps by hand.
fn curated(scripts: &Scripts) -> Result<Vec<((String, String), Name)>> {
    let file: toml::Table = toml::from_str(CURATED).context("config/lexicon/places.toml")?;
    let strings = |value: &toml::Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(toml::Value::as_str).map(str::to_owned).collect()
    };
    let entry_of = |code: &str, name: &str, list: &[String], word: &str| {
        let hans = list.iter().find(|name| is_han(name)).map(|name| scripts.fold(name))?;
        let hans = if hans.ends_with(word) { hans } else { format!("{hans}{word}") };
        Some(((code.to_owned(), name.to_owned()), Name { hant: scripts.in_full(&hans), hans }))
    };
    let regions = file.get("regions").and_then(toml::Value::as_table).into_iter().flatten();
    let regions = regions.filter_map(|(id, list)| {
        let (code, list) = (id.split_once('.')?.0, strings(list));
        let word = CURATED_WORDS.iter().find(|(country, _)| *country == code).map_or("", |(_, word)| word);
        entry_of(code, list.first()?, &list, word)
    });
    let places = file.get("place").and_then(toml::Value::as_array).into_iter().flatten();
    let places = places.flat_map(|place| {
        let names = place.get("names").map(&strings).unwrap_or_default();
        let name = place.get("name").and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        let codes = place.get("code").map(&strings).unwrap_or_default();
        codes.into_iter().filter_map(|code| entry_of(&code, &name, &names, "")).collect::<Vec<_>>()
    });
    Ok(regions.chain(places).collect())
}
