//! OPML, in which feed readers exchange their lists of feeds.
//!
//! Turning an outline into a configured feed is left to `config`.

use serde::Serialize;
use url::Url;

use super::clean::{clean_link, clean_text, decode_entities};
use super::read::outlines;

/// Longest title, in characters.
const TITLE_LIMIT: usize = 300;

/// One feed of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outline {
    /// What it is called.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The heading it stands under, or empty.
    pub group: String,
    /// Its language, if stated.
    pub lang: Option<String>,
}

/// The feeds of an OPML text, and how many outlines had an address that is none.
pub fn import(text: &str) -> (Vec<Outline>, usize) {
    let mut refused = 0;
    let mut feeds: Vec<Outline> = Vec::new();
    for outline in outlines(text) {
        let address = decode_entities(&outline.url).trim().to_owned();
        let is_file = address.starts_with("file:") && Url::parse(&address).is_ok();
        let Some(url) = clean_link(&address, None).or_else(|| is_file.then_some(address)) else {
            refused += 1;
            continue;
        };
        if feeds.iter().any(|known| known.url == url) {
            continue;
        }
        let title = clean_text(&outline.title, TITLE_LIMIT);
        feeds.push(Outline { title, url, group: clean_text(&outline.group, TITLE_LIMIT), lang: outline.lang });
    }
    (feeds, refused)
}

/// An OPML 2.0 text of the feeds, under their headings in the order in which these first occur.
pub fn export(title: &str, feeds: &[Outline]) -> String {
    let mut groups: Vec<&str> = Vec::new();
    for feed in feeds {
        if !groups.contains(&feed.group.as_str()) {
            groups.push(&feed.group);
        }
    }
    let body: String = groups.into_iter().map(|group| section(group, feeds)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>{}</title></head>\n<body>\n{body}</body>\n</opml>\n",
        escaped(title)
    )
}

fn section(group: &str, feeds: &[Outline]) -> String {
    let lines: String = feeds.iter().filter(|feed| feed.group == group).map(line).collect();
    if group.is_empty() { lines } else { format!("<outline text=\"{}\">\n{lines}</outline>\n", escaped(group)) }
}

fn line(feed: &Outline) -> String {
    let lang = feed.lang.as_deref().map(|lang| format!(" language=\"{}\"", escaped(lang))).unwrap_or_default();
    format!("<outline type=\"rss\" text=\"{}\" xmlUrl=\"{}\"{lang}/>\n", escaped(&feed.title), escaped(&feed.url))
}

fn escaped(text: &str) -> String {
    html_escape::encode_double_quoted_attribute(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_survives_export_and_import() {
        let feed = |title: &str, url: &str, group: &str| Outline {
            title: title.into(),
            url: url.into(),
            group: group.into(),
            lang: None,
        };
        let feeds = [
            feed("A & \"B\"", "https://a.example/?x=1&y=2", "World"),
            feed("C", "https://c.example/", ""),
            feed("D", "file:///srv/d.xml", "World"),
        ];
        let (mut read, refused) = import(&export("Feeds <all>", &feeds));
        read.sort_by(|a, b| a.title.cmp(&b.title));
        assert_eq!((read.as_slice(), refused), (feeds.as_slice(), 0));
    }

    #[test]
    fn hostile_addresses_are_refused_and_counted() {
        let text = "<opml><body><outline xmlUrl='javascript:x' text='a'/><outline text='g'><outline text='\u{1b}[1mb' \
            xmlUrl='https://b.example/'/><outline xmlUrl='https://b.example/' text='again'/></outline></body></opml>";
        let (feeds, refused) = import(text);
        assert_eq!((feeds.len(), refused), (1, 1));
        assert_eq!((feeds[0].title.as_str(), feeds[0].group.as_str()), ("[1mb", "g"));
    }
}
