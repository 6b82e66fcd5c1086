//! The acts of clients and of the queue of jobs, and the clients that watch.

use http::Method;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::live::job::Job;
use roomcast_tests::stage::Answer;
use serde_json::Value;

/// An act of a client, a job or the wire.
#[derive(Debug, Clone)]
pub enum Act {
    Rest { user: u64, method: Method, path: String, body: Value },
    Say { watcher: usize, frame: Value },
    Connect { user: u64, query: &'static str },
    RunJob(&'static str),
    Start(Job),
    Disconnect { watcher: usize },
    Cut { watcher: usize },
    Wait { ms: i64 },
}

/// The outcome of an act.
#[derive(Debug)]
pub enum Outcome {
    Answer(Answer),
    Open,
    Refused(u16),
    Done,
    Failed,
    /// The task panicked; the process goes on.
    Panicked,
}

/// A client with a connection, and every frame that it got.
#[derive(Debug, Clone)]
pub struct Watcher {
    pub user: u64,
    pub query: String,
    pub connection: ConnectionId,
    pub frames: Vec<Value>,
    /// How many of the frames came before the end of the attempt that made the connection live.
    pub frames_until_live: Option<usize>,
    pub is_open: bool,
}

impl Watcher {
    /// The room that it watches; none on the notification channel and of a user socket without a subscription.
    pub fn room(&self) -> Option<u64> {
        let room = self.query.strip_prefix("room_id=").or(self.query.strip_prefix("subscribe="))?;
        room.split('&').next()?.parse().ok()
    }

    /// Whether it is a user socket without a subscription.
    pub fn hears_activity(&self) -> bool {
        self.query.is_empty()
    }

    /// The numbers of a room's activity that it heard of.
    pub fn activity(&self, room: u64) -> Vec<u64> {
        let activity =
            self.frames.iter().filter(|frame| frame["type"] == "activity" && frame["room_id"] == room);
        activity.map(|frame| frame["last_seq"].as_u64().unwrap()).collect()
    }

    /// The numbers of the chat messages that it got.
    pub fn seqs(&self) -> Vec<u64> {
        let chats = self.frames.iter().filter(|frame| frame["type"] == "chat_message");
        chats.map(|frame| frame["message"]["seq"].as_u64().unwrap()).collect()
    }
}
