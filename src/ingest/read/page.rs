//! What an answer is that is no feed: a login page, a proof of being human, a page of another kind.
//!
//! Reading feeds is left to the readers beside it.

use crate::ingest::clean::clean_text;

use super::shape::{Shape, Space, shape_of};
use super::{ReadError, not_a_feed};

/// The error for a document whose root is none of a feed's and that has no entry.
pub(super) fn unlike_a_feed(text: &str, shape: &Shape<'_>) -> Option<ReadError> {
    let is_feed =
        matches!(shape.root.as_str(), "rss" | "rdf" | "feed" | "channel" | "entry" | "item" | "edxldistribution")
            || shape.root == "alert" && shape.root_space == Some(Space::Cap);
    // Some servers wrap a feed into a page.
    let is_wrapped = ["<feed", "<rss", "<channel"].iter().any(|tag| text.contains(tag));
    let is_page = shape.root == "html" && !is_wrapped;
    let is_like = if shape.entries.is_empty() { is_behind_a_fault(text) } else { !is_page };
    (!is_feed && !is_like).then(|| not_a_feed(&page(text)))
}

/// Whether a feed stands behind a few words of markup, as it does where a script printed a fault first.
fn is_behind_a_fault(text: &str) -> bool {
    let before = ["<feed", "<rss", "<rdf:RDF"].into_iter().filter_map(|tag| {
        let (before, tail) = text.split_once(tag)?;
        tail.starts_with(|c: char| c.is_whitespace() || c == '>').then_some(before)
    });
    let is_of_a_page = |before: &str| {
        let lower = before.to_ascii_lowercase();
        ["<html", "<head", "<body", "<script", "<form"].iter().any(|tag| lower.contains(tag))
    };
    before.min_by_key(|before| before.len()).is_some_and(|before| !is_of_a_page(before))
}

/// What a page that is no feed shows, by its title.
pub(super) fn page(text: &str) -> String {
    let shape = shape_of(text, &["html"]);
    let fields = shape.entries.iter().flatten().chain(&shape.head);
    let title = fields.filter(|f| f.name.eq_ignore_ascii_case("title")).map(|f| clean_text(&f.text(), 120)).next();
    let lower: String = text.chars().take(20_000).flat_map(char::to_lowercase).collect();
    let is_html = lower.contains("<html") || lower.contains("<!doctype html") || lower.contains("<body");
    let kind = match () {
        () if lower.contains("captcha") || lower.contains("cf-challenge") || lower.contains("just a moment") => {
            "a page that asks for proof of being human"
        }
        () if lower.contains("type=\"password\"") || lower.contains("type='password'") => "a login page",
        () if is_html => "a web page",
        () if text.starts_with('<') => "XML of another kind",
        () => "plain text",
    };
    match title.filter(|title| !title.is_empty()) {
        Some(title) => format!("{kind}: \"{title}\""),
        None => kind.to_owned(),
    }
}
