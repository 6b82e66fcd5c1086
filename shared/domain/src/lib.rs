//! The values and rules of the chat: ids, users, rooms, members, messages, notifications, frames,
//! limits and refusals.
//!
//! Nothing here does I/O, reads a clock or draws a random number: time and randomness are arguments.
//! Constructors (`RoomName::parse`, `Draft::parse`, …) check raw input and return values that are
//! always valid. Each way in which a request can be refused is a variant of [`Refusal`].

mod clock;
mod connection;
mod direct;
mod draft;
mod encode;
mod event;
mod id;
mod limits;
mod member;
mod mention;
mod message;
mod notification;
mod own_standing;
mod page;
mod pin;
mod reaction;
mod refusals;
mod report;
mod room;
mod room_list;
mod search;
mod text;
pub mod texts;
mod thread;
mod upload;
mod user;
mod whole;
mod word;

pub use clock::{Clock, Time};
pub use connection::{Connection, ConnectionFacts, SocketKind, UserSocket};
pub use direct::DirectUsers;
pub use draft::{Draft, RawDraft};
pub use encode::{encode, encode_batches};
pub use event::{ClosedReason, LiveMessage, RemovedReason, RoomState, ServerFrame};
pub use id::{MessageId, NotificationId, ReportId, RoomId, Seq, UserId};
pub use limits::*;
pub use member::{Member, Membership, Notify, Role, Standing};
pub use mention::{folded, lower_case, mention_candidates, name_ends_in};
pub use message::{Message, MessageBody, MessageType, Reason, excerpt};
pub use notification::{
    Notification, NotificationSubject, NotificationType, NotificationView, NotifiedMessage, message_title,
};
pub use own_standing::OwnStanding;
pub use page::{HistoryWindow, SeqRange};
pub use pin::{Pin, Pins};
pub use reaction::{Emoji, Reaction, ReactionView, Reactions};
pub use refusals::{Refusal, Result};
pub use report::{OperatorReport, Report, ReportReason};
pub use room::{Description, MaxMembers, Preview, Room, RoomBody, RoomName, RoomSummary, RoomType, SlowMode};
pub use room_list::{LastMessage, RoomListItem};
pub use search::{SearchQuery, SearchedMessage};
pub use text::{has_visible_char, is_bidi_control, is_control_or_line_break, nfc};
pub use thread::{Thread, ThreadView};
pub use upload::{RawUpload, Upload};
pub use user::{Names, User, clean_name, folded_name, is_reserved_name};
pub use whole::Whole;
pub use word::Word;
