//! The server: opens the table, starts the chat, listens, and stops without losing a request.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use roomcast_domain::Clock;
use roomcast_functions::config::{Config, ConfigError};
use roomcast_functions::uploads::files::Files;
use roomcast_functions::{App, Parts};
use roomcast_store::{NativeTable, OpenError, Table};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::http::{Folder, Gateway, Page, Sockets};
use crate::hub::Hub;
use crate::jobs::run_jobs;
use crate::jumps;
use crate::listen::{self, ListenError, Listeners};
use crate::secret::{self, Secret, SecretError};
use crate::settings::{self, Settings};
use crate::token::Signer;

/// How long running requests may take when the server stops.
const STOPPING: Duration = Duration::from_secs(5);
/// How long the server waits before it deletes expired items, the first time and again.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting cannot be used.
    #[error("bad setting {0}")]
    Config(#[from] ConfigError),
    /// The table cannot be opened.
    #[error(transparent)]
    Table(#[from] OpenError),
    /// The file of a secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The folder of uploaded files cannot be used.
    #[error("cannot use the folder of uploaded files: {0}")]
    Files(std::io::Error),
    /// The port cannot be listened on.
    #[error(transparent)]
    Listen(#[from] ListenError),
}

/// A running server.
pub struct Server {
    /// The first address that the server listens on.
    pub address: SocketAddr,
    /// The generated secret that signs tokens, where none is configured.
    pub generated_secret: Option<Secret>,
    stop: watch::Sender<bool>,
    accepting: tokio::task::JoinHandle<()>,
    hub: Arc<Hub>,
    table: NativeTable,
}

impl Server {
    /// Starts a server with these settings.
    pub async fn start(settings: &Settings) -> Result<Self, StartError> {
        let listeners = listen::listen(&settings.host, settings.port).await?;
        let table = NativeTable::open(&settings.data_dir)?;
        let generated_secret =
            settings::secret_is_missing().then(|| secret::for_tokens(&settings.data_dir)).transpose()?;
        let config = settings::for_handlers(generated_secret.as_ref().map(|secret| secret.text.as_str()))?;
        let (job_sender, job_receiver) = mpsc::unbounded_channel();
        let hub = Arc::new(Hub::new(job_sender));
        let clock = Clock::system();
        let files = files(&config, &settings.data_dir)?;
        let folder =
            Folder::open(&settings.data_dir, files.clone(), clock.clone()).map_err(StartError::Files)?;
        let page = Page {
            site: settings.site.clone(),
            demo: Signer::of(&config).filter(|_| settings.demo && generated_secret.is_some()),
            max_upload_bytes: config.max_upload_bytes,
            role: config.tokens.required_role.clone(),
            clock: clock.clone(),
        };
        let app = App::new(Parts {
            config,
            table: Table::native(table.clone()),
            epoch: clock.now().ms().to_string(),
            sole_writer: true,
            wire: hub.clone(),
            files: Some(files),
            clock,
        });
        tokio::spawn(run_jobs(app.clone(), job_receiver));
        sweep_regularly(table.clone());
        tokio::spawn(jumps::watch(app.clock.clone(), hub.clone()));
        let (stop, stopping) = watch::channel(false);
        let address = listeners.address;
        let sockets = Sockets { app: app.clone(), hub: hub.clone(), limits: settings.limits };
        let gateway = Gateway { app, sockets, files: folder, page, proxies: settings.proxies.clone() };
        let accepting = tokio::spawn(accept(listeners, gateway, stopping));
        Ok(Self { address, generated_secret, stop, accepting, hub, table })
    }

    /// Stops the server: accepts no new connections, closes WebSockets, and lets running requests end.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.hub.close_all();
        let _ = self.accepting.await;
        let deadline = tokio::time::Instant::now() + STOPPING;
        while !self.hub.is_empty() && tokio::time::Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        drop(self.table);
    }
}

/// Makes the signer of uploads, which signs as for S3, with a generated secret.
fn files(config: &Config, data_dir: &Path) -> Result<Files, SecretError> {
    let secret = secret::for_uploads(data_dir)?;
    Ok(Files {
        bucket_url: None,
        public_url: config.files_base_url.clone(),
        region: "local".to_owned(),
        credentials: Credentials::new("roomcast", secret.text, None, None, "upload-secret"),
    })
}

fn sweep_regularly(table: NativeTable) {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(SWEEP_EVERY).await;
            let table = table.clone();
            let swept = tokio::task::spawn_blocking(move || table.sweep_expired()).await;
            if let Ok(Err(problem)) = swept {
                tracing::warn!(%problem, "expired items were not deleted");
            }
        }
    });
}

async fn accept(listeners: Listeners, gateway: Gateway, mut stopping: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stopping.changed() => break,
            accepted = listeners.accept() => match accepted {
                Ok((stream, peer)) => drop(connections.spawn(serve(stream, peer, gateway.clone(), stopping.clone()))),
                Err(error) => {
                    // Such as: no file descriptor is free until another connection closes.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    let _ = tokio::time::timeout(STOPPING, async { while connections.join_next().await.is_some() {} }).await;
}

async fn serve(stream: TcpStream, peer: SocketAddr, gateway: Gateway, mut stopping: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| gateway.clone().answer(request, peer));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(30)).max_buf_size(64 * 1024);
    let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

#[cfg(test)]
mod tests;
