//! The functions call AWS over TLS and trust only the certificates of Amazon or of the settings.

use roomcast_tests::cloud::{Cloud, Weather};
use roomcast_tests::event::{http, token};
use serde_json::{Value, json};

async fn cloud(variables: Vec<(&'static str, &'static str)>) -> Cloud {
    Cloud::with(Weather { tls: true, variables, ..Weather::default() }).await
}

async fn create_room(cloud: &Cloud) -> Value {
    let room = json!({"name": "x", "room_type": "public"});
    let event = http("POST", "/api/chat/rooms/", "", Some(&token(1)), Some(room));
    cloud.invoke("create_room", event).await.unwrap()["statusCode"].take()
}

#[tokio::test]
async fn the_table_and_the_management_api_are_called_over_tls() {
    let cloud = cloud(vec![]).await;
    assert_eq!(create_room(&cloud).await, 201);
    cloud.seat(1, 10, 30, 0).await;
    for content in ["a", "b"] {
        let message = Some(json!({"content": content}));
        let event = http("POST", "/api/chat/rooms/1/messages/", "", Some(&token(1)), message);
        assert_eq!(cloud.invoke("send_message", event).await.unwrap()["statusCode"], 201);
        assert_eq!(cloud.take_posts().len(), 30);
    }
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused() {
    let cloud = cloud(vec![("AWS_CA_BUNDLE", "")]).await;
    assert_eq!(create_room(&cloud).await, 503);
    cloud.logged(|line| line["level"] == "WARN" && line["detail"].as_str().is_some()).await;
}
