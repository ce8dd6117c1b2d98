//! Any XML feed, read by its shape: which fields stand at its head, and which in each entry.
//!
//! All dialects of RSS, CDF, Atom and CAP are one thing here: containers with leaves. Names are compared without
//! case, prefixes by the namespace they stand for, and a missing end tag ends nothing but its own element. What the
//! fields mean is left to `entry`.

use std::borrow::Cow;

use base64::Engine;

pub(super) use super::spaces::Space;

use super::markup::{Attributes, Tag, Token, Tokens, attribute, local};
use super::spaces::{known_prefix, space_of_address};

/// Elements nested deeper than this are read as if they stood at this depth.
const DEPTH_LIMIT: usize = 256;

/// Entries kept of one document, and fields kept of one entry: more is an attack on memory.
pub(super) const ENTRIES_LIMIT: usize = 100_000;
const FIELDS_LIMIT: usize = 5_000;

/// Strangers that prose may hold before its end tag is taken for lost; bounds how often a stretch is read again.
const STRANGERS_LIMIT: usize = 8;

/// Elements whose content is prose, markup and all.
const PROSE: &[&str] = &[
    "title",
    "description",
    "summary",
    "content",
    "subtitle",
    "tagline",
    "encoded",
    "abstract",
    "rights",
    "copyright",
    "info",
    "body",
    "fullitem",
];

/// A leaf of the document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    pub(super) space: Space,
    /// Without prefix, as written.
    pub(super) name: &'a str,
    /// The element it stands in, without prefix.
    pub(super) parent: &'a str,
    pub(super) attributes: &'a str,
    /// What it holds, raw.
    pub(super) inner: &'a str,
}

impl<'a> Field<'a> {
    pub(super) fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        attribute(self.attributes, name)
    }

    /// What it holds, unpacked and without the brackets of CDATA sections; entities stand as they are.
    pub(super) fn text(&self) -> Cow<'a, str> {
        let text = without_cdata(self.inner.trim());
        if self.is_base64() { from_base64(&text).map_or(text, Cow::Owned) } else { text }
    }

    /// Atom 0.3 says so; Atom 1.0 means it by a type that is neither text nor XML.
    fn is_base64(&self) -> bool {
        if self.space != Space::Core || self.attributes.is_empty() {
            return false;
        }
        let is_binary = |kind: &str| kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("xml");
        self.attribute("mode") == Some("base64")
            || is_prose(self.space, self.name) && self.attribute("type").is_some_and(is_binary)
    }
}

/// A document's leaves.
#[derive(Debug, Default)]
pub(super) struct Shape<'a> {
    /// The root element, without prefix, in lower case; empty when there is none.
    pub(super) root: String,
    pub(super) root_space: Option<Space>,
    pub(super) root_attributes: &'a str,
    /// Leaves that stand in no entry.
    pub(super) head: Vec<Field<'a>>,
    /// The leaves of each entry; the first is the entry element itself.
    pub(super) entries: Vec<Vec<Field<'a>>>,
    /// Entries beyond the limit, which are only counted.
    pub(super) beyond: usize,
}

/// Reads a feed by its shape. Never fails; what is no feed gives a shape without entries.
pub(super) fn shape(text: &str) -> Shape<'_> {
    shape_of(text, &[])
}

/// Only the fields before the first entry, which starts at a byte.
pub(super) fn head(text: &str, first: usize) -> Vec<Field<'_>> {
    shape(text.get(..first).unwrap_or_default()).head
}

/// Reads any XML whose entries are the elements of the given names, in lower case; none for those of feeds.
pub(super) fn shape_of<'a>(text: &'a str, entries: &'static [&'static str]) -> Shape<'a> {
    let mut reader = Reader { text, tokens: Tokens::new(text), names: entries, ..Reader::default() };
    while let Some((token, start)) = reader.tokens.next() {
        match token {
            Token::Start(tag) => reader.open(tag, start),
            Token::End(name) => reader.close(name, start),
            Token::Text => {}
        }
    }
    reader.close_all(text.len());
    reader.shape
}

#[derive(Debug)]
struct Open<'a> {
    /// With prefix, to match the closing tag.
    full: &'a str,
    space: Space,
    attributes: &'a str,
    /// Where the content starts.
    from: usize,
    has_children: bool,
    is_entry: bool,
    /// Default namespace that holds inside.
    default: Space,
}

#[derive(Debug)]
struct Reader<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    stack: Vec<Open<'a>>,
    /// Declared prefixes; the latest declaration holds.
    prefixes: Vec<(&'a str, Space)>,
    in_entry: bool,
    /// Names of the entries, when they are not those of feeds.
    names: &'static [&'static str],
    shape: Shape<'a>,
}

impl Default for Reader<'_> {
    fn default() -> Self {
        Self {
            text: "",
            tokens: Tokens::new(""),
            stack: Vec::new(),
            prefixes: Vec::new(),
            in_entry: false,
            names: &[],
            shape: Shape::default(),
        }
    }
}

impl<'a> Reader<'a> {
    fn open(&mut self, tag: Tag<'a>, start: usize) {
        let default = self.declare(tag.attributes);
        let space = self.space_of(tag.name, default);
        let name = local(tag.name);
        if self.shape.root.is_empty() {
            self.shape.root = name.to_ascii_lowercase();
            self.shape.root_space = Some(space);
            self.shape.root_attributes = tag.attributes;
        }
        if let Some(parent) = self.stack.last_mut() {
            parent.has_children = true;
        }
        let is_entry = self.starts_entry(space, name);
        if is_entry {
            self.end_entry(start);
            self.in_entry = true;
            self.begin_entry();
            self.record(space, name, "", tag.attributes, "");
        }
        let from = self.tokens.position();
        if tag.empty {
            self.leave_empty(is_entry, space, name, tag.attributes);
        } else if !is_entry && self.starts_prose(space, name) && !holds_alert(self.text, from, tag.attributes) {
            let inner = self.prose(tag.name);
            self.record(space, name, self.parent(), tag.attributes, inner);
        } else if self.stack.len() < DEPTH_LIMIT {
            let full = tag.name;
            let attributes = tag.attributes;
            self.stack.push(Open { full, space, attributes, from, has_children: false, is_entry, default });
        }
    }

    /// A body is prose in an entry, and elsewhere the body of a page, in which a feed may be wrapped.
    fn starts_prose(&self, space: Space, name: &str) -> bool {
        is_prose(space, name) && (self.in_entry || !name.eq_ignore_ascii_case("body"))
    }

    fn begin_entry(&mut self) {
        if self.shape.entries.len() < ENTRIES_LIMIT {
            self.shape.entries.push(Vec::new());
        } else {
            self.shape.beyond += 1;
        }
    }

    fn leave_empty(&mut self, is_entry: bool, space: Space, name: &'a str, attributes: &'a str) {
        if is_entry {
            self.in_entry = false;
        } else {
            self.record(space, name, self.parent(), attributes, "");
        }
    }

    /// An alert is an entry unless it stands in one, as CAP inside Atom does.
    fn starts_entry(&self, space: Space, name: &str) -> bool {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        if !self.names.is_empty() {
            return self.names.iter().any(|wanted| is(wanted));
        }
        space == Space::Core && (is("item") || is("entry"))
            || !self.in_entry && is("alert") && (space == Space::Cap || self.stack.is_empty())
    }

    /// Ends an entry that has no end tag before the next starts.
    fn end_entry(&mut self, at: usize) {
        if let Some(index) = self.stack.iter().rposition(|open| open.is_entry) {
            while self.stack.len() > index {
                self.pop(at);
            }
        }
    }

    fn close(&mut self, name: &str, at: usize) {
        let Some(index) = self.stack.iter().rposition(|open| open.full.eq_ignore_ascii_case(name)) else { return };
        while self.stack.len() > index {
            self.pop(at);
        }
    }

    fn close_all(&mut self, at: usize) {
        while !self.stack.is_empty() {
            self.pop(at);
        }
    }

    fn pop(&mut self, at: usize) {
        let Some(open) = self.stack.pop() else { return };
        if open.is_entry {
            self.in_entry = false;
        } else if !open.has_children {
            let inner = self.text.get(open.from..at).unwrap_or_default();
            self.record(open.space, local(open.full), self.parent(), open.attributes, inner);
        }
    }

    fn parent(&self) -> &'a str {
        self.stack.last().map_or("", |open| local(open.full))
    }

    fn record(&mut self, space: Space, name: &'a str, parent: &'a str, attributes: &'a str, inner: &'a str) {
        let field = Field { space, name, parent, attributes, inner };
        let fields = match self.shape.entries.last_mut() {
            _ if self.in_entry && self.shape.beyond > 0 => return,
            Some(entry) if self.in_entry => entry,
            _ => &mut self.shape.head,
        };
        if fields.len() < FIELDS_LIMIT {
            fields.push(field);
        }
    }

    /// What stands up to the closing tag of a prose element. Where that is missing, prose ends before the first
    /// element that never stands in it.
    fn prose(&mut self, name: &str) -> &'a str {
        let from = self.tokens.position();
        let mut ahead = self.tokens.clone();
        let (mut depth, mut strangers, mut fallback) = (0usize, 0usize, None);
        while let Some((token, start)) = ahead.next() {
            match token {
                Token::Start(tag) if tag.name.eq_ignore_ascii_case(name) && !tag.empty => depth += 1,
                Token::Start(tag) if is_stranger(tag.name) => {
                    fallback = fallback.or(Some(start));
                    strangers += 1;
                }
                Token::End(end) if end.eq_ignore_ascii_case(name) && depth == 0 => {
                    self.tokens = ahead;
                    return self.text.get(from..start).unwrap_or_default();
                }
                Token::End(end) if end.eq_ignore_ascii_case(name) => depth -= 1,
                Token::End(end) if self.is_open(end) => return self.until(from, fallback.unwrap_or(start)),
                _ => {}
            }
            if strangers > STRANGERS_LIMIT {
                break;
            }
        }
        self.until(from, fallback.unwrap_or(self.text.len()))
    }

    fn is_open(&self, name: &str) -> bool {
        self.stack.iter().any(|open| open.full == name)
    }

    /// Ends prose before `end`, and reading goes on there.
    fn until(&mut self, from: usize, end: usize) -> &'a str {
        self.tokens = self.tokens.at(end);
        self.text.get(from..end).unwrap_or_default()
    }

    /// Takes over the namespaces that a tag declares, and gives the default one inside it.
    fn declare(&mut self, attributes: &'a str) -> Space {
        let mut default = self.stack.last().map_or(Space::Core, |open| open.default);
        if !attributes.contains("xmlns") {
            return default;
        }
        for (name, value) in Attributes(attributes) {
            if name == "xmlns" {
                default = space_of_address(value).unwrap_or(Space::Core);
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                let space = space_of_address(value).or_else(|| known_prefix(prefix)).unwrap_or(Space::Other);
                self.prefixes.retain(|(known, _)| *known != prefix);
                self.prefixes.push((prefix, space));
            }
        }
        default
    }

    fn space_of(&self, name: &str, default: Space) -> Space {
        let Some((prefix, _)) = name.rsplit_once(':') else { return default };
        let declared = self.prefixes.iter().find(|(known, _)| *known == prefix).map(|(_, space)| *space);
        declared.or_else(|| known_prefix(prefix)).unwrap_or(Space::Other)
    }
}

/// Elements that hardly ever stand in prose, so that one there tells of a lost end tag.
fn is_stranger(name: &str) -> bool {
    matches!(name, "item" | "entry" | "link" | "pubDate" | "guid" | "id" | "updated")
}

fn is_prose(space: Space, name: &str) -> bool {
    !matches!(space, Space::Cap | Space::Gdacs | Space::Other | Space::Rdf)
        && PROSE.iter().any(|prose| name.eq_ignore_ascii_case(prose))
}

/// Whether a content element holds a CAP alert, which is read and not shown as prose.
fn holds_alert(text: &str, from: usize, attributes: &str) -> bool {
    let is_xml = attribute(attributes, "type").is_some_and(|kind| kind.ends_with("xml") && !kind.contains("xhtml"));
    is_xml && {
        let start: String = text.get(from..).unwrap_or_default().chars().take(400).collect();
        start.contains("alert") && start.contains("cap")
    }
}

fn from_base64(text: &str) -> Option<String> {
    let packed: String = text.split_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(packed).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn without_cdata(inner: &str) -> Cow<'_, str> {
    const OPEN: &str = "<![CDATA[";
    if !inner.contains(OPEN) {
        return Cow::Borrowed(inner);
    }
    let whole = inner.strip_prefix(OPEN).and_then(|rest| rest.strip_suffix("]]>"));
    match whole {
        Some(text) if !text.contains("]]>") => Cow::Borrowed(text),
        _ => Cow::Owned(inner.replace(OPEN, "").replace("]]>", "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<String> {
        let title = |entry: &Vec<Field<'_>>| {
            entry.iter().find(|f| f.is(Space::Core, "title")).map(|f| f.text().into_owned()).unwrap_or_default()
        };
        shape(text).entries.iter().map(title).collect()
    }

    #[test]
    fn items_are_found_in_and_beside_the_channel() {
        assert_eq!(
            titles("<rss><channel><item><title>a</title></item><item><title>b</title></item></channel></rss>"),
            ["a", "b"]
        );
        assert_eq!(titles("<rdf:RDF><channel/><item><title>a</title></item></rdf:RDF>"), ["a"]);
        assert_eq!(titles("<CHANNEL><ITEM HREF='x'><TITLE>a</TITLE></ITEM></CHANNEL>"), ["a"]);
        assert_eq!(
            titles("<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>a</a:title></a:entry></a:feed>"),
            ["a"]
        );
    }

    #[test]
    fn a_missing_end_tag_ends_nothing_but_its_own_element() {
        assert_eq!(titles("<rss><item><title>a<item><title>b</title></rss>"), ["a", "b"]);
        assert_eq!(titles("<rss><item><title>a<link>x</link></item><item><title>b"), ["a", "b"]);
    }

    #[test]
    fn foreign_elements_of_the_same_name_are_no_entries() {
        assert_eq!(titles("<rss xmlns:x='urn:x'><x:item><title>a</title></x:item></rss>").len(), 0);
        assert_eq!(
            titles("<feed><entry><content><div><item>x</item></div></content><title>a</title></entry></feed>"),
            ["a"]
        );
    }

    #[test]
    fn an_alert_is_an_entry_of_its_own_or_part_of_one() {
        let alert = "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><info><headline>h</headline></info></alert>";
        assert_eq!(shape(alert).entries.len(), 1);
        let inside = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='text/xml'>{alert}</content></entry></feed>"
        );
        let shape = shape(&inside);
        assert_eq!(shape.entries.len(), 1);
        assert!(shape.entries[0].iter().any(|f| f.is(Space::Cap, "headline") && f.inner == "h"));
    }
}
