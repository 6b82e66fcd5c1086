//! Rooms: `/api/chat/rooms/…`.

pub mod access;
pub mod create;
pub mod get;
pub mod invite;
pub mod join;
pub mod leave;
pub mod list;
pub mod read;
pub mod update;

use std::sync::Arc;

use roomcast_domain::{MEMBERS_SHOWN, MessageId, RoomDetail, Seq, User, UserId};
use roomcast_store::{Membership, People, Result};

use crate::App;
use crate::rooms::access::Seen;

/// The room as its caller sees it in detail.
async fn detail(app: &Arc<App>, user: UserId, seen: &Seen) -> Result<RoomDetail> {
    let membership = seen.membership.as_ref().filter(|m| m.is_member());
    let mut room = seen.room.clone();
    app.store.cover_newest(&mut room);
    let shown = seen.readable().is_ok();
    let (members, newest) = futures_util::try_join!(
        async {
            if !shown {
                return Ok(Vec::new());
            }
            let page = app.store.people(room.id, People::Members { prefix: "" }, MEMBERS_SHOWN, None).await?;
            Ok(page.people)
        },
        app.store.newest(room.id)
    )?;
    let read = membership.map(|membership| room.read_by(user, membership));
    let last_read = read.filter(|seq| *seq > Seq::ZERO);
    Ok(RoomDetail {
        room: room.summary(),
        members: members.into_iter().map(|person| User::from(person.user)).collect(),
        unread_count: read.map_or(0, |read| newest.seq.since(read)),
        is_member: seen.membership.as_ref().is_some_and(Membership::is_member),
        last_read_message_id: last_read.map(|seq| MessageId::of(room.id, seq)),
    })
}
