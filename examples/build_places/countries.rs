//! Names, demonyms and capitals of countries in all languages, from CLDR, two lists of names and the newsmap seeds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use fenghuo::annotate::places::spelling::{Script, cyrillic_stem, key, script, spelling};
use fenghuo::annotate::places::table::{NO_REGION, Placement, TableBuilder, mark};
use fenghuo::domain::country::CountryCode;
use fenghuo::domain::place::PlaceKind;

use crate::sources::{self, Names};

/// Languages whose country names are taken.
const LANGS: [&str; 22] = [
    "ar", "be", "de", "en", "es", "fa", "fr", "id", "it", "ja", "ko", "nl", "pt", "ru", "tr", "uk", "vi", "zh",
    "zh_CN", "zh_TW", "zh_Hant", "zh-Hant",
];

/// Shortest Latin stem before `*` that is trusted; shorter ones are beginnings of everyday words.
const SHORTEST_STEM: usize = 5;

/// Towns by country code and key.
pub(crate) type Towns = BTreeSet<(String, String)>;

/// What the countries' names take up.
#[derive(Default)]
pub(crate) struct Taken {
    /// Keys that no town's by-name may take again.
    pub(crate) names: BTreeSet<String>,
    /// Names of towns that the seed dictionaries hold, and that so are known well enough.
    pub(crate) towns: Towns,
}

/// A row of `countryInfo.txt`.
pub(crate) struct Country {
    /// Its code.
    pub(crate) code: CountryCode,
    /// English name.
    pub(crate) name: String,
    /// Its capital, as `GeoNames` writes it.
    pub(crate) capital: String,
    /// Ten times the logarithm of its population.
    pub(crate) size: u8,
}

/// All countries, by code.
pub(crate) fn read(reference: &Path) -> Result<BTreeMap<String, Country>> {
    let text = sources::text(&reference.join("geonames/countryInfo.txt"))?;
    let mut countries = BTreeMap::new();
    for row in sources::rows(&text) {
        let (Some(code), Some(name), Some(capital), Some(population)) =
            (row.first(), row.get(4), row.get(5), row.get(7))
        else {
            continue;
        };
        let Some(parsed) = CountryCode::new(code).filter(|_| code.len() == 2) else { continue };
        let size = size(population.parse().unwrap_or(0.0));
        let country = Country { code: parsed, name: (*name).to_owned(), capital: (*capital).to_owned(), size };
        countries.insert((*code).to_owned(), country);
    }
    Ok(countries)
}

/// Ten times the decimal logarithm, at least 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
pub(crate) fn size(population: f64) -> u8 {
    (population.max(1.0).log10() * 10.0).clamp(0.0, 100.0) as u8
}

/// Adds every name; gives the keys taken, which no city's by-name may take again.
pub(crate) fn add(
    reference: &Path,
    countries: &BTreeMap<String, Country>,
    towns: &Towns,
    builder: &mut TableBuilder,
) -> Result<Taken> {
    let mut taken = Taken::default();
    let senses = senses(countries, builder);
    for (lang, names) in plain_names(reference)? {
        for (code, name) in flat(&names) {
            let Some((country, _)) = senses.get(code) else { continue };
            for written in variants(name, &lang) {
                add_name(builder, &mut taken.names, &written, &lang, *country);
            }
        }
    }
    for (lang, names) in seeds(reference)? {
        for (code, name) in flat(&names) {
            let Some((_, demonym)) = senses.get(code) else { continue };
            let long_enough = name.chars().count() > 2 || name.chars().next().and_then(script) == Some(Script::Han);
            let plain = key(&name.replace('*', ""));
            if towns.contains(&(code.to_owned(), plain.clone())) {
                taken.towns.insert((code.to_owned(), plain));
            } else if long_enough {
                add_name(builder, &mut taken.names, name, &lang, *demonym);
            }
        }
    }
    Ok(taken)
}

/// For each country the sense of its name and the sense of its demonym.
fn senses(countries: &BTreeMap<String, Country>, builder: &mut TableBuilder) -> BTreeMap<String, (u32, u32)> {
    let mut senses = BTreeMap::new();
    for (code, country) in countries {
        let placement = Placement { size: country.size, region: NO_REGION, point: None };
        let name = builder.sense(&country.name, country.code, PlaceKind::Country, placement);
        let demonym = builder.sense(&country.name, country.code, PlaceKind::Demonym, placement);
        senses.insert(code.clone(), (name, demonym));
    }
    senses
}

fn flat(names: &Names) -> impl Iterator<Item = (&str, &str)> {
    names.iter().flat_map(|(code, list)| list.iter().map(move |name| (code.as_str(), name.as_str())))
}

/// The tables of plain names, each with its language.
fn plain_names(reference: &Path) -> Result<Vec<(String, Names)>> {
    let mut tables = Vec::new();
    for lang in LANGS {
        let cldr = reference.join(format!("cldr/cldr-localenames-full/main/{lang}/territories.json"));
        let umpirsky = reference.join(format!("umpirsky_country_list/{lang}/country.json"));
        let iso = reference.join(format!("i18n_iso_countries/{lang}.json"));
        if cldr.exists() {
            let value = sources::json(&cldr)?;
            let path = format!("/main/{lang}/localeDisplayNames/territories");
            tables.extend(value.pointer(&path).map(|value| (lang.to_owned(), sources::names(value))));
        }
        if umpirsky.exists() {
            tables.push((lang.to_owned(), sources::names(&sources::json(&umpirsky)?)));
        }
        if iso.exists() {
            let value = sources::json(&iso)?;
            tables.extend(value.get("countries").map(|value| (lang.to_owned(), sources::names(value))));
        }
    }
    Ok(tables)
}

/// The seed dictionaries, each with its language.
fn seeds(reference: &Path) -> Result<Vec<(String, Names)>> {
    [
        ("en", "english"),
        ("zh", "chinese_simplified"),
        ("zh", "chinese_traditional"),
        ("ar", "arabic"),
        ("fr", "french"),
        ("de", "german"),
        ("it", "italian"),
        ("ja", "japanese"),
        ("pt", "portuguese"),
        ("ru", "russian"),
        ("es", "spanish"),
        ("tr", "turkish"),
    ]
    .into_iter()
    .map(|(lang, file)| {
        Ok((lang.to_owned(), sources::newsmap(&reference.join(format!("newsmap_seed_dicts/{file}.yml")))?))
    })
    .collect()
}

/// A name without what lists put in brackets or after a comma, and the name itself.
fn variants(name: &str, lang: &str) -> Vec<String> {
    let mut list = vec![name.to_owned()];
    if let Some((short, _)) = name.split_once([',', '(', '（', '[']).filter(|_| !name.contains("Congo")) {
        let ambiguous =
            ["Korea", "Guinea", "刚果", "剛果", "朝", "韩", "韓", "Коре", "Конго", "Corea", "Corée", "コンゴ"];
        if !ambiguous.iter().any(|word| name.contains(word)) {
            list.push(short.trim().to_owned());
        }
    }
    if lang == "en" && name.contains(" & ") {
        list.push(name.replace(" & ", " and "));
    }
    list
}

/// Adds one written name under the marks its language asks for.
fn add_name(builder: &mut TableBuilder, taken: &mut BTreeSet<String>, written: &str, lang: &str, sense: u32) {
    let mut spelling = spelling(written);
    let Some(script) = written.chars().find_map(script) else { return };
    let letters = spelling.key.chars().filter(|c| c.is_alphabetic()).count();
    let stem = spelling.marks & mark::STEM != 0;
    match script {
        Script::Latin if lang == "en" => {
            spelling.marks &= !mark::STEM;
            if stem {
                builder.name(&format!("{}s", spelling.key), sense, spelling.marks);
            }
        }
        Script::Latin if stem && letters < SHORTEST_STEM => return,
        Script::Latin => {
            spelling.marks |= bound(lang);
            // Adjectives stand with a small letter in these languages, whatever the seed writes.
            if stem && matches!(lang, "fr" | "pt") {
                spelling.marks &= !mark::CAPITAL;
            }
        }
        Script::Cyrillic => {
            spelling.key = cyrillic_stem(&spelling.key);
            spelling.marks |= mark::STEM;
        }
        Script::Arabic | Script::Hangul => spelling.marks |= mark::STEM,
        Script::Han => {
            spelling.key = key(&spelling.key).replace(' ', "");
            spelling.marks &= !mark::STEM;
        }
        Script::Kana => spelling.marks &= !mark::STEM,
        Script::Other => {}
    }
    if letters < 2 {
        return;
    }
    taken.insert(spelling.key.clone());
    builder.name(&spelling.key, sense, spelling.marks);
}

/// The mark that binds a name to a language.
fn bound(lang: &str) -> u32 {
    use fenghuo::annotate::places::table::BOUND;
    let lang = lang.get(..2).unwrap_or(lang);
    BOUND.iter().position(|other| *other == lang).and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0) << mark::LANG
}
