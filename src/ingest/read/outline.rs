//! Markup that is no feed but leads to feeds: link elements of pages, outlines of OPML.

use super::markup::{Tag, Token, Tokens, attribute};

/// A link element of a page, raw.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinkElement {
    pub(crate) rel: String,
    pub(crate) kind: String,
    pub(crate) href: String,
    pub(crate) title: String,
}

/// An outline with an address, raw, and the heading it stands under.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawOutline {
    pub(crate) title: String,
    pub(crate) url: String,
    pub(crate) group: String,
    pub(crate) lang: Option<String>,
}

/// The link elements of a page.
pub(crate) fn link_elements(page: &str) -> Vec<LinkElement> {
    let links = Tokens::new(page).filter_map(|(token, _)| match token {
        Token::Start(tag) if tag.name.eq_ignore_ascii_case("link") => Some(tag),
        _ => None,
    });
    let read = |tag: Tag<'_>| {
        let text = |name: &str| attribute(tag.attributes, name).unwrap_or_default().to_owned();
        LinkElement { rel: text("rel"), kind: text("type"), href: text("href"), title: text("title") }
    };
    links.map(read).collect()
}

/// The outlines of an OPML text that have an address.
pub(crate) fn outlines(text: &str) -> Vec<RawOutline> {
    let mut found = Vec::new();
    let mut groups: Vec<String> = Vec::new();
    for (token, _) in Tokens::new(text) {
        match token {
            Token::Start(tag) if tag.name.eq_ignore_ascii_case("outline") => {
                let title =
                    ["text", "title"].iter().find_map(|name| attribute(tag.attributes, name)).unwrap_or_default();
                if let Some(url) = attribute(tag.attributes, "xmlUrl") {
                    found.push(RawOutline {
                        title: title.to_owned(),
                        url: url.to_owned(),
                        group: groups.iter().rfind(|group| !group.is_empty()).cloned().unwrap_or_default(),
                        lang: attribute(tag.attributes, "language").map(str::to_owned),
                    });
                }
                if !tag.empty {
                    // An outline with an address is no heading, even where it is left open.
                    groups.push(if attribute(tag.attributes, "xmlUrl").is_none() {
                        title.to_owned()
                    } else {
                        String::new()
                    });
                }
            }
            Token::End(name) if name.eq_ignore_ascii_case("outline") => {
                groups.pop();
            }
            _ => {}
        }
    }
    found
}
