//! The items of the table as they are stored, private to this crate. Attribute names are short
//! because they are paid for in every item; each field's name says what its attribute holds. Times
//! are milliseconds since 1970, `expires_s` (the table's TTL attribute `x`) seconds.
//!
//! A row and its domain type are converted field by field, by taking the source apart: a field that
//! is forgotten does not compile.

/// Defines a row: its fields, each with the name of its attribute. Every field gets a constant of the
/// same name, the [`Attribute`](crate::table::Attribute), for conditions and changes.
macro_rules! row {
    (
        $(#[$about:meta])*
        $row:ident {
            $($(#[$of_field:meta])* $field:ident: $type:ty = $attribute:literal),* $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(serde::Serialize, serde::Deserialize)]
        pub struct $row {
            $($(#[$of_field])* #[serde(rename = $attribute)] pub $field: $type),*
        }

        #[allow(non_upper_case_globals, dead_code, missing_docs)] // named like the fields, and as many
        impl $row {
            $(pub const $field: crate::table::Attribute = crate::table::Attribute::new($attribute);)*
        }
    };
}

mod block;
mod connection;
mod identity;
mod membership;
mod message;
mod notification;
mod pin;
mod report;
mod room;
mod user;

pub use block::{BlockCountRow, BlockRow};
pub use connection::{ConnectionRow, LookupRow, SubscriptionRow, UserSocketValue, UserSocketsRow};
pub use identity::{
    AllowanceRow, AssignedRow, AssigningRow, ChosenNameRow, GivenNamesRow, NamesRow, NamesValue, SubjectRow,
};
pub use membership::{GuardRow, InvitedRow, MemberRow, MembershipRow};
pub use message::{MessageRow, PointerRow, ReplyRow, SearchedRow, ThreadRow};
pub use notification::{NotificationRow, ReadAllRow, ReadMarkRow};
pub use pin::{PinValue, PinsRow};
pub use report::{ReportRow, ReportedRow};
pub use room::{CounterRow, DirectRow, PreviewRow, RoomRow, RoomSizeRow, RoomSummaryRow, SlowModeRow};
pub use user::UserRow;

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn is_false(flag: &bool) -> bool {
    !flag
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn is_zero(number: &i64) -> bool {
    *number == 0
}
