//! Cities and first-order regions from `GeoNames`, with their names in the scripts that are read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use anyhow::Result;
use fenghuo::annotate::places::spelling::{Script, Spelling, cyrillic_stem, key, script, spelling};
use fenghuo::annotate::places::table::{NO_REGION, Placement, TableBuilder, mark};
use fenghuo::domain::country::CountryCode;
use fenghuo::domain::place::{PlaceKind, Point};

use crate::countries::{Country, Taken, Towns, size};
use crate::sources;

/// Words that make no name of a region by themselves.
const COMPASS: [&str; 40] = [
    "north",
    "south",
    "east",
    "west",
    "central",
    "centre",
    "center",
    "northern",
    "southern",
    "eastern",
    "western",
    "capital",
    "national",
    "federal",
    "nord",
    "sud",
    "est",
    "ouest",
    "centro",
    "norte",
    "sur",
    "upper",
    "lower",
    "union",
    "north west",
    "north east",
    "south west",
    "south east",
    "northwest",
    "northeast",
    "southwest",
    "southeast",
    "north eastern",
    "north western",
    "inner",
    "outer",
    "islands",
    "sector",
    "other",
    "unknown",
];

/// Words for "province" that texts leave out.
const GENERIC: [&str; 22] = [
    " Oblast'",
    " Oblast’",
    " Oblast",
    " Province",
    " Governorate",
    " State",
    " Region",
    " District",
    " Department",
    " Prefecture",
    " Krai",
    " Kray",
    " Republic",
    " County",
    " Territory",
    " Voivodeship",
    " Canton",
    " Raion",
    " Municipality",
    " Parish",
    " Island",
    " Autonomous Region",
];

/// People in the cities of a region below which its name is not taken.
const SMALL_REGION: f64 = 150_000.0;

/// A row of the table of cities.
pub(crate) struct City<'a> {
    pub(crate) name: &'a str,
    pub(crate) code: CountryCode,
    pub(crate) region: &'a str,
    point: Option<Point>,
    population: f64,
    pub(crate) alternates: &'a str,
}

/// The table of cities.
pub(crate) struct Cities {
    text: String,
}

/// Reads the table of cities.
pub(crate) fn read(reference: &Path) -> Result<Cities> {
    Ok(Cities { text: sources::gzip(&reference.join("geonames/cities15000.tsv.gz"))? })
}

impl Cities {
    /// Every name of every city.
    pub(crate) fn towns(&self) -> Towns {
        let mut towns = Towns::new();
        for city in sources::rows(&self.text).filter_map(|row| city(&row)) {
            let names = city.alternates.split('|').chain([city.name]);
            towns.extend(names.map(|name| (city.code.as_str().to_owned(), key(name))));
        }
        towns
    }

    /// Every city, the biggest first.
    pub(crate) fn biggest_first(&self) -> Vec<City<'_>> {
        let mut cities: Vec<City<'_>> = sources::rows(&self.text).filter_map(|row| city(&row)).collect();
        cities.sort_by(|a, b| b.population.total_cmp(&a.population).then(a.name.cmp(b.name)));
        cities
    }

    /// Adds regions, then cities, the biggest first.
    pub(crate) fn add(
        &self,
        reference: &Path,
        countries: &BTreeMap<String, Country>,
        taken: &Taken,
        builder: &mut TableBuilder,
    ) -> Result<()> {
        let cities = self.biggest_first();
        let regions = add_regions(reference, &cities, &taken.names, builder)?;
        let mut seeded = taken.towns.clone();
        for city in &cities {
            let capital = countries.get(city.code.as_str()).is_some_and(|c| key(&c.capital) == key(city.name));
            let region = regions.get(&(city.code, city.region.to_owned())).copied().unwrap_or(NO_REGION);
            let kind = if capital { PlaceKind::Capital } else { PlaceKind::City };
            let placement = Placement { size: size(city.population), region, point: city.point };
            let sense = builder.sense(city.name, city.code, kind, placement);
            add_names(city, capital, sense, taken, &mut seeded, builder);
        }
        Ok(())
    }
}

fn city<'a>(row: &[&'a str]) -> Option<City<'a>> {
    let number = |at: usize| row.get(at).and_then(|text| text.parse::<f64>().ok());
    Some(City {
        name: row.get(1)?,
        code: CountryCode::new(row.get(2)?)?,
        region: row.get(3)?,
        point: Point::new(number(4)?, number(5)?),
        population: number(6)?,
        alternates: row.get(8).copied().unwrap_or_default(),
    })
}

/// Adds the first-order regions; a region stands where its biggest city stands.
fn add_regions(
    reference: &Path,
    cities: &[City<'_>],
    taken: &BTreeSet<String>,
    builder: &mut TableBuilder,
) -> Result<HashMap<(CountryCode, String), u16>> {
    let mut people: HashMap<(CountryCode, &str), (f64, Option<Point>)> = HashMap::new();
    for city in cities {
        let entry = people.entry((city.code, city.region)).or_insert((0.0, city.point));
        entry.0 += city.population;
    }
    let mut numbers = HashMap::new();
    let text = sources::text(&reference.join("geonames/admin1CodesASCII.txt"))?;
    for row in sources::rows(&text) {
        let (Some((code, region)), Some(name), Some(ascii)) =
            (row.first().and_then(|id| id.split_once('.')), row.get(1), row.get(2))
        else {
            continue;
        };
        let Some(code) = CountryCode::new(code) else { continue };
        let number = builder.region(code, region, name);
        numbers.insert((code, region.to_owned()), number);
        let (population, point) = people.get(&(code, region)).copied().unwrap_or((0.0, None));
        let placement = Placement { size: size(population), region: number, point };
        let sense = builder.sense(name, code, PlaceKind::Admin, placement);
        for written in region_names(name).chain(region_names(ascii)) {
            let spelling = spelling(&written);
            let short = spelling.key.chars().count() < 4 || COMPASS.contains(&spelling.key.as_str());
            // A region of few people whose name is a single word is more often something else.
            let doubtful = population < SMALL_REGION && !spelling.key.contains(' ');
            let well_known = code.as_str() == "US";
            if !short && (well_known || !doubtful && !taken.contains(&spelling.key)) {
                builder.name(&spelling.key, sense, mark::CAPITAL);
            }
        }
    }
    Ok(numbers)
}

/// A region's name with and without its word for "province".
fn region_names(name: &str) -> impl Iterator<Item = String> + '_ {
    let short = GENERIC.iter().find_map(|word| name.strip_suffix(word));
    std::iter::once(name.to_owned()).chain(short.map(str::to_owned))
}

/// Adds a city's names. A seeded name goes to the biggest city that has it.
fn add_names(
    city: &City<'_>,
    capital: bool,
    sense: u32,
    taken: &Taken,
    seeded: &mut Towns,
    builder: &mut TableBuilder,
) {
    let own = spelling(city.name);
    if own.key.chars().count() >= 3 {
        builder.name(&own.key, sense, mark::CAPITAL);
    }
    for name in city.alternates.split('|') {
        let known = seeded.remove(&(city.code.as_str().to_owned(), key(name)));
        let free = |spelling: &Spelling| known || capital || !taken.names.contains(&spelling.key);
        if let Some(spelling) = by_name(name, city, capital || known).filter(free) {
            builder.name(&spelling.key, sense, spelling.marks);
        }
    }
}

/// The key of a by-name, if it is in a script that is read and the city is big enough for it.
fn by_name(name: &str, city: &City<'_>, capital: bool) -> Option<Spelling> {
    let kind = one_script(name)?;
    let people = if capital { city.population.max(1e6) } else { city.population };
    let mut spelling = spelling(name);
    let letters = spelling.key.chars().filter(|c| c.is_alphabetic()).count();
    let near = |codes: &[&str]| codes.contains(&city.code.as_str());
    let wanted = match kind {
        Script::Latin => {
            let readable = spelling.marks & mark::CAPITAL != 0 && spelling.marks & mark::CAPITALS == 0;
            readable
                && same_start(&spelling.key, &key(city.name))
                && !name.contains(',')
                && (letters >= 5 && people >= 1e5 || letters >= 4 && people >= 5e5)
        }
        Script::Cyrillic => {
            let home = near(&["RU", "UA", "BY", "KZ", "KG", "UZ", "TJ", "TM", "MD", "BG"]);
            letters >= 4 && (people >= 1e5 || home && people >= 3e4)
        }
        Script::Arabic => {
            let home =
                near(&["EG", "SA", "IQ", "SY", "YE", "SD", "MA", "DZ", "TN", "LY", "JO", "LB", "PS", "IR", "AF"]);
            letters >= 4 && (people >= 3e5 || home && people >= 6e4)
        }
        Script::Han if near(&["CN", "TW", "HK", "MO"]) => letters >= 2 && people >= 2e5,
        Script::Han if near(&["JP", "KR"]) => letters >= 2 && people >= 3e5,
        Script::Han => letters >= 3 && people >= 5e4 || letters >= 2 && people >= 2e5,
        Script::Kana => letters >= 3 && people >= 1e5,
        Script::Hangul => letters >= 2 && people >= 2e5,
        Script::Other => false,
    };
    match kind {
        Script::Cyrillic => {
            let stem = cyrillic_stem(&spelling.key);
            let long = stem.chars().count() >= 4;
            spelling.marks = if long { mark::STEM | mark::CAPITAL } else { mark::CAPITAL };
            spelling.key = if long { stem } else { spelling.key };
        }
        Script::Arabic | Script::Hangul => spelling.marks = mark::STEM,
        _ => {}
    }
    wanted.then_some(spelling)
}

/// Whether two names may be spellings of one: they begin with one sound, or nearly.
fn same_start(a: &str, b: &str) -> bool {
    let sound = |name: &str| {
        name.chars().next().map(|c| match c {
            'c' | 'q' | 'x' => 'k',
            'v' | 'w' => 'v',
            'j' | 'y' | 'i' => 'i',
            'z' => 's',
            'h' | 'g' => 'g',
            c => c,
        })
    };
    sound(a) == sound(b)
}

/// The script of a name that is written in one script throughout.
fn one_script(name: &str) -> Option<Script> {
    let mut scripts = name.chars().filter_map(script);
    let first = scripts.next()?;
    (scripts.all(|other| other == first) && first != Script::Other).then_some(first)
}
