//! Operations on rooms.

use serde_json::{Value, json};

use super::Actor;
use crate::answer::Answer;

impl Actor {
    /// Creates a room with this body; returns the answer.
    pub async fn try_create(&self, body: Value) -> Answer {
        self.post("rooms/", body).await
    }

    /// Creates a room of this type with seats for everybody; returns its id.
    pub async fn room(&self, room_type: &str) -> u64 {
        self.room_of(room_type, 1000).await
    }

    /// Creates a room of this type with this many seats; returns its id.
    pub async fn room_of(&self, room_type: &str, max_members: u64) -> u64 {
        let name = format!("room of {}", self.id);
        let body = json!({"name": name, "room_type": room_type, "max_members": max_members});
        self.try_create(body).await.expect(201)["id"].as_u64().expect("an id")
    }

    /// Creates a room of this type with these members; returns its id.
    pub async fn room_with<const N: usize>(&self, room_type: &str, members: [&Actor; N]) -> u64 {
        let room = self.room(room_type).await;
        for member in members {
            if room_type != "public" {
                self.invite(room, member).await;
            }
            member.join(room).await;
        }
        room
    }

    /// Opens the direct room with another user; returns the answer.
    pub async fn try_direct(&self, other: &Actor) -> Answer {
        self.post("rooms/direct/", json!({"user_id": other.id})).await
    }

    /// Opens the direct room with another user; returns its id.
    pub async fn direct(&self, other: &Actor) -> u64 {
        let answer = self.try_direct(other).await;
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        answer.body["id"].as_u64().expect("an id")
    }

    /// Reads a room's detail; returns the answer.
    pub async fn try_detail(&self, room: u64) -> Answer {
        self.get(&format!("rooms/{room}/")).await
    }

    /// Reads a room's detail.
    pub async fn detail(&self, room: u64) -> Value {
        self.try_detail(room).await.expect(200)
    }

    /// Finds a room's entry in the list of the actor's rooms.
    pub async fn listed(&self, room: u64) -> Option<Value> {
        let list = self.list("rooms/?limit=200&scope=mine").await;
        list.into_iter().find(|entry| entry["id"] == room)
    }

    /// Changes a room; returns the answer.
    pub async fn try_change_room(&self, room: u64, change: Value) -> Answer {
        self.patch(&format!("rooms/{room}/"), change).await
    }

    /// Changes a room; returns the room.
    pub async fn change_room(&self, room: u64, change: Value) -> Value {
        self.try_change_room(room, change).await.expect(200)
    }

    /// Marks every message of a room as read; returns the answer.
    pub async fn try_read_room(&self, room: u64) -> Answer {
        self.post(&format!("rooms/{room}/read/"), Value::Null).await
    }

    /// Marks every message of a room as read.
    pub async fn read_room(&self, room: u64) {
        self.try_read_room(room).await.expect(200);
    }
}
