//! What the command line, the environment and the files it names mean together.

use std::env;
use std::fmt;
use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use threadwarden::{Article, Moderator, Page, Policy, SecondStage};
use threadwarden_parse::{ParseOptions, Parsed, Spill};
use threadwarden_report::{By, Format, Options};

use crate::args::{InputArgs, ModerateArgs, Only, ParseArgs, SecondStageArgs, Sort, When};
use crate::config;
use crate::console::Console;
use crate::exit::{Failure, Kind};
use crate::inputs::{self, Source};

/// What to read and how.
pub(crate) struct Intake {
    pub(crate) sources: Vec<Source>,
    /// Inputs that could not even be listed.
    pub(crate) failures: Vec<Failure>,
    pub(crate) options: ParseOptions,
}

impl Intake {
    pub(crate) fn new(inputs: &[PathBuf], args: &InputArgs) -> Result<Self, Failure> {
        let standard_input = [PathBuf::from("-")];
        let inputs = match inputs {
            [] if io::stdin().is_terminal() => {
                return Err(Failure::new(Kind::Usage, "no input: name files or folders, or - for standard input"));
            }
            [] => &standard_input,
            some => some,
        };
        if inputs.iter().filter(|input| input.as_os_str() == "-").count() > 1 {
            return Err(Failure::new(Kind::Usage, "standard input can be read only once"));
        }
        let (sources, failures) = inputs::expand(inputs);
        let article = args.article.as_deref().map(read_article).transpose()?;
        let options = ParseOptions {
            format: args.from,
            infer_replies: !args.no_infer_replies,
            column_map: args.map.clone(),
            article,
            group: args.group.unwrap_or_default(),
            spill: Some(Spill::new(tempfile::tempfile)),
            unpacked_cap_bytes: args.unpacked_cap.saturating_mul(1 << 30),
            ..ParseOptions::default()
        };
        Ok(Intake { sources, failures, options })
    }

    /// Refuses outputs that stand for the same file as each other or as an input.
    pub(crate) fn check_outputs(&self, outputs: &[PathBuf]) -> Result<(), Failure> {
        let full = |path: &Path| std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).ok();
        for (index, output) in outputs.iter().enumerate() {
            if outputs[..index].iter().any(|other| full(other) == full(output)) {
                return Err(Failure::of_file(Kind::Usage, output, "given twice as output"));
            }
            if self.sources.iter().filter_map(Source::path).any(|input| full(input) == full(output)) {
                return Err(Failure::of_file(Kind::Usage, output, "is an input and cannot be the output too"));
            }
        }
        Ok(())
    }
}

/// What `moderate` writes and when it fails.
pub(crate) struct Moderation {
    pub(crate) moderator: Moderator,
    /// Files and their formats.
    pub(crate) files: Vec<(PathBuf, Format)>,
    /// What goes to standard output.
    pub(crate) to: Option<Format>,
    pub(crate) files_options: Options,
    pub(crate) to_options: Options,
    pub(crate) jobs: usize,
    /// Which comments are listed; all of them when empty.
    pub(crate) only: Vec<Only>,
    pub(crate) sort: Sort,
    /// Whether the exit code needs every comment judged.
    pub(crate) counts_matter: bool,
}

impl Moderation {
    pub(crate) fn new(args: &ModerateArgs) -> Result<Self, Failure> {
        let files: Vec<(PathBuf, Format)> =
            args.output.iter().map(|path| Ok((path.clone(), report_format(path)?))).collect::<Result<_, Failure>>()?;
        let to = args.to.or((!args.input.quiet).then_some(Format::Text));
        let formats = files.iter().map(|(_, format)| *format).chain(args.to);
        let rolls_up = |format| match format {
            Format::Csv | Format::Xlsx => true,
            Format::Jsonl => args.by == Some(By::Thread),
            _ => false,
        };
        if args.by.is_some() && !formats.clone().any(rolls_up) {
            return Err(Failure::new(
                Kind::Usage,
                "--by writes CSV and XLSX, by thread also JSONL: give -o FILE.csv or --to csv",
            ));
        }
        if args.to == Some(Format::Xlsx) && io::stdout().is_terminal() {
            return Err(Failure::new(Kind::Usage, "a workbook cannot be shown here: give -o FILE.xlsx"));
        }
        let moderator = moderator(args.policy.as_deref(), &args.second_stage, &console(&args.input))?;
        let policy = moderator.policy().clone();
        let to_options = Options { by: args.by, raw_csv: args.raw_csv, policy, ..terminal(args.input.color) };
        // Files are opened in spreadsheets; pipes lead to programs.
        let files_options = Options { byte_order_mark: !args.raw_csv, ..to_options.clone() };
        let jobs = args.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        if args.sort != Sort::Input
            && !formats.clone().any(|format| matches!(format, Format::Csv | Format::Jsonl | Format::Xlsx))
        {
            return Err(Failure::new(Kind::Usage, "--sort orders CSV, JSONL and XLSX: give -o FILE.csv or --to csv"));
        }
        Ok(Moderation {
            moderator,
            files,
            to,
            files_options,
            to_options,
            jobs,
            only: args.only.clone(),
            sort: args.sort,
            counts_matter: args.fail_on.is_some(),
        })
    }
}

/// The moderator with the policy and the second stage that were asked for.
pub(crate) fn moderator(
    policy: Option<&Path>,
    second_stage: &SecondStageArgs,
    console: &Console,
) -> Result<Moderator, Failure> {
    let policy = policy.map_or_else(|| Ok(Policy::default()), config::read_policy)?;
    let moderator =
        Moderator::new(policy).map_err(|contradiction| Failure::new(Kind::Config, contradiction.to_string()))?;
    let SecondStageArgs { second_stage: stage, second_stage_weights: path } = second_stage;
    if path.is_some() && *stage == SecondStage::Off {
        return Err(Failure::new(Kind::Usage, "--second-stage-weights is for --second-stage auto or all"));
    }
    let failed = |error: &dyn fmt::Display| {
        Failure::of_file(Kind::Input, path.as_deref().unwrap_or(Path::new("the weights compiled in")), error)
    };
    let alone = |error: &dyn fmt::Display| console.warn(&format!("{}; the fast model judges alone", failed(error)));
    let weights = match path.as_ref().map(std::fs::read).transpose() {
        Ok(weights) => weights,
        Err(error) if *stage == SecondStage::Auto => {
            alone(&error);
            return Ok(moderator);
        }
        Err(error) => return Err(failed(&error)),
    };
    let moderator = moderator.with_second_stage(*stage, weights.as_deref()).map_err(|error| failed(&error))?;
    if let Some(error) = moderator.missing_second_stage() {
        alone(&error);
    }
    Ok(moderator)
}

/// The files that `parse` writes.
pub(crate) fn thread_files(args: &ParseArgs) -> Result<Vec<PathBuf>, Failure> {
    for path in &args.output {
        if extension(path) != "jsonl" {
            return Err(Failure::of_file(Kind::Usage, path, "parse writes .jsonl files"));
        }
    }
    Ok(args.output.clone())
}

pub(crate) fn console(args: &InputArgs) -> Console {
    Console::new(args.quiet, color(args.color))
}

/// How text is laid out on standard output.
pub(crate) fn terminal(when: When) -> Options {
    let default = Options::default();
    let measured = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    let stated = || env::var("COLUMNS").ok()?.parse().ok();
    let width = measured.or_else(stated).unwrap_or(default.width).min(WIDEST);
    Options { width, color: color(when), ..default }
}

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 120;

fn color(when: When) -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            io::stdout().is_terminal() && !set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

fn report_format(path: &Path) -> Result<Format, Failure> {
    Format::from_extension(&extension(path)).ok_or_else(|| {
        let known: Vec<String> = Format::ALL
            .iter()
            .filter(|format| format.is_for_files())
            .map(|format| format!(".{}", format.as_str()))
            .collect();
        Failure::of_file(
            Kind::Usage,
            path,
            format!("the extension names no report format; known are {}", known.join(", ")),
        )
    })
}

pub(crate) fn extension(path: &Path) -> String {
    path.extension().map_or_else(String::new, |extension| extension.to_string_lossy().to_ascii_lowercase())
}

/// The article in a file of any kind that holds one, or of plain text with the title in its first line.
fn read_article(path: &Path) -> Result<Article, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::of_file(Kind::Input, path, error))?;
    match threadwarden_parse::read(bytes.as_slice(), &ParseOptions::default()).next() {
        Some(Err(error)) => return Err(Failure::of_file(Kind::Input, path, error)),
        Some(Ok(Parsed { page: Page { article: Some(article), .. }, .. })) => return Ok(article),
        Some(Ok(_)) | None => {}
    }
    let text = String::from_utf8_lossy(&bytes);
    let (title, body) = text.trim().split_once("\n\n").unwrap_or(("", text.trim()));
    if body.is_empty() {
        return Err(Failure::of_file(Kind::Input, path, "holds no article"));
    }
    Ok(Article { title: title.trim().to_owned(), text: body.trim().to_owned(), ..Article::default() })
}
