//! `receive`: handles a frame from a client.

use std::sync::Arc;

use roomcast_domain::{ClosedReason, ConnectionFacts, Refusal, ServerFrame, encode};
use roomcast_store::ConnectionPlace;
use serde::Deserialize;

use super::Received;
use super::frame::Said;
use super::frames::FRAMES;
use crate::App;
use crate::auth::caller::Caller;
use crate::error::Error;
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
    let lookup = match app.known_connections.find(&app.store, connection).await {
        Ok(Some(lookup)) => lookup,
        Ok(None) => return, // closed in the meantime
        Err(failure) => {
            failure.log("receive");
            return tell(app, connection, &ServerFrame::refusal(None, &failure.refusal(), None)).await;
        }
    };
    if lookup.token_expires_s.is_some_and(|at| at <= app.clock.now().s()) {
        return presence::close_greeted(app, lookup.room, connection, ClosedReason::Expired).await;
    }
    let outcome = match frame {
        Received::Text(HEARTBEAT) => return beat(app, connection).await,
        Received::Text(text) => handle(app, connection, &lookup, text).await,
        Received::Binary => Err((Refusal::BinaryFrame.into(), None)),
        Received::TooLarge => Err((Refusal::FrameTooLarge.into(), None)),
    };
    if let Err((failure, client_message_id)) = outcome {
        failure.log("receive");
        tell(
            app,
            connection,
            &ServerFrame::refusal(lookup.room, &failure.refusal(), client_message_id.as_deref()),
        )
        .await;
    }
}

/// A failure, and the `client_message_id` of the frame that failed.
type Failed = (Error, Option<String>);

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Identified {
    client_message_id: Option<String>,
}

async fn handle(
    app: &Arc<App>,
    connection: &ConnectionId,
    lookup: &ConnectionFacts,
    text: &str,
) -> Result<(), Failed> {
    let with_id = |failure: Error| {
        let identified: Option<Identified> = parse(text.as_bytes()).ok();
        (failure, identified.and_then(|identified| identified.client_message_id))
    };
    let kind: Kind = parse(text.as_bytes()).map_err(|refusal| with_id(refusal.into()))?;
    let place = ConnectionPlace::of(lookup);
    let frame = kind.kind.and_then(|kind| FRAMES.iter().find(|frame| frame.name == kind));
    let frame = frame.filter(|frame| matches!(place, ConnectionPlace::Room(_)) || frame.on_channel);
    let frame = frame.ok_or_else(|| with_id(Refusal::UnknownFrame.into()))?;
    let said = Said {
        app: app.clone(),
        connection: connection.clone(),
        room: lookup.room,
        speaker: speaker(connection, lookup),
        text,
    };
    (frame.handler)(said).await.map_err(with_id)
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
