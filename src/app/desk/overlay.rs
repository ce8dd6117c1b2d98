//! What lies on top of a screen: help, palette, the sum behind a number, the filter, the prompt for a reason.

use std::sync::Arc;

use tui_input::{Input, InputRequest};

use crate::app::officer::Changes;
use crate::domain::id::NoticeId;
use crate::domain::words::Lang;

use super::act;
use super::command::Command;
use super::form::{Fault, Field};
use super::fuzzy;
use super::go;
use super::keymap::{Binding, Chord, Key, Keymap, Named};
use super::message::Effect;
use super::query::Query;
use super::rule;
use super::state::{Overlay, Purpose, State};
use super::update;

/// Longest text taken into a line of input, in characters.
const LONGEST: usize = 400;

/// Opens one of them.
pub(super) fn open(state: &mut State, command: Command) {
    let overlay = match command {
        Command::Help => Some(Overlay::Help { input: Input::default(), scroll: 0 }),
        Command::Palette => Some(Overlay::Palette { input: Input::default(), at: 0 }),
        Command::Filter => {
            let typed = state.view().map(|view| view.filter.clone()).unwrap_or_default();
            Some(Overlay::Filter { input: Input::new(typed) })
        }
        Command::Explain => go::explained(state).map(|of| Overlay::Explain { of, scroll: 0 }),
        Command::WhyNot => go::asked(state).map(|of| Overlay::WhyNot { of, scroll: 0 }),
        _ => None,
    };
    match overlay {
        Some(_) => state.overlay = overlay,
        None => update::tell(state, act::NO_TARGET.to_owned()),
    }
}

/// Does a command inside what lies on top; none when it is not for it, so that the screen gets it.
pub(super) fn run(state: &mut State, command: Command) -> Option<Vec<Effect>> {
    match command {
        Command::Close | Command::Back => close(state),
        Command::Accept => return Some(accept(state)),
        Command::SelectNext => shift(state, 1),
        Command::SelectPrevious => shift(state, -1),
        Command::PageDown => shift(state, 10),
        Command::PageUp => shift(state, -10),
        Command::SelectFirst => shift(state, isize::MIN),
        Command::SelectLast => shift(state, isize::MAX),
        _ => return None,
    }
    Some(Vec::new())
}

/// Puts a key that says no command into the line of input.
pub(super) fn type_key(state: &mut State, chord: Chord) -> Vec<Effect> {
    if let Some(request) = request(chord)
        && let Some(input) = input(state)
        && (!matches!(request, InputRequest::InsertChar(_)) || input.value().chars().count() < LONGEST)
    {
        input.handle(request);
        typed(state);
    }
    Vec::new()
}

/// Puts pasted text into the line of input; line breaks and other control characters are left out.
pub(super) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    if let Some(input) = input(state) {
        let room = LONGEST.saturating_sub(input.value().chars().count());
        for c in text.chars().filter(|c| !c.is_control()).take(room) {
            input.handle(InputRequest::InsertChar(c));
        }
        typed(state);
    }
    Vec::new()
}

/// Filters the list of the screen; with a fault in the filter the whole list is shown, and the fault.
pub(super) fn set_filter(state: &mut State, text: &str) {
    let view = state.views.entry(state.screen.context()).or_default();
    text.clone_into(&mut view.filter);
    let parsed = Query::parse(text);
    view.error = parsed.as_ref().err().cloned();
    view.query = parsed.unwrap_or_default();
    state.relist();
}

/// The rows of the key table that fit what is typed in the palette, best first, each command once.
pub fn matches<'a>(keymap: &'a Keymap, lang: Lang, typed: &str) -> Vec<&'a Binding> {
    let mut found: Vec<(i32, &Binding)> = Vec::new();
    for binding in keymap.bindings().iter().filter(|binding| is_for_screens(binding)) {
        let scores = [binding.desc.get(lang), binding.run.name()].map(|name| fuzzy::score(typed, name));
        let again = found.iter().any(|(_, other)| other.run == binding.run);
        if let (Some(score), false) = (scores.into_iter().flatten().max(), again) {
            found.push((score, binding));
        }
    }
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, binding)| binding).collect()
}

/// The rows of the help that hold what is typed, in the table's order.
pub fn help_rows<'a>(keymap: &'a Keymap, lang: Lang, typed: &str) -> Vec<&'a Binding> {
    let typed = typed.to_lowercase();
    let holds = |binding: &&Binding| {
        typed.is_empty()
            || binding.desc.get(lang).to_lowercase().contains(&typed)
            || binding.run.name().contains(&typed)
            || binding.label(false).to_lowercase().split(' ').any(|key| key == typed)
    };
    keymap.bindings().iter().filter(|binding| !binding.on.is_empty()).filter(holds).collect()
}

fn is_for_screens(binding: &Binding) -> bool {
    binding.screens.is_empty() || binding.screens.iter().any(|context| !context.is_overlay())
}

fn close(state: &mut State) {
    if matches!(state.overlay, Some(Overlay::Filter { .. })) {
        set_filter(state, "");
    }
    state.overlay = None;
}

fn accept(state: &mut State) -> Vec<Effect> {
    match state.overlay.take() {
        Some(Overlay::Palette { input, at }) => {
            let keymap = Arc::clone(&state.options.keymap);
            let chosen = matches(&keymap, state.lang(), input.value()).get(at).map(|binding| binding.run);
            chosen.map(|command| update::run(state, command)).unwrap_or_default()
        }
        Some(Overlay::Filter { input }) if state.view().is_some_and(|view| view.error.is_some()) => {
            state.overlay = Some(Overlay::Filter { input });
            Vec::new()
        }
        Some(Overlay::Edit { notice, field, input, .. }) => fill_in(state, notice, field, input),
        Some(Overlay::Reason { purpose, at, input }) => give_reason(state, purpose, at, input),
        _ => Vec::new(),
    }
}

/// A reason that needs words and has none keeps the prompt open.
fn give_reason(state: &mut State, purpose: Purpose, at: usize, input: Input) -> Vec<Effect> {
    let words = input.value().trim().to_owned();
    if purpose.needs_words() && words.is_empty() {
        state.overlay = Some(Overlay::Reason { purpose, at, input });
        return Vec::new();
    }
    let code = purpose.codes().get(at).map(|code| (*code).to_owned()).unwrap_or_default();
    if let Some(ruled) = rule::verdict(state, &purpose, &code, &words) {
        return vec![ruled];
    }
    vec![match purpose {
        Purpose::Dismiss(candidate) => Effect::Dismiss { candidate, reason: code, note: words },
        Purpose::Silence(candidate) => {
            Effect::Silence { candidate, hours: code.parse().unwrap_or_default(), reason: words }
        }
        Purpose::Reject(notice) => Effect::Reject { notice, reason: words },
        Purpose::Return(notice) => Effect::Return { notice, remark: words },
        Purpose::Submit(notice) => submit(state, notice, words),
        Purpose::Level(notice) => Effect::Relevel { notice, level: code.parse().unwrap_or_default(), reason: words },
        Purpose::Acknowledge(notice, _) => Effect::Acknowledge { notice, recipient: code.as_str().into(), note: words },
        Purpose::Lift(notice) => Effect::Lift { notice, remark: words },
        // What these were about has gone meanwhile.
        Purpose::Merge(..) | Purpose::Split(..) | Purpose::NotARisk(_) | Purpose::ARisk(_) | Purpose::Regrade(_) => {
            return gone(state);
        }
    }]
}

fn gone(state: &mut State) -> Vec<Effect> {
    update::tell(state, act::NO_TARGET.to_owned());
    Vec::new()
}

/// What stands in the draft already is not written again.
fn submit(state: &State, notice: NoticeId, words: String) -> Effect {
    let draft = state.picture.as_deref().and_then(|picture| picture.notice(&notice));
    let stands = draft.is_some_and(|draft| draft.content.assessment.zh_hans == words);
    Effect::Submit { notice, assessment: if stands { String::new() } else { words } }
}

/// A field that is filled in wrongly keeps its prompt open, and says what is wrong.
fn fill_in(state: &mut State, notice: NoticeId, field: Field, input: Input) -> Vec<Effect> {
    match change(state, &notice, field, input.value()) {
        Ok(changes) => changes.map(|changes| Effect::Edit { notice, changes }).into_iter().collect(),
        Err(fault) => {
            state.overlay = Some(Overlay::Edit { notice, field, input, fault: Some(fault) });
            Vec::new()
        }
    }
}

fn change(state: &State, notice: &NoticeId, field: Field, typed: &str) -> Result<Option<Changes>, Fault> {
    let draft = state.picture.as_deref().and_then(|picture| picture.notice(notice)).ok_or(Fault::Fixed)?;
    field.changes(&draft.content, typed, state.lang(), state.now())
}

fn shift(state: &mut State, by: isize) {
    let lang = state.lang();
    let keymap = Arc::clone(&state.options.keymap);
    let (at, count) = match &mut state.overlay {
        Some(Overlay::Palette { input, at }) => {
            let count = matches(&keymap, lang, input.value()).len();
            (at, count)
        }
        Some(Overlay::Reason { purpose, at, .. }) => (at, purpose.codes().len()),
        Some(Overlay::Help { input, scroll }) => {
            let count = help_rows(&keymap, lang, input.value()).len();
            (scroll, count)
        }
        Some(Overlay::Explain { scroll, .. } | Overlay::WhyNot { scroll, .. }) => (scroll, 500),
        Some(Overlay::Filter { .. } | Overlay::Edit { .. }) | None => return,
    };
    *at = at.saturating_add_signed(by).min(count.saturating_sub(1));
}

/// After each key: the filter acts at once, lists begin anew.
fn typed(state: &mut State) {
    match &mut state.overlay {
        Some(Overlay::Filter { input }) => {
            let text = input.value().to_owned();
            set_filter(state, &text);
        }
        Some(Overlay::Edit { notice, field, input, .. }) => {
            let (notice, field, text) = (notice.clone(), *field, input.value().to_owned());
            let found = change(state, &notice, field, &text).err();
            if let Some(Overlay::Edit { fault, .. }) = &mut state.overlay {
                *fault = found;
            }
        }
        Some(Overlay::Palette { at, .. }) => *at = 0,
        Some(Overlay::Help { scroll, .. }) => *scroll = 0,
        _ => {}
    }
}

fn input(state: &mut State) -> Option<&mut Input> {
    match &mut state.overlay {
        Some(
            Overlay::Help { input, .. }
            | Overlay::Palette { input, .. }
            | Overlay::Filter { input }
            | Overlay::Edit { input, .. }
            | Overlay::Reason { input, .. },
        ) => Some(input),
        _ => None,
    }
}

fn request(chord: Chord) -> Option<InputRequest> {
    Some(match (chord.ctrl, chord.key) {
        (false, Key::Char(c)) if !chord.alt => InputRequest::InsertChar(c),
        (true, Key::Char('w')) => InputRequest::DeletePrevWord,
        (true, Key::Char('u')) => InputRequest::DeleteFromStart,
        (true, Key::Char('k')) => InputRequest::DeleteTillEnd,
        (true, Key::Char('a')) | (false, Key::Named(Named::Home)) => InputRequest::GoToStart,
        (true, Key::Char('e')) | (false, Key::Named(Named::End)) => InputRequest::GoToEnd,
        (false, Key::Named(Named::Backspace)) => InputRequest::DeletePrevChar,
        (false, Key::Named(Named::Delete)) => InputRequest::DeleteNextChar,
        (false, Key::Named(Named::Left)) => InputRequest::GoToPrevChar,
        (false, Key::Named(Named::Right)) => InputRequest::GoToNextChar,
        _ => return None,
    })
}
