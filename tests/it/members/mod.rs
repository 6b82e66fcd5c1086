//! Membership: joining, leaving, roles, mutes, bans and the member list.

mod ban;
mod by_id;
mod join;
mod leave;
mod list;
mod mute;
mod remove;
mod roles;
mod succession;
