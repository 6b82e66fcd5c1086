//! Reading memberships.

use std::collections::HashMap;

use roomcast_domain::{Membership, Names, Room, RoomId, Standing, User, UserId};

use crate::Members;
use crate::error::Result;
use crate::keys;
use crate::rows::{MembershipRow, RoomRow};
use crate::table::Query;

impl Members<'_> {
    /// Reads how a user stands to a room, where the user most likely does not stand to it (2 RRU, one
    /// call).
    pub(super) async fn find_stranger(self, user: UserId, room: RoomId) -> Result<Option<Membership>> {
        let keys = [keys::membership(user, room), keys::former_membership(user, room)];
        let [listed, moved] = self.store.table.get_each(keys).await?;
        let row = listed.or(moved).map(|item| item.read::<MembershipRow>()).transpose()?;
        Ok(row.map(Membership::from))
    }

    /// Reads a room and how a user stands to it, where the user most likely does not stand to it
    /// (3 RRU, one call).
    pub(super) async fn find_stranger_with_room(
        self,
        user: UserId,
        room: RoomId,
    ) -> Result<(Option<Room>, Option<Membership>)> {
        let keys = [keys::room(room), keys::membership(user, room), keys::former_membership(user, room)];
        let [found, listed, moved] = self.store.table.get_each(keys).await?;
        let found = found.map(|item| item.read::<RoomRow>()).transpose()?;
        let membership = listed.or(moved).map(|item| item.read::<MembershipRow>()).transpose()?;
        Ok((found.map(Room::from), membership.map(Membership::from)))
    }

    /// Reads how a user stands to a room (1 RRU; 2 for a user who does not stand to it now).
    pub async fn find(self, user: UserId, room: RoomId) -> Result<Option<Membership>> {
        if user.is_guest() {
            return Ok(None);
        }
        let mut row: Option<MembershipRow> = self.store.table.get(&keys::membership(user, room)).await?;
        if row.is_none() {
            row = self.store.table.get(&keys::former_membership(user, room)).await?;
        }
        Ok(row.map(Membership::from))
    }

    /// Reads a room and how a user stands to it (2 RRU, one call; 3 RRU and two calls for a user
    /// who does not stand to it now).
    pub async fn find_with_room(
        self,
        user: UserId,
        room: RoomId,
    ) -> Result<(Option<Room>, Option<Membership>)> {
        if user.is_guest() {
            return Ok((self.store.rooms().find(room).await?, None));
        }
        let [found, mut membership] =
            self.store.table.get_each([keys::room(room), keys::membership(user, room)]).await?;
        let Some(found) = found else { return Ok((None, None)) };
        if membership.is_none() {
            [membership] = self.store.table.get_each([keys::former_membership(user, room)]).await?;
        }
        let membership = membership.map(|item| item.read::<MembershipRow>()).transpose()?;
        Ok((Some(found.read::<RoomRow>()?.into()), membership.map(Membership::from)))
    }

    /// Gives a user with the names that a room knows, if it knows any (1 RRU).
    pub async fn user_in_room(self, user: UserId, room: RoomId) -> Result<User> {
        if user.is_guest() {
            return Ok(User::guest());
        }
        let membership = self.find(user, room).await?;
        Ok(membership.map_or_else(|| User::named(user, Names::default()), |known| known.user(user)))
    }

    /// Reads all of a user's memberships, invitations and bans (about 1 RRU per 30, those that have
    /// ended lately included).
    pub async fn memberships_of(self, user: UserId) -> Result<Vec<Membership>> {
        let mut found = self.memberships_and_departed_of(user).await?;
        found.retain(|membership| membership.standing != Standing::Gone);
        Ok(found)
    }

    /// Reads all of a user's memberships, invitations and bans, and the records of memberships that
    /// have ended, but for those that were moved out of the way.
    pub(crate) async fn memberships_and_departed_of(self, user: UserId) -> Result<Vec<Membership>> {
        if user.is_guest() {
            return Ok(Vec::new());
        }
        let query = Query::all(keys::user(user), usize::MAX).prefix(keys::MEMBERSHIPS);
        let rows: Vec<MembershipRow> = self.store.table.query(query).await?;
        Ok(rows.into_iter().map(Membership::from).collect())
    }

    /// Reads the records of memberships that were moved out of the way, a moment behind (0.5 RRU each).
    pub(crate) async fn find_former(
        self,
        user: UserId,
        rooms: Vec<RoomId>,
    ) -> Result<HashMap<RoomId, Membership>> {
        let keys = rooms.into_iter().map(|room| keys::former_membership(user, room)).collect();
        let rows: Vec<Option<MembershipRow>> = self.store.table.get_many(keys, false).await?;
        Ok(rows.into_iter().flatten().map(|row| (row.room, row.into())).collect())
    }
}
