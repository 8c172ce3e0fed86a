//! What a policy file says.

use std::path::Path;

use threadwarden::{Action, Field, Policy, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::exit::{Failure, Kind};

/// Reads a policy: the default one, with what the file says in place.
pub(crate) fn read_policy(file: &Path) -> Result<Policy, Failure> {
    let bytes = std::fs::read(file).map_err(|error| Failure::of_file(Kind::Config, file, error))?;
    let refuse = |wrong: Wrong| {
        let (line, column) = place(&bytes, wrong.at);
        Failure::new(Kind::Config, format!("{}:{line}:{column}: {}", file.display(), wrong.message))
    };
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => {
            return Err(refuse(Wrong { at: error.valid_up_to(), message: "not UTF-8".to_owned() }));
        }
    };
    parse_policy(text).map_err(refuse)
}

/// The default policy as a file, every setting with its meaning.
pub(crate) fn default_policy() -> String {
    let mut text =
        String::from("# The default policy. Keep the settings you change; the others stay as they are here.\n");
    let mut group = "";
    for field in Field::ALL {
        let (of, name) = field.key.split_once('.').unwrap_or(("", field.key));
        if of != group {
            group = of;
            text.push_str(&format!("\n[{group}]"));
        }
        text.push_str(&format!("\n# {}\n{name} = {}\n", field.doc, field.get(&Policy::default())));
    }
    text
}

/// Something in a file that cannot be meant.
struct Wrong {
    /// Byte of the file.
    at: usize,
    message: String,
}

fn parse_policy(text: &str) -> Result<Policy, Wrong> {
    let table = DeTable::parse(text).map_err(|error| Wrong {
        at: error.span().map_or(0, |span| span.start),
        message: error.message().to_owned(),
    })?;
    let mut policy = Policy::default();
    let mut written: Vec<(&'static str, usize)> = Vec::new();
    for (key, value) in table.get_ref() {
        let name: &str = key.get_ref();
        match value.get_ref() {
            DeValue::Table(group) if is_group(name) => {
                for (key, value) in group {
                    let dotted = format!("{name}.{}", key.get_ref());
                    written.push((set(&mut policy, &dotted, key.span().start, value)?, key.span().start));
                }
            }
            _ => written.push((set(&mut policy, name, key.span().start, value)?, key.span().start)),
        }
    }
    policy.check().map_err(|contradiction| {
        // The setting named may be a default that what was written contradicts.
        let at = written.iter().find(|(key, _)| *key == contradiction.key).or(written.last());
        Wrong { at: at.map_or(0, |(_, at)| *at), message: contradiction.to_string() }
    })?;
    Ok(policy)
}

fn is_group(name: &str) -> bool {
    Field::ALL.iter().any(|field| field.key.split_once('.').is_some_and(|(group, _)| group == name))
}

fn set(policy: &mut Policy, key: &str, at: usize, value: &Spanned<DeValue<'_>>) -> Result<&'static str, Wrong> {
    let Some(field) = Field::of(key) else {
        let known: Vec<&str> = Field::ALL.iter().map(|field| field.key).collect();
        return Err(Wrong { at, message: format!("unknown key `{key}`; known are {}", known.join(", ")) });
    };
    let wanted = field.get(policy);
    let value = convert(value.get_ref(), &wanted).ok_or_else(|| Wrong {
        at: value.span().start,
        message: format!("`{key}` takes {}, such as {wanted}", kind(&wanted)),
    })?;
    // The value was converted to the kind that the field has.
    let _ = field.set(policy, value);
    Ok(field.key)
}

fn convert(value: &DeValue<'_>, wanted: &Value) -> Option<Value> {
    Some(match (wanted, value) {
        (Value::Text(_), DeValue::String(text)) => Value::Text(text.clone().into_owned()),
        (Value::Count(_), DeValue::Integer(number)) if number.radix() == 10 => {
            Value::Count(number.as_str().parse().ok()?)
        }
        (Value::Fraction(_), DeValue::Integer(number)) if number.radix() == 10 => {
            Value::Fraction(number.as_str().parse().ok()?)
        }
        (Value::Fraction(_), DeValue::Float(number)) => Value::Fraction(number.as_str().parse().ok()?),
        (Value::Action(_), DeValue::String(name)) => Value::Action(Action::from_name(name)?),
        _ => return None,
    })
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Text(_) => "a text",
        Value::Count(_) => "a whole number",
        Value::Fraction(_) => "a number from 0 to 1",
        Value::Action(_) => "\"publish\", \"review\" or \"hide\"",
    }
}

/// Line and column of a byte, both from 1; the column counts characters.
fn place(bytes: &[u8], at: usize) -> (usize, usize) {
    let before = &bytes[..at.min(bytes.len())];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    (line, String::from_utf8_lossy(&before[line_start..]).chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use threadwarden::{Action, Policy};

    use super::{default_policy, parse_policy, place};

    #[test]
    fn the_printed_default_is_the_default() {
        assert_eq!(parse_policy(&default_policy()).ok(), Some(Policy::default()));
    }

    #[test]
    fn what_is_written_replaces_the_default_and_nothing_else() {
        let text = "name = 'ours'\nattack.hide = 0.8\n[signal]\noff-topic = 'review'\n[relevance]\non-topic = 1\n";
        let expected =
            Policy { name: "ours".into(), hide: 0.8, off_topic: Action::Review, on_topic: 1.0, ..Policy::default() };
        assert_eq!(parse_policy(text).ok(), Some(expected));
    }

    #[test]
    fn mistakes_are_refused_with_their_place() {
        let cases = [
            ("attack = 3", (1, 1), "unknown key `attack`"),
            ("[attack]\nflagg = 0.4", (2, 1), "unknown key `attack.flagg`"),
            ("[attak]\nflag = 0.4", (1, 2), "unknown key `attak`"),
            ("[attack]\nflag = \"high\"", (2, 8), "`attack.flag` takes a number from 0 to 1"),
            ("[attack]\nlow = \"delete\"", (2, 7), "`attack.low` takes \"publish\""),
            ("version = 1.5", (1, 11), "`version` takes a whole number"),
            ("[attack]\nhide = 0.2", (2, 1), "attack.hide: hiding from 0.2"),
            ("[attack]\nreview = 0.95", (2, 1), "attack.hide: hiding from 0.9"),
            ("[attack\n", (1, 8), ""),
            ("[attack.flag]\nx = 1", (1, 1), "`attack.flag` takes"),
            ("[signal]\ndisguised = \"hide\"", (2, 1), "signal.disguised"),
        ];
        for (text, expected, message) in cases {
            let wrong = parse_policy(text).err().unwrap_or_else(|| panic!("{text:?} was accepted"));
            assert!(wrong.message.contains(message), "{text:?}: {}", wrong.message);
            assert_eq!(place(text.as_bytes(), wrong.at), expected, "{text:?}: {}", wrong.message);
        }
    }
}
