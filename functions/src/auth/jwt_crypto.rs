//! The cryptography of tokens, by ring, which TLS uses, too. HS256 signs and verifies; RS256 and ES256
//! only verify.

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{Error as Mismatch, Signer, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, EncodingKey};
use ring::hmac;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
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
    match (algorithm, key.family()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac) => {
            Ok(Box::new(Hs256(hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()))))
        }
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the provider's signature
fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    match (algorithm, key.family(), key.kind()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac, DecodingKeyKind::SecretOrDer(secret)) => {
            Ok(Box::new(Hs256(hmac::Key::new(hmac::HMAC_SHA256, secret))))
        }
        (Algorithm::ES256, AlgorithmFamily::Ec, DecodingKeyKind::SecretOrDer(point)) => {
            Ok(Box::new(Es256(UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point.clone()))))
        }
        (Algorithm::RS256, AlgorithmFamily::Rsa, DecodingKeyKind::RsaModulusExponent { n, e }) => {
            Ok(Box::new(Rs256(RsaPublicKeyComponents { n: n.clone(), e: e.clone() })))
        }
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

struct Hs256(hmac::Key);
struct Es256(UnparsedPublicKey<Vec<u8>>);
struct Rs256(RsaPublicKeyComponents<Vec<u8>>);

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, Mismatch> {
        Ok(hmac::sign(&self.0, message).as_ref().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Mismatch> {
        hmac::verify(&self.0, message, signature).map_err(|_| Mismatch::new())
    }
}

impl Verifier<Vec<u8>> for Es256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Mismatch> {
        self.0.verify(message, signature).map_err(|_| Mismatch::new())
    }
}

impl Verifier<Vec<u8>> for Rs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Mismatch> {
        self.0.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).map_err(|_| Mismatch::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Es256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}

impl JwtVerifier for Rs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
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
        assert!(encode(&Header::new(Algorithm::HS512), &claims, &secret).is_err());
    }
}
