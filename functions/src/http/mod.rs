//! The HTTP side of the REST API: the routing table, endpoints, requests, answers and the HTTP client.

pub mod address;
pub mod body;
pub mod client;
pub mod documents;
pub mod endpoint;
pub mod origin;
pub mod query;
pub mod reply;
pub mod respond;
pub mod router;
