//! Values that were used lately. What nobody uses any more is dropped after a minute or two, so that they take no
//! more memory than what is going on needs.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use super::sync::RwLock;

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
        let mut generations = self.generations.write().unwrap_or_else(PoisonError::into_inner);
        // Another reader may have been quicker.
        if let Some((value, weight)) = generations.old.remove(key) {
            generations.add(key.clone(), value, weight, self.most);
        }
        generations.young.get(key).map(|(value, _)| value.clone())
    }

    /// Adds a value of some weight, or replaces one.
    pub fn insert(&self, key: K, value: V, weight: usize) {
        let mut generations = self.generations.write().unwrap_or_else(PoisonError::into_inner);
        generations.old.remove(&key);
        generations.add(key, value, weight, self.most);
    }

    /// Replaces a value by one of the same weight, if there is one.
    pub fn replace(&self, key: &K, value: V) {
        let mut generations = self.generations.write().unwrap_or_else(PoisonError::into_inner);
        let Generations { young, old, .. } = &mut *generations;
        if let Some((there, _)) = young.get_mut(key).or_else(|| old.get_mut(key)) {
            *there = value;
        }
    }
}

impl<K: Hash + Eq, V> Generations<K, V> {
    /// Adds a value to the young generation, or to the next one.
    fn add(&mut self, key: K, value: V, weight: usize, most: usize) {
        if self.weight + weight > most / 2 || self.since.elapsed() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
            self.weight = 0;
            self.since = Instant::now();
        }
        self.weight += weight;
        self.young.insert(key, (value, weight));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let recent = Recent::new(20);
        recent.insert("used", 0, 1);
        recent.insert("unused", 0, 1);
        for number in 0..100 {
            recent.insert("another", number, 5);
            assert_eq!(recent.find(&"used"), Some(0), "{number}");
        }
        assert_eq!(recent.find(&"unused"), None);
        assert_eq!(recent.find(&"another"), Some(99));
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
        recent.replace(&"a", 1);
        assert_eq!(recent.find(&"a"), None);
        recent.insert("a", 1, 1);
        recent.insert("b", 1, 10);
        recent.replace(&"a", 2);
        recent.replace(&"b", 2);
        assert_eq!((recent.find(&"a"), recent.find(&"b")), (Some(2), Some(2)));
    }
}
