//! A client that follows the frames of a room.

use std::time::Duration;

use roomcast_tests::world::{Actor, Socket};

use super::view::{View, number};

/// A client that fetches the room once and then only follows frames.
pub struct Observer {
    who: Actor,
    pub socket: Socket,
    view: View,
}

impl Observer {
    /// Connects to the room and fetches it.
    pub async fn new(who: Actor, room: u64) -> Self {
        let socket = who.connect(room).await;
        let view = View::fetch(&who, room, None).await;
        Self { who, socket, view }
    }

    /// Applies every frame that the server has sent up to now.
    pub async fn follow(&mut self) {
        for frame in self.socket.so_far().await {
            self.view.apply(self.who.id, &frame);
        }
        assert!(!self.socket.was_closed(), "{:?}", self.socket.seen());
    }

    /// Reconnects with a replay of the missed messages, then fetches everything else again.
    pub async fn reconnect(&mut self, room: u64) {
        let since = self.view.messages.values().last().map_or(0, |message| number(&message["id"]));
        self.socket = self.who.connect_since(room, since).await;
        loop {
            let frame = self.socket.any().await.expect("the connection stays open");
            self.view.apply(self.who.id, &frame);
            if frame["type"] == "live" {
                break;
            }
        }
        let seqs: Vec<u64> = self.view.messages.keys().copied().collect();
        let view = View::fetch(&self.who, room, seqs.first().copied()).await;
        let found = view.messages.keys().copied().filter(|seq| *seq <= *seqs.last().unwrap_or(&0));
        assert_eq!(found.collect::<Vec<_>>(), seqs, "the missed messages are replayed without a gap");
        self.view = view;
    }

    /// Follows frames until the view is the one that REST shows; gives up after two seconds.
    pub async fn must_catch_up(&mut self, room: u64, name: &str) {
        let first = self.view.messages.keys().next().copied();
        for attempt in 0.. {
            self.follow().await;
            let fetched = View::fetch(&self.who, room, Some(first.unwrap_or(1))).await.visible();
            let own = self.view.clone().visible();
            if own == fetched {
                return;
            }
            assert!(attempt < 40, "{name}:\n{}", own.differences(&fetched));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
