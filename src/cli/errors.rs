//! Why a command did not do what was asked, and the exit status that says so.

use std::io;
use std::process::ExitCode;

use crate::config::{ConfigErrors, EditError, ReplaceError};
use crate::daemon::{FilesError, RunError};
use crate::fetch::FetchSetupError;
use crate::model::one_line;
use crate::store::{BackupError, OpenError, StoreError};

#[derive(Debug, thiserror::Error)]
pub(super) enum CommandError {
    /// What was typed names nothing.
    #[error("{0}")]
    Usage(String),
    /// feeds.toml is invalid.
    #[error("{0}")]
    Config(#[from] ConfigErrors),
    #[error("failed to {0}")]
    Open(#[from] OpenError),
    #[error("failed to {0}")]
    Backup(#[from] BackupError),
    #[error("failed to use the store: {0}")]
    Store(#[from] StoreError),
    #[error("failed to {0}")]
    Fetch(#[from] FetchSetupError),
    #[error("failed to {0}")]
    Edit(#[from] EditError),
    #[error("failed to {0}")]
    Replace(#[from] ReplaceError),
    #[error("failed to {0}")]
    Run(#[from] RunError),
    #[error("failed to {0}")]
    Files(#[from] FilesError),
    /// An item was named that there is not, or none alone.
    #[error("{0}")]
    Item(String),
    /// There is no feed to add, or it is there already.
    #[error("{0}")]
    NoFeed(String),
    #[error("failed to {0}")]
    Other(String),
    #[error("failed to write: {0}")]
    Output(#[from] io::Error),
}

/// What an error is to whoever started the command.
enum Kind {
    /// Whoever read our output has seen enough: `mainstem items | head`.
    Seen,
    /// The command or feeds.toml has to be mended.
    Refused,
    /// The store has to be mended by hand.
    Broken,
    /// It was not done.
    Failed,
}

impl CommandError {
    /// In words that may be a stranger's.
    fn told(&self) -> String {
        self.to_string().lines().map(one_line).collect::<Vec<_>>().join("\n")
    }

    /// Says it on stderr, once, and gives the exit status.
    #[expect(clippy::print_stderr, reason = "the one place where a command's failure is told")]
    pub(super) fn report(&self) -> ExitCode {
        match self.kind() {
            Kind::Seen => {}
            Kind::Refused => eprintln!("{}", self.told()),
            Kind::Broken | Kind::Failed => eprintln!("mainstem: {}", self.told()),
        }
        self.code()
    }

    /// Says it in the log, where that is not stderr, and gives the exit status.
    pub(super) fn log(&self) -> ExitCode {
        tracing::error!("{}", self.told());
        self.code()
    }

    fn code(&self) -> ExitCode {
        match self.kind() {
            Kind::Seen => ExitCode::SUCCESS,
            Kind::Refused => ExitCode::from(2),
            Kind::Broken => ExitCode::from(3),
            Kind::Failed => ExitCode::FAILURE,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Kind::Seen,
            Self::Usage(_) | Self::Config(_) => Kind::Refused,
            Self::Open(error) if error.needs_hands() => Kind::Broken,
            Self::Open(_)
            | Self::Backup(_)
            | Self::Store(_)
            | Self::Fetch(_)
            | Self::Edit(_)
            | Self::Replace(_)
            | Self::Run(_)
            | Self::Files(_)
            | Self::Item(_)
            | Self::NoFeed(_)
            | Self::Other(_)
            | Self::Output(_) => Kind::Failed,
        }
    }
}
