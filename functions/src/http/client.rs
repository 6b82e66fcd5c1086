//! An HTTP/1.1 client for AWS and key sets: hyper over rustls on ring, with a pool of connections.
//! The pool opens no more connections to a host than there are requests to it at the same time.
//!
//! A connection that has served a request is kept for the next one. If the other side closes a kept
//! connection before it answers, the request is sent again on a new connection. So every request must be
//! safe to repeat. The SDK and the wire repeat lost calls, too.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::lock;

/// The longest time that an idle connection is kept: later it may be dead without a sign of it.
const IDLE: Duration = Duration::from_secs(60);
/// The time for which the addresses of a host are used.
const RESOLVED: Duration = Duration::from_secs(30);
/// The largest answer to the SDK, in bytes; answers of DynamoDB are below 16 MiB.
const SDK_ANSWER_MAX_BYTES: usize = 32 * 1024 * 1024;

/// The reason why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The URL is neither an `http` nor an `https` URL.
    #[error("the URL cannot be called")]
    Url,
    /// No connection was made in time.
    #[error("connecting timed out")]
    ConnectTimeout,
    /// The network or TLS failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The connection failed during the request.
    #[error(transparent)]
    Http(#[from] hyper::Error),
    /// The answer is longer than the caller allows.
    #[error("the answer is too long")]
    TooLong,
}

/// The certificates that the client trusts.
#[derive(Debug, Clone, Copy)]
pub enum Roots<'a> {
    /// The certificates of the system.
    System,
    /// The certificates of a PEM text.
    Pem(&'a [u8]),
}

/// An HTTP client. Its clones share the connections.
#[derive(Clone)]
pub struct Http(Arc<Shared>);

struct Shared {
    tls: TlsConnector,
    connect_timeout: Duration,
    idle: Mutex<HashMap<Origin, Vec<Kept>>>,
    resolved: tokio::sync::Mutex<HashMap<Origin, (Vec<SocketAddr>, Instant)>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Origin {
    secure: bool,
    authority: Authority,
}

type Connection = SendRequest<Full<Bytes>>;

struct Kept {
    connection: Connection,
    since: Instant,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Http")
    }
}

impl Http {
    /// Makes a client without connections.
    ///
    /// # Errors
    /// Returns an error for certificates that cannot be read.
    pub fn new(roots: Roots<'_>, connect_timeout: Duration) -> Result<Self, std::io::Error> {
        Ok(Self(Arc::new(Shared {
            tls: tls(roots)?,
            connect_timeout,
            idle: Mutex::default(),
            resolved: tokio::sync::Mutex::default(),
        })))
    }

    /// Sends a request and reads the whole answer, of at most `max_bytes`.
    ///
    /// # Errors
    /// Returns an error if no answer came. An answer of any status is a success.
    pub async fn send(
        &self,
        request: Request<Bytes>,
        max_bytes: usize,
    ) -> Result<Response<Bytes>, HttpError> {
        let origin = Origin::of(request.uri()).ok_or(HttpError::Url)?;
        let request = with_host(request, &origin);
        while let Some(mut connection) = self.take_idle(&origin) {
            if connection.ready().await.is_err() {
                continue;
            }
            match exchange(&mut connection, request.clone(), max_bytes).await {
                Err(HttpError::Http(_)) => break,
                Err(error) => return Err(error),
                Ok(answer) => return Ok(self.keep(origin, connection, answer)),
            }
        }
        let connected = tokio::time::timeout(self.0.connect_timeout, self.dial(&origin)).await;
        let mut connection = connected.map_err(|_| HttpError::ConnectTimeout)??;
        let answer = exchange(&mut connection, request, max_bytes).await?;
        Ok(self.keep(origin, connection, answer))
    }

    fn take_idle(&self, origin: &Origin) -> Option<Connection> {
        let mut idle = lock(&self.0.idle);
        let kept = idle.get_mut(origin)?;
        let newest = kept.pop()?;
        if newest.since.elapsed() < IDLE {
            return Some(newest.connection);
        }
        // The other connections have been idle for longer.
        kept.clear();
        None
    }

    fn keep(&self, origin: Origin, connection: Connection, answer: Response<Bytes>) -> Response<Bytes> {
        let kept = Kept { connection, since: Instant::now() };
        lock(&self.0.idle).entry(origin).or_default().push(kept);
        answer
    }

    async fn dial(&self, origin: &Origin) -> Result<Connection, HttpError> {
        let addresses = self.resolve(origin).await?;
        let stream = match TcpStream::connect(&addresses[..]).await {
            Ok(stream) => stream,
            Err(error) => {
                self.0.resolved.lock().await.remove(origin);
                return Err(error.into());
            }
        };
        stream.set_nodelay(true)?;
        if !origin.secure {
            return open(stream).await;
        }
        let host = origin.authority.host().trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(|_| HttpError::Url)?;
        open(self.0.tls.connect(name, stream).await?).await
    }

    /// Returns the addresses of a host, each time with another one first. Calls at the same time share one
    /// lookup.
    async fn resolve(&self, origin: &Origin) -> Result<Vec<SocketAddr>, HttpError> {
        let mut resolved = self.0.resolved.lock().await;
        if let Some((addresses, since)) = resolved.get_mut(origin)
            && since.elapsed() < RESOLVED
        {
            addresses.rotate_left(1);
            return Ok(addresses.clone());
        }
        let host = (origin.authority.host().trim_matches(['[', ']']), origin.port());
        let addresses: Vec<SocketAddr> = tokio::net::lookup_host(host).await?.collect();
        resolved.insert(origin.clone(), (addresses.clone(), Instant::now()));
        Ok(addresses)
    }
}

impl Origin {
    fn of(uri: &Uri) -> Option<Self> {
        let scheme = uri.scheme()?;
        let secure = *scheme == Scheme::HTTPS;
        let authority = uri.authority()?.clone();
        (secure || *scheme == Scheme::HTTP).then_some(Self { secure, authority })
    }

    fn standard_port(&self) -> u16 {
        if self.secure { 443 } else { 80 }
    }

    fn port(&self) -> u16 {
        self.authority.port_u16().unwrap_or(self.standard_port())
    }

    /// Returns the value of the header `Host`: without the port if it is the standard port.
    fn host(&self) -> &str {
        if self.port() == self.standard_port() { self.authority.host() } else { self.authority.as_str() }
    }
}

/// Adds the header `Host` to a request and leaves the path alone as its target.
fn with_host(request: Request<Bytes>, origin: &Origin) -> Request<Full<Bytes>> {
    let mut request = request.map(Full::new);
    if let Ok(host) = HeaderValue::from_str(origin.host()) {
        request.headers_mut().entry(header::HOST).or_insert(host);
    }
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = Uri::from(path.unwrap_or(PathAndQuery::from_static("/")));
    request
}

async fn open<S>(stream: S) -> Result<Connection, HttpError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn exchange(
    connection: &mut Connection,
    request: Request<Full<Bytes>>,
    max_bytes: usize,
) -> Result<Response<Bytes>, HttpError> {
    let (head, body) = connection.send_request(request).await?.into_parts();
    match Limited::new(body, max_bytes).collect().await {
        Ok(body) => Ok(Response::from_parts(head, body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(HttpError::TooLong),
        Err(error) => match error.downcast::<hyper::Error>() {
            Ok(error) => Err(HttpError::Http(*error)),
            Err(error) => Err(HttpError::Io(std::io::Error::other(error))),
        },
    }
}

fn tls(roots: Roots<'_>) -> Result<TlsConnector, std::io::Error> {
    let mut store = RootCertStore::empty();
    match roots {
        Roots::System => {
            // What of them cannot be read is left out.
            let _ = store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        Roots::Pem(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                store.add(certificate.map_err(std::io::Error::other)?).map_err(std::io::Error::other)?;
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(std::io::Error::other)?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

impl HttpClient for Http {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Http {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let http = self.clone();
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
            let body = Bytes::copy_from_slice(request.body().bytes().unwrap_or_default());
            match http.send(request.map(|_| body), SDK_ANSWER_MAX_BYTES).await {
                Ok(answer) => HttpResponse::try_from(answer.map(SdkBody::from))
                    .map_err(|error| ConnectorError::other(error.into(), None)),
                Err(error @ HttpError::ConnectTimeout) => Err(ConnectorError::timeout(error.into())),
                Err(error @ (HttpError::Io(_) | HttpError::Http(_))) => Err(ConnectorError::io(error.into())),
                Err(error @ (HttpError::Url | HttpError::TooLong)) => Err(ConnectorError::user(error.into())),
            }
        })
    }
}

#[cfg(test)]
mod tests;
