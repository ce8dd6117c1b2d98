//! A TOML value that remembers where it stands, so that a mistake in its meaning can be shown in its file.
//!
//! What keys mean is left to the readers, putting layers together to `combine`.

use std::borrow::Cow;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

use super::log::Finding;
use super::source::Spot;

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) spot: Spot,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

/// Keys with their values, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Table(pub(super) Vec<Entry>);

/// One key with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) spot: Spot,
    pub(super) value: Node,
}

impl Table {
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.0.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value)
    }
}

impl Node {
    /// An empty table at no place.
    pub(super) fn empty() -> Self {
        Self { kind: Kind::Table(Table::default()), spot: Spot::default() }
    }

    pub(super) const fn table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.table()?.get(key)
    }

    /// A text under a key.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value at the end of a dotted path; a number picks from a list.
    pub(super) fn walk(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |node, step| match &node.kind {
            Kind::Table(table) => table.get(step),
            Kind::List(list) => step.parse::<usize>().ok().and_then(|at| list.get(at)),
            _ => None,
        })
    }

    /// What it is, in the words of messages.
    pub(super) const fn what(&self) -> &'static str {
        match self.kind {
            Kind::Text(_) => "a text",
            Kind::Integer(_) => "a whole number",
            Kind::Float(_) => "a number",
            Kind::Boolean(_) => "true or false",
            Kind::Date(_) => "a date",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }

    /// Calls `see` with the dotted path of every value that is neither a table nor a list of tables.
    pub(super) fn leaves<'a>(&'a self, path: &str, see: &mut dyn FnMut(&str, &'a Self)) {
        let join = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
        match &self.kind {
            Kind::Table(table) => table.0.iter().for_each(|entry| entry.value.leaves(&join(&entry.key), see)),
            Kind::List(list) if list.iter().any(|node| node.table().is_some()) => {
                list.iter().enumerate().for_each(|(at, node)| node.leaves(&join(&at.to_string()), see));
            }
            _ => see(path, self),
        }
    }
}

impl Node {
    /// The value without its places.
    pub(super) fn plain(&self) -> Value {
        match &self.kind {
            Kind::Text(text) | Kind::Date(text) => Value::String(text.clone()),
            Kind::Integer(number) => Value::Integer(*number),
            Kind::Float(number) => Value::Float(*number),
            Kind::Boolean(on) => Value::Boolean(*on),
            Kind::List(list) => Value::Array(list.iter().map(Self::plain).collect()),
            Kind::Table(table) => {
                Value::Table(table.0.iter().map(|entry| (entry.key.clone(), entry.value.plain())).collect())
            }
        }
    }
}

/// Reads a text as TOML. What cannot be read is found and left out.
pub(super) fn parse(source: usize, text: &str, findings: &mut Vec<Finding>) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or_default();
        let message = error.message().replace('\n', ", ");
        findings.push(Finding::of_form(Spot::new(source, span.start, span.end), message));
    }
    let span = table.span();
    Node { spot: Spot::new(source, span.start, span.start), kind: of_table(source, table.into_inner()) }
}

fn of_table(source: usize, table: DeTable<'_>) -> Kind {
    let entry = |(key, value): (Spanned<Cow<'_, str>>, Spanned<DeValue<'_>>)| {
        let span = key.span();
        let value = of_value(source, value);
        Entry { key: key.into_inner().into_owned(), spot: Spot::new(source, span.start, span.end), value }
    };
    let mut entries: Vec<(usize, Entry)> =
        table.into_iter().map(|(key, value)| (key.span().start, entry((key, value)))).collect();
    entries.sort_by_key(|(start, _)| *start);
    Kind::Table(Table(entries.into_iter().map(|(_, entry)| entry).collect()))
}

fn of_value(source: usize, value: Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let kind = match value.into_inner() {
        DeValue::String(text) => Kind::Text(text.into_owned()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Kind::Integer(number),
            Err(_) => Kind::Text(number.as_str().to_owned()),
        },
        DeValue::Float(number) => Kind::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(on) => Kind::Boolean(on),
        DeValue::Datetime(at) => Kind::Date(at.to_string()),
        DeValue::Array(list) => Kind::List(list.into_iter().map(|value| of_value(source, value)).collect()),
        DeValue::Table(table) => of_table(source, table),
    };
    Node { kind, spot: Spot::new(source, span.start, span.end) }
}
