//! The server: opens the table, starts the chat, listens, and stops in good order.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use roomcast_domain::Clock;
use roomcast_functions::config::{Config, ConfigError, Cors, environment};
use roomcast_functions::live::job::Job;
use roomcast_functions::live::run;
use roomcast_functions::uploads::files::Files;
use roomcast_functions::{App, Parts};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use crate::files::Folder;
use crate::gateway::Gateway;
use crate::hub::Hub;
use crate::page::Page;
use crate::secret::{self, Secret, SecretError};
use crate::socket::Limits;
use crate::table::{EmbeddedTable, OpenError};

/// The table's name.
const TABLE: &str = "roomcast";
/// Jobs that run at once.
const JOBS_AT_ONCE: usize = 64;
/// How long running requests may take when the server stops.
const STOPPING: Duration = Duration::from_secs(5);
/// Time to live is looked after this often; the first time after as long.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

/// Where and on what the server runs.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The address to listen on.
    pub host: String,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Where the data is.
    pub data_dir: PathBuf,
    /// Where the built front end is.
    pub site: Option<PathBuf>,
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is not good.
    #[error("bad setting {0}")]
    Config(#[from] ConfigError),
    /// The table cannot be opened.
    #[error(transparent)]
    Table(#[from] OpenError),
    /// The secret cannot be kept.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The folder of uploaded files cannot be used.
    #[error("cannot use the folder of uploaded files: {0}")]
    Files(std::io::Error),
    /// The table cannot be made.
    #[error("the table cannot be made: {0}")]
    Store(#[from] roomcast_store::StoreError),
    /// The port cannot be listened on.
    #[error("cannot listen on {address}: {source}; is another server running there?")]
    Listen {
        /// The address and port.
        address: String,
        /// Why not.
        source: std::io::Error,
    },
}

/// A running server.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// The secret that it made for itself, if it was given none.
    pub made_secret: Option<Secret>,
    stop: watch::Sender<bool>,
    accepting: tokio::task::JoinHandle<()>,
    hub: Arc<Hub>,
    table: EmbeddedTable,
}

impl Server {
    /// Starts it.
    pub async fn start(options: &ServeOptions) -> Result<Self, StartError> {
        let address = format!("{}:{}", options.host, options.port);
        let listener = TcpListener::bind(&address).await;
        let listener = listener.map_err(|source| StartError::Listen { address: address.clone(), source })?;
        let table = EmbeddedTable::open(&options.data_dir)?;
        let made_secret = secret::needed().then(|| secret::for_tokens(&options.data_dir)).transpose()?;
        let config = configure(made_secret.as_ref())?;
        let client = table.client();
        roomcast_store::create_table(&client, TABLE).await?;
        let (job_sender, job_receiver) = mpsc::unbounded_channel();
        let hub = Arc::new(Hub::new(job_sender));
        let clock = Clock::system();
        let files = files(&config, &options.data_dir)?;
        let folder =
            Folder::open(&options.data_dir, files.clone(), clock.clone()).map_err(StartError::Files)?;
        let page = Page {
            site: options.site.clone(),
            demo_secret: made_secret.as_ref().map(|secret| secret.text.clone()),
            max_upload_bytes: config.max_upload_bytes,
            role: config.required_role.clone(),
            clock: clock.clone(),
        };
        let app = App::new(Parts {
            config,
            dynamo: client,
            table: TABLE.to_owned(),
            epoch: clock.now().ms().to_string(),
            sole_writer: true,
            wire: hub.clone(),
            files: Some(files),
            clock,
        });
        tokio::spawn(run_jobs(app.clone(), job_receiver));
        sweep_now_and_then(table.clone());
        let (stop, stopping) = watch::channel(false);
        let address = listener.local_addr().map_err(|source| StartError::Listen { address, source })?;
        let limits = Limits::from_environment();
        let gateway = Gateway { app, hub: hub.clone(), limits, files: folder, page };
        let accepting = tokio::spawn(accept(listener, gateway, stopping));
        Ok(Self { address, made_secret, stop, accepting, hub, table })
    }

    /// Stops it: no new connections, WebSockets are closed, running requests are finished.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.hub.close_all();
        let _ = self.accepting.await;
        let patience = tokio::time::Instant::now() + STOPPING;
        while !self.hub.is_empty() && tokio::time::Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        drop(self.table);
    }
}

fn configure(made: Option<&Secret>) -> Result<Config, ConfigError> {
    let variable = |name: &str| match name {
        "JWT_SECRET" => made.map(|secret| secret.text.clone()).or_else(|| environment(name)),
        _ => environment(name),
    };
    Config::from_variables(variable, Cors::Localhost)
}

/// Signed as requests to S3 are, with a secret of this machine's own.
fn files(config: &Config, data_dir: &Path) -> Result<Files, SecretError> {
    let secret = secret::for_uploads(data_dir)?;
    Ok(Files {
        bucket_url: None,
        public_url: config.files_base_url.clone(),
        scheme: "http",
        region: "local".to_owned(),
        credentials: Credentials::new("roomcast", secret.text, None, None, "upload-secret"),
    })
}

/// Runs jobs as they come, several at once.
async fn run_jobs(app: Arc<App>, mut waiting: mpsc::UnboundedReceiver<Job>) {
    let places = Arc::new(Semaphore::new(JOBS_AT_ONCE));
    while let Some(job) = waiting.recv().await {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let app = app.clone();
        tokio::spawn(async move {
            run::run_to_the_end(&app, job).await;
            drop(place);
        });
    }
}

fn sweep_now_and_then(table: EmbeddedTable) {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(SWEEP_EVERY).await;
            let table = table.clone();
            let swept = tokio::task::spawn_blocking(move || table.sweep_expired()).await;
            if let Ok(Err(problem)) = swept {
                tracing::warn!(problem, "expired items were not deleted");
            }
        }
    });
}

async fn accept(listener: TcpListener, gateway: Gateway, mut stopping: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stopping.changed() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => drop(connections.spawn(serve(stream, peer, gateway.clone(), stopping.clone()))),
                Err(error) => {
                    // Out of file descriptors, say: others may close meanwhile.
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
