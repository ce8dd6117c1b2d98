//! What a currency did: losses, the size of the last move in usual moves, and the year before.
//!
//! Whether that is worth a warning is left to the rules.

use chrono::{Days, Months, NaiveDate};

use super::scene::{RateSeries, StatisticsSettings};
use super::statistics::spread;

/// Business days in the short window of the rules.
const WEEK: usize = 5;
/// Business days in the middle window of the rules.
const MONTH: usize = 20;
/// A value this many days before or after the day meant may stand for it.
const NEAR_DAYS: u64 = 7;

/// What a currency did up to its last day with a value. Losses are shares of its worth in home currency, below zero
/// for a gain; none where the series does not reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Movement {
    /// The last day with a value.
    pub day: NaiveDate,
    /// Loss over 5 business days with values.
    pub loss_5: Option<f64>,
    /// Loss over 20.
    pub loss_20: Option<f64>,
    /// Loss over 12 months.
    pub loss_year: Option<f64>,
    /// Loss over the 12 months before those.
    pub loss_year_before: Option<f64>,
    /// The 5-day move over σ·√5, σ the robust daily move of the last business days.
    pub z: Option<f64>,
}

/// Measures a series; none when it has too few values or the last is too old to speak of today.
pub fn movement(series: &RateSeries, today: NaiveDate, settings: &StatisticsSettings) -> Option<Movement> {
    let days: Vec<_> =
        series.days.iter().copied().filter(|(day, rate)| *day <= today && rate.is_finite() && *rate > 0.0).collect();
    let &(day, last) = days.last()?;
    let recent = settings.rate_days + settings.rate_days / 2;
    let from = today.checked_sub_days(Days::new(u64::try_from(recent).ok()?))?;
    let enough = days.iter().filter(|(day, _)| *day >= from).count() >= settings.rate_days_needed;
    if !enough || (today - day).num_days() > settings.rate_fresh_days {
        return None;
    }
    let year = day.checked_sub_months(Months::new(12)).and_then(|at| near(&days, at));
    let before = day.checked_sub_months(Months::new(24)).and_then(|at| near(&days, at));
    Some(Movement {
        day,
        loss_5: back(&days, WEEK).map(|rate| loss(rate, last)),
        loss_20: back(&days, MONTH).map(|rate| loss(rate, last)),
        loss_year: year.map(|rate| loss(rate, last)),
        loss_year_before: year.zip(before).map(|(year, before)| loss(before, year)),
        z: usual_moves(&days, settings),
    })
}

/// Share of the currency's worth lost: 1 − before / after, both in local units per home unit.
pub fn loss(before: f64, after: f64) -> f64 {
    1.0 - before / after
}

fn back(days: &[(NaiveDate, f64)], steps: usize) -> Option<f64> {
    days.len().checked_sub(steps + 1).and_then(|at| days.get(at)).map(|(_, rate)| *rate)
}

fn near(days: &[(NaiveDate, f64)], wanted: NaiveDate) -> Option<f64> {
    let distance = |day: NaiveDate| (day - wanted).num_days().unsigned_abs();
    let best = days.iter().min_by_key(|(day, _)| distance(*day))?;
    (distance(best.0) <= NEAR_DAYS).then_some(best.1)
}

/// `z = (ln x_t − ln x_{t−5}) / (σ·√5)`, `σ = max(1.4826·MAD(r), floor)`.
fn usual_moves(days: &[(NaiveDate, f64)], settings: &StatisticsSettings) -> Option<f64> {
    let logs: Vec<f64> = days.iter().map(|(_, rate)| rate.ln()).collect();
    let moves: Vec<f64> = logs.windows(2).filter_map(|pair| Some(pair.get(1)? - pair.first()?)).collect();
    let recent = moves.get(moves.len().saturating_sub(settings.rate_days)..)?;
    let sigma = spread(recent)?.max(settings.rate_floor);
    let last = logs.last()?;
    let before = logs.len().checked_sub(WEEK + 1).and_then(|at| logs.get(at))?;
    Some((last - before) / (sigma * (WEEK as f64).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warn::tests::warn_settings;

    fn series(rates: &[f64]) -> RateSeries {
        let start = NaiveDate::from_ymd_opt(2026, 8, 3).unwrap();
        let weekdays = (0..).map(|n| start + Days::new(n)).filter(|day| {
            use chrono::Datelike;
            day.weekday().number_from_monday() <= 5
        });
        RateSeries { currency: "UAH".into(), days: weekdays.zip(rates.iter().copied()).collect() }
    }

    fn measure(rates: &[f64]) -> Option<Movement> {
        let series = series(rates);
        let today = series.days.last()?.0;
        movement(&series, today, &warn_settings().statistics)
    }

    #[test]
    fn a_loss_is_a_share_of_the_worth_before() {
        assert!((loss(4.0, 5.0) - 0.2).abs() < 1e-12);
        assert!(loss(5.0, 4.0) < 0.0, "a gain is below zero");
    }

    #[test]
    fn a_jump_in_a_calm_series_is_many_usual_moves() {
        let mut rates = vec![6.0; 60];
        rates.extend([6.4, 6.5]);
        let movement = measure(&rates).unwrap();
        assert!((movement.loss_5.unwrap() - (1.0 - 6.0 / 6.5)).abs() < 1e-12);
        assert!((movement.z.unwrap() - (6.5f64 / 6.0).ln() / (0.002 * 5f64.sqrt())).abs() < 1e-9);
    }

    #[test]
    fn a_series_that_always_swings_is_not_surprised() {
        let rates: Vec<f64> = (0..80).map(|n| if n % 2 == 0 { 6.0 } else { 6.3 }).collect();
        assert!(measure(&rates).unwrap().z.unwrap() < 3.0);
    }

    #[test]
    fn few_or_old_values_say_nothing() {
        assert_eq!(measure(&[6.0; 39]), None);
        let old = series(&[6.0; 80]);
        let today = old.days.last().unwrap().0 + Days::new(8);
        assert_eq!(movement(&old, today, &warn_settings().statistics), None);
    }

    #[test]
    fn missing_days_are_not_carried_forward() {
        let mut gappy = series(&[6.0; 80]);
        gappy.days.retain(|(day, _)| chrono::Datelike::day(day) % 2 == 0);
        let today = gappy.days.last().unwrap().0;
        assert_eq!(movement(&gappy, today, &warn_settings().statistics), None, "half the days are under forty");
    }

    #[test]
    fn two_years_of_values_give_two_yearly_losses() {
        let start = NaiveDate::from_ymd_opt(2024, 11, 1).unwrap();
        let days = (0..740u64).map(|n| (start + Days::new(n), 10.0 * 1.0005f64.powf(n as f64))).collect();
        let series = RateSeries { currency: "X".into(), days };
        let today = series.days.last().unwrap().0;
        let movement = movement(&series, today, &warn_settings().statistics).unwrap();
        let year = 1.0 - 1.0005f64.powi(-365);
        assert!((movement.loss_year.unwrap() - year).abs() < 1e-3);
        assert!((movement.loss_year_before.unwrap() - year).abs() < 1e-3);
    }
}
