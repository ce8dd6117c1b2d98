//! Which addresses may be asked: none of this machine, of a private network or of a cloud's metadata service, however
//! they are spelled, unless the feed says so.
//!
//! The check sits in the resolver, so that a name cannot change its address between check and connection. Literal
//! addresses, which are never resolved, are checked at each hop.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;
use url::{Host, Url};

/// An address that may not be asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{host}` is an address of this machine or a private network; set `allow_private = true` on the feed if that is meant"
)]
pub(super) struct PrivateAddress {
    host: String,
}

/// Refuses an address that needs no resolving.
pub(super) fn check_literal(url: &Url) -> Result<(), PrivateAddress> {
    let is_private = match url.host() {
        Some(Host::Ipv4(ip)) => is_private(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => is_private(IpAddr::V6(ip)),
        _ => false,
    };
    if is_private { Err(PrivateAddress { host: url.host_str().unwrap_or_default().to_owned() }) } else { Ok(()) }
}

/// Resolves names, and leaves out what may not be asked.
#[derive(Debug)]
pub(super) struct GuardedResolver {
    /// Hosts of the proxies of the environment, which usually are private and are meant.
    proxies: HashSet<String>,
}

impl GuardedResolver {
    pub(super) fn new(proxies: HashSet<String>) -> Self {
        Self { proxies }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let is_proxy = self.proxies.contains(&host);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let public: Vec<SocketAddr> =
                found.iter().copied().filter(|address| is_proxy || !is_private(address.ip())).collect();
            if public.is_empty() && !found.is_empty() {
                return Err(PrivateAddress { host }.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// The hosts of the proxies that the environment names.
pub(super) fn proxy_hosts(variable: impl Fn(&str) -> Option<String>) -> HashSet<String> {
    let names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    let with_scheme = |value: String| if value.contains("://") { value } else { format!("http://{value}") };
    let urls = names.iter().filter_map(|name| variable(name)).filter_map(|value| Url::parse(&with_scheme(value)).ok());
    urls.filter_map(|url| url.host_str().map(str::to_owned)).collect()
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => embedded(ip).map_or_else(|| is_private_v6(ip), is_private_v4),
    }
}

/// Ranges that IANA lists as not global; metadata services live in the link-local one.
fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || a == 100 && (64..128).contains(&b)
        || a == 192 && b == 0 && c == 0
        || a == 198 && (18..20).contains(&b)
        // A metadata service of one large cloud stands in a public range.
        || ip == Ipv4Addr::new(168, 63, 129, 16)
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_multicast()
        || first & 0xfe00 == 0xfc00
        || first & 0xffc0 == 0xfe80
        || first & 0xffc0 == 0xfec0
        || first == 0x2001 && second == 0xdb8
}

/// The IPv4 address inside a mapped, translated (`64:ff9b::/96`) or 6to4 one.
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match ip.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(v4(high, low)),
        [0, 0, 0, 0, 0, 0, high, low] if (high, low) > (0, 1) => Some(v4(high, low)),
        _ => ip.to_ipv4_mapped(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    fn private_addresses_are_refused_in_every_spelling(
        #[values(
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://10.0.0.8/",
            "http://172.16.4.4/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[::127.0.0.1]/",
            "http://198.18.0.1/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://168.63.129.16/"
        )]
        url: &str,
    ) {
        assert!(check_literal(&Url::parse(url).unwrap()).is_err());
    }

    #[rstest]
    fn public_addresses_pass(
        #[values("http://93.184.215.14/", "http://[2606:2800::1]/", "http://example.org/", "http://172.32.0.1/")]
        url: &str,
    ) {
        assert_eq!(check_literal(&Url::parse(url).unwrap()), Ok(()));
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_refused_unless_it_is_the_proxy() {
        let name = || "localhost".parse::<Name>().unwrap();
        let refused = GuardedResolver::new(HashSet::new()).resolve(name()).await;
        assert!(refused.err().unwrap().to_string().contains("allow_private"));
        let proxies = proxy_hosts(|name| (name == "HTTPS_PROXY").then(|| "localhost:3128".to_owned()));
        assert!(GuardedResolver::new(proxies).resolve(name()).await.is_ok());
    }
}
