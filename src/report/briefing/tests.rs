//! What hostile text must not do to a briefing, and what a page promises.

use super::*;
use crate::domain::briefing::{Coverage, Handover, Happening, Matter, Next, Overdue, SickFeed, Watch};
use crate::domain::feed::Outcome;
use crate::domain::hazard::Hazard;
use crate::domain::level::Level;
use crate::domain::sample;
use crate::domain::silence::Silence;
use crate::domain::words::{Lang, LocalText};
use crate::report::tests::HOSTILE;
use crate::report::{Template, briefing_html, briefing_markdown};

fn words(lang: Lang) -> Words {
    let tables = [
        include_str!("../../../config/locale/briefing.toml"),
        include_str!("../../../config/locale/report.toml"),
        sample::FIELD_WORDS,
    ];
    sample::words(lang, &tables)
}

fn everywhere(text: &str) -> LocalText {
    LocalText { en: text.into(), zh_hans: text.into(), zh_hant: text.into() }
}

fn happening() -> Happening {
    Happening {
        title: everywhere(HOSTILE),
        hazard: Hazard::Crime,
        countries: Vec::new(),
        place: Some(HOSTILE.into()),
        certainty: None,
        deaths: None,
        span: (sample::now(), sample::now()),
        touched: Vec::new(),
        exercise: true,
    }
}

/// A handover in which every text that persons or feeds wrote is hostile.
fn hostile() -> Briefing {
    let silence = Silence {
        id: "s-1".into(),
        rule: None,
        country: None,
        hazard: None,
        asset: Some(HOSTILE.into()),
        incident: None,
        reason: HOSTILE.into(),
        by: HOSTILE.into(),
        from: sample::now(),
        until: sample::now(),
        ended: None,
    };
    let feed = SickFeed {
        feed: "f".into(),
        title: HOSTILE.into(),
        outcome: Outcome::Gone,
        since: None,
        only_source_for: Vec::new(),
        failed: (1, 2),
    };
    let matter = Matter {
        happening: happening(),
        level: Level::Red,
        rules: vec![HOSTILE.into()],
        done: Vec::new(),
        next: Next::Judge { candidate: "c".into(), since: sample::now() },
        owner: Some(HOSTILE.into()),
    };
    let overdue =
        Overdue { notice: "N-2026-0001".into(), level: Level::Red, recipient: HOSTILE.into(), by: sample::now() };
    let handover = Handover {
        by: Some(HOSTILE.into()),
        matters: vec![matter],
        overdue: vec![overdue],
        silences: vec![silence],
        feeds: vec![feed],
        watch: vec![Watch::Unconfirmed { happening: happening(), severity: 0.9 }],
        ..Handover::default()
    };
    Briefing {
        at: sample::now(),
        since: sample::now(),
        zone: chrono_tz::Asia::Shanghai,
        watching_since: None,
        made_up: true,
        model: "1".into(),
        coverage: Coverage::default(),
        body: Body::Handover(Box::new(handover)),
    }
}

#[test]
fn hostile_text_stays_text_on_the_page() {
    let template =
        Template { name: "briefing.html.j2", source: include_str!("../../../config/templates/briefing.html.j2") };
    let page = briefing_html(&hostile(), &words(Lang::En), template, "").unwrap();
    assert!(!page.contains("<script") && !page.contains("</td><"), "{page}");
    assert!(page.contains("&lt;script&gt;"));
}

#[test]
fn hostile_text_stays_text_in_markdown() {
    let template =
        Template { name: "briefing.md.j2", source: include_str!("../../../config/templates/briefing.md.j2") };
    let text = briefing_markdown(&hostile(), &words(Lang::En), template).unwrap();
    let unescaped = text.replace("\\<", "").replace("\\[", "");
    assert!(!unescaped.contains('<') && !unescaped.contains("[a"), "{text}");
}

#[test]
fn an_exercise_is_marked_and_both_officers_sign() {
    let page = page(&hostile(), &words(Lang::En));
    assert!(page.sections[0].entries[0].text.starts_with("[EXERCISE]"), "{page:?}");
    assert_eq!(page.signatures.len(), 2);
}
