//! Things that happen at once.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, Socket, World, is_gateway, now_s, token};
use serde_json::{Value, json};

async fn members(who: &Actor, room: u64) -> Vec<Value> {
    who.get(&format!("rooms/{room}/members/")).await.expect(200).as_array().unwrap().clone()
}

#[tokio::test]
async fn two_admins_who_demote_each_other_leave_one() {
    let world = World::any().await;
    for _ in 0..10 {
        let (alice, bob) = (world.user("alice"), world.user("bob"));
        let room = alice.room("public").await;
        bob.join(room).await;
        alice.change(room, &bob, json!({"role": "admin"})).await;
        let member = |user: &Actor| format!("rooms/{room}/members/{}/", user.id);
        let (to_bob, to_alice) = (member(&bob), member(&alice));
        let (one, two) = futures_util::join!(
            alice.patch(&to_bob, json!({"role": "member"})),
            bob.patch(&to_alice, json!({"role": "member"}))
        );
        let admins = members(&alice, room).await.iter().filter(|m| m["role"] == "admin").count();
        assert_eq!(admins, 1, "{} {}", one.status, two.status);
    }
}

#[tokio::test]
async fn an_admin_who_leaves_while_the_other_is_demoted_leaves_an_admin() {
    let world = World::any().await;
    for _ in 0..10 {
        let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
        let room = alice.room("public").await;
        bob.join(room).await;
        carol.join(room).await;
        alice.change(room, &bob, json!({"role": "admin"})).await;
        let to_bob = format!("rooms/{room}/members/{}/", bob.id);
        let leave = format!("rooms/{room}/leave/");
        futures_util::join!(
            alice.patch(&to_bob, json!({"role": "member"})),
            alice.post(&leave, Value::Null),
            bob.post(&leave, Value::Null)
        );
        let left = members(&carol, room).await;
        assert!(left.iter().any(|m| m["role"] == "admin"), "{left:#?}");
        assert_eq!(carol.detail(room).await["member_count"], left.len());
    }
}

#[tokio::test]
async fn a_ban_beats_the_joins_and_posts_that_race_with_it() {
    let world = World::any().await;
    for _ in 0..10 {
        let (alice, bob) = (world.user("alice"), world.user("bob"));
        let room = alice.room("public").await;
        let (join, post) = (format!("rooms/{room}/join/"), format!("rooms/{room}/messages/"));
        let member = format!("rooms/{room}/members/{}/", bob.id);
        let (banned, joined, posted) = futures_util::join!(
            alice.patch(&member, json!({"is_banned": true})),
            bob.post(&join, Value::Null),
            bob.post(&post, json!({"content": "x"}))
        );
        banned.expect(200);
        assert!(matches!(joined.status, 200 | 403) && matches!(posted.status, 201 | 403));
        let left = members(&alice, room).await;
        assert_eq!(left.iter().map(|m| m["id"].as_u64().unwrap()).collect::<Vec<_>>(), [alice.id]);
        assert_eq!(alice.detail(room).await["member_count"], 1);
        bob.post(&post, json!({"content": "x"})).await.refused(403, "banned");
    }
}

#[tokio::test]
async fn a_room_made_smaller_while_others_join_is_never_overfull() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let users: Vec<_> = (0..15).map(|n| world.user(&format!("u{n}"))).collect();
    let path = format!("rooms/{room}/");
    let smaller = join_all([8, 5, 3].map(|seats| alice.patch(&path, json!({"max_members": seats}))));
    let join = format!("rooms/{room}/join/");
    let joins = join_all(users.iter().map(|user| user.post(&join, Value::Null)));
    let (shrunk, joined) = futures_util::join!(smaller, joins);
    assert!(shrunk.iter().all(|answer| matches!(answer.status, 200 | 409)));
    assert!(joined.iter().all(|answer| matches!(answer.status, 200 | 403)));
    let detail = alice.detail(room).await;
    assert!(detail["member_count"].as_u64() <= detail["max_members"].as_u64(), "{detail}");
    assert_eq!(members(&alice, room).await.len() as u64, detail["member_count"].as_u64().unwrap());
}

#[tokio::test]
async fn one_invitation_seats_once_however_often_it_is_used() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("private").await;
    alice.post(&format!("rooms/{room}/invite/"), json!({"user_id": bob.id})).await.expect(200);
    let join = format!("rooms/{room}/join/");
    let answers = join_all((0..10).map(|_| bob.post(&join, Value::Null))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:#?}");
    assert_eq!(alice.detail(room).await["member_count"], 2);
    assert_eq!(members(&alice, room).await.len(), 2);
}

#[tokio::test]
async fn concurrent_deletions_and_edits_end_deleted() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    for _ in 0..40 {
        let id = alice.send(room, "x").await["id"].clone();
        let (path, delete) = (format!("messages/{id}/"), format!("messages/{id}/delete/"));
        let (edited, deleted, again) = futures_util::join!(
            alice.patch(&path, json!({"content": "y"})),
            alice.delete(&delete),
            alice.delete(&delete)
        );
        assert!(matches!(edited.status, 200 | 409));
        deleted.expect(200);
        again.expect(200);
        let now = alice.get(&path).await.expect(200);
        assert_eq!((&now["content"], &now["is_deleted"]), (&json!("[消息已删除]"), &json!(true)));
        assert_eq!(alice.listed(room).await.unwrap()["last_message"]["content"], "[消息已删除]");
    }
}

#[tokio::test]
async fn presence_ends_with_a_leave_whatever_opens_and_closes_at_once() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let room = alice.room("public").await;
    let mut watching = alice.connect(room).await;
    let mut last = Value::Null;
    for _ in 0..5 {
        let sockets = join_all((0..4).map(|_| bob.connect(room))).await;
        let closing = sockets.into_iter().map(|socket| tokio::spawn(async move { drop(socket) }));
        join_all(closing).await;
    }
    bob.send(room, "the end").await;
    loop {
        let frame = watching.any().await.unwrap();
        match frame["type"].as_str().unwrap() {
            "user_join" | "user_leave" => last = frame["type"].clone(),
            _ => {}
        }
        let members = members(&alice, room).await;
        let online = members.iter().any(|m| m["id"] == bob.id && m["is_online"] == true);
        if !online && last == "user_leave" {
            break;
        }
    }
}

#[tokio::test]
async fn fifteen_connections_at_once_are_ten_in_the_end() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let path = format!("chat/{room}/");
    let opened = join_all((0..15).map(|_| alice.try_connect(&path))).await;
    let mut sockets: Vec<Socket> = opened.into_iter().map(Result::unwrap).collect();
    for socket in &mut sockets {
        // Once all greetings have ended, only the last connection closes another one.
        until(socket, "live").await;
    }
    let mut last = alice.connect(room).await;
    alice.send(room, "x").await;
    last.next("chat_message").await;
    let mut reached = 0;
    for socket in &mut sockets {
        reached += usize::from(until(socket, "chat_message").await);
    }
    assert_eq!(reached, 9, "and the last one");
}

/// Reads up to a frame of this kind, or to the `closed` of a replaced connection, or to its end if
/// that was read before: whether the frame came.
async fn until(socket: &mut Socket, kind: &str) -> bool {
    while let Some(frame) = socket.any().await {
        if frame["type"] == kind {
            return true;
        }
        if frame["type"] == "closed" {
            assert_eq!(frame["reason"], "replaced");
            return false;
        }
    }
    assert!(socket.was_closed(), "closed without a word");
    false
}

#[tokio::test]
async fn a_client_that_comes_and_goes_misses_nothing() {
    let world = World::any().await;
    let (alice, bob, carol) = (world.user("alice"), world.user("bob"), world.user("carol"));
    let room = alice.room("public").await;
    for user in [&bob, &carol] {
        user.join(room).await;
    }
    let senders: Vec<_> = [alice.clone(), bob]
        .into_iter()
        .map(|user| {
            tokio::spawn(async move {
                for n in 0..80 {
                    user.send(room, &n.to_string()).await;
                }
            })
        })
        .collect();
    let mut have: Vec<(u64, u64)> = Vec::new();
    let mut turn = 0;
    while have.len() < 160 {
        turn += 1;
        let since = have.last().map_or(0, |(_, id)| *id);
        let mut socket = carol.try_connect(&format!("chat/{room}/?since={since}")).await.unwrap();
        let mut here = 0;
        while here < 3 + turn % 17 && have.len() < 160 {
            let frame = socket.any().await.unwrap();
            match frame["type"].as_str().unwrap() {
                "chat_message" => {
                    let message = &frame["message"];
                    have.push((message["seq"].as_u64().unwrap(), message["id"].as_u64().unwrap()));
                    here += 1;
                }
                "replay_truncated" => break,
                _ => {}
            }
        }
    }
    join_all(senders).await;
    assert_eq!(have.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), (1..=160).collect::<Vec<_>>());
    let ids: BTreeSet<u64> = have.iter().map(|(_, id)| *id).collect();
    assert_eq!(ids.len(), 160);
}

#[tokio::test]
async fn who_leaves_while_being_renamed_muted_or_removed_is_out_and_a_mute_stays() {
    let world = World::any().await;
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let rounds = if is_gateway() { 4 } else { 12 };
    for round in 0..rounds {
        let bob = world.user("bob");
        bob.join(room).await;
        let (leave, member) = (format!("rooms/{room}/leave/"), format!("rooms/{room}/members/{}/", bob.id));
        let newer = json!({"user_id": bob.id, "username": "robert", "iat": now_s() + 1});
        let renamed = world.bearer(&token(newer));
        let (muted, _, left) =
            futures_util::join!(alice.patch(&member, json!({"is_muted": true})), renamed.get("me/"), async {
                if round % 2 == 0 { bob.post(&leave, Value::Null).await } else { alice.delete(&member).await }
            });
        left.expect(200);
        assert!(matches!(muted.status, 200 | 404), "{}", muted.body);
        // The names are passed on by a job, which may come later than the answers.
        for _ in 0..10 {
            let left = members(&alice, room).await;
            assert_eq!(left.iter().map(|m| m["id"].as_u64().unwrap()).collect::<Vec<_>>(), [alice.id]);
            assert_eq!(alice.detail(room).await["member_count"], 1);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        bob.join(room).await;
        let again = alice.get(&format!("rooms/{room}/members/")).await.expect(200);
        let again = again.as_array().unwrap().iter().find(|m| m["id"] == bob.id).unwrap();
        assert_eq!(again["is_muted"], muted.status == 200, "{again}");
        bob.leave(room).await;
    }
}

#[tokio::test]
async fn of_connections_that_open_at_once_one_is_announced() {
    let world = World::any().await;
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    for _ in 0..10 {
        let room = alice.room("public").await;
        let mut watching = alice.connect(room).await;
        let path = format!("chat/{room}/");
        let opened = join_all((0..3).map(|_| bob.try_connect(&path))).await;
        let _open: Vec<Socket> = opened.into_iter().map(Result::unwrap).collect();
        assert_eq!(watching.next("user_join").await["user"]["id"], bob.id);
    }
}

#[tokio::test]
async fn users_who_come_at_once_know_of_each_other() {
    let world = World::any().await;
    let alice = world.user("alice");
    for _ in 0..15 {
        let room = alice.room("public").await;
        let users: Vec<_> = (0..4).map(|n| world.user(&format!("u{n}"))).collect();
        let path = format!("chat/{room}/");
        let opened = join_all(users.iter().map(|user| user.try_connect(&path))).await;
        let mut sockets: Vec<Socket> = opened.into_iter().map(Result::unwrap).collect();
        for (socket, own) in sockets.iter_mut().zip(&users) {
            let mut missing: BTreeSet<u64> = users.iter().map(|user| user.id).collect();
            missing.remove(&own.id);
            while !missing.is_empty() {
                let frame = socket.any().await.unwrap_or_else(|| panic!("nobody told of {missing:?}"));
                if frame["type"] == "user_join" {
                    missing.remove(&frame["user"]["id"].as_u64().unwrap());
                }
                for online in frame["online_user_ids"].as_array().into_iter().flatten() {
                    missing.remove(&online.as_u64().unwrap());
                }
            }
        }
    }
}

#[tokio::test]
async fn rooms_that_rest_are_all_listed_while_others_come_and_go() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let resting: BTreeSet<u64> = join_all((0..30).map(|_| alice.room("public"))).await.into_iter().collect();
    let busy: Vec<_> = (0..4)
        .map(|n| world.user(&format!("u{n}")))
        .map(|user| {
            tokio::spawn(async move {
                loop {
                    let rooms = join_all([user.room("public"), user.room("public")]).await;
                    join_all(rooms.into_iter().map(|room| user.leave(room))).await;
                }
            })
        })
        .collect();
    let bob = world.user("bob");
    for n in 0..60 {
        let query = ["limit=10", "limit=3&scope=public", "limit=2"][n % 3];
        let seen = bob.pages(&format!("rooms/?{query}")).await;
        let seen: BTreeSet<u64> = seen.iter().map(|room| room["id"].as_u64().unwrap()).collect();
        assert!(resting.is_subset(&seen), "{query}: {:?} are missing", resting.difference(&seen));
    }
    busy.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn connections_that_close_at_once_are_one_leave() {
    let Some(world) = World::local(&[]).await else { return };
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    for _ in 0..8 {
        let room = alice.room("public").await;
        let mut watching = alice.connect(room).await;
        let mut sockets = Vec::new();
        for _ in 0..4 {
            sockets.push(bob.connect(room).await);
        }
        let closing = sockets.into_iter().map(|socket| tokio::spawn(async move { drop(socket) }));
        join_all(closing).await;
        watching.next("user_leave").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        let more = watching.so_far().await;
        assert!(more.iter().all(|frame| frame["type"] != "user_leave"), "{more:#?}");
    }
}

#[tokio::test]
async fn the_last_room_updated_is_how_the_room_is() {
    let Some(world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    let mut watching = alice.connect(room).await;
    let path = format!("rooms/{room}/");
    for round in 0..15 {
        let names: Vec<_> = (0..5).map(|n| format!("{round}-{n}")).collect();
        join_all(names.iter().map(|name| alice.patch(&path, json!({"name": name})))).await;
        let mut last = Value::Null;
        for _ in &names {
            last = watching.next("room_updated").await["room"]["name"].clone();
        }
        assert_eq!(last, alice.detail(room).await["name"]);
    }
}
