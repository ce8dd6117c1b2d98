//! Compressed bodies, unpacked up to a limit: a bomb goes off at the limit and no further.

use std::io::{Cursor, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use zip::ZipArchive;

use super::Failure;

/// Times that a body may grow before it is taken for a bomb; text hardly reaches 30.
const RATIO_LIMIT: u64 = 200;

/// Growth below which the ratio is not looked at.
const RATIO_FROM: u64 = 1 << 20;

/// How a gzip body starts.
const GZIP: &[u8] = &[0x1f, 0x8b];

/// How a zip archive starts.
const ZIP: &[u8] = b"PK\x03\x04";

/// The body behind a content encoding, at most `limit` bytes of it.
pub(crate) fn unpack(body: Vec<u8>, encoding: Option<&str>, limit: u64) -> Result<Vec<u8>, Failure> {
    let encoding = encoding.unwrap_or_default().trim().to_ascii_lowercase();
    match encoding.as_str() {
        // A packed file may be served, or dropped into a folder, as it is.
        "" | "identity" if body.starts_with(GZIP) => inflate(MultiGzDecoder::new(body.as_slice()), body.len(), limit),
        "" | "identity" if body.starts_with(ZIP) => first_of_zip(&body, limit),
        "" | "identity" => Ok(body),
        // Some servers name a compression and do not apply it.
        "gzip" | "x-gzip" if !body.starts_with(GZIP) => Ok(body),
        "gzip" | "x-gzip" => inflate(MultiGzDecoder::new(body.as_slice()), body.len(), limit),
        "deflate" if body.first().is_some_and(|first| first & 0x0f == 8) => {
            inflate(ZlibDecoder::new(body.as_slice()), body.len(), limit)
        }
        "deflate" => inflate(DeflateDecoder::new(body.as_slice()), body.len(), limit),
        other => Err(Failure::http(format!("the answer is packed as `{other}`, which was not asked for"))),
    }
}

/// The first file of an archive, in which some publishers put their one table.
fn first_of_zip(body: &[u8], limit: u64) -> Result<Vec<u8>, Failure> {
    let broken = |error| Failure::http(format!("the archive cannot be unpacked: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(body)).map_err(broken)?;
    let file = archive.by_index(0).map_err(broken)?;
    inflate(file, body.len(), limit)
}

fn inflate(reader: impl Read, packed: usize, limit: u64) -> Result<Vec<u8>, Failure> {
    let packed = packed as u64;
    let room = limit.min(RATIO_FROM.max(packed.saturating_mul(RATIO_LIMIT)));
    let mut bytes = Vec::new();
    let end = reader.take(room + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > room {
        return Err(Failure::too_large(format!("the answer unpacks from {packed} to more than {room} bytes")));
    }
    match end {
        // What came before damage or a missing end may still hold whole entries.
        Err(error) if bytes.is_empty() => Err(Failure::http(format!("the answer cannot be unpacked: {error}"))),
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;
    use crate::domain::feed::Outcome;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn all_encodings_asked_for_are_unpacked() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"feed").unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(b"feed").unwrap();
        for (encoding, body) in [
            ("gzip", gzip(b"feed")),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("gzip", b"feed".to_vec()),
            ("", gzip(b"feed")),
        ] {
            assert_eq!(unpack(body, Some(encoding), 100).unwrap(), b"feed");
        }
    }

    #[test]
    fn all_members_of_a_gzip_body_are_read() {
        let body = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(unpack(body, Some("gzip"), 100).unwrap(), b"one two");
    }

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("table.csv", zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn the_file_in_an_archive_is_read_up_to_the_limit() {
        assert_eq!(unpack(zipped(b"a,b"), None, 100).unwrap(), b"a,b");
        assert_eq!(unpack(zipped(&vec![b' '; 8 << 20]), None, 64 << 20).unwrap_err().outcome, Outcome::TooLarge);
        assert_eq!(unpack(b"PK\x03\x04 cut".to_vec(), None, 100).unwrap_err().outcome, Outcome::HttpError);
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let bomb = gzip(&vec![b' '; 8 << 20]);
        let failure = unpack(bomb, Some("gzip"), 64 << 20).unwrap_err();
        assert_eq!(failure.outcome, Outcome::TooLarge);
    }

    #[test]
    fn a_body_cut_short_gives_what_there_is() {
        let mut body = gzip("<item>".repeat(2000).as_bytes());
        body.truncate(body.len() - 9);
        assert!(!unpack(body, Some("gzip"), 1 << 20).unwrap().is_empty());
    }
}
