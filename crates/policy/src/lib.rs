/*!
Turns what was found in a comment into a decision: publish, review or hide.

# Overview

A [`Policy`] is a handful of thresholds, each a public field with a default.
[`Policy::decide`] compares them with an attack verdict and a relevance score
and returns a [`Decision`]: the [`Action`], whether the comment counts as
flagged, the relevance [`Band`], and every [`Reason`] in words and as an id.

This crate never sees a comment's text, reads no files and knows no formats.
[`Field::ALL`] lists the settings by key, so that a program can read them from
whatever it likes; [`Policy::check`] refuses settings that contradict each other.

# Example

```
use threadwarden_attack::{Attack, Verdict};
use threadwarden_policy::{Action, Policy};
use threadwarden_relevance::{Relevance, Verdict as RelevanceVerdict};

let attack = Attack { verdict: Verdict::Judged, probability: Some(0.7), findings: Vec::new(), disguised: false };
let relevance = Relevance {
    verdict: RelevanceVerdict::NoArticle,
    score: None,
    own: None,
    parent: None,
    passage: None,
    terms: Vec::new(),
    quotations: Vec::new(),
};

let decision = Policy::default().decide(&attack, &relevance);
assert_eq!(decision.action, Action::Review);
assert!(decision.flagged);
assert_eq!(decision.reasons[0].to_string(), "likely-attack: probability 0.70, review from 0.50");

let lenient = Policy { review: 0.8, ..Policy::default() };
assert_eq!(lenient.decide(&attack, &relevance).action, Action::Publish);
```
*/

mod action;
mod check;
mod decision;
mod field;
mod fingerprint;
mod policy;
mod reason;

pub use action::{Action, Band};
pub use check::Contradiction;
pub use decision::Decision;
pub use field::{Field, Value, WrongKind};
pub use policy::Policy;
pub use reason::Reason;
