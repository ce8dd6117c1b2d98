//! What an officer may order at the notice desk, as data. Screens, commands and the demo's script all speak this.
//!
//! Whether it may be done is left to `decide`.

use crate::app::desk::Effect;
use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::id::{AssetId, CandidateId, IncidentId, NoticeId, RecipientId, RuleId, SilenceId};
use crate::domain::level::Level;
use crate::domain::notice::NoticeContent;
use crate::domain::ruling::Verdict;
use crate::domain::time::Timestamp;
use crate::domain::words::{Lang, LocalText};

/// Something a person wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Draft a notice on a candidate; where one on it is in force, the next document of that series.
    Draft(CandidateId),
    /// Change a draft.
    Edit {
        /// The draft.
        notice: NoticeId,
        /// What to change.
        changes: Changes,
    },
    /// Set the level of a draft, and with it its measures, validity and time to reply.
    Relevel {
        /// The draft.
        notice: NoticeId,
        /// The level.
        level: Level,
        /// Why it is not the rule's.
        reason: String,
    },
    /// Change a draft, if anything is given, and hand it in for approval.
    Submit {
        /// The draft.
        notice: NoticeId,
        /// What to change first.
        changes: Changes,
    },
    /// Hand a notice back to its drafter, who may change it again.
    Return {
        /// The notice, handed in or approved.
        notice: NoticeId,
        /// What to change, in words.
        remark: String,
    },
    /// Approve a notice that was handed in.
    Approve(NoticeId),
    /// Send an approved notice out.
    Issue(NoticeId),
    /// Draft what follows a notice in force, from the facts as they are now.
    Follow {
        /// The notice in force.
        notice: NoticeId,
        /// The new level; none for the candidate's own.
        level: Option<Level>,
        /// What to change of the facts.
        changes: Changes,
    },
    /// Draft the end of a warning.
    Lift {
        /// The notice in force.
        notice: NoticeId,
        /// On what evidence it ends, and what stays in force.
        remark: LocalText,
    },
    /// Draft a correction.
    Correct {
        /// The notice in force.
        notice: NoticeId,
        /// The wrong words, quoted.
        remark: LocalText,
        /// What is right.
        changes: Changes,
    },
    /// Turn a notice down before issue.
    Reject {
        /// The notice.
        notice: NoticeId,
        /// Why.
        reason: String,
    },
    /// Set a candidate aside.
    Dismiss {
        /// The candidate.
        candidate: CandidateId,
        /// Reason code: one of [`DISMISSALS`].
        reason: String,
        /// In words.
        note: String,
    },
    /// Hold candidates for a time.
    Silence {
        /// Which.
        scope: Scope,
        /// For how long.
        hours: u32,
        /// Why.
        reason: String,
    },
    /// Hold candidates of the same rule and country as one.
    SilenceLike {
        /// The candidate that shows which.
        candidate: CandidateId,
        /// For how long.
        hours: u32,
        /// Why.
        reason: String,
    },
    /// Decide about items, or about who published them, what the machine reads otherwise.
    Rule {
        /// What is decided.
        verdict: Verdict,
        /// Why.
        reason: String,
    },
    /// End a silence early.
    EndSilence(SilenceId),
    /// Note a recipient's reply.
    Acknowledge {
        /// The notice.
        notice: NoticeId,
        /// Who replied.
        recipient: RecipientId,
        /// What they said.
        note: String,
    },
    /// What is due without anybody's asking: close what ran out, tell the next person where nobody answered.
    Tend,
}

/// Reason codes of a dismissal.
pub const DISMISSALS: [&str; 4] = ["false_alarm", "not_ours", "known", "late"];

/// Which candidates a silence holds; what is not given fits all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only this rule's.
    pub rule: Option<RuleId>,
    /// Only this country's.
    pub country: Option<CountryCode>,
    /// Only this hazard's.
    pub hazard: Option<Hazard>,
    /// Only this asset's.
    pub asset: Option<AssetId>,
    /// Only this incident's.
    pub incident: Option<IncidentId>,
}

/// What to change of a draft's content; what is not given stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Judgement and trend.
    pub assessment: Option<LocalText>,
    /// What is not known.
    pub unknowns: Option<LocalText>,
    /// Facts to say in other words: the number from one, and the words.
    pub facts: Vec<(usize, LocalText)>,
    /// Main recipients.
    pub recipients: Option<Vec<String>>,
    /// Copies to.
    pub copies: Option<Vec<String>>,
    /// Until when it holds.
    pub expires: Option<Timestamp>,
}

impl Changes {
    /// A judgement written in one language, to stand in all three until somebody translates it.
    pub fn judgement(text: &str) -> Self {
        Self { assessment: Some(one_text(text)), ..Self::default() }
    }

    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The content with the changes made. A name that is typed stands for the same in every language if it is one of
    /// those known.
    pub(super) fn made(&self, mut content: NoticeContent, known: &[LocalText]) -> NoticeContent {
        for (number, text) in &self.facts {
            if let Some(fact) = number.checked_sub(1).and_then(|at| content.facts.get_mut(at)) {
                fact.text = text.clone();
            }
        }
        put(&mut content.assessment, self.assessment.as_ref());
        put(&mut content.unknowns, self.unknowns.as_ref());
        let known = [known, &content.recipients, &content.copies].concat();
        put(&mut content.recipients, named(self.recipients.as_ref(), &known).as_ref());
        put(&mut content.copies, named(self.copies.as_ref(), &known).as_ref());
        put(&mut content.expires, self.expires.as_ref());
        content
    }
}

/// Names as they were typed, in every language where one of the known has the name in any.
fn named(typed: Option<&Vec<String>>, known: &[LocalText]) -> Option<Vec<LocalText>> {
    let one = |name: &String| {
        let same = known.iter().find(|text| Lang::ALL.into_iter().any(|lang| text.get(lang) == name));
        same.cloned().unwrap_or_else(|| one_text(name))
    };
    typed.map(|names| names.iter().map(one).collect())
}

impl Order {
    /// The order behind an effect of the desk; none when the effect is for somebody else.
    pub fn of(effect: &Effect) -> Option<Self> {
        Some(match effect.clone() {
            Effect::Draft(candidate) => Self::Draft(candidate),
            Effect::Dismiss { candidate, reason, note } => Self::Dismiss { candidate, reason, note },
            Effect::Silence { candidate, hours, reason } => Self::SilenceLike { candidate, hours, reason },
            Effect::Edit { notice, changes } => Self::Edit { notice, changes },
            Effect::Relevel { notice, level, reason } => Self::Relevel { notice, level, reason },
            Effect::Submit { notice, assessment } if assessment.is_empty() => {
                Self::Submit { notice, changes: Changes::default() }
            }
            Effect::Submit { notice, assessment } => Self::Submit { notice, changes: Changes::judgement(&assessment) },
            Effect::Acknowledge { notice, recipient, note } => Self::Acknowledge { notice, recipient, note },
            Effect::Approve(notice) => Self::Approve(notice),
            Effect::Issue(notice) => Self::Issue(notice),
            Effect::Follow(notice) => Self::Follow { notice, level: None, changes: Changes::default() },
            Effect::Lift { notice, remark } => Self::Lift { notice, remark: one_text(&remark) },
            Effect::Rule { verdict, reason } => Self::Rule { verdict, reason },
            Effect::Return { notice, remark } => Self::Return { notice, remark },
            Effect::Reject { notice, reason } => Self::Reject { notice, reason },
            _ => return None,
        })
    }

    /// Whether it looks at the facts as they are now.
    pub(super) const fn needs_facts(&self) -> bool {
        self.makes_document() || matches!(self, Self::Relevel { .. })
    }

    /// Whether it makes a new document, which needs a number.
    pub(super) const fn makes_document(&self) -> bool {
        matches!(self, Self::Draft(_) | Self::Follow { .. } | Self::Lift { .. } | Self::Correct { .. })
    }
}

/// What one person wrote in one language, to stand in all three.
pub fn one_text(text: &str) -> LocalText {
    LocalText { en: text.to_owned(), zh_hans: text.to_owned(), zh_hant: text.to_owned() }
}

/// A text of which some languages are given: the others take the first that is there, mainland Chinese first.
pub fn in_all(given: &[(Lang, Option<String>)]) -> Option<LocalText> {
    let of = |lang: Lang| given.iter().find(|(other, _)| *other == lang).and_then(|(_, text)| text.clone());
    let first = of(Lang::ZhHans).or_else(|| of(Lang::ZhHant)).or_else(|| of(Lang::En))?;
    let or_first = |lang| of(lang).unwrap_or_else(|| first.clone());
    Some(LocalText { en: or_first(Lang::En), zh_hans: or_first(Lang::ZhHans), zh_hant: or_first(Lang::ZhHant) })
}

fn put<T: Clone>(old: &mut T, new: Option<&T>) {
    if let Some(new) = new {
        old.clone_from(new);
    }
}
