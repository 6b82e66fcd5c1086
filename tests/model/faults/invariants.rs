//! The invariants that hold after any fault.

use std::collections::BTreeMap;

use roomcast_functions::live::connection::ConnectionId;
use roomcast_tests::stage::{Answer, Stage};
use serde_json::{Value, json};

use super::fault::{Fault, World};
use super::operation::Operation;
use super::play::{Play, first_new};
use super::trap::Hit;

/// The items of the table, by partition and sort key.
pub struct Table(BTreeMap<(String, String), Value>);

impl Table {
    /// The table of a stage.
    pub fn of(stage: &Stage) -> Self {
        let text = |item: &Value, key: &str| item[key]["S"].as_str().unwrap().to_owned();
        Self(stage.items().into_iter().map(|i| ((text(&i, "pk"), text(&i, "sk")), i)).collect())
    }

    fn get(&self, pk: &str, sk: &str) -> Option<&Value> {
        self.0.get(&(pk.to_owned(), sk.to_owned()))
    }

    /// The items of a partition whose sort keys begin so, in order.
    fn some(&self, pk: &str, prefix: &str) -> Vec<(&str, &Value)> {
        let all = self.0.iter().filter(|((p, s), _)| p == pk && s.starts_with(prefix));
        all.map(|((_, sk), item)| (sk.as_str(), item)).collect()
    }

    /// The messages of a room, in order.
    pub fn messages(&self, room: u64) -> Vec<&Value> {
        let pk = format!("M#{room:08}");
        self.some(&pk, "").into_iter().map(|(_, item)| item).collect()
    }

    /// The reactions to a message.
    pub fn reactions(&self, room: u64, seq: u64) -> Option<&Value> {
        self.get(&format!("Y#{room:08}"), &format!("{seq:09}"))
    }

    /// The numbers of the replies in the thread that begins with a message, and of the entries that it has.
    pub fn thread(&self, room: u64, root: u64) -> (Vec<String>, Vec<String>) {
        let root_text = json!(root.to_string());
        let of = |item: &Value| format!("{:0>9}", item["s"]["N"].as_str().unwrap());
        let replies = self.messages(room).into_iter().filter(|item| item["th"]["N"] == root_text).map(of);
        let entries = self.some(&format!("T#{room:08}#{root:09}"), "");
        (replies.collect(), entries.iter().map(|(sk, _)| (*sk).to_owned()).collect())
    }

    /// The numbers of a room's pinned messages, the newest pin first.
    pub fn pins(&self, room: u64) -> Vec<&str> {
        let item = self.get(&format!("Y#{room:08}"), "P");
        let pins = item.and_then(|item| item["p"]["L"].as_array()).into_iter().flatten();
        pins.filter_map(|pin| pin["M"]["s"]["N"].as_str()).collect()
    }

    /// A room.
    pub fn room(&self, room: u64) -> &Value {
        self.get(&format!("R#{room:08}"), "R").unwrap_or(&Value::Null)
    }

    /// How a user stands to a room.
    pub fn membership(&self, user: u64, room: u64) -> Option<&Value> {
        self.get(&format!("U#{user:016}"), &format!("R#{room:08}"))
    }

    /// How a user stands to a room, as a word.
    pub fn standing(&self, user: u64, room: u64) -> &str {
        self.membership(user, room).map_or("none", |m| m["st"]["S"].as_str().unwrap())
    }

    /// How many blocks a user has, and how many are counted.
    pub fn blocks(&self, user: u64) -> (u64, u64) {
        let pk = format!("U#{user:016}");
        let counted = self.get(&pk, "B").and_then(|item| item["c"]["N"].as_str()?.parse().ok());
        (self.some(&pk, "B#").len() as u64, counted.unwrap_or_default())
    }

    /// The id of a report that no admin has deleted.
    pub fn report(&self) -> Option<String> {
        let mut items = self.0.iter().filter(|((pk, _), _)| pk.starts_with("G#"));
        items.next().map(|(_, item)| item["i"]["N"].as_str().unwrap().to_owned())
    }

    /// How many reports the admins of rooms have, how many the operator has, and how many marks user 3 has.
    pub fn reports(&self) -> [usize; 3] {
        let of = |prefix| self.0.keys().filter(|(pk, _)| pk.starts_with(prefix)).count();
        [of("G#"), of("O#"), self.some("U#0000000000000003", "G#").len()]
    }

    /// How many stored notifications of a kind a user has.
    pub fn notifications(&self, user: u64, kind: &str) -> usize {
        let pk = format!("U#{user:016}");
        let kind = format!("\"{kind}\"");
        self.some(&pk, "N#").iter().filter(|(_, item)| item.to_string().contains(&kind)).count()
    }

    /// A line of a room's member list.
    pub fn entry(&self, room: u64, username: &str, user: u64) -> Option<&Value> {
        self.get(&format!("P#{room:08}"), &format!("M#{username}\u{1}{user:016}"))
    }

    fn connection(&self, connection: &ConnectionId) -> Option<(&str, &Value)> {
        let own = |((pk, sk), item): (&'_ (String, String), &'_ Value)| {
            pk.starts_with("C#") && sk.ends_with(&format!("#{connection}")) && !item.is_null()
        };
        self.0.iter().find(|entry| own((entry.0, entry.1))).map(|((pk, _), item)| (pk.as_str(), item))
    }

    /// Whether a connection is live.
    pub fn is_live(&self, connection: &ConnectionId) -> bool {
        self.connection(connection).is_some_and(|(_, item)| item.get("lv").is_some())
            || self.user_socket(connection).is_some_and(|socket| socket["M"].get("lv").is_some())
    }

    /// Whether a user socket has a live subscription to a room.
    pub fn is_subscribed(&self, connection: &ConnectionId, room: u64) -> bool {
        let is_live =
            |(pk, item): (&str, &Value)| pk.ends_with(&format!("#R{room:08}")) && item.get("lv").is_some();
        self.connection(connection).is_some_and(is_live)
    }

    /// A user socket in the item of its user.
    fn user_socket(&self, connection: &ConnectionId) -> Option<&Value> {
        let items = self.0.iter().filter(|((pk, sk), _)| pk.starts_with("C#") && sk == "W");
        let mut sockets = items.filter_map(|(_, item)| item["s"]["L"].as_array()).flatten();
        sockets.find(|socket| socket["M"]["id"]["S"] == connection.0)
    }

    /// Numbers, counts, lists and the index agree in every room.
    pub fn check_rooms(&self, name: &str) {
        let rooms = self.0.iter().filter(|((pk, sk), _)| pk.starts_with("R#") && sk == "R");
        for (_, room) in rooms {
            self.check_room(name, room);
        }
    }

    fn check_room(&self, name: &str, room: &Value) {
        let number = |value: &Value| value["N"].as_str().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
        let id = number(&room["r"]);
        let seqs: Vec<u64> = self.messages(id).iter().map(|message| number(&message["s"])).collect();
        assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>(), "{name}: numbers of room {id}");
        assert!(number(&room["ls"]) <= seqs.len() as u64, "{name}: the cache of room {id} is ahead");
        let key = format!("R#{id:08}");
        let own = self.0.iter().filter(|((pk, sk), _)| pk.starts_with("U#") && *sk == key);
        let (mut members, mut banned, mut invited, mut admins) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for ((pk, _), membership) in own {
            let user = pk.trim_start_matches("U#").to_owned();
            let line = (user, membership["us"].clone(), membership["mu"].clone(), membership["ro"].clone());
            match membership["st"]["S"].as_str() {
                Some("member") => {
                    admins += u64::from(membership["ro"]["S"] == "admin");
                    members.push(line);
                }
                Some("banned") => banned.push(line.0),
                Some("invited") => invited.push(line.0),
                _ => {}
            }
        }
        let people = format!("P#{id:08}");
        let mut listed: Vec<_> = self
            .some(&people, "M#")
            .into_iter()
            .map(|(sk, item)| {
                let user = sk.rsplit('\u{1}').next().unwrap().to_owned();
                (user, item["us"].clone(), item["mu"].clone(), item["ro"].clone())
            })
            .collect();
        listed.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(listed, members, "{name}: the list of room {id} and the memberships");
        let users_of = |prefix: &str| -> Vec<String> {
            self.some(&people, prefix).iter().map(|(sk, _)| sk[2..].to_owned()).collect()
        };
        assert_eq!(users_of("B#"), banned, "{name}: the banned of room {id}");
        assert_eq!(users_of("V#"), invited, "{name}: the invited of room {id}");
        let counted = (number(&room["mc"]), number(&room["ac"]));
        assert_eq!(counted, (members.len() as u64, admins), "{name}: the counts of room {id}");
        let active = room["a"]["BOOL"] == true;
        let is_direct = room.get("dp").is_some();
        if is_direct {
            let users =
                room["dp"]["L"].as_array().unwrap().iter().map(|user| format!("{:016}", number(user)));
            let pair = self.get(&format!("D#{}", users.collect::<Vec<_>>().join("#")), "D");
            assert_eq!(pair.map(|pair| &pair["r"]), Some(&room["r"]), "{name}: the pair of direct room {id}");
            assert_eq!((members.len(), admins), (2, 0), "{name}: the members of direct room {id}");
        }
        assert_eq!(active, admins > 0 || is_direct, "{name}: an active room {id} has an admin");
        let in_index = room.get("gp").is_some();
        assert_eq!(in_index, active && room["t"]["S"] == "public", "{name}: room {id} in the index");
    }

    /// Checks that the table holds no connection that is gone, in a room that was posted to.
    pub fn check_forgotten(&self, play: &Play, room: u64) {
        let open = play.stage.open_connections();
        let place = format!("#R{room:08}");
        let here = self.0.iter().filter(|((pk, _), _)| pk.starts_with("C#") && pk.ends_with(&place));
        for ((_, sk), _) in
            here.filter(|((pk, _), item)| play.stage.is_of_epoch(pk) && item.get("lv").is_some())
        {
            let kept = open.iter().any(|open| sk.ends_with(&format!("#{open}")));
            assert!(kept, "{}: {sk} is gone and not forgotten", play.name);
        }
    }

    /// Checks that every row of a connection expires, that an open connection has both of its rows, and
    /// that a user who may not read a room has no live connection to it.
    fn check_connections(&self, play: &Play) {
        let now_s = 1_800_000_000 + 4 * 3_600;
        for ((pk, sk), item) in
            self.0.iter().filter(|((pk, _), _)| pk.starts_with("C#") || pk.starts_with("X#"))
        {
            let ends = item["x"]["N"].as_str().and_then(|x| x.parse::<u64>().ok());
            assert!(ends.is_some_and(|ends| ends < now_s), "{}: {pk} {sk} never ends", play.name);
        }
        for open in play.watchers.iter().chain(&play.opened).filter(|open| open.is_open) {
            let named = self.get(&format!("X#{}", open.connection), "X").is_some();
            let live = self.is_live(&open.connection);
            assert!(live && named, "{}: the open {open:?} was forgotten ({live}, {named})", play.name);
            if let Some(room) = open.room() {
                let standing = self.standing(open.user, room);
                let may_read = standing == "member" || (standing != "banned" && room != 2);
                assert!(may_read, "{}: {} still listens in {room}", play.name, open.user);
            }
        }
    }
}

/// Checks every invariant before the chat goes on.
pub fn check(play: &Play, operation: &Operation, fault: Fault, hit: Option<&Hit>) {
    let table = Table::of(&play.stage);
    table.check_rooms(&play.name);
    table.check_connections(play);
    check_answers(play, operation, &table);
    for at in operation.closes {
        assert!(!play.watchers[*at].is_open, "{}: watcher {at} was not closed", play.name);
    }
    check_delivery(play, operation, fault, hit, &table);
    check_greetings(play);
    if let Err(problem) = (operation.then)(play, &table) {
        panic!("{}: {problem}", play.name);
    }
    // A frame that the wire lost, or that the process took along, is found by reading; so is a
    // change of membership whose request failed behind it.
    let lost = hit.is_some_and(Hit::is_wire) || matches!(fault, Fault::Die { .. } | Fault::Panic { .. });
    let cut_off = matches!(fault, Fault::LoseAnswer | Fault::CutAnswer | Fault::Outage)
        || hit.is_some_and(Hit::is_of_connections);
    for (at, kind) in operation.tells.iter().filter(|_| !lost) {
        if cut_off && play.world != World::AwsWithRetries && kind.starts_with("member_") {
            continue;
        }
        let told = play.watchers[*at].frames.iter().any(|frame| frame["type"] == *kind);
        assert!(told, "{}: watcher {at} was not told {kind}", play.name);
    }
}

fn check_answers(play: &Play, operation: &Operation, table: &Table) {
    for answer in &play.answers {
        if answer.status >= 500 {
            check_unavailable(&play.name, answer);
        } else {
            let good = answer.status < 300 || (play.attempts > 1 && operation.also.contains(&answer.status));
            assert!(good, "{}: {answer:?}", play.name);
        }
        if let Some(seq) = answer.body["seq"].as_u64().and_then(|seq| usize::try_from(seq).ok()) {
            let room = answer.body["room"]["id"].as_u64().unwrap();
            let stored = table.messages(room)[seq - 1];
            assert_eq!(stored["c"]["S"], answer.body["content"], "{}: acknowledged and lost", play.name);
        }
    }
    for frame in play.watchers.iter().flat_map(|watcher| &watcher.frames) {
        if frame["type"] == "error" {
            let sentence = frame["message"].as_str().unwrap();
            assert!(is_for_clients(sentence), "{}: {frame}", play.name);
        }
    }
}

/// Checks an answer of the status 503: it says when to try again and nothing of the inside.
fn check_unavailable(name: &str, answer: &Answer) {
    let code = answer.body["code"].as_str().unwrap_or_default();
    assert_eq!((answer.status, answer.has_retry_after), (503, true), "{name}: {answer:?}");
    assert!(["store_unavailable", "room_busy"].contains(&code), "{name}: {answer:?}");
    assert!(is_for_clients(answer.body["error"].as_str().unwrap_or_default()), "{name}: {answer:?}");
    assert_eq!(answer.body.as_object().unwrap().len(), 2, "{name}: {answer:?}");
}

fn is_for_clients(sentence: &str) -> bool {
    !sentence.is_empty() && !sentence.chars().any(|c| c.is_ascii_alphabetic())
}

/// The first frame and the replay are posted once, and once more for each attempt that ended before the
/// connection was live; never to a live connection.
fn check_greetings(play: &Play) {
    let is_of_greeting =
        |frame: &&Value| frame["type"] == "connection_established" || frame["replayed"] == true;
    for opened in &play.opened {
        let until_live = opened.frames_until_live.unwrap_or(opened.frames.len());
        // A user socket is live before its first frame.
        let is_greeted_before = opened.frames_until_live.is_some() && !opened.hears_activity();
        let later = opened.frames[until_live..].iter().find(is_of_greeting).filter(|_| is_greeted_before);
        assert!(later.is_none(), "{}: {} is live and got {later:?}", play.name, opened.connection);
        let firsts = opened.frames.iter().filter(|frame| frame["type"] == "connection_established").count();
        assert!(firsts <= play.attempts, "{}: {} got {firsts} first frames", play.name, opened.connection);
        let seqs = opened.seqs();
        let is_once = seqs.windows(2).all(|pair| pair[0] < pair[1]);
        let retried = play.attempts > 1 || play.died;
        assert!(is_once || retried, "{}: {} got {seqs:?}", play.name, opened.connection);
    }
}

/// Checks that every open connection got each new message once and in order. A message may come twice
/// if a process died or a job ran again. It may be missing if the delivery itself failed or nobody
/// tried again: then the next number shows the gap.
fn check_delivery(play: &Play, operation: &Operation, fault: Fault, hit: Option<&Hit>, table: &Table) {
    let in_delivery = hit.is_some_and(|hit| hit.is_wire() || hit.is_of_connections());
    let died = matches!(fault, Fault::Die { .. } | Fault::Panic { .. });
    let retried = play.attempts > 1;
    let may_miss = match fault {
        Fault::None => false,
        Fault::Die { .. } | Fault::Panic { .. } => !operation.named,
        Fault::Outage => true,
        _ => play.world != World::AwsWithRetries && (in_delivery || (retried && !operation.named)),
    };
    check_activity(play, table, may_miss || died || hit.is_some_and(Hit::is_of_members) || in_delivery);
    for watcher in play.watchers.iter().filter(|watcher| watcher.is_open) {
        let Some(room) = watcher.room() else { continue };
        let (seqs, stored) = (watcher.seqs(), table.messages(room).len() as u64);
        let mut once = seqs.clone();
        once.dedup();
        let in_order = once.windows(2).all(|pair| pair[0] < pair[1]);
        assert!(in_order, "{}: {} got {seqs:?}", play.name, watcher.connection);
        assert!(died || once == seqs, "{}: {} got {seqs:?}", play.name, watcher.connection);
        let first = first_new(play, room);
        let all: Vec<u64> = (first..=stored).collect();
        let complete = all.iter().all(|seq| once.contains(seq));
        assert!(complete || may_miss, "{}: {} got {seqs:?} of {all:?}", play.name, watcher.connection);
        for frame in watcher.frames.iter().filter(|frame| frame["type"] == "chat_message") {
            let own = frame["message"]["sender"]["id"] == watcher.user;
            assert!(own || frame["message"].get("client_message_id").is_none(), "{}: {frame}", play.name);
        }
    }
}

/// Checks that every open user socket heard of the newest message of each of its user's rooms, if there is a new
/// one and if it may not miss it: the next one, or the room list, tells as much.
fn check_activity(play: &Play, table: &Table, may_miss: bool) {
    for watcher in play.watchers.iter().filter(|watcher| watcher.is_open && watcher.hears_activity()) {
        for room in 1..=2 {
            let newest = table.messages(room).len() as u64;
            if newest < first_new(play, room) || table.standing(watcher.user, room) != "member" {
                continue;
            }
            let heard = watcher.activity(room);
            assert!(heard.contains(&newest) || may_miss, "{}: {heard:?} of room {room}", play.name);
        }
    }
}
