//! Finds a few letters in a name, in order but not side by side.

/// How well `wanted` fits `name`, higher is better; none when a letter is missing. Both are compared in lower case.
///
/// Letters that follow one another and letters that begin a word count more; early ones count a little more.
pub(super) fn score(wanted: &str, name: &str) -> Option<i32> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let mut at = 0;
    let mut last = None;
    let mut total = 0;
    for letter in wanted.to_lowercase().chars().filter(|c| !c.is_whitespace()) {
        let found = at + name.iter().skip(at).position(|c| *c == letter)?;
        let begins = found == 0 || name.get(found - 1).is_some_and(|before| !before.is_alphanumeric());
        let follows = last.is_some_and(|last: usize| last + 1 == found);
        total += 1 + if follows { 8 } else { 0 } + if begins { 6 } else { 0 } + if found == 0 { 2 } else { 0 };
        total -= i32::try_from(found.min(40)).unwrap_or(40) / 10;
        last = Some(found);
        at = found + 1;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_must_come_in_order() {
        assert!(score("fch", "fetch-all").is_some());
        assert!(score("hcf", "fetch-all").is_none());
        assert!(score("刷新", "立即刷新全部信源").is_some());
    }

    #[test]
    fn a_run_of_letters_beats_scattered_ones() {
        assert!(score("feed", "pause-feed") > score("feed", "fetch everything dear"));
        assert!(score("feed", "feeds") > score("feed", "pause-feed"));
    }
}
