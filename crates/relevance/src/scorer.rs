use std::sync::Arc;

use threadwarden_text::Document;
use threadwarden_thread::{Article, Thread};

use crate::article::PreparedArticle;
use crate::background::Background;
use crate::calibrate;
use crate::inherit::{self, Step};
use crate::quotation::Runs;
use crate::reading::Reading;
use crate::relevance::{Relevance, Source, Term, Verdict};
use crate::reply::ReplySignals;
use crate::signals::{self, Measured, Signals, Workspace};

/// Scores comments against articles and against the comments they answer.
///
/// Cheap to clone; one scorer serves any number of threads.
#[derive(Clone, Debug)]
pub struct Scorer {
    background: Arc<Background>,
}

impl Default for Scorer {
    /// A scorer with the tables that come with this crate.
    fn default() -> Self {
        Scorer { background: Background::shipped() }
    }
}

/// Terms reported with a score, at most.
const MOST_TERMS: usize = 8;
/// How telling a word of the article must be, as a share of the most telling
/// there is, to make a comment of few words judgeable.
const TELLING: f32 = 0.6;

impl Scorer {
    /// A scorer with tables of your own.
    ///
    /// The calibration was fitted with the shipped tables.
    pub fn with_background(background: Arc<Background>) -> Self {
        Scorer { background }
    }

    /// Reads an article.
    pub fn prepare(&self, article: &Article) -> PreparedArticle {
        PreparedArticle::new(article, &self.background)
    }

    /// Scores every comment of a thread; `documents[i]` is the text of comment `i`.
    ///
    /// Parents that do not exist and cycles are ordinary input. Time is linear
    /// in the text. Comments without a document are taken for empty.
    pub fn thread(&self, article: Option<&PreparedArticle>, thread: &Thread, documents: &[Document]) -> Vec<Relevance> {
        let empty = Document::default();
        let document = |index: usize| documents.get(index).unwrap_or(&empty);
        let mut workspace = Workspace::default();
        let read: Vec<Read> =
            (0..thread.len()).map(|index| self.read(article, document(index), &mut workspace)).collect();
        let replies = thread.reply_counts();
        let runs: Vec<Option<Runs>> =
            replies.iter().enumerate().map(|(index, count)| (*count > 0).then(|| Runs::new(document(index)))).collect();
        let links: Vec<Option<Link>> = thread
            .comments
            .iter()
            .enumerate()
            .map(|(index, comment)| {
                let parent = comment.parent.filter(|parent| *parent < thread.len())?;
                let quotes = runs[parent].as_ref().and_then(|runs| runs.longest_in(document(index))).is_some();
                Some(self.link(&read[index], &read[parent], quotes, article))
            })
            .collect();
        let step = |index: usize| Step {
            own: read[index].own,
            likeness: links[index].map_or(0.0, |link| link.likeness),
            terms: read[index].reading.terms.len(),
        };
        let mut way = Vec::with_capacity(inherit::DEEPEST + 1);
        (0..thread.len())
            .map(|index| {
                way.clear();
                way.push(index);
                way.extend(thread.ancestors(index).take_while(|above| *above < read.len()).take(inherit::DEEPEST));
                let score = inherit::along(way.iter().rev().map(|index| step(*index)));
                self.relevance(article, document(index), &read[index], links[index], score)
            })
            .collect()
    }

    /// Scores one comment; `chain` holds the comments above it, the one it answers first.
    ///
    /// The result is the one [`thread`](Self::thread) gives. Only the nearest
    /// few comments of the chain are looked at.
    pub fn comment(&self, article: Option<&PreparedArticle>, document: &Document, chain: &[&Document]) -> Relevance {
        let mut workspace = Workspace::default();
        // One further comment is needed for what the farthest one shares with its parent.
        let documents: Vec<&Document> =
            std::iter::once(document).chain(chain.iter().copied().take(inherit::DEEPEST)).collect();
        let read: Vec<Read> = documents.iter().map(|document| self.read(article, document, &mut workspace)).collect();
        let link = |index: usize| {
            let (parent, above) = (documents.get(index + 1)?, read.get(index + 1)?);
            let quotes = Runs::new(parent).longest_in(documents[index]).is_some();
            Some(self.link(&read[index], above, quotes, article))
        };
        let links: Vec<Option<Link>> = (0..documents.len()).map(link).collect();
        let way = (0..documents.len()).rev();
        let score = inherit::along(way.map(|index| Step {
            own: read[index].own,
            likeness: links[index].map_or(0.0, |link| link.likeness),
            terms: read[index].reading.terms.len(),
        }));
        self.relevance(article, document, &read[0], links[0], score)
    }

    /// The measurements behind [`Relevance::own`], for fitting and explaining.
    pub fn signals(&self, article: &PreparedArticle, document: &Document) -> Signals {
        let reading = Reading::new(document, &self.background);
        signals::measure(&reading, article, &self.background, &mut Workspace::default()).signals
    }

    /// The measurements behind [`Relevance::parent`], for fitting and explaining.
    pub fn reply_signals(
        &self,
        article: Option<&PreparedArticle>,
        reply: &Document,
        parent: &Document,
    ) -> ReplySignals {
        let [reading, above] = [reply, parent].map(|document| Reading::new(document, &self.background));
        let quotes = Runs::new(parent).longest_in(reply).is_some();
        ReplySignals::measure(&reading, &above, quotes, article)
    }

    fn read(&self, article: Option<&PreparedArticle>, document: &Document, workspace: &mut Workspace) -> Read {
        let reading = Reading::new(document, &self.background);
        let article = article.filter(|article| !article.is_empty());
        let measured = match article {
            Some(article) if reading.is_comparable() => {
                signals::measure(&reading, article, &self.background, workspace)
            }
            _ => Measured::default(),
        };
        let telling = TELLING * self.background.largest_idf();
        let verdict = match reading.verdict {
            Verdict::TooShort if measured.matched.iter().any(|(term, _)| term.idf >= telling) => Verdict::Judged,
            Verdict::Judged if article.is_none() => Verdict::NoArticle,
            verdict => verdict,
        };
        let own = (verdict == Verdict::Judged).then(|| calibrate::own(&measured.signals));
        Read { reading, measured, verdict, own }
    }

    fn link(&self, reply: &Read, parent: &Read, quotes: bool, article: Option<&PreparedArticle>) -> Link {
        let comparable = reply.reading.is_comparable() && parent.reading.is_comparable();
        if !comparable {
            return Link { likeness: 0.0, parent: None, quotes };
        }
        let signals = ReplySignals::measure(&reply.reading, &parent.reading, quotes, article);
        let likeness = calibrate::likeness(&signals);
        let judged = matches!(reply.verdict, Verdict::Judged | Verdict::NoArticle);
        Link { likeness, parent: judged.then(|| calibrate::parent(&signals)), quotes }
    }

    fn relevance(
        &self,
        article: Option<&PreparedArticle>,
        document: &Document,
        read: &Read,
        link: Option<Link>,
        score: Option<f32>,
    ) -> Relevance {
        let judged = read.verdict == Verdict::Judged;
        let quoted_at = article.filter(|_| judged).and_then(|article| article.runs().longest_in(document));
        let passage = article.filter(|_| judged).and_then(|article| {
            let index = quoted_at.map(|byte| article.passage_at(byte)).or(read.measured.passage)?;
            article.passage(index)
        });
        let quoted_from = if quoted_at.is_some() {
            Some(Source::Article)
        } else {
            link.filter(|link| link.quotes).map(|_| Source::Parent)
        };
        let whole: f32 = read.measured.matched.iter().map(|(_, gain)| gain).sum();
        let matched = read.measured.matched.iter().take(if judged { MOST_TERMS } else { 0 });
        let term = |(term, gain): &(crate::reading::ReadTerm, f32)| Term {
            word: document.word(term.token as usize).to_owned(),
            weight: gain / whole,
        };
        Relevance {
            verdict: read.verdict,
            score: score.filter(|_| judged),
            own: read.own,
            parent: link.and_then(|link| link.parent),
            passage,
            terms: matched.map(term).collect(),
            quoted_from,
        }
    }
}

/// A comment read and measured.
struct Read {
    reading: Reading,
    measured: Measured,
    verdict: Verdict,
    own: Option<f32>,
}

/// A comment compared with the one it answers.
#[derive(Clone, Copy)]
struct Link {
    likeness: f32,
    parent: Option<f32>,
    quotes: bool,
}
