//! A policy as a file, and all that a policy file can say.

use std::fmt::Write;

use threadwarden::{Allowed, Exemption, Fields, Insult, PLACES, Policy, Rule, Section, Value};

/// A policy as the file that says all of it, every setting with its meaning.
pub(crate) fn show(policy: &Policy) -> String {
    let mut text = String::new();
    let mut group = "";
    for field in Policy::FIELDS {
        let (of, name) = field.key.split_once('.').unwrap_or(("", field.key));
        if of != group {
            group = of;
            text.push_str(&format!("\n[{group}]"));
        }
        text.push_str(&format!("\n# {}\n{name} = {}\n", field.doc, field.get(policy)));
    }
    parts(&mut text, "rule", &policy.rules);
    parts(&mut text, "exempt", &policy.exemptions);
    parts(&mut text, "insult", &policy.insults);
    parts(&mut text, "allowed", &policy.allowed);
    for section in &policy.sections {
        part(&mut text, "section", section);
        for (key, value) in &section.settings {
            text.push_str(&format!("{key} = {value}\n"));
        }
        parts(&mut text, "section.rule", &section.rules);
    }
    text.trim_start().to_owned()
}

fn parts<T: Fields>(text: &mut String, name: &str, all: &[T]) {
    all.iter().for_each(|one| part(text, name, one));
}

/// One table, without the settings that are at their defaults.
fn part<T: Fields>(text: &mut String, name: &str, one: &T) {
    text.push_str(&format!("\n[[{name}]]\n"));
    let default = T::default();
    for field in T::FIELDS.iter().filter(|field| field.get(one) != field.get(&default)) {
        text.push_str(&format!("{} = {}\n", field.key, field.get(one)));
    }
}

/// The reference of policy files, as Markdown.
pub(crate) fn reference() -> String {
    let mut text = String::from(HEAD);
    let mut group = None;
    for field in Policy::FIELDS {
        let (of, _) = field.key.split_once('.').unwrap_or(("", field.key));
        if group.replace(of) != Some(of) {
            let title = if of.is_empty() { "Name and version".to_owned() } else { format!("`[{of}]`") };
            text.push_str(&format!("\n## {title}\n{}", TABLE_HEAD));
        }
        row(&mut text, field.key, &field.takes(), Some(field.get(&Policy::default())), field.doc);
    }
    text.push_str("\nA text may name what it is about, in braces:\n\n| In the text | Becomes |\n| --- | --- |\n");
    for (name, meaning) in PLACES {
        let _ = writeln!(text, "| `{{{name}}}` | {meaning} |");
    }
    table::<Rule>(&mut text, "[[rule]]", RULES);
    table::<Exemption>(&mut text, "[[exempt]]", EXEMPTIONS);
    table::<Insult>(&mut text, "[[insult]]", INSULTS);
    table::<Allowed>(&mut text, "[[allowed]]", ALLOWED);
    table::<Section>(&mut text, "[[section]]", SECTIONS);
    text
}

fn table<T: Fields>(text: &mut String, name: &str, what: &str) {
    let _ = write!(text, "\n## `{name}`\n\n{what}\n{TABLE_HEAD}");
    for field in T::FIELDS {
        let default = Some(field.get(&T::default()))
            .filter(|value| *value != Value::Text(String::new()) && *value != Value::List(Vec::new()));
        row(text, field.key, &field.takes(), default, field.doc);
    }
}

fn row(text: &mut String, key: &str, takes: &str, default: Option<Value>, doc: &str) {
    let default = default.map_or(String::new(), |value| format!("`{value}`"));
    let _ = writeln!(text, "| `{key}` | {} | {default} | {} |", takes.replace('|', "\\|"), doc.replace('|', "\\|"));
}

const TABLE_HEAD: &str = "\n| Key | Takes | Default | What it does |\n| --- | --- | --- | --- |\n";

const HEAD: &str = "\
# The policy file

A policy is a TOML file. What it does not say stays as it is by default, so a file holds only what a site wants otherwise.
Unknown keys, settings that contradict each other and rules that can never fire are refused, with line and column:

```sh
threadwarden policy --check policy.toml    # is it right, and what is its fingerprint
threadwarden policy --show policy.toml     # everything it says and everything it leaves as it is
threadwarden moderate page.txt --policy policy.toml
```

A decision is made in this order. The site's own rules look at each finding; findings that none of them takes go by their
severity, and the comment that holds one goes by its probability; signals add what else there is. The strictest of all that
wins, and an exemption can soften it in the end. Every decision names the setting or rule that decided (`rule` in the
reports), and every row names the policy with a hash of everything in it.

This page is printed by `threadwarden policy --reference`; a test keeps it as it is printed.
";

const RULES: &str = "\
A rule that names a category, target, severity or confidence is about findings: of those that fit a finding, the first
decides on it, in place of its severity. A comment whose attacks are all decided so is out of reach of the probability
thresholds. A rule with none of the four is about the comment as a whole and adds to what else speaks against it. Quoted words
are nobody's finding. A rule behind others that take all it is about is refused.

```toml
[[rule]]
id = \"threats\"
category = [\"threat\"]
action = \"hide\"
commenter = \"Threats are hidden at once, {author}.\"

[[rule]]
id = \"doubtful-and-off-topic\"
probability = 0.4
band = [\"off-topic\"]
action = \"review\"
```
";

const EXEMPTIONS: &str = "\
Authors who are spared, by name. Names are what the input says they are: exempt only names that nobody else can sign with.

```toml
[[exempt]]
id = \"staff\"
author = [\"Harbour News\", \"mod-*\"]
at-most = \"review\"
reason = \"Moderators quote what they moderate.\"
```
";

const INSULTS: &str = "\
Insults of the site's own. They act at once; nothing has to be trained. Said of somebody taking part they are found as those
of the built-in lexicon are, disguised too.

```toml
[[insult]]
word = \"quaylouse\"
kind = \"noun\"
category = \"insult\"
severity = \"medium\"
reason = \"What ferry users are called here by those who want the ferry gone.\"
```
";

const ALLOWED: &str = "\
Words that attack nobody on this site. Neither rules nor the model take them for evidence.

```toml
[[allowed]]
word = \"clown\"
reason = \"The circus school has its own forum here.\"
```
";

const SECTIONS: &str = "\
Parts of the site where other settings hold. Of the sections that take a thread in, the first counts. A section may hold any
setting above but name and version, and rules (`[[section.rule]]`), which go before those of the policy.

```toml
[[section]]
id = \"letters\"
url = [\"*/letters/*\"]
attack.review = 0.4
signal.off-topic = \"review\"

[[section.rule]]
id = \"no-mockery\"
category = [\"mockery\"]
action = \"hide\"
```
";
