//! Which story a new item belongs to: the ladder of evidence, from the same link over the same text to
//! most of the text. Each rung has its guards, and what they say is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Assigned;
use super::copies::{Copy, Place, copies_of, is_far, titles_of};
use super::index::Index;
use super::likes::{Group, Like, Source, is_apart, is_edited_headline, related};
use super::sketch::MOST_NEAR;
use super::verdict::{Report, Verdict, compare};
use crate::model::{
    Candidate, Digest, Evidence, FeedId, Guard, HeldItem, ItemId, Placement, StoryId, Timestamp,
};

/// How alike the titles of a text must be that one feed has under several, in thousandths.
pub(super) const MUCH_ALIKE: u16 = 300;

/// Under so many titles in one feed a text is a notice that stands in place of articles. Under two,
/// a long one is an article that was given another headline.
const TITLES_OF_A_NOTICE: usize = 3;

/// A held item that may be a copy of an entry, ready to be compared.
#[derive(Clone, Debug)]
pub struct Near {
    /// The item.
    pub held: HeldItem,
    /// What it says. Several entries may be near it.
    pub report: Arc<Report>,
    /// Whether it says what the entry's own feed says of the entry. Else what their texts share may be
    /// what sites put in place of articles.
    pub is_about: bool,
}

/// How many new copies with one link or text are looked at.
const MOST_COPIES: usize = 32;

/// Where an item was placed, and why.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) placement: Placement,
    pub(super) evidence: Evidence,
    pub(super) related: Vec<(StoryId, u16)>,
}

/// All that the items of one document are placed by.
pub(super) struct Ladder<'a> {
    ground: &'a Assigned<'a>,
    /// Whether the links of the items are what their pages name, and not their feeds.
    links_are_of_pages: bool,
    /// The titles under which items of this document have a link.
    link_titles: BTreeMap<Digest, BTreeSet<Digest>>,
    /// The titles under which items of this document have a text.
    text_titles: BTreeMap<Digest, BTreeSet<Digest>>,
    /// Held items that this document has with another content.
    edited: BTreeSet<ItemId>,
    new_by_link: BTreeMap<Digest, Vec<Copy>>,
    new_by_text: BTreeMap<Digest, Vec<Copy>>,
    /// New items of this document by their sketches; an item's number is its index.
    new_by_sketch: Index,
    new_reports: BTreeMap<usize, &'a Report>,
    /// The stories that new items were put into.
    new_groups: BTreeMap<usize, Group>,
}

impl<'a> Ladder<'a> {
    pub(super) fn of(candidates: &[Candidate], ground: &'a Assigned<'a>) -> Self {
        Self {
            ground,
            links_are_of_pages: false,
            link_titles: titles_of(candidates.iter().map(|c| (c.print.link, c.print.title))),
            text_titles: titles_of(candidates.iter().map(|c| (c.print.text, c.print.title))),
            edited: candidates
                .iter()
                .filter_map(|c| ground.known.by_key.get(&c.print.key).map(|held| (c, held)))
                .filter(|(c, held)| held.content != c.print.content)
                .map(|(_, held)| held.id)
                .collect(),
            new_by_link: BTreeMap::new(),
            new_by_text: BTreeMap::new(),
            new_by_sketch: Index::default(),
            new_reports: BTreeMap::new(),
            new_groups: BTreeMap::new(),
        }
    }

    /// For an item whose link is what its page names.
    pub(super) fn with_links_of_pages(self) -> Self {
        Self { links_are_of_pages: true, ..self }
    }

    /// The story of an item that is not held.
    pub(super) fn place(&self, candidate: &Candidate) -> Found {
        let mut guards = Vec::new();
        let mut is_notice = false;
        let mut at_its_link = Vec::new();
        let print = &candidate.print;
        let known = self.ground.known;
        let link = (print.link, &known.by_link, &self.new_by_link, &self.link_titles);
        let text = (print.text, &known.by_text, &self.new_by_text, &self.text_titles);
        for (rung, evidence, guard) in [
            (link, Evidence::SameLink, Guard::LinkRecursInOneFeed),
            (text, Evidence::SameText, Guard::TextRecursInOneFeed),
        ] {
            let (Some(digest), held, new, titles) = rung else { continue };
            let mut copies = copies_of(held.get(&digest), new.get(&digest));
            // What this document edits will say something else.
            copies.retain(|copy| !self.is_edited(copy));
            if guard == Guard::TextRecursInOneFeed && copies.iter().any(|c| is_far(c, candidate)) {
                copies.retain(|copy| !is_far(copy, candidate));
                guards.push(Guard::FarApart);
            }
            let is_issue =
                |copy: &&Copy| copy.feed == self.ground.feed && copy.title == print.title;
            // Of several the one that a re-issue is of, wherever it was put by hand.
            if copies.is_empty() {
                continue;
            }
            let titles = self.titles_in_one_feed(titles.get(&digest), &copies, candidate);
            if titles > 1 || self.says_something_else(&copies, candidate) {
                is_notice |= guard == Guard::TextRecursInOneFeed && titles >= TITLES_OF_A_NOTICE;
                let names_an_article =
                    guard == Guard::LinkRecursInOneFeed && titles < TITLES_OF_A_NOTICE;
                let places = copies.iter().filter(|_| names_an_article).map(|copy| copy.place);
                at_its_link.extend(places);
                guards.push(guard);
                continue;
            }
            if guard == Guard::LinkRecursInOneFeed {
                self.leave_out_unlike(candidate, &mut copies, &mut guards);
            } else {
                self.leave_out_apart(candidate, &mut copies, &mut guards);
            }
            let Some(first) = copies.iter().find(is_issue).or(copies.first()) else { continue };
            return Found { placement: first.place.placement(), evidence, related: Vec::new() };
        }
        self.by_likeness(candidate, guards, is_notice, &at_its_link)
    }

    /// Leaves out copies whose link is the entry's only as a page names it, where neither titles nor
    /// texts agree: templates are met that name the newest article on every page.
    fn leave_out_unlike(
        &self,
        candidate: &Candidate,
        copies: &mut Vec<Copy>,
        guards: &mut Vec<Guard>,
    ) {
        let is_of_feeds =
            |copy: &Copy| !self.links_are_of_pages && copy.link == candidate.print.link;
        if copies.iter().all(is_of_feeds) {
            return;
        }
        let report = self.ground.reports.get(&candidate.print.key);
        let likes = report.map(|report| self.likes(candidate, report)).unwrap_or_default();
        let agree = |Like { likeness, is_about, .. }: &Like| {
            likeness.titles_alike >= MUCH_ALIKE || *is_about && likeness.verdict >= Verdict::Related
        };
        copies.retain(|copy| {
            is_of_feeds(copy) || likes.iter().any(|like| like.place == copy.place && agree(like))
        });
        if copies.is_empty() {
            guards.push(Guard::LinkOfPageOnly);
        }
    }

    /// Leaves out copies with the entry's text whose titles say that it is a notice, or the notes of another
    /// episode, and those whose stories have another item of the entry's feed.
    fn leave_out_apart(
        &self,
        candidate: &Candidate,
        copies: &mut Vec<Copy>,
        guards: &mut Vec<Guard>,
    ) {
        let Some(report) = self.ground.reports.get(&candidate.print.key) else { return };
        let likes = self.likes(candidate, report);
        let speaks =
            |guard: &&Guard| matches!(guard, Guard::SharedNotice | Guard::OtherNumbersInTitle);
        let spoke: Vec<Guard> = likes
            .iter()
            .filter(|like| like.source == Source::AnotherFeed)
            .flat_map(|like| like.likeness.guards.iter().filter(speaks).copied())
            .collect();
        copies.retain(|copy| {
            let like = likes.iter().find(|like| like.place == copy.place);
            let is_said_otherwise = copy.feed != self.ground.feed
                && copy.title != candidate.print.title
                // Of many copies only some were compared.
                && like.map_or(!spoke.is_empty(), |like| like.likeness.guards.iter().any(|g| speaks(&g)));
            !is_said_otherwise && !is_apart(self.group(copy.place), &likes)
        });
        if copies.is_empty() {
            guards.extend(spoke);
            guards.extend(
                likes
                    .iter()
                    .any(|like| is_apart(like.group, &likes))
                    .then_some(Guard::OtherOfItsFeed),
            );
        }
    }

    /// The story of which most of the text is the item's. `at_its_link` are those with the item's link, where
    /// that alone is no proof.
    fn by_likeness(
        &self,
        candidate: &Candidate,
        mut guards: Vec<Guard>,
        is_notice: bool,
        at_its_link: &[Place],
    ) -> Found {
        let own = Found {
            placement: Placement::Own,
            evidence: Evidence::First { guards: Vec::new() },
            related: Vec::new(),
        };
        let Some(report) = self.ground.reports.get(&candidate.print.key) else {
            return Found { evidence: Evidence::First { guards }, ..own };
        };
        let mut likes = self.likes(candidate, report);
        if likes.iter().any(|like| !like.is_about && like.likeness.verdict == Verdict::Same) {
            guards.push(Guard::OtherAnnounced);
        }
        likes.retain(|like| like.is_about);
        if guards.contains(&Guard::TextRecursInOneFeed) {
            // A notice, or an article that came again under a better title: not another episode.
            likes.retain(|Like { likeness, .. }| {
                let is_retitled = report.is_article() || likeness.titles_alike >= MUCH_ALIKE;
                !is_notice && is_retitled && !likeness.titles_have_other_numbers
            });
        }
        let is_same = |like: &&Like| like.likeness.verdict == Verdict::Same;
        if likes.iter().filter(is_same).any(|like| is_apart(like.group, &likes)) {
            guards.push(Guard::OtherOfItsFeed);
        }
        let best = likes
            .iter()
            .filter(is_same)
            .filter(|like| !is_apart(like.group, &likes))
            // Of two alike the one that it is a re-issue of, else the first: held before new, and the older
            // before the newer.
            .min_by_key(|like| {
                let is_issue = like.source == Source::FeedUnderItsTitle;
                (std::cmp::Reverse(like.likeness.coverage), !is_issue)
            });
        let headline = likes
            .iter()
            .find(|like| at_its_link.contains(&like.place) && is_edited_headline(like, report));
        let found = match (best, headline) {
            (Some(Like { place, likeness, .. }), _) => {
                Some((*place, Evidence::NearCopy { coverage: likeness.coverage }))
            }
            (None, Some(like)) => Some((like.place, Evidence::SameLink)),
            (None, None) => None,
        };
        let story = found.as_ref().and_then(|(place, _)| match place {
            Place::Held { story, .. } => Some(*story),
            Place::New(_) => None,
        });
        let related = related(&likes, story);
        if let Some((place, evidence)) = found {
            return Found { placement: place.placement(), evidence, related };
        }
        let close = likes.iter().map(|like| &like.likeness);
        let spoke = close.filter(|likeness| likeness.coverage >= likeness.needed);
        guards.extend(spoke.flat_map(|likeness| likeness.guards.iter().copied()));
        guards.sort_unstable();
        guards.dedup();
        Found { evidence: Evidence::First { guards }, related, ..own }
    }

    fn likes(&self, candidate: &Candidate, report: &Report) -> Vec<Like> {
        let (feed, title) = (self.ground.feed, candidate.print.title);
        let near = self.ground.near.get(&candidate.print.key).into_iter().flatten();
        let held = near.map(|near| {
            let place = Place::Held { item: near.held.id, story: near.held.story };
            let is_of_feed = near.held.feed == feed;
            let likeness = compare(report, &near.report, is_of_feed);
            let is_headline_only =
                near.report.is_headline_only() && report.is_near_in_time(&near.report);
            Like {
                place,
                group: self.group(place),
                source: match is_of_feed {
                    true if near.held.title == title => Source::FeedUnderItsTitle,
                    true => Source::Feed,
                    false => Source::AnotherFeed,
                },
                likeness,
                is_headline_only,
                is_about: near.is_about,
            }
        });
        let sketch = &candidate.traits.sketch;
        let new = self.new_by_sketch.like(sketch, Timestamp::EPOCH, MOST_NEAR).into_iter();
        let new = new.filter_map(|ItemId(index)| {
            let index = usize::try_from(index).ok()?;
            let other = self.new_reports.get(&index)?;
            let likeness = compare(report, other, true);
            let is_headline_only = other.is_headline_only() && report.is_near_in_time(other);
            let place = Place::New(index);
            Some(Like {
                place,
                group: self.group(place),
                source: Source::Feed,
                likeness,
                is_headline_only,
                is_about: true,
            })
        });
        held.chain(new).collect()
    }

    /// The story of an item.
    fn group(&self, place: Place) -> Group {
        match place {
            Place::Held { story, .. } => Group::Held(story),
            Place::New(index) => self.new_groups.get(&index).copied().unwrap_or(Group::New(index)),
        }
    }

    fn is_edited(&self, copy: &Copy) -> bool {
        match copy.place {
            Place::Held { item, .. } => self.edited.contains(&item),
            Place::New(_) => false,
        }
    }

    /// Takes a new item, now judged, for one that others may be copies of.
    pub(super) fn remember(&mut self, candidate: &Candidate, index: usize, placement: Placement) {
        let print = &candidate.print;
        let group = match placement {
            Placement::Own => Group::New(index),
            Placement::With { story, .. } => Group::Held(story),
            Placement::WithNew(other) => self.group(Place::New(other)),
        };
        self.new_groups.insert(index, group);
        let copy = Copy {
            feed: self.ground.feed,
            title: print.title,
            link: print.link,
            text: print.text,
            content: print.content,
            published: candidate.entry.published,
            place: Place::New(index),
        };
        for (digest, copies) in
            [(print.link, &mut self.new_by_link), (print.text, &mut self.new_by_text)]
        {
            let copies = digest.map(|digest| copies.entry(digest).or_default());
            // The first few are enough: of the titles, each document is counted as a whole.
            copies.filter(|c| c.len() < MOST_COPIES).into_iter().for_each(|c| c.push(copy));
        }
        if let Some(report) = self.ground.reports.get(&print.key) {
            let number = ItemId(i64::try_from(index).unwrap_or(i64::MAX));
            self.new_by_sketch.insert(number, Timestamp::EPOCH, &candidate.traits.sketch);
            self.new_reports.insert(index, report);
        }
    }

    /// Under how many titles one feed has this link or text, the entry itself included. Several: a
    /// podcast's page, a paywall's notice.
    fn titles_in_one_feed(
        &self,
        of_document: Option<&BTreeSet<Digest>>,
        copies: &[Copy],
        candidate: &Candidate,
    ) -> usize {
        let in_document = of_document.map_or(1, BTreeSet::len);
        if in_document >= TITLES_OF_A_NOTICE {
            return in_document;
        }
        let mut titles: BTreeMap<FeedId, BTreeSet<Digest>> = BTreeMap::new();
        let own = titles.entry(self.ground.feed).or_default();
        own.insert(candidate.print.title);
        own.extend(of_document.into_iter().flatten());
        for copy in copies {
            titles.entry(copy.feed).or_default().insert(copy.title);
        }
        titles.values().map(BTreeSet::len).max().unwrap_or(1)
    }

    /// Whether the entry's own feed has this link with another text, also under the same title:
    /// today's edition of a daily briefing.
    fn says_something_else(&self, copies: &[Copy], candidate: &Candidate) -> bool {
        let print = &candidate.print;
        copies.iter().filter(|copy| copy.feed == self.ground.feed).any(|copy| {
            copy.content != print.content && (copy.text.is_none() || copy.text != print.text)
        })
    }
}
