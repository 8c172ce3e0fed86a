//! Ways in which people hide words from filters.

mod alphabets;
mod tricks;

use std::path::Path;

use serde::Deserialize;

pub use tricks::TRANSFORMS;

/// One way of hiding a word, or of hiding an attack among other words.
#[derive(Clone, Copy, Debug)]
pub struct Transform {
    /// What is done.
    pub name: &'static str,
    /// What family it belongs to.
    pub kind: Kind,
    /// How it is done.
    pub apply: Apply,
}

/// What a transform works on. `None` from it means that it cannot be done.
#[derive(Clone, Copy, Debug)]
pub enum Apply {
    /// On the hidden word alone.
    Word(fn(&str) -> Option<String>),
    /// On the whole comment.
    Comment(fn(&str) -> Option<String>),
    /// Takes the spelling by sound that the row of the table gives.
    Phonetic,
}

/// A family of transforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Capitals where none belong.
    Case,
    /// Letters repeated.
    Repetition,
    /// Dots, hyphens, spaces and the like between letters, or one mark inside a word.
    Separator,
    /// One space inside a word. Where both halves are words ("hog wash"), nobody can tell.
    Gap,
    /// Digits and symbols drawn like letters.
    Leet,
    /// Letters replaced by marks.
    Starred,
    /// Letters of other scripts drawn like Latin ones.
    Homoglyph,
    /// Full-width, circled, mathematical and other drawn letters.
    Styled,
    /// Marks on letters.
    Accent,
    /// Characters that nobody sees.
    Invisible,
    /// Order of writing turned about.
    Order,
    /// Characters taken back.
    Backspace,
    /// HTML and Markdown.
    Markup,
    /// Pictures inside a word.
    Picture,
    /// Words run together.
    Joined,
    /// Two neighbouring letters swapped.
    Swap,
    /// One letter left out.
    Deletion,
    /// Spelt by sound.
    Phonetic,
    /// Friendly words around the attack.
    Padding,
}

impl Kind {
    /// The share of verdicts that must be kept, in percent.
    pub fn least_kept(self) -> f64 {
        match self {
            Kind::Invisible | Kind::Homoglyph | Kind::Styled | Kind::Separator => 100.0,
            Kind::Swap | Kind::Deletion | Kind::Phonetic => 80.0,
            _ => 95.0,
        }
    }
}

/// An attack with the word that its writer wants to hide.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attack {
    /// The comment, the hidden word in square brackets.
    pub text: String,
    /// The kind of attack.
    pub category: String,
    /// The hidden word as somebody might spell it by ear.
    pub phonetic: String,
}

impl Attack {
    /// The comment as it would be written plainly.
    pub fn plain(&self) -> String {
        self.text.replace(['[', ']'], "")
    }

    /// The comment in disguise; `None` when the transform cannot be done to it.
    pub fn disguised(&self, transform: &Transform) -> Option<String> {
        let (before, rest) = self.text.split_once('[')?;
        let (word, after) = rest.split_once(']')?;
        let hidden = match transform.apply {
            Apply::Word(apply) => apply(word)?,
            Apply::Comment(apply) => return apply(&self.plain()),
            Apply::Phonetic => self.phonetic.clone(),
        };
        Some(format!("{before}{hidden}{after}"))
    }
}

/// A clean sentence with every longer word in disguise; `None` where nothing can be done to it.
pub fn disguise_clean(sentence: &str, transform: &Transform) -> Option<String> {
    let apply = match transform.apply {
        Apply::Word(apply) => apply,
        Apply::Comment(apply) => return apply(sentence),
        Apply::Phonetic => tricks::by_sound,
    };
    let mut out = String::with_capacity(sentence.len() * 2);
    let mut changed = false;
    for piece in sentence.split_inclusive(|c: char| !c.is_alphabetic()) {
        let letters = piece.trim_end_matches(|c: char| !c.is_alphabetic());
        let tail = &piece[letters.len()..];
        match Some(letters).filter(|word| word.len() >= SHORTEST_DISGUISED).and_then(apply) {
            Some(disguised) => {
                changed = true;
                out.push_str(&disguised);
            }
            None => out.push_str(letters),
        }
        out.push_str(tail);
    }
    changed.then_some(out)
}

/// Shortest word of a clean sentence that is disguised, in letters.
const SHORTEST_DISGUISED: usize = 5;

/// The attacks of `fixtures/evasion/attacks.toml`.
///
/// # Panics
///
/// When the file cannot be read.
pub fn attacks(folder: &Path) -> Vec<Attack> {
    #[derive(Deserialize)]
    struct File {
        attack: Vec<Attack>,
    }
    crate::read_toml::<File>(&folder.join("attacks.toml")).attack
}

/// The lines of a text file that hold something and are no remark (`#`).
///
/// # Panics
///
/// When the file cannot be read.
pub fn lines(file: &Path) -> Vec<String> {
    let text = String::from_utf8_lossy(&crate::read(file)).into_owned();
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{Apply, Attack, TRANSFORMS, disguise_clean};

    #[test]
    fn transforms_have_names_of_their_own_and_do_something() {
        let attack = Attack {
            text: "Frankly, you are an [ignoramus] and always were.".to_owned(),
            category: "insult".to_owned(),
            phonetic: "igneramuss".to_owned(),
        };
        for (index, transform) in TRANSFORMS.iter().enumerate() {
            assert!(TRANSFORMS[..index].iter().all(|other| other.name != transform.name), "{}", transform.name);
            let disguised = attack.disguised(transform);
            assert!(disguised.is_some_and(|text| text != attack.plain()), "{}", transform.name);
            let clean = disguise_clean("The harbour ferry leaves at noon.", transform);
            assert!(clean.is_some() || !matches!(transform.apply, Apply::Word(_)), "{}", transform.name);
        }
        assert!(TRANSFORMS.len() >= 40);
    }
}
