//! Sets of languages, by their numbers, and counting for many of them at once.
//!
//! Which languages there are is left to [`language`](super::language).

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

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// How often each of all languages was counted. The bits of one weight stand together, so that counting for many languages
/// takes no longer than for one.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    by_weight: [LangSet; 16],
    /// How many of the weights have any bits.
    used: usize,
}

impl Counts {
    /// Counts once more for some languages.
    #[inline]
    pub(super) fn add(&mut self, langs: LangSet) {
        let mut carry = langs;
        for (weight, bits) in (1..).zip(&mut self.by_weight) {
            if carry.is_empty() {
                return;
            }
            self.used = self.used.max(weight);
            let full = bits.meet(carry);
            *bits = bits.join(carry).without(full);
            carry = full;
        }
    }

    fn used(&self) -> &[LangSet] {
        self.by_weight.get(..self.used).unwrap_or(&self.by_weight)
    }

    /// The count of a language.
    pub(super) fn of(&self, lang: LangSet) -> usize {
        let bits = self.used().iter().rev();
        bits.fold(0, |count, bits| count << 1 | usize::from(!bits.meet(lang).is_empty()))
    }

    /// The highest count among some languages.
    pub(super) fn most(&self, langs: LangSet) -> usize {
        let mut leading = langs;
        let bits = self.used().iter().rev();
        bits.fold(0, |most, bits| {
            let higher = bits.meet(leading);
            leading = if higher.is_empty() { leading } else { higher };
            most << 1 | usize::from(!higher.is_empty())
        })
    }

    /// Those of some languages that have a count which any of all languages has, or less.
    pub(super) fn with(&self, count: usize, langs: LangSet) -> LangSet {
        let bits = self.used().iter().enumerate();
        bits.fold(
            langs,
            |left, (weight, bits)| if count >> weight & 1 == 1 { left.meet(*bits) } else { left.without(*bits) },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_counted_apart() {
        let (en, fr, de) = (LangSet::of(0), LangSet::of(7), LangSet::of(63));
        let mut counts = Counts::default();
        (0..1000).for_each(|_| counts.add(en.join(de)));
        (0..3).for_each(|_| counts.add(fr.join(de)));
        assert_eq!((counts.of(en), counts.of(fr), counts.of(de), counts.of(LangSet::of(5))), (1000, 3, 1003, 0));
        assert_eq!((counts.most(en.join(fr)), counts.most(de), counts.most(LangSet::default())), (1000, 1003, 0));
        assert_eq!(counts.with(3, en.join(fr)), fr);
        assert_eq!(counts.with(0, en.join(LangSet::of(5))), LangSet::of(5));
    }
}
