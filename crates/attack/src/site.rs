use threadwarden_text::Document;

use crate::class::Classes;
use crate::knowledge::Knowledge;
use crate::{Category, Severity};

/// Words that mean something of their own on one site.
///
/// They act on the rules at once; no model has to be trained. A site's insult
/// said of a participant is found as those of the lexicon are, disguised too. A
/// word that the site allows attacks nobody, in whatever company: rules and
/// model read a harmless word in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteWords {
    /// Insults that the lexicon lacks, or that mean something else here.
    pub insults: Vec<SiteInsult>,
    /// Words that attack nobody here, each with its regular plural.
    pub allowed: Vec<String>,
}

/// An insult of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteInsult {
    /// One word in lower case; of a noun, the singular.
    pub word: String,
    /// Whether it is a noun ("you are a WORD") or an adjective ("you are WORD").
    pub is_noun: bool,
    /// Whether it insults wherever it is said of a person, not only in "you are (a) WORD".
    pub strong: bool,
    /// The kind of attack.
    pub category: Category,
    /// How bad it is.
    pub severity: Severity,
}

impl SiteWords {
    /// Most words of a site, insults and allowed ones together.
    pub const MOST: usize = 1000;

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.insults.is_empty() && self.allowed.is_empty()
    }

    /// Why a word cannot be a site's; `None` when it can.
    pub fn refusal(word: &str) -> Option<&'static str> {
        let document = Document::new(word);
        if document.tokens().len() != 1 || document.word(0) != word {
            return Some("is not one word in lower case as the detector reads it");
        }
        let vocabulary = &Knowledge::get().vocabulary;
        let is_grammar = vocabulary.get(vocabulary.id(word)).classes.any(GRAMMAR);
        is_grammar.then_some("is a word of grammar, and the rules need it")
    }
}

/// Classes of words that rules find their way by.
const GRAMMAR: Classes = Classes::YOU
    .with(Classes::YOUR)
    .with(Classes::YOURE)
    .with(Classes::BE)
    .with(Classes::SEEM)
    .with(Classes::NOT)
    .with(Classes::I)
    .with(Classes::THEY)
    .with(Classes::DET)
    .with(Classes::ADV)
    .with(Classes::IF)
    .with(Classes::STOP)
    .with(Classes::AND)
    .with(Classes::SAY)
    .with(Classes::FUNCTION)
    .with(Classes::MODAL);

#[cfg(test)]
mod tests {
    use threadwarden_text::Document;
    use threadwarden_thread::{Comment, Thread};

    use super::{SiteInsult, SiteWords};
    use crate::{Attack, Category, Detector, Severity};

    fn insult(word: &str, is_noun: bool) -> SiteInsult {
        let word = word.to_owned();
        SiteInsult { word, is_noun, strong: true, category: Category::Insult, severity: Severity::Medium }
    }

    /// A reply to Kestrel.
    fn judge(detector: &Detector, text: &str) -> Attack {
        let mut thread = Thread::new("t");
        let first = thread.push(Comment::new("0", "Kestrel", "The ferry is late again."));
        let mut reply = Comment::new("1", "Rowan", text);
        reply.parent = Some(first);
        detector.comment(&thread, None, &reply, &Document::new(text))
    }

    #[test]
    fn an_insult_of_the_site_is_found_as_those_of_the_lexicon_are() {
        let words =
            SiteWords { insults: vec![insult("ferryhugger", true), insult("quayish", false)], ..SiteWords::default() };
        let site = Detector::with_words(&words);
        for text in [
            "You are a ferryhugger.",
            "You ferryhuggers are all quayish",
            "you quayish ferryhugger",
            "You are a f3rryhugger",
        ] {
            let attack = judge(&site, text);
            assert!(attack.personal().next().is_some(), "{text}: {attack:?}");
            assert!(attack.probability >= Some(0.5), "{text}: {attack:?}");
        }
        // Near misses: said of nobody, denied, or of a thing; and a site without the word.
        for text in ["A ferryhugger club met on Monday.", "You are no ferryhugger.", "The quayish wall was repainted."]
        {
            assert_eq!(judge(&site, text).personal().count(), 0, "{text}");
        }
        assert_eq!(judge(&Detector::default(), "You are a ferryhugger.").personal().count(), 0);
    }

    #[test]
    fn a_word_the_site_allows_is_no_evidence() {
        let words = SiteWords { allowed: vec!["idiot".into(), "garbage".into()], ..SiteWords::default() };
        let (site, plain) = (Detector::with_words(&words), Detector::default());
        for text in ["You are an idiot.", "You idiots!", "You are such an id1ot", "Your comment is garbage."] {
            assert!(judge(&plain, text).personal().next().is_some(), "{text}");
            let attack = judge(&site, text);
            assert_eq!(attack.personal().count(), 0, "{text}: {attack:?}");
            assert!(attack.probability < Some(0.5), "{text}: {attack:?}");
        }
        // The company it keeps still counts.
        assert!(judge(&site, "You are an idiot and a liar.").personal().next().is_some());
    }

    #[test]
    fn words_that_cannot_be_a_sites_are_refused() {
        for (word, fits) in [
            ("ferryhugger", true),
            ("clown", true),
            ("you", false),
            ("not", false),
            ("two words", false),
            ("Clown", false),
            ("", false),
        ] {
            assert_eq!(SiteWords::refusal(word).is_none(), fits, "{word:?}");
        }
    }

    #[test]
    fn the_most_words_fit_beside_the_lexicon() {
        let name = |n: usize| -> String {
            let letters = |n: usize| [b'a' + (n / 676 % 26) as u8, b'a' + (n / 26 % 26) as u8, b'a' + (n % 26) as u8];
            format!("zz{}zz", String::from_utf8(letters(n).to_vec()).unwrap())
        };
        let words = SiteWords {
            insults: (0..SiteWords::MOST).map(|n| insult(&name(n), true)).collect(),
            ..SiteWords::default()
        };
        let attack = judge(&Detector::with_words(&words), &format!("You are a {}.", name(SiteWords::MOST - 1)));
        assert_eq!(attack.personal().count(), 1);
    }
}
