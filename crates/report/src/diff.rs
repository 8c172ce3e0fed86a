use std::borrow::Cow;
use std::io::{self, Write};

use threadwarden::{Action, Page, Review};

use crate::Options;
use crate::comment_csv::Sheet;
use crate::layout::{shorten, wrap};
use crate::style::Style;
use crate::table::Table;
use crate::visible::visible_line;

/// What was decided on a comment, wherever that was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// The thread.
    pub thread: Cow<'a, str>,
    /// The comment.
    pub id: Cow<'a, str>,
    /// Who wrote it.
    pub author: Cow<'a, str>,
    /// What was written.
    pub text: Cow<'a, str>,
    /// What is to happen.
    pub action: Action,
    /// What decided.
    pub rule: Cow<'a, str>,
    /// Why, in words.
    pub reasons: Cow<'a, str>,
}

impl<'a> Verdict<'a> {
    /// The verdicts of a review, in the order of its comments.
    pub fn all(page: &'a Page, review: &'a Review) -> impl Iterator<Item = Verdict<'a>> {
        page.thread.comments.iter().zip(&review.comments).map(|(comment, judgement)| {
            let decision = &judgement.decision;
            let reasons: Vec<String> = decision.reasons.iter().map(ToString::to_string).collect();
            Verdict {
                thread: Cow::Borrowed(&page.thread.id),
                id: Cow::Borrowed(comment.id.as_str()),
                author: Cow::Borrowed(&comment.author),
                text: Cow::Borrowed(&comment.text),
                action: decision.action,
                rule: Cow::Borrowed(&decision.rule),
                reasons: Cow::Owned(reasons.join("; ")),
            }
        })
    }
}

/// What became of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    NewlyHeld,
    NowHidden,
    NowReviewed,
    Released,
    Gone,
    Added,
}

impl Change {
    const ALL: [Change; 6] =
        [Change::NewlyHeld, Change::NowHidden, Change::NowReviewed, Change::Released, Change::Gone, Change::Added];

    fn of(old: Option<Action>, new: Option<Action>) -> Option<Change> {
        use Action::{Hide, Publish, Review};
        match (old, new) {
            (None, _) => Some(Change::Added),
            (_, None) => Some(Change::Gone),
            (Some(Publish), Some(Review | Hide)) => Some(Change::NewlyHeld),
            (Some(Review | Hide), Some(Publish)) => Some(Change::Released),
            (Some(Review), Some(Hide)) => Some(Change::NowHidden),
            (Some(Hide), Some(Review)) => Some(Change::NowReviewed),
            _ => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Change::NewlyHeld => "newly-held",
            Change::NowHidden => "now-hidden",
            Change::NowReviewed => "now-reviewed",
            Change::Released => "released",
            Change::Gone => "only-in-old",
            Change::Added => "only-in-new",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Change::NewlyHeld => "newly held",
            Change::NowHidden => "hidden, were to review",
            Change::NowReviewed => "to review, were hidden",
            Change::Released => "released",
            Change::Gone => "only in the old one",
            Change::Added => "only in the new one",
        }
    }
}

/// Tells two sets of verdicts on the same comments apart: who is newly held, who is released, and why.
pub struct Diff<'a> {
    sheet: Option<Sheet<Box<dyn Write + 'a>>>,
    compared: usize,
    counts: [usize; Change::ALL.len()],
    /// Held before and held now.
    held: [usize; 2],
    /// The first of each kind.
    shown: Vec<(Change, Shown)>,
}

/// A comment with a change, for the text.
struct Shown {
    heading: String,
    text: String,
    old: String,
    new: String,
}

/// Comments of one kind of change that the text shows.
const MOST_SHOWN: usize = 10;
/// Narrower than this, lines are cut no shorter.
const LEAST_WIDTH: usize = 40;

const COLUMNS: [&str; 10] = [
    "thread",
    "id",
    "author",
    "change",
    "old_action",
    "new_action",
    "old_rule",
    "new_rule",
    "old_reasons",
    "new_reasons",
];

impl<'a> Diff<'a> {
    /// Starts; with `csv`, every change is written there as it comes.
    pub fn new(csv: Option<Box<dyn Write + 'a>>, options: &Options) -> Self {
        let header = COLUMNS.iter().copied().chain(["text"]).collect();
        Diff {
            sheet: csv.map(|out| Sheet::new(out, header, options)),
            compared: 0,
            counts: [0; Change::ALL.len()],
            held: [0; 2],
            shown: Vec::new(),
        }
    }

    /// Takes what was and what is decided on one comment; `None` where a side does not have it.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn compare(&mut self, old: Option<&Verdict<'_>>, new: Option<&Verdict<'_>>) -> io::Result<()> {
        let Some(known) = new.or(old) else { return Ok(()) };
        self.compared += 1;
        for (held, verdict) in self.held.iter_mut().zip([old, new]) {
            *held += usize::from(verdict.is_some_and(|verdict| verdict.action > Action::Publish));
        }
        let action = |verdict: Option<&Verdict<'_>>| verdict.map(|verdict| verdict.action);
        let Some(change) = Change::of(action(old), action(new)) else { return Ok(()) };
        self.counts[change as usize] += 1;
        if let Some(sheet) = &mut self.sheet {
            let cell =
                |verdict: Option<&'_ Verdict<'_>>, of: fn(&Verdict<'_>) -> String| verdict.map_or(String::new(), of);
            let action: fn(&Verdict<'_>) -> String = |verdict| verdict.action.as_str().to_owned();
            let rule: fn(&Verdict<'_>) -> String = |verdict| verdict.rule.to_string();
            let reasons: fn(&Verdict<'_>) -> String = |verdict| verdict.reasons.to_string();
            let cells = [
                known.thread.to_string(),
                known.id.to_string(),
                known.author.to_string(),
                change.as_str().to_owned(),
                cell(old, action),
                cell(new, action),
                cell(old, rule),
                cell(new, rule),
                cell(old, reasons),
                cell(new, reasons),
                known.text.to_string(),
            ];
            sheet.row(cells.iter())?;
        }
        if self.shown.iter().filter(|(kind, _)| *kind == change).count() < MOST_SHOWN {
            self.shown.push((change, Shown::of(known, old, new)));
        }
        Ok(())
    }

    /// Writes what is left of the CSV.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(&mut self) -> io::Result<()> {
        self.sheet.as_mut().map_or(Ok(()), Table::finish)
    }

    /// Writes the counts, and the first comments of each kind of change, as text.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn write_text(&mut self, out: &mut impl Write, options: &Options) -> io::Result<()> {
        let style = Style { color: options.color };
        let width = options.width.max(LEAST_WIDTH);
        let [before, after] = self.held;
        let s = if self.compared == 1 { "" } else { "s" };
        writeln!(out, "{} comment{s} compared; {before} were held, {after} are", self.compared)?;
        let total: usize = self.counts.iter().sum();
        if total == 0 {
            writeln!(out, "Nothing changes.")?;
        }
        self.shown.sort_by_key(|(change, _)| *change);
        for change in Change::ALL.into_iter().filter(|change| self.counts[*change as usize] > 0) {
            let count = self.counts[change as usize];
            writeln!(out, "\n{}", style.bold(&format!("{count} {}", change.words())))?;
            for (_, shown) in self.shown.iter().filter(|(kind, _)| *kind == change) {
                shown.write(out, width, &style)?;
            }
            if count > MOST_SHOWN {
                writeln!(
                    out,
                    "{}",
                    style.dim(&format!("  … and {} more; -o FILE.csv has them all", count - MOST_SHOWN))
                )?;
            }
        }
        out.flush()
    }
}

impl Shown {
    fn of(known: &Verdict<'_>, old: Option<&Verdict<'_>>, new: Option<&Verdict<'_>>) -> Shown {
        let why = |verdict: Option<&Verdict<'_>>| match verdict {
            None => String::new(),
            Some(verdict) if verdict.reasons.is_empty() => {
                format!("{} by {}", verdict.action.as_str(), visible_line(&verdict.rule))
            }
            Some(Verdict { action, rule, reasons, .. }) => {
                format!("{} by {}: {}", action.as_str(), visible_line(rule), visible_line(reasons))
            }
        };
        Shown {
            heading: format!(
                "{} #{}  {}",
                visible_line(&known.thread),
                visible_line(&known.id),
                visible_line(&known.author)
            ),
            text: shorten(&visible_line(&known.text), 300),
            old: why(old),
            new: why(new),
        }
    }

    fn write(&self, out: &mut impl Write, width: usize, style: &Style) -> io::Result<()> {
        writeln!(out, "  {}", shorten(&self.heading, width - 2))?;
        let quoted = format!("“{}”", self.text);
        for line in wrap(&quoted, width - 4).into_iter().take(2) {
            writeln!(out, "    {}", style.dim(&quoted[line]))?;
        }
        for (label, why) in [("was", &self.old), ("is ", &self.new)].into_iter().filter(|(_, why)| !why.is_empty()) {
            writeln!(out, "    {label} {}", shorten(why, width - 8))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use threadwarden::Action::{self, Hide, Publish, Review};

    use super::{Diff, Verdict};
    use crate::Options;

    fn verdict(id: &'static str, action: Action) -> Verdict<'static> {
        let part = |text: &'static str| Cow::Borrowed(text);
        let (author, text) = (part("Rowan"), part("=Is this a formula?"));
        Verdict { thread: part("t"), id: part(id), author, text, action, rule: part("r"), reasons: part("because") }
    }

    #[test]
    fn says_who_is_held_and_who_is_released() {
        let mut csv = Vec::new();
        let mut diff = Diff::new(Some(Box::new(&mut csv)), &Options::default());
        for (id, old, new) in [
            ("same", Some(Review), Some(Review)),
            ("held", Some(Publish), Some(Hide)),
            ("released", Some(Review), Some(Publish)),
            ("hidden", Some(Review), Some(Hide)),
            ("milder", Some(Hide), Some(Review)),
            ("gone", Some(Review), None),
            ("added", None, Some(Publish)),
        ] {
            let [old, new] = [old, new].map(|action| action.map(|action| verdict(id, action)));
            diff.compare(old.as_ref(), new.as_ref()).unwrap();
        }
        diff.finish().unwrap();
        let mut text = Vec::new();
        diff.write_text(&mut text, &Options::default()).unwrap();
        drop(diff);
        let text = String::from_utf8(text).unwrap();
        assert!(
            text.starts_with("7 comments compared; 5 were held, 4 are\n\n1 newly held\n  t #held  Rowan\n"),
            "{text}"
        );
        assert!(text.contains("    was publish by r: because\n    is  hide by r: because\n"), "{text}");
        let csv = String::from_utf8(csv).unwrap();
        let changes: Vec<_> = csv.lines().skip(1).map(|line| line.split(',').take(4).collect::<Vec<_>>()).collect();
        assert_eq!(changes.len(), 6);
        assert_eq!(changes[0], ["t", "held", "Rowan", "newly-held"]);
        assert!(csv.contains("'=Is this a formula?"), "cells are guarded");
    }
}
