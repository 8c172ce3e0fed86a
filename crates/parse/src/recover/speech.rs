use threadwarden_text::Document;

/// Turns of speech that people use to one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Speech {
    /// "you", "your".
    pub(super) second_person: bool,
    /// "thank you", "much obliged", in the first words.
    pub(super) thanks: bool,
    /// "you are welcome", "my pleasure", in the first words: an answer to thanks.
    pub(super) welcome: bool,
    /// The first word takes up what was said: "no", "exactly", "but".
    pub(super) opener: bool,
    /// Speaks of the comment meant: "your comment", "your point".
    pub(super) your_words: bool,
    /// Ends with a question.
    pub(super) question: bool,
}

const SECOND_PERSON: &[&str] = &[
    "you", "your", "yours", "yourself", "you're", "you've", "you'll", "you'd", "youre", "u", "ur", "du", "dein",
    "deine", "sie", "ihr", "tu", "vous", "votre", "usted",
];

const OPENERS: &[&str] = &[
    "absolutely",
    "actually",
    "agree",
    "agreed",
    "amen",
    "and",
    "because",
    "but",
    "correct",
    "ditto",
    "er",
    "exactly",
    "false",
    "ha",
    "haha",
    "hey",
    "hi",
    "hmm",
    "huh",
    "i'm",
    "indeed",
    "it's",
    "lol",
    "maybe",
    "nah",
    "no",
    "nonsense",
    "nope",
    "not",
    "oh",
    "ok",
    "okay",
    "or",
    "perhaps",
    "precisely",
    "really",
    "right",
    "rubbish",
    "same",
    "so",
    "sorry",
    "sure",
    "that",
    "that's",
    "true",
    "um",
    "well",
    "what",
    "which",
    "why",
    "wow",
    "wrong",
    "yeah",
    "yep",
    "yes",
];

const THANKS: &[&str] = &[
    "thanks",
    "thank",
    "thankyou",
    "thx",
    "cheers",
    "obliged",
    "grateful",
    "danke",
    "merci",
    "gracias",
    "appreciated",
];

const YOUR_WORDS: &[&str] = &[
    "argument",
    "claim",
    "comment",
    "comments",
    "idea",
    "link",
    "logic",
    "opinion",
    "point",
    "points",
    "post",
    "posts",
    "question",
    "reasoning",
    "reply",
    "response",
    "statement",
    "suggestion",
    "theory",
];

impl Speech {
    /// Words at the start among which thanks count.
    const FIRST_WORDS: usize = 6;

    pub(super) fn of(document: &Document) -> Speech {
        let mut speech = Speech::default();
        let mut before = "";
        for (index, word) in document.words().enumerate() {
            let quoted = document.quote_of(index).is_some();
            if !quoted {
                let second = SECOND_PERSON.contains(&word);
                speech.second_person |= second;
                speech.your_words |= before == "your" && YOUR_WORDS.contains(&word);
                if index < Speech::FIRST_WORDS {
                    speech.thanks |= THANKS.contains(&word);
                    speech.welcome |=
                        matches!((before, word), ("are" | "you're" | "most", "welcome") | ("my", "pleasure"));
                }
                speech.opener |= index == 0 && OPENERS.contains(&word);
            }
            before = word;
        }
        let sentences = document.sentence_count();
        speech.question = sentences > 0 && document.is_question(sentences - 1);
        speech
    }
}

#[cfg(test)]
mod tests {
    use threadwarden_text::Document;

    use super::Speech;

    #[test]
    fn hears_turns_of_speech() {
        // second person, thanks, welcome, opener, your words, question
        let cases = [
            ("Thank you for the chart.", [true, true, false, false, false, false]),
            ("Hey, you are welcome.", [true, false, true, true, false, false]),
            ("Not at all, my pleasure.", [false, false, true, true, false, false]),
            ("No.", [false, false, false, true, false, false]),
            ("Your point is moot, is it not?", [true, false, false, false, true, true]),
            // Near misses.
            ("He said “you idiot” to the mate.", [false; 6]),
            ("The ferry is late; nobody will thank the mate.", [false; 6]),
            ("The old mate is a welcome sight.", [false; 6]),
            ("The mate knows.", [false; 6]),
            ("", [false; 6]),
        ];
        for (text, [second_person, thanks, welcome, opener, your_words, question]) in cases {
            let expected = Speech { second_person, thanks, welcome, opener, your_words, question };
            assert_eq!(Speech::of(&Document::new(text)), expected, "{text}");
        }
    }
}
