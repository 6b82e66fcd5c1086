//! The same texts in an index that other people made: `SQLite`'s FTS5 with its trigram tokenizer.

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use roomcast_tests::world::World;
use rusqlite::Connection;

use super::found;

/// Pieces of texts, each three characters long or longer, in the normal form that an index is not told of.
const PIECES: [&str; 16] = [
    "meeting",
    "Meet",
    "TING",
    "会议改到",
    "下午的会议",
    "ビールを",
    "冷たいビール",
    "หนึ่งแก้ว",
    "🎉🎉🎉",
    "Ωμέγα",
    "привет",
    "ПРИВЕТ",
    "100%",
    "a_b*c",
    "it's",
    "\\d+[x]",
];

/// An index of texts.
struct Index(Connection);

impl Index {
    fn of(texts: &[String]) -> Self {
        let index = Connection::open_in_memory().unwrap();
        index.execute_batch("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'trigram')").unwrap();
        for text in texts {
            index.execute("INSERT INTO texts (text) VALUES (?1)", [text]).unwrap();
        }
        Self(index)
    }

    /// Returns the texts that have a part, the newest first.
    fn find(&self, part: &str) -> Vec<String> {
        let sql = "SELECT text FROM texts WHERE texts MATCH ?1 ORDER BY rowid DESC";
        let mut statement = self.0.prepare(sql).unwrap();
        let phrase = format!("\"{part}\"");
        let rows = statement.query_map([phrase], |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }
}

#[tokio::test]
async fn the_hits_are_those_of_a_trigram_index() {
    let (world, [alice]) = World::with(["alice"]).await;
    let room = alice.room("public").await;
    let mut random = SmallRng::seed_from_u64(20_261_128);
    let mut texts: Vec<String> = Vec::new();
    for _ in 0..40 {
        let pieces = (0..random.random_range(1..5)).map(|_| *PIECES.choose(&mut random).unwrap());
        let text = pieces.collect::<Vec<_>>().join(["", " "][random.random_range(0..2)]);
        alice.send(room, &text).await;
        texts.push(text);
    }
    let index = Index::of(&texts);
    let mut hits = 0;
    for _ in 0..3 {
        let reader = world.user("reader");
        for _ in 0..30 {
            let text: Vec<char> = texts.choose(&mut random).unwrap().chars().collect();
            let length = random.random_range(3..=text.len().min(8));
            let from = random.random_range(0..=text.len() - length);
            let part: String = text[from..from + length].iter().collect();
            let answer = reader.search_room(room, &format!("limit=50&q=%22{}%22", encoded(&part))).await;
            let expected = index.find(&part);
            assert_eq!(found(&answer), expected, "{part}");
            hits += expected.len();
        }
    }
    assert!(hits > 90, "every part is found where it was taken from");
}

/// Returns a text as a query string takes it.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
