//! `GET rooms/{id}/members/`.

use roomcast_tests::world::World;
use serde_json::{Value, json};

/// Returns the usernames of listed members.
fn names(list: &[Value]) -> Vec<&str> {
    list.iter().map(|member| member["user"]["username"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn members_are_listed_by_name_paged_and_found_by_prefix() {
    let (world, [owner]) = World::with(["Zoe"]).await;
    let room = owner.room("public").await;
    for name in ["bob", "Anna", "王小明", "anton", "王小红"] {
        world.user(name).join(room).await;
    }
    let path = format!("rooms/{room}/members/");
    let all = owner.members(room).await;
    assert_eq!(names(&all), ["Anna", "anton", "bob", "Zoe", "王小明", "王小红"]);
    let prefix = async |prefix: &str| owner.pages(&format!("{path}?prefix={prefix}")).await;
    assert_eq!(names(&prefix("AN").await), ["Anna", "anton"]);
    assert_eq!(names(&prefix("%E7%8E%8B%E5%B0%8F").await), ["王小明", "王小红"]);
    assert_eq!(owner.pages(&format!("{path}?limit=2")).await, all);
    let bob = all[2]["id"].as_u64().unwrap();
    let _socket = world.actor(bob, "bob").connect(room).await;
    let online: Vec<_> =
        owner.members(room).await.iter().map(|m| m["is_online"].as_bool().unwrap()).collect();
    assert_eq!(online, [false, false, true, false, false, false]);
}

#[tokio::test]
async fn a_made_up_cursor_or_prefix_is_no_server_error() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let path = format!("rooms/{}/members/", alice.room("public").await);
    let cursor = |key: &str| key.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    for key in ["M#\u{10FFFF}", "M#\u{10FFFF}x", "M#a\u{10FFFF}\u{10FFFF}"] {
        alice.get(&format!("{path}?cursor={}", cursor(key))).await.refused(400, "invalid_query");
    }
    let behind_all = alice.get(&format!("{path}?cursor={}", cursor("M#z"))).await;
    assert_eq!(behind_all.expect(200), json!([]));
    for prefix in ["%E5%AD%97".repeat(400), "%F4%8F%BF%BF".repeat(2)] {
        assert_eq!(alice.get(&format!("{path}?prefix={prefix}")).await.expect(200), json!([]));
    }
}

#[tokio::test]
async fn a_name_at_the_very_end_of_the_order_is_listed() {
    let (_world, [alice, last]) = World::with(["alice", "\u{10FFFF}last"]).await;
    let room = alice.room_with("public", [&last]).await;
    let all = alice.members(room).await;
    assert_eq!(all.len(), 2, "{all:?}");
}

#[tokio::test]
async fn prefixes_and_mentions_treat_a_final_sigma_as_a_sigma() {
    let (_world, [alice, odos]) = World::with(["alice", "ΟΔΟΣ"]).await;
    let room = alice.room_with("public", [&odos]).await;
    for prefix in ["οδος", "οδοσ", "ΟΔΟΣ"] {
        let found = alice.get(&format!("rooms/{room}/members/?prefix={prefix}")).await.expect(200);
        assert_eq!(found[0]["id"], odos.id, "{prefix}");
    }
    alice.send(room, "@οδος").await;
    assert_eq!(odos.notifications().await[0]["notification_type"], "mention");
}
