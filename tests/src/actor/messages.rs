//! Operations on messages. A message id may be a number or the `id` of a JSON message.

use std::fmt::Display;
use std::time::Duration;

use serde_json::{Value, json};

use super::Actor;
use crate::answer::Answer;
use crate::world::is_gateway;

impl Actor {
    /// Sends a message with this body; returns the answer.
    pub async fn try_send(&self, room: u64, body: Value) -> Answer {
        self.post(&format!("rooms/{room}/messages/"), body).await
    }

    /// Sends a message with this body; returns the message.
    pub async fn send_body(&self, room: u64, body: Value) -> Value {
        self.try_send(room, body).await.expect(201)
    }

    /// Sends a message as clients do: what a slow emulator's room is too busy for was not stored, and is sent
    /// again.
    pub async fn send_patiently(&self, room: u64, body: Value) -> Value {
        for _ in 0..10 {
            let answer = self.try_send(room, body.clone()).await;
            if !(is_gateway() && answer.status == 503 && answer.body["code"] == "room_busy") {
                return answer.expect(201);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        panic!("the room stays busy");
    }

    /// Sends a text message; returns the message.
    pub async fn send(&self, room: u64, content: &str) -> Value {
        self.send_body(room, json!({"content": content})).await
    }

    /// Answers a message with a text; returns the reply.
    pub async fn reply(&self, to: &Value, content: &str) -> Value {
        let room = to["room"]["id"].as_u64().unwrap();
        self.send_body(room, json!({"content": content, "reply_to": to["id"]})).await
    }

    /// Reads a thread; returns the answer.
    pub async fn try_thread(&self, id: impl Display, query: &str) -> Answer {
        self.get(&format!("messages/{id}/thread/{query}")).await
    }

    /// Reads a thread.
    pub async fn thread(&self, id: impl Display, query: &str) -> Value {
        self.try_thread(id, query).await.expect(200)
    }

    /// Reads a message; returns the answer.
    pub async fn try_message(&self, id: impl Display) -> Answer {
        self.get(&format!("messages/{id}/")).await
    }

    /// Reads a message.
    pub async fn message(&self, id: impl Display) -> Value {
        self.try_message(id).await.expect(200)
    }

    /// Edits a message with this body; returns the answer.
    pub async fn try_edit(&self, id: impl Display, body: Value) -> Answer {
        self.patch(&format!("messages/{id}/"), body).await
    }

    /// Changes the text of a message; returns the message.
    pub async fn edit(&self, id: impl Display, content: &str) -> Value {
        self.try_edit(id, json!({"content": content})).await.expect(200)
    }

    /// Deletes a message; returns the answer.
    pub async fn try_delete_message(&self, id: impl Display) -> Answer {
        self.delete(&format!("messages/{id}/delete/")).await
    }

    /// Deletes a message.
    pub async fn delete_message(&self, id: impl Display) {
        self.try_delete_message(id).await.expect(200);
    }

    /// Sets or unsets a reaction to a message; returns the answer.
    pub async fn try_react(&self, id: impl Display, emoji: &str, on: bool) -> Answer {
        self.put(&format!("messages/{id}/reactions/"), json!({"emoji": emoji, "on": on})).await
    }

    /// Sets a reaction to a message; returns the reactions.
    pub async fn react(&self, id: impl Display, emoji: &str) -> Value {
        self.try_react(id, emoji, true).await.expect(200)["reactions"].clone()
    }

    /// Takes a reaction to a message back; returns the reactions.
    pub async fn unreact(&self, id: impl Display, emoji: &str) -> Value {
        self.try_react(id, emoji, false).await.expect(200)["reactions"].clone()
    }

    /// Pins a message or takes its pin back; returns the answer.
    pub async fn try_pin(&self, id: impl Display, on: bool) -> Answer {
        self.put(&format!("messages/{id}/pin/"), json!({"on": on})).await
    }

    /// Pins a message; returns the room's pins.
    pub async fn pin(&self, id: impl Display) -> Value {
        self.try_pin(id, true).await.expect(200)
    }

    /// Takes the pin of a message back; returns the room's pins.
    pub async fn unpin(&self, id: impl Display) -> Value {
        self.try_pin(id, false).await.expect(200)
    }

    /// Reads a room's pins.
    pub async fn pins(&self, room: u64) -> Value {
        self.get(&format!("rooms/{room}/pins/")).await.expect(200)
    }

    /// Moves the read position to a message; returns the answer.
    pub async fn try_read(&self, id: impl Display) -> Answer {
        self.post(&format!("messages/{id}/read/"), Value::Null).await
    }

    /// Moves the read position to a message.
    pub async fn read(&self, id: impl Display) {
        self.try_read(id).await.expect(200);
    }

    /// Reads a page of a room's history with this query; returns the answer.
    pub async fn try_history(&self, room: u64, query: &str) -> Answer {
        self.get(&format!("rooms/{room}/messages/?{query}")).await
    }

    /// Reads a page of a room's history with this query, which may be empty.
    pub async fn history(&self, room: u64, query: &str) -> Value {
        self.try_history(room, query).await.expect(200)
    }

    /// Reads every message of a room, oldest first.
    pub async fn whole_history(&self, room: u64) -> Vec<Value> {
        let (mut messages, mut after) = (Vec::new(), json!(0));
        loop {
            let page = self.history(room, &format!("after={after}&limit=100")).await;
            messages.extend(page["messages"].as_array().expect("a list").clone());
            if page["has_more"] == false {
                return messages;
            }
            after = messages.last().expect("a page with more to come has messages")["id"].clone();
        }
    }
}
