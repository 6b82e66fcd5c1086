//! The routing table.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use roomcast_domain::Refusal;

use crate::App;

/// Answers a request: finds its endpoint, runs it, adds what every answer has (CORS, error bodies).
pub async fn serve(_app: &Arc<App>, _request: Request<Bytes>) -> Response<Bytes> {
    refuse(&Refusal::RouteNotFound)
}

/// The answer that tells of a refusal.
pub fn refuse(refusal: &Refusal) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(refusal.to_string()));
    *response.status_mut() = http::StatusCode::from_u16(refusal.status()).unwrap_or_default();
    response
}
