//! Names that users choose, where their login gives none.

use std::time::Duration;

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World, now_s, token};
use serde_json::{Value, json};

/// A new user whose token gives no names.
fn nameless(world: &World) -> Actor {
    let id = world.user("x").id + 2_000_000_000;
    let mut actor = world.bearer(&token(json!({"user_id": id})));
    actor.id = id;
    actor
}

/// A name that no other run has.
fn unique(name: &str, actor: &Actor) -> String {
    format!("{name}-{}", actor.id)
}

#[tokio::test]
async fn a_user_without_names_chooses_them() {
    let world = World::any().await;
    let ann = nameless(&world);
    let me = ann.me().await;
    assert_eq!(me["username"], format!("user{}", ann.id));
    assert_eq!(me["names_from_login"], false);
    let name = unique("Ann", &ann);
    let wanted = json!({"username": format!(" {name}\u{202e}\n"), "first_name": "Ann", "last_name": "Lee"});
    let changed = ann.patch("me/", wanted).await.expect(200);
    assert_eq!((&changed["username"], &changed["last_name"]), (&json!(name), &json!("Lee")));
    assert_eq!(ann.me().await, changed);
    let changed = ann.patch("me/", json!({"first_name": "", "last_name": null})).await.expect(200);
    assert_eq!(
        (&changed["username"], &changed["first_name"], &changed["last_name"]),
        (&json!(name), &json!(""), &json!("Lee"))
    );
    for bad in [json!({"username": " \u{200b}"}), json!({"username": 7}), json!([])] {
        assert_eq!(ann.patch("me/", bad.clone()).await.status, 400, "{bad}");
    }
    assert_eq!(ann.patch("me/", json!({})).await.expect(200)["username"], json!(name));
    let long = ann.patch("me/", json!({"username": "字".repeat(200)})).await.expect(200);
    assert_eq!(long["username"], "字".repeat(150));
}

#[tokio::test]
async fn names_of_a_login_cannot_be_changed() {
    let world = World::any().await;
    let alice = world.user("alice");
    assert_eq!(alice.me().await["names_from_login"], true);
    alice.patch("me/", json!({"username": "another"})).await.refused(409, "names_from_login");
    // A token that gives names counts, whatever was chosen with another one before.
    let bob = nameless(&world);
    bob.patch("me/", json!({"username": unique("bob", &bob)})).await.expect(200);
    let named = world.bearer(&token(json!({"user_id": bob.id, "name": "Robert"})));
    assert_eq!(named.me().await["username"], "Robert");
}

#[tokio::test]
async fn a_chosen_username_belongs_to_one_user() {
    let world = World::any().await;
    let (ann, bob) = (nameless(&world), nameless(&world));
    let name = unique("Straße", &ann);
    ann.patch("me/", json!({"username": name})).await.expect(200);
    ann.patch("me/", json!({"username": name.to_uppercase()})).await.expect(200);
    for same in [name.to_lowercase(), name.replace('S', "Ｓ"), format!("{name}\u{200b}")] {
        bob.patch("me/", json!({"username": same})).await.refused(409, "name_taken");
    }
    for reserved in ["user7", "USER007", "guest", "Guest", "deleted user", &format!("user{}", bob.id)] {
        bob.patch("me/", json!({"username": reserved})).await.refused(409, "name_taken");
    }
    // A name that its user gave up is free.
    ann.patch("me/", json!({"username": unique("other", &ann)})).await.expect(200);
    bob.patch("me/", json!({"username": name})).await.expect(200);
}

#[tokio::test]
async fn of_users_who_race_for_a_username_one_gets_it() {
    let world = World::any().await;
    let users: Vec<Actor> = (0..8).map(|_| nameless(&world)).collect();
    let name = unique("race", &users[0]);
    let answers = join_all(users.iter().map(|user| user.patch("me/", json!({"username": name})))).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1, "{answers:?}");
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 409)));
}

#[tokio::test]
async fn the_member_list_and_new_messages_show_a_chosen_name() {
    let world = World::any().await;
    let ann = nameless(&world);
    let room = ann.room("public").await;
    let before = ann.send(room, "before").await;
    let name = unique("ann", &ann);
    ann.patch("me/", json!({"username": name})).await.expect(200);
    let after = ann.send(room, "after").await;
    assert_eq!(before["sender"]["username"], format!("user{}", ann.id));
    assert_eq!(after["sender"]["username"], json!(name));
    for _ in 0..100 {
        let members: Vec<Value> = ann.members(room).await;
        if members[0]["user"]["username"] == json!(name) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the member list kept the old name");
}

#[tokio::test]
async fn a_token_from_the_future_does_not_freeze_a_name() {
    let world = World::any().await;
    let admin = world.user("admin");
    let room = admin.room("public").await;
    let id = admin.id + 1_000_000_000;
    let shown = async |claims: Value, wanted: &str| {
        let user = world.bearer(&token(claims));
        user.post(&format!("rooms/{room}/join/"), Value::Null).await.expect(200);
        user.get("me/").await.expect(200);
        for _ in 0..100 {
            let members = admin.members(room).await;
            if members.iter().any(|member| member["user"]["username"] == wanted) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the member list does not show {wanted}");
    };
    shown(json!({"user_id": id, "username": "first", "iat": now_s() * 1000}), "first").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    shown(json!({"user_id": id, "username": "second", "iat": now_s() + 5}), "second").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    shown(json!({"user_id": id, "username": "third"}), "third").await;
}
