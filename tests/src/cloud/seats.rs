//! Many live connections, written where handshakes and greetings would have left them.

use roomcast_domain::{Names, RoomId, Seq, SocketKind, Time, User, UserId};
use roomcast_store::{ConnectionPlace, GoLiveAt, OpenConnection, Store, StoreOptions};
use serde_json::json;

use super::Cloud;
use crate::engine::TABLE;
use crate::world::now_s;

/// How long ago the connections were opened: none of them is opening any more.
const AGE_MS: i64 = 60_000;
/// The user whose connection the store writes; the others' are copies with other numbers.
const PATTERN: u64 = 7_777_777_777;

impl Cloud {
    /// Seats one connection each of `count` users, from `first` on, in a room; their names. All went
    /// live after message `after`: its greeter brought them everything up to that one.
    pub async fn seat(&self, room: u64, first: u64, count: u64, after: u64) -> Vec<String> {
        let options = StoreOptions { epoch: "0".to_owned(), sole_writer: false };
        let store = Store::new(self.engine().table(), options);
        let place = ConnectionPlace::Room(RoomId::new(room).expect("a room"));
        let now = Time(i64::try_from(now_s()).expect("a time") * 1_000 - AGE_MS);
        let user = UserId::new(PATTERN).expect("a user");
        let open = OpenConnection {
            kind: SocketKind::Room(RoomId::new(room).expect("a room")),
            connection: name_of(PATTERN),
            user: User::named(user, Names::default()),
            token_issued_s: 0,
            token_expires_s: None,
            takes_batches: false,
            hears_activity: false,
            now,
        };
        store.connections().open(&open).await.expect("the connection is opened");
        let at = GoLiveAt::Unconditionally(Seq::new(after).expect("a number"));
        store.connections().go_live(place, user, &open.connection, at, now).await.expect("it goes live");
        let patterns: Vec<String> = self.engine().items().iter().map(ToString::to_string).collect();
        store.connections().forget_at(place, user, &open.connection, now).await.expect("it is forgotten");
        for pattern in patterns.iter().filter(|item| item.contains(&open.connection)) {
            for user in first..first + count {
                let item = pattern
                    .replace(&format!("{PATTERN:016}"), &format!("{user:016}"))
                    .replace(&name_of(PATTERN), &name_of(user))
                    .replace(&PATTERN.to_string(), &user.to_string());
                let request = format!(r#"{{"TableName":{},"Item":{item}}}"#, json!(TABLE));
                let (status, answer) = self.engine().execute("PutItem", &request);
                assert_eq!(status, 200, "{answer}");
            }
        }
        (first..first + count).map(name_of).collect()
    }
}

/// A connection's name, as long as API Gateway's.
fn name_of(user: u64) -> String {
    format!("L0SM{user:011}=")
}
