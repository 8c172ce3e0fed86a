use std::borrow::Cow;

use threadwarden_attack::{Attack, Finding, Severity, Verdict};
use threadwarden_relevance::Relevance;

use crate::{Action, Band, Policy, Reason, Rule, text};

/// What is to happen to a comment, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What is to happen.
    pub action: Action,
    /// What in the policy decided: the key of a setting (`attack.review`), the
    /// id of a rule or an exemption, or `publish` where nothing spoke against
    /// it. In a section, its id goes before (`letters/attack.review`).
    pub rule: Cow<'static, str>,
    /// Whether the comment counts as a personal attack: a finding against
    /// somebody who takes part, or a probability at or above the threshold.
    pub flagged: bool,
    /// The relevance band; `None` for a comment that was not scored.
    pub band: Option<Band>,
    /// What spoke against publishing, and what kept the comment from being judged.
    pub reasons: Vec<Reason>,
    /// What a moderator reads; `None` for a published comment.
    pub moderator_note: Option<String>,
    /// What to tell the writer and the readers; `None` for a published comment.
    pub reader_note: Option<String>,
}

/// What is known of a comment that is to be decided on.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Whom it attacks.
    pub attack: &'a Attack,
    /// What it has to do with the article.
    pub relevance: &'a Relevance,
    /// Who wrote it; empty when nobody knows.
    pub author: &'a str,
    /// Who wrote the article.
    pub article_author: Option<&'a str>,
    /// Which attack of its writer in one quarrel it is; 0 when it is none.
    pub quarrel_round: u32,
}

impl<'a> Case<'a> {
    /// A comment of an unknown author.
    pub fn new(attack: &'a Attack, relevance: &'a Relevance) -> Self {
        Case { attack, relevance, author: "", article_author: None, quarrel_round: 0 }
    }
}

impl Policy {
    /// Decides on one comment, by the settings outside of sections.
    pub fn decide(&self, case: &Case<'_>) -> Decision {
        let attack = case.attack;
        let judged = attack.probability.is_some();
        let probability = attack.probability.unwrap_or(0.0);
        let band = self.band(case.relevance);
        let mut ballot = Ballot::default();

        let sorted = self.sort(attack, probability, band);
        let has_personal = attack.personal().next().is_some();
        if judged && (!sorted.by_severity.is_empty() || !has_personal) {
            self.vote_on_probability(probability, &mut ballot);
        }
        self.vote_on_severity(&sorted.by_severity, &mut ballot);
        for (rule, findings) in &sorted.by_rule {
            let worst = worst(findings, |_| rule.action);
            ballot.cast_rule(
                rule,
                Reason::FindingRule {
                    rule: rule.id.clone(),
                    passages: findings.len(),
                    category: worst.category,
                    severity: worst.severity,
                    action: rule.action,
                },
            );
        }
        let whole = self.rules.iter().filter(|rule| !rule.is_about_findings() && rule.fits_comment(probability, band));
        for rule in whole {
            ballot.cast_rule(rule, Reason::CommentRule { rule: rule.id.clone(), action: rule.action });
        }
        if self.quarrel_round > 0 && case.quarrel_round >= self.quarrel_round {
            let (round, action, from) = (case.quarrel_round, self.quarrel_action, self.quarrel_round);
            ballot.cast(action, "quarrel.round", Reason::Quarrel { round, action, from });
        }
        self.vote_on_signals(case, band, &mut ballot);

        let exemption = self
            .exemptions
            .iter()
            .find(|exemption| exemption.at_most < ballot.action && exemption.fits(case.author, case.article_author));
        if let Some(exemption) = exemption {
            let from = std::mem::replace(&mut ballot.action, exemption.at_most);
            ballot.rule = Cow::Owned(exemption.id.clone());
            ballot.reasons.push(Reason::Exempt { exemption: exemption.id.clone(), from });
        }
        let flagged = (judged && probability >= self.flag) || has_personal;
        let (moderator_note, reader_note) = self.notes(&ballot, case);
        let Ballot { action, rule, reasons, .. } = ballot;
        Decision { action, rule, flagged, band, reasons, moderator_note, reader_note }
    }

    /// Gives each finding to the first rule that fits it, or leaves it to its severity.
    fn sort<'a>(&'a self, attack: &'a Attack, probability: f32, band: Option<Band>) -> Sorted<'a> {
        let mut sorted = Sorted { by_rule: Vec::new(), by_severity: Vec::new() };
        for finding in attack.findings.iter().filter(|finding| !finding.quoted) {
            let fits = |rule: &&Rule| rule.fits_finding(finding) && rule.fits_comment(probability, band);
            match self.rules.iter().find(fits) {
                Some(rule) => match sorted.by_rule.iter_mut().find(|(known, _)| std::ptr::eq(*known, rule)) {
                    Some((_, findings)) => findings.push(finding),
                    None => sorted.by_rule.push((rule, vec![finding])),
                },
                None if finding.is_personal() => sorted.by_severity.push(finding),
                None => {}
            }
        }
        sorted
    }

    fn vote_on_probability(&self, probability: f32, ballot: &mut Ballot<'_>) {
        let steps = [(Action::Hide, self.hide, "attack.hide"), (Action::Review, self.review, "attack.review")];
        if let Some((action, from, key)) = steps.into_iter().find(|(_, from, _)| probability >= *from) {
            ballot.cast(action, key, Reason::LikelyAttack { probability, action, from });
        }
    }

    fn vote_on_severity(&self, findings: &[&Finding], ballot: &mut Ballot<'_>) {
        if findings.is_empty() {
            return;
        }
        let worst = worst(findings, |finding| self.by_severity(finding).0);
        let (action, key) = self.by_severity(worst);
        let (category, severity) = (worst.category, worst.severity);
        ballot.cast(action, key, Reason::PersonalAttack { passages: findings.len(), category, severity });
    }

    fn vote_on_signals(&self, case: &Case<'_>, band: Option<Band>, ballot: &mut Ballot<'_>) {
        if let (Some(Band::OffTopic), Some(score), Action::Review) = (band, case.relevance.score, self.off_topic) {
            let reason = Reason::OffTopic { score, below: self.adjacent };
            ballot.cast(self.off_topic, "signal.off-topic", reason);
        }
        if case.attack.verdict == Verdict::OtherLanguage {
            ballot.cast(self.other_language, "signal.other-language", Reason::OtherLanguage);
        }
        if case.attack.disguised {
            ballot.cast(self.disguised, "signal.disguised", Reason::Disguised);
        }
    }

    /// What one personal finding calls for by its severity, and the setting that says so.
    fn by_severity(&self, finding: &Finding) -> (Action, &'static str) {
        let (action, key) = match finding.severity {
            Severity::Low => (self.low, "attack.low"),
            Severity::High => (self.high, "attack.high"),
            _ => (self.medium, "attack.medium"),
        };
        let capped = finding.confidence < self.hide_confidence;
        (if capped { action.min(Action::Review) } else { action }, key)
    }

    /// What a moderator and the writer read.
    fn notes(&self, ballot: &Ballot<'_>, case: &Case<'_>) -> (Option<String>, Option<String>) {
        let (Some(decisive), true) = (&ballot.decisive, ballot.action > Action::Publish) else { return (None, None) };
        let moderator = match ballot.action {
            Action::Hide => &self.moderator.hide,
            _ => &self.moderator.review,
        };
        let own = ballot.decisive_rule;
        let moderator = own.and_then(|rule| rule.moderator.as_deref()).unwrap_or(moderator);
        let commenter = own.and_then(|rule| rule.commenter.as_deref());
        let commenter = commenter.unwrap_or_else(|| self.commenter.of(ballot.action, decisive));
        let personal: Vec<&Finding> = case.attack.personal().collect();
        let shown = (!personal.is_empty()).then(|| worst(&personal, |finding| self.by_severity(finding).0));
        let value = |place: &str| match place {
            "rule" => ballot.rule.to_string(),
            "reasons" => ballot.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
            "category" => shown.map_or("attack", |finding| finding.category.as_str()).to_owned(),
            "severity" => shown.map_or("unknown", |finding| finding.severity.as_str()).to_owned(),
            "target" => shown.and_then(|finding| finding.target.author.clone()).unwrap_or_else(|| "somebody".into()),
            "author" => case.author.to_owned(),
            other => format!("{{{other}}}"),
        };
        (Some(text::fill(moderator, value)), Some(text::fill(commenter, value)))
    }
}

/// The findings of a comment by what decides on them.
struct Sorted<'a> {
    by_rule: Vec<(&'a Rule, Vec<&'a Finding>)>,
    by_severity: Vec<&'a Finding>,
}

/// The finding that calls for most, then the most severe, then the surest; there must be one.
fn worst<'a>(findings: &[&'a Finding], calls_for: impl Fn(&Finding) -> Action) -> &'a Finding {
    let rank = |finding: &Finding| (calls_for(finding), finding.severity);
    findings
        .iter()
        .copied()
        .reduce(|a, b| {
            let order = rank(a).cmp(&rank(b)).then(a.confidence.total_cmp(&b.confidence));
            if order.is_gt() { a } else { b }
        })
        .unwrap_or_else(|| unreachable!("called with findings only"))
}

/// Reasons as they come in; the strictest action wins, and among equals the first.
struct Ballot<'a> {
    action: Action,
    rule: Cow<'static, str>,
    reasons: Vec<Reason>,
    /// The first of the strictest reasons.
    decisive: Option<Reason>,
    /// The rule of the site's own behind it.
    decisive_rule: Option<&'a Rule>,
}

impl Default for Ballot<'_> {
    fn default() -> Self {
        let rule = Cow::Borrowed("publish");
        Ballot { action: Action::Publish, rule, reasons: Vec::new(), decisive: None, decisive_rule: None }
    }
}

impl<'a> Ballot<'a> {
    fn cast(&mut self, action: Action, key: &'static str, reason: Reason) {
        self.take(action, || Cow::Borrowed(key), None, reason);
    }

    fn cast_rule(&mut self, rule: &'a Rule, reason: Reason) {
        self.take(rule.action, || Cow::Owned(rule.id.clone()), Some(rule), reason);
    }

    fn take(
        &mut self,
        action: Action,
        name: impl FnOnce() -> Cow<'static, str>,
        rule: Option<&'a Rule>,
        reason: Reason,
    ) {
        if action > self.action || self.decisive.is_none() {
            self.action = action;
            self.rule = name();
            self.decisive = Some(reason.clone());
            self.decisive_rule = rule;
        }
        self.reasons.push(reason);
    }
}

#[cfg(test)]
mod tests {
    use threadwarden_attack::{Attack, Category, Finding, Severity, Target, TargetKind, Verdict};
    use threadwarden_relevance::{Relevance, Verdict as RelevanceVerdict};
    use threadwarden_text::Span;

    use crate::{Action, Band, Case, Exemption, Policy, Rule};

    fn finding(severity: Severity, kind: TargetKind, confidence: f32, quoted: bool) -> Finding {
        Finding {
            rule: "addressee-insult",
            category: Category::Insult,
            span: Span::new(0, 1),
            target: Target { kind, comment: None, author: None, via: None },
            severity,
            confidence,
            quoted,
            words: Vec::new(),
        }
    }

    fn attack(probability: impl Into<Option<f32>>, findings: Vec<Finding>) -> Attack {
        Attack { verdict: Verdict::Judged, probability: probability.into(), findings, disguised: false, stages: None }
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
            let decision = Policy::default().decide(&Case::new(attack, &relevance(0.0)));
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
        type Row<'a> = (&'a Attack, Option<f32>, &'a [&'a str], &'a [&'a str]);
        let cases: [Row<'_>; 4] = [
            (&clean, Some(0.1), &[], &["off-topic"]),
            (&clean, None, &[], &[]),
            (&foreign, None, &["other-language"], &["other-language"]),
            (&disguised, Some(0.9), &["disguised"], &["disguised"]),
        ];
        for (attack, score, by_default, by_strict) in cases {
            let ids = |policy: &Policy| {
                let decision = policy.decide(&Case::new(attack, &relevance(score)));
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

    /// A rule about findings of these categories.
    fn rule(id: &str, category: &[Category], action: Action) -> Rule {
        Rule { id: id.into(), category: category.to_vec(), action, ..Rule::default() }
    }

    #[test]
    fn the_rule_that_decides_is_named() {
        use Severity::{High, Low, Medium};
        use TargetKind::{Commenter, Group};
        let sharp = Rule { probability: 0.7, ..rule("sure-insults", &[Category::Insult], Action::Hide) };
        let groups = Rule { target: vec![Group], ..rule("groups", &[], Action::Review) };
        let drifting = Rule { band: vec![Band::OffTopic], probability: 0.3, ..rule("drifting", &[], Action::Review) };
        let lenient = rule("insults-are-fine", &[Category::Insult], Action::Publish);
        let with = |rules: Vec<Rule>| Policy { rules, ..Policy::default() };
        let low = || vec![finding(Low, Commenter, 0.9, false)];
        let cases = [
            // By the settings.
            (Policy::default(), attack(0.1, vec![]), 0.9, Action::Publish, "publish"),
            (Policy::default(), attack(0.95, vec![]), 0.9, Action::Hide, "attack.hide"),
            (Policy::default(), attack(0.6, low()), 0.9, Action::Review, "attack.review"),
            (Policy::default(), attack(0.4, low()), 0.9, Action::Review, "attack.low"),
            (
                Policy::default(),
                attack(0.6, vec![finding(High, Commenter, 0.9, false)]),
                0.9,
                Action::Hide,
                "attack.high",
            ),
            // By rules, of which the first that fits counts.
            (with(vec![sharp.clone(), lenient.clone()]), attack(0.8, low()), 0.9, Action::Hide, "sure-insults"),
            (with(vec![sharp.clone(), lenient.clone()]), attack(0.6, low()), 0.9, Action::Publish, "insults-are-fine"),
            (
                with(vec![groups.clone()]),
                attack(0.1, vec![finding(Medium, Group, 0.9, false)]),
                0.9,
                Action::Review,
                "groups",
            ),
            (with(vec![drifting.clone()]), attack(0.35, vec![]), 0.1, Action::Review, "drifting"),
            // Near misses: quoted, another target, on topic, and a finding that no rule decides.
            (
                with(vec![groups.clone()]),
                attack(0.1, vec![finding(Medium, Group, 0.9, true)]),
                0.9,
                Action::Publish,
                "publish",
            ),
            (with(vec![groups]), attack(0.1, vec![]), 0.9, Action::Publish, "publish"),
            (with(vec![drifting]), attack(0.35, vec![]), 0.9, Action::Publish, "publish"),
            (with(vec![lenient]), attack(0.95, vec![]), 0.9, Action::Hide, "attack.hide"),
        ];
        for (policy, attack, score, action, rule) in cases {
            let decision = policy.decide(&Case::new(&attack, &relevance(score)));
            assert_eq!((decision.action, &*decision.rule), (action, rule), "{attack:?}");
            assert_eq!(decision.moderator_note.is_some(), action > Action::Publish);
        }
    }

    #[test]
    fn exemptions_soften_and_say_so() {
        let exempt = |author: &str, article_author, at_most| Exemption {
            id: "staff".into(),
            author: vec![author.into()],
            article_author,
            at_most,
            reason: "they are staff".into(),
        };
        let severe = attack(0.95, vec![finding(Severity::High, TargetKind::Commenter, 0.9, false)]);
        let cases = [
            (exempt("mod-*", false, Action::Publish), "mod-1", Action::Publish, "staff"),
            (exempt("mod-*", false, Action::Review), "mod-1", Action::Review, "staff"),
            (exempt("", true, Action::Publish), "Ida Wren", Action::Publish, "staff"),
            (exempt("mod-*", false, Action::Publish), "Rowan", Action::Hide, "attack.hide"),
            (exempt("", false, Action::Publish), "Ida Wren", Action::Hide, "attack.hide"),
        ];
        for (exemption, author, action, rule) in cases {
            let policy = Policy { exemptions: vec![exemption], ..Policy::default() };
            let relevance = relevance(0.9);
            let case = Case { author, article_author: Some("Ida Wren"), ..Case::new(&severe, &relevance) };
            let decision = policy.decide(&case);
            assert_eq!((decision.action, &*decision.rule), (action, rule), "{author}");
            assert!(decision.flagged, "an exemption changes what happens, not what was found");
        }
    }

    #[test]
    fn a_quarrel_is_held_from_its_round_on() {
        let attack = attack(0.4, vec![finding(Severity::Low, TargetKind::Commenter, 0.9, false)]);
        let relevance = relevance(0.9);
        let lenient = Policy { low: Action::Publish, ..Policy::default() };
        let strict = Policy { quarrel_round: 3, quarrel_action: Action::Hide, ..lenient.clone() };
        for (policy, quarrel_round, action, rule) in [
            (&lenient, 9, Action::Publish, "attack.low"),
            (&strict, 0, Action::Publish, "attack.low"),
            (&strict, 2, Action::Publish, "attack.low"),
            (&strict, 3, Action::Hide, "quarrel.round"),
            (&strict, 4, Action::Hide, "quarrel.round"),
        ] {
            let decision = policy.decide(&Case { quarrel_round, ..Case::new(&attack, &relevance) });
            assert_eq!((decision.action, &*decision.rule), (action, rule), "round {quarrel_round}");
        }
    }

    #[test]
    fn each_reader_gets_a_text() {
        let mut policy =
            Policy { rules: vec![rule("no-insults", &[Category::Insult], Action::Hide)], ..Policy::default() };
        let attack = attack(0.6, vec![finding(Severity::Low, TargetKind::Commenter, 0.9, false)]);
        let relevance = relevance(0.9);
        let case = Case { author: "Rowan", ..Case::new(&attack, &relevance) };
        let decision = policy.decide(&case);
        let note = decision.moderator_note.unwrap();
        assert_eq!(note, "Hidden by no-insults. policy-rule: no-insults calls for hide, insult of low severity.");
        assert!(decision.reader_note.unwrap().starts_with("Hidden because it attacks"));
        policy.rules[0].commenter = Some("{author}, please write it again without the {category}.".into());
        let decision = policy.decide(&case);
        assert_eq!(decision.reader_note.as_deref(), Some("Rowan, please write it again without the insult."));
    }
}
