//! The server process: what happens when the machine around it fails.

mod disk_full;
