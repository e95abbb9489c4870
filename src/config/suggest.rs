//! "Did you mean …?": the known word that is nearest to a mistyped one.

/// Words longer than this are no slips of the finger.
const LONGEST_CHARS: usize = 40;

/// The known word nearest to `typed`, if it is near enough to be what was meant. Case and the
/// difference between `-` and `_` don't count.
pub(super) fn nearest<'k>(
    typed: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let chars = typed.chars().count();
    if chars > LONGEST_CHARS {
        return None;
    }
    let typed = folded(typed);
    let allowed = (1 + chars / 4).min(3);
    known
        .into_iter()
        .map(|word| (distance(&typed, &folded(word)), word))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= allowed)
        .map(|(_, word)| word)
}

fn folded(word: &str) -> String {
    word.to_lowercase().replace('-', "_")
}

/// Levenshtein's distance: how many characters must be put in, taken out or replaced.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (number, have) in from.chars().enumerate() {
        let mut left = number + 1;
        let mut next = vec![left];
        let above = row.iter().zip(row.iter().skip(1));
        for (want, (diagonal, up)) in to.chars().zip(above) {
            left = (diagonal + usize::from(have != want)).min(up + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested_if_it_is_near() {
        let near = |typed| nearest(typed, ["schedule", "tags", "title", "base_url"]);
        assert_eq!(near("shedule"), Some("schedule"));
        assert_eq!(near("tilte"), Some("title"));
        assert_eq!(near("tag"), Some("tags"));
        assert_eq!(near("Base-URL"), Some("base_url"));
        assert_eq!(near("colour"), None);
        assert_eq!(near(&"schedule".repeat(9)), None);
    }
}
