//! The report and notices as flat CSV tables, for spreadsheets, one row for each thing.
//!
//! Cells that a spreadsheet would take for a formula are made text in [`super::escape`].

use super::escape::csv_row;
use super::say::Say;
use crate::domain::notice::{Notice, NoticeKind};
use crate::domain::picture::Picture;
use crate::domain::time::rfc3339;
use crate::domain::words::{Words, key_of};

/// Names of the columns, the same in every language.
const COLUMNS: [&str; 11] =
    ["kind", "id", "name", "level", "score", "hazard", "countries", "assets", "at", "state", "why"];

/// The picture as CSV (RFC 4180, UTF-8 with a byte-order mark so that spreadsheets read Chinese).
pub fn csv(picture: &Picture, words: &Words) -> String {
    let say = Say::new(picture, words);
    let mut text = String::from('\u{feff}');
    text.push_str(&csv_row(COLUMNS));
    for row in countries(&say).chain(assets(&say)).chain(incidents(&say)).chain(candidates(&say)) {
        text.push_str(&csv_row(row.iter().map(String::as_str)));
    }
    text
}

/// Names of the columns of notices, the same in every language.
const NOTICE_COLUMNS: [&str; 14] = [
    "id",
    "kind",
    "refers_to",
    "number",
    "state",
    "level",
    "previous",
    "hazard",
    "countries",
    "subject",
    "onset",
    "expires",
    "sent",
    "hash",
];

/// Notices as CSV, one row each, the subject in the words' language.
pub fn notice_csv(notices: &[Notice], words: &Words) -> String {
    let mut text = String::from('\u{feff}');
    text.push_str(&csv_row(NOTICE_COLUMNS));
    for notice in notices {
        let content = &notice.content;
        let row: [String; NOTICE_COLUMNS.len()] = [
            notice.id.to_string(),
            kind(notice.kind),
            joined(&notice.refers_to),
            notice.document_number.clone().unwrap_or_default(),
            notice.state.to_string(),
            content.level.to_string(),
            content.previous.to_string(),
            content.hazard.to_string(),
            joined(&content.countries),
            content.subject.get(words.lang()).to_owned(),
            rfc3339(content.onset),
            rfc3339(content.expires),
            notice.sent.map_or_else(String::new, rfc3339),
            notice.hash.clone().unwrap_or_default(),
        ];
        text.push_str(&csv_row(row.iter().map(String::as_str)));
    }
    text
}

fn kind(kind: NoticeKind) -> String {
    match kind {
        NoticeKind::First => "first".to_owned(),
        NoticeKind::Update(n) => format!("update {n}"),
        NoticeKind::Raised(n) => format!("raised {n}"),
        NoticeKind::Lowered(n) => format!("lowered {n}"),
        NoticeKind::Lift => "lift".to_owned(),
        NoticeKind::Correction => "correction".to_owned(),
    }
}

type Row = [String; COLUMNS.len()];

fn countries<'a>(say: &'a Say<'_>) -> impl Iterator<Item = Row> + 'a {
    say.picture.countries.iter().map(|line| {
        let unchecked = line.score.check.is_unchecked();
        [
            "country".into(),
            line.country.code.to_string(),
            say.country(line.country.code),
            line.level.level.to_string(),
            // Nobody looked, so the number says nothing.
            if unchecked { String::new() } else { format!("{:.1}", line.score.score.value) },
            String::new(),
            line.country.code.to_string(),
            joined(&line.assets),
            line.level.since.map_or_else(String::new, rfc3339),
            if unchecked { "unchecked".into() } else { "checked".into() },
            line.score.score.to_string(),
        ]
    })
}

fn assets<'a>(say: &'a Say<'_>) -> impl Iterator<Item = Row> + 'a {
    say.picture.assets.iter().map(|line| {
        let countries: Vec<_> = line.asset.foreign_countries().collect();
        [
            "asset".into(),
            line.asset.id.to_string(),
            line.asset.name.get(say.lang()).to_owned(),
            line.level.level.to_string(),
            format!("{:.1}", line.score.score.value),
            String::new(),
            joined(&countries),
            line.asset.id.to_string(),
            line.level.since.map_or_else(String::new, rfc3339),
            String::new(),
            line.score.score.to_string(),
        ]
    })
}

fn incidents<'a>(say: &'a Say<'_>) -> impl Iterator<Item = Row> + 'a {
    say.picture.incidents.iter().map(|card| {
        let assets: Vec<_> = card.impacts.iter().map(|impact| &impact.asset).collect();
        [
            "incident".into(),
            card.incident.id.to_string(),
            card.incident.title().to_owned(),
            String::new(),
            format!("{:.1}", card.rating.points.value),
            card.incident.hazard.to_string(),
            joined(&card.incident.countries),
            joined(&assets),
            rfc3339(card.incident.first),
            key_of(&card.rating.certainty_word),
            card.rating.points.to_string(),
        ]
    })
}

fn candidates<'a>(say: &'a Say<'_>) -> impl Iterator<Item = Row> + 'a {
    say.picture.candidates.iter().map(|candidate| {
        [
            "candidate".into(),
            candidate.id.to_string(),
            say.candidate(candidate),
            candidate.level.to_string(),
            String::new(),
            candidate.hazard.to_string(),
            candidate.country.map_or_else(String::new, |code| code.to_string()),
            joined(&candidate.assets),
            rfc3339(candidate.at),
            say.outcome(&candidate.outcome),
            format!("{}: {}", candidate.rule, candidate.why),
        ]
    })
}

fn joined<T: ToString>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
