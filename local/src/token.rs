//! Access tokens: those that the server itself signs, for the command `roomcast token` and for the demo, and
//! what it makes of others.

use std::path::Path;

use jsonwebtoken::{EncodingKey, Header, encode};
use roomcast_domain::{Clock, User};
use roomcast_functions::auth::settings::{Keys, TokenConfig};
use roomcast_functions::auth::{Explanation, explain};
use roomcast_functions::config::{Config, ConfigError};
use serde_json::json;

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

/// The secret that signs tokens, and the settings that say what claims they need.
#[derive(Debug, Clone)]
pub struct Signer {
    secret: String,
    tokens: TokenConfig,
}

/// Why a token cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The issuer alone holds the key.
    #[error(
        "tokens are verified with an issuer's public keys here (JWT_PUBLIC_KEY, JWKS, JWKS_URL or \
             OIDC_ISSUER): only that issuer can sign one"
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

impl Signer {
    /// Finds the signer of a server with these settings; none where an issuer's key pair signs.
    pub fn of(config: &Config) -> Option<Self> {
        let Keys::Secret(secret) = &config.tokens.keys else { return None };
        Some(Self { secret: secret.clone(), tokens: config.tokens.clone() })
    }

    /// Finds the signer of the server that uses this data directory and this process's environment.
    pub fn of_directory(directory: &Path) -> Result<Self, TokenError> {
        Self::of(&config_of(directory)?).ok_or(TokenError::Elsewhere)
    }

    /// Signs a token in the form of Django SimpleJWT's access tokens, with the claims that the settings ask
    /// for.
    pub fn sign(&self, token: &TokenFor, clock: &Clock) -> Result<String, TokenError> {
        roomcast_functions::auth::install_jwt_crypto();
        let (settings, now_s) = (&self.tokens, clock.now().s());
        let id = token.user.id.get();
        let mut claims = json!({
            "token_type": settings.kinds.first().unwrap_or("access"),
            "exp": now_s.saturating_add_unsigned(token.ttl_s),
            "iat": now_s,
            "jti": format!("{:032x}", rand::random::<u128>()),
            "user_id": id,
            "username": token.user.username,
            "first_name": token.user.first_name,
            "last_name": token.user.last_name,
        });
        if let Some(claim) = &settings.user_claim {
            claims[claim] = json!(id.to_string());
        }
        if let Some(role) = &token.role {
            claims[settings.role_claim.as_deref().unwrap_or("role")] = json!(role);
        }
        for (claim, accepted) in [("iss", &settings.issuers), ("aud", &settings.audiences)] {
            if let Some(first) = accepted.first() {
                claims[claim] = json!(first);
            }
        }
        let algorithm = settings.algorithms.as_ref().and_then(|listed| listed.first().copied());
        let header = Header::new(algorithm.unwrap_or_default());
        Ok(encode(&header, &claims, &EncodingKey::from_secret(self.secret.as_bytes()))?)
    }
}

/// Reads the settings of the server that uses this data directory and this process's environment.
fn config_of(directory: &Path) -> Result<Config, TokenError> {
    let generated = settings::secret_is_missing().then(|| secret::find_for_tokens(directory)).transpose()?;
    Ok(settings::for_handlers(generated.as_ref().map(|secret| secret.text.as_str()))?)
}

/// Says what the server that uses this data directory and this process's environment makes of a token.
pub async fn check(directory: &Path, token: &str, clock: &Clock) -> Result<Explanation, TokenError> {
    Ok(explain(&config_of(directory)?.tokens, token, clock.now()).await)
}
