//! All cores as workers: whoever is free takes the next piece of work, so that pieces may be of very different sizes.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::cluster::{Alone, Workers};

/// Below so many pieces a second core costs more than it gives. A piece is work for a millisecond or more, or there are
/// many of them.
const WORTH_SHARING: usize = 4;

/// The cores of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cores;

impl Workers for Cores {
    fn each<T: Send, R: Send>(&self, many: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
        let cores =
            if many.len() < WORTH_SHARING { 1 } else { thread::available_parallelism().map_or(1, NonZero::get) };
        if cores == 1 { Alone.each(many, work) } else { shared(cores, many, &work) }
    }
}

fn shared<T: Send, R: Send>(cores: usize, many: Vec<T>, work: &(impl Fn(T) -> R + Sync)) -> Vec<R> {
    let waiting = Mutex::new(many.into_iter().enumerate());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let take_part = || -> Vec<(usize, R)> { std::iter::from_fn(|| next().map(|(at, one)| (at, work(one)))).collect() };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(take_part)).collect();
        let mut done = take_part();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_out_stands_in_the_order_of_what_went_in() {
        let many: Vec<u64> = (0..1_000).collect();
        let work = |n: u64| (0..n % 17).fold(n, |sum, more| sum + more);
        assert_eq!(shared(3, many.clone(), &work), Alone.each(many, work));
    }
}
