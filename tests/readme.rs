//! The README says what the program does: its key table is the keymap's, and its commands are the command line's.

#![allow(clippy::expect_used, reason = "a file that cannot be read fails the test")]

use std::process::Command;

use fenghuo::app::desk::{Keymap, key_table};
use fenghuo::domain::words::Lang;

const README: &str = include_str!("../README.md");
const KEYMAP: &str = include_str!("../config/keymap.toml");

#[test]
fn the_key_table_is_the_keymaps() {
    let keymap = Keymap::parse(KEYMAP).expect("the shipped keymap reads");
    let rows = key_table(&keymap, Lang::En).into_iter().map(|(keys, does)| format!("| {} | {does} |", escaped(&keys)));
    let table = rows.collect::<Vec<_>>().join("\n");
    assert!(README.contains(&table), "the README's key table should be:\n{table}");
}

#[test]
fn every_command_is_in_the_readme() {
    let help = Command::new(env!("CARGO_BIN_EXE_fenghuo")).arg("--help").output().expect("the program runs");
    let text = String::from_utf8_lossy(&help.stdout).into_owned();
    let listed = text.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let names = listed.take_while(|line| !line.trim().is_empty()).filter(|line| !line.starts_with("   "));
    let names: Vec<&str> = names.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 5, "the help lists commands: {text}");
    let missing: Vec<&&str> = names.iter().filter(|name| !README.contains(&format!("`fenghuo {name}"))).collect();
    let missing: Vec<_> = missing.into_iter().filter(|name| **name != "help").collect();
    assert!(missing.is_empty(), "the README does not speak of {missing:?}");
}

/// A bar would end the cell.
fn escaped(keys: &str) -> String {
    keys.replace('|', "\\|")
}
