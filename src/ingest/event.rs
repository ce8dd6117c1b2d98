//! The id and kind of a happening as its provider counts it, from fields or from the address of its page.

use url::Url;

use crate::domain::hazard::Hazard;
use crate::domain::item::Provider;

/// Takes over a GDACS event type and number.
pub fn set_gdacs(provider: &mut Provider, kind: &str, number: &str) {
    let kind = kind.trim().to_ascii_uppercase();
    if !is_short_word(&kind) {
        return;
    }
    if is_short_word(number.trim()) {
        provider.event = Some(format!("gdacs:{kind}{}", number.trim()));
    }
    provider.hazard = gdacs_hazard(&kind).or(provider.hazard);
    provider.kind = Some(kind);
}

/// Takes over the id of a USGS earthquake.
pub fn set_usgs(provider: &mut Provider, id: &str) {
    if is_short_word(id.trim()) {
        provider.event = Some(format!("usgs:{}", id.trim()));
        provider.kind = Some("EQ".to_owned());
        provider.hazard = Some(Hazard::Natural);
    }
}

/// Fills event and kind from the address of a GDACS report or a USGS event page, unless fields gave them already.
pub fn set_from_link(provider: &mut Provider, link: &str) {
    if provider.event.is_some() || !(link.contains("gdacs.org/") || link.contains("usgs.gov/")) {
        return;
    }
    let Ok(url) = Url::parse(link) else { return };
    match url.host_str() {
        Some(host) if is_host(host, "gdacs.org") => gdacs_page(provider, &url),
        Some(host) if is_host(host, "usgs.gov") => usgs_page(provider, &url),
        _ => {}
    }
}

fn gdacs_page(provider: &mut Provider, url: &Url) {
    let value = |name: &str| url.query_pairs().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v);
    if let (Some(kind), Some(number)) = (value("eventtype"), value("eventid").filter(|id| is_short_word(id))) {
        set_gdacs(provider, &kind, &number);
    }
}

fn usgs_page(provider: &mut Provider, url: &Url) {
    let mut parts = url.path_segments().into_iter().flatten().skip_while(|part| *part != "eventpage");
    if let (Some(_), Some(id)) = (parts.next(), parts.next()) {
        set_usgs(provider, id);
    }
}

fn is_host(host: &str, owner: &str) -> bool {
    host.strip_suffix(owner).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn is_short_word(word: &str) -> bool {
    (1..=40).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Every event type of GDACS is a natural hazard, except the nuclear and other man-made ones it does not publish.
fn gdacs_hazard(kind: &str) -> Option<Hazard> {
    matches!(kind, "EQ" | "TC" | "FL" | "VO" | "DR" | "WF" | "TS").then_some(Hazard::Natural)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://www.gdacs.org/report.aspx?eventtype=TC&eventid=1000547&episodeid=2", Some("gdacs:TC1000547"))]
    #[case("https://www.gdacs.org/report.aspx?eventid=12&episodeid=3&eventtype=EQ", Some("gdacs:EQ12"))]
    #[case("https://earthquake.usgs.gov/earthquakes/eventpage/us7000abcd/executive", Some("usgs:us7000abcd"))]
    #[case("https://evilgdacs.org/report.aspx?eventtype=TC&eventid=1", None)]
    #[case("https://www.gdacs.org/report.aspx?eventtype=TC&eventid=%1b%5b", None)]
    #[case("https://example.org/gdacs.org/?eventtype=TC&eventid=1", None)]
    fn a_page_names_its_happening(#[case] link: &str, #[case] want: Option<&str>) {
        let mut provider = Provider::default();
        set_from_link(&mut provider, link);
        assert_eq!(provider.event.as_deref(), want);
        assert_eq!(provider.hazard, want.map(|_| Hazard::Natural));
    }
}
