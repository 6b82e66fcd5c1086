//! Live delivery in corners: a greeting that runs twice, rows that have expired, a storm of
//! handshakes, tasks that panic.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use http::Method;
use roomcast_domain::{Names, RoomId, Seq, SocketKind, User, UserId};
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::run::{run_job, run_to_the_end};
use roomcast_store::{ConnectionPlace, GoLive, GoLiveAt, OpenConnection};
use roomcast_tests::gate::{Call, Decide, Fate};
use roomcast_tests::stage::Stage;
use serde_json::{Value, json};

/// Longest time until a request is answered.
const PATIENCE: Duration = Duration::from_secs(60);

/// Gives the first `count` calls that `matches` the fate, and answers the others.
fn befalls(count: usize, fate: Fate, matches: impl Fn(&Call) -> bool + Send + Sync + 'static) -> Decide {
    let left = AtomicUsize::new(count);
    Arc::new(move |call| {
        let is_hit = matches(&call)
            && left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        std::future::ready(if is_hit { fate } else { Fate::Answer }).boxed()
    })
}

fn puts_message(call: &Call) -> bool {
    call.writes() && call.text.contains("\"M#00000001\"")
}

fn kinds(frames: &[Value]) -> Vec<&str> {
    frames.iter().map(|frame| frame["type"].as_str().unwrap()).collect()
}

async fn answered<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.expect("an answer")
}

/// Writes connections to a room, one each of `count` users from `first` on, as handshakes leave them.
async fn open_connections(stage: &Stage, room: u64, first: u64, count: u64) {
    for user in first..first + count {
        let open = OpenConnection {
            kind: SocketKind::Room(RoomId::new(room).unwrap()),
            connection: format!("written{user}="),
            user: User::named(UserId::new(user).unwrap(), Names::default()),
            token_issued_s: 0,
            token_expires_s: None,
            takes_batches: false,
            hears_activity: false,
            now: stage.app.clock.now(),
        };
        stage.app.store.connections().open(&open).await.unwrap();
    }
}

/// Makes the connections of [`open_connections`] live, as greeters do.
async fn make_live(stage: &Stage, room: u64, first: u64, count: u64) {
    let (at, now) = (GoLiveAt::Unconditionally(Seq::ZERO), stage.app.clock.now());
    for user in first..first + count {
        let (name, user) = (format!("written{user}="), UserId::new(user).unwrap());
        let live = stage.app.store.connections().go_live(place(room), user, &name, at, now).await.unwrap();
        assert_eq!(live, GoLive::Live);
    }
}

fn place(room: u64) -> ConnectionPlace {
    ConnectionPlace::Room(RoomId::new(room).unwrap())
}

async fn take_greeting(stage: &Stage, user: u64, query: &str) -> (ConnectionId, Job) {
    let (connection, _) = stage.connect(user, query).await.expect("a connection");
    let jobs: Vec<Job> = std::iter::from_fn(|| stage.take_job()).collect();
    let greet = jobs.into_iter().find(|job| matches!(job, Job::Greet(_))).expect("a greeting");
    (connection, greet)
}

#[tokio::test(start_paused = true)]
async fn a_greeting_that_runs_twice_posts_the_first_frame_and_the_replay_once() {
    for sole_writer in [false, true] {
        let stage = Stage::new(sole_writer).await;
        let room = stage.room(1, "public").await;
        for content in ["a", "b", "c"] {
            stage.post(1, &format!("rooms/{room}/messages/"), json!({"content": content})).await;
        }
        let (connection, greet) = take_greeting(&stage, 1, &format!("room_id={room}&since=0")).await;
        run_job(&stage.app, greet.clone()).await.unwrap();
        let replay = ["chat_message"; 3];
        let greeting = [&["connection_established"][..], &replay, &["live"]].concat();
        assert_eq!(kinds(&stage.frames(&connection)), greeting);
        run_job(&stage.app, greet).await.unwrap();
        assert_eq!(kinds(&stage.frames(&connection)), ["live"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_greeting_of_a_notification_channel_that_runs_twice_posts_the_first_frame_once() {
    let stage = Stage::new(false).await;
    let (connection, greet) = take_greeting(&stage, 1, "channel=notifications").await;
    run_job(&stage.app, greet.clone()).await.unwrap();
    assert_eq!(kinds(&stage.frames(&connection)), ["connection_established", "live"]);
    run_job(&stage.app, greet).await.unwrap();
    assert_eq!(kinds(&stage.frames(&connection)), ["live"]);
}

#[tokio::test(start_paused = true)]
async fn an_expired_handshake_does_not_hide_the_connections_of_later_users() {
    let stage = Stage::new(false).await;
    let room = stage.room(900, "public").await;
    open_connections(&stage, room, 1, 1).await;
    stage.pass_ms(150_000);
    open_connections(&stage, room, 2, 205).await;
    make_live(&stage, room, 2, 205).await;
    let oldest = stage.live(900, room).await;
    for _ in 1..11 {
        stage.pass_ms(1_000);
        stage.live(900, room).await;
    }
    assert!(!stage.is_open(&oldest), "the oldest of eleven connections is closed");
}

#[tokio::test(start_paused = true)]
async fn a_join_is_announced_to_everybody_in_a_small_room_with_many_handshakes() {
    let stage = Stage::new(false).await;
    let room = stage.room(500, "public").await;
    open_connections(&stage, room, 1, 250).await;
    let mut watchers = Vec::new();
    for user in 500..530 {
        watchers.push(stage.live(user, room).await);
    }
    for watcher in &watchers {
        stage.frames(watcher);
    }
    stage.live(600, room).await;
    let told = watchers.iter().filter(|watcher| kinds(&stage.frames(watcher)).contains(&"user_join"));
    assert_eq!(told.count(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_panics_leaves_no_sender_waiting() {
    for effect in [false, true] {
        let stage = Stage::new(true).await;
        let room = stage.room(1, "public").await;
        let path = format!("rooms/{room}/messages/");
        stage.gate.set(Some(befalls(1, Fate::Panic { effect }, puts_message)));
        let together = (1..=3).map(|number| {
            let body = json!({"content": format!("{number}"), "client_message_id": format!("n{number}")});
            stage.post(1, &path, body)
        });
        let answers = answered(futures_util::future::join_all(together)).await;
        assert!(answers.iter().all(|answer| [201, 503].contains(&answer.status)), "{answers:?}");
        assert!(answers.iter().any(|answer| answer.status == 503), "{answers:?}");
        stage.pass_ms(4_000);
        for number in 1..=3 {
            let body = json!({"content": format!("{number}"), "client_message_id": format!("n{number}")});
            let again = answered(stage.post(1, &path, body)).await;
            assert!([200, 201].contains(&again.status), "{again:?}");
        }
        let next = answered(stage.post(1, &path, json!({"content": "next"}))).await;
        assert_eq!((next.status, next.body["seq"].as_u64()), (201, Some(4)));
    }
}

#[tokio::test(start_paused = true)]
async fn messages_of_a_turn_that_panics_are_delivered_by_the_next_turn() {
    let stage = Stage::new(true).await;
    let room = stage.room(1, "public").await;
    let watcher = stage.live(1, room).await;
    stage.frames(&watcher);
    let path = format!("rooms/{room}/messages/");
    let is_post = |call: &Call| call.operation == "wire.post";
    stage.gate.set(Some(befalls(1, Fate::Panic { effect: false }, is_post)));
    let sends = (1..=3).map(|number| {
        let (stage, path) = (stage.clone(), path.clone());
        tokio::spawn(async move { stage.post(1, &path, json!({"content": format!("{number}")})).await })
    });
    let outcomes = answered(futures_util::future::join_all(sends)).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_err()).count(), 1, "one sender's task panicked");
    answered(stage.post(1, &path, json!({"content": "next"}))).await;
    let frames = stage.frames(&watcher);
    let seqs: Vec<u64> = frames.iter().filter_map(|frame| frame["message"]["seq"].as_u64()).collect();
    assert_eq!(seqs, [2, 3, 4], "only the message that was being posted is missing");
}

#[tokio::test(start_paused = true)]
async fn a_job_that_panics_runs_again() {
    let stage = Stage::new(true).await;
    let room = stage.room(1, "public").await;
    let (connection, greet) = take_greeting(&stage, 1, &format!("room_id={room}")).await;
    let is_greet = |call: &Call| call.operation == "wire.greet";
    stage.gate.set(Some(befalls(2, Fate::Panic { effect: false }, is_greet)));
    run_to_the_end(&stage.app, greet).await;
    assert_eq!(kinds(&stage.frames(&connection)), ["connection_established", "live"]);
}

#[tokio::test(start_paused = true)]
async fn a_connection_whose_greeting_fails_for_good_is_closed() {
    for fate in [Fate::Fail, Fate::Panic { effect: false }] {
        let stage = Stage::new(true).await;
        let room = stage.room(1, "public").await;
        let (connection, greet) = take_greeting(&stage, 1, &format!("room_id={room}")).await;
        stage.gate.set(Some(befalls(3, fate, |call| call.operation == "wire.greet")));
        run_to_the_end(&stage.app, greet).await;
        assert!(!stage.is_open(&connection));
    }
}

#[tokio::test(start_paused = true)]
async fn a_stored_message_is_answered_with_success_when_its_room_cannot_be_read() {
    for sole_writer in [false, true] {
        let stage = Stage::new(sole_writer).await;
        let room = stage.room(1, "public").await;
        let path = format!("rooms/{room}/messages/");
        let is_stored = Arc::new(AtomicBool::new(false));
        let noted = is_stored.clone();
        let of_room = move |call: &Call| {
            let operations = ["table.write", "table.write_cache", "table.get", "table.get_many"];
            let stores = ["table.write", "table.transact"].contains(&call.operation.as_str());
            if stores && call.text.contains("\"M#00000001\"") {
                noted.store(true, Ordering::Relaxed);
            }
            noted.load(Ordering::Relaxed)
                && operations.contains(&call.operation.as_str())
                && call.text.contains("\"R#00000001\"")
                && call.text.contains("\"R\"")
        };
        stage.gate.set(Some(befalls(usize::MAX, Fate::Fail, of_room)));
        let sent = stage.post(1, &path, json!({"content": "once"})).await;
        assert_eq!((sent.status, sent.body["seq"].as_u64()), (201, Some(1)), "{sent:?}");
        assert!(is_stored.load(Ordering::Relaxed), "the calls failed from the stored message on");
        stage.gate.set(None);
        let page = stage.get(1, &path).await.body;
        assert_eq!(page["messages"].as_array().map(Vec::len), Some(1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_repeat_with_an_unknown_type_gets_the_first_message() {
    let stage = Stage::new(false).await;
    let room = stage.room(1, "public").await;
    let path = format!("rooms/{room}/messages/");
    let first = stage.post(1, &path, json!({"content": "a", "client_message_id": "k"})).await;
    let unknown = json!({"content": "a", "client_message_id": "k", "message_type": "video"});
    let again = stage.post(1, &path, unknown.clone()).await;
    assert_eq!((again.status, &again.body["id"]), (200, &first.body["id"]), "{again:?}");

    let connection = stage.live(1, room).await;
    stage.frames(&connection);
    let mut frame = unknown;
    frame["type"] = json!("chat_message");
    stage.say(&connection, frame.clone()).await;
    let frames = stage.frames(&connection);
    assert_eq!((frames.len(), &frames[0]["message"]["id"]), (1, &first.body["id"]), "{frames:?}");

    frame["message_type"] = json!(7);
    stage.say(&connection, frame.clone()).await;
    assert_eq!(stage.frames(&connection)[0]["code"], "invalid_field", "a wrong JSON type is refused");
    let refused = stage.call(1, Method::POST, &path, json!({"content": "a", "message_type": "video"})).await;
    assert_eq!((refused.status, refused.body["code"].as_str()), (400, Some("invalid_field")));
}
