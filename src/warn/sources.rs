//! The source list of a notice, and the facts that quote it, each with the numbers of its sources.
//!
//! Everything here is what others published; what it means is left to a person.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::canonical::digest;
use super::draft::in_all;
use crate::domain::incident::Incident;
use crate::domain::notice::{Fact, NoticeSource};
use crate::domain::picture::Reading;
use crate::domain::source::Reliability;
use crate::domain::words::Words;

/// The items as sources, oldest first, so that their numbers stay when later ones join.
pub(super) fn number_sources(readings: &[Arc<Reading>]) -> Vec<NoticeSource> {
    in_order(readings)
        .into_iter()
        .map(|reading| {
            let item = &reading.item;
            NoticeSource {
                item: item.id.clone(),
                publisher: item.provider.source.clone().unwrap_or_else(|| item.publisher.to_string()),
                reliability: item.reliability,
                title: item.title.clone(),
                link: item.link.clone(),
                published: item.published,
                seen: item.seen,
                hash: digest(format!("{}\n{}", item.title, item.summary).as_bytes()),
            }
        })
        .collect()
}

/// The tolls that sources give, the most often given first; those that fewer give are told as other tolls.
pub(super) fn toll_facts(incident: &Incident, sources: &[NoticeSource], words: &Words) -> Vec<Fact> {
    let mut tolls: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for member in &incident.members {
        let number = sources.iter().position(|source| source.item == member.item).map(|at| at + 1);
        if let Some((toll, number)) = member.fatalities.zip(number) {
            tolls.entry(toll).or_default().push(number);
        }
    }
    let mut tolls: Vec<_> = tolls.into_iter().collect();
    tolls.sort_by_key(|(toll, numbers)| (std::cmp::Reverse(numbers.len()), std::cmp::Reverse(*toll)));
    tolls
        .into_iter()
        .enumerate()
        .map(|(at, (toll, sources))| {
            let key = if at == 0 { "notice.fact_toll" } else { "notice.fact_other_toll" };
            let text = in_all(words, |words| words.fill(key, &[("toll", &toll.to_string())]));
            Fact { text, unconfirmed: at > 0, sources }
        })
        .collect()
}

/// The best report of each publisher family, quoted as it stands; from doubtful sources told as unconfirmed.
pub(super) fn report_facts(
    readings: &[Arc<Reading>],
    sources: &[NoticeSource],
    words: &Words,
    most: usize,
) -> Vec<Fact> {
    let mut families = BTreeSet::new();
    let mut best = in_order(readings);
    best.sort_by_key(|reading| reading.item.reliability);
    best.retain(|reading| families.insert(&reading.item.publisher));
    best.into_iter()
        .take(most)
        .filter_map(|reading| {
            let number = sources.iter().position(|source| source.item == reading.item.id)? + 1;
            let source = sources.get(number - 1)?;
            let values = [("publisher", source.publisher.as_str()), ("title", source.title.as_str())];
            Some(Fact {
                text: in_all(words, |words| words.fill("notice.fact_report", &values)),
                sources: vec![number],
                unconfirmed: source.reliability >= Reliability::D,
            })
        })
        .collect()
}

fn in_order(readings: &[Arc<Reading>]) -> Vec<&Reading> {
    let mut readings: Vec<_> = readings.iter().map(AsRef::as_ref).collect();
    readings.sort_by_key(|reading| (reading.item.published.unwrap_or(reading.item.seen), &reading.item.id));
    readings
}
