//! The work on a body that came: is it the same as before, and if not, what does it hold.
//!
//! Runs off the async threads; parsing itself is left to `read`.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::domain::feed::Feed;
use crate::domain::time::Timestamp;
use crate::ingest::read::{Body, Document, read};

use super::{Failure, Inner};

/// A body with where it came from.
pub(super) struct Source {
    pub(super) bytes: Vec<u8>,
    pub(super) content_type: Option<String>,
    pub(super) url: String,
}

/// What reading needs, taken along to another thread.
pub(super) struct Reader {
    pub(super) inner: Arc<Inner>,
    pub(super) feed: Feed,
    /// Of the body that was last read well; none when every body is news.
    pub(super) old_hash: Option<String>,
    pub(super) now: Timestamp,
}

/// What a body held.
#[derive(Debug)]
pub(super) enum Reading {
    /// The same as before, by the server's word or by its hash.
    Unchanged,
    Read {
        document: Box<Document>,
        hash: String,
        bytes: u64,
    },
}

impl Reading {
    pub(super) const fn bytes(&self) -> u64 {
        match self {
            Self::Unchanged => 0,
            Self::Read { bytes, .. } => *bytes,
        }
    }
}

impl Reader {
    /// Reads one body, or all files of a folder as one. A file that cannot be read costs only itself.
    pub(super) fn read(&self, sources: &[Source]) -> Result<Reading, Failure> {
        let hash = self.hash(sources);
        if self.old_hash.as_deref() == Some(hash.as_str()) {
            return Ok(Reading::Unchanged);
        }
        let mut whole: Option<Document> = None;
        let mut first_error = None;
        let mut unread = 0;
        for source in sources {
            let body = Body { bytes: &source.bytes, content_type: source.content_type.as_deref(), url: &source.url };
            match read(&self.feed, &body, self.now, &self.inner.filters) {
                Ok(document) => merge(&mut whole, document),
                Err(error) => {
                    unread += 1;
                    first_error = first_error.or(Some(error));
                }
            }
        }
        let mut document = match (whole, first_error) {
            (None, Some(error)) => return Err(error.into()),
            (whole, _) => whole.unwrap_or_default(),
        };
        if unread > 0 {
            document.dropped.insert("unreadable_file".to_owned(), unread);
        }
        let bytes = sources.iter().map(|source| source.bytes.len() as u64).sum();
        Ok(Reading::Read { document: Box::new(document), hash, bytes })
    }

    /// Covers what decides the reading beside the bytes, so that an edited filter reads an old body anew.
    fn hash(&self, sources: &[Source]) -> String {
        let mut hasher = Sha256::new();
        for part in [Some(env!("CARGO_PKG_VERSION")), self.feed.filter.as_deref(), self.feed.preset.as_deref()] {
            hasher.update(part.unwrap_or_default());
            hasher.update([0]);
        }
        for source in sources {
            hasher.update((source.bytes.len() as u64).to_le_bytes());
            hasher.update(&source.bytes);
        }
        let start = hasher.finalize().iter().take(16).fold(0u128, |number, byte| number << 8 | u128::from(*byte));
        format!("{start:032x}")
    }
}

fn merge(whole: &mut Option<Document>, document: Document) {
    let Some(whole) = whole else {
        *whole = Some(document);
        return;
    };
    whole.entries += document.entries;
    whole.items.extend(document.items);
    for (reason, count) in document.dropped {
        *whole.dropped.entry(reason).or_default() += count;
    }
}
