//! `update_me`: chooses the caller's names, where the login gives none.

use http::Method;
use roomcast_domain::{Names, Refusal, User, clean_name, is_reserved_name};
use schemars::JsonSchema;
use serde::Deserialize;

use super::view::Me;
use crate::describe::Docs;
use crate::error::Result;
use crate::http::body::parse;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{Access, Partition, Policy, READ_MEMBERSHIPS};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "update_me",
    method: Method::PATCH,
    path: "/api/chat/me/",
    summary: "Choose one's own names, where the login gives none",
    policy: Policy {
        capabilities: &[&READ_MEMBERSHIPS],
        table: &[
            Access::BatchGet(&[Partition::Rooms]),
            Access::Put(&[Partition::ChosenNames]),
            Access::Delete(&[Partition::ChosenNames]),
        ],
        ..Policy::NONE
    },
    handler: Handler::Caller(|call| Box::pin(update(call))),
    describe: Docs::new(|operation| {
        operation
            .body::<Body>()
            .answers::<Me>(200, "The caller, with the names from now on")
            .refuses(&[Refusal::NamesFromLogin, Refusal::NameTaken])
    }),
};

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "NamesChange")]
struct Body {
    /// The new username, cleaned and cut at 150 characters; no other user who chose theirs has one that looks
    /// the same, whatever its case and width.
    #[schemars(length(min = 1))]
    username: Option<String>,
    /// The new first name, cleaned and cut at 150 characters; empty for none.
    first_name: Option<String>,
    /// The new last name, cleaned and cut at 150 characters; empty for none.
    last_name: Option<String>,
}

async fn update(mut call: Call) -> Result<Reply> {
    let Body { username, first_name, last_name } = parse(&call.body)?;
    let username = username.map(|name| check_username(&name)).transpose()?;
    if call.caller.is_named_by_login {
        return Err(Refusal::NamesFromLogin.into());
    }
    let clean = |name: Option<String>| name.map(|name| clean_name(&name).unwrap_or_default());
    let (first_name, last_name) = (clean(first_name), clean(last_name));
    if username.is_some() || first_name.is_some() || last_name.is_some() {
        let change = |names: &mut Names| {
            names.username = username.clone().or(names.username.take());
            names.first_name = first_name.clone().unwrap_or_else(|| std::mem::take(&mut names.first_name));
            names.last_name = last_name.clone().unwrap_or_else(|| std::mem::take(&mut names.last_name));
        };
        let (user, now) = (call.caller.user.id, call.app.clock.now());
        let chosen = call.app.store.users().choose_names(user, change, now).await?;
        call.caller.user = User::named(user, chosen);
    }
    Ok(Reply::ok(&Me::of(&call.app, call.caller).await?))
}

fn check_username(name: &str) -> std::result::Result<String, Refusal> {
    let clean = clean_name(name.trim()).ok_or_else(|| Refusal::field("username", "不能为空"))?;
    if is_reserved_name(&clean) { Err(Refusal::NameTaken) } else { Ok(clean) }
}
