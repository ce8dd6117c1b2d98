//! The loop: one owner of the state; keys, engine messages, signals and the clock come in, frames and effects go out.
//!
//! It draws only when something changed, at most once in [`FRAME`], and waits for nothing but the next event.

use std::io::Stdout;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono_tz::Tz;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::EventStream;
use crossterm::execute;
use futures_util::StreamExt as _;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, sleep_until};

use crate::app::desk::{Command, Effect, Keymap, Message, Options, State, update};
use crate::domain::id::Person;
use crate::domain::time::Timestamp;
use crate::domain::words::Words;

use super::capture;
use super::input;
use super::layout;
use super::signals::{Signal, Signals};
use super::terminal::Guard;
use super::theme::Theme;
use super::view::draw;

/// Least time between two frames.
const FRAME: Duration = Duration::from_millis(10);

/// What the terminal needs, as plain values.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "settings, each a switch of its own")]
pub struct Deps {
    /// The text of `keymap.toml`.
    pub keymap_text: String,
    /// Name and text of each theme, in the order in which they are switched through.
    pub theme_texts: Vec<(String, String)>,
    /// The words, speaking the language to begin with.
    pub words: Words,
    /// The theme to begin with, by name.
    pub theme: String,
    /// Whether colour is wanted; without, the theme `mono` is used.
    pub color: bool,
    /// ASCII symbols only.
    pub ascii: bool,
    /// Whether the mouse is taken from the terminal.
    pub mouse: bool,
    /// The shift on duty, if the desk has shifts.
    pub shift: Option<String>,
    /// Who sits at the desk.
    pub officer: Person,
    /// Begin with what changed since the last visit, when anything did.
    pub changes_first: bool,
    /// What will be shown is made up.
    pub made_up: bool,
    /// The desk's wall clock.
    pub zone: Tz,
}

/// Runs the screens until the officer leaves. Every message but keys and time comes through `messages`; what is to be
/// done outside goes out through `effects`; nothing waits for the engine to take it.
pub async fn run(
    deps: Deps,
    messages: Receiver<Message>,
    effects: Sender<Effect>,
    clock: impl Fn() -> Timestamp,
) -> anyhow::Result<()> {
    let mut desk = Desk::new(deps, effects, clock())?;
    // Whether to use colour was decided by the caller; the backend must not decide it again (see the mono theme).
    crossterm::style::force_color_output(true);
    let guard = Guard::take(desk.deps.mouse, desk.deps.words.get("tui.name"))?;
    let mut screen = Terminal::new(CrosstermBackend::new(std::io::stdout()))?;
    desk.turn(messages, clock, &mut screen, &guard).await
}

type Screen = Terminal<CrosstermBackend<Stdout>>;

/// What woke the loop.
enum Woken {
    Draw,
    Terminal(Option<std::io::Result<crossterm::event::Event>>),
    Engine(Option<Message>),
    Signal(Signal),
    Clock,
}

/// Where messages come from.
struct Sources {
    events: EventStream,
    signals: Signals,
    messages: Receiver<Message>,
    engine_on: bool,
}

impl Sources {
    /// Waits for the next thing: a frame that is due comes before keys, and keys before what the engine says.
    async fn next(&mut self, draw_at: Option<Instant>, change: Duration) -> Woken {
        tokio::select! {
            biased;
            () = sleep_until(draw_at.unwrap_or_else(Instant::now)), if draw_at.is_some() => Woken::Draw,
            event = self.events.next() => Woken::Terminal(event),
            signal = self.signals.next() => Woken::Signal(signal),
            message = self.messages.recv(), if self.engine_on => {
                self.engine_on = message.is_some();
                Woken::Engine(message)
            }
            () = sleep(change) => Woken::Clock,
        }
    }
}

/// Whether the loop goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Out,
}

struct Desk {
    deps: Deps,
    themes: Vec<Theme>,
    state: State,
    effects: Sender<Effect>,
}

impl Desk {
    fn new(deps: Deps, effects: Sender<Effect>, now: Timestamp) -> anyhow::Result<Self> {
        let keymap = Arc::new(Keymap::parse(&deps.keymap_text)?);
        let mut themes = Vec::new();
        for (name, text) in &deps.theme_texts {
            themes.push(Theme::parse(name, text)?.with_ascii(deps.ascii));
        }
        if !deps.color {
            themes.retain(|theme| !theme.has_colour());
        }
        let wanted = themes.iter().position(|theme| theme.name == deps.theme);
        anyhow::ensure!(!themes.is_empty(), "no theme without colour: add config/themes/mono.toml");
        let state = State::new(Options {
            keymap,
            lang: deps.words.lang(),
            themes: themes.iter().map(|theme| theme.name.clone()).collect(),
            theme: wanted.unwrap_or(0),
            shift: deps.shift.clone(),
            officer: deps.officer.clone(),
            changes_first: deps.changes_first,
            made_up: deps.made_up,
            zone: deps.zone,
            now,
        });
        Ok(Self { deps, themes, state, effects })
    }

    async fn turn(
        &mut self,
        messages: Receiver<Message>,
        clock: impl Fn() -> Timestamp,
        screen: &mut Screen,
        guard: &Guard,
    ) -> anyhow::Result<()> {
        let signals = Signals::new().context("listening to signals")?;
        let mut sources = Sources { events: EventStream::new(), signals, messages, engine_on: true };
        let size = screen.size()?;
        self.take(Message::Resize(size.width, size.height), clock(), screen, guard)?;
        self.draw(screen)?;
        let mut drawn = Instant::now();
        let mut dirty = false;
        loop {
            let draw_at = dirty.then_some(drawn + FRAME);
            let woken = sources.next(draw_at, self.next_change(clock())).await;
            if matches!(woken, Woken::Draw) {
                self.draw(screen)?;
                drawn = Instant::now();
                dirty = false;
            } else if let Some(message) = self.message(woken, clock())? {
                dirty = true;
                if self.take(message, clock(), screen, guard)? == Flow::Out {
                    return Ok(());
                }
            }
        }
    }

    /// The message of what woke the loop. A terminal that has gone is a reason to leave.
    fn message(&self, woken: Woken, now: Timestamp) -> anyhow::Result<Option<Message>> {
        Ok(match woken {
            Woken::Draw | Woken::Engine(None) => None,
            Woken::Terminal(None) | Woken::Signal(Signal::End) => Some(Message::Command(Command::Quit)),
            Woken::Terminal(Some(event)) => input::message(event?, &self.state, self.theme(), &self.deps.words),
            Woken::Engine(message) => message,
            Woken::Signal(Signal::Stop) => Some(Message::Command(Command::Suspend)),
            Woken::Clock => Some(Message::Tick(now)),
        })
    }

    /// Takes a message through `update` and does the effects that are the terminal's; the others go to the engine.
    fn take(&mut self, message: Message, now: Timestamp, screen: &mut Screen, guard: &Guard) -> anyhow::Result<Flow> {
        let message = self.told(message, now);
        let mut flow = Flow::On;
        let before = matches!(message, Message::Picture(_)).then(|| self.state.picture.clone()).flatten();
        let effects = update(&mut self.state, message, now);
        if before.is_some() {
            // Taking a large picture apart takes longer than a key may wait.
            spawn_blocking(move || drop(before));
        }
        for effect in effects {
            match effect {
                Effect::Quit => flow = Flow::Out,
                Effect::Suspend => {
                    to_background(guard)?;
                    forget(screen)?;
                    continue;
                }
                Effect::Redraw => {
                    forget(screen)?;
                    continue;
                }
                Effect::Copy(ref text) => {
                    execute!(std::io::stdout(), CopyToClipboard::to_clipboard_from(text))?;
                    let told = self.deps.words.get("tui.copied").to_owned();
                    update(&mut self.state, Message::Note(told), now);
                }
                Effect::SetLang(lang) => self.deps.words = self.deps.words.speaking(lang),
                _ => {}
            }
            let effect = if effect == Effect::Capture { self.capture() } else { effect };
            self.send(effect, now);
        }
        let area = Rect::new(0, 0, self.state.size.0, self.state.size.1);
        let page = layout::page(&self.state, area);
        if page != self.state.page {
            update(&mut self.state, Message::Page(page), now);
        }
        Ok(flow)
    }

    /// The end of a round of fetching is told in words, which the desk does not have.
    fn told(&mut self, message: Message, now: Timestamp) -> Message {
        let Message::FetchDone(summary) = message else { return message };
        update(&mut self.state, Message::FetchDone(summary), now);
        let numbers = [summary.answered, summary.failed, summary.new_items].map(|n| n.to_string());
        let [answered, failed, new] = &numbers;
        let values = [("answered", answered.as_str()), ("failed", failed), ("new", new)];
        Message::Note(self.deps.words.fill("tui.fetched", &values))
    }

    /// Never waits: an engine that is busy is told to the officer.
    fn send(&mut self, effect: Effect, now: Timestamp) {
        if let Err(TrySendError::Full(_)) = self.effects.try_send(effect) {
            let told = self.deps.words.get("tui.busy").to_owned();
            update(&mut self.state, Message::Note(told), now);
        }
    }

    /// Until something on the screen changes by itself: clocks and ages by the minute, a note that goes.
    fn next_change(&self, now: Timestamp) -> Duration {
        let gone = u64::try_from(now.timestamp_millis().rem_euclid(60_000)).unwrap_or(0);
        let minute = Duration::from_millis(60_000 - gone);
        let note = self.state.note.as_ref().map(|(_, until)| (*until - now).to_std().unwrap_or_default());
        note.map_or(minute, |note| minute.min(note + FRAME))
    }

    fn capture(&self) -> Effect {
        let name = self.state.screen.context().key().to_owned();
        Effect::Export { name, text: capture::text(&self.state, self.theme(), &self.deps.words) }
    }

    fn theme(&self) -> &Theme {
        self.themes.get(self.state.options.theme).unwrap_or(&self.themes[0])
    }

    fn draw(&mut self, screen: &mut Screen) -> anyhow::Result<()> {
        let mut furthest = 0;
        screen.draw(|frame| furthest = draw(frame, &self.state, self.theme(), &self.deps.words))?;
        self.state.side_scroll = self.state.side_scroll.min(furthest);
        Ok(())
    }
}

/// Clears the screen and what is known of it. `Terminal::clear` would ask the terminal for its cursor and wait for an
/// answer that the event stream has already taken.
fn forget(screen: &mut Screen) -> anyhow::Result<()> {
    let size = screen.size()?;
    screen.resize(Rect::new(0, 0, size.width, size.height))?;
    Ok(())
}

fn to_background(guard: &Guard) -> anyhow::Result<()> {
    super::terminal::give_back();
    super::signals::stop_here().context("going to the background")?;
    guard.retake().context("coming back from the background")
}
