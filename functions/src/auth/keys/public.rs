//! A public key, and what it may verify.

use jsonwebtoken::{Algorithm, DecodingKey};

use crate::auth::algorithms::{OF_ED25519, OF_P256, OF_P384, OF_RSA};

/// The shortest RSA key that is used, in bits (RFC 7518, section 3.3).
const RSA_MIN_BITS: usize = 2_048;
/// Bytes of an Ed25519 key.
const ED25519_BYTES: usize = 32;
/// The first byte of an uncompressed point of a curve (SEC 1, section 2.3.3).
const UNCOMPRESSED: u8 = 4;

/// A public key with the algorithms that it is fit for.
#[derive(Debug, Clone)]
pub struct PublicKey {
    /// The id of the key.
    pub kid: Option<String>,
    /// The only algorithm of the key, where its issuer names one.
    pub only: Option<Algorithm>,
    fit: &'static [Algorithm],
    key: DecodingKey,
}

impl PublicKey {
    /// Makes an RSA key of its modulus and exponent, big-endian; none below 2,048 bits.
    pub fn rsa(modulus: &[u8], exponent: &[u8]) -> Option<Self> {
        let (modulus, exponent) = (without_zeros(modulus), without_zeros(exponent));
        let bits = modulus.len() * 8 - modulus.first()?.leading_zeros() as usize;
        let key = DecodingKey::from_rsa_raw_components(modulus, exponent);
        (bits >= RSA_MIN_BITS).then(|| Self::new(OF_RSA, key))
    }

    /// Makes a key of a point on P-256; a coordinate may lack its leading zeros.
    pub fn p256(x: &[u8], y: &[u8]) -> Option<Self> {
        Some(Self::new(OF_P256, DecodingKey::from_ec_der(&point(x, y, 32)?)))
    }

    /// Makes a key of a point on P-384; a coordinate may lack its leading zeros.
    pub fn p384(x: &[u8], y: &[u8]) -> Option<Self> {
        Some(Self::new(OF_P384, DecodingKey::from_ec_der(&point(x, y, 48)?)))
    }

    /// Makes an Ed25519 key.
    pub fn ed25519(key: &[u8]) -> Option<Self> {
        (key.len() == ED25519_BYTES).then(|| Self::new(OF_ED25519, DecodingKey::from_ed_der(key)))
    }

    fn new(fit: &'static [Algorithm], key: DecodingKey) -> Self {
        Self { kid: None, only: None, fit, key }
    }

    /// Tells whether the key may verify signatures of this algorithm.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        self.fit.contains(&algorithm) && self.only.is_none_or(|only| only == algorithm)
    }

    /// Tells whether a signature, in base64url, is this key's signature of `message`.
    pub fn verifies(&self, algorithm: Algorithm, message: &str, signature: &str) -> bool {
        let verified = jsonwebtoken::crypto::verify(signature, message.as_bytes(), &self.key, algorithm);
        verified.unwrap_or(false)
    }
}

/// Drops leading zeros, which do not change a number.
fn without_zeros(number: &[u8]) -> &[u8] {
    &number[number.iter().take_while(|byte| **byte == 0).count()..]
}

/// Writes a point with coordinates of `width` bytes.
fn point(x: &[u8], y: &[u8], width: usize) -> Option<Vec<u8>> {
    let mut point = vec![UNCOMPRESSED];
    for coordinate in [without_zeros(x), without_zeros(y)] {
        point.resize(point.len() + width.checked_sub(coordinate.len())?, 0);
        point.extend_from_slice(coordinate);
    }
    Some(point)
}
