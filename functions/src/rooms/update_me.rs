//! `update_standing`: changes which notifications the caller gets from a room.

use std::sync::Arc;

use http::Method;
use roomcast_domain::{Notify, OwnStanding, Refusal, UserId, Word};
use roomcast_store::StandingChange;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::App;
use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::parse;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::user_channel;
use crate::policy::{Access, POST, Partition, Policy, SEE_ROOM};
use crate::rooms::access;
use crate::rooms::access::Seen;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "update_standing",
    method: Method::PATCH,
    path: "/api/chat/rooms/{room_id}/me/",
    summary: "Choose the notifications that one gets from a room (members)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &POST],
        table: &[Access::Update(&[Partition::Users])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(update(call))),
    describe: Docs::new(|operation| {
        operation
            .body::<Body>()
            .answers::<OwnStanding>(200, "The caller's standing")
            .refuses(&[Refusal::NotAMember])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "StandingChange")]
struct Body {
    /// The notifications that the caller wants.
    notify: Option<Word<Notify>>,
}

async fn update(call: Call) -> Result<Reply> {
    let user = call.caller.user.id;
    let body: Body = parse(&call.body)?;
    let mut seen = access::room(&call.app, user, call.room_id()?).await?;
    if let Some(Word(notify)) = body.notify.filter(|word| seen.member().is_ok_and(|own| own.notify != word.0))
    {
        change(&call.app, user, &mut seen, StandingChange::Notify(notify)).await?;
    }
    seen.member()?;
    call.app.store.rooms().cover_newest(&mut seen.room);
    let standing = OwnStanding::of(&seen.room, user, seen.membership.as_ref());
    Ok(Reply::ok(&standing.ok_or(Refusal::NotAMember)?))
}

/// Changes what a member chose alone, and tells the member's user sockets.
pub(crate) async fn change(
    app: &Arc<App>,
    user: UserId,
    seen: &mut Seen,
    change: StandingChange,
) -> Result<()> {
    let was = seen.member()?;
    let now = app.store.members().change_standing(user, was, change, app.clock.now()).await?;
    seen.membership = Some(now);
    user_channel::tell_room_added(app, user, seen.room.body.id).await;
    Ok(())
}
