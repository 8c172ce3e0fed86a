//! `relevance`: how well the relevance score tells own articles from foreign ones.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use threadwarden_relevance::{PreparedArticle, ReplySignals, Scorer, Signals};
use threadwarden_text::Document;
use threadwarden_thread::{Article, Comment, Thread};

use crate::baseline::{Baseline, counts};
use crate::error::Error;
use crate::logistic::Logistic;
use crate::measure::{auc, rank_correlation, share};
use crate::random::Random;
use crate::sets::Set;

/// Measures the relevance score.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder with one folder per set.
    #[arg(long)]
    data: PathBuf,
    /// Sets to measure on.
    #[arg(long, value_delimiter = ',', default_value = "wassa_news,nyt_2018,gnm_threads,commentiq_nyt2014")]
    sets: Vec<String>,
    /// Sets with replies.
    #[arg(long, value_delimiter = ',', default_value = "gnm_replies,gnm_threads,nyt_2018,cmv_chains")]
    reply_sets: Vec<String>,
    /// Also fit both calibrations and print their weights.
    #[arg(long)]
    fit: bool,
    /// Only measure what is lost without each step.
    #[arg(long)]
    ablate: bool,
}

/// Foreign articles per comment in the pooled AUC.
const FOREIGN: usize = 20;
/// Candidates for the parent of a reply.
const CANDIDATES: usize = 10;

/// A set, read and prepared.
struct Loaded {
    name: String,
    set: Set,
    articles: Vec<PreparedArticle>,
    article_of: Vec<Option<usize>>,
    documents: Vec<Document>,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let scorer = Scorer::default();
    if args.ablate {
        return args.sets.iter().try_for_each(|name| report_ablations(&scorer, &args.data, name));
    }
    let mut fitting = Vec::new();
    let mut samples = Vec::new();
    for name in &args.sets {
        let loaded = load(&scorer, &args.data, name)?;
        let pairs = pairs(&scorer, &loaded);
        report_own(&scorer, &loaded, &pairs);
        report_thread(&scorer, &loaded);
        report_passages(&scorer, &loaded);
        let weight = 1e4 / pairs.len() as f64;
        fitting.extend(pairs.iter().map(|(signals, own)| {
            let share = if *own { FOREIGN as f64 } else { 1.0 };
            (signals.values().map(f64::from).to_vec(), *own, weight * share)
        }));
        samples.push((name.clone(), pairs));
    }
    if args.fit {
        let fitted = Logistic::fit(&fitting, 1.0);
        print_weights("own", &Signals::NAMES, &fitted);
        for (name, pairs) in &samples {
            let score = |signals: &Signals| fitted.log_odds(&signals.values().map(f64::from)) as f32;
            let scored: Vec<_> = pairs.iter().map(|(signals, own)| (score(signals), *own)).collect();
            out(&format!("{name:<18} refitted auc {:.4}", auc(&scored)));
            for (at, signal) in Signals::NAMES.iter().enumerate() {
                let scored: Vec<_> = pairs.iter().map(|(signals, own)| (signals.values()[at], *own)).collect();
                out(&format!("    {signal:<14} alone {:.4}", auc(&scored)));
            }
        }
    }
    let mut fitting = Vec::new();
    let mut samples = Vec::new();
    for name in &args.reply_sets {
        let loaded = load(&scorer, &args.data, name)?;
        let questions = parent_questions(&scorer, &loaded);
        let weight = 1e4 / questions.len().max(1) as f64;
        for (candidates, answer) in &questions {
            for (at, signals) in candidates.iter().enumerate() {
                let own = at == *answer;
                let share = if own { 1.0 } else { 1.0 / (candidates.len() - 1) as f64 };
                fitting.push((signals.values().map(f64::from).to_vec(), own, weight * share));
            }
        }
        samples.push((name.clone(), questions));
        let (name, questions) = &samples[samples.len() - 1];
        report_parent(name, "", questions, ReplySignals::relevance);
    }
    if args.fit {
        let fitted = Logistic::fit(&fitting, 1.0);
        print_weights("parent", &ReplySignals::NAMES, &fitted);
        for (name, questions) in &samples {
            report_parent(name, " refitted", questions, |signals| {
                fitted.log_odds(&signals.values().map(f64::from)) as f32
            });
        }
    }
    Ok(())
}

fn load(scorer: &Scorer, data: &Path, name: &str) -> Result<Loaded, Error> {
    let set = Set::read(&data.join(name))?;
    let articles = set
        .articles
        .iter()
        .map(|row| {
            let text = format!("{}\n\n{}", row.body, row.keywords.join(", "));
            scorer.prepare(&Article { title: row.title.clone(), text: text.trim().to_owned(), ..Article::default() })
        })
        .collect();
    let index: HashMap<&str, usize> = set.articles.iter().enumerate().map(|(at, row)| (row.id.as_str(), at)).collect();
    let article_of = set.comments.iter().map(|row| index.get(row.article_id.as_str()).copied()).collect();
    let documents = set.comments.iter().map(|row| Document::new(&row.text)).collect();
    Ok(Loaded { name: name.to_owned(), set, articles, article_of, documents })
}

/// Every comment with its own article and some foreign ones.
fn pairs(scorer: &Scorer, loaded: &Loaded) -> Vec<(Signals, bool)> {
    let mut random = Random::new(1);
    let mut against: Vec<Vec<(usize, bool)>> = vec![Vec::new(); loaded.articles.len()];
    for (at, own) in loaded.article_of.iter().enumerate() {
        let Some(own) = *own else { continue };
        against[own].push((at, true));
        for foreign in random.distinct(FOREIGN, loaded.articles.len(), own) {
            against[foreign].push((at, false));
        }
    }
    let mut pairs = Vec::new();
    for (article, comments) in loaded.articles.iter().zip(&against) {
        let documents = comments.iter().map(|(at, _)| &loaded.documents[*at]);
        pairs.extend(scorer.signals_of(article, documents).zip(comments.iter().map(|(_, own)| *own)));
    }
    pairs
}

fn report_own(scorer: &Scorer, loaded: &Loaded, pairs: &[(Signals, bool)]) {
    let scored: Vec<_> = pairs.iter().map(|(signals, own)| (signals.relevance(), *own)).collect();
    let texts: Vec<String> = loaded
        .set
        .articles
        .iter()
        .map(|row| format!("{}\n{}\n{}", row.title, row.body, row.keywords.join(", ")))
        .collect();
    let baseline = Baseline::new(texts.iter().map(String::as_str));
    let mut random = Random::new(1);
    let (mut cosine, mut bm25) = (Vec::new(), Vec::new());
    let mut first = [Vec::new(), Vec::new(), Vec::new()];
    let all: Vec<Vec<f32>> = loaded
        .articles
        .iter()
        .map(|article| scorer.signals_of(article, &loaded.documents).map(|signals| signals.relevance()).collect())
        .collect();
    for (at, (row, own)) in loaded.set.comments.iter().zip(&loaded.article_of).enumerate() {
        let Some(own) = *own else { continue };
        let counts = counts(&row.text);
        let foreign = random.distinct(FOREIGN, loaded.articles.len(), own);
        for article in std::iter::once(own).chain(foreign) {
            cosine.push((baseline.cosine(&counts, article), article == own));
            bm25.push((baseline.bm25(&counts, article), article == own));
        }
        let wins = |score: &dyn Fn(usize) -> f32| {
            let mine = score(own);
            (0..loaded.articles.len()).all(|other| other == own || score(other) < mine)
        };
        first[0].push(wins(&|article| all[article][at]));
        first[1].push(wins(&|article| baseline.cosine(&counts, article)));
        first[2].push(wins(&|article| baseline.bm25(&counts, article)));
    }
    let name = &loaded.name;
    let [own, by_cosine, by_bm25] = first.map(share);
    out(&format!("{name:<18} score  acc@1 {own:.3}  auc {:.4}", auc(&scored)));
    let above_half = |own: bool| share(scored.iter().filter(|pair| pair.1 == own).map(|pair| pair.0 > 0.5));
    let (hits, strays) = (above_half(true), above_half(false));
    let lengths = loaded.documents.iter().zip(&loaded.article_of).filter(|(_, own)| own.is_some());
    let lengths: Vec<f32> = lengths.map(|(document, _)| document.tokens().len() as f32).collect();
    let own_scores: Vec<f32> =
        loaded.article_of.iter().enumerate().filter_map(|(at, own)| Some(all[(*own)?][at])).collect();
    let with_length = rank_correlation(&own_scores, &lengths);
    out(&format!(
        "{name:<18} own above 0.5 {hits:.3}  foreign {strays:.3}  rank correlation with length {with_length:+.3}"
    ));
    out(&format!("{name:<18} cosine acc@1 {by_cosine:.3}  auc {:.4}", auc(&cosine)));
    out(&format!("{name:<18} bm25   acc@1 {by_bm25:.3}  auc {:.4}", auc(&bm25)));
}

/// Steps of the design, and the measurements that rest on each.
const STEPS: [(&str, &[&str]); 6] = [
    ("background articles", &["article-z", "article-z-long"]),
    ("the comment's ceiling", &["comment-z", "comment-z-long"]),
    ("passages", &["passage"]),
    ("title", &["title"]),
    ("pairs", &["pairs"]),
    ("word vectors", &["near", "near-z", "near-new", "near-z-long"]),
];

/// The pooled AUC with all steps, and with each in turn telling nothing; all with the weights fitted for all.
fn report_ablations(scorer: &Scorer, data: &Path, name: &str) -> Result<(), Error> {
    let loaded = load(scorer, data, name)?;
    let all = pairs(scorer, &loaded);
    let typical = Signals::mean(all.iter().map(|(signals, _)| signals));
    let without = |names: &[&str]| -> f64 {
        auc(&all.iter().map(|(signals, own)| (signals.without(names, &typical).relevance(), *own)).collect::<Vec<_>>())
    };
    out(&format!("{name:<18} all steps {:.4}", without(&[])));
    for (step, names) in STEPS {
        out(&format!("{name:<18} without {step} {:.4}", without(names)));
    }
    let plain = scorer.clone().without_aliases();
    let loaded = load(&plain, data, name)?;
    let scored: Vec<_> = pairs(&plain, &loaded).iter().map(|(signals, own)| (signals.relevance(), *own)).collect();
    out(&format!("{name:<18} without aliases {:.4}", auc(&scored)));
    Ok(())
}

/// Whether comments that quote the article point to the passage quoted once the quoted words are gone.
fn report_passages(scorer: &Scorer, loaded: &Loaded) {
    let (mut hits, mut chance) = (Vec::new(), 0.0);
    for ((row, document), own) in loaded.set.comments.iter().zip(&loaded.documents).zip(&loaded.article_of) {
        let Some(article) = own.map(|own| &loaded.articles[own]) else { continue };
        let quotations = scorer.comment(Some(article), document, &[]).quotations;
        let Some(first) = quotations.first() else { continue };
        let meant = article.passages().iter().position(|passage| passage.end > first.original.start);
        let mut rest = row.text.clone();
        for quotation in quotations.iter().rev() {
            rest.replace_range(quotation.span.start..quotation.span.end, " ");
        }
        let found = scorer.comment(Some(article), &Document::new(&rest), &[]).passage.map(|passage| passage.index);
        if article.passages().len() > 1 && found.is_some() {
            hits.push(found == meant);
            chance += 1.0 / article.passages().len() as f64;
        }
    }
    if !hits.is_empty() {
        let (count, chance) = (hits.len(), chance / hits.len() as f64);
        out(&format!("{:<18} passage acc@1 {:.3}  chance {chance:.3}  of {count}", loaded.name, share(hits)));
    }
}

/// Replies alone, and with the comments above them.
fn report_thread(scorer: &Scorer, loaded: &Loaded) {
    let index: HashMap<&str, usize> =
        loaded.set.comments.iter().enumerate().map(|(at, row)| (row.id.as_str(), at)).collect();
    let mut random = Random::new(2);
    let (mut alone, mut with_thread) = (Vec::new(), Vec::new());
    for article in 0..loaded.articles.len() {
        let members: Vec<usize> =
            (0..loaded.documents.len()).filter(|at| loaded.article_of[*at] == Some(article)).collect();
        let place: HashMap<usize, usize> = members.iter().enumerate().map(|(at, member)| (*member, at)).collect();
        let mut thread = Thread::new("");
        for member in &members {
            let row = &loaded.set.comments[*member];
            let mut comment = Comment::new(row.id.as_str(), "", row.text.as_str());
            comment.parent = row.parent_id.as_deref().and_then(|id| place.get(index.get(id)?).copied());
            thread.push(comment);
        }
        if thread.roots().count() == thread.len() {
            continue;
        }
        let documents: Vec<Document> = members.iter().map(|member| loaded.documents[*member].clone()).collect();
        let foreign = random.distinct(FOREIGN, loaded.articles.len(), article);
        for compared in std::iter::once(article).chain(foreign) {
            let scores = scorer.thread(Some(&loaded.articles[compared]), &thread, &documents);
            for (comment, relevance) in thread.comments.iter().zip(scores) {
                if let (Some(_), Some(own), Some(score)) = (comment.parent, relevance.own, relevance.score) {
                    alone.push((own, compared == article));
                    with_thread.push((score, compared == article));
                }
            }
        }
    }
    if !alone.is_empty() {
        let name = &loaded.name;
        out(&format!("{name:<18} replies alone auc {:.4}  with thread {:.4}", auc(&alone), auc(&with_thread)));
    }
}

/// Every reply with the candidates for its parent, and which one is.
type Question = (Vec<ReplySignals>, usize);

fn parent_questions(scorer: &Scorer, loaded: &Loaded) -> Vec<Question> {
    let rows = &loaded.set.comments;
    let index: HashMap<&str, usize> = rows.iter().enumerate().map(|(at, row)| (row.id.as_str(), at)).collect();
    let mut under: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        under.entry(&row.article_id).or_default().push(at);
    }
    let mut random = Random::new(3);
    let mut questions = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Some(parent) = row.parent_id.as_deref().and_then(|id| index.get(id)).copied() else { continue };
        let others: Vec<usize> =
            under[row.article_id.as_str()].iter().copied().filter(|other| *other != at && *other != parent).collect();
        if others.is_empty() {
            continue;
        }
        let mut candidates: Vec<usize> =
            random.distinct(CANDIDATES - 1, others.len(), usize::MAX).into_iter().map(|at| others[at]).collect();
        let answer = random.below(candidates.len() + 1);
        candidates.insert(answer, parent);
        let article = loaded.article_of[at].map(|article| &loaded.articles[article]);
        let signals = candidates
            .iter()
            .map(|other| scorer.reply_signals(article, &loaded.documents[at], &loaded.documents[*other]))
            .collect();
        questions.push((signals, answer));
    }
    questions
}

fn report_parent(name: &str, note: &str, questions: &[Question], score: impl Fn(&ReplySignals) -> f32) {
    let hits = questions.iter().map(|(candidates, answer)| {
        let mine = score(&candidates[*answer]);
        candidates.iter().enumerate().all(|(at, other)| at == *answer || score(other) < mine)
    });
    let pairs: Vec<_> = questions
        .iter()
        .flat_map(|(candidates, answer)| candidates.iter().enumerate().map(|(at, s)| (score(s), at == *answer)))
        .collect();
    out(&format!("{name:<18} parent{note} acc@1 {:.3}  auc {:.4}  of {}", share(hits), auc(&pairs), questions.len()));
}

fn print_weights(of: &str, names: &[&str], fitted: &Logistic) {
    for (name, weight) in names.iter().chain(&["intercept"]).zip(&fitted.weights) {
        out(&format!("{of} {name:<14} {weight:+.4}"));
    }
}

#[allow(clippy::print_stdout, reason = "the figures are what the command is for")]
fn out(line: &str) {
    println!("{line}");
}
