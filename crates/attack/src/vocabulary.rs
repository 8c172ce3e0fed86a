use crate::class::Classes;
use crate::hash::{self, HashTable};
use crate::site::{SiteInsult, SiteWords};
use crate::{Category, Severity};

/// Every word that a rule can ask about, with what it does.
///
/// Words are numbered, so that phrase rules compare numbers; 0 is every word
/// nobody asked about.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    ids: HashTable,
    entries: Vec<Entry>,
}

/// The number of a word.
pub(crate) type WordId = u16;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) classes: Classes,
    /// Bytes of the word.
    pub(crate) length: u8,
    /// As in "you are a WORD".
    pub(crate) noun: Option<Sense>,
    /// As in "you are WORD".
    pub(crate) adjective: Option<Sense>,
}

/// An insulting sense of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sense {
    pub(crate) category: Category,
    pub(crate) severity: Severity,
    /// Whether it insults wherever it is said of a person, not only in "you are a WORD".
    pub(crate) strong: bool,
}

/// A row of `data/lexicon.csv`.
#[derive(Debug)]
pub(crate) struct LexiconRow<'a> {
    pub(crate) word: &'a str,
    pub(crate) is_noun: bool,
    pub(crate) sense: Sense,
    /// Whether the word is harsh whoever it is said of.
    pub(crate) is_harsh: bool,
    /// A sentence with the word that must stay clean.
    #[cfg_attr(not(test), expect(dead_code, reason = "the cases are for the tests"))]
    pub(crate) leave: &'a str,
}

pub(crate) const LEXICON: &str = include_str!("../data/lexicon.csv");
const FUNCTION_WORDS: &str = include_str!("../data/function-words.csv");

impl Vocabulary {
    /// The words of the lexicon and the function words, with those of a site.
    pub(crate) fn new(site: &SiteWords) -> Self {
        let mut vocabulary = Vocabulary { ids: HashTable::default(), entries: vec![Entry::default()] };
        for (class, words) in function_words() {
            for word in words.split_ascii_whitespace() {
                vocabulary.entry(word).classes |= class;
            }
        }
        for row in lexicon(LEXICON) {
            let plural = row.is_noun.then(|| plural(row.word));
            for word in std::iter::once(row.word).chain(plural.as_deref()) {
                vocabulary.add_sense(word, row.is_noun, row.sense);
                if row.is_harsh {
                    vocabulary.mark(word, Classes::HARSH);
                }
            }
        }
        for insult in &site.insults {
            vocabulary.replace_sense(insult);
        }
        for word in &site.allowed {
            for word in [word, &plural(word)] {
                *vocabulary.entry(word) = Entry { classes: Classes::ALLOWED, ..Entry::default() };
            }
        }
        vocabulary
    }

    /// The number of a folded word; 0 for unknown ones.
    pub(crate) fn id(&self, word: &str) -> WordId {
        self.id_of_hash(hash::of(word))
    }

    /// The number of the word with this hash; 0 for unknown ones.
    pub(crate) fn id_of_hash(&self, hash: u64) -> WordId {
        self.ids.get(hash).unwrap_or(0)
    }

    /// What is known of a word.
    pub(crate) fn get(&self, id: WordId) -> &Entry {
        &self.entries[id as usize]
    }

    /// Every word of the classes.
    pub(crate) fn ids_of(&self, classes: Classes) -> impl Iterator<Item = WordId> + '_ {
        let of_class = move |id: &WordId| self.get(*id).classes.any(classes);
        (0..self.entries.len() as WordId).filter(of_class)
    }

    /// Numbers a word, known or not.
    pub(crate) fn intern(&mut self, word: &str) -> WordId {
        let hash = hash::of(word);
        if let Some(id) = self.ids.get(hash) {
            return id;
        }
        let id = self.entries.len() as WordId;
        self.ids.insert(hash, id);
        self.entries.push(Entry { length: word.len().min(u8::MAX as usize) as u8, ..Entry::default() });
        id
    }

    /// Adds classes to a word; false when it had them all.
    pub(crate) fn mark(&mut self, word: &str, classes: Classes) -> bool {
        let entry = self.entry(word);
        let before = entry.classes;
        entry.classes |= classes;
        entry.classes != before
    }

    /// Whether the word has an insulting sense.
    pub(crate) fn is_insult(&self, word: &str) -> bool {
        let entry = self.get(self.id(word));
        entry.noun.is_some() || entry.adjective.is_some()
    }

    fn entry(&mut self, word: &str) -> &mut Entry {
        let id = self.intern(word);
        &mut self.entries[id as usize]
    }

    /// What the site says of a word goes before what the lexicon says.
    fn replace_sense(&mut self, insult: &SiteInsult) {
        let sense = Sense { category: insult.category, severity: insult.severity, strong: insult.strong };
        let plural = insult.is_noun.then(|| plural(&insult.word));
        for word in std::iter::once(insult.word.as_str()).chain(plural.as_deref()) {
            let entry = self.entry(word);
            *(if insult.is_noun { &mut entry.noun } else { &mut entry.adjective }) = None;
            self.add_sense(word, insult.is_noun, sense);
            if insult.strong {
                self.mark(word, Classes::HARSH);
            }
        }
    }

    fn add_sense(&mut self, word: &str, is_noun: bool, sense: Sense) {
        let entry = self.entry(word);
        entry.classes |= if sense.strong { Classes::INSULT } else { Classes::WEAK };
        let place = if is_noun { &mut entry.noun } else { &mut entry.adjective };
        // The stronger of two senses stays.
        if place.is_none_or(|known| sense.strong && !known.strong) {
            *place = Some(sense);
        }
    }
}

/// The rows of a lexicon; rows that do not fit are skipped, which a test forbids.
pub(crate) fn lexicon(csv: &str) -> impl Iterator<Item = LexiconRow<'_>> {
    csv.lines().skip(1).filter_map(|line| {
        let mut fields = line.splitn(6, ',');
        let word = fields.next()?;
        let category = Category::from_name(fields.next()?)?;
        let is_noun = match fields.next()? {
            "noun" => true,
            "adjective" => false,
            _ => return None,
        };
        let (strong, is_harsh) = match fields.next()? {
            "strong" => (true, true),
            "harsh" => (false, true),
            "weak" => (false, false),
            _ => return None,
        };
        let severity = Severity::from_name(fields.next()?)?;
        let leave = fields.next()?.trim_matches('"');
        Some(LexiconRow { word, is_noun, sense: Sense { category, severity, strong }, is_harsh, leave })
    })
}

/// The function words, by class.
fn function_words() -> impl Iterator<Item = (Classes, &'static str)> {
    FUNCTION_WORDS.lines().skip(1).filter_map(|line| {
        let (class, words) = line.split_once(',')?;
        Some((Classes::from_name(class)?, words))
    })
}

/// The regular plural of an English noun.
fn plural(noun: &str) -> String {
    let vowel_y = ["ay", "ey", "oy", "uy"].iter().any(|end| noun.ends_with(end));
    if let Some(stem) = noun.strip_suffix('y').filter(|_| !vowel_y) {
        format!("{stem}ies")
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end)) {
        format!("{noun}es")
    } else {
        format!("{noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::{LEXICON, Vocabulary, lexicon, plural};
    use crate::site::SiteWords;

    #[test]
    fn every_row_of_the_lexicon_is_read_and_sorted() {
        let rows: Vec<_> = lexicon(LEXICON).collect();
        assert_eq!(rows.len(), LEXICON.lines().count() - 1, "a row does not fit the header");
        let lines: Vec<&str> = LEXICON.lines().skip(1).collect();
        let key = |line: &str| line.splitn(4, ',').take(3).map(str::to_owned).collect::<Vec<_>>();
        for pair in lines.windows(2) {
            assert!(key(pair[0]) < key(pair[1]), "out of order or twice: {:?}", pair);
        }
        for row in &rows {
            assert!(
                row.sense.strong || row.leave.to_lowercase().contains(row.word),
                "weak word without a sentence it may stand in: {}",
                row.word
            );
        }
    }

    #[test]
    fn words_keep_their_numbers() {
        let mut vocabulary = Vocabulary::new(&SiteWords::default());
        let id = vocabulary.intern("zyzzyva");
        assert_ne!(id, 0);
        assert_eq!(vocabulary.id("zyzzyva"), id);
        assert_eq!(vocabulary.id("not a word at all"), 0);
        assert!(vocabulary.is_insult("idiot") && vocabulary.is_insult("idiots"));
    }

    #[test]
    fn plurals() {
        for (one, many) in [("idiot", "idiots"), ("bully", "bullies"), ("ass", "asses"), ("monkey", "monkeys")] {
            assert_eq!(plural(one), many);
        }
    }
}
