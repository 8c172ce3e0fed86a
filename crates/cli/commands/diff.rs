//! `diff`: what two policies, or two reports, decide differently.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

use threadwarden::{Action, Moderator};
use threadwarden_report::{Diff, Options, Verdict};

use super::is_read;
use crate::args::DiffArgs;
use crate::exit::{Exit, Failure, Kind, Tally};
use crate::output::OutputFile;
use crate::settings::{self, Intake, extension};

pub(crate) fn run(args: &DiffArgs) -> Result<Exit, Failure> {
    let kinds = [&args.old, &args.new].map(|path| SideKind::of(path));
    let [old, new] = kinds;
    if old? != new? {
        return Err(Failure::of_file(Kind::Usage, &args.new, "a policy cannot be compared with a report"));
    }
    if let Some(path) = args.output.as_deref().filter(|path| extension(path) != "csv") {
        return Err(Failure::of_file(Kind::Usage, path, "diff writes .csv files"));
    }
    let options = settings::terminal(args.input.color);
    let mut file = args.output.as_deref().map(OutputFile::create).transpose()?;
    let to_csv = args.to == "csv" && file.is_none();
    let sink: Option<Box<dyn Write>> = match &mut file {
        Some(file) => Some(Box::new(file)),
        None if to_csv => Some(Box::new(BufWriter::new(io::stdout().lock()))),
        None => None,
    };
    let csv_options = Options { byte_order_mark: !to_csv, ..options.clone() };
    let mut diff = Diff::new(sink, &csv_options);
    let exit = match SideKind::of(&args.old)? {
        SideKind::Policy => policies(args, &mut diff)?,
        SideKind::Report => reports(args, &mut diff)?,
    };
    written(args, diff.finish())?;
    if !to_csv && !args.input.quiet {
        is_read(diff.write_text(&mut io::stdout().lock(), &options))?;
    }
    drop(diff);
    file.map_or(Ok(()), OutputFile::commit)?;
    Ok(exit)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SideKind {
    Policy,
    Report,
}

impl SideKind {
    fn of(path: &Path) -> Result<SideKind, Failure> {
        match extension(path).as_str() {
            "toml" => Ok(SideKind::Policy),
            _ if path.as_os_str() == "-" => Ok(SideKind::Policy),
            "csv" | "jsonl" => Ok(SideKind::Report),
            _ => Err(Failure::of_file(Kind::Usage, path, "neither a policy (.toml) nor a report (.csv, .jsonl)")),
        }
    }
}

/// Sorts a failure to write out by where it was written to; a reader who has had enough is none.
fn written(args: &DiffArgs, result: io::Result<()>) -> Result<bool, Failure> {
    match &args.output {
        None => is_read(result),
        Some(path) => result.map(|()| true).map_err(|error| Failure::of_file(Kind::Output, path, error)),
    }
}

fn policies(args: &DiffArgs, diff: &mut Diff<'_>) -> Result<Exit, Failure> {
    if args.over.is_empty() {
        return Err(Failure::new(Kind::Usage, "two policies differ on something: name it with --over INPUT"));
    }
    let console = settings::console(&args.input);
    let moderator = |path: &Path| {
        settings::moderator(Some(path).filter(|path| path.as_os_str() != "-"), &args.second_stage, &console)
    };
    let [old, new]: [Result<Moderator, Failure>; 2] = [moderator(&args.old), moderator(&args.new)];
    let (old, new) = (old?, new?);
    let intake = Intake::new(&args.over, &args.input)?;
    let mut tally = Tally::default();
    intake.read(&console, &mut tally, |parsed, _| {
        let page = &parsed.page;
        let (before, after) = (old.review(page), new.review(page));
        for (before, after) in Verdict::all(page, &before).zip(Verdict::all(page, &after)) {
            if !written(args, diff.compare(Some(&before), Some(&after)))? {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    console.clear();
    Ok(tally.exit(args.input.strict))
}

fn reports(args: &DiffArgs, diff: &mut Diff<'_>) -> Result<Exit, Failure> {
    if !args.over.is_empty() {
        return Err(Failure::new(Kind::Usage, "--over is for policies; reports say themselves what they are about"));
    }
    let mut order = Vec::new();
    let mut old: HashMap<(String, String), Verdict<'static>> = HashMap::new();
    each_row(&args.old, |verdict| {
        let key = (verdict.thread.to_string(), verdict.id.to_string());
        order.push(key.clone());
        old.insert(key, verdict);
        Ok(())
    })?;
    each_row(&args.new, |verdict| {
        let before = old.remove(&(verdict.thread.to_string(), verdict.id.to_string()));
        written(args, diff.compare(before.as_ref(), Some(&verdict))).map(|_| ())
    })?;
    for key in order {
        if let Some(gone) = old.remove(&key) {
            written(args, diff.compare(Some(&gone), None))?;
        }
    }
    Ok(Exit::Done)
}

/// Reads a report row by row.
fn each_row(path: &Path, take: impl FnMut(Verdict<'static>) -> Result<(), Failure>) -> Result<(), Failure> {
    let file = File::open(path).map_err(|error| Failure::of_file(Kind::Input, path, error))?;
    if extension(path) == "csv" { csv_rows(path, file, take) } else { jsonl_rows(path, file, take) }
}

fn csv_rows(
    path: &Path,
    file: File,
    mut take: impl FnMut(Verdict<'static>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::of_file(Kind::Input, path, error);
    let mut reader = csv::Reader::from_reader(BufReader::new(file));
    let headers = reader.headers().map_err(|error| failed(&error))?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name);
    let wanted = ["thread", "id", "author", "text", "action", "rule", "reasons"];
    let places = wanted.map(column);
    for (name, place) in wanted.iter().zip(&places) {
        // Reports of versions before the column was there have no rule.
        if place.is_none() && *name != "rule" {
            return Err(failed(&format!("no column {name:?}: not a report of comments")));
        }
    }
    for record in reader.records() {
        let record = record.map_err(|error| failed(&error))?;
        let [thread, id, author, text, action, rule, reasons] =
            places.map(|place| Cow::Owned(place.and_then(|place| record.get(place)).unwrap_or("").to_owned()));
        let line = record.position().map_or(0, csv::Position::line);
        let action = Action::from_name(&action).ok_or_else(|| failed(&format!("line {line}: no action {action:?}")))?;
        take(Verdict { thread, id, author, text, action, rule, reasons })?;
    }
    Ok(())
}

fn jsonl_rows(
    path: &Path,
    file: File,
    mut take: impl FnMut(Verdict<'static>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let failed =
            |error: &dyn std::fmt::Display| Failure::of_file(Kind::Input, path, format!("line {number}: {error}"));
        let line = line.map_err(|error| failed(&error))?;
        let row: serde_json::Value = serde_json::from_str(&line).map_err(|error| failed(&error))?;
        let text = |pointer: &str| Cow::Owned(row.pointer(pointer).and_then(|v| v.as_str()).unwrap_or("").to_owned());
        let action = text("/decision/action");
        let action = Action::from_name(&action).ok_or_else(|| failed(&"no decision: not a report of comments"))?;
        let reasons = row.pointer("/decision/reasons").and_then(|reasons| reasons.as_array());
        let reasons: Vec<&str> = reasons.into_iter().flatten().filter_map(|reason| reason.as_str()).collect();
        take(Verdict {
            thread: text("/thread"),
            id: text("/id"),
            author: text("/author"),
            text: text("/text"),
            action,
            rule: text("/decision/rule"),
            reasons: Cow::Owned(reasons.join("; ")),
        })?;
    }
    Ok(())
}
