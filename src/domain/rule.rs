//! Rules that propose warnings, and the candidates they propose, each with the reason for what became of it.
//!
//! Running rules is left to `warn`. The shipped rules are data (`config/rules.toml`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::annotation::EventKind;
use super::country::CountryCode;
use super::hazard::Hazard;
use super::id::{AssetId, CandidateId, IncidentId, NoticeId, Person, RuleId, SilenceId};
use super::level::Level;
use super::time::Timestamp;
use super::words::{LocalText, Words};

/// What a rule looks at, one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleSubject {
    /// Each incident.
    Incident,
    /// Each incident with each asset it is near or names.
    Impact,
    /// Each country, with its advice, counts and coverage.
    Country,
    /// Each currency series.
    Currency,
}

/// A condition that proposes a warning, whatever the score. One documented unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `ARM-1`.
    pub id: RuleId,
    /// What it looks at.
    pub subject: RuleSubject,
    /// The hazard its candidates carry; none for the incident's own.
    #[serde(default)]
    pub hazard: Option<Hazard>,
    /// Only incidents of these hazards are looked at; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    /// Only incidents of any of these sorts of happening are looked at; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<EventKind>,
    /// What it is called.
    pub title: LocalText,
    /// Why it matters.
    pub why: LocalText,
    /// The condition, in CEL.
    pub when: String,
    /// The level it proposes.
    pub level: Level,
    /// Higher levels under further conditions, in CEL; the highest that holds wins.
    #[serde(default)]
    pub raise: Vec<Raise>,
    /// A headline that fires it.
    pub example: String,
    /// A headline that looks alike and does not.
    pub counter_example: String,
    /// Inputs it needs, by name; one that no shipped feed gives is said in `config check`.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Whether it runs.
    #[serde(default = "enabled")]
    pub enabled: bool,
}

const fn enabled() -> bool {
    true
}

/// A higher level under a further condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// The condition, in CEL.
    pub when: String,
    /// The level.
    pub level: Level,
}

/// A proposed warning, not yet judged by a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Made from rule, subject and incident, so that the same again is the same.
    pub id: CandidateId,
    /// The rule that proposed it.
    pub rule: RuleId,
    /// What the rule is called, so that a reader need not know its id.
    #[serde(default)]
    pub title: LocalText,
    /// Why the rule matters.
    #[serde(default)]
    pub matters: LocalText,
    /// The level proposed.
    pub level: Level,
    /// When it was first proposed.
    pub at: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// The hazard.
    pub hazard: Hazard,
    /// The country it is about.
    pub country: Option<CountryCode>,
    /// The countries it is about, where it is about so many at once that it stands for all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<CountryCode>,
    /// The incident, if one stands behind it.
    pub incident: Option<IncidentId>,
    /// Assets hit, worst first.
    pub assets: Vec<AssetId>,
    /// The condition with the values that made it true.
    pub why: String,
    /// What became of it.
    pub outcome: CandidateOutcome,
    /// An exercise.
    pub exercise: bool,
    /// What it rested on when it last changed.
    #[serde(default)]
    pub basis: Basis,
}

impl Candidate {
    /// What made its rule's condition true, in the words' language. [`Self::why`] has the condition itself.
    pub fn because(&self, words: &Words) -> String {
        because(&self.why, words)
    }
}

/// A candidate's reason in the words' language, without the condition. What a person added behind it, as when a level
/// was set by hand, stays as it was written; a reason that is none of a rule does so too.
pub fn because(why: &str, words: &Words) -> String {
    let (made, added) = match why.split_once(BY_HAND) {
        Some((made, _)) => why.split_at_checked(made.len() + 1).unwrap_or((why, "")),
        None => (why, ""),
    };
    let (_, Some(values)) = condition_and_values(made) else { return why.to_owned() };
    let said: Vec<_> = values.split("; ").map(|value| reason(value, words)).collect();
    format!("{}{added}", said.join(words.get("reason.separator")))
}

/// Where the values end and what a person added begins.
const BY_HAND: &str = "] → ";

/// A reason taken apart: the condition, and the values that made it true, `path = value` each, where they are given.
pub fn condition_and_values(why: &str) -> (&str, Option<&str>) {
    let Some(inner) = why.strip_suffix(']') else { return (why, None) };
    // A condition may hold lists itself; the values begin at the first bracket with a name and a sign behind it.
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
    let begins = |rest: &str| rest.split_once(" = ").is_some_and(|(name, _)| !name.is_empty() && is_name(name));
    let pieces = inner.match_indices(" [").filter_map(|(at, _)| Some((inner.get(..at)?, inner.get(at + 2..)?)));
    let found = pieces.into_iter().find(|(_, rest)| begins(rest));
    found.map_or((why, None), |(condition, values)| (condition, Some(values)))
}

/// One value behind a condition, as `impact.km = 4.2`. A field without words is told by its own name.
fn reason(value: &str, words: &Words) -> String {
    let Some((path, value)) = value.split_once(" = ") else { return value.to_owned() };
    let key = format!("reason.{path}");
    let name = if words.has(&key) { words.get(&key) } else { path };
    match value {
        "true" => name.to_owned(),
        "false" => words.fill("reason.not", &[("name", name)]),
        _ => words.fill("reason.value", &[("name", name), ("v", &in_words(value, words))]),
    }
}

/// A list without its brackets, and sorts of happening by their words.
fn in_words(value: &str, words: &Words) -> String {
    let list = value.trim_start_matches('[').trim_end_matches(']');
    let word = |key: &str| {
        let known = format!("event_kind.{key}");
        if words.has(&known) { words.get(&known).to_owned() } else { key.to_owned() }
    };
    list.split(", ").map(word).collect::<Vec<_>>().join(words.get("reason.list"))
}

/// What a candidate rested on when it last changed, so that a repetition can be told from news.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Basis {
    /// Independent publisher families.
    pub families: u32,
    /// Deaths, if known.
    pub fatalities: Option<u32>,
    /// Sorts of happening.
    pub kinds: BTreeSet<EventKind>,
    /// When the happening, or the change behind it, began.
    pub happened: Option<Timestamp>,
    /// How often the same was proposed again without news.
    pub repeats: u32,
    /// Why it was opened again after a person or a gate had set it aside.
    pub reopened: Option<News>,
    /// Since when no rule proposes it any more; none while one does, or while nobody looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet_since: Option<Timestamp>,
}

/// What makes a repeated proposal worth a second look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// The level rose.
    LevelRaised,
    /// Another toll, or another sort of happening.
    NewFact,
    /// Several more families report it.
    MoreSources,
    /// It began anew after the last time.
    NewEpisode,
    /// The silence that held it ended.
    SilenceEnded,
}

/// What became of a candidate at the gates, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CandidateOutcome {
    /// Waits for a person.
    Open,
    /// A person made a notice of it.
    Drafted {
        /// The notice.
        notice: NoticeId,
    },
    /// A person set it aside.
    Dismissed {
        /// Who.
        by: Person,
        /// Reason code: `false_alarm`, `not_ours`, `known`, `late`.
        reason: String,
    },
    /// Held by a silence.
    Silenced {
        /// Which.
        by: SilenceId,
    },
    /// Filed under another of the same country and hazard.
    Grouped {
        /// The other.
        under: CandidateId,
    },
    /// The same rule on the same incident, already proposed.
    Duplicate {
        /// The other.
        of: CandidateId,
    },
    /// Too many at once: filed by country.
    Flooded,
    /// The rule, country or asset is newer than the happening.
    BeforeArming,
    /// No longer holds.
    Expired,
}

impl CandidateOutcome {
    /// The key used in machine formats and locale tables.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Drafted { .. } => "drafted",
            Self::Dismissed { .. } => "dismissed",
            Self::Silenced { .. } => "silenced",
            Self::Grouped { .. } => "grouped",
            Self::Duplicate { .. } => "duplicate",
            Self::Flooded => "flooded",
            Self::BeforeArming => "before_arming",
            Self::Expired => "expired",
        }
    }

    /// Whether a person should look at it.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_added_to_a_reason_stays_as_it_was_written() {
        let text = LocalText { en: "distance".into(), zh_hans: "距离".into(), zh_hant: "距離".into() };
        let join =
            LocalText { en: "{name}: {v}".into(), zh_hans: "{name}：{v}".into(), zh_hant: "{name}：{v}".into() };
        let table = [("reason.impact.km".to_owned(), text), ("reason.value".to_owned(), join)];
        let words = Words::new(crate::domain::words::Lang::ZhHans, std::sync::Arc::new(table.into()));
        let why = "impact.km < 25.0 [impact.km = 4.2] → Y: 影响有限 [见附件] (li)";
        assert_eq!(because(why, &words), "距离：4.2 → Y: 影响有限 [见附件] (li)");
        assert_eq!(because("R 68.0", &words), "R 68.0");
    }

    #[test]
    fn a_reason_is_taken_apart_where_its_values_begin() {
        let why = "incident.kinds.exists(k, k in [\"coup\", \"x\"]) [incident.kinds = [coup]; kind = coup]";
        let (condition, values) = condition_and_values(why);
        assert_eq!(condition, "incident.kinds.exists(k, k in [\"coup\", \"x\"])");
        assert_eq!(values, Some("incident.kinds = [coup]; kind = coup"));
        assert_eq!(condition_and_values("families = 3"), ("families = 3", None));
    }
}
