use std::ops::Range;

use threadwarden_text::{Document, Span};

use crate::quotation::Overlap;

/// How much one comment has to do with the article, with the evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Relevance {
    /// Whether the comment could be judged, and if not, why.
    pub verdict: Verdict,
    /// Relevance to the article in `0..=1` with the thread taken into account; `None` unless judged.
    pub score: Option<f32>,
    /// The same from the comment's own words alone.
    pub own: Option<f32>,
    /// Relevance to the comment it answers, in `0..=1`; `None` for roots.
    pub parent: Option<f32>,
    /// The passage of the article that the comment answers best.
    pub passage: Option<Passage>,
    /// Matched terms as the article prints them, strongest first.
    pub terms: Vec<Term>,
    /// What the comment repeats of the article and of the comment it answers, literally or nearly so, in order.
    pub quotations: Vec<Quotation>,
}

impl Relevance {
    /// Whose words the comment repeats; the article's when both.
    pub fn quoted_from(&self) -> Option<Source> {
        let of = |source| self.quotations.iter().any(|quotation| quotation.source == source).then_some(source);
        of(Source::Article).or_else(|| of(Source::Parent))
    }
}

/// A passage of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Position among the article's passages.
    pub index: usize,
    /// Bytes of the article's text.
    pub span: Span,
}

/// A term that comment and article share.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The word as the comment has it, folded.
    pub word: String,
    /// Where the comment first has it.
    pub span: Span,
    /// Where the passage first has it or another name of it, as bytes of the article's text; `None` when it stands
    /// elsewhere in the article.
    pub original: Option<Span>,
    /// Its share of the matched weight, in `0..=1`.
    pub weight: f32,
}

/// Why a comment was, or was not, scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// Scored.
    Judged,
    /// There is no text.
    Empty,
    /// Too little content to say.
    TooShort,
    /// Not in a language this version reads.
    OtherLanguage,
    /// There is no article to compare with.
    NoArticle,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 5] =
        [Verdict::Judged, Verdict::Empty, Verdict::TooShort, Verdict::OtherLanguage, Verdict::NoArticle];

    /// The word reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Judged => "judged",
            Verdict::Empty => "empty",
            Verdict::TooShort => "too-short",
            Verdict::OtherLanguage => "other-language",
            Verdict::NoArticle => "no-article",
        }
    }
}

/// Whose words a comment repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The article's.
    Article,
    /// The parent comment's.
    Parent,
}

impl Source {
    /// The word reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Article => "article",
            Source::Parent => "parent",
        }
    }
}

/// Words that a comment takes over from the article or from the comment it answers.
///
/// Folding makes curly and straight marks, case and accents one; a word in four may be left out, put in or replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Whose words they are.
    pub source: Source,
    /// Where the comment has them, as bytes of the comment.
    pub span: Span,
    /// Where they come from, as bytes of the article's text or of the parent.
    pub original: Span,
    /// Places where words were left out, put in or replaced; 0 when all are the same.
    pub edits: usize,
    /// The tokens of the comment that are the same words: several runs where there are edits between.
    pub same: Vec<Range<usize>>,
}

impl Quotation {
    pub(crate) fn new(source: Source, document: &Document, overlap: Overlap, original: Span) -> Self {
        let span = document.span(overlap.here.clone());
        Quotation { source, span, original, edits: overlap.edits, same: overlap.runs }
    }

    /// Words that are the same.
    pub(crate) fn words(&self) -> usize {
        self.same.iter().map(Range::len).sum()
    }
}
