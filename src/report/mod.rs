//! Renderings of the picture and of notices for people and programs: Markdown, HTML, text, JSON, CSV, CAP, Atom, DOCX.
//!
//! Pure: values and words in, text out. What stands in the values is left to the stages before, where the text goes
//! to `deliver` and `cli`.

mod escape;

mod outline;

mod say;

mod alert;

mod json;

mod tabular;

mod xml;

mod atom;

pub mod notice;

pub mod briefing;

mod template;

mod cap;

mod docx;

mod evidence;

pub use atom::atom;
pub use cap::notice_cap;
pub use docx::{DocxFault, notice_docx};
pub use evidence::{Evidence, EvidenceFault, evidence_pack};
pub use json::json;
pub use notice::{Document, NoticeSheet};
pub use tabular::{csv, notice_csv};
pub use template::{Template, TemplateFault};

use crate::domain::briefing::Briefing;
use crate::domain::notice::Notice;
use crate::domain::picture::Picture;
use crate::domain::words::Words;

/// The alert report in Markdown, in the words' language.
pub fn markdown(picture: &Picture, words: &Words) -> String {
    outline::markdown(&alert::blocks(picture, words))
}

/// A notice in Markdown, by a template.
pub fn notice_markdown(sheet: &NoticeSheet<'_>, template: Template<'_>) -> Result<String, TemplateFault> {
    template::render(template, template::Format::Markdown, &sheet.document())
}

/// A notice as plain text, by a template.
pub fn notice_text(sheet: &NoticeSheet<'_>, template: Template<'_>) -> Result<String, TemplateFault> {
    template::render(template, template::Format::Text, &sheet.document())
}

/// A notice as a page to print, by a template.
pub fn notice_html(sheet: &NoticeSheet<'_>, template: Template<'_>) -> Result<String, TemplateFault> {
    template::render(template, template::Format::Html, &sheet.document())
}

/// A notice for programs, `fenghuo.notice/1`: the whole notice, with the `key` by which receivers know it again. The
/// key is the number with the content's hash, or with `draft` before issue.
pub fn notice_json(notice: &Notice) -> serde_json::Value {
    let mut value = serde_json::json!(notice);
    if let serde_json::Value::Object(fields) = &mut value {
        let hash = notice.hash.as_deref().unwrap_or("draft");
        fields.insert("schema".to_owned(), "fenghuo.notice/1".into());
        fields.insert("key".to_owned(), format!("{}:{hash}", notice.id).into());
    }
    value
}

/// A briefing in Markdown, by a template.
pub fn briefing_markdown(briefing: &Briefing, words: &Words, template: Template<'_>) -> Result<String, TemplateFault> {
    template::render(template, template::Format::Markdown, &briefing::page(briefing, words))
}

/// A briefing as a page to read or print, by a template; `style` is the style of pages (`templates/page.css`).
pub fn briefing_html(
    briefing: &Briefing,
    words: &Words,
    template: Template<'_>,
    style: &str,
) -> Result<String, TemplateFault> {
    template::render_page(template, style, &briefing::page(briefing, words))
}

/// A briefing for programs, `fenghuo.briefing/1`: the facts as [`Briefing`] documents them.
pub fn briefing_json(briefing: &Briefing) -> serde_json::Value {
    let mut value = serde_json::json!(briefing);
    if let serde_json::Value::Object(fields) = &mut value {
        fields.insert("schema".to_owned(), "fenghuo.briefing/1".into());
    }
    value
}

/// The alert report as one HTML page that needs nothing else, in the words' language; `style` is the style of pages
/// (`templates/page.css`).
pub fn html(picture: &Picture, words: &Words, style: &str) -> String {
    page(words, words.get("report.title"), &outline::html(&alert::blocks(picture, words)), style)
}

fn page(words: &Words, title: &str, body: &str, style: &str) -> String {
    let (lang, title) = (words.lang().tag(), escape::html(title));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{style}</style>\n\
         </head>\n<body>\n{body}\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests;
