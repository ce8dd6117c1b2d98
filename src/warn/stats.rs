//! How good each rule is, from what persons decided about its candidates.
//!
//! Exercises never count. Showing it is left to `cli` and `tui`.

use chrono::Duration;
use serde::Serialize;

use crate::domain::id::RuleId;
use crate::domain::rule::{Candidate, CandidateOutcome, Rule};
use crate::domain::time::Timestamp;

/// What became of one rule's candidates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleStats {
    /// The rule.
    pub rule: RuleId,
    /// Candidates it proposed.
    pub fired: usize,
    /// Those that wait for a person.
    pub open: usize,
    /// Those that a notice was made of.
    pub relevant: usize,
    /// Those set aside as false alarm, not ours or known.
    pub false_alarms: usize,
    /// Those that came too late to help.
    pub late: usize,
    /// Those that no person was shown: silenced, grouped, flooded, duplicate, before arming, expired.
    pub held: usize,
    /// Share of relevant and late ones among those a person decided on, 0 to 1; none before the first decision.
    pub precision: Option<f64>,
    /// The last time it proposed something new.
    pub last: Option<Timestamp>,
    /// Whole days since then; none when it never fired.
    pub silent_days: Option<i64>,
}

/// Statistics of every rule over candidates proposed within `span` before `now`, in the rules' order.
pub fn rule_stats(rules: &[Rule], candidates: &[Candidate], span: Duration, now: Timestamp) -> Vec<RuleStats> {
    let counted = |candidate: &&Candidate| !candidate.exercise && candidate.at > now - span && candidate.at <= now;
    let counted: Vec<_> = candidates.iter().filter(counted).collect();
    rules.iter().map(|rule| of_rule(&rule.id, &counted, now)).collect()
}

fn of_rule(rule: &RuleId, candidates: &[&Candidate], now: Timestamp) -> RuleStats {
    let own: Vec<_> = candidates.iter().filter(|candidate| candidate.rule == *rule).collect();
    let count = |wanted: &dyn Fn(&CandidateOutcome) -> bool| own.iter().filter(|one| wanted(&one.outcome)).count();
    let open = count(&CandidateOutcome::is_open);
    let relevant = count(&|outcome| matches!(outcome, CandidateOutcome::Drafted { .. }));
    let dismissed = count(&|outcome| matches!(outcome, CandidateOutcome::Dismissed { .. }));
    let late = count(&|outcome| matches!(outcome, CandidateOutcome::Dismissed { reason, .. } if reason == "late"));
    let decided = relevant + dismissed;
    let last = own.iter().map(|candidate| candidate.at).max();
    RuleStats {
        rule: rule.clone(),
        fired: own.len(),
        open,
        relevant,
        false_alarms: dismissed - late,
        late,
        held: own.len() - open - decided,
        precision: (decided > 0).then(|| (relevant + late) as f64 / decided as f64),
        last,
        silent_days: last.map(|last| (now - last).num_days()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;
    use crate::warn::tests::shipped_rules;

    fn candidate(outcome: CandidateOutcome, hours_ago: i64) -> Candidate {
        Candidate { outcome, at: sample::now() - Duration::hours(hours_ago), ..sample::candidate() }
    }

    fn dismissed(reason: &str) -> CandidateOutcome {
        CandidateOutcome::Dismissed { by: "li".into(), reason: reason.into() }
    }

    fn stats(candidates: &[Candidate]) -> RuleStats {
        let all = rule_stats(&shipped_rules(), candidates, Duration::days(30), sample::now());
        all.into_iter().find(|stats| stats.rule.as_str() == "ARM-1").unwrap()
    }

    #[test]
    fn precision_is_over_what_a_person_decided() {
        let drafted = CandidateOutcome::Drafted { notice: "N-1".into() };
        let drill = Candidate { exercise: true, ..candidate(drafted.clone(), 1) };
        let found = stats(&[
            candidate(drafted, 72),
            candidate(dismissed("late"), 60),
            candidate(dismissed("false_alarm"), 60),
            candidate(dismissed("not_ours"), 60),
            candidate(CandidateOutcome::Open, 50),
            candidate(CandidateOutcome::Flooded, 50),
            candidate(CandidateOutcome::Open, 24 * 31),
            drill,
        ]);
        let counts = (found.fired, found.open, found.relevant, found.false_alarms, found.late, found.held);
        assert_eq!(counts, (6, 1, 1, 2, 1, 1));
        assert_eq!((found.precision, found.silent_days), (Some(0.5), Some(2)));
    }

    #[test]
    fn a_rule_that_never_fired_has_no_precision() {
        let found = stats(&[]);
        assert_eq!((found.fired, found.precision, found.silent_days), (0, None, None));
    }
}
