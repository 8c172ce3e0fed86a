use std::fmt;

use threadwarden_attack::SiteWords;

use crate::glob::covers;
use crate::{Action, Allowed, Band, Exemption, Fields, Insult, Policy, Rule, Section, Value, text};

/// Settings that cannot all be meant, or a part that can never have an effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The key of the setting to change: `attack.hide`, `rule[0].action`, `section[1].rule[0].id`.
    pub key: String,
    message: String,
}

impl Contradiction {
    /// What is wrong, without the key.
    pub fn message(&self) -> &str {
        &self.message
    }

    fn under(mut self, owner: &str) -> Self {
        self.key = format!("{owner}.{}", self.key);
        self
    }
}

type Checked = Result<(), Contradiction>;

impl Policy {
    /// Checks that the settings make sense together and that every part can have an effect.
    ///
    /// # Errors
    ///
    /// The first [`Contradiction`]: a fraction outside `0..=1`, a threshold on
    /// the wrong side of another, a severe attack treated more mildly than a
    /// slight one, a signal that would hide a comment all by itself, a rule
    /// behind others that leave it nothing, a word both an insult and
    /// allowed, a text with a place nobody fills.
    pub fn check(&self) -> Checked {
        self.check_settings()?;
        self.check_rules(self.rules.len())?;
        self.check_exemptions()?;
        self.check_words()?;
        self.check_sections()
    }

    fn check_settings(&self) -> Checked {
        check_name("name", &self.name)?;
        for field in Policy::FIELDS {
            match field.get(self) {
                Value::Fraction(fraction) => check_fraction(field.key, fraction)?,
                Value::Text(text) if field.key.starts_with("moderator") || field.key.starts_with("commenter") => {
                    check_text(field.key, &text)?;
                }
                _ => {}
            }
        }
        if self.hide < self.review {
            let message = format!("hiding from {} leaves nothing to review from {}", self.hide, self.review);
            return refuse("attack.hide", message);
        }
        if self.hide < self.flag {
            let message = format!("hiding from {} would hide comments not flagged before {}", self.hide, self.flag);
            return refuse("attack.hide", message);
        }
        if self.medium < self.low {
            return refuse("attack.medium", milder(self.medium, self.low, "low"));
        }
        if self.high < self.medium {
            return refuse("attack.high", milder(self.high, self.medium, "medium"));
        }
        if self.on_topic < self.adjacent {
            return refuse("relevance.adjacent", format!("{} is above on-topic, {}", self.adjacent, self.on_topic));
        }
        let signals = [
            ("signal.off-topic", self.off_topic),
            ("signal.other-language", self.other_language),
            ("signal.disguised", self.disguised),
        ];
        if let Some((key, _)) = signals.into_iter().find(|(_, action)| *action == Action::Hide) {
            return refuse(key, "a signal can send a comment to review, not hide it");
        }
        if self.quarrel_round > 0 && self.quarrel_action == Action::Publish {
            return refuse("quarrel.action", "publishing holds nobody back; for no rule at all, round is 0");
        }
        if self.quarrel_round == 0 && self.quarrel_action != Policy::default().quarrel_action {
            return refuse("quarrel.action", "can never fire: quarrel.round is 0");
        }
        if self.off_topic == Action::Review && self.adjacent == 0.0 {
            return refuse("signal.off-topic", "can never fire: no relevance is below 0, where adjacent begins");
        }
        Ok(())
    }

    /// Checks the first `count` rules: what each says, and that it can have an effect here or within a section.
    fn check_rules(&self, count: usize) -> Checked {
        for (index, rule) in self.rules.iter().enumerate().take(count) {
            // A section has thresholds of its own, and its rules go before.
            let mut elsewhere = self.sections.iter().map(|section| (self.in_section(section), section.rules.len()));
            let has_effect = |(policy, before): (Policy, usize)| policy.check_effect(before + index).is_ok();
            check_rule(rule, &self.rules[..index])
                .and_then(|()| match self.check_effect(index) {
                    Err(_) if elsewhere.any(has_effect) => Ok(()),
                    checked => checked,
                })
                .map_err(|contradiction| contradiction.under(&format!("rule[{index}]")))?;
        }
        Ok(())
    }

    /// Checks that a rule can decide something, with the settings and the rules before it.
    fn check_effect(&self, index: usize) -> Checked {
        let (rule, earlier) = (&self.rules[index], &self.rules[..index]);
        if !rule.band.is_empty() && rule.band.iter().all(|band| !self.can_be(*band)) {
            return refuse("band", "can never fire: relevance.on-topic and relevance.adjacent leave the band empty");
        }
        if !rule.is_about_findings() {
            let (from, key) = match rule.action {
                Action::Hide => (self.hide, "attack.hide"),
                _ => (self.review, "attack.review"),
            };
            // Where rules decide on all attacks of a comment, the thresholds are silent and this rule is not.
            if rule.probability >= from && !self.rules.iter().any(Rule::is_about_participants) {
                let message = format!("can never decide: {key} does the same from {from}");
                return refuse("probability", message);
            }
        }
        let bands = [None, Some(Band::OnTopic), Some(Band::Adjacent), Some(Band::OffTopic)];
        let bands = bands.into_iter().filter(|band| band.is_none_or(|band| self.can_be(band)));
        match rule.behind(earlier, &bands.collect::<Vec<_>>()) {
            None => Ok(()),
            Some(before) => {
                let (names, take) = (list(&before), if before.len() == 1 { "takes" } else { "take" });
                refuse("id", format!("can never fire: {names} before it {take} all it is about"))
            }
        }
    }

    /// Whether a score can fall into the band.
    fn can_be(&self, band: Band) -> bool {
        match band {
            Band::OnTopic => true,
            Band::Adjacent => self.adjacent < self.on_topic,
            Band::OffTopic => self.adjacent > 0.0,
        }
    }

    fn check_exemptions(&self) -> Checked {
        for (index, exemption) in self.exemptions.iter().enumerate() {
            let place = format!("exempt[{index}]");
            check_exemption(exemption, &self.exemptions[..index])
                .map_err(|contradiction| contradiction.under(&place))?;
        }
        Ok(())
    }

    fn check_words(&self) -> Checked {
        if self.insults.len() + self.allowed.len() > SiteWords::MOST {
            return refuse("insult", format!("at most {} words, allowed ones included", SiteWords::MOST));
        }
        for (index, Insult { word, kind, reason, .. }) in self.insults.iter().enumerate() {
            let known = |other: &Insult| other.word == *word && other.kind == *kind;
            check_word(word, reason, self.insults[..index].iter().any(known))
                .map_err(|contradiction| contradiction.under(&format!("insult[{index}]")))?;
        }
        for (index, Allowed { word, reason }) in self.allowed.iter().enumerate() {
            let place = format!("allowed[{index}]");
            check_word(word, reason, self.allowed[..index].iter().any(|other| other.word == *word))
                .map_err(|contradiction| contradiction.under(&place))?;
            if self.insults.iter().any(|insult| insult.word == *word) {
                return refuse(&format!("{place}.word"), format!("`{word}` is an insult of the site too"));
            }
        }
        Ok(())
    }

    fn check_sections(&self) -> Checked {
        for (index, section) in self.sections.iter().enumerate() {
            let place = format!("section[{index}]");
            let within = self.in_section(section);
            check_section(section, &self.sections[..index])
                .and_then(|()| within.check_settings())
                .and_then(|()| within.check_rules(section.rules.len()))
                .map_err(|contradiction| contradiction.under(&place))?;
            if let Some(rule) = section.rules.iter().find(|rule| self.rules.iter().any(|other| other.id == rule.id)) {
                return refuse(&format!("{place}.id"), format!("the policy has a rule `{}` too", rule.id));
            }
        }
        Ok(())
    }
}

/// Checks what a rule says by itself.
fn check_rule(rule: &Rule, earlier: &[Rule]) -> Checked {
    check_id(&rule.id, earlier.iter().map(|rule| &*rule.id))?;
    check_fraction("confidence", rule.confidence)?;
    check_fraction("probability", rule.probability)?;
    for (key, text) in [("moderator", &rule.moderator), ("commenter", &rule.commenter)] {
        if let Some(text) = text {
            check_text(key, text)?;
            if rule.action == Action::Publish {
                return refuse(key, "nobody reads it: the rule publishes");
            }
        }
    }
    if rule.is_about_findings() {
        return Ok(());
    }
    if rule.probability == 0.0 && rule.band.is_empty() {
        return refuse("id", "the rule names nothing it is about");
    }
    if rule.action == Action::Publish {
        return refuse("action", "can never fire: a rule about no finding cannot publish what something else holds");
    }
    Ok(())
}

fn check_exemption(exemption: &Exemption, earlier: &[Exemption]) -> Checked {
    check_id(&exemption.id, earlier.iter().map(|other| &*other.id))?;
    check_reason(&exemption.reason)?;
    if exemption.author.is_empty() && !exemption.article_author {
        return refuse("id", "can never fire: neither author nor article-author is given");
    }
    if exemption.at_most == Action::Hide {
        return refuse("at-most", "can never fire: nothing is stricter than hide");
    }
    for pattern in &exemption.author {
        if pattern.is_empty() {
            return refuse("author", "an empty name is nobody's");
        }
        let before = earlier.iter().find(|other| {
            other.at_most <= exemption.at_most && other.author.iter().any(|wider| covers(wider, pattern))
        });
        if let Some(before) = before {
            return refuse("author", format!("can never fire: `{}` before it spares \"{pattern}\"", before.id));
        }
    }
    Ok(())
}

fn check_word(word: &str, reason: &str, is_known: bool) -> Checked {
    if let Some(refusal) = SiteWords::refusal(word) {
        return refuse("word", format!("`{word}` {refusal}"));
    }
    if is_known {
        return refuse("word", format!("`{word}` is listed twice"));
    }
    check_reason(reason)
}

fn check_section(section: &Section, earlier: &[Section]) -> Checked {
    check_id(&section.id, earlier.iter().map(|other| &*other.id))?;
    if section.thread.is_empty() && section.url.is_empty() {
        return refuse("id", "can never apply: neither thread nor url is given");
    }
    if section.settings.is_empty() && section.rules.is_empty() {
        return refuse("id", "changes nothing: no setting and no rule is given");
    }
    if let Some((key, _)) = section.settings.iter().find(|(key, _)| matches!(*key, "name" | "version")) {
        return refuse(key, "a section has no name or version of its own");
    }
    for (key, value) in &section.settings {
        let fits = Policy::field(key).is_some_and(|field| field.set(&mut Policy::default(), value.clone()).is_ok());
        if !fits {
            return refuse(key, "no such setting, or a value of another kind");
        }
    }
    check_patterns("thread", &section.thread, earlier, |other| &other.thread)?;
    check_patterns("url", &section.url, earlier, |other| &other.url)
}

fn check_patterns(
    key: &str,
    patterns: &[String],
    earlier: &[Section],
    patterns_of: impl Fn(&Section) -> &Vec<String>,
) -> Checked {
    for pattern in patterns {
        let before = earlier.iter().find(|other| patterns_of(other).iter().any(|wider| covers(wider, pattern)));
        if let Some(before) = before {
            return refuse(key, format!("\"{pattern}\" can never apply: `{}` before it takes all of it", before.id));
        }
    }
    Ok(())
}

fn check_name(key: &str, name: &str) -> Checked {
    if name.is_empty() {
        return refuse(key, "a name is missing; it is made of letters, digits, '-', '_' and '.'");
    }
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
        return refuse(key, format!("a name is made of letters, digits, '-', '_' and '.', not {name:?}"));
    }
    Ok(())
}

fn check_id<'a>(id: &str, mut others: impl Iterator<Item = &'a str>) -> Checked {
    check_name("id", id)?;
    if id == "publish" || Policy::field(id).is_some() {
        return refuse("id", format!("`{id}` is the name of a setting"));
    }
    if others.any(|other| other == id) {
        return refuse("id", format!("`{id}` is the id of another one"));
    }
    Ok(())
}

fn check_reason(reason: &str) -> Checked {
    if reason.trim().is_empty() { refuse("reason", "somebody will ask why: give a reason") } else { Ok(()) }
}

fn check_fraction(key: &str, fraction: f32) -> Checked {
    if (0.0..=1.0).contains(&fraction) { Ok(()) } else { refuse(key, format!("{fraction} is outside 0 to 1")) }
}

fn check_text(key: &str, text: &str) -> Checked {
    if text.trim().is_empty() {
        return refuse(key, "a text has words");
    }
    match text::unknown_place(text) {
        Some(place) => {
            let known: Vec<String> = text::PLACES.iter().map(|(name, _)| format!("{{{name}}}")).collect();
            refuse(key, format!("nothing fills {{{place}}}; known are {}", known.join(", ")))
        }
        None => Ok(()),
    }
}

fn refuse(key: &str, message: impl Into<String>) -> Checked {
    Err(Contradiction { key: key.to_owned(), message: message.into() })
}

/// The rules by name: "`a`", "`a` and `b`", "`a`, `b` and `c`".
fn list(rules: &[&Rule]) -> String {
    let names: Vec<String> = rules.iter().map(|rule| format!("`{}`", rule.id)).collect();
    match names.split_last() {
        Some((last, [_, ..])) => format!("{} and {last}", names[..names.len() - 1].join(", ")),
        _ => names.concat(),
    }
}

fn milder(action: Action, than: Action, severity: &str) -> String {
    format!("{} is milder than {} for {severity} severity", action.as_str(), than.as_str())
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.message)
    }
}

impl std::error::Error for Contradiction {}

#[cfg(test)]
mod tests;
