//! No sequence of commands breaks what a notice promises.

use std::collections::BTreeMap;

use chrono::Duration;
use proptest::prelude::*;

use super::*;
use crate::domain::sample;

fn at(hours: i64) -> Timestamp {
    sample::now() + Duration::hours(hours)
}

fn person(name: &str) -> Person {
    Person::new(name)
}

fn draft(level: Level) -> Notice {
    let mut notice = sample::notice();
    notice.content.level = level;
    notice.content.previous = Level::None;
    notice
}

/// One command that has to be carried out and change one document.
fn one(notice: &Notice, command: Command, by: &str, hours: i64) -> Notice {
    apply(notice, command, &person(by), at(hours)).unwrap().remove(0)
}

fn refused(notice: &Notice, command: Command, by: &str, hours: i64) -> String {
    apply(notice, command, &person(by), at(hours)).unwrap_err().to_string()
}

fn issue_command(series: &[&Notice]) -> Command {
    Command::Issue { document_number: None, series: series.iter().map(|notice| (*notice).clone()).collect() }
}

fn issued(level: Level) -> Notice {
    let review = one(&draft(level), Command::Submit, "li", 0);
    let approved = one(&review, Command::Approve, "wang", 0);
    one(&approved, issue_command(&[]), "wang", 0)
}

/// A later draft taken all the way; the documents that change when it is issued.
fn taken_out(draft: &Notice, series: &[&Notice], hours: i64) -> Vec<Notice> {
    let approved = one(&one(draft, Command::Submit, "li", hours), Command::Approve, "wang", hours);
    apply(&approved, issue_command(series), &person("wang"), at(hours)).unwrap()
}

fn lift_command(quiet_since: Option<i64>) -> Command {
    Command::Lift {
        id: "N-2026-0009".into(),
        remark: sample::text("over", "结束", "結束"),
        quiet_since: quiet_since.map(at),
        dwell: Duration::hours(24),
    }
}

#[test]
fn a_notice_goes_its_way_from_draft_to_lift() {
    let first = issued(Level::Red);
    assert_eq!((first.state, first.sent), (NoticeState::Issued, Some(at(0))));
    let content = Box::new(NoticeContent { level: Level::Orange, ..first.content.clone() });
    let follow =
        Command::Follow { id: "N-2026-0008".into(), content, number: next_follow_up(std::slice::from_ref(&first)) };
    let documents = taken_out(&one(&first, follow, "li", 5), &[&first], 5);
    let [update, first] = &documents[..] else { panic!("an update and the one it overtakes") };
    assert_eq!(update.kind, NoticeKind::Lowered(1));
    assert_eq!(first.state, NoticeState::Updated);
    let documents = taken_out(&one(update, lift_command(Some(6)), "li", 40), &[first, update], 40);
    let states: Vec<_> = documents.iter().map(|notice| (notice.id.as_str(), notice.state)).collect();
    assert_eq!(
        states,
        [
            ("N-2026-0009", NoticeState::Issued),
            ("N-2026-0007", NoticeState::Lifted),
            ("N-2026-0008", NoticeState::Lifted)
        ]
    );
    assert_eq!(documents[0].refers_to, [NoticeId::new("N-2026-0007"), NoticeId::new("N-2026-0008")]);
}

#[test]
fn orange_and_red_need_another_approver_blue_and_yellow_do_not() {
    for level in [Level::Blue, Level::Yellow, Level::Orange, Level::Red] {
        let review = one(&draft(level), Command::Submit, "li", 0);
        let own = apply(&review, Command::Approve, &person("li"), at(0));
        assert_eq!(own.is_err(), level >= Level::Orange, "{level}");
    }
    let review = one(&draft(Level::Red), Command::Submit, "li", 0);
    assert_eq!(
        refused(&review, Command::Approve, "li", 0),
        "li drafted notice N-2026-0007; red needs another approver"
    );
}

#[test]
fn whoever_edits_is_the_drafter_and_may_not_approve() {
    let mine = one(&draft(Level::Red), Command::Edit(Box::new(draft(Level::Red).content)), "wang", 0);
    let review = one(&mine, Command::Submit, "wang", 0);
    assert!(apply(&review, Command::Approve, &person("wang"), at(0)).is_err());
    assert!(apply(&review, Command::Approve, &person("li"), at(0)).is_ok());
}

#[test]
fn lowering_a_red_notice_needs_another_approver_too() {
    let first = issued(Level::Red);
    let content = Box::new(NoticeContent { level: Level::Blue, ..first.content.clone() });
    let update = one(&first, Command::Follow { id: "N-2".into(), content, number: 1 }, "li", 1);
    let review = one(&update, Command::Submit, "li", 1);
    assert!(apply(&review, Command::Approve, &person("li"), at(1)).is_err());
}

#[test]
fn an_incomplete_draft_is_refused_with_what_it_lacks() {
    let mut notice = draft(Level::Blue);
    notice.content.assessment = LocalText::default();
    notice.issuer = None;
    let message = refused(&notice, Command::Submit, "li", 0);
    assert_eq!(message, "notice N-2026-0007 lacks issuer, assessment; fill it in and submit again");
}

#[test]
fn an_end_before_the_sending_is_refused_at_every_step() {
    let mut notice = draft(Level::Blue);
    notice.content.expires = at(1);
    let review = one(&notice, Command::Submit, "li", 0);
    let approved = one(&review, Command::Approve, "wang", 0);
    for (document, command) in
        [(&notice, Command::Submit), (&review, Command::Approve), (&approved, issue_command(&[]))]
    {
        assert!(refused(document, command, "wang", 1).contains("set a later end"));
    }
}

#[test]
fn a_clock_set_back_a_day_issues_nothing() {
    let approved = one(&one(&draft(Level::Red), Command::Submit, "li", 0), Command::Approve, "wang", 0);
    assert!(refused(&approved, issue_command(&[]), "wang", -24).contains("set the clock right"));
}

#[test]
fn a_lift_needs_quiet_for_the_dwell_time() {
    let first = issued(Level::Yellow);
    for quiet in [None, Some(30)] {
        assert!(refused(&first, lift_command(quiet), "li", 40).contains("has not been false"), "{quiet:?}");
    }
    assert!(apply(&first, lift_command(Some(10)), &person("li"), at(40)).is_ok());
}

#[test]
fn of_two_updates_drafted_at_once_only_one_goes_out() {
    let first = issued(Level::Red);
    let follow = |id: &str| Command::Follow { id: id.into(), content: Box::new(first.content.clone()), number: 1 };
    let [one_draft, other_draft] = ["N-2", "N-3"].map(|id| one(&first, follow(id), "li", 1));
    let overtaken = taken_out(&one_draft, &[&first], 1).remove(1);
    let approved = one(&one(&other_draft, Command::Submit, "li", 2), Command::Approve, "wang", 2);
    assert!(refused(&approved, issue_command(&[&overtaken]), "wang", 2).contains("not in force"));
}

#[test]
fn what_is_issued_cannot_be_edited_rejected_or_approved_again() {
    let first = issued(Level::Red);
    let edit = Command::Edit(Box::new(first.content.clone()));
    for command in [edit, Command::Submit, Command::Return, Command::Approve, Command::Reject, issue_command(&[])] {
        assert!(refused(&first, command, "wang", 1).starts_with("notice N-2026-0007 is issued; this needs"));
    }
}

#[test]
fn any_change_to_an_issued_notice_is_seen() {
    let first = issued(Level::Red);
    assert!(is_intact(&first));
    let lifted = moved(&first, NoticeState::Lifted);
    assert!(is_intact(&lifted), "its state may move");
    let changes: [fn(&mut Notice); 4] = [
        |notice| notice.content.facts[0].text.en.push('!'),
        |notice| notice.sent = notice.sent.map(|sent| sent + Duration::seconds(1)),
        |notice| notice.approved = None,
        |notice| notice.hash = None,
    ];
    for change in changes {
        let mut other = first.clone();
        change(&mut other);
        assert!(!is_intact(&other));
    }
}

#[test]
fn a_notice_expires_when_its_time_is_up_and_not_before() {
    let first = issued(Level::Red);
    assert!(refused(&first, Command::Expire, "desk", 1).contains("is valid until"));
    assert_eq!(one(&first, Command::Expire, "desk", 48).state, NoticeState::Expired);
}

/// A desk of notices under random commands.
#[derive(Default)]
struct Desk {
    notices: BTreeMap<NoticeId, Notice>,
    issued: BTreeMap<NoticeId, Notice>,
    next: u32,
}

#[derive(Clone, Debug)]
enum Move {
    New(Level),
    Act { which: usize, what: u8, level: Level, by: usize },
}

impl Desk {
    fn number(&mut self) -> NoticeId {
        self.next += 1;
        NoticeId::new(format!("N-2026-{:04}", self.next))
    }

    fn make(&mut self, step: &Move, now: Timestamp) {
        match step {
            Move::New(level) => {
                let mut notice = draft(*level);
                notice.id = self.number();
                notice.series = notice.id.clone();
                notice.drafted = now;
                notice.content.expires = now + Duration::hours(30);
                self.notices.insert(notice.id.clone(), notice);
            }
            Move::Act { which, what, level, by } => {
                let Some(notice) = self.notices.values().nth(which % self.notices.len().max(1)).cloned() else {
                    return;
                };
                let command = self.command(&notice, *what, *level, now);
                let by = person(["li", "wang", "zhao"][*by % 3]);
                for changed in apply(&notice, command, &by, now).into_iter().flatten() {
                    self.notices.insert(changed.id.clone(), changed);
                }
            }
        }
    }

    fn command(&mut self, notice: &Notice, what: u8, level: Level, now: Timestamp) -> Command {
        let series: Vec<_> = self.notices.values().filter(|other| other.series == notice.series).cloned().collect();
        let content = || {
            let expires = now + Duration::hours(20);
            Box::new(NoticeContent { level, expires, ..notice.content.clone() })
        };
        // Half of the moves take a document one step on, so that most of them get somewhere.
        let forward = match notice.state {
            NoticeState::Draft => 1,
            NoticeState::InReview => 2,
            NoticeState::Approved => 3,
            _ => 4,
        };
        match if what.is_multiple_of(2) { forward } else { what / 2 % 9 } {
            0 => Command::Edit(content()),
            1 => Command::Submit,
            2 => Command::Approve,
            3 => Command::Issue { document_number: None, series },
            4 => Command::Follow { id: self.number(), content: content(), number: next_follow_up(&series) },
            5 => Command::Return,
            6 => Command::Reject,
            7 => Command::Lift {
                id: self.number(),
                remark: LocalText::default(),
                quiet_since: Some(now - Duration::hours(25)),
                dwell: Duration::hours(24),
            },
            _ => Command::Correct { id: self.number(), content: content(), remark: LocalText::default() },
        }
    }

    fn check(&mut self) {
        let mut open: BTreeMap<&NoticeId, u32> = BTreeMap::new();
        for notice in self.notices.values() {
            assert!(is_intact(notice), "{} is not as issued", notice.id);
            let was_issued = notice.sent.is_some();
            let before_issue =
                [NoticeState::Draft, NoticeState::InReview, NoticeState::Approved, NoticeState::Rejected];
            assert_eq!(was_issued, !before_issue.contains(&notice.state), "{}: {}", notice.id, notice.state);
            if let Some(sent) = notice.sent {
                assert!(notice.content.expires > sent);
                let (approver, signed) = notice.approved.as_ref().unwrap();
                assert!(*signed <= sent);
                let level = notice.content.level.max(notice.content.previous);
                assert!(!level.needs_approver() || *approver != notice.drafter, "{approver} approved an own draft");
            }
            for other in &notice.refers_to {
                assert!(self.notices[other].sent.is_some(), "{} refers to {other}, never issued", notice.id);
            }
            if notice.state == NoticeState::Issued && notice.kind != NoticeKind::Lift {
                *open.entry(&notice.series).or_default() += 1;
            }
        }
        assert!(open.values().all(|count| *count == 1), "two documents of one series in force");
        for (id, frozen) in &self.issued {
            let now = &self.notices[id];
            assert_eq!((&now.content, now.sent, &now.hash), (&frozen.content, frozen.sent, &frozen.hash));
        }
        let out = self.notices.values().filter(|notice| notice.sent.is_some());
        self.issued = out.map(|notice| (notice.id.clone(), notice.clone())).collect();
    }
}

fn level() -> impl Strategy<Value = Level> {
    prop::sample::select(Level::ALL.to_vec())
}

fn step() -> impl Strategy<Value = Move> {
    let act = (any::<usize>(), any::<u8>(), level(), any::<usize>());
    prop_oneof![
        1 => level().prop_map(Move::New),
        12 => act.prop_map(|(which, what, level, by)| Move::Act { which, what, level, by }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_commands_breaks_the_invariants(
        steps in prop::collection::vec((step(), -2i64..4), 1..80)
    ) {
        let mut desk = Desk::default();
        let mut now = at(0);
        for (step, hours) in steps {
            now += Duration::hours(hours);
            desk.make(&step, now);
            desk.check();
        }
    }
}
