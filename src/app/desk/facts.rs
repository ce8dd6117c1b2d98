//! What the rows of each list have to say for themselves, so that one filter language fits all of them.

use crate::domain::annotation::Annotation;
use crate::domain::country::CountryCode;
use crate::domain::feed::Outcome;
use crate::domain::id::{AssetId, IncidentId};
use crate::domain::incident::Member;
use crate::domain::level::Level;
use crate::domain::notice::Notice;
use crate::domain::picture::{AssetLine, CountryLine, FeedLine, IncidentCard, Picture, Reading};
use crate::domain::rule::Candidate;
use crate::domain::words::LocalText;

use super::query::{Facts, Is};

pub(super) fn of_country<'a>(picture: &'a Picture, line: &'a CountryLine) -> Facts<'a> {
    let mut facts = Facts {
        countries: vec![line.country.code],
        level: Some(line.level.level),
        hazards: line.hazards.iter().map(|share| share.hazard).collect(),
        sites: sites(picture, line.assets.iter()),
        texts: names(&line.country.name).to_vec(),
        unchecked: line.score.check.is_unchecked(),
        open: picture.open_candidates().any(|candidate| candidate.country == Some(line.country.code)),
        ..Facts::default()
    };
    let driver = line.score.driver.as_ref().and_then(|id| picture.incident(id));
    facts.texts.extend(driver.map(|card| card.incident.title()));
    facts
}

/// An incident stands at the level of the worst country it names: it has none of its own.
pub(super) fn of_incident<'a>(picture: &'a Picture, card: &'a IncidentCard, fresh: bool) -> Facts<'a> {
    let incident = &card.incident;
    let mut facts = Facts {
        countries: incident.countries.clone(),
        level: level_of(picture, &incident.countries),
        hazards: vec![incident.hazard],
        sites: sites(picture, card.impacts.iter().map(|impact| &impact.asset)),
        sources: incident.members.iter().flat_map(|m| [m.family.as_str(), m.feed.as_str()]).collect(),
        texts: incident.members.iter().map(|member| member.title.as_str()).collect(),
        new: fresh,
        open: picture.open_candidates().any(|candidate| candidate.incident.as_ref() == Some(&incident.id)),
        ..Facts::default()
    };
    facts.texts.extend(incident.place.as_ref().map(|place| place.name.as_str()));
    facts.texts.extend(country_names(picture, &incident.countries));
    facts
}

pub(super) fn of_asset<'a>(picture: &'a Picture, line: &'a AssetLine) -> Facts<'a> {
    let asset = &line.asset;
    let countries: Vec<CountryCode> = asset.foreign_countries().collect();
    let mut texts: Vec<&str> = asset.aliases.iter().map(String::as_str).collect();
    texts.extend(country_names(picture, &countries));
    Facts {
        level: Some(line.level.level),
        sites: sites(picture, std::iter::once(&asset.id)),
        hazards: line.impacts.iter().filter_map(|i| picture.incident(&i.incident)).map(|c| c.incident.hazard).collect(),
        texts,
        countries,
        ..Facts::default()
    }
}

pub(super) fn of_candidate<'a>(picture: &'a Picture, candidate: &'a Candidate) -> Facts<'a> {
    let countries: Vec<CountryCode> = candidate.country.into_iter().collect();
    let mut texts = vec![candidate.rule.as_str(), candidate.why.as_str()];
    texts.extend(country_names(picture, &countries));
    texts.extend(candidate.incident.as_ref().and_then(|id| picture.incident(id)).map(|card| card.incident.title()));
    Facts {
        countries,
        level: Some(candidate.level),
        hazards: vec![candidate.hazard],
        sites: sites(picture, candidate.assets.iter()),
        open: candidate.outcome.is_open(),
        texts,
        ..Facts::default()
    }
}

pub(super) fn of_notice<'a>(picture: &'a Picture, notice: &'a Notice) -> Facts<'a> {
    let content = &notice.content;
    let mut texts = names(&content.subject).to_vec();
    texts.push(notice.id.as_str());
    texts.extend(country_names(picture, &content.countries));
    Facts {
        countries: content.countries.clone(),
        level: Some(content.level),
        hazards: vec![content.hazard],
        sites: sites(picture, content.exposed.iter().map(|exposed| &exposed.asset)),
        open: notice.state.is_waiting(),
        texts,
        ..Facts::default()
    }
}

pub(super) fn of_feed<'a>(picture: &'a Picture, line: &'a FeedLine) -> Facts<'a> {
    let feed = &line.feed;
    let mut texts = vec![feed.id.as_str(), feed.title.as_str(), feed.group.as_str()];
    texts.extend(country_names(picture, &feed.countries));
    Facts {
        countries: feed.countries.clone(),
        hazards: feed.hazards.clone(),
        sources: vec![feed.family.as_str(), feed.id.as_str()],
        unchecked: !line.state.outcome.is_some_and(Outcome::is_sighted),
        feed_is: [(Is::Paused, line.state.paused), (Is::Moved, feed.proposed_url(&line.state).is_some())]
            .into_iter()
            .filter_map(|(is, holds)| holds.then_some(is))
            .collect(),
        texts,
        ..Facts::default()
    }
}

pub(super) fn of_member<'a>(picture: &'a Picture, member: &'a Member) -> Facts<'a> {
    let mut texts = vec![member.title.as_str()];
    texts.extend(picture.reading(&member.item).map(|reading| reading.item.summary.as_str()));
    Facts { sources: vec![member.family.as_str(), member.feed.as_str()], texts, ..Facts::default() }
}

pub(super) fn of_reading(reading: &Reading) -> Facts<'_> {
    let Annotation { countries, hazards, .. } = &reading.annotation;
    Facts {
        countries: countries.iter().map(|finding| finding.code).collect(),
        hazards: hazards.iter().map(|finding| finding.hazard).collect(),
        sources: vec![reading.item.publisher.as_str(), reading.item.feed.as_str()],
        texts: vec![reading.item.title.as_str(), reading.item.summary.as_str()],
        ..Facts::default()
    }
}

/// The incident a candidate, or the worst impact, points at.
pub(super) fn worst_incident(line: &AssetLine) -> Option<&IncidentId> {
    line.impacts.first().map(|impact| &impact.incident).or(line.score.driver.as_ref())
}

fn level_of(picture: &Picture, countries: &[CountryCode]) -> Option<Level> {
    countries.iter().filter_map(|code| picture.country(*code)).map(|line| line.level.level).max()
}

fn sites<'a>(picture: &'a Picture, assets: impl Iterator<Item = &'a AssetId>) -> Vec<&'a str> {
    let mut sites = Vec::new();
    for id in assets {
        sites.push(id.as_str());
        sites.extend(picture.asset(id).into_iter().flat_map(|line| names(&line.asset.name)));
    }
    sites
}

fn country_names<'a>(picture: &'a Picture, codes: &[CountryCode]) -> Vec<&'a str> {
    codes.iter().filter_map(|code| picture.country(*code)).flat_map(|line| names(&line.country.name)).collect()
}

fn names(text: &LocalText) -> [&str; 3] {
    [&text.en, &text.zh_hans, &text.zh_hant]
}
