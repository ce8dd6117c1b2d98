//! A sender that is killed before or after the other side's answer loses no notice, and sends none under two keys.
//!
//! `FENGHUO_KILLS` sets how many kills there are, 8 unless told.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::desk::Desk;
use crate::receiver::{Answer, Hook, Posted};

/// The sender to be killed, if one is at work.
type Sender = Arc<Mutex<Option<Child>>>;

const RECIPIENTS: [&str; 3] = ["a", "b", "c"];
const SEED: u64 = 0x6b69_6c6c;

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Taken,
    /// The sender dies before it hears that it was taken.
    KilledBefore,
    /// The sender dies when it may or may not have noted the answer.
    KilledAfter,
    Busy,
}

fn kill(sender: &Sender) {
    if let Some(child) = sender.lock().unwrap().as_mut() {
        child.kill().unwrap();
    }
}

fn judge(sender: Sender) -> impl FnMut(&Posted) -> Answer + Send {
    let mut random = fastrand::Rng::with_seed(SEED);
    move |_| {
        let fates = [Fate::Taken, Fate::Taken, Fate::KilledBefore, Fate::KilledAfter, Fate::KilledAfter, Fate::Busy];
        match fates[random.usize(..fates.len())] {
            Fate::Taken => Answer::status(200),
            Fate::Busy => Answer::status(503),
            Fate::KilledBefore => {
                kill(&sender);
                Answer { status: None, then: Box::new(|| ()) }
            }
            Fate::KilledAfter => {
                let sender = Arc::clone(&sender);
                let wait = random.u64(..3_000);
                let then = move || {
                    let until = Instant::now() + Duration::from_micros(wait);
                    while Instant::now() < until {
                        std::hint::spin_loop();
                    }
                    kill(&sender);
                };
                Answer { status: Some(200), then: Box::new(then) }
            }
        }
    }
}

/// A desk with three webhooks, and how many minutes have gone by.
struct Walk {
    desk: Desk,
    hook: Hook,
    sender: Sender,
    minute: i64,
    kills: usize,
    random: fastrand::Rng,
}

impl Walk {
    fn new() -> Self {
        let sender = Sender::default();
        let hook = Hook::new(Box::new(judge(Arc::clone(&sender))));
        let recipient = |id: &&str| {
            let url = hook.url(id);
            format!(
                "[[recipient]]\nid = \"{id}\"\nname = \"{id}\"\nchannels = [{{ channel = \"webhook\", url = \"{url}\" }}]\n"
            )
        };
        let recipients: String = RECIPIENTS.iter().map(recipient).collect();
        let settings = recipients + "[[route]]\nname = \"all\"\nrecipients = [\"a\", \"b\", \"c\"]\n";
        let desk = Desk::sending(&settings, "at_once = 1\n");
        Self { desk, hook, sender, minute: 10, kills: 0, random: fastrand::Rng::with_seed(SEED) }
    }

    fn later(&mut self) -> i64 {
        // Longer than a lease and than any pause so early on.
        self.minute += 5;
        self.minute
    }

    /// Runs a command that the receiver may kill; tells whether it was.
    fn risk(&mut self, args: &[&str]) -> bool {
        let minute = self.later();
        let mut command: Command = self.desk.command(minute, args);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        *self.sender.lock().unwrap() = Some(child);
        let killed = loop {
            // The lock is not held while waiting, for the receiver needs it.
            let ended = self.sender.lock().unwrap().as_mut().unwrap().try_wait().unwrap();
            match ended {
                Some(status) => break status.code().is_none(),
                None => std::thread::yield_now(),
            }
        };
        *self.sender.lock().unwrap() = None;
        self.kills += usize::from(killed);
        killed
    }

    /// Issues, killed at some moment of it a few times over.
    fn issue(&mut self, id: &str) {
        for attempt in 0.. {
            if self.notice(id)["state"] == "issued" {
                return;
            }
            let minute = self.later();
            let mut command = self.desk.command(minute, &["notice", "issue", id]);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            let span = if attempt < 3 { self.random.u64(..1_500) } else { 60_000 };
            let until = Instant::now() + Duration::from_millis(span);
            while Instant::now() < until && child.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
            child.kill().unwrap();
            self.kills += usize::from(child.wait().unwrap().code().is_none());
        }
    }

    fn notice(&self, id: &str) -> serde_json::Value {
        serde_json::from_str(&self.desk.done(self.minute, &["notice", "show", id, "--format", "json"])).unwrap()
    }

    fn is_sent(&self, id: &str) -> bool {
        let ledger = self.desk.done(self.minute, &["notice", "ledger", id, "--format", "json"]);
        ledger.lines().all(|line| line.contains("\"state\":\"sent\""))
    }

    /// The next document of the series, ready to be issued.
    fn next(&mut self, id: &str) -> String {
        let minute = self.later();
        let next = self.desk.done(minute, &["notice", "update", id]);
        self.desk.done(minute, &["notice", "submit", &next]);
        self.desk.done(minute, &["notice", "approve", &next, "--by", "wang"]);
        next
    }
}

#[test]
fn no_kill_between_sending_and_noting_loses_a_notice_or_sends_it_under_two_keys() {
    let wanted: usize = std::env::var("FENGHUO_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(8);
    let mut walk = Walk::new();
    let mut issued = vec![walk.desk.issued()];
    loop {
        let id = issued.last().unwrap().clone();
        while !walk.is_sent(&id) {
            walk.risk(&["notice", "send"]);
        }
        if walk.kills >= wanted {
            break;
        }
        let next = walk.next(&id);
        walk.issue(&next);
        issued.push(next);
    }
    look_at_what_arrived(&walk, &issued);
    walk.desk.done(walk.minute, &["notice", "verify"]);
}

fn look_at_what_arrived(walk: &Walk, issued: &[String]) {
    let mut by_key: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for posted in walk.hook.all() {
        let seen = (posted.path.clone(), posted.body.clone());
        by_key.entry(posted.header("idempotency-key").to_owned()).or_default().insert(seen);
    }
    assert!(by_key.values().all(|seen| seen.len() == 1), "a key stands for one body to one receiver");
    let arrived: Vec<_> = by_key.values().flatten().collect();
    assert_eq!(arrived.len(), issued.len() * RECIPIENTS.len(), "every notice reached everybody, under one key each");
    for id in issued {
        let of = arrived.iter().filter(|(_, body)| body.contains(&format!("\"id\": \"{id}\"")));
        assert_eq!(of.count(), RECIPIENTS.len(), "{id}");
    }
    let numbers: BTreeSet<_> = issued.iter().map(|id| walk.notice(id)["document_number"].to_string()).collect();
    assert_eq!(numbers.len(), issued.len(), "no number was given twice: {numbers:?}");
}
