//! What goes to whom when a notice is issued: routes asked, parcels packed, for the outbox.
//!
//! Sending is left to [`super::send`], the routes to `deliver`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::deliver::routes::{Hit, Matter, deliveries, matching};
use crate::domain::country::CountryCode;
use crate::domain::delivery::{Attachment, Channel, Delivery, Parcel, Recipient};
use crate::domain::hazard::Hazard;
use crate::domain::id::AssetId;
use crate::domain::level::Level;
use crate::domain::notice::Notice;
use crate::domain::time::Timestamp;
use crate::domain::words::Lang;

use super::office::Office;
use super::refused::Refused;
use super::render::{Form, render, title};

/// Media types of what is attached.
const HTML: &str = "text/html; charset=utf-8";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const CAP: &str = "application/cap+xml";
const JSON: &str = "application/json";

/// The deliveries of an issued notice to everyone its routes lead to.
pub(super) fn to_all(
    office: &Office,
    notice: &Notice,
    all: &[Notice],
    now: Timestamp,
) -> Result<Vec<Delivery>, Refused> {
    let registry = office.registry();
    let hits = matching(&office.routes, &Matter::of(notice, &registry));
    let recipients = hits.iter().filter_map(|hit| office.recipient(hit.recipient));
    let sent: Result<Vec<_>, _> = recipients.map(|recipient| to_one(office, notice, all, recipient, now)).collect();
    Ok(sent?.into_iter().flatten().collect())
}

/// Somebody whom a route leads to.
#[derive(Clone, Debug)]
pub struct Reached<'a> {
    /// Who.
    pub recipient: &'a Recipient,
    /// The operator's name for the first route that leads there.
    pub route: &'a str,
}

/// Who would get a notice of such a matter; nothing is sent. Assets that are not registered lead nowhere.
pub fn would_reach<'a>(
    office: &'a Office,
    level: Level,
    hazard: Hazard,
    countries: &[CountryCode],
    assets: &[AssetId],
) -> Vec<Reached<'a>> {
    let registry = office.registry();
    let exposed = registry.iter().filter(|asset| assets.contains(&asset.id)).collect();
    let hits = matching(&office.routes, &Matter { level, hazard, countries, exposed }).into_iter();
    let reached = |hit: Hit<'a>| Some(Reached { recipient: office.recipient(hit.recipient)?, route: &hit.route.name });
    hits.filter_map(reached).collect()
}

/// The deliveries of an issued notice to one recipient, one for each way to it.
pub(super) fn to_one(
    office: &Office,
    notice: &Notice,
    all: &[Notice],
    recipient: &Recipient,
    now: Timestamp,
) -> Result<Vec<Delivery>, Refused> {
    let packed: Result<Vec<_>, Refused> = recipient
        .channels
        .iter()
        .map(|channel| Ok((channel, parcel(office, notice, all, channel, recipient.lang)?)))
        .collect();
    let packed = packed?;
    let of = |channel: &Channel| packed.iter().find(|(other, _)| *other == channel).map(|(_, parcel)| parcel.clone());
    Ok(deliveries(notice, recipient, now, |channel, _| of(channel).unwrap_or_else(empty)))
}

/// A parcel of nothing: every channel asked for has been packed before.
const fn empty() -> Parcel {
    Parcel {
        subject: String::new(),
        name: String::new(),
        media: String::new(),
        body: String::new(),
        attachments: Vec::new(),
    }
}

fn parcel(office: &Office, notice: &Notice, all: &[Notice], channel: &Channel, lang: Lang) -> Result<Parcel, Refused> {
    let (form, ending, media, attached): (_, _, _, &[_]) = match channel {
        Channel::File { .. } => (
            Form::Markdown,
            "md",
            "text/markdown; charset=utf-8",
            &[
                (Form::Html, "html", HTML),
                (Form::Docx, "docx", DOCX),
                (Form::Json, "json", JSON),
                (Form::Cap, "xml", CAP),
            ],
        ),
        Channel::Email { .. } => (Form::Text, "txt", "text/plain; charset=utf-8", &[(Form::Docx, "docx", DOCX)]),
        Channel::Webhook { .. } => (Form::Json, "json", JSON, &[]),
    };
    let name = |ending: &str| format!("{}{}.{ending}", mark(notice), notice.id);
    let attachments: Result<Vec<_>, Refused> = attached
        .iter()
        .map(|(form, ending, media)| {
            let bytes = render(office, notice, all, *form, lang)?;
            Ok(Attachment { name: name(ending), media: (*media).to_owned(), base64: STANDARD.encode(bytes) })
        })
        .collect();
    Ok(Parcel {
        subject: subject(office, notice, lang),
        name: name(ending),
        media: media.to_owned(),
        body: String::from_utf8_lossy(&render(office, notice, all, form, lang)?).into_owned(),
        attachments: attachments?,
    })
}

/// What stands before the name of an exercise's files, whatever the language.
const fn mark(notice: &Notice) -> &'static str {
    if notice.exercise { "EXERCISE-" } else { "" }
}

fn subject(office: &Office, notice: &Notice, lang: Lang) -> String {
    let words = office.stages.config.words.speaking(lang);
    let title = title(office, notice, lang);
    let marks = [(notice.exercise, "notice.exercise_mark"), (notice.made_up, "notice.made_up_mark")];
    marks.into_iter().filter(|(is, _)| *is).fold(title, |title, (_, key)| format!("[{}] {title}", words.get(key)))
}
