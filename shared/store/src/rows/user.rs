use roomcast_domain::{User, UserId};
use serde::{Deserialize, Serialize};

/// A user with the names at some moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    #[serde(rename = "i")]
    pub id: UserId,
    #[serde(rename = "n1")]
    pub username: String,
    #[serde(rename = "n2", default, skip_serializing_if = "String::is_empty")]
    pub first_name: String,
    #[serde(rename = "n3", default, skip_serializing_if = "String::is_empty")]
    pub last_name: String,
}

impl From<User> for UserRow {
    fn from(user: User) -> Self {
        let User { id, username, first_name, last_name } = user;
        Self { id, username, first_name, last_name }
    }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        let UserRow { id, username, first_name, last_name } = row;
        Self { id, username, first_name, last_name }
    }
}
