//! The effective configuration as lines of `key = value`, each with its origin.

use super::docs::LISTS;
use super::load::Config;
use super::node::{Kind, Node};
use super::secret::{is_reference, is_secret};

/// Every value that holds, one a line: `http.per_host = 2  # shipped`. Values of request headers that are not
/// references to a secret are left out.
pub fn show(config: &Config) -> Vec<String> {
    let docs = &config.docs;
    let mut lines = Vec::new();
    let mut tell = |path: &str, node: &Node| {
        let value = if path.contains(".headers.") || is_secret(path) { guarded(node) } else { literal(node) };
        lines.push(format!("{path} = {value}  # {}", docs.sources.told(node.spot)));
    };
    docs.settings.leaves("", &mut tell);
    docs.model.leaves("model", &mut tell);
    for (path, stage) in &docs.stages {
        stage.leaves(path.trim_end_matches(".toml"), &mut tell);
    }
    for (_, name, _) in LISTS {
        let Some(list) = docs.lists.get(name) else { continue };
        for entry in &list.entries {
            let id = list.id(entry).unwrap_or_default();
            entry.leaves(&format!("{name}.{id}"), &mut tell);
        }
    }
    lines
}

/// A header's value, or a secret: shown if it is a reference, hidden if it may be the secret itself.
fn guarded(node: &Node) -> String {
    match &node.kind {
        Kind::Text(text) if is_reference(text) => literal(node),
        _ => "\"…\"".to_owned(),
    }
}

/// A value as TOML writes it, on one line.
fn literal(node: &Node) -> String {
    match &node.kind {
        Kind::Text(text) => toml::Value::String(text.replace('\n', " ")).to_string(),
        Kind::Date(text) => text.clone(),
        Kind::Integer(number) => number.to_string(),
        Kind::Float(number) => toml::Value::Float(*number).to_string(),
        Kind::Boolean(on) => on.to_string(),
        Kind::List(list) => format!("[{}]", list.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Kind::Table(table) => {
            let pairs = table.0.iter().map(|entry| format!("{} = {}", entry.key, literal(&entry.value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}
