//! The first row: the name, the screens with their keys, whether the data is made up, the clocks, the shift.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::desk::{Command, Context};
use crate::tui::look::Look;
use crate::tui::text::width;
use crate::tui::theme::Meaning;

use super::put;

/// The screens that have a tab, with the command that goes there.
const TABS: [(Context, Command); 6] = [
    (Context::Board, Command::Board),
    (Context::Incidents, Command::Incidents),
    (Context::Assets, Command::Assets),
    (Context::Notices, Command::Notices),
    (Context::Feeds, Command::Feeds),
    (Context::Log, Command::Log),
];

/// A tab: where it begins, what it says, where it goes.
#[derive(Clone, Debug)]
pub(in crate::tui) struct Tab {
    x: u16,
    text: String,
    /// Where it goes.
    pub(in crate::tui) command: Command,
    current: bool,
}

impl Tab {
    /// The cells it stands in.
    pub(in crate::tui) fn place(&self, header: Rect) -> Rect {
        Rect { x: self.x, width: cells(&self.text), ..header }
    }
}

/// The tabs of the first row, from left to right.
pub(in crate::tui) fn tabs(look: &Look<'_>, area: Rect) -> Vec<Tab> {
    let mut x = area.x + 1 + cells(look.word("tui.name")) + 2;
    let mut tabs = Vec::new();
    for (context, command) in TABS {
        let key = look.state.options.keymap.key_for(command, Context::Board);
        let key = key.map(|chord| chord.label(look.theme.ascii)).unwrap_or_default();
        let text = format!("{key}{}", look.words.get(&format!("tui.screen.{}", context.key())));
        let end = x + cells(&text);
        if end > area.right() {
            break;
        }
        tabs.push(Tab { x, text, command, current: is_current(look, context) });
        x = end + 1;
    }
    tabs
}

/// Draws the first row; what stands at its right gives way from the left.
pub(in crate::tui) fn draw(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let name = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    put::line(buf, name, &Line::from(look.piece(Meaning::Title, look.word("tui.name"))));
    let mut end = name.x + cells(look.word("tui.name"));
    for tab in tabs(look, area) {
        let meaning = if tab.current { Meaning::Accent } else { Meaning::Dim };
        let place = tab.place(area);
        put::line(buf, place, &Line::from(look.piece(meaning, tab.text.as_str())));
        if tab.current {
            buf.set_style(place, ratatui::style::Modifier::UNDERLINED);
        }
        end = place.right();
    }
    let room = Rect { x: end + 2, width: area.right().saturating_sub(end + 3), ..area };
    put::line_right(buf, room, &right(look, usize::from(room.width)));
}

/// Made-up data is always said; clocks and shift as far as there is room.
fn right(look: &Look<'_>, room: usize) -> Line<'static> {
    let now = look.now();
    let is_made_up = look.picture.made_up || (look.state.picture.is_none() && look.state.options.made_up);
    let made_up = is_made_up.then(|| look.word("tui.made_up").to_owned());
    let full = look.date_time(now);
    let short = look.clock(now);
    let desk = desk_clock(look, &full);
    let utc = look.words.fill("tui.clock.utc", &[("time", &now.format("%H:%M").to_string())]);
    let shift = look.state.options.shift.clone();
    let whole = [made_up.clone(), Some(desk.clone()), Some(utc), shift];
    let less = [made_up.clone(), Some(desk), None, None];
    let least = [made_up, Some(short), None, None];
    let join = |parts: [Option<String>; 4]| parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let texts = [whole, less, least].map(join);
    let text = texts.iter().find(|text| width(text) <= room).unwrap_or(&texts[2]);
    let (mark, rest) = match text.split_once(" · ") {
        Some((mark, rest)) if is_made_up => (mark.to_owned(), format!(" · {rest}")),
        _ => (String::new(), text.clone()),
    };
    Line::from(vec![look.piece(Meaning::Warning, mark), look.piece(Meaning::Dim, rest)])
}

/// The desk's clock under its name: Beijing's, or the city of its zone.
fn desk_clock(look: &Look<'_>, time: &str) -> String {
    let zone = look.picture.zone;
    if zone == chrono_tz::Asia::Shanghai {
        return look.words.fill("tui.clock.beijing", &[("time", time)]);
    }
    let city = zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ");
    format!("{city} {time}")
}

fn is_current(look: &Look<'_>, tab: Context) -> bool {
    let root = match look.state.screen.context() {
        Context::Country | Context::Changes | Context::Brief => Context::Board,
        Context::Incident => Context::Incidents,
        Context::Asset => Context::Assets,
        Context::Notice | Context::Draft => Context::Notices,
        context => context,
    };
    root == tab
}

fn cells(text: &str) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}
