//! The texts that the configuration was read from, and where in them a value stands.
//!
//! Reading the files is left to `layers`, turning a place into a message to `problem`.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;

use unicode_width::UnicodeWidthStr;

use super::problem::Place;

/// Where a text came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Embedded in the binary.
    Shipped,
    /// A file of the operator's.
    File(PathBuf),
    /// A variable of the environment.
    Env(String),
}

/// A stretch of one of the texts, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    source: usize,
    start: usize,
    end: usize,
}

impl Spot {
    /// The bytes from `start` to `end` of the text with this number.
    pub(super) const fn new(source: usize, start: usize, end: usize) -> Self {
        Self { source, start, end }
    }

    /// The number of its text.
    pub(super) const fn source(self) -> usize {
        self.source
    }
}

/// One text.
#[derive(Clone, Debug)]
struct Source {
    name: String,
    origin: Origin,
    text: Cow<'static, str>,
}

/// All the texts of one load.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources(Vec<Source>);

impl Sources {
    /// Takes a text in and gives its number.
    pub(super) fn add(&mut self, name: impl Into<String>, origin: Origin, text: Cow<'static, str>) -> usize {
        self.0.push(Source { name: name.into(), origin, text });
        self.0.len() - 1
    }

    /// The text with this number.
    pub(super) fn text(&self, source: usize) -> &str {
        self.0.get(source).map_or("", |source| source.text.as_ref())
    }

    /// The origin of a value.
    pub(super) fn origin(&self, spot: Spot) -> Option<&Origin> {
        self.0.get(spot.source).map(|source| &source.origin)
    }

    /// The place of a spot, with its line. Lines and columns count from one, columns in characters.
    pub(super) fn place(&self, spot: Spot) -> Place {
        let Some(source) = self.0.get(spot.source) else { return Place::default() };
        let text = source.text.as_ref();
        let before = text.get(..spot.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let excerpt = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let until = spot.end.min(line_start + excerpt.len()).max(spot.start);
        Place {
            file: source.name.clone(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            width: text.get(spot.start..until).map_or(1, UnicodeWidthStr::width).max(1),
            excerpt: excerpt.to_owned(),
        }
    }

    /// The origin in the words of `config show`: `shipped`, `file:line`, `env NAME`.
    pub(super) fn told(&self, spot: Spot) -> String {
        match self.origin(spot) {
            Some(origin @ Origin::File(_)) => format!("{origin}:{}", self.place(spot).line),
            Some(origin) => origin.to_string(),
            None => String::new(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped => f.write_str("shipped"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Env(name) => write!(f, "env {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_underline_cells() {
        let mut sources = Sources::default();
        let text = "a = 1\r\n名称 = \"乌克兰\" # c\n";
        let source = sources.add("x.toml", Origin::Shipped, Cow::Borrowed(text));
        let start = text.find("\"乌").unwrap();
        let place = sources.place(Spot::new(source, start, start + "\"乌克兰\"".len()));
        assert_eq!((place.line, place.column, place.width), (2, 6, 8));
        assert_eq!(place.excerpt, "名称 = \"乌克兰\" # c");
    }

    #[test]
    fn a_spot_of_several_lines_is_underlined_on_its_first() {
        let mut sources = Sources::default();
        let source = sources.add("x.toml", Origin::Shipped, Cow::Borrowed("list = [\n 1,\n]\n"));
        let place = sources.place(Spot::new(source, 7, 14));
        assert_eq!((place.line, place.column, place.width), (1, 8, 1));
    }
}
