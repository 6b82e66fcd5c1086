//! `GET notifications/`.

use std::collections::BTreeSet;

use roomcast_tests::world::World;

use crate::{keys, words};

#[tokio::test]
async fn a_notification_has_exactly_the_documented_fields() {
    let (_world, [alice, bob]) = World::with(["developer", "bob"]).await;
    let room = alice.room("public").await;
    alice.send(room, "before bob").await;
    bob.join(room).await;
    let sent = alice.send(room, "大家好！").await;
    bob.send(room, "own").await;
    let all = bob.notifications().await;
    assert_eq!(all.len(), 1, "from joining on, and never one's own");
    let one = &all[0];
    assert_eq!(keys(one), words("id notification_type reason title content room message is_read created_at"));
    assert_eq!(
        keys(&one["room"]),
        words(
            "id name description room_type created_by member_count is_active max_members created_at updated_at is_direct direct_user slow_mode_s"
        )
    );
    assert_eq!(keys(&one["message"]), words("id content message_type created_at"));
    assert_eq!(
        (one["notification_type"].as_str(), one["title"].as_str(), one["content"].as_str()),
        (Some("message"), Some("新消息来自 developer"), Some("大家好！"))
    );
    assert_eq!((&one["id"], &one["message"]["id"]), (&sent["id"], &sent["id"]));
    assert_eq!(alice.notifications().await.len(), 1);
}

#[tokio::test]
async fn pages_show_every_type_newest_first() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let [alice, bob] = world.users(["alice", "bob"]);
    let rooms = [alice.room("public").await, alice.room("public").await, alice.room("public").await];
    for room in rooms {
        bob.join(room).await;
    }
    for n in 0..130 {
        let text = if n % 10 == 0 { "@bob".to_owned() } else { n.to_string() };
        alice.send(rooms[n % 2], &text).await;
        if n % 40 == 0 {
            let other = alice.room("private").await;
            alice.invite(other, &bob).await;
        }
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = bob.get(&format!("notifications/?limit=17{cursor}")).await;
        let next = page.header("x-next-cursor").map(str::to_owned);
        let items = page.expect(200).as_array().unwrap().clone();
        assert!(items.len() == 17 || next.is_none());
        seen.extend(items);
        match next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let ids: BTreeSet<u64> = seen.iter().map(|n| n["id"].as_u64().unwrap()).collect();
    assert_eq!((ids.len(), seen.len()), (134, 134));
    assert!(seen.windows(2).all(|pair| pair[0]["created_at"].as_str() >= pair[1]["created_at"].as_str()));
    let mentions = seen.iter().filter(|n| n["notification_type"] == "mention").count();
    assert_eq!(mentions, 13);
}

#[tokio::test]
async fn every_page_size_shows_the_same_order() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let rooms = [alice.room("public").await, alice.room("public").await];
    for room in rooms {
        bob.join(room).await;
    }
    for n in 0..9 {
        alice.send(rooms[n % 2], if n % 3 == 0 { "@bob" } else { "x" }).await;
        if n % 4 == 0 {
            let other = alice.room("private").await;
            alice.invite(other, &bob).await;
        }
    }
    let all = bob.notifications().await;
    assert_eq!(all.len(), 12);
    assert!(all.windows(2).all(|pair| pair[0]["created_at"].as_str() >= pair[1]["created_at"].as_str()));
    for limit in [1, 5, 12] {
        assert_eq!(bob.pages(&format!("notifications/?limit={limit}")).await, all, "{limit}");
    }
}

#[tokio::test]
async fn the_list_reaches_back_100_messages_in_a_room() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let [alice, bob] = world.users(["alice", "bob"]);
    let room = alice.room_with("public", [&bob]).await;
    let old = alice.send(room, "old").await["id"].clone();
    let old_mention = alice.send(room, "@bob").await["id"].clone();
    for n in 0..100 {
        alice.send(room, &n.to_string()).await;
    }
    let all = bob.get("notifications/?limit=100").await;
    let cursor = all.header("x-next-cursor").unwrap().to_owned();
    let rest = bob.get(&format!("notifications/?limit=100&cursor={cursor}")).await.expect(200);
    assert_eq!((rest.as_array().unwrap().len(), &rest[0]["id"]), (1, &old_mention));
    bob.try_read_notification(&old).await.refused(404, "notification_not_found");
    bob.read_notification(&old_mention).await;
}
