use std::ops::Range;

use crate::quote::{self, Quote, QuoteKind, QuotedBytes};
use crate::{Case, Normalised, Span, Token};

/// A text read once: folded, cut into words, sentences and clauses, quotations marked.
///
/// A document does not hold the original; its spans point into it. One document
/// can be [`reset`](Document::reset) for text after text without new memory.
#[derive(Clone, Debug, Default)]
pub struct Document {
    folded: Normalised,
    tokens: Vec<Token>,
    /// Token ranges of the sentences.
    sentences: Vec<Range<u32>>,
    quotes: Vec<Quote>,
    /// Spread-out words, spelled whole.
    spelled: String,
    quoted_bytes: Vec<QuotedBytes>,
}

impl Document {
    /// Reads a text.
    pub fn new(original: &str) -> Self {
        let mut document = Document::default();
        document.reset(original);
        document
    }

    /// Reads another text in place of the last one.
    pub fn reset(&mut self, original: &str) {
        self.folded.reset(original);
        self.tokens.clear();
        self.sentences.clear();
        self.quotes.clear();
        self.spelled.clear();
        quote::find(self.folded.text(), &mut self.quoted_bytes);
        self.cut();
        self.mark_quotes();
        self.join_spread_letters();
        self.mark_sentences();
        self.mark_case(original);
    }

    /// The folded text.
    pub fn folded(&self) -> &str {
        self.folded.text()
    }

    /// Whether the author hid letters; see [`Normalised::is_disguised`].
    pub fn is_disguised(&self) -> bool {
        self.folded.is_disguised()
    }

    /// The words and numbers, in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The folded text of token `index`.
    ///
    /// # Panics
    ///
    /// When there is no such token.
    pub fn word(&self, index: usize) -> &str {
        let token = &self.tokens[index];
        match token.spelled {
            (0, 0) => &self.folded.text()[token.start as usize..token.end as usize],
            (start, end) => &self.spelled[start as usize..end as usize],
        }
    }

    /// The bytes of [`word`](Self::word); empty where there is no such token.
    pub fn word_bytes(&self, index: usize) -> &[u8] {
        let Some(token) = self.tokens.get(index) else { return &[] };
        let (text, start, end) = match token.spelled {
            (0, 0) => (self.folded.text(), token.start, token.end),
            (start, end) => (self.spelled.as_str(), start, end),
        };
        text.as_bytes().get(start as usize..end as usize).unwrap_or_default()
    }

    /// The folded texts of all tokens.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.tokens.len()).map(|index| self.word(index))
    }

    /// The folded text between token `index` and the one before it.
    pub fn gap(&self, index: usize) -> &str {
        let start = index.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |token| token.end);
        let end = self.tokens.get(index).map_or(self.folded.text().len(), |token| token.start as usize);
        self.folded.text().get(start as usize..end).unwrap_or("")
    }

    /// The original bytes from the first to the last of the tokens.
    pub fn span(&self, tokens: Range<usize>) -> Span {
        let Some(last) = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last)) else {
            return Span::default();
        };
        let first = &self.tokens[tokens.start.min(tokens.end - 1)];
        self.folded.original(first.start as usize, last.end as usize)
    }

    /// Like [`span`](Self::span), with the closing mark of a quotation that the tokens open and end.
    pub fn span_with_marks(&self, tokens: Range<usize>) -> Span {
        let span = self.span(tokens.clone());
        let last = tokens.end.saturating_sub(1);
        let Some(quote) = self.quote_of(last) else { return span };
        let whole =
            quote.kind == QuoteKind::Marks && quote.tokens.end == tokens.end && quote.tokens.start > tokens.start;
        let mark = self.gap(tokens.end).find(['"', '\'']);
        match (whole, mark) {
            (true, Some(before)) => {
                let end = self.tokens[last].end as usize + before;
                span.join(self.folded.original(end, end + 1))
            }
            _ => span,
        }
    }

    /// The original bytes behind a range of folded bytes.
    pub fn original(&self, folded: Range<usize>) -> Span {
        self.folded.original(folded.start, folded.end)
    }

    /// The number of sentences.
    pub fn sentence_count(&self) -> usize {
        self.sentences.len()
    }

    /// The tokens of a sentence.
    pub fn sentence(&self, index: usize) -> Range<usize> {
        let tokens = &self.sentences[index];
        tokens.start as usize..tokens.end as usize
    }

    /// Whether a sentence ends with a question mark.
    pub fn is_question(&self, sentence: usize) -> bool {
        self.gap(self.sentence(sentence).end).trim_start_matches(['"', '\'', ')']).starts_with('?')
    }

    /// The tokens of the clause that holds token `index`.
    pub fn clause_of(&self, index: usize) -> Range<usize> {
        let clause = self.tokens[index].clause;
        let start = self.tokens[..index].iter().rev().take_while(|token| token.clause == clause).count();
        let end = self.tokens[index..].iter().take_while(|token| token.clause == clause).count();
        index - start..index + end
    }

    /// The quotations, in order.
    pub fn quotes(&self) -> &[Quote] {
        &self.quotes
    }

    /// The quotation that holds token `index`.
    pub fn quote_of(&self, index: usize) -> Option<&Quote> {
        let quote = self.tokens.get(index)?.quote as usize;
        quote.checked_sub(1).and_then(|at| self.quotes.get(at))
    }

    /// Marks tokens as quoted that no marks in the text show to be: words known to repeat another text.
    pub fn mark_quoted(&mut self, tokens: Range<usize>) {
        let (Some(first), Some(last)) = (self.tokens.get(tokens.start), tokens.end.checked_sub(1)) else { return };
        let Some(last) = self.tokens.get(last).filter(|last| last.start >= first.start) else { return };
        let added = QuotedBytes { start: first.start as usize, end: last.end as usize, kind: QuoteKind::Repeated };
        quote::add(added, &mut self.quoted_bytes);
        self.quotes.clear();
        self.mark_quotes();
    }

    /// The same document with other words in place of some tokens.
    ///
    /// Each replacement names the tokens, in order and apart from each other, and
    /// the words that were meant, with spaces between. All words of a replacement
    /// stand for the bytes of all its tokens.
    pub(crate) fn with_words(&self, replacements: &[(Range<usize>, String)]) -> Document {
        let mut document = self.clone();
        let mut kept: Vec<Token> = Vec::with_capacity(self.tokens.len());
        let mut inside = Breaks::default();
        let mut from = 0;
        for (tokens, words) in replacements {
            kept.extend(self.tokens[from..tokens.start].iter().map(|token| inside.taken_from(token)));
            let end = self.tokens[tokens.end - 1].end;
            for (place, word) in words.split(' ').enumerate() {
                let start = document.spelled.len() as u32;
                document.spelled.push_str(word);
                let spelled = (start, document.spelled.len() as u32);
                let glued = place > 0 || self.tokens[tokens.start].glued;
                kept.push(Token { end, spelled, glued, ..inside.taken_from(&self.tokens[tokens.start]) });
            }
            inside.add(&self.tokens[tokens.clone()]);
            from = tokens.end;
        }
        kept.extend(self.tokens[from..].iter().map(|token| inside.taken_from(token)));
        document.tokens = kept;
        document.sentences.clear();
        document.mark_sentences();
        document.quotes.clear();
        document.mark_quotes();
        document
    }

    /// Cuts the folded text into tokens, counting sentences and clauses.
    fn cut(&mut self) {
        let text = self.folded.text();
        let bytes = text.as_bytes();
        self.tokens.reserve(bytes.len() / BYTES_PER_TOKEN);
        let mut boundary = Boundary::default();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            at = word_end(text, at);
            if at > start {
                let glued = start > 0 && !self.tokens.is_empty() && !boundary.space;
                let (sentence, clause) = boundary.pass(self.tokens.is_empty(), bytes[start]);
                self.tokens.push(Token {
                    start: start as u32,
                    end: at as u32,
                    spelled: (0, 0),
                    sentence,
                    clause,
                    quote: 0,
                    case: Case::Small,
                    glued,
                });
                boundary.after_word(&text[start..at]);
                continue;
            }
            let byte = bytes[at];
            boundary.see(byte);
            at += if byte.is_ascii() { 1 } else { text[at..].chars().next().map_or(1, char::len_utf8) };
        }
    }

    fn mark_quotes(&mut self) {
        let mut from = 0;
        for bytes in &self.quoted_bytes {
            let start = from + self.tokens[from..].partition_point(|token| (token.start as usize) < bytes.start);
            let end = start + self.tokens[start..].partition_point(|token| (token.end as usize) <= bytes.end);
            from = end;
            if start == end {
                continue;
            }
            self.quotes.push(Quote { tokens: start..end, kind: bytes.kind });
            for token in &mut self.tokens[start..end] {
                token.quote = self.quotes.len() as u32;
            }
        }
    }

    /// Says how every token is written.
    fn mark_case(&mut self, original: &str) {
        let mut shouted = 0;
        for token in &mut self.tokens {
            let span = self.folded.original(token.start as usize, token.end as usize);
            token.case = original.get(span.start..span.end).map_or(Case::Small, Case::of);
            shouted += usize::from(token.case == Case::Upper);
        }
        if shouted * 2 > self.tokens.len() && self.tokens.len() > 1 {
            self.tokens.iter_mut().for_each(|token| token.case = Case::Small);
        }
    }

    /// Makes one token of a word whose letters were set apart.
    fn join_spread_letters(&mut self) {
        let single = |token: &Token| token.end - token.start == 1;
        if !self.tokens.windows(3).any(|three| three.iter().all(single)) {
            return;
        }
        let text = self.folded.text();
        let mut kept: Vec<Token> = Vec::with_capacity(self.tokens.len());
        let mut inside = Breaks::default();
        let mut index = 0;
        while index < self.tokens.len() {
            let length = spread_word_length(text, &self.tokens[index..]);
            let mut token = inside.taken_from(&self.tokens[index]);
            inside.add(&self.tokens[index..index + length]);
            if length > 1 {
                let from = self.spelled.len() as u32;
                for letter in &self.tokens[index..index + length] {
                    self.spelled.push_str(&text[letter.start as usize..letter.end as usize]);
                }
                token.end = self.tokens[index + length - 1].end;
                token.spelled = (from, self.spelled.len() as u32);
            }
            kept.push(token);
            index += length;
        }
        // Quotations counted the letters; count words instead.
        self.tokens = kept;
        self.quotes.clear();
        self.mark_quotes();
    }

    fn mark_sentences(&mut self) {
        let mut start = 0;
        for index in 1..=self.tokens.len() {
            let ends = self.tokens.get(index).is_none_or(|token| token.sentence != self.tokens[start].sentence);
            if ends {
                let number = self.sentences.len() as u32;
                for token in &mut self.tokens[start..index] {
                    token.sentence = number;
                }
                self.sentences.push(start as u32..index as u32);
                start = index;
            }
        }
    }
}

/// Ends of sentences and clauses that lay inside words whose letters were set apart: they end nothing.
#[derive(Default)]
struct Breaks {
    sentences: u32,
    clauses: u32,
}

impl Breaks {
    /// Counts those between the tokens of a word.
    fn add(&mut self, word: &[Token]) {
        if let [first, .., last] = word {
            self.sentences += last.sentence.saturating_sub(first.sentence);
            self.clauses += last.clause.saturating_sub(first.clause);
        }
    }

    /// A later token, numbered without them.
    fn taken_from(&self, token: &Token) -> Token {
        Token {
            sentence: token.sentence.saturating_sub(self.sentences),
            clause: token.clause.saturating_sub(self.clauses),
            ..*token
        }
    }
}

/// Room is made for a token in so many bytes: a little fewer than English words and gaps take.
const BYTES_PER_TOKEN: usize = 5;

/// Fewest letters set apart by spaces that make a word; fewer are initials.
const FEWEST_SPACED_LETTERS: usize = 4;
/// Fewest letters set apart by dots, hyphens and the like that make a word.
const FEWEST_DOTTED_LETTERS: usize = 3;

/// How many of the leading one-letter tokens spell one word; 1 when they do not.
fn spread_word_length(text: &str, tokens: &[Token]) -> usize {
    let gap = |pair: &[Token]| &text[pair[0].end as usize..pair[1].start as usize];
    let is_letter =
        |token: &Token| token.end - token.start == 1 && text.as_bytes()[token.start as usize].is_ascii_alphabetic();
    if !is_letter(&tokens[0]) || tokens.len() < FEWEST_DOTTED_LETTERS {
        return 1;
    }
    let separator = gap(&tokens[..2]);
    let separates = (1..=3).contains(&separator.len())
        && separator.bytes().all(|byte| matches!(byte, b' ' | b'.' | b'-' | b'_' | b'*' | b'/' | b'|' | b'~' | b'\n'));
    if !separates {
        return 1;
    }
    let pairs = tokens.windows(2).take_while(|pair| is_letter(&pair[1]) && gap(pair) == separator).count();
    let fewest = if separator.trim().is_empty() { FEWEST_SPACED_LETTERS } else { FEWEST_DOTTED_LETTERS };
    if pairs + 1 >= fewest { pairs + 1 } else { 1 }
}

/// Where the word that starts at `start` ends; `start` itself when none does.
fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            at += 1;
        } else if byte == b'\'' {
            // An apostrophe is part of a word only between letters.
            let inner = at > start && bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic());
            if !inner {
                break;
            }
            at += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            match text[at..].chars().next() {
                Some(c) if c.is_alphanumeric() || (at > start && crate::letters::is_mark(c)) => at += c.len_utf8(),
                _ => break,
            }
        }
    }
    at
}

/// Counts sentences and clauses while the text goes by.
#[derive(Default)]
struct Boundary {
    sentence: u32,
    clause: u32,
    /// What has been seen since the last word.
    stop: bool,
    pause: bool,
    space: bool,
    newlines: u32,
    hyphens: u32,
    abbreviation: bool,
    dot: bool,
}

impl Boundary {
    fn see(&mut self, byte: u8) {
        match byte {
            b'!' | b'?' => self.stop = true,
            b'.' => {
                self.stop |= self.dot;
                self.dot = true;
            }
            b',' | b';' | b':' | b'(' | b')' | b'[' | b']' | b'"' => self.pause = true,
            b'-' => self.hyphens += 1,
            b'\n' => {
                self.newlines += 1;
                self.space = true;
            }
            b' ' | b'\t' | b'\r' => self.space = true,
            _ => {}
        }
    }

    /// Numbers the next word, which starts with `first`.
    fn pass(&mut self, is_first_word: bool, first: u8) -> (u32, u32) {
        if !is_first_word {
            // A dot inside "st.upid" or "example.com" ends nothing; one with a
            // space behind it does, unless it marked an abbreviation.
            let full_stop = self.dot && self.space && !self.abbreviation;
            // A line break ends a sentence unless the line plainly goes on.
            let line = self.newlines >= 2
                || (self.newlines == 1 && (self.stop || self.dot || self.pause || !first.is_ascii_alphabetic()));
            let stop = (self.stop && self.space) || full_stop || line;
            self.sentence += u32::from(stop);
            let dash = self.hyphens >= 2 || (self.hyphens == 1 && self.space);
            let pause = stop || self.stop || self.pause || dash || self.newlines > 0;
            self.clause += u32::from(pause);
        }
        let passed = (self.sentence, self.clause);
        *self = Boundary { sentence: self.sentence, clause: self.clause, ..Boundary::default() };
        passed
    }

    fn after_word(&mut self, word: &str) {
        const ABBREVIATIONS: &[&str] = &[
            "mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e", "g", "i", "jr", "sr", "gen", "sen", "rep", "gov",
            "no",
        ];
        // "no." ends more sentences than it numbers things.
        self.abbreviation = word.len() <= 4 && word != "no" && word != "i" && ABBREVIATIONS.contains(&word);
    }
}

#[cfg(test)]
mod tests {
    use super::Document;
    use crate::QuoteKind;

    fn words(text: &str) -> Vec<String> {
        Document::new(text).words().map(str::to_owned).collect()
    }

    #[test]
    fn cuts_words() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("...", &[]),
            ("You're an idiot.", &["you're", "an", "idiot"]),
            ("the dogs' 'home'", &["the", "dogs", "home"]),
            ("i d i o t", &["idiot"]),
            ("you i.d.i.o.t!", &["you", "idiot"]),
            ("you i\nd\ni\no\nt", &["you", "idiot"]),
            ("plan A or B", &["plan", "a", "or", "b"]),
            ("the U.S.A. team", &["the", "usa", "team"]),
            ("Born_In_Borneo", &["born", "in", "borneo"]),
            ("Привет мир", &["привет", "мир"]),
            ("G7 and 11.2 trillion", &["g7", "and", "11", "2", "trillion"]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn cuts_sentences_and_clauses() {
        let cases: &[(&str, &[&str])] = &[
            ("One. Two! Three? Four", &["one", "two", "three", "four"]),
            ("Mr. Smith left, then came back. Yes.", &["mr smith left | then came back", "yes"]),
            ("see example.com now", &["see example com now"]),
            ("you are\nan idiot", &["you are | an idiot"]),
            ("A heading:\n1) first\n\nLast line", &["a heading", "1 | first", "last line"]),
            ("well — no, (never)", &["well | no | never"]),
            ("self-made man - really", &["self made man | really"]),
        ];
        for (text, expected) in cases {
            let document = Document::new(text);
            let sentences: Vec<String> = (0..document.sentence_count())
                .map(|sentence| {
                    let tokens = document.sentence(sentence);
                    let mut out = String::new();
                    for index in tokens.clone() {
                        if index > tokens.start {
                            let parted = document.tokens()[index].clause != document.tokens()[index - 1].clause;
                            out.push_str(if parted { " | " } else { " " });
                        }
                        out.push_str(document.word(index));
                    }
                    out
                })
                .collect();
            assert_eq!(sentences, *expected, "{text:?}");
        }
    }

    #[test]
    fn finds_quotations() {
        let cases: &[(&str, &[&str])] = &[
            ("He said “you idiot” twice", &["you idiot"]),
            ("” Geography is one.” Not so", &["geography is one"]),
            ("> you idiot\nno", &["you idiot"]),
            ("it's 'quite' the dogs' home", &["quite"]),
            ("a 12\" pipe", &[]),
            ("‘integral’ to Japan", &["integral"]),
            ("\"one\" and \"two\" and \"", &["one", "two"]),
        ];
        for (text, expected) in cases {
            let document = Document::new(text);
            let quotes: Vec<String> = document
                .quotes()
                .iter()
                .map(|quote| quote.tokens.clone().map(|i| document.word(i)).collect::<Vec<_>>().join(" "))
                .collect();
            assert_eq!(quotes, *expected, "{text:?}");
        }
        assert_eq!(Document::new("> a").quotes()[0].kind, QuoteKind::Line);
    }

    #[test]
    fn capitals_tell_unless_all_is_shouted() {
        use crate::Case::{Capital, Small, Upper};
        let cases: &[(&str, &[crate::Case])] = &[
            ("who at the WHO told us", &[Small, Small, Small, Upper, Small, Small]),
            ("Émile met the US", &[Capital, Small, Small, Upper]),
            ("A G7 plan for iOS", &[Capital, Upper, Small, Small, Small]),
            ("IT IS ALL THE SAME to US", &[Small; 7]),
            ("NATO", &[Upper]),
            ("1990", &[Small]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = Document::new(text).tokens().iter().map(|token| token.case).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn words_that_repeat_another_text_are_quoted_too() {
        // The marked tokens: first and end of each run.
        type Case<'a> = (&'a str, &'a [(usize, usize)], &'a [&'a str]);
        let cases: &[Case<'_>] = &[
            ("one two three four", &[(1, 3)], &["two three"]),
            ("one \"two\" three \"four\" five", &[(0, 2)], &["one two", "four"]),
            ("one \"two three\" four", &[(2, 4)], &["two three four"]),
            ("one two three four", &[(3, 4), (0, 2)], &["one two", "four"]),
            ("i-d-i-o-t one two", &[(0, 2)], &["idiot one"]),
            ("one", &[], &[]),
            ("one", &[(1, 2), (0, 9), (0, 0)], &[]),
        ];
        for (text, marked, expected) in cases {
            let mut document = Document::new(text);
            marked.iter().for_each(|&(start, end)| document.mark_quoted(start..end));
            let quotes: Vec<String> = document
                .quotes()
                .iter()
                .map(|quote| quote.tokens.clone().map(|i| document.word(i)).collect::<Vec<_>>().join(" "))
                .collect();
            assert_eq!(quotes, *expected, "{text:?} {marked:?}");
            for (number, quote) in document.quotes().iter().enumerate() {
                assert!(quote.tokens.clone().all(|at| document.quote_of(at) == Some(&document.quotes()[number])));
            }
        }
    }

    #[test]
    fn spans_cover_spread_words() {
        let text = "You are an i-d-i-o-t, Ümit.";
        let document = Document::new(text);
        assert_eq!(document.word(3), "idiot");
        assert_eq!(document.span(3..4).of(text), "i-d-i-o-t");
        assert_eq!(document.span(0..5).of(text), "You are an i-d-i-o-t, Ümit");
        assert!(!document.is_question(0));
        assert!(Document::new("Can you read?").is_question(0));
        let text = "Show your ‘prizes’ again";
        assert_eq!(Document::new(text).span_with_marks(1..3).of(text), "your ‘prizes’");
    }
}
