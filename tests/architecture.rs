//! Checks that each layer names only the layers and crates it may use.

#![allow(clippy::expect_used, reason = "a failed read fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer, with the other layers it may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("config", &["domain"]),
    ("ingest", &["domain"]),
    ("annotate", &["domain"]),
    ("cluster", &["domain"]),
    ("assess", &["domain"]),
    ("warn", &["domain"]),
    ("deliver", &["domain"]),
    ("store", &["domain"]),
    ("report", &["domain"]),
    ("app", &["domain", "config", "ingest", "annotate", "cluster", "assess", "warn", "deliver", "store", "report"]),
    ("tui", &["domain", "config", "report", "app"]),
    ("cli", &["domain", "config", "report", "app", "tui"]),
];

/// External crates, with the only layers that may name them.
const CONFINED: &[(&str, &[&str])] = &[
    ("ratatui", &["tui"]),
    ("crossterm", &["tui"]),
    ("reqwest", &["ingest", "deliver"]),
    ("feed_rs", &["ingest"]),
    ("rusqlite", &["store"]),
    ("clap", &["cli"]),
];

#[test]
fn layers_point_downward() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for (layer, allowed) in LAYERS {
        for file in rust_files(&src.join(layer)) {
            let text = fs::read_to_string(&file).expect("source file is readable");
            let code: String = text.lines().map(|l| l.split("//").next().unwrap_or_default()).collect();
            for name in crate_names(&code) {
                let is_layer = LAYERS.iter().any(|(other, _)| *other == name);
                if is_layer && name != *layer && !allowed.contains(&name.as_str()) {
                    broken.push(format!("{}: `{layer}` names `{name}`", file.display()));
                }
            }
            for (name, homes) in CONFINED {
                if code.contains(&format!("{name}::")) && !homes.contains(layer) {
                    broken.push(format!("{}: `{layer}` uses `{name}`", file.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "layering broken:\n{}", broken.join("\n"));
}

/// The first path segment after each `crate::`, groups such as `crate::{a, b::c}` included.
fn crate_names(code: &str) -> Vec<String> {
    let ident = |s: &str| s.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.trim_start().strip_prefix('{') else {
            names.push(ident(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    names.push(ident(group.get(start..at).unwrap_or_default()));
                    start = at + 1;
                    if c == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
    names
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
    files
}
