use threadwarden_text::Span;

use crate::named::named;
use crate::second_stage::Stages;

/// What was found in one comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    /// Whether the comment could be judged, and if not, why.
    pub verdict: Verdict,
    /// Calibrated chance, in `0..=1`, that a careful moderator would call the comment a
    /// personal attack; `None` when the comment was not judged.
    pub probability: Option<f32>,
    /// Findings in the order of their spans, those that attack nobody taking part included.
    pub findings: Vec<Finding>,
    /// Whether the author hid letters. A signal of its own, no attack.
    pub disguised: bool,
    /// What each stage made of the comment by itself; `None` where the second was not asked.
    pub stages: Option<Stages>,
}

impl Attack {
    /// The findings that attack a participant or the article's author in the writer's own words.
    pub fn personal(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_personal())
    }
}

/// One passage that attacks somebody, or would if it were meant for a participant.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Kebab-case statement of the thing flagged; `model` or `second-stage` where no rule found it.
    pub rule: &'static str,
    /// The kind of attack.
    pub category: Category,
    /// The attacking passage, in the original comment.
    pub span: Span,
    /// The harsh words within, where it needs any: "idiot" of "you are a complete idiot".
    pub words: Vec<Span>,
    /// Who is meant.
    pub target: Target,
    /// How bad, if true.
    pub severity: Severity,
    /// How sure, in `0..=1`.
    pub confidence: f32,
    /// Whether the words are somebody else's, quoted.
    pub quoted: bool,
}

impl Finding {
    /// Whether this attacks a participant or the article's author in the writer's own words.
    pub fn is_personal(&self) -> bool {
        !self.quoted && matches!(self.target.kind, TargetKind::Commenter | TargetKind::Author)
    }
}

/// Who is meant, and how that is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The kind of target.
    pub kind: TargetKind,
    /// Index of the comment whose author is meant, for commenters.
    pub comment: Option<usize>,
    /// The name of the commenter or author meant, as printed.
    pub author: Option<String>,
    /// What gave the target away.
    pub via: Option<Via>,
}

named! {
    /// The kind of attack.
    Category {
        /// An insulting noun or adjective.
        Insult = "insult",
        /// Intelligence, knowledge, education, sanity or literacy denied.
        Belittling = "belittling",
        /// Demeaning commands and send-offs.
        Dismissal = "dismissal",
        /// Sarcastic praise, mock titles, ridicule.
        Mockery = "mockery",
        /// Nationality, origin, religion, ethnicity, sex, age or class used against somebody.
        Identity = "identity",
        /// Liar, troll, shill, bot, paid, brainwashed, bigot.
        BadFaith = "bad-faith",
        /// Harm wished or announced.
        Threat = "threat",
        /// The comment itself called garbage.
        ContemptForComment = "contempt-for-comment",
    }
}

named! {
    /// Who is meant.
    TargetKind {
        /// Somebody who comments in this thread.
        Commenter = "commenter",
        /// The author of the article.
        Author = "author",
        /// A person in the news who takes no part.
        PublicFigure = "public-figure",
        /// A party, country, profession or other group.
        Group = "group",
        /// The writer.
        SelfTarget = "self",
        /// Nobody in particular ("you can't win").
        Nobody = "nobody",
        /// Somebody, but the text does not say who.
        Unknown = "unknown",
    }
}

named! {
    /// What gave a target away.
    Via {
        /// The comment answers the target's comment.
        Reply = "reply",
        /// `@name`.
        Mention = "mention",
        /// The name, or part of it.
        Name = "name",
        /// "you" in a comment that answers nobody by structure.
        SecondPerson = "second-person",
        /// Words of the target, quoted.
        Quotation = "quotation",
    }
}

named! {
    /// How bad a finding is, if true.
    Severity {
        /// Unkind.
        Low = "low",
        /// Insulting.
        Medium = "medium",
        /// Hateful or threatening.
        High = "high",
    }
}

named! {
    /// Why a comment was, or was not, judged.
    Verdict {
        /// Judged; the probability counts.
        Judged = "judged",
        /// There is no text.
        Empty = "empty",
        /// Too few words to judge.
        TooShort = "too-short",
        /// Not in a language this version reads.
        OtherLanguage = "other-language",
    }
}
