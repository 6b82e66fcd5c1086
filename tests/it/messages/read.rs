//! `POST messages/{id}/read/`.

use futures_util::future::join_all;
use roomcast_tests::world::{Actor, World};
use serde_json::{Value, json};

#[tokio::test]
async fn the_read_position_moves_forward_only_and_for_members_only() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob]).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(alice.send(room, "x").await["id"].clone());
    }
    let position = async |who: &Actor| who.detail(room).await["last_read_message_id"].clone();
    assert_eq!(position(&bob).await, Value::Null, "nothing was there when bob joined");
    bob.try_read(&ids[1]).await.expect(200);
    bob.try_read(&ids[0]).await.expect(200);
    assert_eq!(position(&bob).await, ids[1]);
    join_all(ids.iter().map(|id| bob.try_read(id))).await.into_iter().for_each(|answer| {
        answer.expect(200);
    });
    assert_eq!(position(&bob).await, ids[2]);
    assert_eq!(position(&alice).await, ids[2], "sending moves it to one's own message");
    carol.try_read(&ids[0]).await.refused(403, "not_a_member");
    carol.try_read_room(room).await.refused(403, "not_a_member");
    let unknown = json!(ids[2].as_u64().unwrap() + 1);
    bob.try_read(&unknown).await.refused(404, "message_not_found");
}
