//! The secret that signs tokens where none is configured, and tokens for trying things out.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use jsonwebtoken::{EncodingKey, Header, encode};
use roomcast_domain::{Clock, User};
use roomcast_functions::config::environment;
use serde::Serialize;

/// The file in the data directory of the secret that signs tokens.
const TOKENS: &str = "jwt-secret";
/// That of the secret that signs the addresses of uploads.
const UPLOADS: &str = "upload-secret";
/// A shorter file was not written to its end, by a machine that went down meanwhile.
const LEAST_BYTES: usize = 32;
/// The variables that tell whom a token is from and for, where they are set.
const ISSUER: &str = "JWT_ISSUER";
const AUDIENCE: &str = "JWT_AUDIENCE";

/// A secret of this machine's own.
#[derive(Debug, Clone)]
pub struct Secret {
    /// The secret.
    pub text: String,
    /// Where it is kept.
    pub path: PathBuf,
}

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Its file cannot be used.
    #[error("cannot use {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// There is none to sign with.
    #[error("no JWT_SECRET is set and {0} does not exist: start the server once, or set JWT_SECRET")]
    None(PathBuf),
    /// Tokens are signed elsewhere.
    #[error("tokens are verified with {0} here, so only its issuer can sign one")]
    Elsewhere(String),
    /// The claims cannot be signed.
    #[error("the token cannot be signed: {0}")]
    Sign(#[from] jsonwebtoken::errors::Error),
}

/// A variable that is set and not empty.
fn set(name: &str) -> Option<String> {
    environment(name).filter(|value| !value.is_empty())
}

/// Whether a secret has to be made: tokens are signed with one, and none is configured. An empty one
/// was meant to be something: the server refuses it.
pub fn needed() -> bool {
    environment("JWT_SECRET").is_none() && is_shared()
}

/// Whether tokens are signed with a secret.
fn is_shared() -> bool {
    set("JWT_ALGORITHM").is_none_or(|algorithm| algorithm == "HS256")
}

/// The secret that signs tokens where none is configured.
pub fn for_tokens(directory: &Path) -> Result<Secret, SecretError> {
    keep(directory.join(TOKENS))
}

/// The secret that signs the addresses of uploads.
pub fn for_uploads(directory: &Path) -> Result<Secret, SecretError> {
    keep(directory.join(UPLOADS))
}

/// Reads a secret of a data directory, made on the first call: 64 hexadecimal digits in a file
/// that only its owner reads.
fn keep(path: PathBuf) -> Result<Secret, SecretError> {
    let io = |source| SecretError::Io { path: path.clone(), source };
    match std::fs::read_to_string(&path) {
        Ok(text) if text.trim().len() >= LEAST_BYTES => {
            return Ok(Secret { text: text.trim().to_owned(), path });
        }
        Ok(_) => return Err(io(std::io::Error::other("it is cut short; delete it, and another is made"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(io(error)),
    }
    let text = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    let written = made.and_then(|mut file| writeln!(file, "{text}").and_then(|()| file.sync_all()));
    written.map_err(io)?;
    Ok(Secret { text, path })
}

/// Whom a token is for.
#[derive(Debug, Clone)]
pub struct TokenFor {
    /// The user.
    pub user: User,
    /// A role, for servers with `REQUIRED_ROLE`.
    pub role: Option<String>,
    /// Seconds until it expires.
    pub ttl_s: u64,
}

#[derive(Serialize)]
struct Claims<'a> {
    token_type: &'static str,
    exp: i64,
    iat: i64,
    jti: String,
    user_id: u64,
    username: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<String>,
}

/// A token like Django SimpleJWT's access tokens, signed with `JWT_SECRET` or the directory's secret.
pub fn mint(directory: &Path, token: &TokenFor, clock: &Clock) -> Result<String, SecretError> {
    if !is_shared() {
        return Err(SecretError::Elsewhere(environment("JWT_ALGORITHM").unwrap_or_default()));
    }
    let secret = if let Some(secret) = set("JWT_SECRET") {
        secret
    } else {
        let path = directory.join(TOKENS);
        std::fs::read_to_string(&path).map_err(|_| SecretError::None(path))?.trim().to_owned()
    };
    sign(&secret, token, clock)
}

/// Signs a token with a secret.
pub fn sign(secret: &str, token: &TokenFor, clock: &Clock) -> Result<String, SecretError> {
    roomcast_functions::auth::install_jwt_crypto();
    let now_s = clock.now().s();
    let claims = Claims {
        token_type: "access",
        exp: now_s.saturating_add_unsigned(token.ttl_s),
        iat: now_s,
        jti: format!("{:032x}", rand::random::<u128>()),
        user_id: token.user.id.get(),
        username: &token.user.username,
        first_name: &token.user.first_name,
        last_name: &token.user.last_name,
        role: token.role.as_deref(),
        iss: set(ISSUER),
        aud: set(AUDIENCE),
    };
    Ok(encode(&Header::default(), &claims, &EncodingKey::from_secret(secret.as_bytes()))?)
}
