//! The values and rules of the chat: ids, users, rooms, members, messages, notifications, frames,
//! limits and refusals.
//!
//! Nothing here does I/O, reads a clock or draws a random number: time and randomness are arguments.
//! Constructors (`RoomName::parse`, `Draft::parse`, …) check raw input and return values that are
//! always valid. Each way in which a request can be refused is a variant of [`Refusal`].

mod clock;
mod connection;
mod draft;
mod event;
mod id;
mod limits;
mod member;
mod mention;
mod message;
mod notification;
mod page;
mod refusals;
mod room;
mod room_list;
mod text;
pub mod texts;
mod upload;
mod user;
mod whole;
mod word;

pub use clock::{Clock, Time};
pub use connection::{Connection, ConnectionFacts, SocketKind, UserSocket};
pub use draft::{Draft, RawDraft};
pub use event::{ClosedReason, LiveMessage, RemovedReason, RoomState, ServerFrame, encode, encode_batches};
pub use id::{MessageId, NotificationId, RoomId, Seq, UserId};
pub use limits::*;
pub use member::{Member, Membership, Role, Standing};
pub use mention::{folded, lower_case, mention_candidates, name_ends_in};
pub use message::{Message, MessageBody, MessageType, excerpt};
pub use notification::{
    Notification, NotificationSubject, NotificationType, NotificationView, NotifiedMessage, mention_title,
};
pub use page::{HistoryWindow, SeqRange};
pub use refusals::{Refusal, Result};
pub use room::{Description, MaxMembers, Preview, Room, RoomBody, RoomName, RoomSummary, RoomType};
pub use room_list::{LastMessage, RoomListItem};
pub use text::{has_visible_char, is_bidi_control, is_control_or_line_break, nfc};
pub use upload::{RawUpload, Upload};
pub use user::{Names, User, clean_name, folded_name, is_reserved_name};
pub use whole::Whole;
pub use word::Word;
