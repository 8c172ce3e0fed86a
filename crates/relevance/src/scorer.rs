use std::ops::Range;
use std::sync::Arc;

use threadwarden_text::Document;
use threadwarden_thread::{Article, Thread};

use crate::article::PreparedArticle;
use crate::background::Background;
use crate::calibrate;
use crate::inherit::{self, Step};
use crate::quotation::Wording;
use crate::reading::{Reader, Reading};
use crate::relevance::{Quotation, Relevance, Source, Term, Verdict};
use crate::reply::ReplySignals;
use crate::signals::{self, Measured, Signals};
use crate::vectors::{Direction, Vectors};
use crate::words::{Tables, Words};

/// Scores comments against articles and against the comments they answer.
///
/// Cheap to clone; one scorer serves any number of threads.
#[derive(Clone, Debug)]
pub struct Scorer {
    background: Arc<Background>,
    vectors: Arc<Vectors>,
    aliases: bool,
    /// What the average article is about.
    middle: Direction,
}

impl Default for Scorer {
    /// A scorer with the tables that come with this crate.
    fn default() -> Self {
        Scorer::with_tables(Background::shipped(), Vectors::shipped())
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
    pub fn with_tables(background: Arc<Background>, vectors: Arc<Vectors>) -> Self {
        let middle = background.middle(&vectors);
        Scorer { background, vectors, aliases: true, middle }
    }

    /// The same without looking for other names of what an article names; for measuring what they are worth.
    pub fn without_aliases(mut self) -> Self {
        self.aliases = false;
        self
    }

    fn tables(&self) -> Tables<'_> {
        Tables { background: &self.background, vectors: &self.vectors, aliases: self.aliases, middle: &self.middle }
    }

    /// Reads an article.
    pub fn prepare(&self, article: &Article) -> PreparedArticle {
        PreparedArticle::new(article, self.tables())
    }

    /// Scores every comment of a thread; `documents[i]` is the text of comment `i`.
    ///
    /// Parents that do not exist and cycles are ordinary input. Time is linear
    /// in the text. Comments without a document are taken for empty.
    pub fn thread(&self, article: Option<&PreparedArticle>, thread: &Thread, documents: &[Document]) -> Vec<Relevance> {
        let empty = Document::default();
        let document = |index: usize| documents.get(index).unwrap_or(&empty);
        let tokens = documents.iter().map(|document| document.tokens().len()).sum();
        let mut desk = self.desk(article, tokens);
        let mut read: Vec<Read> = (0..thread.len()).map(|index| desk.read(document(index))).collect();
        let links: Vec<Option<Link>> = thread
            .comments
            .iter()
            .enumerate()
            .map(|(index, comment)| {
                let parent = comment.parent.filter(|parent| *parent < thread.len())?;
                Some(link(&mut read, index, parent, document(index), article))
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
                let above = thread.comments[index].parent.filter(|above| *above < read.len());
                let above = above.map(|above| (&read[above], document(above)));
                self.relevance(article, document(index), &read[index], above, links[index], score)
            })
            .collect()
    }

    /// Scores one comment; `chain` holds the comments above it, the one it answers first.
    ///
    /// The result is the one [`thread`](Self::thread) gives. Only the nearest
    /// few comments of the chain are looked at.
    pub fn comment(&self, article: Option<&PreparedArticle>, document: &Document, chain: &[&Document]) -> Relevance {
        // One further comment is needed for what the farthest one shares with its parent.
        let documents: Vec<&Document> =
            std::iter::once(document).chain(chain.iter().copied().take(inherit::DEEPEST)).collect();
        let mut desk = self.desk(article, documents.iter().map(|document| document.tokens().len()).sum());
        let mut read: Vec<Read> = documents.iter().map(|document| desk.read(document)).collect();
        let links: Vec<Option<Link>> = (0..documents.len())
            .map(|index| {
                (index + 1 < documents.len()).then(|| link(&mut read, index, index + 1, documents[index], article))
            })
            .collect();
        let way = (0..documents.len()).rev();
        let score = inherit::along(way.map(|index| Step {
            own: read[index].own,
            likeness: links[index].map_or(0.0, |link| link.likeness),
            terms: read[index].reading.terms.len(),
        }));
        let above = read.get(1).zip(documents.get(1).copied());
        self.relevance(article, document, &read[0], above, links[0], score)
    }

    /// The measurements behind [`Relevance::own`], for fitting and explaining.
    pub fn signals(&self, article: &PreparedArticle, document: &Document) -> Signals {
        self.signals_of(article, [document]).next().unwrap_or_default()
    }

    /// The same for any number of comments.
    pub fn signals_of<'a>(
        &'a self,
        article: &'a PreparedArticle,
        documents: impl IntoIterator<Item = &'a Document>,
    ) -> impl Iterator<Item = Signals> {
        let mut desk = self.desk(Some(article), MANY_TOKENS);
        documents.into_iter().map(move |document| desk.read(document).measured.signals)
    }

    /// The measurements behind [`Relevance::parent`], for fitting and explaining.
    pub fn reply_signals(
        &self,
        article: Option<&PreparedArticle>,
        reply: &Document,
        parent: &Document,
    ) -> ReplySignals {
        let mut desk = self.desk(article, reply.tokens().len() + parent.tokens().len());
        let mut read = [desk.read(reply), desk.read(parent)];
        reply_signals(&mut read, 0, 1, reply, article)
    }

    fn desk<'a>(&'a self, article: Option<&'a PreparedArticle>, tokens: usize) -> Desk<'a> {
        let article = article.filter(|article| !article.is_empty());
        let reader = Reader::new(Words::new(self.tables(), article, tokens));
        Desk { background: &self.background, article, reader, passages: Vec::new() }
    }

    fn relevance(
        &self,
        article: Option<&PreparedArticle>,
        document: &Document,
        read: &Read,
        above: Option<(&Read, &Document)>,
        link: Option<Link>,
        score: Option<f32>,
    ) -> Relevance {
        let quotations = quotations(article, document, read, above.filter(|_| link.is_some_and(|link| link.quotes)));
        let judged = read.verdict == Verdict::Judged;
        let passage = article.filter(|_| judged).and_then(|article| {
            let of_article = quotations.iter().filter(|quotation| quotation.source == Source::Article);
            // Of equally long ones the first.
            let longest = of_article.rev().max_by_key(|quotation| quotation.words());
            let quoted = longest.map(|quotation| article.passage_at(quotation.original.start));
            article.passage(quoted.or(read.measured.passage)?)
        });
        let whole: f32 = read.measured.matched.iter().map(|(_, gain)| gain).sum();
        let matched = read.measured.matched.iter().take(if judged { MOST_TERMS } else { 0 });
        let term = |(term, gain): &(crate::reading::ReadTerm, f32)| Term {
            word: document.word(term.token as usize).to_owned(),
            span: document.span(term.token as usize..term.token as usize + 1),
            original: passage
                .zip(article)
                .zip(term.found)
                .and_then(|((p, article), found)| article.place_in(p.span, found)),
            weight: gain / whole,
        };
        Relevance {
            verdict: read.verdict,
            score: score.filter(|_| judged),
            own: read.own,
            parent: link.and_then(|link| link.parent),
            passage,
            terms: matched.map(term).collect(),
            quotations,
        }
    }
}

/// Tokens for which remembering words pays in full.
const MANY_TOKENS: usize = 8_192;

/// What reading and measuring comment after comment takes.
struct Desk<'a> {
    background: &'a Background,
    article: Option<&'a PreparedArticle>,
    reader: Reader<'a>,
    passages: Vec<f32>,
}

impl Desk<'_> {
    fn read(&mut self, document: &Document) -> Read {
        let reading = self.reader.read(document);
        let measured = match self.article {
            Some(article) if reading.is_comparable() => {
                signals::measure(&reading, article, self.background, &mut self.passages)
            }
            _ => Measured::default(),
        };
        let telling = TELLING * self.background.largest_idf();
        let verdict = match reading.verdict {
            Verdict::TooShort if measured.matched.iter().any(|(term, _)| term.idf >= telling) => Verdict::Judged,
            Verdict::Judged if self.article.is_none() => Verdict::NoArticle,
            verdict => verdict,
        };
        let own = (verdict == Verdict::Judged).then(|| measured.signals.relevance());
        Read { reading, measured, verdict, own, wording: None }
    }
}

/// A comment read and measured.
struct Read {
    reading: Reading,
    measured: Measured,
    verdict: Verdict,
    own: Option<f32>,
    /// Made when the first reply asks for it.
    wording: Option<Wording>,
}

/// A comment compared with the one it answers.
#[derive(Clone, Copy)]
struct Link {
    likeness: f32,
    parent: Option<f32>,
    quotes: bool,
}

fn link(
    read: &mut [Read],
    reply: usize,
    parent: usize,
    document: &Document,
    article: Option<&PreparedArticle>,
) -> Link {
    if !(read[reply].reading.is_comparable() && read[parent].reading.is_comparable()) {
        return Link { likeness: 0.0, parent: None, quotes: false };
    }
    let signals = reply_signals(read, reply, parent, document, article);
    let likeness = calibrate::likeness(&signals);
    let judged = matches!(read[reply].verdict, Verdict::Judged | Verdict::NoArticle);
    Link { likeness, parent: judged.then(|| calibrate::parent(&signals)), quotes: signals.quotes() }
}

fn reply_signals(
    read: &mut [Read],
    reply: usize,
    parent: usize,
    document: &Document,
    article: Option<&PreparedArticle>,
) -> ReplySignals {
    let signals = ReplySignals::measure(&read[reply].reading, &read[parent].reading, article);
    if !signals.share_anything() || reply == parent {
        return signals;
    }
    let above = &mut read[parent];
    let wording = above.wording.get_or_insert_with(|| Wording::new(above.reading.spellings.clone()));
    let wording = std::mem::take(wording);
    let quotes = wording.overlaps(&read[reply].reading.spellings, marks(document)).next().is_some();
    read[parent].wording = Some(wording);
    signals.with_quotes(quotes)
}

/// What a comment repeats of the article and of the comment it answers, in order.
fn quotations(
    article: Option<&PreparedArticle>,
    document: &Document,
    read: &Read,
    above: Option<(&Read, &Document)>,
) -> Vec<Quotation> {
    let spellings = &read.reading.spellings;
    let mut quotations = Vec::new();
    if let Some(article) = article {
        quotations.extend(article.wording().overlaps(spellings, marks(document)).map(|overlap| {
            let original = article.span(overlap.there.clone());
            Quotation::new(Source::Article, document, overlap, original)
        }));
    }
    if let Some((wording, parent)) = above.and_then(|(above, parent)| Some((above.wording.as_ref()?, parent))) {
        quotations.extend(wording.overlaps(spellings, marks(document)).map(|overlap| {
            let original = parent.span(overlap.there.clone());
            Quotation::new(Source::Parent, document, overlap, original)
        }));
    }
    quotations.sort_by_key(|quotation| quotation.span);
    quotations
}

/// The tokens that stand between the same quotation marks as a token.
fn marks(document: &Document) -> impl Fn(usize) -> Option<Range<usize>> + '_ {
    |token| document.quote_of(token).map(|quote| quote.tokens.clone())
}
