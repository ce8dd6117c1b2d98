//! An item's text with the words marked that led to a finding.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::picture::Reading;
use crate::tui::look::Look;
use crate::tui::text::{clean, cut, width};
use crate::tui::theme::Meaning;

/// The title on one line.
pub(super) fn title(look: &Look<'_>, reading: &Reading) -> Line<'static> {
    let pieces = pieces(look, reading);
    Line::from(pieces.into_iter().take_while(|piece| piece.content != "\n").collect::<Vec<_>>())
}

/// Title and summary in lines of at most `cells` cells.
pub(super) fn wrapped(look: &Look<'_>, reading: &Reading, cells: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default()];
    let mut used = 0;
    for piece in pieces(look, reading) {
        let piece_width = width(&piece.content);
        if piece.content == "\n" || used + piece_width > cells {
            lines.push(Line::default());
            used = 0;
            if piece.content.trim().is_empty() {
                continue;
            }
        }
        let piece = Span::styled(cut(&piece.content, cells), piece.style);
        used += width(&piece.content);
        if let Some(line) = lines.last_mut() {
            line.push_span(piece);
        }
    }
    lines.retain(|line| !line.spans.is_empty());
    lines
}

/// Words with their style; the break between title and summary is a piece of its own.
fn pieces(look: &Look<'_>, reading: &Reading) -> Vec<Span<'static>> {
    let text = format!("{}\n{}", reading.item.title, reading.item.summary);
    let marks = marks(look, reading);
    let mut at = 0;
    let mut pieces = Vec::new();
    for word in text.split_word_bounds() {
        let marked = marks.iter().find(|(start, end, _)| (*start..*end).contains(&at));
        let style = marked.map_or_else(|| look.style(Meaning::Text), |(_, _, style)| *style);
        at += word.chars().count();
        let word = if word == "\n" { word.to_owned() } else { clean(word).into_owned() };
        pieces.push(Span::styled(word, style));
    }
    pieces
}

/// First and last offset, in characters, of each finding; names of our assets stand above other evidence.
fn marks(look: &Look<'_>, reading: &Reading) -> Vec<(usize, usize, Style)> {
    let found = &reading.annotation;
    let mentions = found.mentions.iter().map(|mention| (mention.start, mention.end, look.style(Meaning::Mention)));
    let of_countries = found.countries.iter().flat_map(|finding| &finding.evidence);
    let of_hazards = found.hazards.iter().flat_map(|finding| &finding.evidence);
    let evidence = of_countries.chain(of_hazards);
    let evidence = evidence.map(|evidence| (evidence.start, evidence.end, look.style(Meaning::Evidence)));
    mentions.chain(evidence).collect()
}
