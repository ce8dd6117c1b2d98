//! The sorts of words, and how each of them tells: how often a happening is expected to use such a word, and how far the
//! rates of happenings lie apart.
//!
//! The numbers are in the model's `[cluster.words]`. What they amount to for two groups is left to `evidence`.

use crate::domain::model::{ClusterModel, Tells};

/// What sort of word a term is. Where two texts have it as two sorts it is the first of them: a term that is a name in one
/// is one in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Name,
    Figure,
    /// A place that was read, or a word for a country.
    Place,
    Kind,
    /// A pair of Chinese characters.
    Pair,
    Word,
    /// A word of the common stock of risk reporting.
    Common,
    /// A word of the common stock of the news.
    Stock,
}

impl Sort {
    /// In order.
    pub(super) const ALL: [Self; SORTS] =
        [Self::Name, Self::Figure, Self::Place, Self::Kind, Self::Pair, Self::Word, Self::Common, Self::Stock];

    /// A name or word that stands for a country tells no more than a place; a Chinese one makes several pairs, each of
    /// which tells as little as a common word.
    pub(super) const fn of_country(self) -> Self {
        match self {
            Self::Name | Self::Word => Self::Place,
            Self::Pair => Self::Stock,
            sort => sort,
        }
    }
}

/// How many sorts there are.
pub(super) const SORTS: usize = 8;

/// How the sorts of words tell, ready to reckon with.
#[derive(Debug)]
pub(super) struct Scale {
    pub(super) sorts: [Gauge; SORTS],
    pub(super) usual_words: f64,
    pub(super) length_power: f64,
}

/// One sort: how often a happening is expected to use such a word, how much that is worth in mentions, and its say.
#[derive(Clone, Debug)]
pub(super) struct Gauge {
    expected: f64,
    base: f64,
    /// The weight of no tenth of a mention, of one, of two …: most counts are small, and a logarithm is dear.
    tenths: Box<[f64]>,
    steadiness: f64,
    pub(super) say: f64,
}

/// Mentions, in tenths: one of the summary is less than one.
pub(super) type Tenths = u32;

pub(super) const MENTION: f64 = 10.0;

/// Counts of tenths whose weight is reckoned beforehand.
const BEFOREHAND: Tenths = 256;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
pub(super) fn tenths(mentions: f32) -> Tenths {
    (f64::from(mentions) * MENTION).round() as Tenths
}

impl Gauge {
    fn new(tells: &Tells) -> Self {
        let expected = tells.share * tells.steadiness;
        let mut gauge = Self {
            expected,
            base: ln_gamma(expected),
            tenths: Box::default(),
            steadiness: tells.steadiness,
            say: tells.say,
        };
        gauge.tenths = (0..BEFOREHAND).map(|mentions| gauge.reckoned(mentions)).collect();
        gauge
    }

    /// The weight of so many mentions, before how many there could have been.
    pub(super) fn rising(&self, mentions: Tenths) -> f64 {
        self.tenths.get(mentions as usize).copied().unwrap_or_else(|| self.reckoned(mentions))
    }

    fn reckoned(&self, mentions: Tenths) -> f64 {
        ln_gamma(self.expected + f64::from(mentions) / MENTION) - self.base
    }
}

impl Scale {
    pub(super) fn new(model: &ClusterModel) -> Self {
        let words = &model.words;
        let sorts = [
            &words.name,
            &words.figure,
            &words.place,
            &words.kind,
            &words.pair,
            &words.word,
            &words.common,
            &words.stock,
        ];
        Self { sorts: sorts.map(Gauge::new), usual_words: model.usual_words, length_power: model.length_power }
    }

    pub(super) fn of(&self, sort: Sort) -> &Gauge {
        let [name, figure, place, kind, pair, word, common, stock] = &self.sorts;
        match sort {
            Sort::Name => name,
            Sort::Figure => figure,
            Sort::Place => place,
            Sort::Kind => kind,
            Sort::Pair => pair,
            Sort::Word => word,
            Sort::Common => common,
            Sort::Stock => stock,
        }
    }
}

impl Scale {
    pub(super) fn room(&self, length: f64) -> [f64; SORTS] {
        // Neighbours in the list are mostly as steady as each other, and a logarithm is dear.
        let mut known = (f64::NAN, f64::NAN);
        std::array::from_fn(|at| {
            let steadiness = self.sorts.get(at).map_or(1.0, |gauge| gauge.steadiness);
            if known.0.to_bits() != steadiness.to_bits() {
                known = (steadiness, (steadiness + length).ln());
            }
            known.1
        })
    }
}

/// From here on the series is exact enough.
const SERIES_FROM: f64 = 6.0;

/// Logarithm of the gamma function of a number above 0.
fn ln_gamma(number: f64) -> f64 {
    let (mut x, mut product) = (number, 1.0);
    while x < SERIES_FROM {
        product *= x;
        x += 1.0;
    }
    let half_ln_tau = 0.5 * std::f64::consts::TAU.ln();
    (x - 0.5) * x.ln() - x + half_ln_tau + 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) - product.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_gives_factorials() {
        for (number, factorial) in [(1.0, 1.0_f64), (2.0, 1.0), (5.0, 24.0), (8.0, 5040.0)] {
            assert!((ln_gamma(number) - factorial.ln()).abs() < 1e-6, "{number}");
        }
        assert!((ln_gamma(0.5) - 0.5 * std::f64::consts::PI.ln()).abs() < 1e-6);
    }
}
