//! What a notice on a candidate would say now: the pipeline's facts handed to the drafter of `warn`.

use crate::app::pipeline::Pipeline;
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeContent};
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::warn::{DraftInputs, draft};

use super::office::Office;

/// The content of a notice on a candidate from the facts of this moment, at this level.
pub(super) fn content(
    pipeline: &Pipeline,
    office: &Office,
    candidate: &Candidate,
    level: Option<Level>,
    now: Timestamp,
) -> Result<NoticeContent, StoreError> {
    let mut candidate = candidate.clone();
    candidate.level = level.unwrap_or(candidate.level);
    Ok(drafted(pipeline, office, &candidate, now)?.content)
}

fn drafted(pipeline: &Pipeline, office: &Office, candidate: &Candidate, now: Timestamp) -> Result<Notice, StoreError> {
    let config = &pipeline.stages.config;
    let wanted = candidate.incident.as_ref();
    let incident = wanted.and_then(|id| pipeline.clusterer.incident(id));
    let rating = pipeline.assessment.ratings.iter().find(|rating| wanted == Some(&rating.incident));
    let impacts = pipeline.assessment.impacts.iter().filter(|one| wanted == Some(&one.incident));
    let impacts: Vec<_> = impacts.map(AsRef::as_ref).collect();
    let members = incident.into_iter().flat_map(|incident| &incident.members);
    let mut readings = pipeline.readings_of(members.map(|member| &member.item))?;
    let rule = config.rules.iter().find(|rule| rule.id == candidate.rule);
    let country = config.countries.iter().find(|country| Some(country.code) == candidate.country);
    let mut records = Vec::new();
    if let (None, Some(rule)) = (incident, rule) {
        readings = pipeline.behind(rule, country.map(AsRef::as_ref), now)?;
        records = pipeline.own_records(rule, candidate, now);
    }
    let facts = DraftInputs {
        incident: incident.map(AsRef::as_ref),
        rating: rating.map(AsRef::as_ref),
        impacts: &impacts,
        assets: &config.assets,
        readings: &readings,
        records: &records,
        countries: &config.countries,
        rule,
        measures: &config.measures,
        instruments: &config.instruments,
        words: &config.words,
        settings: &office.notice,
        numbers: &pipeline.stages.warn.notice,
        previous: Level::None,
        level_why: &candidate.why,
        model: &config.model.version,
        made_up: office.made_up,
    };
    Ok(draft(candidate, &facts, String::new().into(), String::new().into(), now))
}
