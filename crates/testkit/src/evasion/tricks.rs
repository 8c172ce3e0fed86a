use super::alphabets::{self, Alphabet, in_block, letter};
use super::{Apply, Kind, Transform};

const fn word(name: &'static str, kind: Kind, apply: fn(&str) -> Option<String>) -> Transform {
    Transform { name, kind, apply: Apply::Word(apply) }
}

const fn comment(name: &'static str, kind: Kind, apply: fn(&str) -> Option<String>) -> Transform {
    Transform { name, kind, apply: Apply::Comment(apply) }
}

/// Every transform, by kind.
pub const TRANSFORMS: &[Transform] = &[
    word("capitals", Kind::Case, |w| Some(w.to_uppercase())),
    word("mixed case", Kind::Case, |w| Some(each(w, |i, c| cased(i, c).to_string()))),
    word("letter doubled", Kind::Repetition, |w| Some(at_middle(w, |c| format!("{c}{c}")))),
    word("letter six times", Kind::Repetition, |w| Some(at_middle(w, |c| c.to_string().repeat(6)))),
    word("last letter drawn out", Kind::Repetition, |w| Some(format!("{w}{}", last(w).to_string().repeat(5)))),
    word("every letter three times", Kind::Repetition, |w| Some(each(w, |_, c| c.to_string().repeat(3)))),
    word("dot inside", Kind::Separator, |w| Some(inside(w, "."))),
    word("hyphen inside", Kind::Separator, |w| Some(inside(w, "-"))),
    word("underscore inside", Kind::Separator, |w| Some(inside(w, "_"))),
    word("space inside", Kind::Gap, |w| Some(inside(w, " "))),
    word("spaces between letters", Kind::Separator, |w| Some(between(w, " "))),
    word("two spaces between letters", Kind::Separator, |w| Some(between(w, "  "))),
    word("dots between letters", Kind::Separator, |w| Some(between(w, "."))),
    word("hyphens between letters", Kind::Separator, |w| Some(between(w, "-"))),
    word("stars between letters", Kind::Separator, |w| Some(between(w, "*"))),
    word("slashes between letters", Kind::Separator, |w| Some(between(w, "/"))),
    word("commas between letters", Kind::Separator, |w| Some(between(w, ","))),
    word("underscores and dots in turn", Kind::Separator, |w| Some(in_turn(w, ["_", "."]))),
    word("newlines between letters", Kind::Separator, |w| Some(between(w, "\n"))),
    word("middle dots between letters", Kind::Separator, |w| Some(between(w, "·"))),
    word("leet", Kind::Leet, |w| drawn_some(w, alphabets::LEET)),
    word("one digit", Kind::Leet, |w| first_replaced(w, &[("o", "0"), ("i", "1"), ("e", "3"), ("a", "4"), ("s", "5")])),
    word("symbols for letters", Kind::Leet, |w| first_replaced(w, &[("a", "@"), ("s", "$"), ("i", "!"), ("t", "+")])),
    word("one letter starred", Kind::Starred, |w| Some(at_middle(w, |_| "*".to_owned()))),
    word("vowels starred", Kind::Starred, |w| {
        Some(each(w, |i, c| (if i > 0 && is_vowel(c) { '*' } else { c }).to_string()))
    }),
    word("first and last letter kept", Kind::Starred, |w| {
        let inner = w.len().checked_sub(2)?;
        Some(format!("{}{}{}", &w[..1], "*".repeat(inner), &w[inner + 1..]))
    }),
    word("one letter as hash", Kind::Starred, |w| Some(at_middle(w, |_| "#".to_owned()))),
    word("one Cyrillic letter", Kind::Homoglyph, |w| one_drawn(w, alphabets::CYRILLIC)),
    word("Cyrillic letters", Kind::Homoglyph, |w| mixed(w, alphabets::CYRILLIC)),
    word("Greek letters", Kind::Homoglyph, |w| mixed(w, alphabets::GREEK)),
    word("Armenian letters", Kind::Homoglyph, |w| mixed(w, alphabets::ARMENIAN)),
    word("Cherokee letters", Kind::Homoglyph, |w| mixed(w, alphabets::CHEROKEE)),
    word("full-width", Kind::Styled, |w| block(w, 0xff41)),
    word("mathematical bold", Kind::Styled, |w| block(w, 0x1d41a)),
    word("mathematical sans-serif italic", Kind::Styled, |w| block(w, 0x1d622)),
    word("mathematical bold script", Kind::Styled, |w| block(w, 0x1d4ea)),
    word("mathematical bold fraktur", Kind::Styled, |w| block(w, 0x1d586)),
    word("double-struck", Kind::Styled, |w| block(w, 0x1d552)),
    word("monospace", Kind::Styled, |w| block(w, 0x1d68a)),
    word("circled", Kind::Styled, |w| block(w, 0x24d0)),
    word("in brackets", Kind::Styled, |w| block(w, 0x249c)),
    word("squared", Kind::Styled, |w| block(w, 0x1f130)),
    word("white on black squares", Kind::Styled, |w| block(w, 0x1f170)),
    word("white on black circles", Kind::Styled, |w| block(w, 0x1f150)),
    word("regional indicators", Kind::Styled, |w| block(w, 0x1f1e6)),
    word("small capitals", Kind::Styled, |w| drawn_all(w, alphabets::SMALL_CAPITALS)),
    word("superscript", Kind::Styled, |w| drawn_all(w, alphabets::SUPERSCRIPT)),
    word("upside down", Kind::Styled, |w| Some(drawn_all(w, alphabets::UPSIDE_DOWN)?.chars().rev().collect())),
    comment("whole comment full-width", Kind::Styled, |text| {
        Some(each(text, |_, c| in_block(0xff41, c).unwrap_or(c).to_string()))
    }),
    comment("whole comment in bold", Kind::Styled, |text| {
        Some(each(text, |_, c| in_block(0x1d41a, c).unwrap_or(c).to_string()))
    }),
    word("accents", Kind::Accent, |w| Some(each(w, |_, c| letter(alphabets::ACCENTED, c).unwrap_or(c).to_string()))),
    word("strokes", Kind::Accent, |w| mixed(w, alphabets::STROKED)),
    word("combining marks", Kind::Accent, |w| Some(each(w, |_, c| format!("{c}\u{301}")))),
    word("struck through", Kind::Accent, |w| Some(each(w, |_, c| format!("{c}\u{336}")))),
    word("zalgo", Kind::Accent, |w| {
        Some(each(w, |i, c| format!("{c}\u{315}\u{31b}\u{340}{}\u{353}", ['\u{489}', '\u{358}'][i % 2])))
    }),
    word("zero-width space", Kind::Invisible, |w| Some(between(w, "\u{200b}"))),
    word("zero-width non-joiner", Kind::Invisible, |w| Some(inside(w, "\u{200c}"))),
    word("zero-width joiner", Kind::Invisible, |w| Some(inside(w, "\u{200d}"))),
    word("soft hyphen", Kind::Invisible, |w| Some(between(w, "\u{ad}"))),
    word("word joiner", Kind::Invisible, |w| Some(between(w, "\u{2060}"))),
    word("byte order mark", Kind::Invisible, |w| Some(inside(w, "\u{feff}"))),
    word("combining grapheme joiner", Kind::Invisible, |w| Some(between(w, "\u{34f}"))),
    word("invisible plus", Kind::Invisible, |w| Some(inside(w, "\u{2064}"))),
    word("Hangul filler", Kind::Invisible, |w| Some(inside(w, "\u{3164}"))),
    word("Mongolian vowel separator", Kind::Invisible, |w| Some(inside(w, "\u{180e}"))),
    word("variation selector", Kind::Invisible, |w| Some(between(w, "\u{fe0f}"))),
    word("tag characters", Kind::Invisible, |w| Some(inside(w, "\u{e0068}\u{e0069}"))),
    word("left-to-right mark", Kind::Invisible, |w| Some(inside(w, "\u{200e}"))),
    word("isolate inside", Kind::Invisible, |w| Some(inside(w, "\u{2066}\u{2069}"))),
    word("right-to-left override", Kind::Order, |w| Some(format!("\u{202e}{}\u{202c}", reversed(w)))),
    word("override inside isolate", Kind::Order, |w| Some(format!("\u{2068}\u{202e}{}\u{202c}\u{2069}", reversed(w)))),
    word("written backwards", Kind::Order, |w| Some(reversed(w))),
    word("backspaces", Kind::Backspace, |w| Some(inside(w, "xy\u{8}\u{8}"))),
    word("deletes", Kind::Backspace, |w| Some(inside(w, "q\u{7f}"))),
    word("decimal entity", Kind::Markup, |w| Some(at_middle(w, |c| format!("&#{};", c as u32)))),
    word("hexadecimal entities", Kind::Markup, |w| Some(each(w, |_, c| format!("&#x{:x};", c as u32)))),
    word("soft hyphen entity", Kind::Markup, |w| Some(inside(w, "&shy;"))),
    word("empty tag", Kind::Markup, |w| Some(inside(w, "<b></b>"))),
    word("HTML comment", Kind::Markup, |w| Some(inside(w, "<!-- x -->"))),
    word("letter in a tag", Kind::Markup, |w| Some(at_middle(w, |c| format!("<i>{c}</i>")))),
    word("Markdown emphasis", Kind::Markup, |w| Some(format!("**{w}**"))),
    word("Markdown inside", Kind::Markup, |w| Some(inside(w, "**"))),
    word("Markdown strike", Kind::Markup, |w| Some(format!("~~{w}~~"))),
    word("emoji inside", Kind::Picture, |w| Some(inside(w, "😀"))),
    word("emoji between letters", Kind::Picture, |w| Some(between(w, "🔥"))),
    comment("all spaces removed", Kind::Joined, |text| {
        // Sentences stay apart: without a dot between them nothing could be read.
        Some(text.split_inclusive(['.', '!', '?', ',']).map(|part| part.replace(' ', "")).collect::<Vec<_>>().join(" "))
    }),
    word("neighbours swapped", Kind::Swap, |w| swapped(w, w.len() / 2)),
    word("second and third letter swapped", Kind::Swap, |w| swapped(w, 2)),
    word("middle letter dropped", Kind::Deletion, |w| dropped(w, w.len() / 2)),
    word("second letter dropped", Kind::Deletion, |w| dropped(w, 1)),
    Transform { name: "spelt by sound", kind: Kind::Phonetic, apply: Apply::Phonetic },
    comment("friendly words behind", Kind::Padding, |text| Some(format!("{text} {FRIENDLY}"))),
    comment("friendly words before", Kind::Padding, |text| Some(format!("{FRIENDLY} {text}"))),
    comment("love behind", Kind::Padding, |text| Some(format!("{text} {}", "love peace love thanks ".repeat(10)))),
    comment("a paragraph on both sides", Kind::Padding, |text| Some(format!("{PARAGRAPH}\n\n{text}\n\n{PARAGRAPH}"))),
];

const FRIENDLY: &str =
    "Thanks for the lovely article, I enjoyed it a lot. Love and peace to all of you, and a good weekend.";

const PARAGRAPH: &str = "The evening ferry was cut in May because hardly anybody took it, and the council says that the \
    money will go to the night bus. I have lived on the island for nineteen years and I remember when there were three \
    boats an hour. My neighbour keeps the old timetables in a drawer. If the bus really comes every half hour, most of us \
    will be fine, and the rest can share a car.";

fn each(text: &str, write: impl Fn(usize, char) -> String) -> String {
    text.chars().enumerate().map(|(index, c)| write(index, c)).collect()
}

fn cased(index: usize, c: char) -> char {
    if index % 2 == 1 { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
}

fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u')
}

fn last(word: &str) -> char {
    word.chars().last().unwrap_or(' ')
}

fn reversed(word: &str) -> String {
    word.chars().rev().collect()
}

fn at_middle(word: &str, write: impl Fn(char) -> String) -> String {
    let middle = word.len() / 2;
    each(word, |index, c| if index == middle { write(c) } else { c.to_string() })
}

fn inside(word: &str, what: &str) -> String {
    let (front, back) = word.split_at(word.len() / 2);
    format!("{front}{what}{back}")
}

fn between(word: &str, what: &str) -> String {
    each(word, |index, c| if index == 0 { c.to_string() } else { format!("{what}{c}") })
}

fn in_turn(word: &str, what: [&str; 2]) -> String {
    each(word, |index, c| if index == 0 { c.to_string() } else { format!("{}{c}", what[index % 2]) })
}

/// Every letter, or nothing when the alphabet lacks one.
fn drawn_all(word: &str, alphabet: Alphabet) -> Option<String> {
    word.chars().map(|c| letter(alphabet, c)).collect()
}

/// The letters that the alphabet has, or nothing when it has none of them.
fn drawn_some(word: &str, alphabet: Alphabet) -> Option<String> {
    let drawn = each(word, |_, c| letter(alphabet, c).unwrap_or(c).to_string());
    (drawn != word).then_some(drawn)
}

/// The letters that the alphabet has, with one Latin letter left: a word wholly
/// in another script is a word of that script.
fn mixed(word: &str, alphabet: Alphabet) -> Option<String> {
    let kept = word.chars().position(|c| letter(alphabet, c).is_none()).unwrap_or(0);
    let drawn = each(word, |index, c| letter(alphabet, c).filter(|_| index != kept).unwrap_or(c).to_string());
    (drawn != word).then_some(drawn)
}

fn one_drawn(word: &str, alphabet: Alphabet) -> Option<String> {
    let at = word.chars().position(|c| letter(alphabet, c).is_some())?;
    Some(each(word, |index, c| letter(alphabet, c).filter(|_| index == at).unwrap_or(c).to_string()))
}

fn block(word: &str, first: u32) -> Option<String> {
    word.chars().map(|c| in_block(first, c)).collect()
}

/// The first of the letters that the word has behind its first one, replaced.
fn first_replaced(word: &str, pairs: &[(&str, &str)]) -> Option<String> {
    let (head, tail) = word.split_at_checked(1)?;
    let (letter, symbol) = pairs.iter().find(|(letter, _)| tail.contains(letter))?;
    Some(format!("{head}{}", tail.replacen(letter, symbol, 1)))
}

/// Shortest word that is still read with two letters swapped or one missing.
const SHORTEST_MISSPELT: usize = 5;

fn swapped(word: &str, at: usize) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    // The next pair that differs.
    let at = (at..letters.len()).find(|&at| letters[at - 1] != letters[at])?;
    letters.swap(at - 1, at);
    (letters.len() >= SHORTEST_MISSPELT).then(|| letters.into_iter().collect())
}

fn dropped(word: &str, at: usize) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.remove(at);
    (word.len() >= SHORTEST_MISSPELT).then(|| letters.into_iter().collect())
}

/// A word by ear, as far as a few spellings go.
pub(super) fn by_sound(word: &str) -> Option<String> {
    const SPELLINGS: &[(&str, &str)] = &[
        ("ph", "f"),
        ("ck", "k"),
        ("qu", "kw"),
        ("ea", "ee"),
        ("ou", "ow"),
        ("c", "k"),
        ("y", "i"),
        ("oo", "u"),
        ("x", "ks"),
    ];
    let (from, to) = SPELLINGS.iter().find(|(from, _)| word.contains(from))?;
    Some(word.replacen(from, to, 1))
}
