//! Pairs written down for whoever reads them by hand. The texts are their publishers': the file belongs
//! beside the data, not into the project.

use std::io::{BufWriter, Error, Write};
use std::path::Path;

use mainstem::model::Guard;

use crate::kept::outlet;
use crate::pairs::{Pair, Read};

/// Writes the pairs, numbered through, merges first.
pub(crate) fn write(path: &Path, merges: &[Pair<'_>], misses: &[Pair<'_>]) -> Result<(), Error> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    for (number, pair) in (1..).zip(merges) {
        let reason = &pair.second.item.reason;
        writeln!(out, "# {number} merged: {} {:?}", reason.rule.name(), reason.coverage)?;
        write_pair(&mut out, pair)?;
    }
    for (number, pair) in (merges.len() + 1..).zip(misses) {
        writeln!(out, "# {number} apart: {:?}", pair.likeness.verdict)?;
        write_pair(&mut out, pair)?;
    }
    out.flush()
}

fn write_pair(out: &mut impl Write, pair: &Pair<'_>) -> Result<(), Error> {
    let likeness = &pair.likeness;
    let guards: Vec<&str> = pair.guards.iter().copied().map(Guard::name).collect();
    writeln!(
        out,
        "coverage {} of longer {} needed {} titles {} guards {guards:?}",
        likeness.coverage, likeness.coverage_of_longer, likeness.needed, likeness.titles_alike
    )?;
    write_item(out, pair.first)?;
    write_item(out, pair.second)?;
    writeln!(out)
}

fn write_item(out: &mut impl Write, read: &Read<'_>) -> Result<(), Error> {
    let (item, words) = (read.item, read.text.split_whitespace().count());
    let dated = item.entry.published.map(|date| date.rfc3339()).unwrap_or_default();
    writeln!(out, "\n## {} of {}, {words} words, {dated}", item.id.0, outlet(item))?;
    writeln!(out, "{}", item.entry.url.as_deref().unwrap_or_default())?;
    writeln!(out, "{}\n{}", item.entry.title, read.text)
}
