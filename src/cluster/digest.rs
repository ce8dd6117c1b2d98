//! Numbers made from texts, the same on every machine and in every version.

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// FNV-1a over some more bytes.
pub(super) fn fnv(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(FNV_PRIME))
}

/// FNV-1a of a text.
pub(super) fn digest_of(text: &str) -> u64 {
    fnv(FNV_OFFSET, text.as_bytes())
}

/// FNV-1a of a row of numbers.
pub(super) fn digest_of_row(numbers: impl Iterator<Item = u32>) -> u64 {
    numbers.fold(FNV_OFFSET, |state, number| fnv(state, &number.to_be_bytes()))
}

/// A term's number.
pub(super) fn term(form: &str) -> u32 {
    let wide = digest_of(form);
    let [_, _, _, _, a, b, c, d] = (wide ^ (wide >> 32)).to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}
