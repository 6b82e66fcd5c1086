use roomcast_domain::{Names, UserId};
use serde::{Deserialize, Serialize};

use super::UserRow;

row! {
    /// The id that is assigned to a subject.
    #[derive(Debug)]
    SubjectRow {
        user: UserId = "i",
    }
}

row! {
    /// The subject that has an assigned id.
    #[derive(Debug)]
    AssignedRow {
        subject: String = "h",
    }
}

row! {
    /// The random key that assigned ids are made with.
    #[derive(Debug)]
    AssigningRow {
        /// 16 random bytes in hexadecimal digits.
        key: String = "k",
    }
}

row! {
    /// The names of a user that no token gives.
    #[derive(Debug, Default)]
    GivenNamesRow {
        /// The names that the user chose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chosen: Option<NamesValue> = "c",
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chosen_at_ms: Option<i64> = "ca",
        /// The names that the profile had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        profile: Option<NamesValue> = "p",
        /// When the profile was read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        profile_at_ms: Option<i64> = "pa",
        /// When the profile had these names first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        profile_since_ms: Option<i64> = "ps",
    }
}

/// Names, as part of an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NamesValue {
    #[serde(rename = "n1", default, skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(rename = "n2", default, skip_serializing_if = "String::is_empty")]
    first_name: String,
    #[serde(rename = "n3", default, skip_serializing_if = "String::is_empty")]
    last_name: String,
}

impl From<Names> for NamesValue {
    fn from(names: Names) -> Self {
        let Names { username, first_name, last_name } = names;
        Self { username, first_name, last_name }
    }
}

impl From<NamesValue> for Names {
    fn from(value: NamesValue) -> Self {
        let NamesValue { username, first_name, last_name } = value;
        Self { username, first_name, last_name }
    }
}

row! {
    /// The user who chose a username.
    #[derive(Debug)]
    ChosenNameRow {
        user: UserId = "i",
    }
}

row! {
    /// The newest names that a user's memberships were given.
    #[derive(Debug)]
    NamesRow {
        names: UserRow = "us",
        /// When the token that has these names was issued.
        iat_s: i64 = "ni",
    }
}

row! {
    /// How often a user did what may be done so often within a time.
    #[derive(Debug)]
    AllowanceRow {
        since_ms: i64 = "w",
        count: u32 = "c",
        expires_s: i64 = "x",
    }
}
