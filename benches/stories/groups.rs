//! From pairs that match to stories: whatever hangs together is one story.

/// Sets that grow together (union-find with halved paths).
#[derive(Debug)]
pub(crate) struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    /// So many items, each alone.
    pub(crate) fn of(items: usize) -> Self {
        Self { parents: (0..items).collect() }
    }

    fn root(&mut self, mut item: usize) -> usize {
        while self.parents[item] != item {
            self.parents[item] = self.parents[self.parents[item]];
            item = self.parents[item];
        }
        item
    }

    pub(crate) fn together(&mut self, one: usize, other: usize) -> bool {
        self.root(one) == self.root(other)
    }

    /// The older item stays at the root, so that a group's number is its first place.
    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other)] = one.min(other);
    }

    /// A story number for each item.
    pub(crate) fn numbers(mut self) -> Vec<usize> {
        (0..self.parents.len()).map(|item| self.root(item)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_together_by_any_path_is_one_group() {
        let mut groups = Groups::of(6);
        groups.join(4, 1);
        groups.join(5, 4);
        groups.join(2, 0);
        assert!(groups.together(5, 1));
        assert!(!groups.together(0, 1));
        assert_eq!(groups.numbers(), vec![0, 1, 0, 3, 1, 1]);
    }
}
