//! What the shipped configuration holds, and what is said of broken ones.

use super::*;

#[test]
fn the_shipped_configuration_has_no_problems() {
    let loaded = shipped();
    let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n\n"));
    assert!(loaded.config.is_some());
}
