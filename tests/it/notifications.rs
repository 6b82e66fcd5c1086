use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

use crate::{keys, words};

async fn list(who: &Actor) -> Vec<Value> {
    who.get("notifications/").await.expect(200).as_array().unwrap().clone()
}

#[tokio::test]
async fn notifications_have_the_shape_of_the_seed_document() {
    let world = World::any().await;
    let (alice, bob) = (world.user("developer"), world.user("bob"));
    let room = alice.room("public").await;
    alice.send(room, "before bob").await;
    bob.join(room).await;
    let sent = alice.send(room, "大家好！").await;
    bob.send(room, "own").await;
    let all = list(&bob).await;
    assert_eq!(all.len(), 1, "from joining on, and never one's own");
    let one = &all[0];
    assert_eq!(keys(one), words("id notification_type title content room message is_read created_at"));
    assert_eq!(
        keys(&one["room"]),
        words(
            "id name description room_type created_by member_count is_active max_members created_at updated_at"
        )
    );
    assert_eq!(keys(&one["message"]), words("id content message_type created_at"));
    assert_eq!(
        (one["notification_type"].as_str(), one["title"].as_str(), one["content"].as_str()),
        (Some("message"), Some("新消息来自 developer"), Some("大家好！"))
    );
    assert_eq!((&one["id"], &one["message"]["id"]), (&sent["id"], &sent["id"]));
    assert_eq!(list(&alice).await.len(), 1);
}

#[tokio::test]
async fn a_mention_is_the_longest_name_behind_an_at() {
    let world = World::any().await;
    let alice = world.user("alice");
    let (wang, short, mail, other) =
        (world.user("王小明"), world.user("王小"), world.user("example"), world.user("王小明"));
    let room = alice.room("public").await;
    for user in [&wang, &short, &mail, &other] {
        user.join(room).await;
    }
    let mut channel = wang.try_connect("notifications/").await.unwrap();
    channel.next("live").await;
    let sent = alice.send(room, "你好@王小明请看 me@example.com @ALICE").await;
    let live = channel.next("notification").await["notification"].clone();
    assert_eq!((live["notification_type"].as_str(), &live["id"]), (Some("mention"), &sent["id"]));
    for (user, kind) in [(&wang, "mention"), (&other, "mention"), (&short, "message"), (&mail, "message")] {
        let all = list(user).await;
        assert_eq!((all.len(), all[0]["notification_type"].as_str()), (1, Some(kind)));
    }
    assert!(list(&alice).await.is_empty(), "never oneself");
    wang.post(&format!("rooms/{room}/leave/"), Value::Null).await.expect(200);
    let kept = list(&wang).await;
    assert_eq!((kept.len(), kept[0]["notification_type"].as_str()), (1, Some("mention")), "mentions stay");
    short.post(&format!("rooms/{room}/leave/"), Value::Null).await.expect(200);
    assert!(list(&short).await.is_empty());
    alice.delete(&format!("messages/{}/delete/", sent["id"])).await.expect(200);
    assert_eq!(list(&wang).await[0]["content"], "[消息已删除]");
    assert_eq!(list(&mail).await[0]["content"], "[消息已删除]");
}

#[tokio::test]
async fn reading_a_notification() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(alice.send(room, &format!("{n} @bob")).await["id"].clone());
    }
    let read =
        async |who: &Actor, id: &Value| who.post(&format!("notifications/{id}/read/"), Value::Null).await;
    let flags = async || list(&bob).await.iter().map(|n| n["is_read"].as_bool().unwrap()).collect::<Vec<_>>();
    assert_eq!(flags().await, [false; 4]);
    assert_eq!(read(&bob, &ids[2]).await.expect(200), json!({"message": "通知已标记为已读"}));
    assert_eq!(flags().await, [false, true, false, false]);
    bob.post(&format!("messages/{}/read/", ids[1]), Value::Null).await.expect(200);
    assert_eq!(flags().await, [false, true, true, true], "the read position passed them");
    read(&carol, &ids[0]).await.refused(404, "notification_not_found");
    read(&alice, &ids[0]).await.refused(404, "notification_not_found");
    for unknown in ["1", "0", "abc", "9007199254740991", "4503599627370500"] {
        bob.post(&format!("notifications/{unknown}/read/"), Value::Null)
            .await
            .refused(404, "notification_not_found");
    }
    let private = alice.room("private").await;
    alice.post(&format!("rooms/{private}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    let invite = list(&bob).await[0].clone();
    assert_eq!(
        (invite["notification_type"].as_str(), invite["is_read"].as_bool(), &invite["message"]),
        (Some("room_invite"), Some(false), &Value::Null)
    );
    read(&carol, &invite["id"]).await.refused(404, "notification_not_found");
    read(&bob, &invite["id"]).await.expect(200);
    assert!(flags().await[0]);
    alice.send(room, "later").await;
    bob.post("notifications/read-all/", Value::Null).await.expect(200);
    assert!(flags().await.iter().all(|read| *read));
    assert_eq!(bob.get(&format!("rooms/{room}/")).await.expect(200)["unread_count"], 3, "positions stay");
}

#[tokio::test]
async fn pages_go_through_all_kinds_in_one_order() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let rooms = [alice.room("public").await, alice.room("public").await, alice.room("public").await];
    for room in rooms {
        bob.join(room).await;
    }
    for n in 0..130 {
        let text = if n % 10 == 0 { "@bob".to_owned() } else { n.to_string() };
        alice.send(rooms[n % 2], &text).await;
        if n % 40 == 0 {
            let other = alice.room("private").await;
            alice.post(&format!("rooms/{other}/invite/"), json!({"user_id": bob.id})).await.expect(200);
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
    let ids: std::collections::HashSet<u64> = seen.iter().map(|n| n["id"].as_u64().unwrap()).collect();
    assert_eq!((ids.len(), seen.len()), (134, 134));
    assert!(seen.windows(2).all(|pair| pair[0]["created_at"].as_str() >= pair[1]["created_at"].as_str()));
    let mentions = seen.iter().filter(|n| n["notification_type"] == "mention").count();
    assert_eq!(mentions, 13);
}

#[tokio::test]
async fn messages_reach_back_a_hundred_a_room() {
    let Some(world) = World::local(&[("MESSAGES_PER_10S", "0")]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let old = alice.send(room, "old").await["id"].clone();
    let old_mention = alice.send(room, "@bob").await["id"].clone();
    for n in 0..100 {
        alice.send(room, &n.to_string()).await;
    }
    let all = bob.get("notifications/?limit=100").await;
    let cursor = all.header("x-next-cursor").unwrap().to_owned();
    let rest = bob.get(&format!("notifications/?limit=100&cursor={cursor}")).await.expect(200);
    assert_eq!((rest.as_array().unwrap().len(), &rest[0]["id"]), (1, &old_mention));
    bob.post(&format!("notifications/{old}/read/"), Value::Null).await.refused(404, "notification_not_found");
    bob.post(&format!("notifications/{old_mention}/read/"), Value::Null).await.expect(200);
}
