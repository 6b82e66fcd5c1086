//! Operations of conversations that are played with faults.

use http::Method;
use serde_json::{Value, json};

use super::invariants::Table;
use super::operation::{Operation, id, is_stored, must, operation, patch, post, rest};
use super::play::Play;

/// Direct rooms, reactions, threads, pins, reports and one's own standing.
pub fn talking() -> Vec<Operation> {
    [directly(), about_messages(), in_threads(), pinning(), reporting()].into_iter().flatten().collect()
}

fn directly() -> Vec<Operation> {
    let paired = |_: &Play, table: &Table| {
        let made = (4..=6).filter(|room| table.room(*room).get("dp").is_some()).count();
        must(made == 1, format!("{made} rooms were made"))
    };
    let direct = |user: u64, other: u64| post(user, "rooms/direct/", json!({"user_id": other}));
    let hidden = |_: &Play, table: &Table| {
        let hidden = table.membership(1, 4).map(|m| m["hu"]["N"].clone());
        must(hidden == Some(json!("1")), format!("it is hidden up to {hidden:?}"))
    };
    let shown = |play: &Play, table: &Table| {
        is_stored(4, "hello")(play, table)?;
        let hidden = table.membership(7, 4).map(|m| m["hu"]["N"].clone());
        must(hidden == Some(json!("0")), format!("it is hidden up to {hidden:?}"))
    };
    let say_hello =
        |user: u64| post(user, "rooms/4/messages/", json!({"content": "hello", "client_message_id": "n"}));
    vec![
        operation("open_direct", direct(1, 7), paired),
        operation("open_direct_hidden", direct(7, 1), paired).after([direct(1, 7)]),
        operation("leave_direct", post(1, "rooms/4/leave/", Value::Null), hidden)
            .after([direct(1, 7), say_hello(1)])
            .in_room(4),
        operation("send_direct", say_hello(1), shown).after([direct(1, 7)]).in_room(4).named(),
    ]
}

fn about_messages() -> Vec<Operation> {
    let react = |user: u64, on: bool| {
        rest(
            user,
            Method::PUT,
            &format!("messages/{}/reactions/", id(1, 2)),
            json!({"emoji": "👍", "on": on}),
        )
    };
    let stands_so = |attribute: &'static str, kind: &'static str, value: &'static str| {
        move |_: &Play, table: &Table| {
            let found = table.membership(2, 1).map(|m| m[attribute][kind].clone());
            must(found == Some(json!(value)), format!("{attribute} is {found:?}"))
        }
    };
    let reacted = |on: bool| {
        move |_: &Play, table: &Table| {
            let found = table.reactions(1, 2).map(|item| (item["n"]["N"].clone(), item["u0"]["NS"].clone()));
            let expected = if on { (json!("1"), json!(["3"])) } else { (json!("0"), Value::Null) };
            must(found == Some(expected), format!("the reactions are {found:?}"))
        }
    };
    vec![
        operation(
            "update_standing",
            patch(2, "rooms/1/me/", json!({"notify": "none"})),
            stands_so("nt", "S", "none"),
        ),
        operation(
            "mark_unread",
            post(2, &format!("messages/{}/unread/", id(1, 2)), Value::Null),
            stands_so("uf", "N", "2"),
        ),
        operation("react", react(3, true), reacted(true)),
        operation("unreact", react(3, false), reacted(false)).after([react(3, true)]),
    ]
}

fn in_threads() -> Vec<Operation> {
    let root = id(1, 2);
    let reply = |name: &str| json!({"content": "a reply", "reply_to": root, "client_message_id": name});
    let replied = |_: &Play, table: &Table| {
        let (replies, entries) = table.thread(1, 2);
        must(
            replies.iter().all(|reply| entries.contains(reply)),
            format!("{replies:?} are not in {entries:?}"),
        )
    };
    let reads = |play: &Play, table: &Table| {
        let (replies, _) = table.thread(1, 2);
        let shown = play.answers.last().map(|answer| answer.body["root"]["reply_count"].clone());
        let is_right = shown.is_none_or(|count| count.is_null() || count == json!(replies.len()));
        must(is_right, format!("{:?} does not show {replies:?}", play.answers.last()))
    };
    vec![
        operation("reply", post(3, "rooms/1/messages/", reply("a")), replied).named(),
        operation(
            "read_thread",
            rest(3, Method::GET, &format!("messages/{root}/thread/"), Value::Null),
            reads,
        )
        .after([post(3, "rooms/1/messages/", reply("a")), post(2, "rooms/1/messages/", reply("b"))]),
    ]
}

fn pinning() -> Vec<Operation> {
    let delete = |seq: u64| rest(2, Method::DELETE, &format!("messages/{}/delete/", id(1, seq)), Value::Null);
    let pin = |seq: u64, on: bool| {
        rest(1, Method::PUT, &format!("messages/{}/pin/", id(1, seq)), json!({"on": on}))
    };
    let pinned = |seqs: &'static [&'static str]| {
        move |_: &Play, table: &Table| {
            let found = table.pins(1);
            must(found == seqs, format!("{found:?} are pinned"))
        }
    };
    let listed = |play: &Play, _: &Table| {
        let found = play.answers.last().map(|answer| answer.body["pins"][0]["message"]["content"].clone());
        must(found == Some(json!("of 2")), format!("{found:?} is pinned"))
    };
    vec![
        operation("pin", pin(2, true), pinned(&["2"])),
        operation("unpin", pin(2, false), pinned(&[])).after([pin(2, true)]),
        operation("list_pins", rest(3, Method::GET, "rooms/1/pins/", Value::Null), listed)
            .after([pin(2, true)]),
        operation("delete_pinned", delete(2), pinned(&["3"])).after([pin(2, true), pin(3, true)]),
    ]
}

fn reporting() -> Vec<Operation> {
    let report = || post(3, &format!("messages/{}/report/", id(1, 2)), json!({"reason": "spam"}));
    let reports = |expected: [usize; 3]| {
        move |_: &Play, table: &Table| {
            must(table.reports() == expected, format!("{:?} instead of {expected:?}", table.reports()))
        }
    };
    vec![
        operation("report", report(), reports([1, 1, 1])),
        operation(
            "delete_report",
            rest(1, Method::DELETE, "rooms/1/reports/{report}/", Value::Null),
            reports([0, 1, 1]),
        )
        .after([report()])
        .or(&[404]),
        operation("list_reports", rest(1, Method::GET, "rooms/1/reports/", Value::Null), reports([1, 1, 1]))
            .after([report()]),
    ]
}
