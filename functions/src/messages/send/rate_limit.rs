//! The rate limit: at most `MESSAGES_PER_10S` messages of one user to one room in 10 seconds.
//!
//! The count is kept in the sender's membership, which a send reads and writes anyway. A second count in
//! the memory of the process makes the limit exact within one process, where many messages of one user
//! may be on their way before the membership counts the first of them. Guests have no membership and
//! are counted in memory only.

use std::collections::HashMap;
use std::sync::Mutex;

use roomcast_domain::{Membership, RATE_WINDOW_MS, Refusal, Result, RoomId, Time, UserId};
use roomcast_store::Window;

use crate::lock;

/// Windows above which those that have ended are dropped.
const WINDOWS_KEPT: usize = 10_000;

/// The key of one count.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RateKey {
    /// The messages of a user to a room.
    User(UserId, RoomId),
    /// The messages of a guest's connection.
    Guest(String),
}

/// The rate limit, with the messages that this process has admitted.
#[derive(Debug)]
pub struct RateLimit {
    limit: u32,
    windows: Mutex<HashMap<RateKey, (Time, u32)>>,
}

impl RateLimit {
    /// Makes a limit of so many messages in 10 seconds; 0 means no limit.
    pub fn new(limit: u32) -> Self {
        Self { limit, windows: Mutex::default() }
    }

    /// Counts a message of the sender with this key and membership, or refuses it. Answers whether the
    /// message opens a new window in the membership.
    pub fn admit(&self, key: &RateKey, membership: Option<&Membership>, now: Time) -> Result<Window> {
        let stored =
            membership.map(|m| (Time(m.window_ms), m.window_count)).filter(|(since, _)| is_on(*since, now));
        let window = if stored.is_some() { Window::Continues } else { Window::Opens };
        if self.limit == 0 {
            return Ok(window);
        }
        let mut windows = lock(&self.windows);
        if windows.len() > WINDOWS_KEPT {
            windows.retain(|_, (since, _)| is_on(*since, now));
        }
        let own = windows.entry(key.clone()).or_insert((now, 0));
        if !is_on(own.0, now) {
            *own = (now, 0);
        }
        if let Some((since, _)) = stored.filter(|(_, count)| *count > own.1) {
            *own = (since, stored.map_or(0, |(_, count)| count));
        }
        if own.1 >= self.limit {
            let retry_after_s = now.wait_s(own.0, RATE_WINDOW_MS).unwrap_or(1);
            return Err(Refusal::RateLimited { retry_after_s });
        }
        own.1 += 1;
        Ok(window)
    }

    /// Takes back the count of a message that was not stored: a repeat, or a message that was refused
    /// later.
    pub fn refund(&self, key: &RateKey) {
        if let Some((_, count)) = lock(&self.windows).get_mut(key) {
            *count = count.saturating_sub(1);
        }
    }
}

/// Tells whether a window is on. It may have been opened a moment later than `now` was read.
fn is_on(since: Time, now: Time) -> bool {
    now.wait_s(since, RATE_WINDOW_MS).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_101st_message_is_refused_until_the_window_has_ended() {
        let limit = RateLimit::new(100);
        let key = RateKey::Guest("c".to_owned());
        for _ in 0..100 {
            limit.admit(&key, None, Time(1_000)).unwrap();
        }
        let refused = limit.admit(&key, None, Time(5_000)).unwrap_err();
        assert_eq!(refused.retry_after_s(), Some(6));
        limit.refund(&key);
        assert!(limit.admit(&key, None, Time(5_000)).is_ok());
        assert!(limit.admit(&key, None, Time(11_000)).is_ok());
    }

    #[test]
    fn messages_that_come_at_once_are_counted_in_one_window_whichever_is_first() {
        let limit = RateLimit::new(2);
        let key = RateKey::Guest("c".to_owned());
        limit.admit(&key, None, Time(100_001)).unwrap();
        limit.admit(&key, None, Time(100_000)).unwrap();
        let refused = limit.admit(&key, None, Time(100_000)).unwrap_err();
        assert_eq!(refused.retry_after_s(), Some(10));
        // The clock has been set back: nobody waits for that time to come again.
        assert!(limit.admit(&key, None, Time(1_000)).is_ok());
    }
}
