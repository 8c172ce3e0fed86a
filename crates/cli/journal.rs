//! Runs that can be broken off and gone on with.
//!
//! Beside the first output lies a journal: what the run is, and after that a
//! line for every point that was reached, with the length that each output had
//! there. Outputs grow in files beside the ones meant. A later run of the same
//! kind cuts them back to the last point in the journal, reads past the pages
//! that are in them, and goes on; so nothing depends on where a run was broken
//! off. In the end the files are renamed and the journal goes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fs4::TryLockError;
use threadwarden::{Counts, Page, Review};
use threadwarden_report::{Format, Options, Report};

use crate::args::ModerateArgs;
use crate::commands::moderate::Reached;
use crate::commands::{is_read, print};
use crate::exit::{Failure, Kind, Tally};
use crate::reports::Sink;
use crate::settings::{Intake, Moderation};

/// The reports of a run that keeps a journal.
pub(crate) struct Journalled {
    journal: File,
    journal_path: PathBuf,
    parts: Vec<Part>,
    options: Options,
    noted: Instant,
    /// Whether standard output is to have the counts.
    tells: bool,
}

/// An output as far as it has come.
struct Part {
    path: PathBuf,
    beside: PathBuf,
    format: Format,
    file: File,
    /// The report of what came since the last point in the journal.
    report: Option<Box<dyn Report>>,
    is_begun: bool,
}

/// Least time between two points of the journal.
const BETWEEN: Duration = Duration::from_millis(100);
/// The journal's last line, once every output is whole.
const WHOLE: &str = "whole";

/// What makes two runs the same: the versions, the policy, the inputs, and all that was typed that matters.
pub(crate) fn description(args: &ModerateArgs, moderation: &Moderation, intake: &Intake) -> Result<String, Failure> {
    let mut inputs = Vec::new();
    for source in &intake.sources {
        let state = source.path().map(|path| (fs::canonicalize(path).ok(), fs::metadata(path).ok()));
        let state = state.map(|(path, state)| (path, state.map(|state| (state.len(), state.modified().ok()))));
        inputs.push((source.name(), state));
    }
    let input = &args.input;
    let reading = (&input.from, &input.map, &input.group, input.unpacked_cap, &input.article, input.no_infer_replies);
    let provenance = moderation.moderator.provenance();
    let text = format!("{provenance:?} {inputs:?} {reading:?} {:?} {} {:?}", args.only, args.raw_csv, args.output);
    Ok(text.replace('\n', " "))
}

impl Journalled {
    /// Starts a run, or finds out how far one has come.
    pub(crate) fn open(moderation: &Moderation, description: &str) -> Result<(Self, Reached), Failure> {
        for (path, format) in &moderation.files {
            if !matches!(format, Format::Csv | Format::Jsonl) || fs::metadata(path).is_ok_and(|known| !known.is_file())
            {
                return Err(Failure::of_file(Kind::Usage, path, "--resume writes .csv and .jsonl files"));
            }
        }
        let Some((first, _)) = moderation.files.first() else {
            return Err(Failure::new(Kind::Usage, "--resume needs -o FILE"));
        };
        let journal_path = beside(first, "journal");
        let failed = |error: io::Error| Failure::of_file(Kind::Output, &journal_path, error);
        let mut journal = lock(&journal_path)?;
        let mut text = String::new();
        journal.read_to_string(&mut text).map_err(failed)?;
        let (kept, points) = read_journal(&text, description).ok_or_else(|| {
            let message = "an unfinished run with other inputs, options, policy or version; \
                           take the file away to start anew";
            Failure::of_file(Kind::Usage, &journal_path, message)
        })?;
        if kept == 0 {
            journal.set_len(0).map_err(failed)?;
            journal.seek(SeekFrom::Start(0)).map_err(failed)?;
            writeln!(journal, "{description}").map_err(failed)?;
        } else {
            // A line that was broken off is no point.
            journal.set_len(kept as u64).map_err(failed)?;
            journal.seek(SeekFrom::End(0)).map_err(failed)?;
        }
        let point = points.unwrap_or_default();
        let mut parts = Vec::new();
        for (index, (path, format)) in moderation.files.iter().enumerate() {
            let length = point.lengths.get(index).copied().unwrap_or(0);
            parts.push(Part::open(path, *format, length, point.whole)?);
        }
        let options = moderation.files_options.clone();
        let tells = moderation.to.is_some();
        let noted = Instant::now();
        let journalled = Journalled { journal, journal_path, parts, options, noted, tells };
        Ok((journalled, point.reached))
    }

    /// Makes a point: what was written so far is on the disk, and the journal says so.
    fn note(&mut self, pages: usize, counts: &Counts) -> Result<(), Failure> {
        let mut line = format!("{pages} {}", numbers(counts).map(|number| number.to_string()).join(" "));
        for part in &mut self.parts {
            let length = part.settle().map_err(|error| Failure::of_file(Kind::Output, &part.path, error))?;
            line.push_str(&format!(" {length}"));
        }
        self.write_line(&line)?;
        self.noted = Instant::now();
        Ok(())
    }

    fn write_line(&mut self, line: &str) -> Result<(), Failure> {
        let written = self.journal.write_all(format!("{line}\n").as_bytes()).and_then(|()| self.journal.sync_data());
        written.map_err(|error| Failure::of_file(Kind::Output, &self.journal_path, error))
    }
}

impl Sink for Journalled {
    fn page(&mut self, page: Page, review: Review) -> Result<(), Failure> {
        for part in &mut self.parts {
            let written = part.report(&self.options).and_then(|report| report.page(&page, &review));
            written.map_err(|error| Failure::of_file(Kind::Output, &part.path, error))?;
        }
        Ok(())
    }

    fn reached(&mut self, pages: usize, counts: &Counts) -> Result<(), Failure> {
        if self.noted.elapsed() < BETWEEN { Ok(()) } else { self.note(pages, counts) }
    }

    fn is_abandoned(&self) -> bool {
        false
    }

    fn finish(mut self, tally: &Tally, counts: &Counts) -> Result<(), Failure> {
        if tally.has_outcome() {
            for part in &mut self.parts {
                // A report without a row has a header still.
                let begun = if part.is_begun { Ok(()) } else { part.report(&self.options).map(|_| ()) };
                begun.map_err(|error| Failure::of_file(Kind::Output, &part.path, error))?;
            }
            self.note(tally.pages, counts)?;
            self.write_line(WHOLE)?;
        }
        for part in &self.parts {
            let moved = if tally.has_outcome() { part.put_in_place() } else { fs::remove_file(&part.beside) };
            moved.map_err(|error| Failure::of_file(Kind::Output, &part.path, error))?;
        }
        fs::remove_file(&self.journal_path)
            .map_err(|error| Failure::of_file(Kind::Output, &self.journal_path, error))?;
        if self.tells { print(tell(tally.pages, counts).as_bytes()) } else { is_read(Ok(())).map(|_| ()) }
    }
}

impl Part {
    /// Opens the file beside, cut to the length it had at the last point.
    fn open(path: &Path, format: Format, length: u64, is_whole: bool) -> Result<Part, Failure> {
        let beside = beside(path, "part");
        let open = || -> io::Result<File> {
            if is_whole && !beside.exists() {
                // It was put in place already; what is opened here is not looked at.
                return File::open(path);
            }
            let mut file = File::options().read(true).write(true).create(true).truncate(false).open(&beside)?;
            if file.metadata()?.len() < length {
                let message = "shorter than its journal says; take the journal away to start anew";
                return Err(io::Error::other(message));
            }
            file.set_len(length)?;
            file.seek(SeekFrom::Start(length))?;
            Ok(file)
        };
        let file = open().map_err(|error| Failure::of_file(Kind::Output, path, error))?;
        Ok(Part { path: path.to_owned(), beside, format, file, report: None, is_begun: length > 0 })
    }

    /// The report that what comes next is written to.
    fn report(&mut self, options: &Options) -> io::Result<&mut Box<dyn Report>> {
        if self.report.is_none() {
            let options = Options { continued: self.is_begun, ..options.clone() };
            let out = BufWriter::new(self.file.try_clone()?);
            self.report = Some(self.format.report(out, &options));
            self.is_begun = true;
        }
        self.report.as_mut().ok_or_else(|| io::Error::other("no report"))
    }

    /// Writes all of what came to the disk; the length of the file then.
    fn settle(&mut self) -> io::Result<u64> {
        if let Some(mut report) = self.report.take() {
            report.finish()?;
            drop(report);
            self.file.sync_data()?;
        }
        self.file.stream_position()
    }

    fn put_in_place(&self) -> io::Result<()> {
        match fs::rename(&self.beside, &self.path) {
            // An earlier run got so far.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.path.exists() => Ok(()),
            other => other,
        }
    }
}

/// A file beside another one.
fn beside(path: &Path, kind: &str) -> PathBuf {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    path.with_file_name(format!(".{name}.threadwarden-{kind}"))
}

/// Opens the journal for this run alone.
fn lock(path: &Path) -> Result<File, Failure> {
    let failed = |error: io::Error| Failure::of_file(Kind::Output, path, error);
    loop {
        let file = File::options().read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::of_file(Kind::Output, path, "another run is writing this output"));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        // The run before may have taken the journal away between the two steps.
        if path.exists() {
            return Ok(file);
        }
    }
}

/// A line of the journal.
#[derive(Debug, Default, PartialEq, Eq)]
struct Point {
    reached: Reached,
    lengths: Vec<u64>,
    whole: bool,
}

/// The bytes of the journal that hold, and the last point in them; `None` when it is of another run.
fn read_journal(text: &str, description: &str) -> Option<(usize, Option<Point>)> {
    let Some((head, rest)) = text.split_once('\n') else { return Some((0, None)) };
    if head != description {
        return None;
    }
    let (mut kept, mut last) = (head.len() + 1, None);
    for line in rest.split_inclusive('\n') {
        let Some(line) = line.strip_suffix('\n') else { break };
        if line == WHOLE {
            last = last.map(|point: Point| Point { whole: true, ..point });
        } else {
            let Some(point) = read_point(line) else { break };
            last = Some(point);
        }
        kept += line.len() + 1;
    }
    Some((kept, last))
}

fn read_point(line: &str) -> Option<Point> {
    let read: Vec<u64> = line.split(' ').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    let (pages, rest) = read.split_first()?;
    let (counted, lengths) = rest.split_at_checked(COUNTS)?;
    let at = |index: usize| counted[index] as usize;
    let counts = Counts {
        comments: at(0),
        flagged: at(1),
        published: at(2),
        review: at(3),
        hidden: at(4),
        on_topic: at(5),
        adjacent: at(6),
        off_topic: at(7),
        unscored: at(8),
    };
    Some(Point { reached: Reached { pages: *pages as usize, counts }, lengths: lengths.to_vec(), whole: false })
}

const COUNTS: usize = 9;

fn numbers(counts: &Counts) -> [usize; COUNTS] {
    [
        counts.comments,
        counts.flagged,
        counts.published,
        counts.review,
        counts.hidden,
        counts.on_topic,
        counts.adjacent,
        counts.off_topic,
        counts.unscored,
    ]
}

/// The counts in a line: the reports say the rest, and only they are kept between two runs.
fn tell(threads: usize, counts: &Counts) -> String {
    let s = |count: usize| if count == 1 { "" } else { "s" };
    format!(
        "{threads} thread{}, {} comment{}: {} flagged; {} to publish, {} to review, {} to hide; {} off topic\n",
        s(threads),
        counts.comments,
        s(counts.comments),
        counts.flagged,
        counts.published,
        counts.review,
        counts.hidden,
        counts.off_topic
    )
}

#[cfg(test)]
mod tests {
    use super::{Point, Reached, numbers, read_journal, read_point};
    use threadwarden::Counts;

    #[test]
    fn a_journal_holds_up_to_its_last_whole_line() {
        let counts = Counts { comments: 7, flagged: 1, published: 6, review: 1, unscored: 7, ..Counts::default() };
        let line = format!("3 {} 120 44", numbers(&counts).map(|n| n.to_string()).join(" "));
        let point = Point { reached: Reached { pages: 3, counts }, lengths: vec![120, 44], whole: false };
        assert_eq!(read_point(&line).as_ref(), Some(&point));
        let text = format!("run\n{line}\n");
        for (journal, expected) in [
            (text.clone(), Some((text.len(), Some(&point)))),
            (format!("{text}3 7 1 6"), Some((text.len(), Some(&point)))),
            (format!("{text}x\n"), Some((text.len(), Some(&point)))),
            ("run\n".to_owned(), Some((4, None))),
            ("ru".to_owned(), Some((0, None))),
            (String::new(), Some((0, None))),
            ("another run\n".to_owned(), None),
        ] {
            let found = read_journal(&journal, "run");
            assert_eq!(found.as_ref().map(|(kept, point)| (*kept, point.as_ref())), expected, "{journal:?}");
        }
        assert!(read_journal(&format!("{text}whole\n"), "run").unwrap().1.unwrap().whole);
    }
}
