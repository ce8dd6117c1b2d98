//! Names of things: one type each, so that an item's id never stands where a feed's is wanted.
//!
//! How an id is made (from a GUID, a link, a hash) is left to the stage that makes the thing.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a name; cloning it afterwards is cheap.
            pub fn new(name: impl AsRef<str>) -> Self {
                Self(Arc::from(name.as_ref()))
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self::new(name)
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                Self(Arc::from(name))
            }
        }
    )*};
}

ids! {
    /// A configured feed, as the operator named it: `gdacs-rss`.
    FeedId;
    /// An item, the same over all its revisions.
    ItemId;
    /// A publisher family: outlets of one owner, one government, one wire text. Counts as one source.
    Family;
    /// An incident; made from its first item, so that a replay gives the same.
    IncidentId;
    /// A registered site, project, programme or visit.
    AssetId;
    /// A field of co-operation as the registry names it: `fiber_sensing`.
    Sector;
    /// A warning rule: `ARM-1`.
    RuleId;
    /// A candidate warning.
    CandidateId;
    /// A notice document's machine number: `N-2026-0007`.
    NoticeId;
    /// A timed hold on candidates.
    SilenceId;
    /// A person's decision about items.
    RulingId;
    /// A receiver of notices, as routes name it.
    RecipientId;
    /// A person who acts: drafter, approver, duty officer.
    Person;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_plain_text_in_json() {
        let id = FeedId::new("gdacs-rss");
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"gdacs-rss\"");
        assert_eq!(format!("{id:>10}|"), " gdacs-rss|");
    }
}
