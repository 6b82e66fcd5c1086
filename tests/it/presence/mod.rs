//! Presence: the users that are online in a room.

mod announcements;
