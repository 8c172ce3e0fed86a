use std::collections::HashMap;
use std::ops::Range;

use threadwarden_text::Document;
use threadwarden_thread::Thread;

use crate::class::Classes;
use crate::vocabulary::Vocabulary;

/// The people of a thread and the words their names are made of.
#[derive(Debug, Default)]
pub(crate) struct Participants {
    /// Distinct names as printed, in order of first appearance.
    names: Vec<String>,
    /// By the folded name.
    by_name: HashMap<String, usize>,
    /// By each word of the folded names, and by the name written as one word.
    by_part: HashMap<String, Vec<Part>>,
    /// One-word handles, sorted, to find by their beginning.
    handles: Vec<(String, usize)>,
    /// First two bytes of every part, to pass over most words without a look-up.
    starts: Starts,
    /// Latest comment of each participant, by position in `names`.
    latest: Vec<usize>,
}

/// One word of a name.
#[derive(Clone, Copy, Debug)]
struct Part {
    participant: usize,
    /// Position in the name; names of several words match in a row.
    position: usize,
    /// Words in the whole name.
    of: usize,
    /// Whether the word can be nothing but a name: a handle with digits or the like in it.
    distinct: bool,
}

/// A participant's name in a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameMatch {
    pub(crate) tokens: Range<usize>,
    pub(crate) participant: usize,
    /// Whether an `@` stands before it.
    pub(crate) is_mention: bool,
}

/// The participant number of the article's author, who need not comment.
pub(crate) const ARTICLE_AUTHOR: usize = usize::MAX;

/// Shortest word of a name that stands for it alone.
const SHORTEST_PART_BYTES: usize = 3;
/// Shortest beginning of a one-word handle that stands for it ("Teddy" for teddyfromcd).
const SHORTEST_NICKNAME_BYTES: usize = 4;

impl Participants {
    /// The authors of the given comments of a thread, and the article's author.
    pub(crate) fn new(
        thread: &Thread,
        comments: impl Iterator<Item = usize>,
        article_author: Option<&str>,
        vocabulary: &Vocabulary,
    ) -> Self {
        let mut participants = Participants::default();
        for index in comments {
            let name = thread.comments[index].author.trim();
            if name.is_empty() {
                continue;
            }
            let folded = fold(name);
            match participants.by_name.get(&folded) {
                Some(&number) => participants.latest[number] = participants.latest[number].max(index),
                None => {
                    let number = participants.names.len();
                    participants.names.push(name.to_owned());
                    participants.latest.push(index);
                    participants.add_parts(name, number, vocabulary);
                    participants.by_name.insert(folded, number);
                }
            }
        }
        if let Some(author) = article_author.map(str::trim).filter(|author| !author.is_empty()) {
            // A journalist who answers readers is a participant like any other.
            if !participants.by_name.contains_key(&fold(author)) {
                participants.add_parts(author, ARTICLE_AUTHOR, vocabulary);
            }
        }
        participants.handles.sort_unstable();
        participants
    }

    /// The name as printed; `None` for the article's author.
    pub(crate) fn name(&self, participant: usize) -> Option<&str> {
        self.names.get(participant).map(String::as_str)
    }

    /// The latest known comment of a participant.
    pub(crate) fn latest_comment(&self, participant: usize) -> Option<usize> {
        self.latest.get(participant).copied()
    }

    fn add_parts(&mut self, name: &str, participant: usize, vocabulary: &Vocabulary) {
        let spaced = space_camel_case(name);
        let document = Document::new(&spaced);
        let parts: Vec<&str> = document.words().collect();
        let whole: String = parts.concat();
        let handle = name.chars().any(|c| c.is_ascii_digit() || matches!(c, '_' | '.'));
        for (position, part) in parts.iter().enumerate() {
            let ordinary = vocabulary.id(part) != 0;
            self.add(
                part,
                Part { participant, position, of: parts.len(), distinct: parts.len() == 1 && handle && !ordinary },
            );
        }
        if parts.len() > 1 {
            self.add(&whole, Part { participant, position: 0, of: 1, distinct: true });
        } else {
            self.handles.push((whole, participant));
        }
    }

    fn add(&mut self, word: &str, part: Part) {
        self.starts.insert(word);
        self.by_part.entry(word.to_owned()).or_default().push(part);
    }

    /// The participants named in a comment, in order.
    pub(crate) fn find(
        &self,
        document: &Document,
        original: &str,
        vocabulary: &Vocabulary,
        found: &mut Vec<NameMatch>,
    ) {
        found.clear();
        if self.by_part.is_empty() {
            return;
        }
        let mut index = 0;
        while index < document.tokens().len() {
            let word = document.word(index);
            match self.match_at(index, word, document, original, vocabulary) {
                Some(name) => {
                    index = name.tokens.end;
                    found.push(name);
                }
                None => index += 1,
            }
        }
    }

    fn match_at(
        &self,
        index: usize,
        word: &str,
        document: &Document,
        original: &str,
        vocabulary: &Vocabulary,
    ) -> Option<NameMatch> {
        let is_mention = document.gap(index).ends_with('@');
        if !is_mention && !self.starts.may_hold(word) {
            return None;
        }
        let capital = || document.span(index..index + 1).of(original).starts_with(char::is_uppercase);
        let parts = match self.by_part.get(word) {
            Some(parts) => parts.as_slice(),
            None => {
                let nickname = word.len() >= SHORTEST_NICKNAME_BYTES && (is_mention || capital());
                return nickname.then(|| self.nickname(word, vocabulary)).flatten().map(|participant| NameMatch {
                    tokens: index..index + 1,
                    participant,
                    is_mention,
                });
            }
        };
        // The longest row of the name's words wins: "Mr. Bernard W." before "Bernard".
        let (part, length) = parts
            .iter()
            .map(|part| (part, self.row_length(part, index, document)))
            .max_by_key(|(_, length)| *length)?;
        let whole_name = (length >= 2 && (length == part.of || capital())) || part.distinct;
        let called = || (part.of == 1 || capital()) && self.stands_as_name(index, document, vocabulary, capital());
        let alone = word.len() >= SHORTEST_PART_BYTES && (is_mention || called());
        (whole_name || alone).then_some(NameMatch {
            tokens: index..index + length,
            participant: part.participant,
            is_mention,
        })
    }

    /// How many words of the name stand in a row from its word at `index` on.
    fn row_length(&self, part: &Part, index: usize, document: &Document) -> usize {
        let follows = |offset: usize| {
            let at = index + offset;
            at < document.tokens().len()
                && self.by_part.get(document.word(at)).is_some_and(|parts| {
                    parts.iter().any(|next| {
                        next.participant == part.participant
                            && next.position == part.position + offset
                            && next.of == part.of
                    })
                })
        };
        (1..part.of).take_while(|&offset| follows(offset)).count() + 1
    }

    /// Whether a word that is part of a name is likely meant as one: inside a
    /// sentence a capital tells, at its start (and in small letters) only the words around it do.
    fn stands_as_name(&self, index: usize, document: &Document, vocabulary: &Vocabulary, is_capital: bool) -> bool {
        let word = document.word(index);
        if vocabulary.is_insult(word)
            || vocabulary.get(vocabulary.id(word)).classes.any(Classes::DET | Classes::STOP | Classes::FUNCTION)
        {
            return false;
        }
        let tokens = document.tokens();
        let starts_sentence = index == 0 || tokens[index - 1].sentence != tokens[index].sentence;
        let set_apart = document.gap(index + 1).starts_with([',', ':', '!', '.', '\n']) || index + 1 == tokens.len();
        let next = tokens
            .get(index + 1)
            .map_or(Classes::NONE, |_| vocabulary.get(vocabulary.id(document.word(index + 1))).classes);
        let spoken_to = next.any(Classes::YOU | Classes::YOUR | Classes::YOURE);
        match (is_capital, starts_sentence) {
            (true, false) => true,
            (true, true) => set_apart || spoken_to || next.any(Classes::BE | Classes::SEEM),
            (false, true) => spoken_to || document.gap(index + 1).starts_with([',', ':', '\n']),
            (false, false) => false,
        }
    }

    /// The only one-word handle that begins with the word.
    fn nickname(&self, word: &str, vocabulary: &Vocabulary) -> Option<usize> {
        if vocabulary.id(word) != 0 {
            return None;
        }
        let from = self.handles.partition_point(|(handle, _)| handle.as_str() < word);
        let mut holders = self.handles[from..]
            .iter()
            .take_while(|(handle, _)| handle.starts_with(word))
            .map(|(_, participant)| *participant);
        let first = holders.next()?;
        holders.all(|other| other == first).then_some(first)
    }
}

/// The name lower-cased and without disguise, for comparing.
fn fold(name: &str) -> String {
    let mut folded = String::new();
    for word in Document::new(name).words() {
        folded.push_str(word);
        folded.push(' ');
    }
    folded
}

/// "NorthernLight" as "Northern Light".
fn space_camel_case(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    spaced
}

/// The pairs of first bytes that occur, as one bit each of a small hash.
#[derive(Debug)]
struct Starts([u64; 64]);

impl Default for Starts {
    fn default() -> Self {
        Starts([0; 64])
    }
}

impl Starts {
    fn slot(word: &str) -> usize {
        match word.as_bytes() {
            [first, second, ..] => (usize::from(*first) * 31 + usize::from(*second)) % 4096,
            [first] => usize::from(*first),
            [] => 0,
        }
    }

    fn insert(&mut self, word: &str) {
        let slot = Starts::slot(word);
        self.0[slot / 64] |= 1 << (slot % 64);
    }

    fn may_hold(&self, word: &str) -> bool {
        let slot = Starts::slot(word);
        self.0[slot / 64] & (1 << (slot % 64)) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::Participants;
    use crate::vocabulary::Vocabulary;
    use threadwarden_text::Document;
    use threadwarden_thread::{Comment, Thread};

    const NAMES: &[&str] = &[
        "Mr. Orson Abeywickrama",
        "Born_In_Tallinn",
        "kestrelfromhull",
        "Harbour",
        "onlooker",
        "Idiot Savant",
        "NorthernLight",
    ];

    fn named(text: &str) -> Vec<(String, String)> {
        let vocabulary = Vocabulary::new(&crate::SiteWords::default());
        let mut thread = Thread::new("t");
        for name in NAMES {
            thread.push(Comment::new("x", *name, ""));
        }
        let participants = Participants::new(&thread, 0..thread.len(), Some("Ida Verhoeven"), &vocabulary);
        let document = Document::new(text);
        let mut found = Vec::new();
        participants.find(&document, text, &vocabulary, &mut found);
        found
            .into_iter()
            .map(|name| {
                let who = participants.name(name.participant).unwrap_or("AUTHOR").to_owned();
                (document.span(name.tokens).of(text).to_owned(), who)
            })
            .collect()
    }

    #[test]
    fn finds_names_written_differently() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("@Orson Abeywickrama\nno", &[("Orson Abeywickrama", "Mr. Orson Abeywickrama")]),
            ("I agree with Orson here", &[("Orson", "Mr. Orson Abeywickrama")]),
            ("Thank you Born_In_Tallinn.", &[("Born_In_Tallinn", "Born_In_Tallinn")]),
            ("BTW, hiya Kestrel.", &[("Kestrel", "kestrelfromhull")]),
            ("Harbour you said it", &[("Harbour", "Harbour")]),
            ("BTW Onlooker\nI have lived", &[("Onlooker", "onlooker")]),
            ("Northern Light is right", &[("Northern Light", "NorthernLight")]),
            ("as Idiot Savant says", &[("Idiot Savant", "Idiot Savant")]),
            ("Verhoeven, read this", &[("Verhoeven", "AUTHOR")]),
            // Near misses: ordinary words that happen to be part of a name.
            ("Harbour fees rose", &[]),
            ("the harbour is full", &[]),
            ("an onlooker saw it", &[]),
            ("you idiot", &[]),
            ("You Idiot!", &[]),
            ("born in the north", &[]),
        ];
        for (text, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(named(text), expected, "{text:?}");
        }
    }
}
