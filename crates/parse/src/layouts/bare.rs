//! Headers that hold a name alone: `NAME`, `https://address NAME`.

use super::PageLines;
use super::head::{Head, stands_alone};
use super::signature::without_address;

/// Longest word of a name in small letters, "from the hill"; longer ones are those of a sentence.
const LONGEST_PARTICLE_BYTES: usize = 4;

/// A name set apart from the text below it, and from the text of the page by nothing but that.
pub(super) fn bare<'a>(page: &PageLines<'a>, at: usize) -> Option<Head<'a>> {
    let line = page.line(at);
    let name = without_address(line);
    let next = at + 1;
    let set_apart = next < page.len() && (page.blanks(next) > 0 || page.indent(next) > page.indent(at));
    if !set_apart || !stands_alone(name) || name.contains(':') {
        return None;
    }
    let is_handle = !name.contains(' ');
    let is_title_case = name
        .split_whitespace()
        .all(|word| !word.starts_with(char::is_lowercase) || word.len() <= LONGEST_PARTICLE_BYTES);
    let has_address = name.len() < line.len();
    (has_address || is_handle || is_title_case)
        .then(|| Head { has_address, ..Head::new(name, at..next, if has_address { 1.0 } else { 0.6 }) })
}

#[cfg(test)]
mod tests {
    use super::bare;
    use crate::layouts::PageLines;

    #[test]
    fn knows_bare_names_and_near_misses() {
        for (text, name) in [
            ("Kestrel Rowan\n\nLate again.", Some("Kestrel Rowan")),
            ("https://kestrel.example/ Kestrel\n\nLate again.", Some("Kestrel")),
            ("kestrel77\n    Late again.", Some("kestrel77")),
            ("Kestrel from the hill\n\nLate.", Some("Kestrel from the hill")),
            ("late again\n\nLate.", None),
            ("Late again.\n\nLate.", None),
            ("Kestrel", None),
            ("Reply\n\nLate.", None),
        ] {
            assert_eq!(bare(&PageLines::new(text), 0).map(|head| head.author.to_owned()).as_deref(), name, "{text}");
        }
    }
}
