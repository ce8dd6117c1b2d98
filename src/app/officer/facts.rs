//! What a notice on a candidate would say now: the pipeline's facts handed to the drafter of `warn`.

use crate::app::pipeline::Pipeline;
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeContent};
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;
use crate::warn::{DraftInputs, draft};

use super::office::Office;

/// The content of a notice on a candidate from the facts of this moment, at this level.
pub(super) fn content(
    pipeline: &Pipeline,
    office: &Office,
    candidate: &Candidate,
    level: Option<Level>,
    now: Timestamp,
) -> NoticeContent {
    let mut candidate = candidate.clone();
    candidate.level = level.unwrap_or(candidate.level);
    drafted(pipeline, office, &candidate, now).content
}

fn drafted(pipeline: &Pipeline, office: &Office, candidate: &Candidate, now: Timestamp) -> Notice {
    let config = &pipeline.stages.config;
    let wanted = candidate.incident.as_ref();
    let incident = wanted.and_then(|id| pipeline.clusterer.incident(id));
    let rating = pipeline.assessment.ratings.iter().find(|rating| wanted == Some(&rating.incident));
    let impacts: Vec<_> = pipeline.assessment.impacts.iter().filter(|one| wanted == Some(&one.incident)).collect();
    let members = incident.into_iter().flat_map(|incident| &incident.members);
    let mut readings: Vec<_> = members.filter_map(|member| pipeline.readings.get(&member.item)).cloned().collect();
    let rule = config.rules.iter().find(|rule| rule.id == candidate.rule);
    let country = config.countries.iter().find(|country| Some(country.code) == candidate.country);
    let mut records = Vec::new();
    if let (None, Some(rule)) = (incident, rule) {
        readings = pipeline.behind(rule, country.map(AsRef::as_ref), now);
        records = pipeline.own_records(rule, candidate, now);
    }
    let facts = DraftInputs {
        incident: incident.map(AsRef::as_ref),
        rating,
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
    draft(candidate, &facts, String::new().into(), String::new().into(), now)
}
