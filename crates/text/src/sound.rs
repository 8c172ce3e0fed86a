/// How a word sounds, roughly: consonants by sound, vowels by group.
///
/// Two spellings with the same sound are taken for the same word, so the groups
/// are narrow on purpose: "stewpid" and "stupid", "eediot" and "idiot". Every
/// unknown word of a comment is sounded out, so this is one pass over the
/// letters and takes no memory of its own.
#[derive(Clone, Copy, Debug)]
pub struct Sound {
    letters: [u8; LONGEST],
    len: usize,
}

/// Letters of the longest sound; what comes after them is not heard.
const LONGEST: usize = 48;

impl Sound {
    /// The sound of a folded word.
    pub fn of(word: &str) -> Sound {
        let mut sound = Sound { letters: [0; LONGEST], len: 0 };
        let mut rest = word.as_bytes();
        while let Some(&first) = rest.first() {
            let (length, spoken): (usize, &[u8]) = match rest {
                [b'o', b'u', b'g', b'h', ..] => (4, b"o"),
                [b't', b'i', b'o', b'n', ..] => (4, b"shun"),
                [b't', b'c', b'h', ..] => (3, b"ch"),
                [b's', b'c', b'h', ..] => (3, b"sk"),
                [b'c', b'h', ..] => (2, b"ch"),
                [b's', b'h', ..] => (2, b"sh"),
                [b'p', b'h', ..] => (2, b"f"),
                [b'g', b'h', ..] => (2, b"g"),
                [b'c', b'k', ..] => (2, b"k"),
                [b'q', b'u', ..] => (2, b"kw"),
                [b'w', b'h', ..] => (2, b"w"),
                [b'w', b'r', ..] => (2, b"r"),
                [b'k', b'n', ..] => (2, b"n"),
                [b'e', b'e' | b'a', ..] | [b'i', b'e', ..] => (2, b"i"),
                [b'e', b'w', ..] | [b'o', b'o' | b'u', ..] | [b'u', b'e' | b'i', ..] => (2, b"u"),
                [b'a', b'i' | b'y', ..] => (2, b"a"),
                [b'a', b'u' | b'w', ..] | [b'o', b'a', ..] => (2, b"o"),
                [b'a' | b'e' | b'o' | b'u', b'r', ..] => (2, b"r"),
                [b'c', b'e' | b'i' | b'y', ..] => (1, b"s"),
                [b'c', ..] => (1, b"k"),
                [b'x', ..] => (1, b"ks"),
                [b'z', ..] => (1, b"s"),
                [b'y', ..] => (1, b"i"),
                [b'h', ..] => (1, b""),
                _ => (1, &[first]),
            };
            spoken.iter().for_each(|&letter| sound.hear(letter));
            rest = &rest[length..];
        }
        if sound.len > 3 && sound.letters[sound.len - 1] == b'e' {
            sound.len -= 1;
        }
        sound
    }

    /// The sound as letters.
    pub fn as_bytes(&self) -> &[u8] {
        &self.letters[..self.len]
    }

    /// Doubled letters sound like one.
    fn hear(&mut self, letter: u8) {
        if self.len < LONGEST && self.as_bytes().last() != Some(&letter) {
            self.letters[self.len] = letter;
            self.len += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sound;

    #[test]
    fn spellings_of_one_word_sound_the_same() {
        let same = [
            ("stewpid", "stupid"),
            ("eediot", "idiot"),
            ("idiott", "idiot"),
            ("retahded", "retaded"),
            ("kreep", "creep"),
            ("phool", "fool"),
            ("moronn", "moron"),
            ("lyer", "liar"),
            ("kowurd", "coward"),
        ];
        for (one, other) in same {
            let (one, other) = (Sound::of(one), Sound::of(other));
            assert_eq!(String::from_utf8_lossy(one.as_bytes()), String::from_utf8_lossy(other.as_bytes()));
        }
        for (one, other) in [("chip", "kip"), ("ship", "sip"), ("moron", "moran"), ("fool", "fall"), ("", "e")] {
            assert_ne!(Sound::of(one).as_bytes(), Sound::of(other).as_bytes(), "{one} {other}");
        }
    }

    #[test]
    fn any_word_has_a_sound() {
        for word in ["", "h", "é", "ça", &"x".repeat(5_000), "ough", "e"] {
            assert!(Sound::of(word).as_bytes().len() <= super::LONGEST);
        }
    }
}
