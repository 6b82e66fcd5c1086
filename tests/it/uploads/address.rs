//! The addresses that an announcement gives, also behind a proxy.

use reqwest::Client;
use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

/// What a proxy adds to a request.
const FORWARDED: [(&str, &str); 3] = [
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "chat.example.org"),
    ("x-forwarded-prefix", "/team"),
];

/// Announces a file of 5 bytes with these headers; returns the announcement.
async fn announce(alice: &Actor, headers: &[(&str, &str)]) -> Value {
    let body = json!({"file_name": "a.png", "content_type": "image/png", "file_size": 5});
    alice.raw("POST", "uploads/", headers, body.to_string().into_bytes()).await.expect(201)
}

/// Checks that both addresses begin so, and that the file can be put and read through the server itself.
async fn check(world: &World, upload: &Value, begins: &str) {
    let at_server = |field: &str| {
        let rest = upload[field].as_str().and_then(|url| url.strip_prefix(begins));
        let rest = rest.unwrap_or_else(|| panic!("{field} begins {begins}: {upload}"));
        format!("http://{}/{rest}", world.address)
    };
    let mut put = Client::new().put(at_server("upload_url")).body("hello");
    for (name, value) in upload["headers"].as_object().expect("headers") {
        put = put.header(name, value.as_str().expect("a text"));
    }
    assert_eq!(put.send().await.expect("an answer").status(), 200);
    assert_eq!(world.fetch(&at_server("file_url")).await.status(), 200);
}

#[tokio::test]
async fn a_trusted_proxy_names_scheme_host_and_prefix() {
    for proxies in ["127.0.0.1", "10.0.0.0/8, 127.0.0.0/8"] {
        let Some(world) = World::local(&[("TRUSTED_PROXIES", proxies)]).await else { return };
        let alice = world.user("alice");
        let upload = announce(&alice, &FORWARDED).await;
        check(&world, &upload, "https://chat.example.org/team/").await;
        let direct = announce(&alice, &[]).await;
        check(&world, &direct, &format!("http://{}/", world.address)).await;
    }
}

#[tokio::test]
async fn nobody_else_names_the_address() {
    for settings in [&[][..], &[("TRUSTED_PROXIES", "10.0.0.0/8")]] {
        let Some(world) = World::local(settings).await else { return };
        let upload = announce(&world.user("alice"), &FORWARDED).await;
        check(&world, &upload, &format!("http://{}/", world.address)).await;
    }
}

#[tokio::test]
async fn the_address_of_files_is_a_setting() {
    let settings = [("FILES_BASE_URL", "https://files.example.org/a/"), ("TRUSTED_PROXIES", "127.0.0.1")];
    let Some(world) = World::local(&settings).await else { return };
    let upload = announce(&world.user("alice"), &FORWARDED).await;
    check(&world, &upload, "https://files.example.org/a/").await;
}
