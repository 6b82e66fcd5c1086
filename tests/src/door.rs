//! Where a chat answers: on this machine, or as a file says.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::world::SECRET;

/// Where a chat answers.
#[derive(Debug, Clone, Deserialize)]
pub struct Door {
    /// The REST API, up to `/api/chat`, this included.
    pub rest_url: String,
    /// The sockets: up to `/ws`, this left out, or an API Gateway stage.
    pub ws_url: String,
    /// How a socket's room is named.
    pub ws_form: SocketForm,
    /// What signs its tokens (HS256).
    pub jwt_secret: String,
    /// The name of its distribution.
    #[serde(default)]
    pub cloudfront_host: String,
    /// The URL of an emulator, which answers for the distribution by the `Host` header: nothing
    /// resolves the name.
    #[serde(default)]
    pub emulator_url: Option<String>,
}

/// How a socket's room is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SocketForm {
    /// `/ws/chat/7/`, `/ws/notifications/`.
    Path,
    /// `?room_id=7`, `?channel=notifications`: API Gateway's own address.
    Query,
}

impl Door {
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

    /// The URL of a path below `/api/chat/`, or, with a leading slash, below the server's root.
    pub(crate) fn rest(&self, path: &str) -> String {
        let base = self.rest_url.trim_end_matches('/');
        match path.strip_prefix('/') {
            Some(path) => format!("{}/{path}", base.trim_end_matches("/api/chat")),
            None => format!("{base}/{path}"),
        }
    }

    /// The URL of a socket, given as below `/ws/`.
    pub(crate) fn socket(&self, path: &str) -> String {
        let base = self.ws_url.trim_end_matches('/');
        if self.ws_form == SocketForm::Path {
            return format!("{base}/ws/{path}");
        }
        let (place, query) = path.split_once('?').unwrap_or((path, ""));
        let place = place.trim_end_matches('/');
        let place = match place.strip_prefix("chat/") {
            Some(room) => format!("room_id={room}"),
            None => format!("channel={place}"),
        };
        format!("{base}?{place}&{query}")
    }
}

/// The chat that `ROOMCAST_WORLD` describes, if it is set.
#[allow(clippy::disallowed_methods)] // the one place
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
    fn a_door_is_addressed_by_path_or_by_query() {
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
    }
}
