//! HTTP on one machine: the gateway in front of the handlers, and what a gateway, a bucket and a
//! website do on AWS.

mod answer;
mod body;
mod docs;
mod files;
mod gateway;
mod page;
mod upgrade;

pub use files::Folder;
pub use gateway::Gateway;
pub use page::Page;
pub use upgrade::Sockets;
