use roomcast_tests::stage::Stage;
use serde_json::json;

#[tokio::test]
async fn a_message_reaches_everybody_in_the_room() {
    let stage = Stage::new(true).await;
    let room = stage.room(1, "public").await;
    assert_eq!(stage.post(2, &format!("rooms/{room}/join/"), json!(null)).await.status, 200);
    let alice = stage.live(1, room).await;
    let bob = stage.live(2, room).await;
    println!("{:#?}", stage.frames(&alice));
    println!("{:#?}", stage.frames(&bob));
    let sent = stage
        .post(1, &format!("rooms/{room}/messages/"), json!({"content": "hi @u2", "client_message_id": "x"}))
        .await;
    println!("{sent:#?}");
    println!("{:#?}", stage.frames(&alice));
    println!("{:#?}", stage.frames(&bob));
    println!("{:#?}", stage.get(2, "notifications/").await);
    println!("{:#?}", stage.get(2, "rooms/").await);
    println!("{:#?}", stage.get(2, &format!("rooms/{room}/messages/")).await);
    println!("{:#?}", stage.get(2, &format!("rooms/{room}/members/")).await);
    println!("{:#?}", stage.get(2, &format!("rooms/{room}/")).await);
}
