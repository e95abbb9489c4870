//! `mainstem join` and `mainstem split`: the grouping corrected by hand.

use std::process::ExitCode;

use serde::Serialize;

use super::args::{Arguments, JoinArguments, SplitArguments};
use super::errors::CommandError;
use super::opening::open_store;
use super::output::Output;
use super::run::runtime;
use super::{item, surroundings};
use crate::config::Secrets;
use crate::daemon::Clock;
use crate::model::{ItemId, StoryId};
use crate::store::{OpenError, Store, StoreError, Writing};

/// What is the case now, and as `--json` prints it.
#[derive(Debug, Serialize)]
struct Corrected {
    /// The items that were named.
    ids: Vec<i64>,
    /// The story that they are in.
    story: i64,
    /// All items of that story.
    items: Vec<i64>,
    /// The story that a part was taken out of: by `join` the one that is no more.
    from: Option<i64>,
    /// What is left in that.
    left: Vec<i64>,
    /// Whether anything had to be changed.
    changed: bool,
}

pub(super) fn join(
    arguments: &Arguments,
    typed: &JoinArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let words = [typed.item.as_str(), typed.other.as_str()];
    let joined = correct(arguments, words, |writing, [a, b]| join_in(writing, a, b))?;
    let Corrected { ids, story, changed, .. } = &joined;
    if typed.json {
        output.json(&joined)?;
    } else {
        let when = if *changed { "now" } else { "already" };
        output.line(&format!("Items {} are one story ({story}) {when}", listed(ids)))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn split(
    arguments: &Arguments,
    typed: &SplitArguments,
    output: &mut Output,
) -> Result<ExitCode, CommandError> {
    let words = [typed.item.as_str()];
    let parted = correct(arguments, words, |writing, [item]| split_in(writing, item))?;
    let Corrected { ids, story, from, left, .. } = &parted;
    if typed.json {
        output.json(&parted)?;
        return Ok(ExitCode::SUCCESS);
    }
    let item = listed(ids);
    let line = match from {
        Some(from) => {
            let noun = if left.len() == 1 { "item" } else { "items" };
            let left = listed(left);
            format!(
                "Item {item} is a story of its own ({story}) now; story {from} keeps {noun} {left}"
            )
        }
        None => format!("Item {item} is alone in its story ({story}) already"),
    };
    output.line(&line)?;
    Ok(ExitCode::SUCCESS)
}

/// Opens the store, which must be there, finds the items, and does `work` on them in a transaction.
fn correct<const N: usize>(
    arguments: &Arguments,
    words: [&str; N],
    work: impl FnOnce(&Writing<'_>, [ItemId; N]) -> Result<Corrected, StoreError> + Send + 'static,
) -> Result<Corrected, CommandError> {
    let (_, settings) = surroundings::settings(arguments, Secrets::Unneeded)?;
    let path = settings.store.path.clone();
    if !path.exists() {
        return Err(OpenError::Missing { path }.into());
    }
    let store = open_store(&settings)?;
    let corrected = write(&store, words, work);
    store.close();
    corrected
}

fn write<const N: usize>(
    store: &Store,
    words: [&str; N],
    work: impl FnOnce(&Writing<'_>, [ItemId; N]) -> Result<Corrected, StoreError> + Send + 'static,
) -> Result<Corrected, CommandError> {
    let mut items = [ItemId(0); N];
    for (id, word) in items.iter_mut().zip(words) {
        *id = store.read_here(|reading| Ok(item::only(word, reading)))??.id;
    }
    Ok(runtime()?.block_on(store.write(move |writing| work(writing, items)))?)
}

fn join_in(writing: &Writing<'_>, a: ItemId, b: ItemId) -> Result<Corrected, StoreError> {
    let before = [story_of(writing, a)?, story_of(writing, b)?];
    let story = writing.join(a, b, Clock::System.now())?;
    let from = before.into_iter().find(|was| *was != story);
    Ok(Corrected {
        ids: vec![a.0, b.0],
        story: story.0,
        items: items_of(writing, story)?,
        from: from.map(|from| from.0),
        left: Vec::new(),
        changed: from.is_some(),
    })
}

fn split_in(writing: &Writing<'_>, item: ItemId) -> Result<Corrected, StoreError> {
    let before = story_of(writing, item)?;
    let own = writing.split(item, Clock::System.now())?;
    let story = own.unwrap_or(before);
    let from = own.map(|_| before);
    Ok(Corrected {
        ids: vec![item.0],
        story: story.0,
        items: items_of(writing, story)?,
        from: from.map(|from| from.0),
        left: from.map(|from| items_of(writing, from)).transpose()?.unwrap_or_default(),
        changed: from.is_some(),
    })
}

fn story_of(writing: &Writing<'_>, item: ItemId) -> Result<StoryId, StoreError> {
    let found = writing.reading().item(item)?;
    found.map(|item| item.story).ok_or(StoreError::NoItem(item))
}

fn items_of(writing: &Writing<'_>, story: StoryId) -> Result<Vec<i64>, StoreError> {
    Ok(writing.reading().story(story)?.iter().map(|item| item.id.0).collect())
}

/// "1, 2 and 3"
fn listed(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    match ids.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_listed_as_people_say_them() {
        assert_eq!(
            [listed(&[]), listed(&[4]), listed(&[4, 7]), listed(&[4, 7, 9])],
            ["", "4", "4 and 7", "4, 7 and 9"]
        );
    }
}
