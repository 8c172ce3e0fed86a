use threadwarden_attack::{Attack, Finding, ModelReading, Severity};
use threadwarden_policy::Action;
use threadwarden_relevance::Relevance;

use crate::Judgement;

/// What went into a judgement beyond the evidence that it keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What the model looked at; `None` where it was not asked.
    pub model: Option<ModelReading>,
    /// What would have led to another action, one thing at a time, the nearest first of its kind.
    pub changes: Vec<Change>,
}

/// Something that would have led to another action.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// What would have to be otherwise.
    pub instead: Instead,
    /// The action it would have led to.
    pub action: Action,
}

/// What would have to be otherwise, everything else the same.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Instead {
    /// The attack probability, here or beyond, counted in hundredths.
    Probability(f32),
    /// None of the passages attacks somebody who takes part.
    NoPersonalAttack,
    /// Neither that, nor a probability above this.
    NoPersonalAttackAndProbability(f32),
    /// Every personal attack is of this severity.
    Severity(Severity),
    /// The relevance, here or beyond, counted in hundredths.
    Relevance(f32),
}

/// Asks the policy again with one thing changed, for everything that can change.
pub(crate) fn changes(judgement: &Judgement, decide: impl Fn(Attack, Relevance) -> Action) -> Vec<Change> {
    let Judgement { attack, relevance, decision } = judgement;
    let now = decision.action;
    let at_probability = |attack: &Attack, probability: f32| {
        decide(Attack { probability: Some(probability), ..attack.clone() }, relevance.clone())
    };
    let mut changes = Vec::new();
    let mut note = |instead: Instead, action: Action| {
        if action != now {
            changes.push(Change { instead, action });
        }
        action
    };

    if let Some(probability) = attack.probability {
        for steps in [below(probability), above(probability)] {
            if let Some((other, action)) = first_other(now, steps, |other| at_probability(attack, other)) {
                note(Instead::Probability(other), action);
            }
        }
    }
    if attack.personal().next().is_some() {
        let mut calm = attack.clone();
        calm.findings.retain(|finding| !finding.is_personal());
        let action = note(Instead::NoPersonalAttack, decide(calm.clone(), relevance.clone()));
        if let (true, Some(probability)) = (action == now, attack.probability)
            && let Some((other, action)) = first_other(now, below(probability), |other| at_probability(&calm, other))
        {
            note(Instead::NoPersonalAttackAndProbability(other), action);
        }
        for severity in Severity::ALL.iter().copied() {
            let mut other = attack.clone();
            other
                .findings
                .iter_mut()
                .filter(|finding| Finding::is_personal(finding))
                .for_each(|f| f.severity = severity);
            note(Instead::Severity(severity), decide(other, relevance.clone()));
        }
    }
    if let Some(score) = relevance.score {
        let at = |score| decide(attack.clone(), Relevance { score: Some(score), ..relevance.clone() });
        for steps in [below(score), above(score)] {
            if let Some((other, action)) = first_other(now, steps, at) {
                note(Instead::Relevance(other), action);
            }
        }
    }
    changes
}

/// Hundredths below a value, the nearest first.
fn below(value: f32) -> Vec<f32> {
    (0..=100_u8).rev().map(|step| f32::from(step) / 100.0).filter(|&step| step < value).collect()
}

/// Hundredths above a value, the nearest first.
fn above(value: f32) -> Vec<f32> {
    (0..=100_u8).map(|step| f32::from(step) / 100.0).filter(|&step| step > value).collect()
}

fn first_other(now: Action, steps: Vec<f32>, decide: impl Fn(f32) -> Action) -> Option<(f32, Action)> {
    steps.into_iter().map(|step| (step, decide(step))).find(|(_, action)| *action != now)
}

#[cfg(test)]
mod tests {
    use threadwarden_attack::Severity;
    use threadwarden_policy::{Action, Policy};
    use threadwarden_thread::{Article, Comment, Page, Thread};

    use super::{Change, Instead};
    use crate::Moderator;

    fn changes(policy: Policy, text: &str) -> (Action, Vec<Change>) {
        let article = Article {
            title: "Harbour ferry to stop at eight".into(),
            text: "The council will end the evening ferry across the harbour in May.".into(),
            ..Article::default()
        };
        let mut page = Page { article: Some(article), thread: Thread::new("ferry") };
        let first = page.thread.push(Comment::new("1", "Kestrel", "The evening ferry was always empty."));
        let mut reply = Comment::new("2", "Rowan", text);
        reply.parent = Some(first);
        page.thread.push(reply);
        let moderator = Moderator::new(policy).unwrap();
        let review = moderator.review(&page);
        let explanation = moderator.explanation(&page, &review, 1).unwrap();
        (review.comments[1].decision.action, explanation.changes)
    }

    #[test]
    fn a_calm_comment_is_as_far_from_review_as_the_threshold_says() {
        let (action, changes) = changes(Policy::default(), "The harbour ferry was on time in the evening.");
        assert_eq!(action, Action::Publish);
        assert_eq!(changes, [Change { instead: Instead::Probability(0.5), action: Action::Review }]);
    }

    #[test]
    fn an_attack_says_what_would_free_it_and_what_would_hide_it() {
        let (action, changes) = changes(Policy::default(), "You are a fool.");
        assert_eq!(action, Action::Review);
        let has = |instead: Instead, action: Action| changes.contains(&Change { instead, action });
        assert!(has(Instead::Probability(0.9), Action::Hide), "{changes:?}");
        assert!(has(Instead::Severity(Severity::High), Action::Hide), "{changes:?}");
        let freed = changes.iter().any(|change| {
            change.action == Action::Publish
                && matches!(change.instead, Instead::NoPersonalAttack | Instead::NoPersonalAttackAndProbability(_))
        });
        assert!(freed, "{changes:?}");
        assert!(!changes.iter().any(|change| change.action == action));
    }

    #[test]
    fn the_policy_is_asked_and_not_guessed() {
        let policy = Policy { off_topic: Action::Review, adjacent: 0.9, on_topic: 0.95, ..Policy::default() };
        let (action, changes) =
            changes(policy, "The goalkeeper dropped the ball again in the second half of the game.");
        assert_eq!(action, Action::Review);
        let freed = changes.iter().find(|change| matches!(change.instead, Instead::Relevance(_))).unwrap();
        assert_eq!(*freed, Change { instead: Instead::Relevance(0.9), action: Action::Publish });
    }
}
