//! Checks that each layer names only the layers and crates it may use, that the pure stages stay pure, and that
//! files stay small and say what they are for.

#![allow(clippy::expect_used, clippy::string_slice, reason = "a failed read fails the test")]

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

/// Stages that compute and do nothing else.
const PURE: &[&str] = &["domain", "annotate", "cluster", "assess", "warn", "report"];

/// What a pure stage must not name: clocks, files, sockets, threads, processes, chance.
const IMPURE: &[&str] = &[
    "Utc::now",
    "Local::now",
    "Instant::now",
    "SystemTime",
    "std::fs",
    "std::net",
    "std::thread",
    "std::process",
    "std::env",
    "tokio::",
    "fastrand::",
];

/// Lines of code a file may have, its tests left out.
const LONGEST_FILE: usize = 400;

#[test]
fn pure_stages_touch_nothing_outside() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for layer in PURE {
        for file in rust_files(&src.join(layer)).into_iter().filter(|file| !is_test(file)) {
            let code = code_of(&fs::read_to_string(&file).expect("source file is readable"));
            for name in IMPURE.iter().filter(|name| code.contains(**name)) {
                broken.push(format!("{}: `{layer}` names `{name}`", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "purity broken:\n{}", broken.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for file in rust_files(&src) {
        let text = fs::read_to_string(&file).expect("source file is readable");
        if !text.starts_with("//!") {
            broken.push(format!("{} does not open with `//!`", file.display()));
        }
        let lines = code_of(&text).lines().filter(|line| !line.trim().is_empty()).count();
        if lines > LONGEST_FILE && !is_test(&file) {
            broken.push(format!("{} has {lines} lines of code", file.display()));
        }
    }
    assert!(broken.is_empty(), "files:\n{}", broken.join("\n"));
}

/// Whether a file holds tests and what only they need.
fn is_test(file: &Path) -> bool {
    let is_file = file
        .file_name()
        .is_some_and(|name| ["tests.rs", "scenarios.rs", "fixture.rs", "sample.rs"].iter().any(|test| name == *test));
    is_file || file.components().any(|part| part.as_os_str() == "tests")
}

/// The code of a file: comments and the tests at its end left out.
fn code_of(text: &str) -> String {
    text.lines()
        .take_while(|line| line.trim_end() != "#[cfg(test)]")
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

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
