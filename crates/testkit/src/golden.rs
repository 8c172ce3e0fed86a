//! Golden files: what was once read by eye and found right.

use std::path::Path;

/// Set it to `1` to write the golden files in place of comparing them.
pub const UPDATE: &str = "UPDATE_GOLDEN";

/// Compares bytes with a golden file, or writes it when [`UPDATE`] is set.
///
/// # Panics
///
/// When they differ, with the first line that does.
pub fn check(file: &Path, actual: &[u8]) {
    if std::env::var_os(UPDATE).is_some_and(|value| value == "1") {
        std::fs::write(file, actual).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        return;
    }
    let expected = std::fs::read(file)
        .unwrap_or_else(|error| panic!("{}: {error}; {UPDATE}=1 cargo test writes it", file.display()));
    if expected == actual {
        return;
    }
    let (expected, actual) = (String::from_utf8_lossy(&expected), String::from_utf8_lossy(actual));
    let mut pairs = expected.lines().zip(actual.lines()).enumerate();
    let (line, pair) = pairs.find(|(_, (a, b))| a != b).map_or_else(
        || (expected.lines().count().min(actual.lines().count()), ("(the end)", "(the end)")),
        |(index, pair)| (index, pair),
    );
    panic!(
        "{}:{}: differs\n  expected: {}\n  actual:   {}\nIf the new text is right, {UPDATE}=1 cargo test writes it.",
        file.display(),
        line + 1,
        pair.0,
        pair.1
    );
}
