//! One WebSocket: a task that reads and handles its frames one after another, and one that writes
//! what its outbox holds. Neither waits for the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use roomcast_functions::socket::{self, Received};
use roomcast_functions::wire::ConnectionId;
use roomcast_functions::{App, config};
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::hub::{Hub, Outbox};

/// Largest message of a client (API Gateway Developer Guide, "Quotas for WebSocket APIs": frames).
const MESSAGE_MAX_BYTES: usize = 32 * 1024;
/// How long a close handshake may take.
const CLOSING: Duration = Duration::from_secs(5);
/// Bytes that are read at once: small, since most connections are idle.
const READ_BUFFER_BYTES: usize = 4 * 1024;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// How long connections live: API Gateway's limits.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Without a frame in either direction.
    pub idle: Duration,
    /// In all.
    pub life: Duration,
}

impl Limits {
    /// 10 minutes and 2 hours; shorter ones by `WS_IDLE_SECONDS` and `WS_LIFE_SECONDS`.
    pub fn from_environment() -> Self {
        let seconds = |name: &str, most: u64| {
            let set = config::environment(name).and_then(|value| value.parse().ok());
            Duration::from_secs(set.unwrap_or(most).clamp(1, most))
        };
        Self { idle: seconds("WS_IDLE_SECONDS", 600), life: seconds("WS_LIFE_SECONDS", 7_200) }
    }
}

/// When something was last read or written, in milliseconds since the connection opened.
struct Activity {
    opened: Instant,
    last_ms: AtomicU64,
}

impl Activity {
    fn note(&self) {
        let ms = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_ms.store(ms, Ordering::Relaxed);
    }

    fn ends(&self, limits: Limits) -> Instant {
        let last = self.opened + Duration::from_millis(self.last_ms.load(Ordering::Relaxed));
        (last + limits.idle).min(self.opened + limits.life)
    }
}

/// Serves an upgraded connection to its end, then has it forgotten.
pub async fn serve(
    app: Arc<App>,
    hub: Arc<Hub>,
    id: ConnectionId,
    outbox: Arc<Outbox>,
    io: Upgraded,
    limits: Limits,
) {
    let settings = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(16 * 1024)
        .max_message_size(Some(MESSAGE_MAX_BYTES))
        .max_frame_size(Some(MESSAGE_MAX_BYTES));
    let socket = WebSocketStream::from_raw_socket(TokioIo::new(io), Role::Server, Some(settings)).await;
    let (sink, stream) = socket.split();
    let activity = Arc::new(Activity { opened: Instant::now(), last_ms: AtomicU64::new(0) });
    outbox.open();
    let writer = tokio::spawn(write(sink, outbox.clone(), activity.clone()));
    read(&app, &id, &outbox, stream, &activity, limits).await;
    hub.forget(&id);
    socket::disconnect(&app, &id).await;
    let _ = tokio::time::timeout(CLOSING, writer).await;
}

/// Handles frames until the client closes, breaks a rule, or is silent for too long.
async fn read(
    app: &Arc<App>,
    id: &ConnectionId,
    outbox: &Outbox,
    mut stream: SplitStream<Socket>,
    activity: &Activity,
    limits: Limits,
) {
    loop {
        let message = match tokio::time::timeout_at(activity.ends(limits), stream.next()).await {
            Ok(Some(message)) => message,
            Ok(None) => return,
            Err(_) if activity.ends(limits) > Instant::now() => continue,
            Err(_) => return outbox.close(CloseCode::Away),
        };
        activity.note();
        match message {
            Ok(Message::Text(text)) => Box::pin(socket::receive(app, id, Received::Text(&text))).await,
            Ok(Message::Binary(_)) => Box::pin(socket::receive(app, id, Received::Binary)).await,
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
            Ok(Message::Close(_)) => return,
            Err(Error::Capacity(CapacityError::MessageTooLong { .. })) => {
                return outbox.close(CloseCode::Size);
            }
            Err(Error::Utf8(_)) => return outbox.close(CloseCode::Invalid),
            Err(_) => return outbox.close(CloseCode::Protocol),
        }
    }
}

/// Writes what the outbox holds, all that waits at once, until it says to close.
async fn write(mut sink: SplitSink<Socket, Message>, outbox: Arc<Outbox>, activity: Arc<Activity>) {
    loop {
        let batch = outbox.next().await;
        activity.note();
        for frame in batch.frames {
            if sink.feed(Message::Text(frame)).await.is_err() {
                return outbox.close(CloseCode::Error);
            }
        }
        if let Some(code) = batch.close {
            let frame = CloseFrame { code, reason: "".into() };
            let close = async {
                let _ = sink.send(Message::Close(Some(frame))).await;
                let _ = sink.close().await;
            };
            let _ = tokio::time::timeout(CLOSING, close).await;
            return;
        }
        if sink.flush().await.is_err() {
            return outbox.close(CloseCode::Error);
        }
    }
}
