//! Joining and inviting.

use roomcast_domain::{Membership, Refusal, RoomId, RoomType, Standing, Time, User, UserId};

use super::writes::{
    ATTEMPTS, Counts, Place, Tried, adjust_counts, delete_invited_entry, if_unchanged, put_entry,
    put_invited_entry, put_membership, refused_room,
};
use crate::Members;
use crate::error::Result;
use crate::keys;
use crate::notifications::Notice;
use crate::rows::{NamesRow, RoomRow};
use crate::table::{Refused, Transacted, Transaction, pause};

/// The outcome of joining.
#[derive(Debug, Clone)]
pub enum Joined {
    /// The user is a member now.
    New(Membership),
    /// The user was a member before.
    Already(Membership),
}

impl Members<'_> {
    /// Makes a user a member (6 WRU, 8 for an invited one): in a public room anybody who is not banned, elsewhere invited
    /// users. The read position starts at the newest message.
    ///
    /// Touches the room's counts, the membership and the entry of the member list in one transaction,
    /// on the condition that a seat is free and the membership unchanged. A crash leaves all of it or
    /// nothing; the member list shows a join that was not announced. A user with many ended
    /// memberships has their records moved first (`former.rs`).
    pub async fn join(self, user: &User, iat_s: i64, room: RoomId, now: Time) -> Result<Joined> {
        for attempt in 0..ATTEMPTS {
            match self.try_join(user, iat_s, room, now).await? {
                Tried::Done(joined) => return Ok(joined),
                Tried::Again => pause(attempt).await,
            }
        }
        Err(Refusal::RoomBusy.into())
    }

    async fn try_join(self, user: &User, iat_s: i64, room: RoomId, now: Time) -> Result<Tried<Joined>> {
        let names_key = keys::names(user.id);
        let ((found, was), newest, names) = futures_util::try_join!(
            self.find_stranger_with_room(user.id, room),
            self.store.messages().newest(room),
            self.store.table.get::<NamesRow>(&names_key)
        )?;
        let found = found.filter(|room| room.is_active).ok_or(Refusal::RoomNotFound)?;
        match was.as_ref().map(|was| was.standing) {
            Some(Standing::Member) => {
                return Ok(was.map_or(Tried::Again, |was| Tried::Done(Joined::Already(was))));
            }
            Some(Standing::Invited) => {}
            _ if found.body.room_type != RoomType::Public => return Err(Refusal::RoomNotFound.into()),
            Some(Standing::Banned) => return Err(Refusal::Banned.into()),
            Some(Standing::Gone) | None => {}
        }
        if found.body.member_count >= found.max_members {
            return Err(Refusal::RoomFull.into());
        }
        let guard = self.check_room_limit(user.id).await?;
        let names = names.filter(|names| names.iat_s > iat_s);
        let (names, names_iat_s) =
            names.map_or_else(|| (user.clone(), iat_s), |newer| (newer.names.into(), newer.iat_s));
        let membership = Membership {
            muted: was.as_ref().is_some_and(|was| was.muted),
            joined_ms: now.ms(),
            joined_seq: newest.seq,
            read_seq: newest.seq,
            read_ms: Some(now.ms()),
            window_ms: was.as_ref().map_or(0, |was| was.window_ms),
            window_count: was.as_ref().map_or(0, |was| was.window_count),
            sent_ms: was.as_ref().map_or(0, |was| was.sent_ms),
            names: Some(names),
            names_iat_s,
            ..Membership::new(room, Standing::Member)
        };
        let has_seat = RoomRow::member_count.is_below_attribute(RoomRow::max_members);
        let seat = adjust_counts(room, Counts { members: 1, admins: 0 }).when(has_seat);
        let own = if_unchanged(put_membership(user.id, &membership)?, was.as_ref())?;
        let mut writes = Transaction::new([
            (Place::Room, seat),
            (Place::Membership, own),
            (Place::Entry, put_entry(user.id, &membership)?),
        ]);
        writes.extend(delete_invited_entry(user.id, was.as_ref()));
        writes.extend(guard.as_ref().map(|guard| (Place::Guard, guard.write.clone())));
        match self.store.table.transact_patiently(&writes).await? {
            Transacted::Done => Ok(Tried::Done(Joined::New(membership))),
            Transacted::Refused(refused) => match Refused::find(&refused, Place::Room) {
                None => Ok(Tried::Again),
                Some(seat) => match refused_room(seat)? {
                    Some(room) if room.is_active => Err(Refusal::RoomFull.into()),
                    _ => Err(Refusal::RoomNotFound.into()),
                },
            },
            Transacted::Conflict => Ok(Tried::Again),
        }
    }

    /// Invites a user who is neither member nor invited nor banned and has not blocked the inviter, and notifies them (6 WRU). Tells
    /// whether the invitation is new.
    ///
    /// Touches the membership, the entry among the invited and the notification in one transaction, on
    /// the condition that the membership is unchanged. A crash leaves all or nothing; the notification
    /// list shows an invitation that was not announced.
    pub async fn invite(self, user: UserId, room: RoomId, inviter: UserId, notice: &Notice) -> Result<bool> {
        for attempt in 0..ATTEMPTS {
            let was = self.find_stranger(user, room).await?;
            match was.as_ref().map(|was| was.standing) {
                Some(Standing::Member | Standing::Invited) => return Ok(false),
                Some(Standing::Banned) => return Err(Refusal::Banned.into()),
                Some(Standing::Gone) | None => {}
            }
            if !self.store.users().blocked_by(inviter, &[user]).await?.is_empty() {
                return Ok(false);
            }
            let before = was.clone().unwrap_or_else(|| Membership::new(room, Standing::Gone));
            let invited = Membership { standing: Standing::Invited, ..before };
            let write = if_unchanged(put_membership(user, &invited)?, was.as_ref())?;
            let writes = Transaction::new([
                (Place::Membership, write),
                (Place::Entry, put_invited_entry(user, room)?),
                (Place::Notice, notice.write()?),
            ]);
            match self.store.table.transact_patiently(&writes).await? {
                Transacted::Done => return Ok(true),
                _ => pause(attempt).await,
            }
        }
        Err(Refusal::RoomBusy.into())
    }
}
