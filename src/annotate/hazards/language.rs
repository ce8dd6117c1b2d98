//! Which language a text is in, by script, letters of its own and frequent small words; several for mixed text.
//!
//! Languages without words in the lexicon are told apart where that is possible, so that their texts are never read
//! as another's. What the words mean is left to [`lexicon`](super::lexicon).

use std::collections::HashMap;

use super::file::{Forms, LexiconFile, Profile};
use super::forms::pairs;
use super::sentence::char_boundary;
use crate::annotate::quick::BuildQuick;
use crate::annotate::starts::{LOOKED_AT, window};
use crate::annotate::text::{Text, fold};
use crate::domain::letters::{is_alphabetic, is_caseless};

/// A set of languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LangSet(u64);

impl LangSet {
    /// The set of one language by its number; empty when there is no such number.
    pub(super) fn of(number: usize) -> Self {
        Self(u32::try_from(number).ok().and_then(|number| 1_u64.checked_shl(number)).unwrap_or_default())
    }

    /// The numbers of its languages.
    pub(super) fn numbers(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let number = (left != 0).then(|| left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            number
        })
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn meet(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// How many words of each language, by its number, a text has.
pub(super) type Counts = [usize; 64];

/// What was told of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// The main language's tag, if any could be told.
    pub tag: Option<String>,
    /// Languages whose words count in it.
    pub read: LangSet,
}

/// How languages are told apart.
#[derive(Debug, Default)]
pub(super) struct Languages {
    tags: Vec<String>,
    /// The languages of each script that has several.
    scripts: Vec<(&'static str, LangSet)>,
    /// Those with words in the lexicon.
    read: LangSet,
    /// How many of the tags, from the first, have words in the lexicon.
    with_lexicon: usize,
    /// Frequent small words of up to eight bytes, as these.
    words: HashMap<u64, LangSet, BuildQuick>,
    longer_words: HashMap<Box<[u8]>, LangSet, BuildQuick>,
    /// The longest of the words, in bytes.
    longest: usize,
    /// Letters that other languages do not have.
    own_letters: HashMap<char, LangSet, BuildQuick>,
    /// The same by the letter's number, capitals too.
    letters: Vec<LangSet>,
    /// Characters of simplified (true) or traditional (false) Chinese alone.
    simplified: HashMap<char, bool, BuildQuick>,
}

/// Letters of each script in a text.
#[derive(Default)]
struct Scripts {
    latin: usize,
    cyrillic: usize,
    arabic: usize,
    han: usize,
    kana: usize,
    hangul: usize,
    /// Another script, by the only language of the watched world that is written in it.
    other: Option<&'static str>,
    others: usize,
}

/// Letters that tell one language from another come before this character.
const LETTERS: char = '\u{2200}';
/// With more points than this two languages are told apart by their points and order, not by counting words.
const SURE: u16 = 6;
/// Text of another script with more Latin letters than this is also read as English.
const LATIN_LETTERS: usize = 3;
/// A text is judged by this many bytes from its beginning: enough to be sure, little enough to be quick.
const JUDGED_BYTES: usize = 600;

impl Languages {
    /// Takes the profiles of all files.
    pub(super) fn new<'a>(files: impl Iterator<Item = &'a LexiconFile> + Clone, forms: Option<&Forms>) -> Self {
        let mut languages = Self::default();
        for tag in files.clone().filter_map(|file| file.lang.as_ref()) {
            if !languages.tags.contains(tag) {
                languages.tags.push(tag.clone());
            }
        }
        languages.with_lexicon = languages.tags.len();
        for file in files {
            if let (Some(tag), Some(profile)) = (&file.lang, &file.profile) {
                languages.profile(tag, profile);
            }
            for (tag, profile) in &file.unread {
                languages.tags.push(tag.clone());
                languages.profile(tag, profile);
            }
        }
        for (number, tag) in languages.tags.iter().enumerate() {
            let (script, own) = (script_of(tag), LangSet::of(number));
            match languages.scripts.iter_mut().find(|(known, _)| *known == script) {
                Some((_, langs)) => *langs = langs.join(own),
                None => languages.scripts.push((script, own)),
            }
            if languages.reads(tag) {
                languages.read = languages.read.join(own);
            }
        }
        let letters = ('\0'..LETTERS).map(|c| languages.own_letters.get(&lower(c)).copied().unwrap_or_default());
        languages.letters = letters.collect();
        for (simplified, traditional) in forms.into_iter().flat_map(pairs).filter(|(one, other)| one != other) {
            languages.simplified.insert(simplified, true);
            languages.simplified.insert(traditional, false);
        }
        languages
    }

    fn profile(&mut self, tag: &str, profile: &Profile) {
        let own = self.set(tag);
        for word in profile.words.split_whitespace().map(fold) {
            self.longest = self.longest.max(word.len());
            let langs = if word.len() <= LOOKED_AT {
                self.words.entry(window(word.as_bytes(), 0)).or_default()
            } else {
                self.longer_words.entry(word.into_bytes().into()).or_default()
            };
            *langs = langs.join(own);
        }
        for letter in profile.letters.chars() {
            let langs = self.own_letters.entry(letter).or_default();
            *langs = langs.join(own);
        }
    }

    /// The tags of the languages with words in the lexicon, in the order of their numbers.
    fn with_lexicon(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().take(self.with_lexicon).map(String::as_str)
    }

    /// The languages with words in the lexicon that a text is read in together when it is open which it is in: those of
    /// one alphabet, each with the tag of the first. The scripts of East Asia give their languages away.
    pub(super) fn read_together(&self) -> Vec<(&str, LangSet)> {
        let mut together: Vec<(&str, LangSet)> = Vec::new();
        for tag in self.with_lexicon() {
            let same = |(other, _): &&mut (&str, LangSet)| {
                let script = script_of(tag);
                script != "east" && script == script_of(other)
            };
            match together.iter_mut().find(same) {
                Some((_, langs)) => *langs = langs.join(self.set(tag)),
                None => together.push((tag, self.set(tag))),
            }
        }
        together
    }

    /// The set of one language; empty when it is not known.
    pub(super) fn set(&self, tag: &str) -> LangSet {
        let short = tag.split('-').next().unwrap_or(tag);
        let at = self.tags.iter().position(|known| known == short);
        at.map(LangSet::of).unwrap_or_default()
    }

    /// Tells a text's language. `hint` is what the feed says, and decides only what the text leaves open; after it
    /// `count`, which says how many words of some languages the lexicon finds.
    pub(super) fn tell(&self, text: &Text, hint: Option<&str>, count: impl FnOnce(LangSet) -> Counts) -> Told {
        let judged = start(text.raw(), JUDGED_BYTES);
        let scripts = Scripts::count(judged);
        let spelled = scripts.latin.max(scripts.cyrillic).max(scripts.arabic);
        let unspaced = 3 * (scripts.han + scripts.kana + scripts.hangul);
        let east =
            scripts.east_asian().map(|tag| if tag == "zh" { self.chinese(judged, hint) } else { tag.to_owned() });
        let read = east.as_deref().map(|tag| self.set(tag)).unwrap_or_default();
        if scripts.others > spelled.max(unspaced) {
            return Told { tag: scripts.other.map(str::to_owned), read };
        }
        if spelled <= unspaced {
            return Told {
                tag: east,
                read: if scripts.latin > LATIN_LETTERS { read.join(self.set("en")) } else { read },
            };
        }
        let tag = self.spelled(text, judged, hint, count, scripts.spelling());
        let own = tag.as_deref().map_or_else(|| self.unsure(scripts.spelling()), |tag| self.set(tag));
        Told { tag, read: read.join(own) }
    }

    /// Whether the lexicon has words of the language.
    pub(super) fn reads(&self, tag: &str) -> bool {
        let short = tag.split('-').next().unwrap_or(tag);
        self.with_lexicon().any(|known| known == short)
    }

    /// Latin text that gives nothing away is names and numbers more often than not; English words in it are loans.
    fn unsure(&self, script: &str) -> LangSet {
        if script == "latin" { self.set("en") } else { LangSet::default() }
    }

    fn spelled(
        &self,
        text: &Text,
        judged: &str,
        hint: Option<&str>,
        count: impl FnOnce(LangSet) -> Counts,
        script: &str,
    ) -> Option<String> {
        let points = self.points(text, judged);
        let own = self.scripts.iter().find(|(known, _)| *known == script).map(|(_, langs)| *langs).unwrap_or_default();
        let scored = || own.numbers().filter_map(|number| Some((self.tags.get(number)?, *points.get(number)?, number)));
        let most = scored().map(|(_, points, _)| points).max()?;
        let hinted = hint.map(|hint| hint.split(['-', '_']).next().unwrap_or(hint).to_lowercase());
        let near = |tag: &str| scored().any(|(known, points, _)| known == tag && points + 1 >= most);
        match hinted {
            Some(tag) if script_of(&tag) == script && (most == 0 || near(&tag)) => Some(tag),
            _ if most > SURE => scored().find(|(_, points, _)| *points == most).map(|(tag, ..)| tag.clone()),
            _ => {
                let close = |(tag, points, _): &(&String, u16, usize)| points + slack(tag, most) >= most;
                let may_be = |(_, points, number): &(_, u16, usize)| *points == most || self.read.0 >> number & 1 == 1;
                let near = || scored().filter(close).filter(may_be);
                let counts = count(near().fold(LangSet::default(), |all, (tag, ..)| all.join(self.set(tag))));
                let words = |tag: &str| self.set(tag).numbers().next().and_then(|number| counts.get(number)).copied();
                let counted = near().map(|(tag, points, _)| (words(tag).unwrap_or_default(), points, tag));
                // Of two equals the one that comes first in the lexicon.
                let best = counted.reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best });
                best.filter(|(words, ..)| *words > 0 || most > 0).map(|(_, _, tag)| tag.clone())
            }
        }
    }

    /// How much the letters and small words of a text speak for each language.
    fn points(&self, text: &Text, judged: &str) -> [u16; 64] {
        let mut points = [0_u16; 64];
        if !judged.is_ascii() {
            let letters = judged.chars().filter_map(|c| self.letters.get(u32::from(c) as usize));
            letters.for_each(|langs| add(&mut points, *langs));
        }
        words(start(text.folded(), JUDGED_BYTES))
            .filter_map(|word| self.speaks_for(word))
            .for_each(|langs| add(&mut points, *langs));
        points
    }

    /// The languages that have a frequent small word.
    fn speaks_for(&self, word: &[u8]) -> Option<&LangSet> {
        match word.len() {
            ..=LOOKED_AT => self.words.get(&window(word, 0)),
            length if length <= self.longest => self.longer_words.get(word),
            _ => None,
        }
    }

    fn chinese(&self, text: &str, hint: Option<&str>) -> String {
        let (mut simplified, mut traditional) = (0, 0);
        for c in text.chars() {
            match self.simplified.get(&c) {
                Some(true) => simplified += 1,
                Some(false) => traditional += 1,
                None => {}
            }
        }
        let hinted =
            hint.is_some_and(|hint| matches!(hint.to_lowercase().as_str(), "zh-hant" | "zh-tw" | "zh-hk" | "zh-mo"));
        if traditional > simplified || traditional == simplified && hinted { "zh-Hant" } else { "zh-Hans" }.to_owned()
    }
}

impl Scripts {
    fn count(text: &str) -> Self {
        let mut scripts = Self::default();
        if text.is_ascii() {
            scripts.latin = text.bytes().filter(u8::is_ascii_alphabetic).count();
            return scripts;
        }
        for c in text.chars().filter(|c| is_alphabetic(*c)) {
            *scripts.of(c) += 1;
        }
        scripts
    }

    fn of(&mut self, c: char) -> &mut usize {
        match c {
            '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => &mut self.latin,
            '\u{400}'..='\u{52f}' => &mut self.cyrillic,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => {
                &mut self.arabic
            }
            '\u{3040}'..='\u{30ff}' => &mut self.kana,
            '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => &mut self.han,
            '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => &mut self.hangul,
            c => {
                self.other = self.other.or(sole_language(c));
                &mut self.others
            }
        }
    }

    fn east_asian(&self) -> Option<&'static str> {
        match (self.han, self.kana, self.hangul) {
            (_, _, hangul) if hangul > self.han + self.kana => Some("ko"),
            (han, kana, _) if kana > 0 && 8 * kana > han => Some("ja"),
            (han, ..) if han > 1 => Some("zh"),
            _ => None,
        }
    }

    /// The script of those with an alphabet that has most letters.
    fn spelling(&self) -> &'static str {
        if self.cyrillic > self.latin && self.cyrillic >= self.arabic {
            "cyrillic"
        } else if self.arabic > self.latin {
            "arabic"
        } else {
            "latin"
        }
    }
}

/// The language a script gives away by itself.
fn sole_language(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{370}'..='\u{3ff}' => "el",
        '\u{530}'..='\u{58f}' => "hy",
        '\u{590}'..='\u{5ff}' => "he",
        '\u{980}'..='\u{9ff}' => "bn",
        '\u{b80}'..='\u{bff}' => "ta",
        '\u{d80}'..='\u{dff}' => "si",
        '\u{e00}'..='\u{e7f}' => "th",
        '\u{e80}'..='\u{eff}' => "lo",
        '\u{1000}'..='\u{109f}' => "my",
        '\u{10a0}'..='\u{10ff}' => "ka",
        '\u{1200}'..='\u{137f}' => "am",
        '\u{1780}'..='\u{17ff}' => "km",
        _ => return None,
    })
}

/// How many points behind the first a language may be and still be the one, if the lexicon finds more of its words: one
/// small word says little, and English headlines leave the small words out.
fn slack(tag: &str, most: u16) -> u16 {
    if tag == "en" { 2 } else { u16::from(most == 1) }
}

fn script_of(tag: &str) -> &'static str {
    match tag {
        "ru" | "uk" | "be" | "bg" | "sr" | "mk" | "kk" | "ky" | "tg" | "mn" => "cyrillic",
        "ar" | "fa" | "ur" | "ps" => "arabic",
        "zh" | "ja" | "ko" => "east",
        _ => "latin",
    }
}

fn lower(c: char) -> char {
    if is_caseless(c) { c } else { c.to_lowercase().next().unwrap_or(c) }
}

fn add(points: &mut [u16; 64], langs: LangSet) {
    for number in langs.numbers() {
        if let Some(slot) = points.get_mut(number) {
            *slot = slot.saturating_add(1);
        }
    }
}

/// The words of a folded text, as bytes.
fn words(text: &str) -> impl Iterator<Item = &[u8]> {
    text.as_bytes()
        .split(|byte| !(byte.is_ascii_alphanumeric() || *byte >= 0x80))
        .filter(|word| !word.is_empty() && word.len() <= 24)
}

/// The beginning of a text, cut between characters.
fn start(text: &str, bytes: usize) -> &str {
    text.get(..char_boundary(text, bytes)).unwrap_or(text)
}
