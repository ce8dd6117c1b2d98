//! The evidence pack of an incident: what was known when, what was issued, who was told and who answered.

use anyhow::Context as _;
use serde::Serialize;

use crate::domain::audit::AuditEntry;
use crate::domain::id::{CandidateId, IncidentId};
use crate::domain::notice::Notice;
use crate::domain::picture::Picture;
use crate::domain::words::Lang;
use crate::report::{Evidence, evidence_pack};
use crate::store::Store;

use super::office::Office;
use super::render::{Form, render};

/// The pack as a ZIP archive; none when no such incident is known.
pub fn pack(
    store: &Store,
    office: &Office,
    picture: &Picture,
    incident: &IncidentId,
) -> anyhow::Result<Option<Vec<u8>>> {
    let all = store.notices().context("reading notices")?;
    // A document has the id from before a merger; by it the pack is found too.
    let former = || all.iter().filter(|notice| notice.incident.as_ref() == Some(incident));
    let Some(card) = picture.incident(incident).or_else(|| former().find_map(|notice| picture.card_of(notice))) else {
        return Ok(None);
    };
    let incident = &card.incident.id;
    let about: Vec<Notice> =
        all.iter().filter(|notice| picture.incident_of(notice) == Some(incident)).cloned().collect();
    let mut files = vec![
        ("deliveries.jsonl".to_owned(), ledger(store, &about)?),
        ("audit.jsonl".to_owned(), lines(&extract(store, &about, incident)?)?),
    ];
    for notice in &about {
        for (form, lang, ending) in [(Form::Html, Lang::ZhHans, "zh-Hans.html"), (Form::Html, Lang::En, "en.html")] {
            files.push((format!("printed/{}.{ending}", notice.id), render(office, notice, &all, form, lang)?));
        }
    }
    let evidence = Evidence { card, notices: &about, files: &files, at: picture.at, made_up: picture.made_up };
    Ok(Some(evidence_pack(&evidence)?))
}

/// Deliveries with their tries and replies, without what was sent: that is printed beside them.
fn ledger(store: &Store, notices: &[Notice]) -> anyhow::Result<Vec<u8>> {
    let mut rows = Vec::new();
    for notice in notices {
        for delivery in store.deliveries_of(&notice.id).context("reading deliveries")? {
            let tries = store.attempts(&delivery.key).context("reading tries")?;
            rows.push(serde_json::json!({
                "key": delivery.key,
                "notice": delivery.notice,
                "recipient": delivery.recipient,
                "channel": delivery.channel,
                "queued": delivery.queued,
                "sent": delivery.sent,
                "state": delivery.state,
                "acknowledge_by": delivery.acknowledge_by,
                "acknowledged": delivery.acknowledged,
                "tries": tries,
            }));
        }
    }
    lines(&rows)
}

/// What the log says of these notices and their candidates.
fn extract(store: &Store, notices: &[Notice], incident: &IncidentId) -> anyhow::Result<Vec<AuditEntry>> {
    let names: Vec<&str> = notices
        .iter()
        .flat_map(|notice| {
            let before = notice.incident.as_ref().map(IncidentId::as_str);
            [Some(notice.id.as_str()), notice.candidate.as_ref().map(CandidateId::as_str), before]
        })
        .flatten()
        .chain(std::iter::once(incident.as_str()))
        .collect();
    let mut log = store.audit().context("reading the audit log")?;
    log.retain(|entry| names.iter().any(|name| entry.act.subject.split(' ').any(|word| word == *name)));
    Ok(log)
}

fn lines(rows: &[impl Serialize]) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut bytes, row)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}
