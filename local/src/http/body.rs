//! Bodies of HTTP requests.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, EXPECT};
use http_body_util::BodyExt;
use hyper::body::Body;
use roomcast_domain::BODY_MAX_BYTES;

/// Bytes of a body that are read in all. A body over the limit is read up to here, so that its
/// sender gets to read the answer.
const DRAINED_BYTES: usize = 64 * 1024 * 1024;
/// How long a body may take, and how long an upload may pause.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body that broke off or took too long.
///
/// The connection is then closed without an answer: a client in the middle of its body does not read
/// one, the API has no status for half a request, and the client's next attempt needs a new
/// connection anyway.
#[derive(Debug, thiserror::Error)]
#[error("the body of a request broke off or took too long")]
pub struct BodyLost;

/// A body as it was received.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// The whole body.
    Whole(Bytes),
    /// More than [`BODY_MAX_BYTES`].
    TooLarge,
}

/// Reads a body. One that is too large is thrown away while it arrives, up to a limit, unless its
/// sender announces its size and waits to be asked for it.
pub async fn read<B>(headers: &HeaderMap, body: B) -> Result<Received, BodyLost>
where
    B: Body<Data = Bytes> + Unpin,
{
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if headers.contains_key(EXPECT) && announced.is_some_and(|length: usize| length > BODY_MAX_BYTES) {
        return Ok(Received::TooLarge);
    }
    tokio::time::timeout(PATIENCE, collect(body)).await.map_err(|_| BodyLost)?
}

/// Reads a body that is not wanted, up to a limit, so that its sender gets to read the answer.
pub async fn drain<B>(body: B) -> Result<(), BodyLost>
where
    B: Body<Data = Bytes> + Unpin,
{
    tokio::time::timeout(PATIENCE, collect(body)).await.map_err(|_| BodyLost)?.map(|_| ())
}

/// Reads the next piece of a body that may be large and may take long, but must not pause for long.
/// Returns nothing at the end.
pub async fn next_piece<B>(body: &mut B) -> Result<Option<Bytes>, BodyLost>
where
    B: Body<Data = Bytes> + Unpin,
{
    loop {
        let frame = tokio::time::timeout(PATIENCE, body.frame()).await.map_err(|_| BodyLost)?;
        let Some(frame) = frame else { return Ok(None) };
        if let Ok(piece) = frame.map_err(|_| BodyLost)?.into_data() {
            return Ok(Some(piece));
        }
    }
}

async fn collect<B>(mut body: B) -> Result<Received, BodyLost>
where
    B: Body<Data = Bytes> + Unpin,
{
    let mut collected = BytesMut::new();
    let mut read_bytes = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| BodyLost)?;
        let Some(data) = frame.data_ref() else { continue };
        read_bytes += data.len();
        if read_bytes > DRAINED_BYTES {
            break;
        }
        if read_bytes <= BODY_MAX_BYTES {
            collected.extend_from_slice(data);
        } else {
            collected = BytesMut::new();
        }
    }
    Ok(if read_bytes > BODY_MAX_BYTES { Received::TooLarge } else { Received::Whole(collected.freeze()) })
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;
    use futures_util::stream::{iter, pending};
    use http_body_util::StreamBody;
    use hyper::body::Frame;

    use super::*;

    fn half() -> impl futures_util::Stream<Item = Result<Frame<Bytes>, std::io::Error>> {
        iter([Ok(Frame::data(Bytes::from_static(b"{\"name\":")))])
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_takes_too_long_is_lost() {
        let silent = || StreamBody::new(half().chain(pending()));
        assert!(read(&HeaderMap::new(), silent()).await.is_err());
        assert!(drain(silent()).await.is_err());
        let mut silent = silent();
        assert_eq!(next_piece(&mut silent).await.unwrap().unwrap(), "{\"name\":");
        assert!(next_piece(&mut silent).await.is_err());
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_lost() {
        let broken = || StreamBody::new(half().chain(iter([Err(std::io::Error::other("reset"))])));
        assert!(read(&HeaderMap::new(), broken()).await.is_err());
        let whole = StreamBody::new(half());
        let received = read(&HeaderMap::new(), whole).await.unwrap();
        assert_eq!(received, Received::Whole(Bytes::from_static(b"{\"name\":")));
    }
}
