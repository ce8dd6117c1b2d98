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

pub use atom::atom;
pub use json::json;
pub use tabular::csv;

use crate::domain::picture::Picture;
use crate::domain::words::Words;

/// The alert report in Markdown, in the words' language.
pub fn markdown(picture: &Picture, words: &Words) -> String {
    outline::markdown(&alert::blocks(picture, words))
}

/// The style of HTML pages: A4, level colours also told by letter, legible without colour.
const STYLE: &str = include_str!("../../config/templates/page.css");

/// The alert report as one HTML page that needs nothing else, in the words' language.
pub fn html(picture: &Picture, words: &Words) -> String {
    page(words, words.get("report.title"), &outline::html(&alert::blocks(picture, words)))
}

fn page(words: &Words, title: &str, body: &str) -> String {
    let (lang, title) = (words.lang().tag(), escape::html(title));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n\
         </head>\n<body>\n{body}\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests;
