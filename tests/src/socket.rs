//! A client's `WebSocket`.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::documents;
use crate::patience::PATIENCE;

/// An open `WebSocket`.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The subprotocol that the server selected.
    pub protocol: Option<String>,
    seen: Vec<Value>,
}

impl Socket {
    pub(crate) fn new(stream: WebSocketStream<MaybeTlsStream<TcpStream>>, protocol: Option<String>) -> Self {
        Self { stream, protocol, seen: Vec::new() }
    }

    /// Sends a frame.
    pub async fn say(&mut self, frame: Value) {
        self.raw(Message::text(frame.to_string())).await;
    }

    /// Sends a `WebSocket` message unchanged.
    pub async fn raw(&mut self, message: Message) {
        self.stream.send(message).await.expect("the connection is open");
    }

    /// Sends a frame; returns false if the connection is closed.
    pub async fn try_say(&mut self, frame: Value) -> bool {
        self.stream.send(Message::text(frame.to_string())).await.is_ok()
    }

    /// Sends a frame and returns the `error` frame that answers it.
    pub async fn error(&mut self, frame: Value) -> Value {
        self.say(frame).await;
        self.next("error").await
    }

    /// Sends a `ping` and returns the `pong`; frames between them are skipped.
    pub async fn ping(&mut self) -> Value {
        self.say(json!({"type": "ping"})).await;
        self.next("pong").await
    }

    /// Subscribes a user socket to a room; returns the frames up to and including `live`.
    pub async fn subscribe(&mut self, room: u64) -> Vec<Value> {
        self.say(json!({"type": "subscribe", "room_id": room})).await;
        self.up_to_live().await
    }

    /// Subscribes a user socket to a room after this message; returns the frames up to and including `live`.
    pub async fn subscribe_since(&mut self, room: u64, since: u64) -> Vec<Value> {
        self.say(json!({"type": "subscribe", "room_id": room, "since": since})).await;
        self.up_to_live().await
    }

    /// Ends the subscription of a user socket to a room, and waits for the answer.
    pub async fn unsubscribe(&mut self, room: u64) -> Value {
        self.say(json!({"type": "unsubscribe", "room_id": room})).await;
        self.next("unsubscribed").await
    }

    /// Closes the connection and waits for the server's close.
    pub async fn leave(&mut self) {
        self.stream.close(None).await.expect("the connection is open");
        while self.any().await.is_some() {}
    }

    /// Returns every frame received so far.
    pub fn seen(&self) -> &[Value] {
        &self.seen
    }

    /// Waits for the next frame; none once the connection is closed.
    pub async fn any(&mut self) -> Option<Value> {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.stream.next()).await;
            match next.unwrap_or_else(|_| panic!("no frame in time; received: {:#?}", self.seen)) {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
                    documents::check_frame(&frame);
                    self.seen.push(frame.clone());
                    return Some(frame);
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Whether a `closed` frame has come.
    pub fn was_closed(&self) -> bool {
        self.seen.iter().any(|frame| frame["type"] == "closed")
    }

    /// Waits for the next `WebSocket` message of any kind, also one that is no JSON.
    pub async fn next_message(&mut self) -> Message {
        let next = tokio::time::timeout(PATIENCE, self.stream.next()).await;
        next.expect("a message in time").expect("the connection is open").expect("a message")
    }

    /// Waits for the next frame of this type and skips others.
    pub async fn next(&mut self, kind: &str) -> Value {
        loop {
            match self.any().await {
                Some(frame) if frame["type"] == kind => return frame,
                Some(_) => {}
                None => panic!("closed before a {kind}; received: {:#?}", self.seen),
            }
        }
    }

    /// Waits for the server's close; returns its code, or none if the connection just ended.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match tokio::time::timeout(PATIENCE, self.stream.next()).await.expect("a close in time") {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// Reads the first frames of a connection, up to and including `live`.
    pub async fn up_to_live(&mut self) -> Vec<Value> {
        let mut frames = Vec::new();
        loop {
            frames.push(self.any().await.expect("the connection stays open"));
            if frames.last().is_some_and(|frame| frame["type"] == "live") {
                return frames;
            }
        }
    }

    /// Sends a `ping` and returns the frames before its `pong`: everything that the server had to send
    /// up to now.
    pub async fn so_far(&mut self) -> Vec<Value> {
        self.say(json!({"type": "ping"})).await;
        let mut frames = Vec::new();
        while let Some(frame) = self.any().await {
            if frame["type"] == "pong" {
                break;
            }
            frames.push(frame);
        }
        frames
    }
}
