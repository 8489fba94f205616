//! Reads the JSON (RFC 8259) that our own services write. It knows whole numbers only, and says nothing of why a text
//! cannot be read: with all that `serde_json` says, and its floating-point numbers, browsers would download a tenth more.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess,
        Visitor,
    },
};

/// A value, if the text is one.
#[must_use]
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let mut reader = Reader { text, at: 0 };
    let value = T::deserialize(&mut reader).ok()?;
    reader.next().is_none().then_some(value)
}

/// That a text cannot be read.
#[derive(Debug)]
struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable")
    }
}

impl std::error::Error for Unreadable {}

impl Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Reader<'de> {
    text: &'de str,
    at: usize,
}

impl<'de> Reader<'de> {
    /// The next byte, which is no space.
    fn next(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    fn is_next(&mut self, byte: u8) -> bool {
        self.next() == Some(byte)
    }

    fn take(&mut self, byte: u8) -> Result<(), Unreadable> {
        let found = self.is_next(byte);
        self.at += usize::from(found);
        found.then_some(()).ok_or(Unreadable)
    }

    fn is_word(&mut self, word: &str) -> bool {
        self.next();
        self.follows(word)
    }

    fn follows(&mut self, word: &str) -> bool {
        let rest = self.text.get(self.at..);
        let found = rest.is_some_and(|rest| rest.starts_with(word));
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Whether there is another one before the end.
    fn is_more(&mut self, first: &mut bool, end: u8) -> Result<bool, Unreadable> {
        if self.is_next(end) {
            return Ok(false);
        }
        if !std::mem::take(first) {
            self.take(b',')?;
        }
        Ok(true)
    }

    fn bool(&mut self) -> Result<bool, Unreadable> {
        if self.is_word("true") {
            Ok(true)
        } else if self.is_word("false") {
            Ok(false)
        } else {
            Err(Unreadable)
        }
    }

    fn number(&mut self) -> Result<i64, Unreadable> {
        self.next();
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find(|char: char| !matches!(char, '-' | '0'..='9'));
        let said = &rest[..end.unwrap_or(rest.len())];
        self.at += said.len();
        said.parse().map_err(|_| Unreadable)
    }

    fn string(&mut self) -> Result<Cow<'de, str>, Unreadable> {
        self.take(b'"')?;
        let mut string = Cow::Borrowed("");
        loop {
            let rest = self.text.get(self.at..).ok_or(Unreadable)?;
            let end = rest.find(['"', '\\']).ok_or(Unreadable)?;
            string += &rest[..end];
            self.at += end + 1;
            if rest.as_bytes()[end] == b'"' {
                return Ok(string);
            }
            string.to_mut().push(self.escaped().ok_or(Unreadable)?);
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        let byte = *self.text.as_bytes().get(self.at)?;
        self.at += 1;
        let char = match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                if !(0xD800..0xDC00).contains(&first) {
                    return char::from_u32(first);
                }
                let second = self.follows("\\u").then(|| self.unit()).flatten()?;
                let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                return char::from_u32(0x10000 + ((first - 0xD800) << 10) + low);
            }
            _ => return None,
        };
        Some(char)
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        digits
            .chars()
            .try_fold(0, |unit, digit| Some(unit * 16 + digit.to_digit(16)?))
    }

    /// Passes over a value that nobody asks for; only its brackets are looked at.
    fn skip(&mut self) -> Result<(), Unreadable> {
        let mut open = 0_usize;
        loop {
            if self.next().ok_or(Unreadable)? == b'"' {
                self.string()?;
            } else {
                match self.text.as_bytes()[self.at] {
                    b'[' | b'{' => open += 1,
                    b']' | b'}' => open = open.checked_sub(1).ok_or(Unreadable)?,
                    _ => {}
                }
                self.at += 1;
            }
            if open == 0 && matches!(self.next(), None | Some(b',' | b']' | b'}')) {
                return Ok(());
            }
        }
    }
}

/// Numbers of every size are read as the largest.
macro_rules! read_as {
    ($visit:ident, $read:ident: $($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.$visit(self.$read()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.next().ok_or(Unreadable)? {
            b'"' => self.deserialize_str(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'{' => self.deserialize_map(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            _ => self.deserialize_i64(visitor),
        }
    }

    read_as! { visit_bool, bool: deserialize_bool }
    read_as! { visit_i64, number: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 }
    read_as! { visit_i64, number: deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_str(&self.string()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.is_word("null") {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.is_word("null") {
            visitor.visit_unit()
        } else {
            Err(Unreadable)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.take(b'[')?;
        let items = Items::of(self);
        let value = visitor.visit_seq(items)?;
        self.take(b']')?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.take(b'{')?;
        let items = Items::of(self);
        let value = visitor.visit_map(items)?;
        self.take(b'}')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if self.is_next(b'"') {
            return visitor.visit_enum(self);
        }
        self.take(b'{')?;
        let value = visitor.visit_enum(&mut *self)?;
        self.take(b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { f32 f64 char bytes byte_buf unit_struct tuple_struct }
}

/// Of an array, or of an object.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
}

impl<'a, 'de> Items<'a, 'de> {
    fn of(reader: &'a mut Reader<'de>) -> Self {
        Self {
            reader,
            first: true,
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        if self.reader.is_more(&mut self.first, b']')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unreadable> {
        if self.reader.is_more(&mut self.first, b'}')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Unreadable> {
        self.reader.take(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// "Unit", or {"Variant": …}.
impl<'de> EnumAccess<'de> for &mut Reader<'de> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), Unreadable> {
        Ok((seed.deserialize(&mut *self)?, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, Unreadable> {
        self.take(b':')?;
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.take(b':')?;
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.take(b':')?;
        self.deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    enum Kind {
        Unit,
        Newtype(Option<i64>),
        Tuple(u8, String),
        Struct { text: String },
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Thing {
        text: String,
        number: i64,
        small: Option<u32>,
        yes: bool,
        kinds: Vec<Kind>,
        pairs: Vec<(String, i8)>,
        map: BTreeMap<String, Vec<bool>>,
        #[serde(default)]
        left_out: Option<String>,
    }

    fn kinds() -> impl Strategy<Value = Kind> {
        prop_oneof![
            Just(Kind::Unit),
            any::<Option<i64>>().prop_map(Kind::Newtype),
            any::<(u8, String)>().prop_map(|(number, text)| Kind::Tuple(number, text)),
            any::<String>().prop_map(|text| Kind::Struct { text }),
        ]
    }

    fn things() -> impl Strategy<Value = Thing> {
        let kinds = prop::collection::vec(kinds(), 0..4);
        let map = prop::collection::btree_map(any::<String>(), any::<Vec<bool>>(), 0..4);
        (
            any::<(String, i64, Option<u32>, bool)>(),
            kinds,
            any::<Vec<(String, i8)>>(),
            map,
        )
            .prop_map(|((text, number, small, yes), kinds, pairs, map)| Thing {
                text,
                number,
                small,
                yes,
                kinds,
                pairs,
                map,
                left_out: None,
            })
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read(thing in things()) {
            let short = serde_json::to_string(&thing).unwrap();
            prop_assert_eq!(read::<Thing>(&short), Some(thing.clone()));
            let long = serde_json::to_string_pretty(&thing).unwrap();
            prop_assert_eq!(read::<Thing>(&long), Some(thing));
        }

        #[test]
        fn what_is_no_json_is_never_a_crash(text in any::<String>(), at in 0_usize..200, thing in things()) {
            let _ = read::<Thing>(&text);
            let mut json = serde_json::to_string(&thing).unwrap();
            json.truncate(json.floor_char_boundary(at));
            json += &text;
            let _ = read::<Thing>(&json);
        }
    }

    #[test]
    fn texts_are_read_as_serde_json_reads_them() {
        for json in [
            r#""\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t""#,
            r#""\ud83d""#,
            r#""\ud83d \ude00""#,
            r#""\ude00""#,
            r#""\x""#,
            r#""\u00g9""#,
            r#""é"#,
            r#" "a" "#,
            r#""a" b"#,
            "",
        ] {
            let theirs = serde_json::from_str::<String>(json).ok();
            assert_eq!(read::<String>(json), theirs, "{json}");
        }
    }

    #[test]
    fn what_nobody_asks_for_is_passed_over() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct One {
            one: i64,
        }
        let json = r#"{"a": {"b": ["]", 1.5e3, {}], "c": null}, "d":"\"}", "one": 1, "e": true}"#;
        assert_eq!(read::<One>(json), Some(One { one: 1 }));
        for json in [
            r#"{"a": ]}"#,
            r#"{"a": }"#,
            r#"{"one": 1.5}"#,
            r#"{"one": 1,}"#,
        ] {
            assert_eq!(read::<One>(json), None, "{json}");
        }
    }
}
