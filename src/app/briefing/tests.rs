//! Briefings on the demo's fortnight, and on a desk that knows nothing yet.

use std::sync::{Arc, LazyLock};

use super::*;
use crate::app::demo::Demo;
use crate::app::stages::Stages;
use crate::config::shipped;
use crate::domain::feed::FeedState;
use crate::domain::gap::Gap;
use crate::domain::sample;
use crate::domain::words::Lang;

/// Played once, and only looked at.
static DEMO: LazyLock<Demo> = LazyLock::new(|| Demo::new(&config()).unwrap());

fn config() -> Config {
    shipped().config.unwrap()
}

fn of_demo(kind: BriefingKind, form: Form, lang: Lang) -> String {
    let config = config();
    laid_out(&DEMO.briefing(kind).unwrap(), form, &config, &config.words.speaking(lang)).unwrap()
}

#[test]
fn the_handover_tells_each_open_matter() {
    insta::assert_snapshot!("handover", of_demo(BriefingKind::Handover, Form::Markdown, Lang::En));
    insta::assert_snapshot!("handover_zh", of_demo(BriefingKind::Handover, Form::Markdown, Lang::ZhHans));
}

#[test]
fn the_daily_brief_is_one_page() {
    insta::assert_snapshot!("daily", of_demo(BriefingKind::Daily, Form::Markdown, Lang::ZhHans));
}

#[test]
fn the_weekly_report_counts() {
    insta::assert_snapshot!("weekly", of_demo(BriefingKind::Weekly, Form::Markdown, Lang::En));
}

#[test]
fn the_monthly_edition_tells_counts_and_countries() {
    insta::assert_snapshot!("monthly", of_demo(BriefingKind::Monthly, Form::Html, Lang::ZhHant));
}

#[test]
fn the_monthly_edition_names_no_asset_person_unit_or_headline() {
    let (config, picture) = (config(), DEMO.picture());
    let mut names: Vec<String> = config
        .assets
        .iter()
        .flat_map(|asset| {
            [asset.id.to_string(), asset.name.en.clone(), asset.name.zh_hans.clone(), asset.name.zh_hant.clone()]
        })
        .collect();
    names.extend(["李文", "王敏", "kjj-yantai"].map(str::to_owned));
    names.extend(picture.incidents.iter().map(|card| card.incident.title().to_owned()));
    names.extend(picture.notices.iter().map(|notice| notice.id.to_string()));
    for form in [Form::Markdown, Form::Html, Form::Json] {
        for lang in Lang::ALL {
            let text = of_demo(BriefingKind::Monthly, form, lang);
            let found: Vec<_> = names.iter().filter(|name| text.contains(name.as_str())).collect();
            assert!(found.is_empty(), "{form:?} {lang}: {found:?}");
        }
    }
}

#[test]
fn every_word_is_there_in_every_language() {
    for kind in BriefingKind::ALL {
        for lang in Lang::ALL {
            let text = of_demo(kind, Form::Html, lang);
            assert!(!text.contains("briefing."), "{kind:?} {lang}: {text}");
            assert!(!text.contains('{') || text.contains("@page"), "{kind:?} {lang}: {text}");
        }
    }
}

#[test]
fn a_day_before_the_desk_watched_is_told_as_unknown() {
    let Body::Monthly(monthly) = DEMO.briefing(BriefingKind::Monthly).unwrap().body else { panic!("another kind") };
    let history = monthly.countries.first().unwrap();
    assert_eq!(history.days.first(), Some(&None));
    assert_eq!(history.days.last(), Some(&Some(history.highest)));
}

#[test]
fn a_desk_that_knows_nothing_says_so_in_every_section() {
    let config = Arc::new(config());
    let stages = Stages::new(Arc::clone(&config)).unwrap();
    let store = Store::open("memory:", sample::now()).unwrap().store;
    let mut engine = Engine::open(stages, store, sample::now()).unwrap();
    engine.evaluate_unstored(sample::now());
    let note = engine.briefing(BriefingKind::Handover, None, &Person::new("li"), sample::now()).unwrap();
    let Body::Handover(handover) = &note.body else { panic!("another kind") };
    assert_eq!(handover.matters, []);
    let text = laid_out(&note, Form::Markdown, &config, &config.words.speaking(Lang::En)).unwrap();
    assert!(text.matches("None.").count() >= 6, "{text}");
    assert!(text.contains(&format!("({})", config.countries.len())), "every country is told as not checked: {text}");
}

#[test]
fn what_a_feed_may_have_missed_is_told_while_it_is_news() {
    let config = Arc::new(config());
    let feed = config.feeds.iter().find(|feed| feed.enabled).unwrap();
    let ago = |hours| sample::now() - chrono::Duration::hours(hours);
    for (found, kind, is_news) in [
        (ago(1), BriefingKind::Handover, true),
        (ago(1), BriefingKind::Daily, true),
        (ago(1), BriefingKind::Weekly, true),
        (ago(20 * 24), BriefingKind::Weekly, false),
    ] {
        let store = Store::open("memory:", sample::now()).unwrap().store;
        let gaps = vec![Gap::found_at(found, found - chrono::Duration::days(9), found - chrono::Duration::days(8))];
        store.put_feed_state(feed.id.clone(), FeedState { gaps, ..FeedState::default() }).wait().unwrap();
        let mut engine = Engine::open(Stages::new(Arc::clone(&config)).unwrap(), store, sample::now()).unwrap();
        engine.evaluate_unstored(sample::now());
        let note = engine.briefing(kind, None, &Person::new("li"), sample::now()).unwrap();
        for (lang, told) in
            [(Lang::En, "may have missed items of"), (Lang::ZhHans, "可能缺漏"), (Lang::ZhHant, "可能缺漏")]
        {
            let text = laid_out(&note, Form::Markdown, &config, &config.words.speaking(lang)).unwrap();
            let line = text.lines().find(|line| line.contains(told));
            assert_eq!(
                line.is_some_and(|line| line.contains(&feed.title)),
                is_news,
                "{kind:?} {lang} {found}: {line:?}"
            );
        }
    }
}

#[test]
fn an_operator_s_template_and_style_are_used_and_a_mistake_is_told_with_its_line() {
    let mut config = config();
    config.texts.insert("templates/page.css".to_owned(), "h1 { color: teal; }".to_owned());
    let words = config.words.speaking(Lang::En);
    let note = DEMO.briefing(BriefingKind::Handover).unwrap();
    let page = laid_out(&note, Form::Html, &config, &words).unwrap();
    assert!(page.contains("h1 { color: teal; }") && !page.contains("@page"));
    config.texts.insert("templates/briefing.md.j2".to_owned(), "a\n{{ nothing }}".to_owned());
    let wrong = laid_out(&note, Form::Markdown, &config, &words).unwrap_err().to_string();
    assert!(wrong.starts_with("briefing.md.j2:2: "), "{wrong}");
}
