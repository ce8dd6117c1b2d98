//! The thread that owns the connection that writes: takes jobs in order, and indexes text when none waits.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::fault::Fault;
use super::{Durability, Place, search};
use crate::store::error::StoreError;
use crate::store::reply::Reply;

/// Quiet time after the last job before text is indexed, so that a round of batches is stored first, and whoever reads
/// and groups what they brought has the processor.
const LULL: Duration = Duration::from_millis(250);

/// Batches of text indexed at most before the thread ends: what a large round brings, in a fraction of a second.
const LAST_BATCHES: u32 = 16;

type Job = Box<dyn FnOnce(&mut Desk) + Send>;

/// The way to the thread.
pub(super) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread owns.
struct Desk {
    connection: Connection,
    place: Place,
    durability: Durability,
    /// Whether the next pause counts as quiet at once.
    is_calm: bool,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(connection: Connection, place: &Place) -> Result<Self, StoreError> {
        let (jobs, queue) = channel();
        let desk = Desk { connection, place: place.clone(), durability: Durability::Process, is_calm: false };
        let thread = thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || desk.serve(&queue))
            .map_err(|error| StoreError::Io { path: place.name(), why: error.to_string() })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Asks for a job in a transaction of its own.
    pub(super) fn submit<T, J>(&self, durability: Durability, job: J) -> Reply<T>
    where
        T: Send + 'static,
        J: FnOnce(&Transaction<'_>) -> Result<T, Fault> + Send + 'static,
    {
        self.enqueue(move |desk| desk.transact(durability, job))
    }

    /// Asks for a job outside any transaction.
    pub(super) fn submit_bare<T, J>(&self, job: J) -> Reply<T>
    where
        T: Send + 'static,
        J: FnOnce(&mut Connection) -> Result<T, Fault> + Send + 'static,
    {
        self.enqueue(move |desk| job(&mut desk.connection))
    }

    /// Has text indexed as soon as nothing else is to be written.
    pub(super) fn calm(&self) {
        if let Some(jobs) = &self.jobs {
            // A thread that is gone indexes nothing.
            jobs.send(Box::new(|desk| desk.is_calm = true)).ok();
        }
    }

    fn enqueue<T, J>(&self, job: J) -> Reply<T>
    where
        T: Send + 'static,
        J: FnOnce(&mut Desk) -> Result<T, Fault> + Send + 'static,
    {
        let (answer, reply) = Reply::new();
        let job: Job = Box::new(move |desk| {
            let outcome = job(desk).map_err(|fault| desk.place.name_at_work(fault));
            // Nobody may be waiting for it.
            answer.send(outcome).ok();
        });
        if let Some(jobs) = &self.jobs {
            // A thread that is gone drops the answer, and the reply says that the store is closed.
            jobs.send(job).ok();
        }
        reply
    }
}

impl Drop for Writer {
    /// Waits until everything asked for is stored.
    fn drop(&mut self) {
        self.jobs.take();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

impl Desk {
    /// Takes jobs as they come, and indexes text once they pause.
    fn serve(mut self, queue: &Receiver<Job>) {
        let mut patience = Some(LULL);
        loop {
            let next = patience.map_or_else(|| queue.recv().map_err(Into::into), |lull| queue.recv_timeout(lull));
            patience = match next {
                Ok(job) => {
                    self.run(job);
                    Some(if self.is_calm { Duration::ZERO } else { LULL })
                }
                Err(RecvTimeoutError::Timeout) => self.index_some().then_some(Duration::ZERO),
                Err(RecvTimeoutError::Disconnected) => return self.finish(),
            };
        }
    }

    /// A job that panics takes its own answer with it, and nothing else: its transaction is rolled back.
    fn run(&mut self, job: Job) {
        catch_unwind(AssertUnwindSafe(|| job(self))).ok();
    }

    /// Leaves little to be indexed: programs that only ever run for a moment have no other time for it.
    fn finish(&mut self) {
        let mut batches = if self.is_calm { LAST_BATCHES } else { 0 };
        while batches > 0 && self.index_some() {
            batches -= 1;
        }
    }

    /// Indexes some texts; false when there is nothing left or it fails, which the next lull tries again.
    fn index_some(&mut self) -> bool {
        let most = if self.is_calm { search::LONG_BATCH } else { search::BATCH };
        let indexed = self.transact(Durability::Process, |tx| search::index_some(tx, most));
        self.is_calm &= matches!(indexed, Ok(indexed) if indexed > 0);
        matches!(indexed, Ok(indexed) if indexed > 0)
    }

    fn transact<T>(
        &mut self,
        durability: Durability,
        job: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.set_durability(durability)?;
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = job(&tx)?;
        tx.commit()?;
        Ok(answer)
    }

    fn set_durability(&mut self, durability: Durability) -> Result<(), Fault> {
        if self.durability != durability {
            let synchronous = match durability {
                Durability::Process => "normal",
                Durability::Power => "full",
            };
            self.connection.pragma_update(None, "synchronous", synchronous)?;
            self.durability = durability;
        }
        Ok(())
    }
}
