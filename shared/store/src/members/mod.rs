//! Members: joining, leaving, inviting, the changes that admins make, the member list, and mentions.
//!
//! Every change of membership is one transaction over the room (its counts), the membership (the
//! authority) and the entry of the member or banned list, each on the condition that it is still
//! as it was read. So the counts are exact whatever races or crashes, two users who race for the
//! last seat get it once, and an active room has an admin at every instant. A transaction that is
//! refused because something changed is begun again from reading.

mod changing;
mod entering;
mod former;
mod leaving;
mod list;
mod mentions;
mod naming;
mod reading;
mod room_limit;
mod writes;

pub use changing::{Change, MemberChange, StandingChange};
pub use entering::Joined;
pub use leaving::Left;
pub use list::{MemberPage, People};
pub use writes::{put_entry, put_membership};
