//! Words taken over literally.

use threadwarden_text::Document;

use crate::term::{stem_of, word_hash};

/// Fewest words in a row that are a quotation and no coincidence.
pub(crate) const SHORTEST_RUN: usize = 5;
/// Fewest of them that must have a topic: "at the end of the" is nobody's.
const FEWEST_TOPICAL: usize = 2;

/// Where every run of [`SHORTEST_RUN`] words of a text stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    /// Hash and first original byte of every run, sorted.
    runs: Vec<(u64, u32)>,
}

impl Runs {
    pub(crate) fn new(document: &Document) -> Self {
        let mut runs = Vec::new();
        each_run(document, |token, hash| runs.push((hash, document.span(token..token + 1).start as u32)));
        runs.sort_unstable();
        Runs { runs }
    }

    /// The original byte of this text where the longest literal overlap with
    /// `document` begins; `None` without one.
    pub(crate) fn longest_in(&self, document: &Document) -> Option<usize> {
        if self.runs.is_empty() {
            return None;
        }
        // Runs that follow one another in both texts are one quotation.
        let mut best: Option<(usize, u32)> = None;
        let mut going: Option<(usize, usize, u32)> = None;
        each_run(document, |token, hash| {
            let at = self.runs.partition_point(|(run, _)| *run < hash);
            let Some((_, byte)) = self.runs.get(at).filter(|(run, _)| *run == hash) else { return };
            let (length, first) = match going {
                Some((last, length, first)) if last + 1 == token && *byte > first => (length + 1, first),
                _ => (1, *byte),
            };
            going = Some((token, length, first));
            if best.is_none_or(|(longest, _)| length > longest) {
                best = Some((length, first));
            }
        });
        best.map(|(_, byte)| byte as usize)
    }
}

/// Hands the first token and the hash of every run with enough topic to `each`.
fn each_run(document: &Document, mut each: impl FnMut(usize, u64)) {
    let mut last = [(0_u32, false); SHORTEST_RUN];
    for (index, word) in document.words().enumerate() {
        last.rotate_left(1);
        last[SHORTEST_RUN - 1] = (word_hash(word), stem_of(word).is_some());
        let topical = last.iter().filter(|(_, topical)| *topical).count();
        if index + 1 >= SHORTEST_RUN && topical >= FEWEST_TOPICAL {
            let hash = last.iter().fold(0_u64, |hash, (word, _)| {
                (hash.rotate_left(5) ^ u64::from(*word)).wrapping_mul(0x517c_c1b7_2722_0a95)
            });
            each(index + 1 - SHORTEST_RUN, hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Runs;
    use threadwarden_text::Document;

    #[test]
    fn finds_literal_overlap_and_no_likeness() {
        let text = "The council met on Friday. It will close the old harbour bridge in spring, at the end of the year.";
        let runs = Runs::new(&Document::new(text));
        let cases = [
            ("They \"will close the old harbour bridge\" again?", Some("will")),
            ("WILL CLOSE THE OLD HARBOUR BRIDGE", Some("will")),
            ("on Friday. It will close", Some("on")),
            // Near misses: four words, the same words in another order, a run of function words.
            ("they close the old harbour, fine", None),
            ("close the harbour bridge, the old one", None),
            ("we meet at the end of the week", None),
            ("", None),
        ];
        for (comment, expected) in cases {
            let found = runs.longest_in(&Document::new(comment));
            assert_eq!(found, expected.map(|word| text.find(word).unwrap()), "{comment:?}");
        }
    }
}
