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
        probability >= self.probability && in_bands(&self.band, band)
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

    /// Whether the rule can take a finding against somebody who takes part.
    pub(crate) fn is_about_participants(&self) -> bool {
        self.is_about_findings() && self.targets().iter().any(|target| PERSONAL.contains(target))
    }

    /// The earlier rules that together leave this one nothing to decide; `None` when something is left.
    ///
    /// What a rule is about is a product: some categories by some targets by
    /// some severities by some bands, each from a confidence and a probability
    /// on. Of such corners open to above, many take all of one only where one of
    /// them does; so each combination is looked up in one earlier rule, and the
    /// answer is exact for any number of rules.
    pub(crate) fn behind<'a>(&self, earlier: &'a [Rule], bands: &[Option<Band>]) -> Option<Vec<&'a Rule>> {
        let bands = bands.iter().filter(|band| in_bands(&self.band, **band));
        let is_about_findings = self.is_about_findings();
        let before: Vec<&Rule> = earlier
            .iter()
            .filter(|before| before.is_about_findings() == is_about_findings)
            .filter(|before| before.confidence <= self.confidence && before.probability <= self.probability)
            // The first rule to fit a finding has it; among rules about comments the strictest wins.
            .filter(|before| is_about_findings || before.action >= self.action)
            .collect();
        let mut taking: Vec<&Rule> = Vec::new();
        for &band in bands {
            for category in any_or(&self.category, Category::ALL) {
                for target in self.targets() {
                    for severity in any_or(&self.severity, Severity::ALL) {
                        let takes = |before: &&&Rule| {
                            in_bands(&before.band, band)
                                && allows(&before.category, category)
                                && before.targets().contains(target)
                                && allows(&before.severity, severity)
                        };
                        let first = *before.iter().find(takes)?;
                        if !taking.iter().any(|known| std::ptr::eq(*known, first)) {
                            taking.push(first);
                        }
                    }
                }
            }
        }
        // In the order of the policy.
        Some(before.into_iter().filter(|rule| taking.iter().any(|known| std::ptr::eq(*known, *rule))).collect())
    }

    fn targets(&self) -> &[TargetKind] {
        if self.target.is_empty() { PERSONAL } else { &self.target }
    }
}

fn allows<T: PartialEq>(list: &[T], value: &T) -> bool {
    list.is_empty() || list.contains(value)
}

/// What a list allows; all there is when it is empty.
fn any_or<'a, T>(list: &'a [T], all: &'a [T]) -> &'a [T] {
    if list.is_empty() { all } else { list }
}

/// Whether a list of bands allows a band, or none.
fn in_bands(list: &[Band], band: Option<Band>) -> bool {
    list.is_empty() || band.is_some_and(|band| list.contains(&band))
}
