use std::collections::HashMap;

use threadwarden_text::Document;

/// How a comment names an author. Strongest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Manner {
    /// In passing: "as Kestrel said", or the whole of a long name.
    Passing,
    /// "I agree with Kestrel".
    Credited,
    /// "thanks Kestrel".
    Thanked,
    /// "Kestrel, you forget the tide".
    Addressed,
    /// "@Kestrel".
    Mentioned,
}

/// The authors of a thread and the words of their names.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Author of each comment.
    author_of: Vec<usize>,
    /// The folded words of each author's name.
    words_of: Vec<Vec<String>>,
    by_name: HashMap<Vec<String>, usize>,
    /// Authors whose name holds a word.
    by_word: HashMap<String, Vec<usize>>,
    /// Authors whose name starts with some letters of a long word.
    by_prefix: HashMap<String, Vec<usize>>,
    /// Comments of each author so far, in order.
    comments_of: Vec<Vec<usize>>,
}

/// Shortest name, or part of one, that is looked for without an `@`.
const SHORTEST_BYTES: usize = 3;
/// Shortest beginning of a word in a name that stands for it ("Teddy" for teddyfromtown).
const SHORTEST_PREFIX_CHARS: usize = 5;
/// Longer beginnings than this nobody types.
const LONGEST_PREFIX_CHARS: usize = 24;
/// Words of a name that are kept.
const MOST_WORDS: usize = 12;
/// A word of this many authors' names names nobody.
const MOST_AUTHORS: usize = 4;

/// Words of names that say nothing about whose name it is.
const EMPTY_WORDS: &[&str] = &[
    "a",
    "and",
    "anonymous",
    "at",
    "be",
    "can",
    "com",
    "de",
    "der",
    "do",
    "dr",
    "for",
    "from",
    "guest",
    "he",
    "i",
    "in",
    "is",
    "it",
    "just",
    "la",
    "le",
    "like",
    "me",
    "mr",
    "mrs",
    "ms",
    "my",
    "net",
    "no",
    "not",
    "of",
    "on",
    "or",
    "org",
    "prof",
    "real",
    "she",
    "sir",
    "so",
    "the",
    "they",
    "this",
    "to",
    "us",
    "user",
    "von",
    "van",
    "was",
    "we",
    "what",
    "who",
    "www",
    "you",
    "your",
    "that",
    "but",
    "yes",
    "all",
    "one",
    "good",
    "new",
    "old",
];

/// What may stand before the name somebody is addressed by.
const GREETINGS: &[&str] = &[
    "ah", "and", "btw", "but", "dear", "hello", "hey", "hi", "hiya", "no", "oh", "ok", "okay", "morning", "ps", "pps",
    "re", "so", "sorry", "to", "well", "yes", "yo", "hallo", "lieber", "liebe",
];

/// What people say before the name of somebody they write to for the first time.
const HELLOS: &[&str] = &[
    "dear", "hello", "hey", "hi", "hiya", "thanks", "thank", "hallo", "huhu", "servus", "moin", "lieber", "liebe",
    "danke", "cher", "chère", "bonjour", "salut", "merci", "hola", "querida", "querido", "estimado", "estimada",
    "gracias", "ciao", "caro", "cara", "beste", "hoi", "you",
];

const CREDITS: &[(&str, Manner)] = &[
    ("thanks", Manner::Thanked),
    ("thank", Manner::Thanked),
    ("thx", Manner::Thanked),
    ("cheers", Manner::Thanked),
    ("obliged", Manner::Thanked),
    ("congratulations", Manner::Thanked),
    ("bravo", Manner::Thanked),
    ("kudos", Manner::Thanked),
    ("agree", Manner::Credited),
    ("agreed", Manner::Credited),
];

impl Names {
    /// Adds the author of the next comment.
    pub(super) fn add_author(&mut self, name: &str, document: &mut Document) {
        document.reset(name);
        let words: Vec<String> = document.words().take(MOST_WORDS).map(str::to_owned).collect();
        let next = self.words_of.len();
        let author = *self.by_name.entry(words.clone()).or_insert(next);
        if author == next {
            for word in words.iter().filter(|word| tells(word)) {
                let authors = self.by_word.entry(word.clone()).or_default();
                if authors.last() != Some(&author) {
                    authors.push(author);
                }
                for (end, _) in word.char_indices().take(LONGEST_PREFIX_CHARS).skip(SHORTEST_PREFIX_CHARS) {
                    let authors = self.by_prefix.entry(word[..end].to_owned()).or_default();
                    if authors.len() <= MOST_AUTHORS && authors.last() != Some(&author) {
                        authors.push(author);
                    }
                }
            }
            self.words_of.push(words);
            self.comments_of.push(Vec::new());
        }
        self.author_of.push(author);
    }

    /// Counts the comment as one that later ones can answer.
    pub(super) fn seen(&mut self, comment: usize) {
        self.comments_of[self.author_of[comment]].push(comment);
    }

    /// The author of a comment.
    pub(super) fn author(&self, comment: usize) -> usize {
        self.author_of[comment]
    }

    /// The last comment before a run of comments by one author, whose last one this is.
    pub(super) fn before_run_of(&self, last: usize) -> Option<usize> {
        /// People seldom write more in a row.
        const LONGEST_RUN: usize = 4;
        let author = self.author_of[last];
        (0..last).rev().take(LONGEST_RUN).find(|at| self.author_of[*at] != author)
    }

    /// The comments of an author so far, oldest first.
    pub(super) fn comments(&self, author: usize) -> &[usize] {
        &self.comments_of[author]
    }

    /// The author of the thread whom a comment greets by name in its first words.
    pub(super) fn greeted(&self, document: &Document) -> Option<usize> {
        /// "Hello dear Ada".
        const FIRST_WORDS: usize = 3;
        (1..document.tokens().len().min(FIRST_WORDS)).filter(|at| HELLOS.contains(&document.word(at - 1))).find_map(
            |at| {
                let authors = self.by_word.get(document.word(at))?;
                (authors.len() == 1).then(|| authors[0])
            },
        )
    }

    /// The author of a name.
    pub(super) fn author_called(&self, name: &str, document: &mut Document) -> Option<usize> {
        document.reset(name);
        let words: Vec<String> = document.words().take(MOST_WORDS).map(str::to_owned).collect();
        self.by_name.get(&words).copied()
    }

    /// Earlier authors a comment names, each with the strongest manner.
    pub(super) fn named_in(&self, document: &Document, text: &str, comment: usize) -> Vec<(usize, Manner)> {
        let mut named: Vec<(usize, Manner)> = Vec::new();
        let own = self.author_of[comment];
        let words = document.tokens().len();
        let mut index = 0;
        while index < words {
            let Some((author, length, manner)) = self.named_at(document, text, index) else {
                index += 1;
                continue;
            };
            index += length;
            if author == own || self.comments_of[author].is_empty() {
                continue;
            }
            match named.iter_mut().find(|(known, _)| *known == author) {
                Some((_, known)) => *known = manner.max(*known),
                None => named.push((author, manner)),
            }
        }
        named
    }

    /// The author named at a word, how many words that takes, and the manner.
    fn named_at(&self, document: &Document, text: &str, index: usize) -> Option<(usize, usize, Manner)> {
        let word = document.word(index);
        let at_sign = document.gap(index).ends_with('@');
        let exact = self.by_word.get(word).filter(|authors| authors.len() <= MOST_AUTHORS);
        let authors = match exact {
            Some(authors) => authors,
            None => self.by_prefix.get(word).filter(|authors| authors.len() == 1)?,
        };
        // Among several people of that name the one who spoke last is meant.
        let length = |author: usize| self.matched_words(document, index, author);
        let author = authors
            .iter()
            .copied()
            .max_by_key(|author| (length(*author), self.comments_of[*author].last().copied()))?;
        let length = length(author).max(1);
        let whole = exact.is_some() && length >= self.telling_words(author).max(1);
        if at_sign {
            return Some((author, length, Manner::Mentioned));
        }
        let quoted = document.quote_of(index).is_some();
        let first = document.span(index..index + 1).of(text).chars().next();
        let lower_case_name = self.words_of[author].iter().all(|word| word == word.to_lowercase().as_str());
        let capital = first.is_some_and(|c| c.is_uppercase() || (c.is_numeric() && lower_case_name));
        if word.len() < SHORTEST_BYTES || quoted || !capital {
            return None;
        }
        let manner = self.manner(document, index, length);
        match manner {
            Some(manner) => Some((author, length, manner)),
            None if whole && length >= 2 => Some((author, length, Manner::Passing)),
            None if exact.is_some() && speaks(document, index + length) => Some((author, length, Manner::Passing)),
            None => None,
        }
    }

    /// How many words of the text from `index` on are consecutive words of the author's name.
    fn matched_words(&self, document: &Document, index: usize, author: usize) -> usize {
        let name = &self.words_of[author];
        let Some(start) = name.iter().position(|word| word == document.word(index)) else { return 0 };
        let ahead = name[start..].iter().enumerate();
        ahead
            .take_while(|(at, word)| index + at < document.tokens().len() && document.word(index + at) == word.as_str())
            .count()
    }

    fn telling_words(&self, author: usize) -> usize {
        self.words_of[author].iter().filter(|word| tells(word)).count()
    }

    /// Whether the words at `index` call somebody, or credit them.
    fn manner(&self, document: &Document, index: usize, length: usize) -> Option<Manner> {
        let before = index.checked_sub(1).map(|before| document.word(before));
        let sentence = document.tokens()[index].sentence;
        let starts_sentence = index.checked_sub(1).is_none_or(|before| document.tokens()[before].sentence != sentence);
        let greeted = before.is_some_and(|word| GREETINGS.contains(&word)) && index <= 3;
        let end = index + length;
        let gap = document.gap(end);
        let stops = end >= document.tokens().len() || gap.contains([',', ':', ';', '!', '\n', '-', '.', '?']);
        let then_you =
            end < document.tokens().len() && matches!(document.word(end), "you" | "your" | "you're" | "you've" | "u");
        if (index == 0 || greeted || starts_sentence) && !gap.starts_with('\'') && (stops || then_you) {
            // "Kestrel." alone or "Kestrel, …" calls; "Kestrel - a bird" in mid-text need not.
            let early = index <= 4 || then_you || gap.starts_with(',');
            return early.then_some(Manner::Addressed);
        }
        let set_off = index > 0 && document.gap(index).contains(',') && stops && !gap.starts_with(" and");
        if set_off && (end >= document.tokens().len() || document.tokens()[end].sentence != sentence) {
            return Some(Manner::Addressed);
        }
        (index.saturating_sub(3)..index)
            .filter(|at| document.tokens()[*at].sentence == sentence)
            .find_map(|at| CREDITS.iter().find(|(word, _)| *word == document.word(at)))
            .map(|(_, manner)| *manner)
    }
}

/// Whether the word at `index` makes the one before it a speaker: "Kestrel says", "Kestrel's point".
fn speaks(document: &Document, index: usize) -> bool {
    const VERBS: &[&str] =
        &["said", "says", "wrote", "writes", "claims", "claimed", "asked", "asks", "mentioned", "thinks"];
    index < document.tokens().len() && VERBS.contains(&document.word(index))
}

fn tells(word: &str) -> bool {
    word.len() >= SHORTEST_BYTES && !EMPTY_WORDS.contains(&word) && !word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use threadwarden_text::Document;

    use super::{Manner, Names};

    #[test]
    fn hears_names_and_near_misses() {
        let authors =
            ["Mr. Clement Kestrel", "Born_On_Rowan", "teddyfromtown", "harbourmaster", "Dominion", "Anonymous"];
        let cases: &[(&str, &[(usize, Manner)])] = &[
            ("@Clement Kestrel\nNo.", &[(0, Manner::Mentioned)]),
            ("@kestrel no", &[(0, Manner::Mentioned)]),
            ("BTW Harbourmaster\nI have seen it.", &[(3, Manner::Addressed)]),
            ("Dominion you hit the nail.", &[(4, Manner::Addressed)]),
            ("Kestrel, you forget the tide.", &[(0, Manner::Addressed)]),
            ("So it goes, Clement.", &[(0, Manner::Addressed)]),
            ("I agree with Teddy on this.", &[(2, Manner::Credited)]),
            ("Thank you Born_On_Rowan for this.", &[(1, Manner::Thanked)]),
            ("A search for Clement Kestrel found nothing.", &[(0, Manner::Passing)]),
            ("As Kestrel says, it is late.", &[(0, Manner::Passing)]),
            // Near misses.
            ("The kestrel, a bird of prey, eats mice.", &[]),
            ("The dominion of Canada.", &[]),
            ("Dominion status came later.", &[]),
            ("Anonymous, go away.", &[]),
            ("He said “Kestrel, go home” to me.", &[]),
            ("Teddybears, all of you.", &[]),
            ("", &[]),
        ];
        let mut document = Document::default();
        let mut names = Names::default();
        for author in authors.iter().chain(&["Wren"]) {
            names.add_author(author, &mut document);
        }
        for comment in 0..authors.len() {
            names.seen(comment);
        }
        for (text, expected) in cases {
            assert_eq!(names.named_in(&Document::new(text), text, authors.len()), *expected, "{text}");
        }
    }
}
