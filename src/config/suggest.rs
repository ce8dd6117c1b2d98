//! "Did you mean": the known name nearest to a misspelt one.

/// The candidate that differs least from `name`, if it differs by no more than a third of its length.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let limit = (name.len() / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(candidate, &name, limit)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions and replacements between two texts (Levenshtein), letter case left aside; none beyond a limit. Most
/// candidates are told apart by their length or their first letters.
fn distance(a: &str, b: &[char], limit: usize) -> Option<usize> {
    if a.is_ascii() && a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.to_lowercase().chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut least = left;
        for (cell, to) in row.iter_mut().skip(1).zip(b) {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = *cell;
            left = replaced.min(*cell + 1).min(left + 1);
            least = least.min(left);
            *cell = left;
        }
        if least > limit {
            return None;
        }
        row.first_mut().into_iter().for_each(|first| *first = i + 1);
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_name() {
        let known = ["every_minutes", "enabled", "url", "hazards"];
        for (slip, meant) in [
            ("evry_minutes", Some("every_minutes")),
            ("Enabled", Some("enabled")),
            ("hazard", Some("hazards")),
            ("reliability", None),
            ("", None),
        ] {
            assert_eq!(nearest(slip, known), meant, "{slip}");
        }
    }

    #[test]
    fn what_differs_is_counted_up_to_the_limit() {
        for (a, b, counted) in [
            ("kitten", "sitting", Some(3)),
            ("Äpfel", "äpfel", Some(0)),
            ("", "abc", Some(3)),
            ("abc", "", Some(3)),
            ("abcd", "", None),
            ("flaw", "lawn", Some(2)),
            ("intention", "execution", None),
        ] {
            let b: Vec<char> = b.chars().collect();
            assert_eq!(distance(a, &b, 3), counted, "{a}");
        }
    }
}
