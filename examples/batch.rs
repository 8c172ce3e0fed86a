//! A batch job: files in, one CSV out, and a count for the log.
//!
//! Reads every file named on the command line, whatever its format, and judges
//! the threads in it one after the other, so that an archive of any size takes
//! no more memory than its largest thread.
//!
//! ```text
//! cargo run --example batch -- seeds/*/page.txt > report.csv
//! ```

#![allow(clippy::print_stderr)]

use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use threadwarden::{Counts, Moderator};
use threadwarden_parse::{ParseOptions, read};
use threadwarden_report::{Format, Options};

fn main() -> Result<(), Box<dyn Error>> {
    let moderator = Moderator::default();
    let mut report = Format::Csv.report(BufWriter::new(io::stdout().lock()), &Options::default());
    let mut counts = Counts::default();
    for path in std::env::args().skip(1) {
        let name = Path::new(&path).with_extension("").display().to_string();
        let options = ParseOptions { thread_id: Some(name), ..ParseOptions::default() };
        for parsed in read(File::open(&path)?, &options) {
            let parsed = parsed?;
            // What was skipped or repaired belongs in the log, not in the report.
            for problem in &parsed.problems {
                eprintln!("{path}: {problem}");
            }
            let review = moderator.review(&parsed.page);
            counts += review.counts;
            report.page(&parsed.page, &review)?;
        }
    }
    report.finish()?;
    eprintln!(
        "{} comments: {} to review, {} to hide, judged by {}",
        counts.comments,
        counts.review,
        counts.hidden,
        moderator.provenance().policy
    );
    Ok(())
}
