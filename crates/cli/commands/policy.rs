//! `policy`: shows a policy, checks one, or says what one can hold.

use threadwarden::Policy;

use crate::args::PolicyArgs;
use crate::config;
use crate::exit::{Exit, Failure};
use crate::show;

pub(crate) fn run(args: &PolicyArgs) -> Result<Exit, Failure> {
    let text = match (&args.check, &args.show) {
        _ if args.reference => show::reference(),
        (Some(file), _) => format!("{}: ok, {}\n", file.display(), config::read_policy(file)?.fingerprint()),
        (None, Some(Some(file))) => {
            let policy = config::read_policy(file)?;
            format!("# {} with every default, {}\n\n{}", file.display(), policy.fingerprint(), show::show(&policy))
        }
        (None, _) => format!("{DEFAULT}\n{}", show::show(&Policy::default())),
    };
    super::print(text.as_bytes()).map(|()| Exit::Done)
}

const DEFAULT: &str = "# The default policy. Keep the settings you change; the others stay as they are here.\n";
