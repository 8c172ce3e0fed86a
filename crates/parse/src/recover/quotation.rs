use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use threadwarden_text::Document;

use super::words::RareWords;

/// How much of an earlier comment is repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Amount {
    /// Words between quotation marks or after `>`.
    pub(super) marked: f32,
    /// Words repeated at the start of a line, without any mark.
    pub(super) unmarked: f32,
    /// Single rare words between quotation marks.
    pub(super) single: f32,
}

/// Finds words of earlier comments in later ones.
///
/// Runs of [`RUN_WORDS`] words are compared by hash. Only runs that some
/// comment might quote are remembered, so that memory grows with the
/// quotations and not with the text.
#[derive(Debug, Default)]
pub(super) struct Quotations {
    hasher: RandomState,
    /// Runs that may be quotations.
    expected: HashSet<u64>,
    /// Runs of the article; quoting it answers nobody.
    excluded: HashSet<u64>,
    /// Where an expected run has stood so far: the first comment and the last ones.
    seen: HashMap<u64, [u32; 3]>,
}

/// Words that must agree in a row.
const RUN_WORDS: usize = 4;
/// Words at the start of a line that may be an unmarked quotation.
const LINE_START_WORDS: usize = 12;
const NOWHERE: u32 = u32::MAX;

impl Quotations {
    /// Remembers what a comment may quote.
    pub(super) fn expect(&mut self, document: &Document) {
        let runs = self.runs(document);
        self.expected
            .extend(runs.filter(|run| run.marked || run.at_line_start).map(|run| run.hash).collect::<Vec<_>>());
    }

    /// Leaves out what the article says.
    pub(super) fn exclude(&mut self, article: &Document) {
        let hashes: Vec<u64> =
            self.runs(article).map(|run| run.hash).filter(|hash| self.expected.contains(hash)).collect();
        self.excluded.extend(hashes);
    }

    /// Lets later comments quote this one.
    pub(super) fn add(&mut self, index: usize, document: &Document) {
        let index = u32::try_from(index).unwrap_or(NOWHERE);
        let hashes: Vec<u64> =
            self.runs(document).map(|run| run.hash).filter(|hash| self.expected.contains(hash)).collect();
        for hash in hashes {
            let seen = self.seen.entry(hash).or_insert([NOWHERE; 3]);
            if seen[0] == NOWHERE {
                seen[0] = index;
            } else if !seen.contains(&index) {
                seen[1] = seen[2];
                seen[2] = index;
            }
        }
    }

    /// The earlier comments whose words a comment repeats.
    pub(super) fn quoted_by(&self, document: &Document, words: &RareWords) -> Vec<(usize, Amount)> {
        let mut quoted: Vec<(usize, Amount)> = Vec::new();
        let mut amount = |comment: u32| {
            let comment = comment as usize;
            match quoted.iter().position(|(known, _)| *known == comment) {
                Some(at) => at,
                None => {
                    quoted.push((comment, Amount::default()));
                    quoted.len() - 1
                }
            }
        };
        let mut hits: Vec<(usize, bool)> = Vec::new();
        for run in self.runs(document).filter(|run| run.marked || run.at_line_start) {
            if self.excluded.contains(&run.hash) {
                continue;
            }
            let Some(seen) = self.seen.get(&run.hash) else { continue };
            for &comment in seen.iter().filter(|comment| **comment != NOWHERE) {
                hits.push((amount(comment), run.marked));
            }
        }
        for (at, marked) in hits {
            let amount = &mut quoted[at].1;
            *if marked { &mut amount.marked } else { &mut amount.unmarked } += 1.0;
        }
        // A quoted word or two: whoever used that rare word.
        for quote in document.quotes().iter().filter(|quote| quote.tokens.len() < RUN_WORDS) {
            for index in quote.tokens.clone() {
                if let Some(comment) = words.only_use(document.word(index)) {
                    match quoted.iter_mut().find(|(known, _)| *known == comment) {
                        Some((_, amount)) => amount.single += 1.0,
                        None => quoted.push((comment, Amount { single: 1.0, ..Amount::default() })),
                    }
                }
            }
        }
        quoted
    }

    /// Every run of words, hashed.
    fn runs<'d>(&'d self, document: &'d Document) -> impl Iterator<Item = Run> + 'd {
        let mut line_start = 0;
        (0..document.tokens().len().saturating_sub(RUN_WORDS - 1)).map(move |start| {
            if document.gap(start).contains('\n') {
                line_start = start;
            }
            let words = start..start + RUN_WORDS;
            let marked = words.clone().all(|index| document.quote_of(index).is_some());
            let at_line_start = start - line_start < LINE_START_WORDS;
            let mut bytes = [0_u64; RUN_WORDS];
            for (slot, index) in bytes.iter_mut().zip(words) {
                *slot = self.hasher.hash_one(document.word(index));
            }
            Run { hash: self.hasher.hash_one(bytes), marked, at_line_start }
        })
    }
}

struct Run {
    hash: u64,
    marked: bool,
    at_line_start: bool,
}

#[cfg(test)]
mod tests {
    use threadwarden_text::Document;

    use super::super::words::RareWords;
    use super::{Amount, Quotations};

    /// Which of the earlier comments the last one quotes.
    fn quoted(article: &str, comments: &[&str]) -> Vec<(usize, Amount)> {
        let (mut quotations, mut words) = (Quotations::default(), RareWords::default());
        let documents: Vec<Document> = comments.iter().map(|text| Document::new(text)).collect();
        for document in &documents {
            quotations.expect(document);
        }
        quotations.exclude(&Document::new(article));
        words.exclude(&Document::new(article));
        let (last, earlier) = documents.split_last().unwrap();
        for (index, document) in earlier.iter().enumerate() {
            quotations.add(index, document);
            words.add(index, document);
        }
        quotations.quoted_by(last, &words)
    }

    #[test]
    fn finds_the_comment_whose_words_are_repeated() {
        let first = "The tide waits for no ferry in the old harbour.";
        let second = "Ferries are integral to the town, I think.";
        let marked = |words: f32| Amount { marked: words, ..Amount::default() };
        let cases: &[(&str, Vec<(usize, Amount)>)] = &[
            ("“The tide waits for no ferry” is wrong.", vec![(0, marked(3.0))]),
            ("> waits for no ferry in\nWrong.", vec![(0, marked(2.0))]),
            ("The tide waits for no ferry\n\nWrong.", vec![(0, Amount { unmarked: 3.0, ..Amount::default() })]),
            ("They are not ‘integral’ to anything.", vec![(1, Amount { single: 1.0, ..Amount::default() })]),
            // Near misses: the article's words, too few words, words without marks.
            ("“Late departures fell by half” is wrong.", vec![]),
            ("They are not integral.", vec![]),
            ("“no ferry” is late.", vec![]),
            ("", vec![]),
        ];
        for (text, expected) in cases {
            let found = quoted("Late departures fell by half. No ferry sank.", &[first, second, text]);
            assert_eq!(found, *expected, "{text}");
        }
    }
}
