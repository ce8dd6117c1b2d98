//! A short name for what data say, so that what was made from them can be told from what was made from others.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::audit::hex;

/// Takes in data part by part.
#[derive(Clone, Debug, Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// With some bytes more. Where a part ends counts, so that nothing slides from one to the next.
    #[must_use]
    pub fn with(mut self, bytes: &[u8]) -> Self {
        self.0.update(bytes.len().to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// With a value more, as it is written in JSON.
    #[must_use]
    pub fn with_value(self, value: &impl Serialize) -> Self {
        self.with(&serde_json::to_vec(value).unwrap_or_default())
    }

    /// Eight hexadecimal digits: the first 32 bits of the SHA-256 of all parts.
    pub fn short(self) -> String {
        hex(self.0.finalize().as_slice().get(..4).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_slide_from_part_to_part() {
        let of =
            |parts: [&str; 2]| parts.iter().fold(Fingerprint::default(), |f, part| f.with(part.as_bytes())).short();
        assert_ne!(of(["ab", "c"]), of(["a", "bc"]));
        assert_eq!(of(["ab", "c"]), of(["ab", "c"]));
        assert_eq!(of(["ab", "c"]).len(), 8);
    }
}
