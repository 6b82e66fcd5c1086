//! Uploads: announcing a file and putting it.

mod announce;
mod put;
