//! The rule book: rules compiled once, run over a scene, and the candidates they propose.
//!
//! What becomes of a candidate is left to [`super::gate()`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use cel::{Context, Env};

use super::canonical::digest;
use super::compile::{Ready, RuleProblem, prepare};
use super::condition::{Condition, Fault};
use super::fields;
use super::memo::Memo;
use super::scene::{Index, Scene};
use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, CandidateId, RuleId};
use crate::domain::incident::Incident;
use crate::domain::level::Level;
use crate::domain::rule::{Basis, Candidate, CandidateOutcome, Rule, RuleSubject};
use crate::domain::time::Timestamp;
use crate::domain::words::key_of;

/// Hex digits of a hash that make a candidate's name; enough that no two meet by chance.
const ID_DIGITS: usize = 16;

/// Rules ready to run.
pub struct RuleBook {
    rules: Vec<Ready>,
    env: Arc<Env>,
}

impl fmt::Debug for RuleBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleBook").field("rules", &self.rules).finish_non_exhaustive()
    }
}

/// The level that holds, with the conditions that made it.
type Held<'r> = (Level, Vec<&'r Condition>);

/// What a condition was evaluated on.
struct Subject<'a> {
    /// Part of the candidate's name: the incident, country or currency.
    key: String,
    country: Option<CountryCode>,
    incident: Option<&'a Incident>,
    asset: Option<AssetId>,
    assets: Vec<AssetId>,
    happened: Option<Timestamp>,
}

impl RuleBook {
    /// Compiles the rules that are enabled and checks every condition against the documented variables. A rule with
    /// a problem is left out of the book, and the problem says so.
    pub fn compile(rules: &[Rule]) -> (Self, Vec<RuleProblem>) {
        let env = Arc::new(Env::stdlib());
        let mut ready = Vec::new();
        let mut problems = Vec::new();
        for rule in rules.iter().filter(|rule| rule.enabled) {
            match prepare(rule, &env) {
                Ok(rule) => ready.push(rule),
                Err(found) => problems.extend(found),
            }
        }
        (Self { rules: ready, env }, problems)
    }

    /// All candidates of a scene, before any gate. Use [`Self::examine`] to learn of rules that could not be evaluated.
    pub fn propose(&self, scene: &Scene<'_>, now: Timestamp) -> Vec<Candidate> {
        self.examine(scene, now).0
    }

    /// All candidates of a scene, ordered by name, and the rules that could not be evaluated, each once.
    pub fn examine(&self, scene: &Scene<'_>, now: Timestamp) -> (Vec<Candidate>, Vec<RuleProblem>) {
        self.examine_again(scene, &mut Memo::default(), now)
    }

    /// The same where much of the scene is as it was. The memo is of this book, registry and watchlist alone.
    pub fn examine_again(
        &self,
        scene: &Scene<'_>,
        memo: &mut Memo,
        now: Timestamp,
    ) -> (Vec<Candidate>, Vec<RuleProblem>) {
        let index = Index::new(scene);
        let mut run = Run::new(now);
        self.over_incidents(scene, &index, memo, &mut run);
        memo.turn();
        self.over_countries(scene, &index, &mut run);
        self.over_currencies(scene, &mut run);
        (run.found.into_values().collect(), run.problems.into_values().collect())
    }

    /// The rules in the book, in order.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|ready| &ready.rule)
    }

    /// Rules that would look at an incident, whether or not their condition holds.
    pub(super) fn looking_at<'a>(&'a self, incident: &'a Incident) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(|ready| ready.looks_at(incident)).map(|ready| &ready.rule)
    }

    fn of(&self, subject: RuleSubject) -> impl Iterator<Item = &Ready> {
        self.rules.iter().filter(move |ready| ready.rule.subject == subject)
    }

    fn context(&self, scene: &Scene<'_>, now: Timestamp) -> Context<'static, 'static> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        context.add_variable_from_value("now", fields::moment(now));
        context.add_variable_from_value("home", scene.home.as_str());
        context
    }

    fn over_incidents<'a>(&self, scene: &Scene<'a>, index: &Index<'a>, memo: &mut Memo, run: &mut Run) {
        let mut context = self.context(scene, run.now);
        for &(incident, rating) in scene.incidents {
            let impacts = index.impacts(&incident.id);
            if let Some(again) = memo.recall(incident, rating, impacts, run.now) {
                run.found.extend(again.into_iter().map(|candidate| (candidate.id.clone(), candidate)));
                continue;
            }
            let rules: Vec<_> = self.rules.iter().filter(|ready| ready.looks_at(incident)).collect();
            let mut own = Run::new(run.now);
            if !rules.is_empty() && (!impacts.is_empty() || !fields::watched(incident, index).is_empty()) {
                let asked: BTreeSet<&String> = rules.iter().flat_map(|ready| &ready.incident_fields).collect();
                let value = fields::incident(&asked, incident, rating, scene, index, run.now);
                context.add_variable_from_value("incident", value);
                own.incident(&rules, &context, incident, index);
            }
            if own.problems.is_empty() && rules.iter().all(|ready| ready.is_timeless) {
                memo.keep(incident, rating, impacts, own.found.values(), run.now);
            }
            run.merge(own);
        }
    }

    fn over_countries<'a>(&self, scene: &Scene<'a>, index: &Index<'a>, run: &mut Run) {
        let mut context = self.context(scene, run.now);
        for &(score, state) in scene.countries {
            let (value, happened) = fields::country(score, state, scene, index, run.now);
            context.add_variable_from_value("country", value);
            let subject = Subject::of_country(score.country, happened, scene);
            for ready in self.of(RuleSubject::Country) {
                run.evaluate(ready, &context, &subject);
            }
        }
    }

    fn over_currencies(&self, scene: &Scene<'_>, run: &mut Run) {
        let mut context = self.context(scene, run.now);
        for series in scene.rates {
            let paying: Vec<_> = scene
                .watchlist
                .iter()
                .filter(|country| country.currency.as_deref() == Some(series.currency.as_str()))
                .map(|country| (country.code, country.pegged))
                .collect();
            let Some((value, movement)) = fields::currency(series, &paying, scene, run.now) else { continue };
            context.add_variable_from_value("currency", value);
            let happened = movement.day.and_hms_opt(0, 0, 0).map(|day| day.and_utc());
            for (code, _) in &paying {
                let mut subject = Subject::of_country(*code, happened, scene);
                subject.key = format!("{}:{code}", series.currency);
                for ready in self.of(RuleSubject::Currency) {
                    run.evaluate(ready, &context, &subject);
                }
            }
        }
    }
}

impl Ready {
    fn looks_at(&self, incident: &Incident) -> bool {
        let rule = &self.rule;
        matches!(rule.subject, RuleSubject::Incident | RuleSubject::Impact)
            && (rule.hazards.is_empty() || rule.hazards.contains(&incident.hazard))
            && (rule.kinds.is_empty() || rule.kinds.iter().any(|kind| incident.kinds.contains(kind)))
    }

    /// The level proposed, with the conditions that hold; none when the rule does not.
    fn level(&self, context: &Context<'_, '_>) -> Result<Option<Held<'_>>, (String, Fault)> {
        if !self.when.holds(context).map_err(|fault| ("when".to_owned(), fault))? {
            return Ok(None);
        }
        for (at, (level, condition)) in self.raise.iter().enumerate() {
            if condition.holds(context).map_err(|fault| (format!("raise[{at}].when"), fault))? {
                return Ok(Some((*level, vec![&self.when, condition])));
            }
        }
        Ok(Some((self.rule.level, vec![&self.when])))
    }
}

impl<'a> Subject<'a> {
    fn of_incident(incident: &'a Incident, index: &Index<'_>) -> Self {
        let impacts = index.impacts(&incident.id);
        Self {
            key: incident.id.to_string(),
            country: fields::watched(incident, index).first().copied().or_else(|| incident.country()),
            incident: Some(incident),
            asset: None,
            assets: impacts.iter().map(|impact| impact.asset.clone()).collect(),
            happened: Some(incident.first),
        }
    }

    fn of_country(code: CountryCode, happened: Option<Timestamp>, scene: &Scene<'_>) -> Self {
        let hanging = scene.assets.iter().filter(|asset| asset.hangs_on(code));
        Self {
            key: code.to_string(),
            country: Some(code),
            incident: None,
            asset: None,
            assets: hanging.map(|asset| asset.id.clone()).collect(),
            happened,
        }
    }
}

/// One evaluation: what was found so far.
struct Run {
    found: BTreeMap<CandidateId, Candidate>,
    problems: BTreeMap<(RuleId, String), RuleProblem>,
    now: Timestamp,
}

impl Run {
    const fn new(now: Timestamp) -> Self {
        Self { found: BTreeMap::new(), problems: BTreeMap::new(), now }
    }

    /// Adds what was found on an incident by itself; no other has candidates of the same name.
    fn merge(&mut self, own: Self) {
        self.found.extend(own.found);
        for (key, problem) in own.problems {
            self.problems.entry(key).or_insert(problem);
        }
    }

    fn incident(&mut self, rules: &[&Ready], context: &Context<'_, 'static>, incident: &Incident, index: &Index<'_>) {
        let mut subject = Subject::of_incident(incident, index);
        subject.happened = Some(incident.first.min(self.now));
        for ready in rules.iter().filter(|ready| ready.rule.subject == RuleSubject::Incident) {
            self.evaluate(ready, context, &subject);
        }
        let on_impacts = rules.iter().filter(|ready| ready.rule.subject == RuleSubject::Impact);
        for ready in on_impacts.filter(|ready| ready.when.may_hold_without(&["impact", "asset"], context)) {
            self.impacts(ready, context, &mut subject, incident, index);
        }
    }

    fn impacts(
        &mut self,
        ready: &Ready,
        context: &Context<'_, 'static>,
        subject: &mut Subject<'_>,
        incident: &Incident,
        index: &Index<'_>,
    ) {
        let mut inner = context.new_inner_scope();
        for impact in index.impacts(&incident.id) {
            let Some(asset) = index.asset(&impact.asset) else { continue };
            inner.add_variable_from_value("impact", fields::impact(impact, incident, &ready.impact_fields));
            if ready.looks_at_asset {
                inner.add_variable_from_value("asset", fields::asset(asset));
            }
            subject.asset = Some(impact.asset.clone());
            subject.assets = vec![impact.asset.clone()];
            self.evaluate(ready, &inner, subject);
        }
    }

    fn evaluate(&mut self, ready: &Ready, context: &Context<'_, '_>, subject: &Subject<'_>) {
        match ready.level(context) {
            Ok(None) => {}
            Ok(Some((level, held))) => self.add(ready.candidate(level, &held, context, subject, self.now)),
            Err((key, fault)) => {
                let rule = ready.rule.id.clone();
                let message = format!("could not be evaluated on `{}`: {}", subject.key, fault.message);
                let problem = RuleProblem { rule: rule.clone(), key: key.clone(), message, offset: fault.offset };
                self.problems.entry((rule, key)).or_insert(problem);
            }
        }
    }

    /// The same rule on the same incident is one candidate, over all the assets it holds for.
    fn add(&mut self, candidate: Candidate) {
        let Some(known) = self.found.get_mut(&candidate.id) else {
            self.found.insert(candidate.id.clone(), candidate);
            return;
        };
        let worse = candidate.level > known.level;
        for asset in candidate.assets {
            if !known.assets.contains(&asset) {
                known.assets.push(asset);
            }
        }
        if worse {
            known.level = candidate.level;
            known.why = candidate.why;
        }
    }
}

impl Ready {
    fn candidate(
        &self,
        level: Level,
        held: &[&Condition],
        context: &Context<'_, '_>,
        subject: &Subject<'_>,
        now: Timestamp,
    ) -> Candidate {
        let rule = &self.rule;
        let hazard = rule.hazard.or(subject.incident.map(|incident| incident.hazard));
        Candidate {
            id: candidate_id(&rule.id, &subject.key),
            rule: rule.id.clone(),
            title: rule.title.clone(),
            matters: rule.why.clone(),
            level,
            at: now,
            updated: now,
            hazard: hazard.unwrap_or(Hazard::Political),
            country: subject.country,
            countries: Vec::new(),
            incident: subject.incident.map(|incident| incident.id.clone()),
            assets: subject.assets.clone(),
            why: self.why(held, context, subject),
            outcome: CandidateOutcome::Open,
            exercise: subject.incident.is_some_and(|incident| incident.exercise),
            basis: basis(subject),
        }
    }

    /// The condition that held, and the values that made it true.
    fn why(&self, held: &[&Condition], context: &Context<'_, '_>, subject: &Subject<'_>) -> String {
        let text: Vec<_> = held.iter().map(|condition| condition.line()).collect();
        let mut values: Vec<String> = Vec::new();
        values.extend(subject.asset.iter().map(|asset| format!("asset = {asset}")));
        if !self.rule.kinds.is_empty() {
            let kinds = subject.incident.into_iter().flat_map(|incident| &incident.kinds);
            let met: Vec<_> = kinds.filter(|kind| self.rule.kinds.contains(kind)).map(key_of).collect();
            values.push(format!("kind = {}", met.join(", ")));
        }
        for value in held.iter().flat_map(|condition| condition.reasons(context)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        format!("{} [{}]", text.join(" && "), values.join("; "))
    }
}

fn basis(subject: &Subject<'_>) -> Basis {
    let incident = subject.incident;
    Basis {
        families: incident.map_or(0, |incident| u32::try_from(incident.families().len()).unwrap_or(u32::MAX)),
        fatalities: incident.and_then(Incident::fatalities),
        kinds: incident.map(|incident| incident.kinds.clone()).unwrap_or_default(),
        happened: subject.happened,
        ..Basis::default()
    }
}

/// The name of a candidate: the same rule on the same subject is always the same.
pub fn candidate_id(rule: &RuleId, subject: &str) -> CandidateId {
    let hash = digest(format!("{rule}\n{subject}").as_bytes());
    CandidateId::new(format!("c-{}", hash.get(..ID_DIGITS).unwrap_or(&hash)))
}
