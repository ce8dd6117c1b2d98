//! Points on the globe, distance between them, and how far a happening reaches.
//!
//! Finding places in a text is left to `annotate`, and what distance does to a score to `assess`.

use serde::{Deserialize, Serialize};

use super::country::CountryCode;

/// Mean radius of the earth in kilometres (IUGG).
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A point in degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Latitude, −90 to 90.
    pub lat: f64,
    /// Longitude, −180 to 180.
    pub lon: f64,
}

impl Point {
    /// A point, if both numbers are on the globe.
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some(Self { lat, lon })
    }

    /// Great-circle distance in kilometres (haversine).
    pub fn km_to(self, other: Self) -> f64 {
        let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
        let chord = half(self.lat, other.lat)
            + self.lat.to_radians().cos() * other.lat.to_radians().cos() * half(self.lon, other.lon);
        2.0 * EARTH_RADIUS_KM * chord.clamp(0.0, 1.0).sqrt().asin()
    }
}

/// How far a happening reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One town or spot.
    Local,
    /// A region of the country.
    Subnational,
    /// Where it happened is not known.
    #[default]
    Unknown,
    /// The whole country.
    National,
}

/// What sort of place a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A country or dependent territory.
    Country,
    /// A first-order region: state, province, oblast.
    Admin,
    /// A town or city.
    City,
    /// The seat of government.
    Capital,
    /// A demonym or adjective: "Ukrainian".
    Demonym,
    /// A head of state or government.
    Person,
    /// A sea, river, mountain, region across borders or other named feature.
    Feature,
}

/// A place with its country, as a text or a provider named it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The best-known name.
    pub name: String,
    /// The country it lies in.
    pub code: CountryCode,
    /// The first-order region, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<String>,
    /// Where it is, where known.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// What sort of place.
    pub kind: PlaceKind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_match_the_reference_vectors() {
        let km = |a: (f64, f64), b: (f64, f64)| Point { lat: a.0, lon: a.1 }.km_to(Point { lat: b.0, lon: b.1 });
        for (got, want) in [
            (km((50.4501, 30.5234), (46.975, 31.994)), 401.1735),
            (km((36.6512, 117.1201), (37.4638, 121.4479)), 394.4824),
            (km((37.5665, 126.978), (37.4563, 126.7052)), 27.0024),
        ] {
            assert!((got - want).abs() < 5e-5, "{got} {want}");
        }
    }

    #[test]
    fn points_off_the_globe_are_refused() {
        assert_eq!(Point::new(91.0, 0.0), None);
        assert_eq!(Point::new(0.0, f64::NAN), None);
        assert!(Point::new(-90.0, 180.0).is_some());
    }
}
