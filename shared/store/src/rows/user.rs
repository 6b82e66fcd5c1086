use roomcast_domain::{User, UserId};

row! {
    /// A user with the names at some moment.
    #[derive(Debug, Clone, PartialEq, Eq)]
    UserRow {
        id: UserId = "i",
        username: String = "n1",
        #[serde(default, skip_serializing_if = "String::is_empty")]
        first_name: String = "n2",
        #[serde(default, skip_serializing_if = "String::is_empty")]
        last_name: String = "n3",
    }
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
