//! The chat under test, seen from outside: tests act as [`Actor`]s over HTTP and [`Socket`]s.
//!
//! [`World::with`] and [`World::any`] give a fresh server process, or the chat that the file named by
//! `ROOMCAST_WORLD` describes: the same tests then run against a deployed stack. A test that needs
//! settings or a process of its own asks for [`World::local`] and is skipped against a deployed stack.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;

pub use crate::actor::Actor;
pub use crate::answer::Answer;
pub use crate::door::{SECRET, is_gateway, says};
pub use crate::server::{binary, built};
pub use crate::socket::Socket;
pub use crate::tokens::{claims, now_s, outlive, secret, token};

use roomcast_functions::auth::settings::KEY_SOURCES;

use crate::door::{Door, given};
use crate::server::Server;

/// A running chat.
pub struct World {
    /// The address of the test's own server, `127.0.0.1:port`; empty for a given chat.
    pub address: String,
    door: Door,
    client: reqwest::Client,
    server: Option<Server>,
    users: AtomicU64,
}

impl World {
    /// Starts a server with these settings, and a `JWT_SECRET` if they name no keys; an empty value unsets
    /// its setting.
    pub async fn start(settings: &[(&str, &str)]) -> Self {
        let has_keys = settings.iter().any(|(name, _)| KEY_SOURCES.contains(name));
        let secret = [("JWT_SECRET", SECRET)];
        let all = secret[..usize::from(!has_keys)].iter().chain(settings);
        let all = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (server, address) = Server::start(all).await;
        Self::behind(Door::on_this_machine(&address), address, Some(server))
    }

    /// Returns the given chat, or a fresh server with default settings.
    pub async fn any() -> Self {
        match given() {
            Some(door) => Self::behind(door.clone(), String::new(), None),
            None => Self::start(&[]).await,
        }
    }

    /// Returns [`World::any`] and a new user for each of these usernames.
    pub async fn with<const N: usize>(usernames: [&str; N]) -> (Self, [Actor; N]) {
        let world = Self::any().await;
        let users = world.users(usernames);
        (world, users)
    }

    /// Starts a server with these settings; none if a chat is given, where the test is skipped.
    pub async fn local(settings: &[(&str, &str)]) -> Option<Self> {
        if given().is_some() { None } else { Some(Self::start(settings).await) }
    }

    fn behind(door: Door, address: String, server: Option<Server>) -> Self {
        let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let client = builder.timeout(Duration::from_secs(30)).build().expect("a client");
        // A given chat keeps the users of earlier runs: each run starts at an id of its own.
        let first = rand::random_range(1 << 40..1 << 51);
        Self { address, door, client, server, users: AtomicU64::new(first) }
    }

    fn server(&self) -> &Server {
        self.server.as_ref().expect("the world has a server of its own")
    }

    fn server_mut(&mut self) -> &mut Server {
        self.server.as_mut().expect("the world has a server of its own")
    }

    /// Returns the server's data directory.
    pub fn directory(&self) -> &Path {
        self.server().directory()
    }

    /// Ends the server at once, as a power failure would.
    pub async fn kill(&mut self) {
        self.server_mut().kill().await;
    }

    /// Asks the server to end and waits until it has ended; returns its exit code.
    pub async fn terminate(&mut self) -> Option<i32> {
        self.server_mut().terminate().await
    }

    /// Starts the server again on the same data. Actors made before keep the old address.
    pub async fn restart(&mut self) {
        self.address = self.server_mut().restart().await;
        self.door = Door::on_this_machine(&self.address);
    }

    /// Returns a user with a new id.
    pub fn user(&self, username: &str) -> Actor {
        let id = self.users.fetch_add(1, Ordering::Relaxed);
        self.actor(id, username)
    }

    /// Returns a user with a new id for each of these usernames.
    pub fn users<const N: usize>(&self, usernames: [&str; N]) -> [Actor; N] {
        usernames.map(|username| self.user(username))
    }

    /// Returns the user with this id.
    pub fn actor(&self, id: u64, username: &str) -> Actor {
        let claims = json!({"user_id": id, "username": username, "token_type": "access", "iat": now_s()});
        let mut actor = self.bearer(&token(claims));
        actor.id = id;
        actor
    }

    /// Returns a caller with this token, or without one if the token is empty.
    pub fn bearer(&self, token: &str) -> Actor {
        Actor::new(token, self.client.clone(), self.door.clone())
    }

    /// Requests an absolute URL, as a browser does.
    pub async fn fetch(&self, url: &str) -> reqwest::Response {
        let host = &self.door.cloudfront_host;
        let request = match &self.door.emulator_url {
            Some(emulator) if url.starts_with(&format!("https://{host}/")) => self
                .client
                .get(url.replace(&format!("https://{host}"), emulator))
                .header("host", host)
                .header("x-forwarded-proto", "https"),
            _ => self.client.get(url),
        };
        request.send().await.unwrap_or_else(|error| panic!("{url}: {error}"))
    }
}
