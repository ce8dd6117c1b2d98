//! How far the words of two groups of items speak for one happening: a Bayes factor, in natural logarithms.
//!
//! Each happening has words of its own and uses each at a rate of its own, which is not known; what is known is how
//! often texts use a word of that sort at all, and how far the rates of happenings lie apart. A word that both groups
//! use speaks for one happening, the more the rarer its sort; one that many items of one group and none of the other
//! use speaks against it. The evidence depends on the two groups alone, never on what else was seen.
//!
//! What a word's sort is, is left to `words`; what the evidence decides, to `group`.

use super::scale::{MENTION, SORTS, Scale, Sort, Tenths, tenths};

/// Terms that two groups share at least to be one happening by their words.
const SHARED: usize = 2;

/// A term of one item: how much of a mention it is, 1 in the title.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clue {
    pub(super) term: u32,
    pub(super) sort: Sort,
    pub(super) share: f32,
}

/// One term in a group of items.
#[derive(Clone, Copy, Debug)]
struct Seen {
    term: u32,
    mentions: Tenths,
    sort: Sort,
    /// The weight of its mentions.
    rising: f64,
}

impl Seen {
    fn new(term: u32, mentions: Tenths, sort: Sort, scale: &Scale) -> Self {
        Self { term, mentions, sort, rising: scale.of(sort).rising(mentions) }
    }

    /// Both together.
    fn with(&self, other: &Self, scale: &Scale) -> Self {
        Self::new(self.term, self.mentions + other.mentions, self.sort.min(other.sort), scale)
    }

    fn rising_as(&self, sort: Sort, scale: &Scale) -> f64 {
        if self.sort == sort { self.rising } else { scale.of(sort).rising(self.mentions) }
    }
}

/// Words of a [`Sieve`].
const SIEVE: usize = 16;

/// Which terms cannot be in a tally: most of those of another are not, and to search for each is dear.
#[derive(Clone, Debug, Default)]
struct Sieve([u64; SIEVE]);

impl Sieve {
    fn of(seen: &[Seen]) -> Self {
        let mut sieve = Self::default();
        for seen in seen {
            let (at, bit) = Self::spot(seen.term);
            if let Some(word) = sieve.0.get_mut(at) {
                *word |= bit;
            }
        }
        sieve
    }

    const fn spot(term: u32) -> (usize, u64) {
        ((term >> 6) as usize % SIEVE, 1 << (term % 64))
    }

    fn may_have(&self, term: u32) -> bool {
        let (at, bit) = Self::spot(term);
        self.0.get(at).is_some_and(|word| word & bit != 0)
    }

    fn absorb(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }
}

/// The terms of a group of items.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    /// In order of the term.
    seen: Vec<Seen>,
    sieve: Sieve,
    /// How much text there is, in items of usual length.
    length: f64,
    /// Mentions by sort.
    mentions: [f64; SORTS],
    /// Logarithm of length and steadiness, by sort.
    room: [f64; SORTS],
}

impl Tally {
    /// The terms of one item, given in order.
    pub(super) fn of(clues: &[Clue], scale: &Scale) -> Self {
        let words = clues.iter().filter(|clue| !matches!(clue.sort, Sort::Place | Sort::Kind));
        let words: f64 = words.map(|clue| f64::from(clue.share)).sum();
        let seen: Vec<Seen> =
            clues.iter().map(|clue| Seen::new(clue.term, tenths(clue.share), clue.sort, scale)).collect();
        let length = exact((words.max(1.0) / scale.usual_words).powf(scale.length_power));
        let mut tally = Self { sieve: Sieve::of(&seen), seen, length, mentions: [0.0; SORTS], room: [0.0; SORTS] };
        tally.reckon(scale);
        tally
    }

    fn reckon(&mut self, scale: &Scale) {
        self.mentions = [0.0; SORTS];
        for seen in &self.seen {
            if let Some(mentions) = self.mentions.get_mut(seen.sort as usize) {
                *mentions += f64::from(seen.mentions) / MENTION;
            }
        }
        self.room = scale.room(self.length);
    }

    /// How far the words of both speak for one happening rather than two; none where they share too few.
    pub(super) fn speaks_for(&self, other: &Self, scale: &Scale) -> Option<f64> {
        let (few, many) = if self.seen.len() > other.seen.len() { (other, self) } else { (self, other) };
        let both = scale.room(few.length + many.length);
        let mut evidence = few.alone(&both, scale) + many.alone(&both, scale);
        let mut shared = 0;
        for (one, other) in few.in_both(many) {
            shared += 1;
            evidence += together(one, other, scale);
            if one.sort != other.sort {
                let room = |tally: &Self, sort: Sort| at(&both, sort) - at(&tally.room, sort);
                let cost = |seen: &Seen, tally: &Self, sort| {
                    scale.of(sort).say * f64::from(seen.mentions) / MENTION * room(tally, sort)
                };
                evidence += cost(one, few, one.sort) + cost(other, many, other.sort);
                let first = one.sort.min(other.sort);
                evidence -= cost(one, few, first) + cost(other, many, first);
            }
        }
        (shared >= SHARED).then_some(evidence)
    }

    /// Whether a term stands in it.
    pub(super) fn has(&self, term: u32) -> bool {
        self.sieve.may_have(term) && self.seen.binary_search_by_key(&term, |seen| seen.term).is_ok()
    }

    /// The terms that the other has too.
    fn in_both<'a>(&'a self, many: &'a Self) -> impl Iterator<Item = (&'a Seen, &'a Seen)> {
        let mut rest = many.seen.as_slice();
        self.seen.iter().filter(|one| many.sieve.may_have(one.term)).filter_map(move |one| {
            let at = rest.partition_point(|other| other.term < one.term);
            rest = rest.get(at..).unwrap_or_default();
            rest.first().filter(|other| other.term == one.term).map(|other| (one, other))
        })
    }

    /// Whether a name or figure that stands in `most` of the text here stands in `few` of the other's at most.
    pub(super) fn has_own_name(&self, other: &Self, (most, few): (f32, f32)) -> bool {
        let (most, few) = (tenths(most), tenths(few));
        let named = self.seen.iter().filter(|seen| matches!(seen.sort, Sort::Name | Sort::Figure));
        named.filter(|seen| seen.mentions >= most).any(|seen| other.mentions_of(seen.term) <= few)
    }

    fn mentions_of(&self, term: u32) -> Tenths {
        let at = self.seen.binary_search_by_key(&term, |seen| seen.term).ok();
        at.and_then(|at| self.seen.get(at)).map_or(0, |seen| seen.mentions)
    }

    /// What it costs that the mentions here could also have been in the other's text.
    fn alone(&self, both: &[f64; SORTS], scale: &Scale) -> f64 {
        let sorts = scale.sorts.iter().zip(&self.mentions).zip(both.iter().zip(&self.room));
        -sorts.map(|((gauge, mentions), (both, own))| gauge.say * mentions * (both - own)).sum::<f64>()
    }

    /// Takes in the terms of another group.
    pub(super) fn absorb(&mut self, other: &Self, scale: &Scale) {
        let mut seen = Vec::with_capacity(self.seen.len() + other.seen.len());
        let (mut a, mut b) = (self.seen.iter().peekable(), other.seen.iter().peekable());
        while let (Some(one), Some(other)) = (a.peek(), b.peek()) {
            match one.term.cmp(&other.term) {
                std::cmp::Ordering::Less => seen.extend(a.next()),
                std::cmp::Ordering::Greater => seen.extend(b.next()),
                std::cmp::Ordering::Equal => {
                    seen.push(one.with(other, scale));
                    a.next();
                    b.next();
                }
            }
        }
        seen.extend(a.chain(b));
        self.seen = seen;
        self.sieve.absorb(&other.sieve);
        self.length += other.length;
        self.reckon(scale);
    }
}

/// A length whose sums are the same in whatever order they are made.
fn exact(length: f64) -> f64 {
    const STEPS: f64 = (1 << 20) as f64;
    (length * STEPS).round() / STEPS
}

fn at(values: &[f64; SORTS], sort: Sort) -> f64 {
    values.get(sort as usize).copied().unwrap_or_default()
}

/// What the mentions of a term in two groups are worth as mentions by one happening.
fn together(one: &Seen, other: &Seen, scale: &Scale) -> f64 {
    let both = one.with(other, scale);
    scale.of(both.sort).say * (both.rising - (one.rising_as(both.sort, scale) + other.rising_as(both.sort, scale)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale() -> Scale {
        let model: crate::domain::model::Model = toml::from_str(include_str!("../../config/model.toml")).unwrap();
        Scale::new(&model.cluster)
    }

    fn tally(terms: &[(u32, Sort)], scale: &Scale) -> Tally {
        let clues: Vec<Clue> = terms.iter().map(|&(term, sort)| Clue { term, sort, share: 1.0 }).collect();
        Tally::of(&clues, scale)
    }

    const NAMES: [(u32, Sort); 3] = [(1, Sort::Name), (2, Sort::Name), (3, Sort::Word)];

    fn grown(items: &[&[(u32, Sort)]], scale: &Scale) -> Tally {
        let mut all = Tally::of(&[], scale);
        for item in items {
            all.absorb(&tally(item, scale), scale);
        }
        all
    }

    #[test]
    fn the_rarer_the_shared_words_the_more_they_say() {
        let scale = scale();
        let of = |sort| tally(&[(1, sort), (2, sort), (3, sort)], &scale);
        let says = |sort| of(sort).speaks_for(&of(sort), &scale).unwrap();
        assert!(says(Sort::Name) > says(Sort::Word), "{} {}", says(Sort::Name), says(Sort::Word));
        assert!(says(Sort::Word) > says(Sort::Common) && says(Sort::Common) > says(Sort::Stock));
        assert!(says(Sort::Stock) > 0.0);
    }

    #[test]
    fn one_word_shared_is_too_few() {
        let scale = scale();
        let other = tally(&[(1, Sort::Name), (8, Sort::Name)], &scale);
        assert_eq!(tally(&NAMES, &scale).speaks_for(&other, &scale), None);
    }

    #[test]
    fn evidence_is_the_same_from_either_side_even_where_only_one_knows_a_name() {
        let scale = scale();
        let (one, other) = (tally(&NAMES, &scale), tally(&[(1, Sort::Word), (2, Sort::Name), (9, Sort::Word)], &scale));
        let (there, back) = (one.speaks_for(&other, &scale).unwrap(), other.speaks_for(&one, &scale).unwrap());
        assert!((there - back).abs() < 1e-9, "{there} {back}");
        let plain = tally(&[(1, Sort::Word), (2, Sort::Word), (9, Sort::Word)], &scale);
        assert!(plain.speaks_for(&plain.clone(), &scale).unwrap() < there + 10.0);
    }

    /// Each of two groups has names in all its items that the other lacks: the more items say so, the surer.
    #[test]
    fn what_all_of_one_group_say_and_none_of_the_other_keeps_them_apart() {
        let scale = scale();
        let theme = [(1, Sort::Word), (2, Sort::Word), (3, Sort::Common)];
        let with = |names: [u32; 3]| -> Vec<(u32, Sort)> {
            theme.into_iter().chain(names.map(|name| (name, Sort::Name))).collect()
        };
        let (first, second) = (with([11, 12, 13]), with([21, 22, 23]));
        let apart = |n: usize| {
            grown(&vec![&first[..]; n], &scale).speaks_for(&grown(&vec![&second[..]; n], &scale), &scale).unwrap()
        };
        assert!(apart(1) > 0.0 && apart(12) < 0.0 && apart(12) < apart(4), "{} {} {}", apart(1), apart(4), apart(12));
        let same = grown(&[&first[..]; 6], &scale);
        assert!(same.speaks_for(&same.clone(), &scale).unwrap() > 10.0);
    }

    #[test]
    fn a_group_is_the_same_in_whatever_order_it_grew() {
        let scale = scale();
        let (a, b) = ([(1, Sort::Name), (2, Sort::Word)], [(2, Sort::Name), (4, Sort::Word)]);
        let (one, other) = (grown(&[&a, &b], &scale), grown(&[&b, &a], &scale));
        assert_eq!(one.speaks_for(&one.clone(), &scale), other.speaks_for(&other.clone(), &scale));
    }
}
