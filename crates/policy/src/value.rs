use std::fmt;

use threadwarden_attack::{Category, Severity, TargetKind};

use crate::{Action, Band};

/// The value of a setting, whatever file it comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text, or the name of one of several things.
    Text(String),
    /// A whole number.
    Count(u32),
    /// A number in `0..=1`.
    Fraction(f32),
    /// Yes or no.
    Flag(bool),
    /// Texts or names.
    List(Vec<String>),
}

/// A value of one kind was given to a field of another, or a name that nothing has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongKind;

/// Texts in quotes, a fraction always with a decimal point: valid TOML and JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => write_quoted(text, f),
            Value::Count(count) => write!(f, "{count}"),
            Value::Fraction(fraction) => write!(f, "{fraction:?}"),
            Value::Flag(flag) => write!(f, "{flag}"),
            Value::List(members) => {
                f.write_str("[")?;
                for (index, member) in members.iter().enumerate() {
                    f.write_str(if index > 0 { ", " } else { "" })?;
                    write_quoted(member, f)?;
                }
                f.write_str("]")
            }
        }
    }
}

fn write_quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for letter in text.chars() {
        match letter {
            '"' | '\\' => write!(f, "\\{letter}")?,
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            letter if letter.is_control() => write!(f, "\\u{:04x}", u32::from(letter))?,
            letter => write!(f, "{letter}")?,
        }
    }
    f.write_str("\"")
}

impl fmt::Display for WrongKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the setting takes another kind of value")
    }
}

impl std::error::Error for WrongKind {}

/// A type that settings have.
pub(crate) trait Setting: Sized {
    fn to_value(&self) -> Value;
    fn from_value(value: Value) -> Option<Self>;
    /// What a file may say, in words.
    fn takes() -> String;
}

macro_rules! plain {
    ($type:ty, $kind:ident, $takes:literal) => {
        impl Setting for $type {
            fn to_value(&self) -> Value {
                Value::$kind(self.clone())
            }

            fn from_value(value: Value) -> Option<Self> {
                if let Value::$kind(value) = value { Some(value) } else { None }
            }

            fn takes() -> String {
                $takes.to_owned()
            }
        }
    };
}

plain!(String, Text, "a text");
plain!(u32, Count, "a whole number");
plain!(bool, Flag, "true or false");
plain!(Vec<String>, List, "a list of texts");

impl Setting for f32 {
    fn to_value(&self) -> Value {
        Value::Fraction(*self)
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Fraction(fraction) => Some(fraction),
            Value::Count(count) => Some(count as f32),
            _ => None,
        }
    }

    fn takes() -> String {
        "a number from 0 to 1".to_owned()
    }
}

/// No text is an empty one.
impl Setting for Option<String> {
    fn to_value(&self) -> Value {
        Value::Text(self.clone().unwrap_or_default())
    }

    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value).map(|text| Some(text).filter(|text| !text.is_empty()))
    }

    fn takes() -> String {
        String::takes()
    }
}

macro_rules! named {
    ($type:ty) => {
        impl Setting for $type {
            fn to_value(&self) -> Value {
                Value::Text(self.as_str().to_owned())
            }

            fn from_value(value: Value) -> Option<Self> {
                if let Value::Text(name) = value { <$type>::from_name(&name) } else { None }
            }

            fn takes() -> String {
                names(&<$type>::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>())
            }
        }

        impl Setting for Vec<$type> {
            fn to_value(&self) -> Value {
                Value::List(self.iter().map(|value| value.as_str().to_owned()).collect())
            }

            fn from_value(value: Value) -> Option<Self> {
                let Value::List(members) = value else { return None };
                members.iter().map(|name| <$type>::from_name(name)).collect()
            }

            fn takes() -> String {
                format!("a list of {}", <$type as Setting>::takes())
            }
        }
    };
}

named!(Action);
named!(Band);
named!(Category);
named!(Severity);
named!(TargetKind);
named!(crate::WordKind);

fn names(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    match &quoted[..] {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        all => all.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn values_are_written_as_toml_and_json_have_them() {
        for (value, text) in [
            (Value::Text("a \"b\" \\ c\nd".into()), "\"a \\\"b\\\" \\\\ c\\nd\""),
            (Value::Fraction(1.0), "1.0"),
            (Value::Count(3), "3"),
            (Value::Flag(true), "true"),
            (Value::List(vec!["a".into(), "b".into()]), "[\"a\", \"b\"]"),
            (Value::List(Vec::new()), "[]"),
        ] {
            assert_eq!(value.to_string(), text);
        }
    }
}
