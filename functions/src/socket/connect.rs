//! `connect`: answers a handshake. A `greet` job greets the client afterwards: nothing can be posted to
//! a connection before its `$connect` integration has returned.

use std::sync::Arc;

use http::HeaderMap;
use http::header::{ORIGIN, SEC_WEBSOCKET_PROTOCOL};
use roomcast_domain::{MessageId, Refusal, RoomId, Seq, User};
use roomcast_store::{ConnectionPlace, OpenConnection};

use super::{Accepted, Handshake};
use crate::App;
use crate::auth::caller;
use crate::auth::caller::Caller;
use crate::error::Result;
use crate::http::query::Query;
use crate::live::job::{Greet, Job};
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
    let (place, since) = match query.get("channel") {
        Some("notifications") if caller.is_some() => (ConnectionPlace::Notifications(user.id), None),
        Some("notifications") => return Err(Refusal::TokenMissing.into()),
        Some(_) => return Err(Refusal::InvalidQuery { parameter: "channel" }.into()),
        None => enter_room(app, &query, &user).await?,
    };
    if let Some(caller) = &caller {
        caller.propagate_names(app).await;
    }
    let open = OpenConnection {
        place,
        connection: handshake.connection.0.clone(),
        user: user.clone(),
        token_issued_s: caller.as_ref().map_or(0, |caller| caller.issued_s),
        token_expires_s: caller.as_ref().map(|caller| caller.expires_s),
        now: app.clock.now(),
    };
    app.store.open_connection(&open).await?;
    let room = if let ConnectionPlace::Room(room) = place { Some(room) } else { None };
    let greet = Greet { connection: handshake.connection, room, user, since };
    app.wire.start(Job::Greet(greet)).await?;
    Ok(Accepted { protocol: offered.protocol })
}

/// Returns the room of `?room_id=`, if the user may read it, and the number of the message of
/// `?since=`.
async fn enter_room(app: &Arc<App>, query: &Query, user: &User) -> Result<(ConnectionPlace, Option<Seq>)> {
    let id = query.get("room_id").filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    let room = id.and_then(|id| id.parse().ok()).and_then(RoomId::new).ok_or(Refusal::RoomNotFound)?;
    let seen = access::room(app, user.id, room).await?;
    seen.readable()?;
    Ok((ConnectionPlace::Room(room), since(query, room)?))
}

fn since(query: &Query, room: RoomId) -> std::result::Result<Option<Seq>, Refusal> {
    match query.optional_number("since", 0, u64::MAX)? {
        None => Ok(None),
        Some(0) => Ok(Some(Seq::ZERO)),
        Some(id) => {
            let id = MessageId::new(id).filter(|id| id.room() == room);
            id.map(|id| Some(id.seq())).ok_or(Refusal::InvalidQuery { parameter: "since" })
        }
    }
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
