//! The command line.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use roomcast_domain::{Clock, Names, RoomId, User, UserId};
use tokio::signal::unix::{SignalKind, signal};

use crate::server::Server;
use crate::settings::{self, Given, Settings};
use crate::token::{self, Signer, TokenFor};

/// The chat on one machine.
#[derive(Parser)]
#[command(name = "roomcast", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the chat (the default)
    Serve(Serve),
    /// Print an access token for trying the chat out, or check one
    Token(Token),
    /// Copy the table to a file, also while the server is running
    Backup(Backup),
    /// Print the reported messages, newest first, as lines of JSON, also while the server is running
    Reports(Reports),
}

#[derive(Args)]
struct Serve {
    /// Port to listen on; 0 takes a free one [env: PORT] [default: 8000]
    #[arg(long)]
    port: Option<u16>,
    /// Address to listen on; `localhost` means both loopback addresses [default: localhost]
    #[arg(long)]
    host: Option<String>,
    /// Folder of the built front end; without it no front end is served [env: `SITE_DIR`]
    #[arg(long)]
    site: Option<PathBuf>,
    /// Give anybody on this machine a token of any user, if no `JWT_SECRET` is set; never use it behind a proxy
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    data: Data,
}

#[derive(Args)]
struct Data {
    /// Directory of everything that is stored [env: `DATA_DIR`] [default: ./data]
    #[arg(long)]
    data_dir: Option<PathBuf>,
}

#[derive(Args)]
struct Token {
    /// Say what the server makes of this token, and why, instead
    #[arg(long, value_name = "TOKEN", conflicts_with_all = ["user_id", "username", "role"])]
    check: Option<String>,
    /// The user's id, from 1
    #[arg(long, required_unless_present = "check")]
    user_id: Option<u64>,
    /// The user's name
    #[arg(long, required_unless_present = "check")]
    username: Option<String>,
    /// First name
    #[arg(long, default_value = "")]
    first_name: String,
    /// Last name
    #[arg(long, default_value = "")]
    last_name: String,
    /// A role, for servers with `REQUIRED_ROLE`
    #[arg(long)]
    role: Option<String>,
    /// How long the token is valid, such as 30m, 8h or 7d
    #[arg(long, default_value = "8h", value_parser = parse_ttl)]
    ttl: std::time::Duration,
    #[command(flatten)]
    data: Data,
}

#[derive(Args)]
struct Backup {
    /// File to copy to; must not exist
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

#[derive(Args)]
struct Reports {
    /// Only those of messages of this room
    #[arg(long, value_name = "ROOM_ID")]
    room: Option<u64>,
    /// Print at most so many
    #[arg(long, default_value_t = 100)]
    limit: usize,
    #[command(flatten)]
    data: Data,
}

/// Runs the command that the command line names.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => serve(cli.serve),
        Some(Command::Serve(options)) => serve(options),
        Some(Command::Token(token)) => match token.check.clone() {
            Some(check) => check_token(&check, token.data),
            None => print_token(token),
        },
        Some(Command::Backup(backup)) => back_up(backup),
        Some(Command::Reports(reports)) => print_reports(reports),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // The exit code tells what standard error cannot take.
            let _ = writeln!(std::io::stderr(), "roomcast: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Prints a line, which fails where standard output is closed or its disk is full.
fn print(line: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{line}").map_err(|error| format!("cannot write to standard output: {error}"))
}

fn parse_ttl(text: &str) -> Result<std::time::Duration, String> {
    let ttl = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if ttl.as_secs() == 0 { Err("must be at least one second".to_owned()) } else { Ok(ttl) }
}

fn print_token(token: Token) -> Result<(), String> {
    let id = token.user_id.and_then(UserId::from_claim);
    let id = id.ok_or("--user-id must be between 1 and 4503599627370495")?;
    let names = Names::clean(token.username.as_deref(), Some(&token.first_name), Some(&token.last_name));
    let signer = Signer::of_directory(&settings::data_dir(token.data.data_dir));
    let wanted = TokenFor { user: User::named(id, names), role: token.role, ttl_s: token.ttl.as_secs() };
    let signed = signer.and_then(|signer| signer.sign(&wanted, &Clock::system()));
    print(&signed.map_err(|error| error.to_string())?)
}

fn check_token(token: &str, data: Data) -> Result<(), String> {
    let directory = settings::data_dir(data.data_dir);
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    let checked = runtime.block_on(token::check(&directory, token, &Clock::system()));
    let explained = checked.map_err(|error| error.to_string())?;
    let lines = explained.lines.join("\n");
    if explained.is_accepted { print(&lines) } else { Err(lines) }
}

fn back_up(backup: Backup) -> Result<(), String> {
    let data_dir = settings::data_dir(backup.data.data_dir);
    roomcast_store::backup(&data_dir, &backup.file).map_err(|error| error.to_string())?;
    print(&format!("copied to {}", backup.file.display()))
}

fn print_reports(asked: Reports) -> Result<(), String> {
    let data_dir = settings::data_dir(asked.data.data_dir);
    let unknown = || "--room must be the id of a room".to_owned();
    let room = asked.room.map(|id| RoomId::new(id).ok_or_else(unknown)).transpose()?;
    let reports = roomcast_store::operator_reports(&data_dir, room, asked.limit, Clock::system().now());
    for report in reports.map_err(|error| error.to_string())? {
        print(&serde_json::to_string(&report).map_err(|error| error.to_string())?)?;
    }
    Ok(())
}

/// Sends warnings and errors to standard error. A line that cannot be written, such as on a full
/// disk, is dropped: by default the subscriber reports the failure with a macro that panics.
fn start_log() {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(std::io::stderr)
        .log_internal_errors(false)
        .init();
}

fn serve(options: Serve) -> Result<(), String> {
    start_log();
    let settings = Settings::from_environment(Given {
        host: options.host,
        port: options.port,
        data_dir: options.data.data_dir,
        site: options.site,
        demo: options.demo,
    });
    let settings = settings.map_err(|error| format!("bad setting {error}"))?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let server = Server::start(&settings).await.map_err(|error| error.to_string())?;
        announce(&server, &settings);
        wait_for_signal().await.map_err(|error| error.to_string())?;
        server.stop().await;
        Ok(())
    })
}

/// Prints where the server listens. The server also runs where nothing can be printed.
fn announce(server: &Server, settings: &Settings) {
    if let Some(secret) = &server.generated_secret {
        let _ = print(&format!(
            "tokens are signed with the secret in {}; for a token to try the chat out:",
            secret.path.display()
        ));
        let directory = settings.data_dir.display();
        let _ = print(&format!("  roomcast token --user-id 1 --username alice --data-dir {directory}"));
    }
    let _ = print(&format!("listening on http://{}", server.address));
}

async fn wait_for_signal() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}
