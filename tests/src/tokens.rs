//! Access tokens for the tests, and the clock that they expire by.

use std::time::Duration;

use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::door::{SECRET, given};

/// Returns the secret that signs the tokens of the chat under test.
pub fn secret() -> &'static str {
    given().map_or(SECRET, |door| &door.jwt_secret)
}

/// Signs a token with these claims; it is good for an hour unless the claims have an `exp`.
pub fn token(mut claims: Value) -> String {
    if claims.get("exp").is_none() {
        claims["exp"] = json!(now_s() + 3_600);
    }
    encode(&Header::default(), &claims, &EncodingKey::from_secret(secret().as_bytes()))
        .expect("claims are JSON")
}

/// Reads the claims of a token without checking its signature.
pub fn claims(token: &str) -> Value {
    jsonwebtoken::dangerous::insecure_decode::<Value>(token).expect("a token").claims
}

/// Returns the seconds since 1970.
#[allow(clippy::disallowed_methods)] // tests live in real time
pub fn now_s() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs()
}

/// Waits until a token with this `exp` has expired by every clock.
pub async fn outlive(expires_s: u64) {
    while now_s() <= expires_s {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
