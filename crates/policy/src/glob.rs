//! Patterns with `*` and `?`, for names and addresses.

/// Whether a text fits a pattern: `*` stands for anything, `?` for one letter; case does not matter.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let letters = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    run(&letters(pattern), &letters(text), |wild, _| wild == '?')
}

/// Whether every text that fits `pattern` also fits `wider`.
pub(crate) fn covers(wider: &str, pattern: &str) -> bool {
    let letters = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    // A star in the narrower one can only be taken up by a star.
    run(&letters(wider), &letters(pattern), |wild, letter| wild == '?' && letter != '*')
}

/// Goes back to the last star only, so the time is bounded by the product of the lengths.
fn run(pattern: &[char], text: &[char], takes: impl Fn(char, char) -> bool) -> bool {
    let (mut at, mut letter) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while letter < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, letter));
                at += 1;
            }
            Some(&wild) if takes(wild, text[letter]) || (wild == text[letter] && wild != '*') => {
                at += 1;
                letter += 1;
            }
            _ => match &mut star {
                Some((after, from)) => {
                    *from += 1;
                    (at, letter) = (*after + 1, *from);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use super::{covers, fits};

    #[test]
    fn patterns() {
        let cases = [
            ("*", "", true),
            ("*", "anything", true),
            ("ferry", "Ferry", true),
            ("sport-*", "sport-tennis", true),
            ("*/letters/*", "https://news.example/letters/2024", true),
            ("mod-?", "mod-7", true),
            ("a*b*c", "axxbyyc", true),
            ("Ö*", "ölkanne", true),
            // Near misses.
            ("", "a", false),
            ("ferry", "ferryman", false),
            ("sport-*", "transport-x", false),
            ("mod-?", "mod-", false),
            ("mod-?", "mod-10", false),
            ("a*b*c", "axxbyy", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn wider_patterns_cover_narrower_ones() {
        let cases = [
            ("*", "sport-*", true),
            ("sport-*", "sport-tennis*", true),
            ("a?", "ab", true),
            ("a?", "a?", true),
            ("sport-*", "*", false),
            ("a?", "a*", false),
            ("sport-tennis*", "sport-*", false),
        ];
        for (wider, pattern, expected) in cases {
            assert_eq!(covers(wider, pattern), expected, "{wider} {pattern}");
        }
    }
}
