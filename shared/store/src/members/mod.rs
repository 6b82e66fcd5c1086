//! Members: joining, leaving, inviting, the changes that admins make, the member list, mentions, and read
//! positions.
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
mod read_position;
mod reading;
mod room_limit;
mod writes;

pub use changing::{Change, MemberChange, StandingChange};
pub use entering::Joined;
pub use leaving::Left;
pub use list::{MemberPage, People};
pub use read_position::{ReadMoved, Window};
pub use writes::{put_entry, put_membership};
