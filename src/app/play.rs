//! Playing the demo to a desk: its clock runs, what is due comes in, pictures go out.
//!
//! What the fortnight holds is left to [`super::demo`], drawing to `tui`.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::{MissedTickBehavior, interval};

use crate::domain::picture::Picture;
use crate::domain::time::Timestamp;

use super::demo::Demo;
use super::desk::{Effect, Message};

/// How often the demo looks at its clock.
const BEAT: Duration = Duration::from_millis(250);

/// Plays the demo by a clock of its own until the desk closes.
pub async fn play(mut demo: Demo, clock: impl Fn() -> Timestamp, desk: Sender<Message>, mut effects: Receiver<Effect>) {
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut open = send(&desk, demo.picture()).await;
    while open {
        open = tokio::select! {
            effect = effects.recv() => match effect {
                None | Some(Effect::Quit) => false,
                Some(effect) => carry_out(&mut demo, &effect, &desk).await,
            },
            _ = beat.tick() => play_on(&mut demo, clock(), &desk).await,
        };
    }
}

/// Ages are counted in minutes, so a new picture once a minute of the demo is enough.
async fn play_on(demo: &mut Demo, now: Timestamp, desk: &Sender<Message>) -> bool {
    if now.timestamp() / 60 == demo.now().timestamp() / 60 {
        return true;
    }
    match demo.play_to(now) {
        Ok(()) => send(desk, demo.picture()).await,
        Err(error) => desk.send(Message::Note(format!("{error:#}"))).await.is_ok(),
    }
}

async fn carry_out(demo: &mut Demo, effect: &Effect, desk: &Sender<Message>) -> bool {
    if let Effect::Brief(kind) = *effect {
        let written = demo.written(kind);
        let told = written.map_or_else(|error| Message::Note(format!("{error:#}")), |text| Message::Brief(kind, text));
        return desk.send(told).await.is_ok();
    }
    match demo.carry_out(effect) {
        Some(note) => desk.send(Message::Note(note)).await.is_ok() && send(desk, demo.picture()).await,
        None => true,
    }
}

async fn send(desk: &Sender<Message>, picture: Picture) -> bool {
    desk.send(Message::Picture(Arc::new(picture))).await.is_ok()
}
