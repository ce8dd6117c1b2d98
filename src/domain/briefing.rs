//! What officers tell each other and the department at set times: the handover of a shift, the daily brief, the weekly
//! report, and the monthly edition for the public.
//!
//! Facts only, gathered once; putting them together is left to `app`, wording and layout to `report`. What is not known
//! is none or listed as such, never left out in silence.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::country::CountryCode;
use super::feed::Outcome;
use super::gap::Gap;
use super::hazard::Hazard;
use super::id::{AssetId, CandidateId, FeedId, NoticeId, Person, RecipientId, RuleId};
use super::impact::{CertaintyWord, Subject};
use super::level::Level;
use super::notice::{NoticeKind, NoticeState};
use super::silence::Silence;
use super::time::Timestamp;
use super::words::LocalText;

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BriefingKind {
    /// From one officer to the next (交接班).
    Handover,
    /// Every morning (每日简报).
    Daily,
    /// Every week (每周报告).
    Weekly,
    /// Every month, for the public (定期发布, article 17): no asset, no person, no unit.
    Monthly,
}

impl BriefingKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Handover, Self::Daily, Self::Weekly, Self::Monthly];

    /// The key used in machine formats, configuration and locale tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Handover => "handover",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }
}

/// One briefing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Briefing {
    /// The moment.
    pub at: Timestamp,
    /// Since when things are told.
    pub since: Timestamp,
    /// The desk's wall clock, on which times are told.
    pub zone: Tz,
    /// When the desk began to watch, if that is later: nothing before is known.
    pub watching_since: Option<Timestamp>,
    /// Made-up data.
    pub made_up: bool,
    /// Version of the scoring model.
    pub model: String,
    /// What was looked at.
    pub coverage: Coverage,
    /// What it tells.
    #[serde(flatten)]
    pub body: Body,
}

impl Briefing {
    /// Which it is.
    pub const fn kind(&self) -> BriefingKind {
        match self.body {
            Body::Handover(_) => BriefingKind::Handover,
            Body::Daily(_) => BriefingKind::Daily,
            Body::Weekly(_) => BriefingKind::Weekly,
            Body::Monthly(_) => BriefingKind::Monthly,
        }
    }
}

/// What a briefing tells.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// See [`BriefingKind::Handover`].
    Handover(Box<Handover>),
    /// See [`BriefingKind::Daily`].
    Daily(Box<Daily>),
    /// See [`BriefingKind::Weekly`].
    Weekly(Box<Weekly>),
    /// See [`BriefingKind::Monthly`].
    Monthly(Box<Monthly>),
}

/// How much of what should be seen is seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Feeds that answer and show something, of all.
    pub feeds: (usize, usize),
    /// Countries checked, of all watched.
    pub countries: (usize, usize),
    /// Countries that nobody looked at.
    pub unchecked: Vec<CountryCode>,
}

/// The note from one shift to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Handover {
    /// Who hands over.
    pub by: Option<Person>,
    /// What is open, worst first.
    pub matters: Vec<Matter>,
    /// Notices that wait for a person before they go out.
    pub pending: Vec<Pending>,
    /// Replies that did not come in time.
    pub overdue: Vec<Overdue>,
    /// Silences in force.
    pub silences: Vec<Silence>,
    /// Feeds that show nothing.
    pub feeds: Vec<SickFeed>,
    /// Feeds that may have missed items.
    pub missed: Vec<MissedItems>,
    /// Visits in the hours to come.
    pub visits: Visits,
    /// What to keep an eye on.
    pub watch: Vec<Watch>,
}

/// The morning's page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Daily {
    /// Levels that moved, latest first.
    pub levels: Vec<LevelChange>,
    /// Documents that went out or ran out, latest first.
    pub notices: Vec<NoticeLine>,
    /// The incidents that matter most, with what of ours is in the way.
    pub top: Vec<Happening>,
    /// Currencies that moved most.
    pub currencies: Vec<CurrencyMove>,
    /// Currencies of watched countries for which no usable series is there.
    pub currencies_unknown: usize,
    /// New on intellectual property, sanctions and export control.
    pub rules: Vec<Happening>,
    /// Visits in the hours to come.
    pub visits: Visits,
    /// Feeds that show nothing.
    pub feeds: Vec<SickFeed>,
    /// Feeds that may have missed items.
    pub missed: Vec<MissedItems>,
    /// Items that name no country and wait for a person.
    pub unattributed: usize,
    /// Lines that a section may have, so that the brief stays one page.
    #[serde(skip)]
    pub lines: usize,
}

/// The week in figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Weekly {
    /// Incidents first reported, by hazard.
    pub incidents: BTreeMap<Hazard, usize>,
    /// Candidates proposed, by what became of them (key of the outcome).
    pub candidates: BTreeMap<&'static str, usize>,
    /// Documents issued, by level.
    pub issued: BTreeMap<Level, usize>,
    /// Documents issued, by kind (key).
    pub kinds: BTreeMap<&'static str, usize>,
    /// Exercises issued; counted nowhere else.
    pub exercises: usize,
    /// Deliveries, by state (key).
    pub deliveries: BTreeMap<&'static str, usize>,
    /// Countries whose level was ever above none, highest first.
    pub history: Vec<LevelHistory>,
    /// How fast replies came, by level of the notice.
    pub replies: BTreeMap<Level, Replies>,
    /// From the first report seen here to the notice sent.
    pub timeliness: Option<Minutes>,
    /// How good the warnings were, as far as persons have judged them.
    pub skill: Skill,
    /// Feeds that show nothing, or failed at times.
    pub feeds: Vec<SickFeed>,
    /// Feeds that may have missed items.
    pub missed: Vec<MissedItems>,
    /// What is due in the week to come, as far as the desk's own data tell.
    pub calendar: Vec<Due>,
    /// Visits and events without a date.
    pub undated: usize,
}

/// The month for the public: counts and countries only.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Monthly {
    /// Documents issued, by level.
    pub issued: BTreeMap<Level, usize>,
    /// Documents issued, by hazard.
    pub hazards: BTreeMap<Hazard, usize>,
    /// Warnings in force at the end.
    pub in_force: usize,
    /// Warnings lifted.
    pub lifted: usize,
    /// Countries whose level was ever above none, highest first.
    pub countries: Vec<LevelHistory>,
    /// Incidents first reported, by hazard.
    pub incidents: BTreeMap<Hazard, usize>,
    /// Hazards for which general advice is printed: those that warnings of the month were about.
    pub advised: Vec<Hazard>,
}

/// Something that happened: what, where, how sure, and what of ours is in the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Happening {
    /// What.
    pub title: LocalText,
    /// Of which kind.
    pub hazard: Hazard,
    /// Where: countries, the main one first.
    pub countries: Vec<CountryCode>,
    /// The place, as the gazetteer has it.
    pub place: Option<String>,
    /// How sure; none where there is no incident behind it.
    pub certainty: Option<Certainty>,
    /// The most deaths that any source gives.
    pub deaths: Option<u32>,
    /// First and last report.
    pub span: (Timestamp, Timestamp),
    /// Of ours, worst first.
    pub touched: Vec<Touched>,
    /// An exercise.
    pub exercise: bool,
}

/// How sure, and by how many.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Certainty {
    /// CAP's word.
    pub word: CertaintyWord,
    /// 0 to 0.98.
    pub value: f64,
    /// Independent publisher families.
    pub families: usize,
}

/// An asset in the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Touched {
    /// The asset.
    pub asset: AssetId,
    /// Its name.
    pub name: LocalText,
    /// Impact, 0 to 100; none where none was reckoned.
    pub points: Option<f64>,
}

/// Something that is open: a happening with what was done about it, what is next, and whose it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matter {
    /// What happened.
    pub happening: Happening,
    /// The highest level that is proposed or in force for it.
    pub level: Level,
    /// The rules that proposed a warning.
    pub rules: Vec<RuleId>,
    /// Documents on it, oldest first.
    pub done: Vec<Done>,
    /// What comes next.
    pub next: Next,
    /// Whose it is; none while nobody has taken it up.
    pub owner: Option<Person>,
}

/// A document on a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Its number.
    pub notice: NoticeId,
    /// Which of its series.
    pub kind: NoticeKind,
    /// Where it is.
    pub state: NoticeState,
    /// When it was sent, else drafted.
    pub at: Timestamp,
}

/// What comes next in a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Next {
    /// A person judges the candidate.
    Judge {
        /// Which.
        candidate: CandidateId,
        /// Since when it waits.
        since: Timestamp,
    },
    /// The drafter hands the draft in.
    Submit {
        /// Which.
        notice: NoticeId,
    },
    /// Another person approves.
    Approve {
        /// Which.
        notice: NoticeId,
    },
    /// It goes out.
    Issue {
        /// Which.
        notice: NoticeId,
    },
    /// It is updated or lifted before it runs out.
    Renew {
        /// Which.
        notice: NoticeId,
        /// When it runs out.
        expires: Timestamp,
    },
}

/// A notice that waits for a person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pending {
    /// Which.
    pub notice: NoticeId,
    /// What it is about.
    pub subject: LocalText,
    /// Its level.
    pub level: Level,
    /// Where it waits.
    pub state: NoticeState,
    /// Who wrote it, who therefore may not approve orange or red.
    pub drafter: Person,
    /// Since when it is there.
    pub drafted: Timestamp,
    /// An exercise.
    pub exercise: bool,
}

/// A reply that did not come in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overdue {
    /// Of which notice.
    pub notice: NoticeId,
    /// Its level.
    pub level: Level,
    /// From whom.
    pub recipient: RecipientId,
    /// By when it was asked.
    pub by: Timestamp,
}

/// A feed that shows nothing, or failed at times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SickFeed {
    /// Which.
    pub feed: FeedId,
    /// Its name.
    pub title: String,
    /// What came of the last request.
    pub outcome: Outcome,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Countries that no other sighted feed covers.
    pub only_source_for: Vec<CountryCode>,
    /// Requests that failed, of the last ones.
    pub failed: (usize, usize),
}

/// A feed whose list had moved on before it was asked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissedItems {
    /// Which.
    pub feed: FeedId,
    /// Its name.
    pub title: String,
    /// Stretches of which items may have been missed, oldest first; found in the span that is told, or reaching into it.
    pub gaps: Vec<Gap>,
}

/// Visits and events in the hours to come.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Visits {
    /// Up to when.
    pub hours: i64,
    /// Those with a date in that span.
    pub known: Vec<Visit>,
    /// Registered ones without a date: they may be under way.
    pub undated: usize,
}

/// One visit or event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Visit {
    /// The asset.
    pub asset: AssetId,
    /// Its name.
    pub name: LocalText,
    /// From and until.
    pub span: (Timestamp, Timestamp),
    /// Countries it hangs on, with their level now.
    pub countries: Vec<(CountryCode, Level)>,
    /// How many persons, where it is registered.
    pub headcount: Option<u32>,
}

/// Something to keep an eye on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "watch", rename_all = "snake_case")]
pub enum Watch {
    /// A level that the next evaluation may raise.
    Rising {
        /// Whose.
        country: CountryCode,
        /// From.
        from: Level,
        /// To.
        to: Level,
    },
    /// A level that is held because its country is not seen.
    Held {
        /// Whose.
        country: CountryCode,
        /// The level.
        level: Level,
    },
    /// A report that is not confirmed and would be serious.
    Unconfirmed {
        /// What.
        happening: Happening,
        /// How bad it would be, 0 to 1.
        severity: f64,
    },
    /// What the notice in force says to watch.
    Advised {
        /// Which.
        notice: NoticeId,
        /// Its words.
        text: LocalText,
    },
}

/// A level that moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelChange {
    /// When.
    pub at: Timestamp,
    /// Whose.
    pub subject: Subject,
    /// The asset's name.
    pub name: Option<LocalText>,
    /// From.
    pub from: Level,
    /// To.
    pub to: Level,
    /// The score then.
    pub score: f64,
}

/// A document that went out or ran out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoticeLine {
    /// Which.
    pub notice: NoticeId,
    /// Which of its series.
    pub kind: NoticeKind,
    /// Where it is.
    pub state: NoticeState,
    /// Its level and the one before.
    pub levels: (Level, Level),
    /// What it is about.
    pub subject: LocalText,
    /// When it went out, or ran out.
    pub at: Timestamp,
    /// An exercise.
    pub exercise: bool,
}

/// What a currency did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurrencyMove {
    /// Its code.
    pub currency: String,
    /// Watched countries that use it.
    pub countries: Vec<CountryCode>,
    /// The last day with a value.
    pub day: NaiveDate,
    /// Share of its worth lost over 5 business days; below zero for a gain.
    pub loss_5: Option<f64>,
    /// Over 20.
    pub loss_20: Option<f64>,
    /// Over 12 months.
    pub loss_year: Option<f64>,
    /// The 5-day move in usual moves.
    pub z: Option<f64>,
}

/// The levels of a country over the span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LevelHistory {
    /// Which.
    pub country: CountryCode,
    /// The highest level of each day in Beijing, oldest first; none for a day on which nothing was known.
    pub days: Vec<Option<Level>>,
    /// The highest of the span.
    pub highest: Level,
    /// The level at the end.
    pub now: Level,
}

/// Replies to notices of one level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Replies {
    /// Asked for.
    pub asked: usize,
    /// Got.
    pub got: usize,
    /// Got or not, after the time allowed.
    pub late: usize,
    /// Minutes from sending to reply.
    pub minutes: Option<Minutes>,
}

/// A span of minutes over several cases.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Minutes {
    /// How many cases.
    pub cases: usize,
    /// The middle one.
    pub median: f64,
    /// The longest.
    pub longest: f64,
}

/// How good warnings were, from what persons decided about candidates proposed so far. A happening that nobody proposed
/// is in no record, so the share found is an upper bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Skill {
    /// A notice was made of it.
    pub hits: usize,
    /// Set aside as a false alarm or as not ours.
    pub false_alarms: usize,
    /// Set aside as too late to help: the misses that are known.
    pub misses: usize,
    /// Probability of detection: hits over hits and misses.
    pub pod: Option<Share>,
    /// False-alarm ratio: false alarms over hits and false alarms.
    pub far: Option<Share>,
}

/// A share with the interval in which it lies with 95 % confidence (Wilson's).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The share, 0 to 1.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Something due in the week to come.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Due {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: DueWhat,
}

/// What is due.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "due", rename_all = "snake_case")]
pub enum DueWhat {
    /// A notice in force runs out.
    NoticeEnds {
        /// Which.
        notice: NoticeId,
        /// What it is about.
        subject: LocalText,
    },
    /// A silence ends.
    SilenceEnds {
        /// Why it was set.
        reason: String,
        /// By whom.
        by: Person,
    },
    /// A government's advice lapses.
    AdviceEnds {
        /// On which country.
        country: CountryCode,
        /// Whose.
        government: String,
    },
    /// A visit or event begins.
    Begins {
        /// Its name.
        name: LocalText,
    },
    /// A visit or event ends.
    Ends {
        /// Its name.
        name: LocalText,
    },
}
