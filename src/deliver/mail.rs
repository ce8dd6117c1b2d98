//! E-mail: the body as plain text, documents attached, under a fixed message id.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::error::{CourierError, SendError, quote};
use crate::domain::delivery::{Attachment, Delivery};
use crate::domain::outgoing::{Encryption, MailServer};

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// A way to the mail server.
#[derive(Debug)]
pub(super) struct Mail {
    transport: Transport,
    from: Mailbox,
    host: String,
}

impl Mail {
    pub(super) fn new(server: &MailServer, timeout_seconds: u64) -> Result<Self, CourierError> {
        let from = server.from.parse().map_err(|_| CourierError::BadSender(quote(&server.from)))?;
        let builder = match server.encryption {
            Encryption::Tls => Transport::relay(&server.host),
            Encryption::Starttls => Transport::starttls_relay(&server.host),
            Encryption::None => Ok(Transport::builder_dangerous(&server.host)),
        };
        let bad = |error: lettre::transport::smtp::Error| CourierError::BadMailServer {
            host: server.host.clone(),
            why: quote(&error.to_string()),
        };
        let mut builder = builder.map_err(bad)?.timeout(Some(Duration::from_secs(timeout_seconds)));
        if let Some(port) = server.port {
            builder = builder.port(port);
        }
        if let (Some(user), Some(password)) = (&server.user, &server.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        Ok(Self { transport: builder.build(), from, host: server.host.clone() })
    }

    pub(super) async fn send(&self, to: &str, delivery: &Delivery) -> Result<(), SendError> {
        let message = self.message(to, delivery)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.judge(to, &error)),
        }
    }

    /// The message; the same bytes at every try but for part boundaries.
    fn message(&self, to: &str, delivery: &Delivery) -> Result<Message, SendError> {
        let parcel = &delivery.parcel;
        let bad = |why: String| SendError::BadParcel { name: parcel.name.clone(), why: quote(&why) };
        let mailbox: Mailbox = to.parse().map_err(|_| SendError::BadAddress(quote(to)))?;
        let domain = self.from.email.domain();
        let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(parcel.body.clone()));
        for attachment in &parcel.attachments {
            parts = parts.singlepart(part(attachment).map_err(bad)?);
        }
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(mailbox)
            .date(SystemTime::from(delivery.queued))
            .subject(quote(&parcel.subject))
            .message_id(Some(format!("<{}@{domain}>", delivery.key)));
        for (name, value) in [("Auto-Submitted", "auto-generated"), ("Idempotency-Key", delivery.key.as_str())] {
            let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|error| bad(error.to_string()))?;
            message = message.raw_header(HeaderValue::new(name, value.to_owned()));
        }
        message.multipart(parts).map_err(|error| bad(error.to_string()))
    }

    /// A permanent answer is final, but for those about the account (530 to 538), which an operator can put right.
    fn judge(&self, to: &str, error: &lettre::transport::smtp::Error) -> SendError {
        let Some(status) = error.status().map(u16::from) else {
            return SendError::Unreachable { to: self.host.clone(), why: quote(&error.to_string()) };
        };
        let to = format!("{to} by {}", self.host);
        if error.is_permanent() && !(530..=538).contains(&status) {
            SendError::Refused { to, status }
        } else {
            SendError::Busy { to, status, wait: None }
        }
    }
}

fn part(attachment: &Attachment) -> Result<SinglePart, String> {
    let bytes = STANDARD.decode(&attachment.base64).map_err(|error| error.to_string())?;
    let media = ContentType::parse(&attachment.media).map_err(|error| error.to_string())?;
    Ok(Part::new(quote(&attachment.name)).body(bytes, media))
}
