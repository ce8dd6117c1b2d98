//! Changes to the operator's own files: comments and order stay, and nothing is written before the whole configuration
//! was checked with it.
//!
//! What to change is left to `app`. A change goes into the operator's folder only; what is shipped lies below it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use similar::TextDiff;
use thiserror::Error;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use super::layers::Layers;
use super::load::{Loaded, build};

/// Lines shown around each change.
const CONTEXT: usize = 2;
/// The key that takes shipped entries away.
const REMOVE: &str = "remove";

/// Why a file could not be changed.
#[derive(Debug, Error)]
pub enum EditError {
    /// It is no TOML.
    #[error("`{path}` cannot be changed, because it does not read: {why}")]
    Unreadable {
        /// Where.
        path: String,
        /// What the reader said.
        why: String,
    },
    /// A part of it is of another sort than the change needs.
    #[error("`{path}`: `{key}` is no table; change it by hand")]
    Shape {
        /// Where.
        path: String,
        /// The part.
        key: String,
    },
    /// Somebody changed it meanwhile.
    #[error("`{path}` was changed by somebody else in the meantime; look at it again and repeat")]
    Conflict {
        /// Where.
        path: String,
    },
    /// The system refused.
    #[error("cannot read or write `{path}`: {source}")]
    Io {
        /// Where.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

/// One of the operator's files with changes that are not written yet.
#[derive(Debug)]
pub struct Draft {
    folder: PathBuf,
    name: String,
    before: Option<String>,
    document: DocumentMut,
}

impl Draft {
    /// The file of this name in the operator's folder; empty when it is not there.
    pub fn open(folder: &Path, name: &str) -> Result<Self, EditError> {
        let path = folder.join(name);
        let shown = path.display().to_string();
        let before = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(EditError::Io { path: shown, source }),
        };
        let text = before.clone().unwrap_or_default();
        let document = text.parse().map_err(|error: toml_edit::TomlError| EditError::Unreadable {
            path: shown,
            why: error.message().to_owned(),
        })?;
        Ok(Self { folder: folder.to_owned(), name: name.to_owned(), before, document })
    }

    /// Its path.
    pub fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// Sets a value: `["levels", "threshold", "yellow"]`.
    pub fn set(&mut self, path: &[&str], value: Value) -> Result<(), EditError> {
        let shown = self.path().display().to_string();
        let Some((key, tables)) = path.split_last() else { return Ok(()) };
        let mut table: &mut dyn TableLike = self.document.as_table_mut();
        for name in tables {
            table =
                below(table, name).ok_or_else(|| EditError::Shape { path: shown.clone(), key: (*name).to_owned() })?;
        }
        put(table, key, value);
        Ok(())
    }

    /// Changes the keys of a list's entry, or adds an entry of this id. A key may name a part of a table: `name.en`.
    pub fn put_entry(&mut self, list: &str, key: &str, id: &str, values: &[(String, Value)]) -> Result<(), EditError> {
        let path = self.path().display().to_string();
        let entry =
            self.entry(list, key, id).ok_or_else(|| EditError::Shape { path: path.clone(), key: list.to_owned() })?;
        for (name, value) in values {
            let mut names: Vec<&str> = name.split('.').collect();
            let own = names.pop().unwrap_or_default();
            let mut table: &mut dyn TableLike = entry;
            for name in names {
                table =
                    below(table, name).ok_or_else(|| EditError::Shape { path: path.clone(), key: name.to_owned() })?;
            }
            put(table, own, value.clone());
        }
        Ok(())
    }

    /// Adds an entry to a list as it is, whether or not another has its id: the check tells.
    pub fn push_entry(&mut self, list: &str, entry: Table) -> Result<(), EditError> {
        let shape = EditError::Shape { path: self.path().display().to_string(), key: list.to_owned() };
        self.list(list).ok_or(shape)?.push(entry);
        Ok(())
    }

    /// Whether a list of this file has an entry of this id.
    pub fn has_entry(&self, list: &str, key: &str, id: &str) -> bool {
        let entries = self.document.get(list).and_then(Item::as_array_of_tables);
        entries.is_some_and(|entries| entries.iter().any(|entry| is(entry, key, id)))
    }

    /// Takes a list's entry out of this file; false when it is not in it.
    pub fn take_entry(&mut self, list: &str, key: &str, id: &str) -> bool {
        let Some(entries) = self.document.get_mut(list).and_then(Item::as_array_of_tables_mut) else { return false };
        let Some(at) = entries.iter().position(|entry| is(entry, key, id)) else { return false };
        let comments = entries.get(at).and_then(|entry| entry.decor().prefix()?.as_str().map(str::to_owned));
        entries.remove(at);
        if at == 0 {
            // What stands above the first entry is the head of the file.
            self.keep_head(list, &comments.unwrap_or_default());
        }
        true
    }

    /// Whether shipped entries of this id are taken away.
    pub fn is_removed(&self, id: &str) -> bool {
        let removed = self.document.get(REMOVE).and_then(Item::as_array);
        removed.is_some_and(|ids| ids.iter().any(|known| known.as_str() == Some(id)))
    }

    /// Takes shipped entries of this id away.
    pub fn remove(&mut self, id: &str) {
        if !self.is_removed(id) {
            let ids = self.document.entry(REMOVE).or_insert_with(|| Item::Value(Value::Array(Array::new())));
            if let Some(ids) = ids.as_array_mut() {
                ids.push(id);
            }
        }
    }

    /// Lets shipped entries of this id be there again.
    pub fn restore(&mut self, id: &str) {
        let Some(ids) = self.document.get_mut(REMOVE).and_then(Item::as_array_mut) else { return };
        ids.retain(|known| known.as_str() != Some(id));
        if ids.is_empty() {
            self.document.remove(REMOVE);
        }
    }

    /// The file as it would be.
    pub fn text(&self) -> String {
        self.document.to_string()
    }

    /// Whether anything would change.
    pub fn is_changed(&self) -> bool {
        self.text() != self.before.as_deref().unwrap_or_default()
    }

    /// What would change, in the form that `patch` reads.
    pub fn diff(&self) -> String {
        let (before, after, name) = (self.before.as_deref().unwrap_or_default(), self.text(), self.path());
        let name = name.display().to_string();
        let diff = TextDiff::from_lines(before, &after);
        diff.unified_diff().context_radius(CONTEXT).header(&name, &name).to_string()
    }

    /// The whole configuration as it would be with the change.
    pub fn check(&self, env: &dyn Fn(&str) -> Option<String>) -> Loaded {
        build(Layers::shipped().with_folder(&self.folder, false).with_file(&self.folder, &self.name, self.text()), env)
    }

    /// Writes the file: beside it first, then in its place, so that nobody ever reads half of it. Fails when it was
    /// changed since it was read.
    pub fn write(&self) -> Result<(), EditError> {
        let path = self.path();
        let failed = |source| EditError::Io { path: path.display().to_string(), source };
        if fs::read_to_string(&path).ok() != self.before {
            return Err(EditError::Conflict { path: path.display().to_string() });
        }
        fs::create_dir_all(path.parent().unwrap_or(&self.folder)).map_err(failed)?;
        let half = path.with_extension("toml.part");
        let written = write_through(&half, &self.text(), &path).and_then(|()| fs::rename(&half, &path));
        if written.is_err() {
            fs::remove_file(&half).ok();
        }
        written.map_err(failed)
    }

    /// The entry of a list; made when it is not there.
    fn entry(&mut self, list: &str, key: &str, id: &str) -> Option<&mut Table> {
        let entries = self.list(list)?;
        let at = entries.iter().position(|entry| is(entry, key, id));
        let at = at.unwrap_or_else(|| {
            let mut entry = Table::new();
            entry.insert(key, Item::Value(id.into()));
            entries.push(entry);
            entries.len() - 1
        });
        entries.get_mut(at)
    }

    fn list(&mut self, name: &str) -> Option<&mut ArrayOfTables> {
        let list = self.document.entry(name).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        list.as_array_of_tables_mut()
    }

    fn keep_head(&mut self, list: &str, head: &str) {
        let entries = self.document.get_mut(list).and_then(Item::as_array_of_tables_mut);
        if let Some(first) = entries.and_then(|entries| entries.get_mut(0)) {
            let own = first.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned();
            first.decor_mut().set_prefix(format!("{}\n{}", head.trim_end(), own));
        } else {
            self.document.remove(list);
            let rest = self.document.trailing().as_str().unwrap_or_default().to_owned();
            self.document.set_trailing(format!("{head}{rest}"));
        }
    }
}

fn is(entry: &Table, key: &str, id: &str) -> bool {
    entry.get(key).and_then(Item::as_str) == Some(id)
}

/// The table of a name below another; made when it is not there.
fn below<'a>(table: &'a mut dyn TableLike, name: &str) -> Option<&'a mut dyn TableLike> {
    if !table.contains_key(name) {
        // A table on one line takes it in as another of its kind.
        table.insert(name, Item::Table(Table::new()));
    }
    table.get_mut(name)?.as_table_like_mut()
}

/// Sets a key; what stands around its value, a comment say, stays.
fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

/// Writes a file, with the permissions of the one it will replace, onto the disk.
fn write_through(half: &Path, text: &str, old: &Path) -> io::Result<()> {
    let mut file = fs::File::create(half)?;
    if let Ok(metadata) = fs::metadata(old) {
        file.set_permissions(metadata.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# Ours.\n\n# Kyiv, because of the institute.\n[[country]]\ncode = \"UA\"\ntier = 2 # for now\n\n\
                        [[country]]\ncode = \"GE\" # Georgia\nname = { en = \"Georgia\", zh-Hans = \"格鲁吉亚\" }\n";

    fn draft(text: &str) -> (tempfile::TempDir, Draft) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("countries.toml"), text).unwrap();
        let draft = Draft::open(folder.path(), "countries.toml").unwrap();
        (folder, draft)
    }

    fn put_one(draft: &mut Draft, id: &str, key: &str, value: impl Into<Value>) {
        draft.put_entry("country", "code", id, &[(key.to_owned(), value.into())]).unwrap();
    }

    #[test]
    fn a_changed_value_keeps_its_comment_and_everything_around_it() {
        let (_folder, mut draft) = draft(FILE);
        put_one(&mut draft, "UA", "tier", 1);
        assert_eq!(draft.text(), FILE.replace("tier = 2 # for now", "tier = 1 # for now"));
    }

    #[test]
    fn a_part_of_a_table_is_changed_alone() {
        let (_folder, mut draft) = draft(FILE);
        put_one(&mut draft, "GE", "name.en", "Sakartvelo");
        assert_eq!(draft.text(), FILE.replace("en = \"Georgia\"", "en = \"Sakartvelo\""));
    }

    #[test]
    fn a_new_entry_comes_last() {
        let (_folder, mut draft) = draft(FILE);
        put_one(&mut draft, "KZ", "tier", 2);
        assert_eq!(draft.text(), format!("{FILE}\n[[country]]\ncode = \"KZ\"\ntier = 2\n"));
    }

    #[test]
    fn the_head_of_the_file_outlives_its_first_entry_and_its_last() {
        let (_folder, mut draft) = draft(FILE);
        assert!(draft.take_entry("country", "code", "UA"));
        assert!(draft.text().starts_with("# Ours."), "{}", draft.text());
        assert!(draft.take_entry("country", "code", "GE") && !draft.take_entry("country", "code", "GE"));
        assert!(draft.text().starts_with("# Ours.") && !draft.text().contains("[["), "{}", draft.text());
    }

    #[test]
    fn what_is_taken_away_can_come_back() {
        let (_folder, mut draft) = draft(FILE);
        draft.remove("IL");
        draft.remove("IL");
        assert!(draft.is_removed("IL") && draft.text().matches("IL").count() == 1);
        draft.restore("IL");
        assert_eq!(draft.text(), FILE);
    }

    #[test]
    fn a_number_deep_in_a_document_is_set_and_tables_are_made_for_it() {
        let (_folder, mut draft) = draft("[levels]\nthreshold = { red = 75.0 } # ours\n");
        draft.set(&["levels", "threshold", "yellow"], 30.0.into()).unwrap();
        draft.set(&["score", "norm"], 4.0.into()).unwrap();
        let wanted = "[levels]\nthreshold = { red = 75.0 , yellow = 30.0 } # ours\n\n[score]\nnorm = 4.0\n";
        assert_eq!(draft.text().replace(" ,", ","), wanted.replace(" ,", ","));
        assert!(matches!(draft.set(&["levels", "threshold", "red", "x"], 1.into()), Err(EditError::Shape { .. })));
    }

    #[test]
    fn nothing_is_written_over_what_somebody_else_wrote() {
        let (folder, mut draft) = draft(FILE);
        put_one(&mut draft, "UA", "tier", 1);
        fs::write(folder.path().join("countries.toml"), "# theirs\n").unwrap();
        assert!(matches!(draft.write(), Err(EditError::Conflict { .. })));
        assert_eq!(fs::read_to_string(draft.path()).unwrap(), "# theirs\n");
    }

    #[test]
    fn a_draft_is_checked_with_everything_else_before_it_is_written() {
        let (_folder, mut draft) = draft("# Ours.\n");
        put_one(&mut draft, "UA", "tier", 7);
        let told = draft.check(&|_| None).problems.iter().map(ToString::to_string).collect::<String>();
        assert!(told.contains("countries.toml:3:8") || told.contains("countries.toml:4:8"), "{told}");
        put_one(&mut draft, "UA", "tier", 1);
        assert!(!draft.check(&|_| None).has_errors());
        draft.write().unwrap();
        assert!(fs::read_to_string(draft.path()).unwrap().contains("tier = 1"));
        assert_eq!(fs::read_dir(&draft.folder).unwrap().count(), 1, "nothing is left beside it");
    }
}
