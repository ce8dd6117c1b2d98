//! Finding the files: the shipped ones, and those of the operator's folder that are put over them.
//!
//! What is in them is left to `docs`.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::problem::{Place, Problem};
use super::shipped;
use super::source::{Origin, Sources};
use super::suggest::nearest;

/// Largest file that is read, in bytes.
const MAX_FILE: u64 = 32 * 1024 * 1024;

/// How deep folders are read below those of the configuration.
const MAX_DEPTH: usize = 3;

/// Files that an operator may add though none is shipped in their place.
const OPTIONAL: [&str; 2] = ["rules.toml", "keymap.toml"];

/// Folders of which any file is read.
const FOLDERS: [&str; 7] = ["feeds", "locale", "themes", "templates", "lexicon", "presets", "map"];

/// All files of one load.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub(super) sources: Sources,
    /// Path under the folder, and number of the text, in order.
    pub(super) shipped: Vec<(String, usize)>,
    /// The same for the operator's files.
    pub(super) user: Vec<(String, usize)>,
    pub(super) problems: Vec<Problem>,
}

impl Layers {
    /// The shipped files alone.
    pub(super) fn shipped() -> Self {
        let mut layers = Self::default();
        for (path, text) in shipped::texts() {
            let source = layers.sources.add(format!("config/{path}"), Origin::Shipped, Cow::Borrowed(text));
            layers.shipped.push((path.to_owned(), source));
        }
        layers
    }

    /// Adds the operator's files. A folder that was asked for by name and is not there is an error.
    pub(super) fn with_folder(mut self, dir: &Path, asked_for: bool) -> Self {
        if !dir.is_dir() {
            if asked_for {
                let problem = Problem::error(Place::file(dir.display().to_string()), "there is no such folder");
                self.problems.push(problem.with_hint("`fenghuo config init DIR` writes one with the defaults"));
            }
            return self;
        }
        for name in names(dir) {
            if !dir.join(&name).is_dir() {
                self.take(dir, &name);
            } else if FOLDERS.contains(&name.as_str()) {
                self.take_folder(dir, &name, MAX_DEPTH);
            }
        }
        self
    }

    /// Puts a text in the place of one of the operator's files, whether it is there or not.
    pub(super) fn with_file(mut self, dir: &Path, name: &str, text: String) -> Self {
        let path = dir.join(name);
        let source = self.sources.add(path.display().to_string(), Origin::File(path), Cow::Owned(text));
        match self.user.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = source,
            None => self.user.push((name.to_owned(), source)),
        }
        self
    }

    /// Reads the files of a folder, and of those in it.
    fn take_folder(&mut self, dir: &Path, folder: &str, depth: usize) {
        for name in names(&dir.join(folder)) {
            let path = format!("{folder}/{name}");
            if depth > 0 && dir.join(&path).is_dir() {
                self.take_folder(dir, &path, depth - 1);
            } else {
                self.take(dir, &path);
            }
        }
    }

    /// Reads one file of the operator's.
    fn take(&mut self, dir: &Path, name: &str) {
        let path = dir.join(name);
        if !is_known(name) {
            self.problems.extend(unknown(&path, name));
            return;
        }
        match read(&path) {
            Ok(text) => {
                let origin = Origin::File(path.clone());
                let source = self.sources.add(path.display().to_string(), origin, Cow::Owned(text));
                self.user.push((name.to_owned(), source));
            }
            Err(error) => {
                let place = Place::file(path.display().to_string());
                self.problems.push(Problem::error(place, format!("cannot be read: {error}")));
            }
        }
    }
}

/// The operator's folder: the one asked for, else `$XDG_CONFIG_HOME/fenghuo`, else `~/.config/fenghuo`.
pub fn folder(dir: Option<&Path>, env: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let set = |name: &str| env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")));
    dir.map(Path::to_path_buf).or_else(|| home().map(|home| home.join("fenghuo")))
}

/// Names in a folder, hidden ones left out, sorted.
pub(super) fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| !name.starts_with('.') && !name.ends_with('~'));
    names.sort();
    names
}

fn is_toml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ext| ext.eq_ignore_ascii_case("toml"))
}

fn is_known(name: &str) -> bool {
    let folder = name.split_once('/').map(|(folder, _)| folder);
    match folder {
        Some("feeds" | "locale" | "themes") => is_toml(name),
        Some(folder) => FOLDERS.contains(&folder),
        None => OPTIONAL.contains(&name) || shipped::shipped_text(name).is_some(),
    }
}

/// A TOML file by a name that means nothing is probably misspelt; other files are none of ours.
fn unknown(path: &Path, name: &str) -> Option<Problem> {
    let known = shipped::texts().map(|(name, _)| name).chain(OPTIONAL);
    let meant = nearest(name, known);
    is_toml(name).then(|| {
        let place = Place::file(path.display().to_string());
        let problem = Problem::warning(place, format!("`{name}` is no file of the configuration and is not read"));
        Problem { hint: meant.map(|name| format!("did you mean `{name}`?")), ..problem }
    })
}

fn read(path: &Path) -> io::Result<String> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is no plain file"));
    }
    if metadata.len() > MAX_FILE {
        return Err(io::Error::other(format!("larger than {MAX_FILE} bytes")));
    }
    fs::read_to_string(path)
}
