//! Searching.

use serde_json::Value;

use super::Actor;
use crate::answer::Answer;

impl Actor {
    /// Searches a room with this query string; returns the answer.
    pub async fn try_search_room(&self, room: u64, query: &str) -> Answer {
        self.get(&format!("rooms/{room}/search/?{query}")).await
    }

    /// Searches a room with this query string.
    pub async fn search_room(&self, room: u64, query: &str) -> Value {
        self.try_search_room(room, query).await.expect(200)
    }

    /// Searches all of the actor's rooms with this query string; returns the answer.
    pub async fn try_search(&self, query: &str) -> Answer {
        self.get(&format!("search/?{query}")).await
    }

    /// Searches all of the actor's rooms with this query string.
    pub async fn search(&self, query: &str) -> Value {
        self.try_search(query).await.expect(200)
    }
}
