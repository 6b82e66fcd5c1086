//! Notifications: `message` is computed when read and costs nothing per member; `mention`,
//! `room_invite` and `system` are stored, and a mention also outlives the messages that are looked
//! back over.

mod list;
mod notice;
mod read;

pub use list::{NotificationCursor, NotificationPage};
pub use notice::{NewNotification, Notice};
