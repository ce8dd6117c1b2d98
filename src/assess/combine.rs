//! How numbers are put together: several incidents by a norm after the gate, standing and situation into a score.
//!
//! Section 5.4 and 5.5 of the domain model. The numbers themselves come from `weigh`, `exposure` and `standing`.

use crate::domain::model::Model;

/// Incidents that count in a score, after the gate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gated {
    /// All together, 0 to 100.
    pub value: f64,
    /// Incidents at least likely.
    pub count: usize,
    /// Incidents merely possible, capped together.
    pub possible: usize,
    /// Incidents kept out.
    pub unconfirmed: usize,
}

/// Combines `(points, certainty)` pairs: below `possible` out of it, below `likely` together at most
/// `possible_points`, so that no rumour alone raises yellow.
pub fn gate(points: &[(f64, f64)], model: &Model) -> Gated {
    let m = &model.certainty;
    let norm = model.score.norm;
    let lane = |from: f64, to: f64| points.iter().filter(move |(_, c)| (from..to).contains(c)).map(|(x, _)| *x);
    let likely = p_norm(lane(m.likely, f64::INFINITY), norm);
    let possible = p_norm(lane(m.possible, m.likely), norm).min(m.possible_points);
    Gated {
        value: p_norm([likely, possible].into_iter(), norm),
        count: lane(m.likely, f64::INFINITY).count(),
        possible: lane(m.possible, m.likely).count(),
        unconfirmed: lane(f64::NEG_INFINITY, m.possible).count(),
    }
}

/// `(Σ xᵖ)^(1/p)`, at most 100. The terms are added in order of size, so that their own order does not matter.
pub fn p_norm(values: impl Iterator<Item = f64>, p: f64) -> f64 {
    let mut powers: Vec<f64> = values.map(|x| x.max(0.0).powf(p)).collect();
    powers.sort_by(f64::total_cmp);
    powers.iter().sum::<f64>().powf(p.recip()).min(100.0)
}

/// `100·[1 − (1 − k·base/100)·(1 − x/100)]`: bounded, rising in both, with room for events in a risky country.
pub fn join(base: f64, x: f64, model: &Model) -> f64 {
    100.0 * (1.0 - (1.0 - model.score.standing_weight * base / 100.0) * (1.0 - x / 100.0))
}
