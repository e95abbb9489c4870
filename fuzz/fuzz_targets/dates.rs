//! Any text as a date: it is none, or a moment that is read again as it is spelled.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mainstem::parse::date;

fuzz_target!(|text: &str| {
    if let Some(moment) = date(text) {
        assert_eq!(date(&moment.rfc3339()), Some(moment));
        assert_eq!(date(&moment.rfc822()), Some(moment));
    }
});
