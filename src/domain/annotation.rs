//! What reading one item found, each finding with its evidence.
//!
//! Finding it is left to `annotate`; putting several items together, to `cluster`. Offsets are in Unicode scalar
//! values of `title + "\n" + summary`.

use serde::{Deserialize, Serialize, Serializer};

use super::country::CountryCode;
use super::hazard::Hazard;
use super::id::{AssetId, ItemId, Sector};
use super::place::{Place, PlaceKind, Point, Scope};

/// The words that led to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The words as they stand in the text.
    pub text: String,
    /// Offset of the first character.
    pub start: usize,
    /// Offset after the last character.
    pub end: usize,
    /// What they were taken for: `name`, `capital`, `demonym`, `city`, `provider`, a term's id.
    pub via: String,
}

/// A country the item is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountryFinding {
    /// The country.
    pub code: CountryCode,
    /// How much of the item is about it, 0 to 1; the subject stands first.
    pub weight: f64,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// A hazard the item speaks of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardFinding {
    /// The hazard.
    pub hazard: Hazard,
    /// How sure the reading is, 0 to 1.
    pub confidence: f64,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// A place named in the text.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "WrittenPlace<String>")]
pub struct PlaceFinding {
    /// The place.
    pub place: Place,
    /// Offset of the first character.
    pub start: usize,
    /// Offset after the last character.
    pub end: usize,
}

/// A place named in the text as it is written and read, field by field: to have serde join the fields of one value to those
/// of another costs more than all else that is read of an item.
#[derive(Serialize, Deserialize)]
struct WrittenPlace<T> {
    name: T,
    code: CountryCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lon: Option<f64>,
    kind: PlaceKind,
    start: usize,
    end: usize,
}

impl Serialize for PlaceFinding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { place: Place { name, code, admin, point, kind }, start, end } = self;
        let written = WrittenPlace {
            name: name.as_str(),
            code: *code,
            admin: admin.as_deref(),
            lat: point.map(|point| point.lat),
            lon: point.map(|point| point.lon),
            kind: *kind,
            start: *start,
            end: *end,
        };
        written.serialize(serializer)
    }
}

impl From<WrittenPlace<String>> for PlaceFinding {
    fn from(written: WrittenPlace<String>) -> Self {
        let WrittenPlace { name, code, admin, lat, lon, kind, start, end } = written;
        let point = lat.zip(lon).map(|(lat, lon)| Point { lat, lon });
        Self { place: Place { name, code, admin, point, kind }, start, end }
    }
}

/// A registered asset, or its partner organisation, named in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The asset.
    pub asset: AssetId,
    /// The alias that was found.
    pub alias: String,
    /// Offset of the first character.
    pub start: usize,
    /// Offset after the last character.
    pub end: usize,
}

/// Where a severity was read from; a structured source outranks words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeverityBasis {
    /// Words alone; never above the model's cap.
    Lexicon,
    /// An event type such as battle, riot, coup.
    EventType,
    /// A count of deaths.
    Deaths,
    /// A field of the provider: GDACS, PAGER, CAP, magnitude, advisory level.
    Provider,
}

/// How bad it would be if real.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeverityFinding {
    /// 0 to 1.
    pub value: f64,
    /// What it was read from.
    pub basis: SeverityBasis,
    /// The words, count or field that decided: `12 dead`, `GDACS orange`, `coup`.
    pub why: String,
}

/// What sort of happening, finer than the hazard; decides half-distances and rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Fighting between armed groups.
    Battle,
    /// Shelling, air strike, missile, bomb.
    Explosion,
    /// Violence against people who do not fight.
    ViolenceOnCivilians,
    /// A terror attack.
    TerrorAttack,
    /// Kidnapping or hostage taking.
    Kidnapping,
    /// Violent crowd.
    Riot,
    /// Peaceful protest.
    Protest,
    /// A protest met or accompanied by force.
    ProtestWithForce,
    /// Strike of workers.
    Strike,
    /// A strike called for the whole country.
    NationalStrike,
    /// Curfew.
    Curfew,
    /// Seizure of power, or an attempt.
    Coup,
    /// Martial law.
    MartialLaw,
    /// State of emergency.
    StateOfEmergency,
    /// A declaration of war.
    WarDeclared,
    /// A government falls by lawful means.
    GovernmentFalls,
    /// A disputed or postponed election.
    ElectionCrisis,
    /// An embassy orders departure or evacuates.
    EmbassyDeparture,
    /// A government's travel advice.
    Advisory,
    /// Earthquake.
    Earthquake,
    /// Tsunami.
    Tsunami,
    /// Flood or landslide.
    Flood,
    /// Tropical cyclone or storm.
    Cyclone,
    /// Volcano.
    Volcano,
    /// Wildfire.
    Wildfire,
    /// Drought.
    Drought,
    /// Outbreak of disease.
    Outbreak,
    /// A health emergency of international concern, or a grade-3 emergency.
    HealthEmergency,
    /// Fall of a currency.
    CurrencyFall,
    /// Capital controls, transfer stop, bank holiday, default.
    CapitalControls,
    /// A law or rule.
    LawChange,
    /// Expropriation, or a licence withdrawn.
    Expropriation,
    /// An entry on a sanctions list.
    SanctionsListing,
    /// A new sanctions programme.
    SanctionsProgramme,
    /// A rule on exports.
    ExportRule,
    /// An IP suit, investigation or opposition.
    IpCase,
    /// A change of IP law or fees.
    IpLaw,
    /// Power, water, network or transport down.
    Outage,
    /// An accident at a plant, on a road, at sea.
    Accident,
    /// An attack on systems.
    CyberAttack,
    /// Crime.
    Crime,
}

impl EventKind {
    /// The key used in configuration and machine formats.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Battle => "battle",
            Self::Explosion => "explosion",
            Self::ViolenceOnCivilians => "violence_on_civilians",
            Self::TerrorAttack => "terror_attack",
            Self::Kidnapping => "kidnapping",
            Self::Riot => "riot",
            Self::Protest => "protest",
            Self::ProtestWithForce => "protest_with_force",
            Self::Strike => "strike",
            Self::NationalStrike => "national_strike",
            Self::Curfew => "curfew",
            Self::Coup => "coup",
            Self::MartialLaw => "martial_law",
            Self::StateOfEmergency => "state_of_emergency",
            Self::WarDeclared => "war_declared",
            Self::GovernmentFalls => "government_falls",
            Self::ElectionCrisis => "election_crisis",
            Self::EmbassyDeparture => "embassy_departure",
            Self::Advisory => "advisory",
            Self::Earthquake => "earthquake",
            Self::Tsunami => "tsunami",
            Self::Flood => "flood",
            Self::Cyclone => "cyclone",
            Self::Volcano => "volcano",
            Self::Wildfire => "wildfire",
            Self::Drought => "drought",
            Self::Outbreak => "outbreak",
            Self::HealthEmergency => "health_emergency",
            Self::CurrencyFall => "currency_fall",
            Self::CapitalControls => "capital_controls",
            Self::LawChange => "law_change",
            Self::Expropriation => "expropriation",
            Self::SanctionsListing => "sanctions_listing",
            Self::SanctionsProgramme => "sanctions_programme",
            Self::ExportRule => "export_rule",
            Self::IpCase => "ip_case",
            Self::IpLaw => "ip_law",
            Self::Outage => "outage",
            Self::Accident => "accident",
            Self::CyberAttack => "cyber_attack",
            Self::Crime => "crime",
        }
    }
}

/// What reading one item found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// The item read.
    pub id: ItemId,
    /// The item's revision that was read.
    #[serde(default)]
    pub revision: u32,
    /// Version of lexicon and gazetteer.
    pub version: String,
    /// Language of the text; none when it could not be told.
    pub lang: Option<String>,
    /// Countries it is about, best first; empty when unattributed.
    pub countries: Vec<CountryFinding>,
    /// Places named.
    pub places: Vec<PlaceFinding>,
    /// Hazards it speaks of, best first; empty when it is no risk.
    pub hazards: Vec<HazardFinding>,
    /// What sort of happening.
    pub kinds: Vec<EventKind>,
    /// How far it reaches.
    pub scope: Scope,
    /// How bad, if it says.
    pub severity: Option<SeverityFinding>,
    /// Deaths, if it says.
    pub fatalities: Option<u32>,
    /// Injured, if it says.
    pub injured: Option<u32>,
    /// Registered assets named.
    pub mentions: Vec<Mention>,
    /// Fields of co-operation it bears on.
    pub sectors: Vec<Sector>,
    /// Chinese citizens or firms are among those hit.
    #[serde(default)]
    pub chinese_affected: bool,
    /// What was excluded, and why: `anniversary`, `sport`, `film`, `drill`, `negated`, `denied`.
    pub reasons: Vec<Reason>,
}

/// Code of the reason for which an item counts as a denial: its title says that what it tells of is untrue.
pub const DENIED: &str = "denied";

/// Something that was seen and set aside, so that "why did this not warn?" has an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Key of the reason: `sport`, `anniversary`, `place_is_person`, `no_lexicon`.
    pub code: String,
    /// The words it is about.
    pub text: String,
}

impl Annotation {
    /// Whether the item says that what it tells of is untrue.
    pub fn denies(&self) -> bool {
        self.reasons.iter().any(|reason| reason.code == DENIED)
    }

    /// The country the item is mainly about.
    pub fn subject(&self) -> Option<CountryCode> {
        self.countries.first().map(|finding| finding.code)
    }

    /// The hazard the item mainly speaks of.
    pub fn hazard(&self) -> Option<Hazard> {
        self.hazards.first().map(|finding| finding.hazard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_in_one_piece_and_read_back() {
        let code = "CL".parse().unwrap();
        let point = Point { lat: -33.5, lon: -70.25 };
        for (admin, point, text) in [
            (None, None, r#"{"name":"Santiago","code":"CL","kind":"city","start":3,"end":11}"#),
            (
                Some("Metropolitana".to_owned()),
                Some(point),
                r#"{"name":"Santiago","code":"CL","admin":"Metropolitana","lat":-33.5,"lon":-70.25,"kind":"city","start":3,"end":11}"#,
            ),
        ] {
            let place = Place { name: "Santiago".into(), code, admin, point, kind: PlaceKind::City };
            let finding = PlaceFinding { place, start: 3, end: 11 };
            assert_eq!(serde_json::to_string(&finding).unwrap(), text);
            assert_eq!(serde_json::from_str::<PlaceFinding>(text).unwrap(), finding);
        }
    }
}
