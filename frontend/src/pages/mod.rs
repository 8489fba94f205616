//! The pages: the app, which the browser takes over, and plain documents around it, which need no script.

pub(crate) mod home;
#[cfg(feature = "ssr")]
pub(crate) mod plain;
#[cfg(feature = "ssr")]
pub(crate) mod settings;
#[cfg(feature = "ssr")]
pub(crate) mod sign_in;
