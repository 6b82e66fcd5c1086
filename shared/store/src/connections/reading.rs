//! Reading the connections at a place.

use std::collections::BTreeSet;

use roomcast_domain::{Connection, Time, UserId};

use super::{ConnectionPlace, unexpired};
use crate::Connections;
use crate::error::Result;
use crate::keys;
use crate::rows::ConnectionRow;
use crate::table::Query;

/// Connections of a room that are read at most: several times the design limit of a room.
const CONNECTIONS_READ: usize = 50_000;
/// Connections that one page of a room holds, where only the first ones count (5 RRU).
const PAGE: usize = 200;
/// Connections that are read at most to find a room's first live ones.
const FIRST_READ: usize = 2_000;

impl Connections<'_> {
    /// Reads the connections at a place, in the order of their users, consistently (1 RRU per 37).
    pub async fn list(self, place: ConnectionPlace, now: Time) -> Result<Vec<Connection>> {
        let query = Query::all(self.partition(place), CONNECTIONS_READ);
        Ok(unexpired(self.store.table.query(query).await?, now))
    }

    /// Reads the connections at a place from sort key `first` to `last`: a `deliver` job's share.
    pub async fn list_between(
        self,
        place: ConnectionPlace,
        first: &str,
        last: &str,
        now: Time,
    ) -> Result<Vec<Connection>> {
        let query = Query::all(self.partition(place), CONNECTIONS_READ).between(first, last);
        Ok(unexpired(self.store.table.query(query).await?, now))
    }

    /// Reads what the greeter of a connection asks first: up to `most` users who have a live connection
    /// at the place, guests left out, and the row of the connection itself.
    ///
    /// 1 RRU per 37 connections that are read, and 1 more for a guest and in a place with more than 200
    /// connections, where the row may be in none of the pages.
    pub async fn online_and_own(
        self,
        place: ConnectionPlace,
        (user, connection): (UserId, &str),
        most: usize,
        now: Time,
    ) -> Result<(BTreeSet<UserId>, Option<Connection>)> {
        let (mut users, mut own) = (BTreeSet::new(), None);
        let mut first = keys::connections_of(UserId::GUEST.next());
        loop {
            let query = Query::all(self.partition(place), PAGE).between(first, keys::end_of(""));
            let page: Vec<ConnectionRow> = self.store.table.query(query).await?;
            let (full, last) = (page.len() == PAGE, page.last().map(|connection| connection.user));
            own = own.or_else(|| page.iter().find(|found| found.connection == connection).cloned());
            let live = unexpired(page, now).into_iter().filter(|connection| connection.live_after.is_some());
            users.extend(live.map(|connection| connection.user));
            match last {
                Some(last) if full && users.len() < most => first = keys::connections_of(last.next()),
                _ => break,
            }
        }
        if own.is_none() {
            own = self.store.table.get::<ConnectionRow>(&self.key(place, user, connection)).await?;
        }
        Ok((users.into_iter().take(most).collect(), own.map(Connection::from)))
    }

    /// Reads the row of a connection (1 RRU).
    pub async fn find_at(
        self,
        place: ConnectionPlace,
        user: UserId,
        connection: &str,
    ) -> Result<Option<Connection>> {
        if let ConnectionPlace::User(user) = place {
            let mut own =
                self.user_sockets(user, Time::default()).await?.into_iter().map(|own| own.connection);
            return Ok(own.find(|own| own.connection == connection));
        }
        let row: Option<ConnectionRow> = self.store.table.get(&self.key(place, user, connection)).await?;
        Ok(row.map(Connection::from))
    }

    /// Reads the first connections of a place, in pages of 200, until more than `enough` of them are
    /// live (1 RRU per 37 that are read). A room where 2,000 connections hold no more than that counts
    /// as one that has more.
    pub async fn list_first(
        self,
        place: ConnectionPlace,
        enough: usize,
        now: Time,
    ) -> Result<FirstConnections> {
        let (mut connections, mut first, mut read): (Vec<Connection>, _, _) = (vec![], String::new(), 0);
        loop {
            let query = Query::all(self.partition(place), PAGE);
            let query = if first.is_empty() { query } else { query.between(first, keys::end_of("")) };
            let page: Vec<ConnectionRow> = self.store.table.query(query).await?;
            let is_last = page.len() < PAGE;
            first = page
                .last()
                .map(|last| keys::after(&keys::connection_sort(last.user, &last.connection)))
                .unwrap_or_default();
            read += page.len();
            connections.extend(unexpired(page, now));
            let live = connections.iter().filter(|connection| connection.live_after.is_some()).count();
            if is_last || live > enough || read >= FIRST_READ {
                return Ok(FirstConnections { connections, are_all: is_last });
            }
        }
    }

    /// Reads one user's connections at a place (1 RRU), oldest first.
    pub async fn list_of_user(
        self,
        place: ConnectionPlace,
        user: UserId,
        now: Time,
    ) -> Result<Vec<Connection>> {
        if let ConnectionPlace::User(user) = place {
            let own = self.user_sockets(user, now).await?;
            return Ok(own.into_iter().map(|own| own.connection).collect());
        }
        let query = Query::all(self.partition(place), 1_000).prefix(keys::connections_of(user));
        let mut found = unexpired(self.store.table.query(query).await?, now);
        found.sort_by_key(|connection| connection.opened_ms);
        Ok(found)
    }
}

/// The first connections of a place, in the order of their users.
#[derive(Debug, Clone)]
pub struct FirstConnections {
    /// The connections, pending ones included.
    pub connections: Vec<Connection>,
    /// Whether the place has no others.
    pub are_all: bool,
}
