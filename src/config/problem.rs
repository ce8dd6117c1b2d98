//! What is wrong with a configuration, told with the file, the line, the column and the line itself.

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// Longest excerpt shown, in characters; a longer line is cut around the place.
const EXCERPT: usize = 120;

/// Whether the program may start in spite of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It may not.
    Error,
    /// It may.
    Warning,
}

/// Where something stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, or the variable of the environment.
    pub file: String,
    /// The line, from one; none is zero.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
    /// How many cells to underline.
    pub width: usize,
    /// The line itself.
    pub excerpt: String,
}

impl Place {
    /// A whole file, when no line of it is to blame.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether the program may start in spite of it.
    pub severity: Severity,
    /// The file, or the variable of the environment.
    pub file: String,
    /// The line, from one; zero when no line is to blame.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
    /// How many cells to underline.
    pub width: usize,
    /// The line itself.
    pub excerpt: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// A mistake with which the program does not start.
    pub fn error(place: Place, message: impl Into<String>) -> Self {
        Self::at(Severity::Error, place, message.into())
    }

    /// A doubt with which it does.
    pub fn warning(place: Place, message: impl Into<String>) -> Self {
        Self::at(Severity::Warning, place, message.into())
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether the program may not start.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    fn at(severity: Severity, place: Place, message: String) -> Self {
        let Place { file, line, column, width, excerpt } = place;
        Self { severity, file, line, column, width, excerpt, message, hint: None }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{severity}: {}", self.message)?;
        if self.line == 0 {
            write!(f, "\n  --> {}", self.file)?;
        } else {
            self.excerpt(f)?;
        }
        let margin = self.margin();
        self.hint.iter().try_for_each(|hint| write!(f, "\n{margin} = help: {hint}"))
    }
}

impl Problem {
    /// As wide as the line's number.
    fn margin(&self) -> String {
        " ".repeat(self.line.to_string().len())
    }

    /// The place, the line and a mark under what is meant.
    fn excerpt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let margin = self.margin();
        let skipped = if self.column > EXCERPT { self.column - EXCERPT / 2 } else { 0 };
        let visible = |c: char| if c.is_control() { ' ' } else { c };
        let line: String = self.excerpt.chars().skip(skipped).take(EXCERPT).map(visible).collect();
        let before: String = line.chars().take((self.column - 1).saturating_sub(skipped)).collect();
        let room = line.width().saturating_sub(before.width()).max(1);
        writeln!(f, "\n{margin}--> {}:{}:{}", self.file, self.line, self.column)?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{} | {}", self.line, line.trim_end())?;
        write!(f, "{margin} | {}{}", " ".repeat(before.width()), "^".repeat(self.width.clamp(1, room)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_under_wide_characters() {
        let place =
            Place { file: "x.toml".into(), line: 12, column: 6, width: 8, excerpt: "名称 = \"乌克兰\"".into() };
        let told = Problem::error(place, "no such thing").with_hint("look again").to_string();
        let lines = [
            "error: no such thing",
            "  --> x.toml:12:6",
            "   |",
            "12 | 名称 = \"乌克兰\"",
            "   |        ^^^^^^^^",
            "   = help: look again",
        ];
        assert_eq!(told, lines.join("\n"));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place_and_shows_no_control_character() {
        let excerpt = format!("{}\u{1b}[31mwrong{}", "a".repeat(500), "b".repeat(500));
        let place = Place { file: "x.toml".into(), line: 1, column: 506, width: 5, excerpt };
        let told = Problem::warning(place, "long").to_string();
        let longest = told.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest < 130 && told.contains("wrong") && !told.contains('\u{1b}'), "{told}");
    }
}
