//! One request over HTTP with all its hops: conditions, redirects, limits of time and size.
//!
//! Nothing is followed that was not checked. What the answer means for the feed is left to the parent module.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
};
use reqwest::{Response, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout};
use url::{Origin, Url};

use crate::domain::feed::{Feed, FeedState, Outcome};
use crate::domain::time::Timestamp;

use super::guard::{PrivateAddress, check_literal};
use super::turns::Turn;
use super::{Failure, Inner, headers};

/// What we would like, in words servers know; some answer with a page to those who do not say.
const ACCEPTED: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
    application/json;q=0.9, text/xml;q=0.9, */*;q=0.5";

/// Bytes from which a body is large.
const LARGE: usize = 512 << 10;

/// What the server said.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// As it came over the wire; empty unless the status is a success.
    pub(super) body: Vec<u8>,
    pub(super) content_type: Option<String>,
    pub(super) content_encoding: Option<String>,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) retry_after: Option<Timestamp>,
    pub(super) max_age: Option<u32>,
    /// The last address asked.
    pub(super) url: String,
    /// Where permanent redirects led, if all were permanent.
    pub(super) moved_to: Option<String>,
    /// Held as long as a large body is.
    pub(super) large: Option<OwnedSemaphorePermit>,
}

/// A request to be made.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) inner: &'a Inner,
    pub(super) feed: &'a Feed,
    /// Where to ask first.
    pub(super) address: Result<Url, url::ParseError>,
    /// Whose validators to send; none for a request without conditions.
    pub(super) conditions: Option<&'a FeedState>,
    pub(super) now: Timestamp,
}

/// How far redirects have led.
struct Way {
    url: Url,
    /// Where secrets may be sent.
    home: Origin,
    secrets: HeaderMap,
    hops: u8,
    /// Whether every redirect so far was for good.
    moved: bool,
}

impl Request<'_> {
    /// Asks, within the total time allowed; waiting for a turn at a host that a redirect leads to does not count.
    pub(super) async fn run(&self, mut turn: Option<&mut Turn>) -> Result<Answer, Failure> {
        let (total, mut spent) = (self.inner.settings.total_timeout, Duration::ZERO);
        let mut way = self.way()?;
        loop {
            let start = Instant::now();
            let hop = timeout(total.saturating_sub(spent), self.hop(&mut way)).await;
            spent += start.elapsed();
            match hop.unwrap_or_else(|_| Err(late("the whole answer", total)))? {
                Some(answer) => return Ok(answer),
                None => {
                    if let Some(turn) = turn.as_deref_mut() {
                        self.inner.turns.pass(turn, &way.url).await;
                    }
                }
            }
        }
    }

    /// The first step; each further one is checked as it is found, before a turn there is waited for.
    fn way(&self) -> Result<Way, Failure> {
        let url = self.address.clone();
        let url = url.map_err(|error| Failure::http(format!("`{}` is no address: {error}", self.feed.url)))?;
        self.check(&url)?;
        Ok(Way { home: url.origin(), secrets: headers::of_feed(self.feed)?, url, hops: 0, moved: true })
    }

    /// Asks where the way has led; none when it leads on.
    async fn hop(&self, way: &mut Way) -> Result<Option<Answer>, Failure> {
        let is_home = way.url.origin() == way.home;
        let response = self.ask(&way.url, is_home.then(|| way.secrets.clone()), way.hops == 0).await?;
        let Some(next) = redirect(&response, &way.url)? else {
            let has_moved = way.hops > 0 && way.moved && response.status().is_success();
            let moved_to = has_moved.then(|| shown(&way.url));
            return self.take(response, &way.url, moved_to).await.map(Some);
        };
        way.moved &= matches!(response.status(), StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT);
        let most = self.inner.settings.max_redirects;
        if way.hops >= most {
            return Err(Failure::http(format!("more than {most} redirects, the last to `{}`", shown(&next))));
        }
        way.url = next;
        way.hops += 1;
        self.check(&way.url).map(|()| None)
    }

    fn check(&self, url: &Url) -> Result<(), Failure> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Failure::blocked(format!("a redirect to `{}:` is not followed", url.scheme())));
        }
        if self.feed.allow_private {
            return Ok(());
        }
        check_literal(url).map_err(|refused| Failure::blocked(refused.to_string()))
    }

    async fn ask(&self, url: &Url, secrets: Option<HeaderMap>, is_first: bool) -> Result<Response, Failure> {
        let client = self.inner.clients.of(url, self.feed.allow_private)?;
        let mut request = client.get(url.clone()).header(ACCEPT, ACCEPTED).header(ACCEPT_ENCODING, "gzip, deflate");
        if let Some(state) = self.conditions.filter(|_| is_first) {
            for (name, value) in [(IF_NONE_MATCH, &state.etag), (IF_MODIFIED_SINCE, &state.last_modified)] {
                if let Some(value) = value.as_ref().and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok()) {
                    request = request.header(name, value);
                }
            }
        }
        let request = request.headers(secrets.unwrap_or_default());
        let allowed = self.inner.settings.first_byte_timeout;
        match timeout(allowed, request.send()).await {
            Ok(sent) => sent.map_err(|error| failure(&error, allowed)),
            Err(_) => Err(late("the first byte", allowed)),
        }
    }

    async fn take(&self, mut response: Response, url: &Url, moved_to: Option<String>) -> Result<Answer, Failure> {
        let text =
            |name| response.headers().get(name).and_then(|value| String::from_utf8(value.as_bytes().to_vec()).ok());
        let mut answer = Answer {
            status: response.status().as_u16(),
            content_type: text(CONTENT_TYPE),
            content_encoding: text(CONTENT_ENCODING),
            etag: text(ETAG),
            last_modified: text(LAST_MODIFIED),
            retry_after: headers::retry_after(response.headers(), self.now),
            max_age: headers::max_age(response.headers()),
            url: shown(url),
            moved_to,
            ..Answer::default()
        };
        if response.status().is_success() {
            let limit = self.feed.max_body.unwrap_or(self.inner.settings.max_body);
            (answer.body, answer.large) = self.body(&mut response, limit).await?;
        }
        Ok(answer)
    }

    async fn body(
        &self,
        response: &mut Response,
        limit: u64,
    ) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), Failure> {
        let too_large = || {
            Failure::too_large(format!(
                "the answer has more than {limit} bytes; raise `max_body` of the feed if that is meant"
            ))
        };
        if response.content_length().is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let told = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
        let mut body = Vec::with_capacity(told.min(LARGE));
        let mut large = None;
        loop {
            match response.chunk().await {
                Ok(None) => return Ok((body, large)),
                Ok(Some(chunk)) if (body.len() + chunk.len()) as u64 > limit => return Err(too_large()),
                Ok(Some(chunk)) => {
                    if large.is_none() && body.len() + chunk.len() > LARGE {
                        large = Arc::clone(&self.inner.large).acquire_owned().await.ok();
                    }
                    body.extend_from_slice(&chunk);
                }
                Err(error) => {
                    let cause = failure(&error, self.inner.settings.total_timeout);
                    return Err(Failure {
                        message: format!("the answer broke off after {} bytes: {}", body.len(), cause.message),
                        ..cause
                    });
                }
            }
        }
    }
}

/// Where an answer redirects to; an error when it does so without a usable address.
fn redirect(response: &Response, from: &Url) -> Result<Option<Url>, Failure> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let target = location.and_then(|location| from.join(location).ok());
    target.map(Some).ok_or_else(|| Failure::http("a redirect that says not where to".to_owned()))
}

/// An address without user name and password.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Neither call fails on a URL that has a host; one without has no secrets.
    url.set_username("").ok();
    url.set_password(None).ok();
    url.into()
}

fn late(what: &str, allowed: Duration) -> Failure {
    Failure { outcome: Outcome::Timeout, message: format!("{what} did not come within {} s", allowed.as_secs_f64()) }
}

fn failure(error: &reqwest::Error, allowed: Duration) -> Failure {
    let mut messages = Vec::new();
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(at) = cause {
        if let Some(refused) = at.downcast_ref::<PrivateAddress>() {
            return Failure::blocked(refused.to_string());
        }
        messages.push(at.to_string());
        cause = at.source();
    }
    if error.is_timeout() {
        return late(if error.is_connect() { "a connection" } else { "the answer" }, allowed);
    }
    // The outermost message repeats the address; the innermost names the cause.
    let inner = messages.pop().unwrap_or_default();
    let what = if error.is_connect() { "cannot connect" } else { "the exchange failed" };
    Failure::http(format!("{what}: {inner}"))
}
