/*!
Measures verdicts against labelled comments.

# Overview

[`attack::evaluate`] judges labelled comments with a [`Moderator`](threadwarden::Moderator) and says how well the verdicts
agree with the labels: area under the ROC curve, average precision, precision, recall and F1 at the shipped decision, alarms
per 10,000 clean comments, calibration error, and the same per category, per target and for comments that name an identity.
Figures that a sample can move carry a bootstrap interval.

[`relevance::evaluate`] asks of articles and the comments under them how well the relevance score tells a comment's own
article from others, beside TF-IDF cosine and plain BM25; [`relevance::ablate`] what is lost without each step of the
design, and [`relevance::rank_pages`] how often comments rank their own page first among pages on one subject. These ask
the [`Scorer`](relevance::Scorer) itself: a review would judge attacks some million times over for nothing.

[`calibrate::calibrate`] finds the threshold that reaches a precision or keeps to a daily budget.

[`statistics`] holds the measures themselves, [`random`] what draws the samples.

# Example

```
use threadwarden_evaluate::statistics::area_under_roc;

assert_eq!(area_under_roc(&[(0.9, true), (0.2, false), (0.4, false)]), Some(1.0));
```
*/

pub mod attack;
pub mod calibrate;
mod labelled;
pub mod parse;
pub mod random;
pub mod relevance;
pub mod statistics;

pub use labelled::{Labelled, ReadError, read};
