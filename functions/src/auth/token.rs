//! Verifies tokens.

use std::sync::Arc;

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, TokenData, Validation, decode, decode_header};
use roomcast_domain::{Refusal, TOKEN_MAX_BYTES, Time};
use serde_json::Value;

use crate::auth::claims::Claims;
use crate::auth::jwks::RemoteKeys;
use crate::auth::kept::{KeptTokens, Verified};
use crate::config::{Keys, TokenConfig};
use crate::error::Error;

/// The seconds by which the clock of the issuer may be ahead. Expiry has no such tolerance.
const AHEAD_S: f64 = 5.0;

/// Verifies tokens. The algorithm is that of the settings, never that of the token.
pub struct Verifier {
    algorithm: Algorithm,
    validation: Validation,
    keys: KeySource,
    kept: KeptTokens,
}

enum KeySource {
    One(Box<DecodingKey>),
    Set(JwkSet),
    Remote(RemoteKeys),
}

impl Verifier {
    /// Makes a verifier with these settings.
    pub fn new(config: TokenConfig) -> Self {
        crate::auth::install_jwt_crypto();
        let mut validation = Validation::new(config.algorithm);
        // Times are checked below, against the injected clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.required_spec_claims.clear();
        validation.validate_aud = config.audience.is_some();
        if let Some(audience) = &config.audience {
            validation.set_audience(&[audience]);
            validation.required_spec_claims.insert("aud".to_owned());
        }
        if let Some(issuer) = &config.issuer {
            validation.set_issuer(&[issuer]);
            validation.required_spec_claims.insert("iss".to_owned());
        }
        let keys = match config.keys {
            Keys::Secret(secret) => KeySource::One(Box::new(DecodingKey::from_secret(secret.as_bytes()))),
            Keys::Jwks(document) => {
                KeySource::Set(serde_json::from_str(&document).unwrap_or(JwkSet { keys: vec![] }))
            }
            Keys::JwksUrl(url) => KeySource::Remote(RemoteKeys::new(url)),
        };
        Self { algorithm: config.algorithm, validation, keys, kept: KeptTokens::default() }
    }

    /// Returns the claims of a valid access token.
    pub async fn verify(&self, token: &str, now: Time) -> Result<Claims, Error> {
        if token.len() > TOKEN_MAX_BYTES {
            return Err(Refusal::TokenInvalid.into());
        }
        let kept = self.kept.find(token);
        let kid = match &kept {
            Some(verified) => verified.kid.clone(),
            None => self.kid_of(token)?,
        };
        let remote = match &self.keys {
            KeySource::Remote(remote) => Some(remote.keys_for(kid.as_deref(), now).await?),
            KeySource::One(_) | KeySource::Set(_) => None,
        };
        if let Some(verified) = kept.filter(|verified| verified.is_by(remote.as_ref())) {
            check_times(&verified.claims, now)?;
            return Ok(verified.claims.clone());
        }
        let claims = self.decode_by_source(token, remote.as_deref(), kid.as_deref())?;
        check_times(&claims, now)?;
        check_kind(&claims)?;
        self.kept.keep(token, Arc::new(Verified { kid, keys: remote, claims: claims.clone() }));
        Ok(claims)
    }

    /// Returns the id of the key that a token names, if its header can be one of this chat's.
    fn kid_of(&self, token: &str) -> Result<Option<String>, Refusal> {
        let header = decode_header(token).map_err(|_| Refusal::TokenInvalid)?;
        // `crit` names extensions that must be understood (RFC 7515, section 4.1.11); the chat knows none.
        if header.alg != self.algorithm || header.crit.is_some() {
            return Err(Refusal::TokenInvalid);
        }
        Ok(header.kid)
    }

    /// Decodes a token; its times and kind are not looked at.
    fn decode_by_source(
        &self,
        token: &str,
        remote: Option<&JwkSet>,
        kid: Option<&str>,
    ) -> Result<Claims, Refusal> {
        match (&self.keys, remote) {
            (KeySource::One(key), _) => self.decode(token, key),
            (KeySource::Set(set), _) | (KeySource::Remote(_), Some(set)) => self.decode_with(token, set, kid),
            (KeySource::Remote(_), None) => Err(Refusal::TokenInvalid),
        }
    }

    fn decode(&self, token: &str, key: &DecodingKey) -> Result<Claims, Refusal> {
        let data: TokenData<Claims> =
            decode(token, key, &self.validation).map_err(|_| Refusal::TokenInvalid)?;
        Ok(data.claims)
    }

    /// Decodes a token with the key that it names. A token that names no key is decoded with any suitable
    /// key.
    fn decode_with(&self, token: &str, set: &JwkSet, kid: Option<&str>) -> Result<Claims, Refusal> {
        let named = |key: &&Jwk| kid.is_none() || key.common.key_id.as_deref() == kid;
        let usable = set.keys.iter().filter(named).filter(|key| self.is_suitable(key));
        for key in usable {
            if let Ok(key) = DecodingKey::from_jwk(key)
                && let Ok(claims) = self.decode(token, &key)
            {
                return Ok(claims);
            }
        }
        Err(Refusal::TokenInvalid)
    }

    /// Whether a key is for signatures of the algorithm.
    fn is_suitable(&self, key: &Jwk) -> bool {
        let (is_of_kind, algorithm) = match self.algorithm {
            Algorithm::RS256 => (matches!(key.algorithm, AlgorithmParameters::RSA(_)), KeyAlgorithm::RS256),
            Algorithm::ES256 => {
                (matches!(key.algorithm, AlgorithmParameters::EllipticCurve(_)), KeyAlgorithm::ES256)
            }
            _ => return false,
        };
        let common = &key.common;
        is_of_kind
            && common.key_algorithm.is_none_or(|named| named == algorithm)
            && !matches!(common.public_key_use, Some(PublicKeyUse::Encryption))
    }
}

/// Refuses a token that is not an access token.
fn check_kind(claims: &Claims) -> Result<(), Refusal> {
    match claims.token_type.as_ref() {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(kind)) if kind == "access" => Ok(()),
        Some(_) => Err(Refusal::TokenInvalid),
    }
}

#[allow(clippy::cast_precision_loss)] // seconds since 1970 are exact in an f64
fn check_times(claims: &Claims, now: Time) -> Result<(), Refusal> {
    let now_s = now.ms() as f64 / 1000.0;
    let expires = claims.exp.filter(|exp| exp.is_finite()).ok_or(Refusal::TokenInvalid)?;
    if expires <= now_s {
        return Err(Refusal::TokenExpired);
    }
    if claims.nbf.is_some_and(|nbf| nbf > now_s + AHEAD_S) {
        return Err(Refusal::TokenNotYetValid);
    }
    Ok(())
}
