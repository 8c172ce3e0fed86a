//! The pattern language of phrase rules.
//!
//! | element | fits |
//! | --- | --- |
//! | `word` | the word; `don't` also fits `dont` |
//! | `a\|b` | either |
//! | `<class>` | a word of the class; `<you-are>` one to five words |
//! | `X?` | X or nothing |
//! | `..N` | up to N words |
//! | `^` `$` `^,` | start of the sentence, its end, start of a clause |
//! | `!X` | nothing, where X does not follow |
//!
//! A match stays in one sentence.

use std::ops::Range;

use crate::class::Classes;
use crate::reading::Reading;
use crate::vocabulary::{Entry, Vocabulary, WordId};

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    elements: Vec<Element>,
    /// The words of the element it is filed under.
    words: Vec<WordId>,
    /// Most words that can stand before that element.
    reach: usize,
    /// Classes of which the comment must hold a word each.
    needed: Classes,
    /// Sets of classes of which the comment must hold one each.
    needed_sets: Vec<Classes>,
    /// Sets of words of which the comment must hold one each, the smallest first.
    needed_words: Vec<Vec<WordId>>,
}

#[derive(Debug)]
struct Element {
    fits: Fits,
    optional: bool,
}

#[derive(Debug)]
enum Fits {
    Words(Words),
    YouAre,
    Not(Words),
    Gap(usize),
    SentenceStart,
    ClauseStart,
    SentenceEnd,
}

/// A set of words, by number and by class.
#[derive(Debug, Default)]
struct Words {
    ids: Vec<WordId>,
    classes: Classes,
    you_are: bool,
}

/// Classes whose words stand in nearly every comment.
const COMMON: Classes = Classes::FUNCTION
    .with(Classes::YOU)
    .with(Classes::YOUR)
    .with(Classes::YOURE)
    .with(Classes::BE)
    .with(Classes::NOT)
    .with(Classes::I)
    .with(Classes::THEY)
    .with(Classes::DET)
    .with(Classes::STOP);

/// How often a word stands in comments, roughly: the shorter the word, the oftener.
fn commonness(word: &Entry) -> u32 {
    const FUNCTION_WORD: u32 = 2_000;
    let length = u32::from(word.length.max(1));
    if word.classes.any(COMMON) { FUNCTION_WORD } else { FUNCTION_WORD / 2 / (length * length) }
}

/// Most words that `<you-are>` can take.
const LONGEST_YOU_ARE: usize = 6;

impl Pattern {
    pub(super) fn compile(text: &str, vocabulary: &mut Vocabulary) -> Result<Pattern, String> {
        let elements = text
            .split_ascii_whitespace()
            .map(|part| Element::compile(part, vocabulary))
            .collect::<Result<Vec<_>, _>>()?;
        // The rarest element. Classes have hundreds of words, so they serve only
        // where no literal does.
        let rarity = |ids: &Vec<WordId>| ids.iter().map(|&id| commonness(vocabulary.get(id))).sum::<u32>();
        let rarest = |words: &dyn Fn(&Element) -> Option<Vec<WordId>>| {
            let candidates = elements.iter().enumerate().filter_map(|(at, element)| Some((at, words(element)?)));
            candidates.min_by_key(|(_, ids)| rarity(ids))
        };
        let (at, words) = rarest(&Element::literals)
            .or_else(|| rarest(&|element| element.words(vocabulary)))
            .ok_or("no word to file it under")?;
        let reach = elements[..at].iter().map(Element::most_words).sum();
        let (single, needed_sets): (Vec<Classes>, Vec<Classes>) =
            elements.iter().filter_map(Element::needed_classes).partition(|classes| classes.is_one());
        let needed = single.into_iter().fold(Classes::NONE, Classes::with);
        let others = elements.iter().enumerate().filter(|(other, _)| *other != at);
        let mut needed_words: Vec<Vec<WordId>> = others.filter_map(|(_, element)| element.literals()).collect();
        needed_words.sort_by_key(rarity);
        Ok(Pattern { elements, words, reach, needed, needed_sets, needed_words })
    }

    /// The words it is filed under.
    pub(super) fn filed_under(&self) -> &[WordId] {
        &self.words
    }

    /// Classes of which a comment must hold a word each for the pattern to fit.
    pub(super) fn needed_classes(&self) -> Classes {
        self.needed
    }

    /// A word besides those it is filed under that a comment must hold.
    pub(super) fn needed_word(&self) -> Option<WordId> {
        self.needed_words.iter().find(|words| words.len() == 1).map(|words| words[0])
    }

    /// The leftmost match that holds token `at` no later than its filed element can stand.
    pub(super) fn find_around(&self, reading: &Reading<'_>, at: usize) -> Option<Range<usize>> {
        if !self.needed_sets.iter().all(|classes| reading.has(*classes))
            || !self.needed_words.iter().all(|words| words.iter().any(|&word| reading.holds(word)))
        {
            return None;
        }
        let sentence = reading.sentence(at);
        let from = at.saturating_sub(self.reach).max(sentence.start);
        (from..=at).find_map(|start| {
            let mut matcher = Matcher { reading, sentence: sentence.clone(), steps: 0 };
            let end = matcher.run(&self.elements, start)?;
            (end > at).then_some(start..end)
        })
    }
}

impl Element {
    fn compile(part: &str, vocabulary: &mut Vocabulary) -> Result<Element, String> {
        let required = |fits| Ok(Element { fits, optional: false });
        match part {
            "^" => return required(Fits::SentenceStart),
            "^," => return required(Fits::ClauseStart),
            "$" => return required(Fits::SentenceEnd),
            _ => {}
        }
        if let Some(number) = part.strip_prefix("..") {
            return required(Fits::Gap(number.parse().map_err(|_| format!("{part:?} is no gap"))?));
        }
        if let Some(not) = part.strip_prefix('!') {
            return required(Fits::Not(Words::compile(not, vocabulary)?));
        }
        let (words, optional) = match part.strip_suffix('?') {
            Some(words) => (words, true),
            None => (part, false),
        };
        let fits = if words == "<you-are>" { Fits::YouAre } else { Fits::Words(Words::compile(words, vocabulary)?) };
        Ok(Element { fits, optional })
    }

    /// The classes of an element that must stand there and names no word.
    fn needed_classes(&self) -> Option<Classes> {
        match &self.fits {
            Fits::YouAre if !self.optional => Some(Classes::YOU | Classes::YOURE),
            Fits::Words(words) if !self.optional && words.ids.is_empty() && !words.you_are => Some(words.classes),
            _ => None,
        }
    }

    /// The words of an element that must stand there and names no class.
    fn literals(&self) -> Option<Vec<WordId>> {
        match &self.fits {
            Fits::Words(words) if !self.optional && !words.you_are && words.classes == Classes::NONE => {
                Some(words.ids.clone())
            }
            _ => None,
        }
    }

    /// Every word that can stand at this element, where one must.
    fn words(&self, vocabulary: &Vocabulary) -> Option<Vec<WordId>> {
        let Fits::Words(words) = &self.fits else { return None };
        let open = words.you_are || words.classes.any(Classes::NAME | Classes::NUMBER);
        if self.optional || open {
            return None;
        }
        let mut ids = words.ids.clone();
        ids.extend(vocabulary.ids_of(words.classes));
        (!ids.is_empty()).then_some(ids)
    }

    fn most_words(&self) -> usize {
        match &self.fits {
            Fits::Words(words) if words.you_are => LONGEST_YOU_ARE,
            Fits::Words(_) => 1,
            Fits::YouAre => LONGEST_YOU_ARE,
            Fits::Gap(most) => *most,
            Fits::Not(_) | Fits::SentenceStart | Fits::ClauseStart | Fits::SentenceEnd => 0,
        }
    }
}

impl Words {
    fn compile(text: &str, vocabulary: &mut Vocabulary) -> Result<Words, String> {
        let mut words = Words::default();
        for word in text.split('|') {
            if word == "<you-are>" {
                words.you_are = true;
            } else if let Some(class) = word.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
                words.classes |= class_of(class)?;
            } else if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'\'') {
                return Err(format!("{word:?} is no folded word"));
            } else {
                words.ids.push(vocabulary.intern(word));
                // Only where leaving the apostrophe out spells no other word.
                if word.ends_with("n't") || word.starts_with("you'") {
                    words.ids.push(vocabulary.intern(&word.replace('\'', "")));
                }
            }
        }
        Ok(words)
    }

    fn fit(&self, reading: &Reading<'_>, at: usize) -> bool {
        reading.is(at, self.classes) || self.ids.contains(&reading.id(at)) && reading.id(at) != 0
    }
}

fn class_of(name: &str) -> Result<Classes, String> {
    // In phrases "you" takes "you're" along, and "your" takes "ur".
    let class = Classes::from_name(name).ok_or_else(|| format!("no class <{name}>"))?;
    Ok(match class {
        Classes::BE => Classes::BE | Classes::SEEM,
        other => other,
    })
}

/// One attempt to fit a pattern at a place.
struct Matcher<'a> {
    reading: &'a Reading<'a>,
    sentence: Range<usize>,
    steps: usize,
}

/// Steps after which an attempt is given up; patterns have a dozen elements, so only gaps behind gaps come near it.
const MOST_STEPS: usize = 2_000;

impl Matcher<'_> {
    /// Where the elements end when they start at `at`.
    ///
    /// Goes as deep as the pattern is long; patterns are ours, never the user's.
    fn run(&mut self, elements: &[Element], at: usize) -> Option<usize> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return None;
        }
        let Some((element, rest)) = elements.split_first() else { return Some(at) };
        let within = at < self.sentence.end;
        match &element.fits {
            Fits::SentenceStart => (at == self.sentence.start).then(|| self.run(rest, at)).flatten(),
            Fits::SentenceEnd => (at == self.sentence.end).then(|| self.run(rest, at)).flatten(),
            Fits::ClauseStart => self.starts_clause(at).then(|| self.run(rest, at)).flatten(),
            Fits::Not(words) => (!(within && words.fit(self.reading, at))).then(|| self.run(rest, at)).flatten(),
            Fits::Gap(most) => (at..=(at + most).min(self.sentence.end)).find_map(|next| self.run(rest, next)),
            Fits::YouAre => {
                let end = self.reading.after_you_are(at).filter(|&end| within && end <= self.sentence.end);
                end.and_then(|end| self.run(rest, end))
                    .or_else(|| element.optional.then(|| self.run(rest, at)).flatten())
            }
            Fits::Words(words) => {
                let you_are = words.you_are.then(|| self.reading.after_you_are(at)).flatten();
                let next =
                    if within && words.fit(self.reading, at) { Some(at + 1) } else { you_are.filter(|_| within) };
                next.and_then(|next| self.run(rest, next))
                    .or_else(|| element.optional.then(|| self.run(rest, at)).flatten())
            }
        }
    }

    fn starts_clause(&self, at: usize) -> bool {
        at == self.sentence.start
            || self.reading.starts_clause(at)
            || matches!(
                self.reading.word(at - 1),
                "and" | "but" | "so" | "then" | "now" | "just" | "please" | "or" | "maybe" | "well"
            )
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use crate::knowledge::Knowledge;
    use crate::vocabulary::Vocabulary;

    /// The part of the text that a pattern fits.
    fn fit(pattern: &str, text: &str) -> Option<String> {
        let mut vocabulary = Vocabulary::new(&crate::SiteWords::default());
        let pattern = Pattern::compile(pattern, &mut vocabulary).unwrap();
        Knowledge::read_with(&vocabulary, text, |reading| {
            (0..reading.len())
                .filter(|&at| pattern.filed_under().contains(&reading.id(at)))
                .find_map(|at| pattern.find_around(reading, at))
                .map(|tokens| reading.document.span(tokens).of(text).to_owned())
        })
    }

    #[test]
    fn patterns_fit_what_the_table_says() {
        let cases = [
            ("^, go ..2 home", "Well, go right home now", Some("go right home")),
            ("^, go ..2 home", "They go home", None),
            ("learn ..1 to|how read|spell", "Please learn how, to spell it", Some("learn how, to spell")),
            ("<you-are> wasted", "You have always been wasted here", Some("You have always been wasted")),
            ("<you-are> wasted", "we are wasted", None),
            ("don't <your>? know", "you dont know", Some("dont know")),
            ("$ know", "know", None),
            ("know $", "I know. You know it", Some("know")),
            ("go !home away|home", "go home", None),
            ("go !home away|home", "go away", Some("go away")),
            ("one ..3 two", "one. two", None),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(fit(pattern, text).as_deref(), expected, "{pattern:?} on {text:?}");
        }
    }

    #[test]
    fn patterns_that_do_not_read_are_refused() {
        let mut vocabulary = Vocabulary::new(&crate::SiteWords::default());
        for pattern in ["", "..2 <name>", "<nonsense> word", "..x word", "caf\u{e9}", "two|"] {
            assert!(Pattern::compile(pattern, &mut vocabulary).is_err(), "{pattern:?}");
        }
    }
}
