//! Rooms: `/api/chat/rooms/…`.

pub mod access;
pub mod create;
pub mod direct;
pub mod get;
pub mod invite;
pub mod join;
pub mod leave;
pub mod list;
pub mod me;
pub mod read;
pub mod update;
pub mod update_me;
pub mod view;

use std::sync::Arc;

use roomcast_domain::{MEMBERS_SHOWN, UserId};
use roomcast_store::People;

use crate::App;
use crate::error::Result;
use crate::rooms::access::Seen;
use crate::rooms::view::RoomDetail;

/// Makes the detail of a room that `user` may see.
async fn detail(app: &Arc<App>, user: UserId, seen: &Seen) -> Result<RoomDetail> {
    let mut room = seen.room.clone();
    app.store.rooms().cover_newest(&mut room);
    let shown = seen.readable().is_ok();
    let (members, newest) = futures_util::try_join!(
        async {
            if !shown {
                return Ok(Vec::new());
            }
            let all = People::Members { prefix: "" };
            let page = app.store.members().list(room.body.id, all, MEMBERS_SHOWN, None).await?;
            Ok(page.people)
        },
        app.store.messages().newest(room.body.id)
    )?;
    Ok(RoomDetail::new(&room, members, newest.seq, user, seen.membership.as_ref()))
}
