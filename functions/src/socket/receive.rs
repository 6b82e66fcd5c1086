//! `receive`: handles a frame from a client.

use std::sync::Arc;

use roomcast_domain::{ClosedReason, ConnectionFacts, Refusal, RoomId, ServerFrame, encode};
use serde::Deserialize;
use serde_json::Value;

use super::Received;
use super::frame::Said;
use super::frames::FRAMES;
use crate::App;
use crate::auth::caller::Caller;
use crate::error::Result;
use crate::http::body::parse;
use crate::live::connection::ConnectionId;
use crate::live::presence;
use crate::messages::send::sender::Sender;

/// The bare text by which common client libraries ask whether the connection still works.
const HEARTBEAT: &str = "ping";
/// The answer to [`HEARTBEAT`].
const BEAT: &str = "pong";

/// Handles a frame from a client. A refusal is posted to that client as an `error` frame, and the
/// connection stays open.
pub async fn receive(app: &Arc<App>, connection: &ConnectionId, frame: Received<'_>) {
    let now = app.clock.now();
    let lookup = match app.known_connections.find(&app.store, connection, now).await {
        Ok(Some(lookup)) => lookup,
        Ok(None) => return, // closed in the meantime
        Err(failure) => {
            failure.log("receive");
            return tell(app, connection, &ServerFrame::refusal(None, &failure.refusal(), None)).await;
        }
    };
    if lookup.token_expires_s.is_some_and(|at| at <= now.s()) {
        return presence::close_greeted(app, lookup.room(), connection, ClosedReason::Expired).await;
    }
    let outcome = match frame {
        Received::Text(HEARTBEAT) => return beat(app, connection).await,
        Received::Text(text) => {
            let handled = handle(app, connection, &lookup, text).await;
            handled.map_err(|failure| (failure, Answered::of(text)))
        }
        Received::Binary => Err((Refusal::BinaryFrame.into(), Answered::default())),
        Received::TooLarge => Err((Refusal::FrameTooLarge.into(), Answered::default())),
    };
    if let Err((failure, answered)) = outcome {
        failure.log("receive");
        let (room, id) = (lookup.room().or(answered.room), answered.client_message_id.as_deref());
        tell(app, connection, &ServerFrame::refusal(room, &failure.refusal(), id)).await;
    }
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// The fields by which a client finds the frame that an `error` answers.
#[derive(Default)]
struct Answered {
    room: Option<RoomId>,
    client_message_id: Option<String>,
}

impl Answered {
    fn of(text: &str) -> Self {
        let fields: Value = parse(text.as_bytes()).unwrap_or_default();
        Self {
            room: fields["room_id"].as_u64().and_then(RoomId::new),
            client_message_id: fields["client_message_id"].as_str().map(str::to_owned),
        }
    }
}

async fn handle(
    app: &Arc<App>,
    connection: &ConnectionId,
    lookup: &Arc<ConnectionFacts>,
    text: &str,
) -> Result<()> {
    let kind: Kind = parse(text.as_bytes())?;
    let frame = kind.kind.and_then(|kind| FRAMES.iter().find(|frame| frame.name == kind));
    let frame = frame.filter(|frame| frame.taken_by.includes(lookup.kind)).ok_or(Refusal::UnknownFrame)?;
    let said = Said {
        app: app.clone(),
        connection: connection.clone(),
        facts: lookup.clone(),
        speaker: speaker(connection, lookup),
        text,
    };
    (frame.handler)(said).await
}

fn speaker(connection: &ConnectionId, lookup: &ConnectionFacts) -> Sender {
    if lookup.user.id.is_guest() {
        return Sender::Guest(connection.0.clone());
    }
    Sender::User(Caller {
        user: lookup.user.clone(),
        issued_s: lookup.token_issued_s,
        expires_s: lookup.token_expires_s.unwrap_or_default(),
        // Nothing that a frame asks for depends on it.
        is_named_by_login: true,
    })
}

async fn beat(app: &App, connection: &ConnectionId) {
    app.wire.post(std::slice::from_ref(connection), BEAT.into()).await;
}

async fn tell(app: &App, connection: &ConnectionId, frame: &ServerFrame<'_>) {
    app.wire.post(std::slice::from_ref(connection), encode(frame).into()).await;
}
