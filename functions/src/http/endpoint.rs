//! The types of an endpoint: its metadata, its handler and the call that it answers.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::Method;
use roomcast_domain::{MessageId, NotificationId, Refusal, ReportId, RoomId, UserId};

use crate::App;
use crate::auth::caller::Caller;
use crate::describe::{Docs, Operation};
use crate::error::Result;
use crate::http::address::Address;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::policy::Policy;

/// One operation of the REST API.
pub struct Endpoint {
    /// The operation's name: the Lambda function's `Handler`, the stem of its SAM name and operation id.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path; it works with and without a last slash.
    pub path: &'static str,
    /// The purpose of the operation, in one line.
    pub summary: &'static str,
    /// The permissions of its Lambda function.
    pub policy: Policy,
    /// The handler.
    pub handler: Handler,
    /// The parameters, body, answers and refusals, for the API document.
    pub describe: Docs<fn(Operation<'_>) -> Operation<'_>>,
}

impl Endpoint {
    /// Returns the methods that the endpoint answers: its own, and HEAD where it is a document.
    pub fn methods(&self) -> &[Method] {
        match self.handler {
            Handler::Caller(_) => std::slice::from_ref(&self.method),
            Handler::Document(_) => &[Method::GET, Method::HEAD],
        }
    }
}

/// The handler of an endpoint.
pub enum Handler {
    /// A function of a call, for callers with a valid token.
    Caller(fn(Call) -> BoxFuture<'static, Result<Reply>>),
    /// A JSON document, for anybody.
    Document(&'static str),
}

/// A request to an endpoint, from a caller whose token is valid.
pub struct Call {
    /// The chat.
    pub app: Arc<App>,
    /// The caller.
    pub caller: Caller,
    /// The query string.
    pub query: Query,
    /// The address by which the caller reached the chat.
    pub address: Address,
    /// The body, at most 256 KiB.
    pub body: Bytes,
    /// The values of the path's parameters, by name.
    pub(super) parameters: Vec<(&'static str, String)>,
}

impl Call {
    /// Returns a path parameter that is a whole number in the form in which the chat writes ids.
    fn number(&self, name: &str) -> Option<u64> {
        let text = self.parameters.iter().find(|(n, _)| *n == name).map(|(_, value)| value)?;
        text.parse().ok().filter(|number: &u64| number.to_string() == *text)
    }

    /// Returns the parameter `{room_id}`.
    pub fn room_id(&self) -> std::result::Result<RoomId, Refusal> {
        self.number("room_id").and_then(RoomId::new).ok_or(Refusal::RoomNotFound)
    }

    /// Returns the parameter `{message_id}`.
    pub fn message_id(&self) -> std::result::Result<MessageId, Refusal> {
        self.number("message_id").and_then(MessageId::new).ok_or(Refusal::MessageNotFound)
    }

    /// Returns the parameter `{notification_id}`.
    pub fn notification_id(&self) -> std::result::Result<NotificationId, Refusal> {
        self.number("notification_id").and_then(NotificationId::new).ok_or(Refusal::NotificationNotFound)
    }

    /// Returns the parameter `{report_id}`.
    pub fn report_id(&self) -> std::result::Result<ReportId, Refusal> {
        self.number("report_id").and_then(ReportId::new).ok_or(Refusal::ReportNotFound)
    }

    /// Returns the parameter `{user_id}`.
    pub fn user_id(&self) -> std::result::Result<UserId, Refusal> {
        self.number("user_id").and_then(UserId::new).ok_or(Refusal::MemberNotFound)
    }
}
