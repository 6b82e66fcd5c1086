//! Uploads: announcing a file and putting it.

mod address;
mod announce;
mod put;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Response};
use serde_json::Value;

/// Puts a file as its announcement says, with these headers added or changed.
pub(crate) async fn put(upload: &Value, changed: &[(&str, &str)], body: &'static [u8]) -> Response {
    let mut headers = HeaderMap::new();
    let announced = upload["headers"].as_object().expect("headers").iter();
    let announced = announced.map(|(name, value)| (name.as_str(), value.as_str().expect("a text")));
    for (name, value) in announced.chain(changed.iter().copied()) {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        headers.insert(name, HeaderValue::from_str(value).expect("a value"));
    }
    let url = upload["upload_url"].as_str().expect("a URL");
    Client::new().put(url).headers(headers).body(body).send().await.expect("an answer")
}

/// Returns a header of a response, or an empty string.
pub(crate) fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
