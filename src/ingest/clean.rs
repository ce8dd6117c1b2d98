//! The one border between hostile text and clean text: titles, summaries, links and error messages cross here.
//!
//! Markup and entities are left to `html`, the judgement of single characters to `marks`. Which field of a feed
//! holds what is left to the readers.

mod html;
mod marks;

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use url::Url;

use marks::{Verdict, judge};

/// Rounds of unescaping that text is granted; markup that is wrapped deeper is an attack and loses its brackets.
const ROUNDS: usize = 4;

/// Combining marks kept on one letter; more than any writing system needs, fewer than it takes to smear a screen.
const MARKS_KEPT: usize = 8;

/// Bytes of markup read for each character wanted, and bytes read at least: the rest of a long body is never shown.
const BYTES_PER_CHARACTER: usize = 16;
const SPARE_BYTES: usize = 1 << 16;

/// Longest address kept, in bytes.
const LINK_LIMIT: usize = 2048;

/// HTML or plain text as one line of plain text of at most `limit` characters, `…` marking a cut.
///
/// Entities are decoded, tags dropped, white space folded, forbidden characters removed, the rest brought to NFC.
/// Cleaning clean text changes nothing.
pub fn clean_text(raw: &str, limit: usize) -> String {
    if is_plain(raw) {
        return cut(raw.to_owned(), limit);
    }
    let raw = head(raw, limit.saturating_mul(BYTES_PER_CHARACTER).saturating_add(SPARE_BYTES));
    if !html::may_hold_markup(raw) {
        return cut(settle(raw), limit);
    }
    let mut text = settle(&html::strip(raw));
    for _ in 1..ROUNDS {
        if !html::may_hold_markup(&text) {
            return cut(text, limit);
        }
        let stripped = settle(&html::strip(&text));
        if stripped == text {
            return cut(stripped, limit);
        }
        text = stripped;
    }
    if html::may_hold_markup(&text) && settle(&html::strip(&text)) != text {
        text = settle(&text.replace(['<', '>', '&'], " "));
    }
    cut(text, limit)
}

/// Text that must keep its offsets: forbidden characters go (line breaks stay, other controls become a space),
/// all else stands as it was. Borrows when there is nothing to remove.
pub fn scrub(raw: &str) -> Cow<'_, str> {
    let harmless = |b: u8| matches!(b, b' '..=b'~' | b'\n');
    let stays = |c: char| c == '\n' || marks::is_printable_space(c) || judge(c) == Verdict::Keep;
    if raw.bytes().all(harmless) || raw.chars().all(stays) {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    for c in raw.chars() {
        match judge(c) {
            _ if stays(c) => text.push(c),
            Verdict::Space => text.push(' '),
            Verdict::Joiner if marks::may_join(text.chars().next_back()) => text.push(c),
            Verdict::Becomes(other) => text.push(other),
            Verdict::Joiner | Verdict::Drop | Verdict::Keep => {}
        }
    }
    Cow::Owned(text)
}

/// A machine word (id, address, date) with its entities decoded, else as it stands.
pub(crate) fn decode_entities(raw: &str) -> Cow<'_, str> {
    html::decode(raw)
}

/// An address as a reader may open it, made absolute; `None` unless it is http or https with a host.
pub fn clean_link(raw: &str, base: Option<&Url>) -> Option<String> {
    let text = raw.trim();
    if text.is_empty() || text.len() > LINK_LIMIT {
        return None;
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(text).ok()?,
        Err(_) => return None,
    };
    let sound = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    (sound && url.as_str().len() <= LINK_LIMIT).then(|| without_credentials(url))
}

fn without_credentials(mut url: Url) -> String {
    // Neither call fails on a URL that has a host.
    url.set_username("").ok();
    url.set_password(None).ok();
    url.into()
}

/// Whether cleaning would change nothing but perhaps the length.
fn is_plain(text: &str) -> bool {
    let mut before = b' ';
    let plain = text.bytes().all(|b| {
        let fits = matches!(b, b'!'..=b'~') && !matches!(b, b'<' | b'&') || b == b' ' && before != b' ';
        before = b;
        fits
    });
    plain && !text.ends_with(' ')
}

/// Forbidden characters out, white space folded, NFC, marks capped.
fn settle(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    for c in raw.chars() {
        match judge(c) {
            Verdict::Keep => text.push(c),
            Verdict::Space => push_space(&mut text),
            Verdict::Becomes(other) => text.push(other),
            Verdict::Joiner if marks::may_join(text.chars().next_back()) => text.push(c),
            Verdict::Joiner | Verdict::Drop => {}
        }
    }
    text.truncate(text.trim_end().len());
    if text.is_ascii() {
        return text;
    }
    // No mark may follow a letter, so that nothing is to be composed and nothing to be capped.
    if text.chars().all(marks::is_composed) {
        return text;
    }
    if is_nfc_quick(text.chars()) != IsNormalized::Yes {
        text = text.nfc().collect();
    }
    cap_marks(text)
}

fn push_space(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

fn cap_marks(text: String) -> String {
    let mut run = 0;
    let mut over = false;
    let mut fits = |c: char| {
        run = if marks::is_mark(c) { run + 1 } else { 0 };
        over |= run > MARKS_KEPT;
        run <= MARKS_KEPT
    };
    let kept: String = text.chars().filter(|c| fits(*c)).collect();
    if over { kept } else { text }
}

/// The longest start of a text that has at most `bytes`.
fn head(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn cut(text: String, limit: usize) -> String {
    // A byte is never more than a character, so most texts need no counting.
    if text.len() <= limit || text.chars().count() <= limit {
        return text;
    }
    let room = limit.saturating_sub(1);
    let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    let mut short = text.get(..end).unwrap_or_default().trim_end().to_owned();
    if limit > 0 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
