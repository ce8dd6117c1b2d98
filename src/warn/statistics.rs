//! Robust statistics over counts and moves: middle, spread, and the most that is not unusual.
//!
//! Where the numbers come from is left to the callers.

use super::scene::{DailyCounts, StatisticsSettings};

/// Makes the median absolute deviation of a normal sample its standard deviation.
const NORMAL_MAD: f64 = 1.4826;

/// The middle value; none of an empty sample.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *sorted.get(half.checked_sub(1)?)?;
    Some(f64::midpoint(lower, upper))
}

/// 1.4826 · MAD, which for a normal sample is its standard deviation and which outliers do not move.
pub fn spread(values: &[f64]) -> Option<f64> {
    let middle = median(values)?;
    let distances: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    median(&distances).map(|mad| NORMAL_MAD * mad)
}

/// The most items a day that would not be unusual: max(floor, median + k · 1.4826 · MAD) of the past days, with k
/// large enough that over `countries` countries together a false alarm stays as rare as the settings say (Bonferroni).
/// What is usual on this day of the week is no swell either: where enough such days are known, the higher limit of both
/// counts. None when too few days are known.
pub fn usual_limit(counts: &DailyCounts, countries: usize, settings: &StatisticsSettings) -> Option<f64> {
    let past = &counts.past;
    let recent = past.get(past.len().saturating_sub(settings.count_days)..)?;
    if recent.len() < settings.count_days_needed {
        return None;
    }
    let chance = settings.count_chance / (countries.max(1) as f64);
    let spreads = settings.count_spreads.max(normal_quantile(1.0 - chance));
    let limit = |days: &[u32]| {
        let days: Vec<f64> = days.iter().map(|count| f64::from(*count)).collect();
        Some(median(&days)? + spreads * spread(&days)?)
    };
    let enough = counts.same_weekday.len() >= settings.count_weekdays_needed;
    let weekday = if enough { limit(&counts.same_weekday) } else { None };
    Some(settings.count_floor.max(limit(recent)?).max(weekday.unwrap_or_default()))
}

/// The value that a standard normal variable stays below with probability `p`, for `p` from 0.5 up; Abramowitz and
/// Stegun 26.2.23, good to 4.5 · 10⁻⁴.
pub fn normal_quantile(p: f64) -> f64 {
    let tail = (1.0 - p).clamp(f64::MIN_POSITIVE, 0.5);
    let t = (-2.0 * tail.ln()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    t - above / below
}

/// The interval in which a share lies with 95 % confidence, by Wilson's score; none of no cases.
pub fn wilson(cases: usize, of: usize) -> Option<(f64, f64)> {
    let z = normal_quantile(0.975);
    let n = of as f64;
    let share = (of > 0).then(|| cases as f64 / n)?;
    let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warn::tests::warn_settings;

    #[test]
    fn one_outlier_moves_neither_middle_nor_spread() {
        let calm = [1.0, 2.0, 3.0, 4.0, 5.0];
        let wild = [1.0, 2.0, 3.0, 4.0, 500.0];
        assert_eq!(median(&calm), median(&wild));
        assert_eq!(spread(&calm), spread(&wild));
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[1.0, 2.0]), Some(1.5));
    }

    #[test]
    fn quantiles_match_the_tables() {
        for (p, z) in [(0.5, 0.0), (0.975, 1.96), (0.999, 3.090)] {
            assert!((normal_quantile(p) - z).abs() < 1e-3, "{p}");
        }
    }

    #[test]
    fn a_share_of_few_cases_has_a_wide_interval() {
        let (low, high) = wilson(8, 10).unwrap();
        assert!((low - 0.4902).abs() < 1e-3 && (high - 0.9433).abs() < 1e-3, "{low} {high}");
        assert_eq!(wilson(0, 0), None);
        assert!(wilson(5, 5).unwrap().1 <= 1.0);
    }

    #[test]
    fn a_limit_needs_a_past_and_has_a_floor() {
        let settings = &warn_settings().statistics;
        assert_eq!(usual_limit(&counts(&[0; 9], &[]), 54, settings), None);
        assert_eq!(usual_limit(&counts(&[0; 10], &[]), 54, settings), Some(5.0));
    }

    #[test]
    fn more_countries_raise_the_limit() {
        let mut settings = warn_settings().statistics;
        settings.count_spreads = 2.0;
        let past = [3, 5, 8, 4, 6, 7, 5, 3, 9, 6];
        let one = usual_limit(&counts(&past, &[]), 1, &settings).unwrap();
        let many = usual_limit(&counts(&past, &[]), 54, &settings).unwrap();
        assert!(many > one, "{many} {one}");
    }

    #[test]
    fn what_every_sunday_brings_is_no_swell() {
        let settings = &warn_settings().statistics;
        let past: Vec<u32> = (0..84).map(|day| if day % 7 == 0 { 30 } else { 3 }).collect();
        let any_day = usual_limit(&counts(&past, &[]), 54, settings).unwrap();
        let sunday = usual_limit(&counts(&past, &[30; 12]), 54, settings).unwrap();
        assert!(any_day < 30.0 && sunday >= 30.0, "{any_day} {sunday}");
    }

    fn counts(past: &[u32], same_weekday: &[u32]) -> DailyCounts {
        DailyCounts {
            country: crate::domain::sample::code("CL"),
            hazard: crate::domain::hazard::Hazard::CivilUnrest,
            past: past.to_vec(),
            same_weekday: same_weekday.to_vec(),
            today: 0,
        }
    }
}
