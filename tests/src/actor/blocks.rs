//! Blocking other users.

use serde_json::{Value, json};

use super::Actor;

impl Actor {
    /// Blocks another user.
    pub async fn block(&self, other: &Actor) {
        self.put(&format!("me/blocks/{}/", other.id), json!({"on": true})).await.expect(200);
    }

    /// Lifts the block of another user.
    pub async fn unblock(&self, other: &Actor) {
        self.put(&format!("me/blocks/{}/", other.id), json!({"on": false})).await.expect(200);
    }

    /// Lists the actor's blocks.
    pub async fn blocks(&self) -> Vec<Value> {
        self.list("me/blocks/").await
    }
}
