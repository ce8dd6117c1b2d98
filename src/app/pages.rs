//! Reads the items behind an incident for the desk, beside whatever the engine is doing: what an officer looks at must
//! not wait for a round of feeds.
//!
//! Which items are wanted is the desk's to say.

use std::sync::Arc;

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;

use crate::domain::id::ItemId;
use crate::domain::picture::Reading;
use crate::store::{Store, StoreError};

use super::desk::{Effect, Message};
use super::rulings::Rulings;

/// Effects that may wait for the engine.
const WAITING: usize = 256;

/// Answers what the desk wants to read, and passes all other effects on.
pub(super) fn answer(store: Store, desk: Sender<Message>, mut effects: Receiver<Effect>) -> Receiver<Effect> {
    let (others, rest) = channel(WAITING);
    tokio::spawn(async move {
        while let Some(effect) = effects.recv().await {
            let passed = match effect {
                Effect::Read { incident, items } => {
                    let store = store.clone();
                    let read = spawn_blocking(move || read(&store, items)).await;
                    let message = match read {
                        Ok(Ok(readings)) => Message::Readings(incident, readings),
                        Ok(Err(error)) => Message::Note(error.to_string()),
                        Err(error) => Message::Note(error.to_string()),
                    };
                    desk.send(message).await.is_ok()
                }
                other => others.send(other).await.is_ok(),
            };
            if !passed {
                break;
            }
        }
    });
    rest
}

/// Items as the rulings have them.
fn read(store: &Store, items: Vec<ItemId>) -> Result<Vec<Arc<Reading>>, StoreError> {
    let rulings = Rulings::of(&store.rulings()?);
    Ok(rulings.all_as_ruled(store.readings(items)?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::annotation::HazardFinding;
    use crate::domain::hazard::Hazard;
    use crate::domain::ruling::{Ruling, Verdict};
    use crate::domain::sample;
    use crate::store::{Draw, Step};

    #[tokio::test]
    async fn items_come_as_a_person_ruled_and_other_effects_pass() {
        let store = Store::open("memory:", sample::now()).unwrap().store;
        let mut kept = sample::reading("bbc", 10).as_ref().clone();
        kept.annotation.hazards =
            vec![HazardFinding { hazard: Hazard::ArmedConflict, confidence: 0.8, evidence: Vec::new() }];
        let id = kept.item.id.clone();
        store.put_readings(vec![kept]).await.unwrap();
        let (desk, mut messages) = channel(8);
        let (sender, effects) = channel(8);
        let mut rest = answer(store.clone(), desk, effects);
        let asked = || Effect::Read { incident: "i".into(), items: vec![id.clone(), "gone".into()] };

        sender.send(asked()).await.unwrap();
        let Some(Message::Readings(_, readings)) = messages.recv().await else { panic!("no readings") };
        assert_eq!(readings.len(), 1, "what is not there is left out");
        assert!(!readings[0].annotation.hazards.is_empty());

        let verdict = Verdict::NoRisk { items: BTreeSet::from([id.clone()]) };
        let ruling =
            Ruling { id: "r-1".into(), at: sample::now(), by: "wang".into(), reason: "a film".into(), verdict };
        store.step(Draw::default(), |_| Step { rulings: vec![ruling], ..Step::default() }).await.unwrap();
        sender.send(asked()).await.unwrap();
        let Some(Message::Readings(_, readings)) = messages.recv().await else { panic!("no readings") };
        assert!(readings[0].annotation.hazards.is_empty(), "a person said that it is no risk");

        sender.send(Effect::Redraw).await.unwrap();
        assert_eq!(rest.recv().await, Some(Effect::Redraw));
    }
}
