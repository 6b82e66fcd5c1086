//! Frames as JSON text, alone and in batches.

use crate::{BATCH_MAX_BYTES, ServerFrame};

/// Encodes a frame as JSON text. Every frame can be encoded.
pub fn encode(frame: &ServerFrame<'_>) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}

/// Packs encoded frames into as few `batch` frames of at most 32 KiB as fit, in their order. A frame that
/// is alone stays as it is.
pub fn encode_batches(frames: Vec<String>) -> Vec<String> {
    const HEAD: &str = r#"{"type":"batch","frames":["#;
    const TAIL: &str = "]}";
    let mut batches: Vec<Vec<String>> = Vec::new();
    let mut bytes = 0;
    for frame in frames {
        // One more byte for the comma.
        bytes += frame.len() + 1;
        match batches.last_mut() {
            Some(batch) if bytes <= BATCH_MAX_BYTES - HEAD.len() - TAIL.len() => batch.push(frame),
            _ => {
                bytes = frame.len() + 1;
                batches.push(vec![frame]);
            }
        }
    }
    let packed = batches.into_iter().map(|mut batch| match batch.len() {
        1 => batch.remove(0),
        _ => format!("{HEAD}{}{TAIL}", batch.join(",")),
    });
    packed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_hold_as_many_frames_as_fit_in_their_order() {
        let frame = |n: usize, bytes: usize| format!("{{\"n\":{n},\"pad\":\"{}\"}}", "x".repeat(bytes));
        let frames: Vec<String> = (0..100).map(|n| frame(n, 300)).collect();
        let packed = encode_batches(frames.clone());
        assert_eq!(packed.len(), 1 + frames.iter().map(|f| f.len() + 1).sum::<usize>() / BATCH_MAX_BYTES);
        assert!(packed.iter().all(|batch| batch.len() <= BATCH_MAX_BYTES));
        let read = |text: &String| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let numbers: Vec<u64> = packed
            .iter()
            .flat_map(|batch| read(batch)["frames"].as_array().unwrap().clone())
            .map(|frame| frame["n"].as_u64().unwrap())
            .collect();
        assert_eq!(numbers, (0..100).collect::<Vec<_>>());
        let large = vec![frame(0, 10), frame(1, BATCH_MAX_BYTES), frame(2, 10)];
        assert_eq!(encode_batches(large.clone()), large);
        assert!(encode_batches(Vec::new()).is_empty());
    }
}
