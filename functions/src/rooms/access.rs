//! Access of a caller to rooms and messages. Every route that takes a room or a message checks it first.

use futures_util::TryFutureExt;
use roomcast_domain::{Membership, Message, MessageId, Refusal, Room, RoomId, Standing, UserId};

use crate::App;
use crate::error::{Error, Result};

/// A room that the caller may see, and the relation of the caller to it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The room.
    pub room: Room,
    /// The caller's membership, invitation or ban.
    pub membership: Option<Membership>,
}

impl Seen {
    /// Tells whether the caller is a member.
    pub fn is_member(&self) -> bool {
        self.membership.as_ref().is_some_and(Membership::is_member)
    }

    /// Refuses a caller who may not read the room's messages and members: a banned user, and in a room
    /// that is not public everybody except its members.
    pub fn readable(&self) -> std::result::Result<(), Refusal> {
        let membership = self.membership.as_ref();
        match membership.map(|membership| membership.standing) {
            _ if self.room.is_readable_by(membership) => Ok(()),
            Some(Standing::Banned) => Err(Refusal::Banned),
            _ => Err(Refusal::NotAMember),
        }
    }

    /// Gives the membership of a member, and refuses everybody else.
    pub fn member(&self) -> std::result::Result<&Membership, Refusal> {
        self.membership.as_ref().filter(|m| m.is_member()).ok_or(Refusal::NotAMember)
    }

    /// Refuses what the two users of a direct room cannot do there.
    pub fn no_direct_room(&self) -> std::result::Result<(), Refusal> {
        if self.room.body.is_direct { Err(Refusal::DirectRoom) } else { Ok(()) }
    }

    /// Gives the membership of an admin, and refuses everybody else.
    pub fn admin(&self) -> std::result::Result<&Membership, Refusal> {
        self.member().and_then(|m| if m.is_admin() { Ok(m) } else { Err(Refusal::AdminRequired) })
    }
}

/// Reads a room that the caller may see (2 RRU, one trip; 3 RRU and two trips for a caller who does
/// not have a membership, an invitation or a ban; 0.5 RRU and one trip more for a direct room).
pub async fn room(app: &App, user: UserId, room: RoomId) -> Result<Seen> {
    let (found, membership) = app.store.members().find_with_room(user, room).await?;
    let found = found.filter(|room| room.is_visible_to(membership.as_ref()));
    let mut room = found.ok_or(Refusal::RoomNotFound)?;
    app.store.rooms().name_direct(user, [&mut room]).await?;
    Ok(Seen { room, membership })
}

/// Refuses what reaches the other user of a direct room where either of the two has blocked the other (2 RRU in a
/// direct room, none elsewhere).
pub async fn not_blocked(app: &App, user: UserId, membership: Option<&Membership>) -> Result<()> {
    match membership.and_then(|membership| membership.direct_with) {
        Some(other) if app.store.users().is_blocked_between(user, other).await? => {
            Err(Refusal::Blocked.into())
        }
        _ => Ok(()),
    }
}

/// Reads a message that the caller may read, and the relation of the caller to its room (3 RRU, one trip).
/// A message that the caller may not read is answered exactly like one that does not exist.
pub async fn message(app: &App, user: UserId, id: MessageId) -> Result<(Message, Seen)> {
    let (found, seen) =
        futures_util::try_join!(app.store.messages().find(id).err_into(), readable_room_of(app, user, id))?;
    Ok((found.ok_or(Refusal::MessageNotFound)?, seen))
}

/// Reads the room of a message that the caller may read (2 RRU, one trip).
pub async fn readable_room_of(app: &App, user: UserId, id: MessageId) -> Result<Seen> {
    let seen = room(app, user, id.room()).await.map_err(hide_room)?;
    seen.readable().map_err(|_| Refusal::MessageNotFound)?;
    Ok(seen)
}

fn hide_room(error: Error) -> Error {
    match error {
        Error::Refused(Refusal::RoomNotFound) => Refusal::MessageNotFound.into(),
        other => other,
    }
}
