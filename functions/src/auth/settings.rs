//! The settings of tokens: whose are accepted, and what their claims mean.

use jsonwebtoken::Algorithm;

use crate::auth::algorithms;
use crate::auth::keys::{KeySet, PublicKey, Source, is_safe_url, public_keys};
use crate::setting::{ConfigError, flag};

/// The fewest bytes of `JWT_SECRET`.
const SECRET_MIN_BYTES: usize = 32;
/// The variables that say where the keys are. One of them is set.
pub const KEY_SOURCES: [&str; 5] = ["JWT_SECRET", "JWT_PUBLIC_KEY", "JWKS", "JWKS_URL", "OIDC_ISSUER"];
/// The word that accepts every value of a claim.
const ANY: &str = "any";
/// The kinds of tokens without `JWT_TOKEN_USE`.
const ACCESS_TOKENS: [&str; 2] = ["access", "bearer"];

/// The settings of tokens.
#[derive(Debug, Clone)]
pub struct TokenConfig {
    /// `JWT_ALGORITHM`: the algorithms that are accepted; `None` for every algorithm that the public keys
    /// are fit for.
    pub algorithms: Option<Vec<Algorithm>>,
    /// The keys, or the address of the keys.
    pub keys: Keys,
    /// `JWT_ISSUER`, else `OIDC_ISSUER`: the `iss` of accepted tokens.
    pub issuers: Accepted,
    /// `JWT_AUDIENCE`: the `aud` of accepted tokens. Unset, tokens with an `aud` are refused.
    pub audiences: Accepted,
    /// `JWT_TOKEN_USE`: the kinds of accepted tokens, in lower case.
    pub kinds: Accepted,
    /// `JWT_USER_CLAIM`: the claim that names the user, instead of `user_id` and `sub`.
    pub user_claim: Option<String>,
    /// `JWT_ROLE_CLAIM`: the claim of the roles, instead of the usual ones.
    pub role_claim: Option<String>,
    /// `REQUIRED_ROLE`: a role that every caller must have.
    pub required_role: Option<String>,
    /// `PROFILE_URL`: the address that tells a caller's names.
    pub profile_url: Option<String>,
}

/// The source of the keys.
#[derive(Debug, Clone)]
pub enum Keys {
    /// `JWT_SECRET`: at least 32 bytes.
    Secret(String),
    /// `JWT_PUBLIC_KEY` or `JWKS`: keys that never change.
    Fixed(KeySet),
    /// `JWKS_URL` or `OIDC_ISSUER`: keys that the issuer serves.
    Served(Source),
}

/// The values of a claim that are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// The setting is not set.
    Unset,
    /// The claim is not looked at.
    Any,
    /// One of these.
    Listed(Vec<String>),
}

impl Accepted {
    fn of(list: Option<String>) -> Self {
        let Some(list) = list else { return Self::Unset };
        let entries: Vec<String> =
            list.split(',').map(|entry| entry.trim().to_owned()).filter(|entry| !entry.is_empty()).collect();
        if entries.is_empty() {
            return Self::Unset;
        }
        if entries == [ANY] { Self::Any } else { Self::Listed(entries) }
    }

    /// The first entry of a list.
    pub fn first(&self) -> Option<&str> {
        match self {
            Self::Listed(entries) => entries.first().map(String::as_str),
            Self::Unset | Self::Any => None,
        }
    }

    /// Tells whether a value is in the list; `true` where there is none.
    pub fn takes(&self, value: &str) -> bool {
        match self {
            Self::Listed(entries) => entries.iter().any(|entry| entry == value),
            Self::Unset | Self::Any => true,
        }
    }
}

impl TokenConfig {
    /// Reads the settings through `variable`, for which an empty variable is unset.
    pub(crate) fn from_variables(variable: &impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let allow_http = flag("JWKS_ALLOW_HTTP", variable("JWKS_ALLOW_HTTP").as_deref())?;
        let keys = keys(variable, allow_http)?;
        let listed = Accepted::of(variable("JWT_ISSUER"));
        let issuers = match (listed, variable("OIDC_ISSUER")) {
            (Accepted::Unset, Some(issuer)) => Accepted::Listed(vec![issuer]),
            (listed, _) => listed,
        };
        let is_key_set = variable("JWKS").is_some() || variable("JWKS_URL").is_some();
        if is_key_set && issuers == Accepted::Unset {
            let problem =
                "is not set: name the issuer of the key set's tokens as their iss has it, or write any";
            return Err(ConfigError::new("JWT_ISSUER", problem));
        }
        let profile_url = variable("PROFILE_URL");
        if profile_url.as_deref().is_some_and(|url| !is_safe_url(url, false)) {
            return Err(ConfigError::new("PROFILE_URL", "must be an https address (http on loopback only)"));
        }
        Ok(Self {
            algorithms: algorithms(variable, &keys)?,
            keys,
            issuers,
            audiences: Accepted::of(variable("JWT_AUDIENCE")),
            kinds: kinds(variable("JWT_TOKEN_USE")),
            user_claim: variable("JWT_USER_CLAIM"),
            role_claim: variable("JWT_ROLE_CLAIM"),
            required_role: variable("REQUIRED_ROLE"),
            profile_url,
        })
    }
}

fn kinds(list: Option<String>) -> Accepted {
    match Accepted::of(list.map(|list| list.to_lowercase())) {
        Accepted::Unset => Accepted::Listed(ACCESS_TOKENS.map(str::to_owned).to_vec()),
        given => given,
    }
}

/// Reads the one source of keys.
fn keys(variable: &impl Fn(&str) -> Option<String>, allow_http: bool) -> Result<Keys, ConfigError> {
    let given: Vec<(&'static str, String)> =
        KEY_SOURCES.into_iter().filter_map(|name| Some((name, variable(name)?))).collect();
    let (name, value) = match &given[..] {
        [(name, value)] => (*name, value),
        [] => {
            let problem = format!(
                "is empty or not set, nor is another source of keys ({})",
                KEY_SOURCES[1..].join(", ")
            );
            return Err(ConfigError::new("JWT_SECRET", problem));
        }
        [(first, _), (second, _), ..] => {
            let problem = format!("is set beside {first}: keys have one source, so unset one of the two");
            return Err(ConfigError::new(second, problem));
        }
    };
    let problem = |problem: String| ConfigError::new(name, problem);
    match name {
        "JWT_SECRET" => check_secret(value).map(|()| Keys::Secret(value.clone())).map_err(problem),
        "JWT_PUBLIC_KEY" => {
            let keys: Vec<PublicKey> = public_keys(value).map_err(problem)?;
            Ok(Keys::Fixed(KeySet::new(keys)))
        }
        "JWKS" => KeySet::parse(value.as_bytes()).map(Keys::Fixed).map_err(problem),
        _ if !is_safe_url(value, allow_http) => Err(problem(
            "must be an https address (http on loopback, or with JWKS_ALLOW_HTTP=true)".to_owned(),
        )),
        "JWKS_URL" => Ok(Keys::Served(Source::Url(value.clone()))),
        _ => Ok(Keys::Served(Source::Issuer { issuer: value.clone(), allow_http })),
    }
}

/// Refuses a secret that is too short to be one, and what people write by mistake.
fn check_secret(secret: &str) -> Result<(), String> {
    let text = secret.trim_start();
    if secret.len() < SECRET_MIN_BYTES {
        Err(format!("must have at least {SECRET_MIN_BYTES} bytes"))
    } else if text.starts_with("-----BEGIN") {
        Err("is a PEM block; a public key belongs in JWT_PUBLIC_KEY".to_owned())
    } else if text.starts_with(['{', '[']) && serde_json::from_str::<serde_json::Value>(text).is_ok() {
        Err("is a JSON document; a key set belongs in JWKS".to_owned())
    } else if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http")) && text.contains("://") {
        Err("is a URL; that of a key set belongs in JWKS_URL, that of an issuer in OIDC_ISSUER".to_owned())
    } else {
        Ok(())
    }
}

/// Reads `JWT_ALGORITHM`: HS256 without it for a secret, else every asymmetric algorithm.
fn algorithms(
    variable: &impl Fn(&str) -> Option<String>,
    keys: &Keys,
) -> Result<Option<Vec<Algorithm>>, ConfigError> {
    let is_secret = matches!(keys, Keys::Secret(_));
    let problem = |problem: String| ConfigError::new("JWT_ALGORITHM", problem);
    let Accepted::Listed(names) = Accepted::of(variable("JWT_ALGORITHM")) else {
        return Ok(is_secret.then(|| vec![Algorithm::HS256]));
    };
    let find = |name: &String| {
        let known = algorithms::find(name);
        known.ok_or_else(|| problem(format!("{name:?} is none of {}", algorithms::names())))
    };
    let listed: Vec<Algorithm> = names.iter().map(find).collect::<Result<_, _>>()?;
    if listed.iter().any(|algorithm| algorithms::is_of_secret(*algorithm) != is_secret) {
        let (own, source) = if is_secret {
            ("HS256, HS384 or HS512", "JWT_SECRET")
        } else {
            ("no HS256, HS384 or HS512", "public keys")
        };
        return Err(problem(format!("must name {own}, since the keys are {source}")));
    }
    Ok(Some(listed))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\\n-----END PUBLIC KEY-----";

    fn read(variables: &[(&str, &str)]) -> Result<TokenConfig, ConfigError> {
        let find = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        TokenConfig::from_variables(&find)
    }

    #[test]
    fn a_setting_that_cannot_work_is_refused_by_its_name() {
        let set = "{\"keys\":[]}";
        for (name, variables) in [
            ("JWT_SECRET", &[][..]),
            ("JWT_SECRET", &[("JWT_SECRET", "short")]),
            ("JWT_SECRET", &[("JWT_SECRET", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2Vw")]),
            ("JWT_SECRET", &[("JWT_SECRET", "{\"keys\": [{\"kty\": \"oct\", \"k\": \"AAAA\"}]}")]),
            ("JWT_SECRET", &[("JWT_SECRET", "https://login.example.com/jwks.json")]),
            ("JWKS", &[("JWT_SECRET", SECRET), ("JWKS", set)]),
            ("OIDC_ISSUER", &[("JWKS_URL", "https://a.example/"), ("OIDC_ISSUER", "https://a.example")]),
            ("JWKS", &[("JWKS", "{}"), ("JWT_ISSUER", "any")]),
            ("JWT_ISSUER", &[("JWKS", set)]),
            ("JWT_ISSUER", &[("JWKS_URL", "https://a.example/"), ("JWT_ISSUER", " , ")]),
            ("JWKS_URL", &[("JWKS_URL", "http://example.com/jwks.json")]),
            ("JWKS_URL", &[("JWKS_URL", "http://127.evil.example/")]),
            ("OIDC_ISSUER", &[("OIDC_ISSUER", "login.example.com")]),
            ("JWT_PUBLIC_KEY", &[("JWT_PUBLIC_KEY", SECRET)]),
            (
                "JWT_PUBLIC_KEY",
                &[("JWT_PUBLIC_KEY", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")],
            ),
            ("JWT_ALGORITHM", &[("JWT_SECRET", SECRET), ("JWT_ALGORITHM", "none")]),
            ("JWT_ALGORITHM", &[("JWT_SECRET", SECRET), ("JWT_ALGORITHM", "HS256,RS256")]),
            ("JWT_ALGORITHM", &[("JWT_PUBLIC_KEY", PEM), ("JWT_ALGORITHM", "HS256")]),
            ("PROFILE_URL", &[("JWT_SECRET", SECRET), ("PROFILE_URL", "http://example.com/me")]),
            ("JWKS_ALLOW_HTTP", &[("JWT_SECRET", SECRET), ("JWKS_ALLOW_HTTP", "perhaps")]),
        ] {
            let refused = read(variables).map(drop).unwrap_err();
            assert_eq!(refused.name, name, "{variables:?}: {refused}");
        }
    }

    #[test]
    fn the_usual_settings_are_taken() {
        let secret = read(&[("JWT_SECRET", SECRET)]).unwrap();
        assert_eq!(secret.algorithms, Some(vec![Algorithm::HS256]));
        assert_eq!((secret.issuers, secret.audiences), (Accepted::Unset, Accepted::Unset));
        assert!(secret.kinds.takes("access") && secret.kinds.takes("bearer") && !secret.kinds.takes("id"));
        let longer = read(&[("JWT_SECRET", SECRET), ("JWT_ALGORITHM", "HS384, HS512")]).unwrap();
        assert_eq!(longer.algorithms, Some(vec![Algorithm::HS384, Algorithm::HS512]));
        assert_eq!(read(&[("JWT_PUBLIC_KEY", PEM)]).unwrap().algorithms, None);
        let ed = read(&[("JWT_PUBLIC_KEY", PEM), ("JWT_ALGORITHM", "Ed25519")]).unwrap();
        assert_eq!(ed.algorithms, Some(vec![Algorithm::EdDSA]));
        let issuer = read(&[("OIDC_ISSUER", "https://a.example/")]).unwrap();
        assert_eq!(issuer.issuers.first(), Some("https://a.example/"));
        let plain =
            [("JWKS_URL", "http://keys.internal/"), ("JWKS_ALLOW_HTTP", "true"), ("JWT_ISSUER", "any")];
        assert_eq!(read(&plain).unwrap().issuers, Accepted::Any);
    }
}
