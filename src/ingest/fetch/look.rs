//! A first look at an address that an operator names: is it a feed, or a page that offers feeds?
//!
//! What to call a feed is left to `discover`; nothing is remembered of the exchange.

use url::Url;

use crate::domain::feed::Feed;
use crate::domain::time::Timestamp;
use crate::ingest::discover::{Offer, offers};
use crate::ingest::filters::preset_format;
use crate::ingest::read::{Body, Document, ReadError, read, text_of};

use super::transport::Request;
use super::{Failure, Fetcher, at_its_moment, judge_status, unpack};

/// What stands at an address.
#[derive(Debug)]
pub enum Look {
    /// A feed, with the address that it was read from in the end.
    Feed(Box<Document>, Url),
    /// A page with the feeds that it offers; the usual places when it names none.
    Page(Vec<Offer>),
    /// JSON that no preset is known for.
    Unknown {
        /// Its first keys.
        keys: String,
        /// The address that it was read from in the end.
        url: Url,
    },
}

/// Why nothing could be found out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LookError(String);

impl From<Failure> for LookError {
    fn from(failure: Failure) -> Self {
        Self(failure.message)
    }
}

impl Fetcher {
    /// The preset by which a file was read, when it was by one that nobody named.
    pub fn preset_of_file(&self, feed: &Feed, now: Timestamp) -> Option<String> {
        let inner = &self.inner;
        let limit = feed.max_body.unwrap_or(inner.settings.max_body);
        let (_, bytes) = super::files::contents(&feed.url, limit).ok()?.into_iter().next()?;
        let bytes = unpack::unpack(bytes, None, limit).ok()?;
        let body = Body { bytes: &bytes, content_type: None, url: &feed.url };
        preset_of(&read(feed, &body, now, &inner.filters).ok()?)
    }

    /// Asks an address once and says what stands there.
    pub async fn look(&self, feed: &Feed, now: Timestamp) -> Result<Look, LookError> {
        let (inner, feed) = (&self.inner, &*at_its_moment(feed, now));
        let request = Request { inner, feed, address: Url::parse(&feed.url), conditions: None, now };
        let answer = request.run(None).await?;
        judge_status(answer.status)?;
        let limit = feed.max_body.unwrap_or(inner.settings.max_body);
        let bytes = unpack::unpack(answer.body, answer.content_encoding.as_deref(), limit)?;
        let body = Body { bytes: &bytes, content_type: answer.content_type.as_deref(), url: &answer.url };
        let url = Url::parse(&answer.url).map_err(|error| LookError(format!("`{}`: {error}", answer.url)))?;
        match read(feed, &body, now, &inner.filters) {
            Ok(document) => Ok(Look::Feed(Box::new(document), url)),
            Err(ReadError::NotAFeed { .. }) => Ok(Look::Page(offers(&text_of(&body), &url))),
            Err(ReadError::NoPreset { keys }) => Ok(Look::Unknown { keys, url }),
            Err(error) => Err(LookError(error.to_string())),
        }
    }
}

/// The shipped preset by which a document was read.
pub fn preset_of(document: &Document) -> Option<String> {
    preset_format(&document.format).map(|_| document.format.clone())
}
