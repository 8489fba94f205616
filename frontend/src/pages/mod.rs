//! The pages. Each reads what it shows once, and changes things by forms that work without a script.

pub(crate) mod home;
pub(crate) mod sign_in;
