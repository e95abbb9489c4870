//! The recogniser on a part of each set, small enough for every run of the tests. The whole sets, and
//! figures, are the bench's.

use crate::excerpt::shortened;
use crate::recogniser::recognise;
use crate::record::{self, Record};
use crate::score::{self, Score, Unjudged};
use crate::{cjk, shared};

/// Every so-manieth cluster of these records.
fn part(records: &[Record], every: usize) -> Vec<Record> {
    let clusters = score::labels(records);
    let of_part = |(_, cluster): &(&Record, usize)| cluster.is_multiple_of(every);
    let part = records.iter().zip(clusters).filter(of_part);
    part.map(|(record, _)| record.clone()).collect()
}

fn score(records: &[Record]) -> Score {
    score::count(&recognise(records), &score::labels(records), &Unjudged::new()).score()
}

#[test]
fn copies_of_japanese_and_chinese_news_are_found_and_their_look_alikes_are_apart() {
    let records = part(&cjk::records(), 5);
    let score = score(&records);
    assert!(score.precision >= 0.999 && score.recall >= 0.95, "{score:?}");
}

#[test]
fn an_excerpt_is_merged_only_where_it_is_the_same_news() {
    let records: Vec<Record> = part(&cjk::records(), 5).iter().map(shortened).collect();
    let score = score(&records);
    assert!(score.precision >= 0.999 && score.recall >= 0.8, "{score:?}");
}

#[test]
fn labelled_news_is_grouped_as_its_labels_say() {
    let Some(folder) = shared::shared_data("labelled_news_is_grouped_as_its_labels_say", "stories")
    else {
        return;
    };
    for (set, every, precision, recall) in
        [("wire", 1, 1.0, 1.0), ("adv", 16, 0.999, 0.95), ("fnc", 8, 0.995, 0.95)]
    {
        let records = record::read(&folder.join(format!("{set}.jsonl"))).unwrap();
        let score = score(&part(&records, every));
        assert!(score.precision >= precision && score.recall >= recall, "{set}: {score:?}");
    }
}
