//! Signals of the system: asked to end, asked to go to the background.

use std::io;

use signal_hook::consts::signal::{SIGSTOP, SIGTSTP};
use tokio::signal::unix::{Signal as Listener, SignalKind, signal};

/// What the system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// Leave.
    End,
    /// Go to the background.
    Stop,
}

/// The signals listened to.
#[derive(Debug)]
pub(super) struct Signals {
    terminate: Listener,
    interrupt: Listener,
    hang_up: Listener,
    stop: Listener,
}

impl Signals {
    /// Begins to listen.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
            stop: signal(SignalKind::from_raw(SIGTSTP))?,
        })
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::End,
            _ = self.interrupt.recv() => Signal::End,
            _ = self.hang_up.recv() => Signal::End,
            _ = self.stop.recv() => Signal::Stop,
        }
    }
}

/// Stops this process; comes back when the shell lets it go on.
pub(super) fn stop_here() -> io::Result<()> {
    signal_hook::low_level::raise(SIGSTOP)
}
