//! `subscribe` and `unsubscribe`: begin and end the live events of a room on a user socket.

use roomcast_domain::{ID_MAX, ROOM_ID_MAX, Refusal, ServerFrame, Whole};
use roomcast_store::{Subscribe, Subscribed};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::describe::Docs;
use crate::error::{Error, Result};
use crate::http::body::parse;
use crate::live::job::{Begins, Greet, Job};
use crate::live::{deliver, presence};
use crate::rooms::access;
use crate::socket::connect::seq_of;
use crate::socket::frame::{Frame, Said, TakenBy};

/// The frame `subscribe`.
pub const SUBSCRIBE: Frame = Frame {
    name: "subscribe",
    summary: "Get the live events of a room, first what one missed after `since`",
    taken_by: TakenBy::UserSockets,
    handler: |said| Box::pin(subscribe(said)),
    describe: Docs::new(|schemas| schemas.read::<Body>().into()),
};

/// The frame `unsubscribe`.
pub const UNSUBSCRIBE: Frame = Frame {
    name: "unsubscribe",
    summary: "End the live events of a room",
    taken_by: TakenBy::UserSockets,
    handler: |said| Box::pin(unsubscribe(said)),
    describe: Docs::new(|schemas| schemas.read::<Ending>().into()),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "Subscription")]
#[allow(dead_code)] // `Said::room` reads the room
struct Body {
    /// The room.
    #[schemars(required, range(min = 1, max = ROOM_ID_MAX))]
    room_id: Option<Whole<u64>>,
    /// The last message that the client has, 0 for none: up to 100 later ones are replayed.
    #[schemars(range(min = 0, max = ID_MAX))]
    since: Option<Whole<u64>>,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "EndOfSubscription")]
#[allow(dead_code)] // `Said::room` reads the room
struct Ending {
    /// The room.
    #[schemars(required, range(min = 1, max = ROOM_ID_MAX))]
    room_id: Option<Whole<u64>>,
}

async fn subscribe(said: Said<'_>) -> Result<()> {
    let body: Body = parse(said.text.as_bytes())?;
    let (app, room, user) = (&said.app, said.room()?, said.speaker.user());
    access::room(app, user.id, room).await?.readable()?;
    let since = body.since.map(|since| seq_of(since.0, room)).transpose()?;
    let subscription = Subscribe {
        room,
        connection: said.connection.0.clone(),
        user: user.id,
        token_expires_s: said.facts.token_expires_s,
        now: app.clock.now(),
    };
    match app.store.subscriptions().open(&subscription).await? {
        Subscribed::Pending => {}
        Subscribed::Already => return Err(Refusal::AlreadySubscribed.into()),
        Subscribed::TooMany => return Err(Refusal::TooManySubscriptions.into()),
    }
    let (connection, takes_batches) = (said.connection.clone(), said.facts.takes_batches);
    let greet = Greet { connection, begins: Begins::Subscription(room), user, since, takes_batches };
    if let Err(error) = app.wire.start(Job::Greet(greet)).await {
        presence::end_subscription(app, room, subscription.user, None, &said.connection).await?;
        return Err(Error::from(error));
    }
    Ok(())
}

async fn unsubscribe(said: Said<'_>) -> Result<()> {
    let (app, room) = (&said.app, said.heard_room().await?);
    // In this process no message of the room is on its way to the connection after the answer.
    let turn = deliver::take_turn(app, room).await?;
    let user = said.speaker.user();
    let departures = presence::end_subscription(app, room, user.id, Some(&user), &said.connection).await?;
    drop(turn);
    said.answer(&ServerFrame::Unsubscribed { room_id: room, reason: None }).await?;
    presence::forget(app, departures).await;
    Ok(())
}
