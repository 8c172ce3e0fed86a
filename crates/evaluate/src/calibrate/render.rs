//! A calibration in words, and as lines of a policy.

use std::fmt;

use super::{Calibration, Goal, Outcome};
use crate::statistics::Estimate;

impl fmt::Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.goal {
            Goal::Precision(least) => {
                writeln!(f, "wanted      at least {:.1} % of the held are attacks", least * 100.0)?
            }
            Goal::Budget(most) => writeln!(f, "wanted      at most {most} comments to review a day")?,
        }
        let Estimate { value, low, high } = self.threshold;
        writeln!(f, "threshold   {value:.3}, with other rows of the kind {low:.3} to {high:.3}")?;
        if let Some(per_day) = self.per_day {
            writeln!(f, "comments    {per_day:.1} a day")?;
        }
        match &self.later {
            None => {
                writeln!(f, "\nOn the rows it was fitted on; on others expect less:")?;
                self.write_outcome(&self.fitted, f)
            }
            Some(later) => {
                writeln!(f, "\nOn the earlier rows, which it was fitted on{}:", dates(&self.fitted))?;
                self.write_outcome(&self.fitted, f)?;
                writeln!(f, "\nOn the later rows, which it was not{}:", dates(later))?;
                self.write_outcome(later, f)
            }
        }
    }
}

fn dates(outcome: &Outcome) -> String {
    outcome.days.as_ref().map_or(String::new(), |(first, last)| format!(", {first} to {last}"))
}

impl Calibration {
    fn write_outcome(&self, outcome: &Outcome, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = outcome.counts;
        let held = counts.true_positives + counts.false_positives;
        let attacks = counts.true_positives + counts.false_negatives;
        let rows = attacks + counts.false_positives + counts.true_negatives;
        writeln!(f, "  rows      {rows}, {attacks} of them attacks")?;
        writeln!(f, "  held      {held}, {} of them whatever the threshold", outcome.held_anyway)?;
        writeln!(f, "  precision {}", percent(outcome.precision))?;
        writeln!(f, "  recall    {}", percent(outcome.recall))?;
        if let (Some(per_day), Some(share)) = (self.per_day, outcome.held) {
            let [value, low, high] = [share.value, share.low, share.high].map(|share| share * per_day);
            writeln!(f, "  a day     {value:.1} held ({low:.1} to {high:.1})")?;
        }
        Ok(())
    }

    /// The settings as lines of a policy file, with what they rest on.
    pub fn policy_lines(&self) -> String {
        let mut lines = String::from("# Found by `threadwarden calibrate`:\n");
        for line in self.to_string().lines() {
            lines.push_str(format!("# {line}").trim_end());
            lines.push('\n');
        }
        lines.push_str("# The probability alone decides on attacks of low and medium severity.\n[attack]\n");
        for (key, value) in self.settings() {
            let name = key.rsplit('.').next().unwrap_or(key);
            lines.push_str(&format!("{name} = {value}\n"));
        }
        lines
    }
}

fn percent(estimate: Option<Estimate>) -> String {
    match estimate {
        Some(Estimate { value, low, high }) => {
            format!("{:.1} % ({:.1} to {:.1})", value * 100.0, low * 100.0, high * 100.0)
        }
        None => "nothing held".to_owned(),
    }
}
