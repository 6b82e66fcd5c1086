//! Announcing uploads.

use serde_json::{Value, json};

use super::Actor;
use crate::answer::Answer;

impl Actor {
    /// Announces an upload; returns the answer.
    pub async fn try_announce(&self, file_name: &str, content_type: &str, file_size: usize) -> Answer {
        let body = json!({"file_name": file_name, "content_type": content_type, "file_size": file_size});
        self.post("uploads/", body).await
    }

    /// Announces an upload; returns where and how to put it.
    pub async fn announce(&self, file_name: &str, content_type: &str, file_size: usize) -> Value {
        self.try_announce(file_name, content_type, file_size).await.expect(201)
    }
}
