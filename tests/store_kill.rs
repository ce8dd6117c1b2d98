//! Kills a process that issues notices, again and again, and looks at what it left.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a failed test should panic, and the child speaks to its parent by stdout"
)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use fenghuo::domain::audit::{self, Act, AuditEntry};
use fenghuo::domain::delivery::{Channel, Delivery, DeliveryState, Parcel};
use fenghuo::domain::id::{NoticeId, Person, RecipientId};
use fenghuo::domain::level::Level;
use fenghuo::domain::notice::{Notice, NoticeState};
use fenghuo::domain::time::{self, Timestamp};
use fenghuo::store::{Draw, NoticeStep, Opened, Step, Store};

/// Set in the child: where its store is.
const STORE: &str = "FENGHUO_TEST_KILLED_STORE";
const KILLS: u64 = 200;
const SEED: u64 = 0x0066_6568;

#[test]
fn no_kill_loses_an_issued_notice_or_repeats_a_number() {
    if let Ok(path) = std::env::var(STORE) {
        issue_until_killed(&path);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fenghuo.db");
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut told = Vec::new();
    for _ in 0..KILLS {
        told.extend(kill_one(&path, &mut random));
    }
    assert!(told.len() > 100, "the children got to issue something: {}", told.len());
    look_at_what_is_left(&path, &told);
}

/// Starts a child, kills it after a random number of notices and a random while, and gives the numbers it told.
fn kill_one(path: &Path, random: &mut fastrand::Rng) -> Vec<String> {
    let mut child = start_child(path);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut told = Vec::new();
    for _ in 0..random.u64(0..6) {
        told.extend(next_number(&mut lines));
    }
    let until = Instant::now() + Duration::from_micros(random.u64(0..12_000));
    while Instant::now() < until {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    while let Some(number) = next_number(&mut lines) {
        told.push(number);
    }
    told
}

fn start_child(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "no_kill_loses_an_issued_notice_or_repeats_a_number", "--nocapture"])
        .env(STORE, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// The next whole line that tells a number; the harness's own lines and a line cut off by the kill do not.
fn next_number(lines: &mut BufReader<ChildStdout>) -> Option<String> {
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        if let Some(number) = line.strip_suffix('\n').and_then(|line| line.strip_prefix("issued ")) {
            return Some(number.to_owned());
        }
    }
}

fn look_at_what_is_left(path: &Path, told: &[String]) {
    let store = open(path.to_str().unwrap());
    assert_eq!(store.check().unwrap(), [""; 0]);
    let notices = store.notices().unwrap();
    let stored: Vec<_> = notices.iter().map(|notice| notice.id.to_string()).collect();
    let wanted: Vec<_> = (1..=notices.len()).map(|n| format!("N-2026-{n:04}")).collect();
    assert_eq!(stored, wanted, "numbers run without gap or repeat");
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "no number was given twice");
    for number in told {
        let notice =
            notices.iter().find(|notice| notice.id.as_str() == number).unwrap_or_else(|| panic!("{number} lost"));
        assert_eq!(notice.state, NoticeState::Issued, "{number}");
    }
    let issued = notices.iter().filter(|notice| notice.state == NoticeState::Issued);
    let documents: Vec<_> = issued.clone().filter_map(|notice| notice.document_number.clone()).collect();
    assert_eq!(documents.iter().collect::<BTreeSet<_>>().len(), documents.len(), "no document number was given twice");
    for notice in issued {
        assert_eq!(store.deliveries_of(&notice.id).unwrap().len(), 1, "an issued notice is in the outbox");
    }
    assert_eq!(audit::verify(&store.audit().unwrap()), Ok(()));
}

fn open(path: &str) -> Store {
    let Opened { store, notes } = Store::open(path, now()).unwrap();
    assert_eq!(notes, [""; 0]);
    store
}

fn now() -> Timestamp {
    time::parse("2026-11-22T08:00:00Z").unwrap()
}

/// The child: drafts and issues notices as fast as it can and tells each number once its issue is committed.
fn issue_until_killed(path: &str) -> ! {
    let store = open(path);
    loop {
        let drafted = store.step(Draw { notice: Some(now()), document: None }, |given| {
            let notice = draft(&given.notice.unwrap());
            let audit = vec![entry(given.tip.as_ref(), "notice.drafted", &notice)];
            Step { notices: vec![NoticeStep { before: None, after: notice }], audit, ..Step::default() }
        });
        let before = drafted.wait().unwrap().notices.remove(0).after;
        let id = before.id.clone();
        issue(&store, before);
        let mut out = std::io::stdout().lock();
        // The harness may have begun a line of its own.
        writeln!(out, "\nissued {id}").unwrap();
        out.flush().unwrap();
    }
}

fn issue(store: &Store, before: Notice) {
    let draw = Draw { notice: None, document: Some(("鲁科外".into(), now())) };
    let issued = store.step(draw, move |given| {
        let after = Notice {
            state: NoticeState::Issued,
            sent: Some(now()),
            document_number: given.document.map(|n| format!("鲁科外〔2026〕{n}号")),
            ..before.clone()
        };
        Step {
            audit: vec![entry(given.tip.as_ref(), "notice.issued", &after)],
            deliveries: vec![delivery(&after.id)],
            notices: vec![NoticeStep { before: Some(before), after }],
            ..Step::default()
        }
    });
    issued.wait().unwrap();
}

fn entry(tip: Option<&AuditEntry>, action: &str, notice: &Notice) -> AuditEntry {
    let act = Act {
        at: now(),
        by: Person::new("li"),
        action: action.into(),
        subject: notice.id.to_string(),
        detail: String::new(),
    };
    AuditEntry::after(tip, act)
}

fn delivery(notice: &NoticeId) -> Delivery {
    let channel = Channel::File { folder: "out".into() };
    let recipient = RecipientId::new("paton");
    Delivery {
        key: Delivery::key_of(notice, &recipient, &channel),
        notice: notice.clone(),
        level: Level::Orange,
        recipient,
        channel,
        parcel: Parcel {
            subject: notice.to_string(),
            name: format!("{notice}.md"),
            media: "text/markdown".into(),
            body: "body".into(),
            attachments: Vec::new(),
        },
        queued: now(),
        state: DeliveryState::Waiting,
        attempts: 0,
        next_try: Some(now()),
        sent: None,
        error: None,
        acknowledge_by: None,
        acknowledged: None,
        exercise: false,
    }
}

/// A draft as JSON would bring it: the content is of no matter here.
fn draft(id: &NoticeId) -> Notice {
    let text = serde_json::json!({ "en": "", "zh-Hans": "", "zh-Hant": "" });
    let content = serde_json::json!({
        "subject": text, "hazard": "crime", "level": "orange", "previous": "blue", "level_why": "",
        "onset": now(), "expires": now(), "countries": [], "area": text, "circle": null, "facts": [],
        "certainty": "likely", "certainty_value": 0.7, "families": 2, "unknowns": text, "assessment": text,
        "consulted": [], "exposed": [], "watch": text, "measures": [], "instruments": text, "contacts": text,
        "reply": text, "acknowledge_minutes": 30, "recipients": [], "copies": [], "rule": null, "model": "1",
        "sources": [], "remark": text
    });
    serde_json::from_value(serde_json::json!({
        "id": id, "series": id, "kind": { "kind": "first" }, "refers_to": [], "document_number": null,
        "state": "draft", "secrecy": "internal", "content": content, "candidate": null, "incident": null,
        "issuer": null, "drafter": "li", "drafted": now(), "approved": null, "sent": null, "hash": null,
        "exercise": false, "made_up": false
    }))
    .unwrap()
}
