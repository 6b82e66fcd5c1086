//! The edge of the REST API: endpoints, the routing table, requests and answers, and the HTTP client.

pub mod body;
pub mod client;
pub mod documents;
pub mod endpoint;
pub mod query;
pub mod reply;
pub mod respond;
pub mod router;
