//! Sums on the screen: the terms of a number as lines a person can follow. Their words are `domain`'s.

use ratatui::text::Line;

use crate::domain::asset::Role;
use crate::domain::explain::{Sum, Term, Why};
use crate::domain::impact::Impact;
use crate::domain::telling::number;

use super::look::Look;
use super::say;
use super::text::cut;
use super::theme::Meaning;

/// A sum on one line: number, formula, and the terms as far as there is room.
pub(super) fn formula(sum: &Sum, width: usize) -> String {
    let terms: Vec<String> = sum.terms.iter().map(|term| format!("{} {}", term.symbol, number(term.value))).collect();
    cut(&format!("= {}   {}", sum.formula, terms.join(" · ")), width)
}

/// The arithmetic of an impact on one line: path, then each factor.
pub(super) fn arithmetic(sum: &Sum) -> String {
    let terms: Vec<String> = sum.terms.iter().map(|term| format!("{}{}", term.symbol, number(term.value))).collect();
    format!("{} {} = {}", sum.symbol, number(sum.value), terms.join("·"))
}

/// By which path an incident reaches an asset, in short: `partner 12 km`, `partner nationwide`, `partner named`.
pub(super) fn path(look: &Look<'_>, impact: &Impact) -> String {
    let say = |key: &str, part: Role, km: f64| {
        let role = look.words.get(&format!("role.{}", part.key())).to_owned();
        look.words.fill(&format!("tui.path.{key}"), &[("role", &role), ("km", &format!("{km:.0}"))])
    };
    let told = impact.sum.terms.iter().find_map(|term| match term.why {
        Why::Distance { role, km, .. } => Some(say("distance", role, km)),
        Why::Named { role } => Some(say("named", role, 0.0)),
        Why::National { role, .. } => Some(say("national", role, 0.0)),
        Why::PlaceUnknown { role, .. } => Some(say("place_unknown", role, 0.0)),
        Why::NotExposed => Some(look.word("tui.path.not_exposed").to_owned()),
        _ => None,
    });
    told.or_else(|| impact.km.map(|km| format!("{km:.0} km"))).unwrap_or_default()
}

/// The whole tree of a sum, a line a term, deeper ones further in.
pub(super) fn tree(look: &Look<'_>, sum: &Sum) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    branch(look, sum, 0, &mut lines);
    lines
}

/// Whether a sum is among the terms of another.
pub(super) fn holds(whole: &Sum, part: &Sum) -> bool {
    whole.terms.iter().any(|term| matches!(&term.why, Why::Sum { sum } if sum.symbol == part.symbol))
}

fn branch(look: &Look<'_>, sum: &Sum, depth: usize, lines: &mut Vec<Line<'static>>) {
    let indent = "  ".repeat(depth);
    lines.push(Line::from(vec![
        look.piece(Meaning::Accent, format!("{indent}{} ", sum.symbol)),
        look.piece(Meaning::Title, number(sum.value)),
        look.piece(Meaning::Text, format!("  {}", look.telling().symbol(&sum.symbol))),
        look.piece(Meaning::Dim, format!("  = {}", sum.formula)),
    ]));
    for term in &sum.terms {
        match &term.why {
            Why::Sum { sum } => branch(look, sum, depth + 1, lines),
            _ => lines.push(leaf(look, term, depth + 1)),
        }
    }
}

fn leaf(look: &Look<'_>, term: &Term, depth: usize) -> Line<'static> {
    let indent = "  ".repeat(depth);
    let (name, reason) = match &term.why {
        Why::Incident { incident } => (look.telling().symbol(&term.symbol), say::incident(look, incident)),
        _ => look.telling().term_told(term),
    };
    let name = if name.is_empty() { name } else { format!("  {name}") };
    Line::from(vec![
        look.piece(Meaning::Accent, format!("{indent}{} ", term.symbol)),
        look.piece(Meaning::Title, number(term.value)),
        look.piece(Meaning::Text, name),
        look.piece(Meaning::Dim, format!("  {reason}")),
    ])
}
