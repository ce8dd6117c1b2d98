//! The answer to a write: awaited by tasks, or waited for by threads. What the answer says is left to the store.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::sync::oneshot;

use super::error::StoreError;

/// The answer to come. Dropping it does not undo the write.
#[derive(Debug)]
#[must_use = "a write that nobody waits for may have failed unseen"]
pub struct Reply<T>(oneshot::Receiver<Result<T, StoreError>>);

/// The other end of a [`Reply`].
pub(super) type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

impl<T> Reply<T> {
    /// Both ends.
    pub(super) fn new() -> (Answer<T>, Self) {
        let (answer, reply) = oneshot::channel();
        (answer, Self(reply))
    }

    /// Blocks this thread until the write is committed or has failed. Not for async tasks, which await instead.
    pub fn wait(self) -> Result<T, StoreError> {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut context = Context::from_waker(&waker);
        let mut reply = pin!(self);
        loop {
            match reply.as_mut().poll(&mut context) {
                Poll::Ready(answer) => return answer,
                Poll::Pending => thread::park(),
            }
        }
    }
}

impl<T> Future for Reply<T> {
    type Output = Result<T, StoreError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|answer| answer.unwrap_or(Err(StoreError::Closed)))
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
