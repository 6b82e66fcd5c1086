//! Messages: storing, reading, editing and deleting them, what stands beside them (reactions, threads and pins),
//! the order in which they are delivered, and searching.

mod annotations;
mod append;
mod delivery;
mod history;
mod outgoing;
mod pins;
mod reactions;
mod room_state;
mod search;
mod threads;

pub use outgoing::{Appended, Newest, Outgoing};
pub use pins::PinsChange;
pub use reactions::{Reacted, ReactionsRead};
pub use room_state::{DeliveryTurn, RoomStates, Undelivered};
pub use search::{SearchPage, SearchPlace, SearchedRoom};
pub use threads::{ThreadPage, ThreadWindow};
