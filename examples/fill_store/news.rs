//! Made-up news: happenings that several papers tell of in their own words within a day or two, and much that is no
//! risk. The same seed gives the same news.

use std::collections::BTreeMap;

use chrono::Duration;
use serde::Deserialize;

use fenghuo::domain::item::{Item, Provider};
use fenghuo::domain::source::{Credibility, Reliability};
use fenghuo::domain::time::Timestamp;

const FEEDS: u64 = 1000;
const FAMILIES: u64 = 200;
/// Of a hundred items so many are of happenings; the rest is no risk.
const RISKS_IN_HUNDRED: u64 = 45;
/// Of a hundred reports so many are in Chinese, and as many more in Russian.
const FOREIGN_IN_HUNDRED: u64 = 15;
/// Hours within which a happening is told.
const TOLD_HOURS: u64 = 36;

#[derive(Deserialize)]
struct Texts {
    days: Vec<String>,
    places: Vec<[String; 5]>,
    more: Vec<String>,
    more_zh: Vec<String>,
    more_ru: Vec<String>,
    risk: Vec<Forms>,
    quiet: Forms,
}

/// The ways in which one thing is told, by language.
#[derive(Deserialize)]
struct Forms {
    en: Vec<String>,
    zh: Vec<String>,
    #[serde(default)]
    ru: Vec<String>,
}

/// What is told: place, figures, day.
struct Story<'a> {
    forms: &'a Forms,
    place: &'a [String; 5],
    figures: (u64, u64),
    day: &'a str,
}

/// Items in order of time.
pub(crate) struct News {
    texts: Texts,
    dice: Dice,
    /// Told later, by time and number.
    later: BTreeMap<(Timestamp, u64), Item>,
    made: u64,
    day: Timestamp,
    span: Duration,
    per_day: u64,
}

impl News {
    /// So many items, spread over so many days before a moment.
    pub(crate) fn new(count: u64, days: i64, end: Timestamp) -> Result<Self, toml::de::Error> {
        Ok(Self {
            texts: toml::from_str(include_str!("news.toml"))?,
            dice: Dice(7),
            later: BTreeMap::new(),
            made: 0,
            day: end - Duration::days(days),
            span: Duration::days(1),
            per_day: count.div_ceil(days.unsigned_abs().max(1)),
        })
    }

    /// The items of the next day.
    pub(crate) fn day(&mut self) -> Vec<Item> {
        let end = self.day + self.span;
        let waiting = self.later.range(..(end, 0)).count() as u64;
        let until = self.made + self.per_day.saturating_sub(waiting);
        while self.made < until {
            self.happen();
        }
        let rest = self.later.split_off(&(end, 0));
        self.day = end;
        std::mem::replace(&mut self.later, rest).into_values().collect()
    }

    /// Makes one happening with all that is told of it, or one item that is no risk.
    fn happen(&mut self) {
        let Self { texts, dice, .. } = self;
        // A happening makes several items, so that fewer of them are needed.
        let risky = dice.below(100) < RISKS_IN_HUNDRED / 4;
        let forms = if risky { dice.pick(&texts.risk) } else { &texts.quiet };
        let story = Story {
            forms,
            place: dice.pick(&texts.places),
            figures: (2 + dice.below(90), 2 + dice.below(7)),
            day: dice.pick::<String>(&texts.days),
        };
        let first = self.day + Duration::seconds(dice.below(86_400).cast_signed());
        for _ in 0..if risky { dice.reports() } else { 1 } {
            let delay = if risky { dice.below(60 * TOLD_HOURS) * dice.below(60) } else { 0 };
            let at = first + Duration::seconds(delay.cast_signed());
            let item = item(self.made, at, &story, texts, dice);
            self.later.insert((at, self.made), item);
            self.made += 1;
        }
    }
}

fn item(n: u64, at: Timestamp, story: &Story<'_>, texts: &Texts, dice: &mut Dice) -> Item {
    let (lang, titles, more) = match dice.below(100) {
        roll if roll < FOREIGN_IN_HUNDRED && !story.forms.zh.is_empty() => ("zh", &story.forms.zh, &texts.more_zh),
        roll if roll > 100 - FOREIGN_IN_HUNDRED && !story.forms.ru.is_empty() => {
            ("ru", &story.forms.ru, &texts.more_ru)
        }
        _ => ("en", &story.forms.en, &texts.more),
    };
    let sentences = 1 + dice.below(3);
    let summary: Vec<_> = (0..sentences).map(|_| story.told(dice.pick::<String>(more), lang)).collect();
    let feed = dice.below(FEEDS);
    Item {
        id: format!("made-up-{feed}:{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).into(),
        feed: format!("made-up-{feed}").into(),
        revision: 1,
        publisher: format!("made-up-{}", feed % FAMILIES).into(),
        reliability: [Reliability::B, Reliability::C, Reliability::C, Reliability::D][(feed % 4) as usize],
        credibility: Credibility::UNJUDGED,
        title: story.told(dice.pick::<String>(titles), lang),
        summary: summary.join(" "),
        lang: Some(lang.to_owned()),
        link: Some(format!("https://made-up-{feed}.example/world/{}/{n}", at.format("%Y/%m/%d"))),
        published: Some(at),
        seen: at + Duration::minutes(dice.below(30).cast_signed()),
        point: None,
        categories: vec!["world".to_owned()],
        provider: Provider::default(),
        exercise: false,
    }
}

impl Story<'_> {
    fn told(&self, form: &str, lang: &str) -> String {
        let [place, country, place_zh, country_zh, place_ru] = self.place;
        let (place, country) = match lang {
            "zh" => (place_zh, country_zh),
            "ru" => (place_ru, country),
            _ => (place, country),
        };
        let (n, m) = (self.figures.0.to_string(), self.figures.1.to_string());
        let slots = [("{p}", place.as_str()), ("{c}", country), ("{n}", &n), ("{m}", &m), ("{d}", self.day)];
        slots.into_iter().fold(form.to_owned(), |text, (slot, with)| text.replace(slot, with))
    }
}

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }

    /// How many papers tell of a happening: most are told once or twice, a few by dozens.
    fn reports(&mut self) -> u64 {
        match self.below(100) {
            0..45 => 1,
            45..70 => 2 + self.below(2),
            70..92 => 4 + self.below(5),
            _ => 9 + self.below(22),
        }
    }
}
