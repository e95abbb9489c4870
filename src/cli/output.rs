//! What is printed: for people in lines and tables, for programs in JSON.

use std::io::{self, BufWriter, Stdout, Write as _};

use serde::Serialize;

/// Standard output. Buffered, because a listing may have a million lines.
#[derive(Debug)]
pub(super) struct Output {
    to: BufWriter<Stdout>,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { to: BufWriter::new(io::stdout()) }
    }

    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.to, "{line}")
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

/// Words of strangers on a terminal: control characters would steer it.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
