//! What a user may do so often within a time: counted in one item of the user, so that it holds across processes.

use roomcast_domain::{
    DIRECT_ROOMS_PER_DAY, REPORTS_PER_HOUR, Refusal, SEARCHES_PER_MINUTE, Time, UPLOADS_PER_HOUR, UserId,
};

use crate::Users;
use crate::error::{Result, StoreError};
use crate::keys::{self, Key};
use crate::rows::AllowanceRow;
use crate::table::{Condition, Write, Written, pause};

/// A minute and an hour, in milliseconds.
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Attempts at counting; each one loses only against another act of the same user.
const ATTEMPTS: u32 = 20;

/// An act that a user may do so often within a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// Announcing an upload: 60 an hour.
    Uploads,
    /// Making a direct room: 50 a day.
    DirectRooms,
    /// Searching: 30 times a minute.
    Searches,
    /// Reporting a message: 60 an hour.
    Reports,
}

impl Allowance {
    /// Returns how often, and within how many milliseconds.
    fn limit(self) -> (u32, i64) {
        match self {
            Self::Uploads => (UPLOADS_PER_HOUR, HOUR_MS),
            Self::DirectRooms => (DIRECT_ROOMS_PER_DAY, 24 * HOUR_MS),
            Self::Searches => (SEARCHES_PER_MINUTE, MINUTE_MS),
            Self::Reports => (REPORTS_PER_HOUR, HOUR_MS),
        }
    }

    fn key(self, user: UserId) -> Key {
        match self {
            Self::Uploads => keys::uploads(user),
            Self::DirectRooms => keys::direct_rooms_made(user),
            Self::Searches => keys::searches(user),
            Self::Reports => keys::reports_made(user),
        }
    }
}

impl Users<'_> {
    /// Counts an act of a user (1 WRU; 2 for the first one within its time), or refuses it.
    ///
    /// Touches the user's item for such acts, on the condition that its time goes on and has room, or else that
    /// it is over. A crash after it leaves an act counted that was not answered.
    pub async fn count_act(self, user: UserId, act: Allowance, now: Time) -> Result<()> {
        for attempt in 0..ATTEMPTS {
            if self.try_count(user, act, now).await? {
                return Ok(());
            }
            pause(attempt).await;
        }
        Err(StoreError::Unavailable("an allowance: the count kept changing".into()))
    }

    /// Counts an act; false if another one of the user began the time at the same moment.
    async fn try_count(self, user: UserId, act: Allowance, now: Time) -> Result<bool> {
        let (key, (limit, within_ms)) = (act.key(user), act.limit());
        let before_ms = now.ms() - within_ms;
        let has_room = AllowanceRow::count.is_below(limit);
        let count = Write::update(key.clone(), [AllowanceRow::count.add(1)])
            .when(AllowanceRow::since_ms.is_above(before_ms).and(has_room));
        let Written::Refused(there) = self.store.table.write_patiently(count).await? else { return Ok(true) };
        if let Some(there) = there {
            let counted: AllowanceRow = there.read()?;
            if let Some(retry_after_s) = now.wait_s(Time(counted.since_ms), within_ms) {
                return Err(Refusal::RateLimited { retry_after_s }.into());
            }
        }
        let first = AllowanceRow { since_ms: now.ms(), count: 1, expires_s: now.plus_ms(2 * within_ms).s() };
        // Or it was begun before the clock was set back.
        let is_over = AllowanceRow::since_ms
            .is_at_most(before_ms)
            .or(AllowanceRow::since_ms.is_above(now.latest().ms()));
        let first = Write::put(&key, &first)?.when(Condition::Missing.or(is_over));
        Ok(matches!(self.store.table.write_patiently(first).await?, Written::Done(_)))
    }
}
