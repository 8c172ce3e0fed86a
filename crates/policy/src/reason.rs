use std::fmt;

use threadwarden_attack::{Category, Severity};

use crate::Action;

/// Something that spoke against publishing a comment, or kept it from being judged.
///
/// Its `Display` is `id: text`, on one line and without a semicolon.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The probability of an attack reached a threshold.
    LikelyAttack {
        /// The comment's probability.
        probability: f32,
        /// What the threshold calls for.
        action: Action,
        /// The threshold.
        from: f32,
    },
    /// Passages attack somebody who takes part.
    PersonalAttack {
        /// How many passages.
        passages: usize,
        /// The kind of the worst.
        category: Category,
        /// How bad the worst is.
        severity: Severity,
    },
    /// The comment is about something else.
    OffTopic {
        /// The comment's relevance.
        score: f32,
        /// Below this it is off topic.
        below: f32,
    },
    /// The language cannot be judged.
    OtherLanguage,
    /// Letters were hidden.
    Disguised,
}

impl Reason {
    /// The kebab-case id of the kind of reason.
    pub fn id(&self) -> &'static str {
        match self {
            Reason::LikelyAttack { .. } => "likely-attack",
            Reason::PersonalAttack { .. } => "personal-attack",
            Reason::OffTopic { .. } => "off-topic",
            Reason::OtherLanguage => "other-language",
            Reason::Disguised => "disguised",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.id())?;
        match *self {
            Reason::LikelyAttack { probability, action, from } => {
                write!(f, "probability {probability:.2}, {} from {from:.2}", action.as_str())
            }
            Reason::PersonalAttack { passages, category, severity } => {
                let (category, severity) = (category.as_str(), severity.as_str());
                match passages {
                    1 => write!(f, "{category} of {severity} severity"),
                    _ => write!(f, "{passages} passages, the worst {category} of {severity} severity"),
                }
            }
            Reason::OffTopic { score, below } => write!(f, "relevance {score:.2}, off topic below {below:.2}"),
            Reason::OtherLanguage => f.write_str("not in a language that can be judged"),
            Reason::Disguised => f.write_str("letters were hidden"),
        }
    }
}
