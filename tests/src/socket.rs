//! A client's WebSocket.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::documents;
use crate::world::PATIENCE;

/// An open WebSocket.
pub struct Socket {
    pub(crate) stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The subprotocol that the server answered with.
    pub protocol: Option<String>,
    pub(crate) seen: Vec<Value>,
}

impl Socket {
    /// Sends a frame.
    pub async fn say(&mut self, frame: Value) {
        self.raw(Message::text(frame.to_string())).await;
    }

    /// Sends a message as it is given.
    pub async fn raw(&mut self, message: Message) {
        self.stream.send(message).await.expect("the connection is open");
    }

    /// Sends a frame; false if the connection is closed.
    pub async fn try_say(&mut self, frame: Value) -> bool {
        self.stream.send(Message::text(frame.to_string())).await.is_ok()
    }

    /// Closes the connection, and waits for the server's answer.
    pub async fn leave(&mut self) {
        self.stream.close(None).await.expect("the connection is open");
        while self.any().await.is_some() {}
    }

    /// Every frame that came.
    pub fn seen(&self) -> &[Value] {
        &self.seen
    }

    /// The next frame, whatever it is; nothing once the connection is closed.
    pub async fn any(&mut self) -> Option<Value> {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.stream.next()).await;
            match next.unwrap_or_else(|_| panic!("nothing came; before: {:#?}", self.seen)) {
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

    /// Whether the server has said that it closes the connection.
    pub fn was_closed(&self) -> bool {
        self.seen.iter().any(|frame| frame["type"] == "closed")
    }

    /// The next frame of a type; other ones are passed over.
    pub async fn next(&mut self, kind: &str) -> Value {
        loop {
            match self.any().await {
                Some(frame) if frame["type"] == kind => return frame,
                Some(_) => {}
                None => panic!("closed before a {kind}; before: {:#?}", self.seen),
            }
        }
    }

    /// Waits for the close: its code.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match tokio::time::timeout(PATIENCE, self.stream.next()).await.expect("a close in time") {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The types of the frames that came up to the answer to a `ping`, this one left out: whatever
    /// the server had to say before is among them.
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
