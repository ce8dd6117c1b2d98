//! Made-up values for tests: one missile strike near one partner, seen from every side.
//!
//! Tests change what they are about and leave the rest as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::annotation::{Annotation, EventKind, SeverityBasis, SeverityFinding};
use super::asset::{Asset, AssetKind, Confidence, Locus, Precision, Role};
use super::country::{Country, CountryCode};
use super::explain::{Sum, Term, Why};
use super::feed::{Feed, FeedState, Outcome};
use super::gap::Gap;
use super::hazard::Hazard;
use super::id::{AssetId, Family};
use super::impact::{AssetScore, CertaintyWord, CountryScore, Impact, LevelState, Rating, Subject, Transition};
use super::incident::{Incident, Member};
use super::item::{Item, Provider};
use super::level::{Check, Level};
use super::notice::{Exposed, Fact, Measures, Notice, NoticeContent, NoticeKind, NoticeSource, NoticeState, Secrecy};
use super::pace::Pace;
use super::picture::{AssetLine, CountryLine, FeedLine, IncidentCard, Picture, Reading};
use super::place::{Place, PlaceKind, Point, Scope};
use super::rule::{Basis, Candidate, CandidateOutcome};
use super::source::{Credibility, Reliability};
use super::time::{Timestamp, parse};
use super::words::{Lang, LocalText, Words};

/// A pace like that of the shipped settings.
pub(crate) fn pace() -> Pace {
    Pace {
        spread_seconds: 120,
        jitter: 0.1,
        longest: chrono::Duration::hours(24),
        longest_passing: chrono::Duration::hours(6),
        doublings: 6,
        slowest: 4,
        slow_rhythm: 48,
        frozen_gaps: 6.0,
        frozen_hours: 72.0,
        suspect_items: 1,
        catch_up: chrono::Duration::hours(24),
        catch_up_every: chrono::Duration::seconds(60),
    }
}

/// The moment of the samples.
pub(crate) fn now() -> Timestamp {
    parse("2026-11-22T08:42:00Z").unwrap()
}

/// A country code.
pub(crate) fn code(text: &str) -> CountryCode {
    CountryCode::new(text).unwrap()
}

/// A text in three languages.
pub(crate) fn text(english: &str, simplified: &str, traditional: &str) -> LocalText {
    LocalText { en: english.into(), zh_hans: simplified.into(), zh_hant: traditional.into() }
}

/// The words of locale tables (TOML texts).
pub(crate) fn words(lang: Lang, tables: &[&str]) -> Words {
    let mut all = BTreeMap::new();
    for table in tables {
        gather("", toml::from_str::<toml::Table>(table).unwrap(), &mut all);
    }
    Words::new(lang, Arc::new(all))
}

fn gather(prefix: &str, table: toml::Table, all: &mut BTreeMap<String, LocalText>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
        let toml::Value::Table(inner) = value else { panic!("`{key}` is no text") };
        if inner.contains_key("en") && inner.contains_key("zh-Hans") {
            all.insert(key, inner.try_into().unwrap());
        } else {
            gather(&key, inner, all);
        }
    }
}

/// Words of the field that other tables give, enough for these samples.
pub(crate) const FIELD_WORDS: &str = r#"
[hazard]
armed_conflict = { en = "armed conflict", zh-Hans = "武装冲突", zh-Hant = "武裝衝突" }
[level]
none = { en = "none", zh-Hans = "无", zh-Hant = "無" }
blue = { en = "blue", zh-Hans = "蓝色", zh-Hant = "藍色" }
yellow = { en = "yellow", zh-Hans = "黄色", zh-Hant = "黃色" }
orange = { en = "orange", zh-Hans = "橙色", zh-Hant = "橙色" }
red = { en = "red", zh-Hans = "红色", zh-Hant = "紅色" }
[role]
host = { en = "home base", zh-Hans = "本地", zh-Hant = "本地" }
partner = { en = "partner", zh-Hans = "合作方", zh-Hant = "合作方" }
overseas = { en = "own site", zh-Hans = "境外机构", zh-Hant = "境外機構" }
[certainty]
observed = { en = "observed", zh-Hans = "已观察到", zh-Hant = "已觀察到" }
likely = { en = "likely", zh-Hans = "很可能", zh-Hant = "很可能" }
possible = { en = "possible", zh-Hans = "可能", zh-Hant = "可能" }
unlikely = { en = "unlikely", zh-Hans = "未证实", zh-Hant = "未證實" }
[event_kind]
explosion = { en = "explosion or strike from afar", zh-Hans = "爆炸或远程打击", zh-Hant = "爆炸或遠程打擊" }
[notice_kind]
first = { en = "first", zh-Hans = "首次", zh-Hant = "首次" }
update = { en = "update {n}", zh-Hans = "续报（{n}）", zh-Hant = "續報（{n}）" }
lift = { en = "lifted", zh-Hans = "解除", zh-Hant = "解除" }
[notice_state]
draft = { en = "draft", zh-Hans = "草稿", zh-Hant = "草稿" }
in_review = { en = "in review", zh-Hans = "送审", zh-Hant = "送審" }
issued = { en = "issued", zh-Hans = "已发布", zh-Hant = "已發布" }
lifted = { en = "lifted", zh-Hans = "已解除", zh-Hant = "已解除" }
[secrecy]
internal = { en = "internal", zh-Hans = "内部", zh-Hant = "內部" }
[addressee]
people = { en = "people abroad and those who send them", zh-Hans = "在外人员与派出单位", zh-Hant = "在外人員與派出單位" }
[candidate_outcome]
open = { en = "to judge", zh-Hans = "待核", zh-Hant = "待核" }
silenced = { en = "held by silence {by}", zh-Hans = "静默中（{by}）", zh-Hant = "靜默中（{by}）" }
[check]
checked = { en = "checked", zh-Hans = "已核查", zh-Hant = "已查核" }
partly = { en = "partly checked", zh-Hans = "部分核查", zh-Hant = "部分查核" }
unchecked = { en = "unchecked", zh-Hans = "未核查", zh-Hant = "未查核" }
[outcome]
ok = { en = "read", zh-Hans = "正常", zh-Hant = "正常" }
not_a_feed = { en = "not a feed", zh-Hans = "非信源", zh-Hant = "非資訊來源" }
[kind_18]
political = { en = "political risk", zh-Hans = "政治风险", zh-Hant = "政治風險" }
[kind_mofcom]
political = { en = "political risk", zh-Hans = "政治风险", zh-Hant = "政治風險" }
"#;

/// One term.
pub(crate) fn term(symbol: &'static str, value: f64, why: Why) -> Term {
    Term { symbol: symbol.into(), value, why }
}

/// A sum.
pub(crate) fn sum(symbol: &'static str, value: f64, formula: &'static str, terms: Vec<Term>) -> Sum {
    Sum { symbol: symbol.into(), value, formula: formula.into(), terms }
}

/// Ukraine on the watchlist.
pub(crate) fn country() -> Country {
    Country {
        code: code("UA"),
        name: text("Ukraine", "乌克兰", "烏克蘭"),
        tier: 1,
        capital: Point::new(50.4501, 30.5234),
        currency: Some("UAH".into()),
        pegged: false,
        zone: Some(chrono_tz::Europe::Kyiv),
    }
}

/// The welding institute.
pub(crate) fn asset() -> Asset {
    let partner = Locus {
        role: Role::Partner,
        country: code("UA"),
        city: Some(text("Kyiv", "基辅", "基輔")),
        point: Point::new(50.4501, 30.5234),
        precision: Precision::City,
        confidence: Confidence::Verified,
        organisation: Some("Paton Institute".into()),
    };
    Asset {
        id: AssetId::new("yantai-paton"),
        kind: AssetKind::Site,
        name: text(
            "China-Ukraine Paton Advanced Welding Technology Institute",
            "中乌巴顿先进焊接技术研究院",
            "中烏(烏克蘭)巴頓先進焊接技術研究院",
        ),
        aliases: vec!["Paton".into()],
        sectors: vec!["welding".into()],
        articles: vec![5],
        loci: vec![partner],
        headcount: None,
        value_cny_m: None,
        instruments: vec![],
        period: None,
        host_organisation: None,
        since: None,
        status: "named".into(),
    }
}

fn family_title(family: &str) -> &'static str {
    match family {
        "bbc" => "Missile strike on Kyiv kills 12",
        "guardian" => "At least 12 dead after strike on Ukrainian capital",
        _ => "Rockets hit Kyiv, many feared dead",
    }
}

/// One family's item, with its reading.
pub(crate) fn reading(family: &str, minutes_ago: i64) -> Arc<Reading> {
    let at = now() - chrono::Duration::minutes(minutes_ago);
    let item = Item {
        id: format!("item-{family}").into(),
        revision: 1,
        feed: format!("{family}-world").into(),
        publisher: family.into(),
        reliability: Reliability::B,
        credibility: Credibility::UNJUDGED,
        title: family_title(family).into(),
        summary: "Rescue works go on.".into(),
        lang: Some("en".into()),
        link: Some(format!("https://{family}.example/kyiv")),
        published: Some(at),
        seen: at + chrono::Duration::minutes(2),
        point: None,
        categories: vec![],
        provider: Provider::default(),
        exercise: false,
    };
    let annotation = Annotation {
        id: item.id.clone(),
        revision: 1,
        version: "test".into(),
        lang: Some("en".into()),
        countries: vec![],
        places: vec![],
        hazards: vec![],
        kinds: vec![EventKind::Explosion],
        scope: Scope::Local,
        severity: None,
        fatalities: Some(12),
        injured: None,
        mentions: vec![],
        sectors: vec![],
        chinese_affected: false,
        reasons: vec![],
    };
    Arc::new(Reading { item, annotation })
}

/// The three readings, newest first, as they are seldom in order.
pub(crate) fn readings() -> Vec<Arc<Reading>> {
    vec![reading("aljazeera", 10), reading("guardian", 60), reading("bbc", 110)]
}

/// The strike.
pub(crate) fn incident() -> Incident {
    let member = |reading: &Arc<Reading>| Member {
        item: reading.item.id.clone(),
        revision: 1,
        feed: reading.item.feed.clone(),
        family: reading.item.publisher.clone(),
        reliability: Reliability::B,
        credibility: Credibility::UNJUDGED,
        lang: reading.annotation.lang.clone(),
        title: reading.item.title.clone(),
        at: reading.item.published.unwrap(),
        severity: Some(SeverityFinding { value: 0.85, basis: SeverityBasis::EventType, why: "explosion".into() }),
        fatalities: (reading.item.publisher != Family::new("aljazeera")).then_some(12),
        denies: false,
    };
    let readings = readings();
    let place = Place {
        name: "Kyiv".into(),
        code: code("UA"),
        admin: None,
        point: Point::new(50.45, 30.52),
        kind: PlaceKind::Capital,
    };
    Incident {
        id: "incident-kyiv".into(),
        hazard: Hazard::ArmedConflict,
        kinds: BTreeSet::from([EventKind::Explosion]),
        countries: vec![code("UA")],
        point: place.point,
        place: Some(place),
        scope: Scope::Local,
        magnitude: None,
        events: BTreeSet::new(),
        members: readings.iter().rev().map(member).map(Arc::new).collect(),
        first: now() - chrono::Duration::minutes(110),
        last: now() - chrono::Duration::minutes(10),
        ongoing: false,
        mentions: BTreeSet::new(),
        sectors: BTreeSet::new(),
        named: BTreeSet::new(),
        chinese_affected: false,
        advisory: None,
        exercise: false,
    }
}

/// How bad and how sure the strike is.
pub(crate) fn rating() -> Rating {
    let families = ["bbc", "guardian", "aljazeera"].map(Family::new).to_vec();
    let terms = vec![
        term("S", 0.85, Why::Severity { because: "explosion".into() }),
        term("C", 0.86, Why::Families { families: families.into(), denied_by: Arc::default() }),
    ];
    Rating {
        incident: "incident-kyiv".into(),
        severity: 0.85,
        severity_why: "explosion".into(),
        certainty: 0.86,
        certainty_word: CertaintyWord::Observed,
        decay: 1.0,
        points: sum("P", 59.0, "100·S·C·T·g", terms),
    }
}

/// What the strike does to the institute.
pub(crate) fn impact() -> Impact {
    let distance = Why::Distance { role: Role::Partner, km: 4.2, half_km: 25.0 };
    let terms = vec![
        term("S", 0.85, Why::Severity { because: "explosion".into() }),
        term("E", 0.62, distance),
        term("W", 0.7, Why::Assumed),
    ];
    Impact {
        incident: "incident-kyiv".into(),
        asset: "yantai-paton".into(),
        km: Some(4.2),
        exposure: 0.62,
        sum: sum("I", 38.2, "100·S·C·E·W·T", terms),
    }
}

/// The candidate.
pub(crate) fn candidate() -> Candidate {
    Candidate {
        id: "c-1".into(),
        rule: "ARM-1".into(),
        level: Level::Red,
        at: now(),
        updated: now(),
        hazard: Hazard::ArmedConflict,
        country: Some(code("UA")),
        countries: Vec::new(),
        incident: Some("incident-kyiv".into()),
        assets: vec!["yantai-paton".into()],
        title: LocalText::default(),
        matters: LocalText::default(),
        why: "impact.km <= 10.0 [impact.km = 4.2]".into(),
        outcome: CandidateOutcome::Open,
        exercise: false,
        basis: Basis { families: 3, fatalities: Some(12), ..Basis::default() },
    }
}

fn country_line(country: Country, level: Level, check: Check, points: f64) -> CountryLine {
    CountryLine {
        level: LevelState { level, since: Some(now()), ..LevelState::default() },
        score: CountryScore {
            country: country.code,
            standing: sum("B", 35.0, "Adv", vec![]),
            situation: sum("X", points, "‖100·S·C·T·g‖₃", vec![]),
            score: sum("R", points, "100·[1−(1−.5·B)(1−X)]", vec![]),
            driver: (points > 0.0).then(|| "incident-kyiv".into()),
            fast: false,
            check,
            coverage: (3, 4),
        },
        history: vec![None, Some(points)],
        change: points / 2.0,
        hazards: vec![],
        advice: vec![],
        assets: vec!["yantai-paton".into()],
        country: Arc::new(country),
    }
}

/// A feed of world news, asked every quarter of an hour.
pub(crate) fn feed() -> Feed {
    Feed {
        title: "Sample".to_owned(),
        group: "World news".to_owned(),
        reliability: Reliability::B,
        family: "sample".into(),
        every_minutes: 15,
        ..Feed::at("sample", "https://sample.example/rss")
    }
}

fn feed_line(id: &str, outcome: Outcome, only: &[&str]) -> FeedLine {
    let feed =
        Feed { id: id.into(), title: id.into(), url: format!("https://{id}.example/rss"), family: id.into(), ..feed() };
    let state = FeedState { outcome: Some(outcome), since: Some(now()), ..FeedState::default() };
    let only_source_for = only.iter().map(|country| code(country)).collect();
    FeedLine { feed: Arc::new(feed), state, fetches: vec![], only_source_for }
}

/// The feed, which was asked too late twice: lately, and before what is told.
fn missed(mut line: FeedLine) -> FeedLine {
    let ago = |hours| now() - chrono::Duration::hours(hours);
    line.state.gaps = vec![Gap::found_at(ago(70), ago(80), ago(75)), Gap::found_at(ago(1), ago(9), ago(2))];
    line
}

/// The picture: Ukraine hit, India not checked, one feed down, one that may have missed items.
pub(crate) fn picture() -> Picture {
    let india = Country { code: code("IN"), name: text("India", "印度", "印度"), ..country() };
    let blind = now() - chrono::Duration::hours(26);
    let card = IncidentCard {
        incident: Arc::new(incident()),
        rating: Arc::new(rating()),
        impacts: vec![Arc::new(impact())],
        readings: readings(),
    };
    let asset_line = AssetLine {
        asset: Arc::new(asset()),
        level: LevelState { level: Level::Yellow, ..LevelState::default() },
        score: AssetScore {
            asset: "yantai-paton".into(),
            score: sum("A", 38.2, "100·[1−(1−.5·w·B)(1−I)]", vec![]),
            floor: Level::Yellow,
            driver: Some("incident-kyiv".into()),
            fast: false,
        },
        impacts: vec![Arc::new(impact())],
    };
    let rise = Transition {
        at: now(),
        subject: Subject::Country(code("UA")),
        from: Level::Blue,
        to: Level::Orange,
        score: 68.0,
        why: "R 68.0".into(),
        model: "1".into(),
    };
    Picture {
        at: now(),
        since: now() - chrono::Duration::hours(3),
        zone: chrono_tz::Asia::Shanghai,
        made_up: true,
        model: "1".into(),
        lexicon: "1".into(),
        countries: vec![
            country_line(country(), Level::Orange, Check::Checked { at: now() }, 68.0),
            country_line(india, Level::None, Check::Unchecked { since: Some(blind) }, 0.0),
        ],
        incidents: vec![card],
        assets: vec![asset_line],
        candidates: vec![candidate()],
        notices: vec![],
        clocks: BTreeMap::new(),
        silences: vec![],
        feeds: vec![
            feed_line("thehindu", Outcome::NotAFeed, &["IN"]),
            missed(feed_line("bbc-world", Outcome::Ok, &[])),
        ],
        transitions: vec![rise],
        receipts: Vec::new(),
        unattributed: vec![reading("dawn", 5)],
        set_aside: Vec::new(),
        drops: BTreeMap::from([("sport".to_owned(), 2)]),
        items: 41,
    }
}

/// A complete draft of a notice on the strike.
pub(crate) fn notice() -> Notice {
    let at = now();
    let sources = readings().into_iter().rev().map(|reading| NoticeSource {
        item: reading.item.id.clone(),
        publisher: reading.item.publisher.to_string(),
        reliability: reading.item.reliability,
        title: reading.item.title.clone(),
        link: reading.item.link.clone(),
        published: reading.item.published,
        seen: reading.item.seen,
        hash: "79ec0bacbd93973b5cbcaa7e8187c62c9f7aff45707b8b55cf28ce250038b167".into(),
    });
    let content = NoticeContent {
        subject: text("Explosion in Kyiv, Ukraine", "乌克兰基辅爆炸袭击", "烏克蘭基輔爆炸攻擊"),
        hazard: Hazard::ArmedConflict,
        level: Level::Orange,
        previous: Level::Blue,
        level_why: "R 68.0 = 100·[1−(1−.5·B)(1−X)]".into(),
        onset: at - chrono::Duration::minutes(110),
        expires: at + chrono::Duration::hours(48),
        countries: vec![code("UA")],
        area: text("Kyiv and about 25 km around", "基辅及周边约25公里", "基輔及周邊約25公里"),
        circle: Point::new(50.45, 30.52).map(|point| (point, 25.0)),
        facts: vec![
            Fact {
                text: text("Reported deaths: 12.", "据报道已有12人死亡。", "據報導已有12人死亡。"),
                sources: vec![1, 2],
                unconfirmed: false,
            },
            Fact {
                text: text("The airport is said to close.", "有报道称机场将关闭。", "有報導稱機場將關閉。"),
                sources: vec![3],
                unconfirmed: true,
            },
        ],
        certainty: CertaintyWord::Observed,
        certainty_value: 0.86,
        families: 3,
        unknowns: text("whether it goes on", "事态是否持续", "事態是否持續"),
        assessment: text("Rising.", "趋势上升。", "趨勢上升。"),
        consulted: vec!["zhao".into()],
        exposed: vec![Exposed {
            asset: "yantai-paton".into(),
            name: asset().name,
            how: text("partner 4 km away", "合作方所在地距事发地4公里", "合作方所在地距事發地4公里"),
            impact: 38.2,
            has: vec![],
            lacks: vec![],
        }],
        watch: text("Stay indoors.", "留在室内。", "留在室內。"),
        measures: vec![Measures {
            addressee: "people".into(),
            text: text("Account for all in 2 h.", "2小时内核实人员安全。", "2小時內核實人員安全。"),
        }],
        instruments: text("Notify the insurer.", "及时通知保险人。", "及時通知保險人。"),
        contacts: text("Consular hotline 12308", "外交部领保热线12308", "外交部領保熱線12308"),
        reply: text("Acknowledge within 30 minutes.", "收到后30分钟内确认。", "收到後30分鐘內確認。"),
        acknowledge_minutes: 30,
        recipients: vec![text("各有关单位", "各有关单位", "各有关单位")],
        copies: vec![text("联席会议成员单位", "联席会议成员单位", "联席会议成员单位")],
        rule: Some("ARM-1".into()),
        model: "1".into(),
        sources: sources.collect(),
        remark: LocalText::default(),
    };
    Notice {
        id: "N-2026-0007".into(),
        series: "N-2026-0007".into(),
        kind: NoticeKind::First,
        refers_to: vec![],
        document_number: None,
        state: NoticeState::Draft,
        secrecy: Secrecy::Internal,
        content,
        candidate: Some("c-1".into()),
        incident: Some("incident-kyiv".into()),
        issuer: Some(text("Department of S&T", "某省科技厅", "某省科技廳")),
        drafter: "li".into(),
        drafted: at,
        approved: None,
        sent: None,
        hash: None,
        exercise: false,
        made_up: false,
    }
}
