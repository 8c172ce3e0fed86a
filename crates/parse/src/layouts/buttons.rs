//! The buttons, numbers and times at the foot of single comments.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::time::{is_age, is_time_line};

/// What buttons are called, in lower case.
const BUTTONS: &[&str] = &[
    "reply",
    "replies",
    "reply to this",
    "reply to this comment",
    "reply to comment",
    "reply with quote",
    "report",
    "report this",
    "report this comment",
    "report comment",
    "report abuse",
    "report post",
    "report as spam",
    "mark as spam",
    "flag",
    "flag as inappropriate",
    "flag comment",
    "permalink",
    "permanent link",
    "link",
    "like",
    "likes",
    "like this",
    "like comment",
    "dislike",
    "unlike",
    "share",
    "share this comment",
    "quote",
    "edit",
    "hide replies",
    "view replies",
    "view reply",
    "show replies",
    "show more",
    "show more replies",
    "load more comments",
    "see more",
    "read more",
    "recommend",
    "recommend?",
    "upvote",
    "downvote",
    "vote up",
    "vote down",
    "up",
    "top",
    "back to top",
    "parent",
    "next",
    "prev",
    "root",
    "context",
    "embed",
    "give award",
    "unfollow",
    "follow up",
    "subscribe",
    "log in to reply",
    "log in to leave a comment",
    "login to reply",
    "sign in to reply",
    "was this helpful?",
    "ignore user",
    "copy link",
    "view profile",
    "points",
    "point",
    "votes",
    "antworten",
    "antwort",
    "antworten anzeigen",
    "auf diesen kommentar antworten",
    "auf kommentar antworten",
    "zitieren",
    "zitat",
    "melden",
    "kommentar melden",
    "beitrag melden",
    "gefällt mir",
    "gefällt mir nicht",
    "teilen",
    "empfehlen",
    "bewerten",
    "bearbeiten",
    "nach oben",
    "mehr anzeigen",
    "répondre",
    "répondre à ce commentaire",
    "signaler",
    "signaler un abus",
    "signaler ce commentaire",
    "citer",
    "j'aime",
    "j'aime pas",
    "partager",
    "recommander",
    "modifier",
    "responder",
    "denunciar",
    "lire la suite",
    "voir plus",
    "afficher plus",
    "ver más",
    "leer más",
    "weiterlesen",
    "mehr lesen",
    "link kopieren",
    "click to rate",
    "reportar",
    "citar",
    "me gusta",
    "no me gusta",
    "compartir",
    "curtir",
    "compartilhar",
    "rispondi",
    "segnala",
    "mi piace",
    "condividi",
    "cita",
    "beantwoorden",
    "reageer",
    "reageren",
    "antwoorden",
    "rapporteer",
    "vind ik leuk",
    "delen",
    "odpowiedz",
    "zgłoś",
    "lubię to",
    "cytuj",
    "svara",
    "svar",
    "gilla",
    "anmäl",
    "rapportera",
    "vastaa",
    "ответить",
    "пожаловаться",
    "нравится",
    "поделиться",
];

/// Whether a word or two are what a button is called.
fn is_called(word: &str) -> bool {
    static CALLED: LazyLock<HashSet<&str>> = LazyLock::new(|| BUTTONS.iter().copied().collect());
    CALLED.contains(word)
}

/// Signs that buttons are drawn with.
const SIGNS: &[char] = &[
    '↓', '↑', '▲', '▼', '△', '▽', '⬆', '⬇', '↩', '⤷', '›', '»', '«', '‹', '→', '+', '−', '-', '–', '#', '.', '…', ':',
    '!', '♥', '❤', '👍', '👎', '⚑', '✓', '*', '"', '“', '”', '↵', '⋮',
];

/// Longest row of buttons, in bytes.
const LONGEST_BYTES: usize = 120;

/// Whether a line holds buttons, and nothing else but numbers and times: "Reply", "△ ▽ • Reply • Share ›", "3 Likes".
pub(crate) fn is_button(line: &str) -> bool {
    row(line).is_some()
}

/// Whether a row of buttons offers to reply, which nothing but a comment does.
pub(crate) fn is_reply_row(line: &str) -> bool {
    const REPLY: &[&str] = &[
        "reply",
        "antworten",
        "antwort",
        "répondre",
        "responder",
        "rispondi",
        "beantwoorden",
        "reageer",
        "reageren",
        "odpowiedz",
        "svara",
        "svar",
        "ответить",
        "zitieren",
        "quote",
    ];
    let lower = line.to_lowercase();
    is_button(line) && lower.split(|c: char| !c.is_alphabetic()).any(|word| REPLY.contains(&word))
}

/// Whether a line is a number or a sign alone, as votes are printed: "12", "+3", "0", "▲".
pub(crate) fn is_votes(line: &str) -> bool {
    const MOST_DIGITS: usize = 5;
    let line = line.trim();
    let digits = line.trim_matches(|c: char| SIGNS.contains(&c) || c.is_whitespace());
    line.len() <= 12 && digits.len() <= MOST_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The time in a row of two buttons or more: "Like · Reply · 2 · 3h".
pub(super) fn time_of_row(line: &str) -> Option<&str> {
    row(line).flatten()
}

/// The time in a row of buttons, if it holds one; none for what is no such row.
fn row(line: &str) -> Option<Option<&str>> {
    if line.len() > LONGEST_BYTES {
        return None;
    }
    let (mut buttons, mut time) = (0, None);
    for part in line.split(['·', '•', '|', '/', '\t', '∙', '(', ')', '[', ']', ',']) {
        let part = part.trim();
        let word = part.trim_matches(|c: char| SIGNS.contains(&c) || c.is_whitespace() || c.is_ascii_digit());
        if word.is_empty() {
            // A number, a sign, or a time of digits alone.
            continue;
        }
        let lower = word.to_lowercase().replace('’', "'");
        if is_called(&lower) {
            buttons += 1;
        } else if time.is_none() && (is_time_line(part) || is_age(part)) {
            time = Some(part);
        } else if is_several(&lower) {
            buttons += 2;
        } else {
            return None;
        }
    }
    // A time beside one button could be the header of a comment by somebody called "Reply".
    (buttons > 0 && (time.is_none() || line.contains(['·', '•', '|']))).then_some(time)
}

/// Whether words are several buttons with only blanks between them: "Reply Share Report".
fn is_several(words: &str) -> bool {
    const MOST: usize = 8;
    words.split_whitespace().nth(MOST).is_none()
        && words.split_whitespace().all(|word| {
            let word = word.trim_matches(|c: char| SIGNS.contains(&c) || c.is_ascii_digit());
            word.is_empty() || is_called(word)
        })
}

#[cfg(test)]
mod tests {
    use super::{is_button, is_votes, time_of_row};

    #[test]
    fn tells_buttons_from_words() {
        for line in [
            "Reply",
            "Reply ↓",
            "reply",
            "△ ▽ • Reply • Share ›",
            "3 Likes",
            "Like · Reply · 2",
            "Reply | Report | Permalink",
            "Antworten",
            "Gefällt mir · Antworten",
            "J’aime · Répondre",
            "Reply Share Report",
            "[ Reply ]",
            "12 • Reply",
        ] {
            assert!(is_button(line), "{line}");
        }
        for line in
            ["", "12", "Reply to the harbour office", "I like it", "No, the link is dead.", "Kestrel", "3 boats"]
        {
            assert!(!is_button(line), "{line}");
        }
        for (line, time) in [
            ("Like · Reply · 3h", Some("3h")),
            ("Like · Reply · Mark as spam · 5 · March 3 at 4:00pm", Some("March 3 at 4:00pm")),
            ("Gefällt mir · Antworten · 3 Std.", Some("3 Std.")),
            ("J’aime · Répondre · 2 j", Some("2 j")),
            ("Reply · Share", None),
            ("Kestrel · 3h", None),
        ] {
            assert_eq!(time_of_row(line), time, "{line}");
        }
        assert!(is_votes("12") && is_votes("+3") && is_votes("▲") && !is_votes("12 boats") && !is_votes("4:00"));
    }
}
