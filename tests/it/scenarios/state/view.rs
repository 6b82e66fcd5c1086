//! The room as a client shows it: fetched by REST, and changed by frames.

use std::collections::{BTreeMap, BTreeSet};

use roomcast_tests::world::Actor;
use serde_json::{Value, json};

/// Newest messages that a first fetch shows.
const SHOWN: usize = 10;

/// The room as a client shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    room: Value,
    members: BTreeMap<u64, Value>,
    online: BTreeSet<u64>,
    /// Messages by number.
    pub messages: BTreeMap<u64, Value>,
    /// Number of the last message read.
    read: u64,
    unread: u64,
}

/// Keeps the fields of a message that a frame and REST both have.
fn shown(message: &Value) -> Value {
    let fields = "id seq sender message_type content file_url file_name file_size is_edited is_deleted reply_to thread_id reply_count last_reply_id created_at updated_at client_message_id";
    fields
        .split(' ')
        .map(|field| (field.to_owned(), message[field].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Returns a JSON value that must be a number.
pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))
}

/// Keeps the fields of a room that a frame and the detail both have.
fn room_shown(room: &Value) -> Value {
    let fields = "id name description room_type created_by is_active max_members created_at updated_at";
    fields
        .split(' ')
        .map(|field| (field.to_owned(), room[field].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Keeps the fields of a listed member that a frame has, too.
fn member_shown(member: &Value) -> (u64, Value) {
    let fields = ["user", "role", "is_muted"].map(|field| (field.to_owned(), member[field].clone()));
    (number(&member["id"]), fields.into_iter().collect::<serde_json::Map<_, _>>().into())
}

impl View {
    /// Reads the room by REST, with the messages from number `first` on or the newest few.
    pub async fn fetch(who: &Actor, room: u64, first: Option<u64>) -> Self {
        let detail = who.detail(room).await;
        let members = who.members(room).await;
        let size = if first.is_some() { 100 } else { SHOWN };
        let page = who.history(room, &format!("page_size={size}")).await;
        let count = number(&detail["member_count"]);
        assert_eq!(count, members.len() as u64);
        let messages = page["messages"].as_array().unwrap().iter();
        let messages = messages.map(|message| (number(&message["seq"]), shown(message)));
        Self {
            room: room_shown(&detail),
            online: members.iter().filter(|m| m["is_online"] == true).map(|m| number(&m["id"])).collect(),
            members: members.iter().map(member_shown).collect(),
            messages: messages.filter(|(seq, _)| first.is_none_or(|first| *seq >= first)).collect(),
            read: detail["last_read_message_id"].as_u64().map_or(0, |id| id & ((1 << 27) - 1)),
            unread: number(&detail["unread_count"]),
        }
    }

    /// Changes the view as a client does when this frame comes.
    pub fn apply(&mut self, me: u64, frame: &Value) {
        let user = || number(&frame["user"]["id"]);
        match frame["type"].as_str().unwrap() {
            "chat_message" => self.add(me, &frame["message"]),
            "message_updated" => {
                if let Some(message) = self.messages.get_mut(&number(&frame["message"]["seq"])) {
                    let counted = message.take();
                    *message = shown(&frame["message"]);
                    // The greater number of replies wins.
                    if counted["last_reply_id"].as_u64() > message["last_reply_id"].as_u64() {
                        for field in ["reply_count", "last_reply_id"] {
                            message[field] = counted[field].clone();
                        }
                    }
                }
            }
            "message_deleted" => {
                if let Some(message) = self.messages.get_mut(&number(&frame["seq"])) {
                    message["content"] = json!("[消息已删除]");
                    message["is_deleted"] = json!(true);
                    message["updated_at"] = frame["updated_at"].clone();
                    for field in ["file_url", "file_name", "file_size"] {
                        message[field] = Value::Null;
                    }
                }
            }
            "room_updated" => self.room = room_shown(&frame["room"]),
            "member_joined" | "member_updated" => {
                let role = frame.get("role").cloned().unwrap_or_else(|| json!("member"));
                let member = json!({"user": frame["user"], "role": role, "is_muted": frame["is_muted"]});
                self.members.insert(user(), member);
            }
            "member_left" => drop(self.members.remove(&user())),
            "user_join" => drop(self.online.insert(user())),
            "user_leave" => drop(self.online.remove(&user())),
            "read" if user() == me => self.read_to(number(&frame["message_id"]) & ((1 << 27) - 1)),
            "read" | "typing" | "connection_established" | "live" => {}
            other => panic!("unexpected frame {other}: {frame}"),
        }
    }

    /// Adds a new message, which must be the next one.
    fn add(&mut self, me: u64, message: &Value) {
        let seq = number(&message["seq"]);
        let last = self.messages.keys().last().copied();
        assert!(last.is_none_or(|last| seq <= last + 1), "number {seq} came after {last:?}");
        self.messages.entry(seq).or_insert_with(|| shown(message));
        self.count_reply(message);
        if number(&message["sender"]["id"]) == me {
            self.read = self.read.max(seq);
        }
        self.read_to(self.read);
    }

    /// Counts a reply that is newer than those that were counted.
    fn count_reply(&mut self, reply: &Value) {
        let root = reply["thread_id"].as_u64().and_then(|id| self.messages.get_mut(&(id & ((1 << 27) - 1))));
        if let Some(root) = root.filter(|root| root["last_reply_id"].as_u64() < reply["id"].as_u64()) {
            root["reply_count"] = json!(number(&root["reply_count"]) + 1);
            root["last_reply_id"] = reply["id"].clone();
        }
    }

    /// Moves the read position forward.
    fn read_to(&mut self, seq: u64) {
        self.read = self.read.max(seq);
        self.unread = self.messages.keys().last().map_or(0, |last| last.saturating_sub(self.read));
    }

    /// Lists the differences from a fetched view, for the message of a failure.
    pub fn differences(&self, fetched: &Self) -> String {
        let pairs = [
            ("room", json!(self.room), json!(fetched.room)),
            ("members", json!(self.members), json!(fetched.members)),
            ("online", json!(self.online), json!(fetched.online)),
            ("read", json!([self.read, self.unread]), json!([fetched.read, fetched.unread])),
        ];
        let numbers: BTreeSet<u64> = self.messages.keys().chain(fetched.messages.keys()).copied().collect();
        let messages = numbers.into_iter().map(|seq| {
            let of = |state: &Self| json!(state.messages.get(&seq));
            ("message", of(self), of(fetched))
        });
        let differing = pairs.into_iter().chain(messages).filter(|(_, own, fetched)| own != fetched);
        let lines =
            differing.map(|(what, own, fetched)| format!("{what}\n  followed {own}\n  fetched  {fetched}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Drops the presence of users who are not members: REST does not show it.
    pub fn visible(mut self) -> Self {
        let members = &self.members;
        self.online.retain(|user| members.contains_key(user));
        self
    }
}
