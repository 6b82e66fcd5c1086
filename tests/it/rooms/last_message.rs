//! The `last_message` of a room in the list.

use roomcast_tests::world::World;
use serde_json::Value;

#[tokio::test]
async fn the_last_message_is_its_first_100_characters_or_null() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("private").await;
    assert_eq!(alice.listed(room).await.unwrap()["last_message"], Value::Null);
    let text: String = "字👍é".chars().cycle().take(150).collect();
    let sent = alice.send(room, &text).await;
    let listed = alice.listed(room).await.unwrap();
    let preview = &listed["last_message"];
    assert_eq!(preview["content"].as_str().unwrap(), text.chars().take(100).collect::<String>());
    assert_eq!((&preview["id"], &preview["created_at"]), (&sent["id"], &sent["created_at"]));
    let older = alice.send(room, "older").await["id"].clone();
    alice.send(room, "newest").await;
    alice.delete_message(&older).await;
    assert_eq!(alice.listed(room).await.unwrap()["last_message"]["content"], "newest");
}

#[tokio::test]
async fn the_last_message_is_shown_only_to_users_who_may_read_it() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    for kind in ["private", "group", "public"] {
        let room = alice.room(kind).await;
        alice.send(room, "inner").await;
        alice.invite(room, &bob).await;
        let newest = bob.listed(room).await.unwrap()["last_message"].clone();
        assert_eq!(newest.is_null(), kind != "public", "{kind}: {newest}");
        bob.join(room).await;
        assert_eq!(bob.listed(room).await.unwrap()["last_message"]["content"], "inner");
    }
    let room = alice.room("public").await;
    alice.send(room, "before").await;
    carol.join(room).await;
    alice.ban(room, &carol).await;
    alice.send(room, "after").await;
    let public = carol.pages("rooms/?scope=public&limit=200").await;
    let listed = public.iter().find(|listed| listed["id"] == room).unwrap();
    assert!(listed["last_message"].is_null(), "{listed}");
}
