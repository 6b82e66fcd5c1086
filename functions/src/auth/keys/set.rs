//! Key sets (RFC 7517) as they are in the world: a key that cannot verify tokens is left out, and harms
//! no other key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use serde_json::Value;

use super::PublicKey;
use crate::auth::algorithms;

/// The most keys that are tried for a token.
const TRIED_MAX: usize = 8;

/// A set of public keys.
#[derive(Debug, Clone, Default)]
pub struct KeySet {
    keys: Vec<PublicKey>,
}

/// A key as a key set writes it. Members that are not read here have any form.
#[derive(Deserialize)]
struct WrittenKey {
    kty: Value,
    #[serde(default)]
    kid: Value,
    #[serde(default)]
    alg: Value,
    #[serde(default, rename = "use")]
    purpose: Value,
    #[serde(default)]
    key_ops: Value,
    #[serde(default)]
    crv: Value,
    #[serde(default)]
    n: Value,
    #[serde(default)]
    e: Value,
    #[serde(default)]
    x: Value,
    #[serde(default)]
    y: Value,
}

impl KeySet {
    /// Makes a set of keys.
    pub fn new(keys: Vec<PublicKey>) -> Self {
        Self { keys }
    }

    /// Reads a key set.
    ///
    /// # Errors
    /// Returns what the document is instead, as the rest of a sentence.
    pub fn parse(document: &[u8]) -> Result<Self, String> {
        let document: Value = serde_json::from_slice(document).map_err(|_| "is no JSON".to_owned())?;
        let Some(Value::Array(written)) = document.get("keys") else {
            return Err(match document.get("jwks_uri").and_then(Value::as_str) {
                Some(uri) => {
                    format!("is a discovery document, no key set: the key set is at its jwks_uri, {uri}")
                }
                None => "is no key set: it has no list \"keys\"".to_owned(),
            });
        };
        let keys = written.iter().filter_map(|key| WrittenKey::deserialize(key).ok()?.read());
        Ok(Self::new(keys.collect()))
    }

    /// The number of keys that can verify tokens.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Tells whether a key of the set may verify signatures of this algorithm.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        self.keys.iter().any(|key| key.fits(algorithm))
    }

    /// Finds the keys to try for a token: those with the id that it names, else those without any id; all
    /// that fit, if it names none. At most 8.
    pub fn candidates(&self, kid: Option<&str>, algorithm: Algorithm) -> impl Iterator<Item = &PublicKey> {
        let is_known = kid.is_some() && self.keys.iter().any(|key| key.kid.as_deref() == kid);
        let may_be = move |key: &&PublicKey| match kid {
            None => true,
            Some(_) if is_known => key.kid.as_deref() == kid,
            Some(_) => key.kid.is_none(),
        };
        self.keys.iter().filter(may_be).filter(move |key| key.fits(algorithm)).take(TRIED_MAX)
    }
}

impl WrittenKey {
    /// Reads the key, if it verifies signatures of an algorithm that the chat knows.
    fn read(&self) -> Option<PublicKey> {
        let is_for_signatures = self.purpose.as_str().is_none_or(|purpose| purpose == "sig");
        let verifies = self.key_ops.as_array().is_none_or(|ops| ops.iter().any(|op| op == "verify"));
        if !is_for_signatures || !verifies {
            return None;
        }
        let mut key = match (self.kty.as_str()?, self.crv.as_str()) {
            ("RSA", _) => PublicKey::rsa(&bytes(&self.n)?, &bytes(&self.e)?),
            ("EC", Some("P-256")) => PublicKey::p256(&bytes(&self.x)?, &bytes(&self.y)?),
            ("EC", Some("P-384")) => PublicKey::p384(&bytes(&self.x)?, &bytes(&self.y)?),
            ("OKP", Some("Ed25519")) => PublicKey::ed25519(&bytes(&self.x)?),
            _ => None,
        }?;
        key.kid = self.kid.as_str().map(str::to_owned);
        if let Some(name) = self.alg.as_str() {
            key.only = Some(algorithms::find(name)?);
        }
        Some(key)
    }
}

/// Reads base64url, with or without padding.
fn bytes(value: &Value) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(value.as_str()?.trim_end_matches('=')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn count(keys: &Value) -> usize {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap().len()
    }

    #[test]
    fn a_key_that_verifies_no_token_harms_no_other() {
        let good =
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        let with = |change: Value| {
            let mut key = good.clone();
            key.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            key
        };
        for bad in [
            json!(null),
            json!(7),
            json!({}),
            json!({"kty": 7}),
            json!({"kty": "oct", "k": "AAAA"}),
            json!({"kty": "EC", "crv": "secp256k1", "x": "AAAA", "y": "AAAA"}),
            json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
            json!({"kty": "RSA", "n": "", "e": ""}),
            json!({"kty": "EC", "crv": "P-256", "x": "!", "y": "AAAA"}),
            with(json!({"use": "enc"})),
            with(json!({"key_ops": ["deriveKey"]})),
            with(json!({"alg": "ECDH-ES"})),
        ] {
            assert_eq!(count(&json!([bad, good])), 1, "{bad}");
            assert_eq!(count(&json!([bad])), 0, "{bad}");
        }
        assert_eq!(
            count(&json!([with(json!({"kid": 7, "alg": null, "use": null, "x5c": {}, "exp": "x"}))])),
            1
        );
    }

    #[test]
    fn a_document_that_is_no_key_set_is_told_from_one() {
        let problem = |document: &str| KeySet::parse(document.as_bytes()).unwrap_err();
        assert!(problem("<html>").contains("no JSON"));
        assert!(problem("{\"one\": \"-----BEGIN CERTIFICATE-----\"}").contains("no list \"keys\""));
        let discovery = "{\"issuer\": \"https://a.example\", \"jwks_uri\": \"https://a.example/jwks\"}";
        assert!(problem(discovery).ends_with("https://a.example/jwks"));
    }
}
