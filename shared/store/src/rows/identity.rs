use roomcast_domain::UserId;

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
    /// The newest names that a user's memberships were given.
    #[derive(Debug)]
    NamesRow {
        names: UserRow = "us",
        /// When the token that has these names was issued.
        iat_s: i64 = "ni",
    }
}

row! {
    /// The uploads of a user in the present hour.
    #[derive(Debug)]
    UploadsRow {
        since_ms: i64 = "w",
        count: u32 = "c",
        expires_s: i64 = "x",
    }
}
