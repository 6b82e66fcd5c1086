//! Invitations that are taken back or declined.

use roomcast_tests::world::World;

use crate::kinds;

#[tokio::test]
async fn an_admin_takes_an_invitation_back() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("private").await;
    alice.invite(room, &bob).await;
    bob.detail(room).await;
    alice.remove(room, &bob).await;
    bob.try_join(room).await.refused(404, "room_not_found");
    alice.try_remove(room, &bob).await.refused(404, "member_not_found");
}

#[tokio::test]
async fn declining_an_invitation_announces_nothing() {
    let (_world, [alice, bob]) = World::with(["alice", "bob"]).await;
    let room = alice.room("public").await;
    alice.invite(room, &bob).await;
    let mut socket = alice.connect(room).await;
    bob.leave(room).await;
    assert_eq!(kinds(&socket.so_far().await), Vec::<&str>::new(), "nobody left");
    assert_eq!(alice.detail(room).await["member_count"], 1);
}
