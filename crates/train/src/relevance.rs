//! `relevance`: fits the calibrations of the relevance score.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use threadwarden_evaluate::random::Random;
use threadwarden_evaluate::relevance::Baseline;
use threadwarden_evaluate::statistics::area_under_roc;
use threadwarden_relevance::{Background, PreparedArticle, ReplySignals, Scorer, Signals, Vectors};
use threadwarden_text::Document;
use threadwarden_thread::Article;

use crate::error::Error;
use crate::logistic::Logistic;
use crate::sets::Set;

/// Fits the calibrations of the relevance score, prints their weights and how well these do on articles and on sets
/// that they were not fitted on.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder with one folder per set.
    #[arg(long)]
    data: PathBuf,
    /// Sets to fit the score on.
    #[arg(long, value_delimiter = ',', default_value = "wassa_news,nyt_2018,gnm_threads,commentiq_nyt2014")]
    sets: Vec<String>,
    /// Sets to fit the relevance of replies to their parents on.
    #[arg(long, value_delimiter = ',', default_value = "gnm_replies,gnm_threads,nyt_2018")]
    reply_sets: Vec<String>,
    /// Folder with `background.bin` and `vectors.bin` to use in place of the shipped ones.
    #[arg(long)]
    tables: Option<PathBuf>,
    /// Only fit and say how well that does; leave out the fits on part of the articles and of the sets.
    #[arg(long)]
    only_fit: bool,
}

/// Foreign articles per comment, drawn at random, and the nearest ones.
const FOREIGN: usize = 20;
const NEAREST: usize = 10;
/// What the nearest ones weigh together, the random ones weighing 1: they teach to tell
/// articles on one subject apart, and there are few of them on most pages.
const NEAREST_WEIGHT: f64 = 0.3;
/// Candidates for the parent of a reply.
const CANDIDATES: usize = 10;
/// Parts of the articles, each left out in turn.
const FOLDS: usize = 5;
/// Keeps weights small; every set weighs 20,000.
const RIDGE: f64 = 1.0;

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let scorer = match &args.tables {
        None => Scorer::default(),
        Some(folder) => with_tables(folder)?,
    };
    let sets = args
        .sets
        .iter()
        .map(|name| Ok(Measured::new(&scorer, load(&scorer, &args.data, name)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    let fitted = fit(&sets, |_, _| true);
    print_weights("own", &Signals::NAMES, &fitted);
    if args.only_fit {
        sets.iter().for_each(|set| set.report("fitted on all", |_, signals| odds(&fitted, signals)));
    }
    let folds: Vec<Logistic> =
        if args.only_fit { 0..0 } else { 0..FOLDS }.map(|fold| fit(&sets, |_, own| own % FOLDS != fold)).collect();
    for (number, set) in sets.iter().enumerate().filter(|_| !args.only_fit) {
        set.report("fitted on all", |_, signals| odds(&fitted, signals));
        set.report("on other articles", |own, signals| odds(&folds[own % FOLDS], signals));
        let others = fit(&sets, |other, _| other != number);
        set.report("on other sets", |_, signals| odds(&others, signals));
    }

    let questions = args
        .reply_sets
        .iter()
        .map(|name| Ok((name.as_str(), parent_questions(&scorer, &load(&scorer, &args.data, name)?))))
        .collect::<Result<Vec<_>, Error>>()?;
    let fitted = fit_parents(&questions, None);
    print_weights("parent", &ReplySignals::NAMES, &fitted);
    for (name, asked) in &questions {
        report_parents(name, "fitted on all", asked, &fitted);
        report_parents(name, "on other sets", asked, &fit_parents(&questions, Some(name)));
    }
    Ok(())
}

fn with_tables(folder: &Path) -> Result<Scorer, Error> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).map_err(|error| Error::new(&path, error))
    };
    let background = Background::from_bytes(&read("background.bin")?).map_err(|error| Error::new(folder, error))?;
    let vectors = Vectors::from_bytes(&read("vectors.bin")?).map_err(|error| Error::new(folder, error))?;
    Ok(Scorer::with_tables(Arc::new(background), Arc::new(vectors)))
}

/// A set, read and prepared.
struct Loaded {
    name: String,
    set: Set,
    articles: Vec<PreparedArticle>,
    article_of: Vec<Option<usize>>,
    documents: Vec<Document>,
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

/// A set with every comment measured against every article.
struct Measured {
    name: String,
    /// By article and comment.
    signals: Vec<Vec<Signals>>,
    pairs: Vec<Pairs>,
    /// By article.
    nearest: HashMap<usize, Vec<usize>>,
}

/// A comment, the article it stands under, and others drawn at random.
struct Pairs {
    comment: usize,
    own: usize,
    others: Vec<usize>,
}

impl Measured {
    fn new(scorer: &Scorer, loaded: Loaded) -> Measured {
        let signals: Vec<Vec<Signals>> =
            loaded.articles.iter().map(|article| scorer.signals_of(article, &loaded.documents).collect()).collect();
        let mut random = Random::new(1);
        let mut pairs = Vec::new();
        for (comment, own) in loaded.article_of.iter().enumerate() {
            let Some(own) = *own else { continue };
            pairs.push(Pairs { comment, own, others: random.distinct(FOREIGN, loaded.articles.len(), own) });
        }
        let rows = &loaded.set.articles;
        let texts: Vec<String> =
            rows.iter().map(|row| format!("{}\n{}\n{}", row.title, row.body, row.keywords.join(", "))).collect();
        let baseline = Baseline::new(texts.iter().map(String::as_str));
        let mut nearest = HashMap::new();
        for pairs in &pairs {
            nearest.entry(pairs.own).or_insert_with(|| baseline.nearest(pairs.own, NEAREST));
        }
        Measured { name: loaded.name, signals, pairs, nearest }
    }

    /// Prints how well a way of scoring does; it gets the own article and the measurements.
    fn report(&self, how: &str, odds: impl Fn(usize, &Signals) -> f64) {
        let (mut pooled, mut hard) = (Vec::new(), Vec::new());
        let mut first = 0_usize;
        for Pairs { comment, own, others } in &self.pairs {
            let score = |article: usize| odds(*own, &self.signals[article][*comment]);
            let mine = score(*own);
            for (pairs, others) in [(&mut pooled, others), (&mut hard, &self.nearest[own])] {
                pairs.push((mine, true));
                pairs.extend(others.iter().map(|other| (score(*other), false)));
            }
            let wins = (0..self.signals.len()).all(|other| other == *own || score(other) < mine);
            first += usize::from(wins);
        }
        let auc = |pairs: &[(f64, bool)]| area_under_roc(pairs).unwrap_or(f64::NAN);
        let above = |own: bool| {
            let (above, all) = pooled
                .iter()
                .filter(|pair| pair.1 == own)
                .fold((0_usize, 0_usize), |(above, all), pair| (above + usize::from(pair.0 > 0.0), all + 1));
            above as f64 / all as f64
        };
        crate::say(format_args!(
            "{:<18} {how:<18} own first {:.3}  auc {:.4}  hard {:.4}  above one half: own {:.3}, foreign {:.3}",
            self.name,
            first as f64 / self.pairs.len() as f64,
            auc(&pooled),
            auc(&hard),
            above(true),
            above(false)
        ));
    }
}

fn odds(fitted: &Logistic, signals: &Signals) -> f64 {
    fitted.log_odds(&signals.values().map(f64::from))
}

/// Fits on the pairs that `keep` wants, by number of the set and own article. Sets weigh the same, own and random
/// foreign pairs too.
fn fit(sets: &[Measured], keep: impl Fn(usize, usize) -> bool) -> Logistic {
    let rows = |nearest_weight: f64| {
        let mut rows = Vec::new();
        for (number, set) in sets.iter().enumerate() {
            let pairs: Vec<&Pairs> = set.pairs.iter().filter(|pairs| keep(number, pairs.own)).collect();
            let weight = 1e4 / pairs.len().max(1) as f64;
            for Pairs { comment, own, others } in pairs {
                let values = |article: usize| set.signals[article][*comment].values().map(f64::from).to_vec();
                rows.push((values(*own), true, weight));
                for (others, share) in [(others, 1.0), (&set.nearest[own], nearest_weight)] {
                    let each = weight * share / others.len().max(1) as f64;
                    rows.extend(others.iter().filter(|_| share > 0.0).map(|other| (values(*other), false, each)));
                }
            }
        }
        rows
    };
    let mut fitted = Logistic::fit(&rows(NEAREST_WEIGHT), RIDGE);
    // Even odds are to mean even odds against articles drawn at random.
    let scored: Vec<_> =
        rows(0.0).into_iter().map(|(values, own, weight)| (vec![fitted.log_odds(&values)], own, weight)).collect();
    let line = Logistic::fit(&scored, 1e-9).weights;
    fitted.weights.iter_mut().for_each(|weight| *weight *= line[0]);
    if let Some(intercept) = fitted.weights.last_mut() {
        *intercept += line[1];
    }
    fitted
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

fn fit_parents(sets: &[(&str, Vec<Question>)], left_out: Option<&str>) -> Logistic {
    let mut rows = Vec::new();
    for (_, questions) in sets.iter().filter(|(name, _)| Some(*name) != left_out) {
        let weight = 1e4 / questions.len().max(1) as f64;
        for (candidates, answer) in questions {
            for (at, signals) in candidates.iter().enumerate() {
                let own = at == *answer;
                let share = if own { 1.0 } else { 1.0 / (candidates.len() - 1) as f64 };
                rows.push((signals.values().map(f64::from).to_vec(), own, weight * share));
            }
        }
    }
    Logistic::fit(&rows, RIDGE)
}

fn report_parents(name: &str, how: &str, questions: &[Question], fitted: &Logistic) {
    let odds = |signals: &ReplySignals| fitted.log_odds(&signals.values().map(f64::from));
    let hit = |(candidates, answer): &&Question| {
        let mine = odds(&candidates[*answer]);
        candidates.iter().enumerate().all(|(at, other)| at == *answer || odds(other) < mine)
    };
    let hits = questions.iter().filter(hit).count();
    let share = hits as f64 / questions.len() as f64;
    crate::say(format_args!("{name:<18} {how:<18} parent first {share:.3} of {}", questions.len()));
}

fn print_weights(of: &str, names: &[&str], fitted: &Logistic) {
    for (name, weight) in names.iter().chain(&["intercept"]).zip(&fitted.weights) {
        crate::say(format_args!("{of} {name:<14} {weight:+.4}"));
    }
}
