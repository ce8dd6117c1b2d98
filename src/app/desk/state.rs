//! What the desk remembers: the picture, where the officer is, what is selected, filtered, opened on top.
//!
//! Changing it is left to `update`; positions of rows are found from what they stand for, never the other way round.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono_tz::Tz;
use tui_input::Input;

use crate::domain::briefing::BriefingKind;
use crate::domain::country::CountryCode;
use crate::domain::id::{AssetId, CandidateId, Family, FeedId, IncidentId, ItemId, NoticeId, Person, RecipientId};
use crate::domain::impact::Subject;
use crate::domain::picture::Picture;
use crate::domain::time::Timestamp;
use crate::domain::words::Lang;

use super::form::{Fault, Field};
use super::keymap::{Context, Keymap};
use super::message::Progress;
use super::query::{Query, QueryError};

/// What the desk starts with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which key says what.
    pub keymap: Arc<Keymap>,
    /// The language to speak.
    pub lang: Lang,
    /// The themes there are, by name.
    pub themes: Vec<String>,
    /// The theme to begin with, as an index of `themes`.
    pub theme: usize,
    /// The shift on duty, if the desk has shifts.
    pub shift: Option<String>,
    /// Who sits at the desk.
    pub officer: Person,
    /// Begin with what changed since the last visit, when anything did.
    pub changes_first: bool,
    /// What will be shown is made up.
    pub made_up: bool,
    /// The desk's wall clock.
    pub zone: Tz,
    /// The moment.
    pub now: Timestamp,
}

/// What the desk remembers.
#[derive(Clone, Debug)]
pub struct State {
    /// Everything there is to show; none before the first picture.
    pub picture: Option<Arc<Picture>>,
    /// Where the officer is.
    pub screen: Screen,
    /// Where the officer came from, oldest first.
    pub trail: Vec<Screen>,
    /// The rows of the screen's list, filtered.
    pub rows: Vec<Row>,
    /// Selection, scrolling and filter of each screen.
    pub views: BTreeMap<Context, View>,
    /// Which pane the keys move in.
    pub focus: Focus,
    /// Show documents in the other language where there is room for one only.
    pub translated: bool,
    /// First line shown of the pane beside the list.
    pub side_scroll: usize,
    /// Rows the list shows at once.
    pub page: usize,
    /// What lies on top.
    pub overlay: Option<Overlay>,
    /// Something told once, as text or as a key of the locale tables, and until when it stays.
    pub note: Option<(String, Timestamp)>,
    /// The round of fetching that goes on.
    pub progress: Option<Progress>,
    /// The incident whose items were asked for since the latest picture.
    pub pages_of: Option<IncidentId>,
    /// Incidents that came with the latest picture.
    pub fresh: BTreeSet<IncidentId>,
    /// How the feeds are sorted.
    pub feed_order: FeedOrder,
    /// Changes seen.
    pub seen: BTreeSet<RowKey>,
    /// The briefing that is shown, in Markdown, once it is there.
    pub brief: Option<Arc<str>>,
    /// Items marked for splitting.
    pub marked: BTreeSet<ItemId>,
    /// A candidate being drafted on: its draft is opened when it is there.
    pub drafting: Option<CandidateId>,
    /// The change walked to.
    pub walking: Option<RowKey>,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// What it started with; `lang`, `theme` and `now` are kept up to date.
    pub options: Options,
}

/// Where the officer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Countries, ranked by what to do.
    Board,
    /// All incidents.
    Incidents,
    /// One incident.
    Incident(IncidentId),
    /// One country.
    Country(CountryCode),
    /// All assets.
    Assets,
    /// One asset.
    Asset(AssetId),
    /// Candidates and notices.
    Notices,
    /// One notice as it will print.
    Notice(NoticeId),
    /// One draft, to be filled in.
    Draft(NoticeId),
    /// A briefing: the handover note of the shift, the daily brief.
    Brief(BriefingKind),
    /// All feeds.
    Feeds,
    /// What changed since the last visit.
    Changes,
    /// What gave nothing, and why.
    Log,
}

/// Selection, scrolling and filter of one screen.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What is selected, whatever row it is in.
    pub selected: Option<RowKey>,
    /// The row it was last in.
    pub position: usize,
    /// First row shown.
    pub offset: usize,
    /// The filter as typed.
    pub filter: String,
    /// The filter as understood.
    pub query: Query,
    /// What is wrong with the filter as typed.
    pub error: Option<QueryError>,
}

/// A row of a list: what it stands for, and where that is in the picture's list of its sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub key: RowKey,
    /// Index in the picture's list of its sort.
    pub at: usize,
}

/// What a row stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKey {
    /// A country of the watchlist.
    Country(CountryCode),
    /// An incident.
    Incident(IncidentId),
    /// An asset.
    Asset(AssetId),
    /// A candidate.
    Candidate(CandidateId),
    /// A notice.
    Notice(NoticeId),
    /// A feed.
    Feed(FeedId),
    /// An item.
    Item(ItemId),
    /// A change of level.
    Level(Subject, Timestamp),
    /// A field of the draft shown.
    Field(Field),
}

/// How the feeds are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeedOrder {
    /// Worst first: failed, then silent, then never asked.
    #[default]
    Worst,
    /// Most overdue first: the age of the newest item against the usual gap.
    Overdue,
    /// By the time of the next request.
    Next,
    /// By title.
    Title,
}

impl FeedOrder {
    /// The order after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Worst => Self::Overdue,
            Self::Overdue => Self::Next,
            Self::Next => Self::Title,
            Self::Title => Self::Worst,
        }
    }
}

/// Which pane the keys move in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The list.
    #[default]
    List,
    /// The pane beside it.
    Side,
}

/// What lies on top of the screen and takes the keys.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// Every command with its keys, narrowed by what is typed.
    Help {
        /// What is typed.
        input: Input,
        /// First line shown.
        scroll: usize,
    },
    /// Commands by name.
    Palette {
        /// What is typed.
        input: Input,
        /// The chosen match.
        at: usize,
    },
    /// The sum behind a number.
    Explain {
        /// Which number.
        of: Explained,
        /// First line shown.
        scroll: usize,
    },
    /// What held a warning back.
    WhyNot {
        /// What is asked about.
        of: Asked,
        /// First line shown.
        scroll: usize,
    },
    /// The filter being typed.
    Filter {
        /// What is typed.
        input: Input,
    },
    /// A field of a draft being filled in.
    Edit {
        /// The draft.
        notice: NoticeId,
        /// The field.
        field: Field,
        /// What is typed.
        input: Input,
        /// What is wrong with it.
        fault: Option<Fault>,
    },
    /// A reason being given.
    Reason {
        /// For what.
        purpose: Purpose,
        /// The chosen code.
        at: usize,
        /// What is typed.
        input: Input,
    },
}

/// What a person wants to know no warning came of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// An incident.
    Incident(IncidentId),
    /// An item that is of no incident.
    Item(ItemId),
}

/// A number that can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Explained {
    /// A country's score.
    Country(CountryCode),
    /// An incident's points and certainty.
    Incident(IncidentId),
    /// An asset's score.
    Asset(AssetId),
    /// What an incident does to an asset.
    Impact(IncidentId, AssetId),
}

/// What a reason is given for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Setting a candidate aside.
    Dismiss(CandidateId),
    /// Holding candidates for a time.
    Silence(CandidateId),
    /// Turning a notice down.
    Reject(NoticeId),
    /// Handing a notice back to its drafter.
    Return(NoticeId),
    /// Handing a draft in, with the judgement.
    Submit(NoticeId),
    /// Ending a warning, with the evidence.
    Lift(NoticeId),
    /// Setting the level of a draft.
    Level(NoticeId),
    /// Merging an incident with one of others.
    Merge(IncidentId, Vec<IncidentId>),
    /// Breaking items off an incident.
    Split(IncidentId, Vec<ItemId>),
    /// Ruling an incident to be no risk.
    NotARisk(IncidentId),
    /// Withdrawing that an item, with those ruled on with it, is no risk.
    ARisk(ItemId),
    /// Grading a publisher otherwise.
    Regrade(Family),
    /// Noting a recipient's reply; those who have not replied.
    Acknowledge(NoticeId, Vec<RecipientId>),
}

impl State {
    /// A desk that has nothing to show yet.
    pub fn new(options: Options) -> Self {
        Self {
            picture: None,
            screen: Screen::Board,
            trail: Vec::new(),
            rows: Vec::new(),
            views: BTreeMap::new(),
            focus: Focus::List,
            translated: false,
            side_scroll: 0,
            page: 1,
            overlay: None,
            note: None,
            progress: None,
            pages_of: None,
            fresh: BTreeSet::new(),
            feed_order: FeedOrder::default(),
            seen: BTreeSet::new(),
            brief: None,
            marked: BTreeSet::new(),
            drafting: None,
            walking: None,
            size: (0, 0),
            options,
        }
    }

    /// The moment.
    pub const fn now(&self) -> Timestamp {
        self.options.now
    }

    /// The language spoken.
    pub const fn lang(&self) -> Lang {
        self.options.lang
    }

    /// Where keys are looked up: what lies on top, else the screen.
    pub const fn context(&self) -> Context {
        match &self.overlay {
            Some(overlay) => overlay.context(),
            None => self.screen.context(),
        }
    }

    /// Selection, scrolling and filter of the screen shown; none before its list was first made.
    pub fn view(&self) -> Option<&View> {
        self.views.get(&self.screen.context())
    }

    /// First row shown.
    pub fn offset(&self) -> usize {
        self.view().map_or(0, |view| view.offset)
    }

    /// The number of the selected row.
    pub fn position(&self) -> Option<usize> {
        (!self.rows.is_empty()).then(|| self.view().map_or(0, |view| view.position))
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&Row> {
        self.rows.get(self.position()?)
    }
}

impl Screen {
    /// Where its keys are looked up.
    pub const fn context(&self) -> Context {
        match self {
            Self::Board => Context::Board,
            Self::Incidents => Context::Incidents,
            Self::Incident(_) => Context::Incident,
            Self::Country(_) => Context::Country,
            Self::Assets => Context::Assets,
            Self::Asset(_) => Context::Asset,
            Self::Notices => Context::Notices,
            Self::Notice(_) => Context::Notice,
            Self::Draft(_) => Context::Draft,
            Self::Brief(_) => Context::Brief,
            Self::Feeds => Context::Feeds,
            Self::Changes => Context::Changes,
            Self::Log => Context::Log,
        }
    }
}

impl Overlay {
    /// Where its keys are looked up.
    pub const fn context(&self) -> Context {
        match self {
            Self::Help { .. } => Context::Help,
            Self::Palette { .. } => Context::Palette,
            Self::Explain { .. } | Self::WhyNot { .. } => Context::Explain,
            Self::Filter { .. } => Context::Filter,
            Self::Reason { .. } | Self::Edit { .. } => Context::Reason,
        }
    }

    /// What is being typed in it, if it takes text.
    pub const fn input(&self) -> Option<&Input> {
        match self {
            Self::Help { input, .. }
            | Self::Palette { input, .. }
            | Self::Filter { input }
            | Self::Edit { input, .. }
            | Self::Reason { input, .. } => Some(input),
            Self::Explain { .. } | Self::WhyNot { .. } => None,
        }
    }
}

impl Purpose {
    /// The codes to choose from: reasons for a dismissal, hours for a silence, levels, recipients; a rejection has
    /// only words.
    pub fn codes(&self) -> Vec<&str> {
        match self {
            Self::Dismiss(_) => vec!["false_alarm", "not_ours", "known", "late"],
            Self::Silence(_) => vec!["4", "24", "72"],
            Self::Level(_) => vec!["blue", "yellow", "orange", "red"],
            Self::Acknowledge(_, recipients) => recipients.iter().map(RecipientId::as_str).collect(),
            Self::Merge(_, others) => others.iter().map(IncidentId::as_str).collect(),
            Self::Regrade(_) => vec!["A", "B", "C", "D", "E", "F"],
            Self::Reject(_)
            | Self::Return(_)
            | Self::Submit(_)
            | Self::Lift(_)
            | Self::Split(..)
            | Self::NotARisk(_)
            | Self::ARisk(_) => vec![],
        }
    }

    /// Whether words are needed beside the code.
    pub const fn needs_words(&self) -> bool {
        !matches!(self, Self::Dismiss(_) | Self::Acknowledge(..))
    }

    /// The key used in locale tables (`reason.<key>`).
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Dismiss(_) => "dismiss",
            Self::Silence(_) => "silence",
            Self::Reject(_) => "reject",
            Self::Return(_) => "return",
            Self::Submit(_) => "submit",
            Self::Lift(_) => "lift",
            Self::Level(_) => "level",
            Self::Merge(..) => "merge",
            Self::Split(..) => "split",
            Self::NotARisk(_) => "not_a_risk",
            Self::ARisk(_) => "a_risk",
            Self::Regrade(_) => "regrade",
            Self::Acknowledge(..) => "acknowledge",
        }
    }
}
