//! Tests of many operations together: crashes, races, random walks and the access table.

mod access;
mod crashes;
mod races;
mod room_list;
mod state;
