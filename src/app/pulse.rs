//! Telling a wait from a sleep of the machine or a jump of its clock, so that a waking desk does not ask every feed in
//! one moment.

use chrono::Duration;

use crate::domain::time::Timestamp;

use super::engine::Engine;

/// A look later than this after the last one, or before it, means that the machine slept or its clock jumped.
const JUMP: Duration = Duration::minutes(5);

/// When the loop last looked at the clock before it waited.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pulse {
    looked: Option<Timestamp>,
}

impl Pulse {
    /// After a wait: plans all feeds anew at the first look, and after a sleep or a jump.
    pub fn after_wait(&self, engine: &mut Engine, now: Timestamp) {
        if self.looked.is_none_or(|looked| now < looked || now - looked > JUMP) {
            engine.plan(now);
        }
    }

    /// Before a wait: a round or an evaluation may take its time; only the wait is measured.
    pub fn before_wait(&mut self, now: Timestamp) {
        self.looked = Some(now);
    }
}
