//! Traditional characters and the simplified ones that stand for them.
//!
//! One character for one, so that offsets stay; wordings that differ by region (寮國, 老挝) are left to the lexicon.

use std::sync::LazyLock;

/// The pairs, traditional first; lines that begin with `#` are remarks.
const PAIRS: &str = include_str!("../../config/lexicon/hanzi.txt");

/// First and last character of the block that the table covers.
const BLOCK: (u32, u32) = (0x4e00, 0x9fff);

static TABLE: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let mut table: Vec<u16> = (BLOCK.0..=BLOCK.1).filter_map(|c| u16::try_from(c).ok()).collect();
    for pair in PAIRS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
        let mut chars = pair.chars().map(u32::from);
        let (Some(from), Some(to)) = (chars.next(), chars.next()) else { continue };
        let place = from.checked_sub(BLOCK.0).and_then(|at| table.get_mut(at as usize));
        if let (Some(place), Ok(to)) = (place, u16::try_from(to)) {
            *place = to;
        }
    }
    table.into_boxed_slice()
});

/// The simplified form of a character of the main block, or the character itself.
pub(super) fn simplified(c: char) -> char {
    let place = u32::from(c).checked_sub(BLOCK.0).and_then(|at| TABLE.get(at as usize));
    place.and_then(|to| char::from_u32(u32::from(*to))).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_folds_to_simplified_and_simplified_stays() {
        let fold = |text: &str| text.chars().map(simplified).collect::<String>();
        assert_eq!(fold("烏克蘭衝突，颱風逼近臺灣"), "乌克兰冲突，台风逼近台湾");
        assert_eq!(fold("乌克兰冲突，台风逼近台湾"), "乌克兰冲突，台风逼近台湾");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in '\u{4e00}'..='\u{9fff}' {
            assert_eq!(simplified(simplified(c)), simplified(c), "{c}");
        }
    }
}
