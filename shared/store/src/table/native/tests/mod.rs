//! The table of one machine.
