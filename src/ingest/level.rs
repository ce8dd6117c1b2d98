//! A provider's own level as written, read onto the common scales.
//!
//! Only spellings that name their scale are read; a bare number or an unknown word stays as written, for people.
//! Sources of the scales: the issuing governments' own pages, GDACS, USGS PAGER, CAP 1.2.

use crate::domain::item::Provider;

/// Phrases of travel advice with the common level, and whether they speak of a part of the country only.
/// The first that occurs decides, so a phrase stands before those that it contains.
const ADVICE: &[(&str, u8, bool)] = &[
    ("avoid_all_travel_to_whole_country", 4, false),
    ("avoid_all_travel_to_parts", 3, true),
    ("avoid_all_but_essential_travel_to_whole_country", 3, false),
    ("avoid_all_but_essential_travel_to_parts", 2, true),
    ("avoid all non-essential travel", 3, false),
    ("avoid non-essential travel", 3, false),
    ("avoid all travel", 4, false),
    ("do not travel", 4, false),
    ("reconsider", 3, false),
    ("high degree of caution", 2, false),
    ("increased caution", 2, false),
    ("normal precautions", 1, false),
    ("normal safety precautions", 1, false),
    ("normal security precautions", 1, false),
    ("暂勿前往", 4, false),
    ("暫勿前往", 4, false),
    ("谨慎前往", 3, false),
    ("謹慎前往", 3, false),
    ("注意安全", 2, false),
    ("退避勧告", 4, false),
    ("退避してください", 4, false),
    ("渡航中止勧告", 4, false),
    ("渡航は止めてください", 4, false),
    ("不要不急の渡航", 3, false),
    ("十分注意", 2, false),
    ("teilreisewarnung", 3, true),
    ("partialwarning", 3, true),
    ("reisewarnung", 4, false),
    ("situationpartwarning", 2, true),
    ("situationwarning", 3, false),
];

/// Colours of the Dutch scale, which no other provider writes so.
const DUTCH: &[(&str, u8)] = &[("groen", 1), ("geel", 2), ("oranje", 3), ("rood", 4)];

const CAP_SEVERITIES: [&str; 5] = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"];

/// Keeps a level as written and fills the scale it belongs to, where that is clear.
pub fn set_level(provider: &mut Provider, written: &str) {
    let written = written.trim();
    if written.is_empty() {
        return;
    }
    let lower = written.to_lowercase();
    if provider.advisory.is_some() {
        // A filter that knows its publisher has read the scale already.
    } else if let Some((level, regional)) = advice(&lower) {
        provider.advisory = Some(level);
        provider.regional |= regional;
    } else if matches!(lower.as_str(), "green" | "orange" | "red") && !is_usgs(provider) {
        provider.gdacs = Some(lower);
    } else if matches!(lower.as_str(), "green" | "yellow" | "orange" | "red") && is_usgs(provider) {
        provider.pager = Some(lower);
    } else if let Some(severity) = CAP_SEVERITIES.into_iter().find(|name| name.eq_ignore_ascii_case(&lower)) {
        provider.cap_severity = Some(severity.to_owned());
    }
    provider.level = Some(written.to_owned());
}

/// A government's advice on the common scale from 1 to 4, and whether it is for a part of the country only.
pub fn advice(lower: &str) -> Option<(u8, bool)> {
    numbered(lower).map(|level| (level, false)).or_else(|| {
        let phrase = ADVICE.iter().find(|(phrase, ..)| lower.contains(phrase));
        phrase.map(|(_, level, regional)| (*level, *regional)).or_else(|| dutch(lower))
    })
}

fn dutch(lower: &str) -> Option<(u8, bool)> {
    DUTCH.iter().find(|(colour, _)| *colour == lower).map(|(_, level)| (*level, false))
}

/// `Level 3`, `level 3: …`, `3/5` (Australia counts to 5 and uses 1 to 4).
fn numbered(lower: &str) -> Option<u8> {
    let digit = match lower.split_once("level ") {
        Some((_, after)) => after.chars().next()?,
        None => lower.strip_suffix("/5").or_else(|| lower.strip_suffix("/4"))?.chars().last()?,
    };
    let level = u8::try_from(digit.to_digit(10)?).ok()?;
    (1..=5).contains(&level).then_some(level.min(4))
}

fn is_usgs(provider: &Provider) -> bool {
    provider.event.as_deref().is_some_and(|event| event.starts_with("usgs:"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Level 4: Do Not Travel", Some(4), false)]
    #[case("Level 2", Some(2), false)]
    #[case("3/5", Some(3), false)]
    #[case("avoid_all_travel_to_parts", Some(3), true)]
    #[case("avoid_all_but_essential_travel_to_whole_country", Some(3), false)]
    #[case("暂勿前往", Some(4), false)]
    #[case("注意安全", Some(2), false)]
    #[case("oranje", Some(3), false)]
    #[case("Reconsider your need to travel", Some(3), false)]
    #[case("7", None, false)]
    #[case("Level nine", None, false)]
    fn advice_is_read_onto_the_common_scale(#[case] written: &str, #[case] want: Option<u8>, #[case] regional: bool) {
        let mut provider = Provider::default();
        set_level(&mut provider, written);
        assert_eq!((provider.advisory, provider.regional), (want, regional));
        assert_eq!(provider.level.as_deref(), Some(written));
    }

    #[test]
    fn a_colour_belongs_to_the_scale_of_its_provider() {
        let mut gdacs = Provider::default();
        set_level(&mut gdacs, "Orange");
        assert_eq!((gdacs.gdacs.as_deref(), gdacs.pager), (Some("orange"), None));
        let mut usgs = Provider { event: Some("usgs:us7000abcd".into()), ..Provider::default() };
        set_level(&mut usgs, "yellow");
        assert_eq!((usgs.gdacs, usgs.pager.as_deref()), (None, Some("yellow")));
    }

    #[test]
    fn a_cap_severity_is_told_from_advice() {
        let mut provider = Provider::default();
        set_level(&mut provider, "severe");
        assert_eq!((provider.cap_severity.as_deref(), provider.advisory), (Some("Severe"), None));
    }
}
