//! Robust statistics over counts and moves: middle, spread, and the most that is not unusual.
//!
//! Where the numbers come from is left to the callers.

use super::scene::StatisticsSettings;

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
/// None when too few days are known.
pub fn usual_limit(past: &[u32], countries: usize, settings: &StatisticsSettings) -> Option<f64> {
    let recent = past.get(past.len().saturating_sub(settings.count_days)..)?;
    if recent.len() < settings.count_days_needed {
        return None;
    }
    let counts: Vec<f64> = recent.iter().map(|count| f64::from(*count)).collect();
    let chance = settings.count_chance / (countries.max(1) as f64);
    let spreads = settings.count_spreads.max(normal_quantile(1.0 - chance));
    Some(settings.count_floor.max(median(&counts)? + spreads * spread(&counts)?))
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
        assert_eq!(usual_limit(&[0; 9], 54, settings), None);
        assert_eq!(usual_limit(&[0; 10], 54, settings), Some(5.0));
    }

    #[test]
    fn more_countries_raise_the_limit() {
        let mut settings = warn_settings().statistics;
        settings.count_spreads = 2.0;
        let past = [3, 5, 8, 4, 6, 7, 5, 3, 9, 6];
        let one = usual_limit(&past, 1, &settings).unwrap();
        let many = usual_limit(&past, 54, &settings).unwrap();
        assert!(many > one, "{many} {one}");
    }
}
