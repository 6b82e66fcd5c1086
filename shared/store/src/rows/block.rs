use roomcast_domain::UserId;

row! {
    /// That a user is blocked.
    #[derive(Debug)]
    BlockRow {
        user: UserId = "i",
        created_ms: i64 = "ca",
    }
}

row! {
    /// How many users a user has blocked.
    #[derive(Debug)]
    BlockCountRow {
        count: u32 = "c",
    }
}
