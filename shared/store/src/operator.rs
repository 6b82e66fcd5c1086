//! What the operator of one machine reads in the table, also while the server is running.

use std::ops::ControlFlow;
use std::path::Path;

use roomcast_domain::{OperatorReport, RoomId, Time};

use crate::keys::Partition;
use crate::rows::ReportRow;
use crate::table::native::{OpenError, read_backwards};

/// Reads up to `limit` reports of all rooms, direct rooms included, or of one room, from the table in a data
/// directory: the newest first, also those that an admin has handled, without those older than 90 days.
pub fn operator_reports(
    directory: &Path,
    room: Option<RoomId>,
    limit: usize,
    now: Time,
) -> Result<Vec<OperatorReport>, OpenError> {
    let mut reports = Vec::new();
    read_backwards(directory, Partition::OperatorReports.prefix(), |item| {
        let row: ReportRow = item.read()?;
        if reports.len() == limit || row.expires_s <= now.s() {
            return Ok(ControlFlow::Break(()));
        }
        if room.is_none_or(|room| row.message.room() == room) {
            reports.push(OperatorReport::from(row));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(reports)
}
