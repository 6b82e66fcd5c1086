use super::outbox::{QUEUED_BYTES, QUEUED_FRAMES};
use super::*;

fn hub() -> (Hub, mpsc::UnboundedReceiver<Job>) {
    let (jobs, waiting) = mpsc::unbounded_channel();
    (Hub::new(jobs), waiting)
}

fn bytes(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}

async fn texts(outbox: &Outbox) -> Vec<String> {
    outbox.next().await.frames.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn frames_of_other_senders_wait_behind_the_greeting_in_order() {
    let (hub, _jobs) = hub();
    let (id, outbox) = hub.register();
    outbox.open();
    let only = [id.clone()];
    hub.greet(&id, bytes("connection_established"), Greeting::More).await.unwrap();
    assert!(hub.post(&only, bytes("first")).await.is_empty());
    hub.greet(&id, bytes("replayed"), Greeting::More).await.unwrap();
    assert!(hub.post(&only, bytes("second")).await.is_empty());
    assert_eq!(texts(&outbox).await, ["connection_established", "replayed"]);
    hub.greet(&id, bytes("live"), Greeting::Last).await.unwrap();
    assert!(hub.post(&only, bytes("third")).await.is_empty());
    assert_eq!(texts(&outbox).await, ["live", "first", "second", "third"]);
}

#[tokio::test]
async fn nothing_is_posted_before_the_handshake_is_answered() {
    let (hub, _jobs) = hub();
    let (id, outbox) = hub.register();
    let stranger = ConnectionId("stranger".to_owned());
    let both = [id.clone(), stranger.clone()];
    assert_eq!(hub.post(&both, bytes("early")).await, both);
    let greeting = hub.greet(&id, bytes("live"), Greeting::Last);
    let opening = async {
        tokio::task::yield_now().await;
        outbox.open();
    };
    let (greeted, ()) = tokio::join!(greeting, opening);
    assert_eq!(greeted, Ok(()));
    assert_eq!(texts(&outbox).await, ["live"]);
    assert_eq!(hub.greet(&stranger, bytes("live"), Greeting::Last).await, Err(WireError::Gone));
}

#[tokio::test]
async fn a_greeter_learns_that_its_connection_ended_before_it_opened() {
    let (hub, _jobs) = hub();
    let (id, _outbox) = hub.register();
    let ending = async {
        tokio::task::yield_now().await;
        hub.remove(&id);
    };
    let (greeted, ()) = tokio::join!(hub.greet(&id, bytes("live"), Greeting::Last), ending);
    assert_eq!(greeted, Err(WireError::Gone));
    assert!(hub.is_empty());
}

#[tokio::test]
async fn a_connection_that_reads_too_slowly_is_closed_and_no_other() {
    let (hub, _jobs) = hub();
    let (slow, slow_outbox) = hub.register();
    let (quick, quick_outbox) = hub.register();
    for (id, outbox) in [(&slow, &slow_outbox), (&quick, &quick_outbox)] {
        outbox.open();
        hub.greet(id, bytes("live"), Greeting::Last).await.unwrap();
    }
    let both = [slow.clone(), quick.clone()];
    let mut received = 0;
    for _ in 0..QUEUED_FRAMES {
        assert!(!hub.post(&both, bytes("frame")).await.contains(&quick));
        received += texts(&quick_outbox).await.len();
    }
    assert_eq!(received, QUEUED_FRAMES + 1);
    slow_outbox.closed().await;
    let batch = slow_outbox.next().await;
    assert_eq!((batch.frames.len(), batch.close), (0, Some(CloseCode::Policy)));
    assert_eq!(hub.post(&both, bytes("frame")).await, [slow]);
}

#[tokio::test]
async fn a_queue_is_bounded_in_bytes() {
    let (hub, _jobs) = hub();
    let (id, outbox) = hub.register();
    outbox.open();
    hub.greet(&id, bytes("live"), Greeting::Last).await.unwrap();
    let large = Bytes::from(vec![b'a'; QUEUED_BYTES / 2]);
    for _ in 0..2 {
        hub.post(std::slice::from_ref(&id), large.clone()).await;
    }
    assert_eq!(outbox.next().await.close, Some(CloseCode::Policy));
}

#[tokio::test]
async fn a_connection_is_closed_after_the_frames_that_were_posted_before() {
    let (hub, _jobs) = hub();
    let (id, outbox) = hub.register();
    outbox.open();
    hub.greet(&id, bytes("live"), Greeting::Last).await.unwrap();
    hub.post(std::slice::from_ref(&id), bytes("closed")).await;
    hub.close(&id, None).await;
    assert_eq!(hub.post(std::slice::from_ref(&id), bytes("late")).await, std::slice::from_ref(&id));
    let batch = outbox.next().await;
    assert_eq!((batch.frames.len(), batch.close), (2, Some(CloseCode::Normal)));
}
