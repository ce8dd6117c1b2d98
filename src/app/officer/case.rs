//! What an order is decided on: everything the store and the pipeline know of the matter, as values.

use std::sync::Arc;

use crate::app::pipeline::Pipeline;
use crate::domain::delivery::Delivery;
use crate::domain::id::{CandidateId, NoticeId};
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeContent, NoticeState};
use crate::domain::rule::Candidate;
use crate::domain::ruling::{Ruling, Verdict};
use crate::domain::silence::Silence;
use crate::domain::time::Timestamp;
use crate::store::{Store, StoreError};

use super::facts;
use super::office::Office;
use super::order::Order;
use super::refused::Refused;

/// The matter an order is about.
pub(super) struct Case {
    pub(super) office: Arc<Office>,
    /// All notices.
    pub(super) notices: Vec<Notice>,
    /// All candidates still known.
    pub(super) candidates: Vec<Candidate>,
    /// All silences.
    pub(super) silences: Vec<Silence>,
    /// The ledger, where the order looks at it.
    pub(super) deliveries: Vec<Delivery>,
    /// Open candidates that would rest on nothing if the order, a ruling, were carried out.
    pub(super) groundless: Vec<CandidateId>,
    /// The ruling in force that the order withdraws.
    pub(super) withdrawn: Option<Ruling>,
    /// What a notice on the order's candidate would say now.
    pub(super) content: Option<NoticeContent>,
}

impl Case {
    /// Gathers what the order is to be decided on.
    pub(super) fn gather(
        store: &Store,
        pipeline: &Pipeline,
        office: &Arc<Office>,
        order: &Order,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut case = Self {
            office: Arc::clone(office),
            notices: store.notices()?,
            candidates: pipeline.candidates.clone(),
            silences: pipeline.silences.clone(),
            deliveries: match order {
                Order::Acknowledge { notice, .. } => store.deliveries_of(notice)?,
                Order::Tend => store.deliveries()?,
                _ => Vec::new(),
            },
            groundless: groundless(pipeline, order),
            withdrawn: withdrawn(store, order)?,
            content: None,
        };
        if order.needs_facts() {
            let content = |(one, level)| facts::content(pipeline, office, one, level, now);
            case.content = case.subject(order).map(content).transpose()?;
        }
        Ok(case)
    }

    /// The candidate whose facts the order needs, and the level it asks for.
    fn subject(&self, order: &Order) -> Option<(&Candidate, Option<Level>)> {
        match order {
            Order::Draft(id) => Some((self.candidate(id).ok()?, None)),
            Order::Relevel { notice, level, .. } => Some((self.candidate_of(self.notice(notice).ok()?)?, Some(*level))),
            Order::Follow { notice, level, .. } => Some((self.candidate_of(self.notice(notice).ok()?)?, *level)),
            _ => None,
        }
    }

    pub(super) fn notice(&self, id: &NoticeId) -> Result<&Notice, Refused> {
        self.notices.iter().find(|notice| notice.id == *id).ok_or_else(|| Refused::NoNotice(id.clone()))
    }

    pub(super) fn candidate(&self, id: &CandidateId) -> Result<&Candidate, Refused> {
        self.candidates.iter().find(|one| one.id == *id).ok_or_else(|| Refused::NoCandidate(id.clone()))
    }

    /// The candidate a notice was made from, while it is known.
    pub(super) fn candidate_of(&self, notice: &Notice) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| Some(&candidate.id) == notice.candidate.as_ref())
    }

    /// The documents of a notice's series.
    pub(super) fn series(&self, notice: &Notice) -> Vec<Notice> {
        self.notices.iter().filter(|other| other.series == notice.series).cloned().collect()
    }

    /// The document of a series that is not out yet, if one is.
    pub(super) fn waiting(&self, series: &NoticeId) -> Option<&Notice> {
        let waits = [NoticeState::Draft, NoticeState::InReview, NoticeState::Approved];
        self.notices.iter().find(|notice| notice.series == *series && waits.contains(&notice.state))
    }

    /// The latest document on a candidate that is out, or on its way out.
    pub(super) fn on(&self, candidate: &Candidate) -> Option<&Notice> {
        let open = [NoticeState::Draft, NoticeState::InReview, NoticeState::Approved, NoticeState::Issued];
        let about = |notice: &&Notice| notice.candidate.as_ref() == Some(&candidate.id);
        self.notices
            .iter()
            .rev()
            .filter(about)
            .find(|notice| open.contains(&notice.state) && notice.kind != crate::domain::notice::NoticeKind::Lift)
    }
}

/// Open candidates on incidents all of whose items are ruled to be no risk.
fn groundless(pipeline: &Pipeline, order: &Order) -> Vec<CandidateId> {
    let Order::Rule { verdict: Verdict::NoRisk { items }, .. } = order else { return Vec::new() };
    let rests_on = |candidate: &&Candidate| {
        let incident = candidate.incident.as_ref().and_then(|id| pipeline.clusterer.incident(id));
        incident.is_some_and(|incident| incident.members.iter().all(|member| items.contains(&member.item)))
    };
    let open = pipeline.candidates.iter().filter(|candidate| candidate.outcome.is_open());
    open.filter(rests_on).map(|candidate| candidate.id.clone()).collect()
}

/// The last word on the items, if it is that they are no risk, for an order that takes it back.
fn withdrawn(store: &Store, order: &Order) -> Result<Option<Ruling>, StoreError> {
    let Order::Rule { verdict: Verdict::Risk { items }, .. } = order else { return Ok(None) };
    let about = |ruling: &Ruling| match &ruling.verdict {
        Verdict::NoRisk { items: ruled } | Verdict::Risk { items: ruled } => !ruled.is_disjoint(items),
        _ => false,
    };
    let last = store.rulings()?.into_iter().rfind(about);
    Ok(last.filter(|ruling| matches!(ruling.verdict, Verdict::NoRisk { .. })))
}
