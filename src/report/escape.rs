//! Text made safe for the place it is put in: Markdown, HTML, XML, CSV, an address.
//!
//! Text from feeds is clean of control characters already; here it is kept from being read as markup. Everything on
//! one line stays on one line.

use std::fmt::Write;

use url::Url;

/// Characters that Markdown could take for markup.
const MARKDOWN: &[char] = &['\\', '`', '*', '_', '[', ']', '<', '>', '|', '~', '&', '#', '!', '{', '}', '$'];

/// First characters by which a spreadsheet takes a cell for a formula.
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Text in Markdown, on one line.
pub(super) fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    let mut start = true;
    while let Some(c) = rest.next() {
        match c {
            c if c.is_whitespace() || c.is_control() => safe.push(' '),
            c if MARKDOWN.contains(&c) => push_escaped(&mut safe, c),
            // At the start of a line these begin a list or a rule.
            '-' | '+' | '=' if start => push_escaped(&mut safe, c),
            // `1.` and `1)` begin a list; `www.` and `http://` become links of their own in some dialects.
            '.' | ')' if safe.chars().all(|c| c.is_ascii_digit()) => push_escaped(&mut safe, c),
            '.' if safe.to_ascii_lowercase().ends_with("www") => push_escaped(&mut safe, c),
            ':' if rest.peek() == Some(&'/') => push_escaped(&mut safe, c),
            c => safe.push(c),
        }
        start = start && c.is_whitespace();
    }
    safe
}

fn push_escaped(safe: &mut String, c: char) {
    safe.push('\\');
    safe.push(c);
}

/// Text in HTML, also within a quoted attribute.
pub(super) fn html(text: &str) -> String {
    html_escape::encode_quoted_attribute(&line(text)).into_owned()
}

/// Text on one line.
pub(super) fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

/// Text without the characters that XML 1.0 cannot hold; escaping is left to the writer.
pub(super) fn xml_text(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => c,
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => ' ',
            c => c,
        })
        .collect()
}

/// A cell of a CSV row (RFC 4180), which no spreadsheet takes for a formula.
pub(super) fn csv(text: &str) -> String {
    let text = line(text);
    let text = if text.trim_start().starts_with(FORMULA) { format!("'{text}") } else { text };
    if text.contains([',', '"', '\'', ' ']) || text.starts_with('\'') {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

/// A row of a CSV table.
pub(super) fn csv_row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut row = cells.into_iter().map(csv).collect::<Vec<_>>().join(",");
    row.push_str("\r\n");
    row
}

/// An http(s) address with everything encoded that could end it; none for any other.
pub(super) fn address(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let mut safe = String::with_capacity(url.as_str().len());
    for c in url.as_str().chars() {
        match c {
            '<' | '>' | '(' | ')' | '"' | '\'' | '`' | '\\' | '|' | '*' | '[' | ']' | '{' | '}' | '^' => {
                // Writing to a string cannot fail.
                write!(safe, "%{:02X}", u32::from(c)).ok();
            }
            c => safe.push(c),
        }
    }
    Some(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_title_is_text_in_markdown() {
        let hostile = "# [click](javascript:alert) <b>`x`</b> | **a** _b_ ![i](u) &lt; http://e.example www.e.example";
        let safe = markdown(hostile);
        assert_eq!(
            safe,
            r"\# \[click\](javascript:alert) \<b\>\`x\`\</b\> \| \*\*a\*\* \_b\_ \!\[i\](u) \&lt; http\://e.example www\.e.example"
        );
        assert_eq!(markdown("- item"), r"\- item");
        assert_eq!(markdown("1. item"), r"1\. item");
        assert_eq!(markdown("two\nlines\r\n\r\n# head"), r"two lines    \# head");
        assert_eq!(markdown("M 6.2, 12.5 km"), "M 6.2, 12.5 km");
    }

    #[test]
    fn markup_in_a_title_is_text_in_html() {
        assert_eq!(
            html("<script>\"a\" & 'b'</script>"),
            "&lt;script&gt;&quot;a&quot; &amp; &#x27;b&#x27;&lt;/script&gt;"
        );
    }

    #[test]
    fn a_formula_is_text_in_a_spreadsheet() {
        for hostile in ["=HYPERLINK(\"x\")", "+1", "-1+1", "@SUM(A1)", " =1", "\t=1", "＝1"] {
            assert!(csv(hostile).starts_with("\"'"), "{}", csv(hostile));
        }
        assert_eq!(csv("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(csv("plain"), "plain");
        assert_eq!(csv_row(["a", "b\r\nc"]), "a,\"b  c\"\r\n");
    }

    #[test]
    fn only_web_addresses_pass_and_none_can_end_early() {
        assert_eq!(address("javascript:alert(1)"), None);
        assert_eq!(address("data:text/html,x"), None);
        let hostile = address("https://e.example/a(b)>c\"d'e|f").unwrap();
        assert!(!hostile.contains(['(', ')', '>', '"', '\'', '|']), "{hostile}");
    }

    #[test]
    fn xml_text_has_only_characters_that_xml_allows() {
        assert_eq!(xml_text("a\u{0}b\u{1b}c\u{ffff}d\te"), "a b c d\te");
    }
}
