//! Reports of a made-up picture, and what hostile text must not do to them.

use std::sync::Arc;

use super::*;
use crate::domain::level::{Check, Level};
use crate::domain::notice::{NoticeKind, NoticeState};
use crate::domain::picture::IncidentCard;
use crate::domain::sample;
use crate::domain::words::Lang;

pub(super) fn words(lang: Lang) -> Words {
    let tables = [
        include_str!("../../config/locale/report.toml"),
        include_str!("../../config/locale/reason.toml"),
        include_str!("../../config/locale/notice.toml"),
        include_str!("../../config/locale/domain.toml"),
        sample::FIELD_WORDS,
    ];
    sample::words(lang, &tables)
}

const STYLE: &str = include_str!("../../config/templates/page.css");

/// A title that tries to be markup of every kind.
pub(super) const HOSTILE: &str =
    "</td><script>alert(1)</script> | **x** [a](javascript:b) =cmd() ]]> <!-- {{ 7*7 }} `c` & \"q\" 'r'";

fn hostile() -> Picture {
    let mut picture = sample::picture();
    let card = &picture.incidents[0];
    let mut incident = (*card.incident).clone();
    for member in &mut incident.members {
        Arc::make_mut(member).title = HOSTILE.into();
    }
    let readings = card.readings.iter().map(|reading| {
        let mut reading = (**reading).clone();
        reading.item.title = HOSTILE.into();
        reading.item.link = Some("https://e.example/\"><script>alert(2)</script>".into());
        Arc::new(reading)
    });
    picture.incidents =
        vec![IncidentCard { incident: Arc::new(incident), readings: readings.collect(), ..card.clone() }];
    picture.unattributed = picture.incidents[0].readings.iter().take(1).cloned().collect();
    picture
}

#[test]
fn the_report_reads_well_in_chinese() {
    insta::assert_snapshot!(markdown(&sample::picture(), &words(Lang::ZhHans)));
}

#[test]
fn the_report_reads_well_in_english() {
    insta::assert_snapshot!(markdown(&sample::picture(), &words(Lang::En)));
}

#[test]
fn the_report_for_programs_holds_everything() {
    insta::assert_json_snapshot!(json(&sample::picture()));
}

#[test]
fn an_unchecked_country_is_named_as_such_and_never_as_quiet() {
    let text = markdown(&sample::picture(), &words(Lang::En));
    assert!(text.contains("Countries not checked (1): India"), "{text}");
    let row = text.lines().find(|line| line.starts_with('|') && line.contains("India")).unwrap();
    assert!(row.contains("**?**") && row.contains("unchecked"), "{row}");
    assert_eq!(json(&sample::picture())["coverage"]["unchecked"][0]["country"], "IN");
}

#[test]
fn what_a_feed_may_have_missed_is_told_in_every_language() {
    let mut picture = sample::picture();
    for lang in Lang::ALL {
        let words = words(lang);
        let told = |picture: &Picture| {
            let text = markdown(picture, &words);
            let about = |key: &str, values: &[(&str, &str)]| text.contains(&words.fill(key, values));
            let spans = words.fill("report.from_to", &[("from", "11-22 07:42"), ("to", "11-22 14:42")]);
            let lately = about("report.feed_missed", &[("feed", "bbc-world"), ("spans", &spans)]);
            (lately, about("report.feeds_missed_before", &[("n", "1")]))
        };
        assert_eq!(told(&picture), (true, true), "{lang}");
        let gaps = std::mem::take(&mut picture.feeds[1].state.gaps);
        assert_eq!(told(&picture), (false, false), "{lang}");
        picture.feeds[1].state.gaps = gaps;
    }
    assert_eq!(json(&picture)["feeds"][1]["gaps"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_report_without_news_says_so() {
    let mut picture = sample::picture();
    picture.transitions.clear();
    picture.candidates.clear();
    picture.feeds.clear();
    for line in &mut picture.countries {
        line.score.check = Check::Checked { at: picture.at };
        line.level.level = Level::None;
    }
    let text = markdown(&picture, &words(Lang::En));
    assert!(text.contains("Nothing changed") && text.contains("Every country and feed was checked"), "{text}");
}

#[test]
fn made_up_data_is_marked_at_the_top() {
    let text = markdown(&sample::picture(), &words(Lang::En));
    assert_eq!(text.lines().nth(2), Some("> **MADE-UP DATA – shown for demonstration**"));
    assert!(html(&sample::picture(), &words(Lang::En), STYLE).contains("<p class=\"mark\">MADE-UP DATA"));
}

#[test]
fn a_hostile_title_stays_text_in_html_and_markdown() {
    let page = html(&hostile(), &words(Lang::En), STYLE);
    assert!(!page.contains("<script") && !page.contains("<!--"), "{page}");
    let calm = html(&sample::picture(), &words(Lang::En), STYLE);
    assert_eq!(page.matches("<td>").count(), calm.matches("<td>").count(), "no cell was closed early");
    let escaped = regex::Regex::new(r"\\[[:punct:]]|\(<https?://[^<>]*>\)").unwrap();
    let markup = |picture: &Picture| escaped.replace_all(&markdown(picture, &words(Lang::En)), "").into_owned();
    let text = markup(&hostile());
    assert!(!text.contains(['<', '`', '{']) && !text.contains("**x**") && !text.contains("[a]"), "{text}");
    let bars = |text: &str| text.lines().map(|line| line.matches('|').count()).collect::<Vec<_>>();
    assert_eq!(bars(&text), bars(&markup(&sample::picture())));
}

#[test]
fn no_key_of_the_tables_is_left_unspoken() {
    let unspoken = regex::Regex::new(r"\b(report|check|hazard|certainty|level|outcome)\\?\.[a-z]+").unwrap();
    for lang in Lang::ALL {
        let text = markdown(&sample::picture(), &words(lang));
        assert_eq!(unspoken.find(&text).map(|found| found.as_str()), None);
    }
}

#[test]
fn the_table_has_one_row_each_and_a_blank_score_where_nobody_looked() {
    insta::assert_snapshot!(csv(&sample::picture(), &words(Lang::ZhHans)));
}

#[test]
fn a_hostile_title_stays_one_cell() {
    let text = csv(&hostile(), &words(Lang::En));
    assert_eq!(text.matches("\r\n").count(), csv(&sample::picture(), &words(Lang::En)).matches("\r\n").count());
    let mut picture = hostile();
    picture.candidates[0].why = "=1+1".into();
    picture.candidates[0].incident = None;
    assert!(!csv(&picture, &words(Lang::En)).contains(",="), "no cell begins a formula");
}

#[test]
fn a_hostile_title_comes_back_whole_from_the_feed() {
    let text = atom(&hostile(), &words(Lang::En));
    let feed = entry_titles(&text);
    assert_eq!(feed, [format!("[MADE-UP DATA – shown for demonstration] red ARM-1 {HOSTILE}")]);
}

/// Titles of the entries, read by `quick-xml`'s own reader, which refuses what is not well formed.
fn entry_titles(text: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut titles, mut title, mut path) = (vec![], String::new(), vec![]);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                title.clear();
                path.push(start.name().as_ref().to_owned());
            }
            Event::End(_) => {
                if path.pop().as_deref() == Some("title") && path.last().map(String::as_str) == Some("entry") {
                    titles.push(std::mem::take(&mut title));
                }
                title.clear();
            }
            Event::Text(text) => title.push_str(&text),
            Event::GeneralRef(name) => {
                title.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap());
            }
            Event::Eof => return titles,
            _ => {}
        }
    }
}

/// The section of notices of the report, in which one is in force, one was lifted and one ran out.
fn notices_told(lang: Lang) -> String {
    let mut picture = sample::picture();
    let (now, hour) = (picture.at, chrono::TimeDelta::hours(1));
    let first = sample::notice();
    let issued = Notice {
        state: NoticeState::Issued,
        sent: Some(now - hour),
        document_number: Some("示科预〔2026〕3号".to_owned()),
        ..first.clone()
    };
    let lifted =
        Notice { id: "N-2026-0005".into(), state: NoticeState::Lifted, sent: Some(now - hour * 50), ..first.clone() };
    let lift = Notice {
        id: "N-2026-0006".into(),
        kind: NoticeKind::Lift,
        refers_to: vec![lifted.id.clone()],
        sent: Some(now - hour * 2),
        ..issued.clone()
    };
    let mut over = Notice { id: "N-2026-0004".into(), state: NoticeState::Expired, ..lifted.clone() };
    over.content.expires = now - hour;
    picture.notices = vec![issued, lift, lifted, over];
    picture.receipts = Vec::new();
    let text = markdown(&picture, &words(lang));
    let heading = format!("## {}\n", words(lang).get("report.notices"));
    let (_, section) = text.split_once(&heading).unwrap();
    section.split("\n## ").next().unwrap().to_owned()
}

#[test]
fn the_report_tells_the_notices_in_force_and_what_became_of_the_others() {
    insta::assert_snapshot!(Lang::ALL.map(notices_told).join("\n"));
}
