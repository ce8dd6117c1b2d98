//! Carrying an order out: the case gathered, decided on, and stored in one transaction, whichever store it is.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::pipeline::Pipeline;
use crate::domain::delivery::Acknowledgement;
use crate::domain::id::{NoticeId, Person};
use crate::domain::time::Timestamp;
use crate::domain::words::Words;
use crate::store::{Draw, Given, Reply, Step, Store, StoreError};

use super::case::Case;
use super::decide::decide;
use super::office::Office;
use super::order::Order;
use super::refused::Refused;

/// Who sits at the desk: the office they act for, their name, and the language they are told in.
#[derive(Clone)]
pub struct Clerk {
    /// The office.
    pub office: Arc<Office>,
    /// The person.
    pub by: Person,
    /// Words in their language.
    pub words: Words,
    /// The folder with the operator's files; none where there is no place for one.
    pub folder: Option<PathBuf>,
}

/// Carries an order out and waits until it is stored; the pipeline then knows what was decided.
pub fn carry_out(
    store: &Store,
    pipeline: &mut Pipeline,
    office: &Arc<Office>,
    order: &Order,
    by: &Person,
    now: Timestamp,
) -> Result<Step, Refused> {
    let sent = send(store, pipeline, office, order, by, now)?;
    let step = sent.wait()?;
    settle(pipeline, &step)?;
    Ok(step)
}

/// A decision on its way into the store.
pub(in crate::app) struct Sent {
    replies: Vec<Reply<()>>,
    step: Option<Reply<Step>>,
}

impl Sent {
    /// Blocks until it is stored. Not for async tasks.
    pub(in crate::app) fn wait(self) -> Result<Step, StoreError> {
        for reply in self.replies {
            reply.wait()?;
        }
        self.step.map_or_else(|| Ok(Step::default()), Reply::wait)
    }

    /// Waits until it is stored.
    pub(in crate::app) async fn stored(self) -> Result<Step, StoreError> {
        for reply in self.replies {
            reply.await?;
        }
        match self.step {
            Some(step) => step.await,
            None => Ok(Step::default()),
        }
    }
}

/// A case on which an order may be carried out, with the numbers it needs.
pub(super) struct Ready {
    case: Case,
    draw: Draw,
    order: Order,
    by: Person,
    now: Timestamp,
    /// Nothing is to be done.
    idle: bool,
}

impl Ready {
    /// Hands the decision to the store.
    pub(super) fn send(self, store: &Store) -> Sent {
        let Self { case, draw, order, by, now, idle } = self;
        if idle {
            return Sent { replies: Vec::new(), step: None };
        }
        let replies = acknowledge(store, &case, &order, &by, now);
        // The same case was decided a moment ago; numbers and the log's tip change nothing about whether it may be done.
        let made = move |given: Given| decide(&order, &case, &given, &by, now).unwrap_or_default();
        Sent { replies, step: Some(store.step(draw, made)) }
    }
}

/// Gathers the case and tries the decision on it.
pub(super) fn prepare(
    store: &Store,
    pipeline: &Pipeline,
    office: &Arc<Office>,
    order: &Order,
    by: &Person,
    now: Timestamp,
) -> Result<Ready, Refused> {
    let case = Case::gather(store, pipeline, office, order, now)?;
    let draw = draw(&case, order, now);
    let idle = decide(order, &case, &provisional(&draw), by, now)? == Step::default();
    Ok(Ready { case, draw, order: order.clone(), by: by.clone(), now, idle })
}

/// Decides, and hands the decision to the store.
pub(in crate::app) fn send(
    store: &Store,
    pipeline: &Pipeline,
    office: &Arc<Office>,
    order: &Order,
    by: &Person,
    now: Timestamp,
) -> Result<Sent, Refused> {
    Ok(prepare(store, pipeline, office, order, by, now)?.send(store))
}

/// The pipeline goes on from what was decided.
pub(in crate::app) fn settle(pipeline: &mut Pipeline, step: &Step) -> Result<(), StoreError> {
    for judged in &step.candidates {
        if let Some(known) = pipeline.candidates.iter_mut().find(|candidate| candidate.id == judged.id) {
            known.clone_from(judged);
        }
    }
    pipeline.rule(&step.rulings)?;
    for silence in &step.silences {
        pipeline.silences.retain(|known| known.id != silence.id);
        pipeline.silences.push(silence.clone());
    }
    Ok(())
}

/// The numbers an order needs. An exercise never takes one of the issuer's own.
fn draw(case: &Case, order: &Order, now: Timestamp) -> Draw {
    let issued = match order {
        Order::Issue(id) => case.notice(id).ok().filter(|notice| !notice.exercise),
        _ => None,
    };
    let document = case.office.document_number.clone().filter(|_| issued.is_some());
    Draw { notice: order.makes_document().then_some(now), document: document.map(|series| (series, now)) }
}

/// Numbers that stand for those not drawn yet.
fn provisional(draw: &Draw) -> Given {
    Given { notice: draw.notice.map(|_| NoticeId::new("N")), document: draw.document.as_ref().map(|_| 0), tip: None }
}

/// A reply counts for every way by which the recipient got the notice.
fn acknowledge(store: &Store, case: &Case, order: &Order, by: &Person, now: Timestamp) -> Vec<Reply<()>> {
    let Order::Acknowledge { recipient, note, .. } = order else { return Vec::new() };
    let reply = Acknowledgement { at: now, by: by.clone(), note: note.clone() };
    let theirs = case.deliveries.iter().filter(|delivery| delivery.recipient == *recipient);
    theirs.map(|delivery| store.acknowledge(&delivery.key, reply.clone())).collect()
}
