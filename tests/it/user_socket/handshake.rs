//! The handshake and the first frame.

use roomcast_tests::world::{World, is_gateway};
use serde_json::json;

use crate::kinds;

#[tokio::test]
async fn the_first_frame_says_who_one_is_and_what_the_socket_may() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let mut socket = alice.try_connect("").await.unwrap();
    let hello = socket.any().await.unwrap();
    assert_eq!(hello["type"], "connection_established");
    assert_eq!(hello["message"], "连接成功");
    assert_eq!(hello["user"]["id"], alice.id);
    assert_eq!(hello["user"]["username"], "alice");
    assert_eq!(hello["max_subscriptions"], 100);
    assert!(hello["expires_at"].as_str().unwrap().ends_with('Z'), "{hello}");
    assert!(hello.get("room_id").is_none(), "{hello}");
    let pong = socket.ping().await;
    assert_eq!(pong["last_seqs"], json!({}));
    assert!(pong.get("last_seq").is_none(), "{pong}");
}

#[tokio::test]
async fn the_path_works_without_its_slash_and_with_each_way_of_passing_a_token() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let bearer = format!("Bearer {}", alice.token);
    let mut socket = alice.open("", &[("authorization", &bearer)]).await.unwrap();
    socket.next("connection_established").await;
    let mut socket = alice.open(&format!("?token={}", alice.token), &[]).await.unwrap();
    socket.next("connection_established").await;
}

#[tokio::test]
async fn there_is_none_without_a_token_anonymous_mode_or_not() {
    let (world, []) = World::with([]).await;
    world.bearer("").refused_open("", &[], 401, "token_missing").await;
    if let Some(world) = World::local(&[("WS_ALLOW_ANONYMOUS", "true")]).await {
        world.bearer("").refused_open("", &[], 401, "token_missing").await;
    }
}

#[tokio::test]
async fn a_switch_that_is_neither_0_nor_1_is_refused() {
    let (_world, [alice]) = World::with(["alice"]).await;
    alice.refused_connection("?activity=no", 400, "invalid_query").await;
    alice.refused_connection("?batch=2", 400, "invalid_query").await;
}

#[tokio::test]
async fn an_eleventh_closes_the_oldest() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let mut oldest = alice.user_socket().await;
    let mut others = Vec::new();
    for _ in 0..10 {
        others.push(alice.user_socket().await);
    }
    assert_eq!(oldest.next("closed").await["reason"], "replaced");
    assert!(is_gateway() || oldest.closed().await == Some(4008));
    for socket in &mut others {
        assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new());
    }
}

#[tokio::test]
async fn the_seeds_sockets_stay_as_they_are_beside_it() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut own = alice.user_socket().await;
    let mut room_socket = alice.connect(room).await;
    let mut channel = alice.notification_channel().await;
    bob.send(room, "@alice hello").await;
    assert_eq!(room_socket.next("chat_message").await["message"]["content"], "@alice hello");
    assert_eq!(channel.next("notification").await["notification"]["notification_type"], "mention");
    let mut told = [own.any().await.unwrap(), own.any().await.unwrap()].map(|frame| frame["type"].clone());
    told.sort_by_key(ToString::to_string);
    assert_eq!(told, ["activity", "notification"]);
}
