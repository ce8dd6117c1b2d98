//! Files → layers → one validated configuration, with every problem at once, by file, line and column.
//!
//! Shipped defaults (`config/`, embedded) lie below; the operator's folder is put over them key by key, list entries by
//! their id; single settings can be given by the environment. Whether a rule's condition or a feed's filter compiles is
//! left to those who run them; [`Config::locate`] tells them where it stands.

mod blame;
mod check;
mod combine;
mod countries;
mod desk;
mod docs;
mod edit;
mod feed_edit;
mod feeds;
mod init;
mod layers;
mod load;
mod log;
mod model;
mod node;
mod problem;
mod read;
mod receivers;
mod registry;
mod rules;
mod secret;
mod settings;
mod shipped;
mod show;
mod source;
mod suggest;
mod template;
mod words;

pub use self::countries::{CountryFacts, Fx};
pub use self::edit::{Draft, EditError};
pub use self::feed_edit::{add_feeds, feed_text, set_feed_url};
pub use self::init::{InitError, init};
pub use self::layers::folder;
pub use self::load::{Config, Loaded, load, shipped};
pub use self::problem::{Place, Problem, Severity};
pub use self::registry::{Article, WordPair};
pub use self::secret::{SecretError, reveal};
pub use self::settings::{Desk, Http, ReportSettings, Schedule, Settings, StoreSettings, TuiSettings};
pub use self::shipped::{shipped_bytes, shipped_text};
pub use self::show::show;

#[cfg(test)]
mod tests;
