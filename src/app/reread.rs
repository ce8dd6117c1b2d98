//! Stored items are read anew when words, gazetteer, registry or the scales of severity have changed since.
//!
//! What still bears on the picture is read anew at start, before it is put together (`restore`); what is older, in
//! batches whenever the desk has nothing else to do. Scores need nothing of the sort: each evaluation makes them anew.

use std::sync::Arc;

use anyhow::Context as _;

use crate::domain::annotation::Annotation;
use crate::domain::picture::Reading;
use crate::domain::time::Timestamp;

use super::engine::Engine;
use super::reading::side_by_side;
use super::stages::{Stages, Unready};

/// Items read anew at a time: some tens of milliseconds of work.
const BATCH: usize = 2048;

/// Stored readings as the words in force read them.
pub(super) struct Renewed {
    /// All of them, in their order.
    pub(super) readings: Vec<Arc<Reading>>,
    /// What was found anew, to be stored.
    pub(super) annotations: Vec<Annotation>,
}

impl Stages {
    /// Reads anew what another version read.
    pub(super) fn renew(&self, stored: Vec<Reading>) -> Result<Renewed, Unready> {
        let annotator = self.annotator()?;
        let renewed = side_by_side(stored, |mut reading| {
            let stale = reading.annotation.version != annotator.version();
            if stale {
                reading.annotation = annotator.annotate(&reading.item);
            }
            (Arc::new(reading), stale)
        });
        let stale = renewed.iter().filter(|(_, stale)| *stale);
        let annotations = stale.map(|(reading, _)| reading.annotation.clone()).collect();
        Ok(Renewed { readings: renewed.into_iter().map(|(reading, _)| reading).collect(), annotations })
    }
}

impl Engine {
    /// Reads a batch of stored items anew that another version read, the latest first; tells whether there may be more.
    pub async fn reread(&mut self, now: Timestamp) -> anyhow::Result<bool> {
        if self.all_reread {
            return Ok(false);
        }
        let lexicon = self.pipeline.lexicon()?.to_owned();
        let mark = format!("read_by:{lexicon}");
        if self.store.mark(&mark)?.is_none() {
            let store = self.store.clone();
            let stale = tokio::task::spawn_blocking(move || store.stale_readings(&lexicon, BATCH)).await?;
            let Renewed { annotations, .. } = self.stages.renew(stale.context("reading the store")?)?;
            let full = annotations.len() == BATCH;
            let stored = self.store.put_annotations(annotations).await.context("storing what was read anew")?;
            if full && stored > 0 {
                return Ok(true);
            }
            self.store.set_mark(&mark, now).await.context("storing the mark")?;
        }
        self.all_reread = true;
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::config::shipped;
    use crate::domain::id::ItemId;
    use crate::domain::sample;
    use crate::store::Store;

    /// A reading that an earlier version made, and made nothing of.
    fn old(id: &str, days_ago: i64) -> Reading {
        let mut reading = sample::reading("bbc", 10).as_ref().clone();
        reading.item.id = ItemId::new(id);
        reading.item.title = format!("Protesters clash with police in Santiago, Chile, {id} dead");
        reading.item.published = Some(sample::now() - Duration::days(days_ago));
        reading.annotation = Annotation {
            id: ItemId::new(id),
            version: "earlier".into(),
            countries: Vec::new(),
            hazards: Vec::new(),
            ..reading.annotation
        };
        reading
    }

    fn engine(store: &Store) -> Engine {
        let mut config = shipped().config.unwrap();
        config.feeds.clear();
        let stages = Stages::new(Arc::new(config)).unwrap();
        Engine::open(stages, store.clone(), sample::now()).unwrap()
    }

    fn versions(store: &Store, engine: &Engine) -> (usize, u64) {
        let stale = store.stale_readings(engine.pipeline().lexicon().unwrap(), 10_000).unwrap().len();
        (stale, store.stats().unwrap().items)
    }

    #[tokio::test]
    async fn what_still_bears_on_the_picture_is_read_anew_at_start() {
        let store = Store::open("memory:", sample::now()).unwrap().store;
        store.put_readings(vec![old("3", 1), old("4", 400)]).await.unwrap();
        let engine = engine(&store);
        assert!(engine.pipeline().incident_of(&"3".into()).is_some(), "the new words found a danger in it");
        assert_eq!(versions(&store, &engine), (1, 2), "what is long past waits");
    }

    #[tokio::test]
    async fn the_rest_is_read_anew_in_batches_and_then_never_looked_for_again() {
        let store = Store::open("memory:", sample::now()).unwrap().store;
        let long_past = (0..BATCH + 10).map(|n| old(&n.to_string(), 400)).collect();
        store.put_readings(long_past).await.unwrap();
        let mut engine = engine(&store);
        assert!(engine.reread(sample::now()).await.unwrap(), "one batch is not all");
        assert_eq!(versions(&store, &engine).0, 10);
        assert!(!engine.reread(sample::now()).await.unwrap());
        assert_eq!(versions(&store, &engine).0, 0);
        let mark = format!("read_by:{}", engine.pipeline().lexicon().unwrap());
        assert!(store.mark(&mark).unwrap().is_some());
    }
}
