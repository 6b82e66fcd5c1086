//! Verifies tokens: the header, the signature, then the claims.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use roomcast_domain::{Refusal, TOKEN_MAX_BYTES, Time};
use serde_json::{Map, Value};

use crate::auth::algorithms;
use crate::auth::claims::Claims;
use crate::auth::identity::{Identity, written};
use crate::auth::kept::{KeptTokens, Verified};
use crate::auth::keys::{KeySet, RemoteKeys};
use crate::auth::rejection::{NotVerified, Rejection, TokenFacts};
use crate::auth::settings::{Accepted, Keys, TokenConfig};
use crate::error::Error;

/// The seconds by which `nbf` may lie ahead. Expiry has no such tolerance.
const AHEAD_S: i64 = 30;
/// The header types of tokens that are accepted: a JWT, or an access token (RFC 9068, section 2.1).
const HEADER_TYPES: [&str; 3] = ["jwt", "at+jwt", "application/at+jwt"];
/// The kind of token that Cognito gives a client to call with.
const ACCESS: &str = "access";

/// Verifies tokens. The algorithms are those of the settings, never more by the word of a token.
pub struct Verifier {
    config: TokenConfig,
    keys: KeySource,
    kept: KeptTokens,
}

enum KeySource {
    Secret(Box<DecodingKey>),
    Fixed(KeySet),
    Remote(RemoteKeys),
}

/// A token that is taken apart, before anything of it is believed.
struct Taken<'a> {
    /// Header and claims, as they were signed.
    message: &'a str,
    signature: &'a str,
    algorithm: Algorithm,
    claims: Claims,
    facts: TokenFacts,
}

impl Verifier {
    /// Makes a verifier with these settings.
    pub fn new(config: TokenConfig) -> Self {
        crate::auth::install_jwt_crypto();
        let keys = match &config.keys {
            Keys::Secret(secret) => KeySource::Secret(Box::new(DecodingKey::from_secret(secret.as_bytes()))),
            Keys::Fixed(set) => KeySource::Fixed(set.clone()),
            Keys::Served(source) => KeySource::Remote(RemoteKeys::new(source.clone())),
        };
        Self { config, keys, kept: KeptTokens::default() }
    }

    /// Returns who a valid access token stands for.
    ///
    /// # Errors
    /// Returns the check that failed, or the failure of the key set.
    pub async fn verify(&self, token: &str, now: Time) -> Result<Identity, NotVerified> {
        let remote = match &self.keys {
            KeySource::Remote(remote) => Some(remote.keys(now).await.map_err(NotVerified::Failed)?),
            KeySource::Secret(_) | KeySource::Fixed(_) => None,
        };
        if let Some(kept) = self.kept.find(token).filter(|kept| kept.is_by(remote.as_ref())) {
            kept.identity.check_times(now).map_err(|(refusal, why)| kept.facts.reject(refusal, why))?;
            return Ok(kept.identity.clone());
        }
        let taken = self.take_apart(token)?;
        let remote = self.verify_signature(&taken, remote, now).await?;
        let identity = self.read_claims(&taken, now)?;
        let verified = Verified { keys: remote, identity: identity.clone(), facts: taken.facts };
        self.kept.keep(token, Arc::new(verified));
        Ok(identity)
    }

    /// Reads a token's parts and checks its header.
    fn take_apart<'a>(&self, token: &'a str) -> Result<Taken<'a>, Rejection> {
        let malformed = |why: &str| TokenFacts::default().reject(Refusal::TokenMalformed, why);
        if token.len() > TOKEN_MAX_BYTES {
            return Err(malformed("it is longer than 16 KiB"));
        }
        let parts: Vec<&str> = token.split('.').collect();
        let header = parts.first().and_then(|part| object(part));
        let header = header.ok_or_else(|| malformed("its first part is no JSON object in base64url"))?;
        let mut facts = TokenFacts::of_header(&header);
        if parts.len() == 5 || header.contains_key("enc") {
            return Err(
                facts.reject(Refusal::TokenEncrypted, "it is encrypted (JWE); the chat takes signed tokens")
            );
        }
        let [_, claims, signature] = parts[..] else { return Err(malformed("it has not three parts")) };
        let claims = object(claims).map(Claims);
        let claims = claims.ok_or_else(|| malformed("its second part is no JSON object in base64url"))?;
        facts.issuer = claims.text("iss").map(str::to_owned);
        // `crit` names extensions that must be understood (RFC 7515, section 4.1.11); the chat knows none.
        if header.contains_key("crit") {
            return Err(facts.reject(Refusal::TokenMalformed, "its header demands an extension (crit)"));
        }
        let kind = header.get("typ").filter(|kind| !kind.is_null());
        let is_token =
            |kind: &Value| kind.as_str().is_some_and(|kind| HEADER_TYPES.contains(&&*kind.to_lowercase()));
        if let Some(kind) = kind.filter(|kind| !is_token(kind)) {
            return Err(
                facts.reject(Refusal::TokenKind, format!("its header has the typ {kind}, not JWT or at+jwt"))
            );
        }
        let algorithm = self.algorithm(&header, &facts)?;
        let message = &token[..token.len() - signature.len() - 1];
        Ok(Taken { message, signature, algorithm, claims, facts })
    }

    /// Returns the algorithm of a header, if the settings accept it.
    fn algorithm(&self, header: &Map<String, Value>, facts: &TokenFacts) -> Result<Algorithm, Rejection> {
        let named = header.get("alg").and_then(Value::as_str).unwrap_or_default();
        let found = algorithms::find(named).filter(|found| match &self.config.algorithms {
            Some(accepted) => accepted.contains(found),
            None => !algorithms::is_of_secret(*found),
        });
        found.ok_or_else(|| {
            let accepted = match &self.config.algorithms {
                Some(accepted) => format!("{accepted:?}"),
                None => "every asymmetric one".to_owned(),
            };
            facts.reject(
                Refusal::TokenAlgorithm,
                format!("its alg is {named:?}; JWT_ALGORITHM accepts {accepted}"),
            )
        })
    }

    /// Verifies the signature of a token; returns the remote key set that it was verified with. A remote key
    /// set that does not verify it is fetched once more.
    async fn verify_signature(
        &self,
        taken: &Taken<'_>,
        remote: Option<Arc<KeySet>>,
        now: Time,
    ) -> Result<Option<Arc<KeySet>>, NotVerified> {
        match (&self.keys, remote) {
            (KeySource::Secret(key), _) => {
                let (signature, message) = (taken.signature, taken.message.as_bytes());
                let verified = jsonwebtoken::crypto::verify(signature, message, key, taken.algorithm);
                if verified.unwrap_or(false) {
                    return Ok(None);
                }
                let why = "it was not signed with this JWT_SECRET";
                Err(taken.facts.reject(Refusal::TokenSignature, why).into())
            }
            (KeySource::Fixed(set), _) => Ok(verify_with(set, taken).map(|()| None)?),
            (KeySource::Remote(source), Some(set)) => {
                if verify_with(&set, taken).is_ok() {
                    return Ok(Some(set));
                }
                let set = source.keys_once_more(now).await.map_err(NotVerified::Failed)?;
                verify_with(&set, taken)?;
                Ok(Some(set))
            }
            (KeySource::Remote(_), None) => Err(NotVerified::Failed(Error::Defect("no key set".to_owned()))),
        }
    }

    /// Checks the claims of a token whose signature is right.
    fn read_claims(&self, taken: &Taken<'_>, now: Time) -> Result<Identity, Rejection> {
        let Taken { claims, facts, .. } = taken;
        let seconds = |name: &str| {
            let malformed = |()| facts.reject(Refusal::TokenMalformed, format!("its {name} is no number"));
            claims.seconds(name).map_err(malformed)
        };
        let expires_s = seconds("exp")?.ok_or_else(|| {
            facts.reject(Refusal::TokenMalformed, "it has no exp, so it would never expire")
        })?;
        let (not_before_s, issued_s) =
            (seconds("nbf")?.map(|nbf| nbf.saturating_sub(AHEAD_S)), seconds("iat")?);
        self.check_issuer(claims, facts)?;
        self.check_audience(claims, facts)?;
        if let Some(kind) = claims.kinds().find(|kind| !self.config.kinds.takes(kind)) {
            let why = format!("it is a token of the kind {kind:?}, which JWT_TOKEN_USE does not name");
            return Err(facts.reject(Refusal::TokenKind, why));
        }
        let user_claim = self.config.user_claim.as_deref();
        let subject = claims.subject(user_claim).ok_or_else(|| {
            let claim = user_claim.unwrap_or("user_id, else sub");
            let why =
                format!("its user ({claim}) is missing, or neither an id nor text of at most 255 characters");
            facts.reject(Refusal::TokenUser, why)
        })?;
        let issuer = self.config.issuers.first().or(facts.issuer.as_deref()).unwrap_or_default();
        let has_role = self.config.required_role.as_deref();
        let has_role = has_role.is_none_or(|role| claims.has_role(role, self.config.role_claim.as_deref()));
        let identity = Identity {
            subject,
            issuer: issuer.to_owned(),
            sub: claims.get("sub").or_else(|| claims.user(user_claim)).map(written).unwrap_or_default(),
            names: claims.names(),
            has_role,
            // A clock that is ahead must not make names that nothing newer can replace.
            issued_s: issued_s.unwrap_or(i64::MAX).min(now.s()),
            not_before_s: not_before_s.unwrap_or(i64::MIN),
            expires_s,
        };
        identity.check_times(now).map_err(|(refusal, why)| facts.reject(refusal, why))?;
        Ok(identity)
    }

    fn check_issuer(&self, claims: &Claims, facts: &TokenFacts) -> Result<(), Rejection> {
        let Accepted::Listed(accepted) = &self.config.issuers else { return Ok(()) };
        let issuer = claims.text("iss");
        if issuer.is_some_and(|issuer| accepted.iter().any(|one| one == issuer)) {
            return Ok(());
        }
        let why = format!(
            "its iss is {issuer:?}; accepted are {accepted:?} (JWT_ISSUER, OIDC_ISSUER), letter by letter"
        );
        Err(facts.reject(Refusal::TokenIssuer, why))
    }

    fn check_audience(&self, claims: &Claims, facts: &TokenFacts) -> Result<(), Rejection> {
        // An access token of Cognito names its client instead ("Understanding the access token").
        let is_access = claims.text("token_use") == Some(ACCESS);
        let client = || claims.text("client_id").filter(|_| is_access).map(|client| vec![client]);
        let why = match (&self.config.audiences, claims.audiences()) {
            (Accepted::Any, _) | (Accepted::Unset, None) => return Ok(()),
            (Accepted::Unset, Some(named)) => {
                format!("its aud is {named:?}, and JWT_AUDIENCE is not set: name yours there, or write any")
            }
            (Accepted::Listed(accepted), named) => {
                let named = named.or_else(client).unwrap_or_default();
                if named.iter().any(|named| accepted.iter().any(|one| one == named)) {
                    return Ok(());
                }
                format!("its aud is {named:?}; JWT_AUDIENCE is {accepted:?}")
            }
        };
        Err(facts.reject(Refusal::TokenAudience, why))
    }
}

/// Verifies a token with the keys of a set that fit it.
fn verify_with(set: &KeySet, taken: &Taken<'_>) -> Result<(), Rejection> {
    let kid = taken.facts.kid.as_deref();
    let mut candidates = set.candidates(kid, taken.algorithm).peekable();
    if candidates.peek().is_none() {
        let why = match kid {
            Some(kid) => format!("the key set has no key {kid:?} for its algorithm"),
            None => "the key set has no key for its algorithm".to_owned(),
        };
        return Err(taken.facts.reject(Refusal::TokenKey, why));
    }
    if candidates.any(|key| key.verifies(taken.algorithm, taken.message, taken.signature)) {
        return Ok(());
    }
    Err(taken.facts.reject(Refusal::TokenSignature, "no fit key of the issuer signed it"))
}

/// Reads a JSON object from base64url.
fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
