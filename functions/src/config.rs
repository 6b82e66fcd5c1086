//! The settings of the chat, which are the same on AWS and on one machine.
//!
//! Each binary reads its environment in one configuration module (`lambda/src/settings.rs`,
//! `local/src/settings.rs`), through [`environment`]; nothing else reads environment variables.

use crate::auth::settings::TokenConfig;
use crate::setting::flag;

pub use crate::setting::ConfigError;

/// The settings of the chat.
#[derive(Debug, Clone)]
pub struct Config {
    /// The settings of tokens.
    pub tokens: TokenConfig,
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

/// The origins whose pages may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cors {
    /// The origins in `CORS_ORIGINS`. A WebSocket handshake from another origin is refused.
    Listed(Vec<String>),
    /// Without `CORS_ORIGINS` on one machine: `http://localhost` and `http://127.0.0.1` with any port.
    Localhost,
    /// Without `CORS_ORIGINS` on AWS: no origin.
    None,
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
            allow_anonymous: flag("WS_ALLOW_ANONYMOUS", variable("WS_ALLOW_ANONYMOUS").as_deref())?,
            cors: variable("CORS_ORIGINS").map_or(Ok(unset_cors), |list| origins(&list))?,
            max_upload_bytes: number("MAX_UPLOAD_BYTES", variable("MAX_UPLOAD_BYTES"), 25 * 1024 * 1024)?,
            files_base_url: variable("FILES_BASE_URL").map(|url| url.trim().trim_end_matches('/').to_owned()),
            messages_per_10s: number("MESSAGES_PER_10S", variable("MESSAGES_PER_10S"), 100)?,
        })
    }
}

/// Returns a variable of the process's environment, for the configuration module of a binary.
#[allow(clippy::disallowed_methods)] // the only call of `std::env`
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
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

fn origins(list: &str) -> Result<Cors, ConfigError> {
    let origins: Vec<String> = list
        .split(',')
        .map(|origin| origin.trim().trim_end_matches('/').to_owned())
        .filter(|o| !o.is_empty())
        .collect();
    if origins.iter().any(|origin| !origin.starts_with("http://") && !origin.starts_with("https://")) {
        return Err(ConfigError::new("CORS_ORIGINS", "must list origins such as https://chat.example.com"));
    }
    Ok(Cors::Listed(origins))
}

impl Cors {
    /// Returns whether a page of `origin` may call.
    pub fn allows(&self, origin: &str) -> bool {
        match self {
            Self::Listed(origins) => origins.iter().any(|listed| listed.eq_ignore_ascii_case(origin)),
            Self::Localhost => ["http://localhost", "http://127.0.0.1"].iter().any(|base| {
                origin.strip_prefix(base).is_some_and(|rest| {
                    rest.is_empty()
                        || rest.strip_prefix(':').is_some_and(|port| {
                            !port.is_empty() && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit())
                        })
                })
            }),
            Self::None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_matched_whole() {
        assert!(Cors::Localhost.allows("http://localhost:5173"));
        assert!(!Cors::Localhost.allows("http://localhost.evil.example"));
        assert!(!Cors::Localhost.allows("https://localhost:5173"));
        let listed = origins("https://a.example, https://b.example/").unwrap();
        assert!(listed.allows("https://b.example") && !listed.allows("https://c.example"));
    }
}
