//! The words of the interface and the documents in three languages, looked up by key.
//!
//! The tables are data (`config/locale/*.toml`) and reading them is left to `config`; drawing them, to `tui`
//! and `report`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::country::CountryCode;
use super::place_names::PlaceNames;

/// A language of the interface and of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// English.
    #[serde(rename = "en")]
    En,
    /// Simplified Chinese, mainland wording.
    #[default]
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// Traditional Chinese, Taiwan wording as in the policy's text.
    #[serde(rename = "zh-Hant")]
    ZhHant,
}

impl Lang {
    /// All three.
    pub const ALL: [Self; 3] = [Self::En, Self::ZhHans, Self::ZhHant];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
        }
    }

    /// Whether its readers read a text of this language: both scripts of Chinese are read by readers of either.
    pub fn is_told_by(self, tag: &str) -> bool {
        let spoken = |tag: &str| tag.split(['-', '_']).next().map(str::to_ascii_lowercase);
        spoken(self.tag()) == spoken(tag)
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let tag = text.split(['.', '@']).next().unwrap_or_default().replace('_', "-").to_lowercase();
        match tag.as_str() {
            "zh-hant" | "zh-tw" | "zh-hk" | "zh-mo" => Ok(Self::ZhHant),
            zh if zh == "zh" || zh.starts_with("zh-") => Ok(Self::ZhHans),
            en if en == "en" || en.starts_with("en-") => Ok(Self::En),
            _ => Err(format!("`{text}` is not a language of the interface: en, zh-Hans or zh-Hant")),
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.tag())
    }
}

/// One text in the three languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LocalText {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    #[serde(rename = "zh-Hans")]
    pub zh_hans: String,
    /// Traditional Chinese.
    #[serde(rename = "zh-Hant")]
    pub zh_hant: String,
}

impl LocalText {
    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::ZhHans => &self.zh_hans,
            Lang::ZhHant => &self.zh_hant,
        }
    }
}

/// A plain text stands for all three languages, as the configuration allows.
impl<'de> Deserialize<'de> for LocalText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LocalTextVisitor)
    }
}

struct LocalTextVisitor;

impl<'de> Visitor<'de> for LocalTextVisitor {
    type Value = LocalText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or one for each of en, zh-Hans and zh-Hant")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<LocalText, E> {
        Ok(LocalText { en: text.to_owned(), zh_hans: text.to_owned(), zh_hant: text.to_owned() })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LocalText, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Each {
            en: String,
            #[serde(rename = "zh-Hans")]
            zh_hans: String,
            #[serde(rename = "zh-Hant")]
            zh_hant: String,
        }
        let Each { en, zh_hans, zh_hant } = Each::deserialize(MapAccessDeserializer::new(map))?;
        Ok(LocalText { en, zh_hans, zh_hant })
    }
}

/// A language with its table.
#[derive(Clone, Debug)]
pub struct Words {
    lang: Lang,
    table: Arc<BTreeMap<String, LocalText>>,
    places: PlaceNames,
}

impl Words {
    /// The table, spoken in `lang`.
    pub const fn new(lang: Lang, table: Arc<BTreeMap<String, LocalText>>) -> Self {
        Self { lang, table, places: PlaceNames::new("") }
    }

    /// The same with names of places.
    #[must_use]
    pub fn with_places(self, places: PlaceNames) -> Self {
        Self { places, ..self }
    }

    /// What a town or region is called; its name in the gazetteer where no other is known.
    pub fn place<'a>(&self, code: CountryCode, name: &'a str) -> &'a str {
        self.places.get(code, name, self.lang).unwrap_or(name)
    }

    /// The language spoken.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The same table in another language.
    #[must_use]
    pub fn speaking(&self, lang: Lang) -> Self {
        Self { lang, table: Arc::clone(&self.table), places: self.places }
    }

    /// The text of a key. A key that is in no table is shown as it is, so that a gap is seen and nothing is lost.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.table.get(key).map_or(key, |text| text.get(self.lang))
    }

    /// The text of a key with `{name}` replaced by the values given.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.get(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// Whether a key is in the table.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }
}

/// The word by which a fieldless value stands in machine formats and locale tables: `EventKind::TerrorAttack` is
/// `terror_attack`. Empty for a value that is no single word.
pub fn key_of<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(key)) => key,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let text =
            LocalText { en: "{n} sources".into(), zh_hans: "{n}个来源".into(), zh_hant: "{n}個來源".into() };
        Words::new(Lang::ZhHans, Arc::new(BTreeMap::from([("sources".to_owned(), text)])))
    }

    #[test]
    fn a_key_is_filled_in_the_language_spoken() {
        assert_eq!(words().fill("sources", &[("n", "3")]), "3个来源");
        assert_eq!(words().speaking(Lang::En).fill("sources", &[("n", "3")]), "3 sources");
    }

    #[test]
    fn an_unknown_key_is_shown_not_swallowed() {
        assert_eq!(words().get("nowhere"), "nowhere");
    }

    #[test]
    fn locale_names_of_the_system_are_understood() {
        assert_eq!("zh_CN.UTF-8".parse(), Ok(Lang::ZhHans));
        assert_eq!("zh-TW".parse(), Ok(Lang::ZhHant));
        assert_eq!("en_GB".parse(), Ok(Lang::En));
        assert!("fr".parse::<Lang>().is_err());
    }
}
