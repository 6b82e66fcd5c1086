//! Ending the server.

use roomcast_tests::world::World;

#[tokio::test]
async fn a_stopping_server_closes_its_connections_and_keeps_its_data() {
    let Some(mut world) = World::local(&[]).await else { return };
    let alice = world.user("alice");
    let room = alice.room("public").await;
    alice.send(room, "kept").await;
    let mut socket = alice.connect(room).await;
    let (code, closed) = tokio::join!(world.terminate(), socket.closed());
    assert_eq!((code, closed), (Some(0), Some(1001)));
    world.restart().await;
    let alice = world.actor(alice.id, "alice");
    assert_eq!(alice.history(room, "").await["messages"][0]["content"], "kept");
    let members = alice.members(room).await;
    assert_eq!(members[0]["is_online"], false, "connections of the last process are gone");
}
