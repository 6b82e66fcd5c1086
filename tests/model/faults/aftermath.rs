//! The chat after a fault: it goes on, and every request is answered.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use serde_json::{Value, json};

use super::act::Watcher;
use super::invariants::Table;
use super::play::{PATIENCE, Play};

impl Play {
    /// Plays a new connection, a message and a leave: everybody gets the message, the connection gets
    /// everything that it asks for, and each request is answered.
    pub async fn go_on(&mut self, room: u64) {
        let going = AssertUnwindSafe(self.go_on_in(room)).catch_unwind();
        match tokio::time::timeout(PATIENCE, going).await {
            Ok(Ok(())) => {}
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(late) => panic!("{}: the chat does not go on: {late}", self.name),
        }
    }

    async fn go_on_in(&mut self, room: u64) {
        if room < 3 {
            let (user, before) = (1, Table::of(&self.stage).messages(room).len() as u64);
            self.stage.pass_ms(11_000); // connections that are open now have been for long enough
            let stage = self.process();
            let mut late = self.watch_from_the_start(user, room).await;
            let sent = stage.post(user, &format!("rooms/{room}/messages/"), json!({"content": "on"})).await;
            assert_eq!(
                (sent.status, sent.body["seq"].as_u64()),
                (201, Some(before + 1)),
                "{}: {sent:?}",
                self.name
            );
            self.collect();
            late.frames.extend(self.stage.frames(&late.connection));
            assert_eq!(late.seqs(), (1..=before + 1).collect::<Vec<_>>(), "{}: a late connection", self.name);
            for watcher in self.watchers.iter().chain(&self.opened) {
                let is_here = watcher.is_open && watcher.room() == Some(room);
                let got = watcher.seqs().into_iter().filter(|seq| *seq == before + 1).count();
                assert_eq!(got, usize::from(is_here), "{}: the next message at {watcher:?}", self.name);
            }
            let table = Table::of(&self.stage);
            table.check_forgotten(self, room);
            self.leave_after_all(2, room, &table).await;
        }
        let table = Table::of(&self.stage);
        table.check_rooms(&self.name);
        table.check_forgotten(self, room);
    }

    /// A member leaves the room: the leave is answered, and the member's connections are closed.
    async fn leave_after_all(&mut self, user: u64, room: u64, table: &Table) {
        if table.standing(user, room) != "member" {
            return;
        }
        let stage = self.process();
        let left = stage.post(user, &format!("rooms/{room}/leave/"), Value::Null).await;
        assert_eq!(left.status, 200, "{}: {left:?}", self.name);
        self.run_jobs().await;
        self.collect();
        let listens =
            |watcher: &&Watcher| watcher.is_open && watcher.user == user && watcher.room() == Some(room);
        let listener = self.watchers.iter().chain(&self.opened).find(listens);
        assert!(listener.is_none(), "{}: {listener:?} listens after leaving", self.name);
    }

    async fn watch_from_the_start(&mut self, user: u64, room: u64) -> Watcher {
        let (stage, query) = (self.process(), format!("room_id={room}"));
        let opened = stage.connect(user, &format!("{query}&since=0")).await;
        let (connection, _) = opened.unwrap_or_else(|refusal| panic!("{}: {refusal}", self.name));
        self.run_jobs().await;
        let frames = self.stage.frames(&connection);
        Watcher { user, query, connection, frames, frames_until_live: None, is_open: true }
    }
}
