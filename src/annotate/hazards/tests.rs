//! What the shipped words make of single headlines, by the kinds of mistake that readers of news make.

use std::fs;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::domain::annotation::{DENIED, SeverityBasis};
use crate::domain::id::{Family, FeedId, ItemId};
use crate::domain::item::Provider;
use crate::domain::source::{Credibility, Reliability};

/// The reader over the shipped files.
pub(super) fn reader() -> HazardReader {
    HazardReader::new(&borrowed(&files()), &model(), &[sector()]).unwrap()
}

/// What the reader finds in a headline of a feed that says nothing of its language.
pub(super) fn headline(reader: &HazardReader, title: &str) -> HazardReading {
    reader.read(&item(title, ""), &Text::new(title, ""))
}

fn reader_of(title: &str, summary: &str) -> HazardReading {
    reader().read(&item(title, summary), &Text::new(title, summary))
}

fn files() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/config/lexicon/hazards");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect();
    files.sort();
    files
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

fn model() -> Model {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/config/model.toml");
    toml::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn sector() -> SectorInfo {
    SectorInfo {
        key: "welding".into(),
        name: crate::domain::words::LocalText::default(),
        keywords: vec!["welding".to_owned(), "焊接".to_owned()],
        control_categories: Vec::new(),
    }
}

fn item(title: &str, summary: &str) -> Item {
    Item {
        id: ItemId::new("i"),
        revision: 1,
        feed: FeedId::new("f"),
        publisher: Family::new("p"),
        reliability: Reliability::B,
        credibility: Credibility::UNJUDGED,
        title: title.to_owned(),
        summary: summary.to_owned(),
        lang: None,
        link: None,
        published: None,
        seen: crate::domain::time::Timestamp::default(),
        point: None,
        categories: Vec::new(),
        provider: Provider::default(),
        exercise: false,
    }
}

fn first(title: &str) -> Option<Hazard> {
    headline(&reader(), title).hazards.first().map(|finding| finding.hazard)
}

fn codes(title: &str) -> Vec<String> {
    headline(&reader(), title).reasons.into_iter().map(|reason| reason.code).collect()
}

#[rstest]
#[case::anniversary("40 years ago: how the war ended", "anniversary")]
#[case::anniversary_zh("唐山地震四十周年纪念活动举行", "anniversary")]
#[case::cup_final("Rivals battle in cup final as strikers shoot down favourites", "sport")]
#[case::film("New film called \"War\" tops the box office", "film")]
#[case::film_zh("电影《战争》今晚上映", "title_of_work")]
#[case::drill("City holds earthquake drill at primary schools", "drill")]
#[case::drill_zh("全市举行地震应急演练", "drill")]
#[case::denial("Minister denies coup plot", "negated")]
#[case::denial_zh("政府否认发生政变", "negated")]
#[case::denial_after("Reports of explosion in Isfahan are false, officials say", "negated")]
#[case::denial_far_off("Власти опровергли сообщения СМИ о взрыве на заводе", "negated")]
#[case::denial_es("El gobierno niega explosión en una planta de Caracas", "negated")]
#[case::price_war("Supermarkets in price war over milk", "metaphor")]
#[case::price_war_zh("两大平台的电商战争升级", "metaphor")]
#[case::market_quake("股市地震：基金经理换人", "metaphor")]
#[case::obituary("Composer of war symphony dies at 91", "obituary")]
#[case::obituary_dead("Composer of war symphony, dead at 91", "obituary")]
#[case::hoax("Bomb threat at school was a hoax", "past_forecast")]
#[case::eased("EU lifts sanctions on bank", "eased")]
fn no_risk_is_set_aside_with_its_reason(#[case] title: &str, #[case] code: &str) {
    assert_eq!(first(title), None, "{title}");
    assert!(codes(title).contains(&code.to_owned()), "{title}: {:?}", codes(title));
}

#[rstest]
#[case("Two shot dead at night club", Hazard::Crime)]
#[case("12 dead at hotel after bomb blast in Kabul", Hazard::Terrorism)]
#[case("Student dies at protest after police fire tear gas", Hazard::CivilUnrest)]
fn dead_at_a_place_is_no_obituary(#[case] title: &str, #[case] hazard: Hazard) {
    assert_eq!(first(title), Some(hazard), "{title}");
}

#[test]
fn the_age_of_the_dead_counts_no_dead() {
    assert_eq!(headline(&reader(), "John Smith, actor, dead at 84").fatalities, None);
    assert_eq!(headline(&reader(), "12 dead at hotel").fatalities, Some(12));
}

#[rstest]
#[case("Bakery opens in Turin", "The foreign ministry issued a travel advisory.", None)]
#[case("Quake of magnitude 6 hits Turin", "The ministry issued a travel warning.", Some(Hazard::Natural))]
#[case("US issues travel advisory for Mali", "", Some(Hazard::Political))]
#[case("Flights suspended", "France urges citizens to leave Niger immediately.", Some(Hazard::Political))]
fn a_stock_sentence_on_travel_is_no_danger_by_itself(
    #[case] title: &str,
    #[case] summary: &str,
    #[case] hazard: Option<Hazard>,
) {
    let found = reader_of(title, summary).hazards;
    assert_eq!(hazard.is_some(), !found.is_empty(), "{title}: {found:?}");
    assert!(hazard.is_none_or(|hazard| found.iter().any(|finding| finding.hazard == hazard)), "{title}: {found:?}");
}

#[rstest]
#[case::denied("当局否认医院遭空袭", "此前有媒体报道医院遭到空袭，造成多人死亡。", true)]
#[case::denied_en("Officials deny blast at airport", "Witnesses had said that a bomb blast killed two people.", true)]
#[case::denied_ru(
    "Власти опровергли сообщения о взрыве",
    "Ранее очевидцы сообщили о теракте, при взрыве погибли 5 человек.",
    true
)]
#[case::denied_by_an_army("俄军否认医院遭空袭", "此前有媒体报道医院遭到空袭，造成多人死亡。", true)]
#[case::denied_by_a_side("Rebel spokesman denies massacre", "A bomb blast killed two people, villagers said.", true)]
#[case::told_before_it_is_denied("Blast kills 5, army denies attack", "A bomb blast killed two people.", false)]
#[case::averted("Police avert bomb attack", "A bomb blast killed two people before.", false)]
#[case::another_happening("Army denies coup plot in the capital as bomb blast kills 5", "It was a bomb.", false)]
#[case::part_in_it("Iran denies involvement in tanker attack", "The explosion killed two.", false)]
#[case::denied_later("Explosion at airport", "Officials denied that an attack took place.", false)]
fn a_title_that_denies_what_its_summary_retells_is_a_denial(
    #[case] title: &str,
    #[case] summary: &str,
    #[case] denies: bool,
) {
    let reading = reader_of(title, summary);
    assert!(!reading.hazards.is_empty(), "{title}");
    assert_eq!(reading.reasons.iter().any(|reason| reason.code == DENIED), denies, "{title}: {:?}", reading.reasons);
}

#[rstest]
#[case("爆炸式增长")]
#[case("加大打击力度")]
#[case("签署战略合作协议")]
#[case("今夏最吓人的恐怖片")]
#[case("Killer app of the year")]
#[case("Warning labels on forward-looking awards")]
fn a_word_inside_another_does_not_fire(#[case] title: &str) {
    assert_eq!(first(title), None, "{title}");
}

#[rstest]
#[case("Suicide bomber kills 12 at football stadium", Hazard::Terrorism)]
#[case("Military junta seizes power in coup", Hazard::Political)]
#[case("Cholera outbreak spreads in camps", Hazard::Health)]
#[case("Typhoon floods southern provinces", Hazard::Natural)]
#[case("Blackout leaves capital without power", Hazard::Infrastructure)]
#[case("Police arrest a driver after a woman is killed outside a country club", Hazard::Crime)]
#[case("Judge sentences gunman to 40 more years on murder charges", Hazard::Crime)]
#[case("Armed robbers kill shopkeeper", Hazard::Crime)]
#[case("基辅遭导弹袭击，已致十二人死亡", Hazard::ArmedConflict)]
#[case("基輔遭飛彈攻擊，數十人受傷", Hazard::ArmedConflict)]
#[case("駭客攻擊政府網站，資料外洩", Hazard::Cyber)]
fn the_first_hazard_is_the_one_it_is_about(#[case] title: &str, #[case] hazard: Hazard) {
    assert_eq!(first(title), Some(hazard), "{title}: {:?}", headline(&reader(), title).hazards);
}

#[rstest]
#[case("Bomb kills 12 and injures 30 in market", Some(12), Some(30))]
#[case("At least twelve people killed in bus crash, 1,200 evacuated", Some(12), None)]
#[case("Two dozen dead, dozens wounded in clashes", Some(24), Some(24))]
#[case("Flood death toll rises to 1,200", Some(1200), None)]
#[case("Man, 45, killed in 2024 attack", None, None)]
#[case("Quake damages homes, no casualties reported", Some(0), Some(0))]
#[case("War costs $40 billion", None, None)]
#[case("12-year-old killed in shooting", None, None)]
#[case("Hundreds killed in earthquake", Some(200), None)]
#[case("矿难致十二人死亡，三人受伤", Some(12), Some(3))]
#[case("车祸致6人亡3人重伤", Some(6), Some(3))]
#[case("地震逾百人遇难", Some(100), None)]
#[case("洪水造成上千人死亡，数十人失踪", Some(1000), None)]
#[case("爆炸致两名工人身亡", Some(2), None)]
#[case("山火未造成人员伤亡", Some(0), Some(0))]
#[case("Взрыв в метро: 11 человек погибли, 45 ранены", Some(11), Some(45))]
#[case("Terremoto deja 64 muertos y 200 heridos", Some(64), Some(200))]
#[case("Attentat : au moins vingt morts", Some(20), None)]
#[case("Zugunglück: 36 Tote und 80 Verletzte", Some(36), Some(80))]
#[case("مقتل 20 شخصا وإصابة 30 في غارة جوية", Some(20), Some(30))]
#[case("列車脱線、12人死亡", Some(12), None)]
fn people_are_counted(#[case] title: &str, #[case] deaths: Option<u32>, #[case] injured: Option<u32>) {
    let reading = headline(&reader(), title);
    assert_eq!((reading.fatalities, reading.injured), (deaths, injured), "{title}");
}

#[rstest]
#[case("12 killed in air raid", 0.6228, SeverityBasis::Deaths)]
#[case("Air raid on port", 0.60, SeverityBasis::Lexicon)]
#[case("Army stages coup", 0.95, SeverityBasis::EventType)]
#[case("Magnitude 7.2 earthquake strikes coast", 0.65, SeverityBasis::Provider)]
#[case("6.1级地震袭击沿海", 0.45, SeverityBasis::Provider)]
fn severity_is_the_largest_that_is_said(#[case] title: &str, #[case] value: f64, #[case] basis: SeverityBasis) {
    let severity = headline(&reader(), title).severity.unwrap();
    assert!((severity.value - value).abs() < 5e-5, "{title}: {severity:?}");
    assert_eq!(severity.basis, basis, "{title}");
}

#[test]
fn a_providers_fields_outrank_the_words() {
    let mut item = item("Storm kills 40 in floods", "");
    item.provider =
        Provider { kind: Some("TC".into()), gdacs: Some("Green".into()), fatalities: Some(3), ..Provider::default() };
    let reading = reader().read(&item, &Text::new(&item.title, &item.summary));
    assert_eq!(reading.hazards.first().map(|finding| finding.hazard), Some(Hazard::Natural));
    assert_eq!(reading.kinds.first(), Some(&EventKind::Cyclone));
    assert_eq!(reading.fatalities, Some(3));
    let severity = reading.severity.unwrap();
    assert_eq!(severity.basis, SeverityBasis::Provider);
    assert!(severity.value < 0.6, "{severity:?}");
}

#[test]
fn a_governments_wording_is_a_level() {
    for (title, level) in [
        ("Do not travel to the border region", 0.95),
        ("中国公民暂勿前往该国", 0.95),
        ("提醒中国公民谨慎前往", 0.65),
        ("Exercise a high degree of caution", 0.35),
    ] {
        let mut item = item(title, "");
        item.reliability = Reliability::A;
        let severity = reader().read(&item, &Text::new(title, "")).severity.unwrap();
        assert_eq!(severity.value, level, "{title}");
    }
}

#[test]
fn a_reading_says_what_else_it_found() {
    let reading = headline(&reader(), "Nationwide strike: Chinese workers hurt, welding plant blockaded");
    assert_eq!(reading.scope, Some(Scope::National));
    assert!(reading.chinese_affected);
    assert_eq!(reading.sectors, ["welding".into()]);
    assert!(reading.kinds.contains(&EventKind::NationalStrike));
    assert_eq!(reading.lang.as_deref(), Some("en"));
}

#[test]
fn evidence_gives_the_words_and_their_place() {
    let reading = headline(&reader(), "Überfall: Räuber, Raubüberfall und Geiselnahme");
    let evidence = reading.hazards.iter().flat_map(|finding| &finding.evidence).find(|e| e.text == "Raubüberfall");
    let evidence = evidence.expect("the robbery is evidence");
    assert_eq!((evidence.start, evidence.end, evidence.via.as_str()), (18, 30, "de.crime"));
}

#[rstest]
#[case("Σεισμός στην Κρήτη", "el")]
#[case("רעידת אדמה בצפון", "he")]
#[case("W Polsce się nie zmieniło już po wyborach, które były", "pl")]
fn a_language_without_words_is_said_so(#[case] title: &str, #[case] lang: &str) {
    let reading = headline(&reader(), title);
    assert_eq!(reading.lang.as_deref(), Some(lang));
    assert!(reading.reasons.contains(&Reason { code: "no_lexicon".into(), text: lang.into() }));
    assert!(reading.hazards.is_empty());
}

#[rstest]
#[case("美国对华出口管制升级", "zh-Hans")]
#[case("美國對華出口管制升級", "zh-Hant")]
#[case("突尼斯爆发抗议", "zh-Hans")]
#[case("Terremoto en México", "es")]
#[case("地震の被害が広がる", "ja")]
#[case("Президент подписал указ о санкциях", "ru")]
#[case("Президент підписав указ про санкції", "uk")]
fn languages_of_one_script_are_told_apart(#[case] title: &str, #[case] lang: &str) {
    assert_eq!(headline(&reader(), title).lang.as_deref(), Some(lang));
}

#[test]
fn a_change_of_a_file_changes_the_version() {
    let mut changed = files();
    changed[0].1.push_str("\n# one more line\n");
    let other = HazardReader::new(&borrowed(&changed), &model(), &[]).unwrap();
    assert_ne!(reader().version(), other.version());
}

#[rstest]
#[case("version = 1", "is not a lexicon of hazards")]
#[case("version = \"1\"", "has a `[tuning]` section")]
#[case("version = \"1\"\nlang = \"en\"\n[[group]]\nid = \"x\"\nterms = \"a | | b\"", "the group `x` has an empty term")]
#[case(
    "version = \"1\"\nlang = \"en\"\n[[group]]\nid = \"x\"\nterms = \"a\"\nneeds = [\"nothing\"]",
    "needs the cue `nothing`"
)]
fn a_bad_file_is_refused_with_its_place(#[case] text: &str, #[case] message: &str) {
    let error = HazardReader::new(&[("x.toml", text)], &model(), &[]).unwrap_err().to_string();
    assert!(error.contains(message), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gets_a_reading_with_evidence_inside_it(title in "\\PC{0,120}", summary in "\\PC{0,200}") {
        static READER: std::sync::LazyLock<HazardReader> = std::sync::LazyLock::new(reader);
        let reading = READER.read(&item(&title, &summary), &Text::new(&title, &summary));
        let length = title.chars().count() + 1 + summary.chars().count();
        for evidence in reading.hazards.iter().flat_map(|finding| &finding.evidence) {
            prop_assert!(evidence.start <= evidence.end && evidence.end <= length);
        }
    }
}

#[rstest]
#[case::one_word_over_and_over("bomb ", 200_000, Some("en"))]
#[case::no_space("战", 350_000, Some("zh-Hans"))]
#[case::a_nest_of_titles("《战争", 80_000, Some("zh-Hans"))]
fn a_megabyte_is_read(#[case] piece: &str, #[case] times: usize, #[case] lang: Option<&str>) {
    assert_eq!(headline(&reader(), &piece.repeat(times)).lang.as_deref(), lang);
}

/// The machine-format benchmarks of the shared data, where they are at hand: a floor under what the words reach.
#[test]
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn official_notes_are_filed_under_the_right_heading() {
    let root =
        std::env::var("FENGHUO_SHARED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into());
    let Ok(lines) = fs::read_to_string(format!("{root}/data/benchmarks/notes_hazard/items.jsonl")) else {
        println!("skipped: no shared data");
        return;
    };
    let reader = reader();
    let (mut right, mut all) = (0, 0);
    for line in lines.lines() {
        let note: serde_json::Value = serde_json::from_str(line).unwrap();
        let title = note["title"].as_str().unwrap();
        let found = headline(&reader, title).hazards.first().map(|finding| finding.hazard);
        all += 1;
        right += i32::from(found.is_some_and(|hazard| heading(hazard) == note["gold"]["class"]));
    }
    assert!(f64::from(right) / f64::from(all) >= 0.88, "{right} of {all}");
}

fn heading(hazard: Hazard) -> &'static str {
    match hazard {
        Hazard::Health => "health",
        Hazard::Natural => "natural",
        Hazard::Policy | Hazard::Sanctions | Hazard::ExportControl | Hazard::Economic | Hazard::Ip => "regulatory",
        _ => "security",
    }
}

#[test]
fn a_term_is_open_at_its_ends_alone() {
    for (name, text) in files() {
        let file: file::LexiconFile = toml::from_str(&text).unwrap();
        let terms = file.group.iter().flat_map(|group| group.terms.split('|')).map(str::trim);
        let dead: Vec<_> = terms.filter(|term| term.trim_matches('*').contains('*')).collect();
        assert!(dead.is_empty(), "a star inside a term matches nothing: {name}: {dead:?}");
    }
}
