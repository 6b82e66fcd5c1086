//! Users who act at random.

use rand::Rng;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use roomcast_tests::world::{Actor, Answer, Socket};
use serde_json::{Value, json};

use super::view::number;

/// A user who acts, with their open connections.
pub struct Walker {
    pub who: Actor,
    pub sockets: Vec<Socket>,
}

/// A run of random actions in one room.
pub struct Run {
    pub rng: SmallRng,
    pub room: u64,
    pub walkers: Vec<Walker>,
    /// Every user, observers included.
    pub users: Vec<Actor>,
    /// Id and sender of every message sent.
    pub sent: Vec<(u64, u64)>,
    /// Number of the next text.
    pub next: usize,
}

/// The actions; one that stands twice is drawn twice as often.
const ACTIONS: [&str; 30] = [
    "send",
    "send",
    "send",
    "say",
    "say",
    "reply",
    "mention",
    "file",
    "edit",
    "edit",
    "delete",
    "read",
    "read_room",
    "say_read",
    "join",
    "join",
    "leave",
    "invite",
    "ban",
    "unban",
    "mute",
    "remove",
    "role",
    "rename",
    "seats",
    "notifications",
    "connect",
    "connect",
    "disconnect",
    "typing",
];

impl Run {
    /// Takes one random action.
    pub async fn step(&mut self) {
        let action = *ACTIONS.choose(&mut self.rng).unwrap();
        let at = self.rng.random_range(0..self.users.len());
        let who = self.users[at].clone();
        let room = self.room;
        self.next += 1;
        let text = format!("text {}", self.next);
        let answer = match action {
            "say" | "say_read" | "typing" | "connect" | "disconnect" => {
                return self.by_socket(action, &text).await;
            }
            "send" => self.send(&who, json!({"content": text})).await,
            "reply" => {
                let id = self.any_message().map(|(id, _)| id);
                self.send(&who, json!({"content": text, "reply_to": id, "client_message_id": text})).await
            }
            "mention" => {
                let name = format!("@w{} {text}", self.rng.random_range(0..4));
                self.send(&who, json!({"content": name})).await
            }
            "file" => {
                let file = json!({"message_type": "file", "file_url": "https://example.com/f", "file_name": "f", "file_size": 7});
                self.send(&who, file).await
            }
            "edit" | "delete" | "read" => self.on_message(action, &who, &text).await,
            "read_room" => who.try_read_room(room).await,
            "notifications" => return notifications(&who).await,
            "rename" => who.try_change_room(room, json!({"name": text, "description": "d"})).await,
            "seats" => {
                let seats = json!({"max_members": self.rng.random_range(2..20)});
                who.try_change_room(room, seats).await
            }
            _ => self.on_membership(action).await,
        };
        assert!(answer.status < 500, "{action}: {answer:?}");
    }

    /// Draws a message: its id and sender.
    fn any_message(&mut self) -> Option<(u64, u64)> {
        self.sent.choose(&mut self.rng).copied()
    }

    /// Sends a message and remembers its id.
    async fn send(&mut self, who: &Actor, body: Value) -> Answer {
        let answer = who.try_send(self.room, body).await;
        if answer.status == 201 {
            self.sent.push((number(&answer.body["id"]), who.id));
        }
        answer
    }

    /// Edits, deletes or reads a random message, mostly as its sender.
    async fn on_message(&mut self, action: &str, who: &Actor, text: &str) -> Answer {
        let Some((id, sender)) = self.any_message() else { return who.get("me/").await };
        let sender = self.users.iter().find(|user| user.id == sender).unwrap_or(who).clone();
        let mine = self.rng.random_bool(0.7);
        let who = if mine && action != "read" { &sender } else { who };
        match action {
            "edit" => who.try_edit(id, json!({"content": text})).await,
            "delete" => who.try_delete_message(id).await,
            _ => who.try_read(id).await,
        }
    }

    /// Changes a walker's membership, by the walker or by somebody else; observers stay members.
    async fn on_membership(&mut self, action: &str) -> Answer {
        let room = self.room;
        let walker = self.walkers[self.rng.random_range(0..self.walkers.len())].who.clone();
        // Mostly the owner acts, who may do everything.
        let by = if self.rng.random_bool(0.6) {
            self.users[0].clone()
        } else {
            self.users.choose(&mut self.rng).unwrap().clone()
        };
        let yes = self.rng.random_bool(0.5);
        match action {
            "join" => walker.try_join(room).await,
            "leave" => walker.try_leave(room).await,
            "invite" => by.try_invite(room, &walker).await,
            "ban" => by.try_change(room, &walker, json!({"is_banned": true})).await,
            "unban" => by.try_change(room, &walker, json!({"is_banned": false})).await,
            "mute" => by.try_change(room, &walker, json!({"is_muted": yes})).await,
            "role" => {
                by.try_change(room, &walker, json!({"role": if yes { "admin" } else { "member" }})).await
            }
            "remove" => by.try_remove(room, &walker).await,
            other => panic!("{other} is no action"),
        }
    }

    /// Acts by a connection of a random walker.
    async fn by_socket(&mut self, action: &str, text: &str) {
        let (room, at) = (self.room, self.rng.random_range(0..self.walkers.len()));
        let message = self.any_message().map(|(id, _)| id);
        let walker = &mut self.walkers[at];
        if action == "connect" {
            if let Ok(mut socket) = walker.who.try_connect(&format!("chat/{room}/")).await
                && !ends(&mut socket, |frame| frame["type"] == "live").await
            {
                walker.sockets.push(socket);
            }
            return;
        }
        let Some(mut socket) = walker.sockets.pop() else { return };
        let frame = match action {
            "say" => json!({"type": "chat_message", "content": text, "client_message_id": text}),
            "say_read" => json!({"type": "read", "message_id": message}),
            "typing" => json!({"type": "typing", "is_typing": true}),
            _ => return drop(socket),
        };
        if !socket.try_say(frame).await || !socket.try_say(json!({"type": "ping"})).await {
            return; // the server closed the connection
        }
        let mut sent = None;
        let closed = ends(&mut socket, |frame| {
            if frame["message"]["client_message_id"] == text {
                sent = Some(number(&frame["message"]["id"]));
            }
            let answered = action != "say" || sent.is_some() || frame["type"] == "error";
            answered && (action == "say" || frame["type"] == "pong")
        });
        if !closed.await {
            walker.sockets.push(socket);
        }
        self.sent.extend(sent.map(|id| (id, walker.who.id)));
    }
}

/// Reads up to a frame of this kind; returns true if the connection ended before it.
async fn ends(socket: &mut Socket, mut is_it: impl FnMut(&Value) -> bool) -> bool {
    loop {
        match socket.any().await {
            Some(frame) if is_it(&frame) => return false,
            Some(_) => {}
            None => return true,
        }
    }
}

/// Marks one notification as read, then all of them.
async fn notifications(who: &Actor) {
    if let Some(one) = who.notifications().await.first() {
        who.read_notification(&one["id"]).await;
    }
    who.read_all_notifications().await;
    assert!(who.notifications().await.iter().all(|notification| notification["is_read"] == true));
}
