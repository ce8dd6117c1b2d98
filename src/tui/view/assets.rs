//! The registry, worst first, and one asset: where it hangs, what bears on it.

use ratatui::buffer::Buffer;
use ratatui::text::Line;

use crate::app::desk::{Row, RowKey, Screen};
use crate::domain::asset::{AssetKind, Confidence, Locus};
use crate::domain::country::CountryCode;
use crate::domain::picture::AssetLine;
use crate::tui::layout::Panes;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::theme::Meaning;
use crate::tui::why;
use crate::tui::widget::table::{ALWAYS, Column, Heads};

use super::incidents;

/// Draws the list of assets.
pub(super) fn draw(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    let asset = |row: &Row| look.picture.assets.get(row.at);
    super::list(buf, panes.list, look, &columns(look), asset, |line, column| cell(look, line, column));
    super::side(buf, panes, look, |_| {
        let line = look.state.selected().and_then(asset);
        line.map(|line| [about(look, line), reach(look, line)].concat()).unwrap_or_default()
    });
}

/// Draws one asset.
pub(super) fn draw_one(buf: &mut Buffer, panes: Panes, look: &Look<'_>) {
    let Screen::Asset(id) = &look.state.screen else { return };
    let Some(line) = look.picture.asset(id) else { return };
    super::halves(buf, panes.top, look, |_| about(look, line), |_| reach(look, line));
    incidents::table(buf, panes.list, look);
}

fn columns(look: &Look<'_>) -> Vec<Column> {
    let heads = Heads::of(look, "assets");
    vec![
        heads.left("level", (1, 3), ALWAYS),
        heads.growing("name", (26, 26), ALWAYS),
        heads.left("kind", (9, 10), 1),
        heads.left("countries", (16, 10), 3),
        heads.right("score", (5, 4), ALWAYS),
        heads.growing("driver", (22, 22), 4),
        heads.right("heads", (9, 8), 2),
    ]
}

fn cell(look: &Look<'_>, line: &AssetLine, column: usize) -> Line<'static> {
    let asset = &line.asset;
    match column {
        0 => Line::from(look.level(line.level.level)),
        1 => look.line(asset.name.get(look.lang())),
        2 => look.dim(kind(look, asset.kind)),
        3 => look.line(say::countries(look, &countries(line))),
        4 => Line::styled(say::points(line.score.score.value), look.theme.level(line.level.level)),
        5 => match line.impacts.first().map(|impact| &impact.incident) {
            Some(incident) => look.line(say::incident(look, incident)),
            None => look.dim("–"),
        },
        _ => look.dim(heads(look, line)),
    }
}

/// Persons there now; not known is a word.
fn heads(look: &Look<'_>, line: &AssetLine) -> String {
    let unknown = || look.words.get("tui.assets.unknown").to_owned();
    line.asset.headcount.map_or_else(unknown, |heads| heads.to_string())
}

fn countries(line: &AssetLine) -> Vec<CountryCode> {
    let mut codes: Vec<CountryCode> = line.asset.foreign_countries().collect();
    codes.dedup();
    codes
}

fn kind(look: &Look<'_>, kind: AssetKind) -> String {
    let key = match kind {
        AssetKind::Site => "asset_kind.site",
        AssetKind::Project => "asset_kind.project",
        AssetKind::Programme => "asset_kind.programme",
        AssetKind::Visit => "asset_kind.visit",
    };
    look.word(key).to_owned()
}

/// Name, level and score, worth, places.
fn about(look: &Look<'_>, line: &AssetLine) -> Vec<Line<'static>> {
    let asset = &line.asset;
    let title = look.piece(Meaning::Title, format!("{}  ", asset.name.get(look.lang())));
    let score = say::points(line.score.score.value);
    let mut lines = vec![
        Line::from(vec![title, look.level(line.level.level), look.piece(Meaning::Title, format!(" {score}"))]),
        look.dim(format!(
            "{} · {} · {}",
            asset.id,
            kind(look, asset.kind),
            look.telling().worth(asset.value_cny_m, asset.headcount)
        )),
        look.heading("tui.assets.places"),
    ];
    lines.extend(asset.loci.iter().map(|locus| place(look, locus)));
    lines
}

/// Part, country, city, partner; a place that was not checked says so.
fn place(look: &Look<'_>, locus: &Locus) -> Line<'static> {
    let role = look.words.get(&format!("role.{}", locus.role.key())).to_owned();
    let city = locus.city.as_ref().map(|city| city.get(look.lang()).to_owned()).unwrap_or_default();
    let told = format!(" {role}  {} {city}  ", say::country(look, locus.country));
    let mut line = Line::from(look.piece(Meaning::Text, told));
    line.push_span(look.piece(Meaning::Dim, locus.organisation.clone().unwrap_or_default()));
    if locus.confidence == Confidence::Unverified {
        line.push_span(look.piece(Meaning::Warning, format!("  {}", look.words.get("confidence.unverified"))));
    }
    line
}

/// What bears on it, each with its arithmetic.
fn reach(look: &Look<'_>, line: &AssetLine) -> Vec<Line<'static>> {
    let chosen = look.state.selected().and_then(|row| match (&row.key, &look.state.screen) {
        (RowKey::Incident(id), Screen::Asset(_)) => Some(id),
        _ => None,
    });
    let mut lines = vec![look.heading("tui.assets.bears")];
    if line.impacts.is_empty() {
        lines.push(look.dim(format!(" {}", look.word("tui.detail.untouched"))));
    }
    for impact in &line.impacts {
        let meaning = if chosen == Some(&impact.incident) { Meaning::Title } else { Meaning::Text };
        let points = look.piece(Meaning::Title, format!(" {:>3} ", say::points(impact.sum.value)));
        let told = look.piece(meaning, say::incident(look, &impact.incident));
        lines.push(Line::from(vec![points, told, look.piece(Meaning::Dim, format!("  {}", why::path(look, impact)))]));
        lines.push(look.dim(format!("     {}", why::arithmetic(&impact.sum))));
    }
    lines
}
