//! The settings of the chat, which are the same on AWS and on one machine.
//!
//! Each binary reads its environment in one configuration module (`lambda/src/settings.rs`,
//! `local/src/settings.rs`), through [`environment`]; nothing else reads environment variables.

use crate::auth::settings::TokenConfig;
use crate::setting::flag;

pub use crate::http::origin::Cors;
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
