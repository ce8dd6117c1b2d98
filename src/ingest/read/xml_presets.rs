//! XML that is no feed, from three publishers: the UN's sanctions list, the ECB's exchange rates, Japan's notices.

use std::collections::BTreeMap;

use crate::domain::hazard::Hazard;
use crate::domain::item::Provider;

use super::dates::date;
use super::draft::Draft;
use super::shape::{Field, Shape, shape_of};

/// Reads a document with a preset by name; `None` when the name is none of them or nothing of it is there.
pub(super) fn drafts(preset: &str, text: &str) -> Option<Vec<Draft>> {
    let drafts: Vec<Draft> = match preset {
        "un-sanctions" => each(&shape_of(text, &["individual", "entity"]), sanctioned),
        "ecb-rates" => rates(&shape_of(text, &["cube"])),
        "mofa-japan" => each(&shape_of(text, &["mail"]), japanese),
        _ => return None,
    };
    Some(drafts)
}

fn each(shape: &Shape<'_>, read: impl Fn(&Fields<'_, '_>) -> Draft) -> Vec<Draft> {
    shape.entries.iter().map(|entry| read(&Fields(entry))).collect()
}

struct Fields<'f, 'a>(&'f [Field<'a>]);

impl Fields<'_, '_> {
    fn all(&self, name: &str) -> Vec<String> {
        let named = self.0.iter().skip(1).filter(|field| field.name.eq_ignore_ascii_case(name));
        named.map(|field| field.text().trim().to_owned()).filter(|text| !text.is_empty()).collect()
    }

    fn first(&self, name: &str) -> Option<String> {
        self.all(name).into_iter().next()
    }

    fn below(&self, parent: &str, name: &str) -> Vec<String> {
        let named =
            self.0.iter().filter(|f| f.name.eq_ignore_ascii_case(name) && f.parent.eq_ignore_ascii_case(parent));
        named.map(|field| field.text().trim().to_owned()).filter(|text| !text.is_empty()).collect()
    }
}

/// A person or body on the consolidated list. Its aliases are in the text, so that partners are found under any name.
fn sanctioned(entry: &Fields<'_, '_>) -> Draft {
    let names = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];
    let name = names.into_iter().filter_map(|part| entry.first(part)).collect::<Vec<_>>().join(" ");
    let list = entry.first("UN_LIST_TYPE").unwrap_or_default();
    let aliases = Some(entry.all("ALIAS_NAME").join("; ")).filter(|names| !names.is_empty());
    let aliases = aliases.map(|names| format!("Also known as: {names}."));
    let summary = [entry.first("REFERENCE_NUMBER"), aliases, entry.first("COMMENTS1")];
    Draft {
        guid: entry.first("DATAID"),
        title: format!("UN sanctions list ({list}): {name}"),
        summary: summary.into_iter().flatten().collect::<Vec<_>>().join(" "),
        published: entry.first("LISTED_ON").and_then(|text| date(&text)),
        provider: Provider {
            kind: Some(list),
            hazard: Some(Hazard::Sanctions),
            country_names: entry.below("NATIONALITY", "VALUE"),
            ..Provider::default()
        },
        ..Draft::default()
    }
}

/// One item a day with all rates as its values.
fn rates(shape: &Shape<'_>) -> Vec<Draft> {
    let cubes = || shape.entries.iter().filter_map(|entry| entry.first());
    let day = cubes().find_map(|cube| cube.attribute("time"));
    let rate = |cube: &Field<'_>| Some((cube.attribute("currency")?.to_owned(), cube.attribute("rate")?.parse().ok()?));
    let values: BTreeMap<String, f64> = cubes().filter_map(rate).collect();
    let Some(day) = day.filter(|_| !values.is_empty()) else { return Vec::new() };
    vec![Draft {
        guid: Some(format!("ecb:{day}")),
        title: format!("ECB euro reference rates of {day}"),
        published: date(day),
        provider: Provider {
            hazard: Some(Hazard::Economic),
            kind: Some("rates".to_owned()),
            values,
            ..Provider::default()
        },
        ..Draft::default()
    }]
}

/// A notice of the foreign ministry: danger (T40), infection (T41), spot (C30) and others. Its times are Japan's.
fn japanese(entry: &Fields<'_, '_>) -> Draft {
    let kind = entry.first("infoType");
    let hazard = (kind.as_deref() == Some("T41")).then_some(Hazard::Health);
    let zoned = |text: String| date(&format!("{text} +09:00"));
    Draft {
        guid: entry.first("keyCd").or_else(|| entry.first("infoUrl")),
        title: entry.first("title").unwrap_or_default(),
        summary: entry.first("lead").or_else(|| entry.first("mainText")).unwrap_or_default(),
        link: entry.first("infoUrl"),
        published: entry.first("leaveDate").and_then(zoned),
        lang: Some("ja".to_owned()),
        provider: Provider { kind, hazard, country_names: entry.below("country", "name"), ..Provider::default() },
        ..Draft::default()
    }
}
