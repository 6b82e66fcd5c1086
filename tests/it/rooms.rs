use roomcast_tests::world::World;
use serde_json::{Value, json};

use crate::{keys, words};

fn ids(list: &Value) -> Vec<u64> {
    list.as_array().unwrap().iter().map(|room| room["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn rooms_have_the_shapes_of_the_seed_document() {
    let world = World::any().await;
    let alice = world.user("developer");
    let made = alice
        .post("rooms/", json!({"name": " 开发讨论 ", "description": "开发团队讨论群", "room_type": "public"}))
        .await
        .expect(201);
    assert_eq!(
        keys(&made),
        words("id name description room_type created_by member_count is_active max_members created_at")
    );
    assert_eq!((made["name"].as_str(), made["max_members"].as_u64()), (Some("开发讨论"), Some(50)));
    assert!(made["created_at"].as_str().unwrap().ends_with('Z'));
    let room = made["id"].as_u64().unwrap();
    alice.send(room, "大家好！").await;
    let listed = alice.listed(room).await.unwrap();
    assert_eq!(
        keys(&listed),
        words(
            "id name description room_type created_by member_count last_message created_at unread_count last_read_seq is_member"
        )
    );
    assert_eq!(keys(&listed["created_by"]), words("id username first_name last_name"));
    assert_eq!(
        keys(&listed["last_message"]),
        words("id content sender sender_id created_at updated_at is_deleted")
    );
    assert_eq!(listed["last_message"]["sender"], "developer");
    let detail = alice.get(&format!("rooms/{room}/")).await.expect(200);
    assert_eq!(
        keys(&detail),
        words(
            "id name description room_type created_by members member_count is_active max_members created_at updated_at unread_count is_member last_read_message_id last_read_seq"
        )
    );
    assert_eq!(keys(&detail["members"][0]), words("id username first_name last_name"));
    let members = alice.get(&format!("rooms/{room}/members/")).await.expect(200);
    assert_eq!(
        keys(&members[0]),
        words("id room user role joined_at last_read_at is_muted is_banned is_online")
    );
    assert_eq!(members[0]["role"], "admin");
    assert_eq!(
        alice.post(&format!("rooms/{room}/join/"), Value::Null).await.expect(200),
        json!({"message": "成功加入房间"})
    );
    assert_eq!(
        alice.post(&format!("rooms/{room}/leave/"), Value::Null).await.expect(200),
        json!({"message": "成功离开房间"})
    );
}

#[tokio::test]
async fn a_room_is_checked_at_the_edges_of_its_limits() {
    let world = World::any().await;
    let alice = world.user("alice");
    let make = async |extra: Value| {
        let mut body = json!({"name": "x", "room_type": "group"});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        alice.post("rooms/", body).await
    };
    for good in [
        json!({"name": "字".repeat(100)}),
        json!({"description": "字".repeat(300)}),
        json!({"max_members": 2}),
        json!({"max_members": 100_000}),
    ] {
        make(good).await.expect(201);
    }
    for bad in [
        json!({"name": "字".repeat(101)}),
        json!({"name": "  "}),
        json!({"name": "a\u{0}"}),
        json!({"description": "字".repeat(301)}),
        json!({"max_members": 1}),
        json!({"max_members": 100_001}),
    ] {
        make(bad).await.refused(400, "invalid_field");
    }
}

#[tokio::test]
async fn who_may_not_see_a_room_gets_the_404_of_a_room_that_does_not_exist() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    for kind in ["private", "group"] {
        let room = alice.room(kind).await;
        for path in ["", "members/", "messages/"] {
            let hidden = bob.get(&format!("rooms/{room}/{path}")).await;
            let missing = bob.get(&format!("rooms/33000000/{path}")).await;
            assert_eq!((hidden.status, hidden.body), (404, missing.body));
        }
        bob.post(&format!("rooms/{room}/join/"), Value::Null).await.refused(404, "room_not_found");
        assert!(!ids(&bob.get("rooms/").await.expect(200)).contains(&room));
        assert!(ids(&alice.get("rooms/").await.expect(200)).contains(&room));
    }
}

#[tokio::test]
async fn the_list_is_ordered_by_activity_and_paged_without_gaps() {
    let Some(world) = World::local(&[]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let mut rooms = Vec::new();
    for n in 0..7 {
        rooms.push(if n % 2 == 0 { alice.room("public").await } else { bob.room("public").await });
    }
    alice.send(rooms[2], "x").await;
    let list = alice.get("rooms/").await.expect(200);
    assert_eq!(ids(&list)[0], rooms[2], "a message counts as activity");
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = alice.get(&format!("rooms/?limit=2{cursor}")).await;
        seen.extend(ids(&page.body));
        match page.header("x-next-cursor") {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, rooms);
    let mine = ids(&alice.get("rooms/?scope=mine").await.expect(200));
    let public = ids(&alice.get("rooms/?scope=public").await.expect(200));
    assert!(
        mine.iter().all(|room| rooms.iter().position(|r| r == room).unwrap() % 2 == 0) && mine.len() == 4
    );
    assert!(public.len() == 3 && public.iter().all(|room| !mine.contains(room)));
}

#[tokio::test]
async fn unread_counts_follow_reading_joining_and_sending() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let unread = async |who: &roomcast_tests::world::Actor| {
        let detail = who.get(&format!("rooms/{room}/")).await.expect(200)["unread_count"].as_u64().unwrap();
        if let Some(listed) = who.listed(room).await {
            assert_eq!(listed["unread_count"], detail);
        }
        detail
    };
    for _ in 0..3 {
        alice.send(room, "x").await;
    }
    assert_eq!(unread(&bob).await, 0, "not a member");
    bob.join(room).await;
    assert_eq!(unread(&bob).await, 0, "joining starts at the newest message");
    let first = alice.send(room, "y").await;
    alice.send(room, "z").await;
    assert_eq!((unread(&bob).await, unread(&alice).await), (2, 0));
    assert_eq!(bob.get("me/").await.expect(200)["unread_total"], 2);
    let read = async |id: &Value| bob.post(&format!("messages/{id}/read/"), Value::Null).await.expect(200);
    assert_eq!(read(&first["id"]).await, json!({"message": "消息已标记为已读"}));
    assert_eq!(unread(&bob).await, 1);
    assert_eq!(bob.get(&format!("rooms/{room}/")).await.expect(200)["last_read_message_id"], first["id"]);
    bob.post(&format!("rooms/{room}/read/"), Value::Null).await.expect(200);
    assert_eq!(unread(&bob).await, 0);
    read(&first["id"]).await;
    assert_eq!(unread(&bob).await, 0, "never back");
    alice.send(room, "w").await;
    bob.send(room, "own").await;
    assert_eq!((unread(&bob).await, unread(&alice).await), (0, 1));
}

#[tokio::test]
async fn a_full_room_takes_nobody_and_a_second_join_changes_nothing() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room =
        alice.post("rooms/", json!({"name": "x", "room_type": "public", "max_members": 2})).await.expect(201)
            ["id"]
            .clone();
    let join = format!("rooms/{room}/join/");
    for _ in 0..2 {
        bob.post(&join, Value::Null).await.expect(200);
    }
    carol.post(&join, Value::Null).await.refused(403, "room_full");
    carol.post(&format!("rooms/{room}/messages/"), json!({"content": "x"})).await.refused(403, "room_full");
    assert_eq!(alice.get(&format!("rooms/{room}/")).await.expect(200)["member_count"], 2);
    carol.post(&format!("rooms/{room}/leave/"), Value::Null).await.refused(400, "not_in_room");
}

#[tokio::test]
async fn the_last_admin_hands_over_and_the_last_member_closes() {
    let world = World::any().await;
    let (alice, bob, carol, dave) =
        (world.user("alice"), world.user("bob"), world.user("carol"), world.user("dave"));
    let room = alice.room("public").await;
    bob.join(room).await;
    carol.join(room).await;
    let mut watcher = dave.connect(room).await;
    let leave = format!("rooms/{room}/leave/");
    alice.post(&leave, Value::Null).await.expect(200);
    let members = carol.get(&format!("rooms/{room}/members/")).await.expect(200);
    let roles: Vec<_> = members
        .as_array()
        .unwrap()
        .iter()
        .map(|m| (m["id"].as_u64().unwrap(), m["role"].as_str().unwrap()))
        .collect();
    assert_eq!(roles, [(bob.id, "admin"), (carol.id, "member")], "the longest-standing member");
    carol.post(&leave, Value::Null).await.expect(200);
    bob.post(&leave, Value::Null).await.expect(200);
    assert_eq!(watcher.next("closed").await["reason"], "room_closed");
    for who in [&alice, &bob, &dave] {
        who.get(&format!("rooms/{room}/")).await.refused(404, "room_not_found");
        assert!(!ids(&who.get("rooms/").await.expect(200)).contains(&room));
    }
    dave.post(&format!("rooms/{room}/join/"), Value::Null).await.refused(404, "room_not_found");
}

#[tokio::test]
async fn an_admin_changes_a_room_and_everybody_there_hears_of_it() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    bob.join(room).await;
    let mut socket = bob.connect(room).await;
    let path = format!("rooms/{room}/");
    bob.patch(&path, json!({"name": "y"})).await.refused(403, "admin_required");
    let changed =
        alice.patch(&path, json!({"name": "新名字", "description": "d", "max_members": 2})).await.expect(200);
    assert_eq!((changed["name"].as_str(), changed["max_members"].as_u64()), (Some("新名字"), Some(2)));
    let frame = socket.next("room_updated").await;
    assert_eq!((frame["room"]["id"].as_u64(), frame["room"]["name"].as_str()), (Some(room), Some("新名字")));
    let carol = world.user("carol");
    alice.patch(&path, json!({"max_members": 3})).await.expect(200);
    carol.join(room).await;
    alice.patch(&path, json!({"max_members": 2})).await.refused(409, "too_few_seats");
    alice.patch(&path, json!({"name": ""})).await.refused(400, "invalid_field");
}
