//! The made-up officers of the demo: what they did and when, and the office they act for, on a store that leaves
//! nothing behind.
//!
//! Orders go the way that live ones go; only who gives them is written down.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::Deserialize;

use crate::app::officer::order::one_text;
use crate::app::officer::{Changes, Office, Order, Refused, carry_out};
use crate::app::pipeline::Pipeline;
use crate::app::stages::Stages;
use crate::domain::country::CountryCode;
use crate::domain::delivery::{Recipient, Route};
use crate::domain::id::{CandidateId, ItemId, NoticeId, Person, RecipientId, RuleId};
use crate::domain::level::Level;
use crate::domain::notice::Notice;
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;
use crate::domain::words::LocalText;
use crate::store::{Step, Store};

use super::DemoError;

const ACTIONS: &str = include_str!("../../../fixtures/demo/actions.toml");
/// Who does what is due without anybody's asking.
const NOBODY: &str = "fenghuo";

/// The demo's notice desk.
pub(super) struct Desk {
    pub(super) store: Store,
    pub(super) office: Arc<Office>,
    /// Who sits at the desk when the demo opens.
    pub(super) officer: Person,
    /// Who approves what that person drafted.
    pub(super) approver: Person,
    waiting: VecDeque<Action>,
    refused: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    officer: Person,
    approver: Person,
    document_number: String,
    issuer: LocalText,
    recipient: Vec<Recipient>,
    route: Vec<Route>,
    action: Vec<Action>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Action {
    at: Timestamp,
    by: Person,
    r#do: Deed,
    rule: RuleId,
    item: Option<ItemId>,
    country: Option<CountryCode>,
    level: Option<Level>,
    recipient: Option<RecipientId>,
    hours: Option<u32>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Deed {
    Draft,
    Submit,
    Approve,
    Issue,
    Update,
    Lift,
    Reject,
    Dismiss,
    Silence,
    Acknowledge,
}

impl Desk {
    /// The desk before anything happened.
    pub(super) fn new(stages: &Arc<Stages>, start: Timestamp) -> Result<Self, DemoError> {
        let script: Script = toml::from_str(ACTIONS).map_err(DemoError::Actions)?;
        let mut office = Office::new(Arc::clone(stages), &|_| None).map_err(DemoError::Office)?;
        office.notice.issuer = Some(script.issuer);
        office.document_number = Some(script.document_number);
        (office.recipients, office.routes) = (script.recipient, script.route);
        office.key = None;
        office.made_up = true;
        let mut waiting: Vec<_> = script.action;
        waiting.sort_by_key(|action| action.at);
        Ok(Self {
            store: Store::open("memory:", start)?.store,
            office: Arc::new(office),
            officer: script.officer,
            approver: script.approver,
            waiting: waiting.into(),
            refused: Vec::new(),
        })
    }

    /// When the next action is due.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.waiting.front().map(|action| action.at)
    }

    /// Does what is due at this moment: first what needs no person, then what the script says.
    pub(super) fn act(&mut self, pipeline: &mut Pipeline, now: Timestamp) {
        let nobody = Person::new(NOBODY);
        if let Err(refused) = self.carry_out(pipeline, &Order::Tend, &nobody, now) {
            self.refused.push(format!("{now} tend: {refused}"));
        }
        while let Some(action) = self.waiting.pop_front_if(|action| action.at <= now) {
            let done = self.order(pipeline, &action).and_then(|order| {
                self.carry_out(pipeline, &order, &action.by, now).map(drop).map_err(|refused| refused.to_string())
            });
            if let Err(why) = done {
                self.refused.push(format!("{} {:?} {}: {why}", action.at, action.r#do, action.rule));
            }
        }
    }

    /// Actions that did not apply, with why; a test holds that there are none.
    #[cfg(test)]
    pub(super) fn refused(&self) -> &[String] {
        &self.refused
    }

    /// Carries an order out. The made-up recipients take everything at once.
    pub(super) fn carry_out(
        &self,
        pipeline: &mut Pipeline,
        order: &Order,
        by: &Person,
        now: Timestamp,
    ) -> Result<Step, Refused> {
        let step = carry_out(&self.store, pipeline, &self.office, order, by, now)?;
        for delivery in &step.deliveries {
            self.store.mark_sent(&delivery.key, now).wait()?;
        }
        Ok(step)
    }

    fn order(&self, pipeline: &Pipeline, action: &Action) -> Result<Order, String> {
        let candidate = candidate(pipeline, action).ok_or("no such candidate")?;
        let text = action.text.as_str();
        let remark = || one_text(text);
        Ok(match action.r#do {
            Deed::Draft => Order::Draft(candidate.id.clone()),
            Deed::Dismiss => {
                Order::Dismiss { candidate: candidate.id.clone(), reason: action.reason.clone(), note: text.to_owned() }
            }
            Deed::Silence => Order::SilenceLike {
                candidate: candidate.id.clone(),
                hours: action.hours.unwrap_or_default(),
                reason: text.to_owned(),
            },
            Deed::Submit => Order::Submit { notice: self.latest(&candidate.id)?, changes: judgement(text) },
            Deed::Approve => Order::Approve(self.latest(&candidate.id)?),
            Deed::Issue => Order::Issue(self.latest(&candidate.id)?),
            Deed::Update => {
                let notice = self.latest(&candidate.id)?;
                Order::Follow { notice, level: action.level, changes: Changes::default() }
            }
            Deed::Lift => Order::Lift { notice: self.latest(&candidate.id)?, remark: remark() },
            Deed::Reject => Order::Reject { notice: self.latest(&candidate.id)?, reason: text.to_owned() },
            Deed::Acknowledge => Order::Acknowledge {
                notice: self.latest(&candidate.id)?,
                recipient: action.recipient.clone().ok_or("no recipient")?,
                note: text.to_owned(),
            },
        })
    }

    /// The latest notice on a candidate.
    fn latest(&self, candidate: &CandidateId) -> Result<NoticeId, String> {
        let notices: Vec<Notice> = self.store.notices().map_err(|error| error.to_string())?;
        let on_it = notices.iter().rev().find(|notice| notice.candidate.as_ref() == Some(candidate));
        on_it.map(|notice| notice.id.clone()).ok_or_else(|| "no notice on it".to_owned())
    }
}

fn judgement(text: &str) -> Changes {
    if text.is_empty() { Changes::default() } else { Changes::judgement(text) }
}

/// The candidate of the action's rule on its item's incident, or on its country.
fn candidate<'a>(pipeline: &'a Pipeline, action: &Action) -> Option<&'a Candidate> {
    let holds = |item: &ItemId| pipeline.incident_of(item);
    let incident = action.item.as_ref().and_then(holds);
    pipeline.candidates().iter().find(|one| {
        let on_incident = action.item.is_none() || (incident.is_some() && one.incident == incident);
        let on_country = action.country.is_none() || one.country == action.country;
        one.rule == action.rule && on_incident && on_country
    })
}
