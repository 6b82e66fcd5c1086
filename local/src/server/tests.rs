//! A defect in a handler ends only what it was handling. The clock is what fails here.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::{SinkExt, StreamExt};
use roomcast_domain::{User, UserId};
use roomcast_functions::live::wire::Wire;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::*;
use crate::secret::{TokenFor, sign};

const SECRET: &str = "a secret of at least thirty-two bytes";

/// No wait is longer.
async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), future).await.expect("something takes too long")
}

struct Fixture {
    address: SocketAddr,
    hub: Arc<Hub>,
    broken: Arc<AtomicBool>,
    token: String,
    _stop: watch::Sender<bool>,
    _data: tempfile::TempDir,
}

async fn serving() -> Fixture {
    let data = tempfile::tempdir().unwrap();
    let table = EmbeddedTable::open(data.path()).unwrap();
    roomcast_store::create_table(&table.client(), TABLE).await.unwrap();
    let broken = Arc::new(AtomicBool::new(false));
    let breaks = broken.clone();
    let clock = Clock::new(move || {
        assert!(!breaks.load(Ordering::SeqCst), "the clock is broken");
        Clock::system().now()
    });
    let variable = |name: &str| (name == "JWT_SECRET").then(|| SECRET.to_owned());
    let (jobs, waiting) = mpsc::unbounded_channel();
    let hub = Arc::new(Hub::new(jobs));
    let config = Config::from_variables(variable, Cors::Localhost).unwrap();
    let files = files(&config, data.path()).unwrap();
    let app = App::new(Parts {
        config,
        files: Some(files.clone()),
        dynamo: table.client(),
        table: TABLE.to_owned(),
        epoch: "1".to_owned(),
        sole_writer: true,
        wire: hub.clone(),
        clock: clock.clone(),
    });
    tokio::spawn(run_jobs(app.clone(), waiting));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let folder = Folder::open(data.path(), files.clone(), clock.clone()).unwrap();
    let page =
        Page { site: None, demo_secret: None, max_upload_bytes: 1_000, role: None, clock: clock.clone() };
    let limits = Limits { idle: Duration::from_secs(600), life: Duration::from_secs(7_200) };
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(accept(listener, Gateway { app, hub: hub.clone(), limits, files: folder, page }, stopping));
    let user = User::named(UserId::from_claim(1).unwrap(), Some("alice"), None, None);
    let token = sign(SECRET, &TokenFor { user, role: None, ttl_s: 600 }, &Clock::system()).unwrap();
    Fixture { address, hub, broken, token, _stop: stop, _data: data }
}

impl Fixture {
    async fn get_me(&self) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "GET /api/chat/me/ HTTP/1.1\r\nhost: t\r\nconnection: close\r\nauthorization: Bearer {}\r\n\r\n",
            self.token
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }
}

#[tokio::test]
async fn a_panic_in_a_handler_answers_500_and_the_server_goes_on() {
    let server = serving().await;
    server.broken.store(true, Ordering::SeqCst);
    let answer = server.get_me().await;
    assert!(answer.starts_with("HTTP/1.1 500 ") && answer.contains(r#""code":"internal""#), "{answer}");
    server.broken.store(false, Ordering::SeqCst);
    assert!(server.get_me().await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_panic_over_a_frame_closes_that_connection_and_forgets_it() {
    let server = serving().await;
    let url = format!("ws://{}/ws/notifications/?token={}", server.address, server.token);
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
    within(socket.next()).await.unwrap().unwrap();
    server.broken.store(true, Ordering::SeqCst);
    socket.send(Message::text(r#"{"type":"ping"}"#)).await.unwrap();
    let code = loop {
        if let Message::Close(frame) = within(socket.next()).await.unwrap().unwrap() {
            break u16::from(frame.unwrap().code);
        }
    };
    assert_eq!(code, 1011);
    while within(socket.next()).await.is_some() {}
    let forgotten = async {
        while !server.hub.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    within(forgotten).await;
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_let_go() {
    let server = serving().await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let request = format!(
        "GET /ws/notifications/?token={} HTTP/1.1\r\nhost: t\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        server.token
    );
    silent.write_all(request.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    silent.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 101");
    let frame = bytes::Bytes::from(vec![b'a'; 64 * 1024]);
    let flood = async {
        while let Some(id) = server.hub.any() {
            server.hub.post(&[id], frame.clone()).await;
            tokio::task::yield_now().await;
        }
    };
    within(flood).await;
}

#[tokio::test]
async fn text_that_is_not_utf8_closes_the_connection() {
    let server = serving().await;
    let url = format!("ws://{}/ws/notifications/?token={}", server.address, server.token);
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
    let bad = Frame::message(vec![0xff], OpCode::Data(Data::Text), true);
    socket.send(Message::Frame(bad)).await.unwrap();
    let code = loop {
        if let Message::Close(frame) = within(socket.next()).await.unwrap().unwrap() {
            break u16::from(frame.unwrap().code);
        }
    };
    assert_eq!(code, 1007);
}
