/*!
Finds attacks between the people of a comment thread.

# Overview

A [`Detector`] judges the comments of a thread. Each gets an [`Attack`]: a
verdict, a probability, and [`Finding`]s, each with the words that attack, the
kind of attack, how bad and how sure it is, and the [`Target`]: who is meant
and how that is known.

An attack is on a person taking part in the thread or on the author of the
article. Harsh words for anybody else are found too, with their own target,
and are no personal attack. What counts and what does not is written down in
the README's definition.

Attacks between the same people make quarrels: [`exchanges`] tells for a judged
thread who opened each, its turns, and whether several went for one.

Rules come in two kinds: functions, one per file of `rules`, and phrases, as
data with their own cases, in `data/phrases`. Words are rows of
`data/lexicon.csv`. All of it is compiled in.

Where words alone leave doubt, a [`Reader`] can be asked as a second stage; see
[`Detector::with_reader`].

This crate does no I/O, holds no thresholds, and knows nothing of relevance.

# Example

```
use threadwarden_attack::{Category, Detector};
use threadwarden_text::Document;
use threadwarden_thread::{Comment, Thread};

let mut thread = Thread::new("harbour");
let first = thread.push(Comment::new("1", "Kestrel", "The ferry is late again."));
let mut reply = Comment::new("2", "Rowan", "You are a fool, and the ferry was on time.");
reply.parent = Some(first);
thread.push(reply);

let documents: Vec<Document> = thread.comments.iter().map(|c| Document::new(&c.text)).collect();
let attacks = Detector::default().thread(&thread, None, &documents);

let finding = attacks[1].personal().next().expect("an attack");
assert_eq!(finding.category, Category::Insult);
assert_eq!(finding.span.of(&thread.comments[1].text), "You are a fool");
assert_eq!(finding.target.author.as_deref(), Some("Kestrel"));
assert!(attacks[0].findings.is_empty());
```
*/

mod circumstance;
mod class;
mod detector;
mod disguise;
mod evidence;
mod exchange;
mod finding;
mod harsh;
mod hash;
mod influence;
mod knowledge;
mod language;
mod model;
mod named;
mod ordinary;
mod participants;
mod reading;
mod rules;
mod second_stage;
mod site;
mod target;
pub mod training;
mod vocabulary;

pub use detector::Detector;
pub use exchange::{Blow, Exchange, Side, Turn, exchanges};
pub use finding::{Attack, Category, Finding, Severity, Target, TargetKind, Verdict, Via};
pub use influence::{Influence, ModelReading};
pub use second_stage::{Reader, Stages};
pub use site::{SiteInsult, SiteWords};
