//! What a word does in a sentence, as bits.

use std::ops::{BitOr, BitOrAssign};

/// A set of word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(u64);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident $text:literal = $bit:literal,)+) => {
        impl Classes {
            $($(#[$doc])* pub(crate) const $name: Classes = Classes(1 << $bit);)+

            /// The class that phrase rules write as `<name>`.
            pub(crate) fn from_name(name: &str) -> Option<Classes> {
                match name { $($text => Some(Classes::$name),)+ _ => None }
            }
        }
    };
}

classes! {
    // The model's frames show the first of these that a word has, so their order matters.
    /// A participant's name.
    NAME "name" = 0,
    /// you, u, ya
    YOU "you" = 1,
    /// your, ur, yours
    YOUR "your" = 2,
    /// you're, youre, ur: second person and verb in one word
    YOURE "youre" = 3,
    /// A strong noun or adjective of the lexicon.
    INSULT "insult" = 4,
    /// am, is, are, was, been
    BE "be" = 5,
    /// seem, sound, look, act, remain
    SEEM "seem" = 6,
    /// not, never, don't
    NOT "not" = 7,
    /// I, me, my, we, us, our
    I "i" = 8,
    /// he, she, they and their forms
    THEY "they" = 9,
    /// a, the, such, some
    DET "det" = 10,
    /// comment, post, reply
    COMMENT "comment" = 11,
    /// author, journalist
    AUTHOR "author" = 12,
    /// A nationality, religion, sex, age, class
    IDENTITY "identity" = 13,
    /// ignorance, stupidity, arrogance: a fault somebody can have
    FAULT "fault" = 14,
    /// so, really, utterly, clearly
    ADV "adv" = 15,
    /// A weak one.
    WEAK "weak" = 16,
    /// will, gonna, should, would, must, may
    MODAL "modal" = 17,
    NUMBER "number" = 18,
    // The rest are for the rules alone.
    /// if, unless, whenever
    IF "if" = 19,
    /// people, guys, lot, folks: turn "you" into a group
    GROUP "group" = 20,
    /// that, who, because, of: a predicate does not reach across these
    STOP "stop" = 21,
    /// and, or, but
    AND "and" = 22,
    /// said, says, called: what follows is somebody's words
    SAY "say" = 23,
    /// article, piece, editorial
    ARTICLE "article" = 24,
    /// A title before a name.
    TITLE "title" = 25,
    /// Function words of English not listed above, for telling the language.
    FUNCTION "function" = 26,
    /// kill, punch, break: verbs of harm
    HARM "harm" = 27,
    /// go, run, crawl, back: openings of a send-off
    SEND "send" = 28,
    /// A word that people disguise.
    SOUGHT "sought" = 29,
    /// A neutral word for who somebody is; the model sees one word in place of them all.
    NEUTRAL "neutral" = 31,
    /// First half of such a word: "middle-aged", "working-class".
    NEUTRAL_FIRST "neutral-first" = 32,
    /// Second half of one.
    NEUTRAL_LAST "neutral-last" = 33,
    /// stop, quit, try: openings of "stop being …"
    QUIT "quit" = 30,
    /// A word that the site allows: it attacks nobody.
    ALLOWED "allowed" = 34,
    /// A harsh word whoever it is said of.
    HARSH "harsh" = 35,
}

impl Classes {
    /// No class.
    pub(crate) const NONE: Classes = Classes(0);

    /// Both sets; [`BitOr`] for constants.
    pub(crate) const fn with(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
    }

    /// The place of the first class, if it is one that frames of the model show.
    pub(crate) fn shown(self) -> Option<u64> {
        const SHOWN: u64 = (Classes::NUMBER.0 << 1) - 1;
        let shown = self.0 & SHOWN;
        (shown != 0).then(|| u64::from(shown.trailing_zeros()))
    }

    /// Whether every class of `other` is in this set.
    pub(crate) fn all(self, other: Classes) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether this is one class and no more.
    pub(crate) fn is_one(self) -> bool {
        self.0.is_power_of_two()
    }

    /// Whether the two sets share a class.
    pub(crate) fn any(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Classes {
    type Output = Classes;

    fn bitor(self, other: Classes) -> Classes {
        self.with(other)
    }
}

impl BitOrAssign for Classes {
    fn bitor_assign(&mut self, other: Classes) {
        self.0 |= other.0;
    }
}
