//! Places and countries of a text: names are found, judged, resolved and weighed, in this order.
//!
//! What happened there is left to the hazards.

mod bytes;

mod judge;

mod names;

mod resolve;

mod rules;

mod scan;

mod tokens;

mod unlisted;

mod walk;

mod weigh;

pub mod table;

pub mod spelling;

pub use rules::RulesError;

use judge::{Judge, Verdict};
use resolve::{Resolve, Resolved};
use rules::Rules;
use scan::{Found, Scan, UNKNOWN, language};
use spelling::key;
use table::{Sense, Table, TableError};
use tokens::Tokens;
use unlisted::{Search, Unlisted};
use weigh::Weigh;

use super::text::Text;
use crate::domain::annotation::{CountryFinding, PlaceFinding, Reason};
use crate::domain::country::CountryCode;
use crate::domain::item::Item;
use crate::domain::place::{Place, PlaceKind};

/// Most places listed for one item.
const PLACES_KEPT: usize = 200;

/// What reading the places of one item gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceReading {
    /// Countries, the subject first; empty when none is named.
    pub countries: Vec<CountryFinding>,
    /// Places named, in order.
    pub places: Vec<PlaceFinding>,
    /// What was set aside.
    pub reasons: Vec<Reason>,
}

/// Reads places by the compiled gazetteer and the curated names and words.
#[derive(Debug)]
pub struct PlaceReader {
    gazetteer: Table,
    curated: Table,
    rules: Rules,
}

/// The tables of places cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlacesError {
    /// The compiled gazetteer.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The curated names.
    #[error("places.toml: {0}")]
    Rules(#[from] RulesError),
}

impl PlaceReader {
    /// Reads the compiled gazetteer (`places.bin`), the curated names (the text of `places.toml`) and everyday words
    /// of English (that of `words_en.txt`).
    pub fn new(gazetteer: &[u8], curated: &str, ordinary: &str) -> Result<Self, PlacesError> {
        let gazetteer = Table::from_bytes(gazetteer)?;
        let (curated, rules) = rules::read(curated, ordinary, &gazetteer)?;
        Ok(Self { gazetteer, curated, rules })
    }

    /// Version of the curated names.
    pub fn version(&self) -> &str {
        &self.rules.version
    }

    /// Finds the places and countries of one item; `lang` is the tag of its language, if known, and `feed` are the
    /// countries that its feed is about.
    pub fn read(&self, item: &Item, text: &Text, lang: Option<&str>, feed: &[CountryCode]) -> PlaceReading {
        let tokens = Tokens::of(text);
        let lang = lang.map_or_else(|| vietnamese(text), language);
        let english = lang == 0 || lang == UNKNOWN;
        let scan = Scan { tables: [&self.curated, &self.gazetteer], text, tokens: &tokens, lang };
        let found = scan.run();
        let verdicts = Judge { text, tokens: &tokens, found: &found, rules: &self.rules, english }.verdicts();
        let given = self.provider_countries(item);
        let open = resolve::open(text, &found, &self.rules);
        let rules = &self.rules;
        let resolve = Resolve { text, tokens: &tokens, found: &found, rules, feed, given: &given, open: &open };
        let mut places = resolve.run(&verdicts);
        let search = Search { resolve: &resolve, verdicts: &verdicts, places: &places };
        let unlisted = search.run();
        let swallowed = search.swallowed(&unlisted);
        let noted = reasons(text, &found, &verdicts, &resolve, &places);
        places.retain(|resolved| !swallowed.contains(&resolved.hit));
        let mut weigh = Weigh::new(text, &self.rules.weights);
        weigh.add_places(&resolve, &places);
        weigh.add_unlisted(&unlisted);
        for code in &given {
            weigh.add_provider(*code, code.as_str());
        }
        PlaceReading {
            countries: weigh.findings(),
            places: self.findings(&resolve, &places, &unlisted),
            reasons: noted,
        }
    }

    /// The countries that the provider gives, by code and then by name.
    fn provider_countries(&self, item: &Item) -> Vec<CountryCode> {
        let mut codes = item.provider.countries.clone();
        for name in &item.provider.country_names {
            let code = self.country_named(name);
            codes.extend(code.filter(|code| !codes.contains(code)));
        }
        codes
    }

    /// Every name, folded, some of them twice.
    pub fn names(&self) -> impl Iterator<Item = String> {
        [&self.curated, &self.gazetteer].into_iter().flat_map(table::Table::names)
    }

    /// Whether a name stands for any place in the tables.
    pub fn knows(&self, name: &str) -> bool {
        let key = key(name);
        [&self.curated, &self.gazetteer].into_iter().any(|table| table.has(&key))
    }

    /// The country of a name that stands alone in a field.
    pub fn country_named(&self, name: &str) -> Option<CountryCode> {
        let key = key(name);
        [&self.curated, &self.gazetteer]
            .into_iter()
            .find_map(|table| table.senses_of(&key).find(|sense| is_country(sense)).map(|sense| sense.code))
    }

    /// The places to list, in the text's order; persons are evidence, but no places.
    fn findings(&self, resolve: &Resolve<'_, '_>, places: &[Resolved], unlisted: &[Unlisted]) -> Vec<PlaceFinding> {
        let listed = places.iter().take(PLACES_KEPT).filter_map(|resolved| {
            let (hit, choice) = (resolve.found.hits.get(resolved.hit)?, resolve.choice(resolved)?);
            let offsets = resolve.text.offsets(hit.start..hit.end);
            let sense = choice.sense;
            let place = Place {
                name: choice.table.name(sense).to_owned(),
                code: sense.code,
                admin: self.gazetteer.region_name(sense.region).map(str::to_owned),
                point: sense.point,
                kind: sense.kind,
            };
            Some(PlaceFinding { place, start: offsets.start, end: offsets.end })
        });
        let others = unlisted.iter().map(|place| {
            let offsets = resolve.text.offsets(place.at.clone());
            let name = resolve.text.words(place.at.clone()).to_owned();
            let place = Place { name, code: place.code, admin: None, point: None, kind: place.kind };
            PlaceFinding { place, start: offsets.start, end: offsets.end }
        });
        let places = listed.filter(|finding| finding.place.kind != PlaceKind::Person);
        let mut places: Vec<_> = places.chain(others).collect();
        places.sort_by_key(|finding| finding.start);
        places
    }
}

const fn is_country(sense: &Sense) -> bool {
    matches!(sense.kind, PlaceKind::Country | PlaceKind::Demonym)
}

/// The number of Vietnamese, if the text has letters that only it has.
fn vietnamese(text: &Text) -> u32 {
    const LETTERS: &str = "ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹƠƯĐ";
    let has = !text.raw().is_ascii() && text.raw().chars().any(|c| c > '\u{bf}' && LETTERS.contains(c));
    if has { language("vi") } else { UNKNOWN }
}

/// What was set aside, each with its words.
fn reasons(
    text: &Text,
    found: &Found<'_>,
    verdicts: &[Verdict],
    resolve: &Resolve<'_, '_>,
    places: &[Resolved],
) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    let mut note = |code: &str, start: usize, end: usize| {
        let reason = Reason { code: code.to_owned(), text: text.words(start..end).to_owned() };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    };
    for (at, (hit, verdict)) in found.hits.iter().zip(verdicts).enumerate() {
        match verdict {
            Verdict::Person => note("place_is_person", hit.start, hit.end),
            Verdict::Word => note("place_is_word", hit.start, hit.end),
            Verdict::Place if !places.iter().any(|resolved| resolved.hit == at) => {
                note("not_a_place", hit.start, hit.end);
            }
            Verdict::Place | Verdict::Nowhere => {}
        }
    }
    for resolved in places.iter().filter(|resolved| resolved.close) {
        if let Some(hit) = resolve.found.hits.get(resolved.hit) {
            note("ambiguous", hit.start, hit.end);
        }
    }
    reasons
}
