//! Feeds in files and folders, for desks without a network: what another system or a person dropped there.

use std::path::{Path, PathBuf};

use url::Url;

use super::Failure;

/// Files read of one folder, the first by name.
const FILES_LIMIT: usize = 1000;

/// The files behind a `file:` address with their contents, hidden ones left out.
pub(super) fn contents(url: &str, limit: u64) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let path = path_of(url)?;
    let files = if path.is_dir() { listed(&path)? } else { vec![path] };
    files.iter().map(|path| Ok((path.display().to_string(), content(path, limit)?))).collect()
}

fn path_of(url: &str) -> Result<PathBuf, Failure> {
    let absolute = Url::parse(url).ok().and_then(|url| url.to_file_path().ok());
    let relative = || url.strip_prefix("file:").map(PathBuf::from);
    absolute.or_else(relative).ok_or_else(|| Failure::http(format!("`{url}` names no file")))
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let is_shown = |path: &PathBuf| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'));
    let mut files: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter(|p| p.is_file() && is_shown(p)).collect();
    files.sort();
    files.truncate(FILES_LIMIT);
    Ok(files)
}

fn content(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let length = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?.len();
    if length > limit {
        return Err(Failure::too_large(format!("`{}` has {length} bytes, over {limit}", path.display())));
    }
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("cannot read `{}`: {error}", path.display());
    match error.kind() {
        std::io::ErrorKind::NotFound => Failure::gone(message),
        std::io::ErrorKind::PermissionDenied => Failure::blocked(message),
        _ => Failure::http(message),
    }
}
