//! Direct rooms: opening, hiding, and the names that their users see.

use roomcast_domain::{
    DirectUsers, MAX_MEMBERS_MIN, Membership, Names, Refusal, Room, RoomId, RoomType, Seq, Standing, Time,
    User, UserId,
};

use crate::Rooms;
use crate::error::{Result, StoreError, broken};
use crate::keys;
use crate::members::{put_entry, put_membership};
use crate::rows::{DirectRow, MembershipRow, NamesRow, RoomRow};
use crate::table::{Condition, Refused, Transacted, Transaction, Write, pause};
use crate::users::Allowance;

/// Attempts at making a room of two users who open it at the same moment.
const ATTEMPTS: u32 = 20;

/// The outcome of opening a direct room.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The room's id.
    pub room: RoomId,
    /// Whether the room was made now.
    pub is_new: bool,
    /// Whether the room stands in the caller's list only since now.
    pub appeared: bool,
}

/// The places of the writes that make a direct room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Pair,
    Room,
    Membership,
    Entry,
}

impl Rooms<'_> {
    /// Opens the direct room of a user with `other`: finds it (3 RRU; 1 WRU if it was hidden) or makes it
    /// (1 RRU for each user, 14 WRU; at most 50 a day).
    ///
    /// Touches the user's count of the day and the counter of room numbers; then the pair's item, on the
    /// condition that there is none, the room, both memberships and both entries of the member list in one
    /// transaction. A crash before it skips a room number; a crash after it leaves the whole room.
    pub async fn open_direct(self, user: &User, iat_s: i64, other: UserId, now: Time) -> Result<Opened> {
        let users = DirectUsers::of(user.id, other)?;
        let key = keys::direct_room(users);
        let mut is_counted = false;
        for attempt in 0..ATTEMPTS {
            if let Some(found) = self.store.table.get::<DirectRow>(&key).await? {
                let appeared = self.show_direct(user.id, found.room).await?;
                return Ok(Opened { room: found.room, is_new: false, appeared });
            }
            if !is_counted {
                self.store.users().count_act(user.id, Allowance::DirectRooms, now).await?;
                is_counted = true;
            }
            if let Some(room) = self.try_make_direct(user, iat_s, users, now).await? {
                return Ok(Opened { room, is_new: true, appeared: true });
            }
            pause(attempt).await;
        }
        Err(Refusal::RoomBusy.into())
    }

    async fn try_make_direct(
        self,
        user: &User,
        iat_s: i64,
        users: DirectUsers,
        now: Time,
    ) -> Result<Option<RoomId>> {
        let id = self.next_id().await?;
        let room = direct_room(id, users, user.clone(), now);
        let mut writes = Transaction::new([
            (
                Place::Pair,
                Write::put(&keys::direct_room(users), &DirectRow { room: id })?.when(Condition::Missing),
            ),
            (Place::Room, Write::put(&keys::room(id), &room)?.when(Condition::Missing)),
        ]);
        for of in users.both() {
            let names = self.store.table.get::<NamesRow>(&keys::names(of)).await?;
            let known = names.map(|row| (User::from(row.names), row.iat_s));
            // Newer names take the place of these (`Members::rename`).
            let (own, own_iat_s) =
                if of == user.id { (user.clone(), iat_s) } else { (User::named(of, Names::default()), 0) };
            let (names, names_iat_s) =
                known.filter(|(_, at_s)| *at_s > own_iat_s).unwrap_or((own, own_iat_s));
            let membership = Membership {
                joined_ms: now.ms(),
                read_ms: Some(now.ms()),
                hidden_up_to: (of != user.id).then_some(Seq::ZERO),
                direct_with: Some(users.other(of)),
                names: Some(names),
                names_iat_s,
                ..Membership::new(id, Standing::Member)
            };
            writes.push(Place::Membership, put_membership(of, &membership)?);
            writes.push(Place::Entry, put_entry(of, &membership)?);
        }
        match self.store.table.transact_patiently(&writes).await? {
            Transacted::Done => Ok(Some(id)),
            Transacted::Refused(refused) if Refused::find(&refused, Place::Room).is_some() => {
                Err(StoreError::Broken(format!("room number {id} was given twice")))
            }
            Transacted::Refused(_) | Transacted::Conflict => Ok(None),
        }
    }

    /// Lets a direct room stand in a user's list (2 RRU; 1 WRU if it was hidden), and tells whether it did not
    /// stand there before.
    ///
    /// Touches the membership, without a condition: opening again does the same.
    async fn show_direct(self, user: UserId, room: RoomId) -> Result<bool> {
        let (found, membership) = self.store.members().find_with_room(user, room).await?;
        let (Some(mut found), Some(membership)) = (found, membership) else {
            return Err(broken("a direct room lacks its room or a membership"));
        };
        if membership.hidden_up_to.is_none() {
            return Ok(false);
        }
        self.cover_newest(&mut found);
        let shown = Write::update(keys::membership(user, room), [MembershipRow::hidden_up_to.remove()]);
        self.store.table.write_patiently(shown).await?;
        Ok(!found.is_listed_for(Some(&membership)))
    }

    /// Hides a direct room from a user's list until a newer message comes (1 RRU, 1 WRU). The user stays a
    /// member.
    ///
    /// Touches the membership, without a condition: leaving again does the same.
    pub(crate) async fn hide_direct(self, user: UserId, room: RoomId) -> Result<()> {
        let newest = self.store.messages().newest(room).await?.seq;
        let hidden = [MembershipRow::hidden_up_to.set(newest)];
        self.store.table.write_patiently(Write::update(keys::membership(user, room), hidden)).await.map(drop)
    }

    /// Gives the direct rooms among `rooms` the name of the user whom `viewer` talks to there, a moment behind
    /// (0.5 RRU for each direct room).
    pub async fn name_direct(self, viewer: UserId, rooms: impl IntoIterator<Item = &mut Room>) -> Result<()> {
        let rooms: Vec<(UserId, &mut Room)> =
            rooms.into_iter().filter_map(|room| Some((room.direct?.other(viewer), room))).collect();
        if rooms.is_empty() {
            return Ok(());
        }
        let keys = rooms.iter().map(|(other, room)| keys::membership(*other, room.body.id)).collect();
        let found: Vec<Option<MembershipRow>> = self.store.table.get_many(keys, false).await?;
        for ((other, room), row) in rooms.into_iter().zip(found) {
            let membership =
                row.map_or_else(|| Membership::new(room.body.id, Standing::Member), Membership::from);
            room.show_direct_user(membership.user(other));
        }
        Ok(())
    }
}

fn direct_room(id: RoomId, users: DirectUsers, creator: User, now: Time) -> RoomRow {
    RoomRow {
        id,
        name: String::new(),
        description: String::new(),
        room_type: RoomType::Private,
        max_members: MAX_MEMBERS_MIN,
        member_count: 2,
        admin_count: 0,
        is_active: true,
        slow_mode_s: 0,
        created_by: creator.into(),
        created_ms: now.ms(),
        updated_ms: now.ms(),
        last_seq: Seq::ZERO,
        last_ms: now.ms(),
        preview: None,
        bump_s: now.s(),
        direct: Some(users.both()),
        index_pk: None,
        index_sk: None,
    }
}
