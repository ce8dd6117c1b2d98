//! Tables for people: columns as wide as their widest cell, in cells of the terminal, not characters.

use crate::tui::text::{Align, clean, pad, width};

/// Lines of a table with its head; the last column is not padded.
pub(super) fn lines(head: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    let cleaned: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| clean(cell).into_owned()).collect()).collect();
    let widths: Vec<usize> = (0..head.len()).map(|column| widest(head, &cleaned, column)).collect();
    let mut lines = vec![line(head.iter().map(|cell| (*cell).to_owned()), &widths)];
    lines.extend(cleaned.into_iter().map(|row| line(row.into_iter(), &widths)));
    lines
}

fn widest(head: &[&str], rows: &[Vec<String>], column: usize) -> usize {
    let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell));
    cells.chain(head.get(column).map(|cell| width(cell))).max().unwrap_or_default()
}

fn line(cells: impl Iterator<Item = String>, widths: &[usize]) -> String {
    let padded: Vec<String> = cells.zip(widths).map(|(cell, width)| pad(&cell, *width, Align::Left)).collect();
    padded.join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_cells() {
        let rows = vec![vec!["乌克兰".to_owned(), "68".to_owned()], vec!["Chile".to_owned(), "41".to_owned()]];
        assert_eq!(lines(&["country", "score"], &rows), ["country  score", "乌克兰   68", "Chile    41"]);
    }
}
