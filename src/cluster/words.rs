//! The words of an item as numbers to compare: weighted terms, names, figures, shingles.
//!
//! How much a word weighs does not depend on what else was seen, so that two items are as alike today as tomorrow;
//! words of the common stock are in `config/common-words.txt`. What the words mean is left to `annotate`, whose places
//! and sorts of happening come in as terms of their own and so carry over from one language to another.

use std::collections::{HashMap, HashSet};

use crate::domain::annotation::Annotation;
use crate::domain::item::Item;
use crate::domain::model::ClusterModel;
use crate::domain::place::PlaceKind;

use super::digest::{digest_of_row, term};
use super::evidence::{Clue, Sort};
use super::index::Quick;
use super::tokens::{Token, tokens};

/// The shipped list of common words with their weights.
const COMMON: &str = include_str!("../../config/common-words.txt");

/// The shipped list of what newsrooms put before a headline.
const SLUGS: &str = include_str!("../../config/slugs.txt");

/// A headline of fewer words may stand over several happenings.
const TELLING_WORDS: usize = 4;

/// Words of the summary beyond these say nothing new.
const SUMMARY_WORDS: usize = 60;

/// Weight of a pair of Chinese characters, of which a word makes several.
const PAIR_WEIGHT: f32 = 0.7;

/// What countries are read by that is a name of the country, its people or its head: not a place within it.
const OF_COUNTRIES: [&str; 3] = ["name", "demonym", "person"];

/// Weight up to which a listed word is of the common stock of the news.
const STOCK: f32 = 0.3;

/// Weights of what the reading found: a place, a count of deaths, a sort of happening.
const FOUND: (f32, f32, f32) = (0.7, 0.5, 0.4);

/// Words of a run that make one shingle.
const SHINGLE: usize = 3;

/// Shingles by which copies find each other.
const SAMPLE: usize = 6;

/// What stands between a slug and its headline.
const SLUG_ENDS: [char; 9] = [':', '：', '-', '–', '—', '|', '丨', ']', '】'];

/// Words in a trailer such as ` - The Daily News`, at most.
const TRAILER_WORDS: usize = 4;

/// An item's words as numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Features {
    /// Terms with weights of unit length, in order of the term.
    terms: Box<[(u32, f32)]>,
    /// What each term tells, in the same order.
    tells: Box<[Tell]>,
    /// Names and figures, in order.
    names: Box<[u32]>,
    /// Figures, in order.
    figures: Box<[u32]>,
    /// Heaviest terms, in order.
    heaviest: Box<[u32]>,
    /// Runs of words, in order, for telling copies.
    shingles: Box<[u32]>,
    /// The same for the same words, whatever the punctuation and case.
    pub(super) text: u64,
    /// The same for the same headline; for a short one, for the same words below it as well.
    pub(super) headline: u64,
}

/// What a term tells in an item: its sort, if it tells anything, and whether it stands in the title.
type Tell = (Option<Sort>, bool);

/// The weights of common words.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    weights: HashMap<u32, f32, Quick>,
    slugs: HashSet<&'static str>,
}

impl Lexicon {
    /// The shipped list.
    pub(super) fn shipped() -> Self {
        let mut weights = HashMap::default();
        for line in COMMON.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            let Some(weight) = words.next().and_then(|weight| weight.parse::<f32>().ok()) else { continue };
            for word in words.flat_map(tokens) {
                weights.entry(word.term).or_insert(weight);
            }
        }
        let slugs = SLUGS.lines().filter(|line| !line.starts_with('#')).collect();
        Self { weights, slugs }
    }

    /// A headline without what newsrooms put before it.
    fn without_slug<'a>(&self, title: &'a str) -> &'a str {
        let Some((slug, rest)) = title.split_once(SLUG_ENDS) else { return title };
        let slug = slug.trim_start_matches(['[', '【']).trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        if self.slugs.contains(slug.to_lowercase().as_str()) { rest.trim_start() } else { title }
    }

    fn weight(&self, token: &Token, model: &ClusterModel) -> f32 {
        let own = self.weights.get(&token.term).copied();
        let named = if token.is_name || token.is_figure { narrow(model.name_weight) } else { 1.0 };
        own.unwrap_or(if token.is_pair { PAIR_WEIGHT } else { 1.0 }) * named
    }

    /// What sort of word it is; none where it tells nothing.
    fn sort(&self, token: &Token) -> Option<Sort> {
        match self.weights.get(&token.term).copied() {
            Some(weight) if weight <= 0.0 => None,
            _ if token.is_figure => Some(Sort::Figure),
            Some(weight) if weight <= STOCK => Some(Sort::Stock),
            Some(_) => Some(Sort::Common),
            None if token.is_pair => Some(Sort::Pair),
            None if token.is_name => Some(Sort::Name),
            None => Some(Sort::Word),
        }
    }
}

impl Features {
    /// The words of an item and what reading it found.
    pub(super) fn of(item: &Item, annotation: &Annotation, lexicon: &Lexicon, model: &ClusterModel) -> Self {
        let title = tokens(lexicon.without_slug(without_trailer(&item.title)));
        let mut summary = tokens(&item.summary);
        let text = digest(title.iter().chain(&summary));
        let headline = if title.len() < TELLING_WORDS { text } else { digest(title.iter()) };
        let shingles = shingles(&title, &summary);
        summary.truncate(SUMMARY_WORDS);
        let room = title.len() + summary.len();
        let mut weights: Weights = HashMap::with_capacity_and_hasher(room, Quick::default());
        let mut note = |term: u32, weight: f32, tell: Tell| {
            let known = weights.entry(term).or_insert((weight, tell));
            known.0 = known.0.max(weight);
        };
        let places = words_of_places(annotation, model);
        let share = |term: u32| places.get(&term).map_or(1.0, |(share, _)| *share);
        let sort = |term: u32, token: &Token| {
            let of_country = places.get(&term).is_some_and(|(_, of_country)| *of_country);
            lexicon.sort(token).map(|sort| if of_country { sort.of_country() } else { sort })
        };
        for token in &title {
            let term = token.term;
            note(term, lexicon.weight(token, model) * share(term), (sort(term, token), true));
        }
        let weighted = |token: &Token| lexicon.weight(token, model) * share(token.term);
        let scale = summary_scale(&title, &summary, weighted, model);
        for token in &summary {
            let term = token.term;
            note(term, weighted(token) * scale, (sort(term, token), false));
        }
        for (term, weight, sort) in found(annotation) {
            note(term, weight, (sort, true));
        }
        let names = |keep: &dyn Fn(&Token) -> bool| sorted(title.iter().filter(|t| keep(t)).map(|t| t.term));
        let heaviest = heaviest(&weights, &places, model);
        let (terms, tells) = unit(weights);
        Self {
            heaviest: heaviest.into(),
            terms: terms.into(),
            tells: tells.into(),
            names: names(&|t| t.is_figure || (t.is_name && !lexicon.weights.contains_key(&t.term))).into(),
            figures: names(&|t| t.is_figure).into(),
            shingles: shingles.into(),
            text,
            headline,
        }
    }

    /// Cosine of the weighted terms, 0 to 1.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let (mut a, mut b) = (self.terms.iter(), other.terms.iter());
        let (mut one, mut two) = (a.next(), b.next());
        let mut product = 0.0;
        while let (Some((x, weight_x)), Some((y, weight_y))) = (one, two) {
            if x == y {
                product += weight_x * weight_y;
            }
            // Both steps without a branch that depends on the words.
            one = if x <= y { a.next() } else { one };
            two = if y <= x { b.next() } else { two };
        }
        product
    }

    /// The same for the same terms.
    pub(super) fn digest(&self) -> u64 {
        digest_of_row(self.terms.iter().map(|(term, _)| *term))
    }

    /// What the words tell of which happening it is, in order of the term.
    pub(super) fn clues(&self, model: &ClusterModel) -> Vec<Clue> {
        let summary = narrow(model.summary_share);
        let clue = |(&(term, _), &(sort, in_title)): (&(u32, f32), &Tell)| {
            sort.map(|sort| Clue { term, sort, share: if in_title { 1.0 } else { summary } })
        };
        self.terms.iter().zip(&self.tells).filter_map(clue).collect()
    }

    /// Whether both give figures and none is the same.
    pub(super) fn figures_differ(&self, other: &Self) -> bool {
        !self.figures.is_empty() && !other.figures.is_empty() && shared(&self.figures, &other.figures) == 0
    }

    /// How many names and figures both have.
    pub(super) fn shared_names(&self, other: &Self) -> usize {
        shared(&self.names, &other.names)
    }

    /// Whether both have at least a share, 0 to 1, of the shingles of either.
    pub(super) fn is_copy(&self, other: &Self, share: f64) -> bool {
        let (one, two) = (self.shingles.len(), other.shingles.len());
        let (few, many) = (one.min(two) as f64, one.max(two) as f64);
        // Texts of other lengths cannot share so much.
        if few == 0.0 || few < share * many {
            return false;
        }
        let both = shared(&self.shingles, &other.shingles);
        both as f64 >= share * (one + two - both) as f64
    }

    /// Some of the shingles, the same of two texts that share nearly all.
    pub(super) fn sample(&self) -> &[u32] {
        self.shingles.get(..SAMPLE).unwrap_or(&self.shingles)
    }

    /// The heaviest terms, by which items that share two of them find each other.
    pub(super) fn heaviest(&self) -> &[u32] {
        &self.heaviest
    }

    /// Whether one of the heaviest terms of both is the same.
    pub(super) fn shares_key(&self, other: &Self) -> bool {
        shared(&self.heaviest, &other.heaviest) > 0
    }
}

/// Terms with their weights and what they tell.
type Weights = HashMap<u32, (f32, Tell), Quick>;

/// What a word of the summary counts of one in the title. However long it is, a summary counts for no more than a part
/// of the title: what feeds put there, from stock sentences to the next story, would make strangers alike.
fn summary_scale(title: &[Token], summary: &[Token], weight: impl Fn(&Token) -> f32, model: &ClusterModel) -> f32 {
    let length = |tokens: &[Token]| tokens.iter().map(|token| weight(token).powi(2)).sum::<f32>().sqrt();
    let most = narrow(model.summary_most) * length(title) / length(summary);
    narrow(model.summary_share).min(most)
}

/// The heaviest terms, in order of the term, but for those of the commonest stock and the names of places: by these alone nothing is alike.
fn heaviest(weights: &Weights, places: &PlaceWords, model: &ClusterModel) -> Vec<u32> {
    let is_key = |term: &u32, weight: f32| f64::from(weight) >= model.key_weight && !places.contains_key(term);
    let heavy = weights.iter().filter(|(term, (weight, _))| is_key(term, *weight));
    let mut heavy: Vec<(u32, f32)> = heavy.map(|(term, (weight, _))| (*term, *weight)).collect();
    heavy.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    sorted(heavy.into_iter().take(model.keys).map(|(term, _)| term))
}

/// A title without the publisher's name that aggregators put behind it.
fn without_trailer(title: &str) -> &str {
    let cut =
        [" - ", " – ", " | "].iter().filter_map(|mark| title.rsplit_once(mark)).max_by_key(|(head, _)| head.len());
    match cut {
        Some((head, tail)) if words(tail) <= TRAILER_WORDS && words(head) >= TRAILER_WORDS => head,
        _ => title,
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Places, deaths and sorts of happening as terms.
fn found(annotation: &Annotation) -> Vec<(u32, f32, Option<Sort>)> {
    let (place, deaths, kind) = FOUND;
    let pinned = |found: &PlaceKind| matches!(found, PlaceKind::City | PlaceKind::Capital | PlaceKind::Admin);
    let places = annotation.places.iter().filter(|found| pinned(&found.place.kind));
    let places =
        places.map(|found| (term(&format!("@{} {}", found.place.code, found.place.name)), place, Some(Sort::Place)));
    let kinds = annotation.kinds.iter().map(|found| (term(&format!("#{}", found.key())), kind, Some(Sort::Kind)));
    let deaths = annotation.fatalities.filter(|n| *n > 0).map(|n| (term(&format!("%{n}")), deaths, None));
    places.chain(kinds).chain(deaths).collect()
}

/// Words of the names of places, each with what it counts and whether it stands for a country.
type PlaceWords = HashMap<u32, (f32, bool), Quick>;

/// What the words of a place's name count. Items are only compared with items of their country, which mostly name it,
/// and what is named by all tells nothing. Pairs of characters count together as much as one, however many the name
/// has.
fn words_of_places(annotation: &Annotation, model: &ClusterModel) -> PlaceWords {
    let evidence = annotation.countries.iter().flat_map(|found| &found.evidence);
    let words = evidence.flat_map(|name| {
        let of_country = OF_COUNTRIES.contains(&name.via.as_str());
        let words = tokens(&name.text);
        let pairs = words.iter().filter(|token| token.is_pair).count().max(1);
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let share = narrow(model.place_share) / (pairs as f32).sqrt();
        words.into_iter().map(move |word| (word.term, (share, word.is_pair || of_country)))
    });
    words.collect()
}

fn unit(weights: Weights) -> (Vec<(u32, f32)>, Vec<Tell>) {
    let mut terms: Vec<(u32, (f32, Tell))> = weights.into_iter().filter(|(_, (weight, _))| *weight > 0.0).collect();
    terms.sort_unstable_by_key(|(term, _)| *term);
    let length = terms.iter().map(|(_, (weight, _))| weight * weight).sum::<f32>().sqrt();
    terms.into_iter().map(|(term, (weight, tell))| ((term, weight / length), tell)).unzip()
}

/// The words of some texts as terms, in order.
pub(super) fn terms<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u32> {
    sorted(texts.flat_map(tokens).map(|token| token.term))
}

fn shingles(title: &[Token], summary: &[Token]) -> Vec<u32> {
    let forms: Vec<u32> = title.iter().chain(summary).map(|token| token.term).collect();
    sorted(forms.windows(SHINGLE).map(|run| run.iter().fold(0, |mixed: u32, form| mixed.rotate_left(5) ^ form)))
}

fn digest<'a>(tokens: impl Iterator<Item = &'a Token>) -> u64 {
    digest_of_row(tokens.map(|token| token.term))
}

fn sorted(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut values: Vec<u32> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// How many values two ascending lists share.
fn shared(a: &[u32], b: &[u32]) -> usize {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.iter().filter(|value| long.binary_search(value).is_ok()).count()
}

/// A weight or a likeness, for which seven digits are enough.
#[expect(clippy::cast_possible_truncation, reason = "seven digits are enough")]
pub(super) fn narrow(value: f64) -> f32 {
    value as f32
}
