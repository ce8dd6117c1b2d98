//! What an order changes: a pure decision over the facts of its case. The same case gives the same step, so that it
//! can be tried before a number is drawn and made once it is.
//!
//! Notices themselves are moved on in [`super::papers`]; storing the step is left to [`super::carry`].

use crate::domain::audit::{Act, AuditEntry};
use crate::domain::delivery::Delivery;
use crate::domain::disposition::Disposition;
use crate::domain::id::{CandidateId, NoticeId, Person, SilenceId};
use crate::domain::rule::{Candidate, CandidateOutcome};
use crate::domain::silence::Silence;
use crate::domain::time::Timestamp;
use crate::store::{Given, Step};
use crate::warn::audit;
use crate::warn::canonical::digest;

use super::case::Case;
use super::order::{DISMISSALS, Order, Scope};
use super::refused::Refused;

/// Hex digits of a hash that make a silence's name.
const ID_DIGITS: usize = 10;

/// What the order changes, or why it is refused.
pub(super) fn decide(order: &Order, case: &Case, given: &Given, by: &Person, now: Timestamp) -> Result<Step, Refused> {
    Desk { case, given, by, now }.decide(order)
}

/// One decision: the case, the numbers drawn for it, who decides, and when.
pub(super) struct Desk<'a> {
    pub(super) case: &'a Case,
    pub(super) given: &'a Given,
    pub(super) by: &'a Person,
    pub(super) now: Timestamp,
}

impl Desk<'_> {
    fn decide(&self, order: &Order) -> Result<Step, Refused> {
        match order {
            Order::Draft(candidate) => self.draft(candidate),
            Order::Edit { notice, changes } => self.edit(notice, changes),
            Order::Relevel { notice, level, reason } => self.relevel(notice, *level, reason),
            Order::Submit { notice, changes } => self.submit(notice, changes),
            Order::Return { notice, remark } => self.hand_back(notice, remark),
            Order::Approve(notice) => self.approve(notice),
            Order::Issue(notice) => self.issue(notice),
            Order::Follow { notice, changes, .. } => self.follow(notice, changes),
            Order::Lift { notice, remark } => self.lift(notice, remark),
            Order::Correct { notice, remark, changes } => self.correct(notice, remark, changes),
            Order::Reject { notice, reason } => self.reject(notice, reason),
            Order::Dismiss { candidate, reason, note } => self.dismiss(candidate, reason, note),
            Order::Silence { scope, hours, reason } => self.silence(scope, *hours, reason),
            Order::SilenceLike { candidate, hours, reason } => {
                let like = self.case.candidate(candidate)?;
                let scope = Scope { rule: Some(like.rule.clone()), country: like.country, ..Scope::default() };
                self.silence(&scope, *hours, reason)
            }
            Order::Rule { verdict, reason } => self.rule(verdict, reason),
            Order::EndSilence(silence) => self.end_silence(silence),
            Order::Acknowledge { notice, recipient, note } => {
                self.replied(notice, recipient)?;
                Ok(self.logged("delivery.acknowledged", &format!("{notice} {recipient}"), note))
            }
            Order::Tend => self.tend(),
        }
    }

    /// The deliveries of a notice to a recipient.
    fn replied(&self, notice: &NoticeId, recipient: &crate::domain::id::RecipientId) -> Result<(), Refused> {
        self.case.notice(notice)?;
        let to = |delivery: &Delivery| delivery.notice == *notice && delivery.recipient == *recipient;
        if self.case.deliveries.iter().any(to) {
            return Ok(());
        }
        Err(Refused::NotSentTo { notice: notice.clone(), recipient: recipient.clone() })
    }

    fn dismiss(&self, id: &CandidateId, reason: &str, note: &str) -> Result<Step, Refused> {
        if !DISMISSALS.contains(&reason) {
            return Err(Refused::BadReason { given: reason.to_owned() });
        }
        let candidate = self.case.candidate(id)?;
        if let Some(notice) = self.case.on(candidate) {
            return Err(Refused::Waiting(notice.id.clone()));
        }
        let outcome = CandidateOutcome::Dismissed { by: self.by.clone(), reason: reason.to_owned() };
        let mut step = self.logged("candidate.dismissed", id.as_str(), &format!("{reason} {note}"));
        step.dispositions = vec![self.disposition(candidate, reason, note, None)];
        step.candidates = vec![self.judged(candidate, outcome)];
        Ok(step)
    }

    fn silence(&self, scope: &Scope, hours: u32, reason: &str) -> Result<Step, Refused> {
        let most = self.case.office.stages.config.settings.desk.silence_max.as_secs() / 3600;
        if reason.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        if hours == 0 || u64::from(hours) > most {
            return Err(Refused::BadSpan { hours, most });
        }
        let name = digest(format!("{scope:?} {} {}", self.by, self.now).as_bytes());
        let silence = Silence {
            id: SilenceId::new(format!("s-{}", name.get(..ID_DIGITS).unwrap_or(&name))),
            rule: scope.rule.clone(),
            country: scope.country,
            hazard: scope.hazard,
            asset: scope.asset.clone(),
            incident: scope.incident.clone(),
            reason: reason.to_owned(),
            by: self.by.clone(),
            from: self.now,
            until: self.now + chrono::Duration::hours(i64::from(hours)),
            ended: None,
        };
        let mut step = self.logged("silence.added", silence.id.as_str(), reason);
        step.silences = vec![silence];
        Ok(step)
    }

    fn end_silence(&self, id: &SilenceId) -> Result<Step, Refused> {
        let in_force = |silence: &&Silence| silence.id == *id && silence.is_active(self.now);
        let silence = self.case.silences.iter().find(in_force).ok_or_else(|| Refused::NoSilence(id.clone()))?;
        let mut step = self.logged("silence.ended", id.as_str(), "");
        step.silences = vec![Silence { ended: Some(self.now), ..silence.clone() }];
        Ok(step)
    }

    /// A step that only writes one line into the log.
    pub(super) fn logged(&self, action: &str, subject: &str, detail: &str) -> Step {
        Step { audit: self.log(vec![self.act(action, subject, detail)]), ..Step::default() }
    }

    pub(super) fn act(&self, action: &str, subject: &str, detail: &str) -> Act {
        Act {
            at: self.now,
            by: self.by.clone(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            detail: detail.trim().to_owned(),
        }
    }

    /// Acts as entries that follow the log's tip, signed when the desk has a key.
    pub(super) fn log(&self, acts: Vec<Act>) -> Vec<AuditEntry> {
        let mut entries: Vec<AuditEntry> = Vec::with_capacity(acts.len());
        for act in acts {
            let tip = entries.last().or(self.given.tip.as_ref());
            let entry = audit::append(tip, act, self.case.office.key.as_ref());
            entries.push(entry);
        }
        entries
    }

    pub(super) fn judged(&self, candidate: &Candidate, outcome: CandidateOutcome) -> Candidate {
        Candidate { outcome, updated: self.now, ..candidate.clone() }
    }

    pub(super) fn disposition(
        &self,
        candidate: &Candidate,
        reason: &str,
        note: &str,
        notice: Option<NoticeId>,
    ) -> Disposition {
        Disposition {
            candidate: candidate.id.clone(),
            rule: candidate.rule.clone(),
            at: self.now,
            by: self.by.clone(),
            reason: reason.to_owned(),
            note: note.to_owned(),
            notice,
            exercise: candidate.exercise,
        }
    }
}
