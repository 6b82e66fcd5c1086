//! Files that the server serves: uploads and the page.

mod download;
mod site;
