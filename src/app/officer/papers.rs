//! Orders about notices: each is a command of the state machine, with what belongs to it in one step.

use chrono::{Datelike as _, Duration};

use crate::domain::id::{CandidateId, NoticeId};
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeContent, NoticeKind, NoticeState};
use crate::domain::rule::CandidateOutcome;
use crate::domain::time::beijing;
use crate::domain::words::LocalText;
use crate::store::{Matter, NoticeStep, Seen, Step};
use crate::warn::Command;
use crate::warn::lifecycle::{apply, next_follow_up};

use super::decide::Desk;
use super::dispatch;
use super::order::Changes;
use super::refused::Refused;

impl Desk<'_> {
    /// A first notice on a candidate, or the next of the series that is in force on it.
    pub(super) fn draft(&self, id: &CandidateId) -> Result<Step, Refused> {
        let candidate = self.case.candidate(id)?;
        if let Some(notice) = self.case.on(candidate) {
            return match notice.state {
                NoticeState::Issued => self.follow(&notice.id, &Changes::default()),
                _ => Err(Refused::Waiting(notice.id.clone())),
            };
        }
        let content = self.case.content.clone().ok_or_else(|| Refused::NoCandidate(id.clone()))?;
        let number = self.number();
        let office = &self.case.office;
        let notice = Notice {
            id: number.clone(),
            series: number.clone(),
            kind: NoticeKind::First,
            refers_to: Vec::new(),
            document_number: None,
            state: NoticeState::Draft,
            secrecy: office.notice.secrecy,
            content,
            candidate: Some(candidate.id.clone()),
            incident: candidate.incident.clone(),
            issuer: office.notice.issuer.clone(),
            drafter: self.by.clone(),
            drafted: self.now,
            approved: None,
            sent: None,
            hash: None,
            exercise: candidate.exercise,
            made_up: office.made_up,
        };
        let mut step = self.logged("notice.drafted", number.as_str(), candidate.id.as_str());
        step.seen = Some(self.seen(&notice));
        step.candidates = vec![self.judged(candidate, CandidateOutcome::Drafted { notice: number.clone() })];
        step.dispositions = vec![self.disposition(candidate, "relevant", "", Some(number))];
        step.notices = vec![NoticeStep { before: None, after: notice }];
        Ok(step)
    }

    pub(super) fn edit(&self, id: &NoticeId, changes: &Changes) -> Result<Step, Refused> {
        let notice = self.case.notice(id)?;
        let edited = self.edited(notice, changes)?;
        Ok(self.stepped(vec![moved(notice, edited)], &[("notice.edited", "")]))
    }

    /// Sets the level of a draft. What hangs on the level is made anew; what a person wrote stays.
    pub(super) fn relevel(&self, id: &NoticeId, level: Level, reason: &str) -> Result<Step, Refused> {
        let notice = self.case.notice(id)?;
        if reason.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        let gone = || Refused::NoCandidate(notice.candidate.clone().unwrap_or_else(|| CandidateId::new("–")));
        let fresh = self.case.content.clone().ok_or_else(gone)?;
        let content = NoticeContent {
            level,
            level_why: format!("{} → {}: {} ({})", fresh.level_why, level.letter(), reason.trim(), self.by),
            expires: fresh.expires,
            measures: fresh.measures,
            instruments: fresh.instruments,
            exposed: fresh.exposed,
            reply: fresh.reply,
            acknowledge_minutes: fresh.acknowledge_minutes,
            ..notice.content.clone()
        };
        let edited = self.apply(notice, Command::Edit(Box::new(content)))?;
        let detail = format!("{level} {}", reason.trim());
        Ok(self.stepped(vec![moved(notice, edited)], &[("notice.edited", &detail)]))
    }

    /// Hands a draft in. Whoever writes the judgement is its drafter from then on.
    pub(super) fn submit(&self, id: &NoticeId, changes: &Changes) -> Result<Step, Refused> {
        let notice = self.case.notice(id)?;
        let edited = if changes.is_empty() { notice.clone() } else { self.edited(notice, changes)? };
        let submitted = self.apply(&edited, Command::Submit)?;
        let acts: &[_] = if changes.is_empty() { &[("notice.submitted", "")] } else { &EDITED_AND_SUBMITTED };
        Ok(self.stepped(vec![moved(notice, submitted)], acts))
    }

    /// Hands a notice back for changes. An approval that it had is void.
    pub(super) fn hand_back(&self, id: &NoticeId, remark: &str) -> Result<Step, Refused> {
        let notice = self.case.notice(id)?;
        if remark.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        let returned = self.apply(notice, Command::Return)?;
        Ok(self.stepped(vec![moved(notice, returned)], &[("notice.returned", remark)]))
    }

    pub(super) fn approve(&self, id: &NoticeId) -> Result<Step, Refused> {
        let notice = self.case.notice(id)?;
        let approved = self.apply(notice, Command::Approve)?;
        let level = approved.content.level.to_string();
        Ok(self.stepped(vec![moved(notice, approved)], &[("notice.approved", &level)]))
    }

    /// Freezes the notice, ends what it ends, and puts it into the outbox, in one step.
    pub(super) fn issue(&self, id: &NoticeId) -> Result<Step, Refused> {
        let notice = self.case.notice(id)?;
        let command = Command::Issue { document_number: self.document_number(), series: self.case.series(notice) };
        let changed = apply(notice, command, self.by, self.now)?;
        let Some(issued) = changed.first().cloned() else { return Err(Refused::NoNotice(id.clone())) };
        let before = |after: &Notice| self.case.notice(&after.id).ok().cloned();
        let notices = changed.into_iter().map(|after| NoticeStep { before: before(&after), after }).collect();
        let hash = issued.hash.clone().unwrap_or_default();
        let mut step = self.stepped(notices, &[("notice.issued", &hash)]);
        step.deliveries = dispatch::to_all(&self.case.office, &issued, &self.case.notices, self.now)?;
        Ok(step)
    }

    /// What follows a notice in force, from the facts as they are now; the judgement so far is kept for editing.
    pub(super) fn follow(&self, id: &NoticeId, changes: &Changes) -> Result<Step, Refused> {
        let notice = self.free(id)?;
        let content = self.case.content.clone().unwrap_or_else(|| self.renewed(notice));
        let kept = NoticeContent {
            assessment: notice.content.assessment.clone(),
            recipients: notice.content.recipients.clone(),
            copies: notice.content.copies.clone(),
            ..content
        };
        let content = Box::new(self.made(changes, kept)?);
        let number = next_follow_up(&self.case.series(notice));
        self.later(notice, Command::Follow { id: self.number(), content, number })
    }

    /// The end of a warning, once its condition has been false long enough. An exercise may end at any time.
    pub(super) fn lift(&self, id: &NoticeId, remark: &LocalText) -> Result<Step, Refused> {
        let notice = self.free(id)?;
        if remark.zh_hans.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        let dwell = self.case.office.dwell(notice.content.level);
        let condition = self.case.candidate_of(notice).and_then(|candidate| candidate.basis.quiet_since);
        let quiet_since = if notice.exercise { Some(self.now - dwell) } else { condition };
        self.later(notice, Command::Lift { id: self.number(), remark: remark.clone(), quiet_since, dwell })
    }

    pub(super) fn correct(&self, id: &NoticeId, remark: &LocalText, changes: &Changes) -> Result<Step, Refused> {
        let notice = self.free(id)?;
        if remark.zh_hans.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        let content = Box::new(self.made(changes, notice.content.clone())?);
        self.later(notice, Command::Correct { id: self.number(), content, remark: remark.clone() })
    }

    /// Turns a notice down. A candidate whose first notice came to nothing waits for a person again.
    pub(super) fn reject(&self, id: &NoticeId, reason: &str) -> Result<Step, Refused> {
        let notice = self.case.notice(id)?;
        if reason.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        let rejected = self.apply(notice, Command::Reject)?;
        let mut step = self.stepped(vec![moved(notice, rejected)], &[("notice.rejected", reason)]);
        let first = notice.kind == NoticeKind::First;
        let candidate = self.case.candidate_of(notice).filter(|_| first);
        step.candidates = candidate.map(|one| self.judged(one, CandidateOutcome::Open)).into_iter().collect();
        Ok(step)
    }

    /// The documents on a notice's matter that this decision knows of.
    fn seen(&self, notice: &Notice) -> Seen {
        let matter = notice.candidate.clone().map_or_else(|| Matter::Series(notice.series.clone()), Matter::Candidate);
        let on_it = |other: &&Notice| match &matter {
            Matter::Candidate(id) => other.candidate.as_ref() == Some(id),
            Matter::Series(id) => other.series == *id,
        };
        let documents = self.case.notices.iter().filter(on_it).count();
        Seen { matter, documents }
    }

    /// A notice of whose series no other document waits.
    fn free(&self, id: &NoticeId) -> Result<&Notice, Refused> {
        let notice = self.case.notice(id)?;
        match self.case.waiting(&notice.series) {
            Some(waiting) if waiting.id != *id => Err(Refused::Waiting(waiting.id.clone())),
            _ => Ok(notice),
        }
    }

    /// The same facts, valid for as long again.
    fn renewed(&self, notice: &Notice) -> NoticeContent {
        let hours = self.case.office.stages.warn.notice.valid_hours.get(&notice.content.level).copied();
        let expires = self.now + Duration::hours(hours.unwrap_or_default());
        NoticeContent { expires: notice.content.expires.max(expires), ..notice.content.clone() }
    }

    fn later(&self, notice: &Notice, command: Command) -> Result<Step, Refused> {
        let draft = self.apply(notice, command)?;
        let id = draft.id.clone();
        let mut step = self.logged("notice.drafted", id.as_str(), &format!("{} {}", draft.kind.key(), notice.id));
        step.seen = Some(self.seen(notice));
        let candidate = self.case.candidate_of(notice);
        let outcome = CandidateOutcome::Drafted { notice: id };
        step.candidates = candidate.map(|candidate| self.judged(candidate, outcome)).into_iter().collect();
        step.notices = vec![NoticeStep { before: None, after: draft }];
        Ok(step)
    }

    fn edited(&self, notice: &Notice, changes: &Changes) -> Result<Notice, Refused> {
        let content = Box::new(self.made(changes, notice.content.clone())?);
        self.apply(notice, Command::Edit(content))
    }

    /// The content changed; a fact that is not there cannot be.
    fn made(&self, changes: &Changes, content: NoticeContent) -> Result<NoticeContent, Refused> {
        let known = 1..=content.facts.len();
        if let Some((number, _)) = changes.facts.iter().find(|(number, _)| !known.contains(number)) {
            return Err(Refused::NoFact(*number));
        }
        let settings = &self.case.office.notice;
        Ok(changes.made(content, &[settings.recipients.as_slice(), &settings.copies].concat()))
    }

    /// A command that changes or makes one document.
    fn apply(&self, notice: &Notice, command: Command) -> Result<Notice, Refused> {
        let changed = apply(notice, command, self.by, self.now)?;
        changed.into_iter().next().ok_or_else(|| Refused::NoNotice(notice.id.clone()))
    }

    /// Notices with the acts that changed the first of them.
    fn stepped(&self, notices: Vec<NoticeStep>, acts: &[(&str, &str)]) -> Step {
        let subject = notices.first().map(|notice| notice.after.id.to_string()).unwrap_or_default();
        let acts = acts.iter().map(|(action, detail)| self.act(action, &subject, detail)).collect();
        Step { audit: self.log(acts), notices, ..Step::default() }
    }

    fn number(&self) -> NoticeId {
        self.given.notice.clone().unwrap_or_else(|| NoticeId::new(""))
    }

    /// The issuer's own number, where one is configured.
    fn document_number(&self) -> Option<String> {
        let (pattern, n) = (self.case.office.document_number.as_ref()?, self.given.document?);
        let year = beijing(self.now).year().to_string();
        Some(pattern.replace("{year}", &year).replace("{n}", &n.to_string()))
    }
}

/// A notice as it was and as it is to be.
pub(super) fn moved(before: &Notice, after: Notice) -> NoticeStep {
    NoticeStep { before: Some(before.clone()), after }
}

const EDITED_AND_SUBMITTED: [(&str, &str); 2] = [("notice.edited", ""), ("notice.submitted", "")];
