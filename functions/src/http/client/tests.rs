use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// Starts a server that answers `per_connection` requests on each connection and then closes the
/// connection. The server counts its connections.
async fn server(per_connection: usize, answer: &'static str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}/a?b=%3D", listener.local_addr().unwrap().port());
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = connections.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                for _ in 0..per_connection {
                    let mut request = Vec::new();
                    while !request.ends_with(b"\r\n\r\n") {
                        if !matches!(stream.read_buf(&mut request).await, Ok(1..)) {
                            return;
                        }
                    }
                    assert!(request.starts_with(b"GET /a?b=%3D HTTP/1.1\r\nhost: localhost:"));
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    (url, connections)
}

fn client() -> Http {
    Http::new(Roots::Pem(b""), Duration::from_secs(5)).unwrap()
}

async fn get(http: &Http, url: &str) -> Result<Response<Bytes>, HttpError> {
    http.send(Request::get(url).body(Bytes::new()).unwrap(), 16).await
}

const ANSWER: &str = "HTTP/1.1 418 x\r\ncontent-length: 2\r\n\r\nhi";

#[tokio::test]
async fn connections_are_used_again_and_never_more_than_requests_at_once() {
    let (url, connections) = server(100, ANSWER).await;
    let http = client();
    for _ in 0..5 {
        for answer in join_all((0..7).map(|_| get(&http, &url))).await {
            let answer = answer.unwrap();
            assert_eq!((answer.status().as_u16(), &answer.body()[..]), (418, &b"hi"[..]));
        }
    }
    assert_eq!(connections.load(Ordering::Relaxed), 7);
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_replaced() {
    let (url, connections) = server(1, ANSWER).await;
    let http = client();
    for _ in 0..5 {
        get(&http, &url).await.unwrap();
    }
    assert_eq!(connections.load(Ordering::Relaxed), 5);
}

#[tokio::test]
async fn a_fresh_connection_that_is_closed_unanswered_is_an_error() {
    let (url, connections) = server(0, "").await;
    assert!(matches!(get(&client(), &url).await, Err(HttpError::Http(_) | HttpError::Io(_))));
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn what_cannot_be_called_or_read_is_an_error() {
    let (url, _) = server(1, "HTTP/1.1 200 x\r\ncontent-length: 17\r\n\r\n0123456789abcdefg").await;
    assert!(matches!(get(&client(), &url).await, Err(HttpError::TooLong)));
    assert!(matches!(get(&client(), "ftp://localhost/").await, Err(HttpError::Url)));
    assert!(matches!(get(&client(), "/path").await, Err(HttpError::Url)));
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert!(matches!(get(&client(), &format!("http://{closed}/")).await, Err(HttpError::Io(_))));
    assert!(
        Http::new(Roots::Pem(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), IDLE)
            .is_err()
    );
}

#[test]
fn a_host_is_said_without_the_port_that_goes_without_saying() {
    let host = |url: &str| Origin::of(&url.parse().unwrap()).unwrap().host().to_owned();
    assert_eq!(host("https://a.example:443/"), "a.example");
    assert_eq!(host("http://a.example/"), "a.example");
    assert_eq!(host("https://a.example:80/"), "a.example:80");
    assert_eq!(host("http://[::1]:8000/"), "[::1]:8000");
}
