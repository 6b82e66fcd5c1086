//! A panic ends only the request, connection or attempt in which it happens. The clock panics here.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{SinkExt, StreamExt};
use roomcast_domain::{Names, User, UserId};
use roomcast_functions::config::Cors;
use roomcast_functions::live::job::Job;
use roomcast_functions::live::wire::Wire;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::*;
use crate::networks::Networks;
use crate::settings::{ConnectionLimits, Host};
use crate::token::TokenFor;

const SECRET: &str = "a secret of at least thirty-two bytes";

/// No wait is longer.
async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), future).await.expect("something takes too long")
}

struct Fixture {
    address: SocketAddr,
    hub: Arc<Hub>,
    /// How many readings of the clock panic.
    panics: Arc<AtomicUsize>,
    /// Jobs that wait for the test to let them run.
    started: mpsc::UnboundedReceiver<Job>,
    run: mpsc::UnboundedSender<Job>,
    token: String,
    _stop: watch::Sender<bool>,
    _data: tempfile::TempDir,
}

async fn serving() -> Fixture {
    let data = tempfile::tempdir().unwrap();
    let table = NativeTable::open(data.path()).unwrap();
    let panics = Arc::new(AtomicUsize::new(0));
    let left = panics.clone();
    let clock = Clock::new(move || {
        let reading = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        assert!(reading.is_err(), "the clock is broken");
        Clock::system().now()
    });
    let variable = |name: &str| (name == "JWT_SECRET").then(|| SECRET.to_owned());
    let (jobs, started) = mpsc::unbounded_channel();
    let (run, waiting) = mpsc::unbounded_channel();
    let hub = Arc::new(Hub::new(jobs));
    let config = Config::from_variables(variable, Cors::Localhost).unwrap();
    let signer = Signer::of(&config).unwrap();
    let files = files(&config, data.path()).unwrap();
    let app = App::new(Parts {
        config,
        files: Some(files.clone()),
        table: Table::native(table),
        epoch: "1".to_owned(),
        sole_writer: true,
        wire: hub.clone(),
        clock: clock.clone(),
    });
    tokio::spawn(run_jobs(app.clone(), waiting));
    let listener = listen::listen(&Host::Named("127.0.0.1".to_owned()), 0).await.unwrap();
    let address = listener.address;
    let folder = Folder::open(data.path(), files.clone(), clock.clone()).unwrap();
    let page = Page { site: None, demo: None, max_upload_bytes: 1_000, role: None, clock: clock.clone() };
    let limits = ConnectionLimits {
        idle: Duration::from_secs(600),
        life: Duration::from_secs(7_200),
        ping: Duration::from_secs(25),
    };
    let (stop, stopping) = watch::channel(false);
    let sockets = Sockets { app: app.clone(), hub: hub.clone(), limits };
    tokio::spawn(accept(
        listener,
        Gateway { app, sockets, files: folder, page, proxies: Networks::default() },
        stopping,
    ));
    let user = User::named(UserId::from_claim(1).unwrap(), Names::clean(Some("alice"), None, None));
    let token = signer.sign(&TokenFor { user, role: None, ttl_s: 600 }, &Clock::system()).unwrap();
    Fixture { address, hub, panics, started, run, token, _stop: stop, _data: data }
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<TcpStream>>;

impl Fixture {
    /// Connects to the notification channel; the greeting waits for [`Self::greet`].
    async fn connect(&self) -> Socket {
        let url = format!("ws://{}/ws/notifications/?token={}", self.address, self.token);
        tokio_tungstenite::connect_async(url).await.unwrap().0
    }

    /// Lets the greeting of the connection run. Other jobs, such as the one that writes the names of a
    /// new user, do not run: they would read the clock, too.
    async fn greet(&mut self) {
        loop {
            let job = within(self.started.recv()).await.unwrap();
            if matches!(job, Job::Greet(_)) {
                return self.run.send(job).unwrap();
            }
        }
    }

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

/// Waits for the close frame and returns its code.
async fn close_code(socket: &mut Socket) -> u16 {
    loop {
        if let Message::Close(frame) = within(socket.next()).await.unwrap().unwrap() {
            return frame.unwrap().code.into();
        }
    }
}

#[tokio::test]
async fn a_panic_in_a_handler_answers_500_and_the_server_goes_on() {
    let server = serving().await;
    server.panics.store(usize::MAX, Ordering::SeqCst);
    let answer = server.get_me().await;
    assert!(answer.starts_with("HTTP/1.1 500 ") && answer.contains(r#""code":"internal""#), "{answer}");
    server.panics.store(0, Ordering::SeqCst);
    assert!(server.get_me().await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_panic_over_a_frame_closes_and_disconnects_that_connection() {
    let mut server = serving().await;
    let mut socket = server.connect().await;
    server.greet().await;
    within(socket.next()).await.unwrap().unwrap();
    server.panics.store(usize::MAX, Ordering::SeqCst);
    socket.send(Message::text(r#"{"type":"ping"}"#)).await.unwrap();
    assert_eq!(close_code(&mut socket).await, 1011);
    while within(socket.next()).await.is_some() {}
    let removed = async {
        while !server.hub.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    within(removed).await;
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_disconnected() {
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
    let mut socket = server.connect().await;
    let bad = Frame::message(vec![0xff], OpCode::Data(Data::Text), true);
    socket.send(Message::Frame(bad)).await.unwrap();
    assert_eq!(close_code(&mut socket).await, 1007);
}

#[tokio::test]
async fn a_greeting_that_panics_once_is_tried_again() {
    let mut server = serving().await;
    let mut socket = server.connect().await;
    server.panics.store(1, Ordering::SeqCst);
    server.greet().await;
    loop {
        let Message::Text(frame) = within(socket.next()).await.unwrap().unwrap() else {
            panic!("no greeting")
        };
        if frame.contains(r#""type":"live""#) {
            break;
        }
    }
}

#[tokio::test]
async fn a_connection_whose_greeting_always_panics_is_closed() {
    let mut server = serving().await;
    let mut socket = server.connect().await;
    server.panics.store(usize::MAX, Ordering::SeqCst);
    server.greet().await;
    assert_eq!(close_code(&mut socket).await, 1000);
}
