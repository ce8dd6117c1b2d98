//! What differs between the two sides of a backtest, as a document: `fenghuo.backtest/1`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::country::CountryCode;
use crate::domain::id::{CandidateId, IncidentId, ItemId, RuleId};
use crate::domain::impact::Subject;
use crate::domain::level::Level;
use crate::domain::rule::Candidate;
use crate::domain::time::{Timestamp, beijing};

use super::against::Skill;
use super::moved::{Moved, moved};
use super::{Backtest, Side, is_alarm};
use crate::app::replay::rounded;

/// What an edit would have done.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    schema: &'static str,
    /// The versions of the model.
    pub model: Pair<String>,
    /// Items that were run.
    pub items: usize,
    /// The first evaluation.
    pub from: Option<Timestamp>,
    /// The last evaluation.
    pub to: Option<Timestamp>,
    /// Hours between two evaluations.
    pub step_hours: f64,
    /// Candidates that came before a person.
    pub candidates: Pair<usize>,
    /// Of those that both sides have, how many are of a higher level as edited.
    pub raised: usize,
    /// How many are of a lower one.
    pub lowered: usize,
    /// Candidates a day on average.
    pub per_day: Pair<f64>,
    /// Candidates on each day.
    pub load: Vec<Day>,
    /// Countries whose candidates, levels or scores differ, those that differ most first.
    pub countries: Vec<CountryChange>,
    /// Candidates that only the edited configuration gives, gravest first.
    pub gained: Vec<Example>,
    /// Candidates that only the configuration as it was gives.
    pub lost: Vec<Example>,
    /// How good either was against real events, when such were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Pair<Skill>>,
}

/// A value as it was, and as edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Pair<T> {
    /// As it was.
    pub before: T,
    /// As edited.
    pub after: T,
}

/// The candidates of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The officers' day.
    pub day: NaiveDate,
    /// As it was.
    pub before: usize,
    /// As edited.
    pub after: usize,
}

/// What differs for one country.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CountryChange {
    /// The country.
    pub country: CountryCode,
    /// Candidates about it.
    pub candidates: Pair<usize>,
    /// The highest level it had.
    pub level: Pair<Level>,
    /// The highest score it had.
    pub score: Pair<f64>,
}

/// A candidate on one side of the line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Example {
    /// The candidate.
    pub candidate: CandidateId,
    /// When it was proposed.
    pub at: Timestamp,
    /// The rule.
    pub rule: RuleId,
    /// The level.
    pub level: Level,
    /// The country.
    pub country: Option<CountryCode>,
    /// The incident.
    pub incident: Option<IncidentId>,
    /// The first item behind it.
    pub item: Option<ItemId>,
    /// What it is about: the incident's title, else the rule's condition with its values.
    pub title: String,
    /// What moved it over the line.
    pub moved: Moved,
}

/// Tells what differs.
pub fn difference(backtest: &Backtest, against: Option<Pair<Skill>>) -> Difference {
    let Backtest { before, after, items, span, step } = backtest;
    let (old, new) = (alarms(before), alarms(after));
    let both = || old.iter().filter_map(|(id, candidate)| Some((candidate.level, new.get(id)?.level)));
    let load = load(backtest);
    let mean = |count: usize| rounded(count as f64 / load.len().max(1) as f64);
    Difference {
        schema: "fenghuo.backtest/1",
        model: Pair { before: before.model().version.clone(), after: after.model().version.clone() },
        items: *items,
        from: span.map(|(from, _)| from),
        to: span.map(|(_, to)| to),
        step_hours: step.num_minutes() as f64 / 60.0,
        candidates: Pair { before: old.len(), after: new.len() },
        raised: both().filter(|(was, is)| is > was).count(),
        lowered: both().filter(|(was, is)| is < was).count(),
        per_day: Pair { before: mean(old.len()), after: mean(new.len()) },
        load,
        countries: countries(backtest),
        gained: examples(&new, &old, after, backtest),
        lost: examples(&old, &new, before, backtest),
        against,
    }
}

fn alarms(side: &Side) -> BTreeMap<&CandidateId, &Candidate> {
    side.alarms().map(|candidate| (&candidate.id, candidate)).collect()
}

/// Every day of the span, quiet ones too: an average over busy days alone would not be one.
fn load(backtest: &Backtest) -> Vec<Day> {
    let Some((from, to)) = backtest.span else { return Vec::new() };
    let (before, after) = (backtest.before.load(), backtest.after.load());
    let (first, last) = (beijing(from).date_naive(), beijing(to).date_naive());
    let days = first.iter_days().take_while(|day| *day <= last);
    let on = |load: &BTreeMap<NaiveDate, usize>, day| load.get(&day).copied().unwrap_or_default();
    days.map(|day| Day { day, before: on(&before, day), after: on(&after, day) }).collect()
}

fn countries(backtest: &Backtest) -> Vec<CountryChange> {
    let (before, after) = (Tally::of(&backtest.before), Tally::of(&backtest.after));
    let codes: BTreeSet<CountryCode> = before.countries().chain(after.countries()).collect();
    let mut changes: Vec<_> = codes.into_iter().map(|code| before.change(&after, code)).collect();
    let distance = |change: &CountryChange| {
        let candidates = change.candidates.before.abs_diff(change.candidates.after);
        let levels = change.level.before != change.level.after;
        (candidates, levels, (change.score.before - change.score.after).abs())
    };
    changes.retain(|change| distance(change) > (0, false, 1e-9));
    changes.sort_by(|a, b| distance(b).partial_cmp(&distance(a)).unwrap_or(std::cmp::Ordering::Equal));
    changes
}

/// What one side has of each country.
struct Tally<'a> {
    candidates: BTreeMap<CountryCode, usize>,
    levels: BTreeMap<CountryCode, Level>,
    peaks: &'a BTreeMap<CountryCode, f64>,
}

impl<'a> Tally<'a> {
    fn of(side: &'a Side) -> Self {
        let mut tally = Self { candidates: BTreeMap::new(), levels: BTreeMap::new(), peaks: &side.peaks };
        for code in side.candidates.iter().filter(|one| is_alarm(one)).filter_map(|one| one.country) {
            *tally.candidates.entry(code).or_default() += 1;
        }
        for transition in &side.transitions {
            if let Subject::Country(code) = transition.subject {
                let highest = tally.levels.entry(code).or_default();
                *highest = transition.to.max(*highest);
            }
        }
        tally
    }

    fn countries(&self) -> impl Iterator<Item = CountryCode> {
        self.candidates.keys().chain(self.levels.keys()).chain(self.peaks.keys()).copied()
    }

    fn change(&self, after: &Self, country: CountryCode) -> CountryChange {
        let candidates = |side: &Self| side.candidates.get(&country).copied().unwrap_or_default();
        let level = |side: &Self| side.levels.get(&country).copied().unwrap_or_default();
        let score = |side: &Self| rounded(side.peaks.get(&country).copied().unwrap_or_default());
        CountryChange {
            country,
            candidates: Pair { before: candidates(self), after: candidates(after) },
            level: Pair { before: level(self), after: level(after) },
            score: Pair { before: score(self), after: score(after) },
        }
    }
}

/// Candidates of one side that the other has not, gravest first, then oldest.
fn examples(
    own: &BTreeMap<&CandidateId, &Candidate>,
    other: &BTreeMap<&CandidateId, &Candidate>,
    side: &Side,
    backtest: &Backtest,
) -> Vec<Example> {
    let alone = own.iter().filter(|(id, _)| !other.contains_key(*id));
    let mut examples: Vec<_> = alone.map(|(_, candidate)| example(candidate, side, backtest)).collect();
    examples.sort_by(|a, b| (b.level, a.at, &a.candidate).cmp(&(a.level, b.at, &b.candidate)));
    examples
}

fn example(candidate: &Candidate, side: &Side, backtest: &Backtest) -> Example {
    let incident = side.incident(candidate.incident.as_ref()).map(|(incident, _)| incident);
    Example {
        candidate: candidate.id.clone(),
        at: candidate.at,
        rule: candidate.rule.clone(),
        level: candidate.level,
        country: candidate.country,
        incident: candidate.incident.clone(),
        item: incident.and_then(|incident| incident.members.first()).map(|member| member.item.clone()),
        title: incident.map_or_else(|| candidate.why.clone(), |incident| incident.title().to_owned()),
        moved: moved(candidate, &backtest.before, &backtest.after),
    }
}
