//! A notice as a Word document that officials can go on editing: A4, in the proportions of GB/T 9704-2012.
//!
//! Everything is text in runs; nothing of it is read as markup. There is no red letterhead.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, Footer, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph, Run, RunFonts,
    SpecialIndentType, Table, TableCell, TableRow,
};
use thiserror::Error;

use super::escape::xml_text;
use super::notice::{Document, Field, NoticeSheet, Source};

/// Twentieths of a point in a millimetre.
const TWIPS_PER_MM: f64 = 1440.0 / 25.4;
/// A4 in twentieths of a point.
const A4: (u32, u32) = (11906, 16838);
/// Half points: 小二/二号 title 22 pt, body 三号 16 pt, small 9 pt.
const TITLE: usize = 44;
const BODY: usize = 32;
const SMALL: usize = 18;
/// Line pitch of the body in twentieths of a point: 28 pt, 22 lines a page.
const PITCH: i32 = 560;
/// First-line indent of two characters, in twentieths of a point.
const INDENT: i32 = 640;

/// A document that could not be packed.
#[derive(Debug, Error)]
#[error("the Word document could not be packed: {0}")]
pub struct DocxFault(String);

/// The notice as a .docx file.
pub fn notice_docx(sheet: &NoticeSheet<'_>) -> Result<Vec<u8>, DocxFault> {
    let document = sheet.document();
    let mut docx = Docx::new()
        .page_size(A4.0, A4.1)
        .page_margin(margins())
        .default_fonts(fonts("FangSong"))
        .default_size(BODY)
        .footer(
            Footer::new().add_paragraph(Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new())),
        );
    for paragraph in head(&document).into_iter().chain(body(&document)) {
        docx = docx.add_paragraph(paragraph);
    }
    docx = docx.add_paragraph(section_title(&document.sources_title)).add_table(sources(&document));
    for field in &document.closing {
        docx = docx.add_paragraph(labelled(field, document.colon).align(AlignmentType::Left));
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|error| DocxFault(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// Margins of GB/T 9704: top 37 mm, left 28 mm, type area 156 × 225 mm.
fn margins() -> PageMargin {
    PageMargin::new().top(twips(37.0)).left(twips(28.0)).right(twips(26.0)).bottom(twips(35.0))
}

#[expect(clippy::cast_possible_truncation, reason = "a few thousand at most")]
fn twips(mm: f64) -> i32 {
    (mm * TWIPS_PER_MM).round() as i32
}

fn fonts(east_asian: &str) -> RunFonts {
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia(east_asian)
}

fn run(text: &str) -> Run {
    Run::new().add_text(xml_text(text))
}

fn paragraph() -> Paragraph {
    Paragraph::new().line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(PITCH))
}

fn indented() -> Paragraph {
    paragraph().indent(None, Some(SpecialIndentType::FirstLine(INDENT)), None, None)
}

fn centred(run: Run) -> Paragraph {
    Paragraph::new().align(AlignmentType::Center).add_run(run)
}

fn head(document: &Document) -> Vec<Paragraph> {
    let mut head: Vec<_> =
        document.marks.iter().map(|mark| centred(run(&format!("【{mark}】")).bold().fonts(fonts("SimHei")))).collect();
    head.push(paragraph().align(AlignmentType::Right).add_run(run(&document.handling).fonts(fonts("SimHei"))));
    head.push(centred(run(&document.document).size(52).fonts(fonts("SimSun"))));
    head.push(centred(run(&document.id)));
    head.push(centred(run(&document.number)));
    head.push(centred(run(&document.title).size(TITLE).fonts(fonts("SimSun"))));
    head.push(paragraph().add_run(run(&document.recipients)));
    head.push(indented().add_run(run(&document.opening)));
    head
}

fn body(document: &Document) -> Vec<Paragraph> {
    let mut body = Vec::new();
    for section in &document.sections {
        body.push(section_title(&section.title));
        body.extend(section.fields.iter().map(|field| labelled(field, document.colon)));
        body.extend(section.paragraphs.iter().map(|text| indented().add_run(run(text))));
    }
    body
}

fn section_title(title: &str) -> Paragraph {
    indented().keep_next(true).add_run(run(title).fonts(fonts("SimHei")))
}

fn labelled(field: &Field, colon: &str) -> Paragraph {
    indented().add_run(run(&format!("{}{colon}", field.label)).bold()).add_run(run(&field.text))
}

fn sources(document: &Document) -> Table {
    let cell = |text: &str| TableCell::new().add_paragraph(Paragraph::new().add_run(run(text).size(SMALL)));
    let columns = std::iter::once("").chain(document.source_columns.iter().map(String::as_str));
    let mut rows = vec![TableRow::new(columns.map(cell).collect())];
    rows.extend(document.sources.iter().map(|source: &Source| {
        let number = source.n.to_string();
        let cells = [&number, &source.publisher, &source.title, &source.link, &source.time, &source.hash];
        TableRow::new(cells.into_iter().map(|text| cell(text)).collect())
    }));
    Table::new(rows)
}
