//! Fills rooms through the store, while no server runs: a client could not send so much in a reasonable time.

use std::path::Path;
use std::sync::Arc;

use roomcast_domain::{Draft, Message, MessageType, Names, RoomId, Time, User, UserId};
use roomcast_store::{Appended, NativeTable, Outgoing, Store, StoreOptions, Table};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::rooms::TEXT;
use crate::world::now_s;

/// Messages of a room that are stored in one group.
const IN_A_GROUP: u64 = 100;

/// Stores this many messages in each room, sent by one of its members.
pub(super) async fn fill(data: &Path, rooms: &[u64], sender: u64, messages: u64) {
    let (data, rooms) = (data.to_owned(), rooms.to_owned());
    let filling = move || {
        // A runtime of its own: when it has ended, nothing holds the table any more.
        let runtime = Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let table = Table::native(NativeTable::open(&data).expect("nobody else has the table"));
            let options = StoreOptions { epoch: "fill".to_owned(), sole_writer: true };
            let store = Store::new(table, options);
            let mut tasks = JoinSet::new();
            for room in rooms {
                tasks.spawn(fill_room(store.clone(), outgoing(room, sender), messages));
            }
            tasks.join_all().await;
        });
    };
    tokio::task::spawn_blocking(filling).await.expect("the rooms are filled");
}

fn outgoing(room: u64, sender: u64) -> Outgoing {
    let sender = UserId::new(sender).expect("an id");
    Outgoing {
        room: RoomId::new(room).expect("an id"),
        sender: User::named(sender, Names::default()),
        guest_connection: None,
        draft: Draft {
            content: TEXT.to_owned(),
            message_type: MessageType::Text,
            file_url: None,
            file_name: None,
            file_size: None,
            reply_to: None,
            client_message_id: None,
        },
        thread_id: None,
        mentions: Vec::new(),
        answers: None,
        silenced: Vec::new(),
        now: Time(now_s().cast_signed() * 1_000),
    }
}

async fn fill_room(store: Store, outgoing: Outgoing, messages: u64) {
    let (mut stored, mut newest) = (0, None);
    while stored < messages {
        let mut group = JoinSet::new();
        for _ in 0..IN_A_GROUP.min(messages - stored) {
            let (store, outgoing) = (store.clone(), outgoing.clone());
            group.spawn(async move { store.messages().append(outgoing).await });
        }
        stored += group.len() as u64;
        for appended in group.join_all().await {
            let Appended::Stored(message) = appended.expect("the table works") else {
                panic!("nobody else writes to the room");
            };
            if newest.as_ref().is_none_or(|newest: &Arc<Message>| newest.seq < message.seq) {
                newest = Some(message);
            }
        }
        // Nobody is connected: what waits for delivery is dropped.
        let mut turn = store.messages().delivery_turn(outgoing.room).await;
        while turn.next_message().is_some() {}
    }
    if let Some(message) = newest {
        store.rooms().cache_newest(&message).await.expect("the table works");
    }
}
