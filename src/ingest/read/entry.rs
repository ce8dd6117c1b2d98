//! From the fields of an XML entry to a draft: which of many names holds title, text, link, date and id.
//!
//! Fields of place, level and hazard are left to `extension`.

use std::borrow::Cow;

use crate::domain::time::Timestamp;
use crate::ingest::clean::decode_entities;

use super::dates::date;
use super::draft::Draft;
use super::extension;
use super::shape::{Field, Space};

/// Elements whose title, link and name are not the entry's own.
const STRANGERS: &[&str] = &["source", "image", "textinput", "author", "contributor", "logo", "cloud"];

const TITLES: &[(Space, &str)] = &[
    (Space::Core, "title"),
    (Space::Dc, "title"),
    (Space::Media, "title"),
    (Space::Cap, "headline"),
    (Space::Cap, "event"),
];

const TEXTS: &[(Space, &str)] = &[
    (Space::Core, "description"),
    (Space::Core, "summary"),
    (Space::Core, "abstract"),
    (Space::Content, "encoded"),
    (Space::Core, "content"),
    (Space::Xhtml, "body"),
    (Space::Cap, "description"),
    (Space::Media, "description"),
    (Space::Dc, "description"),
];

const IDS: &[(Space, &str)] =
    &[(Space::Core, "guid"), (Space::Core, "id"), (Space::Dc, "identifier"), (Space::Cap, "identifier")];

const DATES: &[(Space, &str)] = &[
    (Space::Core, "pubdate"),
    (Space::Core, "published"),
    (Space::Core, "issued"),
    (Space::Dc, "date"),
    (Space::Core, "date"),
    (Space::Core, "created"),
    (Space::Core, "updated"),
    (Space::Core, "modified"),
    (Space::Core, "lastbuilddate"),
    (Space::Cap, "sent"),
    (Space::Cap, "effective"),
    (Space::Gdacs, "datemodified"),
];

/// Reads the fields of one entry.
pub(super) fn draft(fields: &[Field<'_>]) -> Draft {
    let mut draft = Draft {
        guid: id(fields),
        title: best(fields, TITLES).unwrap_or_default().into_owned(),
        summary: best(fields, TEXTS).unwrap_or_default().into_owned(),
        link: link(fields),
        published: published(fields),
        categories: categories(fields),
        lang: lang(fields),
        ..Draft::default()
    };
    extension::apply(fields, &mut draft);
    draft
}

/// The title of a feed from the fields at its head.
pub(super) fn head_title(fields: &[Field<'_>]) -> String {
    let own =
        |f: &&Field<'_>| matches!(f.parent.to_ascii_lowercase().as_str(), "" | "channel" | "feed" | "rss" | "rdf");
    let core = fields.iter().filter(|f| f.is(Space::Core, "title") && is_own(f));
    let nearest = core.clone().filter(own).chain(core).map(Field::text).find(|text| !text.trim().is_empty());
    nearest.or_else(|| best(fields, TITLES)).unwrap_or_default().into_owned()
}

/// The language of a feed from the fields at its head.
pub(super) fn lang(fields: &[Field<'_>]) -> Option<String> {
    let named = best(fields, &[(Space::Core, "language"), (Space::Dc, "language"), (Space::Cap, "language")]);
    named.map(Cow::into_owned).or_else(|| fields.first()?.attribute("lang").map(str::to_owned))
}

/// The first of the wanted fields that holds something, in the order of the wish.
pub(super) fn best<'a>(fields: &[Field<'a>], wanted: &[(Space, &str)]) -> Option<Cow<'a, str>> {
    wanted.iter().find_map(|(space, name)| {
        let mut named = fields.iter().filter(|field| field.is(*space, name) && is_own(field)).map(Field::text);
        named.find(|text| !text.trim().is_empty())
    })
}

fn is_own(field: &Field<'_>) -> bool {
    !STRANGERS.iter().any(|stranger| field.parent.eq_ignore_ascii_case(stranger))
}

fn decoded(text: &str) -> String {
    decode_entities(text.trim()).trim().to_owned()
}

fn id(fields: &[Field<'_>]) -> Option<String> {
    let named = best(fields, IDS).map(|id| decoded(&id));
    named.or_else(|| fields.first()?.attribute("about").map(decoded)).filter(|id| !id.is_empty())
}

/// The address of the entry's own page: what Atom calls alternate, then RSS's link, then a GUID that is an address.
fn link(fields: &[Field<'_>]) -> Option<String> {
    let links: Vec<&Field<'_>> = fields.iter().filter(|f| f.is(Space::Core, "link") && is_own(f)).collect();
    let pages = links.iter().filter(|f| f.attribute("rel").is_none_or(|rel| rel == "alternate"));
    let html = pages.clone().filter(|f| f.attribute("type").is_none_or(|kind| kind.contains("html")));
    let address = html.chain(pages).find_map(|f| address(f));
    address
        .or_else(|| permalink(fields))
        .or_else(|| fields.first().and_then(|f| f.attribute("href").or_else(|| f.attribute("about"))).map(decoded))
        .or_else(|| links.iter().find_map(|f| address_of_any(f)))
        .or_else(|| best(fields, &[(Space::Cap, "web")]).map(|text| decoded(&text)))
}

fn address(field: &Field<'_>) -> Option<String> {
    let href = field.attribute("href").map(decoded).filter(|href| !href.is_empty());
    href.or_else(|| Some(decoded(&field.text())).filter(|text| !text.is_empty()))
}

fn address_of_any(field: &Field<'_>) -> Option<String> {
    let is_page = field.attribute("rel").is_none_or(|rel| !matches!(rel, "self" | "edit" | "enclosure" | "replies"));
    is_page.then(|| address(field)).flatten()
}

fn permalink(fields: &[Field<'_>]) -> Option<String> {
    let guid = fields.iter().find(|f| f.is(Space::Core, "guid"))?;
    let is_permalink = guid.attribute("isPermaLink").is_none_or(|value| !value.eq_ignore_ascii_case("false"));
    let text = decoded(&guid.text());
    (is_permalink && text.starts_with("http")).then_some(text)
}

fn published(fields: &[Field<'_>]) -> Option<Timestamp> {
    let named = DATES.iter().find_map(|(space, name)| {
        let mut dates = fields.iter().filter(|f| f.is(*space, name) && is_own(f));
        dates.find_map(|f| date(&decoded(&f.text())))
    });
    named.or_else(|| fields.first()?.attribute("lastmod").and_then(date))
}

fn categories(fields: &[Field<'_>]) -> Vec<String> {
    let is_category =
        |f: &&Field<'_>| f.is(Space::Core, "category") || f.is(Space::Dc, "subject") || f.is(Space::Cap, "category");
    let word = |f: &Field<'_>| {
        let label = f.attribute("label").or_else(|| f.attribute("term")).unwrap_or_default();
        if label.is_empty() { f.text().into_owned() } else { label.to_owned() }
    };
    fields.iter().filter(is_category).map(word).collect()
}
