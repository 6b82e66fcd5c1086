//! Public keys in PEM: `PUBLIC KEY`, `RSA PUBLIC KEY` and `CERTIFICATE`.

use spki::der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use spki::der::{Decode, Reader, SliceReader, TagNumber, Tagged};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::PublicKey;

/// `rsaEncryption` (RFC 8017, appendix A.1).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `id-ecPublicKey` and its curves P-256 and P-384 (RFC 5480, section 2.1.1).
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
/// `id-Ed25519` (RFC 8410, section 3).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// Reads the public keys of a PEM text, whose line breaks may be written as `\n`.
///
/// # Errors
/// Returns what is wrong with the text, as the rest of a sentence.
pub fn public_keys(text: &str) -> Result<Vec<PublicKey>, String> {
    let text = text.replace("\\n", "\n");
    let blocks = pem::parse_many(&text).map_err(|_| "holds a PEM block that cannot be read".to_owned())?;
    if blocks.is_empty() {
        return Err("holds no PEM block; one begins with -----BEGIN PUBLIC KEY-----".to_owned());
    }
    blocks.iter().map(|block| read(block.tag(), block.contents())).collect()
}

fn read(label: &str, der: &[u8]) -> Result<PublicKey, String> {
    let key = match label {
        "PUBLIC KEY" => of_info(der),
        "RSA PUBLIC KEY" => of_rsa(der),
        "CERTIFICATE" => of_certificate(der),
        private if private.ends_with("PRIVATE KEY") => {
            return Err("holds a private key, which only the issuer keeps; write the public one".to_owned());
        }
        _ => None,
    };
    let unfit =
        || "holds a block that is no RSA key of 2,048 bits or more, P-256, P-384 or Ed25519 key".to_owned();
    key.ok_or_else(unfit)
}

fn of_info(der: &[u8]) -> Option<PublicKey> {
    let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
    of_algorithm(info.algorithm, info.subject_public_key.as_bytes()?)
}

/// Reads the key of a certificate (RFC 5280, section 4.1), whose other fields are not looked at.
fn of_certificate(der: &[u8]) -> Option<PublicKey> {
    let mut reader = SliceReader::new(der).ok()?;
    let key = reader.sequence(|certificate| {
        let key = certificate.sequence(|body| {
            let first = AnyRef::decode(body)?;
            // A version may stand before serial number, signature, issuer, validity and subject.
            let has_version = first.tag().number() == TagNumber::N0 && first.tag().is_context_specific();
            for _ in 0..if has_version { 5 } else { 4 } {
                AnyRef::decode(body)?;
            }
            let info = SubjectPublicKeyInfoRef::decode(body)?;
            skip(body)?;
            Ok(info.subject_public_key.as_bytes().and_then(|key| of_algorithm(info.algorithm, key)))
        })?;
        skip(certificate)?;
        Ok(key)
    });
    key.ok()?
}

fn skip<'a>(reader: &mut impl Reader<'a>) -> spki::der::Result<()> {
    while !reader.is_finished() {
        AnyRef::decode(reader)?;
    }
    Ok(())
}

fn of_algorithm(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8]) -> Option<PublicKey> {
    let curve = |parameters: AnyRef<'_>| parameters.decode_as::<ObjectIdentifier>().ok();
    match algorithm.oid {
        RSA => of_rsa(key),
        ED25519 => PublicKey::ed25519(key),
        EC => {
            let coordinates = key.strip_prefix(&[4])?;
            let (x, y) = coordinates.split_at(coordinates.len() / 2);
            match curve(algorithm.parameters?)? {
                P256 => PublicKey::p256(x, y),
                P384 => PublicKey::p384(x, y),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Reads an `RSAPublicKey` (RFC 8017, appendix A.1.1).
fn of_rsa(der: &[u8]) -> Option<PublicKey> {
    let mut reader = SliceReader::new(der).ok()?;
    let numbers = reader.sequence(|inner| Ok((UintRef::decode(inner)?, UintRef::decode(inner)?)));
    let (modulus, exponent) = numbers.ok()?;
    PublicKey::rsa(modulus.as_bytes(), exponent.as_bytes())
}
