//! The algorithms of signatures that the chat verifies, by their names in tokens.

use jsonwebtoken::Algorithm;

/// The algorithms by name (RFC 7518, section 3.1; `Ed25519` is the name that RFC 9864 gives `EdDSA`).
const NAMES: [(&str, Algorithm); 12] = [
    ("HS256", Algorithm::HS256),
    ("HS384", Algorithm::HS384),
    ("HS512", Algorithm::HS512),
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("EdDSA", Algorithm::EdDSA),
];
const ED25519: &str = "Ed25519";

/// The algorithms of RSA keys.
pub const OF_RSA: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
];
/// The algorithm of keys on the curve P-256.
pub const OF_P256: &[Algorithm] = &[Algorithm::ES256];
/// The algorithm of keys on the curve P-384.
pub const OF_P384: &[Algorithm] = &[Algorithm::ES384];
/// The algorithm of Ed25519 keys.
pub const OF_ED25519: &[Algorithm] = &[Algorithm::EdDSA];

/// Finds an algorithm by its name in a token or a key.
pub fn find(name: &str) -> Option<Algorithm> {
    if name == ED25519 {
        return Some(Algorithm::EdDSA);
    }
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, algorithm)| *algorithm)
}

/// Tells whether an algorithm signs with a shared secret.
pub fn is_of_secret(algorithm: Algorithm) -> bool {
    matches!(algorithm, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512)
}

/// The names of all algorithms, for a sentence.
pub fn names() -> String {
    NAMES.map(|(name, _)| name).join(", ")
}
