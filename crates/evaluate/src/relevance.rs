//! How well relevance tells a comment's own article from others, beside TF-IDF cosine and plain BM25.
//!
//! Nobody labelled anything: a comment belongs to the article it stands under.

mod ablation;
mod baseline;
mod data;
mod pages;
mod passages;
mod render;
mod replies;

use std::collections::HashMap;

use threadwarden_relevance::PreparedArticle;
use threadwarden_text::Document;
use threadwarden_thread::{Article, Comment, Thread};

use crate::random::Random;
use crate::statistics::{Estimate, area_under_roc, estimate_groups, rank_correlation};

pub use ablation::{Ablation, ablate};
pub use baseline::{Baseline, Counts, counts};
pub use data::Data;
pub use pages::{PagesReport, rank_pages};
pub use passages::Passages;
pub use replies::Replies;
pub use threadwarden_relevance::Scorer;

/// How much to compare.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Other articles, drawn at random, that a comment is compared with in the pooled figure.
    pub random: usize,
    /// The nearest other articles that it is compared with in the hard one.
    pub nearest: usize,
    /// Candidates for the parent of a reply, the true one among them.
    pub candidates: usize,
}

impl Default for Options {
    /// As in the protocol: 20, 10 and 10.
    fn default() -> Self {
        Options { random: 20, nearest: 10, candidates: 10 }
    }
}

/// Figures of one set.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the set is called.
    pub name: String,
    /// Articles of the set, commented or not.
    pub articles: usize,
    /// Comments that stand under one of them.
    pub comments: usize,
    /// The score, the cosine and BM25, in this order.
    pub methods: Vec<Method>,
    /// Share of comments scored above one half against their own article.
    pub own_above_half: f64,
    /// The same against articles drawn at random.
    pub foreign_above_half: f64,
    /// Spearman's rank correlation of the score against the own article with the comment's length.
    pub length_correlation: f64,
    /// Figures about replies.
    pub replies: Replies,
    /// Figures about passages.
    pub passages: Passages,
}

/// How well one way of scoring does; intervals come from drawing articles anew.
#[derive(Clone, Debug)]
pub struct Method {
    /// `score`, `cosine` or `bm25`.
    pub name: &'static str,
    /// Share of comments whose own article scores highest of all.
    pub own_first: Option<Estimate>,
    /// The mean reciprocal rank of the own article.
    pub reciprocal_rank: Option<Estimate>,
    /// AUC of own articles against random ones, all comments pooled.
    pub pooled: Option<Estimate>,
    /// AUC against the nearest other articles, near-duplicates left out.
    pub hard: Option<Estimate>,
    /// The pooled AUC of each comment's first sentence.
    pub sentence: Option<Estimate>,
}

/// Fewest words of the sentence that stands for a comment.
const SENTENCE_WORDS: usize = 6;

/// A set made ready: articles, and for each comment the one it stands under.
struct Ready<'a> {
    data: &'a Data,
    scorer: &'a Scorer,
    articles: Vec<PreparedArticle>,
    article_of: Vec<Option<usize>>,
    documents: Vec<Document>,
}

impl<'a> Ready<'a> {
    fn new(data: &'a Data, scorer: &'a Scorer) -> Ready<'a> {
        let index: HashMap<&str, usize> =
            data.articles.iter().enumerate().map(|(at, row)| (row.id.as_str(), at)).collect();
        Ready {
            data,
            scorer,
            articles: articles(data).iter().map(|article| scorer.prepare(article)).collect(),
            article_of: data.comments.iter().map(|row| index.get(row.article_id.as_str()).copied()).collect(),
            documents: data.comments.iter().map(|row| Document::new(&row.text)).collect(),
        }
    }

    /// The comments that stand under an article, and which.
    fn own(&self) -> Vec<(usize, usize)> {
        self.article_of.iter().enumerate().filter_map(|(at, own)| Some((at, (*own)?))).collect()
    }
}

/// The articles as the scorer reads them; keywords are part of the text.
fn articles(data: &Data) -> Vec<Article> {
    let article = |row: &data::ArticleRow| {
        let text = format!("{}\n\n{}", row.body, row.keywords.join(", "));
        Article { title: row.title.clone(), text: text.trim().to_owned(), ..Article::default() }
    };
    data.articles.iter().map(article).collect()
}

/// Articles to compare each comment with, drawn at random.
fn foreign(own: &[(usize, usize)], articles: usize, count: usize) -> Vec<Vec<usize>> {
    let mut random = Random::new(1);
    own.iter().map(|(_, own)| random.distinct(count, articles, *own)).collect()
}

/// Runs the whole protocol over a set.
pub fn evaluate(name: &str, data: &Data, scorer: &Scorer, options: &Options) -> Report {
    let ready = Ready::new(data, scorer);
    let own = ready.own();
    let texts: Vec<String> =
        articles(data).iter().map(|article| format!("{}\n{}", article.title, article.text)).collect();
    let baseline = Baseline::new(texts.iter().map(String::as_str));
    let whole: Vec<&str> = own.iter().map(|(at, _)| data.comments[*at].text.as_str()).collect();
    let sentences: Vec<&str> = whole.iter().map(|text| first_sentence(text)).collect();
    let drawn = foreign(&own, ready.articles.len(), options.random);
    let nearest = nearest(&baseline, &own, options.nearest);

    let of_whole = Scores::all(&ready, &baseline, &whole);
    let of_sentences = Scores::all(&ready, &baseline, &sentences);
    let methods = METHODS
        .iter()
        .enumerate()
        .map(|(method, name)| {
            let rank = |row: usize| {
                let mine = of_whole.at(method, own[row].1, row);
                let others = (0..ready.articles.len()).filter(|other| *other != own[row].1);
                1 + others.filter(|other| of_whole.at(method, *other, row) >= mine).count()
            };
            let ranks: Vec<(usize, usize)> = (0..own.len()).map(|row| (own[row].1, rank(row))).collect();
            let share = |figure: fn(usize) -> f64| {
                estimate_groups(&ranks, |rows: &[usize]| {
                    (!rows.is_empty()).then(|| rows.iter().map(|rank| figure(*rank)).sum::<f64>() / rows.len() as f64)
                })
            };
            let auc = |scores: &Scores, others: &dyn Fn(usize) -> Vec<usize>| {
                let pairs: Vec<(usize, (f64, bool))> = (0..own.len())
                    .flat_map(|row| {
                        let mine = own[row].1;
                        let foreign = others(row).into_iter().map(move |other| (other, false));
                        std::iter::once((mine, true))
                            .chain(foreign)
                            .map(move |(article, is_own)| (mine, (f64::from(scores.at(method, article, row)), is_own)))
                    })
                    .collect();
                estimate_groups(&pairs, area_under_roc)
            };
            Method {
                name,
                own_first: share(|rank| f64::from(u8::from(rank == 1))),
                reciprocal_rank: share(|rank| 1.0 / rank as f64),
                pooled: auc(&of_whole, &|row| drawn[row].clone()),
                hard: auc(&of_whole, &|row| nearest[&own[row].1].clone()),
                sentence: auc(&of_sentences, &|row| drawn[row].clone()),
            }
        })
        .collect();
    let mine: Vec<f32> = (0..own.len()).map(|row| of_whole.at(0, own[row].1, row)).collect();
    let foreign: Vec<f32> = (0..own.len())
        .flat_map(|row| drawn[row].iter().map(|other| of_whole.at(0, *other, row)).collect::<Vec<_>>())
        .collect();
    let above = |scores: &[f32]| scores.iter().filter(|score| **score > 0.5).count() as f64 / scores.len() as f64;
    let lengths: Vec<f32> = whole.iter().map(|text| Document::new(text).tokens().len() as f32).collect();
    Report {
        name: name.to_owned(),
        articles: ready.articles.len(),
        comments: own.len(),
        methods,
        own_above_half: above(&mine),
        foreign_above_half: above(&foreign),
        length_correlation: rank_correlation(&mine, &lengths),
        replies: replies::measure(&ready, options),
        passages: passages::measure(&ready),
    }
}

const METHODS: [&str; 3] = ["score", "cosine", "bm25"];
/// What a comment too short to judge counts as.
const UNDECIDED: f32 = 0.5;

/// Scores of every text against every article, by every method.
struct Scores {
    /// By method, article and text.
    scores: [Vec<Vec<f32>>; 3],
}

impl Scores {
    fn all(ready: &Ready, baseline: &Baseline, texts: &[&str]) -> Scores {
        let mut thread = Thread::new("");
        for (at, text) in texts.iter().enumerate() {
            thread.push(Comment::new(at.to_string(), "", *text));
        }
        let documents: Vec<Document> = texts.iter().map(|text| Document::new(text)).collect();
        let score = ready
            .articles
            .iter()
            .map(|article| {
                let relevances = ready.scorer.thread(Some(article), &thread, &documents);
                relevances.iter().map(|relevance| relevance.own.unwrap_or(UNDECIDED)).collect()
            })
            .collect();
        let counted: Vec<Counts> = texts.iter().map(|text| counts(text)).collect();
        let by = |figure: &dyn Fn(&Counts, usize) -> f32| {
            (0..ready.articles.len())
                .map(|article| counted.iter().map(|comment| figure(comment, article)).collect())
                .collect()
        };
        let cosine = by(&|comment, article| baseline.cosine(comment, article));
        let bm25 = by(&|comment, article| baseline.bm25(comment, article));
        Scores { scores: [score, cosine, bm25] }
    }

    fn at(&self, method: usize, article: usize, text: usize) -> f32 {
        self.scores[method][article][text]
    }
}

/// The nearest other articles of each commented one.
fn nearest(baseline: &Baseline, own: &[(usize, usize)], count: usize) -> HashMap<usize, Vec<usize>> {
    let mut nearest: HashMap<usize, Vec<usize>> = HashMap::new();
    for (_, article) in own {
        nearest.entry(*article).or_insert_with(|| baseline.nearest(*article, count));
    }
    nearest
}

/// The first sentence with something in it, or the whole text.
fn first_sentence(text: &str) -> &str {
    let document = Document::new(text);
    let mut sentences = (0..document.sentence_count()).map(|index| document.sentence(index));
    let sentence = sentences.find(|tokens| tokens.len() >= SENTENCE_WORDS);
    sentence.map_or(text, |tokens| document.span(tokens).of(text))
}

#[cfg(test)]
mod tests {
    use super::{Data, Options, Scorer, ablate, evaluate, first_sentence};

    const ARTICLES: &str = r#"{"id":"a","title":"Council closes the harbour bridge","body":"The old bridge is shut all spring, and lorries must go round the bay."}
{"id":"b","title":"Bakers raise the price of bread","body":"A loaf costs more after a poor harvest of wheat, the bakers say."}
{"id":"c","title":"Orchestra seeks a conductor","body":"Violins and trumpets will play under guests until autumn."}"#;
    const COMMENTS: &str = r#"{"id":"1","article_id":"a","text":"Without the bridge no lorry reaches the harbour in time."}
{"id":"2","article_id":"a","parent_id":"1","text":"No lorry needs the harbour bridge, the bay road is fine."}
{"id":"3","article_id":"b","text":"Bread is too dear, and the bakers blame the wheat harvest."}
{"id":"4","article_id":"x","text":"Stands under no article."}"#;

    #[test]
    fn runs_the_protocol_and_repeats_itself() {
        let data = Data::from_jsonl(ARTICLES, COMMENTS).unwrap();
        let report = || evaluate("small", &data, &Scorer::default(), &Options::default());
        let first = report();
        assert_eq!((first.articles, first.comments, first.methods.len()), (3, 3, 3));
        assert_eq!(first.methods[0].own_first.unwrap().value, 1.0);
        assert_eq!(first.methods[0].pooled.unwrap().value, 1.0);
        assert_eq!(first.to_json(), report().to_json());
        assert!(first.to_string().contains("small"));
    }

    #[test]
    fn leaves_out_one_step_after_the_other() {
        let data = Data::from_jsonl(ARTICLES, COMMENTS).unwrap();
        let ablation = ablate("small", &data, &Scorer::default(), &Options::default());
        assert_eq!(ablation.steps[0].0, "all steps");
        assert!(ablation.steps.len() >= 8 && ablation.steps.iter().all(|(_, figure)| figure.is_some()));
        assert_eq!(ablation.steps[0].1.unwrap().value, 1.0);
        assert!(ablation.to_string().contains("without word vectors"));
    }

    #[test]
    fn says_which_line_does_not_read() {
        let error = Data::from_jsonl(ARTICLES, "{\"id\":1}").unwrap_err();
        assert!(error.starts_with("comments, line 1: "), "{error}");
    }

    #[test]
    fn a_sentence_stands_for_the_comment() {
        assert_eq!(
            first_sentence("No! The harbour bridge is shut all spring. Why?"),
            "The harbour bridge is shut all spring"
        );
        assert_eq!(first_sentence("Too bad."), "Too bad.");
    }
}
