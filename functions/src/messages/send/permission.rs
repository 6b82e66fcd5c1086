//! The permission to send a message to a room.

use std::sync::Arc;

use roomcast_domain::{Draft, Membership, MessageType, Refusal, Role, RoomId, RoomType, Standing};
use roomcast_store::Newest;

use crate::App;
use crate::error::Result;
use crate::messages::send::sender::Sender;
use crate::rooms::access;

/// What a permission depends on beside the sender.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// The room's newest message.
    pub newest: Newest,
    /// The seconds that a member waits between two messages.
    pub slow_mode_s: u32,
}

/// Refuses a message that its sender may not send to the room. `membership` is the sender's, if the
/// sender is a member.
pub async fn check(
    app: &Arc<App>,
    sender: &Sender,
    room: RoomId,
    draft: &Draft,
    membership: Option<&Membership>,
    Facts { newest, slow_mode_s }: Facts,
) -> Result<()> {
    access::not_blocked(app, sender.id(), membership).await?;
    if membership.is_none() {
        check_entry(app, sender, room, draft).await?;
    }
    if membership.is_some_and(|m| m.muted) {
        return Err(Refusal::Muted.into());
    }
    if let Some(wait) = membership.and_then(|m| m.waits_s(slow_mode_s, app.clock.now())) {
        return Err(Refusal::SlowMode { retry_after_s: wait }.into());
    }
    if draft.message_type == MessageType::System && !membership.is_some_and(|m| m.role == Role::Admin) {
        return Err(Refusal::AdminRequired.into());
    }
    if draft.reply_to.is_some_and(|seq| seq > newest.seq) {
        return Err(Refusal::InvalidReplyTo.into());
    }
    Ok(())
}

/// Refuses a message of a sender who is no member (2 RRU). In a public room, a user becomes a member by
/// sending, and a guest may send without being one.
async fn check_entry(app: &Arc<App>, sender: &Sender, room: RoomId, draft: &Draft) -> Result<()> {
    let seen = access::room(app, sender.id(), room).await?;
    if seen.membership.as_ref().is_some_and(|m| m.standing == Standing::Banned) {
        return Err(Refusal::Banned.into());
    }
    if seen.room.body.room_type != RoomType::Public && !seen.is_member() {
        return Err(Refusal::NotAMember.into());
    }
    if seen.membership.as_ref().is_some_and(|m| m.muted) {
        return Err(Refusal::Muted.into());
    }
    if draft.message_type == MessageType::System {
        return Err(Refusal::AdminRequired.into());
    }
    let (slow_mode_s, now) = (seen.room.body.slow_mode_s, app.clock.now());
    if let Some(wait) = seen.membership.as_ref().and_then(|m| m.waits_s(slow_mode_s, now)) {
        return Err(Refusal::SlowMode { retry_after_s: wait }.into());
    }
    match sender {
        Sender::Guest(_) if !app.config.allow_anonymous || slow_mode_s > 0 => {
            Err(Refusal::GuestNotAllowed.into())
        }
        Sender::User(_) if !seen.is_member() && seen.room.body.member_count >= seen.room.max_members => {
            Err(Refusal::RoomFull.into())
        }
        _ => Ok(()),
    }
}
