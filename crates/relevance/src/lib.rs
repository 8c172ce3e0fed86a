/*!
Scores how much a comment has to do with the article it stands under.

# Overview

A [`Scorer`] reads an article once ([`Scorer::prepare`]) and then scores any
number of comments against it: a whole [`thread`](Scorer::thread), or one new
[`comment`](Scorer::comment) with the comments above it. Each gets a
[`Relevance`]: the score of its own words, its relevance to the comment it
answers, both taken together, and the evidence, which is the passage meant, the
terms matched and whose words it repeats.

The score is a claim about topic only: a comment can be rude and relevant, or
polite and off topic, and nothing here looks at the difference. A comment of
too few words, or in another language, gets a [`Verdict`] and no number.

# How

Words are cut to stems and weighed by how telling they are in a [`Background`]
of news articles and comments. BM25 compares the comment with the article and
with each of its passages, and a table of names lets "Kremlin" meet "Russia".
What the same comment scores against some hundred unrelated background
articles, and what unrelated articles score against this one, turns that into a
number that means the same on every page. Word [`Vectors`] tell what shared
words cannot, the more the shorter the article. A logistic regression maps it
all onto `0..=1`, where 0.5 is as likely for a comment of this article as for
one of another. A reply takes over part of what was said above it.

[`Relevance::quotations`] shows what a comment repeats word for word, or nearly so.
`TABLES.md` beside this crate says where the tables come from, how to build them
again, and how well the score does.

This crate does no I/O and holds no thresholds.

# Example

```
use threadwarden_relevance::{Scorer, Verdict};
use threadwarden_text::Document;
use threadwarden_thread::Article;

let scorer = Scorer::default();
let article = scorer.prepare(&Article {
    title: "Council closes the harbour bridge".to_owned(),
    text: "The council voted to close the old harbour bridge. Fishermen fear for the season.".to_owned(),
    ..Article::default()
});
let score = |text: &str| scorer.comment(Some(&article), &Document::new(text), &[]);

let about = score("Without the bridge the fishermen cannot reach the northern quay.");
let stray = score("My cousin bakes wonderful bread and sells it on the market square.");
assert!(about.score > Some(0.5) && stray.score < Some(0.5));
assert_eq!(score("Agreed!").verdict, Verdict::TooShort);
```
*/

mod alias;
mod article;
mod background;
mod bm25;
mod calibrate;
mod index;
mod inherit;
mod language;
mod mention;
mod quotation;
mod reader;
mod reading;
mod relevance;
mod reply;
mod scorer;
mod signals;
mod spread;
mod stem;
mod stop;
mod term;
pub mod training;
mod vectors;
mod words;

pub use article::PreparedArticle;
pub use background::{Background, BackgroundBuilder};
pub use reader::TableError;
pub use relevance::{Passage, Quotation, Relevance, Source, Term, Verdict};
pub use reply::ReplySignals;
pub use scorer::Scorer;
pub use signals::Signals;
pub use vectors::{Vectors, VectorsBuilder};
