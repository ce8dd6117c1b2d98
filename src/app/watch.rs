//! The watching desk: an engine on one side, the terminal's loop on the other, messages between them.
//!
//! What the officer sees and does is the desk's (`desk`), drawing is `tui`'s; here effects are carried out and
//! pictures sent.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

use crate::domain::briefing::BriefingKind;
use crate::domain::feed::Fetch;
use crate::domain::id::FeedId;
use crate::domain::picture::Picture;
use crate::domain::time::Timestamp;

use super::briefing::{Form, laid_out};
use super::desk::{Effect, FetchSummary, Message, Progress};
use super::engine::Engine;
use super::feed_book::{moves, moving};
use super::gather::Gathered;
use super::officer::tell::told;
use super::officer::{Clerk, Order};
use super::pages;
use super::pulse::Pulse;

/// Longest wait before looking again whether a feed is due: the machine may have slept meanwhile.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Steps of a round that are told at most.
const STEPS_TOLD: usize = 100;

/// Between two batches of items read anew: what the officer asks for comes first.
const BREATH: Duration = Duration::from_millis(50);

/// Watches the configured feeds until the desk closes.
pub async fn watch(
    mut engine: Engine,
    mut clerk: Clerk,
    since: Timestamp,
    clock: impl Fn() -> Timestamp,
    desk: Sender<Message>,
    effects: Receiver<Effect>,
) -> anyhow::Result<()> {
    let mut effects = pages::answer(engine.store().clone(), desk.clone(), effects);
    let mut since = since;
    let mut pulse = Pulse::default();
    pulse.after_wait(&mut engine, clock());
    pulse.before_wait(clock());
    engine.evaluate(clock()).await?;
    engine.tend(&clerk.office, clock()).await?;
    show(&engine, since, clock(), &desk).await?;
    let mut gathered = Gathered::default();
    let every = engine.stages().config.settings.schedule.evaluate;
    let mut beat = interval_at(Instant::now() + every, every);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut reread = true;
    loop {
        let now = clock();
        pulse.after_wait(&mut engine, now);
        let due = engine.due(now);
        if !due.is_empty() {
            ask(&mut engine, &due, &clock, &desk).await?;
            gathered.asked();
        }
        if gathered.is_ripe(engine.next_due(), clock()) {
            evaluate(&mut engine, since, &clock, &desk).await?;
            gathered.evaluated(clock());
        }
        reread = reread && engine.reread(clock()).await?;
        pulse.before_wait(clock());
        tokio::select! {
            effect = effects.recv() => match effect {
                None | Some(Effect::Quit) => break,
                Some(Effect::MarkSeen(at)) => since = at,
                Some(Effect::Brief(kind)) => brief(&engine, &clerk, kind, clock(), &desk).await?,
                Some(Effect::SetLang(lang)) => clerk.words = clerk.words.speaking(lang),
                Some(effect) => match Order::of(&effect) {
                    Some(order) => decide(&mut engine, &clerk, &order, since, &clock, &desk).await?,
                    None => carry_out(&mut engine, &clerk, effect, since, &clock, &desk).await?,
                },
            },
            _ = beat.tick() => {
                engine.evaluate(clock()).await?;
                engine.tend(&clerk.office, clock()).await?;
                show(&engine, since, clock(), &desk).await?;
            }
            () = sleep(if reread { BREATH } else { until_due(&engine, clock()) }) => {}
        }
    }
    engine.store().set_visit(&clerk.by, clock()).await?;
    engine.leave();
    Ok(())
}

/// Carries out what the officer decided, shows what became of it, and tells it, or why it was refused.
async fn decide(
    engine: &mut Engine,
    clerk: &Clerk,
    order: &Order,
    since: Timestamp,
    clock: &impl Fn() -> Timestamp,
    desk: &Sender<Message>,
) -> anyhow::Result<()> {
    let told = match engine.carry_out(&clerk.office, order, &clerk.by, clock()).await {
        Ok(step) => told(order, &step, &clerk.words),
        Err(refused) => refused.say(&clerk.words),
    };
    show(engine, since, clock(), desk).await?;
    note(desk, told).await
}

async fn carry_out(
    engine: &mut Engine,
    clerk: &Clerk,
    effect: Effect,
    since: Timestamp,
    clock: &impl Fn() -> Timestamp,
    desk: &Sender<Message>,
) -> anyhow::Result<()> {
    match effect {
        Effect::FetchNow(feed) => {
            let asked = feed.map_or_else(|| engine.enabled(), |feed| vec![feed]);
            ask(engine, &asked, clock, desk).await?;
            evaluate(engine, since, clock, desk).await
        }
        Effect::PauseFeed { feed, paused } => {
            engine.pause(&feed, paused).await?;
            show(engine, since, clock(), desk).await
        }
        Effect::MoveFeed(feed) => {
            let told = move_feed(engine, clerk, &feed).unwrap_or_else(|error| format!("{error:#}"));
            show(engine, since, clock(), desk).await?;
            note(desk, told).await
        }
        Effect::OpenLink(link) => {
            let told = open::that_detached(&link).map_or_else(|error| error.to_string(), |()| link.clone());
            note(desk, told).await
        }
        Effect::Export { name, text } => note(desk, export(&name, &text, clock())).await,
        _ => Ok(()),
    }
}

/// Writes a feed's new address into the operator's files, and asks it there from now on; says where it was written.
fn move_feed(engine: &mut Engine, clerk: &Clerk, feed: &FeedId) -> anyhow::Result<String> {
    let moves = moves(engine.feeds());
    let Some(accepted) = moves.iter().find(|one| one.feed == *feed) else { return Ok(String::new()) };
    if let Some(why) = accepted.refused {
        bail!(why);
    }
    let folder = clerk.folder.as_deref().context("there is no folder for the configuration")?;
    let edit = moving(folder, accepted)?;
    let loaded = edit.check(&|name| std::env::var(name).ok());
    if let Some(problem) = loaded.problems.iter().find(|problem| problem.is_error()) {
        bail!("{}", problem.message);
    }
    edit.write()?;
    engine.readdress(feed, &accepted.to);
    Ok(format!("{} → {}", accepted.to, edit.path().display()))
}

/// Writes what is on the screen beside where the officer works, and says where, or why not.
fn export(name: &str, text: &str, now: Timestamp) -> String {
    let path = format!("fenghuo-{name}-{}.txt", now.format("%Y%m%d-%H%M%S"));
    match std::fs::write(&path, text) {
        Ok(()) => path,
        Err(error) => format!("{path}: {error}"),
    }
}

/// Writes a briefing; a template of the operator's that fails is told.
async fn brief(
    engine: &Engine,
    clerk: &Clerk,
    kind: BriefingKind,
    now: Timestamp,
    desk: &Sender<Message>,
) -> anyhow::Result<()> {
    let written = engine.briefing(kind, None, &clerk.by, now);
    let config = &engine.stages().config;
    let text = written.and_then(|note| laid_out(&note, Form::Markdown, config, &clerk.words));
    let message = text.map_or_else(|error| Message::Note(format!("{error:#}")), |text| Message::Brief(kind, text));
    desk.send(message).await.ok();
    Ok(())
}

async fn note(desk: &Sender<Message>, text: String) -> anyhow::Result<()> {
    desk.send(Message::Note(text)).await.ok();
    Ok(())
}

async fn ask(
    engine: &mut Engine,
    feeds: &[FeedId],
    clock: &impl Fn() -> Timestamp,
    desk: &Sender<Message>,
) -> anyhow::Result<()> {
    let (total, mut done) = (feeds.len(), 0_usize);
    let progress = desk.clone();
    let told = |fetch: &Fetch| {
        done += 1;
        // Each message is a frame to draw, and nobody sees more than a hundredth of a round.
        if done.is_multiple_of(total / STEPS_TOLD + 1) || done == total {
            // A desk too busy to hear of one answer will hear of the next; the round itself is never held up.
            progress.try_send(Message::Progress(Progress { done, total, current: fetch.feed.to_string() })).ok();
        }
    };
    let fetches = engine.ask(feeds, clock(), told).await?;
    desk.send(Message::FetchDone(summary(&fetches))).await.ok();
    Ok(())
}

async fn evaluate(
    engine: &mut Engine,
    since: Timestamp,
    clock: &impl Fn() -> Timestamp,
    desk: &Sender<Message>,
) -> anyhow::Result<()> {
    engine.evaluate(clock()).await?;
    show(engine, since, clock(), desk).await
}

fn summary(fetches: &[Fetch]) -> FetchSummary {
    let failed = fetches.iter().filter(|fetch| fetch.outcome.is_failure()).count();
    FetchSummary {
        answered: fetches.len() - failed,
        failed,
        new_items: fetches.iter().map(|fetch| fetch.new as usize).sum(),
    }
}

async fn show(engine: &Engine, since: Timestamp, now: Timestamp, desk: &Sender<Message>) -> anyhow::Result<()> {
    let picture = engine.picture(since, now)?;
    // A desk that has closed is noticed by the loop.
    send(desk, picture).await.ok();
    Ok(())
}

async fn send(desk: &Sender<Message>, picture: Picture) -> Result<(), Closed> {
    desk.send(Message::Picture(Arc::new(picture))).await.map_err(|_| Closed)
}

/// The desk's loop has ended.
struct Closed;

fn until_due(engine: &Engine, now: Timestamp) -> Duration {
    let wait = engine.next_due().map_or(chrono::Duration::MAX, |next| next - now);
    // A second at least: a feed that stays due must not make the loop spin.
    wait.to_std().unwrap_or(Duration::ZERO).clamp(Duration::from_secs(1), LONGEST_WAIT)
}
