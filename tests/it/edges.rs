//! What is easily got wrong at the edges of rooms, posts and names.

use futures_util::future::join_all;
use roomcast_tests::world::{World, now_s, token};
use serde_json::{Value, json};

#[tokio::test]
async fn a_refused_first_post_joins_nobody() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let beyond = alice.send(room, "x").await["id"].as_u64().expect("an id") + 5;
    let body = json!({"content": "x", "reply_to": beyond});
    bob.post(&format!("rooms/{room}/messages/"), body).await.refused(400, "invalid_reply_to");
    assert_eq!(
        (&bob.detail(room).await["is_member"], &bob.detail(room).await["member_count"]),
        (&json!(false), &json!(1))
    );
}

#[tokio::test]
async fn a_word_is_a_string_and_a_file_has_a_host() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let odd = json!({"name": "x", "room_type": {"public": null}});
    alice.post("rooms/", odd).await.refused(400, "invalid_field");
    let messages = format!("rooms/{room}/messages/");
    let odd = json!({"content": "x", "message_type": {"text": null}});
    alice.post(&messages, odd).await.refused(400, "invalid_field");
    for url in ["http:///a", "http://@e.com/", "https://e.com\\@f.com/"] {
        alice.post(&messages, json!({"file_url": url})).await.refused(400, "invalid_field");
    }
}

#[tokio::test]
async fn a_public_room_that_one_is_invited_to_is_not_in_the_public_list() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    for (scope, expected) in [("&scope=public", 0), ("&scope=mine", 1), ("", 1)] {
        let list = bob.get(&format!("rooms/?limit=200{scope}")).await.expect(200);
        let times = list.as_array().expect("a list").iter().filter(|entry| entry["id"] == room).count();
        assert_eq!(times, expected, "{scope}");
    }
}

#[tokio::test]
async fn who_becomes_the_last_admin_is_told() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    alice.leave(room).await;
    assert_eq!(bob.notifications().await[0]["notification_type"], "system");
}

#[tokio::test]
async fn nothing_sent_after_a_leave_is_answered_reaches_any_of_the_leavers_connections() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("group").await;
    alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    bob.join(room).await;
    let mut sockets = join_all((0..5).map(|_| bob.connect(room))).await;
    bob.leave(room).await;
    alice.send(room, "for members").await;
    for socket in &mut sockets {
        while let Some(frame) = socket.any().await {
            assert_ne!(frame["type"], "chat_message");
        }
    }
}

#[tokio::test]
async fn names_follow_a_newer_token_from_a_route_that_knows_no_room() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let renamed = json!({"user_id": bob.id, "username": "robert", "iat": now_s() + 1});
    world.bearer(&token(renamed)).get("notifications/").await.expect(200);
    for _ in 0..100 {
        let members = alice.get(&format!("rooms/{room}/members/")).await.expect(200);
        if members.as_array().expect("a list").iter().any(|member| member["user"]["username"] == "robert") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the member list has the old name");
}

#[tokio::test]
async fn changes_of_one_member_at_once_all_hold() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    for _ in 0..10 {
        bob.post(&format!("rooms/{room}/join/"), Value::Null).await.expect(200);
        futures_util::join!(
            alice.change(room, &bob, json!({"is_muted": true})),
            alice.change(room, &bob, json!({"role": "admin"}))
        );
        let members = alice.get(&format!("rooms/{room}/members/?prefix=bob")).await.expect(200);
        assert_eq!((&members[0]["is_muted"], &members[0]["role"]), (&json!(true), &json!("admin")));
        alice.change(room, &bob, json!({"is_muted": false, "role": "member"})).await;
        bob.leave(room).await;
    }
}

#[tokio::test]
async fn a_visitor_has_no_role() {
    let settings = [("WS_ALLOW_ANONYMOUS", "true"), ("REQUIRED_ROLE", "developer")];
    let Some(world) = World::local(&settings).await else { return };
    let (status, body) = world.bearer("").open("chat/1/", &[]).await.err().expect("a refusal");
    assert_eq!((status, &body["code"]), (403, &json!("role_required")));
}

#[tokio::test]
async fn a_hidden_room_is_no_other_than_a_missing_one_whatever_one_posts_there() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let hidden = alice.room("private").await;
    let inside = alice.send(hidden, "x").await["id"].clone();
    let missing = (1_u64 << 25) - 1;
    for body in [
        json!({"content": "x", "reply_to": inside}),
        json!({"content": "x", "reply_to": 1}),
        json!({"content": ""}),
        json!({"content": "x"}),
    ] {
        for room in [hidden, missing] {
            let answer = bob.post(&format!("rooms/{room}/messages/"), body.clone()).await;
            answer.refused(404, "room_not_found");
        }
    }
}

#[tokio::test]
async fn a_final_sigma_is_a_sigma() {
    let world = World::any().await;
    let (alice, odos) = (world.user("alice"), world.user("ΟΔΟΣ"));
    let room = alice.room("public").await;
    odos.join(room).await;
    for prefix in ["οδος", "οδοσ", "ΟΔΟΣ"] {
        let found = alice.get(&format!("rooms/{room}/members/?prefix={prefix}")).await.expect(200);
        assert_eq!(found[0]["id"], odos.id, "{prefix}");
    }
    alice.send(room, "@οδος").await;
    assert_eq!(odos.notifications().await[0]["notification_type"], "mention");
}
