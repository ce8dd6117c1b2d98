//! A notice as it will print: the one sheet behind every form of it, laid out in cells, in one language or in two side
//! by side.
//!
//! What the document says is left to `report`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::notice::Notice;
use crate::domain::words::Lang;
use crate::report::notice::Source;
use crate::report::{Document, NoticeSheet};
use crate::tui::look::Look;
use crate::tui::text::{width, wrap};
use crate::tui::theme::Meaning;
use crate::tui::widget::put;

/// From this width on a notice stands in two languages side by side.
const TWO: u16 = 100;

/// Draws the document, as far down as the pane is scrolled; in two languages where there is room.
pub(super) fn draw(buf: &mut Buffer, area: Rect, look: &Look<'_>, notice: &Notice) {
    let words = look.words.speaking(other(look.lang()));
    let translated = Look { words: &words, ..*look };
    if area.width < TWO {
        let spoken = if look.state.translated { &translated } else { look };
        super::scrolled(buf, area, look, &lines(spoken, notice, usize::from(area.width)));
        return;
    }
    let half = area.width / 2;
    let left = Rect { width: half - 1, ..area };
    let right = Rect { x: area.x + half + 1, width: area.width - half - 1, ..area };
    let pair = [(look, left), (&translated, right)];
    let [mut mine, mut theirs] = pair.map(|(look, area)| blocks(look, notice, usize::from(area.width)));
    level(&mut mine, &mut theirs);
    super::scrolled(buf, left, look, &mine.concat());
    put::upright(buf, Rect { x: area.x + half - 1, width: 1, ..area }, look.style(Meaning::Rule));
    super::scrolled(buf, right, look, &theirs.concat());
}

/// The document in the reader's language.
pub(super) fn lines(look: &Look<'_>, notice: &Notice, cells: usize) -> Vec<Line<'static>> {
    blocks(look, notice, cells).concat()
}

/// The language beside the reader's: Chinese for an English reader, English for others.
const fn other(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::ZhHans,
        Lang::ZhHans | Lang::ZhHant => Lang::En,
    }
}

/// Gives matching parts the same height, so that what is said of one thing stands side by side.
fn level(mine: &mut [Vec<Line<'static>>], theirs: &mut [Vec<Line<'static>>]) {
    if mine.len() != theirs.len() {
        return;
    }
    for (one, other) in mine.iter_mut().zip(theirs) {
        let height = one.len().max(other.len());
        one.resize(height, Line::default());
        other.resize(height, Line::default());
    }
}

/// Head, each section, sources, closing lines.
fn blocks(look: &Look<'_>, notice: &Notice, cells: usize) -> Vec<Vec<Line<'static>>> {
    let main = notice.content.countries.first().and_then(|code| look.picture.country(*code));
    let country = main.map(|line| line.country.as_ref());
    let document = NoticeSheet { notice, words: look.words, country }.document();
    let sheet = Sheet { look, cells };
    let mut blocks = sheet.head(&document, notice);
    for section in &document.sections {
        let mut lines = vec![Line::from(look.piece(Meaning::Title, section.title.clone()))];
        for field in &section.fields {
            lines.extend(sheet.text(&format!("{}{}{}", field.label, document.colon, field.text), 2));
        }
        lines.extend(section.paragraphs.iter().flat_map(|paragraph| sheet.text(paragraph, 2)));
        lines.push(Line::default());
        blocks.push(lines);
    }
    blocks.push(vec![Line::from(look.piece(Meaning::Title, document.sources_title.clone()))]);
    blocks.extend(document.sources.iter().map(|source| sheet.source(source)));
    let closing = document.closing.iter();
    let closing = closing.flat_map(|field| sheet.text(&format!("{}{}{}", field.label, document.colon, field.text), 0));
    blocks.push(std::iter::once(Line::default()).chain(closing).collect());
    blocks
}

/// Where the document is written: the look and how many cells a line has.
struct Sheet<'a, 'b> {
    look: &'a Look<'b>,
    cells: usize,
}

impl Sheet<'_, '_> {
    /// Marks, handling and numbers; title; recipients and opening.
    fn head(&self, document: &Document, notice: &Notice) -> Vec<Vec<Line<'static>>> {
        let look = self.look;
        let plain = |meaning: Meaning, text: &str| {
            wrap(text, self.cells).into_iter().map(|line| Line::from(look.piece(meaning, line))).collect::<Vec<_>>()
        };
        let mut top: Vec<Line<'static>> =
            document.marks.iter().flat_map(|mark| plain(Meaning::Warning, mark)).collect();
        top.extend(plain(Meaning::Dim, &format!("{}  {}", document.handling, document.document)));
        top.extend(plain(Meaning::Dim, &format!("{}  {}", document.id, document.number)));
        top.push(Line::default());
        let style = look.theme.level(notice.content.level);
        let title = wrap(&document.title, self.cells).into_iter();
        let mut title: Vec<Line<'static>> = title.map(|line| Line::styled(line, style)).collect();
        title.push(Line::default());
        let mut opening = plain(Meaning::Text, &document.recipients);
        opening.extend(self.text(&document.opening, 2));
        opening.push(Line::default());
        vec![top, title, opening]
    }

    fn source(&self, source: &Source) -> Vec<Line<'static>> {
        let head = format!("{}. {}  {}  {}", source.n, source.publisher, source.time, source.title);
        let mut lines = self.text(&head, 0);
        if !source.link.is_empty() {
            lines.extend(
                wrap(&source.link, self.cells.saturating_sub(3))
                    .into_iter()
                    .map(|line| self.look.dim(format!("   {line}"))),
            );
        }
        lines
    }

    /// A paragraph, its marks of sources in the accent's colour.
    fn text(&self, text: &str, indent: usize) -> Vec<Line<'static>> {
        let mark = self.look.words.get("notice.source_mark");
        let (open, close) = mark.split_once("{numbers}").unwrap_or((mark, mark));
        let mut inside = false;
        let lines = wrap(text, self.cells.saturating_sub(indent)).into_iter();
        lines
            .map(|line| {
                let mut spans = vec![Span::raw(" ".repeat(indent))];
                spans.extend(pieces(self.look, &line, (open, close), &mut inside));
                Line::from(spans)
            })
            .collect()
    }
}

/// A line in pieces, those between the two marks accented; `inside` goes on to the next line.
fn pieces(look: &Look<'_>, line: &str, (open, close): (&str, &str), inside: &mut bool) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (found, meaning) = if *inside {
            (rest.find(close).map(|at| at + close.len()), Meaning::Accent)
        } else {
            (rest.find(open), Meaning::Text)
        };
        let (piece, after) = found.and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
        if width(piece) > 0 {
            spans.push(look.piece(meaning, piece));
        }
        *inside = if found.is_some() { !*inside } else { *inside };
        rest = after;
    }
    spans
}
