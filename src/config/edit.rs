//! Changing the operator's feeds: entries added, a key set, comments and order kept.
//!
//! An edit is checked with the whole configuration before it is written, and written in one step. What to change is
//! left to `app`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

use crate::domain::country::CountryCode;
use crate::domain::feed::Feed;

use super::layers::{Layers, names};
use super::load::{Loaded, build};

/// Where entries go that stand in no file yet.
const OWN: &str = "feeds/own.toml";

/// Why a change was not made.
#[derive(Debug, Error)]
pub enum EditError {
    /// The system refused.
    #[error("cannot write `{}`: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file cannot be edited as it is.
    #[error("`{}` cannot be edited: {why}", .path.display())]
    Text {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// A change of one file that is not written yet.
#[derive(Clone, Debug)]
pub struct Edit {
    dir: PathBuf,
    /// The file under the folder: `feeds/own.toml`.
    name: String,
    /// What the file will hold.
    text: String,
}

/// Adds entries to the operator's own file of feeds.
pub fn add_feeds(dir: &Path, feeds: &[Feed]) -> Result<Edit, EditError> {
    let mut document = document(dir, OWN)?;
    let list = feed_list(&mut document).ok_or_else(|| no_list(dir, OWN))?;
    feeds.iter().map(entry).for_each(|entry| list.push(entry));
    Ok(Edit { dir: dir.to_owned(), name: OWN.to_owned(), text: document.to_string() })
}

/// Gives a feed another address: in the file where its entry stands, else as an entry over the shipped one.
pub fn set_feed_url(dir: &Path, id: &str, url: &str) -> Result<Edit, EditError> {
    for name in files(dir) {
        let mut document = document(dir, &name)?;
        if let Some(table) = find(&mut document, id) {
            set(table, "url", url);
            return Ok(Edit { dir: dir.to_owned(), name, text: document.to_string() });
        }
    }
    let mut document = document(dir, OWN)?;
    let list = feed_list(&mut document).ok_or_else(|| no_list(dir, OWN))?;
    let mut over = apart();
    set(&mut over, "id", id);
    set(&mut over, "url", url);
    list.push(over);
    Ok(Edit { dir: dir.to_owned(), name: OWN.to_owned(), text: document.to_string() })
}

impl Edit {
    /// The file that changes.
    pub fn path(&self) -> PathBuf {
        self.dir.join(&self.name)
    }

    /// The configuration as it would be, with all that is wrong with it.
    pub fn check(&self, env: &dyn Fn(&str) -> Option<String>) -> Loaded {
        build(Layers::shipped().with_folder(&self.dir, false).with_text(&self.dir, &self.name, &self.text), env)
    }

    /// Writes the file in one step: a reader sees the old text or the new, never half of one.
    pub fn write(&self) -> Result<(), EditError> {
        let path = self.path();
        let told = |source| EditError::Io { path: path.clone(), source };
        let folder = path.parent().unwrap_or(&self.dir);
        fs::create_dir_all(folder).map_err(told)?;
        let draft = folder.join(format!(".own-{}.toml~", std::process::id()));
        let written = self.put(&draft).and_then(|()| fs::rename(&draft, &path));
        if written.is_err() {
            fs::remove_file(&draft).ok();
        }
        written.map_err(told)
    }

    fn put(&self, draft: &Path) -> io::Result<()> {
        let mut file = fs::File::create(draft)?;
        if let Ok(before) = fs::metadata(self.path()) {
            file.set_permissions(before.permissions())?;
        }
        file.write_all(self.text.as_bytes())?;
        file.sync_all()
    }
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
    if let Some(lang) = &feed.lang {
        set(&mut table, "lang", lang);
    }
    if !feed.countries.is_empty() {
        let codes: Array = feed.countries.iter().map(CountryCode::as_str).collect();
        table.insert("countries", Item::Value(Value::Array(codes)));
    }
    set(&mut table, "reliability", &feed.reliability.letter().to_string());
    set(&mut table, "family", feed.family.as_str());
    table.insert("every_minutes", toml_edit::value(i64::from(feed.every_minutes)));
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

/// Sets a key; what stands around its value stays.
fn set(table: &mut Table, key: &str, text: &str) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(value) => {
            let decor = value.decor().clone();
            *value = Value::from(text);
            *value.decor_mut() = decor;
        }
        None => drop(table.insert(key, toml_edit::value(text))),
    }
}

fn document(dir: &Path, name: &str) -> Result<DocumentMut, EditError> {
    let path = dir.join(name);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(EditError::Io { path, source }),
    };
    text.parse().map_err(|error: toml_edit::TomlError| EditError::Text { path, why: error.message().to_owned() })
}

fn feed_list(document: &mut DocumentMut) -> Option<&mut ArrayOfTables> {
    document.entry("feed").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new())).as_array_of_tables_mut()
}

fn no_list(dir: &Path, name: &str) -> EditError {
    EditError::Text { path: dir.join(name), why: "its feeds are not written as `[[feed]]`".to_owned() }
}

fn find<'d>(document: &'d mut DocumentMut, id: &str) -> Option<&'d mut Table> {
    let list = document.get_mut("feed")?.as_array_of_tables_mut()?;
    list.iter_mut().find(|table| table.get("id").and_then(Item::as_str) == Some(id))
}

/// The operator's files of feeds.
fn files(dir: &Path) -> Vec<String> {
    let names = names(&dir.join("feeds")).into_iter();
    let is_toml = |name: &String| Path::new(name).extension().is_some_and(|ending| ending == "toml");
    names.filter(is_toml).map(|name| format!("feeds/{name}")).collect()
}

#[cfg(test)]
mod tests {
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
