//! What can go wrong in sending, and whether another try may help.

use thiserror::Error;

/// Longest text of another program kept in an error.
const KEPT: usize = 300;

/// Why sending cannot even begin: a fault of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CourierError {
    /// The sender's address.
    #[error("`{0}` is no e-mail address; correct `mail.from` in `deliver.toml`")]
    BadSender(String),
    /// The mail server's name.
    #[error("mail server `{host}` cannot be used ({why}); correct `mail` in `deliver.toml`")]
    BadMailServer {
        /// Its name.
        host: String,
        /// Why not.
        why: String,
    },
    /// The system's TLS or name resolution.
    #[error("no connections can be made ({0}); check the system's certificates and network")]
    NoClient(String),
}

/// Why one try failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SendError {
    /// The other side did not answer, or not in time.
    #[error("`{to}` did not answer ({why}); it will be tried again")]
    Unreachable {
        /// Where to.
        to: String,
        /// What was said.
        why: String,
    },
    /// The other side is not ready.
    #[error("`{to}` answered {status}; it will be tried again")]
    Busy {
        /// Where to.
        to: String,
        /// Status of HTTP or SMTP.
        status: u16,
        /// Seconds it asks to wait.
        wait: Option<u64>,
    },
    /// The other side will never take it.
    #[error("`{to}` refused it with {status}; correct the recipient and send the notice again")]
    Refused {
        /// Where to.
        to: String,
        /// Status of HTTP or SMTP.
        status: u16,
    },
    /// The address is none.
    #[error("`{0}` is no address; correct the recipient and send the notice again")]
    BadAddress(String),
    /// The parcel cannot be put in the form its channel needs.
    #[error("`{name}` cannot be packed ({why}); render the notice again")]
    BadParcel {
        /// The document.
        name: String,
        /// Why not.
        why: String,
    },
    /// E-mail without a mail server.
    #[error("no mail server is configured; add `[mail]` to `deliver.toml`")]
    NoMailServer,
    /// A file could not be written.
    #[error("`{path}` cannot be written ({why}); it will be tried again")]
    Unwritable {
        /// The file.
        path: String,
        /// What the system said.
        why: String,
    },
}

impl SendError {
    /// Whether no other try can help.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::BadAddress(_) | Self::BadParcel { .. })
    }

    /// Seconds the other side asked to wait.
    pub const fn wait(&self) -> Option<u64> {
        match self {
            Self::Busy { wait, .. } => *wait,
            _ => None,
        }
    }
}

/// What another program said, fit to be shown: on one line, without control characters, cut.
pub(super) fn quote(said: &str) -> String {
    let kept = said.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_hidden(*c));
    kept.take(KEPT).collect::<String>().trim().to_owned()
}

/// Bidi controls and other characters that change how the text around them is shown.
const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_say_is_shown_on_one_harmless_line() {
        assert_eq!(quote("550 no\r\n\u{1b}[31mred\u{202e}"), "550 no   [31mred");
        assert_eq!(quote(&"x".repeat(1000)).len(), KEPT);
    }
}
