//! Reading items in bulk, on as many cores as there are, in an order that does not depend on how many.
//!
//! What reading finds is left to `annotate`.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use crate::annotate::Annotator;
use crate::domain::item::Item;
use crate::domain::picture::Reading;

/// Below this many items a second core costs more than it gives.
const WORTH_SPLITTING: usize = 256;

/// Reads items; the readings stand in the order of the items.
pub fn read_all(annotator: &Annotator, items: Vec<Item>) -> Vec<Arc<Reading>> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    if items.len() < WORTH_SPLITTING || cores == 1 {
        return items.into_iter().map(|item| read(annotator, item)).collect();
    }
    let share = items.len().div_ceil(cores);
    let shares = split(items, share);
    thread::scope(|scope| {
        let tasks: Vec<_> = shares
            .into_iter()
            .map(|items| scope.spawn(move || items.into_iter().map(|item| read(annotator, item)).collect::<Vec<_>>()))
            .collect();
        tasks.into_iter().flat_map(|task| task.join().unwrap_or_default()).collect()
    })
}

fn read(annotator: &Annotator, item: Item) -> Arc<Reading> {
    let annotation = annotator.annotate(&item);
    Arc::new(Reading { item, annotation })
}

fn split(mut items: Vec<Item>, share: usize) -> Vec<Vec<Item>> {
    let mut shares = Vec::new();
    while items.len() > share {
        let rest = items.split_off(share);
        shares.push(std::mem::replace(&mut items, rest));
    }
    shares.push(items);
    shares
}
