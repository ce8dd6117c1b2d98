//! Reading items in bulk, on as many cores as there are, in an order that does not depend on how many.
//!
//! What reading finds is left to `annotate`.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::annotate::Annotator;
use crate::domain::item::Item;
use crate::domain::picture::Reading;

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
    // To ask how many cores there are costs as much as some items.
    let cores = if many.len() < WORTH_SPLITTING { 1 } else { thread::available_parallelism().map_or(1, NonZero::get) };
    if cores == 1 {
        return many.into_iter().map(work).collect();
    }
    let share = many.len().div_ceil(cores);
    let mut shares = split(many, share);
    let own = shares.pop().unwrap_or_default();
    thread::scope(|scope| {
        let work = &work;
        let do_share = |share: Vec<T>| scope.spawn(move || share.into_iter().map(work).collect::<Vec<_>>());
        let tasks: Vec<_> = shares.into_iter().map(do_share).collect();
        let last: Vec<R> = own.into_iter().map(work).collect();
        let others = tasks.into_iter().flat_map(|task| task.join().unwrap_or_default());
        others.chain(last).collect()
    })
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

fn split<T>(mut many: Vec<T>, share: usize) -> Vec<Vec<T>> {
    let mut shares = Vec::new();
    while many.len() > share {
        let rest = many.split_off(share);
        shares.push(std::mem::replace(&mut many, rest));
    }
    shares.push(many);
    shares
}
