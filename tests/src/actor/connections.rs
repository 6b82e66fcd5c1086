//! `WebSocket` connections of an actor.

use std::fmt::Display;

use reqwest::header::HeaderName;
use serde_json::Value;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::Actor;
use crate::door::{is_gateway, says};
use crate::patience::PATIENCE;
use crate::socket::Socket;

impl Actor {
    /// Opens a `WebSocket` with these headers; the path is below `/ws/`. A refusal returns its status
    /// and body.
    pub async fn open(&self, path: &str, headers: &[(&str, &str)]) -> Result<Socket, (u16, Value)> {
        let mut request = self.door.socket(path).into_client_request().expect("a request");
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header");
            request.headers_mut().insert(name, value.parse().expect("a value"));
        }
        match tokio::time::timeout(PATIENCE, connect_async(request)).await.expect("an answer in time") {
            Ok((stream, response)) => {
                let protocol = response.headers().get("sec-websocket-protocol");
                let protocol = protocol.and_then(|value| value.to_str().ok()).map(str::to_owned);
                Ok(Socket::new(stream, protocol))
            }
            Err(Error::Http(response)) => {
                let body = response.body().as_deref().unwrap_or_default();
                Err((response.status().as_u16(), serde_json::from_slice(body).unwrap_or_default()))
            }
            Err(error) => panic!("{path}: {error}"),
        }
    }

    /// Opens a `WebSocket` with the actor's token as a subprotocol; the path is below `/ws/`.
    pub async fn try_connect(&self, path: &str) -> Result<Socket, (u16, Value)> {
        let protocols = format!("bearer, {}", self.token);
        self.open(path, &[("sec-websocket-protocol", &protocols)]).await
    }

    /// Fails the test unless the handshake is refused with this status and code, and with a sentence.
    pub async fn refused_connection(&self, path: &str, status: u16, code: &str) {
        self.refused_open(
            path,
            &[("sec-websocket-protocol", &format!("bearer, {}", self.token))],
            status,
            code,
        )
        .await;
    }

    /// Fails the test unless the handshake with these headers is refused with this status and code,
    /// and with a sentence.
    pub async fn refused_open(&self, path: &str, headers: &[(&str, &str)], status: u16, code: &str) {
        let opened = self.open(path, headers).await;
        let (given, body) = opened.err().unwrap_or_else(|| panic!("{path} opened"));
        assert!(given == status && says(&body, code), "{path}: {given} {body}");
        assert!(is_gateway() || !body["error"].as_str().unwrap_or_default().is_empty(), "{path}: {body}");
    }

    /// Connects to a room and reads up to the `live` frame.
    pub async fn connect(&self, room: u64) -> Socket {
        self.connect_to(&format!("chat/{room}/")).await
    }

    /// Connects to a room with a replay of the messages after this one, and reads nothing yet.
    pub async fn connect_since(&self, room: u64, since: impl Display) -> Socket {
        self.try_connect(&format!("chat/{room}/?since={since}")).await.expect("a connection")
    }

    /// Connects to the actor's notification channel and reads up to the `live` frame.
    pub async fn notification_channel(&self) -> Socket {
        self.connect_to("notifications/").await
    }

    /// Opens a user socket and reads its first frame.
    pub async fn user_socket(&self) -> Socket {
        self.user_socket_with("").await
    }

    /// Opens a user socket with this query and reads its first frame, which may be in a batch.
    pub async fn user_socket_with(&self, query: &str) -> Socket {
        let mut socket = self.try_connect(query).await.expect("a connection");
        socket.next("connection_established").await;
        socket
    }

    async fn connect_to(&self, path: &str) -> Socket {
        let mut socket = self.try_connect(path).await.expect("a connection");
        socket.next("live").await;
        socket
    }
}
