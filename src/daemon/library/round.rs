//! One walk after the other through all documents there are, each written where it has become another:
//! what most readers ask for with every publication, the rest bit by bit.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use super::files::FilesError;
use super::folder::Folder;
use super::listing::{Due, front, rest, tidings};
use crate::model::{Scope, Settings, StoryId, Timestamp, Wanted};
use crate::store::Reading;

/// What is written next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// What this publication has changed, or else the next of the many.
    Publication(u64),
    /// What may change while nothing is published.
    Tidings,
}

/// How far the walk is.
#[derive(Debug, Default)]
pub(super) struct Round {
    folder: Option<Folder>,
    settings: Option<Arc<Settings>>,
    /// The publication that the front was last written at.
    edition: u64,
    /// What is still to be looked at.
    due: VecDeque<Due>,
    /// Whether there is another round after that, because something was published meanwhile.
    is_behind: bool,
    /// The stories of the river's page.
    newest: Vec<StoryId>,
    /// The stories that a page leads to. The page of one that is not among the newest is looked at once for
    /// that, and when the story changes: a thousand more with each round would leave no end in sight.
    led_to: BTreeSet<StoryId>,
    /// When the store had last changed as changes were looked for.
    since: Timestamp,
    /// The files that these settings have led to so far.
    met: BTreeSet<String>,
    /// Whether the files that they have not led to were looked at.
    is_checked: bool,
    /// Documents that are there as files, and how many of them were others before.
    pub(super) written: (usize, usize),
}

impl Round {
    /// Whether nothing is left to do until something changes.
    pub(super) fn is_done(&self) -> bool {
        self.due.is_empty() && !self.is_behind && self.is_checked
    }

    /// Where the files are.
    pub(super) fn root(&self) -> Option<&std::path::Path> {
        self.folder.as_ref().map(Folder::root)
    }

    /// Writes what is due.
    pub(super) fn advance(
        mut self,
        (reading, settings): (&Reading<'_>, &Arc<Settings>),
        root: PathBuf,
        step: Step,
    ) -> Result<Self, FilesError> {
        let mut folder = self.folder.take().unwrap_or_else(|| Folder::at(root));
        let is_other = self.settings.as_ref().is_none_or(|held| !Arc::ptr_eq(held, settings));
        if is_other {
            self.settings = Some(Arc::clone(settings));
            (self.edition, self.is_checked) = (0, false);
            self.met.clear();
        }
        let due = match step {
            Step::Publication(edition) if edition != self.edition => {
                (self.edition, self.is_behind) = (edition, true);
                front(settings)
            }
            Step::Publication(_) => Vec::from_iter(self.due.pop_front()),
            Step::Tidings => tidings().into(),
        };
        for due in due {
            self.write(&due, (reading, settings), &mut folder)?;
        }
        if self.due.is_empty() {
            self.go_on((reading, settings), &mut folder)?;
        }
        self.folder = Some(folder);
        Ok(self)
    }

    /// Has the files of these documents as they are to be, and none where there is no such document.
    fn write(
        &mut self,
        due: &Due,
        (reading, settings): (&Reading<'_>, &Settings),
        folder: &mut Folder,
    ) -> Result<(), FilesError> {
        let made = due.make(reading, settings)?;
        for (wanted, document) in made.documents {
            let Some(file) = wanted.file() else { continue };
            let path = folder.root().join(&file);
            let failed = |error| FilesError::Write { path, error };
            match document {
                None => {
                    self.met.remove(&file);
                    folder.drop(&file).map_err(failed)?;
                }
                Some(document) => {
                    let is_new = folder.put(&file, &document.bytes).map_err(failed)?;
                    let is_met = !self.met.insert(file);
                    self.written.0 += usize::from(!is_met);
                    self.written.1 += usize::from(is_new);
                }
            }
        }
        if *due == Due::Part(Scope::River) {
            self.newest = made.stories;
            self.led_to.extend(&self.newest);
            return Ok(());
        }
        let stories = made.stories.into_iter().filter(|story| self.led_to.insert(*story));
        self.due.extend(stories.map(|story| Due::One(Wanted::Story(story))));
        Ok(())
    }

    /// What follows where nothing is due: the next round, and behind the first one the files that it has not
    /// come to. Of those that are ours, each is written anew, or goes with its document.
    fn go_on(
        &mut self,
        (reading, settings): (&Reading<'_>, &Settings),
        folder: &mut Folder,
    ) -> Result<(), FilesError> {
        if std::mem::take(&mut self.is_behind) {
            let (_, _, changed) = reading.state()?;
            let mut stories = BTreeSet::from_iter(reading.touched(&self.led_to, self.since)?);
            stories.extend(&self.newest);
            self.since = changed;
            let gone = self.gone(reading, folder)?;
            let pages = stories.into_iter().rev().map(Wanted::Story);
            let pages = gone.into_iter().chain(pages).map(Due::One);
            self.due = pages.chain(rest(reading, settings)?).collect();
        } else if !std::mem::replace(&mut self.is_checked, true) {
            let others = folder.ours().filter(|file| !self.met.contains(*file));
            let others: BTreeSet<Wanted> = others.filter_map(Wanted::of_file).collect();
            self.due = others.into_iter().map(Due::One).collect();
        }
        let path = folder.root().to_owned();
        folder.list().map_err(|error| FilesError::Write { path, error })
    }

    /// What was let go since and has a file of ours: no walk through what there is comes to it.
    fn gone(
        &mut self,
        reading: &Reading<'_>,
        folder: &Folder,
    ) -> Result<BTreeSet<Wanted>, FilesError> {
        let oldest = reading.oldest_archive()?.map_or(0, |(oldest, _)| oldest);
        let (mut gone, mut stories) = (BTreeSet::new(), self.led_to.clone());
        for wanted in folder.ours().filter_map(Wanted::of_file) {
            if let Wanted::Story(story) = wanted {
                stories.insert(story);
            } else if let Wanted::Archive(number) | Wanted::ArchivePage(number) = wanted
                && number < oldest
            {
                gone.insert(wanted);
            }
        }
        for story in reading.not_held(&stories)? {
            self.led_to.remove(&story);
            gone.insert(Wanted::Story(story));
        }
        Ok(gone)
    }
}

#[cfg(test)]
mod tests {
    use super::super::make::make;
    use super::*;
    use crate::daemon::publishing::bring_out;
    use crate::daemon::tests::gathering::{NOW, World};
    use crate::model::{Ailment, AilmentKind, Asked, Audience, FeedId};
    use crate::store::Writing;

    #[test]
    fn what_tells_of_polls_is_written_though_nothing_is_published() {
        let world = World::new("[[feed]]\nurl = \"https://a.example/feed\"\n");
        world.bring("a", "Ferry resumes", None);
        let settings = Arc::new(world.settings.clone());
        let place = tempfile::tempdir().unwrap();
        let advance = |round: Round, step: Step| {
            let made = |reading: &Reading<'_>| {
                Ok(round.advance((reading, &settings), place.path().into(), step).unwrap())
            };
            world.store.read_here(made).unwrap()
        };
        let mut round = Round::default();
        while !round.is_done() {
            round = advance(round, Step::Publication(1));
        }
        let words = "Its publisher answers 410.".to_owned();
        let notice = Ailment { kind: AilmentKind::Failing, since: NOW, words: words.clone() };
        world.store.write_here(move |writing| writing.notice(FeedId(1), &notice)).unwrap();
        let round = advance(round, Step::Publication(1));
        let told = || std::fs::read_to_string(place.path().join("health.atom")).unwrap();
        assert!(!told().contains(&words));
        advance(round, Step::Tidings);
        assert!(told().contains(&words));
    }

    #[test]
    fn the_page_of_the_oldest_archive_leads_no_further() {
        let world =
            World::new("[merged]\nentries = 2\n[[feed]]\nurl = \"https://a.example/feed\"\n");
        for n in 0..8 {
            world.bring("a", &format!("Story {n}"), None);
        }
        bring_out(&world.store, &world.settings, NOW).unwrap();
        let leads_to = |number: u32, other: &str| {
            let asked = Asked { wanted: Wanted::ArchivePage(number), audience: Audience::OfFiles };
            let made = |reading: &Reading<'_>| make(reading, &world.settings, &asked);
            let page = world.store.read_here(made).unwrap().unwrap();
            String::from_utf8(page.bytes).unwrap().contains(&format!("href=\"/{other}\""))
        };
        assert!(leads_to(2, "archive/1") && leads_to(1, "story/1"));
        assert!(!leads_to(1, "archive/0"));
        world.store.write_here(|writing| writing.drop_archive(1)).unwrap();
        assert!(!leads_to(2, "archive/1") && leads_to(2, "story/1"), "what is held is shown");
    }

    #[test]
    fn the_page_of_the_oldest_archive_has_no_more_than_others_have() {
        let world =
            World::new("[merged]\nentries = 2\n[[feed]]\nurl = \"https://a.example/feed\"\n");
        for n in 0..50 {
            world.bring("a", &format!("Story {n}"), None);
        }
        let archived = || world.store.read_here(|reading| reading.archived()).unwrap().0;
        while archived() < 24 {
            bring_out(&world.store, &world.settings, NOW).unwrap();
        }
        for number in 1..20 {
            world.store.write_here(move |writing| writing.drop_archive(number)).unwrap();
        }
        let due = Due::One(Wanted::ArchivePage(20));
        let made = world.store.read_here(|reading| due.make(reading, &world.settings)).unwrap();
        assert_eq!(made.stories, (21..=40).rev().map(StoryId).collect::<Vec<_>>());
    }

    #[test]
    fn the_files_of_what_was_let_go_go_with_the_next_publication() {
        let world =
            World::new("[merged]\nentries = 2\n[[feed]]\nurl = \"https://a.example/feed\"\n");
        for n in 0..8 {
            world.bring("a", &format!("Story {n}"), None);
        }
        bring_out(&world.store, &world.settings, NOW).unwrap();
        let settings = Arc::new(world.settings.clone());
        let place = tempfile::tempdir().unwrap();
        let walk = |mut round: Round, edition: u64| loop {
            let step = Step::Publication(edition);
            let made = |reading: &Reading<'_>| {
                Ok(round.advance((reading, &settings), place.path().into(), step).unwrap())
            };
            round = world.store.read_here(made).unwrap();
            if round.is_done() {
                break round;
            }
        };
        let round = walk(Round::default(), 1);
        let gone = ["story/1/index.html", "archive/1.atom", "archive/1/index.html"];
        let are_there = || gone.map(|file| place.path().join(file).exists());
        assert_eq!(are_there(), [true; 3]);
        let let_go = |writing: &Writing<'_>| {
            writing.drop_archive(1)?;
            writing.let_go(StoryId(1), NOW)
        };
        world.store.write_here(let_go).unwrap();
        let round = walk(round, 2);
        assert_eq!(are_there(), [false; 3]);
        assert!(place.path().join("story/2/index.html").exists());
        assert!(!round.led_to.contains(&StoryId(1)) && !round.met.contains(gone[0]));
    }
}
