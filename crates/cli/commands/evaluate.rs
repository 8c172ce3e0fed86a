//! `evaluate`: how well verdicts agree with labels.

use std::io::Write;

use threadwarden::Moderator;
use threadwarden_evaluate::{attack, read};

use crate::args::EvaluateArgs;
use crate::config;
use crate::exit::{Exit, Failure, Kind};
use crate::output::OutputFile;

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
    let policy = match &args.policy {
        Some(file) => config::read_policy(file)?,
        None => threadwarden::Policy::default(),
    };
    let moderator = Moderator::new(policy).map_err(|error| Failure::new(Kind::Config, error.to_string()))?;
    if args.plot.is_some() && args.labelled.len() > 1 {
        return Err(Failure::new(Kind::Usage, "--plot draws one set; give one LABELLED file"));
    }
    for file in &args.labelled {
        let bytes = std::fs::read(file).map_err(|error| Failure::of_file(Kind::Input, file, error))?;
        let text = String::from_utf8(bytes).map_err(|error| Failure::of_file(Kind::Input, file, error.utf8_error()))?;
        let rows = read(&text).map_err(|error| Failure::of_file(Kind::Input, file, error))?;
        let report = attack::evaluate(&file.display().to_string(), &rows, &moderator, IDENTITIES);
        if let Some(plot) = &args.plot {
            let mut out = OutputFile::create(plot)?;
            out.write_all(report.to_svg().as_bytes()).map_err(|error| Failure::of_file(Kind::Output, plot, error))?;
            out.commit()?;
        }
        let printed = if args.to == "json" { report.to_json() + "\n" } else { report.to_string() };
        super::print(printed.as_bytes())?;
    }
    Ok(Exit::Done)
}
