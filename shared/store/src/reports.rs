//! Reports of messages: one item for the admins of the room, one for the operator, and a mark of the reporter,
//! which lets nobody report a message twice, also after the report was handled.

use roomcast_domain::{
    Message, REPORT_DAYS, Refusal, Report, ReportId, ReportReason, Room, RoomId, Time, UserId,
};

use crate::Reports;
use crate::error::{Result, StoreError};
use crate::keys;
use crate::rows::{ReportRow, ReportedRow};
use crate::table::{Condition, Query, Refused, Transacted, Transaction, Write};

/// For how long a report is kept.
const KEPT_MS: i64 = REPORT_DAYS * 24 * 3_600_000;
/// Attempts at a report; each one loses only against a report of the same millisecond and random bits.
const ATTEMPTS: u32 = 5;

/// A part of a room's reports.
#[derive(Debug)]
pub struct ReportPage {
    /// The reports, the newest first.
    pub reports: Vec<Report>,
    /// The report before which the next page begins; `None` on the last page.
    pub next: Option<ReportId>,
}

/// The places of the writes that make a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Reported,
    Operator,
    Room,
}

impl Reports<'_> {
    /// Tells whether a user has reported a message within 90 days (1 RRU).
    pub async fn has_reported(self, user: UserId, message: &Message, now: Time) -> Result<bool> {
        let mark: Option<ReportedRow> = self.store.table.get(&keys::reported(user, message.id())).await?;
        Ok(mark.is_some_and(|mark| mark.expires_s > now.s()))
    }

    /// Reports a message as it was read (2 WRU, and 4 for each KiB of the message and the reason; 2 in a direct
    /// room, whose reports only the operator gets). False if the user has reported it before.
    ///
    /// Touches the reporter's mark, on the condition that there is none or that it has expired, the operator's
    /// item and the room's item, on the condition that neither exists, in one transaction. A crash leaves all or
    /// nothing.
    pub async fn create(
        self,
        user: UserId,
        (message, room): (Message, &Room),
        reason: ReportReason,
        now: Time,
    ) -> Result<bool> {
        let mut row = ReportRow {
            id: ReportId::MAX,
            reporter: Some(user),
            message: message.id(),
            sender: message.body.sender.into(),
            message_type: message.body.message_type,
            content: message.body.content,
            file_name: message.body.file_name,
            reason: reason.into_string(),
            created_ms: now.ms(),
            expires_s: now.plus_ms(KEPT_MS).s(),
        };
        for _ in 0..ATTEMPTS {
            row.id = ReportId::made(now, rand::random());
            match self.store.table.transact_patiently(&writes(user, room, &row, now)?).await? {
                Transacted::Done => return Ok(true),
                Transacted::Refused(refused) if Refused::find(&refused, Place::Reported).is_some() => {
                    return Ok(false);
                }
                Transacted::Refused(_) => {}
                Transacted::Conflict => return Err(Refusal::RoomBusy.into()),
            }
        }
        Err(StoreError::Unavailable("no free report id was found".into()))
    }

    /// Reads up to `limit` reports of a room before the report `before`, the newest first, without those of
    /// `viewer`'s own messages and those older than 90 days (1 RRU per 4 KiB).
    pub async fn list(
        self,
        room: RoomId,
        viewer: UserId,
        (limit, before): (usize, Option<ReportId>),
        now: Time,
    ) -> Result<ReportPage> {
        let oldest = ReportId::made(now.plus_ms(-KEPT_MS), 0);
        let mut last = before.map_or(ReportId::MAX, ReportId::before);
        let mut reports: Vec<Report> = Vec::new();
        while last >= oldest && reports.len() <= limit {
            let query = Query::all(keys::reports(room), limit + 1);
            let query = query.between(keys::report_sort(oldest), keys::report_sort(last)).descending();
            let read: Vec<ReportRow> = self.store.table.query(query).await?;
            let further = read.last().filter(|_| read.len() > limit).map(|row| row.id.before());
            reports.extend(read.into_iter().filter(|row| row.sender.id != viewer).map(Report::from));
            let Some(further) = further else { break };
            last = further;
        }
        let has_more = reports.len() > limit;
        reports.truncate(limit);
        let next = reports.last().map(|report| report.id).filter(|_| has_more);
        Ok(ReportPage { reports, next })
    }

    /// Deletes a report that `handler` has handled (1 WRU per KiB, 1 RRU per 4 KiB). The operator's item and the
    /// reporter's mark stay.
    ///
    /// Touches the room's item, without a condition: it does not change from its making to its end. A crash after
    /// it leaves the report deleted.
    ///
    /// # Errors
    /// Refuses a report of `handler`'s own message like one that does not exist.
    pub async fn delete(self, room: RoomId, id: ReportId, handler: UserId, now: Time) -> Result<()> {
        let key = keys::report(room, id);
        let report: Option<ReportRow> = self.store.table.get(&key).await?;
        let is_listed = |report: &ReportRow| report.expires_s > now.s() && report.sender.id != handler;
        report.filter(is_listed).ok_or(Refusal::ReportNotFound)?;
        self.store.table.write_patiently(Write::delete(key)).await.map(drop)
    }
}

/// Makes the writes of a report. The room's item does not say who made it; a direct room has none.
fn writes(user: UserId, room: &Room, row: &ReportRow, now: Time) -> Result<Transaction<Place>> {
    let (at, message) = (room.body.id, row.message);
    let is_free = Condition::Missing.or(ReportedRow::expires_s.is_at_most(now.s()));
    let mark = Write::put(&keys::reported(user, message), &ReportedRow { expires_s: row.expires_s })?;
    let copy = Write::put(&keys::operator_report(at, row.id, now), row)?;
    let mut writes = Transaction::new([
        (Place::Reported, mark.when(is_free)),
        (Place::Operator, copy.when(Condition::Missing)),
    ]);
    if !room.body.is_direct {
        let anonymous = ReportRow { reporter: None, ..row.clone() };
        let own = Write::put(&keys::report(at, row.id), &anonymous)?;
        writes.push(Place::Room, own.when(Condition::Missing));
    }
    Ok(writes)
}
