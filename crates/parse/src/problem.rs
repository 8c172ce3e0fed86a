use std::fmt;

/// Something about the input that had to be skipped, repaired or guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem, in kebab-case; stable across releases.
    pub code: &'static str,
    /// Where it was met.
    pub at: Place,
    /// One sentence for a person.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(code: &'static str, at: Place, message: impl Into<String>) -> Self {
        Problem { code, at, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at == Place::default() {
            write!(f, "{}: {}", self.code, self.message)
        } else {
            write!(f, "{}: {} ({})", self.code, self.message, self.at)
        }
    }
}

/// A position in the input, as precisely as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// Bytes from the start of the input; unknown where the input was transcoded.
    pub byte: Option<u64>,
    /// Line, counted from 1.
    pub line: Option<u64>,
    /// Record (comment, row, object), counted from 1.
    pub record: Option<u64>,
}

impl Place {
    #[cfg(test)]
    pub(crate) fn record(record: u64) -> Self {
        Place { record: Some(record), ..Place::default() }
    }

    #[cfg(test)]
    pub(crate) fn line(line: u64) -> Self {
        Place { line: Some(line), ..Place::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (name, value) in [("record", self.record), ("line", self.line), ("byte", self.byte)] {
            if let Some(value) = value {
                write!(f, "{separator}{name} {value}")?;
                separator = ", ";
            }
        }
        Ok(())
    }
}

/// Gathers the problems of one page without letting a hostile file fill the memory with them.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    kept: Vec<Problem>,
    dropped: u64,
}

impl Problems {
    /// Most problems reported for one page; the rest is counted.
    ///
    /// A guess: more than anybody reads, little enough to hold.
    const MOST: usize = 1_000;

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        if self.kept.len() < Problems::MOST {
            self.kept.push(problem);
        } else {
            self.dropped += 1;
        }
    }

    pub(crate) fn add(&mut self, code: &'static str, at: Place, message: impl Into<String>) {
        if self.kept.len() < Problems::MOST {
            self.kept.push(Problem::new(code, at, message));
        } else {
            self.dropped += 1;
        }
    }

    pub(crate) fn take(&mut self) -> Vec<Problem> {
        let mut taken = std::mem::take(&mut self.kept);
        if self.dropped > 0 {
            let message = format!("{} more problems are not listed", self.dropped);
            taken.push(Problem::new("more-problems", Place::default(), message));
            self.dropped = 0;
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Problem, Problems};

    #[test]
    fn places_print_what_is_known() {
        let cases = [
            (Place::default(), ""),
            (Place::line(3), "line 3"),
            (Place { byte: Some(10), line: Some(2), record: Some(1) }, "record 1, line 2, byte 10"),
        ];
        for (place, printed) in cases {
            assert_eq!(place.to_string(), printed);
        }
        let problem = Problem::new("bad-line", Place::line(3), "not JSON");
        assert_eq!(problem.to_string(), "bad-line: not JSON (line 3)");
    }

    #[test]
    fn a_flood_of_problems_is_counted() {
        let mut problems = Problems::default();
        for line in 0..5_000 {
            problems.add("bad-line", Place::line(line), "x");
        }
        let taken = problems.take();
        assert_eq!(taken.len(), 1_001);
        assert_eq!(taken[1_000].message, "4000 more problems are not listed");
        assert!(problems.take().is_empty());
    }
}
