//! Feeds added from a page, taken over from a list, given away, and moved where their publisher went.

use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::desk::{Desk, feed, rss};

const LATER: &str = "2026-11-22T13:00:00Z";

/// A publisher with a page that offers two feeds, one of which is gone.
struct Publisher {
    runtime: tokio::runtime::Runtime,
    server: MockServer,
}

impl Publisher {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let server = runtime.block_on(MockServer::start());
        let this = Self { runtime, server };
        let page = "<html><head><link rel=alternate type='application/rss+xml' href='/gone.rss'>\
            <link rel=alternate type='application/rss+xml' title=World href='/world.rss'></head></html>";
        this.answer("/news", ResponseTemplate::new(200).set_body_raw(page, "text/html"));
        this.answer("/world.rss", Self::news());
        this
    }

    fn news() -> ResponseTemplate {
        let body = rss(&[("Explosion in Tbilisi kills 3", "Sun, 22 Nov 2026 08:00:00 GMT")]);
        ResponseTemplate::new(200)
            .set_body_raw(body.replace("<channel>", "<channel><language>en-GB</language>"), "text/xml")
    }

    fn answer(&self, at: &str, answer: ResponseTemplate) {
        self.runtime.block_on(Mock::given(method("GET")).and(path(at)).respond_with(answer).mount(&self.server));
    }

    fn url(&self, at: &str) -> String {
        format!("{}{at}", self.server.uri())
    }
}

#[test]
fn the_feed_of_a_page_is_found_written_and_read() {
    let (desk, publisher) = (Desk::empty(), Publisher::new());
    let own = desk.path("config/feeds/own.toml");
    std::fs::write(&own, "# ours\nremove = [\"*\"] # all shipped ones\n").unwrap();
    let page = publisher.url("/news");
    let args = ["feeds", "add", &page, "--allow-private", "--id", "wire", "--reliability", "B", "--country", "GE"];
    let dry = desk.run(&[&args[..], &["--dry-run"]].concat()).ends(0);
    assert!(dry.out().contains("title = \"Example wire\"") && dry.out().contains("lang = \"en-gb\""), "{}", dry.out());
    assert!(dry.err().contains("read: Explosion in Tbilisi kills 3"), "{}", dry.err());
    assert!(!std::fs::read_to_string(&own).unwrap().contains("[[feed]]"), "a dry run writes nothing");

    let added = desk.run(&args).ends(0);
    let text = std::fs::read_to_string(&own).unwrap();
    assert!(text.starts_with("# ours\nremove = [\"*\"] # all shipped ones\n"), "{text}");
    assert!(text.ends_with(&added.out()), "{text}\n{}", added.out());
    assert!(desk.run(&["fetch", "wire", "--format", "json"]).ends(0).out().contains("\"items\":1"));
    let again = desk.run(&args).ends(1);
    assert!(again.err().contains("`wire` reads"), "{}", again.err());
}

#[test]
fn a_page_without_a_feed_says_so() {
    let (desk, publisher) = (Desk::empty(), Publisher::new());
    publisher.answer("/about", ResponseTemplate::new(200).set_body_raw("<html>Us</html>", "text/html"));
    let run = desk.run(&["feeds", "add", &publisher.url("/about"), "--allow-private"]).ends(1);
    assert!(run.err().contains("no feed was found on it"), "{}", run.err());
    let closed = desk.run(&["feeds", "add", &publisher.url("/news")]).ends(1);
    assert!(closed.err().contains("allow_private"), "{}", closed.err());
}

#[test]
fn json_is_added_with_the_preset_that_its_keys_tell_or_that_is_named() {
    let (desk, publisher) = (Desk::empty(), Publisher::new());
    let quakes = r#"{"features":[{"id":"a","properties":{"title":"M 5.0 - here","mag":5.0,"place":"here","time":1}}]}"#;
    publisher.answer("/quakes", ResponseTemplate::new(200).set_body_raw(quakes, "application/json"));
    publisher.answer("/none", ResponseTemplate::new(200).set_body_raw(r#"{"features":[]}"#, "application/json"));
    let args = ["feeds", "add", &publisher.url("/none"), "--allow-private", "--dry-run"];
    let untold = desk.run(&args).ends(1);
    assert!(
        untold.err().contains("JSON with the keys features") && untold.err().contains("--preset"),
        "{}",
        untold.err()
    );
    let named = desk.run(&[&args[..], &["--preset", "usgs"]].concat()).ends(0);
    assert!(
        named.out().contains("preset = \"usgs\"") && named.err().contains("nothing is in it now"),
        "{}",
        named.err()
    );

    let told = desk.run(&["feeds", "add", &publisher.url("/quakes"), "--allow-private", "--id", "quakes"]).ends(0);
    assert!(told.out().contains("format = \"json\"\npreset = \"usgs\""), "{}", told.out());
    assert!(desk.run(&["fetch", "quakes", "--format", "json"]).ends(0).out().contains("\"items\":1"));
    let beside = desk.run(&args).ends(0);
    assert!(beside.out().contains("preset = \"usgs\""), "the feed on the same host tells the preset: {}", beside.out());
}

#[test]
fn an_entry_that_does_not_fit_is_not_written() {
    let (desk, publisher) = (Desk::empty(), Publisher::new());
    desk.write("one.xml", rss(&[]));
    desk.add_feed("wire", "one.xml", "");
    let own = desk.path("config/feeds/own.toml");
    let before = std::fs::read_to_string(&own).unwrap();
    let run = desk.run(&["feeds", "add", &publisher.url("/news"), "--allow-private", "--id", "wire"]).ends(2);
    assert!(run.err().contains("`wire` is there twice"), "{}", run.err());
    assert_eq!(std::fs::read_to_string(&own).unwrap(), before);
}

#[test]
fn a_list_that_was_given_away_is_taken_over_elsewhere() {
    let (here, there) = (Desk::empty(), Desk::empty());
    for (id, more) in [("a", ""), ("b", "lang = \"fr\""), ("off", "enabled = false")] {
        let own = here.path("config/feeds/own.toml");
        let url = format!("https://li:secret@{id}.example/rss?x=1&y=2");
        std::fs::write(&own, std::fs::read_to_string(&own).unwrap() + &feed(id, &url, more)).unwrap();
    }
    let list = here.run(&["feeds", "export"]).ends(0).out();
    assert!(!list.contains("secret") && !list.contains("off.example"), "{list}");
    let file = there.write("list.opml", list.replace("</body>", "<outline text='x' xmlUrl='javascript:x'/></body>"));
    let taken = there.run(&["feeds", "import", &file.display().to_string()]).ends(1);
    assert!(taken.err().contains("2 new, 0 configured already, 1 without a usable address"), "{}", taken.err());
    let listed = there.run(&["feeds", "export", "--format", "json"]).ends(0).out();
    assert!(listed.contains("https://b.example/rss?x=1&y=2") && listed.contains("\"lang\":\"fr\""), "{listed}");
    let again = there.run(&["feeds", "import", &file.display().to_string()]).ends(1);
    assert!(again.err().contains("0 new, 2 configured already"), "{}", again.err());
}

#[test]
fn a_publisher_that_moved_is_followed_once_somebody_says_so() {
    let (desk, publisher) = (Desk::empty(), Publisher::new());
    let to = publisher.url("/world.rss");
    publisher.answer("/old", ResponseTemplate::new(301).insert_header("location", to.as_str()));
    let own = desk.path("config/feeds/own.toml");
    let entry = feed("wire", &publisher.url("/old"), "allow_private = true # inside");
    std::fs::write(&own, std::fs::read_to_string(&own).unwrap() + &entry).unwrap();
    desk.run(&["fetch"]).ends(0);
    let listed = desk.run(&["feeds", "list"]).ends(0);
    assert!(listed.err().contains("`fenghuo feeds move wire` writes it"), "{}", listed.err());

    desk.run(&["feeds", "move", "wire", "--dry-run"]).ends(0);
    assert!(std::fs::read_to_string(&own).unwrap().contains("/old\""), "a dry run writes nothing");
    desk.run(&["feeds", "move", "wire"]).ends(0);
    let text = std::fs::read_to_string(&own).unwrap();
    assert!(text.contains(&format!("url = \"{to}\"")) && text.contains("# inside"), "{text}");
    assert!(desk.run(&["feeds", "list"]).ends(0).err().is_empty(), "nothing is proposed any more");
    let fetched = desk.run_at(LATER, &["fetch", "--format", "json"]).ends(0).out();
    assert!(fetched.contains("\"status\":200") && fetched.contains(&to), "{fetched}");
}
