//! The table of the frames that clients send. It drives the dispatch and the API document.

pub mod chat_message;
pub mod ping;
pub mod presence;
pub mod read;
pub mod subscribe;
pub mod token;
pub mod typing;

use super::frame::Frame;

/// Every kind of frame.
pub const FRAMES: &[&Frame] = &[
    &chat_message::FRAME,
    &typing::FRAME,
    &presence::USER_JOIN,
    &presence::USER_LEAVE,
    &read::FRAME,
    &ping::FRAME,
    &subscribe::SUBSCRIBE,
    &subscribe::UNSUBSCRIBE,
    &token::FRAME,
];
