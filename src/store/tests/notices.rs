//! Notices, their numbers, the audit log.

use std::collections::BTreeSet;
use std::thread;

use super::turns::candidate;
use super::{Home, at};
use crate::domain::audit::{self, Act, AuditEntry};
use crate::domain::disposition::Disposition;
use crate::domain::hazard::Hazard;
use crate::domain::id::{CandidateId, NoticeId, Person, RuleId, SilenceId};
use crate::domain::impact::CertaintyWord;
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeContent, NoticeKind, NoticeState, Secrecy};
use crate::domain::silence::Silence;
use crate::domain::words::LocalText;
use crate::store::{Draw, NoticeStep, Step, Store, StoreError};

fn memory() -> Store {
    Store::open("memory:", at(0)).unwrap().store
}

pub(in crate::store) fn draft(id: NoticeId) -> Notice {
    Notice {
        series: id.clone(),
        id,
        kind: NoticeKind::First,
        refers_to: Vec::new(),
        document_number: None,
        state: NoticeState::Draft,
        secrecy: Secrecy::Internal,
        content: content(),
        candidate: None,
        incident: None,
        issuer: None,
        drafter: Person::new("li"),
        drafted: at(0),
        approved: None,
        sent: None,
        hash: None,
        exercise: false,
        made_up: false,
    }
}

fn content() -> NoticeContent {
    let text = LocalText::default;
    NoticeContent {
        subject: text(),
        hazard: Hazard::ArmedConflict,
        level: Level::Orange,
        previous: Level::Blue,
        level_why: String::new(),
        onset: at(0),
        expires: at(600),
        countries: Vec::new(),
        area: text(),
        circle: None,
        facts: Vec::new(),
        certainty: CertaintyWord::Likely,
        certainty_value: 0.7,
        families: 2,
        unknowns: text(),
        assessment: text(),
        consulted: Vec::new(),
        exposed: Vec::new(),
        watch: text(),
        measures: Vec::new(),
        instruments: text(),
        contacts: text(),
        reply: text(),
        acknowledge_minutes: 30,
        recipients: Vec::new(),
        copies: Vec::new(),
        rule: None,
        model: "1".into(),
        sources: Vec::new(),
        remark: text(),
    }
}

fn act(subject: &str) -> Act {
    Act {
        at: at(1),
        by: Person::new("li"),
        action: "notice.drafted".into(),
        subject: subject.into(),
        detail: String::new(),
    }
}

fn ids(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.id.as_str()).collect()
}

#[test]
fn numbers_run_from_one_in_each_year_of_beijing() {
    let store = memory();
    // 16:00 in London on New Year's Eve is midnight in Beijing.
    let eve = crate::domain::time::parse("2026-12-31T15:59:00Z").unwrap();
    let new_year = crate::domain::time::parse("2026-12-31T16:00:00Z").unwrap();
    for now in [at(0), eve, new_year] {
        store.new_notice(now, draft).wait().unwrap();
    }
    assert_eq!(ids(&store.notices().unwrap()), ["N-2026-0001", "N-2026-0002", "N-2027-0001"]);
}

#[test]
fn a_step_that_fails_or_panics_gives_its_number_back() {
    let store = memory();
    let draw = || Draw { notice: Some(at(0)), document: None };
    let unchained = AuditEntry { prev: "no".into(), ..AuditEntry::after(None, act("x")) };
    let failed = store.step(draw(), move |_| Step { audit: vec![unchained], ..Step::default() });
    assert!(matches!(failed.wait(), Err(StoreError::Conflict { .. })));
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let panicked = store.step(draw(), |_| panic!("a fault in the step")).wait();
    std::panic::set_hook(hook);
    assert_eq!(panicked, Err(StoreError::Closed));
    assert_eq!(store.new_notice(at(0), draft).wait().unwrap().id, NoticeId::new("N-2026-0001"));
}

#[test]
fn two_handles_on_one_file_draw_every_number_once() {
    let home = Home::new();
    let desks = [home.open(), home.open()];
    let draw = |store: Store| {
        thread::spawn(move || (0..40).map(|_| store.new_notice(at(0), draft).wait().unwrap().id).collect::<Vec<_>>())
    };
    let drawn: Vec<_> = desks.map(draw).into_iter().flat_map(|desk| desk.join().unwrap()).collect();
    let wanted: BTreeSet<_> = (1..=80).map(|n| NoticeId::from(format!("N-2026-{n:04}"))).collect();
    assert_eq!(drawn.len(), 80);
    assert_eq!(drawn.into_iter().collect::<BTreeSet<_>>(), wanted);
}

#[test]
fn the_second_of_two_officers_at_once_is_told() {
    let store = memory();
    let before = store.new_notice(at(0), draft).wait().unwrap();
    let by = |name: &str| Notice {
        state: NoticeState::Approved,
        approved: Some((Person::new(name), at(5))),
        ..before.clone()
    };
    store.put_notice(before.clone(), by("wang")).wait().unwrap();
    let second = store.put_notice(before.clone(), by("zhao")).wait();
    assert_eq!(second.unwrap_err(), StoreError::Conflict { what: "notice N-2026-0001".into() });
    assert_eq!(store.notice(&before.id).unwrap(), Some(by("wang")));
}

#[test]
fn an_issued_notice_changes_nothing_but_its_state() {
    let store = memory();
    let before = store.new_notice(at(0), draft).wait().unwrap();
    let issued = Notice { state: NoticeState::Issued, sent: Some(at(5)), hash: Some("ab".into()), ..before.clone() };
    store.put_notice(before, issued.clone()).wait().unwrap();
    let reworded = Notice { drafter: Person::new("zhao"), ..issued.clone() };
    let frozen = store.put_notice(issued.clone(), reworded).wait().unwrap_err();
    assert_eq!(frozen, StoreError::Frozen { what: "notice N-2026-0001".into() });
    let lifted = Notice { state: NoticeState::Lifted, ..issued.clone() };
    store.put_notice(issued, lifted).wait().unwrap();
}

fn silence(ended: Option<crate::domain::time::Timestamp>) -> Silence {
    Silence {
        id: SilenceId::new("s1"),
        rule: None,
        country: None,
        hazard: Some(Hazard::Crime),
        asset: None,
        incident: None,
        reason: "known".into(),
        by: Person::new("li"),
        from: at(0),
        until: at(60),
        ended,
    }
}

#[test]
fn a_silence_that_is_ended_replaces_itself() {
    let store = memory();
    store.put_silences(vec![silence(None)]).wait().unwrap();
    store.put_silences(vec![silence(Some(at(5)))]).wait().unwrap();
    assert_eq!(store.silences().unwrap(), [silence(Some(at(5)))]);
}

#[test]
fn a_step_is_there_whole_after_a_restart() {
    let home = Home::new();
    let silence = silence(None);
    let disposition = Disposition {
        candidate: CandidateId::new("c1"),
        rule: RuleId::new("ARM-1"),
        at: at(1),
        by: Person::new("li"),
        reason: "relevant".into(),
        note: String::new(),
        notice: Some(NoticeId::new("N-2026-0001")),
        exercise: false,
    };
    let (silences, dispositions) = (vec![silence], vec![disposition]);
    let (quiet, decided) = (silences.clone(), dispositions.clone());
    let draw = Draw { notice: Some(at(0)), document: Some(("鲁科外".into(), at(0))) };
    let step = home.open().step(draw, move |given| {
        let notice = Notice {
            document_number: given.document.map(|n| format!("鲁科外〔2026〕{n}号")),
            ..draft(given.notice.clone().unwrap())
        };
        Step {
            audit: vec![AuditEntry::after(given.tip.as_ref(), act(notice.id.as_str()))],
            notices: vec![NoticeStep { before: None, after: notice }],
            candidates: vec![candidate("c1", 1)],
            silences: quiet,
            dispositions: decided,
            ..Step::default()
        }
    });
    let step = step.wait().unwrap();
    let store = home.open();
    let notices = store.notices().unwrap();
    assert_eq!(notices[0], step.notices[0].after);
    assert_eq!(notices[0].document_number.as_deref(), Some("鲁科外〔2026〕1号"));
    assert_eq!(store.audit().unwrap(), step.audit);
    assert_eq!(store.silences().unwrap(), silences);
    assert_eq!(store.dispositions_since(at(0)).unwrap(), dispositions);
    assert_eq!(store.candidates_since(at(0)).unwrap().len(), 1);
}

#[test]
fn the_log_takes_only_what_follows_its_tip() {
    let store = memory();
    let first = AuditEntry::after(None, act("a"));
    let second = AuditEntry::after(Some(&first), act("b"));
    store.append_audit(vec![first.clone()]).wait().unwrap();
    let repeated = store.append_audit(vec![first.clone()]).wait();
    assert_eq!(repeated, Err(StoreError::Conflict { what: "the audit log".into() }));
    store.append_audit(vec![second.clone()]).wait().unwrap();
    assert_eq!(store.audit_tip().unwrap(), Some(second.clone()));
    assert_eq!(store.audit().unwrap(), [first, second]);
    assert_eq!(audit::verify(&store.audit().unwrap()), Ok(()));
}
