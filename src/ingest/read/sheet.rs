//! Tables in text, separated by commas, semicolons or tabs, turned into the JSON that jq filters work on.
//!
//! A table with a heading becomes a list of objects with the heading's words as keys; one without, a list of lists.
//! What the columns mean is left to the filter.

use csv::{ReaderBuilder, StringRecord, Terminator};
use serde_json::{Map, Value};

/// Signs that may stand between two cells.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows read of one table; filters give no more either.
const ROWS_LIMIT: usize = 200_000;

/// Columns read of one row.
const COLUMNS_LIMIT: usize = 1_000;

/// The rows of a table as a JSON text; none when there is no row with two cells.
pub(super) fn json(text: &str) -> Option<String> {
    let separator = separator(text)?;
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        // Tables by tab come from programs that do not quote, and their cells hold quotation marks.
        .quoting(separator != b'\t')
        .terminator(Terminator::CRLF)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows = reader.records().filter_map(Result::ok).take(ROWS_LIMIT);
    let first = rows.next()?;
    let list: Vec<Value> = if is_heading(&first) {
        rows.map(|row| object(&first, &row)).collect()
    } else {
        std::iter::once(&first).map(list).chain(rows.map(|row| list(&row))).collect()
    };
    serde_json::to_string(&list).ok()
}

/// The separator that the first line has most of.
fn separator(text: &str) -> Option<u8> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    let times = |separator: &u8| line.bytes().filter(|byte| byte == separator).count();
    SEPARATORS.into_iter().rev().max_by_key(times).filter(|separator| times(separator) > 0)
}

/// A heading names every column, and no name is a number.
fn is_heading(row: &StringRecord) -> bool {
    row.iter().all(|cell| !cell.trim().is_empty() && cell.trim().parse::<f64>().is_err())
}

fn object(heading: &StringRecord, row: &StringRecord) -> Value {
    let cells = heading.iter().zip(row).take(COLUMNS_LIMIT);
    let cells = cells.map(|(name, cell)| (name.trim().to_owned(), Value::from(cell)));
    Value::Object(cells.collect::<Map<_, _>>())
}

fn list(row: &StringRecord) -> Value {
    row.iter().take(COLUMNS_LIMIT).map(Value::from).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("id,name\n1,\"a, \"\"b\"\"\"\n2,c\n", r#"[{"id":"1","name":"a, \"b\""},{"id":"2","name":"c"}]"#)]
    #[case("id;name\r\n1;x\r\n", r#"[{"id":"1","name":"x"}]"#)]
    #[case("7\ta \"b\n8\tc\n", r#"[["7","a \"b"],["8","c"]]"#)]
    #[case("id,name\n1\n2,x,extra\n", r#"[{"id":"1"},{"id":"2","name":"x"}]"#)]
    fn tables_become_rows(#[case] text: &str, #[case] rows: &str) {
        assert_eq!(json(text).as_deref(), Some(rows));
    }

    #[rstest]
    #[case("")]
    #[case("\n\n")]
    #[case("Service unavailable")]
    fn what_has_no_columns_is_no_table(#[case] text: &str) {
        assert_eq!(json(text), None);
    }
}
