//! What is due without anybody's asking: notices that ran out are closed, and where nobody acknowledged an orange or
//! red one in time the next person is told.

use std::collections::BTreeMap;

use crate::deliver::routes::escalations;
use crate::domain::delivery::Delivery;
use crate::domain::id::NoticeId;
use crate::domain::notice::{Notice, NoticeKind, NoticeState};
use crate::store::Step;
use crate::warn::Command;
use crate::warn::lifecycle::apply;

use super::decide::Desk;
use super::dispatch;
use super::papers::moved;
use super::refused::Refused;

impl Desk<'_> {
    pub(super) fn tend(&self) -> Result<Step, Refused> {
        let mut step = Step::default();
        let mut acts = Vec::new();
        for notice in self.case.notices.iter().filter(|notice| notice.state == NoticeState::Issued) {
            for expired in self.expired(notice)? {
                acts.push(self.act("notice.expired", notice.id.as_str(), ""));
                step.notices.push(moved(notice, expired));
            }
        }
        let mut ledger: BTreeMap<&NoticeId, Vec<Delivery>> = BTreeMap::new();
        for delivery in &self.case.deliveries {
            ledger.entry(&delivery.notice).or_default().push(delivery.clone());
        }
        for (id, sent) in &ledger {
            let notice = self.case.notice(id)?;
            if !notice.is_in_force(self.now) {
                continue;
            }
            for escalation in escalations(sent, &self.case.office.recipients, self.now) {
                let (silent, to) = (&escalation.overdue.recipient, escalation.to);
                acts.push(self.act("delivery.escalated", id.as_str(), &format!("{silent} {}", to.id)));
                let told = dispatch::to_one(&self.case.office, notice, &self.case.notices, to, self.now)?;
                step.deliveries.extend(told);
            }
        }
        step.audit = self.log(acts);
        Ok(step)
    }

    fn expired(&self, notice: &Notice) -> Result<Vec<Notice>, Refused> {
        // The end of a warning does not end itself.
        if self.now < notice.content.expires || notice.kind == NoticeKind::Lift {
            return Ok(Vec::new());
        }
        Ok(apply(notice, Command::Expire, self.by, self.now)?)
    }
}
