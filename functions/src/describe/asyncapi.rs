//! Makes `docs/asyncapi.json`, the document of the WebSocket frames.

use roomcast_domain::{ROOM_ID_MAX, RoomId, ServerFrame, SocketKind};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{Schemas, codes};
use crate::socket::frame::TakenBy;
use crate::socket::frames::FRAMES;

const ABOUT: &str = "Live events of Roomcast. A user socket for all rooms and notifications is at `/ws/`, a room at \
`/ws/chat/{room_id}/`, one's notifications at `/ws/notifications/`; on API Gateway's own address the latter two are \
`?room_id=` and `?channel=notifications`. The \
token comes as a subprotocol pair (`Sec-WebSocket-Protocol: bearer, <jwt>`, answered with the first word as it \
was spelled), as `?token=` or in an `Authorization` header. A refused handshake has a status and the body of `Error` in the OpenAPI \
document. Frames are JSON text; frames only ever gain fields, and new types may come. The bare text `ping` is answered by \
the bare text `pong`. On one machine the server pings every connection, and closes it with 4001 after \
`closed` `expired`, 4003 after `left`, `removed`, `banned` or `room_closed`, 4008 after `replaced`, and 4010 after \
`access_changed`; API \
Gateway chooses its own code.";

/// The frames that the server sends on the notification channel.
const ON_CHANNEL: &[&str] =
    &["connection_established", "live", "pong", "error", "closed", "notification", "token_accepted"];
/// The frames that the server sends on user sockets only.
const ON_USER_SOCKETS: &[&str] =
    &["subscribed", "unsubscribed", "activity", "room_added", "room_removed", "notification"];

/// Makes the AsyncAPI 3.0 document.
pub fn asyncapi() -> Value {
    let mut schemas = Schemas::new(&SchemaSettings::draft07());
    let mut messages: Map<String, Value> = Map::new();
    let mut said: Vec<(String, TakenBy)> = Vec::new();
    for frame in FRAMES {
        let name = format!("say_{}", frame.name);
        let mut payload = with_type(frame.describe.get()(&mut schemas), frame.name);
        if frame.taken_by == TakenBy::RoomAndUserSockets {
            payload["properties"]["room_id"] = room_of_frame();
        }
        messages.insert(name.clone(), message(frame.name, frame.summary, &payload));
        said.push((name, frame.taken_by));
    }
    schemas.written::<ServerFrame<'_>>();
    let mut definitions = schemas.definitions();
    let variants = definitions.remove("ServerFrame").unwrap_or_default();
    let mut heard: Vec<String> = Vec::new();
    for mut payload in variants["oneOf"].as_array().cloned().unwrap_or_default() {
        let name = payload["properties"]["type"]["const"].as_str().unwrap_or_default().to_owned();
        if name == "error" {
            payload["properties"]["code"] = codes();
        }
        let about = payload["description"].as_str().unwrap_or_default().to_owned();
        messages.insert(name.clone(), message(&name, &about, &payload));
        heard.push(name);
    }
    messages.insert("batch".to_owned(), batch());
    heard.push("batch".to_owned());
    let says = |kind: SocketKind| -> Vec<&str> {
        said.iter().filter(|(_, taken_by)| taken_by.includes(kind)).map(|(name, _)| name.as_str()).collect()
    };
    let room_says = RoomId::new(1).map(|any| says(SocketKind::Room(any))).unwrap_or_default();
    let channel_says = says(SocketKind::Notifications);
    let user_says = says(SocketKind::User);
    let user_hears: Vec<&str> = heard.iter().map(String::as_str).collect();
    let room_hears: Vec<&str> =
        user_hears.iter().copied().filter(|name| !ON_USER_SOCKETS.contains(name)).collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {"title": "Roomcast", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT},
        "defaultContentType": "application/json",
        "channels": {
            "user": channel("/ws/", "All of one's rooms and notifications", &user_says, &user_hears),
            "room": channel("/ws/chat/{room_id}/", "A room", &room_says, &room_hears),
            "notifications": channel("/ws/notifications/", "One's notifications", &channel_says, ON_CHANNEL),
        },
        "operations": {
            "say_on_user_socket":
                operation("receive", "user", "What a client sends on a user socket", &user_says),
            "hear_user_socket": operation("send", "user", "What a user socket gets", &user_hears),
            "say": operation("receive", "room", "What a client sends to a room", &room_says),
            "hear": operation("send", "room", "What a room's connections get", &room_hears),
            "say_on_notifications":
                operation("receive", "notifications", "What a client sends on the channel", &channel_says),
            "hear_notifications": operation("send", "notifications", "What the channel gets", ON_CHANNEL),
        },
        "components": {"messages": messages, "schemas": definitions},
    })
}

/// Makes the schema of the field that names the room of a client's frame.
fn room_of_frame() -> Value {
    json!({
        "type": "integer",
        "minimum": 1,
        "maximum": ROOM_ID_MAX,
        "description": "The room: needed on a user socket, not looked at on a room socket",
    })
}

/// Makes the schema of a client's frame: the frame's own fields and its `type`.
fn with_type(payload: Value, name: &str) -> Value {
    let mut payload = if payload.is_object() { payload } else { json!({"type": "object"}) };
    payload["properties"]["type"] = json!({"const": name});
    let mut required = vec![json!("type")];
    required.extend(payload["required"].as_array().cloned().unwrap_or_default());
    payload["required"] = Value::Array(required);
    payload
}

/// Describes the frame that holds other frames. It is written around encoded frames
/// (`roomcast_domain::encode_batches`), so that no type describes it.
fn batch() -> Value {
    let frames = json!({"type": "array", "items": {"type": "object"}, "description": "The frames, in order"});
    let payload = json!({
        "type": "object",
        "properties": {"type": {"const": "batch"}, "frames": frames},
        "required": ["type", "frames"],
    });
    message("batch", "Several frames as one, at most 32 KiB", &payload)
}

fn message(name: &str, summary: &str, payload: &Value) -> Value {
    json!({"name": name, "title": name, "summary": summary, "payload": payload})
}

fn channel(address: &str, title: &str, says: &[&str], hears: &[&str]) -> Value {
    let messages: Map<String, Value> = says
        .iter()
        .chain(hears)
        .map(|name| ((*name).to_owned(), json!({"$ref": format!("#/components/messages/{name}")})))
        .collect();
    let mut query = json!({
        "token": {"type": "string", "description": "A token, where no subprotocol and no header has it"},
    });
    query["batch"] = json!({
        "type": "string",
        "enum": ["0", "1"],
        "description": "1: the server may send several frames as one `batch`",
    });
    if address == "/ws/" {
        query["activity"] =
            json!({"type": "string", "enum": ["0", "1"], "description": "0: no `activity` frames"});
    }
    let mut channel = json!({"address": address, "title": title, "messages": messages});
    if address.contains("{room_id}") {
        channel["parameters"] = json!({"room_id": {"description": "The room's id"}});
        query["since"] = json!({
            "type": "integer",
            "minimum": 0,
            "description": "The last message that the client has, 0 for none: up to 100 later ones are replayed",
        });
    }
    channel["bindings"] = json!({"ws": {"method": "GET", "query": {"type": "object", "properties": query}}});
    channel
}

fn operation(action: &str, channel: &str, summary: &str, messages: &[&str]) -> Value {
    let of = |name: &&str| json!({"$ref": format!("#/channels/{channel}/messages/{name}")});
    json!({
        "action": action,
        "channel": {"$ref": format!("#/channels/{channel}")},
        "summary": summary,
        "messages": messages.iter().map(of).collect::<Vec<_>>(),
    })
}
