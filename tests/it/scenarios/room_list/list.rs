//! The room list as a client shows it: read by REST, and changed by frames.

use std::collections::BTreeMap;

use roomcast_tests::world::Actor;
use serde_json::{Value, json};

/// Characters of a message that the list shows.
const EXCERPT: usize = 100;
/// Bits of a message's id that are its number.
const SEQ_BITS: u64 = (1 << 27) - 1;

/// The list of one's rooms.
#[derive(Debug, Clone, Default)]
pub struct List {
    rooms: BTreeMap<u64, Room>,
}

/// A room of the list.
#[derive(Debug, Clone)]
struct Room {
    name: Value,
    is_member: bool,
    last_seq: u64,
    last_message: Value,
    read_seq: u64,
}

impl Room {
    fn of(line: &Value) -> Self {
        let last_message = line["last_message"].clone();
        let read_seq = line["last_read_seq"].as_u64().unwrap_or(0);
        Self {
            name: line["name"].clone(),
            is_member: line["is_member"] == true,
            last_seq: last_message["id"].as_u64().map_or(0, |id| id & SEQ_BITS),
            last_message,
            read_seq,
        }
    }

    /// Takes a newest message, if it is not older than the one that is shown.
    fn take(&mut self, me: u64, seq: u64, message: Value) {
        if message["sender_id"] == me {
            self.read_seq = self.read_seq.max(seq);
        }
        let version = |message: &Value| message["updated_at"].as_str().unwrap_or_default().to_owned();
        if (seq, version(&message)) >= (self.last_seq, version(&self.last_message)) {
            (self.last_seq, self.last_message) = (seq, message);
        }
    }

    /// What a user sees.
    fn visible(&self) -> Value {
        if !self.is_member {
            return json!({"is_member": false, "name": self.name, "last_message": self.last_message});
        }
        let unread = self.last_seq.saturating_sub(self.read_seq);
        json!({"name": self.name, "last_message": self.last_message, "unread": unread})
    }
}

/// Makes the preview of a live message.
fn preview(message: &Value) -> Value {
    let content: String = message["content"].as_str().unwrap().chars().take(EXCERPT).collect();
    json!({
        "id": message["id"],
        "content": content,
        "sender": message["sender"]["username"],
        "sender_id": message["sender"]["id"],
        "created_at": message["created_at"],
        "updated_at": message["updated_at"],
        "is_deleted": message["is_deleted"],
    })
}

impl List {
    /// Reads the list.
    pub async fn fetch(who: &Actor) -> Self {
        let lines = who.get("rooms/?scope=mine&limit=200").await.expect(200);
        let room = |line: &Value| (line["id"].as_u64().unwrap(), Room::of(line));
        let list = Self { rooms: lines.as_array().unwrap().iter().map(room).collect() };
        for line in lines.as_array().unwrap() {
            let unread = list.rooms[&line["id"].as_u64().unwrap()].visible()["unread"].clone();
            assert!(unread.is_null() || unread == line["unread_count"], "{line}");
        }
        list
    }

    /// Applies a frame of the user socket of `me`.
    pub fn apply(&mut self, me: u64, frame: &Value) {
        let Some(id) = frame["room_id"].as_u64() else { return };
        let kind = frame["type"].as_str().unwrap();
        if kind == "room_added" {
            let mut line = Room::of(&frame["room"]);
            if let Some(known) = self.rooms.get(&id) {
                if known.is_member && line.is_member {
                    line.read_seq = line.read_seq.max(known.read_seq);
                }
                line.take(me, known.last_seq, known.last_message.clone());
            }
            self.rooms.insert(id, line);
        }
        if kind == "room_removed" {
            self.rooms.remove(&id);
        }
        let Some(room) = self.rooms.get_mut(&id) else { return };
        let seq = frame["message"]["seq"].as_u64().unwrap_or(0);
        match kind {
            "activity" => {
                room.take(me, frame["last_seq"].as_u64().unwrap(), frame["last_message"].clone());
            }
            "chat_message" => room.take(me, seq, preview(&frame["message"])),
            "message_updated" if seq == room.last_seq => room.take(me, seq, preview(&frame["message"])),
            "message_deleted" if frame["seq"] == room.last_seq => {
                let mut deleted = room.last_message.clone();
                deleted["content"] = json!("[消息已删除]");
                deleted["is_deleted"] = json!(true);
                deleted["updated_at"] = frame["updated_at"].clone();
                room.take(me, room.last_seq, deleted);
            }
            "read" if frame["user"]["id"] == me => {
                room.read_seq = room.read_seq.max(frame["message_id"].as_u64().unwrap() & SEQ_BITS);
            }
            "room_updated" => room.name = frame["room"]["name"].clone(),
            _ => {}
        }
    }

    /// What a user sees: the rooms that one belongs to by their last message, and those that one is invited to.
    pub fn visible(&self) -> Value {
        let mut members: Vec<_> = self.rooms.iter().filter(|(_, room)| room.is_member).collect();
        members.sort_by_key(|(id, room)| (room.last_message["created_at"].to_string(), **id));
        let order: Vec<u64> = members.into_iter().map(|(id, _)| *id).collect();
        let rooms: BTreeMap<String, Value> =
            self.rooms.iter().map(|(id, room)| (id.to_string(), room.visible())).collect();
        json!({"order": order, "rooms": rooms})
    }
}
