//! The addresses that the server listens on.

use std::io::{Error, ErrorKind, Result as IoResult};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::{TcpListener, TcpStream};

use crate::settings::Host;

/// Attempts at a free port that both loopback addresses have.
const ATTEMPTS: u32 = 20;

/// The port cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {source}; is another server running there?")]
pub struct ListenError {
    /// The address and port.
    address: String,
    /// What is wrong with it.
    source: Error,
}

/// The sockets that the server accepts connections on.
pub struct Listeners {
    /// The first address, which the server prints.
    pub address: SocketAddr,
    first: TcpListener,
    second: Option<TcpListener>,
}

impl Listeners {
    /// Waits for the next connection on any of the addresses.
    pub async fn accept(&self) -> IoResult<(TcpStream, SocketAddr)> {
        let Some(second) = &self.second else { return self.first.accept().await };
        tokio::select! {
            accepted = self.first.accept() => accepted,
            accepted = second.accept() => accepted,
        }
    }
}

/// Listens on a port of a host; port 0 takes a free one. `localhost` has two addresses, since some clients
/// try 127.0.0.1 only and others `::1` only; a machine without IPv6 has the first only.
pub async fn listen(host: &Host, port: u16) -> Result<Listeners, ListenError> {
    match host {
        Host::Localhost => listen_on_loopback(port).await,
        Host::Named(name) => {
            let address = if name.contains(':') && !name.starts_with('[') {
                format!("[{name}]:{port}")
            } else {
                format!("{name}:{port}")
            };
            let first = TcpListener::bind(&address).await;
            let bound =
                first.and_then(|first| Ok(Listeners { address: first.local_addr()?, first, second: None }));
            bound.map_err(|source| ListenError { address, source })
        }
    }
}

async fn listen_on_loopback(port: u16) -> Result<Listeners, ListenError> {
    let mut attempt = 1;
    loop {
        let (first, address) = bind(Ipv4Addr::LOCALHOST.into(), port).await?;
        match bind(Ipv6Addr::LOCALHOST.into(), address.port()).await {
            Ok((second, _)) => return Ok(Listeners { address, first, second: Some(second) }),
            Err(error) if has_no_such_address(&error.source) => {
                return Ok(Listeners { address, first, second: None });
            }
            // The free port of one address is in use on the other.
            Err(_) if port == 0 && attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}

async fn bind(ip: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr), ListenError> {
    let wanted = SocketAddr::new(ip, port);
    let bound = TcpListener::bind(wanted).await.and_then(|listener| Ok((listener.local_addr()?, listener)));
    let bound = bound.map(|(address, listener)| (listener, address));
    bound.map_err(|source| ListenError { address: wanted.to_string(), source })
}

/// Tells whether the machine has no IPv6, or no `::1`.
fn has_no_such_address(error: &Error) -> bool {
    // The standard library has no kind for EAFNOSUPPORT ("address family not supported by protocol").
    const NO_SUCH_FAMILY: [i32; 2] = [97, 47];
    matches!(error.kind(), ErrorKind::AddrNotAvailable | ErrorKind::Unsupported)
        || error.raw_os_error().is_some_and(|code| NO_SUCH_FAMILY.contains(&code))
}
