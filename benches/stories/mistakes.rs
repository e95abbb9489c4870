//! The pairs that a method got wrong, for whoever looks for the reason. Only pairs next to each other within
//! a story are shown: they are enough to see what joined it or what fell out of it.

use std::collections::BTreeMap;

use crate::Set;
use crate::record::Record;

/// Prints up to so many pairs of each of the two kinds of mistake.
pub(crate) fn show(most: usize, set: &Set, stories: &[usize], labels: &[usize]) {
    if most == 0 {
        return;
    }
    for (mistake, within, apart) in [("joined", stories, labels), ("missed", labels, stories)] {
        let wrong = neighbours(within).into_iter().filter(|&(one, other)| {
            apart[one] != apart[other] && set.unjudged.binary_search(&(one, other)).is_err()
        });
        for (one, other) in wrong.take(most) {
            println!("  {mistake}: {}", about(&set.records[one]));
            println!("     and: {}", about(&set.records[other]));
        }
    }
}

fn about(record: &Record) -> String {
    let kind = record.kind.as_deref().unwrap_or("-");
    let beginning: String = record.text.chars().take(60).collect();
    format!("{} {kind} {:?} {beginning:?}", record.id, record.title)
}

/// Each item with the next of its group.
fn neighbours(groups: &[usize]) -> Vec<(usize, usize)> {
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    let next = |(place, &group): (usize, &usize)| Some((last.insert(group, place)?, place));
    groups.iter().enumerate().filter_map(next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_stands_with_the_next_of_its_group() {
        assert_eq!(neighbours(&[1, 2, 1, 1, 2]), vec![(0, 2), (2, 3), (1, 4)]);
    }
}
