//! A briefing in words: the values that its templates print. Every value is plain text on one line.

use serde::Serialize;

use crate::domain::level::Level;

/// A briefing in words; the values of `briefing.*.j2`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page {
    /// BCP 47 tag.
    pub lang: &'static str,
    /// Key of the briefing: `handover`, `daily`, `weekly`, `monthly`.
    pub kind: &'static str,
    /// Title.
    pub title: String,
    /// What must not be overlooked: made-up data, countries that nobody looked at.
    pub marks: Vec<String>,
    /// Opening lines: the moment, the span, what was looked at.
    pub lead: Vec<String>,
    /// Sections in order.
    pub sections: Vec<PageSection>,
    /// Lines to sign on, in order; empty where nobody signs.
    pub signatures: Vec<String>,
    /// Closing line: how numbers were made.
    pub closing: String,
}

/// A section: entries, or a table, or both, and remarks below.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PageSection {
    /// Key of the section, the same in every language.
    pub key: &'static str,
    /// Its heading.
    pub title: String,
    /// A list.
    pub entries: Vec<Entry>,
    /// Names of the columns of a table; empty where there is none.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// Remarks: that there is nothing, what was left out, what is not known.
    pub notes: Vec<String>,
}

/// One entry of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Key of a level that stands before the text, for its colour; empty where none does.
    pub level: &'static str,
    /// The level's letter and word.
    pub badge: String,
    /// The text.
    pub text: String,
}

impl Entry {
    /// Text alone.
    pub(super) fn plain(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    /// Text behind a level.
    pub(super) fn of_level(level: Level, word: &str, text: String) -> Self {
        Self { level: level.key(), badge: format!("{} {word}", level.letter()), text }
    }
}
