//! `moderate`: read, judge, report.

use std::io::{self, BufWriter};
use std::ops::ControlFlow;

use rayon::ThreadPool;
use rayon::prelude::*;
use threadwarden::{Action, Counts, Moderator, Page, Review};
use threadwarden_report::Report;

use super::is_read;
use crate::args::ModerateArgs;
use crate::console::Console;
use crate::exit::{Exit, Failure, Kind, Tally};
use crate::output::OutputFile;
use crate::settings::{self, Intake, Moderation};

pub(crate) fn run(args: &ModerateArgs) -> Result<Exit, Failure> {
    let console = settings::console(&args.input);
    let moderation = Moderation::new(args)?;
    let intake = Intake::new(&args.inputs, &args.input)?;
    intake.check_outputs(&args.output)?;

    let mut files = moderation.files.iter().map(|(path, _)| OutputFile::create(path)).collect::<Result<Vec<_>, _>>()?;
    let mut tally = Tally::default();
    let mut reports = Reports::open(&mut files, &moderation);
    let mut bench = Bench::new(&moderation, &console);
    intake.read(&console, &mut tally, |parsed, _| {
        if reports.abandoned && args.fail_on.is_none() {
            return Ok(ControlFlow::Break(()));
        }
        bench.lay(parsed.page, &mut reports)?;
        Ok(ControlFlow::Continue(()))
    })?;
    bench.clear(&mut reports)?;
    let counts = bench.counts;
    console.clear();

    if tally.pages > 0 {
        reports.finish()?;
        drop(reports);
        files.into_iter().try_for_each(OutputFile::commit)?;
    }
    tally.fail_on_met = match args.fail_on {
        Some(Action::Review) => counts.review + counts.hidden > 0,
        Some(Action::Hide) => counts.hidden > 0,
        Some(Action::Publish) | None => false,
    };
    Ok(tally.exit(args.input.strict))
}

/// Pages laid out to be judged together; reports get them in the order they came.
struct Bench<'a> {
    moderator: &'a Moderator,
    console: &'a Console,
    jobs: usize,
    /// Started when it is first needed: one small page is judged sooner without.
    pool: Option<ThreadPool>,
    pages: Vec<Page>,
    bytes: usize,
    threads: usize,
    counts: Counts,
}

/// Text on the bench, in bytes, that is worth sharing out. Bounds the memory.
const FULL_BYTES: usize = 4 << 20;
/// Pages on the bench, however small.
const FULL_PAGES: usize = 1024;

impl<'a> Bench<'a> {
    fn new(moderation: &'a Moderation, console: &'a Console) -> Self {
        Bench {
            moderator: &moderation.moderator,
            console,
            jobs: moderation.jobs,
            pool: None,
            pages: Vec::new(),
            bytes: 0,
            threads: 0,
            counts: Counts::default(),
        }
    }

    fn lay(&mut self, page: Page, reports: &mut Reports<'_>) -> Result<(), Failure> {
        self.bytes += page.thread.comments.iter().map(|comment| comment.text.len()).sum::<usize>();
        self.pages.push(page);
        let full = self.jobs == 1 || self.bytes >= FULL_BYTES || self.pages.len() >= FULL_PAGES;
        if full { self.clear(reports) } else { Ok(()) }
    }

    /// Judges what lies on the bench and reports it.
    fn clear(&mut self, reports: &mut Reports<'_>) -> Result<(), Failure> {
        let pages = std::mem::take(&mut self.pages);
        self.bytes = 0;
        let reviews = self.review(&pages)?;
        for (page, review) in pages.iter().zip(&reviews) {
            self.threads += 1;
            self.counts += review.counts;
            reports.page(page, review)?;
        }
        self.console.progress(self.threads, self.counts.comments);
        Ok(())
    }

    fn review(&mut self, pages: &[Page]) -> Result<Vec<Review>, Failure> {
        let moderator = self.moderator;
        if self.jobs == 1 || pages.len() <= 1 {
            return Ok(pages.iter().map(|page| moderator.review(page)).collect());
        }
        if self.pool.is_none() {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(self.jobs).build();
            self.pool = Some(pool.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?);
        }
        let review = || pages.par_iter().map(|page| moderator.review(page)).collect();
        Ok(self.pool.as_ref().map_or_else(Vec::new, |pool| pool.install(review)))
    }
}

/// Every report of this run.
struct Reports<'a> {
    files: Vec<(String, Box<dyn Report + 'a>)>,
    stdout: Option<Box<dyn Report + 'a>>,
    /// Whether there was somebody to write for, and now there is nobody any more.
    abandoned: bool,
}

impl<'a> Reports<'a> {
    fn open(files: &'a mut [OutputFile], moderation: &Moderation) -> Self {
        let files = files
            .iter_mut()
            .zip(&moderation.files)
            .map(|(file, (path, format))| (path.display().to_string(), format.report(file, &moderation.files_options)))
            .collect();
        let stdout =
            moderation.to.map(|format| format.report(BufWriter::new(io::stdout().lock()), &moderation.to_options));
        Reports { files, stdout, abandoned: false }
    }

    fn page(&mut self, page: &Page, review: &Review) -> Result<(), Failure> {
        self.each(|report| report.page(page, review))
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.each(|report| report.finish())
    }

    fn each(&mut self, mut write: impl FnMut(&mut dyn Report) -> io::Result<()>) -> Result<(), Failure> {
        for (path, report) in &mut self.files {
            write(&mut **report).map_err(|error| Failure::new(Kind::Output, format!("{path}: {error}")))?;
        }
        if let Some(report) = &mut self.stdout
            && !is_read(write(&mut **report))?
        {
            self.stdout = None;
            self.abandoned = self.files.is_empty();
        }
        Ok(())
    }
}
