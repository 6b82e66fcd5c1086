//! The query parameters of a search.

use roomcast_domain::{ID_MAX, MessageType, Refusal, SEARCH_PAGE_MAX, SearchQuery, UserId};

use crate::describe::Operation;
use crate::error::Result;
use crate::http::query::Query;

/// What a client looks for, and how much of it at once.
pub(super) struct Asked {
    pub(super) query: SearchQuery,
    pub(super) limit: usize,
}

impl Asked {
    /// Reads the parameters.
    pub(super) fn read(query: &Query) -> Result<Self> {
        let sender = query.optional_number("sender_id", 1, ID_MAX)?.and_then(UserId::new);
        let kinds = [("image", Some(MessageType::Image)), ("file", Some(MessageType::File))];
        let kind = query.choice("has", &kinds, None)?;
        let limit = query.limit(SEARCH_PAGE_MAX, 20)?;
        Ok(Self { query: SearchQuery::parse(query.get("q"), sender, kind)?, limit })
    }
}

/// Describes the parameters and the refusals that follow from them.
pub(super) fn describe(operation: Operation<'_>) -> Operation<'_> {
    operation
        .text(
            "q",
            "Up to 10 words in 1 to 200 characters, which all occur in the text or the file's name; words \
             between double quotes stay together. Not needed beside `sender_id` or `has`",
        )
        .number("sender_id", "Only messages of this user", 1..=ID_MAX, None)
        .choice("has", "Only messages of this `message_type`", &["image", "file"])
        .text("cursor", "The start of this part: the `next` of the part before it")
        .limit(SEARCH_PAGE_MAX, 20)
        .refuses(&[Refusal::RateLimited { retry_after_s: 1 }])
}
