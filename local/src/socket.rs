//! One WebSocket: one task reads and handles its frames one after another, another task writes the
//! frames of its outbox. Neither waits for the other.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{FutureExt, SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use roomcast_domain::FRAME_MAX_BYTES;
use roomcast_functions::App;
use roomcast_functions::live::connection::ConnectionId;
use roomcast_functions::socket;
use roomcast_functions::socket::Received;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::hub::{Hub, Outbox};
use crate::settings::ConnectionLimits;

/// How long a close handshake may take.
const CLOSING: Duration = Duration::from_secs(5);
/// Size of a read buffer: small, since most connections are idle.
const READ_BUFFER_BYTES: usize = 1024;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// The time of the last frame in either direction.
struct Activity {
    opened: Instant,
    /// Milliseconds since the connection opened.
    last_ms: AtomicU64,
}

impl Activity {
    fn note(&self) {
        let ms = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_ms.store(ms, Ordering::Relaxed);
    }

    /// Computes when the connection ends if no further frame comes.
    fn ends(&self, limits: ConnectionLimits) -> Instant {
        let last = self.opened + Duration::from_millis(self.last_ms.load(Ordering::Relaxed));
        (last + limits.idle).min(self.opened + limits.life)
    }
}

/// Serves an upgraded connection until it ends, then disconnects it.
pub async fn serve(
    app: Arc<App>,
    hub: Arc<Hub>,
    id: ConnectionId,
    outbox: Arc<Outbox>,
    io: Upgraded,
    limits: ConnectionLimits,
) {
    let settings = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(16 * 1024)
        .max_message_size(Some(FRAME_MAX_BYTES))
        .max_frame_size(Some(FRAME_MAX_BYTES));
    let socket = WebSocketStream::from_raw_socket(TokioIo::new(io), Role::Server, Some(settings)).await;
    let (sink, mut stream) = socket.split();
    let activity = Arc::new(Activity { opened: Instant::now(), last_ms: AtomicU64::new(0) });
    outbox.open();
    let mut writer = tokio::spawn(write(sink, outbox.clone(), activity.clone(), limits.ping));
    let reading = read(&app, &id, &outbox, &mut stream, &activity, limits);
    if AssertUnwindSafe(reading).catch_unwind().await.is_err() {
        outbox.close(CloseCode::Error);
    }
    end(&app, &hub, &id, &outbox).await;
    match tokio::time::timeout(CLOSING, &mut writer).await {
        Ok(Ok(sink)) => linger(stream, sink).await,
        // The writer would wait for ever for a client that reads nothing.
        _ => writer.abort(),
    }
}

/// Disconnects a connection from the chat, then removes it from the hub: a server that stops waits for
/// the hub to be empty. The handler is boxed: an open connection holds no memory for its end.
pub async fn end(app: &Arc<App>, hub: &Hub, id: &ConnectionId, outbox: &Outbox) {
    outbox.close(CloseCode::Normal);
    if AssertUnwindSafe(Box::pin(socket::disconnect(app, id))).catch_unwind().await.is_err() {
        tracing::error!("the handler of a disconnection failed");
    }
    hub.remove(id);
}

/// Reads and drops what a client still sends after the close frame, for a limited time: closing a socket
/// with unread bytes resets it, and the client might never see the close code.
async fn linger(stream: SplitStream<Socket>, sink: SplitSink<Socket, Message>) {
    let Ok(socket) = stream.reunite(sink) else { return };
    let mut io = socket.into_inner();
    let rest = async {
        io.shutdown().await?;
        tokio::io::copy(&mut io, &mut tokio::io::sink()).await
    };
    let _ = tokio::time::timeout(CLOSING, rest).await;
}

/// Handles frames until the client closes the connection, breaks a rule, is silent for too long, or
/// does not answer a close frame.
async fn read(
    app: &Arc<App>,
    id: &ConnectionId,
    outbox: &Outbox,
    stream: &mut SplitStream<Socket>,
    activity: &Activity,
    limits: ConnectionLimits,
) {
    let closed = async {
        outbox.closed().await;
        tokio::time::sleep(CLOSING).await;
    };
    tokio::pin!(closed);
    loop {
        let next = tokio::time::timeout_at(activity.ends(limits), stream.next());
        let message = tokio::select! {
            message = next => message,
            () = &mut closed => return,
        };
        let message = match message {
            Ok(Some(message)) => message,
            Ok(None) => return,
            Err(_) if activity.ends(limits) > Instant::now() => continue,
            Err(_) => return outbox.close(CloseCode::Away),
        };
        // A pong answers the server's own ping: a connection of a client that only answers is idle.
        if !matches!(message, Ok(Message::Pong(_))) {
            activity.note();
        }
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

/// Writes the frames of the outbox until the connection has to be closed; returns the sink. A ping goes
/// out every `ping`, since proxies cut connections on which the server is silent for a minute.
async fn write(
    mut sink: SplitSink<Socket, Message>,
    outbox: Arc<Outbox>,
    activity: Arc<Activity>,
    ping: Duration,
) -> SplitSink<Socket, Message> {
    let mut pings = tokio::time::interval_at(Instant::now() + ping, ping);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let batch = tokio::select! {
            batch = outbox.next() => batch,
            _ = pings.tick() => {
                if sink.send(Message::Ping(Bytes::new())).await.is_err() {
                    outbox.close(CloseCode::Error);
                    return sink;
                }
                continue;
            }
        };
        activity.note();
        for frame in batch.frames {
            if sink.feed(Message::Text(frame)).await.is_err() {
                outbox.close(CloseCode::Error);
                return sink;
            }
        }
        if let Some(code) = batch.close {
            let frame = CloseFrame { code, reason: "".into() };
            let _ = sink.send(Message::Close(Some(frame))).await;
            // Also writes the answer to a close frame of the client.
            let _ = sink.close().await;
            return sink;
        }
        if sink.flush().await.is_err() {
            outbox.close(CloseCode::Error);
            return sink;
        }
    }
}
