//! Secrets are references: `env:NAME` or `file:PATH`. What they stand for is read when it is needed, and never printed.

use std::fs;
use std::io;

use thiserror::Error;

use super::log::{Finding, Log};
use super::node::{Kind, Node};

/// A key that holds one of these holds a secret.
const NAMES: [&str; 3] = ["password", "secret", "token"];

/// Why a secret could not be had. The text itself is never repeated: it may be the secret.
#[derive(Debug, Error)]
pub enum SecretError {
    /// The variable is not set, or empty.
    #[error("the variable `{0}` is not set; set it, or name another")]
    Unset(String),
    /// The file cannot be read.
    #[error("the secret's file `{path}` cannot be read: {source}")]
    Unread {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// It is written out.
    #[error("a secret is written out; write `env:NAME` or `file:PATH` and keep the secret there")]
    Plain,
}

/// The secret that a reference stands for; a file's last line break is left out.
pub fn reveal(reference: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<String, SecretError> {
    if let Some(name) = reference.strip_prefix("env:") {
        return env(name).filter(|text| !text.is_empty()).ok_or_else(|| SecretError::Unset(name.to_owned()));
    }
    let path = reference.strip_prefix("file:").ok_or(SecretError::Plain)?;
    let text = fs::read_to_string(path).map_err(|source| SecretError::Unread { path: path.to_owned(), source })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Puts what they stand for in the place of all references of a value.
pub(super) fn reveal_all(path: &str, node: &mut Node, env: &dyn Fn(&str) -> Option<String>) -> Result<(), Finding> {
    match &mut node.kind {
        Kind::Text(text) if is_secret(path) => {
            *text = reveal(text, env).map_err(|error| Finding::error(node.spot, error.to_string()).hiding())?;
            Ok(())
        }
        Kind::Table(table) => table.0.iter_mut().try_for_each(|entry| reveal_all(&entry.key, &mut entry.value, env)),
        Kind::List(list) => list.iter_mut().try_for_each(|node| reveal_all(path, node, env)),
        _ => Ok(()),
    }
}

/// Whether a key holds a secret, by its name.
pub(super) fn is_secret(path: &str) -> bool {
    let key = path.rsplit('.').next().unwrap_or(path);
    NAMES.iter().any(|name| key.contains(name))
}

/// Whether a text is a reference rather than a secret.
pub(super) fn is_reference(text: &str) -> bool {
    ["env:", "file:"].iter().any(|prefix| text.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()))
}

/// Logs secrets that are written out.
pub(super) fn find_plain(node: &Node, log: &Log) {
    node.leaves("", &mut |path, leaf| {
        if let Kind::Text(text) = &leaf.kind
            && is_secret(path)
            && !is_reference(text)
        {
            let finding = Finding::error(leaf.spot, "a secret is not written into the configuration");
            log.push(finding.with_hint("write \"env:NAME\" or \"file:PATH\" and keep the secret there").hiding());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_followed_and_a_secret_written_out_is_not_repeated() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        fs::write(&path, "hunter2\n").unwrap();
        let env = |name: &str| (name == "KEY").then(|| "hunter1".to_owned());
        assert_eq!(reveal("env:KEY", &env).unwrap(), "hunter1");
        assert_eq!(reveal(&format!("file:{}", path.display()), &env).unwrap(), "hunter2");
        assert!(matches!(reveal("env:NONE", &env), Err(SecretError::Unset(name)) if name == "NONE"));
        assert!(matches!(reveal("file:/nowhere/key", &env), Err(SecretError::Unread { .. })));
        assert!(!reveal("hunter3", &env).unwrap_err().to_string().contains("hunter3"));
    }
}
