//! Answers to HTTP requests.

use bytes::Bytes;
use http::Response;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use roomcast_domain::Refusal;
use roomcast_functions::http::respond;

/// The body of an answer: in memory, or a file that is read while it is sent.
pub type Body = UnsyncBoxBody<Bytes, std::io::Error>;
/// An answer to an HTTP request.
pub type Answer = Response<Body>;

/// Makes a body of bytes in memory.
pub fn in_memory(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

/// Makes the answer of a refusal, in the form of the API's errors.
pub fn refuse(refusal: &Refusal) -> Answer {
    respond::refuse(refusal).map(in_memory)
}
