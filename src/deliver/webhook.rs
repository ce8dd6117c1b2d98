//! Webhooks: a POST with a fixed key and a signature over the moment and the body.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use sha2::Sha256;

use super::error::{CourierError, SendError, quote};
use crate::domain::audit::hex;
use crate::domain::delivery::Delivery;
use crate::domain::outgoing::{Outgoing, Secret};
use crate::domain::time::Timestamp;

/// Carries the delivery's key, the same over every try.
const KEY: &str = "Idempotency-Key";

/// Carries `t=<unix seconds>,v1=<hex>`.
const SIGNATURE: &str = "X-Fenghuo-Signature";

/// A client for webhooks.
#[derive(Debug)]
pub(super) struct Webhook {
    client: Client,
    secret: Option<Secret>,
}

impl Webhook {
    pub(super) fn new(outgoing: &Outgoing) -> Result<Self, CourierError> {
        let client = Client::builder()
            .timeout(Duration::from_secs(outgoing.timeout_seconds))
            // The body must reach the server that was configured, and no other.
            .redirect(Policy::none())
            .referer(false)
            .user_agent(concat!("fenghuo/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| CourierError::NoClient(quote(&error.to_string())))?;
        Ok(Self { client, secret: outgoing.webhook_secret.clone() })
    }

    pub(super) async fn post(&self, url: &str, delivery: &Delivery, now: Timestamp) -> Result<(), SendError> {
        let address = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let address = address.ok_or_else(|| SendError::BadAddress(quote(url)))?;
        let to = display_name(&address);
        let body = &delivery.parcel.body;
        let mut request = self
            .client
            .post(address)
            .header(CONTENT_TYPE, &delivery.parcel.media)
            .header(KEY, &delivery.key)
            .body(body.clone());
        if let Some(secret) = &self.secret {
            request = request.header(SIGNATURE, signature(secret, now, body));
        }
        match request.send().await {
            Ok(response) => judge(to, &response),
            Err(error) => Err(SendError::Unreachable { to, why: quote(&root_of(&error)) }),
        }
    }
}

/// The header's value: HMAC-SHA256 over `<unix seconds>.<body>`.
fn signature(secret: &Secret, now: Timestamp, body: &str) -> String {
    let seconds = now.timestamp();
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else { return String::new() };
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body.as_bytes());
    format!("t={seconds},v1={}", hex(&mac.finalize().into_bytes()))
}

/// 2xx has it; what cannot become right by waiting is refused; all else is tried again.
fn judge(to: String, response: &Response) -> Result<(), SendError> {
    let status = response.status().as_u16();
    match status {
        200..=299 => Ok(()),
        400 | 405 | 410 | 413 | 415 | 422 => Err(SendError::Refused { to, status }),
        _ => {
            let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
            Err(SendError::Busy { to, status, wait })
        }
    }
}

/// Scheme, host and port; path and query may hold a token.
fn display_name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{host}{port}", url.scheme())
}

/// What lies at the bottom of an error, without the address.
fn root_of(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut root: &dyn std::error::Error = error;
    while let Some(source) = root.source() {
        root = source;
    }
    root.to_string()
}
