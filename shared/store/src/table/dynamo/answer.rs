//! Classifies the table's answers: a refused condition is an answer, every other failure an error.

use aws_sdk_dynamodb::error::SdkError;

use super::convert::{AttributeMap, item_of};
use crate::error::{Result, StoreError};
use crate::table::write::Written;

/// The two errors of a single write that are answers: a refused condition and a conflict.
pub(super) trait ConditionalError {
    /// Gives the answer that this error stands for, if it stands for one.
    fn answer(&self) -> Option<Result<Written>>;
}

macro_rules! conditional_error {
    ($($error:ty),*) => {$(
        impl ConditionalError for $error {
            fn answer(&self) -> Option<Result<Written>> {
                match self {
                    Self::ConditionalCheckFailedException(refused) => {
                        Some(refused.item.clone().map(item_of).transpose().map(Written::Refused))
                    }
                    Self::TransactionConflictException(_) => Some(Ok(Written::Conflict)),
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

/// Turns the answer of a single write into [`Written`], and its failure into an error.
pub(super) fn classify<O, E>(
    call: &str,
    sent: std::result::Result<O, SdkError<E>>,
    item: impl FnOnce(O) -> Option<AttributeMap>,
) -> Result<Written>
where
    E: ConditionalError + std::error::Error + aws_sdk_dynamodb::error::ProvideErrorMetadata + 'static,
{
    let error = match sent {
        Ok(done) => return Ok(Written::Done(item(done).map(item_of).transpose()?)),
        Err(error) => error,
    };
    error.as_service_error().and_then(ConditionalError::answer).unwrap_or_else(|| Err(failed(call, &error)))
}

/// Makes the error of a failed call: `Unavailable` where a later attempt may succeed, `Broken` for a
/// defect.
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
