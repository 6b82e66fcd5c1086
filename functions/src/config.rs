//! The settings of the chat, which are the same on AWS and on one machine.
//!
//! Each binary reads its environment in one configuration module (`lambda/src/settings.rs`,
//! `local/src/settings.rs`), through [`environment`]; nothing else reads environment variables.

use std::net::Ipv4Addr;

use jsonwebtoken::Algorithm;

pub use crate::http::origin::Cors;

/// The settings of the chat.
#[derive(Debug, Clone)]
pub struct Config {
    /// The verification of tokens: `JWT_ALGORITHM` and the variables of its keys.
    pub tokens: TokenConfig,
    /// `REQUIRED_ROLE`: a role that every caller must have.
    pub required_role: Option<String>,
    /// `WS_ALLOW_ANONYMOUS`: whether guests may connect to public rooms.
    pub allow_anonymous: bool,
    /// `CORS_ORIGINS`.
    pub cors: Cors,
    /// `MAX_UPLOAD_BYTES`, by default 25 MiB.
    pub max_upload_bytes: u64,
    /// `FILES_BASE_URL`: the address below which `/files/` is read, without a last slash. If unset, the
    /// address that the caller used.
    pub files_base_url: Option<String>,
    /// `MESSAGES_PER_10S`: the messages of a user to a room in 10 seconds, by default 100; 0 is no limit.
    pub messages_per_10s: u32,
}

/// The verification of tokens.
#[derive(Debug, Clone)]
pub struct TokenConfig {
    /// `JWT_ALGORITHM`: the only algorithm that is accepted.
    pub algorithm: Algorithm,
    /// The keys, or the address of the keys.
    pub keys: Keys,
    /// `JWT_ISSUER`: the `iss` that a token must have.
    pub issuer: Option<String>,
    /// `JWT_AUDIENCE`: an `aud` that a token must have.
    pub audience: Option<String>,
}

/// The source of the keys.
#[derive(Debug, Clone)]
pub enum Keys {
    /// `JWT_SECRET`: at least 32 bytes.
    Secret(String),
    /// `JWKS`: the text of a key set.
    Jwks(String),
    /// `JWKS_URL`: the address of a key set.
    JwksUrl(String),
}

/// A setting that cannot be used. The process refuses to start with this sentence.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{name}: {problem}")]
pub struct ConfigError {
    /// The variable's name.
    pub name: &'static str,
    /// The problem, as the rest of a sentence.
    pub problem: String,
}

impl ConfigError {
    fn new(name: &'static str, problem: impl Into<String>) -> Self {
        Self { name, problem: problem.into() }
    }
}

impl Config {
    /// Reads the settings through `variable`. `unset_cors` applies without `CORS_ORIGINS`. An empty
    /// variable counts as unset.
    pub fn from_variables(
        variable: impl Fn(&str) -> Option<String>,
        unset_cors: Cors,
    ) -> Result<Self, ConfigError> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        Ok(Self {
            tokens: TokenConfig::from_variables(&variable)?,
            required_role: variable("REQUIRED_ROLE"),
            allow_anonymous: flag("WS_ALLOW_ANONYMOUS", variable("WS_ALLOW_ANONYMOUS").as_deref())?,
            cors: variable("CORS_ORIGINS").map_or(Ok(unset_cors), |list| cors(&list))?,
            max_upload_bytes: number("MAX_UPLOAD_BYTES", variable("MAX_UPLOAD_BYTES"), 25 * 1024 * 1024)?,
            files_base_url: variable("FILES_BASE_URL")
                .map(|url| base_url("FILES_BASE_URL", &url))
                .transpose()?,
            messages_per_10s: number("MESSAGES_PER_10S", variable("MESSAGES_PER_10S"), 100)?,
        })
    }
}

/// Returns a variable of the process's environment, for the configuration module of a binary.
#[allow(clippy::disallowed_methods)] // the only call of `std::env`
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl TokenConfig {
    fn from_variables(variable: &impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let algorithm = match variable("JWT_ALGORITHM").as_deref() {
            None | Some("HS256") => Algorithm::HS256,
            Some("RS256") => Algorithm::RS256,
            Some("ES256") => Algorithm::ES256,
            Some(_) => return Err(ConfigError::new("JWT_ALGORITHM", "must be HS256, RS256 or ES256")),
        };
        let secret = variable("JWT_SECRET");
        if secret.as_ref().is_some_and(|secret| secret.len() < 32) {
            return Err(ConfigError::new("JWT_SECRET", "must have at least 32 bytes"));
        }
        let keys = if algorithm == Algorithm::HS256 {
            let unset = || ConfigError::new("JWT_SECRET", "is empty or not set; it signs the tokens (HS256)");
            Keys::Secret(secret.ok_or_else(unset)?)
        } else if let Some(document) = variable("JWKS") {
            serde_json::from_str::<jsonwebtoken::jwk::JwkSet>(&document)
                .map_err(|_| ConfigError::new("JWKS", "is not a JSON Web Key Set"))?;
            Keys::Jwks(document)
        } else {
            let url = variable("JWKS_URL")
                .ok_or_else(|| ConfigError::new("JWKS_URL", "set it or JWKS for RS256 and ES256"))?;
            if !safe_jwks_url(&url) {
                return Err(ConfigError::new("JWKS_URL", "must be https (http on loopback only)"));
            }
            Keys::JwksUrl(url)
        };
        Ok(Self { algorithm, keys, issuer: variable("JWT_ISSUER"), audience: variable("JWT_AUDIENCE") })
    }
}

fn safe_jwks_url(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => {
            matches!(host, "localhost" | "[::1]") || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
        }
        _ => false,
    }
}

fn flag(name: &'static str, value: Option<&str>) -> Result<bool, ConfigError> {
    match value.map(|value| value.trim().to_ascii_lowercase()).as_deref() {
        None | Some("false" | "0" | "no") => Ok(false),
        Some("true" | "1" | "yes") => Ok(true),
        Some(_) => Err(ConfigError::new(name, "must be true or false")),
    }
}

fn number<T: std::str::FromStr>(
    name: &'static str,
    value: Option<String>,
    unset: T,
) -> Result<T, ConfigError> {
    match value {
        None => Ok(unset),
        Some(text) => text.trim().parse().map_err(|_| ConfigError::new(name, "must be a whole number")),
    }
}

fn cors(list: &str) -> Result<Cors, ConfigError> {
    Cors::listed(list).map_err(|problem| ConfigError::new("CORS_ORIGINS", problem))
}

/// Reads the beginning of addresses: an http(s) URL without query, fragment or user name; its last slash
/// is dropped.
fn base_url(name: &'static str, text: &str) -> Result<String, ConfigError> {
    let is_base = |url: &url::Url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    let url = url::Url::parse(text.trim()).ok().filter(is_base);
    let problem =
        || ConfigError::new(name, format!("{text:?} is not the http(s) address of a site or folder"));
    Ok(url.ok_or_else(problem)?.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let find = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Config::from_variables(find, Cors::None)
    }

    #[test]
    fn a_short_secret_and_a_plain_jwks_url_refuse_to_start() {
        assert_eq!(read(&[("JWT_SECRET", "short")]).unwrap_err().name, "JWT_SECRET");
        assert_eq!(read(&[]).unwrap_err().name, "JWT_SECRET");
        let jwks = |url| read(&[("JWT_ALGORITHM", "RS256"), ("JWKS_URL", url)]);
        assert!(jwks("http://example.com/jwks.json").is_err());
        assert!(jwks("http://127.evil.example/").is_err());
        assert!(jwks("http://127.0.0.1:9/jwks.json").is_ok() && jwks("https://example.com/").is_ok());
    }

    #[test]
    fn the_address_of_files_is_a_url_without_a_last_slash() {
        let files = |url| {
            let secret = ("JWT_SECRET", "a secret of the tests, 32 bytes or more");
            read(&[secret, ("FILES_BASE_URL", url)]).map(|config| config.files_base_url)
        };
        assert_eq!(files(" https://Files.example/a/ ").unwrap().as_deref(), Some("https://files.example/a"));
        for bad in ["files.example", "/files", "ftp://a/b", "https://a/?b", "https://u:p@a/"] {
            let refused = files(bad).unwrap_err();
            assert!(refused.name == "FILES_BASE_URL" && refused.problem.contains(bad), "{refused}");
        }
    }
}
