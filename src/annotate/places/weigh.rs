//! From places to countries: how much of the item is about each, and which are merely mentioned.
//!
//! Countries that the provider gives in fields come before all that words say.

use super::resolve::{Resolve, Resolved};
use super::rules::Weights;
use super::unlisted::Unlisted;
use crate::annotate::text::Text;
use crate::domain::annotation::{CountryFinding, Evidence};
use crate::domain::country::CountryCode;
use crate::domain::place::PlaceKind;

/// Most pieces of evidence kept for one country.
const EVIDENCE_KEPT: usize = 12;

/// What speaks for one country.
#[derive(Debug)]
struct Tally {
    code: CountryCode,
    sum: f64,
    in_title: bool,
    from_provider: bool,
    evidence: Vec<Evidence>,
}

/// Weighs the countries of one item.
pub(super) struct Weigh<'x> {
    pub(super) text: &'x Text,
    pub(super) weights: &'x Weights,
    tallies: Vec<Tally>,
}

impl<'x> Weigh<'x> {
    pub(super) const fn new(text: &'x Text, weights: &'x Weights) -> Self {
        Self { text, weights, tallies: Vec::new() }
    }

    /// Counts every place of the text.
    pub(super) fn add_places(&mut self, resolve: &Resolve<'_, '_>, places: &[Resolved]) {
        let mut first_in_title = true;
        for resolved in places {
            let (Some(hit), Some(choice)) = (resolve.found.hits.get(resolved.hit), resolve.choice(resolved)) else {
                continue;
            };
            let in_title = self.text.in_title(hit.start);
            let mut weight = self.weights.evidence.of(choice.sense.kind);
            if resolve.is_currency(hit) {
                weight *= self.weights.currency;
            }
            if in_title {
                weight *= self.weights.title;
                weight += if first_in_title { self.weights.first } else { 0.0 };
                first_in_title = false;
            }
            self.add(choice.sense.code, weight, hit.start..hit.end, via(choice.sense.kind), in_title);
        }
    }

    /// Counts the places that no table lists, where words beside them tell the country.
    pub(super) fn add_unlisted(&mut self, places: &[Unlisted]) {
        for place in places.iter().filter(|place| place.sure) {
            let in_title = self.text.in_title(place.at.start);
            self.add(place.code, self.weights.unlisted, place.at.clone(), "pattern", in_title);
        }
    }

    /// Counts one more mention.
    pub(super) fn add(
        &mut self,
        code: CountryCode,
        weight: f64,
        at: std::ops::Range<usize>,
        via: &str,
        in_title: bool,
    ) {
        let words = self.text.words(at.clone()).to_owned();
        let offsets = self.text.offsets(at);
        let evidence = Evidence { text: words, start: offsets.start, end: offsets.end, via: via.to_owned() };
        let tally = self.tally(code);
        tally.sum += weight;
        tally.in_title |= in_title;
        if tally.evidence.len() < EVIDENCE_KEPT {
            tally.evidence.push(evidence);
        }
    }

    /// Counts what the provider says in a field.
    pub(super) fn add_provider(&mut self, code: CountryCode, field: &str) {
        let evidence = Evidence { text: field.to_owned(), start: 0, end: 0, via: "provider".to_owned() };
        let tally = self.tally(code);
        if !tally.from_provider {
            tally.from_provider = true;
            tally.evidence.insert(0, evidence);
        }
    }

    /// The countries, the subject first.
    pub(super) fn findings(mut self) -> Vec<CountryFinding> {
        self.provider_first();
        let top = self.tallies.iter().map(|tally| tally.sum).fold(0.0, f64::max);
        let (keep, keep_title) = (self.weights.keep * top, self.weights.keep_title * top);
        self.tallies.retain(|tally| tally.sum >= if tally.in_title { keep_title } else { keep });
        let total: f64 = self.tallies.iter().map(|tally| tally.sum).sum();
        // Sorting is stable, so that of two equals the one met first stays first.
        self.tallies.sort_by(|a, b| b.sum.total_cmp(&a.sum));
        let weight = |sum: f64| if total > 0.0 { (sum / total * 1000.0).round() / 1000.0 } else { 0.0 };
        self.tallies
            .into_iter()
            .map(|tally| CountryFinding { code: tally.code, weight: weight(tally.sum), evidence: tally.evidence })
            .collect()
    }

    /// Puts the provider's countries above all others; those that words alone name stay if the title names them.
    fn provider_first(&mut self) {
        if !self.tallies.iter().any(|tally| tally.from_provider) {
            return;
        }
        self.tallies.retain(|tally| tally.from_provider || tally.in_title);
        let words: f64 = self.tallies.iter().map(|tally| tally.sum).sum::<f64>().max(1.0);
        for tally in &mut self.tallies {
            tally.sum += if tally.from_provider { words * 2.0 } else { 0.0 };
        }
    }

    fn tally(&mut self, code: CountryCode) -> &mut Tally {
        let known = self.tallies.iter().position(|tally| tally.code == code);
        let at = known.unwrap_or(self.tallies.len());
        if known.is_none() {
            let tally = Tally { code, sum: 0.0, in_title: false, from_provider: false, evidence: Vec::new() };
            self.tallies.push(tally);
        }
        &mut self.tallies[at]
    }
}

/// The machine word for a sort of evidence.
const fn via(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Country => "name",
        PlaceKind::Demonym => "demonym",
        PlaceKind::Capital => "capital",
        PlaceKind::City => "city",
        PlaceKind::Admin => "admin",
        PlaceKind::Person => "person",
        PlaceKind::Feature => "feature",
    }
}
