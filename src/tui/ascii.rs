//! ASCII in place of the symbols, for terminals and fonts that lack them or draw them two cells wide.
//!
//! It is done to the finished frame, so that no view has to know. Letters of any script are left alone.

use ratatui::buffer::Buffer;

/// Symbols this program draws, each with what stands for it.
const SYMBOLS: [(&str, &str); 51] = [
    ("…", "~"),
    ("─", "-"),
    ("│", "|"),
    ("▌", ">"),
    ("▲", "^"),
    ("▼", "v"),
    ("–", "-"),
    ("·", "."),
    ("▁", "_"),
    ("▂", "."),
    ("▃", ":"),
    ("▄", "-"),
    ("▅", "="),
    ("▆", "+"),
    ("▇", "*"),
    ("█", "#"),
    ("░", "."),
    ("✕", "x"),
    ("◆", "*"),
    ("✉", "@"),
    ("✎", "/"),
    ("◷", "T"),
    ("›", ">"),
    ("Ⅰ", "1"),
    ("Ⅱ", "2"),
    ("Ⅲ", "3"),
    ("Ⅳ", "4"),
    ("⚠", "!"),
    ("●", "*"),
    ("○", "o"),
    ("→", ">"),
    ("←", "<"),
    ("↑", "^"),
    ("↓", "v"),
    ("×", "x"),
    ("−", "-"),
    ("Π", "P"),
    ("≥", ">"),
    ("≤", "<"),
    ("‖", "|"),
    ("₃", "3"),
    ("√", "V"),
    ("┌", "+"),
    ("┐", "+"),
    ("└", "+"),
    ("“", "\""),
    ("”", "\""),
    ("‘", "'"),
    ("’", "'"),
    ("—", "-"),
    ("□", "o"),
];

/// Replaces the symbols in a finished frame; dots of the map become one dot.
pub(super) fn replace(buf: &mut Buffer) {
    for cell in &mut buf.content {
        let symbol = cell.symbol();
        if symbol.is_ascii() {
            continue;
        }
        if let Some((_, plain)) = SYMBOLS.iter().find(|(drawn, _)| *drawn == symbol) {
            cell.set_symbol(plain);
        } else if symbol.starts_with(|c: char| ('\u{2800}'..='\u{28ff}').contains(&c)) {
            cell.set_symbol(".");
        }
    }
}
