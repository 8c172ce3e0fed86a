use threadwarden_relevance::Relevance;

use crate::{Action, Allowed, Band, CommenterTexts, Exemption, Insult, ModeratorTexts, Rule, Section};

/// What has to be true of a comment before it is flagged, reviewed or hidden.
///
/// The default publishes everything but personal attacks: those go to review,
/// and are hidden when they are severe or next to certain. Its thresholds are
/// starting values set by hand; `Policy` files replace them one by one.
///
/// A decision is made in this order. The [`rules`](Policy::rules) look at each
/// finding; findings that none of them decides go by severity, and the comment
/// that holds them by its probability; the signals add what else there is. The
/// strictest of all that wins, and an exemption can soften it in the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The name reports print.
    pub name: String,
    /// The version reports print; raise it when the meaning of the policy changes.
    pub version: u32,
    /// Attack probability, in `0..=1`, from which a comment counts as flagged.
    pub flag: f32,
    /// Attack probability from which a person looks at the comment.
    pub review: f32,
    /// Attack probability from which the comment is hidden.
    pub hide: f32,
    /// What a personal attack of low severity calls for at least.
    pub low: Action,
    /// What a personal attack of medium severity calls for at least.
    pub medium: Action,
    /// What a personal attack of high severity calls for at least.
    pub high: Action,
    /// Confidence, in `0..=1`, below which a single finding never hides a comment.
    pub hide_confidence: f32,
    /// Relevance, in `0..=1`, from which a comment is on topic.
    pub on_topic: f32,
    /// Relevance from which a comment is adjacent; below it, the comment is off topic.
    pub adjacent: f32,
    /// What being off topic calls for: publish or review.
    pub off_topic: Action,
    /// What a language that cannot be judged calls for: publish or review.
    pub other_language: Action,
    /// What hidden letters call for: publish or review.
    pub disguised: Action,
    /// The round of a quarrel from which an attack calls for more; 0 for never.
    ///
    /// A round of somebody's is an attacking comment of theirs in the quarrel.
    pub quarrel_round: u32,
    /// What an attack calls for from that round on.
    pub quarrel_action: Action,
    /// What a moderator reads.
    pub moderator: ModeratorTexts,
    /// What the writer of a comment reads.
    pub commenter: CommenterTexts,
    /// Rules of the site's own; of those that fit a finding, the first decides.
    pub rules: Vec<Rule>,
    /// Authors who are spared; of those that fit, the first counts.
    pub exemptions: Vec<Exemption>,
    /// Insults of the site's own.
    pub insults: Vec<Insult>,
    /// Words that attack nobody on this site.
    pub allowed: Vec<Allowed>,
    /// Parts of the site where other settings hold; of those that fit, the first counts.
    pub sections: Vec<Section>,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            name: "default".to_owned(),
            version: 1,
            flag: 0.5,
            review: 0.5,
            hide: 0.9,
            low: Action::Review,
            medium: Action::Review,
            high: Action::Hide,
            hide_confidence: 0.5,
            on_topic: 0.5,
            adjacent: 0.25,
            off_topic: Action::Publish,
            other_language: Action::Publish,
            disguised: Action::Publish,
            quarrel_round: 0,
            quarrel_action: Action::Review,
            moderator: ModeratorTexts::default(),
            commenter: CommenterTexts::default(),
            rules: Vec::new(),
            exemptions: Vec::new(),
            insults: Vec::new(),
            allowed: Vec::new(),
            sections: Vec::new(),
        }
    }
}

impl Policy {
    /// The band of a score; `None` for a comment that was not scored.
    pub fn band(&self, relevance: &Relevance) -> Option<Band> {
        let score = relevance.score?;
        Some(if score >= self.on_topic {
            Band::OnTopic
        } else if score >= self.adjacent {
            Band::Adjacent
        } else {
            Band::OffTopic
        })
    }
}
