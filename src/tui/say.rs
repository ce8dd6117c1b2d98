//! Domain values in words of the reader's language: names, headlines, changes, advice, how sure.
//!
//! What a word is in each language is data (`config/locale/`); how it is cut to cells, `text`.

use crate::domain::country::CountryCode;
use crate::domain::feed::Outcome;
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, CandidateId, IncidentId};
use crate::domain::impact::{Advice, CertaintyWord, Subject};
use crate::domain::incident::Incident;
use crate::domain::level::{Check, Level};
use crate::domain::picture::{CountryLine, IncidentCard};
use crate::domain::rule::CandidateOutcome;
use crate::domain::words::Lang;

use super::look::Look;
use super::text::age;

/// Changes smaller than this are shown as none.
const DEADBAND: f64 = 1.0;
/// The foreign ministry's publisher family.
pub(super) const MINISTRY: &str = "cn-mfa";

/// A country's name; its code when it has none.
pub(super) fn country(look: &Look<'_>, code: CountryCode) -> String {
    if let Some(line) = look.picture.country(code) {
        return line.country.name.get(look.lang()).to_owned();
    }
    let key = format!("country.{code}");
    if look.words.has(&key) { look.words.get(&key).to_owned() } else { code.to_string() }
}

/// Names of several countries.
pub(super) fn countries(look: &Look<'_>, codes: &[CountryCode]) -> String {
    codes.iter().map(|code| country(look, *code)).collect::<Vec<_>>().join(look.word("tui.list"))
}

/// An asset's name; its id when the registry has it no more.
pub(super) fn asset(look: &Look<'_>, id: &AssetId) -> String {
    look.picture.asset(id).map_or_else(|| id.to_string(), |line| line.asset.name.get(look.lang()).to_owned())
}

/// A hazard's name.
pub(super) fn hazard(look: &Look<'_>, hazard: Hazard) -> String {
    look.words.get(&format!("hazard.{}", hazard.key())).to_owned()
}

/// A level's name: 橙色.
pub(super) fn level(look: &Look<'_>, level: Level) -> String {
    look.words.get(&format!("level.{}", level.key())).to_owned()
}

/// What came of asking a feed.
pub(super) fn outcome(look: &Look<'_>, outcome: Option<Outcome>) -> String {
    let key = outcome.map_or("tui.outcome.never".to_owned(), |outcome| format!("outcome.{}", outcome.key()));
    look.words.get(&key).to_owned()
}

/// How sure, as a word.
pub(super) fn certainty(look: &Look<'_>, word: CertaintyWord) -> String {
    let key = match word {
        CertaintyWord::Unlikely => "certainty.unlikely",
        CertaintyWord::Possible => "certainty.possible",
        CertaintyWord::Likely => "certainty.likely",
        CertaintyWord::Observed => "certainty.observed",
    };
    look.word(key).to_owned()
}

/// What became of a candidate.
pub(super) fn candidate_outcome(look: &Look<'_>, outcome: &CandidateOutcome) -> String {
    let say = |key: &str, values: &[(&str, &str)]| look.words.fill(&format!("candidate_outcome.{key}"), values);
    match outcome {
        CandidateOutcome::Open => say("open", &[]),
        CandidateOutcome::Drafted { notice } => say("drafted", &[("notice", notice.as_str())]),
        CandidateOutcome::Dismissed { by, reason } => {
            let reason = look.words.get(&format!("dismissal.{reason}")).to_owned();
            say("dismissed", &[("by", by.as_str()), ("reason", &reason)])
        }
        CandidateOutcome::Silenced { by } => say("silenced", &[("by", by.as_str())]),
        CandidateOutcome::Grouped { under } => say("grouped", &[("under", &candidate_name(look, under))]),
        CandidateOutcome::Duplicate { of } => say("duplicate", &[("of", &candidate_name(look, of))]),
        CandidateOutcome::Flooded => say("flooded", &[]),
        CandidateOutcome::BeforeArming => say("before_arming", &[]),
        CandidateOutcome::Expired => say("expired", &[]),
    }
}

/// Another candidate by its rule and country; by its id where it is no longer shown.
fn candidate_name(look: &Look<'_>, id: &CandidateId) -> String {
    let found = look.picture.candidates.iter().find(|candidate| candidate.id == *id);
    found.map_or_else(
        || id.to_string(),
        |found| format!("{} {}", found.rule, found.country.map(|code| country(look, code)).unwrap_or_default()),
    )
}

/// What became of a candidate, in a word.
pub(super) fn candidate_state(look: &Look<'_>, outcome: &CandidateOutcome) -> String {
    look.words.get(&format!("tui.candidate.{}", outcome.key())).to_owned()
}

/// What a change of level is about.
pub(super) fn subject(look: &Look<'_>, subject: &Subject) -> String {
    match subject {
        Subject::Country(code) => country(look, *code),
        Subject::Asset(id) => asset(look, id),
    }
}

/// Points gained or lost, with an arrow; less than a point is none.
pub(super) fn change(points: f64) -> String {
    if points.abs() < DEADBAND {
        "─".to_owned()
    } else if points > 0.0 {
        format!("▲{points:+.0}")
    } else {
        format!("▼{points:+.0}")
    }
}

/// A number of 0 to 100.
pub(super) fn points(value: f64) -> String {
    format!("{value:.0}")
}

/// The ministry's wording in Chinese as it stands, in other languages as a word for its level; a dash for none.
pub(super) fn ministry(look: &Look<'_>, line: &CountryLine) -> String {
    line.ministry(MINISTRY).map_or("–".to_owned(), |advice| advice_words(look, advice))
}

/// Advice in words.
pub(super) fn advice_words(look: &Look<'_>, advice: &Advice) -> String {
    let has_han = advice.wording.chars().any(is_han);
    if look.lang() == Lang::ZhHans && has_han {
        return advice.wording.clone();
    }
    let key = match advice.government.as_str() {
        MINISTRY => format!("tui.ministry.{}", advice.level),
        _ => format!("advice.{}", advice.level),
    };
    look.words.get(&key).to_owned()
}

/// An incident in a few words: a title in the reader's language, or in its script; else hazard, place and toll, then the
/// title as it is.
pub(super) fn headline(look: &Look<'_>, card: &IncidentCard) -> String {
    let incident = &card.incident;
    if let Some(title) = incident.title_in(look.lang()) {
        return title.to_owned();
    }
    let title = incident.title();
    let reads_han = look.lang() != Lang::En;
    if title.chars().any(is_han) == reads_han {
        return title.to_owned();
    }
    format!("{} · {title}", summary(look, &card.incident))
}

/// Hazard, place and toll: `armed conflict Kyiv 12 dead`.
pub(super) fn summary(look: &Look<'_>, incident: &Incident) -> String {
    let mut parts = vec![hazard(look, incident.hazard)];
    parts.extend(incident.magnitude.map(|magnitude| format!("M{magnitude:.1}")));
    parts.extend(incident.place.as_ref().map(|place| look.words.place(place.code, &place.name).to_owned()));
    parts.extend(incident.fatalities().filter(|dead| *dead > 0).map(|dead| toll(look, dead)));
    parts.join(" ")
}

/// `12 dead`.
pub(super) fn toll(look: &Look<'_>, dead: u32) -> String {
    look.words.fill("why.dead", &[("n", &dead.to_string())])
}

/// `3 independent sources`; nothing for one.
pub(super) fn families(look: &Look<'_>, count: usize) -> Option<String> {
    (count > 1).then(|| look.words.fill("tui.families", &[("n", &count.to_string())]))
}

/// What drives a country's score: its worst incident, or that nobody looked.
pub(super) fn driver(look: &Look<'_>, line: &CountryLine) -> String {
    if let Check::Unchecked { since } = line.score.check {
        return unchecked(look, since, line.score.coverage);
    }
    let card = line.score.driver.as_ref().and_then(|id| look.picture.incident(id));
    card.map_or("–".to_owned(), |card| with_families(look, card))
}

/// Since when nobody looked, and how many feeds are down.
pub(super) fn unchecked(
    look: &Look<'_>,
    since: Option<crate::domain::time::Timestamp>,
    (sighted, needed): (u32, u32),
) -> String {
    let age = since.map_or_else(|| look.word("tui.never").to_owned(), |since| age(look.words, since, look.now()));
    let numbers = [needed.saturating_sub(sighted).to_string(), needed.to_string()];
    let [down, all] = &numbers;
    look.words.fill("tui.unchecked", &[("age", &age), ("down", down), ("all", all)])
}

/// An incident in a few words with the number of its sources.
pub(super) fn with_families(look: &Look<'_>, card: &IncidentCard) -> String {
    let headline = headline(look, card);
    match families(look, card.incident.families().len()) {
        Some(families) => format!("{headline} · {families}"),
        None => headline,
    }
}

/// An incident known by its id alone.
pub(super) fn incident(look: &Look<'_>, id: &IncidentId) -> String {
    look.picture.incident(id).map_or_else(|| id.to_string(), |card| headline(look, card))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}
