//! Who does work that can be done side by side. Grouping knows no threads: whoever has some hands them in.

/// Does the same work for each of many.
pub trait Workers {
    /// What comes out stands in the order of what went in.
    fn each<T: Send, R: Send>(&self, many: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R>;
}

/// Does one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Workers for Alone {
    fn each<T: Send, R: Send>(&self, many: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
        many.into_iter().map(work).collect()
    }
}
