//! The world as dots, with a letter at the capital of each country that stands at a level or was not looked at.

use std::sync::LazyLock;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::desk::selected_country;
use crate::domain::picture::CountryLine;
use crate::domain::place::Point;
use crate::tui::look::Look;
use crate::tui::theme::Meaning;

/// Land by degree; see `examples/make_map.rs`.
const LAND: &str = include_str!("../../../config/map/land.txt");
/// Latitude of the upper edge of the first row.
const NORTH: f64 = 84.0;
/// Degrees of longitude.
const COLUMNS: usize = 360;
/// Share of land from which a dot is drawn.
const SHARE: f64 = 0.45;
/// A braille cell is two dots wide and four high; the bit of each dot by column and row.
const DOTS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
/// The braille cell without dots.
const BLANK: u32 = 0x2800;

/// Sums of land over all degrees above and left, so that the land in any box is four look-ups.
struct Land {
    sums: Vec<u32>,
    rows: usize,
}

static WORLD: LazyLock<Land> = LazyLock::new(|| Land::read(LAND));

impl Land {
    fn read(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let mut sums = vec![0; (lines.len() + 1) * (COLUMNS + 1)];
        for (row, line) in lines.iter().enumerate() {
            let mut in_row = 0;
            for (column, land) in degrees(line).enumerate().take(COLUMNS) {
                in_row += u32::from(land);
                let above = sums.get(row * (COLUMNS + 1) + column + 1).copied().unwrap_or_default();
                if let Some(sum) = sums.get_mut((row + 1) * (COLUMNS + 1) + column + 1) {
                    *sum = above + in_row;
                }
            }
        }
        Self { sums, rows: lines.len() }
    }

    fn sum(&self, row: usize, column: usize) -> u32 {
        let at = row.min(self.rows) * (COLUMNS + 1) + column.min(COLUMNS);
        self.sums.get(at).copied().unwrap_or_default()
    }

    /// Share of land in a box given as shares of the whole map.
    fn share(&self, left: f64, right: f64, top: f64, bottom: f64) -> f64 {
        let (l, r) = (degree(left, COLUMNS), degree(right, COLUMNS).max(degree(left, COLUMNS) + 1));
        let (t, b) = (degree(top, self.rows), degree(bottom, self.rows).max(degree(top, self.rows) + 1));
        let land = self.sum(b, r) + self.sum(t, l) - self.sum(t, r) - self.sum(b, l);
        f64::from(land) / ((r - l) * (b - t)) as f64
    }
}

/// Lengths of sea, land, sea, … as one value a degree.
fn degrees(line: &str) -> impl Iterator<Item = bool> {
    let lengths = line.split(' ').filter_map(|length| length.parse::<usize>().ok());
    lengths.enumerate().flat_map(|(at, length)| std::iter::repeat_n(at % 2 == 1, length))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=count")]
fn degree(share: f64, count: usize) -> usize {
    (share * count as f64).round().clamp(0.0, count as f64) as usize
}

/// Draws the world as large as fits, and the letters on it.
pub(in crate::tui) fn draw(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let area = fitting(area);
    let style = look.style(Meaning::Land);
    for position in area.intersection(buf.area).positions() {
        let dots = dots(area, position.x - area.x, position.y - area.y);
        if let Some(cell) = buf.cell_mut(position).filter(|_| dots != BLANK) {
            cell.set_char(char::from_u32(dots).unwrap_or(' ')).set_style(style);
        }
    }
    letters(buf, area, look);
}

/// The largest part of an area that keeps the world's shape: a dot is about as high as wide.
fn fitting(area: Rect) -> Rect {
    let rows = u32::try_from(WORLD.rows).unwrap_or(1).max(1);
    let columns = u32::try_from(COLUMNS).unwrap_or(1);
    let width = (u32::from(area.height) * 4 * columns / rows / 2).min(u32::from(area.width));
    let height = (width * 2 * rows / columns / 4 + 1).min(u32::from(area.height));
    let (width, height) = (u16::try_from(width).unwrap_or(area.width), u16::try_from(height).unwrap_or(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

fn dots(area: Rect, column: u16, row: u16) -> u32 {
    let (width, height) = (f64::from(area.width) * 2.0, f64::from(area.height) * 4.0);
    let mut dots = BLANK;
    for (dx, bits) in DOTS.iter().enumerate() {
        for (dy, bit) in bits.iter().enumerate() {
            let (x, y) = (f64::from(column) * 2.0 + dx as f64, f64::from(row) * 4.0 + dy as f64);
            if WORLD.share(x / width, (x + 1.0) / width, y / height, (y + 1.0) / height) >= SHARE {
                dots |= bit;
            }
        }
    }
    dots
}

/// Lower levels first, so that a higher one stays on top where two fall together; the selected one last.
fn letters(buf: &mut Buffer, area: Rect, look: &Look<'_>) {
    let selected = selected_country(look.state);
    let mut lines: Vec<_> = look.picture.countries.iter().collect();
    lines.sort_by_key(|line| (selected == Some(line.country.code), weight(line)));
    for line in lines {
        let is_selected = selected == Some(line.country.code);
        let unchecked = line.score.check.is_unchecked();
        let quiet = line.level.level.rank() == 0 && !unchecked;
        let Some(point) = line.country.capital.filter(|_| is_selected || !quiet) else { continue };
        let Some((x, y)) = cell_of(area, point) else { continue };
        let (symbol, style) = match (unchecked, quiet) {
            (true, _) => ('?', look.style(Meaning::Unchecked)),
            (_, true) => ('+', look.style(Meaning::Accent)),
            _ => (line.level.level.letter(), look.theme.level(line.level.level)),
        };
        if let Some(cell) = buf.cell_mut((x, y)) {
            cell.reset();
            cell.set_char(symbol).set_style(look.style(Meaning::Text).patch(style));
            if is_selected {
                cell.set_style(look.style(Meaning::Selection).add_modifier(ratatui::style::Modifier::REVERSED));
            }
        }
    }
}

/// What nobody looked at weighs more than blue and less than yellow.
fn weight(line: &CountryLine) -> usize {
    if line.score.check.is_unchecked() { 3 } else { line.level.level.rank() * 2 }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie in the area")]
fn cell_of(area: Rect, point: Point) -> Option<(u16, u16)> {
    let x = (point.lon + 180.0) / COLUMNS as f64;
    let y = (NORTH - point.lat) / WORLD.rows as f64;
    let inside = (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y) && area.width > 0 && area.height > 0;
    let place = |share: f64, size: u16| (share * f64::from(size)) as u16;
    inside.then(|| (area.x + place(x, area.width), area.y + place(y, area.height)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn land_at(lat: f64, lon: f64) -> bool {
        let (x, y) = ((lon + 180.0) / 360.0, (NORTH - lat) / WORLD.rows as f64);
        WORLD.share(x, x, y, y) > 0.5
    }

    #[test]
    fn the_map_knows_land_from_sea() {
        for (name, lat, lon, land) in [
            ("Kyiv", 50.5, 30.5, true),
            ("Santiago", -33.4, -70.6, true),
            ("Perth inland", -30.0, 122.0, true),
            ("mid Atlantic", 30.0, -40.0, false),
            ("mid Pacific", 0.0, -150.0, false),
        ] {
            assert_eq!(land_at(lat, lon), land, "{name}");
        }
    }

    #[test]
    fn every_row_of_the_map_goes_once_round() {
        for line in LAND.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(degrees(line).count(), COLUMNS);
        }
    }

    #[test]
    fn places_off_the_map_have_no_cell() {
        let area = Rect::new(0, 0, 60, 12);
        assert!(cell_of(area, Point { lat: 50.0, lon: 30.0 }).is_some());
        assert_eq!(cell_of(area, Point { lat: -80.0, lon: 30.0 }), None);
        assert_eq!(cell_of(Rect::ZERO, Point { lat: 50.0, lon: 30.0 }), None);
    }
}
