//! `feeds check`: what would be read from a file or an answer, without storing anything.
//!
//! Fetching and printing are left to the callers.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::feed::{Feed, Outcome};
use crate::domain::time::Timestamp;

use super::clean::clean_text;
use super::fetch::unpack::unpack;
use super::filters::Filters;
use super::read::{Body, Document, ReadError, read};

/// Longest error text, in characters.
pub(crate) const ERROR_LIMIT: usize = 500;

/// What was found in one file, address or feed, as `feeds check --format json` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The name as given.
    pub file: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The feed's own title, clean.
    pub title: String,
    /// Entries in the document.
    pub entries: usize,
    /// Titles of the items that would be kept, clean.
    pub titles: Vec<String>,
    /// What went wrong, clean.
    pub error: Option<String>,
}

/// Reads one file as `feed` would be read; `file` is the name that the result carries.
pub fn check_file(file: &str, path: &Path, feed: &Feed, max_body: u64, now: Timestamp, filters: &Filters) -> Checked {
    match std::fs::metadata(path) {
        Ok(meta) if meta.len() > max_body => {
            return failed(file, Outcome::TooLarge, &format!("the file has {} bytes, over {max_body}", meta.len()));
        }
        Ok(_) => {}
        Err(error) => return failed(file, outcome_of(&error), &format!("cannot read `{file}`: {error}")),
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return failed(file, outcome_of(&error), &format!("cannot read `{file}`: {error}")),
    };
    match unpack(bytes, None, max_body) {
        Ok(bytes) => {
            checked(file, read(feed, &Body { bytes: &bytes, content_type: None, url: &feed.url }, now, filters))
        }
        Err(failure) => failed(file, failure.outcome, &failure.message),
    }
}

/// The result of reading, in the form of the contract.
pub fn checked(file: &str, result: Result<Document, ReadError>) -> Checked {
    match result {
        Ok(document) => Checked {
            file: file.to_owned(),
            outcome: outcome(&document),
            titles: document.items.iter().map(|item| item.title.clone()).collect(),
            title: document.title,
            entries: document.entries,
            error: None,
        },
        Err(error) => failed(file, error.outcome(), &error.to_string()),
    }
}

/// The outcome of a document by itself, before anything is known of the feed's past.
pub fn outcome(document: &Document) -> Outcome {
    match () {
        () if document.entries == 0 => Outcome::Empty,
        () if !document.items.is_empty() && document.items.iter().all(|item| item.published.is_none()) => {
            Outcome::Undated
        }
        () => Outcome::Ok,
    }
}

/// A result without entries.
pub fn failed(file: &str, outcome: Outcome, error: &str) -> Checked {
    Checked {
        file: file.to_owned(),
        outcome,
        title: String::new(),
        entries: 0,
        titles: Vec::new(),
        error: Some(clean_text(error, ERROR_LIMIT)),
    }
}

fn outcome_of(error: &std::io::Error) -> Outcome {
    match error.kind() {
        std::io::ErrorKind::NotFound => Outcome::Gone,
        std::io::ErrorKind::PermissionDenied => Outcome::Blocked,
        _ => Outcome::HttpError,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::test_feed;

    fn check(name: &str, bytes: &[u8]) -> Checked {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let now = crate::domain::time::from_unix(1_795_000_000).unwrap();
        check_file(name, &path, &test_feed(), 1000, now, &Filters::default())
    }

    #[test]
    fn a_check_says_what_would_be_read() {
        let checked =
            check("a.xml", b"<rss><channel><title>A</title><item><title>x</title></item><item/></channel></rss>");
        let want = r#"{"file":"a.xml","outcome":"undated","title":"A","entries":2,"titles":["x"],"error":null}"#;
        assert_eq!(serde_json::to_string(&checked).unwrap(), want);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert_eq!(check("big.xml", &[b' '; 2000]).outcome, Outcome::TooLarge);
        let login = check("login.html", b"<html><title>Sign in</title><input type='password'>");
        assert_eq!((login.outcome, login.entries), (Outcome::NotAFeed, 0));
        assert!(login.error.unwrap().contains("Sign in"));
        let now = crate::domain::time::from_unix(0).unwrap();
        let gone = check_file("no", Path::new("/no/such/file"), &test_feed(), 10, now, &Filters::default());
        assert_eq!(gone.outcome, Outcome::Gone);
    }
}
