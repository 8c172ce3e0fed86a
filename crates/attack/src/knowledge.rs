use std::sync::{Arc, LazyLock};

use threadwarden_text::Document;
use threadwarden_text::respell::{self, Kind};

use crate::class::Classes;
use crate::disguise::{self, Disguises, Known};
use crate::hash;
use crate::model::Model;
use crate::participants::NameMatch;
use crate::reading::{HARMLESS, Word};
use crate::rules::phrases::{FILES, Phrases};
use crate::site::SiteWords;
use crate::vocabulary::{LEXICON, Vocabulary};

/// The compiled-in lexicon and phrase rules, read once.
#[derive(Debug)]
pub(crate) struct Knowledge {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) phrases: Phrases,
    pub(crate) model: Model,
    disguises: Disguises,
    /// Name and content hash, as every report prints it.
    pub(crate) version: String,
}

/// Made by `threadwarden-train attack`; see the model card.
const MODEL: &[u8] = include_bytes!("../model/attack-en.bin");

/// The hash of every participant's name: whose it is must not matter.
const NAME: u64 = 1;

/// The hash of every neutral word for who somebody is: which one it is must not matter either.
const IDENTITY: u64 = 2;

/// Whether a hash stands for words that must not be told apart.
pub(crate) fn is_masked(hash: u64) -> bool {
    matches!(hash, NAME | IDENTITY)
}

static KNOWLEDGE: LazyLock<Arc<Knowledge>> = LazyLock::new(|| Arc::new(Knowledge::read(&SiteWords::default())));

impl Knowledge {
    pub(crate) fn get() -> &'static Arc<Knowledge> {
        &KNOWLEDGE
    }

    /// The same with the words of a site.
    pub(crate) fn read(site: &SiteWords) -> Knowledge {
        let mut vocabulary = Vocabulary::new(site);
        // The files are compiled in and a test reads every one of them, so
        // these errors cannot happen in a build that passed its tests.
        let phrases =
            Phrases::compile(FILES, &mut vocabulary).unwrap_or_else(|error| unreachable!("phrase rules: {error}"));
        let model = Model::read(MODEL).unwrap_or_else(|error| unreachable!("attack-en.bin: {error}"));
        let disguises = Disguises::new(&mut vocabulary, site);
        Knowledge { vocabulary, phrases, model, disguises, version: version() }
    }

    /// The document with its disguised words respelt, if it has any.
    pub(crate) fn undisguise(
        &self,
        document: &Document,
        original: &str,
        words: &[Word],
        kinds: &mut Vec<Kind>,
    ) -> Option<Document> {
        kinds.clear();
        kinds.extend(words.iter().map(|word| disguise::kind(word.id, word.hash, word.classes)));
        let known = Known { disguises: &self.disguises, vocabulary: &self.vocabulary };
        respell::respell(document, original, kinds, &known)
    }

    /// Numbers the words of a comment.
    pub(crate) fn read_words(vocabulary: &Vocabulary, document: &Document, words: &mut Vec<Word>) {
        let harmless = Word {
            id: vocabulary.id(HARMLESS),
            stem: stem(HARMLESS.as_bytes()),
            hash: hash::of(HARMLESS),
            classes: Classes::ALLOWED,
        };
        words.clear();
        words.extend((0..document.tokens().len()).map(|index| {
            let word = document.word_bytes(index);
            let hash = hash::of_bytes(word);
            let id = vocabulary.id_of_hash(hash);
            let number = if word.first().is_some_and(u8::is_ascii_digit) { Classes::NUMBER } else { Classes::NONE };
            let classes = vocabulary.get(id).classes | number;
            if classes.any(Classes::ALLOWED) {
                return harmless;
            }
            let hash = if classes.any(Classes::NEUTRAL) { IDENTITY } else { hash };
            Word { id, stem: stem(word), hash, classes }
        }));
        for second in 1..words.len() {
            if words[second].classes.any(Classes::NEUTRAL_LAST) && words[second - 1].classes.any(Classes::NEUTRAL_FIRST)
            {
                for word in &mut words[second - 1..=second] {
                    *word = Word { hash: IDENTITY, classes: word.classes | Classes::NEUTRAL, ..*word };
                }
            }
        }
    }

    /// Makes names of the words that name participants: whatever they mean
    /// elsewhere, they are nothing but names.
    pub(crate) fn mark_names(names: &[NameMatch], words: &mut [Word]) {
        for name in names {
            words[name.tokens.clone()].fill(Word { id: 0, stem: 0, hash: NAME, classes: Classes::NAME });
        }
    }
}

/// The first four letters of a word as a number.
fn stem(word: &[u8]) -> u32 {
    word.iter().take(4).fold(0, |stem, &byte| stem << 8 | u32::from(byte))
}

/// FNV-1a, 64 bits, over the data files and the crate's version.
fn version() -> String {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let texts = FILES.iter().map(|(_, text)| text.as_bytes()).chain([
        LEXICON.as_bytes(),
        MODEL,
        env!("CARGO_PKG_VERSION").as_bytes(),
    ]);
    let hash = texts.flatten().fold(BASIS, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME));
    format!("attack-en/1@{:012x}", hash >> 16)
}

#[cfg(test)]
impl Knowledge {
    /// Reads a text as a comment in a thread where "Kestrel" comments too.
    pub(crate) fn with_reading<T>(&self, text: &str, look: impl FnOnce(&crate::reading::Reading<'_>) -> T) -> T {
        Knowledge::read_with(&self.vocabulary, text, look)
    }

    pub(crate) fn read_with<T>(
        vocabulary: &Vocabulary,
        text: &str,
        look: impl FnOnce(&crate::reading::Reading<'_>) -> T,
    ) -> T {
        use crate::participants::Participants;
        let mut thread = threadwarden_thread::Thread::new("t");
        thread.push(threadwarden_thread::Comment::new("0", "Kestrel", ""));
        let participants = Participants::new(&thread, 0..1, None, vocabulary);
        let document = Document::new(text);
        let (mut names, mut words) = (Vec::new(), Vec::new());
        participants.find(&document, text, vocabulary, &mut names);
        Knowledge::read_words(vocabulary, &document, &mut words);
        Knowledge::mark_names(&names, &mut words);
        look(&crate::reading::Reading::new(&document, vocabulary, &words, &names))
    }
}
