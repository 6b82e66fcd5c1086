//! The transactions of a membership.

use roomcast_domain::{MaxMembers, Refusal, Role, RoomType, Standing};
use roomcast_store::{Joined, MemberChange, People, StoreError};

use crate::world::{NOW, World, notice, user};

async fn members(world: &World, room: roomcast_domain::RoomId) -> Vec<u64> {
    let page = world.store.members().list(room, People::Members { prefix: "" }, 10, None).await.unwrap();
    page.people.iter().map(|member| member.user.id.get()).collect()
}

#[tokio::test]
async fn the_last_seat_is_taken_once() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room_of(&ann, RoomType::Public, MaxMembers::parse(2).unwrap()).await.body.id;
    let other = world.other_process();
    let (bob, cat) = (user(2), user(3));
    let (first, second) = tokio::join!(
        world.store.members().join(&bob, 1, room, NOW),
        other.members().join(&cat, 1, room, NOW)
    );
    let full = [first, second]
        .iter()
        .filter(|joined| matches!(joined, Err(StoreError::Refused(Refusal::RoomFull))))
        .count();
    assert_eq!(full, 1);
    assert_eq!(world.store.rooms().find(room).await.unwrap().unwrap().body.member_count, 2);
    assert_eq!(members(&world, room).await.len(), 2);
}

#[tokio::test]
async fn joining_twice_changes_nothing() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    world.join(&user(2), room).await;
    let again = world.store.members().join(&user(2), 1, room, NOW).await.unwrap();
    assert!(matches!(again, Joined::Already(_)));
    assert_eq!(world.store.rooms().find(room).await.unwrap().unwrap().body.member_count, 2);
}

#[tokio::test]
async fn the_longest_standing_member_inherits_the_last_admins_role() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    world.store.members().join(&user(3), 1, room, NOW.plus_ms(1)).await.unwrap();
    world.store.members().join(&user(2), 1, room, NOW.plus_ms(2)).await.unwrap();
    world.leave(ann.id, room).await;
    let heir = world.store.members().find(user(3).id, room).await.unwrap().unwrap();
    assert_eq!(heir.role, Role::Admin);
    let left = world.store.rooms().find(room).await.unwrap().unwrap();
    assert_eq!((left.body.member_count, left.admin_count), (2, 1));
    assert_eq!(members(&world, room).await, [2, 3]);
}

#[tokio::test]
async fn a_room_that_nobody_is_left_in_is_deactivated() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await.body.id;
    world.leave(ann.id, room).await;
    let left = world.store.rooms().find(room).await.unwrap().unwrap();
    assert!(!left.is_active);
    assert_eq!(left.body.member_count, 0);
    let joined = world.store.members().join(&user(2), 1, room, NOW).await;
    assert!(matches!(joined, Err(StoreError::Refused(Refusal::RoomNotFound))), "{joined:?}");
}

#[tokio::test]
async fn the_last_admin_is_neither_demoted_nor_removed() {
    let (world, ann) = (World::new().await, user(1));
    let room = world.room(&ann).await;
    world.join(&user(2), room.body.id).await;
    let demotion = MemberChange { role: Some(Role::Member), ..MemberChange::default() };
    let told = |_| notice(ann.id, &room);
    let demoted = world.store.members().change(ann.id, room.body.id, demotion, told).await;
    assert!(matches!(demoted, Err(StoreError::Refused(Refusal::LastAdmin))), "{demoted:?}");
    let removed = world.store.members().remove(ann.id, room.body.id, &notice(ann.id, &room)).await;
    assert!(matches!(removed, Err(StoreError::Refused(Refusal::LastAdmin))), "{removed:?}");
}

#[tokio::test]
async fn a_ban_moves_a_member_to_the_banned_list_and_back_to_nothing() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let room = world.room(&ann).await;
    world.join(&bob, room.body.id).await;
    let told = |_| notice(bob.id, &room);
    let ban = |is_banned| MemberChange { is_banned: Some(is_banned), ..MemberChange::default() };
    let banned = world.store.members().change(bob.id, room.body.id, ban(true), told).await.unwrap();
    assert!(banned.left);
    assert_eq!(members(&world, room.body.id).await, [1]);
    let page = world.store.members().list(room.body.id, People::Banned, 10, None).await.unwrap();
    assert_eq!(page.people.len(), 1);
    let lifted = world.store.members().change(bob.id, room.body.id, ban(false), told).await.unwrap();
    assert_eq!(lifted.membership.standing, Standing::Gone);
    let page = world.store.members().list(room.body.id, People::Banned, 10, None).await.unwrap();
    assert!(page.people.is_empty());
    world.join(&bob, room.body.id).await;
}
