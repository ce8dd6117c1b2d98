//! What a monitor wants to know of an unattended desk, as Prometheus reads it from a text file.
//!
//! The file is written in one step, so that whoever collects it never reads half. What the numbers mean is said in the
//! file itself.

use std::fmt::{Display, Write as _};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::domain::feed::Outcome;
use crate::domain::level::Check;
use crate::domain::time::Timestamp;

use super::engine::Engine;
use super::pipeline::Watched;

/// The metrics of this moment.
pub fn text(engine: &Engine, now: Timestamp) -> String {
    let mut page = Page(String::new());
    let asked: Vec<&Watched> = engine.feeds().iter().filter(|(feed, _)| feed.enabled).collect();
    page.metric("fenghuo_turn_timestamp_seconds", "When the desk last made a turn; stands still when it hangs.");
    page.sample("fenghuo_turn_timestamp_seconds", &[], now.timestamp());
    page.metric("fenghuo_feed_outcome", "What came of the last request, 1 for the outcome that holds.");
    for (feed, state) in &asked {
        let outcome = state.outcome.map_or("unasked", Outcome::key);
        page.sample("fenghuo_feed_outcome", &[("feed", feed.id.as_str()), ("outcome", outcome)], 1);
    }
    for (name, help, value) in FEED_METRICS {
        page.metric(name, help);
        for watched in &asked {
            if let Some(value) = value(watched) {
                page.sample(name, &[("feed", watched.0.id.as_str()), ("family", watched.0.family.as_str())], value);
            }
        }
    }
    countries(&mut page, engine);
    let open = engine.candidates().iter().filter(|candidate| candidate.outcome.is_open()).count();
    page.metric("fenghuo_candidates_open", "Candidates that wait for a person.");
    page.sample("fenghuo_candidates_open", &[], open);
    page.0
}

/// A number of a feed, where it has one.
type OfFeed = fn(&Watched) -> Option<i64>;

const FEED_METRICS: [(&str, &str, OfFeed); 7] = [
    ("fenghuo_feed_sighted", "Whether the last answer showed what the feed's countries are like.", |(_, state)| {
        Some(i64::from(state.outcome.is_some_and(Outcome::is_sighted)))
    }),
    ("fenghuo_feed_paused", "Whether an officer paused the feed.", |(_, state)| Some(i64::from(state.paused))),
    ("fenghuo_feed_failures", "Failed requests in a row.", |(_, state)| Some(i64::from(state.failures))),
    ("fenghuo_feed_since_timestamp_seconds", "Since when the outcome holds.", |(_, state)| seconds(state.since)),
    ("fenghuo_feed_last_success_timestamp_seconds", "The last answer that showed something.", |(_, state)| {
        seconds(state.last_success)
    }),
    ("fenghuo_feed_newest_item_timestamp_seconds", "The time of the newest item.", |(_, state)| {
        seconds(state.newest_item)
    }),
    ("fenghuo_feed_next_timestamp_seconds", "When the feed is asked next.", |(_, state)| seconds(state.next)),
];

fn seconds(at: Option<Timestamp>) -> Option<i64> {
    at.map(|at| at.timestamp())
}

fn countries(page: &mut Page, engine: &Engine) {
    let name = "fenghuo_country_checked";
    page.metric(name, "Whether a feed that tells news of the country gave a good answer of late.");
    for (country, (check, _)) in &engine.pipeline().checks {
        let checked = i64::from(!matches!(check, Check::Unchecked { .. }));
        page.sample(name, &[("country", country.as_str())], checked);
    }
}

/// A text in the exposition format.
struct Page(String);

impl Page {
    fn metric(&mut self, name: &str, help: &str) {
        writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} gauge").ok();
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> = labels.iter().map(|(key, text)| format!("{key}=\"{}\"", escaped(text))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        writeln!(self.0, "{name}{labels} {value}").ok();
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// The file that the metrics go to.
#[derive(Debug)]
pub struct Meter {
    path: PathBuf,
}

impl Meter {
    /// A meter that writes to a file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Writes the metrics of this moment.
    pub fn write(&self, engine: &Engine, now: Timestamp) -> io::Result<()> {
        put(&self.path, &text(engine, now))
    }
}

/// Writes beside the file first, and then puts it in its place.
fn put(path: &Path, text: &str) -> io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}~", std::process::id()));
    let draft = PathBuf::from(draft);
    let written = fs::File::create(&draft).and_then(|mut file| file.write_all(text.as_bytes()));
    let placed = written.and_then(|()| fs::rename(&draft, path));
    if placed.is_err() {
        fs::remove_file(&draft).ok();
    }
    placed
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::stages::Stages;
    use crate::config::shipped;
    use crate::domain::sample;
    use crate::store::Store;

    fn engine() -> Engine {
        let mut config = shipped().config.unwrap();
        config.feeds = vec![Arc::new(sample::feed())];
        let store = Store::open("memory:", sample::now()).unwrap().store;
        Engine::open(Stages::new(Arc::new(config)).unwrap(), store, sample::now()).unwrap()
    }

    #[test]
    fn a_feed_and_a_country_have_their_numbers() {
        let mut engine = engine();
        engine.plan(sample::now());
        engine.evaluate_unstored(sample::now());
        let text = text(&engine, sample::now());
        for line in [
            "fenghuo_turn_timestamp_seconds 1795336920\n",
            "fenghuo_feed_outcome{feed=\"sample\",outcome=\"unasked\"} 1\n",
            "fenghuo_feed_sighted{feed=\"sample\",family=\"sample\"} 0\n",
            "fenghuo_country_checked{country=\"UA\"} 0\n",
            "fenghuo_candidates_open 0\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        let names = text.lines().filter(|line| line.starts_with("# TYPE")).count();
        assert_eq!(names, text.lines().filter(|line| line.starts_with("# HELP")).count());
    }

    #[test]
    fn the_file_is_replaced_in_one_step() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fenghuo.prom");
        let meter = Meter::new(&path);
        meter.write(&engine(), sample::now()).unwrap();
        meter.write(&engine(), sample::now()).unwrap();
        assert!(fs::read_to_string(&path).unwrap().ends_with('\n'));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(Meter::new(folder.path().join("no/such/folder.prom")).write(&engine(), sample::now()).is_err());
    }

    #[test]
    fn labels_are_escaped() {
        assert_eq!(escaped("a\"b\\c\nd"), "a\\\"b\\\\c\\nd");
    }
}
