//! The evidence pack of an incident: one archive for an insurer, with what was known, when, and who was told.
//!
//! Every file stands in the manifest with its SHA-256. What is not of the picture (deliveries, acknowledgements, the
//! audit extract, printed notices) is given by the caller as files.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::domain::notice::Notice;
use crate::domain::picture::IncidentCard;
use crate::domain::time::Timestamp;

/// What goes into a pack.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The incident with its items as received.
    pub card: &'a IncidentCard,
    /// Every notice about it.
    pub notices: &'a [Notice],
    /// Further files by path: deliveries, acknowledgements, audit extract, printed notices.
    pub files: &'a [(String, Vec<u8>)],
    /// When the pack is made.
    pub at: Timestamp,
    /// Made-up data.
    pub made_up: bool,
}

/// An archive that could not be packed.
#[derive(Debug, Error)]
#[error("the evidence pack could not be packed: {0}")]
pub struct EvidenceFault(#[from] zip::result::ZipError);

/// The pack as a ZIP archive: `manifest.json`, `incident.json`, `items.jsonl`, `notices/*.json` and the files given.
/// The same input gives the same bytes.
pub fn evidence_pack(evidence: &Evidence<'_>) -> Result<Vec<u8>, EvidenceFault> {
    let files = files(evidence);
    let listed: Vec<Value> = files
        .iter()
        .map(|(path, bytes)| json!({ "path": path, "bytes": bytes.len(), "sha256": sha256(bytes) }))
        .collect();
    let manifest = json!({
        "schema": "fenghuo.evidence/1",
        "at": evidence.at,
        "incident": evidence.card.incident.id,
        "made_up": evidence.made_up,
        "exercise": evidence.card.incident.exercise,
        "files": listed,
    });
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    put(&mut archive, "manifest.json", &pretty(&manifest))?;
    for (path, bytes) in &files {
        put(&mut archive, path, bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn files(evidence: &Evidence<'_>) -> Vec<(String, Vec<u8>)> {
    let card = evidence.card;
    let incident = json!({ "incident": *card.incident, "rating": card.rating, "impacts": card.impacts });
    let mut items = String::new();
    for reading in &card.readings {
        let text = format!("{}\n{}", reading.item.title, reading.item.summary);
        let line = json!({ "item": reading.item, "annotation": reading.annotation, "sha256": sha256(text.as_bytes()) });
        items.push_str(&line.to_string());
        items.push('\n');
    }
    let mut files =
        vec![("incident.json".to_owned(), pretty(&incident)), ("items.jsonl".to_owned(), items.into_bytes())];
    let notices = evidence.notices.iter();
    files.extend(
        notices.map(|notice| (safe_path(&format!("notices/{}.json", notice.id)), pretty(&super::notice_json(notice)))),
    );
    files.extend(evidence.files.iter().map(|(path, bytes)| (safe_path(path), bytes.clone())));
    files
}

fn put(archive: &mut ZipWriter<Cursor<Vec<u8>>>, path: &str, bytes: &[u8]) -> Result<(), EvidenceFault> {
    archive.start_file(path, SimpleFileOptions::default())?;
    archive.write_all(bytes).map_err(zip::result::ZipError::from)?;
    Ok(())
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// A path that stays inside the folder it is unpacked to, on every system.
fn safe_path(path: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    let parts = path.split(['/', '\\']).map(|part| part.chars().map(kept).collect::<String>());
    let parts: Vec<_> = parts.filter(|part| !part.trim_matches('.').is_empty()).collect();
    if parts.is_empty() { "file".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::domain::sample;

    fn pack() -> Vec<u8> {
        let picture = sample::picture();
        let files = [("../../etc/passwd".to_owned(), b"log".to_vec()), ("audit.jsonl".to_owned(), b"{}".to_vec())];
        let evidence = Evidence {
            card: &picture.incidents[0],
            notices: &[sample::notice()],
            files: &files,
            at: sample::now(),
            made_up: true,
        };
        evidence_pack(&evidence).unwrap()
    }

    #[test]
    fn every_file_of_the_pack_is_in_the_manifest_with_its_hash() {
        let mut archive = zip::ZipArchive::new(Cursor::new(pack())).unwrap();
        let mut read = |path: &str| {
            let mut bytes = Vec::new();
            archive.by_name(path).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        };
        let manifest: Value = serde_json::from_slice(&read("manifest.json")).unwrap();
        let mut paths = vec![];
        for file in manifest["files"].as_array().unwrap() {
            let path = file["path"].as_str().unwrap();
            assert_eq!(file["sha256"], sha256(&read(path)), "{path}");
            paths.push(path.to_owned());
        }
        assert_eq!(paths, ["incident.json", "items.jsonl", "notices/N-2026-0007.json", "etc/passwd", "audit.jsonl"]);
        assert_eq!(String::from_utf8(read("items.jsonl")).unwrap().lines().count(), 3);
        assert_eq!(archive.len(), paths.len() + 1);
    }

    #[test]
    fn the_same_evidence_gives_the_same_pack() {
        assert_eq!(pack(), pack());
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for (path, safe) in [("../x", "x"), ("/a//b", "a/b"), ("C:\\x", "C-/x"), ("..", "file"), ("a/./b é", "a/b--")]
        {
            assert_eq!(safe_path(path), safe);
        }
    }
}
