//! Fields beside the entry's own: place (`GeoRSS`, GML, W3C geo), level and event (GDACS, CAP, travel advice), source.
//!
//! Longitude and latitude stand in a different order in nearly every one of them.

use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::item::Provider;
use crate::domain::place::Point;

use crate::ingest::country::alpha2;
use crate::ingest::event::set_gdacs;

use super::dates::date;
use super::draft::Draft;
use super::shape::{Field, Space};

/// Numbers read of one geometry; a coastline tells no more of where than its first part does.
const NUMBERS_LIMIT: usize = 2000;

/// Reads all extensions that an entry carries.
pub(super) fn apply(fields: &[Field<'_>], draft: &mut Draft) {
    let fields = Fields(fields);
    draft.point = fields.point();
    fields.gdacs(&mut draft.provider);
    fields.cap(draft);
    if draft.level.is_none() {
        draft.level = fields.level();
    }
    draft.provider.source = fields.source();
}

struct Fields<'f, 'a>(&'f [Field<'a>]);

impl Fields<'_, '_> {
    fn text(&self, space: Space, name: &str) -> Option<String> {
        self.field(space, name).map(|field| field.text().trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn field(&self, space: Space, name: &str) -> Option<&Field<'_>> {
        self.0.iter().find(|field| field.is(space, name))
    }

    fn number(&self, space: Space, name: &str) -> Option<f64> {
        self.text(space, name)?.parse().ok()
    }

    fn point(&self) -> Option<Point> {
        let geo = self
            .number(Space::Geo, "lat")
            .zip(self.number(Space::Geo, "long").or_else(|| self.number(Space::Geo, "lon")));
        geo.and_then(|(lat, lon)| Point::new(lat, lon))
            .or_else(|| self.georss())
            .or_else(|| self.gdacs_box())
            .or_else(|| self.cap_area())
    }

    /// `lat lon` pairs, of a point or of an outline whose middle is taken.
    fn georss(&self) -> Option<Point> {
        ["point", "pos", "polygon", "line", "poslist", "box", "coordinates"].into_iter().find_map(|name| {
            let text = self.text(Space::Georss, name)?;
            let pairs = numbers(&text);
            // The old GML element has longitude first.
            if name == "coordinates" {
                middle(pairs.chunks_exact(2).filter_map(swapped))
            } else {
                middle(pairs.chunks_exact(2).filter_map(pair))
            }
        })
    }

    fn gdacs_box(&self) -> Option<Point> {
        match *numbers(&self.text(Space::Gdacs, "bbox")?) {
            [west, east, south, north] => Point::new(f64::midpoint(south, north), f64::midpoint(west, east)),
            _ => None,
        }
    }

    fn cap_area(&self) -> Option<Point> {
        let text = self.text(Space::Cap, "polygon").or_else(|| self.text(Space::Cap, "circle"))?;
        let pairs = text.split_whitespace().filter_map(|part| pair(&numbers(part)));
        middle(pairs.filter(|point| point.lat != 0.0 || point.lon != 0.0))
    }

    fn gdacs(&self, provider: &mut Provider) {
        if let Some(kind) = self.text(Space::Gdacs, "eventtype") {
            set_gdacs(provider, &kind, &self.text(Space::Gdacs, "eventid").unwrap_or_default());
        }
        let alert = self.text(Space::Gdacs, "alertlevel").map(|alert| alert.to_lowercase());
        if let Some(alert) = alert.filter(|alert| matches!(alert.as_str(), "green" | "orange" | "red")) {
            provider.level.get_or_insert_with(|| alert.clone());
            provider.gdacs = Some(alert);
        }
        if let Some(current) = self.text(Space::Gdacs, "iscurrent") {
            provider.current = Some(current.eq_ignore_ascii_case("true"));
        }
        provider.countries.extend(self.text(Space::Gdacs, "iso3").iter().filter_map(|code| alpha2(code)));
        let names = self.text(Space::Gdacs, "country").unwrap_or_default();
        provider.country_names.extend(names.split(',').map(|name| name.trim().to_owned()).filter(|n| !n.is_empty()));
        self.gdacs_severity(provider);
    }

    fn gdacs_severity(&self, provider: &mut Provider) {
        let Some(severity) = self.field(Space::Gdacs, "severity") else { return };
        let value = severity.attribute("value").and_then(|value| value.parse::<f64>().ok());
        if provider.kind.as_deref() == Some("EQ") {
            provider.magnitude = value.filter(|magnitude| (0.0..=10.0).contains(magnitude));
        }
    }

    fn cap(&self, draft: &mut Draft) {
        let provider = &mut draft.provider;
        provider.cap_severity = self.text(Space::Cap, "severity").or(provider.cap_severity.take());
        provider.cap_certainty = self.text(Space::Cap, "certainty").map(|word| modern_certainty(&word).to_owned());
        provider.expires = self.text(Space::Cap, "expires").and_then(|text| date(&text));
        provider.status = self.text(Space::Cap, "status").filter(|status| status != "Actual");
        if let Some(category) = self.text(Space::Cap, "category") {
            provider.hazard = provider.hazard.or_else(|| cap_hazard(&category));
            provider.kind.get_or_insert(category);
        }
        if let Some(area) = self.text(Space::Cap, "areaDesc").filter(|area| !draft.summary.contains(area.as_str())) {
            draft.summary.push(' ');
            draft.summary.push_str(&area);
        }
        // A cancelled alert is still news: that it is over.
        if self.text(Space::Cap, "msgType").is_some_and(|kind| kind == "Cancel") {
            provider.current = Some(false);
        }
    }

    /// A level in a namespace of the provider's own, as Australia's `ta:level`.
    fn level(&self) -> Option<String> {
        let named = self.0.iter().find(|f| f.space == Space::Other && f.name.eq_ignore_ascii_case("level"));
        named.map(|field| field.text().trim().to_owned()).filter(|level| !level.is_empty())
    }

    /// Who an aggregator says has published the entry.
    fn source(&self) -> Option<String> {
        let source = self.field(Space::Core, "source")?;
        let name = source.text().trim().to_owned();
        Some(name).filter(|name| !name.is_empty()).or_else(|| source.attribute("url").map(str::to_owned))
    }
}

/// CAP 1.0 had a word that CAP 1.1 gave up.
fn modern_certainty(word: &str) -> &str {
    if word == "Very Likely" { "Likely" } else { word }
}

fn cap_hazard(category: &str) -> Option<Hazard> {
    match category {
        "Geo" | "Met" | "Fire" => Some(Hazard::Natural),
        "Health" => Some(Hazard::Health),
        "Transport" | "Infra" => Some(Hazard::Infrastructure),
        _ => None,
    }
}

fn numbers(text: &str) -> Vec<f64> {
    let parts = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|part| !part.is_empty());
    parts.take(NUMBERS_LIMIT).map_while(|part| part.parse().ok()).collect()
}

fn pair(numbers: &[f64]) -> Option<Point> {
    Point::new(*numbers.first()?, *numbers.get(1)?)
}

fn swapped(numbers: &[f64]) -> Option<Point> {
    Point::new(*numbers.get(1)?, *numbers.first()?)
}

/// The middle of the box around some points.
fn middle(points: impl Iterator<Item = Point>) -> Option<Point> {
    let bounds = points.fold(None, |bounds: Option<(Point, Point)>, point| {
        let (low, high) = bounds.unwrap_or((point, point));
        let low = Point { lat: low.lat.min(point.lat), lon: low.lon.min(point.lon) };
        Some((low, Point { lat: high.lat.max(point.lat), lon: high.lon.max(point.lon) }))
    });
    bounds.and_then(|(low, high)| Point::new(f64::midpoint(low.lat, high.lat), f64::midpoint(low.lon, high.lon)))
}

/// Countries by code from a list in which either form may stand.
pub(super) fn countries<'a>(codes: impl IntoIterator<Item = &'a str>) -> Vec<CountryCode> {
    codes.into_iter().filter_map(alpha2).collect()
}
