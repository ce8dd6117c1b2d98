//! Sums in words: the terms of a number as lines a person can follow, in the reader's language.

use ratatui::text::Line;

use crate::domain::asset::Role;
use crate::domain::explain::{Sum, Term, Why};
use crate::domain::id::Family;
use crate::domain::impact::Impact;

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
        look.piece(Meaning::Text, format!("  {}", symbol(look, &sum.symbol))),
        look.piece(Meaning::Dim, format!("  = {}", sum.formula)),
    ]));
    for term in &sum.terms {
        match &term.why {
            Why::Sum { sum } => branch(look, sum, depth + 1, lines),
            _ => lines.push(leaf(look, term, depth + 1)),
        }
    }
}

/// A reason that begins with the term's name stands without it.
fn leaf(look: &Look<'_>, term: &Term, depth: usize) -> Line<'static> {
    let indent = "  ".repeat(depth);
    let (name, reason) = (symbol(look, &term.symbol), words(look, &term.why));
    let name = if reason.starts_with(&name) { String::new() } else { format!("  {name}") };
    Line::from(vec![
        look.piece(Meaning::Accent, format!("{indent}{} ", term.symbol)),
        look.piece(Meaning::Title, number(term.value)),
        look.piece(Meaning::Text, name),
        look.piece(Meaning::Dim, format!("  {reason}")),
    ])
}

/// What a letter of the formulas stands for; nothing for one that has no words.
fn symbol(look: &Look<'_>, symbol: &str) -> String {
    let key = format!("tui.symbol.{symbol}");
    if look.words.has(&key) { look.words.get(&key).to_owned() } else { String::new() }
}

/// What a term was taken from, in words.
pub(super) fn words(look: &Look<'_>, why: &Why) -> String {
    let say = |key: &str, values: &[(&str, &str)]| look.words.fill(&format!("why.{key}"), values);
    let role = |role: Role| look.words.get(&format!("role.{}", role.key())).to_owned();
    match why {
        Why::Severity { because: text } => because(look, text),
        Why::Families { families } => {
            say("families", &[("n", &families.len().to_string()), ("families", &names(families))])
        }
        Why::Distance { role: part, km, half_km } => say(
            "distance",
            &[("role", &role(*part)), ("km", &format!("{km:.0}")), ("half_km", &format!("{half_km:.0}"))],
        ),
        Why::Named { role: part } => say("named", &[("role", &role(*part))]),
        Why::National { role: part, country } => {
            say("national", &[("role", &role(*part)), ("country", &say::country(look, *country))])
        }
        Why::PlaceUnknown { role: part, country } => {
            say("place_unknown", &[("role", &role(*part)), ("country", &say::country(look, *country))])
        }
        Why::Worth { value_cny_m, headcount } => worth(look, *value_cny_m, *headcount),
        Why::Age { hours, half_life } => {
            say("age", &[("hours", &format!("{hours:.0}")), ("half_life", &format!("{half_life:.0}"))])
        }
        Why::Reach { scope } => say("reach", &[("scope", look.words.get(&format!("scope.{scope}")))]),
        Why::Advice { levels, consensus } => advice(look, levels, *consensus),
        Why::Incidents { count, possible, unconfirmed } => {
            let numbers = [*count, *possible, *unconfirmed].map(|n| n.to_string());
            let [count, possible, unconfirmed] = &numbers;
            say("incidents", &[("count", count), ("possible", possible), ("unconfirmed", unconfirmed)])
        }
        Why::Floor { by, level } => {
            let by = look.words.get(&format!("floor.{by}")).to_owned();
            say("floor", &[("by", &by), ("level", &level.to_string())])
        }
        Why::Incident { incident } => say::incident(look, incident),
        Why::Sum { sum } => format!("{} {}", sum.symbol, number(sum.value)),
        Why::Constant { name } => say("constant", &[("name", name)]),
        Why::OfHazard { hazard } => say::hazard(look, *hazard),
        Why::Structure { inform, stability } => structure(look, *inform, *stability),
        Why::NotExposed | Why::Sector { .. } | Why::Assumed | Why::Ongoing => say(plain(why), &[]),
    }
}

/// The key of a reason that has no values.
const fn plain(why: &Why) -> &'static str {
    match why {
        Why::Sector { matches: true } => "sector_same",
        Why::Sector { matches: false } => "sector_other",
        Why::Assumed => "assumed",
        Why::Ongoing => "ongoing",
        _ => "not_exposed",
    }
}

/// The indices that are known; one that is not is left out.
fn structure(look: &Look<'_>, inform: Option<f64>, stability: Option<f64>) -> String {
    let say = |key: &str, value: f64| look.words.fill(key, &[("value", &format!("{value:.1}"))]);
    let inform = inform.map(|value| say("why.structure_inform", value));
    let stability = stability.map(|value| say("why.structure_stability", value));
    let indices = inform.into_iter().chain(stability).collect::<Vec<_>>().join(look.word("tui.list"));
    look.words.fill("why.structure", &[("indices", &indices)])
}

/// Money and people at stake; what is not known is a word.
pub(super) fn worth(look: &Look<'_>, value: Option<f64>, heads: Option<u32>) -> String {
    let value = value.map_or_else(
        || look.word("why.unknown_value").to_owned(),
        |value| look.words.fill("tui.worth.value", &[("n", &format!("{value:.0}"))]),
    );
    let heads = heads.map_or_else(
        || look.word("why.unknown_headcount").to_owned(),
        |heads| look.words.fill("tui.worth.heads", &[("n", &heads.to_string())]),
    );
    format!("{value}{}{heads}", look.word("tui.list"))
}

/// Deaths are said in the reader's language; other reasons stand as the reading wrote them.
pub(super) fn because(look: &Look<'_>, text: &str) -> String {
    let dead = text.strip_suffix(" dead").and_then(|count| count.parse().ok());
    dead.map_or_else(|| text.to_owned(), |dead| say::toll(look, dead))
}

fn advice(look: &Look<'_>, levels: &[(String, u8)], consensus: u8) -> String {
    let said: Vec<String> = levels.iter().map(|(who, level)| format!("{who} {level}")).collect();
    let said = if said.is_empty() { "–".to_owned() } else { said.join(look.word("tui.list")) };
    look.words.fill("why.advice", &[("consensus", &consensus.to_string()), ("levels", &said)])
}

fn names(families: &[Family]) -> String {
    families.iter().map(Family::as_str).collect::<Vec<_>>().join(", ")
}

/// Two decimals for shares, none for points.
fn number(value: f64) -> String {
    if value.abs() <= 1.0 { format!("{value:.2}") } else { format!("{value:.0}") }
}
