//! What reaches the desk, and what it wants done, as data.
//!
//! Turning terminal events into messages is left to `tui`, doing effects to the engine and to `tui`'s loop.

use std::sync::Arc;

use crate::app::officer::Changes;
use crate::domain::briefing::BriefingKind;
use crate::domain::id::{CandidateId, FeedId, IncidentId, ItemId, NoticeId, RecipientId};
use crate::domain::level::Level;
use crate::domain::picture::{Picture, Reading};
use crate::domain::ruling::Verdict;
use crate::domain::time::Timestamp;
use crate::domain::words::Lang;

use super::command::Command;
use super::keymap::Chord;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Chord),
    /// A command was chosen otherwise.
    Command(Command),
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// The list of the screen shows this many rows at once.
    Page(usize),
    /// There is a new picture.
    Picture(Arc<Picture>),
    /// A round of fetching goes on.
    Progress(Progress),
    /// A round of fetching ended.
    FetchDone(FetchSummary),
    /// Time went by.
    Tick(Timestamp),
    /// The items of an incident, that were asked for.
    Readings(IncidentId, Vec<Arc<Reading>>),
    /// A briefing, in Markdown.
    Brief(BriefingKind, String),
    /// Something to tell the officer, once.
    Note(String),
}

/// What the mouse did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// Clicked on something.
    Click(Target),
    /// Turned the wheel; rows, down is positive.
    Scroll(i32),
}

/// What lies under the mouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A word that stands for a command: a tab, a hint.
    Command(Command),
    /// A row of the list, counted from its first.
    Row(usize),
    /// The pane beside the list.
    Side,
}

/// How far a round of fetching is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Feeds asked.
    pub done: usize,
    /// Feeds to ask.
    pub total: usize,
    /// The feed being asked.
    pub current: String,
}

/// What a round of fetching gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FetchSummary {
    /// Feeds that answered.
    pub answered: usize,
    /// Feeds that did not.
    pub failed: usize,
    /// Items not seen before.
    pub new_items: usize,
}

/// Something to be done outside the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Go to the background.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Read the items of an incident; they come back as [`Message::Readings`].
    Read {
        /// The incident.
        incident: IncidentId,
        /// Its items.
        items: Vec<ItemId>,
    },
    /// Ask one feed, or all.
    FetchNow(Option<FeedId>),
    /// Pause a feed, or let it go on.
    PauseFeed {
        /// The feed.
        feed: FeedId,
        /// Paused from now on.
        paused: bool,
    },
    /// Write the address that a feed's publisher moved it to.
    MoveFeed(FeedId),
    /// Remember the language.
    SetLang(Lang),
    /// Remember the theme.
    SetTheme(String),
    /// Open an http(s) link in a browser.
    OpenLink(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Write down what is on the screen; the loop turns it into [`Effect::Export`].
    Capture,
    /// Write this text to a file of the officer's.
    Export {
        /// What it shows: `board`, `incident`.
        name: String,
        /// The text.
        text: String,
    },
    /// Write a briefing; it comes back as [`Message::Brief`].
    Brief(BriefingKind),
    /// Changes up to this moment were seen.
    MarkSeen(Timestamp),
    /// Draft a notice from a candidate.
    Draft(CandidateId),
    /// Set a candidate aside.
    Dismiss {
        /// The candidate.
        candidate: CandidateId,
        /// Reason code: `false_alarm`, `not_ours`, `known`, `late`.
        reason: String,
        /// What else the officer wrote.
        note: String,
    },
    /// Hold candidates of the same rule and country.
    Silence {
        /// The candidate that shows which.
        candidate: CandidateId,
        /// For how long.
        hours: u32,
        /// Why, in the officer's words.
        reason: String,
    },
    /// Change a draft.
    Edit {
        /// The draft.
        notice: NoticeId,
        /// What to change.
        changes: Changes,
    },
    /// Set the level of a draft, and what hangs on it.
    Relevel {
        /// The draft.
        notice: NoticeId,
        /// The level.
        level: Level,
        /// Why, in the officer's words.
        reason: String,
    },
    /// Hand a draft in for approval.
    Submit {
        /// The draft.
        notice: NoticeId,
        /// Judgement and trend to write into it first; empty when what stands there stays.
        assessment: String,
    },
    /// Note a recipient's reply.
    Acknowledge {
        /// The notice.
        notice: NoticeId,
        /// Who replied.
        recipient: RecipientId,
        /// What they said.
        note: String,
    },
    /// Draft what follows a notice in force.
    Follow(NoticeId),
    /// Draft the end of a warning.
    Lift {
        /// The notice in force.
        notice: NoticeId,
        /// On what evidence, in the officer's words.
        remark: String,
    },
    /// Decide about items, or about who published them.
    Rule {
        /// What is decided.
        verdict: Verdict,
        /// Why, in the officer's words.
        reason: String,
    },
    /// Approve a notice.
    Approve(NoticeId),
    /// Issue a notice.
    Issue(NoticeId),
    /// Hand a notice back to its drafter.
    Return {
        /// The notice.
        notice: NoticeId,
        /// What is to be done, in the officer's words.
        remark: String,
    },
    /// Turn a notice down.
    Reject {
        /// The notice.
        notice: NoticeId,
        /// Why, in the officer's words.
        reason: String,
    },
}
