//! `token`: puts a newer token of the same user in the place of the connection's, so that the connection
//! outlives the token of its handshake.

use std::sync::Arc;

use roomcast_domain::{ConnectionFacts, Refusal, ServerFrame, Time};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::auth::caller::Caller;
use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::{parse, required};
use crate::socket::frame::{Frame, Said, TakenBy};

/// The frame.
pub const FRAME: Frame = Frame {
    name: "token",
    summary: "Put a newer token of the same user in the old one's place",
    taken_by: TakenBy::All,
    handler: |said| Box::pin(renew(said)),
    describe: Docs::new(|schemas| schemas.read::<Body>().into()),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "NewToken")]
struct Body {
    /// The token.
    #[schemars(required)]
    token: Option<String>,
}

async fn renew(said: Said<'_>) -> Result<()> {
    let body: Body = parse(said.text.as_bytes())?;
    let token = required("token", body.token)?;
    let app = &said.app;
    let caller = Caller::of_token(app, Some(&token)).await?;
    if caller.user.id != said.facts.user.id {
        return Err(Refusal::OtherUser.into());
    }
    caller.propagate_names(app).await;
    let expires_at = Time::of_s(caller.expires_s);
    let facts = ConnectionFacts {
        user: caller.user,
        token_issued_s: caller.issued_s,
        token_expires_s: Some(caller.expires_s),
        ..(*said.facts).clone()
    };
    if app.store.connections().renew_token(&said.connection.0, &facts).await? {
        app.known_connections.remember(&said.connection, Arc::new(facts), app.clock.now());
    }
    said.answer(&ServerFrame::TokenAccepted { expires_at }).await
}
