//! One look at bytes that reach a terminal, a browser or a spreadsheet: may anything in them do more than be read?

/// What must not be there, with a little of what stands around it.
pub(crate) fn dangers(bytes: &[u8]) -> Vec<String> {
    let text = match std::str::from_utf8(bytes) {
        // Spreadsheets want a byte order mark and line ends of two characters.
        Ok(text) => text.trim_start_matches('\u{feff}').replace("\r\n", "\n"),
        Err(error) => return vec![format!("not UTF-8: {error}")],
    };
    let mut found: Vec<String> = text
        .char_indices()
        .filter(|(_, c)| is_dangerous(*c))
        .map(|(at, c)| format!("{:?} in {:?}", c, around(&text, at)))
        .collect();
    // Written out as an escape, a reader of JSON or HTML would turn it back.
    let lower = text.to_lowercase();
    let is_markup = lower.starts_with(['<', '#']);
    for escape in ESCAPES.into_iter().filter(|escape| is_markup || escape.starts_with('\\')) {
        found.extend(lower.match_indices(escape).map(|(at, _)| format!("{escape} in {:?}", around(&lower, at))));
    }
    found.truncate(5);
    found
}

/// Control characters but the line feed, and what turns the direction of text or hides in it.
fn is_dangerous(c: char) -> bool {
    let hidden = matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fffe}');
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() && c != '\n' || hidden || turns
}

const ESCAPES: [&str; 10] =
    ["\\u001b", "\\u009b", "\\u0007", "\\u0000", "\\u202e", "&#27;", "&#x1b;", "&#155;", "&#x9b;", "<script>alert"];

fn around(text: &str, at: usize) -> String {
    let from = text.get(..at).unwrap_or_default().chars().rev().take(30).collect::<Vec<_>>();
    let to = text.get(at..).unwrap_or_default().chars().take(30);
    from.into_iter().rev().chain(to).collect()
}

#[test]
fn the_scanner_sees_what_it_is_for() {
    let bad = [
        "a\u{1b}[2Jb",
        "\u{9b}31m",
        "bell\u{7}",
        "\u{202e}gpj",
        "{\"a\":\"\\u001b\"}",
        "<b>&#x1B;[0m",
        "cr\ronly",
        "\0",
    ];
    for bad in bad {
        assert!(!dangers(bad.as_bytes()).is_empty(), "{bad:?}");
    }
    assert!(!dangers(b"\xff").is_empty());
    assert!(dangers("表格 – plain\ntext & <b>markup</b>".as_bytes()).is_empty());
}
