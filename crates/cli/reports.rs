//! The reports of a run: files that appear whole, and standard output.

use std::cmp::Ordering;
use std::io::{self, BufWriter};

use threadwarden::{Counts, Page, Review};
use threadwarden_report::{Format, Report};

use crate::args::Sort;
use crate::commands::is_read;
use crate::exit::{Failure, Kind, Tally};
use crate::output::OutputFile;
use crate::settings::Moderation;

/// Whatever takes judged pages in input order.
pub(crate) trait Sink {
    /// Takes a page.
    fn page(&mut self, page: Page, review: Review) -> Result<(), Failure>;

    /// Hears that everything up to page `pages` was taken, with the counts so far.
    fn reached(&mut self, pages: usize, counts: &Counts) -> Result<(), Failure>;

    /// Whether there was somebody to write for, and now there is nobody any more.
    fn is_abandoned(&self) -> bool;

    /// Puts everything in place; without an outcome, leaves no trace.
    fn finish(self, tally: &Tally, counts: &Counts) -> Result<(), Failure>
    where
        Self: Sized;
}

/// Every report of an ordinary run.
pub(crate) struct Reports<'a> {
    files: Vec<Target<'a>>,
    stdout: Option<Target<'a>>,
    abandoned: bool,
    sort: Sort,
    /// Pages that wait to be sorted, without those that nothing is listed of.
    waiting: Vec<(Page, Review)>,
}

struct Target<'a> {
    name: String,
    report: Box<dyn Report + 'a>,
    /// Whether its comments can come in any order.
    is_sorted: bool,
}

impl<'a> Reports<'a> {
    pub(crate) fn open(files: &'a mut [OutputFile], moderation: &Moderation) -> Self {
        let is_sorted = |format: Format| {
            moderation.sort != Sort::Input && matches!(format, Format::Csv | Format::Jsonl | Format::Xlsx)
        };
        let files = files
            .iter_mut()
            .zip(&moderation.files)
            .map(|(file, (path, format))| Target {
                name: path.display().to_string(),
                report: format.report(file, &moderation.files_options),
                is_sorted: is_sorted(*format),
            })
            .collect();
        let stdout = moderation.to.map(|format| Target {
            name: "standard output".to_owned(),
            report: format.report(BufWriter::new(io::stdout().lock()), &moderation.to_options),
            is_sorted: is_sorted(format),
        });
        Reports { files, stdout, abandoned: false, sort: moderation.sort, waiting: Vec::new() }
    }

    fn has_sorted(&self) -> bool {
        self.files.iter().chain(&self.stdout).any(|target| target.is_sorted)
    }

    fn each(
        &mut self,
        is_meant: impl Fn(&Target<'_>) -> bool,
        mut write: impl FnMut(&mut dyn Report) -> io::Result<()>,
    ) -> Result<(), Failure> {
        for target in self.files.iter_mut().filter(|target| is_meant(target)) {
            write(&mut *target.report)
                .map_err(|error| Failure::new(Kind::Output, format!("{}: {error}", target.name)))?;
        }
        if let Some(target) = self.stdout.as_mut().filter(|target| is_meant(target))
            && !is_read(write(&mut *target.report))?
        {
            self.stdout = None;
            self.abandoned = self.files.is_empty();
        }
        Ok(())
    }

    /// Hands over the waiting comments one by one.
    fn write_sorted(&mut self) -> Result<(), Failure> {
        let mut waiting = std::mem::take(&mut self.waiting);
        let mut order: Vec<(usize, usize)> = Vec::new();
        for (at, (_, review)) in waiting.iter().enumerate() {
            order.extend(review.listed().map(|index| (at, index)));
        }
        let sort = self.sort;
        order.sort_by(|a, b| compare(sort, &waiting[a.0].1, a.1, &waiting[b.0].1, b.1));
        for (at, index) in order {
            let (page, review) = &mut waiting[at];
            review.listed = Some(vec![index]);
            self.each(|target| target.is_sorted, |report| report.page(page, review))?;
            if self.abandoned {
                break;
            }
        }
        Ok(())
    }
}

fn compare(sort: Sort, a: &Review, at_a: usize, b: &Review, at_b: usize) -> Ordering {
    let (a, b) = (&a.comments[at_a], &b.comments[at_b]);
    match sort {
        Sort::Input => Ordering::Equal,
        Sort::First => b.urgency().partial_cmp(&a.urgency()).unwrap_or(Ordering::Equal),
        Sort::Relevance => {
            let score = |judgement: &threadwarden::Judgement| judgement.relevance.score.unwrap_or(f32::INFINITY);
            score(a).total_cmp(&score(b))
        }
    }
}

impl Sink for Reports<'_> {
    fn page(&mut self, page: Page, review: Review) -> Result<(), Failure> {
        self.each(|target| !target.is_sorted, |report| report.page(&page, &review))?;
        if self.has_sorted() && review.listed().next().is_some() {
            self.waiting.push((page, review));
        }
        Ok(())
    }

    fn reached(&mut self, _: usize, _: &Counts) -> Result<(), Failure> {
        Ok(())
    }

    fn is_abandoned(&self) -> bool {
        self.abandoned
    }

    fn finish(mut self, tally: &Tally, _: &Counts) -> Result<(), Failure> {
        if !tally.has_outcome() {
            return Ok(());
        }
        self.write_sorted()?;
        self.each(|_| true, |report| report.finish())
    }
}
