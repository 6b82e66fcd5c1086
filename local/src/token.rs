//! Access tokens that the server itself signs: for the command `roomcast token` and for the demo.

use std::path::Path;

use jsonwebtoken::{EncodingKey, Header, encode};
use roomcast_domain::{Clock, User};
use roomcast_functions::config::{Config, ConfigError, Keys};
use serde::Serialize;

use crate::secret::{self, SecretError};
use crate::settings;

/// The user, role and duration of a token.
#[derive(Debug, Clone)]
pub struct TokenFor {
    /// The user.
    pub user: User,
    /// A role, for servers with `REQUIRED_ROLE`.
    pub role: Option<String>,
    /// Seconds until the token expires.
    pub ttl_s: u64,
}

/// The secret that signs tokens, and the issuer and audience that they name.
#[derive(Debug, Clone)]
pub struct Signer {
    secret: String,
    issuer: Option<String>,
    audience: Option<String>,
}

/// Why a token cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The issuer alone holds the key.
    #[error(
        "tokens are verified with an issuer's public key here (JWT_ALGORITHM, such as RS256): only \
             that issuer can sign one"
    )]
    Elsewhere,
    /// A setting cannot be used.
    #[error("bad setting {0}")]
    Config(#[from] ConfigError),
    /// There is no secret to sign with.
    #[error(
        "no JWT_SECRET is set, and the server's own secret is missing ({0}): start the server once, or \
             set JWT_SECRET"
    )]
    NoSecret(#[from] SecretError),
    /// The claims cannot be signed.
    #[error("the token cannot be signed: {0}")]
    Sign(#[from] jsonwebtoken::errors::Error),
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
    iss: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<&'a str>,
}

impl Signer {
    /// Finds the signer of a server with these settings; none where an issuer's key pair signs.
    pub fn of(config: &Config) -> Option<Self> {
        let Keys::Secret(secret) = &config.tokens.keys else { return None };
        Some(Self {
            secret: secret.clone(),
            issuer: config.tokens.issuer.clone(),
            audience: config.tokens.audience.clone(),
        })
    }

    /// Finds the signer of the server that uses this data directory and this process's environment.
    pub fn of_directory(directory: &Path) -> Result<Self, TokenError> {
        if !settings::tokens_have_secret() {
            return Err(TokenError::Elsewhere);
        }
        let generated =
            settings::secret_is_missing().then(|| secret::find_for_tokens(directory)).transpose()?;
        let config = settings::for_handlers(generated.as_ref().map(|secret| secret.text.as_str()))?;
        Self::of(&config).ok_or(TokenError::Elsewhere)
    }

    /// Signs a token in the form of Django SimpleJWT's access tokens.
    pub fn sign(&self, token: &TokenFor, clock: &Clock) -> Result<String, TokenError> {
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
            iss: self.issuer.as_deref(),
            aud: self.audience.as_deref(),
        };
        Ok(encode(&Header::default(), &claims, &EncodingKey::from_secret(self.secret.as_bytes()))?)
    }
}
