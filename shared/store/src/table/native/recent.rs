//! Values that were used lately: a value that nobody has used for a minute or two makes room for those that come,
//! so that values take no more memory than what is going on needs.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use super::sync::{RwLock, RwLockWriteGuard};

/// How long a generation is the young one.
const GENERATION: Duration = Duration::from_secs(60);

/// Values in two generations: those that came or were used in the present one, and those of the one before.
pub struct Recent<K, V> {
    generations: RwLock<Generations<K, V>>,
    /// The largest weight of both generations.
    most: usize,
}

struct Generations<K, V> {
    /// Values with their weights.
    young: HashMap<K, (V, usize)>,
    /// The weight of all that came into the young generation.
    weight: usize,
    since: Instant,
    old: HashMap<K, (V, usize)>,
}

impl<K: Hash + Eq + Clone, V: Clone> Recent<K, V> {
    /// Makes an empty one. The weights of its values are at most `most` together.
    pub fn new(most: usize) -> Self {
        let (young, old) = (HashMap::new(), HashMap::new());
        Self { generations: RwLock::new(Generations { young, weight: 0, since: Instant::now(), old }), most }
    }

    fn write(&self) -> RwLockWriteGuard<'_, Generations<K, V>> {
        self.generations.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds a value, which counts as used.
    pub fn find(&self, key: &K) -> Option<V> {
        let is_old = {
            let generations = self.generations.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((value, _)) = generations.young.get(key) {
                return Some(value.clone());
            }
            generations.old.contains_key(key)
        };
        if !is_old {
            return None;
        }
        let mut generations = self.write();
        // Another reader may have been quicker.
        let moved = generations.old.remove(key);
        let ended = moved.map(|(value, weight)| generations.add(key.clone(), value, weight, self.most));
        let found = generations.young.get(key).map(|(value, _)| value.clone());
        // What has ended is dropped when nobody waits for it.
        drop(generations);
        drop(ended);
        found
    }

    /// Adds a value of some weight, or replaces one.
    pub fn insert(&self, key: K, value: V, weight: usize) {
        let mut generations = self.write();
        generations.old.remove(&key);
        let ended = generations.add(key, value, weight, self.most);
        drop(generations);
        drop(ended);
    }

    /// Replaces values by others of the same weights, where they are.
    pub fn replace(&self, values: impl IntoIterator<Item = (K, V)>) {
        let mut generations = self.write();
        let Generations { young, old, .. } = &mut *generations;
        for (key, value) in values {
            if let Some((there, _)) = young.get_mut(&key).or_else(|| old.get_mut(&key)) {
                *there = value;
            }
        }
    }
}

impl<K: Hash + Eq, V> Generations<K, V> {
    /// Adds a value to the young generation. If that is full or too old, it becomes the old one first, and the old
    /// one is returned.
    fn add(&mut self, key: K, value: V, weight: usize, most: usize) -> HashMap<K, (V, usize)> {
        let mut ended = HashMap::new();
        if self.weight + weight > most / 2 || self.since.elapsed() >= GENERATION {
            ended = std::mem::replace(&mut self.old, std::mem::take(&mut self.young));
            self.weight = 0;
            self.since = Instant::now();
        }
        self.weight += weight;
        if let Some((_, before)) = self.young.insert(key, (value, weight)) {
            self.weight -= before;
        }
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let recent = Recent::new(20);
        recent.insert(1_000, 0, 1);
        recent.insert(2_000, 0, 1);
        for number in 0..100 {
            recent.insert(number, number, 5);
            assert_eq!(recent.find(&1_000), Some(0), "{number}");
        }
        assert_eq!(recent.find(&2_000), None);
        assert_eq!(recent.find(&99), Some(99));
    }

    #[test]
    fn a_value_that_is_added_again_counts_once() {
        let recent = Recent::new(20);
        recent.insert("unused", 0, 1);
        (0..100).for_each(|number| recent.insert("again", number, 5));
        assert_eq!((recent.find(&"unused"), recent.find(&"again")), (Some(0), Some(99)));
    }

    #[test]
    fn no_more_is_kept_than_is_allowed_though_all_of_it_is_used() {
        let recent = Recent::new(20);
        for number in 0..100 {
            recent.insert(number, number, 1);
            assert!((0..=number).all(|used| recent.find(&used).is_none_or(|value| value == used)));
        }
        let kept = (0..100).filter(|number| recent.find(number).is_some()).count();
        assert!(kept <= 20, "{kept}");
        assert_eq!(recent.find(&99), Some(99));
    }

    #[test]
    fn a_value_is_replaced_in_either_generation_and_added_in_none() {
        let recent = Recent::new(20);
        recent.replace([("a", 1)]);
        assert_eq!(recent.find(&"a"), None);
        recent.insert("a", 1, 1);
        recent.insert("b", 1, 10);
        recent.replace([("a", 2), ("b", 2)]);
        assert_eq!((recent.find(&"a"), recent.find(&"b")), (Some(2), Some(2)));
    }
}
