//! Tokens that are signed with key pairs, checked against public keys and key sets.

use std::time::Duration;

use jsonwebtoken::jwk::{Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use roomcast_tests::world::{World, now_s, token};
use serde_json::{Value, json};

use super::served::Served;

const RSA: &[u8] = include_bytes!("keys/rsa.pem");
const OTHER_RSA: &[u8] = include_bytes!("keys/other-rsa.pem");
const EC: &[u8] = include_bytes!("keys/ec.pem");
const P384: &[u8] = include_bytes!("keys/p384.pem");
const ED25519: &[u8] = include_bytes!("keys/ed25519.pem");

/// A private key of the tests.
fn private(pem: &[u8], algorithm: Algorithm) -> EncodingKey {
    let key = match algorithm {
        Algorithm::ES256 | Algorithm::ES384 => EncodingKey::from_ec_pem(pem),
        Algorithm::EdDSA => EncodingKey::from_ed_pem(pem),
        _ => EncodingKey::from_rsa_pem(pem),
    };
    key.unwrap()
}

/// A private key of the tests, and its public one as a key set has it.
pub(super) fn key(pem: &[u8], algorithm: Algorithm, kid: &str) -> (EncodingKey, Jwk) {
    let private = private(pem, algorithm);
    let mut public = Jwk::from_encoding_key(&private, algorithm).unwrap();
    public.common.key_id = Some(kid.to_owned());
    (private, public)
}

/// The RSA key of the tests, and its key set.
pub(super) fn rsa() -> (EncodingKey, String) {
    let (key, public) = key(RSA, Algorithm::RS256, "one");
    (key, serde_json::to_string(&JwkSet { keys: vec![public] }).unwrap())
}

pub(super) fn signed(algorithm: Algorithm, kid: Option<&str>, key: &EncodingKey, claims: &Value) -> String {
    let mut header = Header::new(algorithm);
    header.kid = kid.map(str::to_owned);
    encode(&header, claims, key).unwrap()
}

/// Good claims, changed.
pub(super) fn claims(change: &Value) -> Value {
    let mut claims = json!({"sub": "7", "iss": "https://idp.example", "exp": now_s() + 600});
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    claims
}

fn set(keys: Vec<Jwk>) -> String {
    serde_json::to_string(&JwkSet { keys }).unwrap()
}

/// A chat whose keys are in this key set.
async fn with_set(set: &str) -> Option<World> {
    World::local(&[("JWKS", set), ("JWT_ISSUER", "any"), ("JWT_AUDIENCE", "any")]).await
}

#[tokio::test]
async fn tokens_are_checked_against_key_set_issuer_and_audience() {
    let (rsa, public) = key(RSA, Algorithm::RS256, "one");
    let (other, _) = key(OTHER_RSA, Algorithm::RS256, "other");
    let (ec, ec_public) = key(EC, Algorithm::ES256, "curve");
    let (_, mut encrypting) = key(OTHER_RSA, Algorithm::RS256, "encrypting");
    encrypting.common.public_key_use = Some(PublicKeyUse::Encryption);
    let (_, mut other_padding) = key(OTHER_RSA, Algorithm::RS256, "padding");
    other_padding.common.key_algorithm = Some(KeyAlgorithm::PS256);
    let set = set(vec![ec_public, public.clone(), encrypting, other_padding]);
    let settings = [
        ("JWT_ALGORITHM", "RS256"),
        ("JWKS", &set),
        ("JWT_ISSUER", "https://idp.example"),
        ("JWT_AUDIENCE", "chat"),
    ];
    let Some(world) = World::local(&settings).await else { return };
    let claims = |change: &Value| {
        let mut with = json!({"aud": "chat"});
        with.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        claims(&with)
    };
    let sign = |kid, change| signed(Algorithm::RS256, kid, &rsa, &claims(&change));
    for good in [
        sign(Some("one"), json!({})),
        sign(None, json!({})),
        sign(Some("one"), json!({"aud": ["other", "chat"]})),
    ] {
        assert_eq!(world.bearer(&good).me().await["id"], 7);
    }
    // The public key is known to everybody: as a secret it signs nothing.
    let n = serde_json::to_value(&public).unwrap()["n"].as_str().unwrap().to_owned();
    let public_as_secret = EncodingKey::from_secret(n.as_bytes());
    let plain = json!({});
    for (code, bad) in [
        ("token_key", sign(Some("two"), json!({}))),
        ("token_key", sign(Some("curve"), json!({}))),
        ("token_issuer", sign(Some("one"), json!({"iss": "https://evil.example"}))),
        ("token_issuer", sign(Some("one"), json!({"iss": null}))),
        ("token_audience", sign(Some("one"), json!({"aud": "mail"}))),
        ("token_audience", sign(Some("one"), json!({"aud": null}))),
        ("token_signature", signed(Algorithm::RS256, Some("one"), &other, &claims(&plain))),
        ("token_signature", signed(Algorithm::RS256, None, &other, &claims(&plain))),
        ("token_key", signed(Algorithm::RS256, Some("encrypting"), &other, &claims(&plain))),
        ("token_key", signed(Algorithm::RS256, Some("padding"), &other, &claims(&plain))),
        ("token_algorithm", signed(Algorithm::HS256, Some("one"), &public_as_secret, &claims(&plain))),
        ("token_algorithm", signed(Algorithm::ES256, Some("curve"), &ec, &claims(&plain))),
        ("token_algorithm", signed(Algorithm::RS512, Some("one"), &rsa, &claims(&plain))),
        ("token_algorithm", token(claims(&plain))),
        ("token_expired", sign(Some("one"), json!({"exp": now_s() - 60}))),
    ] {
        world.bearer(&bad).get("me/").await.refused(401, code);
    }
}

#[tokio::test]
async fn every_algorithm_that_the_keys_are_fit_for_is_taken_without_a_setting() {
    let pairs = [
        (RSA, Algorithm::RS256),
        (RSA, Algorithm::RS384),
        (RSA, Algorithm::RS512),
        (RSA, Algorithm::PS256),
        (RSA, Algorithm::PS384),
        (RSA, Algorithm::PS512),
        (EC, Algorithm::ES256),
        (P384, Algorithm::ES384),
        (ED25519, Algorithm::EdDSA),
    ];
    // As issuers write them that leave out what is optional.
    let of = |pem, algorithm| {
        let mut public = key(pem, algorithm, "x").1;
        public.common.key_algorithm = None;
        public.common.key_id = None;
        public
    };
    let keys = [
        (RSA, Algorithm::RS256),
        (EC, Algorithm::ES256),
        (P384, Algorithm::ES384),
        (ED25519, Algorithm::EdDSA),
    ];
    let keys = keys.map(|(pem, algorithm)| serde_json::to_value(of(pem, algorithm)).unwrap()).to_vec();
    let strange =
        [json!({"kty": "oct", "k": "AAAA"}), json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "x"}), json!(7)];
    let set = json!({ "keys": ([&strange[..], &keys[..]].concat()) }).to_string();
    let Some(world) = with_set(&set).await else { return };
    for (pem, algorithm) in pairs {
        let good = signed(algorithm, None, &private(pem, algorithm), &claims(&json!({})));
        assert_eq!(world.bearer(&good).get("me/").await.expect(200)["id"], 7, "{algorithm:?}");
        let named = signed(algorithm, Some("not in the set"), &private(pem, algorithm), &claims(&json!({})));
        world.bearer(&named).get("me/").await.expect(200);
    }
}

#[tokio::test]
async fn public_keys_are_read_from_pem() {
    let [rsa, pkcs1, certificate] = [
        include_str!("keys/rsa.pub.pem"),
        include_str!("keys/rsa.pkcs1.pub.pem"),
        include_str!("keys/rsa.crt.pem"),
    ];
    let two = [include_str!("keys/p384.pub.pem"), include_str!("keys/ed25519.pub.pem")].concat();
    let escaped = two.replace('\n', "\\n");
    for (pem, keys) in [
        (rsa, vec![(RSA, Algorithm::RS256), (RSA, Algorithm::PS512)]),
        (pkcs1, vec![(RSA, Algorithm::RS256)]),
        (certificate, vec![(RSA, Algorithm::RS384)]),
        (&two, vec![(P384, Algorithm::ES384), (ED25519, Algorithm::EdDSA)]),
        (&escaped, vec![(P384, Algorithm::ES384), (ED25519, Algorithm::EdDSA)]),
    ] {
        let Some(world) = World::local(&[("JWT_PUBLIC_KEY", pem)]).await else { return };
        for (private_pem, algorithm) in keys {
            let good = signed(algorithm, Some("any"), &private(private_pem, algorithm), &claims(&json!({})));
            assert_eq!(world.bearer(&good).get("me/").await.expect(200)["id"], 7, "{algorithm:?} {pem}");
        }
        let bad = signed(Algorithm::RS256, None, &private(OTHER_RSA, Algorithm::RS256), &claims(&json!({})));
        assert_eq!(world.bearer(&bad).get("me/").await.status, 401);
    }
}

#[tokio::test]
async fn a_public_key_never_verifies_tokens_of_a_secret() {
    let world = World::any().await;
    let (rsa, _) = key(RSA, Algorithm::RS256, "one");
    let bad = signed(Algorithm::RS256, None, &rsa, &json!({"user_id": 1, "exp": now_s() + 60}));
    world.bearer(&bad).get("me/").await.refused(401, "token_algorithm");
    let pem = include_str!("keys/rsa.pub.pem");
    let Some(world) = World::local(&[("JWT_PUBLIC_KEY", pem)]).await else { return };
    for secret in [pem, pem.trim_end()] {
        let secret = EncodingKey::from_secret(secret.as_bytes());
        let bad = signed(Algorithm::HS256, None, &secret, &claims(&json!({})));
        world.bearer(&bad).get("me/").await.refused(401, "token_algorithm");
    }
}

#[tokio::test]
async fn keys_are_fetched_from_a_url_and_their_absence_is_503() {
    let (rsa, public) = key(RSA, Algorithm::RS256, "one");
    let page = Served::new().await;
    let url = format!("{}/jwks", page.url);
    let Some(world) = World::local(&[("JWKS_URL", &url), ("JWT_ISSUER", "any")]).await else { return };
    let bearer = world.bearer(&signed(Algorithm::RS256, Some("one"), &rsa, &claims(&json!({}))));
    bearer.get("me/").await.refused(503, "keys_unavailable");
    for (status, document) in [
        (200, r#"{"issuer": "https://idp.example", "jwks_uri": "https://idp.example/jwks"}"#),
        (200, r#"{"one": "-----BEGIN CERTIFICATE-----"}"#),
        (302, ""),
        (500, ""),
    ] {
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        page.set("/jwks", status, document);
        bearer.get("me/").await.refused(503, "keys_unavailable");
    }
    page.set("/jwks", 200, &set(vec![public]));
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(bearer.me().await["id"], 7);
    page.set("/jwks", 500, "");
    assert_eq!(bearer.me().await["id"], 7, "known keys serve on");
}

#[tokio::test]
async fn a_new_key_is_found_at_its_first_use_and_made_up_ones_cause_one_fetch() {
    let (rsa, public) = key(RSA, Algorithm::RS256, "one");
    let (other, other_public) = key(OTHER_RSA, Algorithm::RS256, "two");
    let page = Served::new().await;
    page.set("/jwks", 200, &set(vec![public.clone()]));
    let url = format!("{}/jwks", page.url);
    let Some(world) = World::local(&[("JWKS_URL", &url), ("JWT_ISSUER", "any")]).await else { return };
    let old = world.bearer(&signed(Algorithm::RS256, Some("one"), &rsa, &claims(&json!({}))));
    assert_eq!(old.me().await["id"], 7);
    page.set("/jwks", 200, &set(vec![public, other_public]));
    let new = world.bearer(&signed(Algorithm::RS256, Some("two"), &other, &claims(&json!({}))));
    assert_eq!(new.me().await["id"], 7);
    assert_eq!(old.me().await["id"], 7);
    let before = page.asked().len();
    for number in 0..20 {
        let kid = format!("made-up-{number}");
        let made_up = signed(Algorithm::RS256, Some(&kid), &rsa, &claims(&json!({})));
        world.bearer(&made_up).get("me/").await.refused(401, "token_key");
    }
    assert!(page.asked().len() <= before + 1, "{:?}", page.asked());
}

#[tokio::test]
async fn a_key_that_is_exchanged_under_the_same_id_is_found() {
    for kid in [Some("one"), None] {
        let (rsa, mut public) = key(RSA, Algorithm::RS256, "one");
        let (other, mut other_public) = key(OTHER_RSA, Algorithm::RS256, "one");
        if kid.is_none() {
            (public.common.key_id, other_public.common.key_id) = (None, None);
        }
        let page = Served::new().await;
        page.set("/jwks", 200, &set(vec![public]));
        let url = format!("{}/jwks", page.url);
        let Some(world) = World::local(&[("JWKS_URL", &url), ("JWT_ISSUER", "any")]).await else { return };
        let old = world.bearer(&signed(Algorithm::RS256, kid, &rsa, &claims(&json!({}))));
        assert_eq!(old.me().await["id"], 7);
        page.set("/jwks", 200, &set(vec![other_public]));
        let new = world.bearer(&signed(Algorithm::RS256, kid, &other, &claims(&json!({}))));
        assert_eq!(new.me().await["id"], 7, "{kid:?}");
        old.get("me/").await.refused(401, "token_signature");
    }
}
