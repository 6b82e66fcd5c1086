//! The units of the bill equal the units that the operations use, counted at the SDK's connector, and
//! `docs/cost.md` has the tables of `make cost`.

use http::Method;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::socket;
use roomcast_tests::cost::{Prices, Usage, deliveries, operations, per_million_delivered, table};
use roomcast_tests::cost::{
    announcement, history_page, ping, read_mark, roll_over, room_list, send, send_again,
};
use roomcast_tests::stage::Stage;
use serde_json::{Value, json};

/// Counts write units, read units and posts of some work; invocations and requests are not counted.
async fn counted<T>(stage: &Stage, work: impl Future<Output = T>) -> (f64, f64, f64) {
    stage.engine().take_units();
    stage.take_posts();
    work.await;
    let units = stage.engine().take_units();
    #[allow(clippy::cast_precision_loss)]
    let posts = stage.take_posts() as f64;
    (units.write, units.read, posts)
}

fn billed(usage: Usage) -> (f64, f64, f64) {
    (usage.writes, usage.reads, usage.posts)
}

/// A room of user 1 with so many live connections, of users 1 and on.
async fn room(connections: u64) -> (Stage, u64, Vec<ConnectionId>) {
    let stage = Stage::new(false).await;
    let room = stage.room(1, "public").await;
    let mut live = Vec::new();
    for user in 1..=connections {
        live.push(stage.live(user, room).await);
    }
    (stage, room, live)
}

/// Returns the same chat in a process that has not seen a connection yet.
fn fresh(stage: &Stage) -> Stage {
    stage.another_process(1)
}

#[tokio::test]
async fn a_message_uses_what_is_billed() {
    for connections in [10_u32, 50] {
        let (stage, _, live) = room(connections.into()).await;
        let frame = |id| json!({"type": "chat_message", "content": "x".repeat(300), "client_message_id": id});
        let process = fresh(&stage);
        let used = counted(&process, process.say(&live[0], frame("a"))).await;
        assert_eq!(used, billed(send(connections.into())), "{connections} connections");
        let used = counted(&process, process.say(&live[0], frame("b"))).await;
        assert_eq!(used, billed(send_again(connections.into())), "{connections} connections, again");
    }
}

#[tokio::test]
async fn connections_use_what_is_billed() {
    let (stage, room, live) = room(49).await;
    // Both are members: a user without a membership is looked up among the former ones too.
    for user in [49, 50] {
        stage.post(user, &format!("rooms/{room}/join/"), Value::Null).await;
    }
    stage.run_jobs().await;
    // User 49 has one connection already, and closes that one.
    let again = async {
        stage.live(49, room).await;
        socket::disconnect(&stage.app, &live[48]).await;
    };
    assert_eq!(counted(&stage, again).await, billed(roll_over(50.0)));
    let guest_of_an_hour = async {
        let connection = stage.live(50, room).await;
        socket::disconnect(&stage.app, &connection).await;
    };
    let billed = billed(roll_over(50.0) + announcement(50.0) * 2.0);
    assert_eq!(counted(&stage, guest_of_an_hour).await, billed);
}

#[tokio::test]
async fn frames_and_reads_use_what_is_billed() {
    let (stage, room, live) = room(50).await;
    let path = format!("rooms/{room}/messages/");
    for _ in 0..20 {
        stage.post(1, &path, json!({"content": "x".repeat(250)})).await;
    }
    let page = stage.get(1, &path).await.body;
    let newest = page["messages"][0]["id"].clone();
    // A mark is told to the others in rooms of up to eight.
    for user in 9..=17 {
        stage.post(user, &format!("rooms/{room}/join/"), Value::Null).await;
    }

    let process = fresh(&stage);
    assert_eq!(counted(&process, process.say(&live[0], json!({"type": "ping"}))).await, billed(ping()));
    let mark = json!({"type": "read", "message_id": newest});
    let process = fresh(&stage);
    assert_eq!(counted(&process, process.say(&live[8], mark)).await, billed(read_mark()));
    assert_eq!(counted(&stage, stage.get(9, &path)).await, billed(history_page()));
    for _ in 0..19 {
        stage.call(9, Method::POST, "rooms/", json!({"name": "room", "room_type": "private"})).await;
    }
    assert_eq!(counted(&stage, stage.get(9, "rooms/?scope=mine&limit=20")).await, billed(room_list()));
}

#[test]
fn the_page_has_the_table_and_the_goals_are_met() {
    let prices = Prices::documented();
    let page = include_str!("../../docs/cost.md");
    assert!(page.contains(&table(&prices)), "docs/cost.md is behind `make cost`'s table");
    assert!(page.contains(&deliveries(&prices)), "docs/cost.md is behind the second table");
    for (name, _) in operations() {
        assert!(page.contains(name));
    }
    let later = |connections| per_million_delivered(send_again(connections), connections, &prices);
    assert!(later(50.0) <= 1.10 && later(10.0) <= 1.45, "what the page promises");
}
