//! What a provider's fields say, set before what the words say. The codes are data; severity by fields is left to
//! [`severity`](super::severity).

use std::collections::BTreeMap;

use super::HazardReading;
use super::file::Code;
use crate::domain::annotation::{EventKind, Evidence, HazardFinding};
use crate::domain::hazard::Hazard;
use crate::domain::item::Item;
use crate::domain::place::Scope;

/// Confidence in a hazard that a provider gives in a field.
const GIVEN: f64 = 0.99;

/// Puts the provider's hazard, sort of happening, deaths and reach before those of the words.
pub(super) fn outrank(codes: &BTreeMap<String, Code>, item: &Item, reading: &mut HazardReading) {
    let provider = &item.provider;
    let code = provider.kind.as_deref().and_then(|kind| look_up(codes, kind));
    if let Some(hazard) = provider.hazard.or(code.map(|code| code.hazard)) {
        let said = provider.kind.clone().unwrap_or_else(|| hazard.key().to_owned());
        put_first(hazard, said, reading);
    }
    if let Some(kind) = code.and_then(|code| code.kind) {
        put_kind_first(kind, reading);
    }
    if provider.advisory.is_some() {
        put_kind_first(EventKind::Advisory, reading);
        reading.scope = Some(if provider.regional { Scope::Subnational } else { Scope::National });
    }
    reading.fatalities = provider.fatalities.or(reading.fatalities);
}

/// A code of its own, else its first two characters, which is how CAMEO groups its codes.
fn look_up(codes: &BTreeMap<String, Code>, kind: &str) -> Option<Code> {
    let digits = kind.starts_with(|c: char| c.is_ascii_digit());
    codes.get(kind).or_else(|| kind.get(..2).filter(|_| digits).and_then(|root| codes.get(root))).copied()
}

fn put_first(hazard: Hazard, said: String, reading: &mut HazardReading) {
    let given = Evidence { text: said, start: 0, end: 0, via: "provider".to_owned() };
    let mut evidence = vec![given];
    if let Some(at) = reading.hazards.iter().position(|finding| finding.hazard == hazard) {
        evidence.extend(reading.hazards.remove(at).evidence);
    }
    reading.hazards.insert(0, HazardFinding { hazard, confidence: GIVEN, evidence });
}

fn put_kind_first(kind: EventKind, reading: &mut HazardReading) {
    reading.kinds.retain(|known| *known != kind);
    reading.kinds.insert(0, kind);
}
