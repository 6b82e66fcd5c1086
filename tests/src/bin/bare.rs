//! A bare broadcast server: the peer that `make bench` sets the chat against. It knows no users, no
//! rights and no history. It takes a message from a `WebSocket` or a POST request, appends it to a
//! file, syncs the file once for all messages that wait, and only then answers and sends each message
//! to all sockets of its room.
//!
//! It takes the arguments and the paths of the chat, so that the same load runs against both.
#![allow(clippy::expect_used)] // a benchmark fails by panicking

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::handshake::server;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

/// Frames that a socket may have before they are flushed.
const FRAMES: usize = 64;

/// The same allocator as the chat's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A message on its way to the file and then to the sockets.
struct Append {
    room: u64,
    frame: Utf8Bytes,
    /// Told once the message is on disk.
    stored: Option<oneshot::Sender<()>>,
}

/// The sockets of each room.
type Rooms = Mutex<HashMap<u64, Vec<UnboundedSender<Message>>>>;

/// What all connections share.
struct Shared {
    rooms: Rooms,
    log: UnboundedSender<Append>,
    next_room: AtomicU64,
}

#[tokio::main]
async fn main() {
    let folder = std::env::args().skip_while(|word| word != "--data-dir").nth(1).expect("--data-dir");
    let file = File::create(Path::new(&folder).join("log")).expect("a file");
    let (log, waiting) = unbounded_channel();
    let shared = Arc::new(Shared { rooms: Mutex::default(), log, next_room: AtomicU64::new(1) });
    let writer = shared.clone();
    std::thread::spawn(move || write(file, waiting, &writer.rooms));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("listening on http://{}", listener.local_addr().expect("an address"));
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        stream.set_nodelay(true).expect("an option");
        tokio::spawn(serve(stream, shared.clone()));
    }
}

/// Appends all messages that wait, syncs the file once, and sends them on.
fn write(mut file: File, mut waiting: UnboundedReceiver<Append>, rooms: &Rooms) {
    let mut lines = Vec::new();
    while let Some(first) = waiting.blocking_recv() {
        let mut group = vec![first];
        while let Ok(next) = waiting.try_recv() {
            group.push(next);
        }
        lines.clear();
        for append in &group {
            writeln!(lines, "{} {}", append.room, append.frame).expect("memory");
        }
        file.write_all(&lines).expect("room on the disk");
        file.sync_data().expect("a disk");
        let mut rooms = rooms.lock().expect("no panic");
        for append in group {
            if let Some(stored) = append.stored {
                let _ = stored.send(()); // the client may have gone
            }
            let sockets = rooms.entry(append.room).or_default();
            sockets.retain(|socket| socket.send(Message::Text(append.frame.clone())).is_ok());
        }
    }
}

/// Serves a connection: requests if the first one is a POST, otherwise a `WebSocket`.
async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let mut method = [0; 4];
    if stream.peek(&mut method).await.is_err() {
        return;
    }
    if &method == b"POST" {
        let answer = service_fn(move |request| post(request, shared.clone()));
        let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
    } else {
        chat(stream, shared).await;
    }
}

/// Stores a message; any other POST makes a room, or would join one.
async fn post(request: Request<Incoming>, shared: Arc<Shared>) -> hyper::Result<Response<Full<Bytes>>> {
    assert_eq!(request.method(), Method::POST);
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await?.to_bytes();
    let id = if path.ends_with("/messages/") {
        let (told, stored) = oneshot::channel();
        let room = number_in(&path);
        shared.log.send(Append { room, frame: frame(&body), stored: Some(told) }).expect("the writer runs");
        stored.await.expect("the writer runs");
        room
    } else {
        shared.next_room.fetch_add(1, Ordering::Relaxed)
    };
    Ok(Response::new(Full::new(format!("{{\"id\":{id}}}").into())))
}

/// Serves a socket: what it sends goes to the file, what the room hears comes back.
async fn chat(stream: TcpStream, shared: Arc<Shared>) {
    let mut room = 0;
    #[expect(clippy::result_large_err, reason = "the signature is the library's")]
    let note_room = |request: &server::Request, response: server::Response| {
        room = number_in(request.uri().path());
        Ok(response)
    };
    let Ok(socket) = accept_hdr_async(stream, note_room).await else { return };
    let (mut sink, mut stream) = socket.split();
    sink.send(Message::text(r#"{"type":"live"}"#)).await.expect("a new connection");
    let (outbox, frames) = unbounded_channel();
    shared.rooms.lock().expect("no panic").entry(room).or_default().push(outbox);
    tokio::spawn(send(sink, frames));
    while let Some(Ok(message)) = stream.next().await {
        if let Message::Text(text) = message {
            let append = Append { room, frame: frame(text.as_bytes()), stored: None };
            shared.log.send(append).expect("the writer runs");
        }
    }
}

/// Sends frames as they come, and flushes once for all that wait.
async fn send(
    mut sink: SplitSink<WebSocketStream<TcpStream>, Message>,
    mut frames: UnboundedReceiver<Message>,
) {
    let mut waiting = Vec::with_capacity(FRAMES);
    while frames.recv_many(&mut waiting, FRAMES).await > 0 {
        for frame in waiting.drain(..) {
            if sink.feed(frame).await.is_err() {
                return;
            }
        }
        if sink.flush().await.is_err() {
            return;
        }
    }
}

/// The frame that a room hears of a message.
fn frame(message: &[u8]) -> Utf8Bytes {
    let text = String::from_utf8_lossy(message);
    format!(r#"{{"type":"chat_message","message":{text}}}"#).into()
}

/// The first number in a path.
fn number_in(path: &str) -> u64 {
    path.split('/').find_map(|part| part.parse().ok()).unwrap_or(0)
}
