//! A forgiving splitter of XML: it never fails, never looks back, and takes what it cannot read for text.
//!
//! One bad byte must not cost a whole feed, so there is no well-formedness here. What the elements mean is left to
//! `shape`.

use memchr::memchr;

/// A piece of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name attributes>`, or `<name attributes/>` when `empty`.
    Start(Tag<'a>),
    /// `</name>`.
    End(&'a str),
    /// Anything between, CDATA sections included.
    Text,
}

/// An opening tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name with its prefix.
    pub(super) name: &'a str,
    /// All that stands between the name and `>`.
    pub(super) attributes: &'a str,
    /// Closed in itself.
    pub(super) empty: bool,
}

/// The tokens of a document, each with the bytes where it starts and ends.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// No `]]>`, `-->` or `?>` is left, so that looking for it again would be quadratic.
    hopeless: [bool; 3],
    /// The document type was met; there is one at most, and looking for its end may go far.
    typed: bool,
}

/// Sections whose content is no markup: opening, closing, place in [`Tokens::hopeless`].
const SECTIONS: [(&str, &str, usize); 3] = [("<![CDATA[", "]]>", 0), ("<!--", "-->", 1), ("<?", "?>", 2)];

impl<'a> Tokens<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, hopeless: [false; 3], typed: false }
    }

    /// Where the next token starts.
    pub(super) const fn position(&self) -> usize {
        self.at
    }

    /// The same tokens from another place on.
    pub(super) fn at(&self, at: usize) -> Self {
        Self { at, ..self.clone() }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn section(&mut self) -> Option<usize> {
        let rest = self.rest();
        let (open, close, index) = SECTIONS.into_iter().find(|(open, ..)| starts_with(rest, open))?;
        if self.hopeless.get(index).copied().unwrap_or(true) {
            return None;
        }
        if let Some(end) = unended_declaration(rest) {
            return Some(end);
        }
        let end = rest.get(open.len()..)?.find(close).map(|end| open.len() + end + close.len());
        if let (None, Some(flag)) = (end, self.hopeless.get_mut(index)) {
            *flag = true;
        }
        end
    }

    fn declaration(&mut self) -> Option<usize> {
        let rest = self.rest();
        if !self.typed && starts_with(rest, "<!doctype") {
            self.typed = true;
            return document_type(rest);
        }
        let end = rest.get(1..)?.find(['<', '>'])? + 1;
        rest.get(end..)?.starts_with('>').then_some(end + 1)
    }

    fn markup(&mut self) -> (Token<'a>, usize) {
        if let Some(length) = self.section() {
            return (Token::Text, length);
        }
        let rest = self.rest();
        let read = match rest.as_bytes().get(1) {
            Some(b'/') => closing(rest),
            Some(b'!') => self.declaration().map(|length| (Token::Text, length)),
            Some(b) if b.is_ascii_alphabetic() || *b == b'_' || !b.is_ascii() => opening(rest),
            _ => None,
        };
        read.unwrap_or((Token::Text, 1))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Token<'a>, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest();
        if rest.is_empty() {
            return None;
        }
        let start = self.at;
        let (token, length) = match memchr(b'<', rest.as_bytes()) {
            Some(0) => self.markup(),
            Some(length) => (Token::Text, length),
            None => (Token::Text, rest.len()),
        };
        self.at += length;
        Some((token, start))
    }
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.as_bytes().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// A declaration of XML that lost its `?>` ends at its `>`, so that it swallows nothing up to the next instruction.
fn unended_declaration(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix("<?xml").filter(|inner| inner.starts_with(char::is_whitespace))?;
    let end = inner.find(['<', '>'])?;
    let is_ended = inner.get(..end)?.ends_with('?') || inner.get(end..)?.starts_with('<');
    (!is_ended).then_some("<?xml".len() + end + 1)
}

fn closing(rest: &str) -> Option<(Token<'_>, usize)> {
    let inner = rest.get(2..)?;
    let end = inner.find(['<', '>'])?;
    let name = inner.get(..end)?.trim();
    // `</title <link>` lost its bracket: the name is sound, the rest starts anew.
    let length = if inner.get(end..)?.starts_with('<') { end + 2 } else { end + 3 };
    Some((Token::End(name.split_whitespace().next().unwrap_or_default()), length))
}

/// Entities that an inner subset declares are not expanded: no bomb goes off.
fn document_type(rest: &str) -> Option<usize> {
    let end = rest.find(['[', '>'])?;
    let subset = rest.get(end..)?;
    if subset.starts_with('>') {
        return Some(end + 1);
    }
    let close = subset.find("]>").or_else(|| subset.find(']'))?;
    Some(end + close + subset.get(close..)?.find('>')? + 1)
}

fn opening(rest: &str) -> Option<(Token<'_>, usize)> {
    let end = tag_end(rest)?;
    let inner = rest.get(1..end)?;
    let (inner, empty) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
    let length = inner.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inner.len());
    let (name, attributes) = (inner.get(..length)?, inner.get(length..)?);
    Some((Token::Start(Tag { name, attributes, empty }), end + 1))
}

/// The `>` that ends a tag. A `<` in a quoted value means that a quote was lost; then the first `>` ends it.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, b) in rest.bytes().enumerate().skip(1) {
        match (quote, b) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(open), b) if b == open => quote = None,
            (Some(_), b'<') => return rest.get(..at).and_then(|tag| tag.find('>')),
            _ => {}
        }
    }
    rest.find('>')
}

/// The value of an attribute as it stands, the first of that name; names are compared without prefix and case.
pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    Attributes(attributes).find(|(key, _)| local(key).eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Names and values of a tag's attributes, quoted or not.
pub(super) struct Attributes<'a>(pub(super) &'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let length = text.find(|c: char| c.is_whitespace() || c == '=')?;
        let (name, rest) = (text.get(..length)?, text.get(length..)?.trim_start());
        let Some(value) = rest.strip_prefix('=').map(str::trim_start) else {
            self.0 = rest;
            return Some((name, ""));
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, rest) = match quote {
            Some(quote) => value.get(1..)?.split_once(quote).unwrap_or((value.get(1..)?, "")),
            None => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        self.0 = rest;
        Some((name, value))
    }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    let prefix = name.bytes().rposition(|b| b == b':');
    prefix.and_then(|colon| name.get(colon + 1..)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let name = |(token, _): (Token<'_>, usize)| match token {
            Token::Start(tag) => Some(format!("<{}", tag.name)),
            Token::End(name) => Some(format!("/{name}")),
            Token::Text => None,
        };
        Tokens::new(text).filter_map(name).collect()
    }

    #[test]
    fn sections_hide_what_they_hold() {
        assert_eq!(names("<a><!-- <b> --><![CDATA[<c>]]><?p <d>?></a>"), ["<a", "/a"]);
        assert_eq!(names("<!DOCTYPE rss [<!ENTITY x \"<y>\">]><rss>"), ["<rss"]);
    }

    #[test]
    fn broken_markup_is_text_and_the_rest_is_read() {
        assert_eq!(names("<a>1 < 2 & <b x='1>2'>t</b </a>"), ["<a", "<b", "/b", "/a"]);
        assert_eq!(names("<a href=\"x><b>t</b>"), ["<a", "<b", "/b"]);
        assert_eq!(names("<a><!-- open <b>"), ["<a", "<b"]);
        assert_eq!(names("<a><b"), ["<a"]);
    }

    #[test]
    fn attributes_are_read_quoted_or_not() {
        let all: Vec<_> = Attributes(" rel='self' href=http://a/b title=\"x y\" checked />").collect();
        assert_eq!(all, [("rel", "self"), ("href", "http://a/b"), ("title", "x y"), ("checked", "")]);
        assert_eq!(attribute(" rdf:about='u'", "about"), Some("u"));
    }
}
