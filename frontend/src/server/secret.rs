//! What the backend tells once, on its way from the form that asked for it to the page that shows it.

use leptos::prelude::expect_context;

use super::backend::{cookie, set_cookie};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secret {
    Token,
    Webhook,
    Calendar,
    /// Separated by dots.
    RecoveryCodes,
}

impl Secret {
    const fn name(self) -> &'static str {
        match self {
            Self::Token => "new-token=",
            Self::Webhook => "new-webhook=",
            Self::Calendar => "new-calendar=",
            Self::RecoveryCodes => "new-codes=",
        }
    }

    fn cookie(self, secret: &str, seconds: u32) -> String {
        let name = self.name();
        format!("{name}{secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}")
    }

    /// Gives it to the page that follows.
    pub(crate) fn hand_over(self, secret: &str) {
        // Codes are shown until the person says that they are kept, should the page be loaded anew.
        let seconds = if self == Self::RecoveryCodes { 900 } else { 60 };
        set_cookie(&expect_context(), self.cookie(secret, seconds));
    }

    pub(crate) fn look(self) -> Option<String> {
        cookie(self.name())
    }

    pub(crate) fn forget(self) {
        set_cookie(&expect_context(), self.cookie("", 0));
    }

    /// Shows it, once.
    pub(crate) fn take(self) -> Option<String> {
        let secret = self.look()?;
        self.forget();
        Some(secret)
    }
}
