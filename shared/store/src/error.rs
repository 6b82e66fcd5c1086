//! What can go wrong between the domain and the table.

use roomcast_domain::Refusal;

/// A result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why the store did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// A rule of the chat forbids it: the client is told.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The table did not answer, or was too busy, after retries: the client may try again.
    #[error("the table is unavailable: {0}")]
    Unavailable(String),
    /// The table answered something that the code does not expect: a defect.
    #[error("the table answered unexpectedly: {0}")]
    Broken(String),
}

impl StoreError {
    /// What the client is told.
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal.clone(),
            Self::Unavailable(_) => Refusal::StoreUnavailable,
            Self::Broken(_) => Refusal::Internal,
        }
    }
}
