/*!
Reads a comment thread and says what a careful moderator would do with each comment.

# A page goes in

Everything begins with a [`Page`]: an [`Article`], and the [`Thread`] of [`Comment`]s under it. A forum builds one from its
database; the `threadwarden-parse` crate builds one from a file of nearly any format.

```
use threadwarden::{Article, Comment, Page, Thread};

let article = Article {
    title: "Harbour ferry to stop at eight".into(),
    text: "The council will end the evening ferry across the harbour in May.".into(),
    ..Article::default()
};
let mut page = Page { article: Some(article), thread: Thread::new("ferry") };
let first = page.thread.push(Comment::new("1", "Kestrel", "The evening ferry across the harbour was always empty."));
let mut answer = Comment::new("2", "Rowan", "You are an idiot.");
answer.parent = Some(first);
page.thread.push(answer);
```

# A review comes out

A [`Moderator`] is built once and kept; it can be shared between threads, and cloning it is free. [`Moderator::review`] reads
a whole page and returns a [`Review`]: a [`Judgement`] for every comment, the quarrels between the people ([`Exchange`]),
counts, and the versions behind it all.

```
# use threadwarden::{Comment, Page, Thread};
# let mut page = Page { article: None, thread: Thread::new("ferry") };
# let first = page.thread.push(Comment::new("1", "Kestrel", "The evening ferry across the harbour was always empty."));
# let mut answer = Comment::new("2", "Rowan", "You are an idiot.");
# answer.parent = Some(first);
# page.thread.push(answer);
use threadwarden::{Action, Moderator};

let moderator = Moderator::default();
let review = moderator.review(&page);
assert_eq!((review.counts.published, review.counts.flagged), (1, 1));

let judgement = &review.comments[1];
assert_ne!(judgement.decision.action, Action::Publish);
```

A judgement keeps its evidence, so that a person can check it. Its [`Attack`] holds [`Finding`]s: the words that attack, whom
they mean, and how that is known. Every [`Span`] is a byte range into the text you gave.

```
# use threadwarden::{Comment, Moderator, Page, Thread};
# let mut page = Page { article: None, thread: Thread::new("ferry") };
# let first = page.thread.push(Comment::new("1", "Kestrel", "The evening ferry across the harbour was always empty."));
# let mut answer = Comment::new("2", "Rowan", "You are an idiot.");
# answer.parent = Some(first);
# page.thread.push(answer);
# let review = Moderator::default().review(&page);
# let judgement = &review.comments[1];
let finding = judgement.attack.personal().next().expect("a flagged comment has its evidence");
assert_eq!(finding.span.of(&page.thread.comments[1].text), "You are an idiot");
assert_eq!(finding.target.author.as_deref(), Some("Kestrel"));
```

Its [`Relevance`] says how much the comment has to do with the article, from 0 to 1, with the passage it answers. Its
[`Decision`] says what is to happen, which setting or rule of the policy says so, every [`Reason`] in words, and what a
moderator and the writer may be told.

# A policy of your own

The default [`Policy`] publishes everything but personal attacks, and asks a person about those. Its fields are public;
[`Rule`]s, [`Exemption`]s, words and [`Section`]s say what your site wants otherwise.

```
use threadwarden::{Action, Category, Moderator, Policy, Rule};

let threats = Rule {
    id: "threats".into(),
    category: vec![Category::Threat],
    action: Action::Hide,
    commenter: Some("Threats are hidden at once, {author}.".into()),
    ..Rule::default()
};
let policy = Policy { name: "harbour".into(), rules: vec![threats], ..Policy::default() };
// What contradicts itself, or can never have an effect, is refused here.
let moderator = Moderator::new(policy)?;
# Ok::<(), threadwarden::Contradiction>(())
```

# A second reading

With the feature `second-stage`, a small transformer reads the comments that leave the fast model in doubt, or all of them:
`Moderator::default().with_second_stage(SecondStage::Auto, None)`. It knows what is answered, and finds attacks that have no
insulting word; it is slower by three orders of magnitude.

# Before it is posted

[`Moderator::comment`] judges one [`Draft`] against a thread that is already there, without reading the thread again. It is
what a forum calls before it publishes, and it decides as a review of the whole thread would.

```
# use threadwarden::{Comment, Moderator, Page, Thread};
# let mut page = Page { article: None, thread: Thread::new("ferry") };
# let first = page.thread.push(Comment::new("1", "Kestrel", "The evening ferry across the harbour was always empty."));
use threadwarden::Draft;

let draft = Draft { author: "Rowan".into(), text: "On Fridays it was full.".into(), parent: Some(first) };
assert_eq!(Moderator::default().comment(&page, &draft).decision.rule, "publish");
```

# Why, and what would have changed it

For one comment that somebody asks about, [`Moderator::explanation`] tells what the model looked at most and what would have
changed the decision. It judges the comment again, so it is not for every comment.

# What it leaves to others

Judging never fails: any text has a judgement, and "cannot be judged" is one. Nothing here opens files, parses formats or
prints: pages come from `threadwarden-parse`, reports are written by `threadwarden-report`. The `examples` folder of the
repository has a batch job, a forum's handler for a new comment, and a nightly report.
*/

mod draft;
mod explanation;
mod moderator;
mod quotation;
mod review;
#[cfg(feature = "second-stage")]
mod second_stage;

pub use draft::Draft;
pub use explanation::{Change, Explanation, Instead};
pub use moderator::Moderator;
pub use review::{Counts, Judgement, Provenance, Review, Urgency};
#[cfg(feature = "second-stage")]
pub use second_stage::SecondStage;
#[cfg(feature = "second-stage")]
pub use threadwarden_encoder::WeightsError;

pub use threadwarden_attack::{
    Attack, Blow, Category, Exchange, Finding, Influence, ModelReading, Severity, Side, Stages, Target, TargetKind,
    Turn, Verdict as AttackVerdict, Via,
};
pub use threadwarden_policy::{
    Action, Allowed, Band, Case, CommenterTexts, Contradiction, Decision, Exemption, Field, Fields, Insult,
    ModeratorTexts, PLACES, Policy, Reason, Rule, Section, Value, WordKind,
};
pub use threadwarden_relevance::{Passage, Quotation, Relevance, Source, Term, Verdict as RelevanceVerdict};
pub use threadwarden_text::Span;
pub use threadwarden_thread::{Article, Comment, CommentId, Cue, Link, Page, State, Thread, Time, TimeKind};
