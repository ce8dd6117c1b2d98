//! The annotator over the shipped tables: headlines of our own in every language, and what must hold for any text.

mod bad_input;

use std::sync::Arc;

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::domain::annotation::{Annotation, Reason};
use crate::domain::asset::{AssetKind, Confidence, Locus, Precision, Role};
use crate::domain::item::Provider;
use crate::domain::source::{Credibility, Reliability};
use crate::domain::words::LocalText;

const PLACES: &str = include_str!("../../config/lexicon/places.toml");
const WORDS: &str = include_str!("../../config/lexicon/words_en.txt");
const GAZETTEER: &[u8] = include_bytes!("../../config/lexicon/places.bin");
const MODEL: &str = include_str!("../../config/model.toml");
const HEADLINES: &str = include_str!("../../fixtures/annotate/countries.toml");

fn annotator_of(assets: &[Arc<Asset>], blocs: &[Bloc]) -> Annotator {
    let model: Model = toml::from_str(MODEL).unwrap();
    let ambiguous = ["中新", "中烏", "中加"].map(|form| AmbiguousForm { form: form.into(), candidates: vec![] });
    let files = hazard_files();
    let mut lexicon = vec![("places.toml", PLACES), ("words_en.txt", WORDS)];
    lexicon.extend(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let inputs = Inputs {
        gazetteer: GAZETTEER,
        lexicon: &lexicon,
        model: &model,
        assets,
        sectors: &[],
        ambiguous: &ambiguous,
        blocs,
        feeds: &[],
    };
    Annotator::new(&inputs).unwrap()
}

/// The words of hazards, all languages, as the annotator is given them.
fn hazard_files() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/config/lexicon/hazards");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let name = format!("hazards/{}", path.file_name().unwrap().to_string_lossy());
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// One annotator for all tests; making it takes most of a test's time.
fn annotator() -> &'static Annotator {
    static ANNOTATOR: std::sync::LazyLock<Annotator> = std::sync::LazyLock::new(|| annotator_of(&[], &[]));
    &ANNOTATOR
}

fn item(title: &str, summary: &str, lang: Option<&str>) -> Item {
    Item {
        id: "i".into(),
        revision: 1,
        feed: "f".into(),
        publisher: "p".into(),
        reliability: Reliability::B,
        credibility: Credibility::UNJUDGED,
        title: title.into(),
        summary: summary.into(),
        lang: lang.map(str::to_owned),
        link: None,
        published: None,
        seen: serde_json::from_str("\"2026-11-22T00:00:00Z\"").unwrap(),
        point: None,
        categories: vec![],
        provider: Provider::default(),
        exercise: false,
    }
}

fn codes(annotation: &Annotation) -> Vec<String> {
    annotation.countries.iter().map(|finding| finding.code.to_string()).collect()
}

fn countries(title: &str) -> Vec<String> {
    codes(&annotator().annotate(&item(title, "", Some("en"))))
}

#[derive(Deserialize)]
struct Headlines {
    ambiguous: std::collections::BTreeMap<String, Vec<(String, String, String)>>,
    languages: std::collections::BTreeMap<String, Vec<(String, String, String)>>,
}

/// Checks one group of the headlines.
fn check(group: &str) {
    let headlines: Headlines = toml::from_str(HEADLINES).unwrap();
    let rows = headlines.ambiguous.get(group).or_else(|| headlines.languages.get(group)).unwrap();
    for (lang, title, want) in rows {
        let mut want: Vec<&str> = want.split_whitespace().collect();
        let mut got = codes(&annotator().annotate(&item(title, "", Some(lang))));
        want.sort_unstable();
        got.sort_unstable();
        assert_eq!(got, want, "{title}");
    }
}

macro_rules! headline_groups {
    ($($test:ident => $group:literal,)*) => {$(
        #[test]
        fn $test() {
            check($group);
        }
    )*};
}

headline_groups! {
    georgia_the_country_is_not_georgia_the_state => "georgia",
    jordan_the_country_is_not_jordan_the_person => "jordan",
    niger_is_not_nigeria => "niger_nigeria",
    the_guineas_are_told_apart => "guinea",
    the_congos_are_told_apart => "congo",
    the_koreas_are_told_apart => "korea",
    two_character_forms_count_only_where_they_are_clear => "two_character_forms",
    alexandria_in_virginia_is_not_in_egypt => "alexandria",
    turkey_the_country_is_not_the_bird => "turkey",
    chad_the_country_is_not_chad_the_person => "chad",
    other_names_of_two_meanings_are_told_apart => "other_names",
    islands_are_not_iceland => "islands",
    alaska_is_in_the_united_states => "alaska",
    chinese_is_read_in_both_scripts => "zh",
    russian_is_read => "ru",
    ukrainian_is_read => "uk",
    belarusian_is_read => "be",
    spanish_is_read => "es",
    portuguese_is_read => "pt",
    french_is_read => "fr",
    german_is_read => "de",
    italian_is_read => "it",
    dutch_is_read => "nl",
    arabic_is_read => "ar",
    persian_is_read => "fa",
    turkish_is_read => "tr",
    japanese_is_read => "ja",
    korean_is_read => "ko",
    vietnamese_is_read => "vi",
    indonesian_is_read => "id",
}

#[test]
fn every_group_of_headlines_has_its_test() {
    let headlines: Headlines = toml::from_str(HEADLINES).unwrap();
    assert_eq!((headlines.ambiguous.len(), headlines.languages.len()), (13, 17));
}

#[test]
fn the_subject_stands_before_the_country_mentioned() {
    for (title, subject) in [
        ("Kenya bars flights from Somalia", "KE"),
        ("Iran strikes base in Iraq", "IR"),
        ("Philippines protests over Chinese ships", "PH"),
    ] {
        assert_eq!(countries(title).first().map(String::as_str), Some(subject), "{title}");
    }
}

#[test]
fn a_passing_mention_in_a_long_text_is_dropped() {
    let summary = "Kenyan police fired tear gas in Nairobi. Kenya's president spoke in Mombasa. Kenyan unions, in \
                   Nairobi, will go on. A trader from Peru looked on.";
    assert_eq!(codes(&annotator().annotate(&item("Kenya strike widens", summary, Some("en")))), ["KE"]);
}

#[test]
fn a_currency_is_not_its_country() {
    let read =
        annotator().annotate(&item("Zambia sells bond", "It raised 90 mln U.S. dollars, Zambia said.", Some("en")));
    assert_eq!(codes(&read), ["ZM"]);
}

#[test]
fn capitals_throughout_are_read() {
    assert_eq!(countries("CHILE MINERS STRIKE"), ["CL"]);
    assert_eq!(countries("READING AND NICE TO SPLIT COSTS"), Vec::<String>::new());
}

#[test]
fn no_country_is_unattributed() {
    assert_eq!(countries("Oil prices slip as traders wait"), Vec::<String>::new());
}

#[test]
fn what_was_set_aside_is_told() {
    let read = annotator().annotate(&item("Paris Hilton opens hotel", "", Some("en")));
    let reason = Reason { code: "place_is_person".into(), text: "Paris".into() };
    assert!(read.reasons.contains(&reason), "{:?}", read.reasons);
}

#[test]
fn the_providers_country_outranks_words() {
    let mut quake = item("Earthquake near the border of Pakistan", "", Some("en"));
    quake.provider.countries = vec![CountryCode::new("AF").unwrap()];
    assert_eq!(codes(&annotator().annotate(&quake)), ["AF", "PK"]);
    quake.provider.countries.clear();
    quake.provider.country_names = vec!["Islamic Republic of Iran".into(), "Nowhereland".into()];
    let read = annotator().annotate(&quake);
    assert_eq!(codes(&read), ["IR", "PK"]);
    assert_eq!(read.countries[0].evidence[0].via, "provider");
}

#[test]
fn a_place_has_its_point_and_region() {
    let read = annotator().annotate(&item("Blast in Kharkiv", "A tower in Paris, Texas fell.", Some("en")));
    let paris = read.places.iter().find(|finding| finding.place.name == "Paris").unwrap();
    assert_eq!(paris.place.admin.as_deref(), Some("Texas"));
    assert_eq!((paris.start, paris.end), (28, 33));
    let km = paris.place.point.unwrap().km_to(crate::domain::place::Point { lat: 33.66, lon: -95.55 });
    assert!(km < 10.0, "{km}");
}

/// The name and sort of the first place that a headline names.
fn first_place(title: &str, lang: Option<&str>) -> (String, PlaceKind) {
    let read = annotator().annotate(&item(title, "", lang));
    let place = &read.places[0].place;
    (place.name.clone(), place.kind)
}

#[test]
fn a_countrys_own_name_is_the_country_and_not_its_capital() {
    let titles = [
        ("Gang shooting leaves five dead in Mexico", "Mexico"),
        ("Protests in Guatemala turn violent", "Guatemala"),
        ("Panama raises canal fees", "Panama"),
        ("Drone hits port in Kuwait", "Kuwait"),
        ("Singapore tightens chip rules", "Singapore"),
        ("Bank run in Luxembourg", "Luxembourg"),
        ("Explosion in Djibouti", "Djibouti"),
        ("墨西哥帮派枪击致五人死亡", "Mexico"),
        ("Взрыв в Мексике", "Mexico"),
    ];
    for (title, country) in titles {
        assert_eq!(first_place(title, None), (country.to_owned(), PlaceKind::Country), "{title}");
    }
}

#[test]
fn a_capital_with_a_name_of_its_own_stays_the_capital() {
    let titles = [
        ("Earthquake near Mexico City", "Mexico City"),
        ("墨西哥城发生地震", "Mexico City"),
        ("Взрыв в Мехико", "Mexico City"),
        ("Attentat à Alger, trois morts", "Algiers"),
        ("Unrest in Tunis", "Tunis"),
        ("巴拿马城爆发抗议", "Panama City"),
    ];
    for (title, capital) in titles {
        assert_eq!(first_place(title, None), (capital.to_owned(), PlaceKind::Capital), "{title}");
    }
}

#[test]
fn a_city_of_a_region_that_is_known_lies_where_it_lies() {
    let titles = [
        ("Missile strike on Lviv", "Lviv", Some((49.84, 24.03))),
        ("敖德萨遭袭", "Odesa", Some((46.48, 30.73))),
        ("Attentat à Pékin", "Beijing", Some((39.91, 116.40))),
        ("Bomb in Anbar", "Anbar", None),
    ];
    for (title, name, at) in titles {
        let read = annotator().annotate(&item(title, "", None));
        let place = &read.places[0].place;
        assert_eq!(place.name, name, "{title}");
        let km = place.point.zip(at).map(|(point, (lat, lon))| point.km_to(crate::domain::place::Point { lat, lon }));
        assert_eq!((place.point.is_some(), km.is_none_or(|km| km < 20.0)), (at.is_some(), true), "{title}: {km:?}");
    }
}

#[test]
fn a_sea_is_not_the_town_of_its_name() {
    for (title, want) in [
        ("Earthquake in the Banda Sea", "ID"),
        ("Gulf of Aden piracy", ""),
        ("Lake Victoria ferry capsizes", "KE TZ UG"),
        ("Niger Delta militants blow up pipeline", "NG"),
        ("6.9 quake off New Britain, P.N.G.", "PG"),
        ("New Britain, Conn. mayor resigns", "US"),
        ("Terremoto en Ciudad de Guatemala", "GT"),
        ("بيروت: انفجار", "LB"),
    ] {
        let mut got = codes(&annotator().annotate(&item(title, "", None)));
        got.sort_unstable();
        assert_eq!(got.join(" "), want, "{title}");
    }
}

#[test]
fn names_are_read_in_the_language_that_was_told() {
    let read = annotator().annotate(&item("Chính phủ Anh và Nga họp khẩn về vụ nổ", "", None));
    assert_eq!(read.lang.as_deref(), Some("vi"));
    assert_eq!(codes(&read), ["GB", "RU"]);
}

#[test]
fn sorts_of_happening_come_from_the_leading_hazard() {
    let read = annotator().annotate(&item("墨西哥帮派枪击致五人死亡", "", None));
    assert_eq!(read.kinds, [crate::domain::annotation::EventKind::Crime]);
}

#[test]
fn a_county_that_no_table_lists_is_a_place() {
    let read = annotator().annotate(&item("Fire in Loudon County", "", Some("en")));
    assert_eq!(read.places.iter().map(|p| p.place.name.as_str()).collect::<Vec<_>>(), ["Loudon County"]);
    assert_eq!(codes(&read), ["US"]);
}

#[test]
fn offsets_count_characters_of_the_original() {
    let read = annotator().annotate(&item("🔥 基辅遭袭", "Über Kyiv", Some("de")));
    let spans: Vec<_> = read.places.iter().map(|place| (place.start, place.end)).collect();
    assert_eq!(spans, [(2, 4), (12, 16)]);
}

#[test]
fn a_bloc_counts_where_no_country_is_named() {
    let name = LocalText { en: "European Union".into(), zh_hans: "欧盟".into(), zh_hant: "歐盟".into() };
    let eu = Bloc { key: "EU".into(), name, aliases: vec!["EU".into(), "Brussels".into()], members: vec![] };
    let annotator = annotator_of(&[], &[eu]);
    for (title, want) in [
        ("EU tightens visa rules", "EU"),
        ("歐盟通過新規", "EU"),
        ("EU sanctions Russia", "RU"),
        ("Brussels airport shut", "BE"),
        ("La feu eu lieu", ""),
    ] {
        let got = codes(&annotator.annotate(&item(title, "", Some("en"))));
        assert_eq!(got.join(" "), want, "{title}");
    }
}

#[test]
fn a_megabyte_of_anything_comes_back() {
    for piece in ["x", "Georgia ", "美俄", "Paris, Texas ", "Loudon County ", "🔥", "Киева ", "\u{301}"] {
        let text = piece.repeat(1_000_000 / piece.len());
        let read = annotator().annotate(&item(&text, &text, None));
        assert!(read.places.len() <= 4_000, "{piece}");
    }
}

fn asset(id: &str, aliases: &[&str], organisation: Option<&str>) -> Arc<Asset> {
    let name = LocalText {
        en: format!("{id} Centre"), zh_hans: "中乌合作中心".into(), zh_hant: "中烏合作中心".into()
    };
    let locus = Locus {
        role: Role::Partner,
        country: CountryCode::new("UA").unwrap(),
        city: None,
        point: None,
        precision: Precision::Country,
        confidence: Confidence::Verified,
        organisation: organisation.map(str::to_owned),
    };
    Arc::new(Asset {
        id: id.into(),
        kind: AssetKind::Site,
        name,
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        sectors: vec![],
        articles: vec![],
        loci: vec![locus],
        headcount: None,
        value_cny_m: None,
        instruments: vec![],
        period: None,
        host_organisation: None,
        since: None,
        status: "named".into(),
    })
}

#[test]
fn assets_are_found_by_any_alias_as_whole_words() {
    let paton = asset("paton", &["巴頓焊接研究院", "PWI", "中烏"], Some("E.O. Paton Electric Welding Institute"));
    let annotator = annotator_of(&[paton, asset("twin", &["PWI"], None)], &[]);
    for (title, want) in [
        ("Fire at the E.O. Paton Electric Welding Institute", "paton"),
        ("中乌巴顿焊接研究院停工", "paton"),
        ("PWI signs deal", "paton twin"),
        ("pwi is no acronym here", ""),
        ("SPWIX rises", ""),
        ("中乌论坛", ""),
        ("中烏合作中心開幕", "paton twin"),
    ] {
        let read = annotator.annotate(&item(title, "", None));
        let got: Vec<_> = read.mentions.iter().map(|mention| mention.asset.as_str()).collect();
        assert_eq!(got.join(" "), want, "{title}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let model: Model = toml::from_str(MODEL).unwrap();
    let files = hazard_files();
    let mut lexicon = vec![("places.toml", PLACES), ("words_en.txt", WORDS)];
    lexicon.extend(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let inputs = Inputs {
        gazetteer: GAZETTEER,
        lexicon: &[],
        model: &model,
        assets: &[],
        sectors: &[],
        ambiguous: &[],
        blocs: &[],
        feeds: &[],
    };
    let error = Annotator::new(&inputs).unwrap_err();
    assert_eq!(error.to_string(), "the lexicon has no file `places.toml`: restore it with `fenghuo config init`");
}

#[test]
fn a_damaged_gazetteer_is_refused() {
    for bytes in [&b""[..], b"fenghuo-places/1", &GAZETTEER[..GAZETTEER.len() / 2]] {
        assert!(places::PlaceReader::new(bytes, PLACES, WORDS).is_err());
    }
}

/// Any text: letters of all scripts, names, and pieces that the readers look for.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("Paris, Texas ".to_owned()),
        Just("俄乌（烏克蘭）".to_owned()),
        Just("St. Loudon County <UK> U.S. ".to_owned()),
        Just("Южной Кореи وإيران 우크라이나에서 ".to_owned()),
        Just("\u{200f}e\u{301}İIǅß\u{fb01} ".to_owned()),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_gives_an_annotation_with_valid_offsets(title in any_text(), summary in any_text()) {
        let read = annotator().annotate(&item(&title, &summary, None));
        let whole: Vec<char> = format!("{title}\n{summary}").chars().collect();
        let mut last = 0;
        for place in &read.places {
            prop_assert!(last <= place.start && place.start < place.end && place.end <= whole.len());
            last = place.start;
        }
        for evidence in read.countries.iter().flat_map(|finding| &finding.evidence) {
            let words: String = whole[evidence.start..evidence.end].iter().collect();
            prop_assert_eq!(&words, &evidence.text);
        }
    }
}
