//! Outbox → file, e-mail, webhook. At least once: a delivery is tried under one fixed key until the other side takes
//! it or the tries run out, so that a receiver can drop what it already has.
//!
//! Keeping the outbox is left to `store`, rendering parcels to `report`, the loop that joins them to `app`.

pub mod routes;

pub mod schedule;

mod error;

mod file;

mod mail;

mod webhook;

#[cfg(test)]
mod tests;

use crate::domain::delivery::{Channel, Delivery};
use crate::domain::outgoing::Outgoing;
use crate::domain::time::Timestamp;

use self::mail::Mail;
use self::webhook::Webhook;

pub use self::error::{CourierError, SendError};

/// Sends deliveries, whatever their channel.
#[derive(Debug)]
pub struct Courier {
    webhook: Webhook,
    mail: Option<Mail>,
}

impl Courier {
    /// Makes ready to send; nothing is contacted yet.
    pub fn new(outgoing: &Outgoing) -> Result<Self, CourierError> {
        let webhook = Webhook::new(outgoing)?;
        let mail = outgoing.mail.as_ref().map(|server| Mail::new(server, outgoing.timeout_seconds)).transpose()?;
        Ok(Self { webhook, mail })
    }

    /// Tries once to send a delivery. `Ok` means that the other side has it.
    pub async fn send(&self, delivery: &Delivery, now: Timestamp) -> Result<(), SendError> {
        match &delivery.channel {
            Channel::File { folder } => file::write(folder, delivery).await,
            Channel::Email { to } => match &self.mail {
                Some(mail) => mail.send(to, delivery).await,
                None => Err(SendError::NoMailServer),
            },
            Channel::Webhook { url } => self.webhook.post(url, delivery, now).await,
        }
    }
}
