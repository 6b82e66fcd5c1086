//! `invite_user`: invites a user to a room.

use http::Method;
use roomcast_domain::texts;
use roomcast_domain::{ID_MAX, NotificationType, Refusal, RoomType, UserId, Whole};
use roomcast_store::{NewNotification, Notice};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::{parse, required};
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::live::user_channel;
use crate::notifications;
use crate::policy::{Access, POST, Partition, Policy, SEE_ROOM};
use crate::rooms::access;

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "invite_user",
    method: Method::POST,
    path: "/api/chat/rooms/{room_id}/invite/",
    summary: "Invite a user (in a private room admins, in other rooms any member)",
    policy: Policy {
        capabilities: &[&SEE_ROOM, &POST],
        table: &[Access::Put(&[Partition::Users, Partition::People])],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(invite(call))),
    describe: Docs::new(|operation| {
        operation.body::<Body>().says(texts::USER_INVITED).refuses(&[
            Refusal::NotAMember,
            Refusal::AdminRequired,
            Refusal::DirectRoom,
            Refusal::Banned,
        ])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "Invitation")]
struct Body {
    /// The id of the invited user, who need not have used the chat before.
    #[schemars(required, range(min = 1, max = ID_MAX))]
    user_id: Option<Whole<u64>>,
}

async fn invite(call: Call) -> Result<Reply> {
    let id = call.room_id()?;
    let body: Body = parse(&call.body)?;
    let invited = UserId::new(required("user_id", body.user_id)?.0);
    let invited = invited.ok_or_else(|| Refusal::field("user_id", "超出范围"))?;
    let seen = access::room(&call.app, call.caller.user.id, id).await?;
    seen.no_direct_room()?;
    if seen.room.body.room_type == RoomType::Private {
        seen.admin()?
    } else {
        seen.member()?
    };
    let notice = Notice::new(NewNotification {
        user: invited,
        notification_type: NotificationType::RoomInvite,
        title: format!("{} 邀请您加入房间", call.caller.user.username),
        content: format!("{} 邀请您加入 {}", call.caller.user.username, seen.room.body.name),
        room: &seen.room,
        now: call.app.clock.now(),
    });
    if call.app.store.members().invite(invited, id, call.caller.user.id, &notice).await? {
        user_channel::tell_room_added(&call.app, invited, id).await;
        notifications::tell(&call.app, invited, notice.notification()).await?;
    }
    Ok(Reply::done(texts::USER_INVITED))
}
