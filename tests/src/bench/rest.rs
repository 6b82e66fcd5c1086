//! One kept-open connection to the REST API, used by one caller or by several in turn.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// A connection to the REST API.
pub(super) struct Rest {
    connection: SendRequest<Full<Bytes>>,
}

impl Rest {
    /// Connects to a server.
    pub(super) async fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("an option");
        let (connection, driver) = handshake(TokioIo::new(stream)).await.expect("a connection");
        tokio::spawn(driver);
        Self { connection }
    }

    /// Sends a POST request below `/api/chat/`, which must succeed.
    pub(super) async fn post(&mut self, token: &str, path: &str, body: String) -> Bytes {
        self.call("POST", token, path, body).await
    }

    /// Sends a GET request below `/api/chat/`, which must succeed.
    pub(super) async fn get(&mut self, token: &str, path: &str) -> Bytes {
        self.call("GET", token, path, String::new()).await
    }

    /// Sends a POST request and returns the `id` in its answer.
    pub(super) async fn create(&mut self, token: &str, path: &str, body: &Value) -> u64 {
        let answer = self.post(token, path, body.to_string()).await;
        let answer: Value = serde_json::from_slice(&answer).expect("an answer in JSON");
        answer["id"].as_u64().expect("an id")
    }

    async fn call(&mut self, method: &str, token: &str, path: &str, body: String) -> Bytes {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/chat/{path}"))
            .header("host", "localhost")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body)))
            .expect("a request");
        self.connection.ready().await.expect("the connection is open");
        let response = self.connection.send_request(request).await.expect("an answer");
        let status = response.status();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        assert!(status.is_success(), "{method} {path}: {status} {}", String::from_utf8_lossy(&body));
        body
    }
}
