use std::fmt;

use threadwarden_attack::{Category, Severity};

use crate::Action;

/// Something that spoke against publishing a comment, or kept it from being judged.
///
/// Its `Display` is `id: text`, on one line and without a semicolon.
#[derive(Clone, Debug, PartialEq)]
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
    /// A rule of the site's own fits passages.
    FindingRule {
        /// The rule.
        rule: String,
        /// How many passages.
        passages: usize,
        /// The kind of the worst.
        category: Category,
        /// How bad the worst is.
        severity: Severity,
        /// What the rule calls for.
        action: Action,
    },
    /// A rule of the site's own fits the comment as a whole.
    CommentRule {
        /// The rule.
        rule: String,
        /// What the rule calls for.
        action: Action,
    },
    /// The writer attacks again and again in one quarrel.
    Quarrel {
        /// Which of their attacks in the quarrel it is.
        round: u32,
        /// What that calls for.
        action: Action,
        /// The round from which it does.
        from: u32,
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
    /// The author is exempt from something stricter.
    Exempt {
        /// The exemption.
        exemption: String,
        /// What would have happened.
        from: Action,
    },
}

impl Reason {
    /// The kebab-case id of the kind of reason.
    pub fn id(&self) -> &'static str {
        match self {
            Reason::LikelyAttack { .. } => "likely-attack",
            Reason::PersonalAttack { .. } => "personal-attack",
            Reason::FindingRule { .. } | Reason::CommentRule { .. } => "policy-rule",
            Reason::Quarrel { .. } => "quarrel",
            Reason::OffTopic { .. } => "off-topic",
            Reason::OtherLanguage => "other-language",
            Reason::Disguised => "disguised",
            Reason::Exempt { .. } => "exempt",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.id())?;
        match self {
            Reason::LikelyAttack { probability, action, from } => {
                write!(f, "probability {probability:.2}, {} from {from:.2}", action.as_str())
            }
            Reason::PersonalAttack { passages, category, severity } => {
                write_passages(*passages, *category, *severity, f)
            }
            Reason::FindingRule { rule, passages, category, severity, action } => {
                write!(f, "{rule} calls for {}, ", action.as_str())?;
                write_passages(*passages, *category, *severity, f)
            }
            Reason::CommentRule { rule, action } => write!(f, "{rule} calls for {}", action.as_str()),
            Reason::Quarrel { round, action, from } => {
                write!(f, "round {round} of a quarrel, {} from round {from}", action.as_str())
            }
            Reason::OffTopic { score, below } => write!(f, "relevance {score:.2}, off topic below {below:.2}"),
            Reason::OtherLanguage => f.write_str("not in a language that can be judged"),
            Reason::Disguised => f.write_str("letters were hidden"),
            Reason::Exempt { exemption, from } => write!(f, "{exemption}, else {}", from.as_str()),
        }
    }
}

fn write_passages(passages: usize, category: Category, severity: Severity, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (category, severity) = (category.as_str(), severity.as_str());
    match passages {
        1 => write!(f, "{category} of {severity} severity"),
        _ => write!(f, "{passages} passages, the worst {category} of {severity} severity"),
    }
}
