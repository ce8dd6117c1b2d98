//! Which key says what: one table for key handling, hint bar, help, palette and README.
//!
//! The table is data (`config/keymap.toml`); reading the file is left to `config`, turning terminal events into
//! chords to `tui`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use crate::domain::words::{Lang, LocalText};

use super::command::Command;

/// A key with what is held beside it. Shift is part of the character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// The key.
    pub key: Key,
    /// Ctrl is held.
    pub ctrl: bool,
    /// Alt is held.
    pub alt: bool,
}

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A character, as typed.
    Char(char),
    /// A key with a name.
    Named(Named),
    /// A function key.
    F(u8),
}

/// Keys that type no character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the key of that name")]
pub enum Named {
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
}

/// Key, name in the file, label on screens, label in ASCII.
const NAMED: [(Named, &str, &str, &str); 14] = [
    (Named::Enter, "enter", "Enter", "Enter"),
    (Named::Esc, "esc", "Esc", "Esc"),
    (Named::Tab, "tab", "Tab", "Tab"),
    (Named::BackTab, "backtab", "Shift-Tab", "Shift-Tab"),
    (Named::Backspace, "backspace", "Backspace", "Backspace"),
    (Named::Delete, "delete", "Del", "Del"),
    (Named::Up, "up", "↑", "Up"),
    (Named::Down, "down", "↓", "Down"),
    (Named::Left, "left", "←", "Left"),
    (Named::Right, "right", "→", "Right"),
    (Named::PageUp, "pageup", "PgUp", "PgUp"),
    (Named::PageDown, "pagedown", "PgDn", "PgDn"),
    (Named::Home, "home", "Home", "Home"),
    (Named::End, "end", "End", "End"),
];

/// Where a key means something: a screen, or something on top of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the screen or overlay of that name")]
pub enum Context {
    Board,
    Incidents,
    Incident,
    Country,
    Assets,
    Asset,
    Notices,
    Notice,
    Draft,
    Brief,
    Feeds,
    Changes,
    Log,
    Help,
    Palette,
    Explain,
    Filter,
    Reason,
}

impl Context {
    /// The name used in `keymap.toml` and locale tables (`screen.<key>`).
    pub const fn key(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Incidents => "incidents",
            Self::Incident => "incident",
            Self::Country => "country",
            Self::Assets => "assets",
            Self::Asset => "asset",
            Self::Notices => "notices",
            Self::Notice => "notice",
            Self::Draft => "draft",
            Self::Brief => "brief",
            Self::Feeds => "feeds",
            Self::Changes => "changes",
            Self::Log => "log",
            Self::Help => "help",
            Self::Palette => "palette",
            Self::Explain => "explain",
            Self::Filter => "filter",
            Self::Reason => "reason",
        }
    }

    /// Whether it lies on top, so that only its own keys count and the rest is text.
    pub const fn is_overlay(self) -> bool {
        matches!(self, Self::Help | Self::Palette | Self::Explain | Self::Filter | Self::Reason)
    }
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The keys; none when it is only in the palette.
    pub on: Vec<Chord>,
    /// What they say.
    pub run: Command,
    /// Where; empty for every screen.
    pub screens: Vec<Context>,
    /// One or two words for the hint bar; none to leave it out of there.
    pub hint: Option<LocalText>,
    /// A sentence for help, palette and README.
    pub desc: LocalText,
}

/// The table.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
    by_key: BTreeMap<(Option<Context>, Chord), Command>,
}

/// What is wrong with a table of keys.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeymapError {
    /// No TOML, or not of the table's shape.
    #[error("keymap: {0}")]
    Shape(String),
    /// No such key.
    #[error("keymap line {line}: `{text}` is not a key; write it like `j`, `G`, `ctrl-d`, `enter` or `f1`")]
    BadChord {
        /// Line of the row, from one.
        line: usize,
        /// The key as written.
        text: String,
    },
    /// One key says two things in one place.
    #[error("keymap line {line}: `{chord}` already means `{first}` {place}; give `{second}` another key")]
    Clash {
        /// Line of the later row, from one.
        line: usize,
        /// The key.
        chord: Chord,
        /// Where both apply.
        place: String,
        /// What it means.
        first: Command,
        /// What it is to mean as well.
        second: Command,
    },
    /// A description is missing.
    #[error("keymap line {line}: `{command}` lacks a description in {lang}")]
    Undescribed {
        /// Line of the row, from one.
        line: usize,
        /// The command.
        command: Command,
        /// The language.
        lang: Lang,
    },
    /// A command is in no row.
    #[error("keymap: no row has `run = \"{0}\"`; add one, with `on = []` if it needs no key")]
    Missing(Command),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    keys: Vec<Spanned<RawRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    on: Vec<String>,
    run: Command,
    #[serde(default)]
    screens: Vec<Context>,
    #[serde(default)]
    hint: Option<LocalText>,
    desc: LocalText,
}

impl Keymap {
    /// Reads the table; every key must be known and mean one thing in one place, every command be described.
    pub fn parse(text: &str) -> Result<Self, KeymapError> {
        let file: File = toml::from_str(text).map_err(|error| KeymapError::Shape(error.to_string()))?;
        let mut keymap = Self { bindings: Vec::new(), by_key: BTreeMap::new() };
        for row in file.keys {
            let line = text.get(..row.span().start).map_or(0, |before| before.matches('\n').count()) + 1;
            keymap.add(row.into_inner(), line)?;
        }
        let bound: BTreeSet<Command> = keymap.bindings.iter().map(|binding| binding.run).collect();
        match Command::ALL.iter().find(|command| !bound.contains(command)) {
            Some(command) => Err(KeymapError::Missing(*command)),
            None => Ok(keymap),
        }
    }

    /// What a key says in a place. On screens the screen's own rows come before those for every screen.
    pub fn command(&self, context: Context, chord: Chord) -> Option<Command> {
        let own = self.by_key.get(&(Some(context), chord));
        let general = || (!context.is_overlay()).then(|| self.by_key.get(&(None, chord))).flatten();
        own.or_else(general).copied()
    }

    /// The rows, in the file's order.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// The rows that apply in a place, in the file's order.
    pub fn rows_in(&self, context: Context) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |binding| binding.applies_in(context))
    }

    /// The first key that says a command in a place.
    pub fn key_for(&self, command: Command, context: Context) -> Option<Chord> {
        self.rows_in(context).filter(|binding| binding.run == command).find_map(|binding| binding.on.first().copied())
    }

    fn add(&mut self, row: RawRow, line: usize) -> Result<(), KeymapError> {
        for lang in Lang::ALL {
            if row.desc.get(lang).trim().is_empty() {
                return Err(KeymapError::Undescribed { line, command: row.run, lang });
            }
        }
        let bad = |text: &String| KeymapError::BadChord { line, text: text.clone() };
        let on = row.on.iter().map(|key| key.parse().map_err(|()| bad(key))).collect::<Result<Vec<Chord>, _>>()?;
        let places: Vec<_> =
            if row.screens.is_empty() { vec![None] } else { row.screens.iter().copied().map(Some).collect() };
        for place in places {
            for chord in &on {
                self.bind(place, *chord, row.run, line)?;
            }
        }
        self.bindings.push(Binding { on, run: row.run, screens: row.screens, hint: row.hint, desc: row.desc });
        Ok(())
    }

    fn bind(&mut self, place: Option<Context>, chord: Chord, run: Command, line: usize) -> Result<(), KeymapError> {
        let Some(first) = self.by_key.insert((place, chord), run) else { return Ok(()) };
        let place = place.map_or("on every screen".to_owned(), |context| format!("in `{}`", context.key()));
        Err(KeymapError::Clash { line, chord, place, first, second: run })
    }
}

impl Binding {
    /// Whether it applies in a place; rows for every screen do not reach what lies on top.
    pub fn applies_in(&self, context: Context) -> bool {
        if self.screens.is_empty() { !context.is_overlay() } else { self.screens.contains(&context) }
    }

    /// Its keys as one text: `j ↓`.
    pub fn label(&self, ascii: bool) -> String {
        self.on.iter().map(|chord| chord.label(ascii)).collect::<Vec<_>>().join(" ")
    }
}

/// Every command with its keys and its description, for the README and the manual.
pub fn key_table(keymap: &Keymap, lang: Lang) -> Vec<(String, String)> {
    let rows = keymap.bindings().iter().filter(|binding| !binding.on.is_empty());
    rows.map(|binding| (binding.label(false), binding.desc.get(lang).to_owned())).collect()
}

impl Chord {
    /// A key with nothing held.
    pub const fn plain(key: Key) -> Self {
        Self { key, ctrl: false, alt: false }
    }

    /// How it is written on screens.
    pub fn label(self, ascii: bool) -> String {
        let key = match self.key {
            Key::Char(' ') => "Space".to_owned(),
            Key::Char(c) => c.to_string(),
            Key::F(n) => format!("F{n}"),
            Key::Named(named) => {
                let row = NAMED.iter().find(|row| row.0 == named);
                row.map_or("", |row| if ascii { row.3 } else { row.2 }).to_owned()
            }
        };
        let held = [(self.ctrl, "Ctrl-"), (self.alt, "Alt-")];
        held.iter().filter(|(is_held, _)| *is_held).map(|(_, name)| *name).collect::<String>() + &key
    }
}

impl FromStr for Chord {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(rest) = text.strip_prefix("ctrl-") {
            return rest.parse().map(|chord: Self| Self { ctrl: true, ..chord });
        }
        if let Some(rest) = text.strip_prefix("alt-") {
            return rest.parse().map(|chord: Self| Self { alt: true, ..chord });
        }
        key(text).map(Self::plain).ok_or(())
    }
}

fn key(text: &str) -> Option<Key> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Some(Key::Char(c));
    }
    if text == "space" {
        return Some(Key::Char(' '));
    }
    if let Some(row) = NAMED.iter().find(|row| row.1 == text) {
        return Some(Key::Named(row.0));
    }
    let number: u8 = text.strip_prefix('f')?.parse().ok()?;
    (1..=12).contains(&number).then_some(Key::F(number))
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.label(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../config/keymap.toml");

    fn error(rows: &str) -> String {
        Keymap::parse(&format!("keys = [\n{rows}\n]")).unwrap_err().to_string()
    }

    fn row(on: &str, run: &str, rest: &str) -> String {
        format!(r#"{{ on = ["{on}"], run = "{run}", {rest} desc = {{ en = "x", zh-Hans = "x", zh-Hant = "x" }} }},"#)
    }

    #[test]
    fn the_shipped_table_names_every_command_and_clashes_nowhere() {
        let keymap = Keymap::parse(SHIPPED).unwrap();
        assert!(key_table(&keymap, Lang::En).iter().all(|(keys, desc)| !keys.is_empty() && !desc.is_empty()));
        assert_eq!(keymap.key_for(Command::Help, Context::Board).unwrap().to_string(), "?");
    }

    #[test]
    fn one_key_may_not_say_two_things_in_one_place() {
        let rows = row("j", "select-next", "") + "\n" + &row("j", "open", "");
        assert_eq!(
            error(&rows),
            "keymap line 3: `j` already means `select-next` on every screen; give `open` another key"
        );
        let place = r#"screens = ["feeds", "log"],"#;
        let rows = row("p", "pause-feed", r#"screens = ["feeds"],"#) + "\n" + &row("p", "open", place);
        assert!(error(&rows).contains("in `feeds`"));
    }

    #[test]
    fn a_screens_own_key_comes_before_the_general_one() {
        let keymap = Keymap::parse(SHIPPED).unwrap();
        let chord: Chord = "esc".parse().unwrap();
        assert_eq!(keymap.command(Context::Feeds, chord), Some(Command::Back));
        assert_eq!(keymap.command(Context::Palette, chord), Some(Command::Close));
        assert_eq!(keymap.command(Context::Palette, "j".parse().unwrap()), None, "what lies on top takes text");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert!(error(&row("hyper-x", "open", "")).starts_with("keymap line 2: `hyper-x` is not a key"));
        let undescribed = r#"{ on = [], run = "open", desc = { en = "x", zh-Hans = " ", zh-Hant = "x" } },"#;
        assert_eq!(error(undescribed), "keymap line 2: `open` lacks a description in zh-Hans");
        assert!(error(&row("j", "fly", "")).contains("unknown variant `fly`"));
        assert!(error(&row("j", "select-next", "")).contains("no row has `run = \"select-previous\"`"));
    }

    #[test]
    fn keys_read_back_from_their_labels_in_the_file() {
        for (text, label) in [
            ("j", "j"),
            ("G", "G"),
            ("ctrl-d", "Ctrl-d"),
            ("alt-enter", "Alt-Enter"),
            ("f12", "F12"),
            ("space", "Space"),
        ] {
            assert_eq!(text.parse::<Chord>().unwrap().to_string(), label);
        }
        assert!("f13".parse::<Chord>().is_err());
    }
}
