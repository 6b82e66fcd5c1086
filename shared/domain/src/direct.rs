//! Direct rooms: conversations of two users.

use crate::{Refusal, Result, UserId};

/// The two users of a direct room, the smaller id first: one key for both, whoever opens the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectUsers([UserId; 2]);

impl DirectUsers {
    /// Pairs a user with another one. Guests and oneself are refused.
    pub fn of(user: UserId, other: UserId) -> Result<Self> {
        if user.is_guest() || other.is_guest() {
            return Err(Refusal::GuestNotAllowed);
        }
        if user == other {
            return Err(Refusal::field("user_id", "不能是自己"));
        }
        Ok(Self([user.min(other), user.max(other)]))
    }

    /// Returns both users, the smaller id first.
    pub fn both(self) -> [UserId; 2] {
        self.0
    }

    /// Returns the user whom `user` talks to here.
    pub fn other(self, user: UserId) -> UserId {
        let [first, second] = self.0;
        if user == first { second } else { first }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_the_same_from_both_sides() {
        let [a, b] = [7, 1 << 52].map(|id| UserId::new(id).unwrap());
        assert_eq!(DirectUsers::of(a, b), DirectUsers::of(b, a));
        let pair = DirectUsers::of(b, a).unwrap();
        assert_eq!((pair.other(a), pair.other(b)), (b, a));
        assert!(DirectUsers::of(a, a).is_err() && DirectUsers::of(a, UserId::GUEST).is_err());
    }
}
