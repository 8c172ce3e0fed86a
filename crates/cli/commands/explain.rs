//! `explain`: why a comment was judged as it was.

use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;

use threadwarden::{Action, Page, Review};
use threadwarden_report::explain;

use super::is_read;
use crate::args::ExplainArgs;
use crate::exit::{Exit, Failure, Kind, Tally};
use crate::settings::{self, Intake};

pub(crate) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let console = settings::console(&args.input);
    let moderator = settings::moderator(args.policy.as_deref(), &args.second_stage, &console)?;
    let intake = Intake::new(std::slice::from_ref(&args.file), &args.input)?;
    let options = settings::terminal(args.input.color);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut tally = Tally::default();
    let mut drawn = 0;

    intake.read(&console, &mut tally, |parsed, _| {
        let review = moderator.review(&parsed.page);
        for index in wanted(args.id.as_deref(), &parsed.page, &review) {
            let gap = if drawn > 0 { "\n" } else { "" };
            drawn += 1;
            let explanation = moderator.explanation(&parsed.page, &review, index);
            let written = out
                .write_all(gap.as_bytes())
                .and_then(|()| explain(&mut out, &parsed.page, &review, index, explanation.as_ref(), &options));
            if !is_read(written)? {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;

    match &args.id {
        Some(id) if drawn == 0 && tally.failed_inputs == 0 => {
            return Err(Failure::of_file(Kind::Usage, &args.file, format!("no comment has the id {id:?}")));
        }
        None if drawn == 0 && tally.pages > 0 => {
            is_read(writeln!(out, "No comment is flagged or held; name one by its id."))?;
        }
        _ => {}
    }
    is_read(out.flush())?;
    Ok(tally.exit(args.input.strict))
}

/// The comment with the id, or every one that is flagged or held.
fn wanted(id: Option<&str>, page: &Page, review: &Review) -> Vec<usize> {
    let is_wanted = |index: &usize| match id {
        // Reports print it behind a number sign.
        Some(id) => [id, id.trim_start_matches('#')].contains(&page.thread.comments[*index].id.as_str()),
        None => {
            let decision = &review.comments[*index].decision;
            decision.flagged || decision.action > Action::Publish
        }
    };
    (0..page.thread.len()).filter(is_wanted).collect()
}
