/// How a line of page furniture is recognised; always in lower case, straight apostrophes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Phrase {
    /// The whole line, but for punctuation at its end.
    Is(&'static str),
    /// The line's first words.
    Starts(&'static str),
    /// Words anywhere in a line of at most this many words.
    Has(&'static str, usize),
    /// All of these anywhere in the line.
    HasAll(&'static [&'static str]),
}

/// Longest line, in bytes, that is looked at; furniture is short, the legal kind apart.
const LONGEST_BYTES: usize = 600;

/// A line made comparable: lower case, straight apostrophes, no punctuation at its end.
pub(crate) fn comparable(line: &str) -> Option<String> {
    if line.len() > LONGEST_BYTES {
        return None;
    }
    let mut lower = line.to_lowercase().replace(['’', '‘'], "'").replace('\u{a0}', " ");
    lower.truncate(
        lower.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | '!' | '…' | '»' | '›')).len(),
    );
    Some(lower)
}

impl Phrase {
    /// Whether a line that went through [`comparable`] is meant.
    pub(crate) fn matches(self, line: &str) -> bool {
        match self {
            Phrase::Is(phrase) => line == phrase,
            Phrase::Starts(phrase) => {
                line.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            }
            Phrase::Has(phrase, most_words) => line.contains(phrase) && line.split_whitespace().count() <= most_words,
            Phrase::HasAll(phrases) => phrases.iter().all(|phrase| line.contains(phrase)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Phrase, comparable};

    #[test]
    fn matches_lines_not_words() {
        let cases = [
            (Phrase::Is("notify of"), "Notify of", true),
            (Phrase::Is("notify of"), "Notify of:", true),
            (Phrase::Is("notify of"), "Notify of changes", false),
            (Phrase::Starts("categories:"), "Categories: Ferries, Harbours", true),
            (Phrase::Starts("tag"), "Tagged", false),
            (Phrase::Has("newsletter", 6), "Get our newsletter", true),
            (Phrase::Has("newsletter", 6), "The newsletter had said that the ferries would be late", false),
            (Phrase::HasAll(&["views", "solely"]), "The views expressed are solely ours.", true),
        ];
        for (phrase, line, expected) in cases {
            assert_eq!(phrase.matches(&comparable(line).unwrap()), expected, "{phrase:?} {line:?}");
        }
    }
}
