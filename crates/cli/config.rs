//! What a policy file says.

use std::collections::HashMap;
use std::path::Path;

use threadwarden::{Allowed, Exemption, Fields, Insult, Policy, Rule, Section, Value};
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

/// Something in a file that cannot be meant.
struct Wrong {
    /// Byte of the file.
    at: usize,
    message: String,
}

type Table<'a> = DeTable<'a>;

fn parse_policy(text: &str) -> Result<Policy, Wrong> {
    let table = DeTable::parse(text).map_err(|error| Wrong {
        at: error.span().map_or(0, |span| span.start),
        message: error.message().to_owned(),
    })?;
    let mut reader = Reader::default();
    let policy = reader.policy(table.get_ref())?;
    policy.check().map_err(|contradiction| Wrong {
        at: reader.place_of(&contradiction.key),
        message: contradiction.to_string(),
    })?;
    Ok(policy)
}

/// Reads parts of a policy and remembers where each was written.
#[derive(Default)]
struct Reader {
    places: HashMap<String, usize>,
    last: usize,
}

impl Reader {
    fn policy(&mut self, table: &Table<'_>) -> Result<Policy, Wrong> {
        let mut policy = Policy::default();
        for (key, value) in table {
            let (name, at): (&str, usize) = (key.get_ref(), key.span().start);
            match name {
                "rule" => policy.rules = self.parts(value, name)?,
                "exempt" => policy.exemptions = self.parts::<Exemption>(value, name)?,
                "insult" => policy.insults = self.parts::<Insult>(value, name)?,
                "allowed" => policy.allowed = self.parts::<Allowed>(value, name)?,
                "section" => policy.sections = self.sections(value)?,
                _ => {
                    for (key, at, value) in settings(name, at, value) {
                        let known = || known::<Policy>(&["rule", "exempt", "insult", "allowed", "section"]);
                        self.set(&mut policy, "", &key, at, value, known)?;
                    }
                }
            }
        }
        Ok(policy)
    }

    /// Reads `[[name]]`, once or more.
    fn parts<T: Fields>(&mut self, value: &Spanned<DeValue<'_>>, path: &str) -> Result<Vec<T>, Wrong> {
        let mut parts = Vec::new();
        for (index, (at, table)) in tables(value, path)?.into_iter().enumerate() {
            let path = format!("{path}[{index}]");
            self.note(&path, at);
            let mut part = T::default();
            for (key, value) in table {
                self.set(&mut part, &path, key.get_ref(), key.span().start, value, || known::<T>(&[]))?;
            }
            parts.push(part);
        }
        Ok(parts)
    }

    fn sections(&mut self, value: &Spanned<DeValue<'_>>) -> Result<Vec<Section>, Wrong> {
        let mut sections = Vec::new();
        for (index, (at, table)) in tables(value, "section")?.into_iter().enumerate() {
            let path = format!("section[{index}]");
            self.note(&path, at);
            let mut section = Section::default();
            // What the settings are read into, so that their kinds are checked.
            let mut within = Policy::default();
            for (key, value) in table {
                let (name, at): (&str, usize) = (key.get_ref(), key.span().start);
                if name == "rule" {
                    section.rules = self.parts::<Rule>(value, &format!("{path}.rule"))?;
                } else if Section::field(name).is_some() {
                    self.set(&mut section, &path, name, at, value, String::new)?;
                } else {
                    for (key, at, value) in settings(name, at, value) {
                        let known = || format!("{}, {}", known::<Section>(&["rule"]), known::<Policy>(&[]));
                        self.set(&mut within, &path, &key, at, value, known)?;
                        if let Some(field) = Policy::field(&key) {
                            section.settings.push((field.key, field.get(&within)));
                        }
                    }
                }
            }
            sections.push(section);
        }
        Ok(sections)
    }

    /// Gives one setting its value.
    fn set<T: Fields>(
        &mut self,
        owner: &mut T,
        path: &str,
        key: &str,
        at: usize,
        value: &Spanned<DeValue<'_>>,
        known: impl Fn() -> String,
    ) -> Result<(), Wrong> {
        let full = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let Some(field) = T::field(key) else {
            let known = known();
            let message = match nearest(key, &known) {
                Some(meant) => {
                    let owner = if path.is_empty() { String::new() } else { format!("{path}.") };
                    format!("unknown key `{full}`; did you mean `{owner}{meant}`?")
                }
                None => format!("unknown key `{full}`; known are {known}"),
            };
            return Err(Wrong { at, message });
        };
        self.note(&full, at);
        let set = convert(value.get_ref()).is_some_and(|value| field.set(owner, value).is_ok());
        if set {
            return Ok(());
        }
        let example = match (field.get(&T::default()), value.get_ref()) {
            (Value::List(_), DeValue::String(_)) => ", in brackets also when it is one".to_owned(),
            (Value::Text(text), _) if text.is_empty() => String::new(),
            (Value::List(list), _) if list.is_empty() => String::new(),
            (example, _) => format!(", such as {example}"),
        };
        Err(Wrong { at: value.span().start, message: format!("`{full}` takes {}{example}", field.takes()) })
    }

    fn note(&mut self, path: &str, at: usize) {
        self.places.insert(path.to_owned(), at);
        self.last = self.last.max(at);
    }

    /// Where a key was written or, for one that was not, what holds it.
    fn place_of(&self, key: &str) -> usize {
        let mut key = key;
        loop {
            match (self.places.get(key), key.rsplit_once('.')) {
                (Some(&at), _) => return at,
                (None, Some((owner, _))) => key = owner,
                // A default, which something written contradicts.
                (None, None) => return self.last,
            }
        }
    }
}

/// The settings behind a key: those of a group, or the one.
fn settings<'a, 'i>(
    name: &str,
    at: usize,
    value: &'a Spanned<DeValue<'i>>,
) -> Vec<(String, usize, &'a Spanned<DeValue<'i>>)> {
    let is_group = Policy::FIELDS.iter().any(|field| field.key.split_once('.').is_some_and(|(group, _)| group == name));
    match value.get_ref() {
        DeValue::Table(group) if is_group => {
            group.iter().map(|(key, value)| (format!("{name}.{}", key.get_ref()), key.span().start, value)).collect()
        }
        _ => vec![(name.to_owned(), at, value)],
    }
}

/// The tables of `[[name]]`.
fn tables<'a, 'i>(value: &'a Spanned<DeValue<'i>>, path: &str) -> Result<Vec<(usize, &'a Table<'i>)>, Wrong> {
    let not_tables = |at: usize| Wrong { at, message: format!("`{path}` takes tables: [[{path}]]") };
    let DeValue::Array(members) = value.get_ref() else { return Err(not_tables(value.span().start)) };
    members
        .iter()
        .map(|member| match member.get_ref() {
            DeValue::Table(table) => Ok((member.span().start, table)),
            _ => Err(not_tables(member.span().start)),
        })
        .collect()
}

fn known<T: Fields>(more: &[&str]) -> String {
    T::FIELDS.iter().map(|field| field.key).chain(more.iter().copied()).collect::<Vec<_>>().join(", ")
}

/// The one of the known keys that is spelt most like `key`; none when none is near.
fn nearest<'k>(key: &str, known: &'k str) -> Option<&'k str> {
    /// A guess: `reveiw` and `catagory` are near enough, `colour` and `color` too, `weather` is not.
    const NEAR: f64 = 0.75;
    let likeness = |name: &&str| strsim::normalized_damerau_levenshtein(key, name);
    // A table may be meant as well as a key in it.
    let names = known.split(", ").flat_map(|name| [name, name.split_once('.').map_or(name, |(group, _)| group)]);
    let near = names.filter(|name| *name != key && likeness(name) >= NEAR);
    near.max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
}

fn convert(value: &DeValue<'_>) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::Text(text.clone().into_owned()),
        DeValue::Integer(number) if number.radix() == 10 => Value::Count(number.as_str().parse().ok()?),
        DeValue::Float(number) => Value::Fraction(number.as_str().parse().ok()?),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Array(members) => {
            let text = |member: &Spanned<DeValue<'_>>| match member.get_ref() {
                DeValue::String(text) => Some(text.clone().into_owned()),
                _ => None,
            };
            Value::List(members.iter().map(text).collect::<Option<_>>()?)
        }
        _ => return None,
    })
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

    use super::{parse_policy, place};
    use crate::show::show;

    #[test]
    fn the_printed_default_is_the_default() {
        assert_eq!(parse_policy(&show(&Policy::default())).ok(), Some(Policy::default()));
    }

    #[test]
    fn what_is_written_replaces_the_default_and_nothing_else() {
        let text = "name = 'ours'\nattack.hide = 0.8\n[signal]\noff-topic = 'review'\n[relevance]\non-topic = 1\n";
        let expected =
            Policy { name: "ours".into(), hide: 0.8, off_topic: Action::Review, on_topic: 1.0, ..Policy::default() };
        assert_eq!(parse_policy(text).ok(), Some(expected));
    }

    /// Every kind of part.
    const WHOLE: &str = r#"
name = "harbour"
version = 3
attack.hide = 0.85
commenter.review = "Held for a moderator: \"{category}\"."

[[rule]]
id = "threats"
category = ["threat"]
action = "hide"
moderator = "{author} threatens {target}."

[[rule]]
id = "off-topic-and-doubtful"
probability = 0.4
band = ["off-topic"]
action = "review"

[[exempt]]
id = "staff"
author = ["mod-*"]
at-most = "review"
reason = "Moderators quote what they moderate."

[[insult]]
word = "quaylouse"
reason = "Said of ferry users here."

[[allowed]]
word = "clown"
reason = "The circus comes every year."

[[section]]
id = "letters"
url = ["*/letters/*"]
attack.review = 0.4
signal.off-topic = "review"

[[section.rule]]
id = "no-mockery"
category = ["mockery"]
action = "hide"
"#;

    #[test]
    fn a_policy_is_shown_as_it_can_be_read() {
        let policy = parse_policy(WHOLE).unwrap_or_else(|wrong| panic!("{}", wrong.message));
        assert_eq!((policy.rules.len(), policy.sections[0].rules.len()), (2, 1));
        assert_eq!(policy.sections[0].settings.len(), 2);
        assert_eq!(parse_policy(&show(&policy)).ok(), Some(policy));
    }

    #[test]
    fn mistakes_are_refused_with_their_place() {
        let cases = [
            ("attack = 3", (1, 1), "unknown key `attack`"),
            ("[attack]\nflagg = 0.4", (2, 1), "unknown key `attack.flagg`; did you mean `attack.flag`?"),
            ("[attak]\nflag = 0.4", (1, 2), "unknown key `attak`; did you mean `attack`?"),
            ("[weather]\nflag = 0.4", (1, 2), "unknown key `weather`; known are name, version, attack.flag"),
            ("[attack]\nflag = \"high\"", (2, 8), "`attack.flag` takes a number from 0 to 1"),
            ("[attack]\nlow = \"delete\"", (2, 7), "`attack.low` takes \"publish\""),
            ("version = 1.5", (1, 11), "`version` takes a whole number"),
            ("[attack]\nhide = 0.2", (2, 1), "attack.hide: hiding from 0.2"),
            ("[attack]\nreview = 0.95", (2, 1), "attack.hide: hiding from 0.9"),
            ("[attack\n", (1, 8), ""),
            ("[attack.flag]\nx = 1", (1, 1), "`attack.flag` takes"),
            ("[signal]\ndisguised = \"hide\"", (2, 1), "signal.disguised"),
            ("[commenter]\nhide = \"{weekday}\"", (2, 1), "nothing fills {weekday}; known are {rule}"),
            ("rule = 3", (1, 8), "`rule` takes tables: [[rule]]"),
            ("[[rule]]\nid = \"a\"\ncategry = [\"threat\"]", (3, 1), "did you mean `rule[0].category`?"),
            ("[[rule]]\nid = \"a\"\ncategory = \"threat\"", (3, 12), "takes a list of \"insult\", \"belittling\""),
            ("[[rule]]\nid = \"a\"\ncategory = \"threat\"", (3, 12), "in brackets also when it is one"),
            ("[[rule]]\ncategory = [\"threat\"]", (1, 1), "rule[0].id: a name is missing"),
            ("[[rule]]\nid = \"a\"\ncategory = [\"thret\"]", (3, 12), "takes a list of"),
            ("[[rule]]\nid = \"a\"", (2, 1), "the rule names nothing it is about"),
            (
                "[[rule]]\nid = \"a\"\ncategory = [\"threat\"]\n[[rule]]\nid = \"b\"\ncategory = [\"threat\"]",
                (5, 1),
                "rule[1].id: can never fire: `a` before it",
            ),
            (
                "[[rule]]\nid = \"a\"\ntarget = [\"author\"]\n[[rule]]\nid = \"b\"\ntarget = [\"commenter\"]\n\
                 [[rule]]\ncategory = [\"threat\"]\n  id = \"c\"",
                (9, 3),
                "rule[2].id: can never fire: `a` and `b` before it take all it is about",
            ),
            ("[[exempt]]\nid = \"a\"\nauthor = [\"x\"]", (1, 1), "exempt[0].reason: somebody will ask why"),
            ("[[insult]]\nword = \"two words\"\nreason = \"r\"", (2, 1), "is not one word"),
            ("[[allowed]]\nword = \"not\"\nreason = \"r\"", (2, 1), "is a word of grammar"),
            ("[[section]]\nid = \"a\"\nthread = [\"a\"]\nattack.hide = 0.1", (4, 8), "section[0].attack.hide: hiding"),
            ("[[section]]\nid = \"a\"\nthread = [\"a\"]\nweather = 1", (4, 1), "unknown key `section[0].weather`"),
            (
                "[[section]]\nid = \"a\"\nthread = [\"a\"]\n[[section.rule]]\nid = \"r\"\nconfidence = 3",
                (6, 1),
                "section[0].rule[0].confidence: 3 is outside",
            ),
        ];
        for (text, expected, message) in cases {
            let wrong = parse_policy(text).err().unwrap_or_else(|| panic!("{text:?} was accepted"));
            assert_eq!(place(text.as_bytes(), wrong.at), expected, "{text:?}: {}", wrong.message);
            assert!(wrong.message.contains(message), "{text:?}: {}", wrong.message);
        }
    }
}
