//! What notices without an incident rest on: the latest advice of each government, and the latest rates.
//!
//! Such items join no incident; without this a notice on them would have no source.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::country::{Country, CountryCode};
use crate::domain::id::Family;
use crate::domain::picture::Reading;
use crate::domain::rule::Rule;

/// The latest readings of registers and rate lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    advice: BTreeMap<(Family, CountryCode), Arc<Reading>>,
    rates: BTreeMap<(Family, String), Arc<Reading>>,
}

impl Records {
    /// Keeps a reading if it is a register's or a rate list's.
    pub(super) fn put(&mut self, reading: &Arc<Reading>) {
        let (provider, publisher) = (&reading.item.provider, &reading.item.publisher);
        if let (Some(_), Some(country)) = (provider.advisory, reading.annotation.subject()) {
            self.advice.insert((publisher.clone(), country), Arc::clone(reading));
        }
        for currency in provider.values.keys().filter(|key| key.len() == 3) {
            self.rates.insert((publisher.clone(), currency.clone()), Arc::clone(reading));
        }
    }

    /// The latest reading of each government about each country.
    pub(super) fn advice(&self) -> impl Iterator<Item = Arc<Reading>> {
        self.advice.values().cloned()
    }

    /// What a rule's candidates about a country rest on, by what the rule says it needs.
    pub(super) fn behind(&self, rule: &Rule, country: &Country) -> Vec<Arc<Reading>> {
        let needs = |input: &str| rule.needs.iter().any(|need| need == input);
        let advice = self.advice.iter().filter(|((_, code), _)| needs("advisories") && *code == country.code);
        let pays = |currency: &String| needs("rates") && country.currency.as_ref() == Some(currency);
        let rates = self.rates.iter().filter(|((_, currency), _)| pays(currency));
        advice.map(|(_, reading)| reading).chain(rates.map(|(_, reading)| reading)).cloned().collect()
    }
}
