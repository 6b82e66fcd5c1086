//! Settings that the server refuses.

use std::process::Stdio;
use std::time::Duration;

use roomcast_tests::world::{World, binary};

#[tokio::test]
async fn an_unusable_setting_is_named_and_the_server_does_not_start() {
    if World::local(&[]).await.is_none() {
        return;
    }
    let good = ("JWT_SECRET", "a secret of the tests, 32 bytes or more");
    for (name, settings) in [
        ("JWT_SECRET", vec![("JWT_SECRET", "31 bytes are too few for HS256.")]),
        ("JWT_ALGORITHM", vec![good, ("JWT_ALGORITHM", "none")]),
        ("JWT_ALGORITHM", vec![good, ("JWT_ALGORITHM", "RS256")]),
        ("JWT_SECRET", vec![("JWT_ALGORITHM", "RS256")]),
        ("JWT_SECRET", vec![("JWT_SECRET", "")]),
        ("JWKS", vec![good, ("JWKS", "{\"keys\":[]}")]),
        ("JWKS_URL", vec![("JWKS_URL", "http://idp.example/jwks.json"), ("JWT_ISSUER", "any")]),
        ("JWT_ISSUER", vec![("JWKS_URL", "https://idp.example/jwks.json")]),
        ("JWKS", vec![("JWKS", "{}"), ("JWT_ISSUER", "any")]),
        ("OIDC_ISSUER", vec![("OIDC_ISSUER", "idp.example")]),
        ("JWT_PUBLIC_KEY", vec![("JWT_PUBLIC_KEY", "MCowBQYDK2Vw")]),
        ("PROFILE_URL", vec![good, ("PROFILE_URL", "http://idp.example/me")]),
        ("MESSAGES_PER_10S", vec![good, ("MESSAGES_PER_10S", "many")]),
        ("WS_ALLOW_ANONYMOUS", vec![good, ("WS_ALLOW_ANONYMOUS", "perhaps")]),
        ("MAX_UPLOAD_BYTES", vec![good, ("MAX_UPLOAD_BYTES", "-1")]),
        ("CORS_ORIGINS: \"*\"", vec![good, ("CORS_ORIGINS", "*")]),
        (
            "\"https://b.example/chat\"",
            vec![good, ("CORS_ORIGINS", "https://a.example, https://b.example/chat")],
        ),
        ("\"https://*.example\"", vec![good, ("CORS_ORIGINS", "https://*.example")]),
        ("FILES_BASE_URL", vec![good, ("FILES_BASE_URL", "files.example")]),
        ("TRUSTED_PROXIES: \"nginx\"", vec![good, ("TRUSTED_PROXIES", "127.0.0.1, nginx")]),
        ("WS_PING_SECONDS", vec![good, ("WS_PING_SECONDS", "60")]),
    ] {
        let data = tempfile::tempdir().unwrap();
        let mut command = tokio::process::Command::new(binary());
        command.args(["--port", "0", "--data-dir"]).arg(data.path()).env_clear().envs(settings.clone());
        command.stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let ended = tokio::time::timeout(Duration::from_secs(10), command.output()).await;
        let output = ended.unwrap_or_else(|_| panic!("it started with {settings:?}")).unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(name), "{settings:?}: {said}");
    }
}
