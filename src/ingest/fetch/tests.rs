//! A server on loopback that says what the test wants, and a fetcher with times too short to wait for.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;

use flate2::Compression;
use flate2::write::GzEncoder;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::*;
use crate::domain::sample::pace;
use crate::domain::time::parse;

const FEED: &str = "<rss version=\"2.0\"><channel><title>News</title><ttl>60</ttl><item><title>One</title><guid>1</guid>\
    <pubDate>Sun, 22 Nov 2026 00:00:00 GMT</pubDate></item></channel></rss>";

fn settings() -> HttpSettings {
    HttpSettings {
        user_agent: "fenghuo-test/1 (+mailto:desk@example.org)".to_owned(),
        connect_timeout: Duration::from_millis(500),
        first_byte_timeout: Duration::from_millis(500),
        total_timeout: Duration::from_millis(1500),
        max_body: 1 << 20,
        max_redirects: 5,
        per_host: 2,
        global: 8,
        full_every_hours: 24,
        pace: pace(),
        seed: 7,
    }
}

fn feed(url: &str) -> Feed {
    Feed { url: url.to_owned(), allow_private: true, ..crate::ingest::test_feed() }
}

fn now() -> Timestamp {
    parse("2026-11-22T06:00:00Z").unwrap()
}

fn ok(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn status(line: &str, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {line}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}

/// What the server does with each connection, in turn; the last answer is given again and again.
enum Answering {
    /// Sends bytes and closes.
    Say(Vec<u8>),
    /// Sends bytes and then nothing, without closing.
    Hang(Vec<u8>),
    /// Sends a head and then the same bytes without end.
    Endless,
    /// Sends a head and then one byte at a time, each well within every limit but the whole.
    Drip,
    /// Sends bytes and then breaks the connection.
    Reset(Vec<u8>),
}

struct Server {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn new(answers: Vec<Answering>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/feed", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            let answers: Arc<Vec<Answering>> = Arc::new(answers);
            let mut turn = 0;
            while let Ok((mut socket, _)) = listener.accept().await {
                let (answers, seen, at) = (Arc::clone(&answers), Arc::clone(&seen), turn.min(answers.len() - 1));
                turn += 1;
                tokio::spawn(async move {
                    let mut head = vec![0; 16384];
                    let length = socket.read(&mut head).await.unwrap_or_default();
                    seen.lock().unwrap().push(String::from_utf8_lossy(&head[..length]).into_owned());
                    match &answers[at] {
                        Answering::Say(bytes) => socket.write_all(bytes).await.unwrap_or_default(),
                        Answering::Hang(bytes) => {
                            socket.write_all(bytes).await.unwrap_or_default();
                            std::future::pending::<()>().await;
                        }
                        Answering::Drip => {
                            let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
                            socket.write_all(head).await.unwrap_or_default();
                            while socket.write_all(b" ").await.is_ok() {
                                tokio::time::sleep(Duration::from_millis(50)).await;
                            }
                        }
                        Answering::Reset(bytes) => {
                            socket.write_all(bytes).await.unwrap_or_default();
                            socket.flush().await.unwrap_or_default();
                            socket.set_zero_linger().unwrap_or_default();
                        }
                        Answering::Endless => {
                            let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                            socket.write_all(head).await.unwrap_or_default();
                            let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
                            while socket.write_all(&chunk).await.is_ok() {}
                        }
                    }
                });
            }
        });
        Self { url, requests }
    }

    async fn say(answers: Vec<Vec<u8>>) -> Self {
        Self::new(answers.into_iter().map(Answering::Say).collect()).await
    }

    fn request(&self, at: usize) -> String {
        self.requests.lock().unwrap()[at].to_ascii_lowercase()
    }

    fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

async fn fetch(feed: &Feed, state: &FeedState) -> Fetched {
    Fetcher::new(&settings()).unwrap().fetch(feed, state, now()).await
}

async fn fetch_from(answering: Answering) -> Fetched {
    let server = Server::new(vec![answering]).await;
    fetch(&feed(&server.url), &FeedState::default()).await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn packed(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_good_answer_gives_items_and_a_state() {
    let answer =
        ok(FEED).iter().map(|b| char::from(*b)).collect::<String>().replace("\r\n\r\n", "\r\nETag: W/\"a b\"\r\n\r\n");
    let server = Server::say(vec![answer.into_bytes()]).await;
    let fetched = fetch(&feed(&server.url), &FeedState::default()).await;
    assert_eq!((fetched.fetch.outcome, fetched.fetch.status, fetched.fetch.items), (Outcome::Ok, Some(200), 1));
    assert_eq!(fetched.title.as_deref(), Some("News"));
    assert_eq!(fetched.state.etag.as_deref(), Some("W/\"a b\""));
    assert!(fetched.state.next.unwrap() >= now() + chrono::Duration::minutes(60), "the publisher's ttl is kept");
    let request = server.request(0);
    assert!(request.contains("user-agent: fenghuo-test/1 (+mailto:desk@example.org)"), "{request}");
    assert!(!request.contains("referer") && !request.contains("cookie"), "{request}");
}

#[rstest]
#[case(Answering::Say(status("500 Oops", "")), Outcome::HttpError, "HTTP 500")]
#[case(Answering::Say(status("403 No", "")), Outcome::Blocked, "HTTP 403")]
#[case(Answering::Say(status("451 No", "")), Outcome::Blocked, "HTTP 451")]
#[case(Answering::Say(status("404 No", "")), Outcome::Gone, "edit `url`")]
#[case(Answering::Say(status("410 No", "")), Outcome::Gone, "HTTP 410")]
#[case(Answering::Say(status("418 Tea", "")), Outcome::HttpError, "HTTP 418")]
#[case(Answering::Say(status("302 On", "")), Outcome::HttpError, "not where to")]
#[case(Answering::Say(status("302 On", "Location: /feed\r\n")), Outcome::HttpError, "more than 5 redirects")]
#[case(Answering::Say(status("302 On", "Location: file:///etc/passwd\r\n")), Outcome::Blocked, "`file:`")]
#[case(Answering::Say(status("302 On", "Location: gopher://x/\r\n")), Outcome::Blocked, "`gopher:`")]
#[case(Answering::Say(status("200 OK", "")), Outcome::NotAFeed, "an empty answer")]
#[case(Answering::Say(ok("<html><title>Sign in</title><input type=\"password\">")), Outcome::NotAFeed, "a login page")]
#[case(Answering::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss>".to_vec()), Outcome::HttpError, "broke off after 5 bytes")]
#[case(Answering::Say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n".to_vec()), Outcome::HttpError, "broke off")]
#[case(Answering::Say(b"SSH-2.0-what\r\n".to_vec()), Outcome::HttpError, "exchange failed")]
#[case(Answering::Say(Vec::new()), Outcome::HttpError, "exchange failed")]
#[case(Answering::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n".to_vec()), Outcome::TooLarge, "max_body")]
#[case(Answering::Say(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx".to_vec()), Outcome::HttpError, "`br`")]
#[case(Answering::Say(packed(&gzip(&vec![b' '; 4 << 20]))), Outcome::TooLarge, "unpacks from")]
#[case(Answering::Endless, Outcome::TooLarge, "more than 1048576 bytes")]
#[case(Answering::Drip, Outcome::Timeout, "the whole answer")]
#[case(Answering::Reset(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss>".to_vec()), Outcome::HttpError, "")]
#[case(Answering::Say(ok(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)))), Outcome::ParseError, "nested deeper")]
#[case(Answering::Hang(Vec::new()), Outcome::Timeout, "the first byte")]
#[case(Answering::Hang(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<rss".to_vec()), Outcome::Timeout, "the whole answer")]
#[tokio::test]
async fn every_failure_ends_in_its_outcome(
    #[case] answering: Answering,
    #[case] outcome: Outcome,
    #[case] message: &str,
) {
    let fetched = fetch_from(answering).await;
    let error = fetched.fetch.error.clone().unwrap_or_default();
    assert_eq!(fetched.fetch.outcome, outcome, "{error}");
    assert!(error.contains(message) && error.chars().count() <= 500, "{error}");
    assert_eq!((fetched.items.len(), fetched.state.failures), (0, 1));
}

#[tokio::test]
async fn an_address_is_filled_in_and_missed_files_are_asked_for_in_turn() {
    let server = Server::new(vec![Answering::Say(ok(FEED))]).await;
    let feed = feed(&format!("{}/{{quarter-15}}.csv?of={{date}}", server.url));
    let fetcher = Fetcher::new(&settings()).unwrap();
    let first = fetcher.fetch(&feed, &FeedState::default(), now()).await;
    assert!(first.fetch.url.ends_with("/20261122054500.csv?of=2026-11-22"), "{}", first.fetch.url);
    let later = now() + chrono::Duration::minutes(45);
    let second = fetcher.fetch(&feed, &first.state, later).await;
    assert!(server.request(1).contains("/20261122060000.csv"), "{}", server.request(1));
    assert!(!server.request(1).contains("if-none-match"), "another address has other validators");
    assert_eq!(second.fetch.next, Some(later + pace().catch_up_every));
    assert_eq!(second.state.gaps, []);
}

/// A feed of one item, with this in its title and this date.
fn item(before: &str, title: &str, date: &str) -> Vec<u8> {
    ok(&format!(
        "{before}<rss><channel><title>News</title><item><title>{title}</title><guid>1</guid><pubDate>{date}</pubDate>\
         </item></channel></rss>"
    ))
}

const BOMB: &str = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
    <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";

#[rstest]
#[case::nul(item("", "On\0e", "Sun, 22 Nov 2026 00:00:00 GMT"), Outcome::Ok)]
#[case::entity_bomb(item(BOMB, "&c;&c;&c;&c;&c;&c;&c;&c;", "Sun, 22 Nov 2026 00:00:00 GMT"), Outcome::Ok)]
#[case::year_0(item("", "One", "0000-01-01T00:00:00Z"), Outcome::Undated)]
#[case::year_9999(item("", "One", "Fri, 31 Dec 9999 23:59:59 GMT"), Outcome::Undated)]
#[case::length_too_short(ok("<rss><channel><item><title>One</title></item></channel></rss>")
    .into_iter().map(char::from).collect::<String>().replace("Length: 61", "Length: 45").into_bytes(), Outcome::Undated)]
#[tokio::test]
async fn what_a_body_holds_does_no_harm(#[case] answer: Vec<u8>, #[case] outcome: Outcome) {
    let fetched = fetch_from(Answering::Say(answer)).await;
    assert_eq!((fetched.fetch.outcome, fetched.items.len()), (outcome, 1), "{:?}", fetched.fetch.error);
    let item = &fetched.items[0];
    assert!(item.title.chars().count() <= 1001 && !item.title.contains('\0'), "{}", item.title);
    assert!(fetched.state.next.unwrap() < now() + chrono::Duration::days(1));
}

#[tokio::test]
async fn a_million_items_are_counted_within_the_limits() {
    let server = Server::say(vec![ok(&format!("<rss><channel>{}", "<item/>".repeat(1_000_000)))]).await;
    let feed = Feed { max_body: Some(16 << 20), ..feed(&server.url) };
    let settings = HttpSettings { total_timeout: Duration::from_secs(20), ..settings() };
    let fetched = Fetcher::new(&settings).unwrap().fetch(&feed, &FeedState::default(), now()).await;
    assert_eq!(fetched.fetch.outcome, Outcome::Empty, "items that say nothing are none");
    assert_eq!(fetched.fetch.dropped.values().sum::<u32>(), 1_000_000);
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_refused_by_literal_and_by_name() {
    let inside = Server::say(vec![ok(FEED)]).await;
    let by_name = inside.url.replace("127.0.0.1", "localhost");
    for target in [inside.url.as_str(), &by_name, "http://[::1]/", "http://169.254.169.254/latest/meta-data"] {
        let outside = Server::say(vec![status("302 Found", &format!("Location: {target}\r\n"))]).await;
        let address = outside.url.trim_start_matches("http://").trim_end_matches("/feed").parse().unwrap();
        // A name that the test gives an address stands for a public one: the guard does not see it.
        let fetcher = Fetcher::dressed(
            &settings(),
            Box::new(move |client: ClientBuilder| client.resolve("publisher.example", address)),
        )
        .unwrap();
        let url = outside.url.replace("127.0.0.1", "publisher.example");
        let feed = Feed { allow_private: false, ..feed(&url) };
        let answer = fetcher.fetch(&feed, &FeedState::default(), now()).await;
        assert_eq!(
            (answer.fetch.outcome, outside.count()),
            (Outcome::Blocked, 1),
            "{target}: {:?}",
            answer.fetch.error
        );
    }
    assert_eq!(inside.count(), 0, "nothing inside was asked");
}

#[tokio::test]
async fn while_some_feeds_hang_the_others_go_on_and_what_was_read_stays() {
    let bad = Server::new(vec![Answering::Drip, Answering::Hang(Vec::new()), Answering::Drip]).await;
    let good = Server::say(vec![ok(FEED)]).await;
    let known = FeedState {
        outcome: Some(Outcome::Ok),
        last_success: Some(now() - chrono::Duration::hours(1)),
        usual_items: 30,
        ..FeedState::default()
    };
    // The same machine under two names, so that the bad ones do not take the turns of the good one's host.
    let url = good.url.replace("127.0.0.1", "localhost");
    let due = ["a", "b", "c", "good"].map(|id| {
        let url = if id == "good" { &url } else { &bad.url };
        (Arc::new(Feed { id: id.into(), ..feed(url) }), known.clone())
    });
    let (sender, mut receiver) = mpsc::channel(4);
    let fetcher = Fetcher::new(&settings()).unwrap();
    let round = tokio::spawn(async move { fetcher.round(due.into(), now(), |answer| answer, sender).await });
    let mut answers = Vec::new();
    while let Some(fetched) = receiver.recv().await {
        answers.push(fetched);
    }
    round.await.unwrap();
    assert_eq!((answers[0].fetch.feed.as_str(), answers[0].fetch.outcome), ("good", Outcome::Ok), "it comes first");
    assert_eq!(answers.len(), 4);
    for failed in &answers[1..] {
        assert!(failed.fetch.outcome.is_failure(), "{:?}", failed.fetch);
        assert_eq!((failed.state.last_success, failed.state.usual_items), (known.last_success, 30));
    }
}

#[tokio::test]
async fn too_many_headers_are_an_error_and_no_harm() {
    let headers = ["X-Header: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n"; 300].concat();
    let one_of_a_megabyte = format!("X-Header: {}\r\n", "y".repeat(1 << 20));
    for headers in [headers, one_of_a_megabyte] {
        assert_eq!(fetch_from(Answering::Say(status("200 OK", &headers))).await.fetch.outcome, Outcome::HttpError);
    }
}

#[tokio::test]
async fn a_packed_feed_in_two_members_is_read() {
    let (a, b) = FEED.split_at(60);
    let body = [gzip(a.as_bytes()), gzip(b.as_bytes())].concat();
    assert_eq!(fetch_from(Answering::Say(packed(&body))).await.fetch.items, 1);
}

#[tokio::test]
async fn error_texts_are_cleaned() {
    let fetched = fetch_from(Answering::Say(ok("<html><title>\u{1b}[31mred\u{202e}</title>"))).await;
    let error = fetched.fetch.error.unwrap();
    assert!(error.contains("red") && !error.chars().any(|c| c.is_control() || c == '\u{202e}'), "{error}");
}

#[tokio::test]
async fn a_feed_may_not_ask_this_machine_unless_it_says_so() {
    let server = Server::say(vec![ok(FEED)]).await;
    let public = Feed { allow_private: false, ..feed(&server.url) };
    let by_name = Feed { url: server.url.replace("127.0.0.1", "localhost"), ..public.clone() };
    for feed in [public, by_name] {
        let fetched = fetch(&feed, &FeedState::default()).await;
        assert_eq!(fetched.fetch.outcome, Outcome::Blocked, "{:?}", fetched.fetch.error);
        assert!(fetched.fetch.error.unwrap().contains("allow_private"));
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_failure_sticks_through_an_unasked_304() {
    let server = Server::say(vec![ok(FEED), status("403 No", ""), status("304 Same", ""), ok(FEED)]).await;
    let feed = feed(&server.url);
    let first = fetch(&feed, &FeedState::default()).await;
    let blocked = fetch(&feed, &first.state).await;
    let same = fetch(&feed, &blocked.state).await;
    assert_eq!((blocked.fetch.outcome, same.fetch.outcome), (Outcome::Blocked, Outcome::Blocked));
    assert_eq!(same.state.last_success, first.state.last_success);
    let again = fetch(&feed, &same.state).await;
    assert_eq!((again.fetch.outcome, again.state.failures), (Outcome::Ok, 0), "the old body is read anew");
}

#[tokio::test]
async fn validators_go_back_byte_for_byte_and_only_a_200_replaces_them() {
    let first = "HTTP/1.1 200 OK\r\nETag: \"x-é\"\r\nLast-Modified: yesterday, at noon\r\nContent-Length: ";
    let first = format!("{first}{}\r\nConnection: close\r\n\r\n{FEED}", FEED.len()).into_bytes();
    let server = Server::say(vec![first, status("304 Same", "ETag: \"other\"\r\n")]).await;
    let feed = feed(&server.url);
    let read = fetch(&feed, &FeedState::default()).await;
    let same = fetch(&feed, &read.state).await;
    assert_eq!((same.fetch.outcome, same.fetch.bytes), (Outcome::NotModified, 0));
    let request = server.request(1);
    assert!(request.contains("if-none-match: \"x-é\"\r\n"), "{request}");
    assert!(request.contains("if-modified-since: yesterday, at noon\r\n"), "{request}");
    assert_eq!(same.state.etag, read.state.etag);
}

#[tokio::test]
async fn once_a_day_the_request_is_unconditional() {
    let server = Server::say(vec![ok(FEED)]).await;
    let feed = feed(&server.url);
    let known = FeedState {
        outcome: Some(Outcome::Ok),
        etag: Some("\"a\"".into()),
        validators_url: Some(feed.url.clone()),
        last_full: Some(now() - chrono::Duration::hours(25)),
        ..FeedState::default()
    };
    let fetched = fetch(&feed, &known).await;
    assert!(!server.request(0).contains("if-none-match"));
    assert_eq!(fetched.state.last_full, Some(now()));
    let moved = FeedState { validators_url: Some("http://elsewhere.example/".into()), last_full: Some(now()), ..known };
    fetch(&feed, &moved).await;
    assert!(!server.request(1).contains("if-none-match"), "validators belong to their address");
}

#[tokio::test]
async fn an_unchanged_body_is_not_read_again() {
    let server = Server::say(vec![ok(FEED)]).await;
    let feed = feed(&server.url);
    let first = fetch(&feed, &FeedState::default()).await;
    let second = fetch(&feed, &first.state).await;
    assert_eq!((second.fetch.outcome, second.items.len()), (Outcome::NotModified, 0));
}

#[tokio::test]
async fn a_permanent_redirect_is_proposed_and_a_temporary_one_is_not() {
    for (line, is_permanent) in [("301 Moved", true), ("308 Moved", true), ("302 Found", false)] {
        let target = Server::say(vec![ok(FEED)]).await;
        let server = Server::say(vec![status(line, &format!("Location: {}\r\n", target.url))]).await;
        let fetched = fetch(&feed(&server.url), &FeedState::default()).await;
        assert_eq!((fetched.fetch.outcome, fetched.state.moved_to), (Outcome::Ok, is_permanent.then_some(target.url)));
    }
}

#[tokio::test]
async fn secrets_reach_only_the_feeds_own_host_and_no_message() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("key");
    std::fs::write(&secret, "s3cret\n").unwrap();
    let other = Server::say(vec![status("403 No", "")]).await;
    let server = Server::say(vec![status("302 On", &format!("Location: {}\r\n", other.url))]).await;
    let headers = BTreeMap::from([("X-Key".to_owned(), format!("file:{}", secret.display()))]);
    let url = server.url.replace("http://", "http://user:hidden@");
    let fetched = fetch(&Feed { headers, ..feed(&url) }, &FeedState::default()).await;
    assert!(server.request(0).contains("x-key: s3cret"));
    assert!(!other.request(0).contains("s3cret") && !other.request(0).contains("authorization"));
    let said = serde_json::to_string(&fetched.fetch).unwrap();
    assert!(!said.contains("s3cret") && !said.contains("hidden"), "{said}");
}

#[tokio::test]
async fn a_missing_secret_is_named_by_its_place() {
    let headers = BTreeMap::from([("X-Key".to_owned(), "env:FENGHUO_NO_SUCH_VARIABLE".to_owned())]);
    let fetched = fetch(&Feed { headers, ..feed("http://127.0.0.1:9/") }, &FeedState::default()).await;
    assert!(fetched.fetch.error.unwrap().contains("env:FENGHUO_NO_SUCH_VARIABLE"));
}

#[tokio::test]
async fn a_server_that_asks_for_patience_gets_it_up_to_a_day() {
    for (after, hours) in [("7200", 2), ("Sun, 22 Nov 2026 09:00:00 GMT", 3), ("99999999", 24)] {
        let fetched = fetch_from(Answering::Say(status("429 Slow", &format!("Retry-After: {after}\r\n")))).await;
        let wait = fetched.state.next.unwrap() - now();
        assert!(
            wait >= chrono::Duration::hours(hours) && wait <= chrono::Duration::minutes(hours * 60 + 30),
            "{after}: {wait}"
        );
    }
}

#[tokio::test]
async fn a_feed_that_had_items_and_has_none_is_suspect() {
    let empty = "<rss version=\"2.0\"><channel><title>News</title></channel></rss>";
    let server = Server::say(vec![ok(FEED), ok(empty), ok(empty)]).await;
    let feed = feed(&server.url);
    let first = fetch(&feed, &FeedState::default()).await;
    let second = fetch(&feed, &first.state).await;
    let third = fetch(&feed, &second.state).await;
    assert_eq!((second.fetch.outcome, third.fetch.outcome), (Outcome::SuspectEmpty, Outcome::SuspectEmpty));
    assert_eq!(third.fetch.last_success, first.fetch.last_success);
}

#[tokio::test]
async fn files_and_folders_are_feeds_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.xml"), FEED).unwrap();
    std::fs::write(folder.path().join("b.xml"), FEED.replace("<guid>1</guid>", "<guid>2</guid>")).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "nothing").unwrap();
    std::fs::write(folder.path().join(".hidden"), FEED).unwrap();
    let url = Url::from_file_path(folder.path()).unwrap();
    let fetched = fetch(&feed(url.as_str()), &FeedState::default()).await;
    assert_eq!((fetched.fetch.outcome, fetched.fetch.items), (Outcome::Ok, 2));
    assert_eq!(fetched.fetch.dropped, BTreeMap::from([("unreadable_file".to_owned(), 1)]));
    let gone = fetch(&feed("file:///no/such/file.xml"), &FeedState::default()).await;
    assert_eq!(gone.fetch.outcome, Outcome::Gone);
}

#[tokio::test]
async fn a_round_asks_all_and_no_host_beyond_its_limit() {
    let server = Server::say(vec![ok(FEED)]).await;
    let due = (0..20)
        .map(|n| (Arc::new(Feed { id: format!("f{n}").into(), ..feed(&server.url) }), FeedState::default()))
        .collect();
    let (sender, mut receiver) = mpsc::channel(4);
    let fetcher = Fetcher::new(&settings()).unwrap();
    let round = tokio::spawn(async move { fetcher.round(due, now(), |answer| answer, sender).await });
    let mut ids = Vec::new();
    while let Some(fetched) = receiver.recv().await {
        assert_eq!(fetched.fetch.outcome, Outcome::Ok);
        ids.push(fetched.fetch.feed);
    }
    round.await.unwrap();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), server.count()), (20, 20));
}

/// Hosts that answer nobody until all have come who may come at that moment.
struct Crowd {
    per_host: usize,
    global: usize,
    /// Requests still to be answered, by host.
    left: BTreeMap<String, usize>,
    /// Those that wait for an answer, by host.
    waiting: BTreeMap<String, Vec<TcpStream>>,
    /// The most that ever waited, by host, and in all.
    peaks: BTreeMap<String, usize>,
    peak: usize,
}

impl Crowd {
    fn new(per_host: usize, global: usize, left: BTreeMap<String, usize>) -> Self {
        Self { per_host, global, left, waiting: BTreeMap::new(), peaks: BTreeMap::new(), peak: 0 }
    }

    fn count(&self) -> usize {
        self.waiting.values().map(Vec::len).sum()
    }

    async fn comes(&mut self, mut stream: TcpStream) {
        let mut head = vec![0; 4096];
        let length = stream.read(&mut head).await.unwrap();
        let head = String::from_utf8(head[..length].to_vec()).unwrap().to_lowercase();
        let (_, after) = head.split_once("host: ").unwrap();
        let host = after.split(':').next().unwrap().to_owned();
        self.waiting.entry(host.clone()).or_default().push(stream);
        let here = self.waiting[&host].len();
        let most = self.peaks.entry(host).or_default();
        *most = here.max(*most);
        self.peak = self.peak.max(self.count());
    }

    /// Answers one of the host that has most left, once nobody else may come before.
    async fn answers(&mut self) -> bool {
        let may_come: usize = self.left.values().map(|left| self.per_host.min(*left)).sum();
        if self.count() < may_come.min(self.global) {
            return false;
        }
        let waits = |host: &String| self.waiting.get(host).is_some_and(|streams| !streams.is_empty());
        let most = self.left.iter().filter(|(host, _)| waits(host)).max_by_key(|(_, left)| **left);
        let host = most.unwrap().0.clone();
        *self.left.get_mut(&host).unwrap() -= 1;
        let mut stream = self.waiting.get_mut(&host).unwrap().remove(0);
        stream.write_all(&ok(FEED)).await.unwrap();
        true
    }
}

#[rstest]
#[case::each_host_has_its_turns(2, 64)]
#[case::one_at_a_time(1, 64)]
#[case::the_rest_waits_for_a_place(3, 4)]
#[tokio::test]
async fn as_many_are_asked_at_once_as_may_be_and_no_more(#[case] per_host: usize, #[case] global: usize) {
    const HOSTS: [&str; 3] = ["one.example", "two.example", "three.example"];
    const EACH: usize = 7;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let settings = HttpSettings { per_host, global, total_timeout: Duration::from_mins(1), ..settings() };
    let settings = HttpSettings { first_byte_timeout: Duration::from_mins(1), ..settings };
    let dress = move |client: ClientBuilder| HOSTS.iter().fold(client, |client, host| client.resolve(host, address));
    let fetcher = Fetcher::dressed(&settings, Box::new(dress)).unwrap();
    let due = HOSTS.iter().flat_map(|host| (0..EACH).map(move |n| (host, n))).map(|(host, n)| {
        let url = format!("http://{host}:{}/{n}", address.port());
        (Arc::new(Feed { id: format!("{host}-{n}").into(), ..feed(&url) }), FeedState::default())
    });
    let (sender, mut receiver) = mpsc::channel(64);
    let due = due.collect();
    let round = tokio::spawn(async move { fetcher.round(due, now(), |answer| answer, sender).await });
    let mut crowd = Crowd::new(per_host, global, HOSTS.map(|host| (host.to_owned(), EACH)).into());
    for _ in 0..HOSTS.len() * EACH {
        crowd.comes(listener.accept().await.unwrap().0).await;
        while crowd.left.values().any(|left| *left > 0) && crowd.answers().await {}
    }
    round.await.unwrap();
    let mut answers = 0;
    while let Some(fetched) = receiver.recv().await {
        assert_eq!(fetched.fetch.outcome, Outcome::Ok, "{:?}", fetched.fetch);
        answers += 1;
    }
    assert_eq!((answers, crowd.peak), (HOSTS.len() * EACH, global.min(HOSTS.len() * per_host)));
    assert_eq!(*crowd.peaks.values().max().unwrap(), per_host, "{:?}", crowd.peaks);
}

/// The test fails where a redirect is followed without a turn at the host that it leads to: nobody is answered there
/// before all have been led there who can be. It hangs where the turn or the place of the host that was asked first is
/// kept meanwhile.
#[rstest]
#[case::one_at_a_time(1, 64)]
#[case::two_at_a_time(2, 64)]
#[case::no_place_is_kept_while_waiting(1, 2)]
#[tokio::test]
async fn a_redirect_waits_its_turn_at_the_host_it_leads_to(#[case] per_host: usize, #[case] global: usize) {
    const HOSTS: [&str; 3] = ["one.example", "two.example", "three.example"];
    const TARGET: &str = "target.example";
    let each = 2 * per_host;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let hour = Duration::from_hours(1);
    let settings = HttpSettings { per_host, global, total_timeout: hour, first_byte_timeout: hour, ..settings() };
    let all = || HOSTS.into_iter().chain([TARGET]);
    let dress = move |client: ClientBuilder| all().fold(client, |client, host| client.resolve(host, address));
    let fetcher = Fetcher::dressed(&settings, Box::new(dress)).unwrap();
    let due = HOSTS.iter().flat_map(|host| (0..each).map(move |n| (host, n))).map(|(host, n)| {
        let url = format!("http://{host}:{}/{n}", address.port());
        (Arc::new(Feed { id: format!("{host}-{n}").into(), ..feed(&url) }), FeedState::default())
    });
    let (due, count) = (due.collect(), HOSTS.len() * each);
    let (sender, mut receiver) = mpsc::channel(64);
    let round = tokio::spawn(async move { fetcher.round(due, now(), |answer| answer, sender).await });
    let mut crowd = Crowd::new(per_host, global, BTreeMap::from([(TARGET.to_owned(), count)]));
    let to_target = status("302 Found", &format!("Location: http://{TARGET}:{}/\r\n", address.port()));
    let mut led = 0;
    for _ in 0..2 * count {
        crowd.comes(listener.accept().await.unwrap().0).await;
        for host in HOSTS {
            for mut stream in crowd.waiting.remove(host).unwrap_or_default() {
                stream.write_all(&to_target).await.unwrap();
                led += 1;
            }
        }
        while led == count && crowd.left[TARGET] > 0 && crowd.answers().await {}
        let here = crowd.peaks.get(TARGET).copied().unwrap_or_default();
        assert!(here <= per_host, "{here} at a time");
    }
    round.await.unwrap();
    let mut answers = 0;
    while let Some(fetched) = receiver.recv().await {
        assert_eq!(fetched.fetch.outcome, Outcome::Ok, "{:?}", fetched.fetch);
        answers += 1;
    }
    assert_eq!((answers, crowd.peaks[TARGET]), (count, per_host));
}

#[tokio::test]
async fn a_panic_at_work_ends_the_round() {
    let server = Server::say(vec![ok(FEED)]).await;
    let due = vec![(Arc::new(feed(&server.url)), FeedState::default())];
    let (sender, mut made) = mpsc::channel::<()>(1);
    let fetcher = Fetcher::new(&settings()).unwrap();
    let round = tokio::spawn(async move { fetcher.round(due, now(), |_| panic!("no work"), sender).await });
    assert_eq!(made.recv().await, None);
    assert!(round.await.unwrap_err().is_panic());
}
