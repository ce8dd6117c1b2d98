//! Who gets a notice by which way, and what became of each sending and each reply.
//!
//! Which route a notice takes and how it is sent is left to `deliver`, keeping the ledger to `store`, rendering the
//! parcel to `report`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::audit::hex;
use super::country::CountryCode;
use super::hazard::Hazard;
use super::id::{NoticeId, Person, RecipientId, Sector};
use super::level::Level;
use super::time::Timestamp;
use super::words::{Lang, LocalText};

/// A way to a recipient.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case", deny_unknown_fields)]
pub enum Channel {
    /// A file in a folder.
    File {
        /// The folder.
        folder: String,
    },
    /// E-mail.
    Email {
        /// The address.
        to: String,
    },
    /// A POST to a server.
    Webhook {
        /// The address.
        url: String,
    },
}

/// A receiver of notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The name routes use.
    pub id: RecipientId,
    /// Its name in three languages.
    pub name: LocalText,
    /// The language it reads.
    #[serde(default)]
    pub lang: Lang,
    /// The ways to it; each gets its own copy.
    pub channels: Vec<Channel>,
    /// Who is told when it does not acknowledge in time.
    #[serde(default)]
    pub escalate_to: Option<RecipientId>,
    /// When it is not to be disturbed; never holds red.
    #[serde(default)]
    pub quiet: Option<QuietHours>,
}

/// Hours of the Beijing day, as minutes after midnight; may run over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// First quiet minute, 0 to 1439.
    pub from: u32,
    /// First minute after, 0 to 1439.
    pub until: u32,
}

/// Which notices go to whom. A part that is empty matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Route {
    /// The operator's name for it.
    pub name: String,
    /// Only notices on one of these countries.
    pub countries: Vec<CountryCode>,
    /// Only these hazards.
    pub hazards: Vec<Hazard>,
    /// Only when an exposed asset has its home base in one of these cities, named in any language.
    pub host_cities: Vec<String>,
    /// Only when an exposed asset is answered for by one of these units.
    pub organisations: Vec<String>,
    /// Only when an exposed asset works in one of these fields.
    pub sectors: Vec<Sector>,
    /// Only at or above this level.
    pub min_level: Level,
    /// Who gets them.
    pub recipients: Vec<RecipientId>,
}

/// What is sent, rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Subject line.
    pub subject: String,
    /// File name without folder: `N-2026-0007.md`.
    pub name: String,
    /// Media type of the body: `text/plain`, `application/json`.
    pub media: String,
    /// The body.
    pub body: String,
    /// Further documents.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// A further document of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Its bytes in base64.
    pub base64: String,
}

/// Where a delivery is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be sent, or to be tried again.
    Waiting,
    /// Accepted by the other side.
    Sent,
    /// Given up; a person must find another way.
    Failed,
}

/// A recipient's reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// When.
    pub at: Timestamp,
    /// Who answered for the recipient.
    pub by: Person,
    /// What they said.
    pub note: String,
}

/// A notice on its way to one recipient by one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Fixed for this notice, recipient and channel, so that receivers can drop a repeat.
    pub key: String,
    /// The notice.
    pub notice: NoticeId,
    /// Its level.
    pub level: Level,
    /// The recipient.
    pub recipient: RecipientId,
    /// The way.
    pub channel: Channel,
    /// What is sent.
    pub parcel: Parcel,
    /// When it was put into the outbox.
    pub queued: Timestamp,
    /// Where it is on its way.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When to try next; none once sent or given up.
    pub next_try: Option<Timestamp>,
    /// When the other side accepted it.
    pub sent: Option<Timestamp>,
    /// What went wrong last.
    pub error: Option<String>,
    /// By when to acknowledge; none when no reply is asked.
    pub acknowledge_by: Option<Timestamp>,
    /// The reply.
    pub acknowledged: Option<Acknowledgement>,
    /// An exercise: goes the whole way, marked, never counted.
    pub exercise: bool,
}

/// One try to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The delivery's key.
    pub key: String,
    /// When.
    pub at: Timestamp,
    /// What went wrong; none when it was accepted.
    pub error: Option<String>,
}

impl Delivery {
    /// The key of a notice's delivery: the same however often it is made anew.
    pub fn key_of(notice: &NoticeId, recipient: &RecipientId, channel: &Channel) -> String {
        let mut hasher = Sha256::new();
        for part in [notice.as_str(), recipient.as_str(), channel.kind(), channel.address()] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        hex(&hasher.finalize()).chars().take(32).collect()
    }

    /// Whether the reply is overdue.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.acknowledged.is_none() && self.acknowledge_by.is_some_and(|by| by < now)
    }
}

impl Channel {
    /// The key used in machine formats and locale tables (`channel.<key>`).
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::File { .. } => "file",
            Self::Email { .. } => "email",
            Self::Webhook { .. } => "webhook",
        }
    }

    /// Where it leads.
    pub fn address(&self) -> &str {
        match self {
            Self::File { folder: address } | Self::Email { to: address } | Self::Webhook { url: address } => address,
        }
    }
}

impl DeliveryState {
    /// The key used in machine formats and locale tables (`delivery_state.<key>`).
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_notice_recipient_and_way() {
        let key = |notice: &str, recipient: &str, to: &str| {
            let channel = Channel::Email { to: to.into() };
            Delivery::key_of(&NoticeId::new(notice), &RecipientId::new(recipient), &channel)
        };
        let first = key("N-2026-0001", "paton", "a@b.example");
        assert_eq!(first, key("N-2026-0001", "paton", "a@b.example"));
        assert_eq!(first.len(), 32);
        for other in [
            key("N-2026-0002", "paton", "a@b.example"),
            key("N-2026-0001", "membrane", "a@b.example"),
            key("N-2026-0001", "paton", "c@b.example"),
        ] {
            assert_ne!(first, other);
        }
    }
}
