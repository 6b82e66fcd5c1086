//! The keys of reports.

use roomcast_domain::{MessageId, ReportId, RoomId, Time, UserId};

use super::{Key, user};

/// Partition of the reports of a room's messages, for its admins.
pub fn reports(room: RoomId) -> String {
    format!("G#{room:08}", room = room.get())
}

/// Sort key of a report: by time.
pub fn report_sort(id: ReportId) -> String {
    format!("{id:016}", id = id.get())
}

/// A report, for the admins of its room.
pub fn report(room: RoomId, id: ReportId) -> Key {
    Key::new(reports(room), report_sort(id))
}

/// The operator's copy of a report: in the partition of its month, by time.
pub fn operator_report(room: RoomId, id: ReportId, created: Time) -> Key {
    let date = created.to_string();
    let month = date.get(..7).unwrap_or_default();
    let sort = format!("{id}#{room:08}", id = report_sort(id), room = room.get());
    Key::new(format!("O#{month}"), sort)
}

/// The mark that a user has reported a message.
pub fn reported(of: UserId, message: MessageId) -> Key {
    Key::new(user(of), format!("G#{id:016}", id = message.get()))
}

/// Reports of a user in the present hour.
pub fn reports_made(of: UserId) -> Key {
    Key::new(user(of), "G")
}

#[cfg(test)]
mod tests {
    use super::super::Partition;
    use super::*;

    #[test]
    fn a_copy_stands_in_its_month_behind_earlier_ones() {
        let room = RoomId::new(7).unwrap();
        let copy = |ms| operator_report(room, ReportId::made(Time(ms), 0), Time(ms));
        let (first, second) = (copy(1_767_225_599_999), copy(1_767_225_600_000));
        assert_eq!([first.pk, second.pk], ["O#2025-12", "O#2026-01"]);
        assert!(first.sk < second.sk);
    }

    #[test]
    fn each_key_has_the_prefix_of_its_partition() {
        let room = RoomId::new(7).unwrap();
        let copy = operator_report(room, ReportId::MAX, Time(0));
        for (pk, partition) in [(reports(room), Partition::Reports), (copy.pk, Partition::OperatorReports)] {
            assert!(pk.starts_with(partition.prefix()), "{pk}");
        }
    }
}
