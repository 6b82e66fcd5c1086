use roomcast_domain::UserId;
use serde::{Deserialize, Serialize};

use super::UserRow;

/// The id that is assigned to a subject.
#[derive(Debug, Serialize, Deserialize)]
pub struct SubjectRow {
    #[serde(rename = "i")]
    pub user: UserId,
}

/// The subject that has an assigned id.
#[derive(Debug, Serialize, Deserialize)]
pub struct AssignedRow {
    #[serde(rename = "h")]
    pub subject: String,
}

/// The newest names that a user's memberships were given.
#[derive(Debug, Serialize, Deserialize)]
pub struct NamesRow {
    #[serde(rename = "us")]
    pub names: UserRow,
    /// When the token that has these names was issued.
    #[serde(rename = "ni")]
    pub iat_s: i64,
}

/// The uploads of a user in the present hour.
#[derive(Debug, Serialize, Deserialize)]
pub struct UploadsRow {
    #[serde(rename = "w")]
    pub since_ms: i64,
    #[serde(rename = "c")]
    pub count: u32,
    #[serde(rename = "x")]
    pub expires_s: i64,
}
