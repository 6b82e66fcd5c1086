//! `receive`: a frame from a client.

use std::sync::Arc;

use roomcast_domain::{ClosedReason, ConnectionFacts, Refusal, RoomId, ServerFrame, encode};
use roomcast_store::{ConnectionPlace, Result};
use serde::Deserialize;

use super::Received;
use super::frames::{FRAMES, Said};
use crate::auth::caller::Caller;
use crate::http::body::parse;
use crate::live::broadcast::Who;
use crate::live::fanout;
use crate::live::wire::ConnectionId;
use crate::messages::send::sending::Sender;
use crate::{App, log_failure};

/// Handles what a client sent; a refusal goes to that client as an `error` frame, and the
/// connection stays.
pub async fn receive(app: &Arc<App>, connection: &ConnectionId, frame: Received<'_>) {
    let facts = match app.connection(connection).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return, // closed meanwhile
        Err(failure) => {
            log_failure("receive", &failure);
            return tell(app, connection, &ServerFrame::refusal(&failure.refusal(), None)).await;
        }
    };
    if facts.token_expires_s.is_some_and(|at| at <= app.clock.now().s()) {
        return fanout::close(app, connection, ClosedReason::Expired).await;
    }
    let outcome = match frame {
        Received::Text(text) => handle(app, connection, &facts, text).await,
        Received::Binary => Err((Refusal::BinaryFrame.into(), None)),
        Received::TooLarge => Err((Refusal::FrameTooLarge.into(), None)),
    };
    if let Err((failure, client_message_id)) = outcome {
        log_failure("receive", &failure);
        tell(app, connection, &ServerFrame::refusal(&failure.refusal(), client_message_id.as_deref())).await;
    }
}

/// A failure, with the id of the message that it is about.
type Failed = (roomcast_store::StoreError, Option<String>);

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    client_message_id: Option<String>,
}

async fn handle(
    app: &Arc<App>,
    connection: &ConnectionId,
    facts: &ConnectionFacts,
    text: &str,
) -> std::result::Result<(), Failed> {
    let with_name = |failure: roomcast_store::StoreError| {
        let named: Option<Named> = parse(text.as_bytes()).ok();
        (failure, named.and_then(|named| named.client_message_id))
    };
    let kind: Kind = parse(text.as_bytes()).map_err(|refusal| with_name(refusal.into()))?;
    let place = ConnectionPlace::of(facts);
    let frame = kind.kind.and_then(|kind| FRAMES.iter().find(|frame| frame.name == kind));
    let frame = frame.filter(|frame| matches!(place, ConnectionPlace::Room(_)) || frame.on_channel);
    let frame = frame.ok_or_else(|| with_name(Refusal::UnknownFrame.into()))?;
    let said = Said {
        app: app.clone(),
        connection: connection.clone(),
        room: facts.room,
        speaker: speaker(connection, facts),
        text,
    };
    (frame.handler)(said).await.map_err(with_name)
}

fn speaker(connection: &ConnectionId, facts: &ConnectionFacts) -> Sender {
    if facts.user.id.is_guest() {
        return Sender::Guest(connection.0.clone());
    }
    Sender::User(Caller {
        user: facts.user.clone(),
        issued_s: facts.token_issued_s,
        expires_s: facts.token_expires_s.unwrap_or_default(),
    })
}

async fn tell(app: &App, connection: &ConnectionId, frame: &ServerFrame<'_>) {
    app.wire.post(std::slice::from_ref(connection), encode(frame).into()).await;
}

impl Said<'_> {
    /// The room of the connection.
    pub fn room(&self) -> std::result::Result<RoomId, Refusal> {
        self.room.ok_or(Refusal::UnknownFrame)
    }

    /// Whose connections the speaker's are.
    pub fn who(&self) -> Who {
        Who::speaker(self.speaker.id(), Some(&self.connection.0))
    }

    /// Answers the client.
    pub async fn answer(&self, frame: &ServerFrame<'_>) -> Result<()> {
        tell(&self.app, &self.connection, frame).await;
        Ok(())
    }
}
