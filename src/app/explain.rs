//! `explain`: the sum behind a number, opened all the way down, as lines of plain text or as JSON.
//!
//! The sums are made where the numbers are; nothing is computed here.

use serde::Serialize;

use crate::domain::annotation::Evidence;
use crate::domain::country::CountryCode;
use crate::domain::explain::{Sum, Why};
use crate::domain::id::{AssetId, IncidentId, ItemId};
use crate::domain::level::Level;
use crate::domain::picture::{Picture, Reading};

/// What an id stands for, with every number's sum.
#[derive(Debug, Serialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Explained {
    /// A country: standing, situation and score.
    Country {
        /// Its code.
        id: CountryCode,
        /// Its level.
        level: String,
        /// Score, with standing and situation inside.
        sums: Vec<Sum>,
    },
    /// An asset: its score, and each impact on it.
    Asset {
        /// Its id.
        id: AssetId,
        /// Its level.
        level: String,
        /// Score, then impacts, worst first.
        sums: Vec<Sum>,
    },
    /// An incident: its points in its country, and each impact it makes.
    Incident {
        /// Its id.
        id: IncidentId,
        /// What happened.
        title: String,
        /// Points, then impacts, worst first.
        sums: Vec<Sum>,
    },
    /// An item: what reading it found.
    Item {
        /// The item with its annotation.
        reading: Box<Reading>,
        /// The text with the evidence marked.
        marked: String,
    },
}

/// Finds what an id stands for.
pub fn explain(picture: &Picture, id: &str) -> Option<Explained> {
    country(picture, id).or_else(|| asset(picture, id)).or_else(|| incident(picture, id)).or_else(|| item(picture, id))
}

/// An item's reading, explained.
pub fn explain_reading(reading: &Reading) -> Explained {
    Explained::Item { marked: marked(reading), reading: Box::new(reading.clone()) }
}

impl Explained {
    /// The explanation as lines of text.
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Country { id, level, sums } => titled(&format!("{id}: {level}"), sums),
            Self::Asset { id, level, sums } => titled(&format!("{id}: {level}"), sums),
            Self::Incident { id, title, sums } => titled(&format!("{id}: {title}"), sums),
            Self::Item { reading, marked } => item_lines(reading, marked),
        }
    }
}

fn country(picture: &Picture, id: &str) -> Option<Explained> {
    let code = CountryCode::new(id)?;
    let line = picture.country(code)?;
    let sums = vec![line.score.score.clone()];
    let unchecked = line.score.check.is_unchecked();
    let level = match line.level.level {
        Level::None if unchecked => "unchecked".to_owned(),
        level if line.level.held => format!("{level}, held: not checked of late"),
        level => level.to_string(),
    };
    Some(Explained::Country { id: code, level, sums })
}

fn asset(picture: &Picture, id: &str) -> Option<Explained> {
    let id = AssetId::new(id);
    let line = picture.asset(&id)?;
    let mut sums = vec![line.score.score.clone()];
    sums.extend(line.impacts.iter().map(|impact| impact.sum.clone()));
    Some(Explained::Asset { id, level: line.level.level.to_string(), sums })
}

fn incident(picture: &Picture, id: &str) -> Option<Explained> {
    let id = IncidentId::new(id);
    let card = picture.incident(&id)?;
    let mut sums = vec![card.rating.points.clone()];
    sums.extend(card.impacts.iter().map(|impact| impact.sum.clone()));
    Some(Explained::Incident { title: card.incident.title().to_owned(), id, sums })
}

fn item(picture: &Picture, id: &str) -> Option<Explained> {
    picture.reading(&ItemId::new(id)).map(|reading| explain_reading(reading))
}

fn titled(title: &str, sums: &[Sum]) -> Vec<String> {
    let mut lines = vec![title.to_owned()];
    for sum in sums {
        open(sum, 1, &mut lines);
    }
    lines
}

/// One line for the sum, one for each term, and the same again for a term that is a sum itself.
fn open(sum: &Sum, depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    lines.push(format!("{indent}{} {:.2} = {}", sum.symbol, sum.value, sum.formula));
    for term in &sum.terms {
        match &term.why {
            Why::Sum { sum } => open(sum, depth + 1, lines),
            why => lines.push(format!("{indent}  {} {:.4}  {why}", term.symbol, term.value)),
        }
    }
}

fn item_lines(reading: &Reading, marked: &str) -> Vec<String> {
    let annotation = &reading.annotation;
    let mut lines = vec![format!("{} (revision {})", reading.item.id, reading.item.revision)];
    lines.extend(marked.lines().map(|line| format!("  {line}")));
    for found in &annotation.countries {
        lines.push(format!("  country {} {:.2}: {}", found.code, found.weight, words(&found.evidence)));
    }
    for found in &annotation.hazards {
        lines.push(format!("  hazard {} {:.2}: {}", found.hazard, found.confidence, words(&found.evidence)));
    }
    if let Some(severity) = &annotation.severity {
        lines.push(format!("  severity {:.2}: {}", severity.value, severity.why));
    }
    for mention in &annotation.mentions {
        lines.push(format!("  names {}: {}", mention.asset, mention.alias));
    }
    for reason in &annotation.reasons {
        lines.push(format!("  set aside {}: {}", reason.code, reason.text));
    }
    lines
}

fn words(evidence: &[Evidence]) -> String {
    let said: Vec<String> = evidence.iter().map(|e| format!("\"{}\" ({})", e.text, e.via)).collect();
    said.join(", ")
}

/// The text of an item with every piece of evidence in brackets.
fn marked(reading: &Reading) -> String {
    let annotation = &reading.annotation;
    let countries = annotation.countries.iter().flat_map(|found| &found.evidence);
    let hazards = annotation.hazards.iter().flat_map(|found| &found.evidence);
    let mut spans: Vec<(usize, usize)> = countries.chain(hazards).map(|e| (e.start, e.end)).collect();
    spans.sort_unstable();
    let text = format!("{}\n{}", reading.item.title, reading.item.summary);
    let (mut out, mut end) = (String::new(), 0);
    for (at, c) in text.chars().enumerate() {
        if end > 0 && at == end {
            out.push(']');
            end = 0;
        }
        if let Some(span) = spans.iter().filter(|(start, _)| *start == at && end == 0).max() {
            out.push('[');
            end = span.1;
        }
        out.push(c);
    }
    if end > 0 {
        out.push(']');
    }
    out
}
