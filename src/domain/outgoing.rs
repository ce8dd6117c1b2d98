//! How deliveries are sent: patience, mail server, secret. The shipped values are in `config/deliver.toml`.
//!
//! Reading them, secrets included, is left to `config`; sending, to `deliver`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Everything sending needs to know besides the delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outgoing {
    /// When to try again.
    pub retry: Retry,
    /// Seconds in which the other side must take a delivery.
    pub timeout_seconds: u64,
    /// Seconds after which a sender that said nothing counts as dead, and its deliveries are due again.
    pub lease_seconds: u64,
    /// Deliveries sent at the same time at most.
    pub at_once: usize,
    /// The mail server; none when nothing is sent by e-mail.
    #[serde(default)]
    pub mail: Option<MailServer>,
    /// What webhooks are signed with; none leaves them unsigned.
    #[serde(default)]
    pub webhook_secret: Option<Secret>,
}

/// When to try again: after a pause that doubles, up to a longest one, some number of times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Seconds before the second try.
    pub first_seconds: f64,
    /// Seconds of the longest pause, also of one that the other side asks for.
    pub longest_seconds: f64,
    /// Tries in all, after which a person must find another way.
    pub tries: u32,
}

/// The server that takes e-mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port; none for the usual one of the encryption.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the way to it is encrypted.
    pub encryption: Encryption,
    /// The sender: `desk@example.org` or `Duty desk <desk@example.org>`.
    pub from: String,
    /// The account, if it asks for one.
    #[serde(default)]
    pub user: Option<String>,
    /// The account's password.
    #[serde(default)]
    pub password: Option<Secret>,
}

/// How the way to a mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// From the first byte.
    Tls,
    /// After a plain greeting; never left out.
    Starttls,
    /// Not at all: for a relay on the same machine or network.
    None,
}

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
