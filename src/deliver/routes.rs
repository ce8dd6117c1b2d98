//! Who gets a notice, by which way, and who is told when nobody answers. Pure.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::schedule;
use crate::domain::asset::{Asset, Role};
use crate::domain::country::CountryCode;
use crate::domain::delivery::{Channel, Delivery, DeliveryState, Parcel, Recipient, Route};
use crate::domain::hazard::Hazard;
use crate::domain::id::RecipientId;
use crate::domain::level::Level;
use crate::domain::notice::Notice;
use crate::domain::time::Timestamp;
use crate::domain::words::{Lang, LocalText};

/// A recipient that a route leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The recipient.
    pub recipient: &'a RecipientId,
    /// The first route that leads there.
    pub route: &'a Route,
}

/// What decides where a notice goes.
#[derive(Clone, Debug)]
pub struct Matter<'a> {
    /// Its level.
    pub level: Level,
    /// Its hazard.
    pub hazard: Hazard,
    /// Its countries.
    pub countries: &'a [CountryCode],
    /// The registered assets in the way.
    pub exposed: Vec<&'a Asset>,
}

impl<'a> Matter<'a> {
    /// The matter of a notice. `assets` is the registry.
    pub fn of(notice: &'a Notice, assets: &'a [Asset]) -> Self {
        let content = &notice.content;
        let is_exposed = |asset: &&Asset| content.exposed.iter().any(|exposed| exposed.asset == asset.id);
        Self {
            level: content.level,
            hazard: content.hazard,
            countries: &content.countries,
            exposed: assets.iter().filter(is_exposed).collect(),
        }
    }
}

/// The recipients of a matter, each once, in the order of the routes.
pub fn matching<'a>(routes: &'a [Route], matter: &Matter<'_>) -> Vec<Hit<'a>> {
    let mut seen = BTreeSet::new();
    let leading = routes.iter().filter(|route| leads(route, matter));
    let hits = leading.flat_map(|route| route.recipients.iter().map(move |recipient| Hit { recipient, route }));
    hits.filter(|hit| seen.insert(hit.recipient)).collect()
}

/// Whether every part of the route that is given fits the matter.
fn leads(route: &Route, matter: &Matter<'_>) -> bool {
    let exposed = &matter.exposed;
    matter.level >= route.min_level
        && any(&route.countries, |country| matter.countries.contains(country))
        && any(&route.hazards, |hazard| matter.hazard == *hazard)
        && any(&route.host_cities, |city| exposed.iter().any(|asset| is_based_in(asset, city)))
        && any(&route.organisations, |unit| exposed.iter().any(|asset| asset.host_organisation.as_ref() == Some(unit)))
        && any(&route.sectors, |sector| exposed.iter().any(|asset| asset.sectors.contains(sector)))
}

/// Whether one of the values given fits; nothing given fits everything.
fn any<T>(given: &[T], fits: impl Fn(&T) -> bool) -> bool {
    given.is_empty() || given.iter().any(fits)
}

fn is_based_in(asset: &Asset, city: &str) -> bool {
    let bases = asset.loci.iter().filter(|locus| locus.role == Role::Host);
    bases.filter_map(|locus| locus.city.as_ref()).any(|name| names(name, city))
}

fn names(name: &LocalText, city: &str) -> bool {
    Lang::ALL.into_iter().any(|lang| name.get(lang).eq_ignore_ascii_case(city))
}

/// The deliveries of a notice to one recipient, one for each way to it, for the outbox. `render` makes the parcel
/// for a way, in the recipient's language.
pub fn deliveries(
    notice: &Notice,
    recipient: &Recipient,
    now: Timestamp,
    render: impl Fn(&Channel, Lang) -> Parcel,
) -> Vec<Delivery> {
    let level = notice.content.level;
    let first_try = schedule::not_before(recipient, level, now);
    let minutes = i64::from(notice.content.acknowledge_minutes);
    let acknowledge_by = (minutes > 0).then(|| first_try + TimeDelta::minutes(minutes));
    let delivery = |channel: &Channel| Delivery {
        key: Delivery::key_of(&notice.id, &recipient.id, channel),
        notice: notice.id.clone(),
        level,
        recipient: recipient.id.clone(),
        channel: channel.clone(),
        parcel: render(channel, recipient.lang),
        queued: now,
        state: DeliveryState::Waiting,
        attempts: 0,
        next_try: Some(first_try),
        sent: None,
        error: None,
        acknowledge_by,
        acknowledged: None,
        exercise: notice.exercise,
    };
    recipient.channels.iter().map(delivery).collect()
}

/// A notice that somebody did not acknowledge in time, and who is told next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation<'a> {
    /// One of the deliveries that nobody answered.
    pub overdue: &'a Delivery,
    /// Who is told next.
    pub to: &'a Recipient,
}

/// Who must be told now because an orange or red notice was not acknowledged in time. `deliveries` is the ledger of
/// one notice; a reply by any way counts for the recipient, and nobody is told twice.
pub fn escalations<'a>(deliveries: &'a [Delivery], recipients: &'a [Recipient], now: Timestamp) -> Vec<Escalation<'a>> {
    let answered: BTreeSet<_> = deliveries.iter().filter(|d| d.acknowledged.is_some()).map(|d| &d.recipient).collect();
    let mut told: BTreeSet<_> = deliveries.iter().map(|delivery| &delivery.recipient).collect();
    let overdue = deliveries
        .iter()
        .filter(|delivery| delivery.level >= Level::Orange && delivery.is_overdue(now))
        .filter(|delivery| !answered.contains(&delivery.recipient));
    let mut escalations = Vec::new();
    for overdue in overdue {
        let next = recipients.iter().find(|recipient| recipient.id == overdue.recipient);
        let next = next.and_then(|recipient| recipient.escalate_to.as_ref());
        let Some(to) = recipients.iter().find(|recipient| Some(&recipient.id) == next) else { continue };
        if told.insert(&to.id) {
            escalations.push(Escalation { overdue, to });
        }
    }
    escalations
}
