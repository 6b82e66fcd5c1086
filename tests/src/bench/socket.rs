//! A `WebSocket` client that costs little, because it shares the processor with the server: it hands
//! out the text of each frame where it lies in the read buffer.

use std::ops::Range;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::rooms::User;

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
/// The bit of a frame's length that says that a mask follows.
const MASKED: u8 = 0x80;
/// The length that says that the real one follows, in two bytes.
const LONG: u8 = 126;
/// Bytes that a read may take at first; the buffer grows with what comes.
const BUFFER_BYTES: usize = 2_048;

/// The sending half of a connection.
pub(super) struct Sender {
    half: OwnedWriteHalf,
    frame: Vec<u8>,
}

/// The receiving half of a connection.
pub(super) struct Receiver {
    half: OwnedReadHalf,
    buffer: Vec<u8>,
    /// The bytes of the buffer that are not handed out yet.
    unread: Range<usize>,
}

/// Connects a user to a room, and waits for the frame that says that the connection is live.
pub(super) async fn open(address: &str, room: u64, user: &User) -> (Sender, Receiver) {
    connect(address, &format!("/ws/chat/{room}/"), user, "live").await
}

/// Opens the one connection for all rooms of a user, and waits for its first frame: then it is live.
pub(super) async fn open_user_socket(address: &str, user: &User) -> (Sender, Receiver) {
    connect(address, "/ws/", user, "connection_established").await
}

/// Connects and waits for a frame of this type.
async fn connect(address: &str, path: &str, user: &User, awaited: &str) -> (Sender, Receiver) {
    let stream = TcpStream::connect(address).await.expect("the server listens");
    stream.set_nodelay(true).expect("an option");
    let (read, write) = stream.into_split();
    let mut sender = Sender { half: write, frame: Vec::new() };
    let mut receiver = Receiver { half: read, buffer: vec![0; BUFFER_BYTES], unread: 0..0 };
    let request = format!(
        "GET {path}?token={} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        user.token
    );
    sender.half.write_all(request.as_bytes()).await.expect("a request is sent");
    receiver.take_head().await;
    receiver.wait_for(awaited).await;
    (sender, receiver)
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

impl Sender {
    /// Sends a text frame of less than 64 kB. Its mask is zero, so that the text goes out as it is.
    pub(super) async fn send(&mut self, text: &str) {
        assert!(self.try_send(text).await, "the connection is open");
    }

    /// Does the same; false if the connection is closed.
    pub(super) async fn try_send(&mut self, text: &str) -> bool {
        let length = u16::try_from(text.len()).expect("a short text");
        self.frame.clear();
        self.frame.push(0x80 | TEXT);
        if length < u16::from(LONG) {
            self.frame.push(MASKED | length as u8);
        } else {
            self.frame.push(MASKED | LONG);
            self.frame.extend(length.to_be_bytes());
        }
        self.frame.extend([0; 4]);
        self.frame.extend(text.as_bytes());
        self.half.write_all(&self.frame).await.is_ok()
    }
}

impl Receiver {
    /// Waits for a frame of this type and drops those before it.
    pub(super) async fn wait_for(&mut self, awaited: &str) {
        let part = format!(r#""type":"{awaited}""#);
        while !contains(self.next().await.expect("the connection is open"), part.as_bytes()) {}
    }

    /// Waits for the next text frame; none once the connection is closed.
    pub(super) async fn next(&mut self) -> Option<&[u8]> {
        loop {
            match self.take_frame() {
                Some((TEXT, text)) => return Some(&self.buffer[text]),
                Some((CLOSE, _)) => return None,
                Some(_) => {}
                None => {
                    if !self.read().await {
                        return None;
                    }
                }
            }
        }
    }

    /// Takes a whole frame out of the unread bytes: its kind and where its payload lies.
    fn take_frame(&mut self) -> Option<(u8, Range<usize>)> {
        let bytes = &self.buffer[self.unread.clone()];
        let (head, length) = match *bytes.get(1)? {
            126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
            127 => (10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?),
            length => (2, usize::from(length)),
        };
        let kind = bytes[0] & 0x0f;
        let payload = self.unread.start + head..self.unread.start + head + length;
        if payload.end > self.unread.end {
            return None;
        }
        self.unread.start = payload.end;
        Some((kind, payload))
    }

    /// Reads more bytes; false at the end of the connection.
    async fn read(&mut self) -> bool {
        self.buffer.copy_within(self.unread.clone(), 0);
        self.unread = 0..self.unread.len();
        if self.unread.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let count = self.half.read(&mut self.buffer[self.unread.end..]).await.unwrap_or(0);
        self.unread.end += count;
        count > 0
    }

    /// Takes the answer to the handshake, which must be 101.
    async fn take_head(&mut self) {
        loop {
            let bytes = &self.buffer[self.unread.clone()];
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&bytes[..end]);
                assert!(head.starts_with("HTTP/1.1 101"), "the handshake is refused: {head}");
                self.unread.start += end + 4;
                return;
            }
            assert!(self.read().await, "the handshake is answered");
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn frames_are_put_together_from_the_pieces_that_arrive() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let long = "x".repeat(70_000);
        let mut sent =
            b"HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x0f{\"type\":\"live\"}\x81\x01a".to_vec();
        sent.extend(b"\x89\x00\x81\x7e\x01\x00"); // a ping, then a text of 256 bytes
        sent.extend(&long.as_bytes()[..256]);
        sent.extend(b"\x81\x7f\x00\x00\x00\x00\x00\x01\x11\x70"); // a text of 70,000 bytes
        sent.extend(long.as_bytes());
        sent.extend(b"\x88\x00");
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            for piece in sent.chunks(97) {
                stream.write_all(piece).await.unwrap();
                tokio::task::yield_now().await;
            }
            stream
        });
        let (_sender, mut receiver) = open(&address, 1, &User { id: 1, token: "token".into() }).await;
        assert_eq!(receiver.next().await, Some(b"a".as_slice()));
        assert_eq!(receiver.next().await, Some(&long.as_bytes()[..256]));
        assert_eq!(receiver.next().await, Some(long.as_bytes()));
        assert_eq!(receiver.next().await, None);
        drop(server.await.unwrap());
    }
}
