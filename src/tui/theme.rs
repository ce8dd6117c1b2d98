//! Colours by meaning. Which colour means what is data (`config/themes/*.toml`); reading the files is left to `config`.
//!
//! A theme without any colour works on every terminal: it is made of bold, dim, underlined and reversed text only.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use thiserror::Error;

use crate::domain::level::Level;

/// What a colour stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Ordinary text.
    Text,
    /// What stands second.
    Dim,
    /// The name of the thing looked at.
    Title,
    /// Heads of columns and sections.
    Heading,
    /// The one accent: the selection's mark, the current tab, keys.
    Accent,
    /// The selected row.
    Selection,
    /// Rules between parts.
    Rule,
    /// What needs attention and is no level: blind countries, failed feeds, overdue.
    Warning,
    /// What is as it should be.
    Good,
    /// Words that led to a finding.
    Evidence,
    /// Names of registered assets in a text.
    Mention,
    /// Land on the map.
    Land,
    /// Red level.
    Red,
    /// Orange level.
    Orange,
    /// Yellow level.
    Yellow,
    /// Blue level.
    Blue,
    /// No level.
    None,
    /// Nobody looked.
    Unchecked,
}

impl Meaning {
    /// All of them; a theme must give each.
    pub const ALL: [Self; 18] = [
        Self::Text,
        Self::Dim,
        Self::Title,
        Self::Heading,
        Self::Accent,
        Self::Selection,
        Self::Rule,
        Self::Warning,
        Self::Good,
        Self::Evidence,
        Self::Mention,
        Self::Land,
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Blue,
        Self::None,
        Self::Unchecked,
    ];
}

/// A style for each meaning, and whether symbols must be ASCII.
#[derive(Clone, Debug)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// Draw with ASCII symbols only, for terminals and fonts that lack the others.
    pub ascii: bool,
    styles: BTreeMap<Meaning, Style>,
}

/// What is wrong with a theme.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ThemeError {
    /// No TOML, or not of a theme's shape.
    #[error("theme `{name}`: {message}")]
    Shape {
        /// The theme.
        name: String,
        /// What the reader said.
        message: String,
    },
    /// No such colour.
    #[error(
        "theme `{name}`: `{colour}` is not a colour; write a name such as `red`, a number from 0 to 255 or `#rrggbb`"
    )]
    Colour {
        /// The theme.
        name: String,
        /// The colour as written.
        colour: String,
    },
    /// A meaning without style.
    #[error("theme `{name}`: no style for {meaning:?}")]
    Missing {
        /// The theme.
        name: String,
        /// The meaning.
        meaning: Meaning,
    },
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Row {
    fg: Option<String>,
    bg: Option<String>,
    with: Vec<Attribute>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Attribute {
    Bold,
    Dim,
    Italic,
    Underline,
    Reverse,
}

impl Theme {
    /// Reads a theme; every meaning must have a style and every colour be known.
    pub fn parse(name: &str, text: &str) -> Result<Self, ThemeError> {
        let shape = |error: toml::de::Error| ThemeError::Shape { name: name.to_owned(), message: error.to_string() };
        let rows: BTreeMap<Meaning, Row> = toml::from_str(text).map_err(shape)?;
        let mut styles = BTreeMap::new();
        for (meaning, row) in rows {
            let style = row.style().map_err(|colour| ThemeError::Colour { name: name.to_owned(), colour })?;
            styles.insert(meaning, style);
        }
        match Meaning::ALL.into_iter().find(|meaning| !styles.contains_key(meaning)) {
            Some(meaning) => Err(ThemeError::Missing { name: name.to_owned(), meaning }),
            None => Ok(Self { name: name.to_owned(), ascii: false, styles }),
        }
    }

    /// The same theme, with ASCII symbols or without.
    #[must_use]
    pub fn with_ascii(self, ascii: bool) -> Self {
        Self { ascii, ..self }
    }

    /// The style of a meaning.
    pub fn of(&self, meaning: Meaning) -> Style {
        self.styles.get(&meaning).copied().unwrap_or_default()
    }

    /// The style of a level.
    pub fn level(&self, level: Level) -> Style {
        self.of(match level {
            Level::None => Meaning::None,
            Level::Blue => Meaning::Blue,
            Level::Yellow => Meaning::Yellow,
            Level::Orange => Meaning::Orange,
            Level::Red => Meaning::Red,
        })
    }

    /// Whether it uses any colour at all.
    pub fn has_colour(&self) -> bool {
        self.styles.values().any(|style| style.fg.is_some() || style.bg.is_some())
    }
}

impl Row {
    fn style(&self) -> Result<Style, String> {
        let mut style = Style::new();
        if let Some(fg) = &self.fg {
            style = style.fg(colour(fg)?);
        }
        if let Some(bg) = &self.bg {
            style = style.bg(colour(bg)?);
        }
        Ok(self.with.iter().fold(style, |style, attribute| style.add_modifier(attribute.modifier())))
    }
}

impl Attribute {
    const fn modifier(self) -> Modifier {
        match self {
            Self::Bold => Modifier::BOLD,
            Self::Dim => Modifier::DIM,
            Self::Italic => Modifier::ITALIC,
            Self::Underline => Modifier::UNDERLINED,
            Self::Reverse => Modifier::REVERSED,
        }
    }
}

fn colour(text: &str) -> Result<Color, String> {
    text.parse().map_err(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: [(&str, &str); 4] = [
        ("dark", include_str!("../../config/themes/dark.toml")),
        ("light", include_str!("../../config/themes/light.toml")),
        ("high-contrast", include_str!("../../config/themes/high-contrast.toml")),
        ("mono", include_str!("../../config/themes/mono.toml")),
    ];

    #[test]
    fn every_shipped_theme_has_every_meaning() {
        for (name, text) in SHIPPED {
            assert_eq!(Theme::parse(name, text).unwrap().has_colour(), name != "mono", "{name}");
        }
    }

    #[test]
    fn level_colours_stand_for_levels_and_nothing_else() {
        let levels = [Meaning::Red, Meaning::Orange, Meaning::Yellow, Meaning::Blue];
        for (name, text) in SHIPPED.into_iter().take(3) {
            let theme = Theme::parse(name, text).unwrap();
            for level in levels {
                for other in Meaning::ALL.into_iter().filter(|other| *other != level) {
                    assert_ne!(theme.of(level).fg, theme.of(other).fg, "{name}: {level:?} and {other:?}");
                }
            }
        }
    }

    #[test]
    fn a_bad_theme_says_what_is_wrong() {
        let error = |text: &str| Theme::parse("x", text).unwrap_err().to_string();
        assert!(error("text = { fg = \"mauve-ish\" }").contains("`mauve-ish` is not a colour"));
        assert!(error("text = {}").contains("no style for Dim"));
        assert!(error("colour = {}").contains("unknown variant"));
    }
}
