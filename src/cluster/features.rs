//! The words of an item in the form in which they are kept and compared: eight bytes each, in one piece of memory.
//!
//! How they are made of a text, and what they weigh, is left to `words`.

use std::sync::Arc;

use crate::domain::model::ClusterModel;

use super::digest::digest_of_row;
use super::evidence::Clue;
use super::scale::Sort;
use super::words::narrow;

/// Shingles by which copies find each other.
const SAMPLE: usize = 6;

/// A term with its weight and what it tells, in the order of the terms: 32 bits of term, 24 of weight, 8 of [`Tell`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word(u64);

/// The weight that stands for one.
const ONE: f32 = 0x00ff_ffff as f32;

impl Word {
    /// `weight` is 0 to 1.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 24 bits")]
    pub(super) fn new(term: u32, weight: f32, tell: Tell) -> Self {
        let weight = (weight.clamp(0.0, 1.0) * ONE).round() as u64;
        Self(u64::from(term) << 32 | weight << 8 | u64::from(tell.0))
    }

    const fn term(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[expect(clippy::cast_precision_loss, reason = "24 bits are what the type holds")]
    fn weight(self) -> f32 {
        (self.0 >> 8 & 0x00ff_ffff) as f32 / ONE
    }

    const fn tell(self) -> Tell {
        Tell((self.0 & 0xff) as u8)
    }
}

/// What a term tells in an item: its sort, if it tells anything, and what it is besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tell(u8);

impl Tell {
    /// It stands in the title.
    pub(super) const IN_TITLE: Self = Self(0x10);
    /// It is one of the heaviest terms, by which items that share two of them find each other.
    pub(super) const HEAVY: Self = Self(0x20);
    /// It is a name or a figure of the title.
    pub(super) const NAMED: Self = Self(0x40);
    /// It is a figure of the title.
    pub(super) const FIGURE: Self = Self(0x80);

    /// A term of a sort.
    pub(super) const fn of(sort: Option<Sort>) -> Self {
        match sort {
            None => Self(0),
            Some(sort) => Self(sort as u8 + 1),
        }
    }

    /// Both.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Something, if it holds.
    pub(super) const fn when(self, holds: bool) -> Self {
        if holds { self } else { Self(0) }
    }

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn sort(self) -> Option<Sort> {
        Sort::ALL.get(usize::from(self.0 & 0x0f).checked_sub(1)?).copied()
    }
}

/// An item's words as numbers.
#[derive(Clone, Debug)]
pub(super) struct Features {
    /// In order of the term, weights of unit length.
    words: Arc<[Word]>,
    /// Runs of words, in order, for telling copies.
    shingles: Box<[u16]>,
    /// The same for the same words, whatever the punctuation and case.
    pub(super) text: u64,
    /// The same for the same headline; for a short one, for the same words below it as well.
    pub(super) headline: u64,
}

impl Features {
    /// Of words in order of the term, and shingles in order.
    pub(super) fn new(words: Arc<[Word]>, shingles: Box<[u16]>, (text, headline): (u64, u64)) -> Self {
        Self { words, shingles, text, headline }
    }

    /// What is compared with many others.
    pub(super) fn words(&self) -> &Arc<[Word]> {
        &self.words
    }

    /// The same for the same terms.
    pub(super) fn digest(&self) -> u64 {
        digest_of_row(self.words.iter().map(|word| word.term()))
    }

    /// What the words tell of which happening it is, in order of the term.
    pub(super) fn clues(&self, model: &ClusterModel) -> Vec<Clue> {
        let summary = narrow(model.summary_share);
        let clue = |word: &Word| {
            let share = if word.tell().has(Tell::IN_TITLE) { 1.0 } else { summary };
            word.tell().sort().map(|sort| Clue { term: word.term(), sort, share })
        };
        self.words.iter().filter_map(clue).collect()
    }

    fn with(&self, tell: Tell) -> impl Iterator<Item = u32> {
        self.words.iter().filter(move |word| word.tell().has(tell)).map(|word| word.term())
    }

    /// Whether a term stands in it as something.
    pub(super) fn has(&self, term: u32, tell: Tell) -> bool {
        let at = self.words.partition_point(|word| word.term() < term);
        self.words.get(at).is_some_and(|word| word.term() == term && word.tell().has(tell))
    }

    /// How many terms both have as something.
    fn shared(&self, other: &Self, tell: Tell) -> usize {
        self.with(tell).filter(|term| other.has(*term, tell)).count()
    }

    /// How many names and figures both have.
    pub(super) fn shared_names(&self, other: &Self) -> usize {
        self.shared(other, Tell::NAMED)
    }

    /// The heaviest terms, by which items that share two of them find each other.
    pub(super) fn heaviest(&self) -> impl Iterator<Item = u32> {
        self.with(Tell::HEAVY)
    }

    /// Whether one of the heaviest terms of both is the same.
    pub(super) fn shares_key(&self, other: &Self) -> bool {
        self.heaviest().any(|term| other.has(term, Tell::HEAVY))
    }

    /// Whether both have at least a share, 0 to 1, of the shingles of either.
    pub(super) fn is_copy(&self, other: &Self, share: f64) -> bool {
        let (one, two) = (self.shingles.len(), other.shingles.len());
        let (few, many) = (one.min(two) as f64, one.max(two) as f64);
        // Texts of other lengths cannot share so much.
        if few == 0.0 || few < share * many {
            return false;
        }
        let both = self.shingles.iter().filter(|run| other.shingles.binary_search(run).is_ok()).count();
        both as f64 >= share * (one + two - both) as f64
    }

    /// Some of the shingles, the same of two texts that share nearly all.
    pub(super) fn sample(&self) -> &[u16] {
        self.shingles.get(..SAMPLE).unwrap_or(&self.shingles)
    }
}

/// The words of one item laid out to be looked up, for comparing it with many.
#[derive(Debug)]
pub(super) struct Probe<'a> {
    words: &'a [Word],
    /// By the last bits of the term: places in the list, counted from 1, and after them those that found theirs taken.
    slots: Vec<u16>,
    has_figures: bool,
}

/// Slots for each word.
const ROOM: usize = 4;

impl<'a> Probe<'a> {
    pub(super) fn new(words: &'a [Word]) -> Self {
        let mut slots = vec![0; (words.len() * ROOM).next_power_of_two()];
        let last = slots.len() - 1;
        for (word, place) in words.iter().zip(1..=u16::MAX) {
            let mut at = word.term() as usize & last;
            while slots.get(at).is_some_and(|taken| *taken != 0) {
                at = (at + 1) & last;
            }
            slots.get_mut(at).into_iter().for_each(|slot| *slot = place);
        }
        Self { words, slots, has_figures: words.iter().any(|word| word.tell().has(Tell::FIGURE)) }
    }

    fn find(&self, term: u32) -> Option<Word> {
        let last = self.slots.len() - 1;
        let mut at = term as usize & last;
        loop {
            let place = *self.slots.get(at)?;
            let word = *self.words.get(usize::from(place).checked_sub(1)?)?;
            if word.term() == term {
                return Some(word);
            }
            at = (at + 1) & last;
        }
    }

    /// Cosine of the weighted terms, 0 to 1, and what their figures say.
    pub(super) fn compare(&self, other: &[Word]) -> (f32, Figures) {
        let (mut product, mut figures) = (0.0, Figures { here: self.has_figures, ..Figures::default() });
        for theirs in other {
            figures.there |= theirs.tell().has(Tell::FIGURE);
            if let Some(own) = self.find(theirs.term()) {
                product += own.weight() * theirs.weight();
                figures.shared |= own.tell().has(Tell::FIGURE) && theirs.tell().has(Tell::FIGURE);
            }
        }
        (product, figures)
    }
}

/// Whether two items give figures, and one that is the same.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Figures {
    here: bool,
    there: bool,
    shared: bool,
}

impl Figures {
    /// Whether both give figures and none is the same.
    pub(super) const fn differ(self) -> bool {
        self.here && self.there && !self.shared
    }
}
