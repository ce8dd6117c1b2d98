//! Namespaces of feeds: which vocabulary an address or a prefix stands for.
//!
//! What the elements of a vocabulary mean is left to `entry` and `extension`.

/// Whose vocabulary an element is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS, Atom, CDF, or a name without a known namespace.
    Core,
    Rdf,
    Dc,
    Content,
    Media,
    Geo,
    Georss,
    Gdacs,
    Cap,
    Xhtml,
    Other,
}

/// Parts of namespace addresses with the vocabulary they stand for; the first that fits decides.
const SPACES: &[(&str, Space)] = &[
    ("urn:oasis:names:tc:emergency:cap", Space::Cap),
    ("incident.com/cap", Space::Cap),
    ("22-rdf-syntax-ns", Space::Rdf),
    ("purl.org/dc/", Space::Dc),
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("search.yahoo.com/mrss", Space::Media),
    ("wgs84_pos", Space::Geo),
    ("georss.org", Space::Georss),
    ("opengis.net/gml", Space::Georss),
    ("gdacs.org", Space::Gdacs),
    ("www.w3.org/1999/xhtml", Space::Xhtml),
    ("purl.org/rss/1.0/modules/rss091", Space::Core),
    ("purl.org/rss/1.0/modules", Space::Other),
    ("purl.org/rss/1.0", Space::Core),
    ("purl.org/net/rss1.1", Space::Core),
    ("purl.org/atom/ns#", Space::Core),
    ("purl.org/pie/", Space::Core),
    ("purl.org/echo/", Space::Core),
    ("example.com/necho", Space::Core),
    ("uri/of/echo/namespace#", Space::Core),
    ("www.w3.org/2005/atom", Space::Core),
    ("my.netscape.com/rdf/simple", Space::Core),
    ("channel.netscape.com/rdf/simple", Space::Core),
    ("backend.userland.com/rss", Space::Core),
    ("blogs.law.harvard.edu/tech/rss", Space::Core),
    ("cyber.law.harvard.edu/rss", Space::Core),
    ("example.com/newformat#", Space::Core),
];

/// Prefixes that are used without being declared.
const PREFIXES: &[(&str, Space)] = &[
    ("rdf", Space::Rdf),
    ("dc", Space::Dc),
    ("content", Space::Content),
    ("media", Space::Media),
    ("geo", Space::Geo),
    ("georss", Space::Georss),
    ("gml", Space::Georss),
    ("gdacs", Space::Gdacs),
    ("cap", Space::Cap),
    ("xhtml", Space::Xhtml),
    ("atom", Space::Core),
    ("rss", Space::Core),
];

/// The vocabulary that a namespace address stands for.
pub(super) fn space_of_address(address: &str) -> Option<Space> {
    let address = address.trim().to_ascii_lowercase();
    SPACES.iter().find(|(part, _)| address.contains(part)).map(|(_, space)| *space)
}

/// The vocabulary that a prefix usually stands for.
pub(super) fn known_prefix(prefix: &str) -> Option<Space> {
    PREFIXES.iter().find(|(known, _)| known.eq_ignore_ascii_case(prefix)).map(|(_, space)| *space)
}
