//! In place of the token store, where the feature `token-store` is off: there is never a file.

use std::convert::Infallible;
use std::io;

use crate::clock::Clock;
use crate::credentials::tokens::Tokens;
use crate::error::Error;

#[derive(Clone, Debug)]
pub(super) struct TokenStore(Infallible);

impl TokenStore {
    pub(super) fn file(&self, _: &str, _: &str, _: &str, _: &str) -> TokenFile {
        match self.0 {}
    }
}

#[derive(Clone)]
pub(super) struct TokenFile(Infallible);

pub(super) struct Reserved(Infallible);

#[allow(dead_code, reason = "there is never a turn to be had")]
pub(super) enum Turn {
    Ours(Infallible),
    Theirs,
    Nobodys(io::Error),
}

impl TokenFile {
    pub(super) async fn turn(&self, _: &dyn Clock, _: bool) -> Turn {
        match self.0 {}
    }

    pub(super) async fn load(&self) -> Option<Tokens> {
        match self.0 {}
    }

    pub(super) async fn reserve(&self) -> Result<Reserved, Error> {
        match self.0 {}
    }

    pub(super) async fn save(&self, _: Tokens, reserved: Option<Reserved>) -> Result<(), Error> {
        match reserved {
            Some(reserved) => match reserved.0 {},
            None => match self.0 {},
        }
    }

    pub(super) async fn remove(&self, _: bool) -> Result<(), Error> {
        match self.0 {}
    }

    pub(super) fn lock_path(&self) -> &'static str {
        match self.0 {}
    }
}
