//! A made-up picture with a bit of everything, for tests of the screens: the sketch's afternoon of 22 November.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use crate::domain::annotation::{
    Annotation, CountryFinding, EventKind, Evidence, HazardFinding, Mention, Reason, SeverityBasis, SeverityFinding,
};
use crate::domain::asset::{Asset, AssetKind, Confidence, Locus, Precision, Role};
use crate::domain::country::{Country, CountryCode};
use crate::domain::delivery::{Acknowledgement, DeliveryState};
use crate::domain::explain::{Sum, Term, Why};
use crate::domain::feed::{Feed, FeedState, Fetch, Format, Outcome};
use crate::domain::gap::Gap;
use crate::domain::hazard::Hazard;
use crate::domain::id::{
    AssetId, CandidateId, Family, FeedId, IncidentId, ItemId, NoticeId, Person, RecipientId, RuleId, Sector,
};
use crate::domain::impact::{
    Advice, AssetScore, CertaintyWord, CountryScore, HazardShare, Impact, LevelState, Rating, Subject, Transition,
};
use crate::domain::incident::{Incident, Member};
use crate::domain::item::{Item, Provider};
use crate::domain::level::{Check, Level};
use crate::domain::notice::{
    Exposed, Fact, Measures, Notice, NoticeContent, NoticeKind, NoticeSource, NoticeState, Secrecy,
};
use crate::domain::picture::{AssetLine, CountryLine, FeedLine, IncidentCard, Picture, Reading};
use crate::domain::place::{Place, PlaceKind, Point, Scope};
use crate::domain::place_names::PlaceNames;
use crate::domain::receipt::Receipt;
use crate::domain::rule::{Candidate, CandidateOutcome};
use crate::domain::source::{Credibility, Reliability};
use crate::domain::time::{Timestamp, parse};
use crate::domain::words::{Lang, LocalText, Words};

use super::keymap::Keymap;
use super::state::{Options, State};

/// The moment: 16:42 in Beijing.
pub(crate) fn now() -> Timestamp {
    parse("2026-11-22T08:42:00Z").unwrap()
}

/// A desk with the shipped keys and nothing to show yet.
pub(crate) fn desk(lang: Lang) -> State {
    let keymap = Keymap::parse(include_str!("../../../config/keymap.toml")).unwrap();
    State::new(Options {
        keymap: Arc::new(keymap),
        lang,
        themes: vec!["dark".into(), "mono".into()],
        theme: 0,
        shift: Some("甲班".into()),
        officer: Person::new("wang"),
        changes_first: false,
        made_up: true,
        zone: chrono_tz::Asia::Shanghai,
        now: now(),
    })
}

fn ago(minutes: i64) -> Timestamp {
    now() - chrono::TimeDelta::minutes(minutes)
}

fn code(text: &str) -> CountryCode {
    CountryCode::new(text).unwrap()
}

fn local(en: &str, simplified: &str, traditional: &str) -> LocalText {
    LocalText { en: en.into(), zh_hans: simplified.into(), zh_hant: traditional.into() }
}

/// Every locale table of `config/locale/`, spoken in `lang`.
pub(crate) fn words(lang: Lang) -> Words {
    static TABLE: LazyLock<Arc<BTreeMap<String, LocalText>>> = LazyLock::new(|| Arc::new(table()));
    let places = PlaceNames::new(include_str!("../../../config/lexicon/place_names_zh.tsv"));
    Words::new(lang, Arc::clone(&TABLE)).with_places(places)
}

fn table() -> BTreeMap<String, LocalText> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/config/locale");
    let mut table = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        gather("", &toml::from_str(&text).unwrap(), &mut table);
    }
    table
}

fn gather(prefix: &str, table: &toml::Table, words: &mut BTreeMap<String, LocalText>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        let toml::Value::Table(inner) = value else { continue };
        match inner.get("en").and_then(toml::Value::as_str) {
            Some(en) => {
                let other = |lang: &str| inner.get(lang).and_then(toml::Value::as_str).unwrap_or_default();
                words.insert(key, local(en, other("zh-Hans"), other("zh-Hant")));
            }
            None => gather(&key, inner, words),
        }
    }
}

/// Code, names, capital, level, score, change, standing, situation, minutes since it was checked, ministry's level.
type CountryRow<'a> = (&'a str, [&'a str; 3], (f64, f64), Level, f64, f64, f64, f64, i64, u8);

#[rustfmt::skip]
const COUNTRIES: [CountryRow<'static>; 22] = [
    ("UA", ["Ukraine", "乌克兰", "烏克蘭"], (50.45, 30.52), Level::Orange, 68.0, 27.0, 35.0, 59.0, 3, 4),
    ("IL", ["Israel", "以色列", "以色列"], (31.78, 35.22), Level::Orange, 61.0, 0.4, 28.0, 52.0, 8, 3),
    ("CL", ["Chile", "智利", "智利"], (-33.45, -70.67), Level::Yellow, 41.0, 12.0, 6.0, 38.0, 5, 2),
    ("GB", ["United Kingdom", "英国", "英國"], (51.51, -0.13), Level::Yellow, 39.0, 39.0, 7.0, 35.0, 21, 0),
    ("IT", ["Italy", "意大利", "義大利"], (41.9, 12.5), Level::Blue, 24.0, -9.0, 7.0, 18.0, 4, 0),
    ("PK", ["Pakistan", "巴基斯坦", "巴基斯坦"], (33.69, 73.06), Level::Blue, 22.0, 0.0, 38.0, 3.0, 11, 2),
    ("KZ", ["Kazakhstan", "哈萨克斯坦", "哈薩克"], (51.17, 71.43), Level::None, 12.0, 0.0, 9.0, 8.0, 9, 0),
    ("KR", ["South Korea", "韩国", "韓國"], (37.57, 126.98), Level::None, 8.0, 0.2, 7.0, 1.0, 2, 0),
    ("JP", ["Japan", "日本", "日本"], (35.69, 139.69), Level::None, 7.0, 0.0, 5.0, 3.0, 2, 0),
    ("IN", ["India", "印度", "印度"], (28.61, 77.21), Level::None, 0.0, 0.0, 12.0, 0.0, 1560, 0),
    ("DE", ["Germany", "德国", "德國"], (52.52, 13.4), Level::None, 6.0, 0.0, 5.0, 2.0, 6, 0),
    ("NL", ["Netherlands", "荷兰", "荷蘭"], (52.37, 4.9), Level::None, 5.0, 0.0, 5.0, 0.0, 6, 0),
    ("BY", ["Belarus", "白俄罗斯", "白俄羅斯"], (53.9, 27.57), Level::None, 18.0, -1.4, 22.0, 9.0, 14, 0),
    ("RU", ["Russia", "俄罗斯", "俄羅斯"], (55.75, 37.62), Level::Blue, 31.0, 2.0, 41.0, 14.0, 14, 2),
    ("CA", ["Canada", "加拿大", "加拿大"], (45.42, -75.7), Level::None, 4.0, 0.0, 4.0, 0.0, 7, 0),
    ("US", ["United States", "美国", "美國"], (38.9, -77.04), Level::None, 11.0, 0.0, 6.0, 8.0, 7, 0),
    ("SG", ["Singapore", "新加坡", "新加坡"], (1.29, 103.85), Level::None, 3.0, 0.0, 3.0, 0.0, 7, 0),
    ("MN", ["Mongolia", "蒙古", "蒙古"], (47.92, 106.92), Level::None, 6.0, 0.0, 6.0, 0.0, 9, 0),
    ("AE", ["United Arab Emirates", "阿拉伯联合酋长国", "阿拉伯聯合大公國"], (24.45, 54.38), Level::None, 9.0, 0.0, 8.0, 2.0, 9, 0),
    ("ZA", ["South Africa", "南非", "南非"], (-25.75, 28.19), Level::None, 14.0, 0.0, 12.0, 6.0, 30, 0),
    ("AU", ["Australia", "澳大利亚", "澳洲"], (-35.28, 149.13), Level::None, 3.0, 0.0, 3.0, 0.0, 7, 0),
    ("BA", ["Bosnia and Herzegovina", "波斯尼亚和黑塞哥维那", "波士尼亞與赫塞哥維納"], (43.86, 18.41), Level::None, 10.0, 0.0, 11.0, 0.0, 9, 0),
];

/// The picture of the sketch.
pub(crate) fn picture() -> Picture {
    let incidents = incidents();
    let assets = assets();
    Picture {
        at: now(),
        since: ago(157),
        zone: chrono_tz::Asia::Shanghai,
        made_up: true,
        model: "1".into(),
        lexicon: "1".into(),
        countries: COUNTRIES.iter().map(country_line).collect(),
        assets,
        incidents,
        candidates: candidates(),
        notices: vec![
            notice("N-2026-0007", NoticeState::InReview),
            notice("N-2026-0006", NoticeState::Issued),
            notice("N-2026-0008", NoticeState::Draft),
        ],
        receipts: receipts(),
        clocks: BTreeMap::from([
            (Level::None, 1440),
            (Level::Blue, 1440),
            (Level::Yellow, 240),
            (Level::Orange, 30),
            (Level::Red, 15),
        ]),
        silences: Vec::new(),
        feeds: feeds(),
        transitions: vec![
            moved(Subject::Country(code("UA")), Level::Yellow, Level::Orange, 92, 68.0),
            moved(Subject::Country(code("GB")), Level::None, Level::Yellow, 120, 39.0),
            moved(Subject::Asset(AssetId::new("paton")), Level::Blue, Level::Yellow, 90, 38.0),
        ],
        unattributed: vec![
            Arc::new(reading(
                "u1",
                "Port authority suspends vessel traffic until further notice",
                "",
                35,
                "maritime-wire",
                Reliability::D,
            )),
            Arc::new(reading("u2", "三国外长会晤讨论地区局势", "会后未发表联合声明。", 210, "xinhua", Reliability::B)),
        ],
        set_aside: vec![Arc::new(film())],
        drops: BTreeMap::from([
            ("no_hazard".into(), 1204),
            ("sport".into(), 96),
            ("anniversary".into(), 7),
            ("film".into(), 3),
            ("drill".into(), 2),
            ("unattributed".into(), 2),
        ]),
        items: 29_604,
    }
}

fn country_line(row: &CountryRow<'_>) -> CountryLine {
    let (iso, names, (lat, lon), level, score, change, standing, situation, minutes, advice) = *row;
    let unchecked = iso == "IN";
    let check = match iso {
        "IN" => Check::Unchecked { since: Some(ago(minutes)) },
        "ZA" => Check::Partly { at: ago(minutes) },
        _ => Check::Checked { at: ago(minutes) },
    };
    let driver = match iso {
        "UA" => Some("kyiv"),
        "IL" => Some("advice"),
        "CL" => Some("smelter"),
        "GB" => Some("fibre"),
        "IT" => Some("calabria"),
        _ => None,
    };
    let assets: Vec<AssetId> = match iso {
        "UA" => vec!["paton", "ships"],
        "IL" => vec!["agri"],
        "CL" => vec!["copper"],
        "GB" => vec!["laser"],
        "IT" => vec!["membrane"],
        "KR" => vec!["seoul"],
        _ => vec![],
    }
    .into_iter()
    .map(AssetId::new)
    .collect();
    CountryLine {
        country: Arc::new(Country {
            code: code(iso),
            name: local(names[0], names[1], names[2]),
            tier: 1,
            capital: Point::new(lat, lon),
            currency: None,
            pegged: false,
            zone: (iso == "UA").then_some(chrono_tz::Europe::Kyiv),
        }),
        level: LevelState { level, since: Some(ago(92)), held: iso == "RU", ..LevelState::default() },
        score: CountryScore {
            country: code(iso),
            standing: sum("B", standing, ".6·Adv + .4·Struct", vec![]),
            situation: sum("X", situation, "‖100·S·C·T·g‖₃", vec![]),
            score: score_sum(score, standing, situation),
            driver: driver.map(IncidentId::new),
            fast: false,
            check,
            coverage: if unchecked { (1, 6) } else { (6, 6) },
        },
        history: history(score, change, unchecked),
        change,
        hazards: vec![
            HazardShare { hazard: Hazard::ArmedConflict, points: situation * 0.8 },
            HazardShare { hazard: Hazard::Infrastructure, points: situation * 0.2 },
        ],
        advice: (advice > 1).then(|| ministry(iso, advice)).into_iter().collect(),
        assets,
    }
}

fn ministry(iso: &str, level: u8) -> Advice {
    let wording = ["", "", "注意安全", "谨慎前往", "暂勿前往"][usize::from(level)];
    Advice {
        government: "cn-mfa".into(),
        country: code(iso),
        level,
        regional: false,
        wording: wording.into(),
        since: ago(60 * 24 * 30),
        expires: None,
    }
}

fn history(score: f64, change: f64, unchecked: bool) -> Vec<Option<f64>> {
    let wave = [0.0, 1.5, -1.0, 2.0, 0.5, -1.5, 1.0, 0.0, 2.5, -0.5, 1.0, 0.0, 0.5];
    let mut days: Vec<_> = wave.iter().map(|w| Some((score - change + w * 3.0).clamp(0.0, 100.0))).collect();
    days.push(Some(score));
    if unchecked {
        days.iter_mut().skip(10).for_each(|day| *day = None);
    }
    days
}

fn sum(symbol: &'static str, value: f64, formula: &'static str, terms: Vec<Term>) -> Sum {
    Sum { symbol: symbol.into(), value, formula: formula.into(), terms }
}

fn term(symbol: &'static str, value: f64, why: Why) -> Term {
    Term { symbol: symbol.into(), value, why }
}

fn score_sum(score: f64, standing: f64, situation: f64) -> Sum {
    let levels = vec![("cn-mfa".to_owned(), 4), ("uk-gov".to_owned(), 4), ("us-state".to_owned(), 4)];
    let b = sum(
        "B",
        standing,
        ".6·Adv + .4·Struct",
        vec![
            term("Adv", 70.0, Why::Advice { levels, consensus: 4 }),
            term("Struct", 41.0, Why::Structure { inform: Some(4.1), stability: None }),
        ],
    );
    let x = sum(
        "X",
        situation,
        "‖100·S·C·T·g‖₃",
        vec![term("X>", situation, Why::Incidents { count: 3, possible: 1, unconfirmed: 1 })],
    );
    sum(
        "R",
        score,
        "100·(1−(1−.5·B)(1−X))",
        vec![term("B", standing, Why::Sum { sum: Box::new(b) }), term("X", situation, Why::Sum { sum: Box::new(x) })],
    )
}

fn impact(incident: &str, asset: &str, value: f64, path: Why, km: Option<f64>) -> Impact {
    let terms = vec![
        term("S", 0.62, Why::Severity { because: "12 dead".into() }),
        term(
            "C",
            0.86,
            Why::Families {
                families: ["bbc", "guardian", "aljazeera"].map(Family::new).into(),
                denied_by: Arc::default(),
            },
        ),
        term("E", 0.5, path),
        term("W", 0.7, Why::Assumed),
        term("T", 0.97, Why::Age { hours: 6.0, half_life: 120.0 }),
    ];
    Impact {
        incident: IncidentId::new(incident),
        asset: AssetId::new(asset),
        km,
        exposure: 0.5,
        sum: sum("I", value, "100·S·C·E·W·T", terms),
    }
}

fn paton() -> Impact {
    impact("kyiv", "paton", 38.0, Why::Distance { role: Role::Partner, km: 12.0, half_km: 25.0 }, Some(12.0))
}

fn ships() -> Impact {
    impact("kyiv", "ships", 31.0, Why::National { role: Role::Partner, country: code("UA") }, None)
}

/// Id, hazard, country, place, scope, the titles of its items with family and minutes ago.
type IncidentRow<'a> =
    (&'a str, Hazard, &'a str, Option<(&'a str, f64, f64)>, Scope, f64, &'a [(&'a str, &'a str, i64)]);

#[rustfmt::skip]
const INCIDENTS: [IncidentRow<'static>; 7] = [
    ("kyiv", Hazard::ArmedConflict, "UA", Some(("Kyiv", 50.45, 30.52)), Scope::Local, 59.0, &[
        ("Missiles hit Kyiv, explosions heard near the centre", "bbc", 110),
        ("Ukraine: at least nine dead in missile strike on Kyiv", "guardian", 70),
        ("基辅遭导弹袭击，已致12人死亡", "xinhua", 11),
    ]),
    ("advice", Hazard::Political, "IL", None, Scope::National, 52.0, &[
        ("Israel: advice against all but essential travel extended", "uk-gov", 1500),
        ("两国上调以色列旅行提示级别", "xinhua", 480),
    ]),
    ("smelter", Hazard::CivilUnrest, "CL", Some(("Calama", -22.46, -68.93)), Scope::Local, 38.0, &[
        ("铜冶炼厂罢工进入第3天，有人受伤", "xinhua", 95),
        ("Clashes at Chilean copper smelter as strike enters third day", "reuters", 130),
    ]),
    ("fibre", Hazard::ExportControl, "GB", None, Scope::National, 35.0, &[
        ("光纤传感器出口管制新规公布", "gov-uk", 125),
    ]),
    ("calabria", Hazard::Natural, "IT", Some(("Catanzaro", 38.91, 16.59)), Scope::Local, 18.0, &[
        ("M 5.1 - 12 km SW of Catanzaro, Italy", "usgs", 400),
        ("意大利卡拉布里亚发生5.1级地震", "cenc", 390),
    ]),
    ("section337", Hazard::Ip, "US", None, Scope::National, 8.0, &[
        ("Section 337 investigation instituted on laser cladding equipment", "us-itc", 2900),
    ]),
    ("rumour", Hazard::Political, "KZ", Some(("Astana", 51.17, 71.43)), Scope::National, 6.0, &[
        ("Unconfirmed: troop movements near government quarter", "blog-x", 55),
    ]),
];

fn incidents() -> Vec<IncidentCard> {
    INCIDENTS.iter().map(card).collect()
}

fn card(row: &IncidentRow<'_>) -> IncidentCard {
    let (id, hazard, iso, _, _, points, items) = *row;
    let impacts = match id {
        "kyiv" => vec![paton(), ships()],
        "fibre" => vec![impact(id, "laser", 33.0, Why::Named { role: Role::Partner }, None)],
        "smelter" => {
            vec![impact(id, "copper", 29.0, Why::Distance { role: Role::Partner, km: 4.0, half_km: 10.0 }, Some(4.0))]
        }
        "calabria" => vec![impact(
            id,
            "membrane",
            14.0,
            Why::Distance { role: Role::Partner, km: 31.0, half_km: 18.0 },
            Some(31.0),
        )],
        _ => vec![],
    };
    let certain = if id == "rumour" { CertaintyWord::Possible } else { CertaintyWord::Observed };
    let readings: Vec<_> = items
        .iter()
        .enumerate()
        .map(|(at, (title, family, minutes))| Arc::new(item_reading(id, at, title, family, *minutes, iso, hazard)))
        .collect();
    IncidentCard {
        incident: Arc::new(incident(row)),
        rating: Arc::new(Rating {
            incident: IncidentId::new(id),
            severity: 0.62,
            severity_why: "12 dead".into(),
            certainty: if id == "rumour" { 0.30 } else { 0.86 },
            certainty_word: certain,
            decay: 0.97,
            points: sum(
                "X",
                points,
                "100·S·C·T·g",
                vec![
                    term("S", 0.62, Why::Severity { because: "12 dead".into() }),
                    term(
                        "C",
                        0.86,
                        Why::Families {
                            families: items.iter().map(|(_, f, _)| Family::new(f)).collect(),
                            denied_by: Arc::default(),
                        },
                    ),
                    term("T", 0.97, Why::Age { hours: 2.0, half_life: 120.0 }),
                    term("g", 0.3, Why::Reach { scope: "local".into() }),
                ],
            ),
        }),
        impacts: impacts.into_iter().map(Arc::new).collect(),
        readings,
    }
}

fn incident(row: &IncidentRow<'_>) -> Incident {
    let (id, hazard, iso, place, scope, _, items) = *row;
    let members = items.iter().enumerate().map(|(at, (title, family, minutes))| Member {
        item: ItemId::new(format!("{id}-{at}")),
        revision: 1,
        feed: FeedId::new(format!("{family}-world")),
        family: Family::new(family),
        reliability: if *family == "blog-x" { Reliability::F } else { Reliability::B },
        credibility: Credibility::UNJUDGED,
        lang: None,
        title: (*title).into(),
        at: ago(*minutes),
        severity: None,
        fatalities: (id == "kyiv").then_some(9 + u32::try_from(at).unwrap()),
        denies: false,
    });
    let mut members: Vec<Arc<Member>> = members.map(Arc::new).collect();
    members.sort_by_key(|member| member.at);
    Incident {
        id: IncidentId::new(id),
        hazard,
        kinds: BTreeSet::from([EventKind::Explosion]),
        countries: vec![code(iso)],
        place: place.map(|(name, lat, lon)| Place {
            name: name.into(),
            code: code(iso),
            admin: None,
            point: Point::new(lat, lon),
            kind: PlaceKind::City,
        }),
        point: place.and_then(|(_, lat, lon)| Point::new(lat, lon)),
        scope,
        magnitude: (id == "calabria").then_some(5.1),
        events: BTreeSet::new(),
        first: members.first().map_or(now(), |member| member.at),
        last: members.last().map_or(now(), |member| member.at),
        members,
        ongoing: false,
        mentions: BTreeSet::new(),
        sectors: BTreeSet::from([Sector::new("welding")]),
        named: BTreeSet::new(),
        chinese_affected: false,
        advisory: None,
        exercise: false,
    }
}

fn item_reading(id: &str, at: usize, title: &str, family: &str, minutes: i64, iso: &str, hazard: Hazard) -> Reading {
    let summary = "Officials said rescue work went on near the E.O. Paton institute; it is not a drill.";
    let mut reading = reading(&format!("{id}-{at}"), title, summary, minutes, family, Reliability::B);
    let found = |word: &str| {
        let text = format!("{title}\n{summary}");
        let start = text.find(word).map(|byte| text[..byte].chars().count());
        start.map(|start| (start, start + word.chars().count()))
    };
    let evidence = |word: &str, via: &str| {
        found(word)
            .map(|(start, end)| Evidence { text: word.into(), start, end, via: via.into() })
            .into_iter()
            .collect()
    };
    reading.annotation.countries =
        vec![CountryFinding { code: code(iso), weight: 1.0, evidence: evidence("Kyiv", "capital") }];
    reading.annotation.hazards = vec![HazardFinding { hazard, confidence: 0.9, evidence: evidence("Missile", "term") }];
    if let Some((start, end)) = found("E.O. Paton institute") {
        reading.annotation.mentions = vec![Mention { asset: AssetId::new("paton"), alias: "Paton".into(), start, end }];
    }
    reading.annotation.reasons = vec![Reason { code: "drill".into(), text: "drill".into() }];
    reading
}

/// An item that was set aside.
fn film() -> Reading {
    let mut film = reading("s1", "Review: War, the film", "", 300, "harbour", Reliability::B);
    film.annotation.reasons = vec![Reason { code: "film".into(), text: "the film".into() }];
    film
}

fn reading(id: &str, title: &str, summary: &str, minutes: i64, family: &str, reliability: Reliability) -> Reading {
    Reading {
        item: Item {
            id: ItemId::new(id),
            revision: 1,
            feed: FeedId::new(format!("{family}-world")),
            publisher: Family::new(family),
            reliability,
            credibility: Credibility::UNJUDGED,
            title: title.into(),
            summary: summary.into(),
            lang: Some("en".into()),
            link: Some(format!("https://{family}.example/{id}")),
            published: Some(ago(minutes)),
            seen: ago(minutes - 1),
            point: None,
            categories: vec![],
            provider: Provider::default(),
            exercise: false,
        },
        annotation: Annotation {
            id: ItemId::new(id),
            revision: 1,
            version: "1".into(),
            lang: Some("en".into()),
            countries: vec![],
            places: vec![],
            hazards: vec![],
            kinds: vec![],
            scope: Scope::Unknown,
            severity: Some(SeverityFinding { value: 0.6, basis: SeverityBasis::Deaths, why: "12 dead".into() }),
            fatalities: None,
            injured: None,
            mentions: vec![],
            sectors: vec![],
            chinese_affected: false,
            reasons: vec![],
        },
    }
}

/// Id, names, country, level, score.
#[rustfmt::skip]
const ASSETS: [(&str, [&str; 3], &str, Level, f64); 7] = [
    ("paton", ["China–Ukraine Paton Institute of Advanced Welding", "中乌巴顿先进焊接技术研究院", "中烏巴頓先進焊接技術研究院"], "UA", Level::Yellow, 38.0),
    ("ships", ["China–Ukraine Special Ship Design Institute", "中乌特种船舶研究设计院", "中烏特種船舶研究設計院"], "UA", Level::Blue, 31.0),
    ("laser", ["China–UK Laser Processing Centre", "中英激光加工技术中心", "中英雷射加工技術中心"], "GB", Level::Blue, 33.0),
    ("copper", ["Copper Metallurgy Project in Chile", "智利铜冶金合作项目", "智利銅冶金合作專案"], "CL", Level::Blue, 29.0),
    ("membrane", ["China–Italy Membrane Centre", "中意膜技术联合研究中心", "中義膜技術聯合研究中心"], "IT", Level::None, 14.0),
    ("agri", ["China–Israel Modern Agriculture Park", "中以现代农业科技合作示范园", "中以現代農業科技合作示範園"], "IL", Level::Blue, 22.0),
    ("seoul", ["China–Korea Technology Transfer Centre", "中韩技术转移中心", "中韓技術轉移中心"], "KR", Level::None, 3.0),
];

fn assets() -> Vec<AssetLine> {
    let cards = incidents();
    let line = |(id, names, iso, level, score): &(&str, [&str; 3], &str, Level, f64)| {
        let id = AssetId::new(id);
        let impacts: Vec<Arc<Impact>> =
            cards.iter().flat_map(|card| &card.impacts).filter(|impact| impact.asset == id).cloned().collect();
        AssetLine {
            asset: Arc::new(Asset {
                id: id.clone(),
                kind: if id.as_str() == "copper" { AssetKind::Project } else { AssetKind::Site },
                name: local(names[0], names[1], names[2]),
                aliases: vec![],
                sectors: vec![Sector::new("welding")],
                articles: vec![3],
                loci: vec![
                    locus(Role::Partner, iso, Some(("Kyiv", "基辅", "基輔")), Confidence::Verified),
                    locus(Role::Host, "CN", Some(("Jinan", "济南", "濟南")), Confidence::Unverified),
                ],
                headcount: None,
                value_cny_m: None,
                instruments: vec![],
                period: None,
                host_organisation: None,
                since: None,
                status: "named".into(),
            }),
            level: LevelState { level: *level, since: Some(ago(90)), ..LevelState::default() },
            score: AssetScore {
                asset: id,
                score: sum("A", *score, "100·(1−(1−.5·w·B)(1−‖I‖₃))", vec![]),
                floor: Level::None,
                driver: impacts.first().map(|impact| impact.incident.clone()),
                fast: false,
            },
            impacts,
        }
    };
    ASSETS.iter().map(line).collect()
}

fn locus(role: Role, iso: &str, city: Option<(&str, &str, &str)>, confidence: Confidence) -> Locus {
    Locus {
        role,
        country: code(iso),
        city: city.map(|names| local(names.0, names.1, names.2)),
        point: Point::new(50.4, 30.5),
        precision: Precision::City,
        confidence,
        organisation: Some("E.O. Paton Electric Welding Institute".into()),
    }
}

fn moved(subject: Subject, from: Level, to: Level, minutes: i64, score: f64) -> Transition {
    let why = "R 68.0 = 100·(1−(1−.5·B)(1−X)): raised at once, observed and severe".into();
    Transition { at: ago(minutes), subject, from, to, score, why, model: "1".into() }
}

fn candidates() -> Vec<Candidate> {
    let candidate =
        |id: &str, rule: &str, level, hazard, iso: &str, incident: &str, assets: &[&str], outcome| Candidate {
            id: CandidateId::new(id),
            rule: RuleId::new(rule),
            level,
            at: ago(40),
            updated: ago(11),
            hazard,
            country: Some(code(iso)),
            countries: Vec::new(),
            incident: Some(IncidentId::new(incident)),
            assets: assets.iter().map(AssetId::new).collect(),
            title: LocalText::default(),
            matters: LocalText::default(),
            why: "families = 3 ≥ 2, fatalities = 12 ≥ 10, distance = 12 km ≤ 50 km".into(),
            outcome,
            exercise: false,
            basis: crate::domain::rule::Basis::default(),
        };
    vec![
        candidate(
            "c1",
            "ARM-1",
            Level::Orange,
            Hazard::ArmedConflict,
            "UA",
            "kyiv",
            &["paton", "ships"],
            CandidateOutcome::Open,
        ),
        candidate(
            "c2",
            "EXP-1",
            Level::Yellow,
            Hazard::ExportControl,
            "GB",
            "fibre",
            &["laser"],
            CandidateOutcome::Open,
        ),
        candidate(
            "c3",
            "NAT-2",
            Level::Blue,
            Hazard::Natural,
            "IT",
            "calabria",
            &["membrane"],
            CandidateOutcome::Dismissed { by: Person::new("duty"), reason: "not_ours".into() },
        ),
        candidate("c4", "POL-1", Level::Red, Hazard::Political, "KZ", "rumour", &[], CandidateOutcome::BeforeArming),
    ]
}

/// One recipient that replied, one that should have.
fn receipts() -> Vec<Receipt> {
    let receipt = |id: &str, name: LocalText, acknowledged| Receipt {
        notice: NoticeId::new("N-2026-0006"),
        recipient: RecipientId::new(id),
        name: Some(name),
        state: DeliveryState::Sent,
        given_up: 0,
        error: None,
        sent: Some(ago(45)),
        acknowledge_by: Some(ago(15)),
        acknowledged,
        escalated: false,
    };
    let reply = Acknowledgement { at: ago(38), by: Person::new("zhao"), note: "已通知在外人员".into() };
    vec![
        receipt("jinan", local("Jinan bureau", "济南市科学技术局", "濟南市科學技術局"), Some(reply)),
        receipt("yantai", local("Yantai bureau", "烟台市科学技术局", "煙臺市科學技術局"), None),
    ]
}

fn notice(id: &str, state: NoticeState) -> Notice {
    Notice {
        id: NoticeId::new(id),
        series: NoticeId::new(id),
        kind: NoticeKind::First,
        refers_to: vec![],
        document_number: None,
        state,
        secrecy: Secrecy::Internal,
        content: content(),
        candidate: Some(CandidateId::new("c1")),
        incident: Some(IncidentId::new("kyiv")),
        issuer: None,
        drafter: Person::new("duty"),
        drafted: ago(30),
        approved: None,
        sent: (state == NoticeState::Issued).then(|| ago(25)),
        hash: None,
        exercise: false,
        made_up: true,
    }
}

fn content() -> NoticeContent {
    NoticeContent {
        subject: local("Missile strike on Kyiv", "关于乌克兰基辅遭导弹袭击", "關於烏克蘭基輔遭飛彈襲擊"),
        hazard: Hazard::ArmedConflict,
        level: Level::Orange,
        previous: Level::Yellow,
        level_why: "R 68 = 100·(1−(1−.5·B)(1−X))".into(),
        onset: ago(110),
        expires: ago(-60 * 30),
        countries: vec![code("UA")],
        area: local("Kyiv and 50 km around", "基辅市及周边50公里", "基輔市及周邊50公里"),
        circle: Point::new(50.45, 30.52).map(|point| (point, 50.0)),
        facts: vec![
            Fact {
                text: local(
                    "Missiles hit Kyiv at about 14:50.",
                    "14时50分许，基辅市遭导弹袭击。",
                    "14時50分許，基輔市遭飛彈襲擊。",
                ),
                sources: vec![1, 2],
                unconfirmed: false,
            },
            Fact {
                text: local("Twelve people died.", "已造成12人死亡。", "已造成12人死亡。"),
                sources: vec![3],
                unconfirmed: true,
            },
        ],
        certainty: CertaintyWord::Observed,
        certainty_value: 0.86,
        families: 3,
        unknowns: local("Whether partners' staff are hurt.", "合作方人员伤亡情况不明。", "合作方人員傷亡情況不明。"),
        assessment: LocalText::default(),
        consulted: vec![],
        exposed: vec![Exposed {
            asset: AssetId::new("paton"),
            name: local(
                "China–Ukraine Paton Institute of Advanced Welding",
                "中乌巴顿先进焊接技术研究院",
                "中烏巴頓先進焊接技術研究院",
            ),
            how: local("partner 12 km away", "合作方距12公里", "合作方距12公里"),
            impact: 38.0,
            has: vec![],
            lacks: vec!["overseas_investment_insurance".into()],
        }],
        watch: local("Further strikes in the next 48 hours.", "未来48小时可能再遭袭击。", "未來48小時可能再遭襲擊。"),
        measures: vec![Measures {
            addressee: "people".into(),
            text: local(
                "Stop new visits; account for all within 2 hours.",
                "暂停新增出访；2小时内核清在外人员。",
                "暫停新增出訪；2小時內核清在外人員。",
            ),
        }],
        instruments: LocalText::default(),
        contacts: local("12308", "外交部全球领事保护热线 12308", "外交部全球領事保護熱線 12308"),
        reply: local("Acknowledge within 30 minutes.", "请于30分钟内确认。", "請於30分鐘內確認。"),
        acknowledge_minutes: 30,
        recipients: vec![local("济南市科技局", "济南市科技局", "济南市科技局")],
        copies: vec![],
        rule: Some(RuleId::new("ARM-1")),
        model: "1".into(),
        sources: vec![NoticeSource {
            item: ItemId::new("kyiv-0"),
            publisher: "bbc".into(),
            reliability: Reliability::B,
            title: "Missiles hit Kyiv, explosions heard near the centre".into(),
            link: Some("https://bbc.example/kyiv-0".into()),
            published: Some(ago(110)),
            seen: ago(109),
            hash: "00".into(),
        }],
        remark: LocalText::default(),
    }
}

/// Id, title, outcome, minutes since success, failures, countries only it covers.
type FeedRow<'a> = (&'a str, &'a str, Option<Outcome>, i64, u32, &'a [&'a str]);

#[rustfmt::skip]
const FEEDS: [FeedRow<'static>; 8] = [
    ("mea-in", "Ministry of External Affairs, India", Some(Outcome::NotAFeed), 1560, 14, &["IN"]),
    ("hindu", "The Hindu – National", Some(Outcome::Timeout), 1640, 9, &["IN"]),
    ("ndma-in", "National Disaster Management Authority", Some(Outcome::SuspectEmpty), 1700, 3, &["IN"]),
    ("gdelt", "GDELT 全球事件", Some(Outcome::Frozen), 300, 0, &[]),
    ("bbc-world", "BBC World", Some(Outcome::Ok), 3, 0, &[]),
    ("usgs-day", "USGS Earthquakes, past day", Some(Outcome::NotModified), 4, 0, &[]),
    ("mfa-cn", "外交部 海外安全提醒", Some(Outcome::Ok), 8, 0, &["UA", "IL"]),
    ("who-don", "WHO Disease Outbreak News", None, 0, 0, &[]),
];

fn feeds() -> Vec<FeedLine> {
    FEEDS
        .iter()
        .map(|(id, title, outcome, success, failures, only)| FeedLine {
            feed: Arc::new(Feed {
                id: FeedId::new(id),
                title: (*title).into(),
                group: "World news".into(),
                url: format!("https://{id}.example/feed"),
                format: Format::Auto,
                filter: None,
                preset: None,
                lang: None,
                countries: only.iter().map(|iso| code(iso)).collect(),
                hazards: vec![],
                reliability: Reliability::B,
                family: Family::new(id),
                every_minutes: 15,
                enabled: true,
                register: false,
                headers: BTreeMap::new(),
                allow_private: false,
                max_body: None,
                note: String::new(),
                terms: String::new(),
            }),
            state: FeedState {
                outcome: *outcome,
                since: outcome.map(|_| ago(*success)),
                last_try: outcome.map(|_| ago(3)),
                last_success: outcome.map(|_| ago(*success)),
                next: outcome.map(|_| ago(-12)),
                newest_item: outcome.map(|_| ago(success + 40)),
                usual_gap_hours: Some(1.5),
                failures: *failures,
                error: (*failures > 0).then(|| "the answer is an HTML login page, not a feed".into()),
                status: Some(200),
                gaps: (*failures > 1).then(|| Gap::found_at(ago(60), ago(600), ago(120))).into_iter().collect(),
                ..FeedState::default()
            },
            fetches: (0..30).map(|n| fetch(id, *outcome, *failures, n)).collect(),
            only_source_for: only.iter().map(|iso| code(iso)).collect(),
        })
        .collect()
}

fn fetch(id: &str, outcome: Option<Outcome>, failures: u32, n: u32) -> Fetch {
    let failed = outcome.filter(|_| n + failures >= 30);
    Fetch {
        feed: FeedId::new(id),
        url: String::new(),
        outcome: failed.unwrap_or(if n.is_multiple_of(3) { Outcome::Ok } else { Outcome::NotModified }),
        status: Some(200),
        items: 30,
        new: u32::from(n.is_multiple_of(6)),
        changed: 0,
        dropped: BTreeMap::new(),
        bytes: 0,
        ms: 120,
        error: None,
        at: ago(i64::from(30 - n) * 15),
        since: None,
        last_success: None,
        next: None,
    }
}
