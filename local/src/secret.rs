//! Secrets that the server generates and keeps in its data directory.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The file of the secret that signs tokens.
const TOKENS: &str = "jwt-secret";
/// The file of the secret that signs the addresses of uploads.
const UPLOADS: &str = "upload-secret";
/// The shortest text that counts as a secret; a shorter file is a truncated write.
const MIN_BYTES: usize = 32;

/// A secret and the file that holds it.
#[derive(Debug, Clone)]
pub struct Secret {
    /// The secret.
    pub text: String,
    /// The file.
    pub path: PathBuf,
}

/// The file of a secret cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use {path}: {source}")]
pub struct SecretError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub source: std::io::Error,
}

/// Reads the secret that signs tokens from a data directory; generates it on the first call.
pub fn for_tokens(directory: &Path) -> Result<Secret, SecretError> {
    read_or_generate(directory.join(TOKENS))
}

/// Reads the secret that signs the addresses of uploads from a data directory; generates it on the
/// first call.
pub fn for_uploads(directory: &Path) -> Result<Secret, SecretError> {
    read_or_generate(directory.join(UPLOADS))
}

/// Reads the secret that signs tokens from a data directory, without generating it.
pub fn find_for_tokens(directory: &Path) -> Result<Secret, SecretError> {
    read(directory.join(TOKENS))
}

fn read(path: PathBuf) -> Result<Secret, SecretError> {
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text.trim().to_owned(),
        Err(source) => return Err(SecretError { path, source }),
    };
    if text.len() < MIN_BYTES {
        let source = std::io::Error::other("it is cut short; delete it, and a new one is generated");
        return Err(SecretError { path, source });
    }
    Ok(Secret { text, path })
}

/// A generated secret is 64 hexadecimal digits in a file that only its owner can read.
fn read_or_generate(path: PathBuf) -> Result<Secret, SecretError> {
    match read(path) {
        Err(error) if error.source.kind() == std::io::ErrorKind::NotFound => generate(error.path),
        known => known,
    }
}

fn generate(path: PathBuf) -> Result<Secret, SecretError> {
    let text = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    let written = file.and_then(|mut file| writeln!(file, "{text}").and_then(|()| file.sync_all()));
    match written {
        Ok(()) => Ok(Secret { text, path }),
        Err(source) => Err(SecretError { path, source }),
    }
}
