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
    /// you, u, ya
    YOU "you" = 0,
    /// your, ur, yours
    YOUR "your" = 1,
    /// you're, youre, ur: second person and verb in one word
    YOURE "youre" = 2,
    /// am, is, are, was, been
    BE "be" = 3,
    /// seem, sound, look, act, remain
    SEEM "seem" = 4,
    /// not, never, don't
    NOT "not" = 5,
    /// I, me, my, we, us, our
    I "i" = 6,
    /// he, she, they and their forms
    THEY "they" = 7,
    /// a, the, such, some
    DET "det" = 8,
    /// so, really, utterly, clearly
    ADV "adv" = 9,
    /// A strong noun or adjective of the lexicon.
    INSULT "insult" = 10,
    /// A weak one.
    WEAK "weak" = 11,
    /// comment, post, reply
    COMMENT "comment" = 12,
    /// author, journalist
    AUTHOR "author" = 13,
    /// A nationality, religion, sex, age, class
    IDENTITY "identity" = 14,
    /// A participant's name.
    NAME "name" = 15,
    NUMBER "number" = 16,
    /// if, unless, whenever
    IF "if" = 17,
    /// people, guys, lot, folks: turn "you" into a group
    GROUP "group" = 18,
    /// that, who, because, of: a predicate does not reach across these
    STOP "stop" = 19,
    /// and, or, but
    AND "and" = 20,
    /// said, says, called: what follows is somebody's words
    SAY "say" = 21,
    /// article, piece, editorial
    ARTICLE "article" = 22,
    /// A title before a name.
    TITLE "title" = 23,
    /// Function words of English not listed above, for telling the language.
    FUNCTION "function" = 24,
    /// will, gonna, should, would, must, may
    MODAL "modal" = 25,
    /// ignorance, stupidity, arrogance: a fault somebody can have
    FAULT "fault" = 26,
    /// kill, punch, break: verbs of harm
    HARM "harm" = 27,
    /// go, run, crawl, back: openings of a send-off
    SEND "send" = 28,
    /// A word that people disguise.
    SOUGHT "sought" = 30,
    /// stop, quit, try: openings of "stop being …"
    QUIT "quit" = 29,
}

impl Classes {
    /// No class.
    pub(crate) const NONE: Classes = Classes(0);

    /// Both sets; [`BitOr`] for constants.
    pub(crate) const fn with(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
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
