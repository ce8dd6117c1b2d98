//! The clock of a candidate or a notice in words: what is left of its time, or by how much it is over.

use ratatui::text::Span;

use crate::app::desk::queue::{Entry, Part, next_reply};
use crate::tui::look::Look;
use crate::tui::text::{age, until};
use crate::tui::theme::Meaning;

/// What is left, or by how much it is over; how old it is, for what nobody waits for.
pub(super) fn told(look: &Look<'_>, entry: Entry<'_>) -> Span<'static> {
    let now = look.now();
    if entry.given_up(look.picture) > 0 {
        return look.piece(Meaning::Warning, look.word("tui.notices.not_sent"));
    }
    let Some(due) = entry.due(look.picture) else { return look.piece(Meaning::Dim, since(look, entry)) };
    if due < now {
        let over = look.words.fill(key(look, entry, true), &[("age", &age(look.words, due, now))]);
        return look.piece(Meaning::Warning, over);
    }
    if (due - now).num_minutes() < 1 {
        return look.piece(Meaning::Warning, look.word("tui.notices.due"));
    }
    let left = look.words.fill(key(look, entry, false), &[("age", &until(look.words, due, now))]);
    look.piece(Meaning::Dim, left)
}

/// How old it is.
pub(super) fn since(look: &Look<'_>, entry: Entry<'_>) -> String {
    age(look.words, entry.since(), look.now())
}

/// Judging and signing have the clock of the level, a notice in force that of its replies, then of its validity.
fn key(look: &Look<'_>, entry: Entry<'_>, over: bool) -> &'static str {
    let replies = matches!(entry, Entry::Notice(notice) if next_reply(look.picture, notice).is_some());
    match (entry.part(look.picture.at), replies, over) {
        (Part::InForce, true, true) => "tui.notices.reply_over",
        (Part::InForce, true, false) => "tui.notices.reply_left",
        (_, _, true) => "tui.notices.over",
        (_, _, false) => "tui.notices.left",
    }
}
