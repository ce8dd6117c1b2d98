//! A notice on its way: by webhook, by e-mail, tried again, and to the next person when nobody answers.

use std::process::{Command, Stdio};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::desk::{Desk, SECRET};
use crate::receiver::{Answer, Hook, Post, Posted};

fn recipient(id: &str, channel: &str, more: &str) -> String {
    format!("[[recipient]]\nid = \"{id}\"\nname = \"{id}\"\nchannels = [{{ {channel} }}]\n{more}\n")
}

fn webhook(url: &str) -> String {
    format!("channel = \"webhook\", url = \"{url}\"")
}

fn route(to: &str) -> String {
    format!("[[route]]\nname = \"all\"\nrecipients = [\"{to}\"]\n")
}

/// The whole of `deliver.toml` with this at its end.
fn deliver(more: &str) -> String {
    format!("webhook_secret = \"env:{}\"\n{more}", SECRET.0)
}

fn is_signed(posted: &Posted) -> bool {
    let (at, given) = posted.header("x-fenghuo-signature").split_once(",v1=").unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.1.as_bytes()).unwrap();
    mac.update(format!("{}.{}", at.trim_start_matches("t="), posted.body).as_bytes());
    let given: Vec<u8> =
        (0..given.len() / 2).map(|at| u8::from_str_radix(&given[2 * at..2 * at + 2], 16).unwrap()).collect();
    mac.verify_slice(&given).is_ok()
}

#[test]
fn a_receiver_that_was_busy_gets_the_same_notice_under_the_same_key() {
    let mut answers = [503, 200].into_iter();
    let hook = Hook::new(Box::new(move |_| Answer::status(answers.next().unwrap_or(500))));
    let desk = Desk::sending(&(recipient("yantai", &webhook(&hook.url("in")), "") + &route("yantai")), &deliver(""));
    let id = desk.issued();
    let first = desk.run(6, &["notice", "send"]);
    assert!(String::from_utf8_lossy(&first.stderr).contains("to be tried again 1"), "{first:?}");
    desk.done(20, &["notice", "send"]);
    desk.done(25, &["notice", "send"]);
    let all = hook.all();
    assert_eq!(all.len(), 2, "what was taken is not sent again");
    assert_eq!(all[0].header("idempotency-key"), all[1].header("idempotency-key"));
    assert_eq!(all[0].body, all[1].body);
    assert!(all.iter().all(is_signed));
    let notice = all[1].json();
    assert_eq!((notice["schema"].as_str(), notice["id"].as_str()), (Some("fenghuo.notice/1"), Some(id.as_str())));
    assert!(desk.done(26, &["notice", "ledger", &id]).contains("sent"));
}

#[test]
fn a_receiver_that_is_gone_is_given_up_and_the_command_says_so() {
    let hook = Hook::new(Box::new(|_| Answer::status(410)));
    let desk = Desk::sending(&(recipient("yantai", &webhook(&hook.url("in")), "") + &route("yantai")), &deliver(""));
    let id = desk.issued();
    let sent = desk.run(6, &["notice", "send"]);
    assert_eq!(sent.status.code(), Some(1), "{sent:?}");
    assert!(desk.done(7, &["notice", "ledger", &id]).contains("given up"));
}

#[test]
fn the_routes_tell_whom_a_warning_would_reach_and_send_nothing() {
    let hook = Hook::new(Box::new(|_| Answer::status(200)));
    let red = "[[route]]\nname = \"red\"\nmin_level = \"red\"\nrecipients = [\"yantai\"]\n";
    let desk = Desk::sending(&(recipient("yantai", &webhook(&hook.url("in")), "") + red), &deliver(""));
    let ask = |level| desk.run(6, &["notice", "routes", "--country", "UA", "--hazard", "crime", "--level", level]);
    let (orange, reached) = (ask("orange"), ask("red"));
    assert_eq!((orange.status.code(), reached.status.code()), (Some(1), Some(0)));
    assert!(String::from_utf8_lossy(&orange.stderr).contains("no route leads to anybody"), "{orange:?}");
    assert!(String::from_utf8_lossy(&reached.stdout).contains("webhook"), "{reached:?}");
    assert!(hook.all().is_empty());
}

#[test]
fn a_letter_arrives_with_the_document_attached() {
    let post = Post::new();
    let mail = format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {}\nencryption = \"none\"\nfrom = \"Duty desk <desk@fenghuo.example>\"\n",
        post.port
    );
    let to = recipient("yantai", "channel = \"email\", to = \"duty@yantai.example\"", "lang = \"en\"");
    let desk = Desk::sending(&(to + &route("yantai")), &deliver(&mail));
    let id = desk.issued();
    desk.done(6, &["notice", "send"]);
    let letter = post.next();
    assert!(letter.contains("To: duty@yantai.example") && letter.contains("Idempotency-Key: "), "{letter}");
    assert!(letter.contains(&format!("{id}.docx")), "{letter}");
    assert!(desk.done(7, &["notice", "ledger", &id, "--format", "json"]).contains("\"state\":\"sent\""));
}

#[test]
fn the_unattended_desk_sends_and_tells_the_next_person_when_nobody_answers() {
    let hook = Hook::new(Box::new(|_| Answer::status(200)));
    let quiet = "escalate_to = \"office\"\nquiet = { from = 0, until = 1439 }";
    let to = recipient("yantai", &webhook(&hook.url("yantai")), quiet)
        + &recipient("office", &webhook(&hook.url("office")), "");
    let desk = Desk::sending(&(to + &route("yantai")), &deliver(""));
    let id = desk.issued();
    // Red wants an answer within a quarter of an hour, and no quiet hour holds it.
    let mut run = desk.command(40, &["run"]).stderr(Stdio::null()).spawn().unwrap();
    let mut told = [hook.next(), hook.next()];
    told.sort_by(|a, b| a.path.cmp(&b.path));
    assert_eq!([told[0].path.as_str(), &told[1].path], ["/office", "/yantai"]);
    assert!(told.iter().all(|posted| posted.json()["id"] == id.as_str() && is_signed(posted)));
    Command::new("kill").args(["-TERM", &run.id().to_string()]).status().unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(0));
    let ledger = desk.done(41, &["notice", "ledger", &id]);
    assert!(ledger.contains("yantai") && ledger.contains("office"), "{ledger}");
}
