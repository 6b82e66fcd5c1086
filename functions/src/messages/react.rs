//! `react`: sets or unsets the caller's reaction to a message.

use std::sync::Arc;

use http::Method;
use roomcast_domain::{Emoji, Message, MessageId, ReactionView, Reactions, Refusal, ServerFrame, UserId};
use roomcast_store::Reacted;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::App;
use crate::describe::Docs;
use crate::error::{Error, Result};
use crate::http::body::{parse, required};
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::broadcast::Broadcast;
use crate::live::deliver;
use crate::messages::send::rate_limit::RateKey;
use crate::policy::{Access, POST, Partition, Policy, READ_MESSAGES, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::access::Seen;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "react",
    method: Method::PUT,
    path: "/api/chat/messages/{message_id}/reactions/",
    summary: "Set or unset the caller's reaction to a message (members who are not muted)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &READ_MESSAGES, &POST],
        table: &[
            Access::BatchGet(&[Partition::Annotations]),
            Access::Update(&[Partition::Annotations, Partition::Users]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(react(call))),
    describe: Docs::new(|operation| {
        operation.body::<Body>().answers::<ReactionsView<'_>>(200, "The reactions to the message").refuses(&[
            Refusal::NotAMember,
            Refusal::Muted,
            Refusal::Blocked,
            Refusal::MessageDeleted,
            Refusal::TooManyReactions,
            Refusal::RateLimited { retry_after_s: 1 },
        ])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "ReactionChange")]
struct Body {
    /// One emoji, or a name between colons.
    #[schemars(required)]
    emoji: Option<String>,
    /// Whether the caller has this reaction from now on.
    #[schemars(required)]
    on: Option<bool>,
}

/// The reactions to a message.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Reactions")]
struct ReactionsView<'a> {
    /// The message.
    message_id: MessageId,
    /// The reactions, in the order of their first use.
    reactions: Vec<ReactionView<'a>>,
    /// The number of changes of the reactions: the greatest wins.
    reactions_version: u64,
}

async fn react(call: Call) -> Result<Reply> {
    let (app, id, user) = (&call.app, call.message_id()?, call.caller.user.id);
    let body: Body = parse(&call.body)?;
    let (emoji, is_on) = (Emoji::parse(&required("emoji", body.emoji)?)?, required("on", body.on)?);
    let (message, seen) = access::message(app, user, id).await?;
    check(&message, &seen)?;
    access::not_blocked(app, user, seen.membership.as_ref()).await?;
    let Reacted { reactions, is_changed } = change(app, &seen, (id, user), &emoji, is_on).await?;
    if is_changed {
        announce(app, id, &reactions).await;
    }
    Ok(Reply::ok(&ReactionsView {
        message_id: id,
        reactions: reactions.seen_by(user),
        reactions_version: reactions.version,
    }))
}

fn check(message: &Message, seen: &Seen) -> std::result::Result<(), Refusal> {
    if seen.member()?.muted {
        return Err(Refusal::Muted);
    }
    if message.body.is_deleted { Err(Refusal::MessageDeleted) } else { Ok(()) }
}

/// Changes the reaction. A change counts as a message for the rate limit; what changes nothing is never refused.
async fn change(
    app: &App,
    seen: &Seen,
    (id, user): (MessageId, UserId),
    emoji: &Emoji,
    is_on: bool,
) -> Result<Reacted> {
    let read = app.store.messages().read_reactions(id).await?;
    if let Some(reactions) = read.unchanged_by(user, emoji, is_on)? {
        return Ok(Reacted { reactions, is_changed: false });
    }
    let (key, now) = (RateKey::User(user, id.room()), app.clock.now());
    let window = app.rate_limit.admit(&key, seen.membership.as_ref(), now)?;
    let reacted = app.store.messages().react(read, user, emoji, is_on).await;
    if reacted.is_err() {
        app.rate_limit.refund(&key);
    }
    let reacted = reacted?;
    if let Err(failure) = app.store.members().note_change(user, id.room(), window, now).await {
        Error::from(failure).log("react");
    }
    Ok(reacted)
}

/// Tells a room of at most 100 live connections. A failure is logged and does not fail the request: the reactions
/// are stored, and clients find them by reading.
async fn announce(app: &Arc<App>, id: MessageId, reactions: &Reactions) {
    let frame = ServerFrame::Reactions {
        room_id: id.room(),
        message_id: id,
        seq: id.seq(),
        reactions_version: reactions.version,
        reactions: reactions.live(),
    };
    if let Err(error) = deliver::announce(app, &Broadcast::to_all(id.room(), &frame)).await {
        error.log("react");
    }
}
