//! Reading the watchlist.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;
use serde::Deserialize;

use crate::domain::country::{Country, CountryCode};
use crate::domain::id::Sector;

use super::docs::Docs;
use super::log::Log;
use super::node::Node;
use super::read::{FromNode, Reader, word};

/// How a currency is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fx {
    /// By the market.
    Float,
    /// By the market and the bank.
    Managed,
    /// By the bank.
    Peg,
    /// It has none of its own.
    None,
}

impl FromNode for Fx {
    fn from_node(node: &Node, log: &Log) -> Option<Self> {
        word(node, log)
    }
}

/// What the watchlist says of a country beyond what scoring needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryFacts {
    /// ISO 3166-1 alpha-3.
    pub iso3: Option<String>,
    /// GDELT's code, where it differs from ISO.
    pub fips: Option<String>,
    /// Its name in gov.uk travel advice.
    pub fcdo: Option<String>,
    /// Other names, in any language.
    pub aliases: Vec<String>,
    /// English demonyms.
    pub demonyms: Vec<String>,
    /// Groups of countries it belongs to.
    pub groups: Vec<String>,
    /// Articles of the policy it comes from.
    pub articles: Vec<u8>,
    /// Why it is watched.
    pub why: String,
    /// Fields of co-operation with it.
    pub sectors: Vec<Sector>,
    /// The city of its point.
    pub city: Option<String>,
    /// How its currency is held.
    pub fx: Option<Fx>,
}

/// The watchlist, and what else it says.
pub(super) type Watchlist = (Vec<Arc<Country>>, BTreeMap<CountryCode, CountryFacts>);

pub(super) fn read(docs: &Docs, log: &Log) -> Watchlist {
    let read = docs.entries("country").iter().filter_map(|node| country(node, log));
    let (countries, facts): (Vec<_>, Vec<_>) = read.unzip();
    let by_code = countries.iter().map(|country| country.code).zip(facts).collect();
    (countries, by_code)
}

fn country(node: &Node, log: &Log) -> Option<(Arc<Country>, CountryFacts)> {
    let mut keys = Reader::new(node, log)?;
    let (code, name, tier) = (keys.need("code"), keys.need("name"), keys.within("tier", 1..=2));
    let fx: Option<Fx> = keys.opt("fx");
    let zone: Option<Tz> = keys.opt("timezone");
    let (capital, currency) = (keys.opt("capital"), keys.opt::<String>("currency"));
    let _: Option<bool> = keys.opt("enabled");
    let facts = CountryFacts {
        iso3: keys.opt("iso3"),
        fips: keys.opt("fips"),
        fcdo: keys.opt("fcdo"),
        aliases: keys.or_empty("aliases"),
        demonyms: keys.or_empty("demonyms"),
        groups: keys.or_empty("groups"),
        articles: keys.or_empty("articles"),
        why: keys.or_empty("why"),
        sectors: keys.or_empty("sectors"),
        city: keys.opt("city"),
        fx,
    };
    check_currency(&mut keys, currency.as_deref(), log);
    keys.finish();
    let country =
        Country { code: code?, name: name?, tier: tier?, capital, currency, pegged: fx == Some(Fx::Peg), zone };
    Some((Arc::new(country), facts))
}

fn check_currency(keys: &mut Reader<'_>, currency: Option<&str>, log: &Log) {
    let is_code = |text: &str| text.len() == 3 && text.chars().all(|c| c.is_ascii_uppercase());
    if let (Some(text), Some(node)) = (currency.filter(|text| !is_code(text)), keys.node("currency")) {
        log.error(node.spot, format!("`{text}` is no currency code: three capital letters, as in UAH"));
    }
}
