//! One evaluation: scores at this moment, levels moved on, rules asked, candidates passed through the gates.
//!
//! The arithmetic is `assess`'s, the rules are `warn`'s; here they are only put one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assess::{LevelInput, World, asset_floor, coverage, is_stale, step};
use crate::cluster::Regrouping;
use crate::domain::asset::Asset;
use crate::domain::country::CountryCode;
use crate::domain::explain::Sum;
use crate::domain::impact::{AssetScore, CountryScore, LevelState, Subject, Transition};
use crate::domain::incident::Incident;
use crate::domain::level::{Check, Level};
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;
use crate::warn::{Arming, GateSettings, RuleProblem, Scene, gate};

use super::pipeline::{Memory, Pipeline, Watched};
use super::regroup::{follow, key, under_known_ids};

impl Pipeline {
    /// Evaluates at a moment with no feeds behind the items: every country counts as checked.
    pub fn evaluate(&mut self, now: Timestamp) {
        self.checks.clear();
        self.watched.clear();
        self.advice.confirm_all(now);
        self.turn(now);
    }

    /// Evaluates at a moment with the feeds as they are.
    pub fn evaluate_watching(&mut self, feeds: &[Watched], now: Timestamp) {
        let watched: Vec<_> = feeds.iter().map(|(feed, state)| (feed.as_ref(), state)).collect();
        self.checks = coverage(&watched, &self.watchlist(), self.model(), now);
        self.watched = feeds.to_vec();
        self.turn(now);
    }

    fn turn(&mut self, now: Timestamp) {
        self.settle();
        self.forget(now);
        self.assess(now);
        self.move_levels(now);
        self.propose(now);
    }

    fn assess(&mut self, now: Timestamp) {
        let incidents: Vec<Arc<Incident>> = self.clusterer.incidents().cloned().collect();
        let countries = self.countries(&incidents);
        let checks = self.checks_of(&countries, now);
        let config = Arc::clone(&self.stages.config);
        let world = World {
            incidents: &incidents,
            assets: &config.assets,
            countries: &countries,
            advice: &self.advice.in_force(now),
            structure: &self.structure.known(),
            checks: &checks,
            levels: &self.country_levels(),
            ministry: config.settings.desk.ministry.as_str(),
            parties: &self.stages.parties,
        };
        self.assessment = self.assessor.assess(&world, now);
        if self.memory == Memory::Everything {
            self.keep_ratings(incidents);
        }
    }

    /// Keeps what was rated, and of what is known no more the rating it had last. Incidents come by id.
    fn keep_ratings(&mut self, incidents: Vec<Arc<Incident>>) {
        let rated = incidents.into_iter().zip(self.assessment.ratings.iter().cloned()).collect();
        let before = std::mem::replace(&mut self.rated, rated);
        let mut known = self.rated.iter().map(|(incident, _)| &incident.id).peekable();
        for gone in before {
            while known.next_if(|id| **id < gone.0.id).is_some() {}
            if known.peek().is_none_or(|id| **id != gone.0.id) {
                self.archive.insert(gone.0.id.clone(), gone);
            }
        }
    }

    /// The watchlist, and in a replay every country that any incident or advice names.
    fn countries(&self, incidents: &[Arc<Incident>]) -> Vec<CountryCode> {
        let mut countries: BTreeSet<CountryCode> = self.watchlist().into_iter().collect();
        if self.memory == Memory::Everything {
            countries.extend(incidents.iter().flat_map(|incident| &incident.countries));
            countries.extend(self.levels.keys().filter_map(|subject| match subject {
                Subject::Country(code) => Some(*code),
                Subject::Asset(_) => None,
            }));
        }
        countries.into_iter().collect()
    }

    fn watchlist(&self) -> Vec<CountryCode> {
        self.stages.config.countries.iter().map(|country| country.code).collect()
    }

    fn checks_of(&self, countries: &[CountryCode], now: Timestamp) -> BTreeMap<CountryCode, (Check, (u32, u32))> {
        if !self.checks.is_empty() {
            return self.checks.clone();
        }
        countries.iter().map(|code| (*code, (Check::Checked { at: now }, (1, 1)))).collect()
    }

    fn country_levels(&self) -> BTreeMap<CountryCode, Level> {
        let country = |(subject, state): (&Subject, &LevelState)| match subject {
            Subject::Country(code) => Some((*code, state.level)),
            Subject::Asset(_) => None,
        };
        self.levels.iter().filter_map(country).collect()
    }

    fn move_levels(&mut self, now: Timestamp) {
        let countries = self.assessment.countries.clone();
        for score in &countries {
            let stale = is_stale(&score.check, score.coverage, self.model());
            let input = LevelInput { score: score.score.value, fast: score.fast, stale, floor: Level::None };
            self.move_level(Subject::Country(score.country), &input, &score.score, now);
        }
        let levels = self.country_levels();
        let assets = self.assessment.assets.clone();
        let registry = Arc::clone(&self.stages.config);
        for (score, asset) in assets.iter().filter_map(|score| Some((score, asset_of(&registry.assets, score)?))) {
            let input = asset_input(score, asset, &levels, &countries);
            self.move_level(Subject::Asset(score.asset.clone()), &input, &score.score, now);
        }
    }

    fn move_level(&mut self, subject: Subject, input: &LevelInput, sum: &Sum, now: Timestamp) {
        self.history.put(&subject, now, input.score);
        let known = self.levels.get(&subject);
        let (state, change) = match known {
            Some(state) => step(state, input, self.model(), now),
            None => self.first_level(input, now),
        };
        if let Some((from, to)) = change {
            self.transitions.push(Transition {
                at: now,
                subject: subject.clone(),
                from,
                to,
                score: input.score,
                why: why(sum, input, to),
                model: self.model().version.clone(),
            });
        }
        self.levels.insert(subject, state);
    }

    /// A subject seen for the first time has no past to be held by: it takes the level its score stands for.
    fn first_level(&self, input: &LevelInput, now: Timestamp) -> (LevelState, Option<(Level, Level)>) {
        let level = self.model().level(input.score).max(input.floor);
        let state = LevelState { level, since: Some(now), ..LevelState::default() };
        (state, (level > Level::None).then_some((Level::None, level)))
    }

    fn propose(&mut self, now: Timestamp) {
        let config = Arc::clone(&self.stages.config);
        let incidents: Vec<_> = self
            .assessment
            .ratings
            .iter()
            .filter_map(|rating| Some((self.clusterer.incident(&rating.incident)?, rating)))
            .map(|(incident, rating)| (incident, rating.as_ref()))
            .collect();
        let impacts: Vec<_> = self.assessment.impacts.iter().map(AsRef::as_ref).collect();
        let nothing = LevelState::default();
        let countries: Vec<_> = self
            .assessment
            .countries
            .iter()
            .map(|score| (score, self.levels.get(&Subject::Country(score.country)).unwrap_or(&nothing)))
            .collect();
        let scene = Scene {
            incidents: &incidents,
            impacts: &impacts,
            assets: &config.assets,
            watchlist: &config.countries,
            countries: &countries,
            advice: &self.advice.in_force(now),
            advice_changes: self.advice.changes(),
            rates: &self.rates.series(),
            counts: &self.counts.daily(now, self.stages.warn.statistics.count_days),
            statistics: &self.stages.warn.statistics,
            home: config.settings.desk.home,
            ministry: config.settings.desk.ministry.as_str(),
            watching_since: self.watching_since,
        };
        let (mut proposed, problems) = self.stages.rules().examine_again(&scene, &mut self.proposed, now);
        let regroupings = self.clusterer.take_regroupings();
        follow(&mut self.candidates, &regroupings);
        self.drop_merged(&regroupings);
        under_known_ids(&mut proposed, &mut self.candidates);
        let holding: BTreeSet<_> = proposed.iter().map(|candidate| candidate.id.clone()).collect();
        // Of two candidates whose incidents were merged one is proposed on; the condition of both still holds.
        let holding_on: BTreeSet<_> = proposed.iter().filter_map(key).collect();
        let holds =
            |one: &Candidate| holding.contains(&one.id) || key(one).is_some_and(|key| holding_on.contains(&key));
        self.count_rule_errors(&problems);
        let settings = self.gate_settings();
        self.candidates = gate(proposed, &self.candidates, &self.silences, &settings, now);
        for candidate in &mut self.candidates {
            let unseen = candidate.country.is_some_and(|code| settings.unchecked.contains(&code));
            let quiet = !unseen && !holds(candidate);
            candidate.basis.quiet_since = quiet.then(|| candidate.basis.quiet_since.unwrap_or(now));
        }
    }

    /// What was merged into another incident or taken back is no incident that ever was; what was forgotten is one.
    fn drop_merged(&mut self, regroupings: &[Regrouping]) {
        for regrouping in regroupings {
            if self.clusterer.incident(&regrouping.from).is_none() {
                self.archive.remove(&regrouping.from);
            }
        }
    }

    /// A rule that cannot be evaluated is counted each time, so that its silence is not taken for calm.
    fn count_rule_errors(&mut self, problems: &[RuleProblem]) {
        for problem in problems {
            *self.drops.entry(format!("rule_error:{}", problem.rule)).or_default() += 1;
        }
    }
}

impl Pipeline {
    /// What the gates are set to: everything registered has been watched since the desk began, or since its own date.
    fn gate_settings(&self) -> GateSettings {
        let config = &self.stages.config;
        let since = self.watching_since;
        let assets = config.assets.iter().map(|asset| (asset.id.clone(), asset.since.unwrap_or(since)));
        GateSettings {
            limits: self.stages.warn.gate.clone(),
            arming: Arming {
                rules: config.rules.iter().map(|rule| (rule.id.clone(), since)).collect(),
                countries: config.countries.iter().map(|country| (country.code, since)).collect(),
                assets: assets.collect(),
            },
            unchecked: self
                .assessment
                .countries
                .iter()
                .filter(|score| score.check.is_unchecked())
                .map(|score| score.country)
                .collect(),
        }
    }
}

fn asset_of<'a>(registry: &'a [Arc<Asset>], score: &AssetScore) -> Option<&'a Arc<Asset>> {
    registry.iter().find(|asset| asset.id == score.asset)
}

/// An asset's level is held when a country it hangs on is not seen freshly.
fn asset_input(
    score: &AssetScore,
    asset: &Asset,
    levels: &BTreeMap<CountryCode, Level>,
    countries: &[CountryScore],
) -> LevelInput {
    let stale = countries.iter().any(|country| asset.hangs_on(country.country) && country.check.is_unchecked());
    let floor = asset_floor(asset, |code| levels.get(&code).copied().unwrap_or_default());
    LevelInput { score: score.score.value, fast: score.fast, stale, floor }
}

fn why(sum: &Sum, input: &LevelInput, to: Level) -> String {
    let held = if input.floor == to && input.floor > Level::None { "; held up by its country's level" } else { "" };
    let fast = if input.fast { "; raised at once by an observed, severe incident" } else { "" };
    format!("{sum}{held}{fast}")
}
