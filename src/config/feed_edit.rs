//! Changes to the operator's feeds: entries added, an address changed.
//!
//! How a file is changed, checked and written is left to `edit`; what to change, to `app`.

use std::path::Path;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

use crate::domain::country::CountryCode;
use crate::domain::feed::Feed;

use super::edit::{Draft, EditError};
use super::layers::names;

/// Where entries go that stand in no file yet.
const OWN: &str = "feeds/own.toml";
/// The list that feeds stand in.
const LIST: &str = "feed";

/// Adds entries to the operator's own file of feeds.
pub fn add_feeds(dir: &Path, feeds: &[Feed]) -> Result<Draft, EditError> {
    let mut draft = Draft::open(dir, OWN)?;
    feeds.iter().try_for_each(|feed| draft.push_entry(LIST, entry(feed)))?;
    Ok(draft)
}

/// Gives a feed another address: in the file where its entry stands, else as an entry over the shipped one.
pub fn set_feed_url(dir: &Path, id: &str, url: &str) -> Result<Draft, EditError> {
    let mut draft = holder(dir, id)?;
    draft.put_entry(LIST, "id", id, &[("url".to_owned(), url.into())])?;
    Ok(draft)
}

/// The file where a feed's entry stands, else the own file.
fn holder(dir: &Path, id: &str) -> Result<Draft, EditError> {
    for name in files(dir) {
        let draft = Draft::open(dir, &name)?;
        if draft.has_entry(LIST, "id", id) {
            return Ok(draft);
        }
    }
    Draft::open(dir, OWN)
}

/// The entry of a feed, as it stands in a file.
pub fn feed_text(feed: &Feed) -> String {
    let mut list = ArrayOfTables::new();
    list.push(entry(feed));
    let mut document = DocumentMut::new();
    document.insert("feed", Item::ArrayOfTables(list));
    document.to_string().trim_start().to_owned()
}

/// Only the keys that a reader of the file wants to see; the rest has a default.
fn entry(feed: &Feed) -> Table {
    let mut table = apart();
    set(&mut table, "id", feed.id.as_str());
    set(&mut table, "title", &feed.title);
    set(&mut table, "group", &feed.group);
    set(&mut table, "url", &feed.url);
    if let Some(preset) = &feed.preset {
        set(&mut table, "format", &format!("{:?}", feed.format).to_lowercase());
        set(&mut table, "preset", preset);
    }
    if let Some(lang) = &feed.lang {
        set(&mut table, "lang", lang);
    }
    if !feed.countries.is_empty() {
        let codes: Array = feed.countries.iter().map(CountryCode::as_str).collect();
        table.insert("countries", Item::Value(Value::Array(codes)));
    }
    if !feed.hazards.is_empty() {
        let hazards: Array = feed.hazards.iter().map(|hazard| hazard.key()).collect();
        table.insert("hazards", Item::Value(Value::Array(hazards)));
    }
    set(&mut table, "reliability", &feed.reliability.letter().to_string());
    set(&mut table, "family", feed.family.as_str());
    table.insert("every_minutes", toml_edit::value(i64::from(feed.every_minutes)));
    if feed.register {
        table.insert("register", toml_edit::value(true));
    }
    if feed.allow_private {
        table.insert("allow_private", toml_edit::value(true));
    }
    table
}

/// A table with a line of space before it.
fn apart() -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table
}

fn set(table: &mut Table, key: &str, text: &str) {
    table.insert(key, toml_edit::value(text));
}

/// The operator's files of feeds.
fn files(dir: &Path) -> Vec<String> {
    let names = names(&dir.join("feeds")).into_iter();
    let is_toml = |name: &String| Path::new(name).extension().is_some_and(|ending| ending == "toml");
    names.filter(is_toml).map(|name| format!("feeds/{name}")).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use pretty_assertions::assert_eq;

    use super::*;
    use crate::domain::sample;

    const COMMENTED: &str = "# ours\nremove = [\"xinhua\"] # frozen\n\n[[feed]]\nid = \"a\"\nurl = \"https://old.example/\" # since 2020\n\n# last\n";

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("feeds")).unwrap();
        fs::write(folder.path().join("feeds/own.toml"), COMMENTED).unwrap();
        folder
    }

    #[test]
    fn an_address_changes_and_the_comments_stay() {
        let folder = folder();
        let edit = set_feed_url(folder.path(), "a", "https://new.example/").unwrap();
        edit.write().unwrap();
        let text = fs::read_to_string(edit.path()).unwrap();
        assert_eq!(text, COMMENTED.replace("old.example", "new.example"));
        assert_eq!(fs::read_dir(folder.path().join("feeds")).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn a_shipped_feed_gets_an_entry_over_it() {
        let folder = tempfile::tempdir().unwrap();
        let edit = set_feed_url(folder.path(), "bbc-world", "https://new.example/rss").unwrap();
        let config = edit.check(&|_| None).config.unwrap();
        let feed = config.feeds.iter().find(|feed| feed.id.as_str() == "bbc-world").unwrap();
        assert_eq!((feed.url.as_str(), feed.family.as_str()), ("https://new.example/rss", "bbc"));
    }

    #[test]
    fn an_added_feed_is_read_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let feed = Feed { id: "new-one".into(), lang: Some("fr".to_owned()), ..sample::feed() };
        let edit = add_feeds(folder.path(), std::slice::from_ref(&feed)).unwrap();
        let loaded = edit.check(&|_| None);
        let config = loaded.config.unwrap_or_else(|| panic!("{:?}", loaded.problems));
        let read = config.feeds.iter().find(|read| read.id == feed.id).unwrap();
        assert_eq!((&read.title, &read.lang, read.every_minutes), (&feed.title, &feed.lang, feed.every_minutes));
        assert!(!edit.path().exists(), "a check writes nothing");
    }

    #[test]
    fn an_id_that_is_taken_is_refused_by_the_check() {
        let folder = folder();
        let feed = Feed { id: "a".into(), ..sample::feed() };
        let edit = add_feeds(folder.path(), &[feed]).unwrap();
        assert!(edit.check(&|_| None).has_errors());
    }

    #[test]
    fn a_file_that_is_no_toml_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("feeds")).unwrap();
        fs::write(folder.path().join("feeds/own.toml"), "feed = [").unwrap();
        assert!(add_feeds(folder.path(), &[sample::feed()]).is_err());
    }
}
