//! Words of a folded text, with how they were written.
//!
//! Runs of Chinese and Japanese characters are one token each; cutting them is left to [`scan`](super::scan).

use std::sync::LazyLock;

use super::spelling::{Script, script};
use crate::annotate::text::Text;
use crate::domain::letters::is_alphanumeric;

/// How a word was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Begins with a small letter.
    Small,
    /// Begins with a capital.
    Capital,
    /// Capitals only, two or more.
    Capitals,
    /// Begins with a digit.
    Number,
    /// Of a script without capitals.
    Plain,
}

impl Shape {
    pub(super) const fn is_capital(self) -> bool {
        matches!(self, Self::Capital | Self::Capitals)
    }
}

/// A word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// First byte in the folded text.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// How it was written.
    pub(super) shape: Shape,
    /// Its script.
    pub(super) script: Script,
    /// Whether the text around it has small letters, so that capitals say something.
    pub(super) cased: bool,
}

/// Bytes of the folded text in which places are looked for; what an item is about stands in its first pages.
const READ: usize = 16 * 1024;

/// The words of a text.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    list: Vec<Token>,
}

impl Tokens {
    /// Cuts a text into words.
    pub(super) fn of(text: &Text) -> Self {
        let mut tokens = Self { list: Vec::with_capacity(text.folded().len().min(READ) / 5) };
        if text.is_ascii() {
            tokens.take_ascii(text);
            return tokens;
        }
        let mut line_start = 0;
        let mut open: Option<Token> = None;
        let first = &**FIRST;
        for (at, c) in text.folded().char_indices().take_while(|(at, _)| *at < READ) {
            let kind = first.get(u32::from(c) as usize).copied().unwrap_or_else(|| kind(c));
            if let Some(token) = open.as_mut().filter(|token| Some(token.script) == kind) {
                token.end = at + c.len_utf8();
                continue;
            }
            tokens.close(text, open.take());
            open = kind.map(|script| Token {
                start: at,
                end: at + c.len_utf8(),
                shape: Shape::Plain,
                script,
                cased: true,
            });
            if c == '\n' {
                tokens.mark_case(line_start);
                line_start = tokens.list.len();
            }
        }
        tokens.close(text, open);
        tokens.mark_case(line_start);
        tokens
    }

    /// The same for a text of ASCII, whose folded form has its letters where they were.
    fn take_ascii(&mut self, text: &Text) {
        let raw = text.raw().as_bytes();
        let read = raw.get(..READ).unwrap_or(raw);
        let (mut line_start, mut last_end) = (0, 0);
        for at in text.marks().runs() {
            let word = at.start..at.end.min(READ);
            let Some(part) = read.get(word.clone()).filter(|part| !part.is_empty()) else { break };
            let gap = read.get(last_end..word.start).unwrap_or_default();
            if gap.contains(&b'\n') {
                self.mark_case(line_start);
                line_start = self.list.len();
            }
            let (shape, script) = (ascii_shape(part), Script::Latin);
            last_end = word.end;
            self.list.push(Token { start: word.start, end: word.end, shape, script, cased: true });
        }
        self.mark_case(line_start);
    }

    pub(super) fn get(&self, at: usize) -> Option<&Token> {
        self.list.get(at)
    }

    pub(super) fn before(&self, at: usize) -> Option<&Token> {
        at.checked_sub(1).and_then(|at| self.list.get(at))
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    fn close(&mut self, text: &Text, token: Option<Token>) {
        self.list.extend(token.map(|token| Token { shape: shape(text, &token), ..token }));
    }

    /// Marks the words of a line that is in capitals throughout.
    fn mark_case(&mut self, from: usize) {
        let line = self.list.get_mut(from..).unwrap_or_default();
        let small = line.iter().filter(|token| token.shape == Shape::Small).count();
        let capitals = line.iter().filter(|token| token.shape == Shape::Capitals).count();
        let cased = small > 0 || capitals < 2;
        for token in line {
            token.cased = cased;
        }
    }
}

/// What the first characters are, which most alphabets are among.
static FIRST: LazyLock<Box<[Option<Script>]>> = LazyLock::new(|| ('\0'..'\u{700}').map(kind).collect());

/// The script of a letter or digit; digits and unknown letters go with Latin and other words.
fn kind(c: char) -> Option<Script> {
    if c.is_ascii_digit() {
        return Some(Script::Latin);
    }
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Script::Latin);
    }
    script(c).or_else(|| is_alphanumeric(c).then_some(Script::Other))
}

fn shape(text: &Text, token: &Token) -> Shape {
    if !matches!(token.script, Script::Latin | Script::Cyrillic) {
        return Shape::Plain;
    }
    let word = text.words(token.start..token.end);
    if word.is_ascii() {
        return ascii_shape(word.as_bytes());
    }
    let mut letters = word.chars();
    match letters.next() {
        Some(c) if c.is_numeric() => Shape::Number,
        Some(c) if !c.is_uppercase() => Shape::Small,
        _ => {
            let mut rest = letters.peekable();
            let several = rest.peek().is_some();
            if several && rest.all(|c| !c.is_lowercase()) { Shape::Capitals } else { Shape::Capital }
        }
    }
}

fn ascii_shape(word: &[u8]) -> Shape {
    match word {
        [first, ..] if first.is_ascii_digit() => Shape::Number,
        [first, ..] if !first.is_ascii_uppercase() => Shape::Small,
        [_, rest @ ..] if !rest.is_empty() && !rest.iter().any(u8::is_ascii_lowercase) => Shape::Capitals,
        _ => Shape::Capital,
    }
}
