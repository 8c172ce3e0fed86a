use threadwarden_attack::{Category, Finding, Severity, TargetKind};

use crate::{Action, Band};

/// A rule of a site's own: which findings or comments it is about, and what is to happen.
///
/// A rule that names a category, target, severity or confidence is about
/// findings. The first such rule that fits a finding decides on it, in place of
/// the action that the policy has for its severity; a comment whose attacks are
/// all decided so is out of reach of the probability thresholds too. A rule
/// with none of the four is about the comment as a whole, and can only add to
/// what else speaks against it. Quoted words are nobody's finding here.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The name that decisions give.
    pub id: String,
    /// The kinds of attack; any when empty.
    pub category: Vec<Category>,
    /// Whom it is aimed at; a commenter or the article's author when empty.
    pub target: Vec<TargetKind>,
    /// How bad; any when empty.
    pub severity: Vec<Severity>,
    /// The least confidence of the finding, in `0..=1`.
    pub confidence: f32,
    /// The least attack probability of the comment, in `0..=1`.
    pub probability: f32,
    /// The comment's relevance band; any, or none, when empty.
    pub band: Vec<Band>,
    /// What is to happen.
    pub action: Action,
    /// What a moderator reads in place of the policy's text.
    pub moderator: Option<String>,
    /// What the writer reads in place of the policy's text.
    pub commenter: Option<String>,
}

impl Default for Rule {
    fn default() -> Self {
        Rule {
            id: String::new(),
            category: Vec::new(),
            target: Vec::new(),
            severity: Vec::new(),
            confidence: 0.0,
            probability: 0.0,
            band: Vec::new(),
            action: Action::Review,
            moderator: None,
            commenter: None,
        }
    }
}

/// Who is meant where a rule does not say.
const PERSONAL: &[TargetKind] = &[TargetKind::Commenter, TargetKind::Author];

impl Rule {
    /// Whether the rule is about findings, not about comments as a whole.
    pub fn is_about_findings(&self) -> bool {
        !(self.category.is_empty() && self.target.is_empty() && self.severity.is_empty() && self.confidence == 0.0)
    }

    /// Whether the comment is one the rule can apply to.
    pub(crate) fn fits_comment(&self, probability: f32, band: Option<Band>) -> bool {
        probability >= self.probability && (self.band.is_empty() || band.is_some_and(|band| self.band.contains(&band)))
    }

    /// Whether the finding is one the rule is about.
    pub(crate) fn fits_finding(&self, finding: &Finding) -> bool {
        self.is_about_findings()
            && !finding.quoted
            && allows(&self.category, &finding.category)
            && self.targets().contains(&finding.target.kind)
            && allows(&self.severity, &finding.severity)
            && finding.confidence >= self.confidence
    }

    /// Whether everything that fits the other rule fits this one.
    pub(crate) fn covers(&self, other: &Rule) -> bool {
        self.is_about_findings() == other.is_about_findings()
            && within(&self.category, &other.category)
            && other.targets().iter().all(|target| self.targets().contains(target))
            && within(&self.severity, &other.severity)
            && within(&self.band, &other.band)
            && self.confidence <= other.confidence
            && self.probability <= other.probability
    }

    fn targets(&self) -> &[TargetKind] {
        if self.target.is_empty() { PERSONAL } else { &self.target }
    }
}

fn allows<T: PartialEq>(list: &[T], value: &T) -> bool {
    list.is_empty() || list.contains(value)
}

/// Whether what the second list allows, the first allows too.
fn within<T: PartialEq>(wider: &[T], list: &[T]) -> bool {
    wider.is_empty() || (!list.is_empty() && list.iter().all(|value| wider.contains(value)))
}
