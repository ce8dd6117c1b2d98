//! Reading items in bulk, on as many cores as there are, in an order that does not depend on how many.
//!
//! What reading finds is left to `annotate`.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::annotate::Annotator;
use crate::cluster::{Alone, Workers};
use crate::domain::item::Item;
use crate::domain::picture::Reading;

use super::workers::Cores;

/// Below this many items a second core costs more than it gives.
const WORTH_SPLITTING: usize = 256;

/// Reads items; the readings stand in the order of the items.
pub fn read_all(annotator: &Annotator, items: Vec<Item>) -> Vec<Arc<Reading>> {
    side_by_side(items, |item| read(annotator, item))
}

/// Reads an item.
pub(super) fn read(annotator: &Annotator, item: Item) -> Arc<Reading> {
    let annotation = annotator.annotate(&item);
    Arc::new(Reading { item, annotation })
}

/// Does the same work for each of many, on all cores; what comes out stands in the order of what went in.
pub(super) fn side_by_side<T: Send, R: Send>(many: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if many.len() < WORTH_SPLITTING { Alone.each(many, work) } else { Cores.each(many, work) }
}

/// Makes things on a thread of their own while those made before are taken, in their order. Few are made ahead: each may
/// be large. An error ends the making, and is given once all that was made is taken.
pub(super) fn ahead<T: Send, E: Send>(
    make: impl FnOnce(&mut dyn FnMut(T)) -> Result<(), E> + Send,
    take: impl FnMut(T),
) -> Result<(), E> {
    thread::scope(|scope| {
        let (sender, finished) = sync_channel(1);
        // Whoever takes is there until all is made.
        let maker = scope.spawn(move || make(&mut |one| sender.send(one).unwrap_or_default()));
        finished.into_iter().for_each(take);
        maker.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}
