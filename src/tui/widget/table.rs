//! A list in columns. Columns drop in a stated order when there is no room; only rows in sight are made.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::words::Lang;
use crate::tui::look::Look;
use crate::tui::text::Align;
use crate::tui::theme::Meaning;

use super::put;

/// Cells for the mark of the selection; one more is left empty at the right end.
const MARK: u16 = 2;
/// Rank of a column that never drops.
pub(in crate::tui) const ALWAYS: u8 = u8::MAX;

/// A column: its head, its width, and how long it holds out.
#[derive(Clone, Debug)]
pub(in crate::tui) struct Column {
    head: String,
    width: u16,
    grows: bool,
    align: Align,
    rank: u8,
}

impl Column {
    /// A column of fixed width; the one with the lowest rank drops first.
    pub(in crate::tui) fn fixed(head: &str, width: u16, align: Align, rank: u8) -> Self {
        Self { head: head.to_owned(), width, grows: false, align, rank }
    }

    /// A column of text that takes the room left over, and needs at least `width`.
    pub(in crate::tui) fn growing(head: &str, width: u16, rank: u8) -> Self {
        Self { head: head.to_owned(), width, grows: true, align: Align::Left, rank }
    }
}

/// Makes columns whose heads are words of one locale table. Widths are given for English and for Chinese.
#[derive(Clone, Copy)]
pub(in crate::tui) struct Heads<'a> {
    look: Look<'a>,
    table: &'static str,
}

impl<'a> Heads<'a> {
    /// Heads out of `tui.<table>`.
    pub(in crate::tui) const fn of(look: &Look<'a>, table: &'static str) -> Self {
        Self { look: *look, table }
    }

    /// A column of text.
    pub(in crate::tui) fn left(&self, key: &str, widths: (u16, u16), rank: u8) -> Column {
        Column::fixed(&self.word(key), self.width(widths), Align::Left, rank)
    }

    /// A column of numbers.
    pub(in crate::tui) fn right(&self, key: &str, widths: (u16, u16), rank: u8) -> Column {
        Column::fixed(&self.word(key), self.width(widths), Align::Right, rank)
    }

    /// A column of text that takes the room left over.
    pub(in crate::tui) fn growing(&self, key: &str, widths: (u16, u16), rank: u8) -> Column {
        Column::growing(&self.word(key), self.width(widths), rank)
    }

    fn word(&self, key: &str) -> String {
        self.look.words.get(&format!("tui.{}.{key}", self.table)).to_owned()
    }

    fn width(&self, (english, chinese): (u16, u16)) -> u16 {
        if self.look.lang() == Lang::En { english } else { chinese }
    }
}

/// A list in columns.
pub(in crate::tui) struct Table<'a> {
    /// The columns, from left to right.
    pub(in crate::tui) columns: &'a [Column],
    /// Rows in all.
    pub(in crate::tui) count: usize,
    /// First row in sight.
    pub(in crate::tui) offset: usize,
    /// The selected row.
    pub(in crate::tui) selected: Option<usize>,
    /// Makes the cell of a row and a column, both by number.
    pub(in crate::tui) cell: &'a dyn Fn(usize, usize) -> Line<'static>,
}

impl Table<'_> {
    /// Draws heads and rows in sight.
    pub(in crate::tui) fn draw(&self, buf: &mut Buffer, area: Rect, look: &Look<'_>) {
        let widths = widths(self.columns, area.width.saturating_sub(MARK + 1));
        let heads = |column: usize| {
            Line::from(look.piece(Meaning::Heading, self.columns.get(column).map_or("", |column| &column.head)))
        };
        self.row(buf, put::row_of(area, 0), &widths, heads);
        let rows = usize::from(area.height.saturating_sub(1));
        for (at, row) in (self.offset..self.count).take(rows).enumerate() {
            let line = put::row_of(area, at + 1);
            self.row(buf, line, &widths, |column| (self.cell)(row, column));
            if self.selected == Some(row) {
                buf.set_style(line, look.style(Meaning::Selection));
                put::line(buf, line, &Line::from(look.piece(Meaning::Accent, "▌")));
            }
        }
    }

    fn row(&self, buf: &mut Buffer, area: Rect, widths: &[Option<u16>], cell: impl Fn(usize) -> Line<'static>) {
        let mut x = area.x + MARK.min(area.width);
        for (at, (column, width)) in self.columns.iter().zip(widths).enumerate() {
            let Some(width) = *width else { continue };
            let room = Rect { x, width: width.min(area.right().saturating_sub(x)), ..area };
            match column.align {
                Align::Left => put::line(buf, room, &cell(at)),
                Align::Right => put::line_right(buf, room, &cell(at)),
            }
            x = (x + width + 1).min(area.right());
        }
    }
}

/// The width of each column in `room` cells, none for those that drop.
fn widths(columns: &[Column], room: u16) -> Vec<Option<u16>> {
    let mut kept: Vec<bool> = vec![true; columns.len()];
    let needed = |kept: &[bool]| {
        let widths = columns.iter().zip(kept).filter(|(_, kept)| **kept).map(|(column, _)| column.width + 1);
        widths.sum::<u16>().saturating_sub(1)
    };
    while needed(&kept) > room {
        let droppable = (0..columns.len()).filter(|at| kept.get(*at) == Some(&true));
        let lowest = droppable.filter_map(|at| columns.get(at).map(|column| (column.rank, at))).min();
        match lowest {
            Some((rank, at)) if rank < ALWAYS => kept.iter_mut().skip(at).take(1).for_each(|kept| *kept = false),
            _ => break,
        }
    }
    let spare = room.saturating_sub(needed(&kept));
    let growing = columns.iter().zip(&kept).filter(|(column, kept)| column.grows && **kept).count();
    let each = spare / u16::try_from(growing.max(1)).unwrap_or(1);
    let width = |column: &Column| if column.grows { column.width + each } else { column.width };
    columns.iter().zip(kept).map(|(column, kept)| kept.then(|| width(column))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_drop_by_rank_and_the_growing_one_takes_the_rest() {
        let columns = [
            Column::fixed("a", 4, Align::Left, ALWAYS),
            Column::fixed("b", 5, Align::Right, 1),
            Column::growing("c", 10, ALWAYS),
            Column::fixed("d", 6, Align::Left, 2),
        ];
        assert_eq!(widths(&columns, 40), [Some(4), Some(5), Some(22), Some(6)]);
        assert_eq!(widths(&columns, 26), [Some(4), None, Some(14), Some(6)]);
        assert_eq!(widths(&columns, 20), [Some(4), None, Some(15), None]);
        assert_eq!(widths(&columns, 3), [Some(4), None, Some(10), None]);
    }
}
