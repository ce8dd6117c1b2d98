//! Orders on a store, with a pipeline that reads two made-up reports of one strike.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;

use super::carry::prepare;
use super::evidence::pack;
use super::office::Office;
use super::order::one_text;
use super::verify::verify;
use super::*;
use crate::app::lines::Lines;
use crate::app::picture::Frame;
use crate::app::pipeline::{Memory, Pipeline};
use crate::app::stages::Stages;
use crate::config::shipped;
use crate::domain::delivery::{Channel, Recipient, Route};
use crate::domain::feed::Fetch;
use crate::domain::id::{CandidateId, FeedId, IncidentId, ItemId, NoticeId, Person};
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeKind, NoticeState};
use crate::domain::rule::CandidateOutcome;
use crate::domain::ruling::Verdict;
use crate::domain::sample;
use crate::domain::source::Reliability;
use crate::domain::time::Timestamp;
use crate::domain::words::Lang;
use crate::store::{Step, Store, StoreError};
use crate::warn::Refusal;

/// A desk on a store, with the hour hand.
struct Desk {
    store: Store,
    pipeline: Pipeline,
    office: Arc<Office>,
    now: Timestamp,
}

fn desk(url: &str) -> Desk {
    let stages = Stages::new(Arc::new(shipped().config.unwrap())).unwrap();
    let now = sample::now();
    let mut office = Office::new(Arc::clone(&stages), &|_| None).unwrap();
    office.notice.issuer = Some(one_text("示例厅"));
    office.document_number = Some("示科预〔{year}〕{n}号".to_owned());
    office.recipients = vec![recipient("yantai", Some("office")), recipient("office", None)];
    let route = Route { name: "all".into(), recipients: vec!["yantai".into()], ..Route::default() };
    office.routes = vec![route];
    let mut pipeline = Pipeline::new(Arc::clone(&stages), Memory::Desk, now - TimeDelta::days(1));
    let report = |id: &str, publisher: &str, title: &str| {
        let item = json!({
            "id": id, "title": title, "lang": "en", "published": now, "feed": publisher, "publisher": publisher,
            "reliability": "B", "lat": 50.45, "lon": 30.52,
        });
        format!("{item}\n")
    };
    let text = report("a", "one", "Missile strike hits Kyiv residential district, 12 dead")
        + &report("b", "two", "Missiles strike Kyiv, 12 killed in Ukraine's capital");
    let items = Lines::new(&stages.config, now).read(&mut text.as_bytes(), 9).unwrap().items;
    pipeline.take(items).unwrap();
    pipeline.evaluate(now);
    Desk { store: Store::open(url, now).unwrap().store, pipeline, office: Arc::new(office), now }
}

fn recipient(id: &str, next: Option<&str>) -> Recipient {
    Recipient {
        id: id.into(),
        name: one_text(id),
        lang: Lang::ZhHans,
        channels: vec![Channel::Webhook { url: format!("https://{id}.example") }],
        escalate_to: next.map(Into::into),
        quiet: None,
    }
}

impl Desk {
    fn order(&mut self, order: &Order, by: &str) -> Result<Step, Refused> {
        self.now += TimeDelta::minutes(1);
        carry_out(&self.store, &mut self.pipeline, &self.office, order, &Person::new(by), self.now)
    }

    /// Carries an order out and gives the document it made or moved.
    fn done(&mut self, order: &Order, by: &str) -> Notice {
        let step = self.order(order, by).unwrap();
        step.notices.into_iter().next().unwrap().after
    }

    fn candidate(&self) -> CandidateId {
        let open = |one: &&crate::domain::rule::Candidate| one.rule.as_str() == "ARM-1";
        self.pipeline.candidates().iter().find(open).unwrap().id.clone()
    }

    fn submitted(&mut self) -> NoticeId {
        let id = self.done(&Order::Draft(self.candidate()), "li").id;
        self.done(&submit(&id), "li").id
    }

    fn issued(&mut self) -> Notice {
        let id = self.submitted();
        self.approve_and_issue(&id)
    }

    fn approve_and_issue(&mut self, id: &NoticeId) -> Notice {
        self.done(&Order::Approve(id.clone()), "wang");
        self.done(&Order::Issue(id.clone()), "li")
    }

    fn state(&self, id: &NoticeId) -> NoticeState {
        self.store.notice(id).unwrap().unwrap().state
    }
}

fn submit(id: &NoticeId) -> Order {
    Order::Submit { notice: id.clone(), changes: Changes::judgement("短期内可能再次遭袭") }
}

#[test]
fn a_candidate_walks_to_a_lifted_warning() {
    let mut desk = desk("memory:");
    let first = desk.issued();
    assert_eq!(first.document_number.as_deref(), Some("示科预〔2026〕1号"));
    assert_eq!(desk.store.deliveries_of(&first.id).unwrap().len(), 1);
    let lower = Order::Follow { notice: first.id.clone(), level: Some(Level::Blue), changes: Changes::default() };
    let update = desk.done(&lower, "li");
    assert_eq!(update.kind, NoticeKind::Lowered(1));
    desk.done(&submit(&update.id), "li");
    desk.approve_and_issue(&update.id);
    assert_eq!(desk.state(&first.id), NoticeState::Updated);
    let lift = desk.done(&Order::Lift { notice: update.id.clone(), remark: one_text("三日无新情况") }, "li");
    desk.done(&Order::Submit { notice: lift.id.clone(), changes: Changes::default() }, "li");
    desk.approve_and_issue(&lift.id);
    assert_eq!([desk.state(&first.id), desk.state(&update.id)], [NoticeState::Lifted; 2]);
    let verified = verify(&desk.store, &desk.office, None).unwrap();
    assert_eq!((verified.faults, verified.issued), (Vec::new(), 3));
}

#[test]
fn nobody_approves_an_orange_or_red_notice_of_their_own() {
    let mut desk = desk("memory:");
    let id = desk.submitted();
    let refused = desk.order(&Order::Approve(id.clone()), "li").unwrap_err();
    assert!(matches!(refused, Refused::Way(Refusal::OwnDraft { .. })), "{refused}");
    assert_eq!(desk.state(&id), NoticeState::InReview);
}

#[test]
fn a_notice_handed_back_may_be_changed_and_goes_the_whole_way_again() {
    let mut desk = desk("memory:");
    let id = desk.submitted();
    desk.done(&Order::Approve(id.clone()), "wang");
    let back = |remark: &str| Order::Return { notice: id.clone(), remark: remark.into() };
    assert!(matches!(desk.order(&back(" "), "wang"), Err(Refused::NoReason)));
    let returned = desk.done(&back("请补充第二来源"), "wang");
    assert_eq!((returned.state, returned.approved), (NoticeState::Draft, None));
    let last = desk.store.audit_tip().unwrap().unwrap().act;
    assert_eq!((last.action.as_str(), last.detail.as_str()), ("notice.returned", "请补充第二来源"));
    let refused = desk.order(&Order::Issue(id.clone()), "li").unwrap_err();
    assert!(matches!(refused, Refused::Way(Refusal::WrongState { .. })), "{refused}");
    desk.done(&submit(&id), "li");
    assert_eq!(desk.approve_and_issue(&id).state, NoticeState::Issued);
}

#[test]
fn of_two_who_approve_at_once_one_is_told_of_the_other() {
    let mut desk = desk("memory:");
    let order = Order::Approve(desk.submitted());
    let ready = |by: &str| prepare(&desk.store, &desk.pipeline, &desk.office, &order, &by.into(), desk.now).unwrap();
    let (one, other) = (ready("wang"), ready("zhao"));
    one.send(&desk.store).wait().unwrap();
    assert!(matches!(other.send(&desk.store).wait(), Err(StoreError::Conflict { .. })));
}

#[test]
fn of_two_who_draft_at_once_one_is_told_and_one_number_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("desk.db").display());
    let (one, other) = (desk(&url), desk(&url));
    let order = Order::Draft(one.candidate());
    let ready = |desk: &Desk, by: &str| {
        prepare(&desk.store, &desk.pipeline, &desk.office, &order, &by.into(), desk.now).unwrap()
    };
    let (first, second) = (ready(&one, "li"), ready(&other, "wang"));
    first.send(&one.store).wait().unwrap();
    assert!(matches!(second.send(&other.store).wait(), Err(StoreError::Conflict { .. })));
    let notices = other.store.notices().unwrap();
    assert_eq!(notices.iter().map(|notice| notice.id.as_str()).collect::<Vec<_>>(), ["N-2026-0001"]);
    assert_eq!(verify(&other.store, &other.office, None).unwrap().faults, Vec::<String>::new());
}

#[test]
fn of_two_who_draft_the_update_at_once_one_is_told() {
    let mut desk = desk("memory:");
    let notice = desk.issued();
    let order = Order::Follow { notice: notice.id, level: None, changes: Changes::default() };
    let ready = |by: &str| prepare(&desk.store, &desk.pipeline, &desk.office, &order, &by.into(), desk.now).unwrap();
    let (one, other) = (ready("li"), ready("wang"));
    one.send(&desk.store).wait().unwrap();
    assert!(matches!(other.send(&desk.store).wait(), Err(StoreError::Conflict { .. })));
}

#[test]
fn an_asset_taken_out_of_the_registry_leaves_its_open_notice_to_be_updated_and_lifted() {
    let mut desk = desk("memory:");
    let first = desk.issued();
    assert!(!first.content.exposed.is_empty(), "somebody is in its way");
    let mut config = (*desk.office.stages.config).clone();
    config.assets.clear();
    let stages = Stages::new(Arc::new(config)).unwrap();
    Arc::make_mut(&mut desk.office).stages = Arc::clone(&stages);
    desk.pipeline.stages = stages;
    desk.pipeline.evaluate(desk.now);
    let kept = desk.store.notice(&first.id).unwrap().unwrap();
    assert_eq!(kept.content.exposed, first.content.exposed, "what was issued stays as it was");
    let update = Order::Follow { notice: first.id.clone(), level: Some(Level::Blue), changes: Changes::default() };
    let update = desk.done(&update, "li");
    desk.done(&submit(&update.id), "li");
    let update = desk.approve_and_issue(&update.id);
    assert!(render::render(&desk.office, &update, &[first], render::Form::Html, Lang::ZhHans).is_ok());
    let lift = desk.done(&Order::Lift { notice: update.id.clone(), remark: one_text("已无登记资产") }, "li");
    desk.done(&Order::Submit { notice: lift.id.clone(), changes: Changes::default() }, "li");
    desk.approve_and_issue(&lift.id);
    assert_eq!(desk.state(&update.id), NoticeState::Lifted);
}

#[test]
fn a_notice_without_a_source_goes_nowhere() {
    let mut desk = desk("memory:");
    desk.pipeline.shelf = crate::app::shelf::Shelf::Nowhere;
    let id = desk.done(&Order::Draft(desk.candidate()), "li").id;
    let refused = desk.order(&submit(&id), "li").unwrap_err();
    assert!(matches!(&refused, Refused::Way(Refusal::Incomplete { missing, .. }) if missing.contains(&"sources")));
    assert_eq!(desk.state(&id), NoticeState::Draft);
}

#[test]
fn a_desk_that_stops_in_the_middle_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("desk.db").display());
    let mut before = desk(&url);
    let id = before.submitted();
    drop(before);
    let mut after = desk(&url);
    after.now += TimeDelta::hours(1);
    let issued = after.approve_and_issue(&id);
    assert_eq!((issued.state, issued.id.as_str()), (NoticeState::Issued, "N-2026-0001"));
}

#[test]
fn a_red_warning_is_lifted_only_after_its_condition_was_false_for_the_dwell_time() {
    let mut desk = desk("memory:");
    let notice = desk.issued();
    let lift = Order::Lift { notice: notice.id.clone(), remark: one_text("已恢复正常") };
    let refused = desk.order(&lift, "li").unwrap_err();
    assert!(matches!(refused, Refused::Way(Refusal::StillHolds { .. })), "{refused}");
    let dwell = desk.office.dwell(notice.content.level);
    let id = desk.candidate();
    let candidate = desk.pipeline.candidates.iter_mut().find(|one| one.id == id).unwrap();
    candidate.basis.quiet_since = Some(desk.now - dwell);
    assert_eq!(desk.done(&lift, "li").kind, NoticeKind::Lift);
}

#[test]
fn a_condition_that_holds_has_no_quiet_time() {
    let mut desk = desk("memory:");
    let quiet = |desk: &Desk| desk.pipeline.candidates().iter().find(|one| one.id == desk.candidate()).cloned();
    assert_eq!(quiet(&desk).unwrap().basis.quiet_since, None);
    let later = desk.now + TimeDelta::days(90);
    desk.pipeline.evaluate(later);
    assert_eq!(quiet(&desk).unwrap().basis.quiet_since, Some(later));
}

#[test]
fn of_two_notices_whose_incidents_were_merged_neither_may_be_lifted_while_the_condition_holds() {
    let mut desk = desk("memory:");
    desk.issued();
    let (id, now) = (desk.candidate(), desk.now + TimeDelta::hours(1));
    let known = desk.pipeline.candidates.iter().find(|one| one.id == id).unwrap();
    let twin = crate::domain::rule::Candidate { id: "c-twin".into(), at: now, ..known.clone() };
    desk.pipeline.candidates.push(twin);
    desk.pipeline.evaluate(now);
    let twin = desk.pipeline.candidates.iter().find(|one| one.id.as_str() == "c-twin").unwrap();
    assert_eq!(twin.basis.quiet_since, None);
}

#[test]
fn the_evidence_of_a_merged_incident_holds_the_notice_issued_before_and_is_found_by_both_ids() {
    let mut desk = desk("memory:");
    let notice = desk.issued();
    let (before, now): (IncidentId, IncidentId) = (notice.incident.clone().unwrap(), "incident-merged".into());
    let mut picture = desk.pipeline.picture(&frame());
    let mut incident = (*picture.incident(&before).unwrap().incident).clone();
    incident.id = now.clone();
    picture.incidents[0].incident = Arc::new(incident);
    picture.candidates.clear();
    for id in [&now, &before] {
        let pack = pack(&desk.store, &desk.office, &picture, id).unwrap().unwrap();
        let name = format!("notices/{}.json", notice.id);
        assert!(pack.windows(name.len()).any(|part| part == name.as_bytes()), "{id}");
    }
}

#[test]
fn a_known_recipient_that_is_typed_in_one_language_is_named_in_every() {
    let mut desk = desk("memory:");
    let known = sample::text("Institutes", "研究所", "研究所");
    Arc::make_mut(&mut desk.office).notice.recipients = vec![known.clone()];
    let id = desk.done(&Order::Draft(desk.candidate()), "li").id;
    let typed = vec!["新单位".to_owned(), "Institutes".to_owned()];
    let changes = Changes { recipients: Some(typed), ..Changes::default() };
    let content = desk.done(&Order::Edit { notice: id, changes }, "li").content;
    assert_eq!(content.recipients, [one_text("新单位"), known]);
}

#[test]
fn a_draft_on_a_candidate_in_force_is_its_update() {
    let mut desk = desk("memory:");
    let first = desk.issued();
    let again = desk.done(&Order::Draft(desk.candidate()), "li");
    assert_eq!((again.kind, again.series), (NoticeKind::Update(1), first.series));
    let refused = desk.order(&Order::Draft(desk.candidate()), "li").unwrap_err();
    assert!(matches!(refused, Refused::Waiting(_)), "{refused}");
}

#[test]
fn a_rejected_draft_leaves_its_candidate_waiting() {
    let mut desk = desk("memory:");
    let id = desk.submitted();
    desk.done(&Order::Reject { notice: id, reason: "与昨日重复".into() }, "wang");
    let candidate = desk.candidate();
    let found = desk.pipeline.candidates().iter().find(|one| one.id == candidate).unwrap();
    assert_eq!(found.outcome, CandidateOutcome::Open);
}

#[test]
fn who_does_not_answer_in_time_is_followed_by_the_next_person_once() {
    let mut desk = desk("memory:");
    let notice = desk.issued();
    desk.now += TimeDelta::hours(1);
    let told = desk.order(&Order::Tend, "fenghuo").unwrap();
    assert_eq!(told.deliveries.iter().map(|one| one.recipient.as_str()).collect::<Vec<_>>(), ["office"]);
    assert_eq!(desk.order(&Order::Tend, "fenghuo").unwrap(), Step::default());
    let reply = Order::Acknowledge { notice: notice.id.clone(), recipient: "yantai".into(), note: "已收到".into() };
    desk.order(&reply, "yantai-duty").unwrap();
    let ledger = desk.store.deliveries_of(&notice.id).unwrap();
    assert!(ledger.iter().any(|one| one.acknowledged.is_some()));
}

/// The candidate of a rule that is open.
fn open_of(desk: &Desk, rule: &str) -> crate::domain::rule::Candidate {
    let open = |one: &&crate::domain::rule::Candidate| one.rule.as_str() == rule && one.outcome.is_open();
    desk.pipeline.candidates().iter().find(open).unwrap_or_else(|| panic!("{rule} proposed nothing")).clone()
}

/// Drafts on a candidate, writes the judgement, hands in, approves and issues.
fn issued_on(desk: &mut Desk, candidate: &CandidateId) -> Notice {
    let id = desk.done(&Order::Draft(candidate.clone()), "li").id;
    desk.done(&submit(&id), "li");
    desk.approve_and_issue(&id)
}

#[test]
fn a_notice_that_nobody_looked_rests_on_how_the_feeds_fare() {
    let mut desk = desk("memory:");
    let failing = crate::domain::feed::FeedState {
        outcome: Some(crate::domain::feed::Outcome::Timeout),
        last_success: Some(desk.now - TimeDelta::hours(30)),
        last_try: Some(desk.now),
        ..Default::default()
    };
    desk.pipeline.watching_since = desk.now - TimeDelta::days(3);
    let feeds = desk.office.stages.config.feeds.clone();
    let watched: Vec<_> = feeds.into_iter().map(|feed| (feed, failing.clone())).collect();
    desk.pipeline.evaluate_watching(&watched, desk.now);
    let all = open_of(&desk, "HLT-1");
    assert_eq!((all.country, all.countries.len()), (None, desk.office.stages.config.countries.len()));
    let notice = issued_on(&mut desk, &all.id);
    assert!(!notice.content.sources.is_empty());
    let told = notice.content.sources.iter().find(|source| source.link.is_some()).unwrap();
    assert!(told.title.contains("timeout") && told.title.contains("last success 2026-11-21"), "{}", told.title);
    assert!(notice.content.subject.zh_hans.contains("个国家"), "{:?}", notice.content.subject);
}

#[test]
fn a_notice_on_an_unusual_count_rests_on_the_items_counted() {
    let mut desk = desk("memory:");
    let item = |day: i64, n: usize| {
        let at = desk.now - TimeDelta::days(day);
        let item = json!({
            "id": format!("chile-{day}-{n}"), "title": format!("Protest in Santiago, Chile, over fares, march {n}"),
            "lang": "en", "published": at, "feed": "merco", "publisher": "merco", "reliability": "C",
        });
        format!("{item}\n")
    };
    let days = (1..=12).flat_map(|day| (0..3).map(move |n| (day, n)));
    let text: String = days.chain((0..30).map(|n| (0, n))).map(|(day, n)| item(day, n)).collect();
    let items = Lines::new(&desk.office.stages.config, desk.now).read(&mut text.as_bytes(), 999).unwrap().items;
    desk.pipeline.watching_since = desk.now - TimeDelta::days(20);
    desk.pipeline.take(items).unwrap();
    desk.pipeline.evaluate(desk.now);
    let candidate = desk.pipeline.candidates().iter().find(|one| one.rule.as_str() == "SOC-3").cloned().unwrap();
    assert!(candidate.why.contains("unrest_today = 30"), "{}", candidate.why);
    let notice = issued_on(&mut desk, &candidate.id);
    assert_eq!(notice.content.sources.len(), 30);
}

#[test]
fn what_runs_out_is_closed() {
    let mut desk = desk("memory:");
    let notice = desk.issued();
    desk.now = notice.content.expires;
    desk.order(&Order::Tend, "fenghuo").unwrap();
    assert_eq!(desk.state(&notice.id), NoticeState::Expired);
}

#[test]
fn a_silence_is_reasoned_and_no_longer_than_allowed() {
    let mut desk = desk("memory:");
    let like =
        |hours, reason: &str| Order::SilenceLike { candidate: CandidateId::new(""), hours, reason: reason.into() };
    let of = |desk: &Desk, hours, reason: &str| match like(hours, reason) {
        Order::SilenceLike { hours, reason, .. } => Order::SilenceLike { candidate: desk.candidate(), hours, reason },
        other => other,
    };
    let (long, empty, good) = (of(&desk, 1000, "已掌握"), of(&desk, 24, " "), of(&desk, 24, "已掌握"));
    assert!(matches!(desk.order(&long, "li"), Err(Refused::BadSpan { .. })));
    assert!(matches!(desk.order(&empty, "li"), Err(Refused::NoReason)));
    let set = desk.order(&good, "li").unwrap().silences.remove(0);
    desk.order(&Order::EndSilence(set.id.clone()), "li").unwrap();
    assert!(matches!(desk.order(&Order::EndSilence(set.id), "li"), Err(Refused::NoSilence(_))));
}

#[test]
fn a_dismissal_needs_a_known_reason_and_is_counted() {
    let mut desk = desk("memory:");
    let dismiss =
        |reason: &str| Order::Dismiss { candidate: desk.candidate(), reason: reason.into(), note: String::new() };
    let (bad, good) = (dismiss("bored"), dismiss("false_alarm"));
    assert!(matches!(desk.order(&bad, "li"), Err(Refused::BadReason { .. })));
    desk.order(&good, "li").unwrap();
    let decided = desk.store.dispositions_since(sample::now()).unwrap();
    assert_eq!(decided.iter().map(|one| one.reason.as_str()).collect::<Vec<_>>(), ["false_alarm"]);
}

#[test]
fn entries_are_signed_by_the_desk_s_key() {
    let mut desk = desk("memory:");
    Arc::make_mut(&mut desk.office).key = Some([7; 32]);
    desk.issued();
    let verified = verify(&desk.store, &desk.office, None).unwrap();
    assert!(verified.signatures && verified.faults.is_empty(), "{:?}", verified.faults);
    Arc::make_mut(&mut desk.office).key = Some([8; 32]);
    assert_eq!(verify(&desk.store, &desk.office, None).unwrap().faults.len(), 1);
}

fn incidents(pipeline: &Pipeline) -> usize {
    pipeline.picture(&frame()).incidents.len()
}

fn frame() -> Frame<'static> {
    static NONE: BTreeMap<FeedId, Vec<Fetch>> = BTreeMap::new();
    Frame {
        now: sample::now(),
        since: sample::now(),
        made_up: true,
        feeds: &[],
        fetches: &NONE,
        notices: Vec::new(),
        receipts: Vec::new(),
        history_days: 1,
    }
}

fn rule(verdict: Verdict) -> Order {
    Order::Rule { verdict, reason: "经核实".into() }
}

fn items<const N: usize>(ids: [&str; N]) -> BTreeSet<ItemId> {
    ids.into_iter().map(ItemId::new).collect()
}

#[test]
fn items_ruled_apart_are_two_incidents_and_the_later_ruling_holds() {
    let mut desk = desk("memory:");
    assert_eq!(incidents(&desk.pipeline), 1);
    let ids: Vec<ItemId> = desk.pipeline.shelf.all_held().map(|reading| reading.item.id.clone()).collect();
    let (one, other) = (BTreeSet::from([ids[0].clone()]), BTreeSet::from([ids[1].clone()]));
    desk.order(&rule(Verdict::Apart { items: one.clone(), others: other.clone() }), "li").unwrap();
    desk.pipeline.evaluate(desk.now);
    assert_eq!(incidents(&desk.pipeline), 2);
    desk.order(&rule(Verdict::Together { items: one.union(&other).cloned().collect() }), "li").unwrap();
    desk.pipeline.evaluate(desk.now);
    assert_eq!(incidents(&desk.pipeline), 1);
}

#[test]
fn a_ruling_holds_after_a_restart() {
    let mut desk = desk("memory:");
    let readings: Vec<_> =
        desk.pipeline.shelf.all_held().map(|reading| crate::domain::picture::Reading::clone(reading)).collect();
    let ids: Vec<ItemId> = readings.iter().map(|reading| reading.item.id.clone()).collect();
    desk.store.put_readings(readings).wait().unwrap();
    let apart = Verdict::Apart { items: BTreeSet::from([ids[0].clone()]), others: BTreeSet::from([ids[1].clone()]) };
    desk.order(&rule(apart), "li").unwrap();
    let mut again = Pipeline::new(Arc::clone(&desk.office.stages), Memory::Desk, desk.now);
    again.restore(&desk.store, desk.now).unwrap();
    again.evaluate(desk.now);
    assert_eq!(incidents(&again), 2);
}

#[test]
fn an_incident_ruled_to_be_no_risk_goes_with_its_candidates_and_both_are_on_record() {
    let mut desk = desk("memory:");
    let candidate = desk.candidate();
    let ids: BTreeSet<ItemId> = desk.pipeline.shelf.all_held().map(|reading| reading.item.id.clone()).collect();
    let step = desk.order(&rule(Verdict::NoRisk { items: ids }), "li").unwrap();
    desk.pipeline.evaluate(desk.now);
    assert_eq!(incidents(&desk.pipeline), 0);
    let judged = step.candidates.iter().find(|judged| judged.id == candidate).unwrap();
    assert!(matches!(&judged.outcome, CandidateOutcome::Dismissed { reason, .. } if reason == "false_alarm"));
    assert_eq!(desk.pipeline.drops()["officer"], 2);
    assert_eq!(desk.store.audit().unwrap().last().unwrap().act.action, "ruling.no_risk");
}

#[test]
fn a_ruling_that_is_withdrawn_brings_the_incident_and_its_candidates_back_even_after_a_restart() {
    let mut desk = desk("memory:");
    let candidate = desk.candidate();
    let readings: Vec<_> =
        desk.pipeline.shelf.all_held().map(|reading| crate::domain::picture::Reading::clone(reading)).collect();
    desk.store.put_readings(readings).wait().unwrap();
    let ids: BTreeSet<ItemId> = desk.pipeline.shelf.all_held().map(|reading| reading.item.id.clone()).collect();
    let one = BTreeSet::from([ids.first().unwrap().clone()]);
    desk.order(&rule(Verdict::NoRisk { items: ids }), "li").unwrap();
    desk.pipeline.evaluate(desk.now);
    assert_eq!(desk.pipeline.picture(&frame()).set_aside.len(), 2);

    let mut again = Pipeline::new(Arc::clone(&desk.office.stages), Memory::Desk, desk.now);
    again.restore(&desk.store, desk.now).unwrap();
    again.evaluate(desk.now);
    let step = desk.order(&rule(Verdict::Risk { items: one.clone() }), "wang").unwrap();
    again.rule(&step.rulings).unwrap();
    for pipeline in [&mut desk.pipeline, &mut again] {
        pipeline.evaluate(desk.now);
        assert_eq!((incidents(pipeline), pipeline.picture(&frame()).set_aside.len()), (1, 0));
        assert_eq!(pipeline.drops().get("officer"), None);
    }
    let known = desk.pipeline.candidates().iter().find(|known| known.id == candidate).unwrap();
    assert!(known.outcome.is_open(), "{:?}", known.outcome);
    assert_eq!(desk.store.audit().unwrap().last().unwrap().act.action, "ruling.risk");
    assert!(matches!(desk.order(&rule(Verdict::Risk { items: one }), "wang"), Err(Refused::NoRuling)));
}

#[test]
fn a_publisher_graded_down_makes_the_incident_less_certain() {
    let mut desk = desk("memory:");
    let certainty = |desk: &Desk| desk.pipeline.picture(&frame()).incidents[0].rating.certainty;
    let before = certainty(&desk);
    for family in ["one", "two"] {
        let verdict = Verdict::Regrade { family: family.into(), reliability: Reliability::E };
        desk.order(&rule(verdict), "li").unwrap();
    }
    desk.pipeline.evaluate(desk.now);
    assert!(certainty(&desk) < before);
}

#[test]
fn a_ruling_without_a_reason_is_refused() {
    let mut desk = desk("memory:");
    let order = Order::Rule { verdict: Verdict::NoRisk { items: items(["a"]) }, reason: " ".into() };
    assert!(matches!(desk.order(&order, "li"), Err(Refused::NoReason)));
}

#[test]
fn a_level_set_by_hand_brings_its_measures_and_keeps_what_a_person_wrote() {
    let mut desk = desk("memory:");
    let draft = desk.done(&Order::Draft(desk.candidate()), "li");
    let edit = Order::Edit { notice: draft.id.clone(), changes: Changes::judgement("近期仍有风险") };
    desk.done(&edit, "li");
    let relevel = Order::Relevel { notice: draft.id.clone(), level: Level::Yellow, reason: "影响有限".into() };
    let now = desk.done(&relevel, "li").content;
    assert_eq!((now.level, &*now.assessment.zh_hans), (Level::Yellow, "近期仍有风险"));
    assert_eq!(now.acknowledge_minutes, 240);
    assert_ne!(now.measures, draft.content.measures);
    assert!(now.level_why.contains("影响有限") && now.level_why.starts_with(&draft.content.level_why));
}

/// The same desk with its items left in the store.
fn lean(mut desk: Desk) -> Desk {
    let held = desk.pipeline.shelf.all_held().map(|reading| crate::domain::picture::Reading::clone(reading)).collect();
    desk.store.put_readings(held).wait().unwrap();
    desk.pipeline = Pipeline::new(Arc::clone(&desk.office.stages), Memory::Stored, desk.now - TimeDelta::days(1));
    desk.pipeline.leave_readings_in(desk.store.clone());
    desk.pipeline.restore(&desk.store, desk.now).unwrap();
    desk.pipeline.evaluate(desk.now);
    desk
}

fn all_items(desk: &Desk) -> BTreeSet<ItemId> {
    let incidents = desk.pipeline.clusterer.incidents();
    incidents.flat_map(|incident| &incident.members).map(|member| member.item.clone()).collect()
}

#[test]
fn a_notice_rests_on_the_same_sources_where_items_are_left_in_the_store() {
    let (mut held, mut left) = (desk("memory:"), lean(desk("memory:")));
    assert_eq!(left.pipeline.shelf.all_held().count(), 0);
    let [held, left] = [&mut held, &mut left].map(|desk| desk.done(&Order::Draft(desk.candidate()), "li").content);
    assert_eq!(held.sources.len(), 2);
    assert_eq!((held.sources, held.facts), (left.sources, left.facts));
}

#[test]
fn rulings_act_at_once_where_items_are_left_in_the_store() {
    let mut desk = lean(desk("memory:"));
    let ids = all_items(&desk);
    let (one, others) = (BTreeSet::from([ids.first().unwrap().clone()]), ids.iter().skip(1).cloned().collect());
    desk.order(&rule(Verdict::Apart { items: one.clone(), others }), "li").unwrap();
    desk.pipeline.evaluate(desk.now);
    assert_eq!(incidents(&desk.pipeline), 2);
    desk.order(&rule(Verdict::Together { items: ids.clone() }), "li").unwrap();
    desk.pipeline.evaluate(desk.now);
    assert_eq!(incidents(&desk.pipeline), 1);
    let certainty = |desk: &Desk| desk.pipeline.picture(&frame()).incidents[0].rating.certainty;
    let before = certainty(&desk);
    let verdict = Verdict::Regrade { family: "one".into(), reliability: Reliability::E };
    desk.order(&rule(verdict), "li").unwrap();
    desk.pipeline.evaluate(desk.now);
    assert!(certainty(&desk) < before);
    desk.order(&rule(Verdict::NoRisk { items: ids }), "li").unwrap();
    desk.pipeline.evaluate(desk.now);
    assert_eq!((incidents(&desk.pipeline), desk.pipeline.picture(&frame()).set_aside.len()), (0, 2));
    desk.order(&rule(Verdict::Risk { items: one }), "wang").unwrap();
    desk.pipeline.evaluate(desk.now);
    assert_eq!((incidents(&desk.pipeline), desk.pipeline.picture(&frame()).set_aside.len()), (1, 0));
}
