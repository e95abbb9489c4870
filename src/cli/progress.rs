//! How a round of polls goes on: a bar on a terminal, a line a feed elsewhere.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::errors::CommandError;
use super::output::Output;
use crate::model::one_line;

#[derive(Debug)]
pub(super) enum Progress {
    Bar(ProgressBar),
    Lines,
    Silent,
}

impl Progress {
    /// For so many feeds; silent where the output is for a program.
    pub(super) fn of(feeds: usize, json: bool) -> Self {
        if std::io::stderr().is_terminal() {
            let target = ProgressDrawTarget::stderr();
            let bar = ProgressBar::with_draw_target(Some(feeds as u64), target);
            if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            Self::Bar(bar)
        } else if json {
            Self::Silent
        } else {
            Self::Lines
        }
    }

    /// One feed is done.
    pub(super) fn done(&self, line: &str, output: &mut Output) -> Result<(), CommandError> {
        match self {
            Self::Bar(bar) => {
                bar.inc(1);
                bar.set_message(one_line(line));
            }
            Self::Lines => {
                output.line(line)?;
                // Each as it happens: a round of polls may take minutes.
                output.flush()?;
            }
            Self::Silent => {}
        }
        Ok(())
    }

    /// Something that should stay on the screen.
    pub(super) fn note(&self, line: &str, output: &mut Output) -> Result<(), CommandError> {
        match self {
            Self::Bar(bar) => bar.println(one_line(line)),
            Self::Lines => output.line(line)?,
            Self::Silent => {}
        }
        Ok(())
    }

    pub(super) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
