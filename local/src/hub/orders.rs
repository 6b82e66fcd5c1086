//! The order and the wake-ups of one connection's frames, whatever happens first. Everything that a sender, the
//! greeter and the reader do is one step under one lock, so a random order of steps is a schedule of their threads;
//! whoever waits goes on only if it was woken.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use super::outbox::Batch;
use super::*;

/// Orders that are tried.
const ORDERS: u64 = 20_000;
/// Steps until the connection is closed.
const STEPS: usize = 40;
/// The frames of the greeting.
const GREETING: [(&str, Greeting); 3] =
    [("hello", Greeting::More), ("replayed", Greeting::More), ("live", Greeting::Last)];

/// Whether a task that waits was woken.
struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// A task that waits for something of the outbox.
struct Waiter<T> {
    future: Option<Pin<Box<dyn Future<Output = T>>>>,
    bell: Arc<Bell>,
}

impl<T> Waiter<T> {
    fn new() -> Self {
        Self { future: None, bell: Arc::new(Bell(AtomicBool::new(false))) }
    }

    /// Begins to wait, or goes on if it was woken; gives what came of it.
    fn step<F: Future<Output = T> + 'static>(&mut self, begin: impl FnOnce() -> F) -> Option<T> {
        let was_woken = self.bell.0.swap(false, Ordering::SeqCst);
        let future = match &mut self.future {
            Some(future) if was_woken => future,
            Some(_) => return None,
            none => none.insert(Box::pin(begin())),
        };
        let waker = Waker::from(self.bell.clone());
        let Poll::Ready(found) = future.as_mut().poll(&mut Context::from_waker(&waker)) else { return None };
        self.future = None;
        Some(found)
    }
}

/// What happened to one connection.
struct Order {
    outbox: Arc<Outbox>,
    writer: Waiter<Batch>,
    greeter: Waiter<bool>,
    /// Frames of the greeting that were accepted.
    greeted: usize,
    /// Frames of each sender that were accepted.
    posted: [usize; 2],
    /// Frames that reached the connection.
    written: Vec<String>,
}

impl Order {
    fn new() -> Self {
        let outbox = Arc::<Outbox>::default();
        let (writer, greeter) = (Waiter::new(), Waiter::new());
        Self { outbox, writer, greeter, greeted: 0, posted: [0; 2], written: Vec::new() }
    }

    /// Writes what waits; gives the code of the close that is due after it.
    fn write(&mut self) -> Option<CloseCode> {
        let outbox = self.outbox.clone();
        let batch = self.writer.step(|| async move { outbox.next().await })?;
        self.written.extend(batch.frames.iter().map(ToString::to_string));
        batch.close
    }

    fn greet(&mut self) {
        let Some((frame, place)) = GREETING.get(self.greeted).copied() else { return };
        let outbox = self.outbox.clone();
        let greeting = async move { outbox.greet(&Utf8Bytes::from_static(frame), place).await };
        if self.greeter.step(|| greeting) == Some(true) {
            self.greeted += 1;
        }
    }

    fn post(&mut self, sender: usize) {
        let frame = format!("{sender} {}", self.posted[sender]);
        self.posted[sender] += usize::from(self.outbox.post(&frame.into()));
    }

    /// The frames of a sender, as they reached the connection.
    fn of(&self, sender: usize) -> impl Iterator<Item = &String> {
        self.written.iter().filter(move |frame| frame.starts_with(&format!("{sender} ")))
    }

    fn check(&self) {
        let greeting: Vec<&str> = GREETING.iter().take(self.greeted).map(|(frame, _)| *frame).collect();
        let begins = self.written.iter().take(self.greeted).eq(greeting.iter());
        assert!(begins, "the greeting comes first: {:?}", self.written);
        for sender in 0..2 {
            let all = (0..self.posted[sender]).map(|n| format!("{sender} {n}"));
            assert!(
                self.of(sender).cloned().eq(all),
                "each accepted frame, once, in order: {:?}",
                self.written
            );
        }
        assert_eq!(self.written.len(), self.greeted + self.posted.iter().sum::<usize>());
    }
}

fn walk(seed: u64) {
    let (mut random, mut order) = (SmallRng::seed_from_u64(seed), Order::new());
    for _ in 0..STEPS {
        match random.random_range(0..8) {
            0 => order.outbox.open(),
            1 | 2 => order.greet(),
            3 => order.post(0),
            4 => order.post(1),
            _ => assert_eq!(order.write(), None, "nobody has closed the connection"),
        }
    }
    for _ in 0..3 {
        assert_eq!(order.write(), None, "nobody has closed the connection");
    }
    if order.greeted == GREETING.len() {
        order.check(); // each frame has woken the writer
    }
    order.outbox.close(CloseCode::Normal);
    let closed = (0..2).find_map(|_| order.write());
    assert_eq!(closed, Some(CloseCode::Normal), "the writer waits for ever");
    order.check();
    order.outbox.stop_waiting();
    order.greet();
    assert!(order.greeter.future.is_none(), "the greeter waits for ever");
}

#[test]
fn frames_reach_a_connection_in_order_and_nobody_waits_in_vain() {
    for seed in 0..ORDERS {
        let walked = std::panic::catch_unwind(|| walk(seed));
        assert!(walked.is_ok(), "order {seed}");
    }
}
