use std::fmt;

use crate::{Allowed, Exemption, Insult, Policy, Rule, Section, Value, WrongKind, value::Setting};

/// One setting of a [`Policy`] or of a part of one, by the key that policy files use.
pub struct Field<T: 'static> {
    /// The key; dotted where settings come in groups, such as `attack.flag`.
    pub key: &'static str,
    /// What it does, one sentence.
    pub doc: &'static str,
    takes: fn() -> String,
    get: fn(&T) -> Value,
    set: fn(&mut T, Value) -> Result<(), WrongKind>,
}

/// A part of a policy with settings.
pub trait Fields: Default + 'static {
    /// Every setting, those of one group side by side.
    const FIELDS: &'static [Field<Self>];

    /// The setting with this key.
    fn field(key: &str) -> Option<&'static Field<Self>> {
        Self::FIELDS.iter().find(|field| field.key == key)
    }
}

macro_rules! fields {
    ($owner:ty: $($key:literal, $($name:ident).+, $doc:literal;)+) => {
        impl Fields for $owner {
            const FIELDS: &'static [Field<Self>] = &[$(Field {
                key: $key,
                doc: $doc,
                takes: || takes_of(|owner: &$owner| &owner.$($name).+),
                get: |owner| owner.$($name).+.to_value(),
                set: |owner, value| {
                    owner.$($name).+ = Setting::from_value(value).ok_or(WrongKind)?;
                    Ok(())
                },
            },)+];
        }
    };
}

/// What the type of a field takes.
fn takes_of<T, S: Setting>(_: fn(&T) -> &S) -> String {
    S::takes()
}

fields! { Policy:
    "name", name, "The name that reports print.";
    "version", version, "Raise it when the meaning of the policy changes.";
    "attack.flag", flag, "Attack probability from which a comment counts as flagged.";
    "attack.review", review, "Attack probability from which a person looks at the comment.";
    "attack.hide", hide, "Attack probability from which the comment is hidden.";
    "attack.low", low, "What a personal attack of low severity calls for at least.";
    "attack.medium", medium, "What one of medium severity calls for.";
    "attack.high", high, "What one of high severity calls for.";
    "attack.hide-confidence", hide_confidence, "A finding less sure than this never hides a comment by its severity.";
    "relevance.on-topic", on_topic, "Relevance from which a comment is on topic.";
    "relevance.adjacent", adjacent, "Relevance from which it is adjacent; below, it is off topic.";
    "signal.off-topic", off_topic, "What being off topic calls for: publish or review.";
    "signal.other-language", other_language, "What a language that cannot be judged calls for: publish or review.";
    "signal.disguised", disguised, "What hidden letters call for: publish or review.";
    "quarrel.round", quarrel_round, "Which attack of the same writer in one quarrel is one too many: 3 for the third; 0 for never.";
    "quarrel.action", quarrel_action, "What it calls for, and every one after it: review or hide.";
    "moderator.hide", moderator.hide, "What a moderator reads beside a hidden comment.";
    "moderator.review", moderator.review, "What a moderator reads beside a comment to review.";
    "commenter.hide", commenter.hide, "What the writer of a hidden comment reads.";
    "commenter.review", commenter.review, "What the writer of a comment reads that may be an attack.";
    "commenter.off-topic", commenter.off_topic, "What the writer of a comment reads that is held for being off topic.";
    "commenter.other-language", commenter.other_language, "What the writer of a comment reads that is held for its language.";
    "commenter.quarrel", commenter.quarrel, "What the writer of a comment reads that is held for going on with a quarrel.";
    "commenter.disguised", commenter.disguised, "What the writer of a comment reads that is held for its hidden letters.";
}

fields! { Rule:
    "id", id, "The name that decisions give.";
    "category", category, "Findings of these kinds; of any, unless given.";
    "target", target, "Findings against these; against commenters and the article's author, unless given.";
    "severity", severity, "Findings this bad; of any severity, unless given.";
    "confidence", confidence, "Findings at least this sure.";
    "probability", probability, "Comments with at least this attack probability.";
    "band", band, "Comments in these relevance bands; in any, unless given.";
    "action", action, "What is to happen.";
    "moderator", moderator, "What a moderator reads, in place of the policy's text.";
    "commenter", commenter, "What the writer reads, in place of the policy's text.";
}

fields! { Exemption:
    "id", id, "The name that decisions give.";
    "author", author, "Names of authors; `*` stands for anything, `?` for one letter.";
    "article-author", article_author, "Whether the author of the article is meant.";
    "at-most", at_most, "The strictest thing that can happen to their comments: publish or review.";
    "reason", reason, "Why they are exempt.";
}

fields! { Insult:
    "word", word, "One word in lower case; of a noun, the singular.";
    "kind", kind, "Whether one says \"you are a WORD\" or \"you are WORD\".";
    "category", category, "The kind of attack.";
    "severity", severity, "How bad it is.";
    "weak", weak, "Whether it is an ordinary word too, and insults only after \"you are (a)\".";
    "reason", reason, "Why the site counts it.";
}

fields! { Allowed:
    "word", word, "One word in lower case; its regular plural is allowed too.";
    "reason", reason, "Why the site allows it.";
}

fields! { Section:
    "id", id, "The name that decisions begin with.";
    "thread", thread, "Threads by id; `*` stands for anything, `?` for one letter.";
    "url", url, "Threads by the address of their article, in the same way.";
}

impl<T> Field<T> {
    /// What a file may say, such as `a number from 0 to 1`.
    pub fn takes(&self) -> String {
        (self.takes)()
    }

    /// The value that a policy, or a part of one, has.
    pub fn get(&self, owner: &T) -> Value {
        (self.get)(owner)
    }

    /// Gives it another value; [`Policy::check`] says whether it makes sense.
    ///
    /// # Errors
    ///
    /// [`WrongKind`] when the value is not of the kind that [`Field::takes`] says.
    pub fn set(&self, owner: &mut T, value: Value) -> Result<(), WrongKind> {
        (self.set)(owner, value)
    }
}

impl<T> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;
    use crate::{Action, Allowed, Exemption, Insult, Policy, Rule, Section, Value, WrongKind};

    fn check<T: Fields>() {
        for field in T::FIELDS {
            let candidates = [
                Value::Text("noun".into()),
                Value::Text("adjective".into()),
                Value::Text("review".into()),
                Value::Text("hide".into()),
                Value::Text("threat".into()),
                Value::Text("high".into()),
                Value::Fraction(0.125),
                Value::Count(7),
                Value::Flag(true),
                Value::List(vec!["threat".into()]),
                Value::List(vec!["author".into()]),
                Value::List(vec!["high".into()]),
                Value::List(vec!["off-topic".into()]),
            ];
            let mut changed = T::default();
            let before = field.get(&changed);
            let other = candidates
                .into_iter()
                .find(|value| *value != before && field.set(&mut changed, value.clone()).is_ok())
                .unwrap_or_else(|| panic!("{} takes nothing", field.key));
            assert_eq!(field.get(&changed), other, "{}", field.key);
            let others = T::FIELDS.iter().filter(|f| f.get(&changed) != f.get(&T::default())).count();
            assert_eq!(others, 1, "{} sets one thing", field.key);
            assert!(field.doc.ends_with('.') && !field.takes().is_empty(), "{}", field.key);
        }
    }

    #[test]
    fn what_is_set_is_what_is_got() {
        check::<Policy>();
        check::<Rule>();
        check::<Exemption>();
        check::<Insult>();
        check::<Allowed>();
        check::<Section>();
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        let flag = Policy::field("attack.flag").unwrap();
        assert_eq!(flag.set(&mut Policy::default(), Value::Text("hide".into())), Err(WrongKind));
        let low = Policy::field("attack.low").unwrap();
        assert_eq!(low.set(&mut Policy::default(), Value::Text("delete".into())), Err(WrongKind));
        assert_eq!(low.set(&mut Policy::default(), Value::Text(Action::Hide.as_str().into())), Ok(()));
        assert_eq!(low.takes(), "\"publish\", \"review\" or \"hide\"");
        assert!(Policy::field("attack.snooze").is_none());
    }
}
