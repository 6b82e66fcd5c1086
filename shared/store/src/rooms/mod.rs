//! Rooms: creating, changing, listing, and the cache of their newest message.

use roomcast_domain::{
    Description, MaxMembers, Membership, Refusal, Role, Room, RoomId, RoomName, RoomType, Seq, SlowMode,
    Standing, Time, User,
};

use crate::Rooms;
use crate::error::{Result, StoreError, broken};
use crate::keys;
use crate::members::{put_entry, put_membership};
use crate::rows::{CounterRow, RoomRow, SlowModeRow};
use crate::table::{Condition, Refused, Transacted, Transaction, Write, Written, pause};

mod direct;
mod list;
mod newest;

pub use direct::Opened;
pub use list::{ListedRoom, RoomCursor, RoomPage, Scope};

/// Attempts at creating a room before its creator counts as too busy.
const ATTEMPTS: u32 = 20;

/// A room to be created.
#[derive(Debug, Clone)]
pub struct NewRoom {
    /// The name.
    pub name: RoomName,
    /// The description.
    pub description: Description,
    /// Who sees the room.
    pub room_type: RoomType,
    /// How many members the room may have.
    pub max_members: MaxMembers,
    /// The creator, who becomes the first member and admin.
    pub creator: User,
    /// `iat` of the creator's token, in seconds.
    pub creator_iat_s: i64,
    /// The current time.
    pub now: Time,
}

/// A change of a room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomChange {
    /// The new name.
    pub name: Option<RoomName>,
    /// The new description.
    pub description: Option<Description>,
    /// How many members the room may have now.
    pub max_members: Option<MaxMembers>,
    /// How long members wait between two messages now.
    pub slow_mode: Option<SlowMode>,
}

/// The places of the writes that create a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Room,
    Membership,
    Entry,
    Guard,
}

impl NewRoom {
    fn row(self, id: RoomId) -> RoomRow {
        let Self { name, description, room_type, max_members, creator, creator_iat_s: _, now } = self;
        let is_public = room_type == RoomType::Public;
        let bump_s = now.s();
        RoomRow {
            id,
            name: name.into_string(),
            description: description.into_string(),
            room_type,
            max_members: max_members.get(),
            member_count: 1,
            admin_count: 1,
            is_active: true,
            slow_mode_s: 0,
            created_by: creator.into(),
            created_ms: now.ms(),
            updated_ms: now.ms(),
            last_seq: Seq::ZERO,
            last_ms: now.ms(),
            preview: None,
            bump_s,
            direct: None,
            index_pk: is_public.then(|| keys::PUBLIC.to_owned()),
            index_sk: is_public.then(|| keys::activity(bump_s, id)),
        }
    }
}

impl Rooms<'_> {
    /// Reads a room, active or not (1 RRU), by the call that the other readers of rooms make, so that
    /// no function needs a permission for this alone.
    pub async fn find(self, room: RoomId) -> Result<Option<Room>> {
        let [found] = self.store.table.get_each([keys::room(room)]).await?;
        Ok(found.map(|item| item.read::<RoomRow>()).transpose()?.map(Room::from))
    }

    /// Creates a room with its first member (8 WRU).
    ///
    /// Touches the counter of room numbers; then the room, with its place in the index, the creator's
    /// membership and entry of the member list in one transaction, on the condition that the room does
    /// not exist. A crash after the counter skips a room number, which nobody was promised.
    pub async fn create(self, new: NewRoom) -> Result<Room> {
        let mut guard = self.store.members().check_room_limit(new.creator.id).await?;
        let id = self.next_id().await?;
        let user = new.creator.id;
        let membership = Membership {
            role: Role::Admin,
            joined_ms: new.now.ms(),
            read_ms: Some(new.now.ms()),
            names: Some(new.creator.clone()),
            names_iat_s: new.creator_iat_s,
            ..Membership::new(id, Standing::Member)
        };
        let room = new.row(id);
        let writes = [
            (Place::Room, Write::put(&keys::room(id), &room)?.when(Condition::Missing)),
            (Place::Membership, put_membership(user, &membership)?),
            (Place::Entry, put_entry(user, &membership)?),
        ];
        for attempt in 0..ATTEMPTS {
            let mut guarded = Transaction::new(writes.clone());
            guarded.extend(guard.as_ref().map(|guard| (Place::Guard, guard.write.clone())));
            match self.store.table.transact_patiently(&guarded).await? {
                Transacted::Done => return Ok(room.into()),
                Transacted::Refused(refused) if Refused::find(&refused, Place::Room).is_some() => {
                    return Err(StoreError::Broken(format!("room number {id} was given twice")));
                }
                _ => pause(attempt).await,
            }
            drop(guard);
            guard = self.store.members().check_room_limit(user).await?;
        }
        Err(Refusal::RoomBusy.into())
    }

    async fn next_id(self) -> Result<RoomId> {
        let count = Write::update(keys::room_counter(), [CounterRow::last.add(1)]).returning();
        let Written::Done(Some(item)) = self.store.table.write_patiently(count).await? else {
            return Err(broken("the room counter answered nothing"));
        };
        Ok(item.read::<CounterRow>()?.last)
    }

    /// Reads how slow a room is, a moment behind (0.5 RRU): 0 if it does not exist.
    pub async fn slow_mode_s(self, room: RoomId) -> Result<u32> {
        let rows: Vec<Option<SlowModeRow>> = self.store.table.get_many(vec![keys::room(room)], false).await?;
        Ok(rows.into_iter().flatten().next().map_or(0, |row| row.slow_mode_s))
    }

    /// Changes a room's name, description, size or slow mode (1 WRU).
    ///
    /// Touches the room, on the condition that it is active and that a new size is not under the
    /// member count. A crash after it leaves clients untold, which find the change by reading.
    pub async fn change(self, room: RoomId, change: RoomChange, now: Time) -> Result<Room> {
        let mut changes = vec![RoomRow::updated_ms.set(now.ms())];
        let mut condition = RoomRow::is_active.is(true);
        changes.extend(change.name.map(|name| RoomRow::name.set(name.into_string())));
        changes.extend(change.description.map(|text| RoomRow::description.set(text.into_string())));
        changes.extend(change.slow_mode.map(|slow| RoomRow::slow_mode_s.set(slow.get())));
        if let Some(max) = change.max_members {
            changes.push(RoomRow::max_members.set(max.get()));
            condition = condition.and(RoomRow::member_count.is_at_most(max.get()));
        }
        let update = Write::update(keys::room(room), changes).when(condition).returning();
        match self.store.table.write_patiently(update).await? {
            Written::Done(Some(item)) => Ok(item.read::<RoomRow>()?.into()),
            Written::Refused(Some(item)) => {
                let is_active = item.read::<RoomRow>()?.is_active;
                Err(if is_active { Refusal::TooFewSeats } else { Refusal::RoomNotFound }.into())
            }
            _ => Err(Refusal::RoomNotFound.into()),
        }
    }
}
