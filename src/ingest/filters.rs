//! jq filters: how any JSON becomes rows, by a filter of the operator's or by a shipped preset.
//!
//! A row is an object with the keys of `read/rows.rs`. The shipped presets are files in `config/presets`. What a row
//! means is left to `read`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, compile, load};
use jaq_json::Val;
use thiserror::Error;

use crate::domain::feed::{Feed, Format};

/// Rows taken from one document; no feed of the list comes near.
const ROWS_LIMIT: usize = 200_000;

/// Deepest nesting of JSON that is read; the parser recurses.
const DEPTH_LIMIT: usize = 128;

/// The presets written in jq, by name.
const PRESETS: &[(&str, &str)] = &[
    ("canada-advice", include_str!("../../config/presets/canada-advice.jq")),
    ("emsc", include_str!("../../config/presets/emsc.jq")),
    ("eonet", include_str!("../../config/presets/eonet.jq")),
    ("federal-register", include_str!("../../config/presets/federal-register.jq")),
    ("frankfurter", include_str!("../../config/presets/frankfurter.jq")),
    ("gdacs-geojson", include_str!("../../config/presets/gdacs-geojson.jq")),
    ("gdelt-doc", include_str!("../../config/presets/gdelt-doc.jq")),
    ("gdelt-events", include_str!("../../config/presets/gdelt-events.jq")),
    ("germany-advice", include_str!("../../config/presets/germany-advice.jq")),
    ("govuk-advice", include_str!("../../config/presets/govuk-advice.jq")),
    ("inform", include_str!("../../config/presets/inform.jq")),
    ("ioda", include_str!("../../config/presets/ioda.jq")),
    ("meteoalarm", include_str!("../../config/presets/meteoalarm.jq")),
    ("netherlands-advice", include_str!("../../config/presets/netherlands-advice.jq")),
    ("ofac-changes", include_str!("../../config/presets/ofac-changes.jq")),
    ("opensanctions", include_str!("../../config/presets/opensanctions.jq")),
    ("reliefweb", include_str!("../../config/presets/reliefweb.jq")),
    ("ucdp-candidate", include_str!("../../config/presets/ucdp-candidate.jq")),
    ("us-state-api", include_str!("../../config/presets/us-state-api.jq")),
    ("usgs", include_str!("../../config/presets/usgs.jq")),
    ("wgi", include_str!("../../config/presets/wgi.jq")),
    ("who-don", include_str!("../../config/presets/who-don.jq")),
];

/// The presets written in code, because they read XML.
pub const XML_PRESETS: [&str; 3] = ["ecb-rates", "mofa-japan", "un-sanctions"];

/// The presets that read tables.
const TABLE_PRESETS: [&str; 3] = ["gdelt-events", "opensanctions", "ucdp-candidate"];

/// A filter that cannot be used, or that failed on a document.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FilterError {
    /// No preset has this name.
    #[error("there is no preset `{0}`; the presets are {list}", list = preset_names().join(", "))]
    UnknownPreset(String),
    /// A feed in JSON or a table names neither filter nor preset.
    #[error("a feed with format `json` or `csv` needs a `filter` or a `preset`")]
    Missing,
    /// The filter is no jq.
    #[error("the filter is not valid jq: {0}")]
    Syntax(String),
    /// The body is no JSON.
    #[error("not valid JSON: {0}")]
    Json(String),
    /// The filter met a value it could not work on.
    #[error("the filter failed: {0}; has the publisher changed the format?")]
    Run(String),
}

/// Compiled filters, kept so that each is compiled once.
#[derive(Default)]
pub struct Filters {
    programs: Mutex<HashMap<String, Arc<Program>>>,
}

type Program = jaq_core::Filter<JustLut<Val>>;

impl Filters {
    /// Whether the filter or preset that a feed names can be used, for `config check`.
    pub fn check(&self, feed: &Feed) -> Result<(), FilterError> {
        match code(feed) {
            Ok(Some(code)) => self.program(code).map(drop),
            Ok(None) if matches!(feed.format, Format::Json | Format::Csv) => Err(FilterError::Missing),
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Runs a filter over a JSON text; each output is a row.
    pub(crate) fn rows(&self, code: &str, json: &str) -> Result<Vec<serde_json::Value>, FilterError> {
        let program = self.program(code)?;
        if nesting(json) > DEPTH_LIMIT {
            return Err(FilterError::Json(format!("nested deeper than {DEPTH_LIMIT} levels")));
        }
        let input =
            jaq_json::read::parse_single(json.as_bytes()).map_err(|error| FilterError::Json(error.to_string()))?;
        let context = Ctx::<JustLut<Val>>::new(&program.lut, Vars::new([]));
        let outputs = program.id.run((context, input)).take(ROWS_LIMIT);
        outputs.map(|output| output.map_err(failure).and_then(|row| plain(&row))).collect()
    }

    fn program(&self, code: &str) -> Result<Arc<Program>, FilterError> {
        let mut programs = self.programs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(program) = programs.get(code) {
            return Ok(Arc::clone(program));
        }
        let program = Arc::new(compiled(code)?);
        programs.insert(code.to_owned(), Arc::clone(&program));
        Ok(program)
    }
}

impl std::fmt::Debug for Filters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Filters").finish_non_exhaustive()
    }
}

/// All preset names, in order.
pub fn preset_names() -> Vec<&'static str> {
    let mut names: Vec<_> = PRESETS.iter().map(|(name, _)| *name).chain(XML_PRESETS).collect();
    names.sort_unstable();
    names
}

/// What a preset reads; none when there is none of that name.
pub fn preset_format(name: &str) -> Option<Format> {
    match name {
        _ if XML_PRESETS.contains(&name) => Some(Format::Xml),
        _ if TABLE_PRESETS.contains(&name) => Some(Format::Csv),
        _ => preset(name).map(|_| Format::Json),
    }
}

/// The jq code a feed is read with; none when it is read by its format or by an XML preset.
pub(crate) fn code(feed: &Feed) -> Result<Option<&str>, FilterError> {
    if let Some(filter) = &feed.filter {
        return Ok(Some(filter));
    }
    match feed.preset.as_deref() {
        None => Ok(None),
        Some(name) if XML_PRESETS.contains(&name) => Ok(None),
        Some(name) => preset(name).map(Some).ok_or_else(|| FilterError::UnknownPreset(name.to_owned())),
    }
}

/// The code of a shipped jq preset.
pub(crate) fn preset(name: &str) -> Option<&'static str> {
    PRESETS.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
}

fn compiled(code: &str) -> Result<Program, FilterError> {
    let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let arena = Arena::default();
    let modules = Loader::new(defs).load(&arena, File { code, path: () }).map_err(|errors| load_errors(&errors))?;
    Compiler::default().with_funs(funs).compile(modules).map_err(|errors| compile_errors(&errors))
}

fn load_errors(errors: &load::Errors<&str, ()>) -> FilterError {
    let message = errors.iter().map(|(_, error)| match error {
        load::Error::Io(errors) => errors.iter().map(|(path, error)| format!("{path}: {error}")).collect(),
        load::Error::Lex(errors) => errors.iter().map(|(wanted, at)| expected(wanted.as_str(), at)).collect(),
        load::Error::Parse(errors) => {
            errors.iter().map(|(wanted, at)| expected(wanted.as_str(), at)).collect::<Vec<_>>()
        }
    });
    FilterError::Syntax(message.flatten().collect::<Vec<_>>().join("; "))
}

fn expected(wanted: &str, at: &str) -> String {
    let near: String = at.chars().take(20).collect();
    if near.is_empty() { format!("expected {wanted} at the end") } else { format!("expected {wanted} at `{near}`") }
}

fn compile_errors(errors: &compile::Errors<&str, ()>) -> FilterError {
    let all = errors.iter().flat_map(|(_, errors)| errors);
    let message = all.map(|(name, what)| format!("undefined {} `{name}`", what.as_str()));
    FilterError::Syntax(message.collect::<Vec<_>>().join("; "))
}

fn failure(exception: jaq_core::Exn<'_, Val>) -> FilterError {
    // An exception that is no error is a `halt`, which a filter has no business with.
    let message = exception.get_err().map_or_else(|_| "it halted".to_owned(), |error| error.to_string());
    FilterError::Run(message.chars().take(200).collect())
}

fn plain(row: &Val) -> Result<serde_json::Value, FilterError> {
    serde_json::from_str(&row.to_string()).map_err(|error| FilterError::Run(format!("a row is no JSON: {error}")))
}

/// How deep brackets are nested outside of strings.
pub(crate) fn nesting(json: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0usize, 0, false, false);
    for byte in json.bytes() {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
