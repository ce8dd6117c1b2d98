//! A notice as a Common Alerting Protocol message (OASIS CAP 1.2), one `info` for each language.
//!
//! Times carry a numeric offset, as the standard wants; never `Z`.

use chrono::SecondsFormat;

use super::notice::NoticeSheet;
use super::xml::Document;
use crate::domain::hazard::Hazard;
use crate::domain::id::NoticeId;
use crate::domain::impact::CertaintyWord;
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeKind, Secrecy};
use crate::domain::time::{Timestamp, beijing};
use crate::domain::words::key_of;

const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";

/// The notice as CAP. `sheets` are the same notice in each language wanted; `earlier` the documents it refers to;
/// `sender` names the desk, without spaces or commas. None when `sheets` is empty.
pub fn notice_cap(sheets: &[NoticeSheet<'_>], earlier: &[Notice], sender: &str) -> Option<String> {
    let notice = sheets.first()?.notice;
    let sender = token(sender);
    let mut document = Document::new();
    document.element("alert", &[("xmlns", NAMESPACE)], |document| {
        document.text("identifier", &token(notice.id.as_str()));
        document.text("sender", &sender);
        document.text("sent", &time(notice.sent.unwrap_or(notice.drafted)));
        document.text("status", status(notice));
        document.text("msgType", message_type(notice.kind));
        match notice.secrecy {
            Secrecy::Public => document.text("scope", "Public"),
            Secrecy::Internal => {
                document.text("scope", "Restricted");
                document.text("restriction", "internal");
            }
        }
        if let Some(references) = references(notice, earlier, &sender) {
            document.text("references", &references);
        }
        if let Some(incident) = &notice.incident {
            document.text("incidents", &token(incident.as_str()));
        }
        for sheet in sheets {
            write_info(document, sheet);
        }
    });
    Some(document.finish())
}

/// A name without the characters that CAP forbids in identifiers.
fn token(name: &str) -> String {
    name.chars().map(|c| if c.is_whitespace() || matches!(c, ',' | '<' | '>' | '&') { '-' } else { c }).collect()
}

fn time(at: Timestamp) -> String {
    beijing(at).to_rfc3339_opts(SecondsFormat::Secs, false)
}

const fn status(notice: &Notice) -> &'static str {
    match notice {
        Notice { sent: None, .. } => "Draft",
        Notice { exercise: true, .. } => "Exercise",
        Notice { made_up: true, .. } => "Test",
        _ => "Actual",
    }
}

const fn message_type(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::First => "Alert",
        NoticeKind::Lift => "Cancel",
        NoticeKind::Update(_) | NoticeKind::Raised(_) | NoticeKind::Lowered(_) | NoticeKind::Correction => "Update",
    }
}

/// `sender,identifier,sent` of each earlier document that was sent.
fn references(notice: &Notice, earlier: &[Notice], sender: &str) -> Option<String> {
    let sent = |id: &NoticeId| earlier.iter().find(|other| other.id == *id)?.sent;
    let references: Vec<_> = notice
        .refers_to
        .iter()
        .filter_map(|id| Some(format!("{sender},{},{}", token(id.as_str()), time(sent(id)?))))
        .collect();
    (!references.is_empty()).then(|| references.join(" "))
}

fn write_info(document: &mut Document, sheet: &NoticeSheet<'_>) {
    let content = &sheet.notice.content;
    let lang = sheet.words.lang();
    let facts: Vec<_> = content.facts.iter().map(|fact| fact.text.get(lang)).collect();
    let measures: Vec<_> = content.measures.iter().map(|measure| measure.text.get(lang)).collect();
    document.element("info", &[], |document| {
        document.text("language", lang.tag());
        for category in categories(content.hazard) {
            document.text("category", category);
        }
        document.text("event", sheet.words.get(&format!("hazard.{}", content.hazard)));
        document.text("urgency", urgency(sheet.notice));
        document.text("severity", severity(content.level));
        document.text("certainty", certainty(content.certainty));
        document.text("effective", &time(sheet.notice.sent.unwrap_or(sheet.notice.drafted)));
        document.text("onset", &time(content.onset));
        document.text("expires", &time(content.expires));
        if let Some(issuer) = &sheet.notice.issuer {
            document.text("senderName", issuer.get(lang));
        }
        document.text("headline", &sheet.title());
        document.text("description", &facts.join("\n"));
        document.text("instruction", &[&[content.watch.get(lang)], &measures[..]].concat().join("\n"));
        document.text("contact", content.contacts.get(lang));
        for (name, value) in parameters(sheet.notice) {
            document.element("parameter", &[], |document| {
                document.text("valueName", name);
                document.text("value", &value);
            });
        }
        write_area(document, sheet);
    });
}

fn write_area(document: &mut Document, sheet: &NoticeSheet<'_>) {
    let content = &sheet.notice.content;
    document.element("area", &[], |document| {
        document.text("areaDesc", content.area.get(sheet.words.lang()));
        if let Some((point, km)) = content.circle {
            document.text("circle", &format!("{:.4},{:.4} {km:.0}", point.lat, point.lon));
        }
        for country in &content.countries {
            document.element("geocode", &[], |document| {
                document.text("valueName", "ISO3166-1");
                document.text("value", country.as_str());
            });
        }
    });
}

fn parameters(notice: &Notice) -> Vec<(&'static str, String)> {
    let content = &notice.content;
    let mut parameters = vec![
        ("level", content.level.to_string()),
        ("previousLevel", content.previous.to_string()),
        ("hazard", content.hazard.to_string()),
        ("kind18", key_of(&content.hazard.kind_18())),
        ("kindMofcom", key_of(&content.hazard.kind_mofcom())),
        ("certaintyValue", format!("{:.2}", content.certainty_value)),
        ("model", content.model.clone()),
    ];
    parameters.extend(content.rule.as_ref().map(|rule| ("rule", rule.to_string())));
    parameters.extend(notice.document_number.clone().map(|number| ("documentNumber", number)));
    parameters.extend(notice.hash.clone().map(|hash| ("sha256", hash)));
    parameters
}

const fn categories(hazard: Hazard) -> &'static [&'static str] {
    match hazard {
        Hazard::Political | Hazard::ArmedConflict | Hazard::Terrorism | Hazard::CivilUnrest | Hazard::Crime => {
            &["Security"]
        }
        Hazard::Health => &["Health"],
        Hazard::Natural => &["Geo", "Met"],
        Hazard::Infrastructure | Hazard::Cyber => &["Infra"],
        Hazard::Economic | Hazard::Policy | Hazard::Sanctions | Hazard::ExportControl | Hazard::Ip => &["Other"],
    }
}

const fn urgency(notice: &Notice) -> &'static str {
    match (notice.kind, notice.content.level) {
        (NoticeKind::Lift, _) => "Past",
        (_, Level::Red | Level::Orange) => "Immediate",
        (_, Level::Yellow) => "Expected",
        (_, Level::Blue) => "Future",
        (_, Level::None) => "Unknown",
    }
}

const fn severity(level: Level) -> &'static str {
    match level {
        Level::Red => "Extreme",
        Level::Orange => "Severe",
        Level::Yellow => "Moderate",
        Level::Blue => "Minor",
        Level::None => "Unknown",
    }
}

const fn certainty(word: CertaintyWord) -> &'static str {
    match word {
        CertaintyWord::Observed => "Observed",
        CertaintyWord::Likely => "Likely",
        CertaintyWord::Possible => "Possible",
        CertaintyWord::Unlikely => "Unlikely",
    }
}
