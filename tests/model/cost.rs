//! The units of the bill equal the units that the operations use, counted at the SDK's connector, and
//! `docs/cost.md` has the tables of `make cost`.

use http::Method;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::socket;
use roomcast_tests::cost::{
    Bill, Load, Prices, Sockets, Usage, announcement, deliveries, find_user_sockets, history_page,
    operations, per_million_delivered, ping, read_mark, roll_over, room_list, search_of_room, send,
    send_again, send_to_user_sockets, subscription, table, user_socket_ping, user_socket_roll_over,
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
        let (stage, room, live) = room(connections.into()).await;
        join(&stage, room, 2..=connections.into()).await;
        let frame = |id| json!({"type": "chat_message", "content": "x".repeat(300), "client_message_id": id});
        let process = fresh(&stage);
        let used = counted(&process, process.say(&live[0], frame("a"))).await;
        assert_eq!(used, billed(send(connections.into())), "{connections} connections");
        let used = counted(&process, process.say(&live[0], frame("b"))).await;
        assert_eq!(used, billed(send_again(connections.into())), "{connections} connections, again");
    }
}

/// Makes users members of a room.
async fn join(stage: &Stage, room: u64, users: std::ops::RangeInclusive<u64>) {
    for user in users {
        stage.post(user, &format!("rooms/{room}/join/"), Value::Null).await;
    }
    stage.run_jobs().await;
}

#[tokio::test]
async fn user_sockets_use_what_is_billed() {
    let (stage, room, _) = room(0).await;
    join(&stage, room, 2..=50).await;
    let mut sockets = Vec::new();
    for user in 1..=50 {
        sockets.push(stage.connect(user, "batch=1").await.expect("a connection").0);
        stage.run_jobs().await;
    }
    let subscribe = json!({"type": "subscribe", "room_id": room});
    for socket in &sockets[..9] {
        stage.say(socket, subscribe.clone()).await;
        stage.run_jobs().await;
    }
    // User 1 is there with a subscription of another socket already.
    let first = stage.connect(1, "batch=1").await.expect("a connection").0;
    stage.run_jobs().await;
    let subscribed = async {
        stage.say(&first, subscribe).await;
        stage.run_jobs().await;
        stage.say(&first, json!({"type": "unsubscribe", "room_id": room})).await;
    };
    let (writes, reads, posts) = counted(&fresh_known(&stage, &first).await, subscribed).await;
    // What a frame `unsubscribe` does beside: its own answer, one read of the note.
    assert_eq!((writes, reads - 1.0, posts - 1.0), billed(subscription(10.0)));
    let rolls = async {
        stage.connect(1, "batch=1").await.expect("a connection");
        stage.run_jobs().await;
        socket::disconnect(&stage.app, &first).await;
    };
    assert_eq!(counted(&stage, rolls).await, billed(user_socket_roll_over()));
    let frame = json!({"type": "chat_message", "room_id": room, "content": "x".repeat(300), "client_message_id": "a"});
    // A socket that opens in the moment of a message is left out.
    stage.pass_ms(1);
    let process = fresh(&stage);
    let sent = counted(&process, process.say(&sockets[1], frame)).await;
    // Users 1 has a second socket, which hears of the activity.
    assert_eq!((sent.0, sent.1, sent.2 - 1.0), billed(send_to_user_sockets(50.0, 9.0)));
    let process = fresh(&stage);
    let pinged = counted(&process, process.say(&sockets[1], json!({"type": "ping"}))).await;
    assert_eq!(pinged, billed(user_socket_ping(1.0)));
}

/// Lets the process know a connection.
async fn fresh_known(stage: &Stage, connection: &ConnectionId) -> Stage {
    stage.say(connection, json!({"type": "ping"})).await;
    stage.clone()
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

#[tokio::test]
async fn a_search_uses_what_is_billed() {
    let (stage, room, _) = room(0).await;
    for number in 0..600 {
        let id = format!("0190f3a2-7d1c-7000-8000-{number:012}");
        let message = json!({"content": "x".repeat(120), "client_message_id": id});
        stage.post(1, &format!("rooms/{room}/messages/"), message).await;
        stage.pass_ms(1_000);
    }
    let search = format!("rooms/{room}/search/?q=nothing");
    stage.get(1, &search).await;
    assert_eq!(counted(&stage, stage.get(1, &search)).await, billed(search_of_room(600.0)));
}

#[tokio::test]
async fn a_replay_of_100_messages_is_at_most_4_posts_in_batches() {
    let (stage, room, _) = room(0).await;
    for _ in 0..100 {
        stage.post(1, &format!("rooms/{room}/messages/"), json!({"content": "x".repeat(300)})).await;
    }
    for (query, most) in [("batch=1&", 4.0), ("", 102.0)] {
        let replayed = async {
            stage.connect(1, &format!("{query}room_id={room}&since=0")).await.expect("a connection");
            stage.run_jobs().await;
        };
        let (_, _, posts) = counted(&stage, replayed).await;
        assert!(posts <= most && posts > most - 2.0, "{query}: {posts} posts");
    }
}

#[test]
fn user_sockets_lower_the_bill_of_the_example_by_a_third() {
    let prices = Prices::documented();
    let load = |sockets| {
        let (rooms, members, rooms_open) = (100.0, 50.0, 4.0);
        Bill::of(&Load { rooms, members, rooms_open, sockets, messages: 1e6, hours_open: 8.0 }, &prices)
    };
    let (rooms, user) = (load(Sockets::Rooms), load(Sockets::User));
    let minutes = |bill: &Bill| bill.lines.iter().find(|line| line.0 == "connection minutes").unwrap().1;
    assert!((minutes(&rooms) / minutes(&user) - 4.0).abs() < 1e-9, "as many times fewer as rooms are open");
    assert!(user.total() <= rooms.total() * 2.0 / 3.0, "{} and {}", rooms.total(), user.total());
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
    let price = |usage, connections| per_million_delivered(usage, connections, &prices);
    for (connections, delivered, with_lookup) in [(50.0, 1.10, 1.17), (10.0, 1.45, 1.53)] {
        let (later, lookup) =
            (price(send_again(connections), connections), price(find_user_sockets(connections), connections));
        assert!(later - lookup <= delivered && later <= with_lookup, "what the page promises: {later}");
    }
}
