//! The notice desk: may this go out? Candidates to judge, notices on their way and in force, each with a preview.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::desk::{Row, RowKey};
use crate::domain::notice::{Notice, NoticeState};
use crate::domain::rule::Candidate;
use crate::domain::time::Timestamp;
use crate::domain::words::Lang;
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{age, until};
use crate::tui::theme::Meaning;
use crate::tui::widget::put;
use crate::tui::widget::table::{ALWAYS, Column, Heads};

use super::preview;

/// From this width on a notice stands in two languages side by side.
const TWO: usize = 80;

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    super::list(
        buf,
        panes.list,
        look,
        &columns(look),
        |row| found(look, row),
        |found, column| cell(look, found, column),
    );
    match look.state.selected().and_then(|row| found(look, row)) {
        Some(Found::Candidate(candidate)) => {
            super::side(buf, panes, look, |width| preview::candidate(look, candidate, width));
        }
        Some(Found::Notice(notice)) => notice_pane(buf, panes, look, notice),
        None => {}
    }
}

/// On wide panes Chinese and English stand beside each other, from one set of facts.
fn notice_pane(buf: &mut Buffer, panes: Panes, look: &Look<'_>, notice: &Notice) {
    if usize::from(panes.side.width) < TWO {
        super::side(buf, panes, look, |width| preview::notice(look, notice, width));
        return;
    }
    let other = if look.lang() == Lang::En { Lang::ZhHans } else { Lang::En };
    let words = look.words.speaking(other);
    let half = panes.side.width / 2;
    let left = Panes { side: Rect { width: half - 1, ..panes.side }, ..panes };
    super::side(buf, left, look, |width| preview::notice(look, notice, width));
    let right = Rect { x: panes.side.x + half + 1, width: panes.side.width.saturating_sub(half + 2), ..panes.side };
    let translated = Look { words: &words, ..*look };
    put::lines(buf, right, &preview::notice(&translated, notice, usize::from(right.width)), look.state.side_scroll);
}

/// What a row stands for.
#[derive(Clone, Copy)]
enum Found<'a> {
    Candidate(&'a Candidate),
    Notice(&'a Notice),
}

fn found<'a>(look: &Look<'a>, row: &Row) -> Option<Found<'a>> {
    match row.key {
        RowKey::Candidate(_) => look.picture.candidates.get(row.at).map(Found::Candidate),
        RowKey::Notice(_) => look.picture.notices.get(row.at).map(Found::Notice),
        _ => None,
    }
}

fn columns(look: &Look<'_>) -> Vec<Column> {
    let heads = Heads::of(look, "notices");
    vec![
        heads.left("state", (10, 8), ALWAYS),
        heads.left("level", (1, 3), ALWAYS),
        heads.left("id", (11, 11), 3),
        heads.left("country", (14, 10), 2),
        heads.growing("what", (24, 24), ALWAYS),
        heads.right("clock", (12, 10), ALWAYS),
    ]
}

fn cell(look: &Look<'_>, found: Found<'_>, column: usize) -> Line<'static> {
    match found {
        Found::Candidate(candidate) => candidate_cell(look, candidate, column),
        Found::Notice(notice) => notice_cell(look, notice, column),
    }
}

fn candidate_cell(look: &Look<'_>, candidate: &Candidate, column: usize) -> Line<'static> {
    let open = candidate.outcome.is_open();
    let meaning = if open { Meaning::Text } else { Meaning::Dim };
    match column {
        0 => {
            let meaning = if open { Meaning::Title } else { Meaning::Dim };
            Line::from(look.piece(meaning, say::candidate_state(look, &candidate.outcome)))
        }
        1 => Line::from(look.level(candidate.level)),
        2 => Line::from(look.piece(meaning, candidate.rule.as_str())),
        3 => {
            Line::from(look.piece(meaning, candidate.country.map(|code| say::country(look, code)).unwrap_or_default()))
        }
        4 => Line::from(look.piece(meaning, preview::about(look, candidate))),
        _ => look.dim(age(look.words, candidate.at, look.now())),
    }
}

fn notice_cell(look: &Look<'_>, notice: &Notice, column: usize) -> Line<'static> {
    let content = &notice.content;
    match column {
        0 => Line::from(look.piece(Meaning::Text, look.words.get(&format!("notice_state.{}", notice.state.key())))),
        1 => Line::from(look.level(content.level)),
        2 => look.dim(notice.id.as_str()),
        3 => look.line(say::countries(look, &content.countries)),
        4 => look.line(content.subject.get(look.lang())),
        _ => validity(look, notice.state, content.expires, notice.drafted),
    }
}

/// In force: how long it still holds. Before that: how long it has been waiting.
fn validity(look: &Look<'_>, state: NoticeState, expires: Timestamp, drafted: Timestamp) -> Line<'static> {
    if state != NoticeState::Issued {
        return look.dim(age(look.words, drafted, look.now()));
    }
    if expires <= look.now() {
        return Line::from(look.piece(Meaning::Warning, look.word("notice_state.expired")));
    }
    look.dim(look.words.fill("tui.notices.left", &[("age", &until(look.words, expires, look.now()))]))
}
