/*!
Reads a comment thread and says what a careful moderator would do with each comment.

# Overview

You have a [`Page`]: an [`Article`], and the [`Thread`] of [`Comment`]s under it.
You want to know which comments attack a person taking part (another commenter,
or the article's author), which have nothing to do with the article, and what to
do about them. A [`Moderator`] tells you, in one of two ways:

- [`Moderator::review`] reads a whole page and returns a [`Review`]: a
  [`Judgement`] for every comment, the quarrels between people ([`Exchange`]),
  counts, and the versions behind them.
- [`Moderator::comment`] judges one [`Draft`] against a thread that is already
  there, without reading the thread again. It is what a forum calls before it
  publishes, and it decides as a review of the whole thread would.

A judgement keeps its evidence: an [`Attack`] holds [`Finding`]s with the words
that attack, whom they mean and how that is known; a [`Relevance`] holds the
passage of the article that the comment answers and the terms they share. Every
[`Span`] is a byte range into the text you gave. The [`Policy`] turns both into
a [`Decision`], with reasons in words.

Judging never fails: any text has a judgement, and "cannot be judged" is one.

# Example

```
use threadwarden::{Action, Article, Comment, Draft, Moderator, Page, Thread};

let mut page = Page {
    article: Some(Article {
        title: "Harbour ferry to stop at eight".into(),
        text: "The council will end the evening ferry across the harbour in May.".into(),
        ..Article::default()
    }),
    thread: Thread::new("ferry"),
};
let first = page.thread.push(Comment::new("1", "Kestrel", "The evening ferry across the harbour was always empty."));

let moderator = Moderator::default();
let draft = Draft { author: "Rowan".into(), text: "You are an idiot.".into(), parent: Some(first) };
let judgement = moderator.comment(&page, &draft);

assert!(judgement.decision.flagged);
assert_ne!(judgement.decision.action, Action::Publish);
let finding = judgement.attack.personal().next().expect("a flagged comment has its evidence");
assert_eq!(finding.target.author.as_deref(), Some("Kestrel"));
println!("{:?}: {}", finding.span.of(&draft.text), judgement.decision.reasons[0]);

// The page as it is goes through whole.
let review = moderator.review(&page);
assert_eq!(review.counts.published, 1);
```

# What it leaves to others

Nothing here opens files, parses formats or prints. Pages come from the
`threadwarden-parse` crate, reports are written by `threadwarden-report`.
*/

mod draft;
mod moderator;
mod quotation;
mod review;

pub use draft::Draft;
pub use moderator::Moderator;
pub use review::{Counts, Judgement, Provenance, Review, Urgency};

pub use threadwarden_attack::{
    Attack, Blow, Category, Exchange, Finding, Severity, Side, Target, TargetKind, Turn, Verdict as AttackVerdict, Via,
};
pub use threadwarden_policy::{
    Action, Allowed, Band, Case, CommenterTexts, Contradiction, Decision, Exemption, Field, Fields, Insult,
    ModeratorTexts, PLACES, Policy, Reason, Rule, Section, Value, WordKind,
};
pub use threadwarden_relevance::{Passage, Quotation, Relevance, Source, Term, Verdict as RelevanceVerdict};
pub use threadwarden_text::Span;
pub use threadwarden_thread::{Article, Comment, CommentId, Cue, Link, Page, State, Thread, Time, TimeKind};
