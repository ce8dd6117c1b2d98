//! The words of an item as numbers to compare: weighted terms, names, figures, shingles.
//!
//! How much a word weighs does not depend on what else was seen, so that two items are as alike today as tomorrow;
//! words of the common stock are in `config/common-words.txt`. What the words mean is left to `annotate`, whose places
//! and sorts of happening come in as terms of their own and so carry over from one language to another.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::annotation::Annotation;
use crate::domain::item::Item;
use crate::domain::model::ClusterModel;
use crate::domain::place::PlaceKind;

use super::index::Quick;

/// The shipped list of common words with their weights.
const COMMON: &str = include_str!("../../config/common-words.txt");

/// The shipped list of what newsrooms put before a headline.
const SLUGS: &str = include_str!("../../config/slugs.txt");

/// A headline of fewer words may stand over several happenings.
const TELLING_WORDS: usize = 4;

/// What each of some terms counts.
type Weights = HashMap<u32, f32, Quick>;

/// Words of the summary beyond these say nothing new.
const SUMMARY_WORDS: usize = 60;

/// Weight of a pair of Chinese characters, of which a word makes several.
const PAIR_WEIGHT: f32 = 0.7;

/// Weights of what the reading found: a place, a count of deaths, a sort of happening.
const FOUND: (f32, f32, f32) = (0.7, 0.5, 0.4);

/// Longest word kept whole in scripts whose endings are not known.
const ROOT_LENGTH: usize = 6;

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
    terms: Vec<(u32, f32)>,
    /// Names and figures, in order.
    names: Vec<u32>,
    /// Figures, in order.
    figures: Vec<u32>,
    /// Heaviest terms, in order.
    heaviest: Vec<u32>,
    /// Runs of words, in order, for telling copies.
    shingles: Vec<u32>,
    /// The same for the same words, whatever the punctuation and case.
    pub(super) text: u64,
    /// The same for the same headline; for a short one, for the same words below it as well.
    pub(super) headline: u64,
}

/// The weights of common words.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    weights: Weights,
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
                weights.entry(hash(&word.form)).or_insert(weight);
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
        let own = self.weights.get(&hash(&token.form)).copied();
        let named = if token.is_name || token.is_figure { narrow(model.name_weight) } else { 1.0 };
        own.unwrap_or(if token.is_pair { PAIR_WEIGHT } else { 1.0 }) * named
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
        let mut note = |term: u32, weight: f32| {
            let known = weights.entry(term).or_default();
            *known = known.max(weight);
        };
        let shares = name_shares(annotation, model);
        let share = |term: u32| shares.get(&term).copied().unwrap_or(1.0);
        for token in &title {
            let term = hash(&token.form);
            note(term, lexicon.weight(token, model) * share(term));
        }
        let weighted = |token: &Token| lexicon.weight(token, model) * share(hash(&token.form));
        let scale = summary_scale(&title, &summary, weighted, model);
        for token in &summary {
            note(hash(&token.form), weighted(token) * scale);
        }
        for (term, weight) in found(annotation) {
            note(term, weight);
        }
        let names = |keep: &dyn Fn(&Token) -> bool| sorted(title.iter().filter(|t| keep(t)).map(|t| hash(&t.form)));
        Self {
            heaviest: heaviest(&weights, &shares, model),
            terms: unit(weights),
            names: names(&|t| t.is_figure || (t.is_name && !lexicon.weights.contains_key(&hash(&t.form)))),
            figures: names(&|t| t.is_figure),
            shingles,
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

    /// Whether both give figures and none is the same.
    pub(super) fn figures_differ(&self, other: &Self) -> bool {
        !self.figures.is_empty() && !other.figures.is_empty() && shared(&self.figures, &other.figures) == 0
    }

    /// How many names and figures both have.
    pub(super) fn shared_names(&self, other: &Self) -> usize {
        shared(&self.names, &other.names)
    }

    /// Names and figures, in order.
    pub(super) fn names(&self) -> &[u32] {
        &self.names
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

    /// Whether two of the heaviest terms of both are the same.
    pub(super) fn share_heavy(&self, other: &Self) -> bool {
        shared(&self.heaviest, &other.heaviest) > 1
    }
}

/// What a word of the summary counts of one in the title. However long it is, a summary counts for no more than a part
/// of the title: what feeds put there, from stock sentences to the next story, would make strangers alike.
fn summary_scale(title: &[Token], summary: &[Token], weight: impl Fn(&Token) -> f32, model: &ClusterModel) -> f32 {
    let length = |tokens: &[Token]| tokens.iter().map(|token| weight(token).powi(2)).sum::<f32>().sqrt();
    let most = narrow(model.summary_most) * length(title) / length(summary);
    narrow(model.summary_share).min(most)
}

/// The heaviest terms, in order of the term, but for those of the commonest stock and the names of places that `shares`
/// has: by these alone nothing is alike.
fn heaviest(weights: &Weights, shares: &Weights, model: &ClusterModel) -> Vec<u32> {
    let is_key = |term: &u32, weight: f32| f64::from(weight) >= model.key_weight && !shares.contains_key(term);
    let heavy = weights.iter().filter(|(term, weight)| is_key(term, **weight));
    let mut heavy: Vec<(u32, f32)> = heavy.map(|(term, weight)| (*term, *weight)).collect();
    heavy.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    sorted(heavy.into_iter().take(model.keys).map(|(term, _)| term))
}

/// One word, figure, or pair of Chinese characters.
#[derive(Debug)]
struct Token {
    form: String,
    is_name: bool,
    is_figure: bool,
    is_pair: bool,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let sort = Sort::of(first);
        let mut before = first;
        let end = rest
            .char_indices()
            .skip(1)
            .find(|&(at, c)| {
                let goes_on = Sort::of(c) == sort || (is_inner(sort, before, c) && follows(rest, at, sort));
                before = c;
                !goes_on
            })
            .map_or(rest.len(), |(at, _)| at);
        let (run, after) = rest.split_at(end);
        rest = after;
        sort.push(run, &mut tokens);
    }
    tokens
}

/// Marks within a figure: `5.6`, `1,200`.
fn is_inner(sort: Sort, before: char, c: char) -> bool {
    sort == Sort::Figure && before.is_ascii_digit() && matches!(c, '.' | ',')
}

fn follows(text: &str, at: usize, sort: Sort) -> bool {
    text.get(at..).and_then(|rest| rest.chars().nth(1)).is_some_and(|next| Sort::of(next) == sort)
}

/// What a run of characters is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Word,
    Figure,
    Characters,
    Between,
}

impl Sort {
    fn of(c: char) -> Self {
        match c {
            '0'..='9' => Self::Figure,
            'a'..='z' | 'A'..='Z' => Self::Word,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}' => Self::Characters,
            c if c.is_alphabetic() || is_combining_mark(c) => Self::Word,
            _ => Self::Between,
        }
    }

    fn push(self, run: &str, tokens: &mut Vec<Token>) {
        let plain = |form| Token { form, is_name: false, is_figure: false, is_pair: false };
        match self {
            Self::Between => {}
            Self::Figure => tokens.push(Token { is_figure: true, ..plain(run.replace(',', "")) }),
            Self::Characters => tokens.extend(pairs(run).map(|form| Token { is_pair: true, ..plain(form) })),
            Self::Word => {
                let is_name = run.chars().next().is_some_and(char::is_uppercase) && run.chars().nth(2).is_some();
                let form = root(&fold(run));
                if form.chars().nth(1).is_some() {
                    tokens.push(Token { is_name, ..plain(form) });
                }
            }
        }
    }
}

fn pairs(run: &str) -> impl Iterator<Item = String> {
    let alone = run.chars().count() == 1;
    let next = run.chars().skip(1).map(Some).chain(std::iter::once(None).filter(move |_| alone));
    run.chars().zip(next).map(|(a, b)| std::iter::once(a).chain(b).collect())
}

fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).nfc().collect()
}

/// English endings, the longer before the shorter.
const ENDINGS: [&str; 11] = ["ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "e", "y"];

/// A word without common English endings; in other scripts its beginning.
fn root(word: &str) -> String {
    if !word.is_ascii() {
        return word.chars().take(ROOT_LENGTH).collect();
    }
    if word.len() <= 5 {
        let plural = word.len() > 3 && !word.ends_with("ss");
        return word.strip_suffix('s').filter(|_| plural).unwrap_or(word).to_owned();
    }
    let cut = |ending: &&str| word.strip_suffix(ending).filter(|stem| stem.len() >= 4);
    let mut stem = ENDINGS.iter().find_map(cut).unwrap_or(word).to_owned();
    let mut last = stem.chars().rev();
    let (end, before) = (last.next(), last.next());
    if stem.len() > 4 && (end == before || matches!(end, Some('e' | 'i'))) {
        stem.pop();
    }
    stem
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
fn found(annotation: &Annotation) -> Vec<(u32, f32)> {
    let (place, deaths, kind) = FOUND;
    let pinned = |found: &PlaceKind| matches!(found, PlaceKind::City | PlaceKind::Capital | PlaceKind::Admin);
    let places = annotation.places.iter().filter(|found| pinned(&found.place.kind));
    let places = places.map(|found| (hash(&format!("@{} {}", found.place.code, found.place.name)), place));
    let kinds = annotation.kinds.iter().map(|found| (hash(&format!("#{}", found.key())), kind));
    let deaths = annotation.fatalities.filter(|n| *n > 0).map(|n| (hash(&format!("%{n}")), deaths));
    places.chain(kinds).chain(deaths).collect()
}

/// What the words of a place's name count. Items are only compared with items of their country, which mostly name it,
/// and what is named by all tells nothing. Pairs of characters count together as much as one, however many the name
/// has.
fn name_shares(annotation: &Annotation, model: &ClusterModel) -> Weights {
    let names = annotation.countries.iter().flat_map(|found| &found.evidence);
    let words = names.flat_map(|name| {
        let words = tokens(&name.text);
        let pairs = words.iter().filter(|token| token.is_pair).count().max(1);
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let share = narrow(model.place_share) / (pairs as f32).sqrt();
        words.into_iter().map(move |token| (hash(&token.form), share))
    });
    words.collect()
}

fn unit(weights: Weights) -> Vec<(u32, f32)> {
    let mut terms: Vec<(u32, f32)> = weights.into_iter().filter(|(_, weight)| *weight > 0.0).collect();
    terms.sort_unstable_by_key(|(term, _)| *term);
    let length = terms.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    for (_, weight) in &mut terms {
        *weight /= length;
    }
    terms
}

/// The words of some texts as terms, in order.
pub(super) fn terms<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u32> {
    sorted(texts.flat_map(tokens).map(|token| hash(&token.form)))
}

fn shingles(title: &[Token], summary: &[Token]) -> Vec<u32> {
    let forms: Vec<u32> = title.iter().chain(summary).map(|token| hash(&token.form)).collect();
    sorted(forms.windows(SHINGLE).map(|run| run.iter().fold(0, |mixed: u32, form| mixed.rotate_left(5) ^ form)))
}

fn digest<'a>(tokens: impl Iterator<Item = &'a Token>) -> u64 {
    tokens.fold(FNV_OFFSET, |state, token| fnv(fnv(state, token.form.as_bytes()), b" "))
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

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// FNV-1a over some more bytes.
pub(super) fn fnv(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(FNV_PRIME))
}

/// FNV-1a of a text, the same on every machine and in every version.
pub(super) fn digest_of(text: &str) -> u64 {
    fnv(FNV_OFFSET, text.as_bytes())
}

/// A weight or a likeness, for which seven digits are enough.
#[expect(clippy::cast_possible_truncation, reason = "seven digits are enough")]
pub(super) fn narrow(value: f64) -> f32 {
    value as f32
}

fn hash(form: &str) -> u32 {
    let wide = digest_of(form);
    let [_, _, _, _, a, b, c, d] = (wide ^ (wide >> 32)).to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}
