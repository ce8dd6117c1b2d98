//! What is found, and how grave it is.

use super::*;
use crate::config::{load, shipped};
use crate::domain::feed::FeedState;
use crate::domain::gap::Gap;
use crate::domain::id::FeedId;
use crate::domain::sample;
use crate::domain::time::rfc3339;
use crate::store::Store;

fn nothing(_: &str) -> Option<String> {
    None
}

struct Case {
    folder: tempfile::TempDir,
    loaded: Loaded,
}

impl Case {
    fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("fenghuo.toml"), settings).unwrap();
        let loaded = load(Some(folder.path()), &nothing);
        Self { folder, loaded }
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("desk.db").display())
    }

    fn lines(&self, env: &dyn Fn(&str) -> Option<String>, size: Option<(u16, u16)>) -> Vec<Line> {
        diagnose(&Patient {
            loaded: &self.loaded,
            store: Some(self.url()),
            folder: None,
            terminal: Terminal { size, color: true },
            env,
            now: sample::now(),
        })
    }

    fn line(&self, check: &str) -> Line {
        let lines = self.lines(&nothing, None);
        lines.into_iter().find(|line| line.check == check).unwrap_or_else(|| panic!("no line {check}"))
    }

    fn store(&self) -> Store {
        Store::open(&self.url(), sample::now()).unwrap().store
    }
}

#[test]
fn a_new_desk_fails_in_nothing_and_is_told_what_is_still_to_be_set() {
    let case = Case::new("");
    let lines = case.lines(&nothing, Some((120, 40)));
    assert!(lines.iter().all(|line| line.state != State::Fail), "{lines:#?}");
    let warned: Vec<_> = lines.iter().filter(|line| line.state == State::Warn).map(|line| line.check).collect();
    assert_eq!(warned, ["issuer", "contact", "recipients", "characters"]);
    assert!(lines.iter().filter(|line| line.state == State::Warn).all(|line| !line.advice.is_empty()));
    assert!(!case.folder.path().join("desk.db").exists(), "looking changes nothing");
}

#[test]
fn what_is_set_is_no_longer_warned_of() {
    let name = "{ en = 'Office', zh-Hans = '科技厅', zh-Hant = '科技廳' }";
    let case = Case::new(&format!("[desk]\nissuer = {name}\n[http]\ncontact = 'duty@example.org'\n"));
    assert_eq!((case.line("issuer").state, case.line("contact").state), (State::Ok, State::Ok));
}

#[test]
fn an_invalid_configuration_fails_and_the_machine_is_looked_at_all_the_same() {
    let case = Case::new("languge = 'en'\n");
    assert_eq!(case.line("config").state, State::Fail);
    assert_eq!(case.line("proxy").state, State::Ok);
}

#[test]
fn a_recipient_that_no_route_leads_to_is_named() {
    let case = Case::new(
        "[[recipient]]\nid = 'lonely'\nname = { en = 'L', zh-Hans = '孤', zh-Hant = '孤' }\n\
         channels = [{ channel = 'file', folder = '/tmp' }]\n",
    );
    let line = case.line("recipients");
    assert!(line.state == State::Warn && line.found.contains("lonely"), "{line:?}");
}

#[test]
fn feeds_that_never_answered_are_counted_and_all_of_them_is_a_failure() {
    let case = Case::new("");
    let store = case.store();
    assert_eq!(case.line("feeds").state, State::Fail);
    let config = shipped().config.unwrap();
    let answered = FeedState { last_success: Some(sample::now()), ..FeedState::default() };
    let enabled: Vec<FeedId> = config.feeds.iter().filter(|feed| feed.enabled).map(|feed| feed.id.clone()).collect();
    store.put_feed_state(enabled[0].clone(), answered.clone()).wait().unwrap();
    assert_eq!(case.line("feeds").state, State::Warn);
    for feed in enabled {
        store.put_feed_state(feed, answered.clone()).wait().unwrap();
    }
    assert_eq!(case.line("feeds").state, State::Ok);
}

#[test]
fn a_feed_that_may_have_missed_items_is_named_with_the_time_for_a_week() {
    let case = Case::new("");
    let store = case.store();
    assert_eq!(case.line("missed").state, State::Ok);
    let config = shipped().config.unwrap();
    let feed = config.feeds.iter().find(|feed| feed.enabled).unwrap().id.clone();
    let missed = |days: i64| {
        let to = sample::now() - chrono::TimeDelta::days(days);
        let gap = Gap::found_at(to, to - chrono::TimeDelta::hours(3), to);
        store.put_feed_state(feed.clone(), FeedState { gaps: vec![gap], ..FeedState::default() }).wait().unwrap();
        gap
    };
    let gap = missed(1);
    let line = case.line("missed");
    assert_eq!(line.state, State::Warn);
    for told in [feed.as_str(), &rfc3339(gap.from), &rfc3339(gap.to)] {
        assert!(line.found.contains(told), "{told}: {line:?}");
    }
    missed(8);
    assert_eq!(case.line("missed").state, State::Ok);
}

#[test]
fn a_clock_behind_what_servers_said_is_a_failure() {
    let case = Case::new("");
    let state = |text: &str| FeedState { last_modified: Some(text.into()), ..FeedState::default() };
    let store = case.store();
    store.put_feed_state(FeedId::new("a"), state("Thu, 01 Jan 2026 00:00:00 GMT")).wait().unwrap();
    assert_eq!(case.line("clock").state, State::Ok);
    store.put_feed_state(FeedId::new("b"), state("Fri, 01 Jan 2100 00:00:00 GMT")).wait().unwrap();
    assert_eq!(case.line("clock").state, State::Fail);
}

#[test]
fn neither_a_proxys_password_nor_a_secret_is_repeated() {
    let case = Case::new("");
    let env = |name: &str| (name == "HTTPS_PROXY").then(|| "http://li:hunter2@proxy.example:3128".to_owned());
    let told = format!("{:?}", case.lines(&env, None));
    assert!(told.contains("proxy.example:3128") && !told.contains("hunter2"), "{told}");
}

#[test]
fn a_terminal_too_small_is_warned_of() {
    let case = Case::new("");
    let lines = case.lines(&nothing, Some((79, 24)));
    assert!(lines.iter().any(|line| line.check == "terminal" && line.state == State::Warn));
}
