//! The operations that are played with faults.

use http::Method;
use roomcast_functions::live::job::Job;
use roomcast_tests::stage::NAMELESS;
use serde_json::{Value, json};

use super::act::Act;
use super::fault::World;
use super::invariants::Table;
use super::operation::{Operation, id, is_stored, is_told, must, operation, patch, post, rest, stands};
use super::play::Play;
use super::talking::talking;

/// Every operation.
pub fn operations() -> Vec<Operation> {
    let administering = administering().into_iter().map(|operation| operation.in_room(2)).collect();
    let all =
        [sending(), changing(), belonging(), talking(), administering, connecting(), listening(), reading()];
    all.into_iter().flatten().collect()
}

fn sending() -> Vec<Operation> {
    let messages = "rooms/1/messages/";
    let say = |content: &str, name: Option<&str>| {
        let mut frame = json!({"type": "chat_message", "content": content});
        if let Some(name) = name {
            frame["client_message_id"] = json!(name);
        }
        Act::Say { watcher: 1, frame }
    };
    let named = |content: &str| json!({"content": content, "client_message_id": "n"});
    let mentioned = |play: &Play, table: &Table| {
        is_stored(1, "@u2 look")(play, table)?;
        let new = table.messages(1)[3]["m"]["L"].clone();
        must(new == json!([{"N": "2"}]), format!("it mentions {new}"))
    };
    let entered = |play: &Play, table: &Table| {
        is_stored(1, "hello")(play, table)?;
        stands(7, 1, "member")(play, table)
    };
    vec![
        operation("send", post(1, messages, json!({"content": "new"})), is_stored(1, "new")),
        operation("send_named", post(1, messages, named("new")), is_stored(1, "new")).named(),
        operation("say", say("new", None), is_stored(1, "new")),
        operation("say_named", say("new", Some("n")), is_stored(1, "new")).named(),
        operation("send_mention", post(1, messages, named("@u2 look")), mentioned).named(),
        operation("send_hourly", post(1, messages, named("late")), is_stored(1, "late"))
            .after([Act::Wait { ms: 3_700_000 }])
            .named(),
        operation("send_to_enter", post(7, messages, named("hello")), entered).named(),
        operation("send_again", post(1, messages, named("new")), is_stored(1, "new"))
            .after([post(1, messages, named("new"))])
            .named(),
        operation("send_in_turn", post(1, messages, named("new")), is_stored(1, "new"))
            .after([
                post(2, messages, json!({"content": "before"})),
                post(1, messages, json!({"content": "x"})),
            ])
            .named(),
    ]
}

fn changing() -> Vec<Operation> {
    let renamed = |_: &Play, table: &Table| {
        let name = table.room(1)["n"]["S"].clone();
        must(name == "renamed", format!("the room is called {name}"))
    };
    let edited = |seq: u64, content: &'static str| {
        move |_: &Play, table: &Table| {
            let found = table.messages(1)[usize::try_from(seq).unwrap() - 1]["c"]["S"].clone();
            must(found == content, format!("message {seq} says {found}"))?;
            let preview = table.room(1)["pv"]["M"]["c"]["S"].clone();
            must(seq != 3 || preview == content, format!("the list shows {preview}"))
        }
    };
    let read = |user: u64, seq: u64| {
        move |_: &Play, table: &Table| {
            let found = table.membership(user, 1).map(|m| m["rs"]["N"].clone());
            must(found == Some(json!(seq.to_string())), format!("{user} has read up to {found:?}"))
        }
    };
    vec![
        operation("update_room", patch(1, "rooms/1/", json!({"name": "renamed"})), renamed)
            .tells(&[0, 1, 2], "room_updated"),
        operation(
            "edit",
            patch(3, &format!("messages/{}/", id(1, 3)), json!({"content": "y"})),
            edited(3, "y"),
        )
        .tells(&[0, 1, 2], "message_updated"),
        operation(
            "delete",
            rest(2, Method::DELETE, &format!("messages/{}/delete/", id(1, 2)), Value::Null),
            edited(2, "[消息已删除]"),
        )
        .tells(&[0, 1, 2], "message_deleted"),
        operation(
            "delete_newest",
            rest(1, Method::DELETE, &format!("messages/{}/delete/", id(1, 3)), Value::Null),
            edited(3, "[消息已删除]"),
        )
        .tells(&[0, 1, 2], "message_deleted"),
        operation("read_message", post(1, &format!("messages/{}/read/", id(1, 3)), Value::Null), read(1, 3))
            .tells(&[0, 1, 2], "read"),
        operation("read_room", post(2, "rooms/1/read/", Value::Null), read(2, 3)).tells(&[0, 1, 2], "read"),
        operation(
            "say_read",
            Act::Say { watcher: 0, frame: json!({"type": "read", "message_id": id(1, 3)}) },
            read(1, 3),
        )
        .tells(&[1, 2], "read"),
    ]
}

fn belonging() -> Vec<Operation> {
    let closed = |_: &Play, table: &Table| must(table.room(3)["a"]["BOOL"] == false, "room 3 is active");
    let inherited = |play: &Play, table: &Table| {
        stands(1, 1, "gone")(play, table)?;
        let role = table.membership(2, 1).map(|m| m["ro"]["S"].clone());
        must(role == Some(json!("admin")), format!("2 is {role:?}"))
    };
    let invited = |play: &Play, table: &Table| {
        stands(7, 2, "invited")(play, table)?;
        is_told(7, "room_invite", 0)(play, table)
    };
    let created = |_: &Play, table: &Table| {
        must((4..=6).any(|room| table.room(room)["n"]["S"] == "made"), "no room was made")
    };
    vec![
        operation("create", post(7, "rooms/", json!({"name": "made", "room_type": "public"})), created),
        operation("join", post(7, "rooms/1/join/", Value::Null), stands(7, 1, "member"))
            .tells(&[0, 1, 2], "member_joined"),
        operation("join_invited", post(5, "rooms/2/join/", Value::Null), stands(5, 2, "member"))
            .in_room(2)
            .tells(&[3, 4, 5], "member_joined"),
        operation("decline", post(5, "rooms/2/leave/", Value::Null), stands(5, 2, "none"))
            .or(&[404])
            .in_room(2),
        operation("leave", post(3, "rooms/1/leave/", Value::Null), stands(3, 1, "gone"))
            .or(&[400])
            .tells(&[0, 1], "member_left")
            .closes(&[2]),
        operation("leave_private", post(3, "rooms/2/leave/", Value::Null), stands(3, 2, "gone"))
            .in_room(2)
            .or(&[404])
            .tells(&[3, 4], "member_left")
            .closes(&[5]),
        operation("leave_last_admin", post(1, "rooms/1/leave/", Value::Null), inherited)
            .or(&[400])
            .tells(&[1, 2], "member_left")
            .closes(&[0, 9]),
        operation("leave_last", post(6, "rooms/3/leave/", Value::Null), closed)
            .or(&[404])
            .closes(&[6])
            .in_room(3),
        operation("invite", post(1, "rooms/2/invite/", json!({"user_id": 7})), invited).in_room(2),
    ]
}

fn administering() -> Vec<Operation> {
    let member = |user: u64| format!("rooms/2/members/{user}/");
    let banned = |user: u64| {
        move |play: &Play, table: &Table| {
            stands(user, 2, "banned")(play, table)?;
            is_told(user, "system", usize::from(user == 8))(play, table)
        }
    };
    let set = |user: u64, attribute: &'static str, value: Value| {
        move |play: &Play, table: &Table| {
            let found = table.membership(user, 2).map(|m| m[attribute].clone()).unwrap_or_default();
            must(found == value, format!("{attribute} of {user} is {found}"))?;
            is_told(user, "system", usize::from(user == 4))(play, table)
        }
    };
    let removed = |play: &Play, table: &Table| {
        stands(3, 2, "gone")(play, table)?;
        is_told(3, "system", 0)(play, table)
    };
    let unbanned = |play: &Play, table: &Table| {
        stands(8, 2, "gone")(play, table)?;
        is_told(8, "system", 1)(play, table)
    };
    vec![
        operation("ban", patch(1, &member(3), json!({"is_banned": true})), banned(3))
            .tells(&[3, 4], "member_left")
            .closes(&[5, 10]),
        operation("ban_stranger", patch(1, &member(7), json!({"is_banned": true})), banned(7)),
        operation("unban", patch(1, &member(8), json!({"is_banned": false})), unbanned).or(&[404]),
        operation(
            "mute",
            patch(1, &member(3), json!({"is_muted": true})),
            set(3, "mu", json!({"BOOL": true})),
        ),
        operation(
            "promote",
            patch(1, &member(3), json!({"role": "admin"})),
            set(3, "ro", json!({"S": "admin"})),
        ),
        operation(
            "demote",
            patch(1, &member(4), json!({"role": "member"})),
            set(4, "ro", json!({"S": "member"})),
        ),
        operation("remove", rest(1, Method::DELETE, &member(3), Value::Null), removed)
            .or(&[404])
            .tells(&[3, 4], "member_left")
            .closes(&[5, 10]),
    ]
}

fn connecting() -> Vec<Operation> {
    let live = |play: &Play, table: &Table| {
        for opened in play.opened.iter().filter(|opened| opened.is_open) {
            must(
                opened.frames.iter().any(|frame| frame["type"] == "live"),
                format!("{opened:?} was not greeted"),
            )?;
            must(table.is_live(&opened.connection), format!("{} is not live", opened.connection))?;
        }
        must(
            play.world == World::One && play.died || play.opened.iter().any(|opened| opened.is_open),
            "nothing opened",
        )
    };
    let nothing = |_: &Play, _: &Table| Ok(());
    vec![
        operation("connect", Act::Connect { user: 2, query: "room_id=1&since=0" }, live),
        operation("greet", Act::RunJob("greet"), live).after([Act::Connect { user: 2, query: "room_id=1" }]),
        operation("greet_again", Act::RunJob("greet"), live).after([
            Act::Connect { user: 2, query: "room_id=1&since=0" },
            post(1, "rooms/1/messages/", json!({"content": "meanwhile"})),
        ]),
        operation("greet_first", Act::RunJob("greet"), live)
            .after([Act::Connect { user: 7, query: "room_id=1" }])
            .tells(&[0, 1, 2], "user_join"),
        operation("greet_channel", Act::RunJob("greet"), live)
            .after([Act::Connect { user: 3, query: "channel=notifications" }]),
        operation("disconnect", Act::Disconnect { watcher: 2 }, nothing).closes(&[2]),
        operation("close", Act::RunJob("close"), nothing).after([Act::Start(close_job())]).closes(&[2]),
        operation(
            "find_gone",
            post(1, "rooms/1/messages/", json!({"content": "new", "client_message_id": "n"})),
            nothing,
        )
        .after([Act::Wait { ms: 20_000 }, Act::Cut { watcher: 2 }])
        .closes(&[2])
        .named(),
        operation("ping", Act::Say { watcher: 0, frame: json!({"type": "ping"}) }, nothing)
            .tells(&[0], "pong"),
        operation(
            "typing",
            Act::Say { watcher: 0, frame: json!({"type": "typing", "is_typing": true}) },
            nothing,
        ),
        operation("announce", Act::Say { watcher: 0, frame: json!({"type": "user_join"}) }, nothing),
        operation("rename", Act::RunJob("rename"), |_, table| {
            must(table.entry(1, "newname", 2).is_some(), "the list does not follow")
        })
        .after([Act::Start(rename_job())]),
    ]
}

fn listening() -> Vec<Operation> {
    let nothing = |_: &Play, _: &Table| Ok(());
    let greeted = |play: &Play, table: &Table| {
        for opened in play.opened.iter().filter(|opened| opened.is_open) {
            let is_greeted = opened.frames.iter().any(|frame| frame["type"] == "connection_established");
            must(is_greeted && table.is_live(&opened.connection), format!("{opened:?} was not greeted"))?;
        }
        Ok(())
    };
    let subscribed = |play: &Play, table: &Table| {
        let frames = &play.watchers[8].frames;
        let has = |kind: &str| frames.iter().any(|frame| frame["type"] == kind);
        // Who was restarted meanwhile asks again, on another connection.
        let is_new = play.world == World::One && play.died;
        must(is_new || has("subscribed") && has("live"), format!("got {frames:?}"))?;
        must(is_new || table.is_subscribed(&play.watchers[8].connection, 1), "the room does not know it")
    };
    let of_room = |kind: &str| json!({"type": kind, "room_id": 1});
    vec![
        operation("connect_user_socket", Act::Connect { user: 2, query: "" }, greeted),
        operation("greet_user_socket", Act::RunJob("greet"), greeted)
            .after([Act::Connect { user: 2, query: "" }]),
        operation("subscribe", Act::Say { watcher: 8, frame: of_room("subscribe") }, subscribed),
        operation("greet_subscription", Act::RunJob("greet"), subscribed)
            .after([Act::Say { watcher: 8, frame: of_room("subscribe") }]),
        operation("unsubscribe", Act::Say { watcher: 9, frame: of_room("unsubscribe") }, nothing)
            .closes(&[9]),
        operation("disconnect_user_socket", Act::Disconnect { watcher: 9 }, nothing).closes(&[9]),
        operation(
            "find_user_socket_gone",
            post(1, "rooms/1/messages/", json!({"content": "new", "client_message_id": "n"})),
            nothing,
        )
        .after([Act::Wait { ms: 20_000 }, Act::Cut { watcher: 9 }, Act::Cut { watcher: 8 }])
        .closes(&[8, 9])
        .named(),
    ]
}

fn reading() -> Vec<Operation> {
    let answers = |status: u16| {
        move |play: &Play, _: &Table| {
            let last = play.answers.last().map_or(0, |answer| answer.status);
            must(last == status, format!("the last answer is {last}"))
        }
    };
    let good = answers(200);
    let file = json!({"file_name": "a.txt", "content_type": "text/plain", "file_size": 1});
    let lists = |count: usize| {
        move |play: &Play, _: &Table| {
            let found = play.answers.last().and_then(|answer| answer.body.as_array().map(Vec::len));
            must(found == Some(count), format!("{found:?} instead of {count}"))
        }
    };
    let finds = |count: usize| {
        move |play: &Play, _: &Table| {
            let found =
                play.answers.last().and_then(|answer| answer.body["results"].as_array().map(Vec::len));
            must(found == Some(count), format!("{found:?} instead of {count}"))
        }
    };
    let chose = |play: &Play, _: &Table| {
        let username = play.answers.last().map(|answer| answer.body["username"].clone());
        must(username == Some(json!("chosen")), format!("the user is {username:?}"))
    };
    let blocked = |count: u64| {
        move |_: &Play, table: &Table| {
            let found = table.blocks(2);
            must(found == (count, count), format!("{found:?} instead of {count} blocks and their number"))
        }
    };
    let put = |user: u64, path: &str, body: Value| rest(user, Method::PUT, path, body);
    let get = |user: u64, path: &str| rest(user, Method::GET, path, Value::Null);
    vec![
        operation("list_rooms", get(2, "rooms/"), lists(3)),
        operation("list_members", get(1, "rooms/2/members/"), lists(4)),
        operation("list_messages", get(2, "rooms/1/messages/?page=1&page_size=2"), good),
        operation("search_room", get(2, "rooms/1/search/?q=of"), finds(3)),
        operation("search_messages", get(2, "search/?q=of"), finds(3)),
        operation("get_room", get(2, "rooms/1/"), good),
        operation("get_standing", get(2, "rooms/1/me/"), good),
        operation("me", get(2, "me/"), good),
        operation("update_me", rest(NAMELESS, Method::PATCH, "me/", json!({"username": "chosen"})), chose),
        operation("get_message", get(2, &format!("messages/{}/", id(1, 3))), good),
        operation("list_notifications", get(2, "notifications/"), lists(4)),
        operation(
            "read_notification",
            post(2, &format!("notifications/{}/read/", id(1, 3)), Value::Null),
            good,
        ),
        operation("read_all", post(2, "notifications/read-all/", Value::Null), good),
        operation("block_user", put(2, "me/blocks/3/", json!({"on": true})), blocked(1)),
        operation("unblock_user", put(2, "me/blocks/3/", json!({"on": false})), blocked(0)).after([put(
            2,
            "me/blocks/3/",
            json!({"on": true}),
        )]),
        operation("list_blocks", get(2, "me/blocks/"), lists(0)),
        operation("upload_file", post(2, "uploads/", file), answers(201)),
    ]
}

fn close_job() -> Job {
    serde_json::from_value(json!({"job": "close", "room": 1, "user": 3, "reason": "removed"})).expect("a job")
}

fn rename_job() -> Job {
    let user = json!({"id": 2, "username": "newname", "first_name": "", "last_name": ""});
    serde_json::from_value(json!({"job": "rename", "user": user, "issued_s": 1_900_000_000})).expect("a job")
}
