//! The table's answers, sorted: a refused condition is one, the rest is an error.

use aws_sdk_dynamodb::error::SdkError;

use super::Item;
use super::write::Written;
use crate::error::{Result, StoreError};

/// The two answers of a single write that are no failure.
pub(super) trait ConditionalError {
    /// What the error says about the write, if it says that much.
    fn answer(&self) -> Option<Written<Option<Item>>>;
}

macro_rules! conditional_error {
    ($($error:ty),*) => {$(
        impl ConditionalError for $error {
            fn answer(&self) -> Option<Written<Option<Item>>> {
                match self {
                    Self::ConditionalCheckFailedException(refused) => Some(Written::Refused(refused.item.clone())),
                    Self::TransactionConflictException(_) => Some(Written::Conflict),
                    _ => None,
                }
            }
        }
    )*};
}
conditional_error!(
    aws_sdk_dynamodb::operation::put_item::PutItemError,
    aws_sdk_dynamodb::operation::update_item::UpdateItemError,
    aws_sdk_dynamodb::operation::delete_item::DeleteItemError
);

pub(super) fn sorted<O, E>(
    call: &str,
    sent: std::result::Result<O, SdkError<E>>,
    item: impl FnOnce(O) -> Option<Item>,
) -> Result<Written<Option<Item>>>
where
    E: ConditionalError + std::error::Error + aws_sdk_dynamodb::error::ProvideErrorMetadata + 'static,
{
    let error = match sent {
        Ok(done) => return Ok(Written::Done(item(done))),
        Err(error) => error,
    };
    error.as_service_error().and_then(ConditionalError::answer).ok_or_else(|| failed(call, &error))
}

/// Sorts a failed call: what a later attempt may mend is `Unavailable`, a defect is `Broken`.
pub(super) fn failed<E>(call: &str, error: &SdkError<E>) -> StoreError
where
    E: aws_sdk_dynamodb::error::ProvideErrorMetadata + std::error::Error + 'static,
{
    let code = error.as_service_error().and_then(|service| service.code());
    let text = format!("{call}: {}", aws_sdk_dynamodb::error::DisplayErrorContext(error));
    match code {
        Some(
            "ValidationException"
            | "AccessDeniedException"
            | "ResourceNotFoundException"
            | "SerializationException",
        ) => StoreError::Broken(text),
        _ => StoreError::Unavailable(text),
    }
}
