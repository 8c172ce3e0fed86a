use std::fmt;

use crate::{Action, Field, Policy, Value};

/// Settings that cannot all be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The key of the setting to change.
    pub key: &'static str,
    message: String,
}

impl Policy {
    /// Checks that the settings make sense together.
    ///
    /// # Errors
    ///
    /// The first [`Contradiction`]: a fraction outside `0..=1`, a threshold on
    /// the wrong side of another, a severe attack treated more mildly than a
    /// slight one, or a signal that would hide a comment all by itself.
    pub fn check(&self) -> Result<(), Contradiction> {
        if self.name.is_empty() || !self.name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
            return refuse("name", format!("a name is made of letters, digits, '-', '_' and '.', not {:?}", self.name));
        }
        for field in Field::ALL {
            if let Value::Fraction(fraction) = field.get(self)
                && !(0.0..=1.0).contains(&fraction)
            {
                return refuse(field.key, format!("{fraction} is outside 0 to 1"));
            }
        }
        if self.hide < self.review {
            return refuse(
                "attack.hide",
                format!("hiding from {} leaves nothing to review from {}", self.hide, self.review),
            );
        }
        if self.hide < self.flag {
            return refuse(
                "attack.hide",
                format!("hiding from {} would hide comments not flagged before {}", self.hide, self.flag),
            );
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
        match signals.into_iter().find(|(_, action)| *action == Action::Hide) {
            Some((key, _)) => refuse(key, "a signal can send a comment to review, not hide it".to_owned()),
            None => Ok(()),
        }
    }
}

fn refuse(key: &'static str, message: String) -> Result<(), Contradiction> {
    Err(Contradiction { key, message })
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
mod tests {
    use crate::{Action, Policy};

    #[test]
    fn refuses_contradictions_and_names_the_key() {
        let p = Policy::default;
        let cases = [
            (p(), None),
            (Policy { flag: 0.0, review: 0.0, hide: 0.0, ..p() }, None),
            (Policy { flag: 0.5, review: 0.3, ..p() }, None),
            (Policy { low: Action::Publish, ..p() }, None),
            (Policy { on_topic: 0.4, adjacent: 0.4, ..p() }, None),
            (Policy { off_topic: Action::Review, ..p() }, None),
            (Policy { name: String::new(), ..p() }, Some("name")),
            (Policy { name: "a/b".into(), ..p() }, Some("name")),
            (Policy { flag: 1.5, ..p() }, Some("attack.flag")),
            (Policy { flag: f32::NAN, ..p() }, Some("attack.flag")),
            (Policy { hide_confidence: -0.1, ..p() }, Some("attack.hide-confidence")),
            (Policy { hide: 0.4, ..p() }, Some("attack.hide")),
            (Policy { review: 0.2, flag: 0.6, hide: 0.5, ..p() }, Some("attack.hide")),
            (Policy { medium: Action::Publish, ..p() }, Some("attack.medium")),
            (Policy { medium: Action::Hide, high: Action::Review, ..p() }, Some("attack.high")),
            (Policy { on_topic: 0.2, ..p() }, Some("relevance.adjacent")),
            (Policy { off_topic: Action::Hide, ..p() }, Some("signal.off-topic")),
            (Policy { disguised: Action::Hide, ..p() }, Some("signal.disguised")),
        ];
        for (policy, key) in cases {
            assert_eq!(policy.check().err().map(|contradiction| contradiction.key), key, "{policy:?}");
        }
    }
}
