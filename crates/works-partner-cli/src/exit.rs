//! The exit codes. Scripts rely on them: a code never changes its meaning.

use std::process::ExitCode;

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Unexpected = 1,
    Usage = 2,
    NotFound = 3,
    Auth = 4,
    RateLimited = 5,
    Server = 6,
    Network = 7,
    OutcomeUnknown = 8,
    Cancelled = 130,
}

impl Exit {
    pub(crate) const ALL: [Self; 10] = [
        Self::Done,
        Self::Unexpected,
        Self::Usage,
        Self::NotFound,
        Self::Auth,
        Self::RateLimited,
        Self::Server,
        Self::Network,
        Self::OutcomeUnknown,
        Self::Cancelled,
    ];

    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// The `kind` of an error in JSON.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unexpected => "unexpected",
            Self::Usage => "usage",
            Self::NotFound => "not_found",
            Self::Auth => "auth",
            Self::RateLimited => "rate_limited",
            Self::Server => "server",
            Self::Network => "network",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Cancelled => "cancelled",
        }
    }

    /// What `--help` says of it.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unexpected => "unexpected error",
            Self::Usage => "wrong usage, or an invalid request",
            Self::NotFound => "not found",
            Self::Auth => "no credentials, or not permitted",
            Self::RateLimited => "too many requests",
            Self::Server => "the server failed, or its response is unusable",
            Self::Network => "the network failed: unreachable or too slow",
            Self::OutcomeUnknown => "a change was sent, and its outcome is unknown",
            Self::Cancelled => "cancelled by Ctrl-C or by answering no",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
