use std::fmt;

use crate::{Action, Policy};

/// One setting of a [`Policy`], by the key that policy files use.
pub struct Field {
    /// The dotted key, such as `attack.flag`.
    pub key: &'static str,
    /// What it does, one sentence.
    pub doc: &'static str,
    get: fn(&Policy) -> Value,
    set: fn(&mut Policy, Value) -> Result<(), WrongKind>,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Free text.
    Text(String),
    /// A whole number.
    Count(u32),
    /// A number in `0..=1`.
    Fraction(f32),
    /// An action.
    Action(Action),
}

/// A value of one kind was given to a field of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongKind;

macro_rules! field {
    ($key:literal, $kind:ident $name:ident, $doc:literal) => {
        Field {
            key: $key,
            doc: $doc,
            get: |policy| Value::$kind(policy.$name.clone()),
            set: |policy, value| match value {
                Value::$kind(value) => {
                    policy.$name = value;
                    Ok(())
                }
                _ => Err(WrongKind),
            },
        }
    };
}

impl Field {
    /// Every setting, those of one group side by side.
    pub const ALL: &'static [Field] = &[
        field!("name", Text name, "The name that reports print."),
        field!("version", Count version, "Raise it when the meaning of the policy changes."),
        field!("attack.flag", Fraction flag, "Attack probability from which a comment counts as flagged."),
        field!("attack.review", Fraction review, "Attack probability from which a person looks at the comment."),
        field!("attack.hide", Fraction hide, "Attack probability from which the comment is hidden."),
        field!("attack.low", Action low, "What a personal attack of low severity calls for at least."),
        field!("attack.medium", Action medium, "What one of medium severity calls for."),
        field!("attack.high", Action high, "What one of high severity calls for."),
        field!("attack.hide-confidence", Fraction hide_confidence, "A finding less sure than this never hides a comment by its severity."),
        field!("relevance.on-topic", Fraction on_topic, "Relevance from which a comment is on topic."),
        field!("relevance.adjacent", Fraction adjacent, "Relevance from which it is adjacent; below, it is off topic."),
        field!("signal.off-topic", Action off_topic, "What being off topic calls for: publish or review."),
        field!("signal.other-language", Action other_language, "What a language that cannot be judged calls for: publish or review."),
        field!("signal.disguised", Action disguised, "What hidden letters call for: publish or review."),
    ];

    /// The setting with this key.
    pub fn of(key: &str) -> Option<&'static Field> {
        Field::ALL.iter().find(|field| field.key == key)
    }

    /// The value a policy has.
    pub fn get(&self, policy: &Policy) -> Value {
        (self.get)(policy)
    }

    /// Gives a policy another value; [`Policy::check`] says whether it makes sense.
    ///
    /// # Errors
    ///
    /// [`WrongKind`] when the value is not of the kind that [`Field::get`] returns.
    pub fn set(&self, policy: &mut Policy, value: Value) -> Result<(), WrongKind> {
        (self.set)(policy, value)
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("key", &self.key).finish_non_exhaustive()
    }
}

/// Text and actions in quotes, a fraction always with a decimal point: valid TOML and JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            Value::Count(count) => write!(f, "{count}"),
            Value::Fraction(fraction) => write!(f, "{fraction:?}"),
            Value::Action(action) => write!(f, "\"{}\"", action.as_str()),
        }
    }
}

impl fmt::Display for WrongKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the setting takes another kind of value")
    }
}

impl std::error::Error for WrongKind {}

#[cfg(test)]
mod tests {
    use super::{Field, Value, WrongKind};
    use crate::{Action, Policy};

    #[test]
    fn what_is_set_is_what_is_got() {
        for field in Field::ALL {
            let other = match field.get(&Policy::default()) {
                Value::Text(text) => Value::Text(text + "-2"),
                Value::Count(count) => Value::Count(count + 1),
                Value::Fraction(fraction) => Value::Fraction(fraction / 2.0),
                Value::Action(Action::Hide) => Value::Action(Action::Review),
                Value::Action(_) => Value::Action(Action::Hide),
            };
            let mut policy = Policy::default();
            assert_eq!(field.set(&mut policy, other.clone()), Ok(()), "{}", field.key);
            assert_eq!(field.get(&policy), other, "{}", field.key);
            let changed = Field::ALL.iter().filter(|f| f.get(&policy) != f.get(&Policy::default())).count();
            assert_eq!(changed, 1, "{} sets one thing", field.key);
        }
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        let field = Field::of("attack.flag").unwrap();
        assert_eq!(field.set(&mut Policy::default(), Value::Action(Action::Hide)), Err(WrongKind));
        assert!(Field::of("attack.snooze").is_none());
    }
}
