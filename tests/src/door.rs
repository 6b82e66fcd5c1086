//! The addresses of the chat under test: a server on this machine, or the chat that a file describes.

use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;

/// The secret that signs the tokens of a server that a test starts.
pub const SECRET: &str = "a secret of the tests, 32 bytes or more";

/// The addresses of a chat.
#[derive(Debug, Clone, Deserialize)]
pub struct Door {
    /// The base URL of the REST API, up to and including `/api/chat`.
    pub rest_url: String,
    /// The base URL of the sockets: what stands before `/ws`, or an API Gateway stage.
    pub ws_url: String,
    /// How the URL of a socket names its room.
    pub ws_form: SocketForm,
    /// The secret that signs its tokens with HS256.
    pub jwt_secret: String,
    /// The host name of its CloudFront distribution.
    #[serde(default)]
    pub cloudfront_host: String,
    /// The URL of an emulator that answers for the distribution by the `Host` header, because its host
    /// name is in no DNS.
    #[serde(default)]
    pub emulator_url: Option<String>,
}

/// How the URL of a socket names its room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SocketForm {
    /// `/ws/chat/7/`, `/ws/notifications/`.
    Path,
    /// `?room_id=7`, `?channel=notifications`: the form of API Gateway's own addresses.
    Query,
}

impl Door {
    /// Returns the addresses of a server that a test started.
    pub(crate) fn on_this_machine(address: &str) -> Self {
        Self {
            rest_url: format!("http://{address}/api/chat"),
            ws_url: format!("ws://{address}"),
            ws_form: SocketForm::Path,
            jwt_secret: SECRET.to_owned(),
            cloudfront_host: String::new(),
            emulator_url: None,
        }
    }

    /// Returns the URL of a path below `/api/chat/`, or below the server's root if it starts with a slash.
    pub(crate) fn rest(&self, path: &str) -> String {
        let base = self.rest_url.trim_end_matches('/');
        match path.strip_prefix('/') {
            Some(path) => format!("{}/{path}", base.trim_end_matches("/api/chat")),
            None => format!("{base}/{path}"),
        }
    }

    /// Returns the URL of a socket path below `/ws/`.
    pub(crate) fn socket(&self, path: &str) -> String {
        let base = self.ws_url.trim_end_matches('/');
        if self.ws_form == SocketForm::Path {
            return format!("{base}/ws/{path}");
        }
        let (place, query) = path.split_once('?').unwrap_or((path, ""));
        let place = place.trim_end_matches('/');
        let place = match place.strip_prefix("chat/") {
            Some(room) => format!("room_id={room}"),
            None if place.is_empty() => String::new(),
            None => format!("channel={place}"),
        };
        format!("{base}?{place}&{query}")
    }
}

/// Whether the tests run against API Gateway's own addresses, on AWS or an emulator.
pub fn is_gateway() -> bool {
    given().is_some_and(|door| door.ws_form == SocketForm::Query)
}

/// Whether the body of a refused handshake has this code; API Gateway may drop the body.
pub fn says(body: &Value, code: &str) -> bool {
    body["code"] == code || (is_gateway() && body.get("code").is_none())
}

/// Returns the chat that the file named by `ROOMCAST_WORLD` describes, if the variable is set.
#[allow(clippy::disallowed_methods)] // the tests' own variable
pub(crate) fn given() -> Option<&'static Door> {
    static GIVEN: OnceLock<Option<Door>> = OnceLock::new();
    let read = || {
        let file = std::env::var("ROOMCAST_WORLD").ok().filter(|file| !file.is_empty())?;
        let text = std::fs::read(&file).unwrap_or_else(|error| panic!("ROOMCAST_WORLD={file}: {error}"));
        let door = serde_json::from_slice(&text);
        Some(door.unwrap_or_else(|error| panic!("ROOMCAST_WORLD={file}: {error}")))
    };
    GIVEN.get_or_init(read).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn socket_urls_name_the_room_by_path_or_by_query() {
        let mut door = Door {
            rest_url: "http://host/stage/api/chat/".to_owned(),
            ws_url: "ws://host".to_owned(),
            ws_form: SocketForm::Path,
            jwt_secret: SECRET.to_owned(),
            cloudfront_host: String::new(),
            emulator_url: None,
        };
        assert_eq!(door.rest("rooms/?limit=1"), "http://host/stage/api/chat/rooms/?limit=1");
        assert_eq!(door.rest("/healthz"), "http://host/stage/healthz");
        assert_eq!(door.socket("chat/7/?since=0"), "ws://host/ws/chat/7/?since=0");
        door.ws_form = SocketForm::Query;
        assert_eq!(door.socket("chat/7/?since=0"), "ws://host?room_id=7&since=0");
        assert_eq!(door.socket("notifications/"), "ws://host?channel=notifications&");
        assert_eq!(door.socket("?batch=1"), "ws://host?&batch=1");
    }
}
