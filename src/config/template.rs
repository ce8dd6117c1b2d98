//! Filling feeds from the watchlist: one feed per country for `{fcdo}` and its like, one URL for `{iso3;…}`.
//!
//! What changes with the time of asking (`{date}`, `{year}`) is left to the one who asks.

use std::collections::BTreeSet;

use url::form_urlencoded::byte_serialize;

use crate::domain::country::CountryCode;

use super::node::{Entry, Kind, Node};

/// Words that are filled per country.
const PER_COUNTRY: [&str; 7] = ["fcdo", "iso2", "iso3", "fips", "ccy", "name", "query"];

/// What a country of the watchlist fills in.
#[derive(Clone, Debug)]
pub(super) struct Row {
    code: String,
    name: String,
    iso3: Option<String>,
    fips: Option<String>,
    fcdo: Option<String>,
    currency: Option<String>,
}

impl Row {
    /// The row of an entry of the watchlist.
    pub(super) fn of(country: &Node) -> Option<Self> {
        let text = |key: &str| country.text(key).map(str::to_owned);
        let code = text("code")?;
        let name = country.walk("name.en").and_then(as_text).or_else(|| country.text("name"));
        Some(Self {
            name: name.unwrap_or(&code).to_owned(),
            iso3: text("iso3"),
            fips: text("fips"),
            fcdo: text("fcdo"),
            currency: text("currency"),
            code,
        })
    }

    /// Whether its code is one of these; a row with a mistaken code fills nothing.
    pub(super) fn is_of(&self, codes: &BTreeSet<CountryCode>) -> bool {
        CountryCode::new(&self.code).is_some_and(|code| codes.contains(&code))
    }

    /// The value of a word; none when the country has none, and is left out.
    fn value(&self, word: &str, query: &str) -> Option<String> {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        match word {
            "iso2" => Some(self.code.clone()),
            "iso3" => self.iso3.clone(),
            "fips" => self.fips.clone().or_else(|| Some(self.code.clone())),
            "fcdo" => self.fcdo.clone(),
            "ccy" => self.currency.clone(),
            "name" => Some(encode(&self.name)),
            "query" => Some(encode(&query.replace("{name}", &self.name))),
            _ => None,
        }
    }
}

/// Fills every feed. A feed without words to fill stays as it is.
pub(super) fn expand(feeds: Vec<Node>, rows: &[Row]) -> Vec<Node> {
    feeds.into_iter().flat_map(|feed| filled(feed, rows)).collect()
}

fn filled(mut feed: Node, rows: &[Row]) -> Vec<Node> {
    let Some(url) = feed.text("url").map(|url| joined(url, rows)) else { return vec![feed] };
    set(&mut feed, "url", Kind::Text(url.clone()));
    if !words(&url).any(|word| PER_COUNTRY.contains(&word)) {
        return vec![feed];
    }
    rows.iter().filter(|row| wants(&feed, &row.code)).filter_map(|row| of_country(&feed, &url, row)).collect()
}

/// The feed of one country, if the country has every word that is wanted.
fn of_country(template: &Node, url: &str, row: &Row) -> Option<Node> {
    let query = template.text("query").unwrap_or_default();
    let mut filled = url.to_owned();
    for word in words(url).filter(|word| PER_COUNTRY.contains(word)) {
        filled = filled.replace(&format!("{{{word}}}"), &row.value(word, query)?);
    }
    let mut feed = template.clone();
    let id = format!("{}-{}", template.text("id")?, row.code.to_lowercase());
    let title = format!("{}: {}", template.text("title").unwrap_or_default(), row.name);
    let code = Node { kind: Kind::Text(row.code.clone()), spot: template.spot };
    set(&mut feed, "id", Kind::Text(id));
    set(&mut feed, "title", Kind::Text(title));
    set(&mut feed, "url", Kind::Text(filled));
    set(&mut feed, "countries", Kind::List(vec![code]));
    Some(feed)
}

/// Whether a template is for this country: for all that it does not exclude by naming others.
fn wants(feed: &Node, code: &str) -> bool {
    match feed.get("countries").map(|node| &node.kind) {
        Some(Kind::List(list)) => list.is_empty() || list.iter().any(|node| as_text(node) == Some(code)),
        _ => true,
    }
}

/// Fills `{iso3;…}` and `{ccy,…}`: each value once, joined by the sign before the dots.
fn joined(url: &str, rows: &[Row]) -> String {
    let mut filled = url.to_owned();
    for word in words(url) {
        let Some(stem) = word.strip_suffix('…') else { continue };
        let sign = stem.chars().last().unwrap_or(',');
        let name = stem.trim_end_matches(sign);
        let values: BTreeSet<String> = rows.iter().filter_map(|row| row.value(name, "")).collect();
        let list = values.into_iter().collect::<Vec<_>>().join(&sign.to_string());
        filled = filled.replace(&format!("{{{word}}}"), &list);
    }
    filled
}

/// The words in braces.
pub(super) fn words(url: &str) -> impl Iterator<Item = &str> {
    url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(word, _)| word)
}

fn as_text(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Text(text) => Some(text),
        _ => None,
    }
}

/// Puts a value under a key, at the place that the key had.
fn set(feed: &mut Node, key: &str, kind: Kind) {
    let spot = feed.spot;
    let Kind::Table(table) = &mut feed.kind else { return };
    match table.get_mut(key) {
        Some(node) => node.kind = kind,
        None => table.0.push(Entry { key: key.to_owned(), spot, value: Node { kind, spot } }),
    }
}
