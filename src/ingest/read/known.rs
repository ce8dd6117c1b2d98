//! Which shipped preset reads a document of which nothing is said: told by its keys, columns or root.
//!
//! A guess is only made where the keys belong to one publisher. Reading is left to the presets.

use serde_json::Value;

use super::sheet;

/// Rows looked at: the first may be an odd one.
const ROWS_TRIED: usize = 5;

/// Characters looked at for the root of an XML document.
const ROOT_REACH: usize = 2_000;

/// Columns of GDELT's table of events, which has no heading, and the one with the day.
const GDELT_COLUMNS: usize = 61;
const GDELT_DAY: usize = 1;

/// A preset, where the rows of its documents stand, and what each row has (JSON pointers).
type Shape = (&'static str, &'static str, &'static [&'static str]);

const SHAPES: &[Shape] = &[
    ("gdacs-geojson", "/features", &["/properties/eventtype", "/properties/alertlevel"]),
    ("emsc", "/features", &["/properties/flynn_region"]),
    ("usgs", "/features", &["/properties/mag", "/properties/place"]),
    ("eonet", "/events", &["/geometry", "/categories", "/sources"]),
    ("federal-register", "/results", &["/document_number", "/publication_date"]),
    ("gdelt-doc", "/articles", &["/seendate", "/domain"]),
    ("canada-advice", "/data", &["/advisory-state", "/eng"]),
    ("germany-advice", "/response", &["/title", "/partialWarning"]),
    ("ioda", "/data", &["/datasource", "/start", "/duration"]),
    ("meteoalarm", "/warnings", &["/alert/identifier", "/alert/info"]),
    ("reliefweb", "/data", &["/id", "/fields/title"]),
    ("who-don", "/value", &["/ItemDefaultUrl", "/PublicationDateAndTime"]),
    ("wgi", "/1", &["/countryiso3code", "/indicator/id"]),
    ("frankfurter", "", &["/base", "/quote", "/rate"]),
    ("inform", "", &["/Iso3", "/IndicatorScore"]),
    ("netherlands-advice", "", &["/introduction", "/canonical"]),
    ("netherlands-advice", "", &["/introduction", "/frontendurl"]),
    ("ofac-changes", "", &["/publicationID", "/datePublished"]),
    ("ofac-changes", "", &["/publicationId", "/datePublished"]),
    ("us-state-api", "", &["/Title", "/Link", "/Summary"]),
];

/// Presets of tables, with columns that their headings have.
const TABLES: &[Shape] = &[
    ("opensanctions", "", &["/schema", "/aliases", "/dataset"]),
    ("ucdp-candidate", "", &["/type_of_violence", "/dyad_name", "/best"]),
];

/// Presets of XML, with what stands at the start of their documents.
const ROOTS: &[(&str, &str)] = &[
    ("un-sanctions", "<CONSOLIDATED_LIST"),
    ("ecb-rates", "vocabulary/2002-08-01/eurofxref"),
    ("mofa-japan", "<opendata"),
];

/// The preset that reads a JSON document.
pub(super) fn of_json(document: &Value) -> Option<&'static str> {
    fitting(SHAPES, document).or_else(|| is_govuk_advice(document).then_some("govuk-advice"))
}

/// The preset that reads a table, with its rows as JSON.
pub(super) fn of_table(text: &str) -> Option<(&'static str, String)> {
    let rows = sheet::json(text)?;
    let document: Value = serde_json::from_str(&rows).ok()?;
    let name = fitting(TABLES, &document).or_else(|| is_gdelt(&document).then_some("gdelt-events"))?;
    Some((name, rows))
}

/// The preset that reads an XML document.
pub(super) fn of_xml(text: &str) -> Option<&'static str> {
    let start: String = text.chars().take(ROOT_REACH).collect();
    ROOTS.iter().find(|(_, mark)| start.contains(mark)).map(|(name, _)| *name)
}

/// What a document of another kind consists of, for a person who writes a filter for it.
pub(super) fn keys(document: &Value) -> Vec<&str> {
    let first = document.as_array().and_then(|rows| rows.first()).unwrap_or(document);
    first.as_object().into_iter().flat_map(|object| object.keys().map(String::as_str)).collect()
}

fn fitting(shapes: &[Shape], document: &Value) -> Option<&'static str> {
    let fits = |(_, at, wanted): &&Shape| {
        let has_all = |row: &Value| wanted.iter().all(|key| row.pointer(key).is_some());
        document.pointer(at).is_some_and(|rows| rows_of(rows).into_iter().any(has_all))
    };
    shapes.iter().find(fits).map(|(name, ..)| *name)
}

/// The first rows of a list, or of an object that has them by their ids.
fn rows_of(rows: &Value) -> Vec<&Value> {
    match rows {
        Value::Array(rows) => rows.iter().take(ROWS_TRIED).collect(),
        Value::Object(rows) => rows.values().filter(|row| row.is_object()).take(ROWS_TRIED).collect(),
        _ => Vec::new(),
    }
}

/// The content API of GOV.UK writes all its documents alike; only the address tells what one is about.
fn is_govuk_advice(document: &Value) -> bool {
    let names = ["base_path", "web_url", "id"].into_iter().filter_map(|key| document.get(key)?.as_str());
    document.get("details").is_some() && names.into_iter().any(|name| name.contains("foreign-travel-advice"))
}

fn is_gdelt(document: &Value) -> bool {
    let is_day = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let first = document.get(0).and_then(Value::as_array).filter(|row| row.len() == GDELT_COLUMNS);
    first.and_then(|row| row.get(GDELT_DAY)?.as_str()).is_some_and(is_day)
}
