//! Notifications: their list, types and live channel.

mod after_leaving;
mod channel;
mod list;
mod mentions;
mod read;
mod reasons;
mod system;
