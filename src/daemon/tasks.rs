//! Tasks under way, each with what it was begun for. What they do is left to those who begin them.

use std::collections::BTreeMap;

use tokio::task::{Id, JoinError, JoinSet};

/// The tasks that have begun and not ended. Dropped, it breaks them off.
#[derive(Debug)]
pub(super) struct Tasks<K, T> {
    tasks: JoinSet<T>,
    begun_for: BTreeMap<Id, K>,
}

impl<K, T> Default for Tasks<K, T> {
    fn default() -> Self {
        Self { tasks: JoinSet::new(), begun_for: BTreeMap::new() }
    }
}

impl<K, T: Send + 'static> Tasks<K, T> {
    /// Begins a task.
    pub(super) fn start(&mut self, key: K, task: impl Future<Output = T> + Send + 'static) {
        let id = self.tasks.spawn(task).id();
        self.begun_for.insert(id, key);
    }

    /// The next task that ends, and how: the error is its panic. `None` where there is none under
    /// way. May be broken off and asked again.
    pub(super) async fn next(&mut self) -> Option<(K, Result<T, JoinError>)> {
        let (id, ended) = match self.tasks.join_next_with_id().await? {
            Ok((id, ended)) => (id, Ok(ended)),
            Err(error) => (error.id(), Err(error)),
        };
        // Each was put in with what it was begun for.
        self.begun_for.remove(&id).map(|key| (key, ended))
    }

    /// How many are under way.
    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }

    /// What they were begun for.
    pub(super) fn keys(&self) -> impl Iterator<Item = &K> {
        self.begun_for.values()
    }
}
