//! The loads in groups: those of a group share a server and what is prepared on it.

use super::figure::{Figure, rounded};
use super::options::Options;
use super::server::Program;
use super::verdicts::{Figures, print_targets};
use super::{connects, deliveries, kills, large, requests, search, soak, start, user_sockets};

/// Messages that a sender has under way in the load `under-way`.
const UNDER_WAY: usize = 16;

/// A server, and the loads that it runs one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Room,
    UnderWay,
    Rooms,
    Requests,
    Connects,
    UserSockets,
    Search,
    Start,
    Kills,
    Large,
    Soak,
    /// The loads of the bare server.
    BareRoom,
    BarePost,
}

/// The groups of the chat, in the order of a run.
pub(super) const GROUPS: [Group; 11] = [
    Group::Room,
    Group::UnderWay,
    Group::Rooms,
    Group::Requests,
    Group::Connects,
    Group::UserSockets,
    Group::Search,
    Group::Start,
    Group::Kills,
    Group::Large,
    Group::Soak,
];

impl Group {
    /// The names of its figures.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Room => &["room"],
            Self::UnderWay => &["under-way"],
            Self::Rooms => &["rooms"],
            Self::Requests => &requests::NAMES,
            Self::Connects => &connects::NAMES,
            Self::UserSockets => &user_sockets::NAMES,
            Self::Search => &search::NAMES,
            Self::Start => &start::NAMES,
            Self::Kills => &[kills::NAME],
            Self::Large => &large::NAMES,
            Self::Soak => &soak::NAMES,
            Self::BareRoom => &["bare-room"],
            Self::BarePost => &["bare-post"],
        }
    }

    /// Whether any of its figures is wanted.
    pub(super) fn is_wanted(self, options: &Options) -> bool {
        self.names().iter().any(|name| options.wants(name))
    }

    /// How often a comparison of two builds runs the group: an odd number of times, which has a median.
    pub(super) fn rounds(self) -> usize {
        match self {
            // What is stored first takes long, and so does a soak; the others repeat by themselves.
            Self::UserSockets | Self::Search | Self::Start | Self::Kills | Self::Large | Self::Soak => 1,
            _ => 3,
        }
    }

    /// The same load for the bare server, and the figure that it is set against.
    pub(super) fn peer(self) -> Option<(Self, &'static str)> {
        match self {
            Self::Room => Some((Self::BareRoom, "room")),
            Self::Requests => Some((Self::BarePost, "post")),
            _ => None,
        }
    }

    /// Starts the program and runs the wanted loads.
    pub(super) async fn run(self, program: &Program, options: &Options) -> Vec<Figure> {
        let name = self.names()[0];
        match self {
            Self::Room | Self::BareRoom => {
                vec![deliveries::busy_room(name, program, options.seconds, 1).await]
            }
            Self::UnderWay => {
                vec![deliveries::busy_room(name, program, options.seconds, UNDER_WAY).await]
            }
            Self::Rooms => vec![deliveries::steady_rooms(name, program, options.seconds).await],
            Self::Requests => requests::all(program, options).await,
            Self::Connects => connects::connect_and_stay(program, options).await,
            Self::UserSockets => user_sockets::all(program, options).await,
            Self::Search => search::all(program).await,
            Self::Start => start::start(program, options.messages).await,
            Self::Kills => vec![kills::kills(program, options.killed).await],
            Self::Large => large::all(program, options).await,
            Self::Soak => soak::soak(program, options.soak_min).await,
            Self::BarePost => vec![requests::posts(name, program, options.seconds).await],
        }
    }
}

/// Fails on a name that no figure has.
pub(super) fn check_names(options: &Options) {
    let known: Vec<&str> = GROUPS.iter().flat_map(|group| group.names().iter().copied()).collect();
    let unknown = options.names.iter().find(|name| !known.contains(&name.as_str()));
    assert!(unknown.is_none(), "there is no figure {unknown:?}, only {known:?}");
}

/// Prints the wanted figures of the chat, those of the bare server beside them, and the targets that need no
/// other build.
pub async fn report(chat: &Program, bare: &Program, options: &Options) {
    check_names(options);
    let mut all = Figures::new();
    for group in GROUPS.into_iter().filter(|group| group.is_wanted(options)) {
        let figures = group.run(chat, options).await;
        figures.iter().for_each(|figure| println!("{figure}"));
        if let Some((peer, name)) = group.peer()
            && let Some(figure) = figures.iter().find(|figure| figure.name == name)
        {
            for of_peer in peer.run(bare, options).await {
                let ratio = rounded(figure.cost / of_peer.cost);
                println!("{of_peer}; the chat needs {ratio} times as much");
                all.entry(of_peer.name).or_default().push(of_peer);
            }
        }
        figures.into_iter().for_each(|figure| all.entry(figure.name).or_default().push(figure));
    }
    print_targets(&Figures::new(), &all, options);
}
