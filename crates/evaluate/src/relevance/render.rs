//! A report as text and JSON.

use std::fmt;

use serde_json::{Value, json};

use super::{Ablation, PagesReport, Passages, Report};
use crate::statistics::Estimate;

/// A line for each method, then one on replies.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {} comments, {} articles", self.name, self.comments, self.articles)?;
        for method in self.methods.iter().filter(|_| self.comments > 0) {
            writeln!(
                f,
                "  {:<7} own first {}  mrr {}  auc {}  hard {}  one sentence {}",
                method.name,
                text(method.own_first),
                text(method.reciprocal_rank),
                text(method.pooled),
                text(method.hard),
                text(method.sentence)
            )?;
        }
        if self.comments > 0 {
            writeln!(
                f,
                "  above one half: own {:.3}, foreign {:.3}; rank correlation with length {:+.3}",
                self.own_above_half, self.foreign_above_half, self.length_correlation
            )?;
        }
        if self.replies.questions > 0 {
            let replies = &self.replies;
            writeln!(
                f,
                "  replies: alone {}  with thread {}  parent first {} of {}",
                text(replies.alone),
                text(replies.with_thread),
                text(replies.parent_first),
                replies.questions
            )?;
        }
        if self.passages.questions > 0 {
            let Passages { found, chance, questions } = self.passages;
            writeln!(
                f,
                "  passage of words quoted and taken out: {}, chance {chance:.3}, of {questions}",
                text(found)
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Ablation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: pooled auc", self.name)?;
        for (step, figure) in &self.steps {
            writeln!(f, "  {step:<30} {}", text(*figure))?;
        }
        if let [Some(_), Some(_)] = self.thread {
            writeln!(f, "  {:<30} {}", "replies alone", text(self.thread[0]))?;
            writeln!(f, "  {:<30} {}", "replies with thread", text(self.thread[1]))?;
        }
        Ok(())
    }
}

impl Ablation {
    /// The figures as one JSON object.
    pub fn to_json(&self) -> String {
        let steps: serde_json::Map<String, Value> =
            self.steps.iter().map(|(step, figure)| ((*step).to_owned(), object(*figure))).collect();
        json!({
            "name": self.name,
            "pooled_auc": steps,
            "replies": { "alone_auc": object(self.thread[0]), "with_thread_auc": object(self.thread[1]) },
        })
        .to_string()
    }
}

fn text(estimate: Option<Estimate>) -> String {
    estimate.map_or("–".to_owned(), |e| format!("{:.3} [{:.3}, {:.3}]", e.value, e.low, e.high))
}

fn object(estimate: Option<Estimate>) -> Value {
    estimate.map_or(Value::Null, |e| json!({"value": e.value, "low": e.low, "high": e.high}))
}

impl Report {
    /// The report as one JSON object.
    pub fn to_json(&self) -> String {
        let methods: Vec<Value> = self
            .methods
            .iter()
            .map(|method| {
                json!({
                    "name": method.name,
                    "own_first": object(method.own_first),
                    "reciprocal_rank": object(method.reciprocal_rank),
                    "pooled_auc": object(method.pooled),
                    "hard_auc": object(method.hard),
                    "sentence_auc": object(method.sentence),
                })
            })
            .collect();
        json!({
            "name": self.name,
            "articles": self.articles,
            "comments": self.comments,
            "methods": methods,
            "own_above_half": self.own_above_half,
            "foreign_above_half": self.foreign_above_half,
            "length_correlation": self.length_correlation,
            "replies": {
                "alone_auc": object(self.replies.alone),
                "with_thread_auc": object(self.replies.with_thread),
                "parent_first": object(self.replies.parent_first),
                "questions": self.replies.questions,
            },
            "passages": {
                "found": object(self.passages.found),
                "chance": self.passages.chance,
                "questions": self.passages.questions,
            },
        })
        .to_string()
    }
}

impl PagesReport {
    /// The figures as one JSON object.
    pub fn to_json(&self) -> String {
        let [score, cosine, bm25] = self.own_first;
        json!({ "comments": self.comments, "own_first": { "score": score, "cosine": cosine, "bm25": bm25 } })
            .to_string()
    }
}

impl fmt::Display for PagesReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [score, cosine, bm25] = self.own_first;
        writeln!(f, "own article first: score {score}, cosine {cosine}, bm25 {bm25}, of {} comments", self.comments)
    }
}
