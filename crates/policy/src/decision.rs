use threadwarden_attack::{Attack, Finding, Severity, Verdict};
use threadwarden_relevance::Relevance;

use crate::{Action, Band, Policy, Reason};

/// What is to happen to a comment, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What is to happen.
    pub action: Action,
    /// Whether the comment counts as a personal attack: a finding against
    /// somebody who takes part, or a probability at or above the threshold.
    pub flagged: bool,
    /// The relevance band; `None` for a comment that was not scored.
    pub band: Option<Band>,
    /// What spoke against publishing, and what kept the comment from being judged.
    pub reasons: Vec<Reason>,
    /// What to tell the writer and the readers; `None` for a published comment.
    pub reader_note: Option<&'static str>,
}

impl Policy {
    /// Decides on one comment.
    pub fn decide(&self, attack: &Attack, relevance: &Relevance) -> Decision {
        let mut verdict = Ballot::default();
        let probability = attack.probability.unwrap_or(0.0);
        let judged = attack.probability.is_some();
        let flagged = (judged && probability >= self.flag) || attack.personal().next().is_some();
        let steps = [(Action::Hide, self.hide), (Action::Review, self.review)];
        if let Some((action, from)) = steps.into_iter().find(|(_, from)| judged && probability >= *from) {
            verdict.cast(action, Reason::LikelyAttack { probability, action, from });
        }
        let calls_for = |finding: &Finding| self.calls_for(finding);
        let worst = attack.personal().max_by(|a, b| {
            let rank = |finding: &Finding| (calls_for(finding), finding.severity);
            rank(a).cmp(&rank(b)).then(a.confidence.total_cmp(&b.confidence))
        });
        if let Some(worst) = worst {
            let reason = Reason::PersonalAttack {
                passages: attack.personal().count(),
                category: worst.category,
                severity: worst.severity,
            };
            verdict.cast(calls_for(worst), reason);
        }
        let band = self.band(relevance);
        if let (Some(Band::OffTopic), Some(score), Action::Review) = (band, relevance.score, self.off_topic) {
            verdict.cast(self.off_topic, Reason::OffTopic { score, below: self.adjacent });
        }
        if attack.verdict == Verdict::OtherLanguage {
            verdict.cast(self.other_language, Reason::OtherLanguage);
        }
        if attack.disguised {
            verdict.cast(self.disguised, Reason::Disguised);
        }
        let reader_note = verdict.reader_note();
        Decision { action: verdict.action, flagged, band, reasons: verdict.reasons, reader_note }
    }

    /// What one personal finding calls for.
    fn calls_for(&self, finding: &Finding) -> Action {
        let action = match finding.severity {
            Severity::Low => self.low,
            Severity::High => self.high,
            _ => self.medium,
        };
        if finding.confidence < self.hide_confidence { action.min(Action::Review) } else { action }
    }
}

/// Reasons as they come in; the strictest action wins.
#[derive(Default)]
struct Ballot {
    action: Action,
    reasons: Vec<Reason>,
    /// The first of the strictest reasons.
    decisive: Option<Reason>,
}

impl Ballot {
    fn cast(&mut self, action: Action, reason: Reason) {
        if action > self.action {
            self.action = action;
            self.decisive = Some(reason);
        }
        self.reasons.push(reason);
    }

    fn reader_note(&self) -> Option<&'static str> {
        Some(match (self.action, self.decisive?) {
            (Action::Publish, _) => return None,
            (Action::Hide, _) => "Hidden because it attacks a person instead of answering what was said.",
            (Action::Review, Reason::OffTopic { .. }) => {
                "Held for a moderator because it seems to be about something other than the article."
            }
            (Action::Review, Reason::OtherLanguage) => {
                "Held for a moderator because its language could not be checked."
            }
            (Action::Review, Reason::Disguised) => "Held for a moderator because some of its letters are hidden.",
            (Action::Review, _) => "Held for a moderator because it may attack a person taking part.",
        })
    }
}

#[cfg(test)]
mod tests {
    use threadwarden_attack::{Attack, Category, Finding, Severity, Target, TargetKind, Verdict};
    use threadwarden_relevance::{Relevance, Verdict as RelevanceVerdict};
    use threadwarden_text::Span;

    use crate::{Action, Band, Policy};

    fn finding(severity: Severity, kind: TargetKind, confidence: f32, quoted: bool) -> Finding {
        Finding {
            rule: "addressee-insult",
            category: Category::Insult,
            span: Span::new(0, 1),
            target: Target { kind, comment: None, author: None, via: None },
            severity,
            confidence,
            quoted,
        }
    }

    fn attack(probability: impl Into<Option<f32>>, findings: Vec<Finding>) -> Attack {
        Attack { verdict: Verdict::Judged, probability: probability.into(), findings, disguised: false }
    }

    fn relevance(score: impl Into<Option<f32>>) -> Relevance {
        let score = score.into();
        Relevance {
            verdict: if score.is_some() { RelevanceVerdict::Judged } else { RelevanceVerdict::TooShort },
            score,
            own: score,
            parent: None,
            passage: None,
            terms: Vec::new(),
            quotations: Vec::new(),
        }
    }

    #[test]
    fn decides_by_probability_severity_target_and_confidence() {
        use Severity::{High, Low, Medium};
        use TargetKind::{Author, Commenter, Group, PublicFigure};
        let cases: &[(Attack, Action, bool, &[&str])] = &[
            (attack(0.0, vec![]), Action::Publish, false, &[]),
            (attack(0.49, vec![]), Action::Publish, false, &[]),
            (attack(0.5, vec![]), Action::Review, true, &["likely-attack"]),
            (attack(0.9, vec![]), Action::Hide, true, &["likely-attack"]),
            (attack(None, vec![]), Action::Publish, false, &[]),
            (attack(0.1, vec![finding(Low, Commenter, 0.9, false)]), Action::Review, true, &["personal-attack"]),
            (attack(0.1, vec![finding(Medium, Author, 0.9, false)]), Action::Review, true, &["personal-attack"]),
            (attack(0.1, vec![finding(High, Commenter, 0.9, false)]), Action::Hide, true, &["personal-attack"]),
            (attack(0.1, vec![finding(High, Commenter, 0.3, false)]), Action::Review, true, &["personal-attack"]),
            (
                attack(0.6, vec![finding(High, Commenter, 0.9, false)]),
                Action::Hide,
                true,
                &["likely-attack", "personal-attack"],
            ),
            // Near misses: as bad, but nobody who takes part is meant, or the words are quoted.
            (attack(0.1, vec![finding(High, PublicFigure, 0.9, false)]), Action::Publish, false, &[]),
            (attack(0.1, vec![finding(High, Group, 0.9, false)]), Action::Publish, false, &[]),
            (attack(0.1, vec![finding(High, Commenter, 0.9, true)]), Action::Publish, false, &[]),
        ];
        for (attack, action, flagged, reasons) in cases {
            let decision = Policy::default().decide(attack, &relevance(0.0));
            assert_eq!(decision.action, *action, "{attack:?}");
            assert_eq!(decision.flagged, *flagged, "{attack:?}");
            assert_eq!(decision.reasons.iter().map(|r| r.id()).collect::<Vec<_>>(), *reasons, "{attack:?}");
            assert_eq!(decision.reader_note.is_none(), *action == Action::Publish, "{attack:?}");
        }
    }

    #[test]
    fn signals_lead_to_review_only_where_the_policy_says_so() {
        let clean = attack(0.0, vec![]);
        let foreign = Attack { verdict: Verdict::OtherLanguage, ..attack(None, vec![]) };
        let disguised = Attack { disguised: true, ..clean.clone() };
        let strict = Policy {
            off_topic: Action::Review,
            other_language: Action::Review,
            disguised: Action::Review,
            ..Policy::default()
        };
        type Case<'a> = (&'a Attack, Option<f32>, &'a [&'a str], &'a [&'a str]);
        let cases: [Case<'_>; 4] = [
            (&clean, Some(0.1), &[], &["off-topic"]),
            (&clean, None, &[], &[]),
            (&foreign, None, &["other-language"], &["other-language"]),
            (&disguised, Some(0.9), &["disguised"], &["disguised"]),
        ];
        for (attack, score, by_default, by_strict) in cases {
            let ids = |policy: &Policy| {
                let decision = policy.decide(attack, &relevance(score));
                (decision.action, decision.reasons.iter().map(|reason| reason.id()).collect::<Vec<_>>())
            };
            assert_eq!(ids(&Policy::default()), (Action::Publish, by_default.to_vec()), "{attack:?}");
            let action = if by_strict.is_empty() { Action::Publish } else { Action::Review };
            assert_eq!(ids(&strict), (action, by_strict.to_vec()), "{attack:?}");
        }
    }

    #[test]
    fn bands_cut_where_the_policy_cuts() {
        let band = |score| Policy::default().band(&relevance(score));
        let cases = [
            (Some(0.5), Some(Band::OnTopic)),
            (Some(0.49), Some(Band::Adjacent)),
            (Some(0.25), Some(Band::Adjacent)),
            (Some(0.24), Some(Band::OffTopic)),
            (None, None),
        ];
        for (score, expected) in cases {
            assert_eq!(band(score), expected, "{score:?}");
        }
    }
}
