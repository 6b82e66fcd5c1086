//! Entries of the member list that an earlier release wrote, whose keys have usernames as they were typed.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use roomcast_domain::{Names, Role, Room, RoomId, User, UserId};
use roomcast_store::{MemberChange, PK, People, SK};

use crate::world::{NOW, TABLE, World, notice, user};

/// A user whose name ends in an accent of its own.
fn jose() -> User {
    named("Jose\u{301}")
}

fn named(username: &str) -> User {
    let names = Names { username: Some(username.to_owned()), ..Names::default() };
    User::named(UserId::new(2).unwrap(), names)
}

/// A room of users 1 and 2, who joined in this order; the entry of user 2 is as the earlier release wrote it.
async fn earlier_room() -> (World, Room) {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await;
    world.store.members().join(&jose(), 1, room.body.id, NOW.plus_ms(1)).await.unwrap();
    let key = |name: &str| AttributeValue::S(format!("M#{name}\u{1}0000000000000002"));
    let partition = AttributeValue::S("P#00000001".to_owned());
    let delete = world.client.delete_item().table_name(TABLE).key(PK, partition).key(SK, key("jos\u{e9}"));
    let deleted = delete.return_values(ReturnValue::AllOld).send().await.unwrap();
    let mut entry = deleted.attributes.unwrap();
    entry.insert(SK.to_owned(), key("jose\u{301}"));
    world.client.put_item().table_name(TABLE).set_item(Some(entry)).send().await.unwrap();
    (world, room)
}

/// The users in the member list, each with role and mute, by key.
async fn listed(world: &World) -> Vec<(u64, Role, bool)> {
    let room = RoomId::new(1).unwrap();
    let page = world.store.members().list(room, People::Members { prefix: "" }, 10, None).await.unwrap();
    page.people.iter().map(|member| (member.user.id.get(), member.role, member.muted)).collect()
}

#[tokio::test]
async fn who_leaves_is_listed_no_longer() {
    let (world, room) = earlier_room().await;
    assert_eq!(listed(&world).await, [(2, Role::Member, false), (1, Role::Admin, false)]);
    world.leave(jose().id, room.body.id).await;
    assert_eq!(listed(&world).await, [(1, Role::Admin, false)]);
}

#[tokio::test]
async fn who_is_removed_or_banned_is_listed_no_longer() {
    let (world, room) = earlier_room().await;
    world.store.members().remove(jose().id, room.body.id, &notice(jose().id, &room)).await.unwrap();
    assert_eq!(listed(&world).await, [(1, Role::Admin, false)]);

    let (world, room) = earlier_room().await;
    let ban = MemberChange { is_banned: Some(true), ..MemberChange::default() };
    world.store.members().change(jose().id, room.body.id, ban, |_| notice(jose().id, &room)).await.unwrap();
    assert_eq!(listed(&world).await, [(1, Role::Admin, false)]);
}

#[tokio::test]
async fn who_is_muted_is_listed_once_and_may_leave() {
    let (world, room) = earlier_room().await;
    for is_muted in [true, false] {
        let mute = MemberChange { is_muted: Some(is_muted), ..MemberChange::default() };
        let told = |_| notice(jose().id, &room);
        world.store.members().change(jose().id, room.body.id, mute, told).await.unwrap();
        assert_eq!(listed(&world).await, [(2, Role::Member, is_muted), (1, Role::Admin, false)]);
    }
    world.leave(jose().id, room.body.id).await;
    assert_eq!(listed(&world).await, [(1, Role::Admin, false)]);
}

#[tokio::test]
async fn who_inherits_the_last_admins_role_is_listed_once() {
    let (world, room) = earlier_room().await;
    world.leave(user(1).id, room.body.id).await;
    assert_eq!(listed(&world).await, [(2, Role::Admin, false)]);
}

#[tokio::test]
async fn who_is_renamed_is_listed_once() {
    for name in ["Jos\u{e9}", "bob"] {
        let (world, _) = earlier_room().await;
        world.store.members().rename(&named(name), 2).await.unwrap();
        assert_eq!(listed(&world).await.len(), 2, "{name}");
    }
}
