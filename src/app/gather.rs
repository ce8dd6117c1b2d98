//! When to evaluate what rounds of asking brought: feeds fall due one by one, and an evaluation looks at everything.

use chrono::Duration;

use crate::domain::time::Timestamp;

/// How long news may wait for those of the next rounds.
const PATIENCE: Duration = Duration::seconds(5);

/// Rounds whose news wait to be evaluated.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gathered {
    waiting: bool,
    evaluated: Option<Timestamp>,
}

impl Gathered {
    /// A round has been asked.
    pub(super) const fn asked(&mut self) {
        self.waiting = true;
    }

    /// All that waited has been evaluated.
    pub(super) const fn evaluated(&mut self, now: Timestamp) {
        *self = Self { waiting: false, evaluated: Some(now) };
    }

    /// When the last evaluation was.
    pub(super) const fn last(&self) -> Option<Timestamp> {
        self.evaluated
    }

    /// Whether to evaluate now: something waits, and either the last time is long enough ago or no other round comes
    /// soon. A clock that was set back lets nothing wait.
    pub(super) fn is_ripe(&self, next_round: Option<Timestamp>, now: Timestamp) -> bool {
        let soon = next_round.is_some_and(|next| next - now <= PATIENCE);
        let just_done = self.evaluated.is_some_and(|last| (Duration::zero()..PATIENCE).contains(&(now - last)));
        self.waiting && !(soon && just_done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::from_unix;

    fn at(second: i64) -> Timestamp {
        from_unix(second).unwrap()
    }

    fn gathered(evaluated: i64) -> Gathered {
        let mut gathered = Gathered::default();
        gathered.evaluated(at(evaluated));
        gathered.asked();
        gathered
    }

    #[test]
    fn nothing_is_evaluated_twice() {
        let mut one = gathered(0);
        assert!(one.is_ripe(None, at(60)));
        one.evaluated(at(60));
        assert!(!one.is_ripe(None, at(120)));
    }

    #[test]
    fn news_wait_for_the_next_round_but_not_long() {
        assert!(!gathered(0).is_ripe(Some(at(3)), at(2)), "another round comes at once");
        assert!(gathered(0).is_ripe(Some(at(60)), at(2)), "no other comes soon");
        assert!(gathered(0).is_ripe(Some(at(6)), at(5)), "it has waited long enough");
    }

    #[test]
    fn a_clock_set_back_lets_nothing_wait() {
        assert!(gathered(100).is_ripe(Some(at(3)), at(2)));
    }
}
