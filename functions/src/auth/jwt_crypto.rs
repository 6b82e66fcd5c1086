//! The cryptography of tokens, by ring, which TLS uses, too. Secrets sign and verify; public keys only
//! verify.

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{Error as Mismatch, Signer, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, EncodingKey};
use ring::hmac;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey, VerificationAlgorithm,
};

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes `jsonwebtoken` use ring in this process, unless another provider was set before.
pub fn install() {
    let _ = PROVIDER.install_default();
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the provider's signature
fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    match (hmac_of(*algorithm), key.family()) {
        (Some(hash), AlgorithmFamily::Hmac) => {
            Ok(Box::new(Secret { algorithm: *algorithm, key: hmac::Key::new(hash, key.as_bytes()) }))
        }
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the provider's signature
fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    let algorithm = *algorithm;
    match (key.family(), key.kind()) {
        (AlgorithmFamily::Hmac, DecodingKeyKind::SecretOrDer(secret)) => {
            let hash = hmac_of(algorithm).ok_or(ErrorKind::InvalidAlgorithm)?;
            Ok(Box::new(Secret { algorithm, key: hmac::Key::new(hash, secret) }))
        }
        (AlgorithmFamily::Rsa, DecodingKeyKind::RsaModulusExponent { n, e }) => {
            let parameters = rsa_of(algorithm).ok_or(ErrorKind::InvalidAlgorithm)?;
            let key = RsaPublicKeyComponents { n: n.clone(), e: e.clone() };
            Ok(Box::new(Rsa { algorithm, parameters, key }))
        }
        (AlgorithmFamily::Ec | AlgorithmFamily::Ed, DecodingKeyKind::SecretOrDer(point)) => {
            let curve = curve_of(algorithm).ok_or(ErrorKind::InvalidAlgorithm)?;
            Ok(Box::new(Curve { algorithm, key: UnparsedPublicKey::new(curve, point.clone()) }))
        }
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

fn hmac_of(algorithm: Algorithm) -> Option<hmac::Algorithm> {
    match algorithm {
        Algorithm::HS256 => Some(hmac::HMAC_SHA256),
        Algorithm::HS384 => Some(hmac::HMAC_SHA384),
        Algorithm::HS512 => Some(hmac::HMAC_SHA512),
        _ => None,
    }
}

fn rsa_of(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::RS256 => Some(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Some(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Some(&RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => Some(&RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => Some(&RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => Some(&RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

fn curve_of(algorithm: Algorithm) -> Option<&'static dyn VerificationAlgorithm> {
    match algorithm {
        Algorithm::ES256 => Some(&ECDSA_P256_SHA256_FIXED),
        Algorithm::ES384 => Some(&ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDSA => Some(&ED25519),
        _ => None,
    }
}

struct Secret {
    algorithm: Algorithm,
    key: hmac::Key,
}

struct Rsa {
    algorithm: Algorithm,
    parameters: &'static RsaParameters,
    key: RsaPublicKeyComponents<Vec<u8>>,
}

struct Curve {
    algorithm: Algorithm,
    key: UnparsedPublicKey<Vec<u8>>,
}

impl Signer<Vec<u8>> for Secret {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, Mismatch> {
        Ok(hmac::sign(&self.key, message).as_ref().to_vec())
    }
}

impl Verifier<Vec<u8>> for Secret {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Mismatch> {
        hmac::verify(&self.key, message, signature).map_err(|_| Mismatch::new())
    }
}

impl Verifier<Vec<u8>> for Rsa {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Mismatch> {
        self.key.verify(self.parameters, message, signature).map_err(|_| Mismatch::new())
    }
}

impl Verifier<Vec<u8>> for Curve {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Mismatch> {
        self.key.verify(message, signature).map_err(|_| Mismatch::new())
    }
}

impl JwtSigner for Secret {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl JwtVerifier for Secret {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl JwtVerifier for Rsa {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl JwtVerifier for Curve {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::jwk::Jwk;
    use jsonwebtoken::{Header, Validation, decode, encode};
    use serde_json::{Value, json};

    use super::*;

    /// The examples of RFC 7515, appendices A.1 and A.3.
    const CLAIMS: &str =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const SECRET: &str =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    fn accepts(algorithm: Algorithm, token: &str, jwk: &Value) -> bool {
        install();
        let mut validation = Validation::new(algorithm);
        validation.validate_exp = false;
        let key = DecodingKey::from_jwk(&serde_json::from_value::<Jwk>(jwk.clone()).unwrap()).unwrap();
        decode::<Value>(token, &key, &validation).is_ok_and(|token| token.claims["iss"] == "joe")
    }

    #[test]
    fn an_hs256_signature_is_checked() {
        let token = |signature| format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.{signature}");
        let key = json!({"kty": "oct", "k": SECRET});
        let good = token("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert!(accepts(Algorithm::HS256, &good, &key));
        assert!(!accepts(Algorithm::HS256, &token("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXg"), &key));
        assert!(!accepts(Algorithm::HS256, &token(""), &key));
        assert!(!accepts(Algorithm::HS256, &good, &json!({"kty": "oct", "k": "AAAA"})));
    }

    #[test]
    fn an_es256_signature_is_checked() {
        let key = json!({
            "kty": "EC", "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        });
        let token = |signature| format!("eyJhbGciOiJFUzI1NiJ9.{CLAIMS}.{signature}");
        let good =
            token("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
        assert!(accepts(Algorithm::ES256, &good, &key));
        assert!(!accepts(Algorithm::ES256, &good.replace("FCgfT", "FCgfU"), &key));
        let off_the_curve = json!({
            "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "AAAA"
        });
        assert!(!accepts(Algorithm::ES256, &good, &off_the_curve));
    }

    #[test]
    fn tokens_are_signed_with_a_secret_and_nothing_else() {
        install();
        let claims = json!({"iss": "joe"});
        let secret = EncodingKey::from_secret(b"a secret of 32 bytes or a few more");
        let token = encode(&Header::default(), &claims, &secret).unwrap();
        let key = DecodingKey::from_secret(b"a secret of 32 bytes or a few more");
        let mut validation = Validation::new(Algorithm::HS256);
        validation.required_spec_claims.clear();
        assert_eq!(decode::<Value>(&token, &key, &validation).unwrap().claims, claims);
        for longer in [Algorithm::HS384, Algorithm::HS512] {
            let token = encode(&Header::new(longer), &claims, &secret).unwrap();
            validation.algorithms = vec![longer];
            assert_eq!(decode::<Value>(&token, &key, &validation).unwrap().claims, claims);
        }
        assert!(encode(&Header::new(Algorithm::RS256), &claims, &secret).is_err());
    }
}
