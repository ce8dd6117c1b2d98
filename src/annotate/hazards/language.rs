//! Which language a text is in, by script, letters of its own and frequent small words; several for mixed text.
//!
//! Languages without words in the lexicon are told apart where that is possible, so that their texts are never read
//! as another's. What the words mean is left to [`lexicon`](super::lexicon).

use std::collections::{BTreeMap, HashMap};

use super::file::{Forms, LexiconFile, Profile};
use super::forms::pairs;
use super::langset::{Counts, LangSet};
use super::scripts::Scripts;
use super::sentence::char_boundary;
use crate::annotate::quick::{BuildQuick, ByNumber, few};
use crate::annotate::starts::{LOOKED_AT, first, window};
use crate::annotate::text::{Text, fold};
use crate::domain::letters::is_caseless;

/// What was told of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// The main language's tag, if any could be told.
    pub tag: Option<String>,
    /// Whether the lexicon has words of it.
    pub known: bool,
    /// Languages whose words count in it.
    pub read: LangSet,
}

/// How languages are told apart.
#[derive(Debug, Default)]
pub(super) struct Languages {
    tags: Vec<String>,
    /// The same as numbers.
    codes: Vec<u64>,
    /// The languages of each script that has several.
    scripts: Vec<(&'static str, LangSet)>,
    /// Those with words in the lexicon.
    read: LangSet,
    /// How many of the tags, from the first, have words in the lexicon.
    with_lexicon: usize,
    /// Frequent small words of up to eight bytes, as these.
    words: ByNumber<LangSet>,
    longer_words: HashMap<Box<[u8]>, LangSet, BuildQuick>,
    /// The longest of the words, in bytes.
    longest: usize,
    /// Letters that other languages do not have, by their number, capitals too.
    letters: Vec<LangSet>,
    /// Characters of simplified (true) or traditional (false) Chinese alone.
    simplified: ByNumber<bool>,
    english: LangSet,
}

/// What gives languages away, being collected.
#[derive(Default)]
struct Signs {
    words: BTreeMap<u64, LangSet>,
    letters: BTreeMap<char, LangSet>,
}

/// Letters that tell one language from another come before this character.
const LETTERS: char = '\u{2200}';
/// With more points than this two languages are told apart by their points and order, not by counting words.
const SURE: usize = 6;
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
                languages.add(tag);
            }
        }
        languages.with_lexicon = languages.tags.len();
        let mut signs = Signs::default();
        for file in files {
            if let (Some(tag), Some(profile)) = (&file.lang, &file.profile) {
                languages.profile(tag, profile, &mut signs);
            }
            for (tag, profile) in &file.unread {
                languages.add(tag);
                languages.profile(tag, profile, &mut signs);
            }
        }
        languages.sort_by_script();
        languages.english = languages.set("en");
        languages.words = ByNumber::new(&signs.words.into_iter().collect::<Vec<_>>());
        let letters = ('\0'..LETTERS).map(|c| signs.letters.get(&lower(c)).copied().unwrap_or_default());
        languages.letters = letters.collect();
        let mut simplified = BTreeMap::new();
        for (one, other) in forms.into_iter().flat_map(pairs).filter(|(one, other)| one != other) {
            simplified.insert(u64::from(one), true);
            simplified.insert(u64::from(other), false);
        }
        languages.simplified = ByNumber::new(&simplified.into_iter().collect::<Vec<_>>());
        languages
    }

    fn add(&mut self, tag: &str) {
        self.tags.push(tag.to_owned());
        self.codes.push(few(tag.as_bytes()));
    }

    fn sort_by_script(&mut self) {
        for (number, tag) in self.tags.iter().enumerate() {
            let (script, own) = (script_of(tag), LangSet::of(number));
            match self.scripts.iter_mut().find(|(known, _)| *known == script) {
                Some((_, langs)) => *langs = langs.join(own),
                None => self.scripts.push((script, own)),
            }
            if number < self.with_lexicon {
                self.read = self.read.join(own);
            }
        }
    }

    fn profile(&mut self, tag: &str, profile: &Profile, signs: &mut Signs) {
        let own = self.set(tag);
        for word in profile.words.split_whitespace().map(fold) {
            self.longest = self.longest.max(word.len());
            let langs = if word.len() <= LOOKED_AT {
                signs.words.entry(window(word.as_bytes(), 0)).or_default()
            } else {
                self.longer_words.entry(word.into_bytes().into()).or_default()
            };
            *langs = langs.join(own);
        }
        for letter in profile.letters.chars() {
            let langs = signs.letters.entry(letter).or_default();
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
        // Two or three letters: comparing texts of any length would take longer than all else that is asked here.
        let at = self.codes.iter().position(|known| *known == few(short.as_bytes()));
        at.filter(|_| short.len() <= LOOKED_AT).map(LangSet::of).unwrap_or_default()
    }

    /// Tells a text's language. `hint` is what the feed says, and decides only what the text leaves open; after it
    /// `count`, which says how many words of some languages the lexicon finds.
    pub(super) fn tell(&self, text: &Text, hint: Option<&str>, count: impl FnOnce(LangSet) -> Counts) -> Told {
        let judged = start(text.raw(), JUDGED_BYTES);
        let scripts = Scripts::count(text, judged);
        let (spelled, unspaced) = (scripts.spelled(), scripts.unspaced());
        let east =
            scripts.east_asian().map(|tag| if tag == "zh" { self.chinese(judged, hint) } else { tag.to_owned() });
        let read = east.as_deref().map(|tag| self.set(tag)).unwrap_or_default();
        if scripts.others() > spelled.max(unspaced) {
            return self.told(scripts.other_language().map(str::to_owned), read);
        }
        if spelled <= unspaced {
            let english = if scripts.latin() > LATIN_LETTERS { self.english } else { LangSet::default() };
            return self.told(east, read.join(english));
        }
        let tag = self.spelled(text, judged, hint, count, scripts.spelling());
        let own = tag.as_deref().map_or_else(|| self.unsure(scripts.spelling()), |tag| self.set(tag));
        self.told(tag, read.join(own))
    }

    fn told(&self, tag: Option<String>, read: LangSet) -> Told {
        let known = tag.as_deref().is_some_and(|tag| !self.set(tag).meet(self.read).is_empty());
        Told { tag, known, read }
    }

    /// Latin text that gives nothing away is names and numbers more often than not; English words in it are loans.
    fn unsure(&self, script: &str) -> LangSet {
        if script == "latin" { self.english } else { LangSet::default() }
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
        let (_, own) = self.scripts.iter().find(|(known, _)| *known == script)?;
        let most = points.most(*own);
        if let Some(tag) = hint.map(|hint| hint.split(['-', '_']).next().unwrap_or(hint).to_lowercase()) {
            let near = || points.of(self.set(&tag).meet(*own)) + 1 >= most && !self.set(&tag).meet(*own).is_empty();
            if script_of(&tag) == script && (most == 0 || near()) {
                return Some(tag);
            }
        }
        let first = points.with(most, *own);
        let best = if most > SURE { first.numbers().next() } else { self.counted(&points, most, first, *own, count) };
        best.and_then(|number| self.tags.get(number)).cloned()
    }

    /// Of the languages that have most points, and those with words in the lexicon that have hardly fewer, the one of which
    /// the lexicon finds most words.
    fn counted(
        &self,
        points: &Counts,
        most: usize,
        first: LangSet,
        own: LangSet,
        count: impl FnOnce(LangSet) -> Counts,
    ) -> Option<usize> {
        let behind = |langs: LangSet, slack: usize| {
            let of = |less: usize| most.checked_sub(less).map(|points_then| points.with(points_then, langs));
            (1..=slack).filter_map(of).fold(LangSet::default(), LangSet::join)
        };
        let read = own.meet(self.read);
        // One small word says little, and English headlines leave the small words out.
        let near = first.join(behind(read, usize::from(most == 1))).join(behind(read.meet(self.english), 2));
        let counts = count(near);
        let counted = near.numbers().map(|number| {
            let lang = LangSet::of(number);
            (counts.of(lang), points.of(lang), number)
        });
        // Of two equals the one that comes first in the lexicon.
        let best = counted.reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best });
        best.filter(|(words, ..)| *words > 0 || most > 0).map(|(.., number)| number)
    }

    /// How much the letters and small words of a text speak for each language.
    fn points(&self, text: &Text, judged: &str) -> Counts {
        let mut points = Counts::default();
        if !judged.is_ascii() {
            let letters = judged.chars().filter_map(|c| self.letters.get(u32::from(c) as usize));
            letters.for_each(|langs| points.add(*langs));
        }
        let folded = start(text.folded(), JUDGED_BYTES).as_bytes();
        for at in text.marks().runs().take_while(|at| at.start < folded.len()) {
            let at = at.start..at.end.min(folded.len());
            let langs = match at.len() {
                length @ ..=LOOKED_AT => self.words.get(first(window(folded, at.start), length)),
                length if length <= self.longest => {
                    folded.get(at).and_then(|word| self.longer_words.get(word).copied())
                }
                _ => None,
            };
            points.add(langs.unwrap_or_default());
        }
        points
    }

    fn chinese(&self, text: &str, hint: Option<&str>) -> String {
        let (mut simplified, mut traditional) = (0, 0);
        for c in text.chars() {
            match self.simplified.get(u64::from(c)) {
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

/// The beginning of a text, cut between characters.
fn start(text: &str, bytes: usize) -> &str {
    text.get(..char_boundary(text, bytes)).unwrap_or(text)
}
