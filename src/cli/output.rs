//! What is printed: for people in lines and tables, for programs in JSON.

use std::io::{self, BufWriter, Stdout, Write as _};

use serde::Serialize;

use crate::model::one_line;

/// Standard output. Buffered, because a listing may have a million lines.
#[derive(Debug)]
pub(super) struct Output {
    to: BufWriter<Stdout>,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { to: BufWriter::new(io::stdout()) }
    }

    /// A line, with nothing in it that would steer a terminal.
    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.to, "{}", one_line(line))
    }

    /// A line of pieces that are each free of that, and have colours of ours between them.
    pub(super) fn painted(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.to, "{line}")
    }

    /// Several lines as [`line`](Self::line) writes one.
    pub(super) fn lines(&mut self, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| self.line(line))
    }

    /// One object on one line.
    pub(super) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.to, value).map_err(io::Error::from)?;
        writeln!(self.to)
    }

    /// What is to be known beside what was asked for: on standard error, so that a program that reads
    /// our output need not know of it.
    pub(super) fn note(&mut self, line: &str) -> io::Result<()> {
        self.flush()?;
        writeln!(io::stderr(), "{line}")
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }

    /// A text as it is.
    pub(super) fn text(&mut self, text: &[u8]) -> io::Result<()> {
        self.to.write_all(text)
    }
}
