//! Files: written whole or not at all, and never over a file that says something else.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::{SendError, quote};
use crate::domain::delivery::{Delivery, Parcel};

/// Writes the parcel into the folder, making it when it is not there. A repeat finds its own files and is done.
pub(super) async fn write(folder: &str, delivery: &Delivery) -> Result<(), SendError> {
    let (folder, key, parcel) = (PathBuf::from(folder), delivery.key.clone(), delivery.parcel.clone());
    let name = folder.display().to_string();
    let written = tokio::task::spawn_blocking(move || write_all(&folder, &key, &parcel)).await;
    written.unwrap_or_else(|error| Err(SendError::Unwritable { path: name, why: quote(&error.to_string()) }))
}

fn write_all(folder: &Path, key: &str, parcel: &Parcel) -> Result<(), SendError> {
    let mut documents = vec![(plain_name(&parcel.name)?, parcel.body.clone().into_bytes())];
    for attachment in &parcel.attachments {
        let bytes = STANDARD
            .decode(&attachment.base64)
            .map_err(|error| SendError::BadParcel { name: attachment.name.clone(), why: error.to_string() })?;
        documents.push((plain_name(&attachment.name)?, bytes));
    }
    for (name, bytes) in documents {
        write_one(folder, key, name, &bytes).map_err(|error| SendError::Unwritable {
            path: folder.join(name).display().to_string(),
            why: error.to_string(),
        })?;
    }
    Ok(())
}

/// A name that stays in the folder.
fn plain_name(name: &str) -> Result<&str, SendError> {
    let is_plain = Path::new(name).file_name().is_some_and(|last| last == name) && !name.contains(['\\', '\0']);
    if is_plain { Ok(name) } else { Err(SendError::BadParcel { name: quote(name), why: "not a file name".to_owned() }) }
}

fn write_one(folder: &Path, key: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut target = folder.join(name);
    match fs::read(&target) {
        Ok(there) if there == bytes => return Ok(()),
        // Another recipient's copy, in another language perhaps, lies in the same folder.
        Ok(_) => target = folder.join(format!("{key}-{name}")),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let draft = folder.join(format!(".{key}.part"));
    let mut file = fs::File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, &target)?;
    fs::File::open(folder)?.sync_all()
}
