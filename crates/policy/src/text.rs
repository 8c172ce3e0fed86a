//! What people read about a decision.

use crate::{Action, Reason};

/// What a moderator reads beside a comment.
///
/// Texts may hold the places that [`PLACES`] lists, in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeratorTexts {
    /// Of a hidden comment.
    pub hide: String,
    /// Of a comment to review.
    pub review: String,
}

/// What the writer of a comment reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommenterTexts {
    /// Of a hidden comment.
    pub hide: String,
    /// Of a comment that may be an attack.
    pub review: String,
    /// Of a comment held for being off topic.
    pub off_topic: String,
    /// Of a comment held for its language.
    pub other_language: String,
    /// Of a comment held for going on with a quarrel.
    pub quarrel: String,
    /// Of a comment held for its hidden letters.
    pub disguised: String,
}

impl Default for ModeratorTexts {
    fn default() -> Self {
        ModeratorTexts { hide: "Hidden by {rule}. {reasons}.".into(), review: "Held by {rule}. {reasons}.".into() }
    }
}

impl Default for CommenterTexts {
    fn default() -> Self {
        CommenterTexts {
            hide: "Hidden because it attacks a person instead of answering what was said.".into(),
            review: "Held for a moderator because it may attack a person taking part.".into(),
            off_topic: "Held for a moderator because it seems to be about something other than the article.".into(),
            other_language: "Held for a moderator because its language could not be checked.".into(),
            quarrel: "Held for a moderator because this quarrel has gone on for long enough.".into(),
            disguised: "Held for a moderator because some of its letters are hidden.".into(),
        }
    }
}

impl CommenterTexts {
    pub(crate) fn of(&self, action: Action, decisive: &Reason) -> &str {
        match (action, decisive) {
            (Action::Hide, _) => &self.hide,
            (_, Reason::OffTopic { .. }) => &self.off_topic,
            (_, Reason::OtherLanguage) => &self.other_language,
            (_, Reason::Quarrel { .. }) => &self.quarrel,
            (_, Reason::Disguised) => &self.disguised,
            _ => &self.review,
        }
    }
}

/// What may stand in braces in a text, and what takes its place.
pub const PLACES: &[(&str, &str)] = &[
    ("rule", "the rule that decided"),
    ("reasons", "every reason, in words"),
    ("category", "the kind of the worst attack; `attack` where there is none to show"),
    ("severity", "how bad it is; `unknown` where there is none to show"),
    ("target", "who is attacked; `somebody` where the text does not say"),
    ("author", "the writer of the comment"),
];

/// The text with everything in braces replaced.
pub(crate) fn fill(text: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, place, after)) = next_place(rest) {
        filled.push_str(before);
        filled.push_str(&value(place));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The first thing in braces that is no place.
pub(crate) fn unknown_place(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some((_, place, after)) = next_place(rest) {
        if !PLACES.iter().any(|(name, _)| *name == place) {
            return Some(place);
        }
        rest = after;
    }
    None
}

fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (place, after) = rest.split_once('}')?;
    Some((before, place, after))
}

#[cfg(test)]
mod tests {
    use super::{fill, unknown_place};

    #[test]
    fn what_stands_in_braces_is_replaced_once() {
        let value = |place: &str| format!("<{place}{{rule}}>");
        assert_eq!(fill("By {rule}: {reasons}.", value), "By <rule{rule}>: <reasons{rule}>.");
        assert_eq!(fill("No places, an open { brace", value), "No places, an open { brace");
        assert_eq!(unknown_place("By {rule} against {target}"), None);
        assert_eq!(unknown_place("By {rule} and {weather}"), Some("weather"));
    }
}
