use threadwarden_text::Document;

use super::Ready;
use crate::statistics::{Estimate, estimate_groups};

/// Whether comments that quote the article point to the passage quoted once the quoted words are gone.
#[derive(Clone, Debug, Default)]
pub struct Passages {
    /// Share of them that do; `None` where nobody quotes.
    pub found: Option<Estimate>,
    /// What guessing would find.
    pub chance: f64,
    /// Comments asked about.
    pub questions: usize,
}

pub(super) fn measure(ready: &Ready) -> Passages {
    let (mut hits, mut chance) = (Vec::new(), 0.0);
    for (at, own) in ready.own() {
        let article = &ready.articles[own];
        let quotations = ready.scorer.comment(Some(article), &ready.documents[at], &[]).quotations;
        let Some(first) = quotations.first() else { continue };
        let meant = article.passages().iter().position(|passage| passage.end > first.original.start);
        let mut rest = ready.data.comments[at].text.clone();
        for quotation in quotations.iter().rev() {
            rest.replace_range(quotation.span.start..quotation.span.end, " ");
        }
        let found = ready.scorer.comment(Some(article), &Document::new(&rest), &[]).passage.map(|found| found.index);
        if article.passages().len() > 1 && found.is_some() {
            hits.push((own, found == meant));
            chance += 1.0 / article.passages().len() as f64;
        }
    }
    let found = estimate_groups(&hits, |hits: &[bool]| {
        (!hits.is_empty()).then(|| hits.iter().filter(|hit| **hit).count() as f64 / hits.len() as f64)
    });
    Passages { found, chance: chance / hits.len().max(1) as f64, questions: hits.len() }
}
