//! Changes to the watchlist: from an officer's wish to a draft of `countries.toml` that was checked whole.
//!
//! Writing files is left to `config`. Nothing here is written; the caller shows the draft or writes it.

use std::path::Path;

use thiserror::Error;
use toml_edit::{InlineTable, Value};

use crate::config::{Config, Draft, EditError, Problem, shipped};
use crate::domain::country::CountryCode;
use crate::domain::words::Lang;

use super::checks;

const FILE: &str = "countries.toml";
const LIST: &str = "country";
const KEY: &str = "code";

/// A change.
#[derive(Clone, Debug)]
pub enum Change {
    /// Watch a country.
    Add {
        /// Which.
        code: CountryCode,
        /// How closely: 1 or 2.
        tier: u8,
        /// Further keys of its entry.
        values: Vec<(String, Value)>,
    },
    /// Change keys of a watched country's entry.
    Set {
        /// Which.
        code: CountryCode,
        /// The keys.
        values: Vec<(String, Value)>,
    },
    /// Watch it no longer.
    Remove {
        /// Which.
        code: CountryCode,
    },
}

/// Why a change cannot be made.
#[derive(Debug, Error)]
pub enum Refused {
    /// It is watched already.
    #[error("{0} is on the watchlist already; `fenghuo watch set {0} KEY=VALUE` changes it")]
    Watched(CountryCode),
    /// It is not watched.
    #[error("{0} is not on the watchlist; `fenghuo watch add {0} --tier 2` puts it there")]
    Unwatched(CountryCode),
    /// The configuration would have errors.
    #[error("the configuration would have errors with this change; nothing was written")]
    Invalid(Vec<Problem>),
    /// The file cannot be changed.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// A value as typed: TOML where it reads as TOML, else a text.
pub fn value(text: &str) -> Value {
    text.parse().unwrap_or_else(|_| text.into())
}

/// Drafts a change over the operator's folder and checks the whole configuration with it.
pub fn draft(
    folder: &Path,
    config: &Config,
    change: Change,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Draft, Refused> {
    let mut draft = Draft::open(folder, FILE)?;
    let is_watched = |code: CountryCode| config.countries.iter().any(|country| country.code == code);
    match change {
        Change::Add { code, .. } if is_watched(code) => return Err(Refused::Watched(code)),
        Change::Set { code, .. } | Change::Remove { code } if !is_watched(code) => {
            return Err(Refused::Unwatched(code));
        }
        Change::Add { code, tier, values } => add(&mut draft, config, code, tier, values)?,
        Change::Set { code, values } => draft.put_entry(LIST, KEY, code.as_str(), &values)?,
        Change::Remove { code } => remove(&mut draft, code),
    }
    require_valid(&draft, env)?;
    Ok(draft)
}

fn add(
    draft: &mut Draft,
    config: &Config,
    code: CountryCode,
    tier: u8,
    values: Vec<(String, Value)>,
) -> Result<(), EditError> {
    draft.restore(code.as_str());
    let mut all = Vec::new();
    if !is_shipped(code) {
        all.push(("name".to_owned(), name(config, code)));
    }
    all.push(("tier".to_owned(), i64::from(tier).into()));
    all.extend(values);
    draft.put_entry(LIST, KEY, code.as_str(), &all)
}

/// An entry of the operator's goes; where one is shipped below it, that is taken away by name.
fn remove(draft: &mut Draft, code: CountryCode) {
    draft.take_entry(LIST, KEY, code.as_str());
    if is_shipped(code) {
        draft.remove(code.as_str());
    }
}

fn is_shipped(code: CountryCode) -> bool {
    shipped().config.is_some_and(|config| config.countries.iter().any(|country| country.code == code))
}

/// The country's name in every language, as the tables of words have it.
fn name(config: &Config, code: CountryCode) -> Value {
    let key = format!("country.{code}");
    let in_lang = |lang: Lang| config.words.speaking(lang).get(&key).to_owned();
    let names = [("en", Lang::En), ("zh-Hans", Lang::ZhHans), ("zh-Hant", Lang::ZhHant)];
    Value::InlineTable(names.into_iter().map(|(key, lang)| (key, in_lang(lang))).collect::<InlineTable>())
}

/// Refuses a draft with which the configuration would not load or not run.
pub fn require_valid(draft: &Draft, env: &dyn Fn(&str) -> Option<String>) -> Result<(), Refused> {
    let mut loaded = draft.check(env);
    if let Some(config) = &loaded.config {
        loaded.problems.extend(checks::of_stages(config));
    }
    loaded.problems.retain(Problem::is_error);
    if loaded.problems.is_empty() { Ok(()) } else { Err(Refused::Invalid(loaded.problems)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> CountryCode {
        CountryCode::new(text).unwrap()
    }

    fn config() -> Config {
        shipped().config.unwrap()
    }

    fn drafted(folder: &Path, config: &Config, change: Change) -> Result<Draft, Refused> {
        draft(folder, config, change, &|_| None)
    }

    /// A code that no shipped entry has.
    fn unwatched(config: &Config) -> CountryCode {
        config.codes.iter().copied().find(|code| !config.countries.iter().any(|one| one.code == *code)).unwrap()
    }

    #[test]
    fn a_country_is_added_by_its_names_and_taken_away_without_a_trace() {
        let (folder, config) = (tempfile::tempdir().unwrap(), config());
        let new = unwatched(&config);
        let add = Change::Add { code: new, tier: 2, values: vec![("why".to_owned(), "a new partner".into())] };
        let draft = drafted(folder.path(), &config, add).unwrap();
        assert!(
            draft.diff().contains("+why = \"a new partner\"") && draft.text().contains("zh-Hant"),
            "{}",
            draft.diff()
        );
        let with = draft.check(&|_| None).config.unwrap();
        draft.write().unwrap();
        let without = drafted(folder.path(), &with, Change::Remove { code: new }).unwrap();
        assert_eq!(without.text().trim(), "");
    }

    #[test]
    fn a_shipped_country_goes_by_name_and_comes_back_with_all_its_keys() {
        let (folder, config) = (tempfile::tempdir().unwrap(), config());
        let gone = drafted(folder.path(), &config, Change::Remove { code: code("CL") }).unwrap();
        assert_eq!(gone.text(), "remove = [\"CL\"]\n");
        let without = gone.check(&|_| None).config.unwrap();
        gone.write().unwrap();
        let back =
            drafted(folder.path(), &without, Change::Add { code: code("CL"), tier: 1, values: Vec::new() }).unwrap();
        let with = back.check(&|_| None).config.unwrap();
        let chile = with.countries.iter().find(|country| country.code == code("CL")).unwrap();
        assert!(chile.tier == 1 && chile.currency.as_deref() == Some("CLP") && !back.text().contains("remove"));
    }

    #[test]
    fn what_would_not_load_is_refused_with_its_place() {
        let (folder, config) = (tempfile::tempdir().unwrap(), config());
        let set = Change::Set { code: code("UA"), values: vec![("teir".to_owned(), value("1"))] };
        let Err(Refused::Invalid(problems)) = drafted(folder.path(), &config, set) else { panic!("refused") };
        assert_eq!((problems[0].line, problems[0].column), (3, 1));
        assert!(!folder.path().join(FILE).exists());
    }

    #[test]
    fn what_is_watched_is_not_added_and_what_is_not_is_not_changed() {
        let (folder, config) = (tempfile::tempdir().unwrap(), config());
        let add = Change::Add { code: code("UA"), tier: 1, values: Vec::new() };
        assert!(matches!(drafted(folder.path(), &config, add), Err(Refused::Watched(_))));
        let remove = Change::Remove { code: unwatched(&config) };
        assert!(matches!(drafted(folder.path(), &config, remove), Err(Refused::Unwatched(_))));
    }

    #[test]
    fn typed_values_are_toml_where_they_read_as_it() {
        let shown = ["1", "true", "[\"a\"]", "peg", "\"1\""].map(|text| value(text).type_name());
        assert_eq!(shown, ["integer", "boolean", "array", "string", "string"]);
    }
}
