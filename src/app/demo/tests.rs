//! The demo's script against the real pipeline, and the walk of a notice as the dashboard asks for it.

use std::sync::{Mutex, PoisonError};

use super::*;
use crate::config::shipped;
use crate::domain::notice::{NoticeKind, NoticeState};

/// Played once: a fortnight takes a moment.
static DEMO: Mutex<Option<Demo>> = Mutex::new(None);

fn with_demo<T>(look: impl FnOnce(&mut Demo) -> T) -> T {
    let mut shared = DEMO.lock().unwrap_or_else(PoisonError::into_inner);
    let demo = shared.get_or_insert_with(|| Demo::new(&shipped().config.unwrap()).unwrap());
    look(demo)
}

#[test]
fn every_action_of_the_script_still_applies() {
    with_demo(|demo| assert_eq!(demo.desk.refused(), [] as [String; 0]));
}

#[test]
fn the_demo_opens_with_a_notice_in_force_and_one_lifted() {
    with_demo(|demo| {
        let notices = demo.desk.store.notices().unwrap();
        let found = |state, kind: &dyn Fn(NoticeKind) -> bool| {
            notices.iter().any(|notice| notice.state == state && kind(notice.kind) && notice.made_up)
        };
        assert!(found(NoticeState::Issued, &|kind| kind == NoticeKind::Update(1)));
        assert!(found(NoticeState::Updated, &|kind| kind == NoticeKind::First));
        assert!(found(NoticeState::Issued, &|kind| kind == NoticeKind::Lift));
        assert!(found(NoticeState::Lifted, &|_| true));
    });
}

#[test]
fn who_did_not_answer_in_time_has_the_next_person_told() {
    with_demo(|demo| {
        let deliveries = demo.desk.store.deliveries().unwrap();
        let late = deliveries.iter().find(|one| one.recipient.as_str() == "kjj-yantai" && one.acknowledged.is_some());
        let late = late.unwrap();
        assert!(late.acknowledged.as_ref().unwrap().at > late.acknowledge_by.unwrap());
        assert!(deliveries.iter().any(|one| one.recipient.as_str() == "office" && one.notice == late.notice));
    });
}

#[test]
fn the_dashboard_walks_a_candidate_to_an_issued_notice() {
    with_demo(|demo| {
        let red = demo.picture().open_candidates().max_by_key(|candidate| candidate.level).unwrap().clone();
        let state = |demo: &Demo| {
            let notices = demo.desk.store.notices().unwrap();
            let on_it = notices.into_iter().rev().find(|notice| notice.candidate.as_ref() == Some(&red.id));
            on_it.map(|notice| (notice.id, notice.state)).unwrap()
        };
        demo.carry_out(&Effect::Draft(red.id.clone())).unwrap();
        let (id, drafted) = state(demo);
        assert_eq!(drafted, NoticeState::Draft);
        let refused = demo.carry_out(&Effect::Issue(id.clone())).unwrap();
        assert_eq!(state(demo).1, NoticeState::Draft, "{refused}");
        demo.carry_out(&Effect::Submit { notice: id.clone(), assessment: "形势严峻".into() });
        assert_eq!(state(demo).1, NoticeState::InReview);
        let told = demo.carry_out(&Effect::Approve(id.clone())).unwrap();
        assert!(told.contains(demo.desk.approver.as_str()), "{told}");
        demo.carry_out(&Effect::Issue(id));
        assert_eq!(state(demo).1, NoticeState::Issued);
    });
}
