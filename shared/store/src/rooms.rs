//! Rooms: creating, changing, listing, and the cache of their newest message.

use roomcast_domain::{
    Description, MaxMembers, Refusal, Role, RoomId, RoomName, RoomType, Seq, Standing, Time, User, UserId,
};

use crate::Store;
use crate::db::{Transacted, Values, Write, Written, broken, from_item, pause};
use crate::error::{Result, StoreError};
use crate::item::{Membership, RoomItem};
use crate::keys;

mod list;
mod newest;
mod views;

pub use list::{ListedRoom, RoomCursor, RoomPage, Scope};

/// Times that creating a room is begun again before its creator counts as too busy.
const ATTEMPTS: u32 = 20;

/// A room to be created.
#[derive(Debug, Clone)]
pub struct NewRoom {
    /// Its name.
    pub name: RoomName,
    /// Its description.
    pub description: Description,
    /// Who sees it.
    pub room_type: RoomType,
    /// How many members it may have.
    pub max_members: MaxMembers,
    /// Its creator, who becomes its first member and admin.
    pub creator: User,
    /// `iat` of the creator's token, in seconds.
    pub creator_iat_s: i64,
    /// Now.
    pub now: Time,
}

/// A change of a room.
#[derive(Debug, Clone, Default)]
pub struct RoomChange {
    /// Its new name.
    pub name: Option<RoomName>,
    /// Its new description.
    pub description: Option<Description>,
    /// How many members it may have now.
    pub max_members: Option<MaxMembers>,
}

impl Store {
    /// The room (1 RRU), active or not.
    pub async fn find_room(&self, room: RoomId) -> Result<Option<RoomItem>> {
        self.db.get(&keys::room(room)).await
    }

    /// How a user stands to a room (1 RRU).
    pub async fn membership(&self, user: UserId, room: RoomId) -> Result<Option<Membership>> {
        if user.is_guest() {
            return Ok(None);
        }
        self.db.get(&keys::membership(user, room)).await
    }

    /// A room and how a user stands to it (2 RRU, one call).
    pub async fn room_and_membership(
        &self,
        user: UserId,
        room: RoomId,
    ) -> Result<(Option<RoomItem>, Option<Membership>)> {
        if user.is_guest() {
            return Ok((self.find_room(room).await?, None));
        }
        let [found, membership] = self.db.get_each([keys::room(room), keys::membership(user, room)]).await?;
        Ok((found.map(from_item).transpose()?, membership.map(from_item).transpose()?))
    }

    /// A user with the names that a room knows, if it knows any (1 RRU).
    pub async fn user_in_room(&self, user: UserId, room: RoomId) -> Result<User> {
        if user.is_guest() {
            return Ok(User::guest());
        }
        let membership = self.membership(user, room).await?;
        Ok(membership.map_or_else(|| User::named(user, None, None, None), |known| known.user(user)))
    }

    /// Creates a room (8 WRU: counter, room, membership, member entry, index). A crash after the
    /// counter skips a room number, which nobody was promised.
    pub async fn create_room(&self, new: NewRoom) -> Result<RoomItem> {
        let mut guard = self.check_room_limit(new.creator.id).await?;
        let id = self.next_room_id().await?;
        let creator = (&new.creator).into();
        let bump_s = new.now.s();
        let public = new.room_type == RoomType::Public;
        let room = RoomItem {
            id,
            name: new.name.into_string(),
            description: new.description.into_string(),
            room_type: new.room_type,
            max_members: new.max_members.get(),
            member_count: 1,
            admin_count: 1,
            active: true,
            created_by: creator,
            created_ms: new.now.ms(),
            updated_ms: new.now.ms(),
            last_seq: Seq::ZERO,
            last_ms: new.now.ms(),
            preview: None,
            bump_s,
            index_pk: public.then(|| keys::PUBLIC.to_owned()),
            index_sk: public.then(|| keys::activity(bump_s, id)),
        };
        let membership = Membership {
            role: Role::Admin,
            joined_ms: new.now.ms(),
            read_ms: Some(new.now.ms()),
            names: Some((&new.creator).into()),
            names_iat_s: new.creator_iat_s,
            ..Membership::new(id, Standing::Member)
        };
        let user = new.creator.id;
        let writes = [
            Write::put(&keys::room(id), &room)?.when("attribute_not_exists(pk)"),
            Write::put(&keys::membership(user, id), &membership)?,
            Write::put(&membership.member_key(user), &membership.person(user))?,
        ];
        for attempt in 0..ATTEMPTS {
            let guarded = writes.iter().chain(guard.as_ref().map(|guard| &guard.write)).cloned().collect();
            match self.db.transact_patiently(guarded).await? {
                Transacted::Done => return Ok(room),
                Transacted::Refused(refused) if refused.first().is_some_and(|room| room.failed) => {
                    return Err(StoreError::Broken(format!("room number {id} was given twice")));
                }
                _ => pause(attempt).await,
            }
            drop(guard);
            guard = self.check_room_limit(user).await?;
        }
        Err(Refusal::RoomBusy.into())
    }

    async fn next_room_id(&self) -> Result<RoomId> {
        let count =
            Write::update(keys::room_counter(), "ADD n :one").with(Values::new().n(":one", 1)).returning();
        let Written::Done(Some(item)) = self.db.write_patiently(count).await? else {
            return Err(broken("the room counter answered nothing"));
        };
        let number = item.get("n").and_then(|n| n.as_n().ok()).and_then(|n| n.parse().ok());
        number.and_then(RoomId::new).ok_or_else(|| broken("the room counter is out of range"))
    }

    /// Changes a room (1 WRU) if it is active and `max_members` is not under its member count.
    pub async fn change_room(&self, room: RoomId, change: RoomChange, now: Time) -> Result<RoomItem> {
        let mut sets = vec!["ua = :now"];
        let mut values = Values::new().n(":now", now.ms()).b(":yes", true);
        let mut condition = "a = :yes".to_owned();
        if let Some(name) = change.name {
            sets.push("n = :name");
            values = values.s(":name", name.into_string());
        }
        if let Some(description) = change.description {
            sets.push("d = :description");
            values = values.s(":description", description.into_string());
        }
        if let Some(max) = change.max_members {
            sets.push("mm = :max");
            condition.push_str(" AND mc <= :max");
            values = values.n(":max", max.get());
        }
        let update = Write::update(keys::room(room), format!("SET {}", sets.join(", ")));
        match self.db.write_patiently(update.when(condition).with(values).returning()).await? {
            Written::Done(Some(item)) => from_item(item),
            Written::Refused(Some(item)) => {
                let active = from_item::<RoomItem>(item)?.active;
                Err(if active { Refusal::TooFewSeats } else { Refusal::RoomNotFound }.into())
            }
            _ => Err(Refusal::RoomNotFound.into()),
        }
    }
}
