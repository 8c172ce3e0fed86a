use threadwarden_relevance::Scorer;
use threadwarden_text::Document;
use threadwarden_thread::Page;

use super::baseline::{Baseline, counts};

/// How often comments score highest against the article they stand under, among a few pages on one subject.
#[derive(Clone, Debug, Default)]
pub struct PagesReport {
    /// Comments with enough in them to judge.
    pub comments: usize,
    /// Of these, how often the own article comes first by the score, by TF-IDF cosine and by BM25.
    pub own_first: [usize; 3],
}

/// Compares every comment of some pages with the articles of all of them.
pub fn rank_pages(pages: &[Page], scorer: &Scorer) -> PagesReport {
    let with_article: Vec<&Page> = pages.iter().filter(|page| page.article.is_some()).collect();
    let articles: Vec<_> = with_article.iter().filter_map(|page| page.article.clone()).collect();
    let texts: Vec<String> = articles.iter().map(|article| format!("{}\n{}", article.title, article.text)).collect();
    let baseline = Baseline::new(texts.iter().map(String::as_str));
    let mut report = PagesReport::default();
    for (own, page) in with_article.iter().enumerate() {
        // Each comment by its own words: nothing is inherited.
        let documents: Vec<Document> =
            page.thread.comments.iter().map(|comment| Document::new(&comment.text)).collect();
        let scores: Vec<Vec<Option<f32>>> = articles
            .iter()
            .map(|article| {
                let article = scorer.prepare(article);
                let relevances = scorer.thread(Some(&article), &page.thread, &documents);
                relevances.iter().map(|relevance| relevance.own).collect()
            })
            .collect();
        for (at, comment) in page.thread.comments.iter().enumerate() {
            if scores[own][at].is_none() {
                continue;
            }
            report.comments += 1;
            let words = counts(&comment.text);
            let methods: [&dyn Fn(usize) -> f32; 3] = [
                &|article| scores[article][at].unwrap_or(0.0),
                &|article| baseline.cosine(&words, article),
                &|article| baseline.bm25(&words, article),
            ];
            for (first, score) in report.own_first.iter_mut().zip(methods) {
                let mine = score(own);
                *first += usize::from((0..articles.len()).all(|other| other == own || score(other) < mine));
            }
        }
    }
    report
}
