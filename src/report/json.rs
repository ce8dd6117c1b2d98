//! The report for programs: everything the picture holds, in a documented shape.
//!
//! Shape of `fenghuo.report/1` (times RFC 3339 in UTC; a number that is not known is null, never zero):
//!
//! | key | holds |
//! |---|---|
//! | `schema` | `fenghuo.report/1` |
//! | `at`, `since` | the moment; since when changes are told |
//! | `made_up` | true for made-up data |
//! | `model`, `lexicon` | versions that made the numbers |
//! | `highest` | highest level of any country: `none` `blue` `yellow` `orange` `red` |
//! | `coverage` | `feeds: {sighted, total}`, `countries: {checked, partly, total}`, `unchecked: [{country, since, sighted, needed}]` |
//! | `countries` | by rank: `code`, `name`, `tier`, `level`, `level_since`, `held`, `check`, `score`, `change`, `standing`, `situation` (0–100), `explain` (sums), `driver`, `hazards: [{hazard, points}]`, `advice`, `assets`, `history`, `coverage` |
//! | `assets` | worst first: `id`, `name`, `kind`, `level`, `score`, `explain`, `driver`, `impacts: [{incident, points, km, exposure, sum}]` |
//! | `incidents` | worst first: `id`, `hazard`, `kinds`, `title`, `countries`, `place`, `point`, `scope`, `severity`, `severity_why`, `certainty`, `certainty_word`, `points`, `first`, `last`, `fatalities`, `magnitude`, `events`, `families`, `mentions`, `ongoing`, `exercise`, `items`, `impacts` |
//! | `candidates` | as proposed, with `outcome` and its reason |
//! | `notices` | whole notices |
//! | `receipts` | of notices in force or of late: `notice`, `recipient`, `state`, `sent`, `acknowledge_by`, `acknowledged`, `escalated` |
//! | `silences` | timed holds |
//! | `transitions` | `at`, `country` or `asset`, `from`, `to`, `score`, `why`, `model` |
//! | `feeds` | worst first: `id`, `title`, `url`, `family`, `reliability`, `outcome`, `sighted`, `since`, `last_try`, `last_success`, `newest_item`, `next`, `failures`, `status`, `error`, `only_source_for`, `gaps: [{from, to, found}]` (stretches of which items may have been missed) |
//! | `unattributed` | items that name no country |
//! | `set_aside` | items in which something was seen and excluded, with `reasons` |
//! | `drops` | items that gave no incident, by reason |
//! | `items` | items read in all |

use serde_json::{Value, json};

use crate::domain::explain::Sum;
use crate::domain::feed::Outcome;
use crate::domain::impact::{Impact, Subject, Transition};
use crate::domain::incident::Member;
use crate::domain::level::Check;
use crate::domain::picture::{AssetLine, CountryLine, FeedLine, IncidentCard, Picture, Reading};

/// The picture as `fenghuo.report/1`.
pub fn json(picture: &Picture) -> Value {
    json!({
        "schema": "fenghuo.report/1",
        "at": picture.at,
        "since": picture.since,
        "made_up": picture.made_up,
        "model": picture.model,
        "lexicon": picture.lexicon,
        "highest": picture.highest(),
        "coverage": coverage(picture),
        "countries": list(&picture.countries, country),
        "assets": list(&picture.assets, asset),
        "incidents": list(&picture.incidents, incident),
        "candidates": picture.candidates,
        "notices": picture.notices,
        "receipts": picture.receipts,
        "silences": picture.silences,
        "transitions": list(&picture.transitions, transition),
        "feeds": list(&picture.feeds, feed),
        "unattributed": list(&picture.unattributed, |reading| item(reading)),
        "set_aside": list(&picture.set_aside, |reading| item(reading)),
        "drops": picture.drops,
        "items": picture.items,
    })
}

fn list<T>(values: &[T], one: impl Fn(&T) -> Value) -> Value {
    values.iter().map(one).collect()
}

fn coverage(picture: &Picture) -> Value {
    let sighted = picture.feeds.iter().filter(|line| line.state.outcome.is_some_and(Outcome::is_sighted));
    let count = |wanted: fn(&Check) -> bool| picture.countries.iter().filter(|line| wanted(&line.score.check)).count();
    let unchecked = picture.unchecked().map(|line| {
        let (sighted, needed) = line.score.coverage;
        json!({ "country": line.country.code, "since": line.score.check.last(), "sighted": sighted, "needed": needed })
    });
    json!({
        "feeds": { "sighted": sighted.count(), "total": picture.feeds.len() },
        "countries": {
            "checked": count(|check| matches!(check, Check::Checked { .. })),
            "partly": count(|check| matches!(check, Check::Partly { .. })),
            "total": picture.countries.len(),
        },
        "unchecked": unchecked.collect::<Value>(),
    })
}

fn country(line: &CountryLine) -> Value {
    let score = &line.score;
    // Of a country that no feed ever covered nothing is known; one that is blind for a while keeps its last numbers.
    let never = matches!(score.check, Check::Unchecked { since: None });
    let known = |value: f64| (!never).then_some(value);
    json!({
        "code": line.country.code,
        "name": line.country.name,
        "tier": line.country.tier,
        "level": line.level.level,
        "level_since": line.level.since,
        "held": line.level.held,
        "check": score.check,
        "coverage": { "sighted": score.coverage.0, "needed": score.coverage.1 },
        "score": known(score.score.value),
        "change": line.change,
        "standing": known(score.standing.value),
        "situation": known(score.situation.value),
        "explain": explained([&score.score, &score.standing, &score.situation]),
        "driver": score.driver,
        "hazards": line.hazards,
        "advice": line.advice,
        "assets": line.assets,
        "history": line.history,
    })
}

fn explained<'a>(sums: impl IntoIterator<Item = &'a Sum>) -> Value {
    sums.into_iter().map(ToString::to_string).collect()
}

fn asset(line: &AssetLine) -> Value {
    json!({
        "id": line.asset.id,
        "name": line.asset.name,
        "kind": line.asset.kind,
        "level": line.level.level,
        "level_since": line.level.since,
        "held": line.level.held,
        "score": line.score.score.value,
        "explain": line.score.score.to_string(),
        "driver": line.score.driver,
        "impacts": list(&line.impacts, |impact| merged(impact_terms(impact), json!({ "incident": impact.incident }))),
    })
}

fn impact_terms(impact: &Impact) -> Value {
    json!({
        "points": impact.sum.value,
        "km": impact.km,
        "exposure": impact.exposure,
        "sum": impact.sum.to_string(),
    })
}

fn merged(mut value: Value, more: Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut value, more) {
        fields.extend(more);
    }
    value
}

fn incident(card: &IncidentCard) -> Value {
    let (incident, rating) = (&card.incident, &card.rating);
    let what = json!({
        "id": incident.id,
        "hazard": incident.hazard,
        "kinds": incident.kinds,
        "title": incident.title(),
        "countries": incident.countries,
        "place": incident.place.as_ref().map(|place| &place.name),
        "point": incident.point,
        "scope": incident.scope,
        "first": incident.first,
        "last": incident.last,
        "fatalities": incident.fatalities(),
        "magnitude": incident.magnitude,
        "events": incident.events,
        "families": incident.families(),
        "mentions": incident.mentions,
        "ongoing": incident.ongoing,
        "exercise": incident.exercise,
    });
    let worth = json!({
        "severity": rating.severity,
        "severity_why": rating.severity_why,
        "certainty": rating.certainty,
        "certainty_word": rating.certainty_word,
        "points": rating.points.value,
        "explain": rating.points.to_string(),
        "items": list(&incident.members, |one| member(one, card)),
        "impacts": list(&card.impacts, |impact| merged(impact_terms(impact), json!({ "asset": impact.asset }))),
    });
    merged(what, worth)
}

fn member(member: &Member, card: &IncidentCard) -> Value {
    let reading = card.readings.iter().find(|reading| reading.item.id == member.item);
    json!({
        "id": member.item,
        "revision": member.revision,
        "feed": member.feed,
        "family": member.family,
        "reliability": member.reliability,
        "credibility": member.credibility,
        "title": member.title,
        "link": reading.and_then(|reading| reading.item.link.as_ref()),
        "at": member.at,
        "fatalities": member.fatalities,
    })
}

fn item(reading: &Reading) -> Value {
    let item = &reading.item;
    json!({
        "id": item.id,
        "feed": item.feed,
        "family": item.publisher,
        "title": item.title,
        "link": item.link,
        "published": item.published,
        "reasons": reading.annotation.reasons,
    })
}

fn transition(change: &Transition) -> Value {
    let subject = match &change.subject {
        Subject::Country(code) => json!({ "country": code }),
        Subject::Asset(id) => json!({ "asset": id }),
    };
    let rest = json!({
        "at": change.at,
        "from": change.from,
        "to": change.to,
        "score": change.score,
        "why": change.why,
        "model": change.model,
    });
    merged(subject, rest)
}

fn feed(line: &FeedLine) -> Value {
    let (feed, state) = (&line.feed, &line.state);
    json!({
        "id": feed.id,
        "title": feed.title,
        "url": feed.url,
        "family": feed.family,
        "reliability": feed.reliability,
        "outcome": state.outcome,
        "sighted": state.outcome.is_some_and(Outcome::is_sighted),
        "since": state.since,
        "last_try": state.last_try,
        "last_success": state.last_success,
        "newest_item": state.newest_item,
        "next": state.next,
        "failures": state.failures,
        "status": state.status,
        "error": state.error,
        "only_source_for": line.only_source_for,
        "gaps": state.gaps,
    })
}
