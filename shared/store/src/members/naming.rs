//! The names that memberships and member lists have, which follow a newer token.

use roomcast_domain::{Membership, RoomId, User};

use super::writes::{ATTEMPTS, Place, entry_key, entry_keys, if_unchanged, put_entry};
use crate::Members;
use crate::error::{Result, StoreError};
use crate::keys;
use crate::rows::{MembershipRow, NamesRow, UserRow};
use crate::table::{Condition, Transacted, Transaction, Value, Write, pause};

impl Members<'_> {
    /// Tells whether a user's memberships have these names, or those of a newer token (1 RRU).
    pub async fn names_are_known(self, user: &User, iat_s: i64) -> Result<bool> {
        let known: Option<NamesRow> = self.store.table.get(&keys::names(user.id)).await?;
        Ok(known.is_some_and(|known| known.iat_s > iat_s || User::from(known.names) == *user))
    }

    /// Gives a user's memberships the names of a newer token (6 WRU a room). Running it twice changes
    /// nothing.
    ///
    /// Touches each membership with its entry of the member list in one transaction, on the condition
    /// that the membership is unchanged; then the record of the user's names, unless a newer token
    /// wrote it. A crash leaves some rooms with the older names: the job is run again, and the record
    /// that was not written has the next use of the token start it anew.
    pub async fn rename(self, user: &User, iat_s: i64) -> Result<()> {
        for membership in self.memberships_of(user.id).await? {
            if membership.is_member() {
                self.rename_in_room(user, iat_s, membership.room).await?;
            }
        }
        let names = UserRow::from(user.clone());
        let known = Write::put(&keys::names(user.id), &NamesRow { names, iat_s })?
            .when(Condition::Missing.or(NamesRow::iat_s.is_at_most(iat_s)));
        self.store.table.write_patiently(known).await.map(drop)
    }

    async fn rename_in_room(self, user: &User, iat_s: i64, room: RoomId) -> Result<()> {
        for attempt in 0..ATTEMPTS {
            let Some(was) = self.find(user.id, room).await?.filter(Membership::is_member) else {
                return Ok(());
            };
            if was.names_iat_s > iat_s || was.user(user.id) == *user {
                return Ok(());
            }
            let now = Membership { names: Some(user.clone()), names_iat_s: iat_s, ..was.clone() };
            let names = Value::of(&UserRow::from(user.clone()))?;
            let changes = [MembershipRow::names.set(names), MembershipRow::names_iat_s.set(iat_s)];
            let own = Write::update(keys::membership(user.id, room), changes);
            let mut writes = Transaction::new([
                (Place::Membership, if_unchanged(own, Some(&was))?),
                (Place::Entry, put_entry(user.id, &now)?),
            ]);
            let stays = entry_key(user.id, &now);
            let gone = entry_keys(user.id, &was).filter(|key| *key != stays);
            writes.extend(gone.map(|key| (Place::OldEntry, Write::delete(key))));
            match self.store.table.transact_patiently(&writes).await? {
                Transacted::Done => return Ok(()),
                _ => pause(attempt).await,
            }
        }
        Err(StoreError::Unavailable("rename: the membership kept changing".into()))
    }
}
