//! A client that reads its room list once and then follows its user socket.

use std::time::Duration;

use roomcast_tests::world::{Actor, Socket};
use serde_json::json;

use super::list::List;

/// A client with its user socket and its list.
pub struct Observer {
    who: Actor,
    socket: Socket,
    list: List,
}

impl Observer {
    /// Opens the socket, then reads the list.
    pub async fn new(who: Actor) -> Self {
        let socket = who.user_socket().await;
        let list = List::fetch(&who).await;
        Self { who, socket, list }
    }

    /// Subscribes, unsubscribes, sends or follows.
    pub async fn act(&mut self, action: &str, room: u64, text: &str) {
        let frame = match action {
            "subscribe" | "unsubscribe" => json!({"type": action, "room_id": room}),
            "say" => json!({"type": "chat_message", "room_id": room, "content": text}),
            _ => return self.follow().await,
        };
        // Who is closed meanwhile comes back with the next look.
        self.socket.try_say(frame).await;
    }

    /// Applies every frame that the server has sent up to now. A client that was closed comes back and reads the
    /// list again.
    pub async fn follow(&mut self) {
        if self.socket.try_say(json!({"type": "ping"})).await {
            while let Some(frame) = self.socket.any().await {
                if frame["type"] == "pong" {
                    return;
                }
                self.list.apply(self.who.id, &frame);
            }
        }
        *self = Self::new(self.who.clone()).await;
    }

    /// Follows frames until the list is the one that REST shows; gives up after two seconds.
    pub async fn must_catch_up(&mut self, name: &str) {
        for attempt in 0.. {
            self.follow().await;
            let (fetched, own) = (List::fetch(&self.who).await.visible(), self.list.visible());
            if own == fetched {
                return;
            }
            assert!(attempt < 40, "{name}:\n{own:#}\nand\n{fetched:#}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
