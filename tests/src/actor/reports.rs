//! Reports of messages. A message id may be a number or the `id` of a JSON message.

use std::fmt::Display;

use serde_json::{Value, json};

use super::Actor;
use crate::answer::Answer;

impl Actor {
    /// Reports a message; returns the answer.
    pub async fn try_report(&self, message: impl Display, reason: &str) -> Answer {
        self.post(&format!("messages/{message}/report/"), json!({"reason": reason})).await
    }

    /// Reports a message that the actor has not reported before.
    pub async fn report(&self, message: impl Display, reason: &str) {
        self.try_report(message, reason).await.expect(201);
    }

    /// Lists all reports of a room.
    pub async fn reports(&self, room: u64) -> Vec<Value> {
        self.pages(&format!("rooms/{room}/reports/?limit=100")).await
    }

    /// Deletes a report that was handled; returns the answer.
    pub async fn try_delete_report(&self, room: u64, report: impl Display) -> Answer {
        self.delete(&format!("rooms/{room}/reports/{report}/")).await
    }
}
