//! English word forms to stems, without allocating.

/// Longest word that is stemmed, in bytes; anything longer is a URL or noise and stays as it is.
pub(crate) const LONGEST_WORD: usize = 40;

/// Cuts a folded word to its stem and hands the stem to `then`.
///
/// The Snowball English stemmer ("Porter2") as described by M. F. Porter at
/// <https://snowballstem.org/algorithms/english/stemmer.html>, on a buffer on
/// the stack. Words with letters outside ASCII are handed on unchanged.
pub(crate) fn stemmed<T>(word: &str, then: impl FnOnce(&[u8]) -> T) -> T {
    let bytes = word.as_bytes();
    if bytes.len() <= 2 || bytes.len() > LONGEST_WORD || !bytes.is_ascii() {
        return then(bytes);
    }
    if bytes.len() <= LONGEST_IRREGULAR
        && let Some((_, stem)) = IRREGULAR.iter().find(|(form, _)| *form == word)
    {
        return then(stem.as_bytes());
    }
    let mut stem = Word::new(bytes);
    stem.reduce();
    then(&stem.letters[..stem.len])
}

/// Bytes of the longest of them.
const LONGEST_IRREGULAR: usize = 6;
/// Forms that the rules would cut wrongly, and their stems.
const IRREGULAR: &[(&str, &str)] = &[
    ("skis", "ski"),
    ("skies", "sky"),
    ("dying", "die"),
    ("lying", "lie"),
    ("tying", "tie"),
    ("idly", "idl"),
    ("gently", "gentl"),
    ("ugly", "ugli"),
    ("early", "earli"),
    ("only", "onli"),
    ("singly", "singl"),
    ("sky", "sky"),
    ("news", "news"),
    ("howe", "howe"),
    ("atlas", "atlas"),
    ("cosmos", "cosmos"),
    ("bias", "bias"),
    ("andes", "andes"),
];

/// Forms that are whole once their plural is gone.
const WHOLE: &[&[u8]] = &[b"inning", b"outing", b"canning", b"herring", b"earring", b"proceed", b"exceed", b"succeed"];

/// Beginnings after which the first region starts at once.
const PREFIXES: &[&[u8]] = &[b"gener", b"commun", b"arsen"];

/// Suffixes of step 2 with their replacements, longest first.
const STEP_2: &[(&[u8], &[u8])] = &[
    (b"ational", b"ate"),
    (b"fulness", b"ful"),
    (b"iveness", b"ive"),
    (b"ization", b"ize"),
    (b"ousness", b"ous"),
    (b"biliti", b"ble"),
    (b"lessli", b"less"),
    (b"tional", b"tion"),
    (b"alism", b"al"),
    (b"aliti", b"al"),
    (b"ation", b"ate"),
    (b"entli", b"ent"),
    (b"fulli", b"ful"),
    (b"iviti", b"ive"),
    (b"ousli", b"ous"),
    (b"abli", b"able"),
    (b"alli", b"al"),
    (b"anci", b"ance"),
    (b"ator", b"ate"),
    (b"enci", b"ence"),
    (b"izer", b"ize"),
    (b"bli", b"ble"),
    (b"ogi", b"og"),
    (b"li", b""),
];

/// Suffixes of step 3 with their replacements, longest first.
const STEP_3: &[(&[u8], &[u8])] = &[
    (b"ational", b"ate"),
    (b"tional", b"tion"),
    (b"alize", b"al"),
    (b"ative", b""),
    (b"icate", b"ic"),
    (b"iciti", b"ic"),
    (b"ical", b"ic"),
    (b"ness", b""),
    (b"ful", b""),
];

/// Suffixes that step 4 takes off, longest first.
const STEP_4: &[&[u8]] = &[
    b"ement", b"able", b"ance", b"ence", b"ible", b"ment", b"ant", b"ate", b"ent", b"ion", b"ism", b"iti", b"ive",
    b"ize", b"ous", b"al", b"er", b"ic",
];

/// A word being cut. `Y` stands for a consonantal y.
struct Word {
    letters: [u8; LONGEST_WORD + 1],
    len: usize,
    /// Where the regions R1 and R2 of the algorithm start.
    first: usize,
    second: usize,
}

impl Word {
    fn new(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"'").unwrap_or(bytes);
        let mut letters = [0; LONGEST_WORD + 1];
        letters[..bytes.len()].copy_from_slice(bytes);
        for at in 0..bytes.len() {
            if letters[at] == b'y' && (at == 0 || is_vowel(letters[at - 1])) {
                letters[at] = b'Y';
            }
        }
        let mut word = Word { letters, len: bytes.len(), first: 0, second: 0 };
        let prefix = PREFIXES.iter().find(|prefix| bytes.starts_with(prefix));
        word.first = prefix.map_or_else(|| word.region_after(0), |prefix| prefix.len());
        word.second = word.region_after(word.first);
        word
    }

    /// One past the first consonant that follows a vowel, from `from` on.
    fn region_after(&self, from: usize) -> usize {
        (from + 1..self.len)
            .find(|&at| !is_vowel(self.letters[at]) && is_vowel(self.letters[at - 1]))
            .map_or(self.len, |at| at + 1)
    }

    fn reduce(&mut self) {
        self.drop_possessive();
        self.drop_plural();
        if !WHOLE.contains(&&self.letters[..self.len]) {
            self.drop_past_and_progressive();
            self.final_y_to_i();
            self.step_2();
            self.step_3();
            self.step_4();
            self.step_5();
        }
        for letter in &mut self.letters[..self.len] {
            letter.make_ascii_lowercase();
        }
    }

    fn ends(&self, suffix: &[u8]) -> bool {
        // The last letter rules most suffixes out, without a call to compare slices.
        let last = self.len.checked_sub(1).map(|last| self.letters[last]);
        last == suffix.last().copied() && self.letters[..self.len].ends_with(suffix)
    }

    /// Whether the suffix of this length lies wholly at or behind `region`.
    fn within(&self, suffix_len: usize, region: usize) -> bool {
        self.len - suffix_len >= region
    }

    fn replace(&mut self, suffix_len: usize, with: &[u8]) {
        self.len -= suffix_len;
        self.letters[self.len..self.len + with.len()].copy_from_slice(with);
        self.len += with.len();
    }

    fn has_vowel(&self, end: usize) -> bool {
        self.letters[..end].iter().copied().any(is_vowel)
    }

    /// Whether the first `end` letters end in a short syllable.
    fn short_syllable(&self, end: usize) -> bool {
        let letter = |back: usize| self.letters[end - back];
        match end {
            0 | 1 => false,
            2 => is_vowel(letter(2)) && !is_vowel(letter(1)),
            _ => {
                !is_vowel(letter(3))
                    && is_vowel(letter(2))
                    && !is_vowel(letter(1))
                    && !matches!(letter(1), b'w' | b'x' | b'Y')
            }
        }
    }

    fn drop_possessive(&mut self) {
        for suffix in [b"'s'".as_slice(), b"'s", b"'"] {
            if self.ends(suffix) {
                self.len -= suffix.len();
                return;
            }
        }
    }

    fn drop_plural(&mut self) {
        if self.ends(b"sses") {
            self.len -= 2;
        } else if self.ends(b"ied") || self.ends(b"ies") {
            self.len -= if self.len > 4 { 2 } else { 1 };
        } else if self.ends(b"s")
            && !self.ends(b"us")
            && !self.ends(b"ss")
            && self.len > 2
            && self.has_vowel(self.len - 2)
        {
            self.len -= 1;
        }
    }

    fn drop_past_and_progressive(&mut self) {
        for suffix in [b"eedly".as_slice(), b"eed"] {
            if self.ends(suffix) {
                if self.within(suffix.len(), self.first) {
                    self.replace(suffix.len(), b"ee");
                }
                return;
            }
        }
        let suffixes: [&[u8]; 4] = [b"ingly", b"edly", b"ing", b"ed"];
        let Some(suffix) = suffixes.into_iter().find(|suffix| self.ends(suffix)) else { return };
        if !self.has_vowel(self.len - suffix.len()) {
            return;
        }
        self.len -= suffix.len();
        const DOUBLES: &[u8] = b"bdfgmnprt";
        if self.ends(b"at") || self.ends(b"bl") || self.ends(b"iz") {
            self.replace(0, b"e");
        } else if self.len >= 2
            && self.letters[self.len - 1] == self.letters[self.len - 2]
            && DOUBLES.contains(&self.letters[self.len - 1])
        {
            self.len -= 1;
        } else if self.first >= self.len && self.short_syllable(self.len) {
            self.replace(0, b"e");
        }
    }

    fn final_y_to_i(&mut self) {
        let ends_in_y = self.ends(b"y") || self.ends(b"Y");
        if ends_in_y && self.len > 2 && !is_vowel(self.letters[self.len - 2]) {
            self.letters[self.len - 1] = b'i';
        }
    }

    fn step_2(&mut self) {
        let Some((suffix, with)) = STEP_2.iter().find(|(suffix, _)| self.ends(suffix)) else { return };
        let before = self.len.checked_sub(suffix.len() + 1).map(|at| self.letters[at]);
        let allowed = match *suffix {
            b"ogi" => before == Some(b'l'),
            b"li" => before.is_some_and(|letter| b"cdeghkmnrt".contains(&letter)),
            _ => true,
        };
        if allowed && self.within(suffix.len(), self.first) {
            self.replace(suffix.len(), with);
        }
    }

    fn step_3(&mut self) {
        let Some((suffix, with)) = STEP_3.iter().find(|(suffix, _)| self.ends(suffix)) else { return };
        let region = if *suffix == b"ative" { self.second } else { self.first };
        if self.within(suffix.len(), region) {
            self.replace(suffix.len(), with);
        }
    }

    fn step_4(&mut self) {
        let Some(suffix) = STEP_4.iter().find(|suffix| self.ends(suffix)) else { return };
        let before = self.len.checked_sub(suffix.len() + 1).map(|at| self.letters[at]);
        let allowed = *suffix != b"ion" || matches!(before, Some(b's' | b't'));
        if allowed && self.within(suffix.len(), self.second) {
            self.len -= suffix.len();
        }
    }

    fn step_5(&mut self) {
        let drop_e = self.ends(b"e")
            && (self.within(1, self.second) || (self.within(1, self.first) && !self.short_syllable(self.len - 1)));
        let drop_l = self.ends(b"ll") && self.within(1, self.second);
        if drop_e || drop_l {
            self.len -= 1;
        }
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

#[cfg(test)]
mod tests {
    use super::stemmed;
    use proptest::prelude::*;

    fn stem(word: &str) -> String {
        stemmed(word, |stem| String::from_utf8(stem.to_vec()).unwrap())
    }

    #[test]
    fn joins_forms_of_one_word_and_no_others() {
        let same = [
            ("island", "islands"),
            ("island's", "islands"),
            ("kurile", "kuriles"),
            ("sanction", "sanctioned"),
            ("negotiate", "negotiations"),
            ("economy", "economies"),
            ("policy", "policies"),
            ("resolve", "resolving"),
            ("hope", "hoping"),
            ("tie", "ties"),
            ("happy", "happiness"),
        ];
        for (one, other) in same {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
        let apart =
            [("new", "news"), ("general", "generous"), ("hop", "hope"), ("gas", "gap"), ("community", "communism")];
        for (one, other) in apart {
            assert_ne!(stem(one), stem(other), "{one} {other}");
        }
    }

    proptest! {
        /// The reference is the stemmer that the Snowball compiler generates.
        #[test]
        fn agrees_with_the_generated_stemmer(
            start in "[a-z]{1,8}",
            end in prop::sample::select(vec![
                "", "s", "es", "ies", "ied", "ed", "ing", "edly", "ingly", "eed", "ly", "y", "ization", "ational",
                "fulness", "ousness", "iveness", "biliti", "lessly", "ement", "ment", "ion", "tion", "ible", "able",
                "ance", "al", "ic", "ical", "ative", "ogy", "ness", "ful", "ll", "e", "'s",
            ]),
        ) {
            let word = format!("{start}{end}");
            let reference = rust_stemmers::Stemmer::create(rust_stemmers::Algorithm::English);
            prop_assert_eq!(stem(&word), reference.stem(&word).into_owned());
        }

        #[test]
        fn never_panics(word in "\\PC{0,60}") {
            stemmed(&word, <[u8]>::len);
        }
    }
}
