//! Behaviour of the clusterer as a whole, and what holds for every order of items.

use std::collections::BTreeSet;

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use rstest::rstest;

use super::{Clusterer, Joined, Regrouping};
use crate::domain::annotation::{
    Annotation, CountryFinding, DENIED, EventKind, Evidence, HazardFinding, PlaceFinding, Reason,
};
use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::id::ItemId;
use crate::domain::item::{Item, Provider};
use crate::domain::model::Model;
use crate::domain::place::{Place, PlaceKind, Point, Scope};
use crate::domain::source::{Credibility, Reliability};
use crate::domain::time::{self, Timestamp};

fn model() -> Model {
    toml::from_str(include_str!("../../config/model.toml")).unwrap()
}

fn at(hours: u32) -> Timestamp {
    time::parse("2026-11-01T00:00:00Z").unwrap() + std::time::Duration::from_secs(u64::from(hours) * 3600)
}

/// An item with what reading it found.
#[derive(Clone, Debug)]
struct Read {
    item: Item,
    annotation: Annotation,
}

/// An item of its own family at an hour, on a hazard in a country; either may be left out with an empty text.
fn read(id: &str, title: &str, hours: u32, hazard: &str, country: &str) -> Read {
    let item = Item {
        id: id.into(),
        revision: 1,
        feed: id.into(),
        publisher: id.into(),
        reliability: Reliability::B,
        credibility: Credibility::UNJUDGED,
        title: title.to_owned(),
        summary: String::new(),
        lang: None,
        link: None,
        published: Some(at(hours)),
        seen: at(hours),
        point: None,
        categories: Vec::new(),
        provider: Provider::default(),
        exercise: false,
    };
    let hazards = hazard.parse().ok().map(|hazard| HazardFinding { hazard, confidence: 1.0, evidence: Vec::new() });
    let countries = CountryCode::new(country).map(|code| CountryFinding { code, weight: 1.0, evidence: Vec::new() });
    let annotation = Annotation {
        id: item.id.clone(),
        revision: 1,
        version: "test".to_owned(),
        lang: None,
        countries: countries.into_iter().collect(),
        places: Vec::new(),
        hazards: hazards.into_iter().collect(),
        kinds: Vec::new(),
        scope: Scope::Unknown,
        severity: None,
        fatalities: None,
        injured: None,
        mentions: Vec::new(),
        sectors: Vec::new(),
        chinese_affected: false,
        reasons: Vec::new(),
    };
    Read { item, annotation }
}

impl Read {
    fn by(mut self, publisher: &str) -> Self {
        self.item.publisher = publisher.into();
        self
    }

    fn event(mut self, event: &str, point: (f64, f64)) -> Self {
        self.item.provider.event = Some(event.to_owned());
        self.item.point = Point::new(point.0, point.1);
        self
    }

    fn place(mut self, name: &str, point: (f64, f64)) -> Self {
        let code = self.annotation.subject().unwrap();
        let place =
            Place { name: name.into(), code, admin: None, point: Point::new(point.0, point.1), kind: PlaceKind::City };
        self.annotation.places.push(PlaceFinding { place, start: 0, end: 0 });
        self
    }

    /// Has the country read from this word of the title alone.
    fn pinned(mut self, name: &str) -> Self {
        let start = self.item.title.find(name).unwrap_or_default();
        let via = "city".to_owned();
        for found in &mut self.annotation.countries {
            found.evidence.push(Evidence { text: name.to_owned(), start, end: start + name.len(), via: via.clone() });
        }
        self
    }

    fn kind(mut self, kind: EventKind) -> Self {
        self.annotation.kinds.push(kind);
        self
    }

    fn said(mut self, lang: &str, deaths: Option<u32>) -> Self {
        self.annotation.lang = Some(lang.to_owned());
        self.annotation.fatalities = deaths;
        self
    }

    fn revision(mut self, revision: u32) -> Self {
        self.item.revision = revision;
        self
    }
}

fn clustered(reads: &[Read]) -> Clusterer {
    Clusterer::restore(&model(), reads.iter().map(|read| (&read.item, &read.annotation)))
}

/// The items of each incident, by their ids.
fn parts(clusterer: &Clusterer) -> BTreeSet<Vec<String>> {
    let items = |incident: &std::sync::Arc<crate::domain::incident::Incident>| {
        incident.members.iter().map(|member| member.item.to_string()).collect()
    };
    clusterer.incidents().map(items).collect()
}

fn parts_of(reads: &[Read]) -> BTreeSet<Vec<String>> {
    parts(&clustered(reads))
}

fn sets(expected: &[&[&str]]) -> BTreeSet<Vec<String>> {
    expected.iter().map(|ids| ids.iter().map(ToString::to_string).collect()).collect()
}

const STRIKE: &str = "Missile strike on Kyiv apartment block kills 12";
const STRIKE_AGAIN: &str = "Twelve dead as missile hits apartment block in Kyiv";

#[test]
fn two_reports_of_one_strike_are_one_incident() {
    let got =
        parts_of(&[read("a", STRIKE, 0, "armed_conflict", "UA"), read("b", STRIKE_AGAIN, 2, "armed_conflict", "UA")]);
    assert_eq!(got, sets(&[&["a", "b"]]));
}

#[rstest]
#[case::another_country(read("b", STRIKE, 1, "armed_conflict", "RU"))]
#[case::three_days_later(read("b", STRIKE, 72, "armed_conflict", "UA"))]
#[case::nothing_in_common(read(
    "b",
    "Striking dockers close the port of Odesa for a third day",
    1,
    "civil_unrest",
    "UA"
))]
#[case::an_exercise({
    let mut drill = read("b", STRIKE, 1, "armed_conflict", "UA");
    drill.item.exercise = true;
    drill
})]
fn what_differs_stays_apart(#[case] other: Read) {
    assert_eq!(parts_of(&[read("a", STRIKE, 0, "armed_conflict", "UA"), other]), sets(&[&["a"], &["b"]]));
}

/// Headlines of two raids in one sea by one navy: the words of the kind are the same, figures and names are not.
#[test]
fn twin_happenings_of_one_kind_stay_apart_where_each_has_figures_and_names_of_its_own() {
    let first = [
        "Coast guard seizes 14 smugglers off Port Velde",
        "Coast guard catches 14 smugglers near Port Velde",
        "Fourteen held: coast guard boat Merle takes 14 smugglers",
        "Smugglers: 14 taken by coast guard boat Merle off Port Velde",
        "Boat Merle of the coast guard seizes 14 smugglers at Port Velde",
    ];
    let second = [
        "Coast guard seizes 31 smugglers off Cape Arro",
        "Coast guard catches 31 smugglers near Cape Arro",
        "Coast guard boat Tessa takes 31 smugglers",
        "Smugglers: 31 taken by coast guard boat Tessa off Cape Arro",
        "Boat Tessa of the coast guard seizes 31 smugglers at Cape Arro",
    ];
    let named = |name: &str, titles: [&str; 5]| -> Vec<Read> {
        titles.iter().enumerate().map(|(n, title)| read(&format!("{name}{n}"), title, 2, "crime", "NO")).collect()
    };
    let reads: Vec<Read> = named("a", first).into_iter().chain(named("b", second)).collect();
    assert_eq!(parts_of(&reads), sets(&[&["a0", "a1", "a2", "a3", "a4"], &["b0", "b1", "b2", "b3", "b4"]]));
}

/// A short headline is filed under the happening whose words it has, though it is little like any single report of it.
#[test]
fn a_headline_joins_the_reports_that_have_its_words_between_them() {
    let reads = [
        read("a", "Blaze guts the Harlow dairy in Tamsin early on Tuesday, nobody hurt", 2, "infrastructure", "US"),
        read("b", "Historic Harlow dairy warehouse burns down", 3, "infrastructure", "US"),
        read(
            "c",
            "Investigators look into the blaze that gutted the historic warehouse in Tamsin",
            4,
            "infrastructure",
            "US",
        ),
        read("d", "Tamsin warehouse blaze: owner of the Harlow building speaks", 5, "infrastructure", "US"),
        read("e", "Farm prices fall in Tamsin county", 5, "economic", "US"),
    ];
    assert_eq!(parts_of(&reads), sets(&[&["a", "b", "c", "d"], &["e"]]));
}

#[test]
fn a_providers_event_stays_one_over_months_and_its_events_stay_apart() {
    let nepal = (27.9, 84.1);
    let got = parts_of(&[
        read("a", "Green flood alert in Nepal", 0, "natural", "NP").event("gdacs:FL1", nepal),
        read("b", "Orange flood alert in Nepal", 2000, "natural", "NP").event("gdacs:FL1", nepal),
        read("c", "Green flood alert in Nepal", 0, "natural", "NP").event("gdacs:FL2", nepal),
    ]);
    assert_eq!(got, sets(&[&["a", "b"], &["c"]]));
}

#[test]
fn two_providers_measure_one_earthquake_and_not_the_next_one() {
    let got = parts_of(&[
        read("a", "M 5.1 - 12 km SSW of Rende, Italy", 0, "natural", "IT").event("usgs:us1", (39.2, 16.1)),
        read("b", "Green earthquake alert in Italy", 1, "natural", "").event("gdacs:EQ1", (39.4, 16.2)),
        read("c", "M 6.0 - Adriatic Sea", 1, "natural", "IT").event("usgs:us2", (42.9, 16.4)),
    ]);
    assert_eq!(got, sets(&[&["a", "b"], &["c"]]));
}

#[test]
fn places_and_kinds_join_two_languages() {
    let kyiv = (50.45, 30.52);
    let en = read("a", STRIKE, 0, "armed_conflict", "UA").place("Kyiv", kyiv).kind(EventKind::Explosion);
    let zh =
        read("b", "基辅遭导弹袭击 12人死亡", 1, "armed_conflict", "UA").place("Kyiv", kyiv).kind(EventKind::Explosion);
    assert_eq!(parts_of(&[en, zh]), sets(&[&["a", "b"]]));
}

#[test]
fn chinese_headlines_are_compared_by_pairs_of_characters() {
    let got = parts_of(&[
        read("a", "智利铜冶炼厂工人罢工进入第三天", 0, "civil_unrest", "CL"),
        read("b", "智利冶炼厂罢工第三天 铜价上涨", 5, "civil_unrest", "CL"),
        read("c", "智利北部发生森林火灾", 5, "natural", "CL"),
    ]);
    assert_eq!(got, sets(&[&["a", "b"], &["c"]]));
}

#[test]
fn the_length_of_a_countrys_name_makes_no_two_happenings_alike() {
    let name = "埃塞俄比亚";
    let got = parts_of(&[
        read("a", "埃塞俄比亚霍乱疫情致18人死亡", 0, "health", "ET").pinned(name),
        read("b", "埃塞俄比亚宣布主权债务违约", 5, "economic", "ET").pinned(name),
        read("c", "埃塞俄比亚霍乱疫情扩大 死亡人数上升", 8, "health", "ET").pinned(name),
    ]);
    assert_eq!(got, sets(&[&["a", "c"], &["b"]]));
}

#[test]
fn a_country_that_one_report_is_about_is_not_lost_among_the_others() {
    let strike = "Dockers strike closes the port of Antwerp for a third day";
    let mut first = read("a", strike, 0, "civil_unrest", "BE");
    first.annotation.countries.push(CountryFinding {
        code: CountryCode::new("NL").unwrap(),
        weight: 0.5,
        evidence: vec![],
    });
    let more = ["b", "c", "d"].map(|id| read(id, &format!("{strike}, {id} says"), 1, "civil_unrest", "BE"));
    let clusterer = clustered(&[vec![first], more.to_vec()].concat());
    let [incident] = incidents(&clusterer).try_into().unwrap();
    assert_eq!(incident.countries.iter().map(CountryCode::as_str).collect::<Vec<_>>(), ["BE"]);
    assert_eq!(incident.named.iter().map(CountryCode::as_str).collect::<Vec<_>>(), ["BE", "NL"]);
}

#[test]
fn an_edited_headline_is_one_story_in_its_second_revision() {
    let mut clusterer = clustered(&[read("a", STRIKE, 0, "armed_conflict", "UA")]);
    let id = clusterer.incident_of(&ItemId::new("a")).cloned();
    let edited = read("a", "Missile strike on Kyiv apartment block kills 14", 0, "armed_conflict", "UA").revision(2);
    clusterer.add(&edited.item, &edited.annotation);
    let incident = clusterer.incidents().next().unwrap();
    assert_eq!((clusterer.incidents().count(), incident.members.len(), incident.members[0].revision), (1, 1, 2));
    assert_eq!(Some(&incident.id), id.as_ref());
}

#[test]
fn an_old_revision_does_not_come_back() {
    let newer = read("a", STRIKE_AGAIN, 0, "armed_conflict", "UA").revision(2);
    let clusterer = clustered(&[newer, read("a", STRIKE, 0, "armed_conflict", "UA")]);
    assert_eq!(clusterer.incidents().next().unwrap().title(), STRIKE_AGAIN);
}

#[test]
fn a_wire_text_counts_for_its_first_publisher_alone() {
    let text = "Explosion at a chemical plant near Antofagasta injures nine workers, fire service says";
    let clusterer = clustered(&[
        read("a", text, 0, "infrastructure", "CL").by("reuters"),
        read("b", &text.to_uppercase(), 1, "infrastructure", "CL").by("daily"),
        read("c", &format!("{text} - The Morning Post"), 2, "infrastructure", "CL").by("post"),
        read("d", "Nine hurt in blast at Antofagasta chemical plant", 2, "infrastructure", "CL").by("own-desk"),
    ]);
    let families: Vec<_> = clusterer.incidents().flat_map(|i| i.families()).map(ToString::to_string).collect();
    assert_eq!(families, ["own-desk", "reuters"]);
}

#[test]
fn a_denial_neither_vouches_for_an_incident_nor_keeps_it_fresh_nor_gives_its_toll() {
    let mut denial = read("b", STRIKE_AGAIN, 5, "armed_conflict", "UA").by("army");
    denial.annotation.reasons.push(Reason { code: DENIED.into(), text: "denies strike".into() });
    denial.annotation.fatalities = Some(200);
    let clusterer = clustered(&[read("a", STRIKE, 0, "armed_conflict", "UA").by("bbc"), denial]);
    let incident = clusterer.incidents().next().unwrap();
    let families: Vec<_> = incident.families().into_iter().map(ToString::to_string).collect();
    assert_eq!((incident.members.len(), families, incident.fatalities()), (2, vec!["bbc".to_owned()], None));
    assert_eq!((incident.title(), incident.last), (STRIKE, incident.first));
}

#[test]
fn a_report_without_a_country_is_kept_and_waits_to_be_attributed() {
    let mut clusterer = Clusterer::new(&model());
    let lost = read("a", STRIKE, 0, "armed_conflict", "");
    assert!(matches!(clusterer.add(&lost.item, &lost.annotation), Joined::Unattributed(_)));
    let found = read("b", STRIKE_AGAIN, 1, "armed_conflict", "UA");
    assert!(matches!(clusterer.add(&found.item, &found.annotation), Joined::Incident(_)));
    assert!(matches!(clusterer.joined(&ItemId::new("a")), Joined::Incident(_)));
}

#[rstest]
#[case::read_from_one_name("Vancouver", 1)]
#[case::read_from_another_name("Burnaby", 2)]
fn one_name_read_as_two_countries_keeps_nothing_apart(#[case] name: &str, #[case] incidents: usize) {
    let reads = [
        read("a", "Man charged after office party shooting in Vancouver", 0, "crime", "US").pinned(name),
        read("b", "Vancouver office party shooting: man charged with murder", 1, "crime", "CA"),
    ];
    assert_eq!(parts_of(&reads).len(), incidents);
}

#[rstest]
#[case::of_two_without_a_hazard("", 0)]
#[case::of_one_with_and_one_without("crime", 1)]
fn items_without_a_hazard_have_nothing_to_do_with_each_other(#[case] hazard: &str, #[case] links: usize) {
    let clusterer = clustered(&[
        read("a", "Orchestra tours seaside towns playing forgotten operas for pensioners", 0, "", "UA"),
        read("b", "Record shop for forgotten operas and seaside towns robbed of rare vinyl", 0, hazard, "UA"),
    ]);
    assert!(clusterer.web.nodes.iter().all(|(place, _)| clusterer.web.ties.all(place).count() == links));
}

/// Reports under one headline may say different things below it; a later one counts as it would have counted earlier.
#[test]
fn what_reports_under_one_headline_add_does_not_depend_on_their_order() {
    let told = |id: &str, hours: u32, town: Option<(&str, (f64, f64))>| {
        let read = read(id, "Depot burns in the harbour after drone strike", hours, "armed_conflict", "UA");
        match town {
            Some((name, point)) => read.place(name, point).pinned(name),
            None => read,
        }
    };
    let mut reads = vec![
        told("a", 0, None),
        told("b", 1, Some(("Odesa", (46.5, 30.7)))),
        told("c", 2, Some(("Izmail", (45.3, 28.8)))),
    ];
    let straight = clustered(&reads);
    reads.swap(1, 2);
    let swapped = clustered(&reads);
    let node = |clusterer: &Clusterer| {
        clusterer.web.nodes.iter().map(|(_, node)| (node.point, node.pins.clone(), node.countries.clone())).next()
    };
    assert_eq!(node(&straight), node(&swapped));
}

#[test]
fn what_is_no_risk_ties_no_two_risks_together() {
    let clusterer = clustered(&[
        read("a", "Warehouse burns at harbour terminal after welding sparks", 0, "infrastructure", "UA"),
        read("b", "Gunmen rob jewellery exhibition near opera square", 0, "crime", "UA"),
        read(
            "c",
            "Harbour terminal hosts jewellery exhibition, opera square concert after welding contest",
            1,
            "",
            "UA",
        ),
    ]);
    let place = |item: &str| clusterer.web.place_of(&item.into()).unwrap();
    let looked_at_with = |item: &str| clusterer.web.ties.brief(place(item)).unwrap().part;
    assert!(clusterer.web.ties.all(place("c")).count() == 2, "it is a little like both");
    assert_ne!(looked_at_with("a"), looked_at_with("b"));
}

#[rstest]
#[case::slug("BREAKING: Depot burns in Odesa after drone strike", 1)]
#[case::numbered_slug("UPDATE 2-Depot burns in Odesa after drone strike", 1)]
#[case::chinese_brackets("【快讯】Depot burns in Odesa after drone strike", 1)]
#[case::a_speaker_is_no_slug("Mayor: Depot burns in Odesa after drone strike", 2)]
#[case::another_headline("Depot burns in Izmail after drone strike", 2)]
fn reports_under_one_headline_are_compared_once(#[case] title: &str, #[case] nodes: usize) {
    let clusterer = clustered(&[
        read("a", "Depot burns in Odesa after drone strike", 0, "armed_conflict", "UA"),
        read("b", title, 3, "armed_conflict", "UA"),
    ]);
    assert_eq!(clusterer.web.nodes.iter().count(), nodes);
    assert_eq!(clusterer.incidents().map(|incident| incident.members.len()).max(), Some(2));
}

#[test]
fn a_headline_of_few_words_is_no_ground_to_take_two_reports_for_one() {
    let mut other = read("b", "Security alert", 3, "armed_conflict", "UA");
    other.item.summary = "Rockets fell on the port.".to_owned();
    let clusterer = clustered(&[read("a", "Security alert", 0, "armed_conflict", "UA"), other]);
    assert_eq!(clusterer.web.nodes.iter().count(), 2);
}

#[test]
fn stock_sentences_below_two_headlines_make_them_no_more_alike() {
    let stock = "Officials said that the situation was monitored closely. Residents were urged to avoid travel. Emergency \
                 services remained at the scene overnight. A spokesman declined to give further details on Thursday.";
    let mut reads = [
        read("a", "Bomb blast kills four in Warsaw market", 0, "terrorism", "PL"),
        read("b", "Chemical plant fire near Gdansk forces evacuation", 1, "infrastructure", "PL"),
    ];
    for read in &mut reads {
        read.item.summary = stock.to_owned();
    }
    assert_eq!(parts_of(&reads).len(), 2);
}

/// One coup in three languages that share no words.
fn coup_in_three_languages() -> [Read; 3] {
    let tell = |id: &str, title: &str, hours: u32, lang: &str| {
        read(id, title, hours, "political", "LA").kind(EventKind::Coup).said(lang, None)
    };
    [
        tell("a", "Army takes power, president arrested", 0, "en"),
        tell("b", "军方宣布接管国家", 3, "zh-Hans"),
        tell("c", "Военные свергли президента", 6, "ru"),
    ]
}

#[test]
fn a_coup_told_in_three_languages_is_one_incident() {
    assert_eq!(parts_of(&coup_in_three_languages()), sets(&[&["a", "b", "c"]]));
}

/// Each language puts its own reports together first; two of them that are told in the other are then enough.
#[test]
fn a_story_of_many_reports_joins_its_translation_of_two() {
    let strike = |id: &str, title: &str, lang: &str, deaths| {
        let read = read(id, title, 1, "armed_conflict", "UA").kind(EventKind::Explosion).said(lang, deaths);
        if deaths.is_some() { read.place("Kyiv", KYIV) } else { read }
    };
    let got = parts_of(&[
        strike("a", "Missile strike on Kyiv homes kills nine, rescuers search the rubble", "en", Some(9)),
        strike("b", "Kyiv missile strike: rescuers search the rubble of homes for nine dead", "en", Some(9)),
        strike("c", "Rescuers search the rubble after missile strike on homes", "en", None),
        strike("d", "Missile strike leaves homes in rubble, rescuers say", "en", None),
        strike("e", "基辅居民楼遭导弹袭击九人死亡", "zh", Some(9)),
        strike("f", "导弹袭击居民楼 救援仍在进行", "zh", None),
    ]);
    assert_eq!(got, sets(&[&["a", "b", "c", "d", "e", "f"]]));
}

#[test]
fn languages_join_in_whatever_order_they_come() {
    let mut reads = coup_in_three_languages();
    reads.reverse();
    let mut clusterer = Clusterer::new(&model());
    for read in &reads {
        clusterer.add(&read.item, &read.annotation);
    }
    assert_eq!(parts(&clusterer), sets(&[&["a", "b", "c"]]));
}

const KYIV: (f64, f64) = (50.45, 30.52);
const ODESA: (f64, f64) = (46.48, 30.73);

/// A strike on a town, told in English, and one told in Chinese some hours later.
fn two_strikes(town: (&str, (f64, f64)), hours: u32, deaths: (Option<u32>, Option<u32>)) -> [Read; 2] {
    let english = read("a", "Missiles hit city overnight", 0, "armed_conflict", "UA");
    let chinese = read("b", "导弹夜袭造成伤亡", hours, "armed_conflict", "UA");
    let tell = |read: Read, (name, point): (&str, (f64, f64)), lang: &str, deaths: Option<u32>| {
        read.place(name, point).kind(EventKind::Explosion).said(lang, deaths)
    };
    [tell(english, ("Kyiv", KYIV), "en", deaths.0), tell(chinese, town, "zh", deaths.1)]
}

#[rstest]
#[case::same_town(("Kyiv", KYIV), 3, (Some(9), Some(12)), true)]
#[case::another_town_of_the_country_that_day(("Odesa", ODESA), 3, (Some(9), Some(9)), false)]
#[case::same_town_days_later(("Kyiv", KYIV), 40, (Some(9), Some(12)), false)]
#[case::counts_that_contradict(("Kyiv", KYIV), 3, (Some(0), Some(30)), false)]
fn items_in_two_languages_join_by_town_hours_and_count(
    #[case] town: (&str, (f64, f64)),
    #[case] hours: u32,
    #[case] deaths: (Option<u32>, Option<u32>),
    #[case] one: bool,
) {
    assert_eq!(parts_of(&two_strikes(town, hours, deaths)).len(), if one { 1 } else { 2 });
}

#[test]
fn one_count_of_deaths_stands_for_a_place_that_is_not_named() {
    let tell = |id: &str, title: &str, lang: &str, deaths: u32| {
        read(id, title, 0, "crime", "MX").kind(EventKind::Crime).said(lang, Some(deaths))
    };
    let reads = [tell("a", "Gang shooting leaves five dead", "en", 5), tell("b", "帮派枪击致五人死亡", "zh", 5)];
    assert_eq!(parts_of(&reads).len(), 1);
    let reads = [tell("a", "Gang shooting leaves five dead", "en", 5), tell("b", "帮派枪击致四人死亡", "zh", 4)];
    assert_eq!(parts_of(&reads).len(), 2);
}

#[test]
fn a_name_taken_for_a_person_does_not_keep_an_item_out() {
    let mut unread = read("a", STRIKE_AGAIN, 0, "", "UA");
    unread.annotation.reasons.push(Reason { code: "place_is_person".into(), text: "Palin".into() });
    assert_eq!(parts_of(&[unread, read("b", STRIKE, 1, "armed_conflict", "UA")]), sets(&[&["a", "b"]]));
}

#[test]
fn an_item_without_a_hazard_makes_no_incident_but_may_be_filed_under_one() {
    let mut clusterer = Clusterer::new(&model());
    let unread = read("a", STRIKE_AGAIN, 0, "", "UA");
    assert_eq!(clusterer.add(&unread.item, &unread.annotation), Joined::NotARisk);
    let told = read("b", STRIKE, 1, "armed_conflict", "UA");
    let joined = clusterer.add(&told.item, &told.annotation);
    assert_eq!(clusterer.joined(&ItemId::new("a")), joined);
    assert_eq!(parts(&clusterer), sets(&[&["a", "b"]]));
}

#[test]
fn an_item_that_was_excluded_for_a_reason_is_filed_nowhere() {
    let mut film = read("a", STRIKE_AGAIN, 0, "", "UA");
    film.annotation.reasons.push(Reason { code: "film".into(), text: "film".into() });
    assert_eq!(parts_of(&[film, read("b", STRIKE, 1, "armed_conflict", "UA")]), sets(&[&["b"]]));
}

#[rstest]
#[case::advice_alone(EventKind::Advisory, 0)]
#[case::an_ordered_departure(EventKind::EmbassyDeparture, 1)]
fn travel_advice_is_no_incident_unless_it_orders_a_departure(#[case] kind: EventKind, #[case] incidents: usize) {
    let mut advice = read("a", "Level 4: do not travel, unrest", 0, "civil_unrest", "KW").kind(kind);
    advice.item.provider.advisory = Some(4);
    assert_eq!(clustered(&[advice]).incidents().count(), incidents);
}

#[test]
fn an_incident_says_what_its_best_placed_items_say() {
    let mut quake = read("a", "M 6.1 - Calabria", 1, "natural", "IT").event("usgs:us1", (39.2, 16.1));
    quake.item.reliability = Reliability::A;
    (quake.item.provider.magnitude, quake.item.provider.current) = (Some(6.1), Some(true));
    let mut news =
        read("b", "Earthquake of magnitude 6.1 shakes Calabria", 0, "natural", "IT").place("Cosenza", (39.3, 16.25));
    news.annotation.fatalities = Some(3);
    let clusterer = clustered(&[quake, news]);
    let incident = clusterer.incidents().next().unwrap();
    let said = (incident.point, incident.magnitude, incident.ongoing, incident.fatalities(), incident.scope);
    assert_eq!(said, (Point::new(39.2, 16.1), Some(6.1), true, Some(3), Scope::Local));
    assert_eq!((incident.first, incident.last, incident.hazard), (at(0), at(1), Hazard::Natural));
}

#[test]
fn an_unchanged_incident_stays_the_same_value() {
    let mut clusterer = clustered(&[read("a", STRIKE, 0, "armed_conflict", "UA")]);
    let before = std::sync::Arc::clone(clusterer.incidents().next().unwrap());
    let other = read("b", "Ransomware halts hospital systems in Lyon", 1, "cyber", "FR");
    clusterer.add(&other.item, &other.annotation);
    let after = clusterer.incident(&before.id).unwrap();
    assert!(std::sync::Arc::ptr_eq(&before, after));
}

#[test]
fn merging_splitting_and_taking_back_are_recorded() {
    let (a, c) = (read("a", STRIKE, 0, "armed_conflict", "UA"), read("c", "Kyiv mourns", 2, "armed_conflict", "UA"));
    let mut clusterer = clustered(&[a, c]);
    let id = |clusterer: &Clusterer, item: &str| clusterer.incident_of(&ItemId::new(item)).unwrap().clone();
    let (first, second) = (id(&clusterer, "a"), id(&clusterer, "c"));
    assert!(clusterer.take_regroupings().is_empty());
    let same = read("c", STRIKE_AGAIN, 2, "armed_conflict", "UA").revision(2);
    clusterer.add(&same.item, &same.annotation);
    let merged = Regrouping { from: second.clone(), to: [first.clone()].into() };
    assert_eq!(clusterer.take_regroupings(), [merged]);
    let apart = read("c", "Kyiv mourns", 2, "armed_conflict", "UA").revision(3);
    clusterer.add(&apart.item, &apart.annotation);
    assert_eq!(clusterer.take_regroupings(), [Regrouping { from: first.clone(), to: [first, second].into() }]);
}

#[test]
fn what_is_old_is_forgotten_with_its_items() {
    let mut clusterer = clustered(&[
        read("a", STRIKE, 0, "armed_conflict", "UA"),
        read("b", "Ransomware halts hospital systems in Lyon", 50, "cyber", "FR"),
        read("c", "Opera season opens in Vienna", 0, "", "AT"),
    ]);
    clusterer.forget_before(at(10), at(10));
    assert_eq!(parts(&clusterer), sets(&[&["b"]]));
    assert_eq!(clusterer.joined(&ItemId::new("a")), Joined::NotARisk);
    assert!(clusterer.web.report_of(&ItemId::new("c")).is_none());
}

#[test]
fn items_of_no_incident_are_forgotten_before_incidents_are() {
    let mut clusterer = clustered(&[
        read("a", STRIKE, 0, "armed_conflict", "UA"),
        read("b", STRIKE_AGAIN, 1, "", "UA"),
        read("c", "Opera season opens in Vienna", 0, "", "AT"),
    ]);
    clusterer.forget_before(at(0), at(10));
    assert_eq!(parts(&clusterer), sets(&[&["a", "b"]]));
    assert!(clusterer.web.report_of(&ItemId::new("c")).is_none());
}

/// Many that grow old together are swept out together; what stays is found and grouped as if they had never been.
#[test]
fn many_are_forgotten_as_few_are() {
    let old = |n: usize| {
        let hazard = if n.is_multiple_of(3) { "" } else { "crime" };
        read(&format!("old{n:03}"), &format!("Depot {} robbed again by gunmen {n}", n % 7), 0, hazard, "UA")
    };
    let young: Vec<Read> = (0..9).map(|n| read(&format!("new{n}"), STRIKE, 40, "armed_conflict", "UA")).collect();
    let mut clusterer = clustered(&(0..300).map(old).chain(young.iter().cloned()).collect::<Vec<_>>());
    clusterer.forget_before(at(30), at(30));
    assert_eq!(parts(&clusterer), parts(&clustered(&young)));
    let later = read("later", STRIKE_AGAIN, 41, "armed_conflict", "UA");
    clusterer.add(&later.item, &later.annotation);
    let all: Vec<Read> = young.into_iter().chain([later]).collect();
    assert_eq!(parts(&clusterer), parts(&clustered(&all)));
}

/// Items made of few words, so that many have to do with each other.
fn reads() -> impl Strategy<Value = Vec<Read>> {
    const WORDS: [&str; 12] = [
        "Kyiv",
        "Odesa",
        "Lyon",
        "missile",
        "refinery",
        "ransomware",
        "dockers",
        "plague",
        "12",
        "14",
        "基辅遭袭",
        "Qeshm",
    ];
    let title = prop::collection::vec(prop::sample::select(&WORDS[..]), 1..6);
    let hazard = prop::sample::select(&["armed_conflict", "cyber", "natural", ""][..]);
    let country = prop::sample::select(&["UA", "FR", ""][..]);
    let event = prop::option::weighted(0.2, prop::sample::select(&["usgs:1", "usgs:2", "gdacs:1"][..]));
    prop::collection::vec((title, 0_u32..120, hazard, country, event), 1..40).prop_map(|all| {
        let one = |(n, (title, hours, hazard, country, event))| {
            let title: Vec<&str> = title;
            let made = read(&format!("i{n}"), &title.join(" "), hours, hazard, country);
            let event: Option<&str> = event;
            let made = if title.contains(&"Lyon") { made.pinned("Lyon") } else { made };
            if let Some(event) = event { made.event(event, (50.0, 30.0)) } else { made }
        };
        all.into_iter().enumerate().map(one).collect()
    })
}

/// The incidents in full, so that not only the partition but every field is compared.
fn incidents(clusterer: &Clusterer) -> Vec<crate::domain::incident::Incident> {
    clusterer.incidents().map(|incident| incident.as_ref().clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_items_does_not_matter((straight, shuffled) in reads().prop_flat_map(|reads| {
        (Just(reads.clone()), Just(reads).prop_shuffle())
    })) {
        let at_once = clustered(&straight);
        let mut one_by_one = Clusterer::new(&model());
        for read in &shuffled {
            one_by_one.add(&read.item, &read.annotation);
        }
        prop_assert_eq!(incidents(&at_once), incidents(&one_by_one));
    }

    #[test]
    fn the_order_does_not_matter_where_too_many_hang_together((straight, shuffled) in reads().prop_flat_map(|reads| {
        (Just(reads.clone()), Just(reads).prop_shuffle())
    }), together in 1_usize..8) {
        let mut model = model();
        model.cluster.together = together;
        let at_once = Clusterer::restore(&model, straight.iter().map(|read| (&read.item, &read.annotation)));
        let mut one_by_one = Clusterer::new(&model);
        for read in &shuffled {
            one_by_one.add(&read.item, &read.annotation);
        }
        prop_assert_eq!(incidents(&at_once), incidents(&one_by_one));
    }

    #[test]
    fn what_was_reckoned_before_is_reckoned_the_same_again(reads in reads()) {
        let mut remembering = Clusterer::new(&model()).remembering();
        for some in reads.chunks(7) {
            remembering.extend(some.iter().map(|read| (&read.item, &read.annotation)));
        }
        prop_assert_eq!(incidents(&remembering), incidents(&clustered(&reads)));
    }

    #[test]
    fn an_item_taken_back_leaves_no_trace(
        reads in reads(),
        which in 0_usize..40,
        together in prop_oneof![1_usize..8, Just(300)],
    ) {
        let mut model = model();
        model.cluster.together = together;
        let clustered =
            |reads: &[Read]| Clusterer::restore(&model, reads.iter().map(|read| (&read.item, &read.annotation)));
        let mut clusterer = clustered(&reads);
        let mut left = reads.clone();
        if which < left.len() {
            let mut gone = left.remove(which);
            gone.item.revision = 2;
            gone.annotation.hazards.clear();
            gone.annotation.reasons.push(Reason { code: "sport".into(), text: String::new() });
            clusterer.add(&gone.item, &gone.annotation);
        }
        prop_assert_eq!(incidents(&clusterer), incidents(&clustered(&left)));
    }

    #[test]
    fn the_same_items_again_add_nothing(reads in reads()) {
        let mut clusterer = clustered(&reads);
        let before = incidents(&clusterer);
        clusterer.extend(reads.iter().map(|read| (&read.item, &read.annotation)));
        prop_assert_eq!(before, incidents(&clusterer));
    }

    #[test]
    fn every_item_with_a_hazard_is_in_one_incident(reads in reads()) {
        let clusterer = clustered(&reads);
        let mut held: Vec<_> = clusterer.incidents().flat_map(|i| &i.members).map(|m| m.item.clone()).collect();
        held.sort();
        prop_assert!(held.windows(2).all(|pair| pair[0] != pair[1]));
        for read in reads.iter().filter(|read| !read.annotation.hazards.is_empty()) {
            prop_assert!(held.binary_search(&read.item.id).is_ok());
        }
    }
}

#[test]
fn every_line_of_the_common_words_begins_with_a_weight() {
    let lines = include_str!("../../config/common-words.txt").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let (weight, words) = line.split_once(' ').unwrap();
        assert!((0.0..1.0).contains(&weight.parse::<f64>().unwrap()) && !words.trim().is_empty(), "{line}");
    }
}
