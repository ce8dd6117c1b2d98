//! Templates of documents (`config/templates/*.j2`), which an operator may replace.
//!
//! Whatever a template does, a value is escaped for the document's format when it is printed: there is no filter and
//! no block that turns this off. A template that loops runs out of fuel.

use std::fmt;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde::Serialize;
use thiserror::Error;

use super::escape;

/// Instructions a template may use; the shipped ones need a few thousand.
const FUEL: u64 = 500_000;
/// Depth of nested macros and blocks.
const RECURSION: usize = 50;
/// Filters that would mark a value as not to be escaped, or escape it for another format.
const UNSAFE_FILTERS: [&str; 3] = ["safe", "escape", "e"];

/// A template: the name it is reported under, and its text.
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    /// Its file: `notice.html.j2`.
    pub name: &'a str,
    /// Its text.
    pub source: &'a str,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct TemplateFault {
    /// Its file.
    pub name: String,
    /// The line, from one, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.name, self.message),
            None => write!(f, "{}: {}", self.name, self.message),
        }
    }
}

/// What a value is escaped for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Html,
    Markdown,
    Text,
}

impl Format {
    fn escaped(self, text: &str) -> String {
        match self {
            Self::Html => escape::html(text),
            Self::Markdown => escape::markdown(text),
            Self::Text => escape::line(text),
        }
    }
}

/// Fills a template.
pub(super) fn render(
    template: Template<'_>,
    format: Format,
    document: &impl Serialize,
) -> Result<String, TemplateFault> {
    fill(&environment(format)?, template, document)
}

/// Fills a template of a page, which prints the style of pages by `page_style`.
pub(super) fn render_page(
    template: Template<'_>,
    style: &str,
    document: &impl Serialize,
) -> Result<String, TemplateFault> {
    let mut environment = environment(Format::Html)?;
    // The operator's own file, not a value of a document: it is printed as it is.
    environment.add_global("page_style", Value::from_safe_string(style.to_owned()));
    fill(&environment, template, document)
}

fn fill(
    environment: &Environment<'_>,
    template: Template<'_>,
    document: &impl Serialize,
) -> Result<String, TemplateFault> {
    environment
        .render_named_str(template.name, template.source, Value::from(Serde(document)))
        .map_err(|error| fault(template, &error))
}

fn environment(format: Format) -> Result<Environment<'static>, TemplateFault> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(RECURSION);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(on_own_lines()?);
    for filter in UNSAFE_FILTERS {
        environment.remove_filter(filter);
    }
    environment.set_formatter(move |out, state, value| print(format, out, state, value));
    Ok(environment)
}

/// Blocks on lines of their own leave no empty line behind.
fn on_own_lines() -> Result<SyntaxConfig, TemplateFault> {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    syntax.map_err(|error| TemplateFault { name: String::new(), line: None, message: error.to_string() })
}

fn print(format: Format, out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::new(ErrorKind::UndefinedError, "this value does not exist"));
    }
    // What a macro printed has been escaped already.
    let text = if value.is_safe() { value.to_string() } else { format.escaped(&value.to_string()) };
    out.write_str(&text).map_err(Error::from)
}

fn fault(template: Template<'_>, error: &Error) -> TemplateFault {
    let message = match error.kind() {
        ErrorKind::OutOfFuel => "it does not come to an end; look for a loop".to_owned(),
        kind => error.detail().map_or_else(|| kind.to_string(), |detail| format!("{kind}: {detail}")),
    };
    let name = error.name().unwrap_or(template.name).to_owned();
    TemplateFault { name, line: error.line(), message }
}
