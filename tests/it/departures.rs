//! What stays and what ends when somebody is no member, or never was one.

use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

/// The three ways of losing a seat.
const ENDS: [&str; 3] = ["leaves", "is removed", "is banned"];

async fn end(how: &str, admin: &Actor, room: u64, user: &Actor) {
    match how {
        "leaves" => user.leave(room).await,
        "is removed" => {
            admin.delete(&format!("rooms/{room}/members/{}/", user.id)).await.expect(200);
        }
        _ => {
            admin.change(room, user, json!({"is_banned": true})).await;
        }
    }
}

async fn invite(admin: &Actor, room: u64, user: &Actor) {
    admin.post(&format!("rooms/{room}/invite/"), json!({"user_id": user.id})).await.expect(200);
}

#[tokio::test]
async fn a_mention_that_was_read_stays_read_and_shows_no_later_text() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    for how in ENDS {
        let room = alice.room("private").await;
        invite(&alice, room, &bob).await;
        bob.join(room).await;
        let read = alice.send(room, "@bob one").await["id"].clone();
        bob.post(&format!("messages/{read}/read/"), Value::Null).await.expect(200);
        let unread = alice.send(room, "@bob two").await["id"].clone();
        end(how, &alice, room, &bob).await;
        for id in [&read, &unread] {
            let secret = json!({"content": "for members only"});
            alice.patch(&format!("messages/{id}/"), secret).await.expect(200);
        }
        let kept = bob.notifications().await;
        let of = |id: &Value| kept.iter().find(|n| n["id"] == *id).unwrap_or_else(|| panic!("who {how}"));
        let shown = |id| {
            let kept = of(id);
            (kept["is_read"].as_bool(), kept["content"].as_str(), kept["message"]["content"].as_str())
        };
        assert_eq!(shown(&read), (Some(true), Some("@bob one"), Some("@bob one")), "who {how}");
        assert_eq!(shown(&unread), (Some(false), Some("@bob two"), Some("@bob two")), "who {how}");
        alice.delete(&format!("messages/{unread}/delete/")).await.expect(200);
        let kept = bob.notifications().await;
        assert_eq!(kept.iter().find(|n| n["id"] == unread).unwrap()["content"], "[消息已删除]");
    }
}

#[tokio::test]
async fn the_list_shows_the_newest_message_to_who_may_read_it() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    for kind in ["private", "group", "public"] {
        let room = alice.room(kind).await;
        alice.send(room, "inner").await;
        invite(&alice, room, &bob).await;
        let newest = bob.listed(room).await.unwrap()["last_message"].clone();
        assert_eq!(newest.is_null(), kind != "public", "{kind}: {newest}");
        bob.join(room).await;
        assert_eq!(bob.listed(room).await.unwrap()["last_message"]["content"], "inner");
    }
    let room = alice.room("public").await;
    alice.send(room, "before").await;
    carol.join(room).await;
    alice.change(room, &carol, json!({"is_banned": true})).await;
    alice.send(room, "after").await;
    let public = carol.pages("rooms/?scope=public&limit=200").await;
    let listed = public.iter().find(|listed| listed["id"] == room).unwrap();
    assert!(listed["last_message"].is_null(), "{listed}");
}

#[tokio::test]
async fn a_ban_and_its_end_take_a_mute_with_them() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let post = format!("rooms/{room}/messages/");
    bob.join(room).await;
    let flags = |member: &Value| (member["is_muted"].as_bool(), member["is_banned"].as_bool());
    let both = alice.change(room, &bob, json!({"is_muted": true, "is_banned": true})).await;
    assert_eq!(flags(&both), (Some(true), Some(true)));
    let banned = alice.get(&format!("rooms/{room}/members/?banned=true")).await.expect(200);
    assert_eq!(flags(&banned[0]), (Some(true), Some(true)));
    alice.change(room, &bob, json!({"is_banned": false})).await;
    bob.join(room).await;
    bob.post(&post, json!({"content": "x"})).await.refused(403, "muted");
    alice.change(room, &bob, json!({"is_banned": true})).await;
    let free = json!({"role": "member", "is_muted": false, "is_banned": false});
    assert_eq!(flags(&alice.change(room, &bob, free.clone()).await), (Some(false), Some(false)));
    let member = format!("rooms/{room}/members/{}/", bob.id);
    alice.patch(&member, free).await.refused(404, "member_not_found");
    bob.join(room).await;
    bob.send(room, "free").await;
    // Who is banned already is muted in place.
    alice.change(room, &bob, json!({"is_banned": true})).await;
    alice.change(room, &bob, json!({"is_banned": true, "is_muted": true})).await;
    alice.change(room, &bob, json!({"is_banned": false})).await;
    bob.join(room).await;
    bob.post(&post, json!({"content": "x"})).await.refused(403, "muted");
}

#[tokio::test]
async fn an_invitation_is_taken_back() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("private").await;
    invite(&alice, room, &bob).await;
    bob.get(&format!("rooms/{room}/")).await.expect(200);
    let member = format!("rooms/{room}/members/{}/", bob.id);
    alice.delete(&member).await.expect(200);
    bob.post(&format!("rooms/{room}/join/"), Value::Null).await.refused(404, "room_not_found");
    alice.delete(&member).await.refused(404, "member_not_found");
}

#[tokio::test]
async fn a_stranger_who_watches_stays_when_leaving_is_refused() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let mut socket = bob.connect(room).await;
    bob.post(&format!("rooms/{room}/leave/"), Value::Null).await.refused(400, "not_in_room");
    alice.send(room, "still there?").await;
    assert_eq!(socket.next("chat_message").await["message"]["content"], "still there?");
}

#[tokio::test]
async fn a_repeat_shows_nothing_of_a_room_that_its_sender_may_not_see() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let (hidden, open) = (alice.room("private").await, alice.room("public").await);
    invite(&alice, hidden, &bob).await;
    let body = json!({"content": "x", "client_message_id": "k"});
    for room in [hidden, open] {
        bob.join(room).await;
        bob.post(&format!("rooms/{room}/messages/"), body.clone()).await.expect(201);
        alice.change(room, &bob, json!({"is_banned": true})).await;
    }
    bob.post(&format!("rooms/{hidden}/messages/"), body.clone()).await.refused(404, "room_not_found");
    bob.post(&format!("rooms/{open}/messages/"), body).await.expect(200);
    // Nor does a malformed question about it, or its number in another spelling.
    for query in ["messages/?page=0", "messages/?after=1", "members/?limit=0"] {
        bob.get(&format!("rooms/{hidden}/{query}")).await.refused(404, "room_not_found");
        bob.get(&format!("rooms/{open}/{query}")).await.refused(403, "banned");
    }
    alice.get(&format!("rooms/0{hidden}/")).await.refused(404, "room_not_found");
}
