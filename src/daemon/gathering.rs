//! From the store to the stories of a part of the river, as they are published. What makes a story part
//! of it, and what is shown of it, is decided in `publish/`.

use std::collections::{BTreeMap, BTreeSet};

use crate::article::{self, Mode};
use crate::model::search::{SearchFilter, SearchOrder};
use crate::model::{
    FeedId, ItemId, River, RiverStory, Rules, Scope, Settings, StoredItem, StoryId,
};
use crate::publish::{self, Part, RiverHead, TextTools};
use crate::search;
use crate::store::{Reading, Step, StoreError};

/// Items looked up at a time at least, where rules leave some out or stories have several reports.
const FEWEST: usize = 20;

/// Items looked at for one document. Rules that admit one in a hundred still fill it; a store of
/// years is not read as a whole each time something comes in.
pub(super) const LOOKED_AT: usize = if cfg!(test) { 90 } else { 20_000 };

/// What publishing needs of texts.
pub(super) const TOOLS: TextTools = TextTools {
    plain: article::plain_text,
    strip_trailing: |html, title, recurring| {
        article::strip_html(html, title, recurring, Mode::Trailing).into_owned()
    },
    strip_all: |html, title, recurring| {
        article::strip_html(html, title, recurring, Mode::All).into_owned()
    },
};

/// The whole river as it is published under these settings: its newest stories.
pub fn river(reading: &Reading<'_>, settings: &Settings) -> Result<River, StoreError> {
    Ok(window(reading, settings)?.river)
}

/// The whole river, with how it was found.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) river: River,
    /// The place of the first story that has left it.
    pub(super) left: Option<i64>,
    /// The last place that was looked at.
    pub(super) depth: i64,
    /// Whether more would have been looked at, had it not been enough for one time.
    pub(super) is_cut: bool,
}

/// The same, with how it was found.
pub(super) fn window(reading: &Reading<'_>, settings: &Settings) -> Result<Window, StoreError> {
    let mut walk = Walk::new(reading, settings, Part::default());
    let stories = walk.newest(None)?;
    let left = stories.get(settings.merged.entries).map(|story| story.place);
    let river = publish::river(stories, head(reading, settings)?);
    Ok(Window { river, left, depth: walk.depth, is_cut: walk.is_cut })
}

/// The stories that stand behind this place, the oldest place first: as many as one document holds, and
/// fewer only where there are no more.
pub(super) fn oldest_behind(
    reading: &Reading<'_>,
    settings: &Settings,
    place: i64,
) -> Result<Vec<RiverStory>, StoreError> {
    let mut walk = Walk::new(reading, settings, Part::default());
    let (mut stories, mut behind) = (Vec::new(), place);
    while stories.len() < settings.merged.entries {
        let missing = (settings.merged.entries - stories.len()).max(FEWEST);
        let steps = reading.trail_from(behind, missing)?;
        let Some(last) = steps.last() else { break };
        behind = last.place;
        for step in steps {
            stories.extend(walk.at(step)?);
        }
    }
    stories.truncate(settings.merged.entries);
    Ok(stories)
}

/// The stories of the river that stand behind the first of these places, up to the second; where the first
/// is not known, as many as one document holds: all that is held may stand before it.
pub(super) fn between(
    reading: &Reading<'_>,
    settings: &Settings,
    (after, until): (Option<i64>, i64),
) -> Result<River, StoreError> {
    let at_once = settings.merged.entries.max(FEWEST);
    let (after, most) = after.map_or((0, at_once), |after| (after, usize::MAX));
    let mut walk = Walk::new(reading, settings, Part::default());
    let (mut stories, mut before) = (Vec::new(), Some(until.saturating_add(1)));
    while stories.len() < most {
        let steps = walk.steps(before, at_once)?;
        let Some(last) = steps.last().map(|step| step.place) else { break };
        before = Some(last);
        for step in steps.into_iter().filter(|step| step.place > after) {
            stories.extend(walk.at(step)?);
        }
        if last <= after {
            break;
        }
    }
    stories.truncate(most);
    let head = RiverHead { entries: stories.len(), ..head(reading, settings)? };
    Ok(publish::river(stories, head))
}

/// A part of the river as it is published under these settings: its newest stories, or those before a
/// place in it. `None` where there is no such part: no feed has the tag, no view the name.
pub fn gather(
    reading: &Reading<'_>,
    settings: &Settings,
    scope: &Scope,
    before: Option<i64>,
) -> Result<Option<River>, StoreError> {
    let Some((part, name)) = part(reading, settings, scope)? else { return Ok(None) };
    let stories = Walk::new(reading, settings, part).newest(before)?;
    let whole = head(reading, settings)?;
    let title = match name {
        Some(name) => format!("{}: {name}", whole.title),
        None => whole.title,
    };
    // Only the whole has archives, and only of the whole a hub is told: of a thousand parts it would have
    // to be told at every publication.
    let is_whole = *scope == Scope::River;
    let archives = if is_whole { whole.archives } else { 0 };
    let hub = whole.hub.filter(|_| is_whole);
    let head = RiverHead { scope: scope.clone(), title, hub, archives, ..whole };
    Ok(Some(publish::river(stories, head)))
}

/// A story as it is published, and all reports of it in the order in which they came in; `None` where
/// there is no such story, or it is not published.
pub(super) fn story(
    reading: &Reading<'_>,
    settings: &Settings,
    id: StoryId,
) -> Result<Option<(Vec<StoredItem>, RiverStory)>, StoreError> {
    let Some(mut story) = reading.gathered(id)? else { return Ok(None) };
    let items = story.items.iter_mut().chain(&mut story.related);
    items.for_each(|item| settings.name_source(&mut item.source));
    let shown = publish::select(&story, settings, &Part::default(), TOOLS).into_iter().next();
    Ok(shown.map(|shown| (story.items, shown)))
}

/// What the merged feed says of itself.
pub(super) fn head(reading: &Reading<'_>, settings: &Settings) -> Result<RiverHead, StoreError> {
    let (key, made, _) = reading.state()?;
    Ok(RiverHead {
        scope: Scope::River,
        title: settings.merged.title.clone(),
        base_url: settings.merged.base_url.to_string(),
        hub: settings.merged.hub.as_ref().map(ToString::to_string),
        key,
        made,
        entries: settings.merged.entries,
        archives: reading.archived()?.0,
    })
}

/// What makes a story part of the scope, and what people call that; the whole river has no name.
fn part(
    reading: &Reading<'_>,
    settings: &Settings,
    scope: &Scope,
) -> Result<Option<(Part, Option<String>)>, StoreError> {
    let of_feeds = |feeds, rules| Part { feeds, rules, ..Part::default() };
    let found = match scope {
        Scope::River => Some((Part::default(), None)),
        Scope::Tag(tag) => {
            let is_known = settings.feeds.iter().any(|feed| feed.tags.contains(tag));
            let feeds = tagged(reading, settings, &BTreeSet::from([tag.clone()]))?;
            is_known.then(|| (of_feeds(Some(feeds), Rules::default()), Some(tag.clone())))
        }
        Scope::View(name) => {
            let Some(view) = settings.views.iter().find(|view| view.name == *name) else {
                return Ok(None);
            };
            let is_of_all = view.tags.is_empty();
            let feeds = (!is_of_all).then(|| tagged(reading, settings, &view.tags)).transpose()?;
            let entered = reading.entered(name)?;
            let part = Part { entered, ..of_feeds(feeds, view.rules.clone()) };
            Some((part, Some(name.clone())))
        }
        Scope::Source(id) => {
            let mut sources = reading.sources()?.into_iter();
            sources.find(|source| source.id == *id).map(|mut source| {
                settings.name_source(&mut source);
                (of_feeds(Some(BTreeSet::from([*id])), Rules::default()), Some(source.title))
            })
        }
        Scope::Search(typed) => {
            let items = Some(found(reading, typed)?);
            Some((Part { items, ..Part::default() }, Some(typed.clone())))
        }
    };
    Ok(found)
}

/// The items that answer a search; none where it asks for nothing.
fn found(reading: &Reading<'_>, typed: &str) -> Result<BTreeSet<ItemId>, StoreError> {
    let Ok(query) = search::parse(typed) else { return Ok(BTreeSet::new()) };
    let newest =
        SearchFilter { order: SearchOrder::Newest, limit: LOOKED_AT, ..SearchFilter::default() };
    let hits = reading.search(&query, &newest)?.hits.into_iter();
    Ok(hits.map(|hit| hit.item).collect())
}

/// The feeds with one of these tags that were ever polled.
fn tagged(
    reading: &Reading<'_>,
    settings: &Settings,
    tags: &BTreeSet<String>,
) -> Result<BTreeSet<FeedId>, StoreError> {
    let tagged = settings.feeds.iter().filter(|feed| !feed.tags.is_disjoint(tags));
    let urls: BTreeSet<&str> = tagged.map(|feed| feed.key.as_str()).collect();
    let sources = reading.sources()?.into_iter();
    Ok(sources
        .filter(|source| urls.contains(source.url.as_str()))
        .map(|source| source.id)
        .collect())
}

/// A walk along the river, item by item.
struct Walk<'r> {
    reading: &'r Reading<'r>,
    settings: &'r Settings,
    part: Part,
    /// Where the stories that were looked at stand: further reports of them are passed by.
    places: BTreeMap<StoryId, BTreeSet<i64>>,
    /// The last place that was looked at.
    depth: i64,
    /// Whether it ended because it was enough for one time.
    is_cut: bool,
}

impl<'r> Walk<'r> {
    fn new(reading: &'r Reading<'r>, settings: &'r Settings, part: Part) -> Self {
        Self { reading, settings, part, places: BTreeMap::new(), depth: i64::MAX, is_cut: false }
    }

    /// The stories of one document: the newest that stand before a place. One more tells whether there
    /// are others.
    fn newest(&mut self, before: Option<i64>) -> Result<Vec<RiverStory>, StoreError> {
        let wanted = self.settings.merged.entries.saturating_add(1);
        let mut stories = Vec::new();
        let (mut before, mut looked_at) = (before, 0);
        while stories.len() < wanted && looked_at < LOOKED_AT {
            let steps = self.steps(before, (wanted - stories.len()).max(FEWEST))?;
            let Some(last) = steps.last() else { break };
            (before, self.depth) = (Some(last.place), last.place);
            looked_at += steps.len();
            for step in steps {
                stories.extend(self.at(step)?);
            }
        }
        self.is_cut = stories.len() < wanted && looked_at >= LOOKED_AT;
        Ok(stories)
    }

    /// The next steps of this part before a place, about as many as are wanted.
    fn steps(&self, before: Option<i64>, wanted: usize) -> Result<Vec<Step>, StoreError> {
        let Part { feeds, items, entered, .. } = &self.part;
        let mut steps = match items {
            Some(items) => self.reading.trail_of(items, before, wanted)?,
            None => self.reading.trail(feeds.as_ref(), before, wanted)?,
        };
        if entered.is_empty() {
            return Ok(steps);
        }
        // What stands elsewhere in this part than in the river, as far down as the others reach.
        let is_end = steps.len() < wanted;
        let down_to = steps.last().filter(|_| !is_end).map_or(i64::MIN, |step| step.place);
        let until = before.unwrap_or(i64::MAX);
        for (item, place) in entered.iter().filter(|(_, place)| (down_to..until).contains(place)) {
            let story = self.reading.item(*item)?.map(|item| item.story);
            steps.extend(story.map(|story| Step { place: *place, item: *item, story }));
        }
        steps.sort_by_key(|step| std::cmp::Reverse(step.place));
        Ok(steps)
    }

    /// The story that stands where this item does; `None` where its story stands elsewhere.
    fn at(&mut self, step: Step) -> Result<Option<RiverStory>, StoreError> {
        if self.places.get(&step.story).is_some_and(|places| !places.contains(&step.place)) {
            return Ok(None);
        }
        let Some(mut story) = self.reading.gathered(step.story)? else {
            return Ok(None);
        };
        let items = story.items.iter_mut().chain(&mut story.related);
        items.for_each(|item| self.settings.name_source(&mut item.source));
        let shown = publish::select(&story, self.settings, &self.part, TOOLS);
        self.places.insert(step.story, shown.iter().map(|story| story.place).collect());
        Ok(shown.into_iter().find(|story| story.place == step.place))
    }
}
