//! Operations on messages. A message id may be a number or the `id` of a JSON message.

use std::fmt::Display;

use serde_json::{Value, json};

use super::Actor;
use crate::answer::Answer;

impl Actor {
    /// Sends a message with this body; returns the answer.
    pub async fn try_send(&self, room: u64, body: Value) -> Answer {
        self.post(&format!("rooms/{room}/messages/"), body).await
    }

    /// Sends a message with this body; returns the message.
    pub async fn send_body(&self, room: u64, body: Value) -> Value {
        self.try_send(room, body).await.expect(201)
    }

    /// Sends a text message; returns the message.
    pub async fn send(&self, room: u64, content: &str) -> Value {
        self.send_body(room, json!({"content": content})).await
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
