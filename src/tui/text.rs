//! Text on its way to cells: made safe, measured in cells, cut with an ellipsis, padded, wrapped; ages and clocks in words.
//!
//! Everything drawn passes here. Which words to say is left to `say` and the views.

use std::borrow::Cow;

use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::time::Timestamp;
use crate::domain::words::Words;

/// What stands for a character that must not reach a terminal.
const REPLACED: &str = "\u{fffd}";
/// What says that something was cut off.
pub const ELLIPSIS: &str = "…";
/// Combining characters kept on one base.
const MARKS_KEPT: usize = 8;

/// On which side the text of a cell stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Text.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// The text with nothing in it that hides, reorders or steers: controls, bidi marks, zero-width characters and
/// stacked marks are replaced or left out. Joiners stay inside emoji.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_safe_alone) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        cleaned.push_str(&clean_grapheme(grapheme));
    }
    Cow::Owned(cleaned)
}

/// Printable signs and letters with which no other joins, so that a text of them alone is safe as it is.
const fn is_safe_alone(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{c0}'..='\u{24f}' | '\u{410}'..='\u{44f}' | '—' | '…' | '·' | '、' | '。' | '，' | '：' | '（' | '）'
        | '\u{4e00}'..='\u{9fff}')
}

fn clean_grapheme(grapheme: &str) -> Cow<'_, str> {
    if matches!(grapheme, "\n" | "\r\n" | "\t") {
        return Cow::Borrowed(" ");
    }
    let joins = grapheme.width() == 2;
    let bad = |c: char| is_unsafe(c) && !(joins && matches!(c, '\u{200d}' | '\u{fe0f}'));
    let marks = grapheme.chars().count();
    if !grapheme.chars().any(bad) && marks <= MARKS_KEPT + 1 && (grapheme.width() > 0) {
        return Cow::Borrowed(grapheme);
    }
    let kept: String = grapheme.chars().filter(|c| !bad(*c)).take(MARKS_KEPT + 1).collect();
    if kept.width() == 0 { Cow::Borrowed(REPLACED) } else { Cow::Owned(kept) }
}

/// Controls, bidi marks, zero-width and invisible characters, tags, line and paragraph separators.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Width in cells.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `cells` cells; when it does not fit, what is left ends with an ellipsis.
pub fn cut(text: &str, cells: usize) -> String {
    let text = clean(text);
    if text.width() <= cells {
        return text.into_owned();
    }
    if cells == 0 {
        return String::new();
    }
    let mut kept = head(&text, cells - 1).to_owned();
    kept.push_str(ELLIPSIS);
    kept
}

/// The longest beginning of whole graphemes in at most `cells` cells.
fn head(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > cells {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// The text in exactly `cells` cells, cut or filled up with spaces.
pub fn pad(text: &str, cells: usize, align: Align) -> String {
    let text = cut(text, cells);
    let gap = " ".repeat(cells - text.width());
    match align {
        Align::Left => text + &gap,
        Align::Right => gap + &text,
    }
}

/// A line of styled pieces in at most `cells` cells; when it does not fit, it ends with an ellipsis.
pub fn fit(line: &Line<'_>, cells: usize) -> Line<'static> {
    let mut fitted = Line { style: line.style, alignment: None, spans: Vec::with_capacity(line.spans.len()) };
    let pieces: Vec<(String, ratatui::style::Style)> =
        line.spans.iter().map(|span| (clean(&span.content).into_owned(), span.style)).collect();
    let whole: usize = pieces.iter().map(|(text, _)| text.width()).sum();
    let room = if whole <= cells { cells } else { cells.saturating_sub(1) };
    let mut used = 0;
    for (text, style) in pieces {
        let kept = head(&text, room - used).to_owned();
        let is_cut = kept.len() < text.len();
        used += kept.width();
        let kept = if is_cut && cells > 0 { kept + ELLIPSIS } else { kept };
        fitted.spans.push(Span::styled(kept, style));
        if is_cut {
            break;
        }
    }
    fitted
}

/// The text in lines of at most `cells` cells: broken at spaces, and between Chinese characters.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in &glued(&clean(text)) {
        if line.width() + word.width() <= cells {
            line.push_str(word);
            continue;
        }
        if !line.is_empty() && !word.trim().is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        break_word(word, cells, &mut line, &mut lines);
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The words of a text, each with the marks that must not be parted from it: closing ones from the word before, opening
/// ones from the word after.
fn glued(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut opens = false;
    for word in text.split_word_bounds() {
        let closes = word.chars().all(|c| ",.;:!?)]}%”’，。；：！？）］】》、」』…".contains(c));
        match words.last_mut() {
            Some(last) if (closes && !last.trim().is_empty()) || opens => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
        opens = word.chars().all(|c| "([{“‘（［【《「『".contains(c));
    }
    words
}

/// Begins a line with a word, in pieces when it is longer than a line.
fn break_word(word: &str, cells: usize, line: &mut String, lines: &mut Vec<String>) {
    let mut rest = word.trim_start();
    while rest.width() > cells {
        let piece = head(rest, cells.max(2));
        if piece.is_empty() {
            return;
        }
        lines.push(piece.to_owned());
        rest = rest.get(piece.len()..).unwrap_or_default();
    }
    line.push_str(rest);
}

/// How long ago in short words: `3 min`, `26 h`, `5 d`; a moment to come counts as now.
pub fn age(words: &Words, then: Timestamp, now: Timestamp) -> String {
    let minutes = (now - then).num_minutes();
    let (key, n) = match minutes {
        ..1 => return words.get("tui.age.now").to_owned(),
        1..60 => ("tui.age.minutes", minutes),
        60..2880 => ("tui.age.hours", minutes / 60),
        _ => ("tui.age.days", minutes / 1440),
    };
    words.fill(key, &[("n", &n.to_string())])
}

/// How long until, in the same words.
pub fn until(words: &Words, then: Timestamp, now: Timestamp) -> String {
    age(words, now, then)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_safe_alone_is_safe_beside_anything_that_is() {
        for c in ('\0'..=char::MAX).filter(|c| is_safe_alone(*c)) {
            let (alone, amid) = (c.to_string(), format!("a{c}中{c}"));
            assert_eq!(clean_grapheme(&alone), alone);
            assert_eq!(amid.graphemes(true).count(), 4, "{c:?}");
        }
    }

    #[test]
    fn what_is_cut_says_so_and_never_mid_character() {
        for (text, cells, cut_text) in [
            ("哈萨克斯坦", 10, "哈萨克斯坦"),
            ("哈萨克斯坦", 9, "哈萨克斯…"),
            ("哈萨克斯坦", 8, "哈萨克…"),
            ("哈萨克斯坦", 1, "…"),
            ("哈萨克斯坦", 0, ""),
            ("Kyiv", 3, "Ky…"),
        ] {
            assert_eq!(cut(text, cells), cut_text, "{text} {cells}");
        }
        assert_eq!(pad("哈萨克", 7, Align::Right), " 哈萨克");
    }

    #[test]
    fn hidden_characters_are_replaced() {
        for (text, cleaned) in [
            ("a\u{202e}b", "a\u{fffd}b"),
            ("a\u{200b}b", "a\u{fffd}b"),
            ("x\u{1b}[31m", "x\u{fffd}[31m"),
            ("a\nb\tc", "a b c"),
            ("👩\u{200d}🔬", "👩\u{200d}🔬"),
            ("日本", "日本"),
        ] {
            assert_eq!(clean(text), cleaned, "{text:?}");
        }
    }

    #[test]
    fn a_pile_of_marks_is_cut_down() {
        let pile = format!("e{}", "\u{301}".repeat(200));
        assert!(clean(&pile).chars().count() <= 9);
    }

    #[test]
    fn lines_break_at_spaces_and_between_chinese_characters() {
        assert_eq!(wrap("missile strike on Kyiv", 10), ["missile", "strike on", "Kyiv"]);
        assert_eq!(wrap("基辅导弹袭击", 5), ["基辅", "导弹", "袭击"]);
        assert_eq!(wrap("发生交战。［来源1］", 6), ["发生交", "战。", "［来源", "1］"]);
        assert_eq!(wrap("battle in Kyiv, Ukraine", 14), ["battle in", "Kyiv, Ukraine"]);
        assert_eq!(wrap("internationalisation", 8), ["internat", "ionalisa", "tion"]);
    }

    #[test]
    fn a_styled_line_is_cut_as_a_whole() {
        let line = Line::from(vec![Span::raw("基辅"), Span::raw("导弹")]);
        let text = |line: Line<'_>| line.spans.iter().map(|span| span.content.to_string()).collect::<String>();
        assert_eq!(text(fit(&line, 8)), "基辅导弹");
        assert_eq!(text(fit(&line, 7)), "基辅导…");
        assert_eq!(text(fit(&line, 4)), "基…");
        assert_eq!(text(fit(&line, 0)), "");
    }

    proptest! {
        #[test]
        fn any_text_fits_its_cells(text in "\\PC{0,40}|[\\x00-\\x{ffff}]{0,20}", cells in 0_usize..30) {
            prop_assert!(cut(&text, cells).width() <= cells);
            prop_assert_eq!(pad(&text, cells, Align::Right).width(), cells);
            for line in wrap(&text, cells.max(2)) {
                prop_assert!(line.width() <= cells.max(2));
            }
        }

        #[test]
        fn cleaning_twice_is_cleaning_once(text in "[\\x00-\\x{ffff}]{0,20}") {
            let once = clean(&text).into_owned();
            prop_assert_eq!(clean(&once).into_owned(), once);
        }
    }
}
