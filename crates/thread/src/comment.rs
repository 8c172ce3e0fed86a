use std::fmt;

use crate::Time;

/// One comment of a thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// The source's id, or the 0-based position where the source has none.
    pub id: CommentId,
    /// Index of the comment this one answers; always inside the thread.
    pub parent: Option<usize>,
    /// How `parent` is known. Beside a parent, `None` counts as `Given`.
    pub link: Link,
    /// The author's name as printed; empty when the source has none.
    pub author: String,
    /// The comment as its readers see it, plain text.
    pub text: String,
    /// The body as the source holds it (HTML, Markdown), where that differs from `text`.
    pub raw: Option<String>,
    /// When it was written.
    pub created: Option<Time>,
    /// What the source's own moderation said.
    pub state: State,
}

impl Comment {
    /// A root comment with nothing but an id, an author and a text.
    pub fn new(id: impl Into<CommentId>, author: impl Into<String>, text: impl Into<String>) -> Self {
        Comment {
            id: id.into(),
            parent: None,
            link: Link::None,
            author: author.into(),
            text: text.into(),
            raw: None,
            created: None,
            state: State::default(),
        }
    }

    /// The word reports use for how the parent is known: `given`, `inferred` or `none`.
    pub fn parent_source(&self) -> &'static str {
        match (self.parent, self.link) {
            (Some(_), Link::None) => Link::Given.as_str(),
            (_, link) => link.as_str(),
        }
    }
}

/// An opaque id, unique within its thread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommentId(String);

impl CommentId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for CommentId {
    fn from(id: String) -> Self {
        CommentId(id)
    }
}

impl From<&str> for CommentId {
    fn from(id: &str) -> Self {
        CommentId(id.to_owned())
    }
}

/// How a comment's parent is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Link {
    /// The source states it.
    Given,
    /// The page lost it and a cue brought it back.
    Inferred {
        /// The cue that decided.
        cue: Cue,
        /// How sure, in `0..=1`.
        confidence: f32,
    },
    /// The comment answers the article, or nobody knows.
    #[default]
    None,
}

impl Link {
    /// The word reports use: `given`, `inferred` or `none`.
    pub fn as_str(self) -> &'static str {
        match self {
            Link::Given => "given",
            Link::Inferred { .. } => "inferred",
            Link::None => "none",
        }
    }

    /// The deciding cue of an inferred link.
    pub fn cue(self) -> Option<Cue> {
        match self {
            Link::Inferred { cue, .. } => Some(cue),
            Link::Given | Link::None => None,
        }
    }

    /// The confidence of an inferred link, in `0..=1`.
    pub fn confidence(self) -> Option<f32> {
        match self {
            Link::Inferred { confidence, .. } => Some(confidence),
            Link::Given | Link::None => None,
        }
    }
}

/// What in the text gave a lost parent away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cue {
    /// The page prints whom the comment answers.
    Printed,
    /// `@Name` at the start.
    Mention,
    /// The name, or part of it, used to address its owner.
    AddressedByName,
    /// Words of the earlier comment repeated.
    Quotation,
    /// A answers B, who had answered A.
    Alternation,
    /// Thanks, greetings or "you" right below the comment meant.
    SecondPerson,
    /// Rare words shared with an earlier comment.
    SharedWords,
    /// The place in the list.
    Position,
}

impl Cue {
    /// Every cue, strongest first.
    pub const ALL: [Cue; 8] = [
        Cue::Printed,
        Cue::Mention,
        Cue::AddressedByName,
        Cue::Quotation,
        Cue::Alternation,
        Cue::SecondPerson,
        Cue::SharedWords,
        Cue::Position,
    ];

    /// The kebab-case word reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Cue::Printed => "printed",
            Cue::Mention => "mention",
            Cue::AddressedByName => "addressed-by-name",
            Cue::Quotation => "quotation",
            Cue::Alternation => "alternation",
            Cue::SecondPerson => "second-person",
            Cue::SharedWords => "shared-words",
            Cue::Position => "position",
        }
    }

    /// The cue that [`Cue::as_str`] names.
    pub fn from_name(name: &str) -> Option<Cue> {
        Cue::ALL.into_iter().find(|cue| cue.as_str() == name)
    }
}

/// What the source's own moderation had decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Published, or the source does not say.
    #[default]
    Approved,
    /// Waiting for a moderator.
    Held,
    /// Marked as spam.
    Spam,
    /// Removed; kept as a place-holder when it has replies.
    Deleted,
}

impl State {
    /// Every state.
    pub const ALL: [State; 4] = [State::Approved, State::Held, State::Spam, State::Deleted];

    /// The word reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Approved => "approved",
            State::Held => "held",
            State::Spam => "spam",
            State::Deleted => "deleted",
        }
    }

    /// The state that [`State::as_str`] names.
    pub fn from_name(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Comment, Cue, Link, State};

    #[test]
    fn names_lead_back_to_their_variants() {
        for cue in Cue::ALL {
            assert_eq!(Cue::from_name(cue.as_str()), Some(cue));
        }
        for state in State::ALL {
            assert_eq!(State::from_name(state.as_str()), Some(state));
        }
        assert_eq!(Cue::from_name("telepathy"), None);
    }

    #[test]
    fn a_parent_set_by_hand_is_given() {
        let mut comment = Comment::new("1", "Rowan", "It was early on Monday.");
        assert_eq!(comment.parent_source(), "none");
        comment.parent = Some(0);
        assert_eq!(comment.parent_source(), "given");
        comment.link = Link::Inferred { cue: Cue::Mention, confidence: 0.8 };
        assert_eq!(comment.parent_source(), "inferred");
    }
}
