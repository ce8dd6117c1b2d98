//! What an incident is worth by itself: how bad, how sure, how far it reaches, and what age leaves of that.
//!
//! All but the age is worked out once per version of an incident. What it does to an asset is left to `exposure`,
//! what several incidents do together to `combine`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::annotation::{EventKind, SeverityBasis};
use crate::domain::explain::{Sum, Term, Why};
use crate::domain::hazard::Hazard;
use crate::domain::id::Family;
use crate::domain::impact::{CertaintyWord, Rating};
use crate::domain::incident::{Incident, Member};
use crate::domain::model::Model;
use crate::domain::place::Scope;
use crate::domain::source::{Credibility, Reliability};
use crate::domain::time::{Timestamp, hours_between};

/// Symbol of the term that age makes.
pub(super) const AGE: &str = "T";

/// An incident with the terms that do not depend on the hour.
#[derive(Clone, Debug)]
pub struct Weighed {
    /// The incident.
    pub incident: Arc<Incident>,
    /// S, 0 to 1.
    pub severity: f64,
    /// What decided S.
    pub because: Arc<str>,
    /// Whose word it is, each family once.
    pub families: Arc<[Family]>,
    /// C, 0 to the model's ceiling.
    pub certainty: f64,
    /// C as a word.
    pub word: CertaintyWord,
}

impl Weighed {
    /// Weighs one version of an incident; `parties` as in [`certainty`].
    pub fn new(incident: Arc<Incident>, model: &Model, parties: &[Vec<Family>]) -> Self {
        let (severity, because) = severity(&incident, model);
        let certainty = certainty(&incident, model, parties);
        let word = certainty_word(certainty, model);
        let families = incident.families().into_iter().cloned().collect();
        Self { incident, severity, because: because.into(), families, certainty, word }
    }

    /// Points in its country's situation, 0 to 100: `100·S·C·T·g` (domain model, section 5.5).
    pub fn points(&self, model: &Model, now: Timestamp) -> f64 {
        100.0 * self.severity * self.certainty * decay(&self.incident, model, now) * reach(&self.incident, model)
    }

    /// The rating with its sum.
    pub fn rating(&self, model: &Model, now: Timestamp) -> Rating {
        let incident = &self.incident;
        let terms = vec![
            self.severity_term(),
            self.certainty_term(),
            age_term(incident, model, now),
            term("g", reach(incident, model), Why::Reach { scope: scope_key(scope(incident, model)).into() }),
        ];
        Rating {
            incident: incident.id.clone(),
            severity: self.severity,
            severity_why: Arc::clone(&self.because),
            certainty: self.certainty,
            certainty_word: self.word,
            decay: decay(incident, model, now),
            points: sum("x", self.points(model, now), "100·S·C·T·g", terms),
        }
    }

    /// Whether it may raise a level at once: observed, severe enough, and no exercise.
    pub fn is_fast(&self, model: &Model) -> bool {
        self.word == CertaintyWord::Observed && self.severity >= model.levels.fast_severity && !self.incident.exercise
    }

    pub(super) fn severity_term(&self) -> Term {
        term("S", self.severity, Why::Severity { because: Arc::clone(&self.because) })
    }

    pub(super) fn certainty_term(&self) -> Term {
        let denied_by = self.incident.denying().into_iter().cloned().collect();
        term("C", self.certainty, Why::Families { families: Arc::clone(&self.families), denied_by })
    }
}

/// Severity by deaths alone, 0 to 1: logarithmic steps after USGS PAGER (section 5.1).
pub fn severity_of_deaths(deaths: u32, model: &Model) -> f64 {
    (model.severity.deaths_base + model.severity.deaths_step * (1.0 + f64::from(deaths)).log10()).min(1.0)
}

/// Severity and what decided it: the largest structured one, deaths included; else the largest in words among items of reliability C
/// or better; else the largest; else that of the sort of happening; else that of CAP's `Unknown` (section 5.1).
pub fn severity(incident: &Incident, model: &Model) -> (f64, String) {
    let fields = largest(incident, |_, basis| basis > SeverityBasis::Lexicon);
    let deaths = incident.fatalities().filter(|deaths| *deaths > 0);
    let deaths = deaths.map(|deaths| (severity_of_deaths(deaths, model), format!("{deaths} dead")));
    let structured = deaths.into_iter().chain(fields).max_by(|a, b| a.0.total_cmp(&b.0));
    let fair = || largest(incident, |member, _| member.reliability <= Reliability::C);
    let any = || largest(incident, |_, _| true);
    structured.or_else(fair).or_else(any).unwrap_or_else(|| assumed_severity(incident, model))
}

fn largest(incident: &Incident, fits: impl Fn(&Member, SeverityBasis) -> bool) -> Option<(f64, String)> {
    let mut found: Option<(f64, &str)> = None;
    for member in incident.telling() {
        let Some(severity) = member.severity.as_ref().filter(|finding| fits(member, finding.basis)) else { continue };
        if found.is_none_or(|(value, _)| severity.value > value) {
            found = Some((severity.value, &severity.why));
        }
    }
    found.map(|(value, why)| (value.clamp(0.0, 1.0), why.to_owned()))
}

fn assumed_severity(incident: &Incident, model: &Model) -> (f64, String) {
    let by_kind = |kind: &EventKind| {
        let value = model.severity.kind.get(kind.key())?;
        Some((value.min(model.severity.lexicon_ceiling), kind.key().to_owned()))
    };
    let kinds = incident.kinds.iter().filter_map(by_kind);
    kinds.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_else(|| {
        let unknown = model.severity.cap.get("Unknown").copied().unwrap_or_default();
        (unknown, "not stated".to_owned())
    })
}

/// Certainty by publisher family, noisy-or over the best item of each (section 5.2). An item that denies the happening
/// adds nothing; where there are only such, it is worth one contradicted report, however many repeat the denial.
///
/// `parties` are groups of families that are party to a conflict: in an armed conflict or a terror attack each group
/// counts together at most the model's `parties_ceiling`.
pub fn certainty(incident: &Incident, model: &Model, parties: &[Vec<Family>]) -> f64 {
    let mut best: BTreeMap<&Family, f64> = BTreeMap::new();
    if incident.families().is_empty() {
        let beliefs = incident.members.iter().map(|member| model.belief(member.reliability, Credibility::IMPROBABLE));
        return beliefs.fold(0.0, f64::max);
    }
    for member in incident.telling() {
        let belief = model.belief(member.reliability, member.credibility);
        best.entry(&member.family).and_modify(|known| *known = known.max(belief)).or_insert(belief);
    }
    let partisan = matches!(incident.hazard, Hazard::ArmedConflict | Hazard::Terrorism);
    let mut doubt = 1.0;
    for group in parties.iter().filter(|_| partisan) {
        let group_doubt: f64 =
            group.iter().filter_map(|family| best.remove(family)).map(|belief| 1.0 - belief).product();
        doubt *= group_doubt.max(1.0 - model.certainty.parties_ceiling);
    }
    doubt *= best.values().map(|belief| 1.0 - belief).product::<f64>();
    (1.0 - doubt).min(model.certainty.ceiling)
}

/// The word CAP has for a certainty.
pub fn certainty_word(certainty: f64, model: &Model) -> CertaintyWord {
    match certainty {
        c if c >= model.certainty.observed => CertaintyWord::Observed,
        c if c >= model.certainty.likely => CertaintyWord::Likely,
        c if c >= model.certainty.possible => CertaintyWord::Possible,
        _ => CertaintyWord::Unlikely,
    }
}

/// What is left of the weight at this age: `2^(−age / half-life)` from the last item, and all of it while the
/// happening goes on (section 5.4).
pub fn decay(incident: &Incident, model: &Model, now: Timestamp) -> f64 {
    if incident.ongoing {
        return 1.0;
    }
    let age = hours_between(incident.last, now).max(0.0);
    (-age / model.half_life(incident.hazard)).exp2()
}

/// Share of an incident in its country's situation, by how far it reaches (section 5.5).
pub(super) fn reach(incident: &Incident, model: &Model) -> f64 {
    match scope(incident, model) {
        Scope::National => model.score.national,
        Scope::Subnational | Scope::Unknown => model.score.subnational,
        Scope::Local => model.score.local,
    }
}

/// How far an incident reaches. Rules, markets and the seizure of power reach the whole country whatever town the
/// report is from; outbreaks do unless an item says otherwise.
pub(super) fn scope(incident: &Incident, model: &Model) -> Scope {
    let placeless = matches!(
        incident.hazard,
        Hazard::Economic | Hazard::Policy | Hazard::Sanctions | Hazard::ExportControl | Hazard::Ip
    );
    let by_nature = incident.kinds.iter().any(|kind| model.score.national_kinds.contains(kind));
    let outbreak = incident.hazard == Hazard::Health && incident.scope == Scope::Unknown;
    if placeless || by_nature || outbreak { Scope::National } else { incident.scope }
}

pub(super) fn age_term(incident: &Incident, model: &Model, now: Timestamp) -> Term {
    let why = if incident.ongoing {
        Why::Ongoing
    } else {
        let hours = hours_between(incident.last, now).max(0.0);
        Why::Age { hours, half_life: model.half_life(incident.hazard) }
    };
    term(AGE, decay(incident, model, now), why)
}

pub(super) const fn term(symbol: &'static str, value: f64, why: Why) -> Term {
    Term { symbol: Cow::Borrowed(symbol), value, why }
}

pub(super) const fn sum(symbol: &'static str, value: f64, formula: &'static str, terms: Vec<Term>) -> Sum {
    Sum { symbol: Cow::Borrowed(symbol), value, formula: Cow::Borrowed(formula), terms }
}

const fn scope_key(scope: Scope) -> &'static str {
    match scope {
        Scope::Local => "local",
        Scope::Subnational => "subnational",
        Scope::Unknown => "unknown",
        Scope::National => "national",
    }
}
