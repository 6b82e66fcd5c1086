//! Operations on a user's notifications and own profile.

use std::fmt::Display;

use serde_json::Value;

use super::Actor;
use crate::answer::Answer;

impl Actor {
    /// Reads the actor's own profile.
    pub async fn me(&self) -> Value {
        self.get("me/").await.expect(200)
    }

    /// Lists the actor's newest 100 notifications, newest first.
    pub async fn notifications(&self) -> Vec<Value> {
        self.list("notifications/?limit=100").await
    }

    /// Lists the types of [`Actor::notifications`], in their order.
    pub async fn notification_types(&self) -> Vec<String> {
        let types = |notification: &Value| notification["notification_type"].as_str().map(str::to_owned);
        self.notifications().await.iter().map(|one| types(one).expect("a type")).collect()
    }

    /// Marks a notification as read; returns the answer.
    pub async fn try_read_notification(&self, id: impl Display) -> Answer {
        self.post(&format!("notifications/{id}/read/"), Value::Null).await
    }

    /// Marks a notification as read.
    pub async fn read_notification(&self, id: impl Display) {
        self.try_read_notification(id).await.expect(200);
    }

    /// Marks every notification as read.
    pub async fn read_all_notifications(&self) {
        self.post("notifications/read-all/", Value::Null).await.expect(200);
    }
}
