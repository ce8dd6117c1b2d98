//! One country: its two numbers apart, what each government says, our assets, and its incidents.

use ratatui::buffer::Buffer;
use ratatui::text::Line;

use crate::app::desk::Screen;
use crate::domain::picture::CountryLine;
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{Align, age, pad};
use crate::tui::theme::Meaning;
use crate::tui::widget::put;
use crate::tui::widget::spark::spark;

use super::{detail, incidents};

/// Cells of the longest bar of a hazard.
const BAR: usize = 20;

/// Draws the screen.
pub(super) fn draw(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    let Screen::Country(code) = look.state.screen else { return };
    let Some(line) = look.picture.country(code) else {
        put::line(buf, panes.top, &look.dim(format!(" {}", look.word("tui.country.not_watched"))));
        return;
    };
    super::halves(buf, panes.top, look, |_| numbers(look, line), |width| detail::hold(look, line, width));
    incidents::table(buf, panes.list, look);
}

/// Level and score, standing and situation, the hazards in it, coverage, what governments say.
fn numbers(look: &Look<'_>, line: &CountryLine) -> Vec<Line<'static>> {
    let mut title = detail::title(look, line);
    let there = look.there(line.country.code, look.now()).map(|time| look.piece(Meaning::Dim, format!("   {time}")));
    title.spans.extend(there);
    let mut lines = vec![title];
    let word = |key: &str| look.words.get(key).to_owned();
    let two = format!(
        "{} {}   {} {}   {}",
        word("symbol.B"),
        say::points(line.score.standing.value),
        word("symbol.X"),
        say::points(line.score.situation.value),
        spark(&line.history, 14)
    );
    lines.push(look.line(two));
    lines.push(coverage(look, line));
    lines.extend(line.hazards.iter().take(3).map(|share| hazard(look, &say::hazard(look, share.hazard), share.points)));
    lines.push(look.heading("tui.country.advice"));
    if line.advice.is_empty() {
        lines.push(look.dim(format!(" {}", look.word("tui.country.no_advice"))));
    }
    lines.extend(line.advice.iter().map(|advice| {
        let since = age(look.words, advice.since, look.now());
        let told = format!(
            " {} {} {}",
            pad(&advice.government, 10, Align::Left),
            advice.level,
            say::advice_words(look, advice)
        );
        Line::from(vec![look.piece(Meaning::Text, told), look.piece(Meaning::Dim, format!("  {since}"))])
    }));
    lines
}

fn hazard(look: &Look<'_>, name: &str, points: f64) -> Line<'static> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the bar's length")]
    let cells = (points / 100.0 * BAR as f64).ceil().clamp(0.0, BAR as f64) as usize;
    Line::from(vec![
        look.piece(Meaning::Text, format!(" {} ", pad(name, 16, Align::Left))),
        look.piece(Meaning::Dim, format!("{} ", "▄".repeat(cells))),
        look.piece(Meaning::Text, say::points(points)),
    ])
}

fn coverage(look: &Look<'_>, line: &CountryLine) -> Line<'static> {
    let (sighted, needed) = line.score.coverage;
    let last =
        line.score.check.last().map_or_else(|| look.word("tui.never").to_owned(), |at| age(look.words, at, look.now()));
    let numbers = [sighted.to_string(), needed.to_string()];
    let values = [("up", numbers[0].as_str()), ("all", numbers[1].as_str()), ("age", last.as_str())];
    let meaning = if sighted < needed { Meaning::Warning } else { Meaning::Dim };
    Line::from(look.piece(meaning, look.words.fill("tui.country.coverage", &values)))
}
