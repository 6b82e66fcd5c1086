//! The checks of a new message's fields.

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn a_message_is_checked_at_the_edges_of_its_limits() {
    let (world, [alice]) = World::with(["alice"]).await;
    let (room, other) = (alice.room("public").await, alice.room("public").await);
    let foreign = alice.send(other, "x").await["id"].clone();
    for good in [
        json!({"content": "👩‍👩‍👧".chars().cycle().take(4_000).collect::<String>()}),
        json!({"content": "  x\n"}),
        json!({"content": "\u{200b}x\u{202e}"}),
        json!({"content": "\u{200b}", "file_url": "http://example.com/a"}),
        json!({"file_url": "http://example.com/a"}),
        json!({"content": "", "file_url": "http://example.com/a", "file_size": 0}),
        json!({"content": "x", "file_size": 9_007_199_254_740_991_u64, "file_name": "字".repeat(255)}),
        json!({"content": "x", "client_message_id": "i".repeat(64)}),
    ] {
        let sent = alice.send_body(room, good.clone()).await;
        assert_eq!(sent["content"].as_str().unwrap(), good["content"].as_str().unwrap_or(""));
    }
    for (code, bad) in [
        ("invalid_field", json!({"content": "字".repeat(4_001)})),
        ("invalid_field", json!({"content": " \n\t\u{3000}"})),
        ("invalid_field", json!({"content": "\u{200b}\u{feff}\u{2060}\u{3164} \u{ad}\u{2800}"})),
        ("invalid_field", json!({})),
        ("invalid_field", json!({"content": "a\u{0}b"})),
        ("invalid_field", json!({"content": 5})),
        ("invalid_field", json!({"content": "x", "message_type": "video"})),
        ("invalid_field", json!({"content": "x", "file_url": "javascript:alert(1)"})),
        ("invalid_field", json!({"content": "x", "file_url": "https://u:p@example.com/"})),
        (
            "invalid_field",
            json!({"content": "x", "file_url": format!("https://example.com/{}", "x".repeat(2_048))}),
        ),
        ("invalid_field", json!({"content": "x", "file_name": "字".repeat(256)})),
        ("invalid_field", json!({"content": "x", "file_size": -1})),
        ("invalid_field", json!({"content": "x", "file_size": 9_007_199_254_740_992_u64})),
        ("invalid_field", json!({"content": "x", "client_message_id": ""})),
        ("invalid_field", json!({"content": "x", "client_message_id": "i".repeat(65)})),
        ("invalid_field", json!({"content": "x", "reply_to": "1"})),
        ("invalid_reply_to", json!({"content": "x", "reply_to": foreign})),
        ("invalid_reply_to", json!({"content": "x", "reply_to": 1})),
        ("invalid_reply_to", json!({"content": "x", "reply_to": (room << 27) + 999})),
    ] {
        alice.try_send(room, bad).await.refused(400, code);
    }
    let bob = world.user("bob");
    bob.join(room).await;
    bob.try_send(room, json!({"content": "x", "message_type": "system"}))
        .await
        .refused(403, "admin_required");
    alice.send_body(room, json!({"content": "x", "message_type": "system"})).await;
}

#[tokio::test]
async fn a_file_url_is_an_absolute_http_address_without_a_user() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let long = format!("https://example.com/{}", "x".repeat(2_048 - 20));
    for good in ["https://example.com", "HTTP://EXAMPLE.com/a?b=c#d", "http://[::1]:8080/x", &long] {
        let sent = alice.send_body(room, json!({"message_type": "file", "file_url": good})).await;
        assert_eq!((sent["file_url"].as_str(), sent["content"].as_str()), (Some(good), Some("")));
    }
    for bad in [
        "",
        "/files/a.png",
        "//example.com/a",
        "example.com/a",
        "ftp://example.com/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https:example.com",
        "https://user@example.com/",
        "https://:secret@example.com/",
        " https://example.com/",
        "https://example.com/\n",
        &format!("{long}x"),
    ] {
        alice.try_send(room, json!({"content": "x", "file_url": bad})).await.refused(400, "invalid_field");
    }
}

#[tokio::test]
async fn a_type_is_a_string_and_a_file_url_has_a_host() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let odd = json!({"name": "x", "room_type": {"public": null}});
    alice.try_create(odd).await.refused(400, "invalid_field");
    let odd = json!({"content": "x", "message_type": {"text": null}});
    alice.try_send(room, odd).await.refused(400, "invalid_field");
    for url in ["http:///a", "http://@e.com/", "https://e.com\\@f.com/"] {
        alice.try_send(room, json!({"file_url": url})).await.refused(400, "invalid_field");
    }
}
