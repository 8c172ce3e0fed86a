//! `calibrate`: the threshold that a team wants, as lines of a policy.

use std::io::Write;
use std::path::Path;

use threadwarden_evaluate::calibrate::{CalibrateError, Goal, Options, calibrate};
use threadwarden_evaluate::read;

use super::evaluate::text_of;
use crate::args::CalibrateArgs;
use crate::console::Console;
use crate::exit::{Exit, Failure, Kind};
use crate::output::OutputFile;
use crate::settings;
use crate::show::show;

pub(crate) fn run(args: &CalibrateArgs) -> Result<Exit, Failure> {
    let goal = match (args.precision, args.budget) {
        (Some(precision), _) => Goal::Precision(precision),
        (None, budget) => Goal::Budget(f64::from(budget.unwrap_or(0))),
    };
    if let Some(path) = args.output.as_deref().filter(|path| path.extension().is_none_or(|name| name != "toml")) {
        return Err(Failure::of_file(Kind::Usage, path, "calibrate writes .toml files"));
    }
    let moderator = settings::moderator(args.policy.as_deref(), &args.second_stage, &Console::plain())?;
    let failed = |error: &dyn std::fmt::Display| Failure::of_file(Kind::Input, &args.labelled, error);
    let rows = read(&text_of(&args.labelled)?).map_err(|error| failed(&error))?;
    let options = Options { goal, per_day: args.per_day.map(f64::from) };
    let found = calibrate(&rows, &moderator, &options).map_err(|error| match error {
        CalibrateError::NoDays => failed(&format!("{error}: --per-day COMMENTS")),
        error => failed(&error),
    })?;
    if let Some(path) = &args.output {
        let lines = found.policy_lines();
        let text = match &args.policy {
            None => lines,
            Some(_) => {
                let comments = lines.lines().take_while(|line| line.starts_with('#'));
                comments.map(|line| format!("{line}\n")).collect::<String>() + "\n" + &show(&found.policy)
            }
        };
        write(path, &text)?;
    }
    let settings: String = found.settings().iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    super::print(format!("{found}\n{settings}").as_bytes()).map(|()| Exit::Done)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut out = OutputFile::create(path)?;
    out.write_all(text.as_bytes()).map_err(|error| Failure::of_file(Kind::Output, path, error))?;
    out.commit()
}
