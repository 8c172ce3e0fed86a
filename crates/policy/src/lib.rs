/*!
Turns what was found in a comment into a decision: publish, review or hide.

# Overview

A [`Policy`] is a handful of thresholds, each a public field with a default, and
what a site adds to them: [`Rule`]s of its own by category, target and severity,
[`Exemption`]s, words, [`Section`]s with other settings, and the texts that a
moderator and a commenter read. [`Policy::decide`] takes a [`Case`], an attack
verdict and a relevance score, and returns a [`Decision`]: the [`Action`], the
rule that decided, whether the comment counts as flagged, the relevance
[`Band`], every [`Reason`] in words and as an id, and both texts.

This crate never sees a comment's text, reads no files and knows no formats.
[`Fields`] lists the settings by key, so that a program can read them from
whatever it likes; [`Policy::check`] refuses settings that contradict each other
and parts that can never have an effect.

# Example

```
use threadwarden_attack::{Attack, Verdict};
use threadwarden_policy::{Action, Case, Policy};
use threadwarden_relevance::{Relevance, Verdict as RelevanceVerdict};

let attack = Attack {
    verdict: Verdict::Judged,
    probability: Some(0.7),
    findings: Vec::new(),
    disguised: false,
    stages: None,
};
let relevance = Relevance {
    verdict: RelevanceVerdict::NoArticle,
    score: None,
    own: None,
    parent: None,
    passage: None,
    terms: Vec::new(),
    quotations: Vec::new(),
};

let decision = Policy::default().decide(&Case::new(&attack, &relevance));
assert_eq!(decision.action, Action::Review);
assert_eq!(decision.rule, "attack.review");
assert!(decision.flagged);
assert_eq!(decision.reasons[0].to_string(), "likely-attack: probability 0.70, review from 0.50");

let lenient = Policy { review: 0.8, ..Policy::default() };
assert_eq!(lenient.decide(&Case::new(&attack, &relevance)).action, Action::Publish);
```
*/

mod action;
mod check;
mod decision;
mod field;
mod fingerprint;
mod glob;
mod policy;
mod reason;
mod rule;
mod site;
mod text;
mod value;

pub use action::{Action, Band};
pub use check::Contradiction;
pub use decision::{Case, Decision};
pub use field::{Field, Fields};
pub use policy::Policy;
pub use reason::Reason;
pub use rule::Rule;
pub use site::{Allowed, Exemption, Insult, Section, WordKind};
pub use text::{CommenterTexts, ModeratorTexts, PLACES};
pub use value::{Value, WrongKind};
