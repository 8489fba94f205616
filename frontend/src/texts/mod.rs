//! What people read, in one place: each language is a folder of the same texts, which [`text!`] picks from.
//!
//! Constants are whole texts; functions take what is said within one, and choose between singular and plural. Texts
//! around something marked up come as an array of their pieces.

pub(crate) mod en;

/// A text in the language of the page: `text!(views::TODAY)`, `text!(tasks::complete(&title))`. This is the one place
/// that knows which languages there are; a text that a language lacks does not compile.
macro_rules! text {
    ($($text:tt)+) => {
        $crate::texts::en::$($text)+
    };
}
pub(crate) use text;

#[cfg(test)]
mod tests;
