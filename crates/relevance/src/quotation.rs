//! Words taken over literally, or nearly so.

use crate::index::Index;
use crate::term::joined;

/// A text as quotations are looked for in it.
///
/// Words are compared folded, so curly and straight marks, case and accents make no difference.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wording {
    spellings: Vec<u32>,
    /// Where every three words in a row first stand.
    threes: Index,
}

/// Words of a comment that another text has too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Overlap {
    /// Tokens of the comment.
    pub(crate) here: std::ops::Range<usize>,
    /// Tokens of the other text.
    pub(crate) there: std::ops::Range<usize>,
    /// Words that are the same.
    pub(crate) same: usize,
    /// Places where words were left out, put in or replaced.
    pub(crate) edits: usize,
    /// The tokens of the comment that are the same, one run after each edit.
    pub(crate) runs: Vec<std::ops::Range<usize>>,
}

/// Fewest words in common that are a quotation and no coincidence.
const FEWEST_WORDS: usize = 5;
/// Fewest of them that must have a topic: "at the end of the" is nobody's.
const FEWEST_TOPICAL: usize = 2;
/// The same for the whole of what stands between quotation marks.
const FEWEST_MARKED_WORDS: usize = 3;
/// Words in common for which one edit is forgiven.
const WORDS_PER_EDIT: usize = 4;
/// Words that one edit may leave out, put in or replace.
const LONGEST_EDIT: usize = 2;

impl Wording {
    pub(crate) fn new(spellings: Vec<u32>) -> Self {
        let threes = Index::new(spellings.windows(3).map(three));
        Wording { spellings, threes }
    }

    /// Every overlap of `comment` with this text, in order; `marked` says which tokens stand whole between marks.
    pub(crate) fn overlaps<'a>(
        &'a self,
        comment: &'a [u32],
        marked: impl Fn(usize) -> Option<std::ops::Range<usize>> + 'a,
    ) -> impl Iterator<Item = Overlap> + 'a {
        // Words of one quotation are not words of the next.
        let (mut at, mut floor) = (0, 0);
        std::iter::from_fn(move || {
            while let Some(words) = comment.get(at..at + 3) {
                let start = at;
                at += 1;
                if !words.iter().any(|word| has_topic(*word)) {
                    continue;
                }
                let Some(found) = self.threes.find(three(words)) else { continue };
                if self.spellings.get(found..found + 3) != Some(words) {
                    continue;
                }
                let overlap = self.extend(comment, start, found, floor);
                if is_quotation(comment, &overlap, &marked) {
                    at = overlap.here.end.max(at);
                    floor = at;
                    return Some(overlap);
                }
            }
            None
        })
    }

    /// Goes on from three words in common, in both directions.
    fn extend(&self, comment: &[u32], here: usize, there: usize, floor: usize) -> Overlap {
        let mut runs = Vec::new();
        // A quotation is found at its first words unless the text has them elsewhere too.
        let from_here = here.saturating_sub(FARTHEST_BACK).max(floor);
        let from_there = there.saturating_sub(FARTHEST_BACK);
        let same_before = here > from_here && there > 0 && comment[here - 1] == self.spellings[there - 1];
        let behind = if same_before {
            let reversed = |words: &[u32]| words.iter().rev().copied().collect::<Vec<u32>>();
            let before = [reversed(&comment[from_here..here]), reversed(&self.spellings[from_there..there])];
            follow(&before[0], &before[1], |run| runs.push(here - run.end..here - run.start))
        } else {
            Followed::default()
        };
        runs.reverse();
        let before = runs.len();
        let ahead =
            follow(&comment[here..], &self.spellings[there..], |run| runs.push(here + run.start..here + run.end));
        if before > 0 {
            // No edit parts what was found backwards from what was found onwards.
            runs[before].start = runs[before - 1].start;
            runs.remove(before - 1);
        }
        Overlap {
            here: here - behind.here..here + ahead.here,
            there: there - behind.there..there + ahead.there,
            same: behind.same + ahead.same,
            edits: behind.edits + ahead.edits,
            runs,
        }
    }
}

/// Words looked at before the place where an overlap was noticed.
const FARTHEST_BACK: usize = 64;

#[derive(Clone, Copy, Debug, Default)]
struct Followed {
    here: usize,
    there: usize,
    same: usize,
    edits: usize,
}

/// How far two texts go together from their beginnings; what they end on is the same in both.
///
/// `run` gets the words of the first text that are the same, as far as they go without an edit.
fn follow(here: &[u32], there: &[u32], mut run: impl FnMut(std::ops::Range<usize>)) -> Followed {
    let mut going = Followed::default();
    loop {
        let start = going.here;
        while here.get(going.here).is_some_and(|word| there.get(going.there) == Some(word)) {
            going = Followed { here: going.here + 1, there: going.there + 1, same: going.same + 1, ..going };
        }
        if going.here > start {
            run(start..going.here);
        }
        // The nearest place where two words in a row are the same again.
        let again = |skip: &(usize, usize)| {
            let ahead = here.get(going.here + skip.0..).and_then(|rest| rest.first_chunk::<2>());
            ahead.is_some() && ahead == there.get(going.there + skip.1..).and_then(|rest| rest.first_chunk::<2>())
        };
        let skips = (1..=LONGEST_EDIT)
            .flat_map(|longer| (0..=longer).flat_map(move |shorter| [(shorter, longer), (longer, shorter)]));
        let allowed = (going.edits + 1) * WORDS_PER_EDIT <= going.same + 2;
        match skips.filter(|_| allowed).find(again) {
            Some((skip_here, skip_there)) => {
                going.here += skip_here;
                going.there += skip_there;
                going.edits += 1;
            }
            None => return going,
        }
    }
}

fn is_quotation(comment: &[u32], overlap: &Overlap, marked: impl Fn(usize) -> Option<std::ops::Range<usize>>) -> bool {
    let topical = comment[overlap.here.clone()].iter().filter(|word| has_topic(**word)).count();
    let long_enough = overlap.same >= FEWEST_WORDS && topical >= FEWEST_TOPICAL;
    let whole_quote = || {
        let quote = marked(overlap.here.start);
        quote.is_some_and(|quote| quote.start >= overlap.here.start && quote.end <= overlap.here.end)
            && overlap.same >= FEWEST_MARKED_WORDS
    };
    long_enough || whole_quote()
}

fn has_topic(spelling: u32) -> bool {
    spelling & 1 == 1
}

fn three(words: &[u32]) -> u32 {
    joined(joined(words[0], words[1]), words[2])
}

#[cfg(test)]
mod tests {
    use super::Wording;
    use crate::reading::Reader;
    use crate::words::{Tables, Words};
    use threadwarden_text::Document;

    #[test]
    fn finds_overlap_literal_or_nearly_so_and_no_likeness() {
        let text = "The council met on Friday. It will close the old harbour bridge in spring, at the end of the year. \
            The council said that “safety comes first”, and will close the fish market too.";
        let spellings =
            |text: &str| Reader::new(Words::new(Tables::shipped(), None, 0)).read(&Document::new(text)).spellings;
        let wording = Wording::new(spellings(text));
        let article = Document::new(text);
        let cases = [
            ("They \"will close the old harbour bridge\" again?", Some("will close the old harbour bridge")),
            ("WILL CLOSE THE OLD HARBOUR BRIDGE", Some("will close the old harbour bridge")),
            ("on Friday. It will close", Some("on Friday. It will close")),
            ("‘It will close the rusty old harbour bridge’", Some("It will close the old harbour bridge")),
            ("It will close the harbour bridge in spring", Some("It will close the old harbour bridge in spring")),
            ("\"Safety comes first\", they say", Some("safety comes first")),
            ("will close the fish market", Some("will close the fish market")),
            // Near misses: four words, the same words in another order, a run of function words, no marks.
            ("they close the old harbour, fine", None),
            ("close the harbour bridge, the old one", None),
            ("we meet at the end of the week", None),
            ("Safety comes first for me", None),
            ("\"Nobody said safety comes first\", they say", None),
            ("", None),
        ];
        for (comment, expected) in cases {
            let document = Document::new(comment);
            let comment_words = spellings(comment);
            let overlaps = wording.overlaps(&comment_words, |token| Some(document.quote_of(token)?.tokens.clone()));
            let found = overlaps.max_by_key(|overlap| overlap.same);
            let found = found.map(|overlap| article.span(overlap.there).of(text));
            assert_eq!(found, expected, "{comment:?}");
        }
    }
}
