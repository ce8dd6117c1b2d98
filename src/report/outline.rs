//! A document as blocks of plain text, and its two spellings: Markdown and HTML.
//!
//! Whoever builds blocks gives plain text; escaping happens here, once, so that nothing from a feed can break out of
//! its field. What stands in the document is left to [`super::alert`].

use super::escape;
use crate::domain::level::Level;

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// Plain text.
    Text(String),
    /// Text that stands out.
    Strong(String),
    /// A level with its word.
    Level(Level, String),
    /// Text with an address; one that is not http(s) is left out.
    Link(String, String),
}

/// Running text.
pub(super) type Line = Vec<Span>;

/// A block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading, 1 for the title.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Line),
    /// Something that must not be overlooked.
    Mark(String),
    /// A list.
    List(Vec<Line>),
    /// A table.
    Table(Vec<String>, Vec<Vec<Line>>),
}

/// Plain text as a span.
pub(super) fn plain(text: impl Into<String>) -> Span {
    Span::Text(text.into())
}

/// Text that stands out.
pub(super) fn strong(text: impl Into<String>) -> Span {
    Span::Strong(text.into())
}

/// The blocks in Markdown (`CommonMark` with tables).
pub(super) fn markdown(blocks: &[Block]) -> String {
    let mut text = blocks.iter().map(markdown_block).collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
}

fn markdown_block(block: &Block) -> String {
    match block {
        Block::Heading(depth, text) => format!("{} {}", "#".repeat(usize::from(*depth)), escape::markdown(text)),
        Block::Paragraph(line) => markdown_line(line),
        Block::Mark(text) => format!("> **{}**", escape::markdown(text)),
        Block::List(lines) => {
            lines.iter().map(|line| format!("- {}", markdown_line(line))).collect::<Vec<_>>().join("\n")
        }
        Block::Table(head, rows) => {
            let head: Vec<_> = head.iter().map(|cell| escape::markdown(cell)).collect();
            let rule = vec!["---".to_owned(); head.len()];
            let rows = rows.iter().map(|row| row.iter().map(markdown_line).collect());
            let lines = [head, rule].into_iter().chain(rows);
            lines.map(|cells: Vec<String>| format!("| {} |", cells.join(" | "))).collect::<Vec<_>>().join("\n")
        }
    }
}

fn markdown_line(line: &Line) -> String {
    let span = |span: &Span| match span {
        Span::Text(text) => escape::markdown(text),
        Span::Strong(text) => format!("**{}**", escape::markdown(text)),
        Span::Level(level, word) => format!("**{} {}**", level.letter(), escape::markdown(word)),
        Span::Link(text, url) => match escape::address(url) {
            Some(url) => format!("[{}](<{url}>)", escape::markdown(text)),
            None => escape::markdown(text),
        },
    };
    line.iter().map(span).collect()
}

/// The blocks as the body of an HTML page.
pub(super) fn html(blocks: &[Block]) -> String {
    blocks.iter().map(html_block).collect::<Vec<_>>().join("\n")
}

fn html_block(block: &Block) -> String {
    match block {
        Block::Heading(depth, text) => format!("<h{depth}>{}</h{depth}>", escape::html(text)),
        Block::Paragraph(line) => format!("<p>{}</p>", html_line(line)),
        Block::Mark(text) => format!("<p class=\"mark\">{}</p>", escape::html(text)),
        Block::List(lines) => {
            let lines: Vec<_> = lines.iter().map(|line| format!("<li>{}</li>\n", html_line(line))).collect();
            format!("<ul>\n{}</ul>", lines.concat())
        }
        Block::Table(head, rows) => {
            let head: Vec<_> = head.iter().map(|cell| format!("<th>{}</th>", escape::html(cell))).collect();
            let row = |row: &Vec<Line>| {
                let cells: Vec<_> = row.iter().map(|cell| format!("<td>{}</td>", html_line(cell))).collect();
                format!("<tr>{}</tr>\n", cells.concat())
            };
            let rows = rows.iter().map(row).collect::<Vec<_>>().concat();
            format!("<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>", head.concat())
        }
    }
}

fn html_line(line: &Line) -> String {
    let span = |span: &Span| match span {
        Span::Text(text) => escape::html(text),
        Span::Strong(text) => format!("<strong>{}</strong>", escape::html(text)),
        Span::Level(level, word) => {
            format!("<span class=\"level {}\">{} {}</span>", level.key(), level.letter(), escape::html(word))
        }
        Span::Link(text, url) => match escape::address(url) {
            Some(url) => {
                format!("<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>", escape::html(&url), escape::html(text))
            }
            None => escape::html(text),
        },
    };
    line.iter().map(span).collect()
}
