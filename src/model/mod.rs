//! The nouns. No I/O and no clock: everything here can be made, compared and printed in a test.

mod address;
mod asked;
mod digest;
mod entry;
mod evidence;
mod feed;
mod feeds;
mod fetch;
mod line;
mod location;
mod memory;
mod page;
mod parsed;
mod poll;
mod publication;
mod push;
mod retention;
mod rhythm;
mod rule;
pub mod search;
mod settings;
mod story;
mod time;
mod wanted;
mod wishes;
mod wording;

pub use address::{LONGEST_ADDRESS, conceal, keys_in, public_address};
pub use asked::{Asked, Audience};
pub use digest::Digest;
pub use entry::{Companion, CompanionKind, Contributor, Enclosure, Entry, Person};
pub use evidence::{Evidence, Guard, MatchRule, Reason};
pub use feed::{
    Feed, FeedId, FeedKey, Flood, FullText, Header, ListedFeed, Schedule, Secret, feed_title,
    given_title,
};
pub use feeds::Feeds;
pub use fetch::{
    Document, Failure, FailureKind, FetchOutcome, FetchRequest, Fetched, HoldOff, Said, Validators,
    Wants,
};
pub use line::{LONGEST_TITLE, one_line, shortened};
pub use location::{Location, Shape};
pub use memory::{Ailment, AilmentKind, Arrivals, FeedMemory, FeedState, Moving};
pub use page::{AnnouncedPage, DuePage, PageFailure, PageText, PageTroubles, PageWish, Placed};
pub use parsed::{FeedAbout, FeedFormat, ParsedEntry, ParsedFeed, Text};
pub use poll::{PollOutcome, PollRecord, PollTally};
pub use publication::{
    AlsoIn, Archive, Coding, Gathered, Health, Prepared, Publication, RelatedStory, River,
    RiverStory, SourceFeed,
};
pub use push::{
    CallbackToken, Delivery, HubReply, HubRequest, Lease, Posted, Stage, Subscription, Trust,
    TurnedAway,
};
pub use retention::{HeldReport, Keeping};
pub use rhythm::Rhythm;
pub use rule::{Rule, RuleError, RuleSubject, Rules};
pub use settings::{
    Duplicates, FetchSettings, Images, Listen, MergedSettings, PageSettings, PrivateNetworks,
    ServerSettings, Settings, StoreSettings, View,
};
pub use story::{
    Candidate, Change, Edited, Fingerprint, HeldItem, ItemId, Known, LeftOut, NearItem, Placement,
    STORED_ONLY, StoredItem, StoryId, Traits,
};
pub use time::Timestamp;
pub use wanted::{Format, Scope, TOKEN, Wanted};
pub use wishes::{Cadence, HostMemory, HubLink, Sightings, Wishes};
pub use wording::{Agency, Wording};
