//! Marking notifications as read.

use roomcast_domain::{Membership, NotificationId, Refusal, Time, UserId};

use super::list::notified_range;
use crate::Notifications;
use crate::error::Result;
use crate::keys;
use crate::rows::{NotificationRow, ReadAllRow, ReadMarkRow};
use crate::table::{Condition, Write, Written};

impl Notifications<'_> {
    /// Marks a notification as read (1 WRU): one of the user's own stored ones, or one about a message
    /// that the user may be notified of. Any other id is not found.
    ///
    /// Touches the stored notification, on the condition that it exists, or the mark of the message.
    /// Doing it twice changes nothing.
    pub async fn read(self, user: UserId, id: NotificationId) -> Result<()> {
        if let Some(created_ms) = id.stored_at_ms() {
            let key = keys::notification(user, Time(created_ms), id);
            let read = Write::update(key, [NotificationRow::is_read.set(true)]).when(Condition::Exists);
            return match self.store.table.write_patiently(read).await? {
                Written::Done(_) => Ok(()),
                _ => Err(Refusal::NotificationNotFound.into()),
            };
        }
        let id = id.message().ok_or(Refusal::NotificationNotFound)?;
        let (message, membership) = futures_util::try_join!(
            self.store.messages().find(id),
            self.store.members().find(user, id.room())
        )?;
        let message = message.filter(|m| m.body.sender.id != user).ok_or(Refusal::NotificationNotFound)?;
        let derived = match membership.filter(Membership::is_member) {
            Some(membership) => {
                let range =
                    notified_range(self.store.messages().newest(id.room()).await?.seq, membership.joined_seq);
                (range.first..=range.last).contains(&id.seq())
            }
            None => false,
        };
        let mention = keys::notification(user, message.body.created_at, id.into());
        if !derived && self.store.table.get::<NotificationRow>(&mention).await?.is_none() {
            return Err(Refusal::NotificationNotFound.into());
        }
        let mark = Write::put(&keys::read_mark(user, id), &ReadMarkRow { id })?;
        self.store.table.write_patiently(mark).await.map(drop)
    }

    /// Marks every notification up to now as read (1 WRU). Read positions stay.
    ///
    /// Touches the user's mark, on the condition that it is older: a process whose clock is behind does
    /// not move it back.
    pub async fn read_all(self, user: UserId, now: Time) -> Result<()> {
        let mark = Write::put(&keys::read_all_mark(user), &ReadAllRow { until_ms: now.ms() })?
            .when(Condition::Missing.or(ReadAllRow::until_ms.is_below(now.ms())));
        self.store.table.write_patiently(mark).await.map(drop)
    }
}
