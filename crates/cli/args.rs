//! What can be typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use threadwarden::{Action, SecondStage};
use threadwarden_parse::ParseOptions;
use threadwarden_report::By;

/// Finds personal attacks in comment threads, scores how much each comment has to do with the article, and says what to
/// publish, review and hide.
#[derive(Debug, Parser)]
#[command(name = "threadwarden", version, max_term_width = 100, disable_help_subcommand = true, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 done, and --fail-on was met; 2 the command line or the policy is wrong; \
                          3 done, but --strict was given and input was skipped or repaired; 4 an input or output failed.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge every comment and write reports
    Moderate(ModerateArgs),
    /// Turn pages and exports into thread JSONL, nothing judged
    Parse(ParseArgs),
    /// Draw why a comment was judged as it was
    Explain(ExplainArgs),
    /// Compare verdicts with labels: precision, recall, F1, AUC, calibration, with intervals
    Evaluate(EvaluateArgs),
    /// Find the threshold for a share of right flags or for a daily budget, from labelled comments
    Calibrate(CalibrateArgs),
    /// Say what two policies or two reports decide differently, comment by comment
    Diff(DiffArgs),
    /// Print a policy with all its settings, or check one
    Policy(PolicyArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

/// How inputs are read.
#[derive(Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// Format of the inputs, where detection is wrong
    #[arg(long, value_name = "NAME", value_parser = named(threadwarden_parse::Format::ALL.iter().map(|f| f.as_str()), threadwarden_parse::Format::from_name))]
    pub(crate) from: Option<threadwarden_parse::Format>,

    /// A column or key that goes by another name, such as text=comment_text
    #[arg(long, value_name = "OURS=THEIRS", value_parser = column)]
    pub(crate) map: Vec<(String, String)>,

    /// How the rows of a thread lie in an input of many threads: together (sorted) or scattered (hash)
    #[arg(long, value_name = "HOW", value_parser = named(threadwarden_parse::Group::ALL.iter().map(|g| g.as_str()), threadwarden_parse::Group::from_name))]
    pub(crate) group: Option<threadwarden_parse::Group>,

    /// Largest size of an archive unpacked, in GiB
    #[arg(long, value_name = "GIB", default_value_t = 4)]
    pub(crate) unpacked_cap: u64,

    /// Article of the inputs that hold none
    #[arg(long, value_name = "FILE")]
    pub(crate) article: Option<PathBuf>,

    /// Leave comments without a stated parent without one
    #[arg(long)]
    pub(crate) no_infer_replies: bool,

    /// Exit with 3 when anything had to be skipped or repaired
    #[arg(long)]
    pub(crate) strict: bool,

    /// No warnings, no progress, and no summary unless --to asks for it
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Colours: when standard output is a terminal, always or never
    #[arg(long, value_enum, default_value_t = When::Auto)]
    pub(crate) color: When,
}

/// Who judges besides the fast model.
#[derive(Debug, clap::Args)]
pub(crate) struct SecondStageArgs {
    /// Comments that a small transformer reads too: none, those that leave the fast model in doubt, or all. It finds attacks
    /// without insulting words, and reads about a hundred comments a second
    #[arg(long, value_name = "WHICH", default_value = "off", value_parser = named(SecondStage::ALL.iter().map(|s| s.as_str()), SecondStage::from_name))]
    pub(crate) second_stage: SecondStage,

    /// Weights of the transformer, in place of those compiled in
    #[arg(long, value_name = "FILE")]
    pub(crate) second_stage_weights: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ModerateArgs {
    /// Files, folders (every file of a known kind in them), or - for standard input
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Write a report to a file; .csv, .jsonl, .xlsx or .html, repeatable. A page (.html) lists at most 20,000 comments and,
    /// beyond these, what is flagged or held
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,

    /// Write a report to standard output in place of the summary
    #[arg(long, value_name = "NAME", value_parser = named(threadwarden_report::Format::ALL.iter().map(|f| f.as_str()), threadwarden_report::Format::from_name))]
    pub(crate) to: Option<threadwarden_report::Format>,

    /// CSV and XLSX, by thread JSONL too: counts and shares in place of comments
    #[arg(long, value_name = "WHAT", value_parser = named(By::ALL.iter().map(|b| b.as_str()), By::from_name))]
    pub(crate) by: Option<By>,

    /// List only comments that are flagged, to review, to hide or off topic; repeatable, any of them counts
    #[arg(long, value_name = "WHICH", value_enum, value_delimiter = ',', conflicts_with = "by")]
    pub(crate) only: Vec<Only>,

    /// CSV, JSONL and XLSX: order of the comments. Holds the threads it lists in memory until the end
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = Sort::Input, conflicts_with = "by")]
    pub(crate) sort: Sort,

    /// Go on where a run that was broken off stopped; .csv and .jsonl files only. Give it on the first run too
    #[arg(long, requires = "output", conflicts_with_all = ["by", "sort", "to"])]
    pub(crate) resume: bool,

    /// CSV: write cells as they are, also those that a spreadsheet would run as a formula, and no byte order mark
    #[arg(long)]
    pub(crate) raw_csv: bool,

    /// Decide by the policy in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) second_stage: SecondStageArgs,

    /// Threads to work with; all cores unless given
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Exit with 1 when a comment is to be reviewed or hidden (review), or hidden (hide)
    #[arg(long, value_name = "ACTION", value_parser = named(FAILING.iter().map(|a| a.as_str()), Action::from_name))]
    pub(crate) fail_on: Option<Action>,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Which comments a report lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Personal attacks, whatever the policy does with them
    Flagged,
    /// Comments a person has to look at
    Review,
    /// Comments to hide
    Hide,
    /// Comments about something else
    OffTopic,
}

/// The order of the comments in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// As they came
    Input,
    /// What to read first: strictest action, then the surest, then the most severe
    First,
    /// Least relevant first; comments without a score last
    Relevance,
}

const FAILING: [Action; 2] = [Action::Review, Action::Hide];

#[derive(Debug, clap::Args)]
pub(crate) struct ParseArgs {
    /// Files, folders (every file of a known kind in them), or - for standard input
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Write to a file (.jsonl) in place of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,

    /// Format on standard output
    #[arg(long, value_name = "NAME", value_parser = ["jsonl"])]
    pub(crate) to: Option<String>,

    /// Say which format each thread was read as, and why, in place of the threads
    #[arg(long)]
    pub(crate) explain_format: bool,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// A file, a folder, or - for standard input
    #[arg(value_name = "INPUT")]
    pub(crate) file: PathBuf,

    /// The comment's id; every flagged or held comment unless given
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,

    /// Decide by the policy in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) second_stage: SecondStageArgs,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EvaluateArgs {
    /// What to measure with: for attacks, JSONL or CSV with text and label, or JSONL of threads with the judged comment;
    /// for relevance, folders with articles.jsonl and comments.jsonl, or pages on one subject that are told apart; for
    /// parsing, folders of pages with gold
    #[arg(value_name = "LABELLED", required = true)]
    pub(crate) labelled: Vec<PathBuf>,

    /// What to measure
    #[arg(long, value_enum, default_value_t = Task::Attack)]
    pub(crate) task: Task,

    /// Decide by the policy in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) second_stage: SecondStageArgs,

    /// What to print; json lists the surest mistakes too
    #[arg(long, value_name = "NAME", value_parser = ["text", "json"], default_value = "text")]
    pub(crate) to: String,

    /// Relevance only: print what is lost without each step of the design
    #[arg(long)]
    pub(crate) ablate: bool,

    /// Attacks only: draw precision by recall and reliability of one LABELLED as SVG
    #[arg(long, value_name = "FILE")]
    pub(crate) plot: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Task {
    Attack,
    Relevance,
    Parse,
}

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("goal").required(true)))]
pub(crate) struct CalibrateArgs {
    /// JSONL or CSV with text and label (0 or 1); with created, the earlier rows are fitted on and the later reported
    #[arg(value_name = "LABELLED")]
    pub(crate) labelled: PathBuf,

    /// Of the comments held, at least this share are to be attacks
    #[arg(long, value_name = "FRACTION", group = "goal", value_parser = fraction)]
    pub(crate) precision: Option<f64>,

    /// At most so many comments are to be held a day
    #[arg(long, value_name = "COMMENTS", group = "goal")]
    pub(crate) budget: Option<u32>,

    /// Comments a day, where the rows have no dates or are a sample
    #[arg(long, value_name = "COMMENTS")]
    pub(crate) per_day: Option<u32>,

    /// Begin with the policy in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) second_stage: SecondStageArgs,

    /// Write the policy to a file (.toml): its lines or, with --policy, the whole of it
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// A policy (.toml) or a report (.csv, .jsonl); - stands for the default policy
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,

    /// Another one of the same kind
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,

    /// What two policies are to decide on: files, folders, or - for standard input
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    pub(crate) over: Vec<PathBuf>,

    /// Write every change to a file (.csv)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// What to print
    #[arg(long, value_name = "NAME", value_parser = ["text", "csv"], default_value = "text")]
    pub(crate) to: String,

    #[command(flatten)]
    pub(crate) second_stage: SecondStageArgs,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PolicyArgs {
    /// Check the policy in this file and print its fingerprint
    #[arg(long, value_name = "FILE")]
    pub(crate) check: Option<PathBuf>,

    /// Print everything the policy in this file says, defaults included; without a file, the default policy
    #[arg(long, value_name = "FILE", num_args = 0..=1, conflicts_with = "check")]
    pub(crate) show: Option<Option<PathBuf>>,

    /// Print what policy files can say, as Markdown
    #[arg(long, conflicts_with_all = ["check", "show"])]
    pub(crate) reference: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// A parser for one of several names.
fn named<T: Clone + Send + Sync + 'static>(
    names: impl Iterator<Item = &'static str>,
    from_name: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(names).try_map(move |name| from_name(&name).ok_or("no such name"))
}

fn fraction(text: &str) -> Result<f64, String> {
    let fraction: f64 = text.parse().map_err(|_| "expected a number such as 0.9")?;
    if fraction > 0.0 && fraction <= 1.0 { Ok(fraction) } else { Err("expected a number from 0 to 1".to_owned()) }
}

fn column(pair: &str) -> Result<(String, String), String> {
    match pair.split_once('=') {
        Some((ours, theirs)) if ParseOptions::NAMES.contains(&ours) && !theirs.is_empty() => {
            Ok((ours.to_owned(), theirs.to_owned()))
        }
        Some((ours, theirs)) if !theirs.is_empty() => {
            Err(format!("{ours:?} is no name of ours; known are {}", ParseOptions::NAMES.join(", ")))
        }
        _ => Err("expected OURS=THEIRS, such as text=comment_text".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Args::command().debug_assert();
    }
}
