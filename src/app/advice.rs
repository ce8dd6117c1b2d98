//! Travel advice in force, as the desk has seen it change.
//!
//! A change counts once the next fetch confirms it, and a first load is no change (`assess::advice_change` holds the
//! rule). Which items carry advice is left to `ingest`.

use std::collections::BTreeMap;

use crate::assess::{AdviceState, advice_change};
use crate::domain::country::CountryCode;
use crate::domain::impact::Advice;
use crate::domain::picture::Reading;
use crate::domain::time::Timestamp;
use crate::warn::AdviceChange;

/// Who says it, and of which country.
type Key = (String, CountryCode);

/// All governments' advice, with the changes that were confirmed.
#[derive(Clone, Debug, Default)]
pub(super) struct AdviceBook {
    states: BTreeMap<Key, AdviceState>,
    changes: Vec<AdviceChange>,
}

impl AdviceBook {
    /// Goes on with advice that an earlier run stored.
    pub(super) fn restore(&mut self, stored: Vec<Advice>) {
        for advice in stored {
            let key = (advice.government.clone(), advice.country);
            self.states.insert(key, AdviceState { in_force: Some(advice), pending: None });
        }
    }

    /// Takes note of what a reading says, if it is a government's advice.
    pub(super) fn observe(&mut self, reading: &Reading) {
        for advice in advice_of(reading) {
            self.see(&advice, reading.item.seen);
        }
    }

    /// A government's list was fetched again and still says what it said: what waits for that counts now.
    pub(super) fn confirm(&mut self, government: &str, now: Timestamp) {
        let waiting: Vec<Advice> = self
            .states
            .iter()
            .filter(|((by, _), state)| by == government && state.pending.is_some())
            .filter_map(|(_, state)| state.pending.clone())
            .filter(|pending| pending.since < now)
            .collect();
        for advice in waiting {
            self.see(&advice, now);
        }
    }

    /// Confirms everything that waits, for items without fetches behind them.
    pub(super) fn confirm_all(&mut self, now: Timestamp) {
        let governments: Vec<String> = self.states.keys().map(|(government, _)| government.clone()).collect();
        for government in governments {
            self.confirm(&government, now);
        }
    }

    /// The advice that counts.
    pub(super) fn in_force(&self, now: Timestamp) -> Vec<Advice> {
        let lapsed = |advice: &Advice| advice.expires.is_some_and(|at| at <= now);
        self.states.values().filter_map(|state| state.in_force.clone()).filter(|advice| !lapsed(advice)).collect()
    }

    /// Confirmed changes, oldest first.
    pub(super) fn changes(&self) -> &[AdviceChange] {
        &self.changes
    }

    fn see(&mut self, seen: &Advice, at: Timestamp) {
        let key = (seen.government.clone(), seen.country);
        let (state, change) = advice_change(&self.states.get(&key).cloned().unwrap_or_default(), Some(seen));
        self.states.insert(key, state);
        if let Some(change) = change {
            self.changes.push(AdviceChange {
                government: change.to.government,
                country: change.to.country,
                from: change.from.level,
                to: change.to.level,
                at,
            });
        }
    }
}

fn advice_of(reading: &Reading) -> Vec<Advice> {
    let (item, annotation) = (&reading.item, &reading.annotation);
    let Some(level) = item.provider.advisory else { return Vec::new() };
    // A row of a register is about one country; what else its text names is not advised on.
    annotation
        .countries
        .iter()
        .take(1)
        .map(|finding| Advice {
            government: item.publisher.to_string(),
            country: finding.code,
            level,
            regional: item.provider.regional,
            wording: item.provider.level.clone().unwrap_or_default(),
            since: item.published.unwrap_or(item.seen),
            expires: item.provider.expires,
        })
        .collect()
}
