//! Country codes as feeds write them, brought to two letters.
//!
//! Names of countries are left to `annotate`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::country::CountryCode;

/// Three-letter codes with their two-letter ones, one pair a line.
const TABLE: &str = include_str!("../../config/iso3166.tsv");

static ALPHA3: LazyLock<HashMap<&str, CountryCode>> = LazyLock::new(|| {
    let pair = |line: &'static str| {
        let (alpha3, alpha2) = line.split_once('\t')?;
        Some((alpha3, CountryCode::new(alpha2.trim())?))
    };
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(pair).collect()
});

/// The code of a country written with two or three letters; a three-letter code that is assigned to none is `None`.
pub fn alpha2(code: &str) -> Option<CountryCode> {
    let code = code.trim();
    match code.len() {
        2 => CountryCode::new(code),
        3 => ALPHA3.get(code.to_ascii_uppercase().as_str()).copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lengths_are_read() {
        assert_eq!(alpha2("UKR"), CountryCode::new("UA"));
        assert_eq!(alpha2("kz"), CountryCode::new("KZ"));
        assert_eq!(alpha2("ZZZ"), None);
        assert_eq!(alpha2(""), None);
    }

    #[test]
    fn the_table_is_whole() {
        assert!(ALPHA3.len() > 240, "{}", ALPHA3.len());
    }
}
