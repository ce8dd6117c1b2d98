//! The screens, one file each. Parts they share are in `widget`; where the parts stand is in `layout`.

mod board;
mod detail;
mod strip;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::desk::{Screen, State};
use crate::domain::picture::Picture;
use crate::domain::words::Words;

use super::ascii;
use super::layout;
use super::look::Look;
use super::theme::{Meaning, Theme};
use super::widget::{header, hints, prompt, put};

/// Draws the whole desk. Pure: the same state gives the same frame.
pub fn draw(frame: &mut Frame<'_>, state: &State, theme: &Theme, words: &Words) {
    let area = frame.area();
    let buf = frame.buffer_mut();
    buf.set_style(area, theme.of(Meaning::Text));
    if layout::is_too_small(area) {
        too_small(buf, area, words, theme);
    } else {
        let nothing = empty(state);
        let picture = state.picture.as_deref().unwrap_or(&nothing);
        whole(buf, area, &Look { state, picture, theme, words });
    }
    if theme.ascii {
        ascii::replace(buf);
    }
    put::mark_halves(buf);
}

fn whole(buf: &mut ratatui::buffer::Buffer, area: Rect, look: &Look<'_>) {
    let shell = layout::shell(look.state, area);
    header::draw(buf, shell.header, look);
    let rule = Rect { y: shell.header.bottom(), height: 1, ..area };
    put::rule(buf, rule, look.style(Meaning::Rule));
    let panes = layout::panes(look.state, shell.body);
    match &look.state.screen {
        _ if look.state.picture.is_none() => reading(buf, shell.body, look),
        Screen::Board => board::draw(buf, shell.body, panes, look),
        _ => {}
    }
    if shell.prompt.height > 0 {
        prompt::draw(buf, shell.prompt, look);
    }
    hints::draw(buf, shell.hints, look);
}

/// Before the first picture: the board's heads, and a word that it is being read.
fn reading(buf: &mut ratatui::buffer::Buffer, body: Rect, look: &Look<'_>) {
    let panes = layout::panes(look.state, body);
    put::line(buf, panes.top, &Line::from(look.piece(Meaning::Dim, format!(" {}", look.word("tui.reading")))));
    put::rule(buf, put::row_of(panes.top, 1), look.style(Meaning::Rule));
    board::table(buf, panes.list, look);
}

fn too_small(buf: &mut ratatui::buffer::Buffer, area: Rect, words: &Words, theme: &Theme) {
    let size = [area.width.to_string(), area.height.to_string()];
    let [width, height] = &size;
    let text = words.fill("tui.too_small", &[("width", width), ("height", height)]);
    let lines = super::text::wrap(&text, usize::from(area.width.max(2)));
    let lines: Vec<Line<'_>> = lines.into_iter().map(|line| Line::styled(line, theme.of(Meaning::Title))).collect();
    put::lines(buf, area, &lines, 0);
}

/// A picture of nothing, to draw the frame around.
pub(super) fn empty(state: &State) -> Picture {
    Picture {
        at: state.now(),
        since: state.now(),
        made_up: false,
        model: String::new(),
        lexicon: String::new(),
        countries: Vec::new(),
        incidents: Vec::new(),
        assets: Vec::new(),
        candidates: Vec::new(),
        notices: Vec::new(),
        silences: Vec::new(),
        feeds: Vec::new(),
        transitions: Vec::new(),
        unattributed: Vec::new(),
        drops: std::collections::BTreeMap::new(),
        items: 0,
    }
}
