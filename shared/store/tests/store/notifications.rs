//! Marking notifications as read.

use crate::world::{NOW, World, notice, user};

#[tokio::test]
async fn a_clock_that_is_behind_does_not_move_the_read_all_mark_back() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let room = world.room(&ann).await;
    world.store.members().invite(bob.id, room.body.id, user(1).id, &notice(bob.id, &room)).await.unwrap();
    world.store.notifications().read_all(bob.id, NOW.plus_ms(1_000)).await.unwrap();
    world.other_process().notifications().read_all(bob.id, NOW.plus_ms(-1_000)).await.unwrap();
    let page = world.store.notifications().list(bob.id, 10, None).await.unwrap();
    assert_eq!(page.notifications.iter().map(|one| one.is_read).collect::<Vec<_>>(), [true]);
}

#[tokio::test]
async fn a_stored_notification_is_read_by_its_user_alone() {
    let (world, ann, bob) = (World::new().await, user(1), user(2));
    let room = world.room(&ann).await;
    let invitation = notice(bob.id, &room);
    world.store.members().invite(bob.id, room.body.id, user(1).id, &invitation).await.unwrap();
    let id = invitation.notification().id;
    assert!(world.store.notifications().read(ann.id, id).await.is_err());
    world.store.notifications().read(bob.id, id).await.unwrap();
    let page = world.store.notifications().list(bob.id, 10, None).await.unwrap();
    assert!(page.notifications[0].is_read);
    assert_eq!(page.notifications[0].room, room.summary());
}
