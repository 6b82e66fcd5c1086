//! Errors of the store.

use roomcast_domain::Refusal;

/// The result of a store operation.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The reason why the store did not do what was asked.
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
    /// Gives the refusal that the client is told.
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal.clone(),
            Self::Unavailable(_) => Refusal::StoreUnavailable,
            Self::Broken(_) => Refusal::Internal,
        }
    }
}

/// Makes the error of an answer that the code does not expect.
pub(crate) fn broken(error: impl std::fmt::Display) -> StoreError {
    StoreError::Broken(error.to_string())
}
