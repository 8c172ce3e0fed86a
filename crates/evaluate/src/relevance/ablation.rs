use threadwarden_relevance::Signals;

use super::{Data, Options, Ready, Scorer, foreign};
use crate::statistics::{Estimate, area_under_roc, estimate_groups};

/// What is lost without each step of the design.
#[derive(Clone, Debug)]
pub struct Ablation {
    /// What the set is called.
    pub name: String,
    /// The pooled AUC of single comments with every step, then without each in turn.
    pub steps: Vec<(&'static str, Option<Estimate>)>,
    /// The pooled AUC of replies from their own words alone, and with the thread.
    pub thread: [Option<Estimate>; 2],
}

/// Steps of the design, and the measurements that rest on each.
const STEPS: [(&str, &[&str]); 8] = [
    ("all steps", &[]),
    ("without background articles", &["article-z", "article-z-long"]),
    ("without the comment's ceiling", &["comment-z", "comment-z-long"]),
    ("without passages", &["passage", "near-passage"]),
    ("without title", &["title", "title-long"]),
    ("without pairs", &["pairs"]),
    ("without number of matches", &["matches", "matches-long", "single", "single-long", "mass"]),
    ("without word vectors", &["near", "near-z", "near-passage", "near-new", "near-long", "near-z-long"]),
];

/// Leaves out one step after the other: its measurements tell nothing, and all weights stay as they are.
pub fn ablate(name: &str, data: &Data, scorer: &Scorer, options: &Options) -> Ablation {
    let ready = Ready::new(data, scorer);
    let with_all = pairs(&ready, options);
    let typical = Signals::mean(with_all.iter().map(|(_, (signals, _))| signals));
    let figure = |pairs: &[(usize, (Signals, bool))], without: &[&str]| {
        let scored: Vec<(usize, (f64, bool))> = pairs
            .iter()
            .map(|(group, (signals, own))| (*group, (f64::from(signals.without(without, &typical).relevance()), *own)))
            .collect();
        estimate_groups(&scored, area_under_roc)
    };
    let mut steps: Vec<_> = STEPS.iter().map(|(step, names)| (*step, figure(&with_all, names))).collect();
    let plain = scorer.clone().without_aliases();
    steps.push(("without aliases", figure(&pairs(&Ready::new(data, &plain), options), &[])));
    let replies = super::replies::measure(&ready, options);
    Ablation { name: name.to_owned(), steps, thread: [replies.alone, replies.with_thread] }
}

/// Every comment measured against its own article and some foreign ones, grouped by the own one.
fn pairs(ready: &Ready, options: &Options) -> Vec<(usize, (Signals, bool))> {
    let own = ready.own();
    let drawn = foreign(&own, ready.articles.len(), options.random);
    let mut against: Vec<Vec<usize>> = vec![Vec::new(); ready.articles.len()];
    for (row, (_, article)) in own.iter().enumerate() {
        against[*article].push(row);
        drawn[row].iter().for_each(|other| against[*other].push(row));
    }
    let mut pairs = Vec::new();
    for (article, rows) in against.iter().enumerate() {
        let documents = rows.iter().map(|row| &ready.documents[own[*row].0]);
        let signals = ready.scorer.signals_of(&ready.articles[article], documents);
        pairs.extend(signals.zip(rows).map(|(signals, row)| (own[*row].1, (signals, own[*row].1 == article))));
    }
    pairs
}
