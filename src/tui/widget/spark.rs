//! A row of small bars for a series of scores.

/// Bars from lowest to highest.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// What stands where nothing was known.
const UNKNOWN: char = '·';

/// One bar a value of 0 to 100, the last `cells` of them; a dot where nothing was known.
pub(in crate::tui) fn spark(history: &[Option<f64>], cells: usize) -> String {
    let shown = history.len().saturating_sub(cells);
    history.iter().skip(shown).map(|value| value.map_or(UNKNOWN, bar)).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=7")]
fn bar(value: f64) -> char {
    let step = (value / 100.0 * 8.0).floor().clamp(0.0, 7.0) as usize;
    BARS.get(step).copied().unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_rise_with_the_score_and_unknown_is_a_dot() {
        let history = [Some(0.0), None, Some(35.0), Some(68.0), Some(100.0), Some(f64::NAN)];
        assert_eq!(spark(&history, 6), "▁·▃▆█▁");
        assert_eq!(spark(&history, 2), "█▁");
    }
}
