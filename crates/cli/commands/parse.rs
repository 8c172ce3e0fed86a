//! `parse`: pages and exports to thread JSONL.

use std::io::{self, Write};
use std::ops::ControlFlow;

use threadwarden_parse::{Parsed, write_jsonl};
use threadwarden_report::visible;

use super::is_read;
use crate::args::ParseArgs;
use crate::exit::{Exit, Failure, Kind, Tally};
use crate::output::OutputFile;
use crate::settings::{self, Intake};

pub(crate) fn run(args: &ParseArgs) -> Result<Exit, Failure> {
    let paths = settings::thread_files(args)?;
    let console = settings::console(&args.input);
    let intake = Intake::new(&args.inputs, &args.input)?;
    intake.check_outputs(&paths)?;
    let mut files = paths.iter().map(|path| OutputFile::create(path)).collect::<Result<Vec<_>, _>>()?;
    let to_stdout = files.is_empty() || args.to.is_some();
    let mut stdout = to_stdout.then(|| io::BufWriter::new(io::stdout().lock()));

    let mut tally = Tally::default();
    let mut comments = 0;
    intake.read(&console, &mut tally, |parsed, tally| {
        for file in &mut files {
            let path = file.path().to_owned();
            write_jsonl(&parsed.page, file).map_err(|error| Failure::of_file(Kind::Output, &path, error))?;
        }
        if let Some(out) = &mut stdout
            && !is_read(if args.explain_format {
                explain_format(&parsed, out)
            } else {
                write_jsonl(&parsed.page, out)
            })?
        {
            stdout = None;
        }
        comments += parsed.page.thread.len();
        console.progress(tally.pages, comments);
        let anybody_reads = stdout.is_some() || !files.is_empty();
        Ok(if anybody_reads { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    console.clear();

    if let Some(mut out) = stdout {
        is_read(out.flush())?;
    }
    if tally.has_outcome() {
        files.into_iter().try_for_each(OutputFile::commit)?;
    }
    Ok(tally.exit(args.input.strict))
}

/// One line for the format, one for each reason.
fn explain_format(parsed: &Parsed, out: &mut impl Write) -> io::Result<()> {
    let (id, comments) = (visible(&parsed.page.thread.id), parsed.page.thread.len());
    writeln!(out, "{id}: {}, {comments} comment{}", parsed.format, if comments == 1 { "" } else { "s" })?;
    parsed.detection.iter().try_for_each(|reason| writeln!(out, "  {}", visible(reason)))
}
