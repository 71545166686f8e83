//! Shared: one of each, for all who hold it; begun with the first and gone with the last.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What is held now, by its key. It keeps nothing alive by itself.
pub(crate) struct Shared<K, V>(Mutex<HashMap<K, Weak<V>>>);

impl<K, V> Default for Shared<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V> Shared<K, V> {
    /// The one of this key: the one that somebody holds, else a new one.
    pub(crate) fn get(&self, key: K, begin: impl FnOnce() -> V) -> Arc<V> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(one) = held.get(&key).and_then(Weak::upgrade) {
            return one;
        }
        held.retain(|_, one| one.strong_count() > 0);
        let one = Arc::new(begin());
        held.insert(key, Arc::downgrade(&one));
        one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_begun_with_the_first_and_gone_with_the_last() {
        let (shared, mut begun) = (Shared::default(), 0);
        let mut get = |key: &'static str| {
            shared.get(key, || {
                begun += 1;
                begun
            })
        };
        let (first, second) = (get("a"), get("a"));
        assert_eq!((*first, *second, *get("b")), (1, 1, 2));
        drop(first);
        assert_eq!(*get("a"), 1, "somebody holds it still");
        drop(second);
        assert_eq!(*get("a"), 3);
        assert_eq!(shared.0.lock().unwrap().len(), 1, "those that are gone are forgotten");
    }
}
