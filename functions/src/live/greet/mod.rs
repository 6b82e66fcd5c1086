//! The `greet` job: posts to a new connection or subscription what it asked for, makes it live, and announces
//! its user.

mod channel;
mod excess;
mod greeter;
mod presence;
mod room;

use std::sync::Arc;

use crate::App;
use crate::error::Result;
use crate::live::job::{Begins, Greet};
use crate::live::presence as departures;
use greeter::{Greeter, Stopped};

/// Runs a `greet` job. A job that runs again for a connection that is live already posts no first frame
/// and no replay again, only `live`; a user socket gets its only frame again.
pub async fn run(app: &Arc<App>, greet: Greet) -> Result<()> {
    let mut greeter = Greeter::new(app, &greet);
    let greeted = match greet.begins {
        Begins::Room(room) | Begins::Subscription(room) => room::greet(&mut greeter, room).await,
        Begins::Notifications => channel::greet_notifications(&mut greeter).await,
        Begins::UserSocket(expires_s) => channel::greet_user_socket(&mut greeter, expires_s).await,
    };
    match greeted {
        Ok(()) | Err(Stopped::Ended) => Ok(()),
        Err(Stopped::Gone) => {
            departures::disconnect(app, &greet.connection).await;
            Ok(())
        }
        Err(Stopped::Failed(error)) => Err(error),
    }
}
