//! Rulings on items: recorded with their reason, and what hangs on them closed.

use crate::domain::id::RulingId;
use crate::domain::rule::{Candidate, CandidateOutcome};
use crate::domain::ruling::{Ruling, Verdict};
use crate::store::Step;
use crate::warn::canonical::digest;

use super::decide::Desk;
use super::refused::Refused;

/// Hex digits of a hash that make a ruling's name.
const ID_DIGITS: usize = 12;
/// Under which code candidates on items that are no risk are set aside.
const FALSE_ALARM: &str = "false_alarm";

impl Desk<'_> {
    /// Records a ruling. Candidates that rest on nothing but items ruled to be no risk are set aside with it.
    pub(super) fn rule(&self, verdict: &Verdict, reason: &str) -> Result<Step, Refused> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refused::NoReason);
        }
        let verdict = &self.whole(verdict)?;
        let name = digest(format!("{verdict:?} {} {}", self.by, self.now).as_bytes());
        let id = RulingId::new(format!("r-{}", name.get(..ID_DIGITS).unwrap_or(&name)));
        let mut step = self.logged(&format!("ruling.{}", verdict.key()), id.as_str(), reason);
        let dismissed = || CandidateOutcome::Dismissed { by: self.by.clone(), reason: FALSE_ALARM.to_owned() };
        let groundless = self.case.candidates.iter().filter(|candidate| self.case.groundless.contains(&candidate.id));
        for candidate in groundless {
            step.dispositions.push(self.disposition(candidate, FALSE_ALARM, reason, None));
            step.candidates.push(self.judged(candidate, dismissed()));
        }
        step.candidates.extend(self.reopened());
        let ruling =
            Ruling { id, at: self.now, by: self.by.clone(), reason: reason.to_owned(), verdict: verdict.clone() };
        step.rulings = vec![ruling];
        Ok(step)
    }

    /// A ruling is withdrawn as a whole, whichever of its items is named.
    fn whole(&self, verdict: &Verdict) -> Result<Verdict, Refused> {
        let withdrawn = self.case.withdrawn.as_ref().map(|ruling| &ruling.verdict);
        match (verdict, withdrawn) {
            (Verdict::Risk { .. }, Some(Verdict::NoRisk { items })) => Ok(Verdict::Risk { items: items.clone() }),
            (Verdict::Risk { .. }, _) => Err(Refused::NoRuling),
            _ => Ok(verdict.clone()),
        }
    }

    /// The candidates that were set aside with the ruling that is withdrawn, for a person to judge again.
    fn reopened(&self) -> impl Iterator<Item = Candidate> {
        let with_it = |candidate: &&Candidate| {
            self.case.withdrawn.as_ref().is_some_and(|ruling| {
                let set_aside = matches!(&candidate.outcome, CandidateOutcome::Dismissed { by, reason }
                    if *by == ruling.by && reason == FALSE_ALARM);
                set_aside && candidate.updated == ruling.at
            })
        };
        let known = self.case.candidates.iter();
        known.filter(with_it).map(|candidate| self.judged(candidate, CandidateOutcome::Open))
    }
}
