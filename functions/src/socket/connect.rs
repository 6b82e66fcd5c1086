//! `connect`: answers a handshake. A `greet` job greets the client afterwards: nothing can be posted to
//! a connection before its `$connect` integration has returned.

use std::sync::Arc;

use http::HeaderMap;
use http::header::{ORIGIN, SEC_WEBSOCKET_PROTOCOL};
use roomcast_domain::{MessageId, Refusal, RoomId, Seq, SocketKind, User};
use roomcast_store::OpenConnection;

use super::{Accepted, Handshake};
use crate::App;
use crate::auth::caller;
use crate::auth::caller::Caller;
use crate::error::Result;
use crate::http::query::Query;
use crate::live::job::{Begins, Greet, Job};
use crate::rooms::access;

/// The subprotocol that says that the next subprotocol is a token.
const BEARER: &str = "bearer";

/// Answers a handshake: writes the pending connection and starts its `greet` job.
pub async fn connect(app: &Arc<App>, handshake: Handshake) -> std::result::Result<Accepted, Refusal> {
    accept(app, handshake).await.map_err(|failure| {
        failure.log("connect");
        failure.refusal()
    })
}

async fn accept(app: &Arc<App>, handshake: Handshake) -> Result<Accepted> {
    check_origin(app, &handshake)?;
    let query = Query::parse(&handshake.query);
    let offered = Offered::of(&handshake.headers, &query);
    let caller = match offered.token {
        Some(token) => Some(Caller::of_token(app, Some(&token)).await?),
        None if app.config.allow_anonymous && app.config.tokens.required_role.is_some() => {
            return Err(Refusal::RoleRequired.into());
        }
        None if app.config.allow_anonymous => None,
        None => Some(Caller::of_token(app, None).await?),
    };
    let user = caller.as_ref().map_or_else(User::guest, |caller| caller.user.clone());
    let (kind, since) = asked_for(app, &query, &user).await?;
    let switch = |name, unset| query.choice(name, &[("0", false), ("1", true)], unset);
    let (hears_activity, takes_batches) = (switch("activity", true)?, switch("batch", false)?);
    if let Some(caller) = &caller {
        caller.propagate_names(app).await;
    }
    let expires_s = caller.as_ref().map(|caller| caller.expires_s);
    let open = OpenConnection {
        kind,
        connection: handshake.connection.0.clone(),
        user: user.clone(),
        token_issued_s: caller.as_ref().map_or(0, |caller| caller.issued_s),
        token_expires_s: expires_s,
        takes_batches,
        hears_activity,
        now: app.clock.now(),
    };
    app.store.connections().open(&open).await?;
    let begins = match kind {
        SocketKind::Room(room) => Begins::Room(room),
        SocketKind::Notifications => Begins::Notifications,
        SocketKind::User => Begins::UserSocket(expires_s.unwrap_or_default()),
    };
    let greet = Greet { connection: handshake.connection, begins, user, since, takes_batches };
    app.wire.start(Job::Greet(greet)).await?;
    Ok(Accepted { protocol: offered.protocol })
}

/// Returns the kind of socket that a handshake asks for, if the user may open it, and the number of the message
/// of `?since=`. A room socket is asked for by `room_id`, the notification channel by `channel`, a user socket by
/// neither.
async fn asked_for(app: &Arc<App>, query: &Query, user: &User) -> Result<(SocketKind, Option<Seq>)> {
    let kind = match (query.get("channel"), query.get("room_id")) {
        (Some("notifications"), _) => SocketKind::Notifications,
        (Some(_), _) => return Err(Refusal::InvalidQuery { parameter: "channel" }.into()),
        (None, Some(id)) => {
            let id = Some(id).filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
            let room =
                id.and_then(|id| id.parse().ok()).and_then(RoomId::new).ok_or(Refusal::RoomNotFound)?;
            access::room(app, user.id, room).await?.readable()?;
            let since = query.optional_number("since", 0, u64::MAX)?;
            return Ok((SocketKind::Room(room), since.map(|since| seq_of(since, room)).transpose()?));
        }
        (None, None) => SocketKind::User,
    };
    if user.id.is_guest() { Err(Refusal::TokenMissing.into()) } else { Ok((kind, None)) }
}

/// Returns the number of the message that a client has: of an id of this room, or 0 for none.
pub(super) fn seq_of(since: u64, room: RoomId) -> std::result::Result<Seq, Refusal> {
    if since == 0 {
        return Ok(Seq::ZERO);
    }
    let id = MessageId::new(since).filter(|id| id.room() == room);
    id.map(MessageId::seq).ok_or(Refusal::InvalidQuery { parameter: "since" })
}

/// Refuses a web page of an origin that is neither listed nor of the server's own address, if the origins
/// are listed. Clients that are no web pages send no origin.
fn check_origin(app: &App, handshake: &Handshake) -> std::result::Result<(), Refusal> {
    let Some(origin) = handshake.headers.get(ORIGIN) else { return Ok(()) };
    let host = handshake.host.as_deref();
    // What is no text is no origin that a list could name.
    let origin = origin.to_str().unwrap_or_default();
    if app.config.cors.allows_socket(origin, host) { Ok(()) } else { Err(Refusal::OriginNotAllowed) }
}

/// The token of a handshake.
struct Offered {
    token: Option<String>,
    protocol: Option<String>,
}

impl Offered {
    /// Finds the token: in the `Authorization` header, else in the subprotocols (`bearer, <jwt>`: browsers can
    /// set no header), else in the query string. The first that is there decides.
    fn of(headers: &HeaderMap, query: &Query) -> Self {
        let protocols =
            headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
        let mut protocols = protocols.flat_map(|value| value.split(',')).map(str::trim);
        let protocol = protocols.find(|protocol| protocol.eq_ignore_ascii_case(BEARER));
        let of_protocol = protocol.map(|_| protocols.next().unwrap_or_default());
        let of_query = || query.get("token").filter(|token| !token.is_empty());
        let token = caller::bearer(headers).or(of_protocol).or_else(of_query);
        Self { token: token.map(str::to_owned), protocol: protocol.map(str::to_owned) }
    }
}
