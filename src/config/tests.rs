//! What the shipped configuration holds, what an operator's folder changes, and what is said of broken ones.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::domain::annotation::EventKind;
use crate::domain::asset::{Asset, Confidence, Precision, Role};
use crate::domain::country::CountryCode;
use crate::domain::explain::Why;
use crate::domain::feed::{Feed, Outcome};
use crate::domain::hazard::Hazard;
use crate::domain::level::Level;
use crate::domain::place::Scope;
use crate::domain::words::Lang;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/config")
}

fn nothing(_: &str) -> Option<String> {
    None
}

/// The shipped configuration, which must be right.
fn defaults() -> Config {
    let loaded = shipped();
    assert!(loaded.problems.is_empty(), "{}", told(&loaded));
    loaded.config.unwrap()
}

/// A folder that must load without problems.
fn loaded(dir: &Path) -> Config {
    let loaded = load(Some(dir), &nothing);
    assert!(loaded.problems.is_empty(), "{}", told(&loaded));
    loaded.config.unwrap()
}

fn told(loaded: &Loaded) -> String {
    loaded.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
}

fn code(text: &str) -> CountryCode {
    CountryCode::new(text).unwrap()
}

fn feed<'a>(config: &'a Config, id: &str) -> &'a Feed {
    config.feeds.iter().find(|feed| feed.id.as_str() == id).unwrap_or_else(|| panic!("no feed {id}"))
}

fn asset<'a>(config: &'a Config, id: &str) -> &'a Asset {
    config.assets.iter().find(|asset| asset.id.as_str() == id).unwrap_or_else(|| panic!("no asset {id}"))
}

/// Names of an enum's values, as serde lists them when it meets an unknown one.
fn names<T: serde::de::DeserializeOwned>(unknown: &str) -> Vec<String> {
    let error = serde_json::from_str::<T>(unknown).err().unwrap().to_string();
    error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_shipped_configuration_holds_what_the_policy_names() {
    let config = defaults();
    assert_eq!(config.countries.len(), 54);
    assert_eq!(config.articles.len(), 20);
    let kinds = |kind: &str| config.assets.iter().filter(|asset| format!("{:?}", asset.kind) == kind).count();
    assert_eq!([kinds("Site"), kinds("Project"), kinds("Programme"), kinds("Visit")], [17, 14, 27, 5]);
    assert_eq!(config.codes.len(), 251);
    assert_eq!(config.settings.desk.issuer, None);
    assert_eq!(config.words.lang(), Lang::ZhHans);
}

#[test]
fn names_without_gloss_and_partners_are_aliases() {
    let config = defaults();
    let paton = asset(&config, "yantai-paton");
    for alias in [
        "中乌巴顿先进焊接技术研究院",
        "中烏(烏克蘭)巴頓先進焊接技術研究院",
        "中烏巴頓先進焊接技術研究院",
        "China-Ukraine Paton Advanced Welding Technology Institute",
        "E.O. Paton Electric Welding Institute",
    ] {
        assert!(paton.aliases.iter().any(|known| known == alias), "{alias}: {:?}", paton.aliases);
    }
}

#[test]
fn no_alias_is_a_word_that_says_nothing() {
    let config = defaults();
    let ambiguous = |alias: &str| config.ambiguous.iter().any(|form| form.form == alias);
    for asset in &config.assets {
        for alias in &asset.aliases {
            assert!(alias.chars().count() >= 3 && !ambiguous(alias), "{}: {alias}", asset.id);
        }
    }
}

#[test]
fn a_project_hangs_on_its_site_or_on_its_countries() {
    let config = defaults();
    let listed = asset(&config, "paton-major-item");
    assert_eq!(listed.loci, asset(&config, "yantai-paton").loci);
    let treaty = asset(&config, "fta-kr");
    let [locus] = treaty.loci.as_slice() else { panic!("{:?}", treaty.loci) };
    assert_eq!((locus.role, locus.country), (Role::Partner, code("KR")));
    assert_eq!((locus.precision, locus.confidence), (Precision::Country, Confidence::Unverified));
    assert_eq!(locus.usable_point(), None);
}

#[test]
fn feeds_are_filled_from_the_watchlist() {
    let config = defaults();
    assert_eq!(feed(&config, "uk-fcdo-api-ua").url, "https://www.gov.uk/api/content/foreign-travel-advice/ukraine");
    assert_eq!(feed(&config, "uk-fcdo-api-ua").countries, [code("UA")]);
    assert!(!config.feeds.iter().any(|feed| feed.id.as_str() == "uk-fcdo-api-gb"), "a government advises on others");
    assert!(feed(&config, "wb-wgi").url.contains("AUS;BGD;BLR;BRA"));
    assert!(feed(&config, "fx-frankfurter").url.contains("quotes=AED,ARS,AUD"));
    assert!(feed(&config, "gdelt-doc-sa").url.contains("query=%22Saudi+Arabia%22+%28protest+OR"));
    let filled = config.feeds.iter().filter(|feed| feed.id.as_str().starts_with("uk-fcdo-api-")).count();
    assert_eq!(filled, 53);
}

#[test]
fn advice_of_governments_is_a_register() {
    let config = defaults();
    let advice: Vec<&Feed> =
        config.feeds.iter().filter(|feed| feed.group == "Government advisories").map(AsRef::as_ref).collect();
    assert!(advice.len() > 60 && advice.iter().all(|feed| feed.register));
    assert!(config.feeds.iter().all(|feed| !feed.register || feed.group == "Government advisories"));
}

#[test]
fn every_country_of_the_watchlist_has_a_map_point_a_zone_and_a_currency() {
    for country in &defaults().countries {
        assert!(country.capital.is_some() && country.currency.is_some(), "{}", country.code);
        assert!(country.zone.is_some(), "{}", country.code);
    }
}

#[test]
fn the_clock_of_a_capital_has_its_summer_time() {
    let config = defaults();
    let hour = |text: &str, at: &str| {
        let zone = config.countries.iter().find(|c| c.code == code(text)).unwrap().zone.unwrap();
        crate::domain::time::parse(at).unwrap().with_timezone(&zone).format("%H").to_string()
    };
    let (winter, summer) = ("2026-01-15T10:00:00Z", "2026-07-15T10:00:00Z");
    assert_eq!([hour("UA", winter), hour("UA", summer), hour("IN", summer)], ["12", "13", "15"]);
}

#[test]
fn every_level_advises_every_addressee() {
    let config = defaults();
    for level in [Level::Blue, Level::Yellow, Level::Orange, Level::Red] {
        for addressee in ["people", "projects", "finance"] {
            let found =
                config.measures.iter().any(|m| m.level == level && m.addressee == addressee && m.hazards.is_empty());
            assert!(found, "{level} {addressee}");
        }
    }
}

#[test]
fn every_word_of_the_field_is_in_the_tables() {
    let config = defaults();
    let mut keys: Vec<String> = Vec::new();
    keys.extend(Hazard::ALL.map(|hazard| format!("hazard.{hazard}")));
    keys.extend(Level::ALL.map(|level| format!("level.{level}")));
    keys.extend(Outcome::ALL.iter().flat_map(|o| [format!("outcome.{o}"), format!("outcome_help.{o}")]));
    keys.extend(names::<EventKind>("\"?\"").iter().map(|kind| format!("event_kind.{kind}")));
    keys.extend(names::<Scope>("\"?\"").iter().map(|scope| format!("scope.{scope}")));
    keys.extend(names::<Why>("{\"why\":\"?\"}").iter().map(|why| format!("why.{why}")));
    keys.extend(config.feeds.iter().map(|feed| format!("feed_group.{}", feed.group)));
    keys.extend(config.codes.iter().map(|code| format!("country.{code}")));
    let missing: Vec<&String> = keys.iter().filter(|key| !config.words.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(keys.len() > 350);
}

#[test]
fn a_folder_written_by_init_says_what_is_shipped() {
    let dir = tempfile::tempdir().unwrap();
    let written = init(dir.path()).unwrap();
    assert!(written.iter().all(|path| path.is_file()));
    let (ours, theirs) = (defaults(), loaded(dir.path()));
    let plain = |config: &Config| -> Vec<String> {
        show(config).iter().map(|line| line.rsplit_once("  # ").unwrap().0.to_owned()).collect()
    };
    assert_eq!(plain(&ours), plain(&theirs));
    assert_eq!(format!("{:?}", ours.feeds), format!("{:?}", theirs.feeds));
    assert_eq!(ours.assets, theirs.assets);
}

#[test]
fn init_overwrites_nothing() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("registry.toml"), "mine").unwrap();
    let error = init(dir.path()).unwrap_err().to_string();
    assert!(error.contains("registry.toml") && error.contains("is there already"), "{error}");
    assert_eq!(fs::read_to_string(dir.path().join("registry.toml")).unwrap(), "mine");
    assert!(!dir.path().join("fenghuo.toml").exists(), "a refusal writes nothing at all");
}

#[test]
fn every_example_line_holds_when_it_is_un_commented() {
    let is_example =
        |line: &&str| line.starts_with('#') && line.chars().nth(1).is_some_and(|c| !matches!(c, ' ' | '#'));
    let mut examples = 0;
    let is_toml = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "toml");
    for (path, text) in super::shipped::texts().filter(|(path, _)| is_toml(path)) {
        let dir = tempfile::tempdir().unwrap();
        let lines: Vec<&str> = text.lines().filter(is_example).collect();
        examples += lines.len();
        let uncommented: String =
            text.lines().map(|line| if is_example(&line) { &line[1..] } else { line }).collect::<Vec<_>>().join("\n");
        let file = dir.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, uncommented).unwrap();
        loaded(dir.path());
    }
    assert!(examples > 40, "{examples}");
}

#[test]
fn a_folder_changes_adds_and_removes_entries() {
    let config = loaded(&fixtures().join("valid/overlay"));
    let country = |text: &str| config.countries.iter().find(|country| country.code == code(text));
    assert_eq!(country("UA").map(|ua| (ua.tier, ua.capital.is_some())), Some((2, true)));
    assert!(country("TL").is_none() && country("MN").is_some());
    assert!(!config.assets.iter().any(|asset| asset.id.as_str() == "prov-nsf"));
    let paton = asset(&config, "yantai-paton");
    assert_eq!((paton.headcount, paton.instruments.len(), paton.loci.len()), (Some(4), 1, 2));
    assert_eq!(config.model.levels.threshold.get(&Level::Blue), Some(&25.0));
    assert_eq!(config.model.levels.threshold.get(&Level::Red), Some(&75.0));
}

#[test]
fn a_folder_changes_one_of_the_feeds_filled_per_country_or_all() {
    let config = loaded(&fixtures().join("valid/overlay"));
    assert_eq!(feed(&config, "uk-fcdo-api-ua").every_minutes, 60);
    assert_eq!(feed(&config, "uk-fcdo-api-ru").every_minutes, 360);
    assert!(feed(&config, "uk-fcdo-api-mn").url.ends_with("/mongolia"), "a new country fills the feeds too");
    let searched: Vec<&str> = config
        .feeds
        .iter()
        .filter(|feed| feed.id.as_str().starts_with("google-news-"))
        .map(|feed| feed.id.as_str())
        .collect();
    assert_eq!(searched, ["google-news-bn", "google-news-mn"]);
    assert!(!config.feeds.iter().any(|feed| feed.id.as_str() == "vnexpress"));
}

#[test]
fn a_folder_adds_words_and_texts() {
    let config = loaded(&fixtures().join("valid/overlay"));
    assert_eq!(config.words.get("hazard.ip"), "IP");
    assert_eq!(config.words.get("tui.extra.hello"), "hello");
    assert_eq!(config.words.speaking(Lang::ZhHans).get("country.MN"), "蒙古国");
    assert_eq!(config.texts["templates/note.md.j2"].trim(), "{{ subject }}");
}

#[test]
fn every_value_is_shown_with_its_origin() {
    let dir = fixtures().join("valid/overlay");
    let env = |name: &str| (name == "FENGHUO_HTTP_AT_ONCE").then(|| "8".to_owned());
    let config = load(Some(&dir), &env).config.unwrap();
    assert_eq!(config.settings.http.at_once, 8);
    let lines = show(&config).join("\n").replace(&dir.display().to_string(), "DIR");
    for line in [
        "http.at_once = 8  # env FENGHUO_HTTP_AT_ONCE",
        "http.per_host = 1  # DIR/fenghuo.toml:8",
        "http.redirects = 5  # shipped",
        "model.levels.threshold.blue = 25  # DIR/model.toml:4",
        "feed.uk-fcdo-api-ua.every_minutes = 60  # DIR/feeds/mine.toml:6",
        "recipient.0.id = \"duty\"  # DIR/fenghuo.toml:11",
        "feed.desk-drop.headers.X-Key = \"env:EXAMPLE_KEY\"  # DIR/feeds/mine.toml:22",
        "feed.desk-drop.headers.X-Desk = \"…\"  # DIR/feeds/mine.toml:22",
    ] {
        assert!(lines.contains(line), "{line}\n{lines}");
    }
}

#[test]
fn the_environment_gives_language_and_folders() {
    let env = |name: &str| match name {
        "LANG" => Some("zh_TW.UTF-8".to_owned()),
        "HOME" => Some("/nowhere/officer".to_owned()),
        _ => None,
    };
    let config = load(None, &env).config.unwrap();
    assert_eq!(config.settings.language, Lang::ZhHant);
    assert_eq!(config.settings.store.url, "sqlite:/nowhere/officer/.local/share/fenghuo/fenghuo.db");
}

#[test]
fn a_variable_that_is_no_value_is_told() {
    let env = |name: &str| (name == "FENGHUO_HTTP_AT_ONCE").then(|| "many".to_owned());
    let problems = told(&load(None, &env));
    assert!(
        problems.contains("`many` is no value") && problems.contains("--> $FENGHUO_HTTP_AT_ONCE:1:1"),
        "{problems}"
    );
}

#[test]
fn a_folder_that_was_asked_for_must_be_there() {
    let dir = tempfile::tempdir().unwrap();
    let missing = load(Some(&dir.path().join("typo")), &nothing);
    assert!(missing.config.is_none() && told(&missing).contains("there is no such folder"));
    let home = dir.path().display().to_string();
    assert!(load(None, &|name| (name == "XDG_CONFIG_HOME").then(|| home.clone())).config.is_some());
}

#[test]
fn a_later_check_finds_the_line() {
    let config = loaded(&fixtures().join("valid/overlay"));
    let line = |file: &str, id: &str, key: &str| config.locate(file, id, key).map(|place| place.excerpt);
    assert_eq!(line("feeds", "desk-drop", "family").as_deref(), Some("family = \"desk\""));
    assert_eq!(line("feeds", "uk-fcdo-api-ua", "every_minutes").as_deref(), Some("every_minutes = 60"));
    assert_eq!(line("fenghuo.toml", "http", "per_host").as_deref(), Some("per_host = 1"));
    assert_eq!(line("registry.toml", "no-such-asset", "id"), None);
}

/// The policy the registry is built from, where the shared folder is at hand.
fn policy() -> Option<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned();
    let folder = std::env::var("FENGHUO_SHARED").unwrap_or(beside);
    fs::read_to_string(Path::new(&folder).join("policy-2015-11-04.txt")).ok()
}

#[test]
#[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
fn names_that_are_not_put_together_stand_in_the_policy() {
    let Some(policy) = policy() else {
        println!("skipped: the policy's text is not here");
        return;
    };
    let config = defaults();
    for entry in config.docs.entries("asset").iter().filter(|entry| entry.get("composite").is_none()) {
        let name = config.docs.entry("asset", entry.text("id").unwrap()).unwrap().get("name").unwrap();
        let name = name.text("zh-Hant").unwrap();
        assert!(policy.contains(name), "{name}");
    }
}

#[test]
fn folders_in_folders_are_read_and_what_is_no_text_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("lexicon/mine")).unwrap();
    fs::write(dir.path().join("lexicon/mine/words.txt"), "wort").unwrap();
    let config = loaded(dir.path());
    assert_eq!(config.texts["lexicon/mine/words.txt"], "wort");
    fs::write(dir.path().join("lexicon/table.bin"), [0xff, 0xfe]).unwrap();
    let told = told(&load(Some(dir.path()), &nothing));
    assert!(told.contains("table.bin") && told.contains("cannot be read"), "{told}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    #[test]
    fn no_text_makes_loading_panic(cut in 0..100usize, put in ".{0,12}", file in 0..4usize) {
        let path = ["fenghuo.toml", "registry.toml", "feeds/world.toml", "model.toml"][file];
        let text = shipped_text(path).unwrap();
        let at = text.char_indices().map(|(at, _)| at).nth(cut * text.chars().count() / 100).unwrap_or(0);
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("feeds")).unwrap();
        fs::write(dir.path().join(path), format!("{}{put}{}", &text[..at], &text[at..])).unwrap();
        let loaded = load(Some(dir.path()), &nothing);
        proptest::prop_assert!(loaded.config.is_some() || loaded.has_errors());
        loaded.problems.iter().for_each(|problem| assert!(!problem.to_string().contains('\u{1b}')));
    }
}

#[test]
fn a_stage_reads_its_part_by_its_own_type() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Route {
        name: String,
        recipients: Vec<String>,
    }
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Named {
        #[expect(dead_code, reason = "read only to be refused")]
        name: String,
    }
    let config = loaded(&fixtures().join("valid/overlay"));
    let routes: Option<Vec<Route>> = config.read("fenghuo.toml", "route").unwrap();
    assert_eq!(routes, Some(vec![Route { name: "all".into(), recipients: vec!["duty".into()] }]));
    assert_eq!(config.read::<Vec<Route>>("fenghuo.toml", "nothing").unwrap(), None);
    let problem = config.read::<Vec<Named>>("fenghuo.toml", "route").unwrap_err();
    assert_eq!((problem.line, problem.excerpt.as_str()), (17, "recipients = [\"duty\"]"), "{problem}");
}

#[test]
fn a_stages_own_file_is_combined_and_its_secrets_are_revealed_on_demand() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Outgoing {
        tries: u32,
        mail: Mail,
    }
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Mail {
        password: String,
    }
    let mut layers = super::layers::Layers::shipped();
    let file = super::source::Origin::File("deliver.toml".into());
    let mut add = |text: &'static str| layers.sources.add("deliver.toml", file.clone(), text.into());
    let (below, above) = (add("tries = 1"), add("[mail]\npassword = 'env:MAIL'"));
    layers.shipped.push(("deliver.toml".to_owned(), below));
    layers.user.push(("deliver.toml".to_owned(), above));
    let config = super::load::build(layers, &nothing).config.unwrap();
    let env = |name: &str| (name == "MAIL").then(|| "hunter2".to_owned());
    let outgoing: Option<Outgoing> = config.read_with_secrets("deliver.toml", "", &env).unwrap();
    assert_eq!(outgoing, Some(Outgoing { tries: 1, mail: Mail { password: "hunter2".into() } }));
    let unset = config.read_with_secrets::<Outgoing>("deliver.toml", "", &nothing).unwrap_err();
    assert!(unset.line == 2 && unset.message.contains("`MAIL` is not set"), "{unset}");
    assert!(!show(&config).join("\n").contains("hunter2"));
}

#[test]
fn a_secret_written_out_is_refused_and_not_repeated() {
    let mut layers = super::layers::Layers::shipped();
    let file = super::source::Origin::File("deliver.toml".into());
    let source = layers.sources.add("deliver.toml", file, "[mail]\npassword = 'hunter2'".into());
    layers.user.push(("deliver.toml".to_owned(), source));
    let loaded = super::load::build(layers, &nothing);
    let told = told(&loaded);
    assert!(loaded.config.is_none() && told.contains("a secret is not written into"), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn ten_mistakes_are_told_at_once() {
    let dir = fixtures().join("invalid/ten_mistakes");
    let loaded = load(Some(&dir), &nothing);
    assert!(loaded.config.is_none() && loaded.problems.len() >= 10);
    insta::assert_snapshot!(told(&loaded).replace(&format!("{}/", dir.display()), ""));
}

#[test]
fn each_kind_of_mistake_is_told_where_it_stands() {
    let mut kinds = 0;
    for entry in fs::read_dir(fixtures().join("invalid")).unwrap().flatten() {
        let dir = entry.path();
        let Some((file, said)) = expected(&dir) else { continue };
        kinds += 1;
        let loaded = load(Some(&dir), &nothing);
        let told = told(&loaded);
        assert_eq!(loaded.problems.len(), 1, "{}\n{told}", dir.display());
        assert!(told.contains(&said), "{}\nwanted: {said}\n{told}", dir.display());
        let is_elsewhere = dir.ends_with("unwatched_country");
        assert!(is_elsewhere || told.contains(&file.display().to_string()), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
    assert!(kinds > 30, "{kinds}");
}

/// The file of a fixture, and what its first line says will be said of it.
fn expected(dir: &Path) -> Option<(PathBuf, String)> {
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let Some(said) = fs::read_to_string(&path).unwrap().strip_prefix("# says: ") {
                return Some((path, said.lines().next().unwrap().to_owned()));
            }
        }
    }
    None
}
