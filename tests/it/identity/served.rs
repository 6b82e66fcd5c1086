//! A page on loopback whose answers a test changes: an issuer's key set, or profiles.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A page on loopback.
#[derive(Clone)]
pub struct Served {
    /// Its address, without a last slash.
    pub url: String,
    answers: Arc<Mutex<HashMap<String, (u16, String)>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Served {
    /// Serves nothing yet: every path is 404.
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = Self { url, answers: Arc::default(), asked: Arc::default() };
        let page = served.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(page.clone().answer(stream));
            }
        });
        served
    }

    /// Sets the answer to a path.
    pub fn set(&self, path: &str, status: u16, body: &str) {
        self.answers.lock().unwrap().insert(path.to_owned(), (status, body.to_owned()));
    }

    /// The requests so far: the first line and the headers of each.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    async fn answer(self, mut stream: tokio::net::TcpStream) {
        let (mut request, mut buffer) = (Vec::new(), [0; 4_096]);
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            match stream.read(&mut buffer).await {
                Ok(read) if read > 0 => request.extend_from_slice(&buffer[..read]),
                _ => return,
            }
        }
        let request = String::from_utf8_lossy(&request).into_owned();
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        self.asked.lock().unwrap().push(request);
        let (status, body) = self.answers.lock().unwrap().get(&path).cloned().unwrap_or((404, String::new()));
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} X\r\nlocation: /elsewhere\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        drop(stream.write_all((head + &body).as_bytes()).await);
    }
}
