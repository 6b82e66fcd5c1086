//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use roomcast_domain::{Clock, User, UserId};
use tokio::signal::unix::{SignalKind, signal};

use crate::secret::{self, TokenFor};
use crate::server::{ServeOptions, Server};
use crate::table;

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
    /// Print an access token for trying things out
    Token(Token),
    /// Copy the table consistently into a file, also while the server is running
    Backup(Backup),
}

#[derive(Args)]
struct Serve {
    /// Port to listen on; 0 takes a free one
    #[arg(long, env = "PORT", default_value_t = 8000)]
    port: u16,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Where the built front end is; without it there is none
    #[arg(long, env = "SITE_DIR")]
    site: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
}

#[derive(Args)]
struct Data {
    /// Where the data is kept
    #[arg(long, env = "DATA_DIR", default_value = "./data")]
    data_dir: PathBuf,
}

#[derive(Args)]
struct Token {
    /// The user's id, from 1
    #[arg(long)]
    user_id: u64,
    /// The user's name
    #[arg(long)]
    username: String,
    /// First name
    #[arg(long, default_value = "")]
    first_name: String,
    /// Last name
    #[arg(long, default_value = "")]
    last_name: String,
    /// A role, for servers with `REQUIRED_ROLE`
    #[arg(long)]
    role: Option<String>,
    /// How long it is good, such as 30m, 8h or 7d
    #[arg(long, default_value = "8h", value_parser = humantime::parse_duration)]
    ttl: std::time::Duration,
    #[command(flatten)]
    data: Data,
}

#[derive(Args)]
struct Backup {
    /// The copy; must not exist
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

/// Runs what the command line says.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => serve(cli.serve),
        Some(Command::Serve(options)) => serve(options),
        Some(Command::Token(token)) => print_token(&token),
        Some(Command::Backup(backup)) => table::backup(&backup.data.data_dir, &backup.file)
            .map(|()| println!("copied to {}", backup.file.display()))
            .map_err(|error| error.to_string()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("roomcast: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn print_token(token: &Token) -> Result<(), String> {
    let id = UserId::from_claim(token.user_id).ok_or("--user-id must be between 1 and 4503599627370495")?;
    let names = (token.username.as_str(), token.first_name.as_str(), token.last_name.as_str());
    let user = User::named(id, Some(names.0), Some(names.1), Some(names.2));
    let wanted = TokenFor { user, role: token.role.clone(), ttl_s: token.ttl.as_secs() };
    let token =
        secret::mint(&token.data.data_dir, &wanted, &Clock::system()).map_err(|error| error.to_string())?;
    println!("{token}");
    Ok(())
}

fn serve(options: Serve) -> Result<(), String> {
    tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let data_dir = options.data.data_dir;
        let options = ServeOptions {
            host: options.host,
            port: options.port,
            data_dir: data_dir.clone(),
            site: options.site,
        };
        let server = Server::start(&options).await.map_err(|error| error.to_string())?;
        if let Some(secret) = &server.made_secret {
            println!(
                "tokens are signed with the secret in {}; for one to try things out:",
                secret.path.display()
            );
            println!("  roomcast token --user-id 1 --username alice --data-dir {}", data_dir.display());
        }
        println!("listening on http://{}", server.address);
        wait_for_signal().await.map_err(|error| error.to_string())?;
        server.stop().await;
        Ok(())
    })
}

async fn wait_for_signal() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}
