//! Makes `docs/asyncapi.json`, the document of the WebSocket frames.

use roomcast_domain::ServerFrame;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{Schemas, codes};
use crate::socket::frames::FRAMES;

const ABOUT: &str = "Live events of Roomcast. A room is at `/ws/chat/{room_id}/`, one's notifications at \
`/ws/notifications/`; on API Gateway's own address they are `?room_id=` and `?channel=notifications`. The \
token comes as a subprotocol pair (`Sec-WebSocket-Protocol: bearer, <jwt>`, answered with the first word as it \
was spelled), as `?token=` or in an `Authorization` header. A refused handshake has a status and the body of `Error` in the OpenAPI \
document. Frames are JSON text; frames only ever gain fields, and new types may come. The bare text `ping` is answered by \
the bare text `pong`. On one machine the server pings every connection, and closes it with 4001 after \
`closed` `expired`, 4003 after `left`, `removed`, `banned` or `room_closed`, and 4008 after `replaced`; API \
Gateway chooses its own code.";

/// The frames that the server sends on the notification channel.
const ON_CHANNEL: &[&str] = &["connection_established", "live", "pong", "error", "closed", "notification"];

/// Makes the AsyncAPI 3.0 document.
pub fn asyncapi() -> Value {
    let mut schemas = Schemas::new(&SchemaSettings::draft07());
    let mut messages: Map<String, Value> = Map::new();
    let mut said: Vec<(String, bool)> = Vec::new();
    for frame in FRAMES {
        let name = format!("say_{}", frame.name);
        let payload = with_type(frame.describe.get()(&mut schemas), frame.name);
        messages.insert(name.clone(), message(frame.name, frame.summary, &payload));
        said.push((name, frame.on_channel));
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
    let room_says: Vec<&str> = said.iter().map(|(name, _)| name.as_str()).collect();
    let channel_says: Vec<&str> =
        said.iter().filter(|(_, on_channel)| *on_channel).map(|(name, _)| name.as_str()).collect();
    let room_hears: Vec<&str> =
        heard.iter().map(String::as_str).filter(|name| *name != "notification").collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {"title": "Roomcast", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT},
        "defaultContentType": "application/json",
        "channels": {
            "room": channel("/ws/chat/{room_id}/", "A room", &room_says, &room_hears),
            "notifications": channel("/ws/notifications/", "One's notifications", &channel_says, ON_CHANNEL),
        },
        "operations": {
            "say": operation("receive", "room", "What a client sends to a room", &room_says),
            "hear": operation("send", "room", "What a room's connections get", &room_hears),
            "say_on_notifications":
                operation("receive", "notifications", "What a client sends on the channel", &channel_says),
            "hear_notifications": operation("send", "notifications", "What the channel gets", ON_CHANNEL),
        },
        "components": {"messages": messages, "schemas": definitions},
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
