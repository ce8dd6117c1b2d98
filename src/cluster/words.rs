//! The words of an item as numbers to compare: weighted terms, names, figures, shingles. The numbers are kept and compared
//! by `features`.
//!
//! How much a word weighs does not depend on what else was seen, so that two items are as alike today as tomorrow;
//! words of the common stock are in `config/common-words.txt`. What the words mean is left to `annotate`, whose places
//! and sorts of happening come in as terms of their own and so carry over from one language to another.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::annotation::Annotation;
use crate::domain::item::Item;
use crate::domain::model::ClusterModel;
use crate::domain::place::PlaceKind;

use super::digest::{digest_of_row, term};
use super::features::{Features, Tell, Word};
use super::index::Quick;
use super::scale::Sort;
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

/// What stands between a slug and its headline.
const SLUG_ENDS: [char; 9] = [':', '：', '-', '–', '—', '|', '丨', ']', '】'];

/// Words in a trailer such as ` - The Daily News`, at most.
const TRAILER_WORDS: usize = 4;

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

    /// What a word of a title is besides its sort.
    fn told(&self, token: &Token) -> Tell {
        let is_named = token.is_figure || (token.is_name && !self.weights.contains_key(&token.term));
        Tell::NAMED.when(is_named).and(Tell::FIGURE.when(token.is_figure))
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

/// The words of an item and what reading it found.
pub(super) fn features(item: &Item, annotation: &Annotation, lexicon: &Lexicon, model: &ClusterModel) -> Features {
    let title = tokens(lexicon.without_slug(without_trailer(&item.title)));
    let mut summary = tokens(&item.summary);
    let text = digest(title.iter().chain(&summary));
    let headline = if title.len() < TELLING_WORDS { text } else { digest(title.iter()) };
    let shingles = shingles(&title, &summary);
    summary.truncate(SUMMARY_WORDS);
    let places = words_of_places(annotation, model);
    let mut weights = weights((&title, &summary), &places, lexicon, model);
    for (term, weight, sort) in found(annotation) {
        note(&mut weights, term, weight, Tell::of(sort).and(Tell::IN_TITLE));
    }
    for token in &title {
        mark(&mut weights, token.term, lexicon.told(token));
    }
    for term in heaviest(&weights, &places, model) {
        mark(&mut weights, term, Tell::HEAVY);
    }
    Features::new(unit(weights), shingles, (text, headline))
}

/// The words of the text with their weights.
fn weights(
    (title, summary): (&[Token], &[Token]),
    places: &PlaceWords,
    lexicon: &Lexicon,
    model: &ClusterModel,
) -> Weights {
    let mut weights = Weights::with_capacity_and_hasher(title.len() + summary.len(), Quick::default());
    let share = |term: u32| places.get(&term).map_or(1.0, |(share, _)| *share);
    let weighted = |token: &Token| lexicon.weight(token, model) * share(token.term);
    let tell = |token: &Token| {
        let of_country = places.get(&token.term).is_some_and(|(_, of_country)| *of_country);
        Tell::of(lexicon.sort(token).map(|sort| if of_country { sort.of_country() } else { sort }))
    };
    for token in title {
        note(&mut weights, token.term, weighted(token), tell(token).and(Tell::IN_TITLE));
    }
    let scale = summary_scale(title, summary, weighted, model);
    for token in summary {
        note(&mut weights, token.term, weighted(token) * scale, tell(token));
    }
    weights
}

/// Notes a term; where it is known it keeps what it tells and has the greater weight.
fn note(weights: &mut Weights, term: u32, weight: f32, tell: Tell) {
    let known = weights.entry(term).or_insert((weight, tell));
    known.0 = known.0.max(weight);
}

/// Notes what else a known term is.
fn mark(weights: &mut Weights, term: u32, tell: Tell) {
    if let Some((_, known)) = weights.get_mut(&term) {
        *known = known.and(tell);
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

/// The heaviest terms but for those of the commonest stock and the names of places: by these alone nothing is alike.
fn heaviest(weights: &Weights, places: &PlaceWords, model: &ClusterModel) -> Vec<u32> {
    let is_key = |term: &u32, weight: f32| f64::from(weight) >= model.key_weight && !places.contains_key(term);
    let heavy = weights.iter().filter(|(term, (weight, _))| is_key(term, *weight));
    let mut heavy: Vec<(u32, f32)> = heavy.map(|(term, (weight, _))| (*term, *weight)).collect();
    heavy.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    heavy.into_iter().take(model.keys).map(|(term, _)| term).collect()
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

/// Terms in order, with weights of unit length.
fn unit(weights: Weights) -> Arc<[Word]> {
    let mut terms: Vec<(u32, (f32, Tell))> = weights.into_iter().filter(|(_, (weight, _))| *weight > 0.0).collect();
    terms.sort_unstable_by_key(|(term, _)| *term);
    let length = terms.iter().map(|(_, (weight, _))| weight * weight).sum::<f32>().sqrt();
    terms.into_iter().map(|(term, (weight, tell))| Word::new(term, weight / length, tell)).collect()
}

/// The words of some texts as terms, in order.
pub(super) fn terms<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u32> {
    sorted(texts.flat_map(tokens).map(|token| token.term))
}

/// Runs of words, in order. Two different ones of an item are rarely the same number, and then a copy is still told.
fn shingles(title: &[Token], summary: &[Token]) -> Box<[u16]> {
    let forms: Vec<u32> = title.iter().chain(summary).map(|token| token.term).collect();
    let mixed = |run: &[u32]| run.iter().fold(0, |mixed: u32, form| mixed.rotate_left(5) ^ form);
    sorted(forms.windows(SHINGLE).map(mixed).map(halved)).into()
}

/// Both halves of a number in one.
#[expect(clippy::cast_possible_truncation, reason = "the other half is mixed in")]
const fn halved(number: u32) -> u16 {
    (number ^ number >> 16) as u16
}

fn digest<'a>(tokens: impl Iterator<Item = &'a Token>) -> u64 {
    digest_of_row(tokens.map(|token| token.term))
}

fn sorted<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// A weight or a likeness, for which seven digits are enough.
#[expect(clippy::cast_possible_truncation, reason = "seven digits are enough")]
pub(super) fn narrow(value: f64) -> f32 {
    value as f32
}
