//! A caller of the chat: raw requests here, one method for each operation in the folder.
//!
//! `join` asserts that the operation succeeds; `try_join` returns the answer for a test to judge.

mod blocks;
mod connections;
mod members;
mod messages;
mod notifications;
mod reports;
mod rooms;
mod search;
mod uploads;

use reqwest::Method;
use serde_json::Value;

use crate::answer::Answer;
use crate::documents;
use crate::door::Door;

const JSON: (&str, &str) = ("content-type", "application/json");

/// A caller of the chat.
#[derive(Clone)]
pub struct Actor {
    /// The user's id; 0 for a caller that only has a token.
    pub id: u64,
    /// The caller's token; empty for a caller without one.
    pub token: String,
    client: reqwest::Client,
    door: Door,
}

impl Actor {
    pub(crate) fn new(token: &str, client: reqwest::Client, door: Door) -> Self {
        Self { id: 0, token: token.to_owned(), client, door }
    }

    /// Sends a request; the path is below `/api/chat/`, or below the root if it starts with a slash.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let url = self.door.rest(path);
        let verb = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.client.request(verb, &url).body(body);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("a body");
        let body = serde_json::from_slice(&body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
        let answer = Answer { asked: format!("{method} {path}"), status, headers, body };
        if url.contains("/api/chat/") {
            documents::check_answer(method, path, &answer);
        }
        answer
    }

    /// Sends a GET request.
    pub async fn get(&self, path: &str) -> Answer {
        self.raw("GET", path, &[], Vec::new()).await
    }

    /// Sends a POST request; `null` is an empty body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.raw("POST", path, &[JSON], bytes(&body)).await
    }

    /// Sends a PATCH request; `null` is an empty body.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.raw("PATCH", path, &[JSON], bytes(&body)).await
    }

    /// Sends a PUT request.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.raw("PUT", path, &[JSON], bytes(&body)).await
    }

    /// Sends a DELETE request.
    pub async fn delete(&self, path: &str) -> Answer {
        self.raw("DELETE", path, &[], Vec::new()).await
    }

    /// Reads a list that must be found.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        self.get(path).await.expect(200).as_array().expect("a list").clone()
    }

    /// Reads every page of a list with cursors; the path must have a query.
    pub async fn pages(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.get(&format!("{path}{cursor}")).await;
            let next = page.header("x-next-cursor").map(|next| format!("&cursor={next}"));
            items.extend(page.expect(200).as_array().expect("a list").clone());
            match next {
                Some(next) => cursor = next,
                None => return items,
            }
        }
    }
}

fn bytes(body: &Value) -> Vec<u8> {
    if body.is_null() { Vec::new() } else { body.to_string().into_bytes() }
}
