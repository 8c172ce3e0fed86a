use threadwarden_attack::{Attack, Exchange, Severity};
use threadwarden_policy::{Action, Band, Decision};
use threadwarden_relevance::Relevance;

/// What was found in a whole thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// One judgement per comment, in the order of the thread.
    pub comments: Vec<Judgement>,
    /// The quarrels between people of the thread, in the order of their openings.
    pub exchanges: Vec<Exchange>,
    /// How many of each.
    pub counts: Counts,
    /// What judged.
    pub provenance: Provenance,
    /// The comments that reports list, in this order; all of them when `None`.
    ///
    /// Counts are always those of the whole thread.
    pub listed: Option<Vec<usize>>,
}

impl Review {
    /// The comments that reports list, as indices into the thread.
    pub fn listed(&self) -> impl Iterator<Item = usize> + '_ {
        let all = if self.listed.is_none() { self.comments.len() } else { 0 };
        self.listed.iter().flatten().copied().chain(0..all)
    }
}

/// What was found in one comment, and what is to happen to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Whom it attacks, and with which words.
    pub attack: Attack,
    /// What it has to do with the article.
    pub relevance: Relevance,
    /// What is to happen to it, and why.
    pub decision: Decision,
}

impl Judgement {
    /// How soon a moderator should read the comment: most urgent last, as `Ord` has it.
    pub fn urgency(&self) -> Urgency {
        let severity = self.attack.personal().map(|finding| finding.severity).max();
        Urgency { action: self.decision.action, probability: self.attack.probability.unwrap_or(0.0), severity }
    }
}

/// Strictest action first, then the surest, then the most severe.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Urgency {
    action: Action,
    probability: f32,
    severity: Option<Severity>,
}

/// Counts over the comments of a thread, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All comments.
    pub comments: usize,
    /// Comments that count as personal attacks.
    pub flagged: usize,
    /// Comments to publish.
    pub published: usize,
    /// Comments a person has to look at.
    pub review: usize,
    /// Comments to hide.
    pub hidden: usize,
    /// Comments about what the article is about.
    pub on_topic: usize,
    /// Comments near the article's subject.
    pub adjacent: usize,
    /// Comments about something else.
    pub off_topic: usize,
    /// Comments whose relevance could not be scored.
    pub unscored: usize,
}

/// The versions behind a judgement: the same three give the same judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The version of this library.
    pub version: &'static str,
    /// The attack model and lexicon, with a content hash.
    pub model: String,
    /// The policy, with a content hash.
    pub policy: String,
}

impl Counts {
    /// Counts one more comment.
    pub fn add(&mut self, decision: &Decision) {
        self.comments += 1;
        self.flagged += usize::from(decision.flagged);
        *match decision.action {
            Action::Publish => &mut self.published,
            Action::Review => &mut self.review,
            Action::Hide => &mut self.hidden,
        } += 1;
        *match decision.band {
            Some(Band::OnTopic) => &mut self.on_topic,
            Some(Band::Adjacent) => &mut self.adjacent,
            Some(Band::OffTopic) => &mut self.off_topic,
            None => &mut self.unscored,
        } += 1;
    }
}

impl<'a> FromIterator<&'a Judgement> for Counts {
    fn from_iter<I: IntoIterator<Item = &'a Judgement>>(judgements: I) -> Self {
        let mut counts = Counts::default();
        judgements.into_iter().for_each(|judgement| counts.add(&judgement.decision));
        counts
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.comments += other.comments;
        self.flagged += other.flagged;
        self.published += other.published;
        self.review += other.review;
        self.hidden += other.hidden;
        self.on_topic += other.on_topic;
        self.adjacent += other.adjacent;
        self.off_topic += other.off_topic;
        self.unscored += other.unscored;
    }
}
