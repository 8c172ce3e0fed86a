//! Different names of the same thing.

use std::sync::OnceLock;

use threadwarden_text::Document;

use crate::index::Index;
use crate::term::{Stem, fnv_1a, joined, stem_of, word_hash};

/// Names and the concepts they stand for.
///
/// The table is `data/aliases.csv`, one concept per line, written for this
/// project: its kind, its name, other names, and names of what stands for it
/// ("Tokyo" for Japan). A name that ends in `!` is also an ordinary word or
/// somebody's name; it counts only where its capitals can be seen: "Turkey" but
/// not "turkey", "WHO" but neither "Who" nor "who".
#[derive(Debug, Default)]
pub(crate) struct Aliases {
    /// Sorted by key.
    names: Vec<Name>,
    /// The first name with each key.
    by_key: Index,
    /// Last stems of names of several words.
    ends: Index,
    /// Words that are abbreviations when they are written in capitals.
    by_word: Index,
    abbreviations: Vec<Stem>,
}

/// One name of one concept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    key: u32,
    /// What stands for the concept among the terms of an article.
    pub(crate) concept: Stem,
    /// How far the name means the concept, in `0..=1`.
    pub(crate) closeness: f32,
    /// Whether it must be written with a capital.
    pub(crate) capital: bool,
}

/// Words with a topic in the longest name.
pub(crate) const LONGEST_NAME: usize = 4;
/// How far what stands for a concept means it: who writes of Tokyo may mean the city. A guess.
const RELATED: f32 = 0.6;

static TABLE: &str = include_str!("../data/aliases.csv");

impl Aliases {
    /// The names that come with this crate.
    pub(crate) fn shipped() -> &'static Aliases {
        static ALIASES: OnceLock<Aliases> = OnceLock::new();
        ALIASES.get_or_init(|| Aliases::read(TABLE))
    }

    fn read(table: &str) -> Aliases {
        let (mut names, mut ends, mut abbreviations) = (Vec::new(), Vec::new(), Vec::new());
        for line in table.lines().skip(1) {
            let mut fields = line.split(',');
            let (_, Some(name), Some(aliases), Some(related)) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            // No stem starts with a capital, so no stem is a concept.
            let concept = Stem(fnv_1a(format!("Concept {name}").as_bytes()));
            let same = std::iter::once(name).chain(aliases.split('|')).map(|name| (name, 1.0));
            for (name, closeness) in same.chain(related.split('|').map(|name| (name, RELATED))) {
                let (plain, capital) = name.strip_suffix('!').map_or((name, false), |plain| (plain, true));
                let stems = if capital && is_abbreviation(plain) {
                    abbreviations.push((word_hash(&plain.to_lowercase()) as u32, stand_in(plain)));
                    vec![stand_in(plain)]
                } else {
                    stems(plain)
                };
                let Some(key) = key(&stems) else { continue };
                if stems.len() > 1 {
                    ends.extend(stems.last().map(|stem| stem.0));
                }
                names.push(Name { key, concept, closeness, capital });
            }
        }
        names.sort_by_key(|name| (name.key, name.concept));
        names.dedup_by_key(|name| (name.key, name.concept));
        let by_key = Index::new(names.iter().map(|name| name.key));
        let by_word = Index::new(abbreviations.iter().map(|(word, _)| *word));
        let abbreviations = abbreviations.into_iter().map(|(_, stem)| stem).collect();
        Aliases { names, by_key, ends: Index::new(ends.into_iter()), by_word, abbreviations }
    }

    /// What a row of stems is the name of.
    pub(crate) fn find(&self, stems: &[Stem]) -> impl Iterator<Item = &Name> {
        let key = key(stems);
        let first = key.and_then(|key| self.by_key.find(key)).unwrap_or(self.names.len());
        self.names[first..].iter().take_while(move |name| Some(name.key) == key)
    }

    /// What a folded word stands for that was written in capitals; `None` when that is the word itself.
    pub(crate) fn abbreviation(&self, word: &str) -> Option<Stem> {
        self.by_word.find(word_hash(word) as u32).map(|at| self.abbreviations[at])
    }

    /// Whether a word is somebody's or something's name only where it is written with a capital.
    pub(crate) fn needs_capital(&self, stem: Stem) -> bool {
        self.find(&[stem]).any(|name| name.capital)
    }

    /// Whether a name of several words ends with a stem.
    pub(crate) fn ends_name(&self, stem: Stem) -> bool {
        self.ends.find(stem.0).is_some()
    }
}

fn is_abbreviation(name: &str) -> bool {
    name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The stem of an abbreviation that is an ordinary word in small letters. No stem starts with a capital, so no word has it.
fn stand_in(abbreviation: &str) -> Stem {
    match dotted_whole(abbreviation) {
        Some(word) => stem_of(word).unwrap_or(Stem(0)),
        None => Stem(fnv_1a(abbreviation.as_bytes())),
    }
}

/// "US" is "USA" without a letter, and has its weight.
fn dotted_whole(abbreviation: &str) -> Option<&'static str> {
    (abbreviation == "US").then_some("usa")
}

/// The stems of a name, function words left out; those of one letter too.
fn stems(name: &str) -> Vec<Stem> {
    let document = Document::new(name);
    let mut stems: Vec<Stem> = Vec::new();
    let mut before = "";
    for word in document.words() {
        stems.extend(stem_of(dotted(before, word).unwrap_or(word)));
        before = word;
    }
    stems
}

/// The abbreviation that two letters with dots spell; those of three letters are one word already.
pub(crate) fn dotted(first: &str, second: &str) -> Option<&'static str> {
    match (first, second) {
        ("u", "s") => Some("usa"),
        ("u", "k") => Some("uk"),
        ("u", "n") => Some("un"),
        ("e", "u") => Some("eu"),
        _ => None,
    }
}

fn key(stems: &[Stem]) -> Option<u32> {
    let (first, rest) = stems.split_first()?;
    Some(rest.iter().fold(first.0, |key, stem| joined(key, stem.0)))
}

#[cfg(test)]
mod tests {
    use super::{Aliases, LONGEST_NAME, TABLE, stems};
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_sorted_whole_and_large() {
        let rows: Vec<Vec<&str>> = TABLE.lines().skip(1).map(|line| line.split(',').collect()).collect();
        assert!(rows.len() >= 1_500, "{}", rows.len());
        assert!(rows.iter().all(|row| row.len() == 4));
        assert!(rows.iter().all(|row| !(row[2].is_empty() && row[3].is_empty())), "a single name is nobody's alias");
        assert!(rows.is_sorted_by_key(|row| (row[0], row[1].to_lowercase())));
        assert_eq!(rows.iter().map(|row| (row[0], row[1])).collect::<BTreeSet<_>>().len(), rows.len());
        let names = rows.iter().flat_map(|row| row[1..].iter().flat_map(|names| names.split('|')));
        let unfit: Vec<&str> = names
            .filter(|name| !name.is_empty() && !name.strip_suffix('!').is_some_and(super::is_abbreviation))
            .filter(|name| !(1..=LONGEST_NAME).contains(&stems(name.trim_end_matches('!')).len()))
            .collect();
        assert!(unfit.is_empty(), "names of no words or too many: {unfit:?}");
    }

    #[test]
    fn names_meet_when_they_name_the_same() {
        let aliases = Aliases::shipped();
        let concepts = |name: &str| -> BTreeSet<_> {
            let stems = stems(name);
            aliases.find(&stems).filter(|name| !name.capital).map(|name| name.concept).collect()
        };
        let table = [
            ("Northern Territories", "Kuriles", true),
            ("Kurile Islands", "Habomai", true),
            ("Tokyo", "Japan", true),
            ("Kremlin", "Russians", true),
            ("SCS", "South China Sea", true),
            ("U.S.", "Americans", true),
            ("USA", "White House", true),
            ("European Union", "Brussels", true),
            ("IMF", "International Monetary Fund", true),
            ("Burma", "Myanmar", true),
            ("GOP", "Republicans", true),
            ("Ottawa", "Canadians", true),
            ("PLA", "People's Liberation Army", true),
            ("Diaoyu", "Senkakus", true),
            ("OECD", "Economic Cooperation and Development", true),
            ("Habs", "Montreal Canadiens", true),
            ("Obamacare", "Affordable Care Act", true),
            ("Bay Street", "Toronto bankers", true),
            ("yuan", "renminbi", true),
            // Near misses.
            ("turkey", "Ankara", false),
            ("us", "Americans", false),
            ("who", "World Health Organization", false),
            ("it", "Italy", false),
            ("polish", "Warsaw", false),
            ("territories", "Kuriles", false),
            ("northern", "Kuriles", false),
            ("Tokyo", "China", false),
            ("North Korea", "Seoul", false),
            ("chad", "Chadian", false),
            ("jordan", "Amman", false),
            ("city", "Citigroup", false),
            ("leaf", "Toronto Maple Leafs", false),
            ("Kansas", "Arkansas", false),
            ("coke", "Coca-Cola", false),
            ("ice", "Immigration and Customs Enforcement", false),
            ("aid", "USAID", false),
            ("who", "World Health Organisation", false),
            ("Ottawa", "Washington", false),
            ("Kuriles", "Japan", false),
            ("Georgian", "Atlanta", false),
        ];
        for (one, other, meet) in table {
            assert_eq!(!concepts(one).is_disjoint(&concepts(other)), meet, "{one} {other}");
        }
    }
}
