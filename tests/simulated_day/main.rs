//! A day in the life of 200 feeds with scripted faults: the clock is a number, so a day passes in seconds. Each feed
//! must end in the state that its script says, and no publisher may be asked more often than is polite.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "a test may stop")]

mod desk;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{Duration, Timelike};
use fenghuo::config::shipped;
use fenghuo::domain::feed::{Feed, FeedState, Outcome};
use fenghuo::domain::pace::Pace;
use fenghuo::domain::time::{Timestamp, from_unix, parse};
use fenghuo::ingest::fetch::{Fetcher, HttpSettings};
use fenghuo::ingest::schedule::first_due;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

const FEEDS: usize = 200;
const SEED: u64 = 7;
const EVERY_MINUTES: u32 = 60;

/// What a publisher does to us during the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    /// Brings something new every two hours.
    Well,
    /// Never changes, and says so.
    Still,
    /// Is down from the sixth hour to the ninth.
    Down,
    /// Asks for two hours of patience, once.
    Patience,
    /// Takes the feed away in the tenth hour.
    Gone,
    /// Shows a login page from the fifth hour on.
    Login,
    /// Has no items any more from the twelfth hour on.
    Emptied,
    /// Refuses us from the eighth hour on.
    Refused,
    /// Wants to be asked every four hours.
    Ttl,
    /// Wants not to be asked from 20:00 to 24:00.
    Closed,
}

const SCRIPTS: [Script; 10] = [
    Script::Well,
    Script::Still,
    Script::Down,
    Script::Patience,
    Script::Gone,
    Script::Login,
    Script::Emptied,
    Script::Refused,
    Script::Ttl,
    Script::Closed,
];

fn script(n: usize) -> Script {
    SCRIPTS[n % SCRIPTS.len()]
}

fn start() -> Timestamp {
    parse("2026-11-22T06:00:00Z").unwrap()
}

/// All publishers in one server, which knows the simulated time.
struct Publishers {
    clock: Arc<AtomicI64>,
}

impl Respond for Publishers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let now = from_unix(self.clock.load(Ordering::SeqCst)).unwrap();
        let n: usize = request.url.path().trim_start_matches('/').parse().unwrap();
        let hour = (now - start()).num_hours();
        match script(n) {
            Script::Down if (6..9).contains(&hour) => ResponseTemplate::new(503),
            Script::Patience if hour == 3 => ResponseTemplate::new(429).insert_header("retry-after", "7200"),
            Script::Gone if hour >= 10 => ResponseTemplate::new(410),
            Script::Login if hour >= 5 => {
                page("<html><head><title>Sign in</title></head><body><input type=\"password\"></body></html>")
            }
            Script::Emptied if hour >= 12 => feed_of(&[], ""),
            Script::Refused if hour >= 8 => ResponseTemplate::new(403),
            Script::Still => still(request),
            Script::Ttl => feed_of(&items(n, hour), "<ttl>240</ttl>"),
            Script::Closed => feed_of(
                &items(n, hour),
                "<skipHours><hour>20</hour><hour>21</hour><hour>22</hour><hour>23</hour></skipHours>",
            ),
            _ => feed_of(&items(n, hour), ""),
        }
    }
}

fn still(request: &Request) -> ResponseTemplate {
    if request.headers.get("if-none-match").is_some_and(|tag| tag == "\"one\"") {
        return ResponseTemplate::new(304);
    }
    feed_of(&items(1, 0), "").insert_header("etag", "\"one\"")
}

fn items(n: usize, hour: i64) -> Vec<String> {
    let item = |k: i64| {
        let at = start() + Duration::hours(2 * k);
        format!(
            "<item><guid>{n}-{k}</guid><title>Report {k} of publisher {n}</title><pubDate>{}</pubDate></item>",
            at.to_rfc2822()
        )
    };
    (-5..=hour / 2).map(item).collect()
}

fn feed_of(items: &[String], head: &str) -> ResponseTemplate {
    let body = format!("<rss version=\"2.0\"><channel><title>Feed</title>{head}{}</channel></rss>", items.concat());
    ResponseTemplate::new(200).set_body_raw(body, "application/rss+xml")
}

fn page(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, "text/html")
}

fn feed(n: usize, server: &str) -> Feed {
    Feed {
        title: format!("Feed {n}"),
        family: format!("p{n}").into(),
        every_minutes: EVERY_MINUTES,
        allow_private: true,
        ..Feed::at(format!("f{n}"), format!("{server}/{n}"))
    }
}

/// The pace that is shipped.
fn pace() -> Pace {
    shipped().config.unwrap().settings.schedule.pace
}

fn settings() -> HttpSettings {
    let seconds = std::time::Duration::from_secs;
    HttpSettings {
        user_agent: "fenghuo-test (+nobody)".to_owned(),
        connect_timeout: seconds(10),
        first_byte_timeout: seconds(15),
        total_timeout: seconds(20),
        max_body: 1 << 20,
        max_redirects: 5,
        per_host: 2,
        global: 8,
        full_every_hours: 24,
        pace: pace(),
        seed: SEED,
    }
}

/// A feed with its state and the moments at which it was asked.
struct Watched {
    feed: Feed,
    state: FeedState,
    next: Timestamp,
    asked: Vec<Timestamp>,
}

async fn a_day() -> Vec<Watched> {
    let clock = Arc::new(AtomicI64::new(0));
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(Publishers { clock: Arc::clone(&clock) }).mount(&server).await;
    let fetcher = Fetcher::new(&settings()).unwrap();
    let pace = pace();
    let watched = |n| {
        let (feed, state) = (feed(n, &server.uri()), FeedState::default());
        Watched { next: first_due(&feed, &state, &pace, SEED, start()), feed, state, asked: Vec::new() }
    };
    let mut feeds: Vec<Watched> = (0..FEEDS).map(watched).collect();
    loop {
        let due = feeds.iter_mut().min_by_key(|watched| watched.next).unwrap();
        let now = due.next;
        if now >= start() + Duration::hours(24) {
            return feeds;
        }
        clock.store(now.timestamp(), Ordering::SeqCst);
        due.state = fetcher.fetch(&due.feed, &due.state, now).await.state;
        due.next = due.state.next.unwrap();
        due.asked.push(now);
    }
}

fn ends_in(script: Script) -> &'static [Outcome] {
    match script {
        Script::Gone => &[Outcome::Gone],
        Script::Login => &[Outcome::NotAFeed],
        Script::Emptied => &[Outcome::SuspectEmpty],
        Script::Refused => &[Outcome::Blocked],
        Script::Still => &[Outcome::NotModified],
        _ => &[Outcome::Ok, Outcome::NotModified],
    }
}

/// Requests in a day that nobody could object to.
fn most_requests(script: Script) -> usize {
    match script {
        // Half a day once an hour, then after 1, 2, 4 … hours.
        Script::Gone => 10 + 5,
        Script::Login | Script::Refused => 8 + 6,
        Script::Ttl => 7,
        Script::Closed => 22,
        _ => 25,
    }
}

#[tokio::test]
async fn every_feed_ends_the_day_as_scripted_and_no_publisher_is_pressed() {
    let feeds = a_day().await;
    for (n, watched) in feeds.iter().enumerate() {
        let (script, asked) = (script(n), &watched.asked);
        let outcome = watched.state.outcome.unwrap();
        assert!(ends_in(script).contains(&outcome), "feed {n}, {script:?}, ended {outcome:?}");
        assert!(asked.len() <= most_requests(script), "feed {n}, {script:?}, was asked {} times", asked.len());
        let own = Duration::minutes(i64::from(EVERY_MINUTES));
        let gaps = asked.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(gaps.min().unwrap() >= own, "feed {n}, {script:?}, was asked before its interval had passed");
    }
    keeps_what_publishers_ask_for(&feeds);
    starts_spread(&feeds);
}

fn keeps_what_publishers_ask_for(feeds: &[Watched]) {
    for (n, watched) in feeds.iter().enumerate() {
        let hour = |at: &Timestamp| (*at - start()).num_hours();
        match script(n) {
            Script::Patience => {
                let told = watched.asked.iter().position(|at| hour(at) == 3).unwrap();
                let wait = watched.asked[told + 1] - watched.asked[told];
                assert!(wait >= Duration::hours(2), "feed {n} was asked {wait} after it had asked for two hours");
            }
            Script::Closed => {
                assert!(watched.asked.iter().all(|at| at.hour() < 20), "feed {n} was asked in closed hours");
            }
            _ => {}
        }
    }
}

fn starts_spread(feeds: &[Watched]) {
    let mut first: Vec<i64> = feeds.iter().map(|watched| (watched.asked[0] - start()).num_seconds()).collect();
    first.sort_unstable();
    let busiest = first.chunk_by(|a, b| a == b).map(<[i64]>::len).max().unwrap();
    assert!(*first.last().unwrap() < 120 && busiest < 12, "a start asked {busiest} feeds in one second");
}
