//! Settings of the server on one machine: what its command line and its own environment variables
//! say. The settings that it shares with AWS are read by `roomcast_functions::config`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::networks::Networks;
use roomcast_functions::auth::settings::KEY_SOURCES;
use roomcast_functions::config::{Config, ConfigError, Cors, environment};

/// The variables that decide where the server listens and what it serves.
const PORT: &str = "PORT";
const DATA_DIR: &str = "DATA_DIR";
const SITE_DIR: &str = "SITE_DIR";
/// The variables that shorten the life of a WebSocket connection.
const WS_IDLE_SECONDS: &str = "WS_IDLE_SECONDS";
const WS_LIFE_SECONDS: &str = "WS_LIFE_SECONDS";
/// The variable of the time between two pings of the server.
const WS_PING_SECONDS: &str = "WS_PING_SECONDS";
/// The variable that names the proxies in front of the server.
const TRUSTED_PROXIES: &str = "TRUSTED_PROXIES";

/// The port without `PORT` and `--port`.
const DEFAULT_PORT: u16 = 8_000;
/// The data directory without `DATA_DIR` and `--data-dir`.
const DEFAULT_DATA_DIR: &str = "./data";
/// Seconds without a frame after which API Gateway closes a connection.
const IDLE_MAX_S: u64 = 600;
/// Seconds after which API Gateway closes any connection.
const LIFE_MAX_S: u64 = 7_200;
/// Seconds between two pings of the server: common proxies cut what is silent for 60.
const PING_MAX_S: u64 = 25;

/// Values that were given on the command line. Each goes before its environment variable.
#[derive(Debug, Default)]
pub struct Given {
    /// `--host`.
    pub host: Option<String>,
    /// `--port`.
    pub port: Option<u16>,
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--site`.
    pub site: Option<PathBuf>,
    /// `--demo`.
    pub demo: bool,
}

/// Settings of the server itself.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The host to listen on.
    pub host: Host,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The directory of everything that is stored.
    pub data_dir: PathBuf,
    /// The folder of the built front end, if it is served.
    pub site: Option<PathBuf>,
    /// Whether callers on this machine get demo tokens, if the server generated its secret itself.
    pub demo: bool,
    /// The proxies whose headers name the address that a caller used.
    pub proxies: Networks,
    /// How long WebSocket connections live.
    pub limits: ConnectionLimits,
}

/// The host to listen on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// Both loopback addresses of this machine, 127.0.0.1 and `::1`.
    Localhost,
    /// The addresses of one name, or one address.
    Named(String),
}

impl Host {
    fn of(given: Option<String>) -> Self {
        match given.filter(|host| !host.is_empty() && !host.eq_ignore_ascii_case("localhost")) {
            None => Self::Localhost,
            Some(host) => Self::Named(host),
        }
    }
}

/// How long a WebSocket connection lives: at most as long as on API Gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// How long without a frame in either direction.
    pub idle: Duration,
    /// How long in all.
    pub life: Duration,
    /// Time between two pings of the server.
    pub ping: Duration,
}

impl Settings {
    /// Reads the settings from the command line and this process's environment.
    pub fn from_environment(given: Given) -> Result<Self, ConfigError> {
        Self::from_variables(given, std::env::var_os)
    }

    fn from_variables(
        given: Given,
        variable: impl Fn(&'static str) -> Option<OsString>,
    ) -> Result<Self, ConfigError> {
        let port = number(&variable, PORT, u64::from(DEFAULT_PORT), 0..=u64::from(u16::MAX))?;
        let idle_s = number(&variable, WS_IDLE_SECONDS, IDLE_MAX_S, 1..=IDLE_MAX_S)?;
        let ping_s = number(&variable, WS_PING_SECONDS, PING_MAX_S, 1..=PING_MAX_S)?;
        let life_s = number(&variable, WS_LIFE_SECONDS, LIFE_MAX_S, 1..=LIFE_MAX_S)?;
        Ok(Self {
            host: Host::of(given.host),
            port: given.port.unwrap_or(u16::try_from(port).unwrap_or(DEFAULT_PORT)),
            data_dir: path(given.data_dir, DATA_DIR, &variable).unwrap_or_else(|| DEFAULT_DATA_DIR.into()),
            site: path(given.site, SITE_DIR, &variable).map(check_site).transpose()?,
            demo: given.demo,
            proxies: proxies(variable(TRUSTED_PROXIES))?,
            limits: ConnectionLimits {
                idle: Duration::from_secs(idle_s),
                life: Duration::from_secs(life_s),
                ping: Duration::from_secs(ping_s),
            },
        })
    }
}

/// Finds the data directory for a command that needs no other setting.
pub fn data_dir(given: Option<PathBuf>) -> PathBuf {
    path(given, DATA_DIR, &std::env::var_os).unwrap_or_else(|| DEFAULT_DATA_DIR.into())
}

/// Whether the server has to generate the secret of tokens: no source of keys is set. An empty
/// `JWT_SECRET` is a mistake, which [`for_handlers`] refuses.
pub fn secret_is_missing() -> bool {
    let is_set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
    // Whoever names an algorithm of public keys has forgotten the keys.
    let wants_secret =
        environment("JWT_ALGORITHM").is_none_or(|names| names.is_empty() || names.starts_with("HS"));
    environment("JWT_SECRET").is_none() && !KEY_SOURCES.iter().any(|name| is_set(name)) && wants_secret
}

/// Reads the settings that are the same on AWS. A generated secret stands in for `JWT_SECRET`.
pub fn for_handlers(generated_secret: Option<&str>) -> Result<Config, ConfigError> {
    let variable = |name: &str| match (name, generated_secret) {
        ("JWT_SECRET", Some(secret)) => Some(secret.to_owned()),
        _ => environment(name),
    };
    Config::from_variables(variable, Cors::Localhost)
}

fn proxies(list: Option<OsString>) -> Result<Networks, ConfigError> {
    let list = list.unwrap_or_default();
    Networks::parse(&list.to_string_lossy()).map_err(|entry| ConfigError {
        name: TRUSTED_PROXIES,
        problem: format!(
            "{entry:?} is neither an address nor a network; list proxies such as 127.0.0.1, 10.0.0.0/8"
        ),
    })
}

/// Reads a path from the command line or else from an environment variable that is not empty.
fn path(
    given: Option<PathBuf>,
    name: &'static str,
    variable: &impl Fn(&'static str) -> Option<OsString>,
) -> Option<PathBuf> {
    given.or_else(|| variable(name).map(PathBuf::from)).filter(|path| !path.as_os_str().is_empty())
}

fn check_site(site: PathBuf) -> Result<PathBuf, ConfigError> {
    if site.join("index.html").is_file() {
        return Ok(site);
    }
    let problem = format!("{} holds no index.html; build the front end first", site.display());
    Err(ConfigError { name: "SITE_DIR (--site)", problem })
}

/// Reads a whole number within `range`; a variable that is not set or empty means `default`.
fn number(
    variable: &impl Fn(&'static str) -> Option<OsString>,
    name: &'static str,
    default: u64,
    range: std::ops::RangeInclusive<u64>,
) -> Result<u64, ConfigError> {
    let Some(value) = variable(name).filter(|value| !value.is_empty()) else { return Ok(default) };
    let number = value.to_str().and_then(|text| text.trim().parse().ok());
    number.filter(|number| range.contains(number)).ok_or_else(|| ConfigError {
        name,
        problem: format!("must be a whole number from {} to {}", range.start(), range.end()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: Given, variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
        let find = |name: &str| variables.iter().find(|(known, _)| *known == name);
        Settings::from_variables(given, |name| find(name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn unset_and_empty_variables_mean_the_defaults() {
        for variables in [&[] as &[_], &[("PORT", ""), ("DATA_DIR", ""), ("SITE_DIR", "")]] {
            let settings = read(Given::default(), variables).unwrap();
            assert_eq!((settings.port, settings.site), (8_000, None));
            assert_eq!(settings.data_dir, PathBuf::from("./data"));
            assert_eq!(settings.limits.idle, Duration::from_secs(600));
            assert_eq!(settings.limits.life, Duration::from_secs(7_200));
        }
    }

    #[test]
    fn the_command_line_goes_before_a_variable() {
        let given = Given { port: Some(1), data_dir: Some("given".into()), ..Given::default() };
        let settings = read(given, &[("PORT", "2"), ("DATA_DIR", "set")]).unwrap();
        assert_eq!((settings.port, settings.data_dir), (1, PathBuf::from("given")));
        let settings = read(Given::default(), &[("PORT", "2"), ("DATA_DIR", "set")]).unwrap();
        assert_eq!((settings.port, settings.data_dir), (2, PathBuf::from("set")));
    }

    #[test]
    fn a_senseless_value_is_refused_by_the_name_of_its_variable() {
        for (name, value) in [
            ("WS_IDLE_SECONDS", "soon"),
            ("WS_IDLE_SECONDS", "0"),
            ("WS_IDLE_SECONDS", "601"),
            ("WS_LIFE_SECONDS", "-1"),
            ("WS_LIFE_SECONDS", "7201"),
            ("WS_PING_SECONDS", "0"),
            ("WS_PING_SECONDS", "26"),
            ("TRUSTED_PROXIES", "nginx"),
            ("PORT", "http"),
            ("PORT", "65536"),
        ] {
            assert_eq!(read(Given::default(), &[(name, value)]).unwrap_err().name, name, "{name}={value}");
        }
        let nowhere = read(Given::default(), &[("SITE_DIR", "/nowhere")]).unwrap_err();
        assert!(nowhere.to_string().starts_with("SITE_DIR (--site): /nowhere holds no index.html"));
    }
}
