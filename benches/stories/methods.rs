//! Every method of the table. A method is given all items of a set at once, in no order of time, and answers
//! with a story number for each, in the order of the items; which numbers, does not matter.

use crate::baselines::{exact_text, minhash, reader, simhash, title_trigrams};
use crate::recogniser::recognise;
use crate::record::Record;

pub(crate) type Method = fn(&[Record]) -> Vec<usize>;

pub(crate) const METHODS: &[(&str, Method)] = &[
    ("mainstem", recognise),
    ("exact text", exact_text),
    ("title trigrams >= 0.75", title_trigrams),
    ("SimHash <= 3", simhash),
    ("MinHash >= 0.5", minhash),
    ("reader entry_dedupe", reader),
];
