//! Structural risk by country, as the latest rows of the index feeds give it.
//!
//! What it adds to a country's standing is left to `assess`.

use std::collections::BTreeMap;

use crate::domain::country::CountryCode;
use crate::domain::impact::Structure;
use crate::domain::picture::Reading;
use crate::domain::time::Timestamp;

/// INFORM risk index, 0 to 10, by the key its provider gives it.
const INFORM: &str = "INFORM";
/// Political stability of the World Bank's governance indicators, by its key now and the one before.
const STABILITY: [&str; 2] = ["GOV_WGI_PV.EST", "PV.EST"];

/// The latest value of each index, with the moment it is of.
#[derive(Clone, Debug, Default)]
pub(super) struct StructureBook(BTreeMap<CountryCode, Latest>);

#[derive(Clone, Copy, Debug, Default)]
struct Latest {
    inform: Option<(Timestamp, f64)>,
    stability: Option<(Timestamp, f64)>,
}

impl StructureBook {
    /// Takes the indices that a row gives for its country.
    pub(super) fn put(&mut self, reading: &Reading) {
        let values = &reading.item.provider.values;
        let value = |keys: &[&str]| keys.iter().find_map(|key| values.get(*key).copied());
        let (inform, stability) = (value(&[INFORM]), value(&STABILITY));
        let Some(country) = reading.annotation.subject().filter(|_| inform.or(stability).is_some()) else { return };
        let at = reading.item.published.unwrap_or(reading.item.seen);
        let latest = self.0.entry(country).or_default();
        keep_later(&mut latest.inform, at, inform.filter(|value| (0.0..=10.0).contains(value)));
        keep_later(&mut latest.stability, at, stability.filter(|value| (-2.5..=2.5).contains(value)));
    }

    /// What is known, by country.
    pub(super) fn known(&self) -> BTreeMap<CountryCode, Structure> {
        let value = |latest: Option<(Timestamp, f64)>| latest.map(|(_, value)| value);
        let structure =
            |latest: &Latest| Structure { inform: value(latest.inform), stability: value(latest.stability) };
        self.0.iter().map(|(country, latest)| (*country, structure(latest))).collect()
    }
}

/// A row of a later year stands, whichever came first.
fn keep_later(latest: &mut Option<(Timestamp, f64)>, at: Timestamp, value: Option<f64>) {
    if let Some(value) = value.filter(|_| latest.is_none_or(|(known, _)| known <= at)) {
        *latest = Some((at, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::annotation::CountryFinding;
    use crate::domain::sample;
    use crate::domain::time::parse;

    fn row(year: &str, key: &str, value: f64) -> Reading {
        let mut reading = sample::reading("jrc", 0).as_ref().clone();
        reading.annotation.countries =
            vec![CountryFinding { code: sample::code("UA"), weight: 1.0, evidence: Vec::new() }];
        reading.item.published = parse(&format!("{year}-01-01T00:00:00Z"));
        reading.item.provider.values = [(key.to_owned(), value)].into();
        reading
    }

    #[test]
    fn the_latest_year_of_each_index_stands() {
        let mut book = StructureBook::default();
        for row in [row("2025", "GOV_WGI_PV.EST", -1.5), row("2024", "PV.EST", 2.0), row("2026", "INFORM", 5.6)] {
            book.put(&row);
        }
        let known = Structure { inform: Some(5.6), stability: Some(-1.5) };
        assert_eq!(book.known().into_values().collect::<Vec<_>>(), [known]);
    }

    #[test]
    fn a_value_off_its_scale_is_no_value() {
        let mut book = StructureBook::default();
        book.put(&row("2026", "INFORM", 56.0));
        assert_eq!(book.known().into_values().collect::<Vec<_>>(), [Structure::default()]);
    }
}
