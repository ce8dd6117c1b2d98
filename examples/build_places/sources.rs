//! Reads the files of the reference tables into plain rows. What becomes of the rows is left to the others.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// Names by country code.
pub(crate) type Names = BTreeMap<String, Vec<String>>;

/// A JSON file.
pub(crate) fn json(path: &Path) -> Result<Value> {
    let text = text(path)?;
    serde_json::from_str(&text).with_context(|| format!("`{}` is not JSON", path.display()))
}

/// A text file.
pub(crate) fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// A gzip file of text.
pub(crate) fn gzip(path: &Path) -> Result<String> {
    let file = File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
    Ok(text)
}

/// An object of names, or lists of names, by country code; keys such as `CD-alt-variant` count for `CD`.
pub(crate) fn names(value: &Value) -> Names {
    let mut names = Names::new();
    for (code, value) in value.as_object().into_iter().flatten() {
        let code = code.get(..2).filter(|_| code.len() == 2 || code.contains("-alt-"));
        let Some(code) = code.filter(|code| code.chars().all(|c| c.is_ascii_uppercase())) else { continue };
        let list = value.as_array().map_or_else(|| vec![value], |list| list.iter().collect());
        let list = list.into_iter().filter_map(Value::as_str).map(str::to_owned);
        names.entry(code.to_owned()).or_default().extend(list);
    }
    names
}

/// The leaves of a newsmap dictionary: lines such as `'UA': [Ukraine, Ukrainian*, Kyiv]`.
pub(crate) fn newsmap(path: &Path) -> Result<Names> {
    let mut names = Names::new();
    for line in text(path)?.lines() {
        let Some((code, list)) = line.trim().strip_prefix('\'').and_then(|line| line.split_once("':")) else {
            continue;
        };
        let list = list.trim().trim_start_matches('[').trim_end_matches(']');
        let list = list.split([',', '،']).map(|name| name.trim().trim_matches(['\'', '"']).to_owned());
        names.entry(code.to_owned()).or_default().extend(list.filter(|name| !name.is_empty()));
    }
    Ok(names)
}

/// Rows of a table with tabs, the header left out where it is one.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}
