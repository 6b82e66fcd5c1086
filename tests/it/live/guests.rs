//! Guests: connections without a token, where `WS_ALLOW_ANONYMOUS` allows them.

use roomcast_tests::world::World;
use serde_json::json;

#[tokio::test]
async fn guests_read_and_write_in_public_rooms_where_a_setting_allows_it() {
    let Some(world) = World::local(&[("WS_ALLOW_ANONYMOUS", "true"), ("MESSAGES_PER_10S", "3")]).await else {
        return;
    };
    let alice = world.user("alice");
    let (room, hidden) = (alice.room("public").await, alice.room("private").await);
    let guest = world.bearer("");
    let mut one = guest.open(&format!("chat/{room}/"), &[]).await.unwrap();
    let mut two = guest.open(&format!("chat/{room}/"), &[]).await.unwrap();
    let hello = one.next("connection_established").await;
    assert_eq!((hello["user"]["id"].as_u64(), hello["user"]["username"].as_str()), (Some(0), Some("guest")));
    one.next("live").await;
    assert_eq!(two.next("connection_established").await["online_user_ids"], json!([]));
    two.next("live").await;
    one.say(json!({"type": "typing", "is_typing": true})).await;
    two.next("typing").await;
    for _ in 0..3 {
        one.say(json!({"type": "chat_message", "content": "hi", "client_message_id": "g"})).await;
    }
    let message = two.next("chat_message").await["message"].clone();
    assert_eq!((message["sender"]["id"].as_u64(), message.get("client_message_id")), (Some(0), None));
    assert_eq!(one.next("chat_message").await["message"]["client_message_id"], "g");
    for n in 0..3 {
        one.say(json!({"type": "chat_message", "content": format!("{n}")})).await;
    }
    assert_eq!(one.next("error").await["code"], "rate_limited");
    two.say(json!({"type": "chat_message", "content": "counted on its own"})).await;
    one.next("chat_message").await;
    assert_eq!(
        two.error(json!({"type": "read", "message_id": message["id"]})).await["code"],
        "guest_not_allowed"
    );
    assert_eq!(alice.detail(room).await["member_count"], 1);
    guest.refused_open(&format!("chat/{hidden}/"), &[], 404, "room_not_found").await;
    guest.get("rooms/").await.refused(401, "token_missing");
    guest.refused_open(&format!("chat/{room}/?token=bad"), &[], 401, "token_malformed").await;
}

#[tokio::test]
async fn a_guest_has_no_role() {
    let settings = [("WS_ALLOW_ANONYMOUS", "true"), ("REQUIRED_ROLE", "developer")];
    let Some(world) = World::local(&settings).await else { return };
    world.bearer("").refused_open("chat/1/", &[], 403, "role_required").await;
}

#[tokio::test]
async fn a_guest_has_no_notifications() {
    let Some(world) = World::local(&[("WS_ALLOW_ANONYMOUS", "true")]).await else { return };
    let guest = world.bearer("");
    guest.refused_open("notifications/", &[], 401, "token_missing").await;
    guest.get("notifications/").await.refused(401, "token_missing");
    let [alice, bob] = world.users(["alice", "guest"]);
    let room = alice.room_with("public", [&bob]).await;
    let mut socket = guest.open(&format!("chat/{room}/"), &[]).await.unwrap();
    socket.next("live").await;
    socket.say(json!({"type": "chat_message", "content": "@alice"})).await;
    let sent = socket.next("chat_message").await["message"].clone();
    let told = alice.notifications().await;
    assert_eq!((&told[0]["id"], told[0]["title"].as_str().unwrap().contains("guest")), (&sent["id"], true));
    bob.send(room, "@guest").await;
    assert_eq!(bob.notification_types().await, ["message"], "never oneself");
}
