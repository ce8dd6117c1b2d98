//! One way to write a value as bytes, and its SHA-256: what notices and the audit log are held to.
//!
//! Keys are sorted, nothing is spaced, numbers are written as `serde_json` does; so the same value gives the same
//! bytes on every machine.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The canonical JSON of a value; `null` for a value that JSON cannot hold.
pub fn canonical_json<T: Serialize>(value: &T) -> String {
    // Through `Value`, whose maps are sorted by key.
    serde_json::to_value(value).map_or_else(|_| Value::Null.to_string(), |value| value.to_string())
}

/// SHA-256 in lower-case hex.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 over the canonical JSON of a value, in lower-case hex.
pub fn digest_of<T: Serialize>(value: &T) -> String {
    digest(canonical_json(value).as_bytes())
}

/// Bytes in lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let one: Value = serde_json::from_str(r#"{"b": 1, "a": [2, {"d": 3, "c": 4}]}"#).unwrap();
        assert_eq!(canonical_json(&one), r#"{"a":[2,{"c":4,"d":3}],"b":1}"#);
        assert_eq!(digest_of(&one), digest_of(&json!({"a": [2, {"c": 4, "d": 3}], "b": 1})));
    }

    #[test]
    fn the_digest_is_sha_256() {
        assert_eq!(digest(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
