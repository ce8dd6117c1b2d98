//! The fourteen hazards, and under which heading each official list files them.
//!
//! The headings are fixed by the documents named beside them. Half-lives and other tuning are left to
//! [`Model`](super::model::Model), words in three languages to the locale tables (`hazard.<key>`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What kind of danger an item speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// Coup, election crisis, fall of a government, state of emergency.
    Political,
    /// War, battle, shelling, air strike.
    ArmedConflict,
    /// Terror attack, kidnapping, hostage taking.
    Terrorism,
    /// Protest, strike, riot, curfew.
    CivilUnrest,
    /// Robbery, murder, gangs, public safety.
    Crime,
    /// Outbreak, epidemic, contaminated food.
    Health,
    /// Currency, default, bank holiday, inflation.
    Economic,
    /// Law, tax, labour, investment screening, expropriation.
    Policy,
    /// Entry on a sanctions list, new sanctions programme.
    Sanctions,
    /// Control of exports of goods or technology.
    ExportControl,
    /// Patent, trade mark or trade-secret case; change of IP law.
    Ip,
    /// Earthquake, flood, storm, volcano, wildfire, drought.
    Natural,
    /// Grid outage, closed airport, network cut, transport or works accident.
    Infrastructure,
    /// Ransomware, breach, attack on systems.
    Cyber,
}

/// A text that names no hazard.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a hazard")]
pub struct BadHazard(pub String);

/// The three kinds article 18 of the policy names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind18 {
    /// 政治风险.
    Political,
    /// 经济风险.
    Economic,
    /// 社会风险.
    Social,
}

/// The five kinds of the commerce ministry's notice of 26 August 2010 on overseas investment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindMofcom {
    /// 政治风险.
    Political,
    /// 经济风险.
    Economic,
    /// 政策风险.
    Policy,
    /// 自然风险; major epidemics are filed here.
    Natural,
    /// 其他.
    Other,
}

impl Hazard {
    /// All fourteen, in the order of the category tree.
    pub const ALL: [Self; 14] = [
        Self::Political,
        Self::ArmedConflict,
        Self::Terrorism,
        Self::CivilUnrest,
        Self::Crime,
        Self::Health,
        Self::Economic,
        Self::Policy,
        Self::Sanctions,
        Self::ExportControl,
        Self::Ip,
        Self::Natural,
        Self::Infrastructure,
        Self::Cyber,
    ];

    /// The key used in configuration, machine formats and locale tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Political => "political",
            Self::ArmedConflict => "armed_conflict",
            Self::Terrorism => "terrorism",
            Self::CivilUnrest => "civil_unrest",
            Self::Crime => "crime",
            Self::Health => "health",
            Self::Economic => "economic",
            Self::Policy => "policy",
            Self::Sanctions => "sanctions",
            Self::ExportControl => "export_control",
            Self::Ip => "ip",
            Self::Natural => "natural",
            Self::Infrastructure => "infrastructure",
            Self::Cyber => "cyber",
        }
    }

    /// The kind of article 18 this hazard is reported under.
    pub const fn kind_18(self) -> Kind18 {
        match self {
            Self::Political | Self::ArmedConflict | Self::Terrorism | Self::Sanctions | Self::ExportControl => {
                Kind18::Political
            }
            Self::Economic | Self::Policy | Self::Ip => Kind18::Economic,
            Self::CivilUnrest | Self::Crime | Self::Health | Self::Natural | Self::Infrastructure | Self::Cyber => {
                Kind18::Social
            }
        }
    }

    /// The kind of the commerce ministry's list this hazard is reported under.
    pub const fn kind_mofcom(self) -> KindMofcom {
        match self {
            Self::Political | Self::ArmedConflict | Self::Terrorism | Self::CivilUnrest | Self::Crime => {
                KindMofcom::Political
            }
            Self::Economic => KindMofcom::Economic,
            Self::Policy | Self::Sanctions | Self::ExportControl | Self::Ip => KindMofcom::Policy,
            Self::Health | Self::Natural => KindMofcom::Natural,
            Self::Infrastructure | Self::Cyber => KindMofcom::Other,
        }
    }

    /// The article of the policy a notice on this hazard serves: 19 for IP, else 18.
    pub const fn article(self) -> u8 {
        match self {
            Self::Ip => 19,
            _ => 18,
        }
    }

    /// Whether the hazard is a physical happening at a place, so that distance to it means something.
    pub const fn is_physical(self) -> bool {
        !matches!(self, Self::Economic | Self::Policy | Self::Sanctions | Self::ExportControl | Self::Ip | Self::Cyber)
    }
}

impl FromStr for Hazard {
    type Err = BadHazard;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|hazard| hazard.key() == text).ok_or_else(|| BadHazard(text.to_owned()))
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hazard_reads_back_from_its_key() {
        for hazard in Hazard::ALL {
            assert_eq!(hazard.key().parse(), Ok(hazard));
            assert_eq!(serde_json::to_string(&hazard).unwrap(), format!("\"{}\"", hazard.key()));
        }
    }

    #[test]
    fn only_ip_serves_article_19() {
        let nineteen: Vec<_> = Hazard::ALL.into_iter().filter(|h| h.article() == 19).collect();
        assert_eq!(nineteen, [Hazard::Ip]);
    }
}
