//! The user sockets of a user, which share one item: whoever tells the members of a room something reads one
//! small item of each of them, whatever number of rooms and sockets they have.
//!
//! The item is changed as a whole, on the condition that it is unchanged.

use roomcast_domain::{ACTIVITY_MEMBERS, Refusal, RoomId, RoomType, Time, UserId, UserSocket};

use super::{GoLive, LIFE_MS};
use crate::Connections;
use crate::error::Result;
use crate::keys;
use crate::rows::{RoomSizeRow, UserSocketValue, UserSocketsRow};
use crate::table::{Condition, Query, Write, Written, pause};

/// Invited users of a room that are told of it.
const INVITED_TOLD: usize = 100;
/// Attempts at a change of the item: only the sockets of one user, opening and closing at once, are in each
/// other's way.
const ATTEMPTS: u32 = 25;

impl Connections<'_> {
    /// Reads the user sockets of a user, the oldest first, consistently (1 RRU).
    pub async fn user_sockets(self, user: UserId, now: Time) -> Result<Vec<UserSocket>> {
        let row: Option<UserSocketsRow> =
            self.store.table.get(&keys::user_sockets(&self.store.epoch, user)).await?;
        Ok(row.map_or_else(Vec::new, |row| sockets_of(row, user, now)))
    }

    /// Reads the live user sockets of a room's members and invited users; none in a room of more than 100
    /// members (0.5 RRU for the room, 1 RRU per 30 of them, 0.5 RRU for each of them). Of the invited, the
    /// first 100 are read, and they hear activity in a public room only, where they may read.
    ///
    /// The members are read consistently, the sockets a moment behind, and only those that were opened before
    /// the members were read: nobody who was removed since has such a socket any more.
    pub async fn sockets_of_people(self, room: RoomId, now: Time) -> Result<Vec<UserSocket>> {
        let found: Vec<Option<RoomSizeRow>> =
            self.store.table.get_many(vec![keys::room(room)], false).await?;
        let Some(size) = found.into_iter().flatten().next() else { return Ok(Vec::new()) };
        if size.member_count > ACTIVITY_MEMBERS {
            return Ok(Vec::new());
        }
        let most = usize::try_from(ACTIVITY_MEMBERS).unwrap_or(usize::MAX);
        let query = Query::all(keys::people(room), most + INVITED_TOLD)
            .between(keys::MEMBERS, keys::end_of(keys::INVITED));
        let entries = self.store.table.query_items(query).await?;
        let members: Vec<UserId> =
            entries.iter().filter_map(|(sort, _)| keys::user_of_member(sort)).collect();
        if members.len() > most {
            return Ok(Vec::new());
        }
        let invited = entries.iter().filter_map(|(sort, _)| keys::user_of_invited(sort));
        let people: Vec<UserId> = members.iter().copied().chain(invited).collect();
        let keys = people.iter().map(|user| keys::user_sockets(&self.store.epoch, *user)).collect();
        let found: Vec<Option<UserSocketsRow>> = self.store.table.get_many(keys, false).await?;
        let mut sockets = Vec::new();
        for (place, (user, row)) in people.into_iter().zip(found).enumerate() {
            let may_read = place < members.len() || size.room_type == RoomType::Public;
            let own = row.map_or_else(Vec::new, |row| sockets_of(row, user, now));
            sockets.extend(own.into_iter().map(|mut socket| {
                socket.hears_activity &= may_read;
                socket
            }));
        }
        sockets.retain(|socket| {
            socket.connection.live_after.is_some() && socket.connection.opened_ms < now.ms()
        });
        Ok(sockets)
    }

    /// Adds a pending user socket (1 RRU, 1 WRU).
    pub(super) async fn add_user_socket(
        self,
        user: UserId,
        socket: UserSocketValue,
        now: Time,
    ) -> Result<()> {
        let add = |sockets: &mut Vec<UserSocketValue>| sockets.push(socket.clone());
        self.change_user_sockets(user, now, add).await
    }

    /// Makes a pending user socket live (1 RRU, 1 WRU). Its client reads the room list after the first frame,
    /// so that there is no cut.
    pub(super) async fn make_user_socket_live(
        self,
        user: UserId,
        connection: &str,
        now: Time,
    ) -> Result<GoLive> {
        let make_live = |sockets: &mut Vec<UserSocketValue>| match find(sockets, connection) {
            None => GoLive::Gone,
            Some(own) if own.is_live => GoLive::Already,
            Some(own) => {
                own.is_live = true;
                own.expires_s = now.plus_ms(LIFE_MS).s();
                GoLive::Live
            }
        };
        self.change_user_sockets(user, now, make_live).await
    }

    /// Notes that the token of a user socket was renewed, if the socket is there (1 RRU, 1 WRU).
    pub(super) async fn renew_user_socket(
        self,
        user: UserId,
        connection: &str,
        expires_s: i64,
        now: Time,
    ) -> Result<()> {
        let renew = |sockets: &mut Vec<UserSocketValue>| {
            if let Some(own) = find(sockets, connection) {
                own.token_expires_s = Some(expires_s);
            }
        };
        self.change_user_sockets(user, now, renew).await
    }

    /// Removes a user socket, if it is there, and tells whether it had gone live (1 RRU, 1 WRU).
    pub(super) async fn remove_user_socket(self, user: UserId, connection: &str, now: Time) -> Result<bool> {
        let remove = |sockets: &mut Vec<UserSocketValue>| {
            let was_live = find(sockets, connection).is_some_and(|own| own.is_live);
            sockets.retain(|socket| socket.connection != connection);
            was_live
        };
        self.change_user_sockets(user, now, remove).await
    }

    /// Carries out a change of the sockets that have not expired, and gives its outcome. A change that
    /// changes nothing is not written.
    ///
    /// Touches the item of the user's sockets, on the condition that it is unchanged. A crash leaves the whole
    /// change or nothing of it.
    async fn change_user_sockets<T>(
        self,
        user: UserId,
        now: Time,
        change: impl Fn(&mut Vec<UserSocketValue>) -> T,
    ) -> Result<T> {
        let key = keys::user_sockets(&self.store.epoch, user);
        let mut row: Option<UserSocketsRow> = self.store.table.get(&key).await?;
        for attempt in 0..ATTEMPTS {
            let before = row.as_ref().map_or(&[][..], |row| &row.sockets);
            let mut sockets: Vec<_> =
                before.iter().filter(|socket| socket.expires_s > now.s()).cloned().collect();
            let outcome = change(&mut sockets);
            if sockets == before {
                return Ok(outcome);
            }
            let unchanged = row.as_ref().map(|row| UserSocketsRow::version.is(row.version));
            let write = if sockets.is_empty() {
                Write::delete(key.clone())
            } else {
                let expires_s = sockets.iter().map(|socket| socket.expires_s).max().unwrap_or_default();
                let version = rand::random_range(0..i64::MAX);
                Write::put(&key, &UserSocketsRow { version, sockets, expires_s })?
            };
            let write = write.when(unchanged.unwrap_or(Condition::Missing));
            match self.store.table.write_patiently(write).await? {
                Written::Done(_) => return Ok(outcome),
                Written::Refused(there) => row = there.map(|item| item.read()).transpose()?,
                Written::Conflict => {}
            }
            pause(attempt).await;
        }
        Err(Refusal::StoreUnavailable.into())
    }
}

fn find<'a>(sockets: &'a mut [UserSocketValue], connection: &str) -> Option<&'a mut UserSocketValue> {
    sockets.iter_mut().find(|socket| socket.connection == connection)
}

/// Gives the sockets that have not expired, the oldest first.
fn sockets_of(row: UserSocketsRow, user: UserId, now: Time) -> Vec<UserSocket> {
    let mut sockets: Vec<UserSocket> = row
        .sockets
        .into_iter()
        .filter(|socket| socket.expires_s > now.s())
        .map(|socket| socket.of(user))
        .collect();
    sockets.sort_by_key(|socket| socket.connection.opened_ms);
    sockets
}
