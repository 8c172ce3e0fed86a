use std::collections::HashMap;

use threadwarden_relevance::PreparedArticle;
use threadwarden_text::Document;
use threadwarden_thread::{Comment, Thread};

use super::{Options, Ready};
use crate::random::Random;
use crate::statistics::{Estimate, area_under_roc, estimate_groups};

/// Figures about replies; `None` where a set has none.
#[derive(Clone, Debug, Default)]
pub struct Replies {
    /// AUC of replies from their own words alone, own article against random ones.
    pub alone: Option<Estimate>,
    /// The same with the thread taken into account.
    pub with_thread: Option<Estimate>,
    /// Share of replies whose parent scores highest among other comments of the article.
    pub parent_first: Option<Estimate>,
    /// Replies asked about.
    pub questions: usize,
}

pub(super) fn measure(ready: &Ready, options: &Options) -> Replies {
    let (alone, with_thread) = in_threads(ready, options);
    let parents = parents(ready, options);
    Replies {
        alone: estimate_groups(&alone, area_under_roc),
        with_thread: estimate_groups(&with_thread, area_under_roc),
        parent_first: estimate_groups(&parents, |hits: &[bool]| {
            (!hits.is_empty()).then(|| hits.iter().filter(|hit| **hit).count() as f64 / hits.len() as f64)
        }),
        questions: parents.len(),
    }
}

/// Rows with the article they are resampled with.
type Grouped<T> = Vec<(usize, T)>;
/// Scores, and whether the article is the own one.
type Scored = Grouped<(f64, bool)>;

/// Every reply against its own article and random ones, alone and with its thread.
fn in_threads(ready: &Ready, options: &Options) -> (Scored, Scored) {
    let rows = &ready.data.comments;
    let mut random = Random::new(2);
    let (mut alone, mut with_thread) = (Vec::new(), Vec::new());
    for article in 0..ready.articles.len() {
        let members: Vec<usize> = (0..rows.len()).filter(|at| ready.article_of[*at] == Some(article)).collect();
        let place: HashMap<&str, usize> =
            members.iter().enumerate().map(|(at, member)| (rows[*member].id.as_str(), at)).collect();
        let mut thread = Thread::new("");
        for member in &members {
            let row = &rows[*member];
            let mut comment = Comment::new(row.id.as_str(), row.author.as_deref().unwrap_or(""), row.text.as_str());
            comment.parent = row.parent_id.as_deref().and_then(|id| place.get(id).copied());
            thread.push(comment);
        }
        if thread.roots().count() == thread.len() {
            continue;
        }
        let documents: Vec<Document> = members.iter().map(|member| ready.documents[*member].clone()).collect();
        let foreign = random.distinct(options.random, ready.articles.len(), article);
        for compared in std::iter::once(article).chain(foreign) {
            let relevances = ready.scorer.thread(Some(&ready.articles[compared]), &thread, &documents);
            for (comment, relevance) in thread.comments.iter().zip(relevances) {
                if let (Some(_), Some(own), Some(score)) = (comment.parent, relevance.own, relevance.score) {
                    alone.push((article, (f64::from(own), compared == article)));
                    with_thread.push((article, (f64::from(score), compared == article)));
                }
            }
        }
    }
    (alone, with_thread)
}

/// Whether each reply's parent scores above the other candidates.
fn parents(ready: &Ready, options: &Options) -> Grouped<bool> {
    let rows = &ready.data.comments;
    let index: HashMap<&str, usize> = rows.iter().enumerate().map(|(at, row)| (row.id.as_str(), at)).collect();
    let mut under: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        under.entry(&row.article_id).or_default().push(at);
    }
    let mut random = Random::new(3);
    let mut hits = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Some(parent) = row.parent_id.as_deref().and_then(|id| index.get(id)).copied() else { continue };
        let Some(others) = under.get(row.article_id.as_str()) else { continue };
        let others: Vec<usize> = others.iter().copied().filter(|other| *other != at && *other != parent).collect();
        if others.is_empty() {
            continue;
        }
        let drawn = random.distinct(options.candidates.saturating_sub(1), others.len(), usize::MAX);
        let article = ready.article_of[at].map(|article| &ready.articles[article]);
        let mine = likeness(ready, article, at, parent);
        let beaten = drawn.into_iter().all(|other| likeness(ready, article, at, others[other]) < mine);
        hits.push((under[row.article_id.as_str()][0], beaten));
    }
    hits
}

/// How relevant a comment is to another, as its reply.
fn likeness(ready: &Ready, article: Option<&PreparedArticle>, reply: usize, parent: usize) -> f32 {
    let [reply, parent] = [reply, parent].map(|at| &ready.documents[at]);
    ready.scorer.comment(article, reply, &[parent]).parent.unwrap_or(0.0)
}
