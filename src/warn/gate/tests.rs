//! What becomes of candidates at the gates.

use super::*;
use crate::domain::hazard::Hazard;
use crate::domain::id::{IncidentId, Person, SilenceId};
use crate::domain::rule::Basis;
use crate::domain::time::parse;
use crate::domain::words::LocalText;
use crate::warn::tests::warn_settings;

fn at(hours: i64) -> Timestamp {
    parse("2026-11-22T00:00:00Z").unwrap() + Duration::hours(hours)
}

fn settings() -> GateSettings {
    GateSettings { limits: warn_settings().gate, arming: Arming::default(), unchecked: BTreeSet::new() }
}

fn candidate(name: &str, country: &str, level: Level, now: Timestamp) -> Candidate {
    Candidate {
        id: name.into(),
        rule: format!("RULE-{name}").into(),
        level,
        at: now,
        updated: now,
        hazard: Hazard::CivilUnrest,
        country: CountryCode::new(country),
        countries: Vec::new(),
        incident: Some(IncidentId::new(name)),
        assets: vec![],
        title: LocalText::default(),
        matters: LocalText::default(),
        why: "because".into(),
        outcome: CandidateOutcome::Open,
        exercise: false,
        basis: Basis { families: 1, happened: Some(now), ..Basis::default() },
    }
}

fn outcome<'a>(all: &'a [Candidate], name: &str) -> &'a CandidateOutcome {
    &all.iter().find(|candidate| candidate.id.as_str() == name).unwrap().outcome
}

fn silence(country: &str) -> Silence {
    Silence {
        id: SilenceId::new("s1"),
        rule: None,
        country: CountryCode::new(country),
        hazard: None,
        asset: None,
        incident: None,
        reason: "known".into(),
        by: Person::new("li"),
        from: at(-1),
        until: at(5),
        ended: None,
    }
}

#[test]
fn a_silence_holds_orange_but_never_red() {
    let proposed = vec![candidate("o", "UA", Level::Orange, at(0)), candidate("r", "UA", Level::Red, at(0))];
    let all = gate(proposed, &[], &[silence("UA")], &settings(), at(0));
    assert_eq!(*outcome(&all, "o"), CandidateOutcome::Silenced { by: "s1".into() });
    assert_eq!(*outcome(&all, "r"), CandidateOutcome::Open);
}

#[test]
fn what_a_silence_held_comes_up_when_it_ends() {
    let proposed = || vec![candidate("o", "UA", Level::Orange, at(0))];
    let held = gate(proposed(), &[], &[silence("UA")], &settings(), at(0));
    let after = gate(proposed(), &held, &[silence("UA")], &settings(), at(6));
    assert_eq!(*outcome(&after, "o"), CandidateOutcome::Open);
    assert_eq!(after[0].basis.reopened, Some(News::SilenceEnded));
}

#[test]
fn same_country_and_hazard_within_a_day_are_one() {
    let first = gate(vec![candidate("a", "CL", Level::Yellow, at(0))], &[], &[], &settings(), at(0));
    let both = gate(vec![candidate("b", "CL", Level::Blue, at(3))], &first, &[], &settings(), at(3));
    assert_eq!(*outcome(&both, "b"), CandidateOutcome::Grouped { under: "a".into() });
    let late = gate(vec![candidate("b", "CL", Level::Blue, at(30))], &first, &[], &settings(), at(30));
    assert_eq!(*outcome(&late, "b"), CandidateOutcome::Open);
}

#[test]
fn a_higher_one_takes_the_place_of_the_head() {
    let first = gate(vec![candidate("a", "CL", Level::Blue, at(0))], &[], &[], &settings(), at(0));
    let both = gate(vec![candidate("b", "CL", Level::Orange, at(3))], &first, &[], &settings(), at(3));
    assert_eq!(*outcome(&both, "a"), CandidateOutcome::Grouped { under: "b".into() });
    assert_eq!(*outcome(&both, "b"), CandidateOutcome::Open);
}

#[test]
fn a_flood_leaves_one_per_country_and_every_red() {
    let mut proposed: Vec<_> = (0..12)
        .map(|n| {
            let mut one = candidate(&format!("n{n:02}"), if n % 2 == 0 { "IL" } else { "JO" }, Level::Yellow, at(0));
            one.hazard = Hazard::ALL[n];
            one
        })
        .collect();
    proposed[5].level = Level::Red;
    proposed[7].level = Level::Red;
    let all = gate(proposed, &[], &[], &settings(), at(0));
    let open: Vec<_> = all.iter().filter(|one| one.outcome.is_open()).map(|one| one.id.as_str()).collect();
    assert_eq!(open, ["n00", "n05", "n07"]);
    assert_eq!(all.iter().filter(|one| one.outcome == CandidateOutcome::Flooded).count(), 9);
}

#[test]
fn what_happened_before_the_country_was_watched_is_listed_not_warned_of() {
    let mut settings = settings();
    settings.arming.countries.insert(CountryCode::new("KZ").unwrap(), at(10));
    let mut old = candidate("old", "KZ", Level::Red, at(11));
    old.basis.happened = Some(at(2));
    let new = candidate("new", "KZ", Level::Red, at(11));
    let all = gate(vec![old, new], &[], &[], &settings, at(11));
    assert_eq!(*outcome(&all, "old"), CandidateOutcome::BeforeArming);
    assert_eq!(*outcome(&all, "new"), CandidateOutcome::Open);
}

#[test]
fn an_asset_registered_after_the_happening_does_not_warn_of_it() {
    let mut settings = settings();
    settings.arming.assets.insert("new-lab".into(), at(10));
    let mut proposed = candidate("a", "UA", Level::Red, at(11));
    proposed.assets = vec!["new-lab".into()];
    proposed.basis.happened = Some(at(2));
    assert_eq!(
        *outcome(&gate(vec![proposed.clone()], &[], &[], &settings, at(11)), "a"),
        CandidateOutcome::BeforeArming
    );
    settings.arming.assets.insert("old-lab".into(), at(-100));
    proposed.assets.push("old-lab".into());
    assert_eq!(*outcome(&gate(vec![proposed], &[], &[], &settings, at(11)), "a"), CandidateOutcome::Open);
}

#[test]
fn a_dismissed_one_comes_back_with_news_only() {
    let dismissed = CandidateOutcome::Dismissed { by: Person::new("li"), reason: "false_alarm".into() };
    let mut known = candidate("a", "UA", Level::Yellow, at(0));
    known.outcome = dismissed.clone();
    let again = |change: &dyn Fn(&mut Candidate)| {
        let mut proposed = candidate("a", "UA", Level::Yellow, at(1));
        proposed.basis.happened = Some(at(0));
        change(&mut proposed);
        gate(vec![proposed], std::slice::from_ref(&known), &[], &settings(), at(1)).remove(0)
    };
    assert_eq!(again(&|_| {}).outcome, dismissed);
    assert_eq!(again(&|c| c.basis.families = 5).outcome, dismissed, "four more are not five");
    for (news, change) in [
        (News::LevelRaised, (|c| c.level = Level::Orange) as fn(&mut Candidate)),
        (News::NewFact, |c| c.basis.fatalities = Some(12)),
        (News::MoreSources, |c| c.basis.families = 6),
        (News::NewEpisode, |c| c.basis.happened = Some(at(1))),
    ] {
        let back = again(&change);
        assert_eq!((back.outcome, back.basis.reopened), (CandidateOutcome::Open, Some(news)));
    }
}

#[test]
fn repetition_is_brought_up_ever_less_often() {
    let mut known = vec![candidate("a", "UA", Level::Yellow, at(0))];
    let mut updates = vec![];
    for hour in 1..100 {
        let mut proposed = candidate("a", "UA", Level::Yellow, at(hour));
        proposed.basis.happened = Some(at(0));
        let before = known[0].updated;
        known = gate(vec![proposed], &known, &[], &settings(), at(hour));
        if known[0].updated != before {
            updates.push(hour);
        }
    }
    assert_eq!(updates, [6, 18, 42]);
}

#[test]
fn what_no_rule_proposes_is_closed_unless_nobody_looked() {
    let known = [candidate("a", "UA", Level::Yellow, at(0))];
    let mut settings = settings();
    assert_eq!(*outcome(&gate(vec![], &known, &[], &settings, at(71)), "a"), CandidateOutcome::Open);
    assert_eq!(*outcome(&gate(vec![], &known, &[], &settings, at(73)), "a"), CandidateOutcome::Expired);
    settings.unchecked.insert(CountryCode::new("UA").unwrap());
    assert_eq!(*outcome(&gate(vec![], &known, &[], &settings, at(73)), "a"), CandidateOutcome::Open);
}

#[test]
fn a_gap_in_coverage_is_closed_as_soon_as_somebody_looks() {
    let known = [candidate("gap", "IN", Level::None, at(0))];
    assert_eq!(*outcome(&gate(vec![], &known, &[], &settings(), at(1)), "gap"), CandidateOutcome::Expired);
}

#[test]
fn an_exercise_is_neither_grouped_with_nor_counted_among_the_real() {
    let mut drill = candidate("drill", "UA", Level::Orange, at(0));
    drill.exercise = true;
    let all = gate(vec![drill, candidate("real", "UA", Level::Orange, at(0))], &[], &[], &settings(), at(0));
    assert!(all.iter().all(|one| one.outcome.is_open()));
}

#[test]
fn the_order_of_proposals_does_not_matter() {
    let proposed: Vec<_> =
        (0..20).map(|n| candidate(&format!("n{n}"), ["UA", "CL", "IL"][n % 3], Level::ALL[1 + n % 4], at(0))).collect();
    let mut reversed = proposed.clone();
    reversed.reverse();
    assert_eq!(gate(proposed, &[], &[], &settings(), at(0)), gate(reversed, &[], &[], &settings(), at(0)));
}

/// A system notice about one country, as the rule on unchecked countries proposes it.
fn unchecked(country: &str) -> Candidate {
    let name = format!("hlt-{country}");
    Candidate {
        rule: "HLT-1".into(),
        hazard: Hazard::Infrastructure,
        incident: None,
        why: "country.unchecked_hours >= 24.0 [country.unchecked_hours = 26]".into(),
        ..candidate(&name, country, Level::None, at(0))
    }
}

const BLIND: [&str; 12] = ["AE", "AR", "AU", "BD", "BN", "BR", "BY", "CA", "CL", "DE", "EG", "ET"];

fn blind() -> GateSettings {
    GateSettings { unchecked: BLIND.iter().filter_map(|code| CountryCode::new(code)).collect(), ..settings() }
}

#[test]
fn very_many_blind_countries_are_one_matter_that_lists_them() {
    let one = gate(vec![unchecked("AE")], &[], &[], &blind(), at(0));
    assert_eq!(outcome(&one, "hlt-AE"), &CandidateOutcome::Open);
    let all = gate(BLIND.map(unchecked).to_vec(), &one, &[], &blind(), at(1));
    let open: Vec<_> = all.iter().filter(|candidate| candidate.outcome.is_open()).collect();
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!((open[0].country, open[0].countries.len()), (None, 12));
    assert!(open[0].why.contains("countries = 12: AE, AR"), "{}", open[0].why);
    assert_eq!(outcome(&all, "hlt-AE"), &CandidateOutcome::Grouped { under: open[0].id.clone() });
}

#[test]
fn a_country_still_blind_when_the_others_are_not_comes_up_itself() {
    let one = gate(vec![unchecked("AE")], &[], &[], &blind(), at(0));
    let all = gate(BLIND.map(unchecked).to_vec(), &one, &[], &blind(), at(1));
    let later = gate(vec![unchecked("AE")], &all, &[], &blind(), at(2));
    let open: Vec<_> = later.iter().filter(|one| one.outcome.is_open()).map(|one| one.id.as_str()).collect();
    assert_eq!(open, ["hlt-AE"]);
}
