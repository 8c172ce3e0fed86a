//! Reads every source, page by page, and tells about what went wrong.

use std::ops::ControlFlow;

use threadwarden_parse::{Format, ParseOptions, Parsed, Problem, read};

use crate::console::Console;
use crate::exit::{Failure, Kind, Tally};
use crate::inputs::Source;
use crate::settings::{Intake, extension};

/// Problems of one source told one by one; the others are counted.
const MOST_WARNINGS: usize = 10;

impl Intake {
    /// Bytes of all sources together; `None` when one of them is no file.
    pub(crate) fn total_bytes(&self) -> Option<u64> {
        let size = |source: &Source| {
            let known = std::fs::metadata(source.path()?).ok()?;
            known.is_file().then_some(known.len())
        };
        self.sources.iter().map(size).sum()
    }

    /// Hands over the pages of all sources in order, until `take` has enough.
    ///
    /// A source that fails is told about and the next one goes on.
    pub(crate) fn read(
        &self,
        console: &Console,
        tally: &mut Tally,
        mut take: impl FnMut(Parsed, &mut Tally) -> Result<ControlFlow<()>, Failure>,
    ) -> Result<(), Failure> {
        for failure in &self.failures {
            tally.failed_inputs += 1;
            console.error(failure);
        }
        for source in &self.sources {
            if self.read_source(source, console, tally, &mut take)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn read_source(
        &self,
        source: &Source,
        console: &Console,
        tally: &mut Tally,
        take: &mut impl FnMut(Parsed, &mut Tally) -> Result<ControlFlow<()>, Failure>,
    ) -> Result<ControlFlow<()>, Failure> {
        let reader = match source.open() {
            Ok(reader) => console.count(reader),
            Err(failure) => {
                tally.failed_inputs += 1;
                console.error(&failure);
                return Ok(ControlFlow::Continue(()));
            }
        };
        let options = ParseOptions { thread_id: Some(source.thread_id.clone()), ..self.options.clone() };
        let mut warnings = Warnings { source, console, told: 0, kept_back: 0 };
        let (mut pages, mut comments, mut has_text) = (0, 0, false);
        for parsed in read(reader, &options) {
            match parsed {
                Ok(mut parsed) => {
                    let problems = std::mem::take(&mut parsed.problems);
                    tally.pages += 1;
                    pages += 1;
                    comments += parsed.page.thread.len();
                    has_text = has_text || parsed.page.thread.comments.iter().any(|comment| !comment.text.is_empty());
                    tally.problems += problems.len();
                    warnings.tell(&problems);
                    if problems.is_empty() && source.is_data() && is_unread(&parsed) {
                        tally.problems += 1;
                        warnings.warn(&unread(source));
                    }
                    if take(parsed, tally)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Err(error) => {
                    tally.failed_inputs += 1;
                    console.error(&Failure::new(Kind::Input, format!("{}: {error}", source.name())));
                    warnings.finish();
                    return Ok(ControlFlow::Continue(()));
                }
            }
        }
        if pages == 0 {
            warnings.warn("no comment in it");
        } else if comments > 0 && !has_text && warnings.told == 0 {
            tally.problems += 1;
            warnings.warn(NO_TEXT);
        }
        warnings.finish();
        Ok(ControlFlow::Continue(()))
    }
}

/// Whether the last resort was taken, and in vain.
fn is_unread(parsed: &Parsed) -> bool {
    parsed.format == Format::Text && parsed.page.thread.is_empty()
}

fn unread(source: &Source) -> String {
    let format = match source.path().map(extension).as_deref() {
        Some("csv" | "tsv") => Format::ThreadCsv.as_str(),
        Some("jsonl" | "ndjson") => Format::ThreadJsonl.as_str(),
        _ => "NAME",
    };
    format!(
        "no comment in it: it looks like no known format and was read as text; --from {format} forces a format, and \
         --map text=COLUMN names the column where it is called otherwise"
    )
}

/// What is said of rows that are comments by their ids, and empty every one.
const NO_TEXT: &str = "no comment in it has a text; --map text=NAME names the key or column that holds it";

struct Warnings<'a> {
    source: &'a Source,
    console: &'a Console,
    told: usize,
    kept_back: usize,
}

impl Warnings<'_> {
    fn warn(&self, message: &str) {
        self.console.warn(&format!("{}: {message}", self.source.name()));
    }

    fn tell(&mut self, problems: &[Problem]) {
        for problem in problems {
            if self.told < MOST_WARNINGS {
                self.told += 1;
                self.warn(&problem.to_string());
            } else {
                self.kept_back += 1;
            }
        }
    }

    fn finish(&self) {
        if self.kept_back > 0 {
            self.warn(&format!("{} more of the kind", self.kept_back));
        }
    }
}
