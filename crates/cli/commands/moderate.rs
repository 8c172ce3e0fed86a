//! `moderate`: read, judge, report.

use std::ops::ControlFlow;

use threadwarden::{Action, Band, Counts, Review};

use crate::args::{ModerateArgs, Only};
use crate::bench::{Bench, Judged};
use crate::console::Console;
use crate::exit::{Exit, Failure, Tally};
use crate::journal::{self, Journalled};
use crate::output::OutputFile;
use crate::reports::{Reports, Sink};
use crate::settings::{self, Intake, Moderation};

pub(crate) fn run(args: &ModerateArgs) -> Result<Exit, Failure> {
    let console = settings::console(&args.input);
    let moderation = Moderation::new(args)?;
    let intake = Intake::new(&args.inputs, &args.input)?;
    intake.check_outputs(&args.output)?;
    console.expect(intake.total_bytes());

    let mut tally = Tally::default();
    let counts = if args.resume {
        let (sink, reached) = Journalled::open(&moderation, &journal::description(args, &moderation, &intake)?)?;
        work(&moderation, &intake, &console, &mut tally, sink, reached)?
    } else {
        let mut files =
            moderation.files.iter().map(|(path, _)| OutputFile::create(path)).collect::<Result<Vec<_>, _>>()?;
        let reports = Reports::open(&mut files, &moderation);
        let counts = work(&moderation, &intake, &console, &mut tally, reports, Reached::default())?;
        if tally.has_outcome() {
            files.into_iter().try_for_each(OutputFile::commit)?;
        }
        counts
    };
    tally.fail_on_met = match args.fail_on {
        Some(Action::Review) => counts.review + counts.hidden > 0,
        Some(Action::Hide) => counts.hidden > 0,
        Some(Action::Publish) | None => false,
    };
    Ok(tally.exit(args.input.strict))
}

/// How far an earlier run had come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) pages: usize,
    pub(crate) counts: Counts,
}

fn work(
    moderation: &Moderation,
    intake: &Intake,
    console: &Console,
    tally: &mut Tally,
    mut sink: impl Sink,
    reached: Reached,
) -> Result<Counts, Failure> {
    let Reached { mut pages, mut counts } = reached;
    let mut to_skip = pages;
    let mut bench = Bench::new(&moderation.moderator, moderation.jobs);
    let mut take_up = |sink: &mut dyn Sink, judged: Judged| {
        for (page, mut review) in judged {
            pages += 1;
            counts += review.counts;
            choose(&moderation.only, &mut review);
            sink.page(page, review)?;
        }
        console.progress(pages, counts.comments);
        sink.reached(pages, &counts)
    };
    intake.read(console, tally, |parsed, _| {
        if sink.is_abandoned() && !moderation.counts_matter {
            return Ok(ControlFlow::Break(()));
        }
        if to_skip > 0 {
            to_skip -= 1;
        } else {
            bench.lay(parsed.page, &mut |judged| take_up(&mut sink, judged))?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    bench.clear(&mut |judged| take_up(&mut sink, judged))?;
    console.clear();
    sink.finish(tally, &counts)?;
    Ok(counts)
}

/// Leaves out the comments that nobody asked for.
fn choose(only: &[Only], review: &mut Review) {
    if only.is_empty() {
        return;
    }
    let is_wanted = |index: &usize| {
        let decision = &review.comments[*index].decision;
        only.iter().any(|only| match only {
            Only::Flagged => decision.flagged,
            Only::Review => decision.action == Action::Review,
            Only::Hide => decision.action == Action::Hide,
            Only::OffTopic => decision.band == Some(Band::OffTopic),
        })
    };
    review.listed = Some((0..review.comments.len()).filter(is_wanted).collect());
}
