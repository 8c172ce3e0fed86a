/// One word or number of a [`Document`](crate::Document).
///
/// Words are runs of letters, digits and inner apostrophes of the folded text.
/// Letters that were spread out ("i d i o t", "i.d.i.o.t") are one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First folded byte.
    pub start: u32,
    /// One past the last folded byte.
    pub end: u32,
    /// Where a spread-out word is spelled whole; equals `0..0` for others.
    pub(crate) spelled: (u32, u32),
    /// Index of the sentence.
    pub sentence: u32,
    /// Index of the clause, counted over the whole text.
    pub clause: u32,
    /// One past the index of the quotation that holds the token; 0 for none.
    pub(crate) quote: u32,
    /// How it is written.
    pub case: Case,
    /// Whether no space parts the token from the one before it.
    pub glued: bool,
}

impl Token {
    /// Whether the letters of the word were set apart in the text.
    pub(crate) fn is_spread(&self) -> bool {
        self.spelled != (0, 0)
    }
}

/// How a word is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// With a small letter, or without letters. So are all words of a text that shouts: its capitals tell nothing.
    #[default]
    Small,
    /// With a capital first letter.
    Capital,
    /// In capitals, two or more: "US" and "WHO" are names, "us" and "who" are not.
    Upper,
}

impl Case {
    pub(crate) fn of(original: &str) -> Case {
        let mut letters = original.chars();
        if !letters.next().is_some_and(char::is_uppercase) {
            return Case::Small;
        }
        let mut rest = 0;
        let upper = letters.all(|letter| {
            rest += 1;
            letter.is_uppercase() || letter.is_ascii_digit()
        });
        if upper && rest > 0 { Case::Upper } else { Case::Capital }
    }
}
