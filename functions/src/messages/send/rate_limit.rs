//! `MESSAGES_PER_10S`: how many messages a user may send to a room.
//!
//! The count is kept in the sender's membership, which a send reads and writes anyway. This memory
//! beside it makes the limit exact within one process, where many sends of one user may be under
//! way before the first of them is counted there; guests, who have no membership, have only it.

use std::collections::HashMap;
use std::sync::Mutex;

use roomcast_domain::{Membership, RATE_WINDOW_MS, Refusal, Result, RoomId, Time, UserId};
use roomcast_store::Window;

use crate::lock;

/// Windows above which those that are over are dropped.
const WINDOWS_KEPT: usize = 10_000;

/// Who is counted: a user in a room, or a guest's connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Counted {
    /// A user in a room.
    User(UserId, RoomId),
    /// A guest's connection.
    Guest(String),
}

/// The messages that this process has admitted.
#[derive(Debug)]
pub struct Admission {
    limit: u32,
    windows: Mutex<HashMap<Counted, (Time, u32)>>,
}

impl Admission {
    /// At most `limit` messages in 10 seconds; 0 is no limit.
    pub fn new(limit: u32) -> Self {
        Self { limit, windows: Mutex::default() }
    }

    /// Counts a message, or refuses it. Answers whether it opens a new window in the membership.
    pub fn admit(&self, who: &Counted, membership: Option<&Membership>, now: Time) -> Result<Window> {
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
        let own = windows.entry(who.clone()).or_insert((now, 0));
        if !is_on(own.0, now) {
            *own = (now, 0);
        }
        if let Some((since, _)) = stored.filter(|(_, count)| *count > own.1) {
            *own = (since, stored.map_or(0, |(_, count)| count));
        }
        if own.1 >= self.limit {
            let left_ms = own.0.plus_ms(RATE_WINDOW_MS).ms() - now.ms();
            return Err(Refusal::RateLimited {
                retry_after_s: u32::try_from(left_ms.max(0) / 1000 + 1).unwrap_or(10),
            });
        }
        own.1 += 1;
        Ok(window)
    }

    /// Takes a message back that was not stored after all: a repeat, or one that was refused.
    pub fn take_back(&self, who: &Counted) {
        if let Some((_, count)) = lock(&self.windows).get_mut(who) {
            *count = count.saturating_sub(1);
        }
    }
}

fn is_on(since: Time, now: Time) -> bool {
    (0..RATE_WINDOW_MS).contains(&(now.ms() - since.ms()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_101st_message_waits_for_the_window_to_pass() {
        let admission = Admission::new(100);
        let who = Counted::Guest("c".to_owned());
        for _ in 0..100 {
            admission.admit(&who, None, Time(1_000)).unwrap();
        }
        let refused = admission.admit(&who, None, Time(5_000)).unwrap_err();
        assert_eq!(refused.retry_after_s(), Some(7));
        admission.take_back(&who);
        assert!(admission.admit(&who, None, Time(5_000)).is_ok());
        assert!(admission.admit(&who, None, Time(11_001)).is_ok());
    }
}
