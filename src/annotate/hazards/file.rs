//! The form of the files in `config/lexicon/hazards/`: words with what they stand for, one file a language, and the
//! reader's own numbers. Turning them into something to match with is left to [`lexicon`](super::lexicon).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::annotation::EventKind;
use crate::domain::hazard::Hazard;
use crate::domain::place::Scope;

/// One file. Every section may stand in every file; a language's words stand in its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LexiconFile {
    /// Changes with every change of the file.
    pub version: String,
    /// BCP 47 tag of the words' language.
    pub lang: Option<String>,
    /// How the language is told from others of its script.
    pub profile: Option<Profile>,
    /// Languages that can be told but have no words here.
    #[serde(default)]
    pub unread: BTreeMap<String, Profile>,
    /// Groups of words that stand for the same.
    #[serde(default)]
    pub group: Vec<Group>,
    /// Words for numbers, with the least they may mean.
    #[serde(default)]
    pub number: BTreeMap<String, u32>,
    /// Words that multiply the number before them.
    #[serde(default)]
    pub multiplier: BTreeMap<String, u32>,
    /// Words that, beside a number, make it no count of people.
    pub unit: Option<Units>,
    /// Pairs of a simplified and a traditional form.
    pub forms: Option<Forms>,
    /// The reader's numbers.
    pub tuning: Option<Tuning>,
    /// What a provider's own codes stand for.
    #[serde(default)]
    pub code: BTreeMap<String, Code>,
}

/// What gives a language away.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    /// Frequent small words, separated by spaces.
    #[serde(default)]
    pub words: String,
    /// Letters that other languages of the script do not have.
    #[serde(default)]
    pub letters: String,
}

/// Words that stand for the same.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    /// Name within the language; evidence calls it `<lang>.<id>`.
    pub id: String,
    /// The words, separated by `|`. A star at an end leaves that end open; Chinese, Japanese and Korean words are open
    /// at both.
    pub terms: String,
    /// Hazards they speak of, with weight; 1 is enough by itself.
    #[serde(default)]
    pub hazards: BTreeMap<Hazard, f64>,
    /// What sort of happening.
    pub kind: Option<EventKind>,
    /// The words are the happening: an act of state is what is said of it.
    #[serde(default)]
    pub act: bool,
    /// Counts only beside a word that gives one of these cues.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The cue may stand anywhere in the text, not only in the sentence or the title.
    #[serde(default)]
    pub anywhere: bool,
    /// Cues these words give to others.
    #[serde(default)]
    pub cue: Vec<String>,
    /// Severity by these words alone, 0 to 1, instead of the hazard's.
    pub severity: Option<f64>,
    /// Speaks against a risk, for this reason.
    pub exclude: Option<String>,
    /// How strongly it speaks against.
    pub weight: Option<f64>,
    /// Hazards it does not speak against.
    #[serde(default)]
    pub spares: Vec<Hazard>,
    /// Hides shorter words inside it; the reason given when it hid one.
    pub block: Option<String>,
    /// Denies what stands on this side of it.
    pub negate: Option<Side>,
    /// Says that a report of what stands on this side of it is untrue, not that it was averted or has ended.
    pub dispute: Option<Side>,
    /// How far the happening reaches.
    pub scope: Option<Scope>,
    /// Counts people.
    pub count: Option<Count>,
    /// The count when it needs no number: `no casualties`.
    pub value: Option<u32>,
    /// On which side of the word its number stands.
    #[serde(default)]
    pub number: Side,
    /// Measures a force of nature.
    pub measure: Option<Measure>,
    /// A government's wording, on the common scale of travel advice.
    pub advice: Option<u8>,
    /// Points by which an advisory's text stands above its plainest form.
    pub gravity: Option<f64>,
    /// Chinese citizens or firms are meant.
    #[serde(default)]
    pub chinese: bool,
}

impl Group {
    /// The side on which it denies things, in whatever way.
    pub(super) fn denial(&self) -> Option<Side> {
        self.negate.or(self.dispute)
    }
}

/// A side of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    /// Before it.
    Before,
    /// After it.
    After,
    /// Either.
    #[default]
    Both,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Count {
    /// People who died.
    Deaths,
    /// People who were hurt.
    Injured,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Measure {
    /// Magnitude of an earthquake.
    Magnitude,
    /// Wind in kilometres an hour.
    Wind,
    /// Wind in miles an hour.
    WindMiles,
    /// Category of a tropical cyclone.
    Category,
    /// People driven from home.
    Displaced,
    /// People in reach of the force.
    Exposed,
}

/// Words beside a number that make it no count of people.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Units {
    /// Standing after it, separated by spaces.
    #[serde(default)]
    pub after: String,
    /// Standing before it, separated by spaces.
    #[serde(default)]
    pub before: String,
}

/// Simplified and traditional Chinese.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forms {
    /// Pairs of characters, simplified first, separated by spaces.
    pub characters: String,
    /// Words that differ by more than their characters, simplified first.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
}

/// What a provider's code stands for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    /// The hazard.
    pub hazard: Hazard,
    /// The sort of happening, where the code says as much.
    pub kind: Option<EventKind>,
}

/// The reader's numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tuning {
    /// A hazard is listed from this score.
    pub listed: f64,
    /// Added to the bar for each thousand bytes of text beyond the first.
    pub listed_per_kilobyte: f64,
    /// The bar rises no higher.
    pub listed_most: f64,
    /// Worth of a word of the summary against one of the title.
    pub summary: f64,
    /// Worth of each further word of the same group.
    pub further: f64,
    /// From this length in bytes a text is long.
    pub long: usize,
    /// Words of less weight do not count in a long text: sooner or later it uses every one of them.
    pub least_in_long: f64,
    /// A sort of happening counts when its hazard has this share of the first one's score.
    pub kind_share: f64,
    /// Added to a physical hazard when people were hurt.
    pub casualties: f64,
    /// Worth of a word against a risk that stands in the summary.
    pub summary_against: f64,
    /// Share of what speaks against a risk, taken off one that stands nevertheless.
    pub against: f64,
    /// Bytes over which a denial reaches.
    pub denial_reach: usize,
    /// Severity by words alone, by hazard.
    pub severity: BTreeMap<Hazard, f64>,
    /// Severity by wind in km/h: `[from, severity]`, ascending.
    pub wind: Vec<(f64, f64)>,
    /// Severity by people displaced, likewise.
    pub displaced: Vec<(f64, f64)>,
    /// Severity by people exposed, likewise.
    pub exposed: Vec<(f64, f64)>,
    /// Wind in km/h by category of cyclone 1 to 5.
    pub category: [f64; 5],
    /// Gravity of an advisory's text: `[from, severity]`, ascending.
    pub gravity: Vec<(f64, f64)>,
    /// Gravity of each hazard that an advisory lists.
    pub gravity_of: BTreeMap<Hazard, f64>,
}
