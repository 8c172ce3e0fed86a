//! `evaluate`: how well verdicts agree with labels.

use std::io::Write;
use std::path::{Path, PathBuf};

use threadwarden::Moderator;
use threadwarden_evaluate::parse::Report;
use threadwarden_evaluate::relevance::Scorer;
use threadwarden_evaluate::{attack, parse, read, relevance};

use crate::args::{EvaluateArgs, Task};
use crate::console::Console;
use crate::exit::{Exit, Failure, Kind};
use crate::output::OutputFile;
use crate::settings;

/// Words of the identities that fairness is reported for.
const IDENTITIES: &[&str] = &[
    "muslim",
    "muslims",
    "islam",
    "jew",
    "jews",
    "jewish",
    "christian",
    "christians",
    "catholic",
    "hindu",
    "sikh",
    "black",
    "white",
    "asian",
    "african",
    "arab",
    "latino",
    "mexican",
    "indian",
    "chinese",
    "gay",
    "lesbian",
    "homosexual",
    "transgender",
    "trans",
    "queer",
    "straight",
    "woman",
    "women",
    "man",
    "men",
    "female",
    "male",
    "deaf",
    "blind",
    "disabled",
    "old",
    "young",
    "immigrant",
    "immigrants",
    "refugees",
];

pub(crate) fn run(args: &EvaluateArgs) -> Result<Exit, Failure> {
    let moderator = settings::moderator(args.policy.as_deref(), &args.second_stage, &Console::plain())?;
    if args.plot.is_some() && (args.labelled.len() > 1 || args.task != Task::Attack) {
        return Err(Failure::new(Kind::Usage, "--plot draws the attack figures of one LABELLED file"));
    }
    if args.ablate && args.task != Task::Relevance {
        return Err(Failure::new(Kind::Usage, "--ablate is for --task relevance"));
    }
    let as_json = args.to == "json";
    // Page files are compared with one another, so they are taken together.
    let (pages, labelled): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.labelled.iter().partition(|path| args.task == Task::Relevance && path.is_file());
    if !pages.is_empty() {
        super::print(ranked(&pages, as_json)?.as_bytes())?;
    }
    for path in labelled {
        let printed = match args.task {
            Task::Attack => attacks(path, &moderator, as_json, args.plot.as_deref())?,
            Task::Relevance => relevances(path, args.ablate, as_json)?,
            Task::Parse => parsing(path, as_json)?,
        };
        super::print(printed.as_bytes())?;
    }
    Ok(Exit::Done)
}

fn attacks(file: &Path, moderator: &Moderator, as_json: bool, plot: Option<&Path>) -> Result<String, Failure> {
    let rows = read(&text_of(file)?).map_err(|error| Failure::of_file(Kind::Input, file, error))?;
    let report = attack::evaluate(&file.display().to_string(), &rows, moderator, IDENTITIES);
    if let Some(plot) = plot {
        let mut out = OutputFile::create(plot)?;
        out.write_all(report.to_svg().as_bytes()).map_err(|error| Failure::of_file(Kind::Output, plot, error))?;
        out.commit()?;
    }
    Ok(if as_json { report.to_json() + "\n" } else { report.to_string() })
}

fn relevances(folder: &Path, ablate: bool, as_json: bool) -> Result<String, Failure> {
    let (articles, comments) = (folder.join("articles.jsonl"), folder.join("comments.jsonl"));
    let data = relevance::Data::from_jsonl(&text_of(&articles)?, &text_of(&comments)?)
        .map_err(|error| Failure::of_file(Kind::Input, folder, error))?;
    let (name, scorer, options) = (folder.display().to_string(), Scorer::default(), relevance::Options::default());
    if ablate {
        let ablation = relevance::ablate(&name, &data, &scorer, &options);
        return Ok(if as_json { ablation.to_json() + "\n" } else { ablation.to_string() });
    }
    let report = relevance::evaluate(&name, &data, &scorer, &options);
    Ok(if as_json { report.to_json() + "\n" } else { report.to_string() })
}

/// How often the comments of some pages score highest against their own.
fn ranked(files: &[&PathBuf], as_json: bool) -> Result<String, Failure> {
    let read = |file: &&PathBuf| {
        let bytes = std::fs::read(file).map_err(|error| Failure::of_file(Kind::Input, file, error))?;
        Ok(threadwarden_parse::parse(&bytes, &threadwarden_parse::ParseOptions::default()).page)
    };
    let pages = files.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
    let report = relevance::rank_pages(&pages, &Scorer::default());
    if report.comments == 0 {
        let message = "no comment to rank: name two pages or more, each with an article and comments";
        return Err(Failure::new(Kind::Input, message));
    }
    Ok(if as_json { report.to_json() + "\n" } else { report.to_string() })
}

fn parsing(folder: &Path, as_json: bool) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::of_file(Kind::Input, folder, error);
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    let report = parse::evaluate(&names, |name| std::fs::read(folder.join(name))).map_err(failed)?;
    let Report { gold, segments, borders, .. } = &report;
    if gold.pages + segments.pages + segments.silent_pages + borders.pages == 0 {
        let message = "no page with gold in it: NAME.txt with NAME.gold.json, trafilatura/annotations.jsonl or \
                       dragnet/pages.jsonl";
        return Err(Failure::of_file(Kind::Input, folder, message));
    }
    Ok(if as_json { report.to_json().to_string() + "\n" } else { report.to_string() })
}

pub(crate) fn text_of(file: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(file).map_err(|error| Failure::of_file(Kind::Input, file, error))?;
    String::from_utf8(bytes).map_err(|error| Failure::of_file(Kind::Input, file, error.utf8_error()))
}
