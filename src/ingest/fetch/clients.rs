//! The HTTP clients, each set up when the first address needs it: to read the certificates of the system costs more
//! than to ask a feed.
//!
//! What may be asked is left to `guard`, how, to `transport`.

use std::collections::HashSet;
use std::fmt;
use std::sync::OnceLock;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use url::Url;

use super::guard::{self, GuardedResolver};
use super::{Failure, HttpSettings};

/// Something done to a client before it is built.
pub(super) type Dress = Box<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// Clients by what they may reach.
pub(super) struct Clients {
    settings: HttpSettings,
    proxies: HashSet<String>,
    dress: Dress,
    /// For feeds that may ask only public addresses, which is nearly all, without certificates and with them.
    guarded: [OnceLock<Result<Client, String>>; 2],
    /// For the others.
    open: [OnceLock<Result<Client, String>>; 2],
}

impl Clients {
    /// Sets nothing up yet.
    pub(super) fn new(settings: &HttpSettings, dress: Dress) -> Self {
        Self {
            settings: settings.clone(),
            proxies: guard::proxy_hosts(|name| std::env::var(name).ok()),
            dress,
            guarded: Default::default(),
            open: Default::default(),
        }
    }

    /// The client for an address.
    pub(super) fn of(&self, url: &Url, allow_private: bool) -> Result<&Client, Failure> {
        // A proxy may itself be asked with certificates.
        let plain = url.scheme() == "http" && self.proxies.is_empty();
        let [without, with] = if allow_private { &self.open } else { &self.guarded };
        let made = if plain { without } else { with };
        let client = made.get_or_init(|| self.build(plain, allow_private).map_err(|error| error.to_string()));
        client.as_ref().map_err(|error| {
            let hint = "check the user agent and the proxy variables of the environment";
            Failure::http(format!("cannot set up the HTTP client: {error}; {hint}"))
        })
    }

    fn build(&self, plain: bool, allow_private: bool) -> reqwest::Result<Client> {
        let mut builder = Client::builder()
            .user_agent(&self.settings.user_agent)
            .connect_timeout(self.settings.connect_timeout)
            .redirect(Policy::none())
            .referer(false)
            .pool_max_idle_per_host(self.settings.per_host);
        if plain {
            builder = builder.tls_certs_only([]);
        }
        if !allow_private {
            builder = builder.dns_resolver(GuardedResolver::new(self.proxies.clone()));
        }
        (self.dress)(builder).build()
    }
}

impl fmt::Debug for Clients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clients").field("settings", &self.settings).finish_non_exhaustive()
    }
}
