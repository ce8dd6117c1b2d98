//! HTML to text in one linear pass: no tree, so that 60 000 nested elements cost no more than their bytes.
//!
//! Only names that HTML knows are tags; `<antirez>` is text. Judging characters is left to `marks`.

use std::borrow::Cow;

/// Longest name of an entity, in bytes: `CounterClockwiseContourIntegral` has 31.
const ENTITY_LIMIT: usize = 33;

/// How far an attribute's closing quote is looked for before the tag is taken to end at its first `>`.
const QUOTE_REACH: usize = 256;

/// Elements that start a new line or cell; a space stands for them.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "iframe",
    "img",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "menu",
    "meta",
    "nav",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "script",
    "section",
    "select",
    "source",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
    "video",
];

/// Elements within a line; nothing stands for them.
const INLINES: &[&str] = &[
    "a", "abbr", "acronym", "applet", "area", "audio", "b", "base", "basefont", "bdi", "bdo", "big", "blink", "button",
    "canvas", "cite", "code", "data", "datalist", "del", "dfn", "em", "font", "i", "input", "ins", "kbd", "label",
    "mark", "marquee", "math", "meter", "nobr", "output", "path", "progress", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Elements whose content is no text.
const SILENT: &[&str] = &["script", "style", "template", "iframe", "object"];

/// Longest name in the tables above.
const NAME_LIMIT: usize = 10;

/// Whether a text has a character that markup starts with.
pub(super) fn may_hold_markup(text: &str) -> bool {
    text.bytes().any(|b| matches!(b, b'<' | b'&'))
}

/// The text with entities decoded and tags dropped, one level deep.
pub(super) fn strip(raw: &str) -> String {
    let text = decode(raw);
    let mut out = String::with_capacity(text.len());
    let mut stripper = Stripper { text: &text, unclosed: false, unclosed_silent: 0 };
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find('<')).map(|offset| at + offset) {
        out.push_str(text.get(at..next).unwrap_or_default());
        let (end, stand_in) = stripper.markup_at(next).unwrap_or((next + 1, "<"));
        out.push_str(stand_in);
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

struct Stripper<'a> {
    text: &'a str,
    /// No `>` is left, so that looking again would make the pass quadratic.
    unclosed: bool,
    /// A bit for each of [`SILENT`] of which no closing tag is left.
    unclosed_silent: u8,
}

impl Stripper<'_> {
    /// The end of the markup that starts at `at`, and what stands for it; `None` when it is text.
    fn markup_at(&mut self, at: usize) -> Option<(usize, &'static str)> {
        let rest = self.text.get(at..)?;
        if let Some(end) = Self::comment_end(rest) {
            return Some((at + end, ""));
        }
        let inner = rest.get(1..)?;
        if inner.starts_with(['!', '?']) {
            return self.plain_end(rest).map(|end| (at + end, ""));
        }
        let name = tag_name(inner)?;
        let block = contains(BLOCKS, &name);
        if !block && !contains(INLINES, &name) {
            return None;
        }
        let end = at + self.tag_end(rest)?;
        let end = if inner.starts_with('/') { end } else { self.silent_end(end, &name) };
        Some((end, if block { " " } else { "" }))
    }

    fn comment_end(rest: &str) -> Option<usize> {
        // A comment that nothing ends hides all that follows, in browsers too.
        rest.starts_with("<!--").then(|| rest.find("-->").map_or(rest.len(), |end| end + 3))
    }

    fn tag_end(&mut self, rest: &str) -> Option<usize> {
        quoted_end(rest).or_else(|| self.plain_end(rest))
    }

    fn plain_end(&mut self, rest: &str) -> Option<usize> {
        if self.unclosed {
            return None;
        }
        let end = rest.find('>').map(|end| end + 1);
        self.unclosed = end.is_none();
        end
    }

    /// Past the content of a script or style sheet, when it is closed.
    fn silent_end(&mut self, from: usize, name: &str) -> usize {
        let Some(bit) = SILENT.iter().position(|silent| *silent == name).map(|index| 1 << index) else { return from };
        if self.unclosed_silent & bit != 0 {
            return from;
        }
        let length = self.text.get(from..).and_then(|rest| find_closing(rest, name));
        if length.is_none() {
            self.unclosed_silent |= bit;
        }
        from + length.unwrap_or_default()
    }
}

/// The end of a tag whose attribute values may hold `>`.
fn quoted_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, b) in rest.bytes().enumerate().take(QUOTE_REACH) {
        match (quote, b) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(open), b) if open == b => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the first `</name` starts.
fn find_closing(rest: &str, name: &str) -> Option<usize> {
    let window = rest.as_bytes();
    let needle = name.as_bytes();
    let mut from = 0;
    while let Some(at) = window.get(from..).and_then(|w| w.iter().position(|b| *b == b'<')) {
        let start = from + at;
        let tail = window.get(start + 1..).unwrap_or_default();
        if tail.first() == Some(&b'/') && tail.get(1..=needle.len()).is_some_and(|t| t.eq_ignore_ascii_case(needle)) {
            return Some(start);
        }
        from = start + 1;
    }
    None
}

fn tag_name(inner: &str) -> Option<String> {
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let ends_well =
        name.as_bytes().get(length).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<'));
    let fits = (1..=NAME_LIMIT).contains(&length) && ends_well;
    fits.then(|| name.get(..length).unwrap_or_default().to_ascii_lowercase())
}

fn contains(table: &[&str], name: &str) -> bool {
    table.binary_search(&name).is_ok()
}

/// The text with its entities decoded; `&amp;amp;amp;lt;` is one `<`, so that depth costs nothing.
pub(super) fn decode(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = after;
        loop {
            match entity(rest) {
                Some((decoded, tail)) if decoded == "&" => rest = tail,
                Some((decoded, tail)) => {
                    out.push_str(&decoded);
                    rest = tail;
                    break;
                }
                None => {
                    out.push('&');
                    break;
                }
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What stands after a `&`: the decoded entity and the text after its `;`.
fn entity(after: &str) -> Option<(Cow<'static, str>, &str)> {
    let length = after.bytes().take(ENTITY_LIMIT).position(|b| b == b';')?;
    let (name, tail) = (after.get(..length)?, after.get(length + 1..)?);
    if let Some(digits) = name.strip_prefix('#') {
        return Some((Cow::Owned(numeric(digits)?.to_string()), tail));
    }
    let common = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        _ => return named(name).map(|decoded| (Cow::Owned(decoded), tail)),
    };
    Some((Cow::Borrowed(common), tail))
}

fn named(name: &str) -> Option<String> {
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let whole = format!("&{name};");
    match html_escape::decode_html_entities(&whole) {
        Cow::Owned(decoded) if decoded != whole => Some(decoded),
        _ => None,
    }
}

/// A numeric reference; numbers that are no character become U+FFFD, and 128 to 159 mean windows-1252 as in HTML.
fn numeric(digits: &str) -> Option<char> {
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) if !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
            u32::from_str_radix(hex, 16).unwrap_or(u32::MAX)
        }
        None if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().unwrap_or(u32::MAX),
        _ => return None,
    };
    if let Ok(byte @ 0x80..=0x9f) = u8::try_from(number) {
        let bytes = [byte];
        let (decoded, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return decoded.chars().next();
    }
    Some(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_tables_are_sorted_and_within_the_limit() {
        for table in [BLOCKS, INLINES] {
            assert!(table.is_sorted());
            assert!(table.iter().all(|name| name.len() <= NAME_LIMIT));
        }
        assert!(SILENT.iter().all(|name| contains(BLOCKS, name)));
    }
}
