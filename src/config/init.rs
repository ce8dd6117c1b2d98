//! Writing the commented defaults into a folder, for an operator to edit.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::shipped;

/// Why the defaults could not be written.
#[derive(Debug, Error)]
pub enum InitError {
    /// A file is there already.
    #[error("`{}` is there already and is not overwritten: name another folder, or move it away", .0.display())]
    Exists(PathBuf),
    /// The system refused.
    #[error("cannot write `{}`: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Writes every shipped text file under `dir`, and gives their paths. If any of them is there already, nothing is
/// written.
pub fn init(dir: &Path) -> Result<Vec<PathBuf>, InitError> {
    let files: Vec<(PathBuf, &str)> = shipped::texts().map(|(path, text)| (dir.join(path), text)).collect();
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(InitError::Exists(path.clone()));
    }
    files.iter().try_for_each(|(path, text)| write(path, text))?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// Writes a new file; one that came into being meanwhile is left alone.
fn write(path: &Path, text: &str) -> Result<(), InitError> {
    let told = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => InitError::Exists(path.to_path_buf()),
        _ => InitError::Io { path: path.to_path_buf(), source },
    };
    path.parent().map_or(Ok(()), fs::create_dir_all).map_err(told)?;
    let mut file = fs::File::create_new(path).map_err(told)?;
    file.write_all(text.as_bytes()).map_err(told)
}
