//! Rooms: creating, changing, listing, and the cache of their newest message.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use roomcast_domain::{
    Description, LastMessage, MaxMembers, Message, MessageId, NewRoomView, Refusal, Role, RoomId,
    RoomListItem, RoomName, RoomRef, RoomSummary, RoomType, Seq, Standing, Time, User, UserId, excerpt,
};

use crate::Store;
use crate::db::{Query, Transacted, Values, Write, Written, broken, from_item, pause};
use crate::error::{Result, StoreError};
use crate::item::{Membership, PersonItem, Preview, RoomItem, RoomSnapshot};
use crate::keys;
use crate::lane::lock;

/// A message is newer than the cached one, or a later version of it.
const IF_NEWER: &str = "(ls < :seq OR (ls = :seq AND pv.v <= :version))";
/// A room moves in the list at most once in this time, so that its index entry is rarely written.
const BUMP_EVERY_S: i64 = 3_600;
/// Times that creating a room is begun again before its creator counts as too busy.
const ATTEMPTS: u32 = 20;
/// Memberships, invitations and bans of one user that are read at most.
const MEMBERSHIPS_READ: usize = 10_000;

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

/// Which rooms a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Rooms that the user belongs to or is invited to.
    Mine,
    /// Public rooms that the user does not belong to.
    Public,
    /// Both.
    All,
}

/// Where a page of the room list ended: behind this room in the order of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoomCursor {
    /// Second of the room's last move.
    pub bump_s: i64,
    /// The room.
    pub room: RoomId,
}

/// A room of a list, with how the user stands to it.
#[derive(Debug, Clone)]
pub struct ListedRoom {
    /// The room.
    pub room: RoomItem,
    /// The user's membership, invitation or ban.
    pub membership: Option<Membership>,
}

/// A page of the room list.
#[derive(Debug, Clone)]
pub struct RoomPage {
    /// The rooms, most recently active first.
    pub rooms: Vec<ListedRoom>,
    /// Where the next page begins, if there is one.
    pub next: Option<RoomCursor>,
}

impl RoomItem {
    fn cursor(&self) -> RoomCursor {
        RoomCursor { bump_s: self.bump_s, room: self.id }
    }

    /// Its id and name.
    pub fn reference(&self) -> RoomRef {
        RoomRef { id: self.id, name: self.name.clone() }
    }

    /// Whether a user who stands to it like this may see it. Callers answer "not found" if not.
    pub fn is_visible_to(&self, membership: Option<&Membership>) -> bool {
        self.active
            && (self.room_type == RoomType::Public || membership.is_some_and(Membership::sees_hidden_room))
    }

    /// Messages after a member's read position.
    pub fn unread(&self, membership: Option<&Membership>) -> u32 {
        membership.filter(|m| m.is_member()).map_or(0, |m| self.last_seq.since(m.read_seq))
    }

    /// The room as its creator gets it.
    pub fn new_view(&self) -> NewRoomView {
        NewRoomView {
            id: self.id,
            name: self.name.clone(),
            description: self.description.clone(),
            room_type: self.room_type,
            created_by: self.created_by.clone().into(),
            member_count: self.member_count,
            is_active: self.active,
            max_members: self.max_members,
            created_at: Time(self.created_ms),
        }
    }

    /// The room without what depends on the caller.
    pub fn summary(&self) -> RoomSummary {
        RoomSummary { room: self.new_view(), updated_at: Time(self.updated_ms) }
    }

    /// The room as a notification keeps it.
    pub fn snapshot(&self) -> RoomSnapshot {
        RoomSnapshot {
            id: self.id,
            name: self.name.clone(),
            description: self.description.clone(),
            room_type: self.room_type,
            created_by: self.created_by.clone(),
            member_count: self.member_count,
            max_members: self.max_members,
            active: self.active,
            created_ms: self.created_ms,
            updated_ms: self.updated_ms,
        }
    }

    /// The room as a line of the list.
    pub fn list_item(&self, membership: Option<&Membership>) -> RoomListItem {
        RoomListItem {
            id: self.id,
            name: self.name.clone(),
            description: self.description.clone(),
            room_type: self.room_type,
            created_by: self.created_by.clone().into(),
            member_count: self.member_count,
            last_message: self.preview.as_ref().map(|preview| LastMessage {
                id: MessageId::of(self.id, preview.seq),
                content: preview.content.clone(),
                sender: preview.sender.clone(),
                created_at: Time(preview.created_ms),
            }),
            created_at: Time(self.created_ms),
            unread_count: self.unread(membership),
            is_member: membership.is_some_and(Membership::is_member),
        }
    }
}

impl From<RoomSnapshot> for RoomSummary {
    fn from(room: RoomSnapshot) -> Self {
        Self {
            room: NewRoomView {
                id: room.id,
                name: room.name,
                description: room.description,
                room_type: room.room_type,
                created_by: room.created_by.into(),
                member_count: room.member_count,
                is_active: room.active,
                max_members: room.max_members,
                created_at: Time(room.created_ms),
            },
            updated_at: Time(room.updated_ms),
        }
    }
}

fn preview(message: &Message) -> Preview {
    Preview {
        seq: message.seq,
        content: excerpt(&message.content),
        sender: message.sender.username.clone(),
        created_ms: message.created_at.ms(),
        version: if message.is_deleted { i64::MAX } else { message.updated_at.ms() },
    }
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
        let person = PersonItem {
            user: (&new.creator).into(),
            role: Role::Admin,
            muted: false,
            joined_ms: new.now.ms(),
        };
        let membership = Membership {
            room: id,
            standing: Standing::Member,
            role: Role::Admin,
            muted: false,
            joined_ms: new.now.ms(),
            joined_seq: Seq::ZERO,
            read_seq: Seq::ZERO,
            read_ms: Some(new.now.ms()),
            window_ms: 0,
            window_count: 0,
            names: Some((&new.creator).into()),
            names_iat_s: new.creator_iat_s,
        };
        let entry = keys::member(id, &new.creator.username, new.creator.id);
        let writes = [
            Write::put(&keys::room(id), &room)?.when("attribute_not_exists(pk)"),
            Write::put(&keys::membership(new.creator.id, id), &membership)?,
            Write::put(&entry, &person)?,
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
            guard = self.check_room_limit(new.creator.id).await?;
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

    /// Brings the room's cache up to a stored message (1 WRU, once an hour and room 3 more) and
    /// answers the room. Senders that wait while another one updates share its result. A crash
    /// before it leaves the cache behind until the next send, edit or delete; where no other process
    /// writes, until somebody lists the room.
    pub async fn cache_newest(&self, message: &Arc<Message>) -> Result<Arc<RoomItem>> {
        let lane = self.lanes.of(message.room);
        let mut cached = lane.cache.lock().await;
        if cached.covered >= message.seq
            && let Some(room) = &cached.room
        {
            return Ok(room.clone());
        }
        let latest = lock(&lane.latest).clone().filter(|latest| latest.seq > message.seq);
        let latest = latest.unwrap_or_else(|| message.clone());
        let room = Arc::new(self.write_newest(&latest, "ls < :seq").await?.ok_or(Refusal::RoomNotFound)?);
        cached.covered = latest.seq;
        cached.room = Some(room.clone());
        Ok(room)
    }

    /// Brings the room's preview up to a message that was edited or deleted, if it is the newest
    /// (1 WRU): a slower send cannot put the old text back.
    pub async fn cache_changed(&self, message: &Message) -> Result<()> {
        self.write_newest(message, IF_NEWER).await.map(drop)
    }

    async fn write_newest(&self, message: &Message, newer: &str) -> Result<Option<RoomItem>> {
        let values = Values::new()
            .n(":seq", message.seq)
            .n(":at", message.created_at.ms())
            .b(":yes", true)
            .value(":preview", &preview(message))?;
        let values =
            if newer.contains(":version") { values.n(":version", preview(message).version) } else { values };
        let update = Write::update(keys::room(message.room), "SET ls = :seq, la = :at, pv = :preview")
            .when(format!("a = :yes AND {newer}"))
            .with(values)
            .returning();
        match self.db.write_patiently(update).await? {
            Written::Done(Some(item)) => {
                let room: RoomItem = from_item(item)?;
                self.move_in_list(&room).await?;
                Ok(Some(room))
            }
            Written::Refused(Some(item)) => from_item(item).map(Some),
            _ => Ok(None),
        }
    }

    async fn move_in_list(&self, room: &RoomItem) -> Result<()> {
        let bump_s = Time(room.last_ms).s();
        if bump_s - room.bump_s < BUMP_EVERY_S {
            return Ok(());
        }
        let values = Values::new().n(":old", room.bump_s).n(":new", bump_s).b(":yes", true);
        let (set, values) = if room.index_pk.is_some() {
            ("SET b = :new, gs = :gs", values.s(":gs", keys::activity(bump_s, room.id)))
        } else {
            ("SET b = :new", values)
        };
        let moved = Write::update(keys::room(room.id), set).when("a = :yes AND b = :old").with(values);
        self.db.write_patiently(moved).await.map(drop)
    }

    /// All of a user's memberships, invitations and bans, without those that left muted
    /// (about 1 RRU per 30).
    pub async fn memberships(&self, user: UserId) -> Result<Vec<Membership>> {
        if user.is_guest() {
            return Ok(Vec::new());
        }
        let query = Query::all(keys::user(user), MEMBERSHIPS_READ).prefix(keys::MEMBERSHIPS);
        let mut found: Vec<Membership> = self.db.query(query).await?;
        found.retain(|membership| membership.standing != Standing::Gone);
        Ok(found)
    }

    /// Rooms by id (0.5 RRU each), in any order; what a caller belongs to and an eventual read
    /// misses is read again consistently.
    pub async fn rooms(&self, ids: &[RoomId]) -> Result<HashMap<RoomId, RoomItem>> {
        let keys_of = |ids: &[RoomId]| ids.iter().map(|id| keys::room(*id)).collect::<Vec<_>>();
        let found: Vec<RoomItem> = self.db.batch_get(keys_of(ids), false).await?;
        let mut rooms: HashMap<_, _> = found.into_iter().map(|room| (room.id, room)).collect();
        let missing: Vec<_> = ids.iter().copied().filter(|id| !rooms.contains_key(id)).collect();
        if !missing.is_empty() {
            let found: Vec<RoomItem> = self.db.batch_get(keys_of(&missing), true).await?;
            rooms.extend(found.into_iter().map(|room| (room.id, room)));
        }
        if self.sole_writer {
            let behind = rooms.values().filter(|room| room.active).map(|room| self.catch_up(room));
            for room in futures_util::future::try_join_all(behind).await?.into_iter().flatten() {
                rooms.insert(room.id, room);
            }
        }
        Ok(rooms)
    }

    /// Brings a room's cache up to its newest message where a process that died had stored or changed
    /// it and did no more; the room, if that was so. Looks once in a process's life at each room.
    async fn catch_up(&self, room: &RoomItem) -> Result<Option<RoomItem>> {
        let lane = self.lanes.of(room.id);
        if lane.checked.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let newest = self.newest(room.id).await?.seq;
        let message = match newest {
            Seq::ZERO => None,
            newest => self.find_message(MessageId::of(room.id, newest)).await?,
        };
        let caught_up = match message {
            Some(message) if room.preview != Some(preview(&message)) => {
                self.write_newest(&message, IF_NEWER).await?
            }
            _ => None,
        };
        lane.checked.store(true, Ordering::Relaxed);
        Ok(caught_up)
    }

    /// A page of the rooms that a user sees, most recently active first. The order between pages
    /// is that of the rooms' last moves (to the hour), inside a page it is exact.
    pub async fn list_rooms(
        &self,
        user: UserId,
        scope: Scope,
        limit: usize,
        cursor: Option<RoomCursor>,
    ) -> Result<RoomPage> {
        let from = cursor.map_or_else(|| keys::LAST.to_owned(), |c| keys::activity(c.bump_s, c.room));
        let (memberships, public) = futures_util::try_join!(self.memberships(user), async {
            if scope == Scope::Mine { Ok(Vec::new()) } else { self.public_rooms(&from, limit + 2).await }
        })?;
        let memberships: HashMap<RoomId, Membership> = memberships.into_iter().map(|m| (m.room, m)).collect();
        let own: HashSet<RoomId> = memberships
            .values()
            .filter(|m| if scope == Scope::Public { m.is_member() } else { m.sees_hidden_room() })
            .map(|m| m.room)
            .collect();
        let mut ids: Vec<RoomId> =
            if scope == Scope::Public { Vec::new() } else { own.iter().copied().collect() };
        ids.extend(self.foreign_public_rooms(public, &own, cursor, limit + 1).await?);
        let mut rooms: Vec<RoomItem> =
            self.rooms(&ids).await?.into_values().filter(|room| room.active).collect();
        rooms.retain(|room| cursor.is_none_or(|cursor| room.cursor() < cursor));
        rooms.sort_by_key(|room| std::cmp::Reverse(room.cursor()));
        let more = rooms.len() > limit;
        rooms.truncate(limit);
        let next = rooms.last().filter(|_| more).map(RoomItem::cursor);
        rooms.sort_by_key(|room| std::cmp::Reverse((room.last_ms, room.id)));
        let rooms = rooms
            .into_iter()
            .map(|room| ListedRoom { membership: memberships.get(&room.id).cloned(), room })
            .collect();
        Ok(RoomPage { rooms, next })
    }

    /// Public rooms of the index that the user does not belong to, at most `wanted`; reads on while
    /// own ones fill the pages.
    async fn foreign_public_rooms(
        &self,
        first: Vec<String>,
        own: &HashSet<RoomId>,
        cursor: Option<RoomCursor>,
        wanted: usize,
    ) -> Result<Vec<RoomId>> {
        let not_cursor = |id: &RoomId| cursor.is_none_or(|cursor| cursor.room != *id);
        let mut page = first;
        let mut found = Vec::new();
        loop {
            let full = page.len() > wanted;
            let ids = page.iter().filter_map(|key| keys::room_of_activity(key));
            found.extend(ids.filter(|id| !own.contains(id)).filter(not_cursor));
            found.dedup();
            match page.last() {
                Some(last) if full && found.len() < wanted => {
                    page = self.public_rooms(last, wanted + 1).await?;
                }
                _ => return Ok(found),
            }
        }
    }

    async fn public_rooms(&self, from: &str, limit: usize) -> Result<Vec<String>> {
        let query = Query::all(keys::PUBLIC, limit).between("0", from).by_activity().descending();
        let items = self.db.query_items(query).await?;
        Ok(items
            .into_iter()
            .filter_map(|mut item| match item.remove(crate::schema::INDEX_SK) {
                Some(aws_sdk_dynamodb::types::AttributeValue::S(key)) => Some(key),
                _ => None,
            })
            .collect())
    }
}
