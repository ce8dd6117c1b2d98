//! The warning notice (风险预警通报): the document, its states, and what may follow what.
//!
//! Filling it from an incident and moving it on is left to `warn`, laying it out to `report`.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::country::CountryCode;
use super::hazard::Hazard;
use super::id::{AssetId, CandidateId, IncidentId, ItemId, NoticeId, Person, RuleId};
use super::impact::CertaintyWord;
use super::level::Level;
use super::place::Point;
use super::source::Reliability;
use super::time::Timestamp;
use super::words::LocalText;

/// Where a notice is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// Being written; the only state in which its text may change.
    Draft,
    /// Waits for an approver.
    InReview,
    /// Approved, not yet out.
    Approved,
    /// Out, and frozen.
    Issued,
    /// Overtaken by an update.
    Updated,
    /// Ended by a later document.
    Lifted,
    /// Replaced by a correction.
    Corrected,
    /// Turned down before issue.
    Rejected,
    /// Its validity ran out.
    Expired,
}

/// Which document of its series it is (文种).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "n", rename_all = "snake_case")]
pub enum NoticeKind {
    /// 首次.
    First,
    /// 续报, numbered from one.
    Update(u32),
    /// 升级.
    Raised(u32),
    /// 降级.
    Lowered(u32),
    /// 解除.
    Lift,
    /// 更正.
    Correction,
}

/// Secrecy of the document. Nothing above internal is let in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secrecy {
    /// 公开.
    Public,
    /// 内部.
    #[default]
    Internal,
}

/// A source the notice rests on, as it was when read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeSource {
    /// The item.
    pub item: ItemId,
    /// Who published it.
    pub publisher: String,
    /// How far the publisher is trusted.
    pub reliability: Reliability,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub link: Option<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was first seen here.
    pub seen: Timestamp,
    /// SHA-256 of title and summary, in hex.
    pub hash: String,
}

/// A fact with the sources it is taken from (numbers of the source list, from one).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// What is said.
    pub text: LocalText,
    /// Which sources say it.
    pub sources: Vec<usize>,
    /// Not confirmed: told as such.
    pub unconfirmed: bool,
}

/// A registered asset in the way, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exposed {
    /// The asset.
    pub asset: AssetId,
    /// Its name.
    pub name: LocalText,
    /// Distance, role and why.
    pub how: LocalText,
    /// Impact, 0 to 100.
    pub impact: f64,
    /// Instruments of article 18 it has.
    pub has: Vec<String>,
    /// Instruments of article 18 that would fit and that it lacks.
    pub lacks: Vec<String>,
}

/// Measures for one addressee.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Who: `people`, `projects`, `finance`.
    pub addressee: String,
    /// What to do.
    pub text: LocalText,
}

/// What the catalogue advises one addressee at one level, for all hazards or for some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advised {
    /// The level.
    pub level: Level,
    /// The hazards; empty for all.
    #[serde(default)]
    pub hazards: Vec<Hazard>,
    /// Who: `people`, `projects`, `finance`.
    pub addressee: String,
    /// What to do.
    pub text: LocalText,
}

/// What a notice says: one set of facts from which every language and format is rendered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeContent {
    /// 关于{国家}{事由}的{级别}风险预警通报, without the level's words.
    pub subject: LocalText,
    /// The hazard.
    pub hazard: Hazard,
    /// The level, and the one before.
    pub level: Level,
    /// The level before.
    pub previous: Level,
    /// The sum, or the condition with its values, that makes the level; documents tell it by
    /// [`because`](super::rule::because).
    pub level_why: String,
    /// From when it applies.
    pub onset: Timestamp,
    /// Until when; updated or lifted by then.
    pub expires: Timestamp,
    /// Countries it is about.
    pub countries: Vec<CountryCode>,
    /// The area in words.
    pub area: LocalText,
    /// Centre and radius in kilometres, where known.
    pub circle: Option<(Point, f64)>,
    /// What is known.
    pub facts: Vec<Fact>,
    /// How sure it is.
    pub certainty: CertaintyWord,
    /// How sure it is, 0 to 0.98.
    pub certainty_value: f64,
    /// Independent publisher families.
    pub families: usize,
    /// What is not known.
    pub unknowns: LocalText,
    /// Judgement and trend; a person writes or confirms it.
    pub assessment: LocalText,
    /// Who was consulted.
    pub consulted: Vec<Person>,
    /// Registered assets in the way.
    pub exposed: Vec<Exposed>,
    /// What to watch.
    pub watch: LocalText,
    /// What to do, by addressee.
    pub measures: Vec<Measures>,
    /// Cover that may respond, and what to keep as evidence.
    pub instruments: LocalText,
    /// Duty phone, 12308, embassy.
    pub contacts: LocalText,
    /// Acknowledge by when, report what.
    pub reply: LocalText,
    /// Minutes in which to acknowledge.
    pub acknowledge_minutes: u32,
    /// Main recipients (主送).
    #[serde(serialize_with = "names")]
    pub recipients: Vec<LocalText>,
    /// Copies to (抄送).
    #[serde(serialize_with = "names")]
    pub copies: Vec<LocalText>,
    /// The rule behind it.
    pub rule: Option<RuleId>,
    /// Version of the model.
    pub model: String,
    /// The sources, numbered from one.
    pub sources: Vec<NoticeSource>,
    /// For a correction: the wrong words. For a lift: what stays in force.
    pub remark: LocalText,
}

/// A name that is the same in all languages is written as one text, as it was before names had languages; so the hash
/// of an older notice stays what it was.
fn names<S: Serializer>(names: &[LocalText], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Name<'a> {
        One(&'a str),
        Each(&'a LocalText),
    }
    let name = |text| if is_one(text) { Name::One(&text.zh_hans) } else { Name::Each(text) };
    serializer.collect_seq(names.iter().map(name))
}

fn is_one(text: &LocalText) -> bool {
    text.en == text.zh_hans && text.zh_hant == text.zh_hans
}

/// One document of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Machine number, given once: `N-2026-0007`.
    pub id: NoticeId,
    /// The first document of the series; its own id for a first.
    pub series: NoticeId,
    /// Which document of the series.
    pub kind: NoticeKind,
    /// Earlier documents it refers to.
    pub refers_to: Vec<NoticeId>,
    /// The issuer's own number (发文字号); none in a draft.
    pub document_number: Option<String>,
    /// Where it is on its way.
    pub state: NoticeState,
    /// Secrecy.
    pub secrecy: Secrecy,
    /// What it says.
    pub content: NoticeContent,
    /// The candidate it was made from.
    pub candidate: Option<CandidateId>,
    /// The incident it is about.
    pub incident: Option<IncidentId>,
    /// The issuer (发布单位); from configuration, without default.
    pub issuer: Option<LocalText>,
    /// Who wrote it.
    pub drafter: Person,
    /// When it was written.
    pub drafted: Timestamp,
    /// Who approved it, and when.
    pub approved: Option<(Person, Timestamp)>,
    /// When it went out; frozen from then on.
    pub sent: Option<Timestamp>,
    /// SHA-256 over the content as issued, in hex.
    pub hash: Option<String>,
    /// An exercise: marked everywhere, never counted.
    pub exercise: bool,
    /// Made-up data: marked everywhere.
    pub made_up: bool,
}

impl Notice {
    /// Whether receivers should still act on it.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.state == NoticeState::Issued && now < self.content.expires
    }

    /// What is still missing before it may go out, as keys of locale tables (`missing.<key>`).
    pub fn missing(&self) -> Vec<&'static str> {
        let content = &self.content;
        let gaps = [
            ("issuer", self.issuer.is_none()),
            ("sources", content.sources.is_empty()),
            ("facts", content.facts.is_empty()),
            ("assessment", content.assessment.zh_hans.is_empty()),
            ("recipients", content.recipients.is_empty()),
            ("contacts", content.contacts.zh_hans.is_empty()),
        ];
        gaps.into_iter().filter(|(_, gap)| *gap).map(|(key, _)| key).collect()
    }
}

impl NoticeKind {
    /// The key used in locale tables (`notice_kind.<key>`).
    pub const fn key(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Update(_) => "update",
            Self::Raised(_) => "raised",
            Self::Lowered(_) => "lowered",
            Self::Lift => "lift",
            Self::Correction => "correction",
        }
    }

    /// Which follow-up it is, from one; 0 for documents that are not numbered.
    pub const fn number(self) -> u32 {
        match self {
            Self::Update(n) | Self::Raised(n) | Self::Lowered(n) => n,
            Self::First | Self::Lift | Self::Correction => 0,
        }
    }
}

impl NoticeState {
    /// Whether a person still has to do something until it is out.
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::Draft | Self::InReview | Self::Approved)
    }

    /// The key used in machine formats and locale tables (`notice_state.<key>`).
    pub const fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Issued => "issued",
            Self::Updated => "updated",
            Self::Lifted => "lifted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
        }
    }
}

impl fmt::Display for NoticeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    #[test]
    fn a_recipient_of_one_name_is_written_as_a_text_and_one_of_several_comes_back_whole() {
        let mut notice = sample::notice();
        let one = |name: &str| sample::text(name, name, name);
        notice.content.recipients = vec![one("各有关单位"), sample::text("Institutes", "研究所", "研究所")];
        let value = serde_json::to_value(&notice).unwrap();
        assert_eq!(value["content"]["recipients"][0], "各有关单位");
        assert_eq!(serde_json::from_value::<Notice>(value).unwrap(), notice);
    }
}
