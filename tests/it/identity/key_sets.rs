//! RS256 and ES256 tokens, checked against a key set.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jsonwebtoken::jwk::{Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use roomcast_tests::world::{World, now_s, token};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const RSA: &[u8] = include_bytes!("keys/rsa.pem");

const OTHER_RSA: &[u8] = include_bytes!("keys/other-rsa.pem");

const EC: &[u8] = include_bytes!("keys/ec.pem");

/// A private key of the tests, and its public one as a key set has it.
fn key(pem: &[u8], algorithm: Algorithm, kid: &str) -> (EncodingKey, Jwk) {
    let private = match algorithm {
        Algorithm::ES256 => EncodingKey::from_ec_pem(pem),
        _ => EncodingKey::from_rsa_pem(pem),
    };
    let private = private.unwrap();
    let mut public = Jwk::from_encoding_key(&private, algorithm).unwrap();
    public.common.key_id = Some(kid.to_owned());
    (private, public)
}

fn signed(algorithm: Algorithm, kid: Option<&str>, key: &EncodingKey, claims: &Value) -> String {
    let mut header = Header::new(algorithm);
    header.kid = kid.map(str::to_owned);
    encode(&header, claims, key).unwrap()
}

/// Good claims, changed.
fn claims(change: &Value) -> Value {
    let mut claims = json!({"sub": "7", "iss": "https://idp.example", "aud": "chat", "exp": now_s() + 600});
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    claims
}

/// Answers every request with the document; one that is empty is a failure.
async fn serve_keys(document: Arc<Mutex<String>>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let body = document.lock().unwrap().clone();
            let status = if body.is_empty() { "500 Internal Server Error" } else { "200 OK" };
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let mut request = [0; 4_096];
            drop(stream.read(&mut request).await);
            drop(stream.write_all(answer.as_bytes()).await);
        }
    });
    format!("http://{address}/jwks.json")
}

#[tokio::test]
async fn rs256_tokens_are_checked_against_key_set_issuer_and_audience() {
    let (rsa, public) = key(RSA, Algorithm::RS256, "one");
    let (other, _) = key(OTHER_RSA, Algorithm::RS256, "other");
    let (ec, ec_public) = key(EC, Algorithm::ES256, "curve");
    let (_, mut encrypting) = key(OTHER_RSA, Algorithm::RS256, "encrypting");
    encrypting.common.public_key_use = Some(PublicKeyUse::Encryption);
    let (_, mut other_padding) = key(OTHER_RSA, Algorithm::RS256, "padding");
    other_padding.common.key_algorithm = Some(KeyAlgorithm::PS256);
    let set = JwkSet { keys: vec![ec_public, public.clone(), encrypting, other_padding] };
    let settings = [
        ("JWT_ALGORITHM", "RS256"),
        ("JWKS", &serde_json::to_string(&set).unwrap()),
        ("JWT_ISSUER", "https://idp.example"),
        ("JWT_AUDIENCE", "chat"),
    ];
    let Some(world) = World::local(&settings).await else { return };
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
    for (why, bad) in [
        ("unknown key", sign(Some("two"), json!({}))),
        ("key of another kind", sign(Some("curve"), json!({}))),
        ("wrong issuer", sign(Some("one"), json!({"iss": "https://evil.example"}))),
        ("no issuer", sign(Some("one"), json!({"iss": null}))),
        ("wrong audience", sign(Some("one"), json!({"aud": "mail"}))),
        ("no audience", sign(Some("one"), json!({"aud": null}))),
        ("wrong signature", signed(Algorithm::RS256, Some("one"), &other, &claims(&json!({})))),
        ("a key for encryption", signed(Algorithm::RS256, Some("encrypting"), &other, &claims(&json!({})))),
        ("a key for PS256", signed(Algorithm::RS256, Some("padding"), &other, &claims(&json!({})))),
        ("HS256", signed(Algorithm::HS256, Some("one"), &public_as_secret, &claims(&json!({})))),
        ("ES256", signed(Algorithm::ES256, Some("curve"), &ec, &claims(&json!({})))),
        ("RS512", signed(Algorithm::RS512, Some("one"), &rsa, &claims(&json!({})))),
        ("the shared secret", token(claims(&json!({})))),
    ] {
        let answer = world.bearer(&bad).get("me/").await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (401, Some("token_invalid")), "{why}");
    }
    let expired = sign(Some("one"), json!({"exp": now_s() - 60}));
    world.bearer(&expired).get("me/").await.refused(401, "token_expired");
}

#[tokio::test]
async fn es256_tokens_are_checked_against_the_key_set() {
    let (ec, public) = key(EC, Algorithm::ES256, "curve");
    let (rsa, rsa_public) = key(RSA, Algorithm::RS256, "rsa");
    let set = serde_json::to_string(&JwkSet { keys: vec![rsa_public, public] }).unwrap();
    let Some(world) = World::local(&[("JWT_ALGORITHM", "ES256"), ("JWKS", &set)]).await else { return };
    let good = signed(Algorithm::ES256, Some("curve"), &ec, &claims(&json!({})));
    assert_eq!(world.bearer(&good).me().await["id"], 7);
    let bad = signed(Algorithm::RS256, Some("rsa"), &rsa, &claims(&json!({})));
    world.bearer(&bad).get("me/").await.refused(401, "token_invalid");
}

#[tokio::test]
async fn an_rs256_token_is_refused_where_tokens_are_hs256() {
    let world = World::any().await;
    let (rsa, _) = key(RSA, Algorithm::RS256, "one");
    let bad = signed(Algorithm::RS256, None, &rsa, &json!({"user_id": 1, "exp": now_s() + 60}));
    world.bearer(&bad).get("me/").await.refused(401, "token_invalid");
}

#[tokio::test]
async fn keys_are_fetched_from_a_url_and_their_absence_is_503() {
    let (rsa, public) = key(RSA, Algorithm::RS256, "one");
    let document = Arc::new(Mutex::new(String::new()));
    let url = serve_keys(document.clone()).await;
    let Some(world) = World::local(&[("JWT_ALGORITHM", "RS256"), ("JWKS_URL", &url)]).await else { return };
    let bearer = world.bearer(&signed(Algorithm::RS256, Some("one"), &rsa, &claims(&json!({}))));
    bearer.get("me/").await.refused(503, "store_unavailable");
    *document.lock().unwrap() = serde_json::to_string(&JwkSet { keys: vec![public] }).unwrap();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(bearer.me().await["id"], 7);
    document.lock().unwrap().clear();
    assert_eq!(bearer.me().await["id"], 7, "known keys serve on");
}

#[tokio::test]
async fn a_new_key_is_found_at_its_first_use() {
    let (rsa, public) = key(RSA, Algorithm::RS256, "one");
    let (other, other_public) = key(OTHER_RSA, Algorithm::RS256, "two");
    let set = |keys| serde_json::to_string(&JwkSet { keys }).unwrap();
    let document = Arc::new(Mutex::new(set(vec![public.clone()])));
    let url = serve_keys(document.clone()).await;
    let Some(world) = World::local(&[("JWT_ALGORITHM", "RS256"), ("JWKS_URL", &url)]).await else { return };
    let old = world.bearer(&signed(Algorithm::RS256, Some("one"), &rsa, &claims(&json!({}))));
    assert_eq!(old.me().await["id"], 7);
    *document.lock().unwrap() = set(vec![public, other_public]);
    let new = world.bearer(&signed(Algorithm::RS256, Some("two"), &other, &claims(&json!({}))));
    assert_eq!(new.me().await["id"], 7);
    assert_eq!(old.me().await["id"], 7);
}
