use std::io::{self, Write};

use threadwarden::{Action, Band, Counts, Page, Review, Urgency};

use crate::layout::{pad, shorten, width, wrap};
use crate::row::Row;
use crate::style::Style;
use crate::visible::visible_line;
use crate::{Options, Report};

/// Counts, and the comments to read first.
pub(crate) struct Summary<W: Write> {
    out: W,
    width: usize,
    style: Style,
    threads: usize,
    total: Counts,
    /// The threads with most to do, in input order among equals.
    busiest: Vec<ThreadLine>,
    /// The worst comments, in input order among equals.
    first: Vec<Entry>,
}

/// Threads listed by name; the others are counted.
const MOST_THREADS: usize = 20;
/// Comments shown in full.
const MOST_ENTRIES: usize = 10;
/// Narrower than this, lines are cut no shorter.
const LEAST_WIDTH: usize = 40;

struct ThreadLine {
    name: String,
    title: String,
    counts: Counts,
}

/// A comment worth a moderator's eyes.
struct Entry {
    rank: Urgency,
    action: Action,
    probability: Option<f32>,
    heading: String,
    evidence: Vec<String>,
    findings: String,
    relevance: String,
}

impl<W: Write> Summary<W> {
    pub(crate) fn new(out: W, options: &Options) -> Self {
        Summary {
            out,
            width: options.width.max(LEAST_WIDTH),
            style: Style { color: options.color },
            threads: 0,
            total: Counts::default(),
            busiest: Vec::new(),
            first: Vec::new(),
        }
    }

    fn write_threads(&mut self) -> io::Result<()> {
        const HEADS: [&str; 7] = ["comments", "flagged", "publish", "review", "hide", "off-topic", "unscored"];
        let numbers = |counts: &Counts| {
            [
                counts.comments,
                counts.flagged,
                counts.published,
                counts.review,
                counts.hidden,
                counts.off_topic,
                counts.unscored,
            ]
        };
        let total = format!("{} threads", self.threads);
        let names = self.busiest.iter().map(|line| width(&line.name)).chain([width(&total)]).max().unwrap_or(0);
        let heads_width: usize = HEADS.iter().map(|head| head.len() + 2).sum();
        let names = names.min(self.width.saturating_sub(heads_width)).max(8);
        let row = |name: &str, cells: [String; 7]| {
            let cells: String =
                HEADS.iter().zip(cells).map(|(head, cell)| format!("  {cell:>size$}", size = head.len())).collect();
            format!("{}{cells}", pad(&shorten(name, names), names))
        };
        writeln!(self.out, "{}", self.style.dim(&row("", HEADS.map(str::to_owned))))?;
        for line in &self.busiest {
            writeln!(self.out, "{}", row(&line.name, numbers(&line.counts).map(|number| number.to_string())))?;
        }
        if self.threads > self.busiest.len() {
            writeln!(self.out, "{}", self.style.dim(&format!("… and {} more", self.threads - self.busiest.len())))?;
        }
        if self.threads > 1 {
            let total = row(&total, numbers(&self.total).map(|number| number.to_string()));
            writeln!(self.out, "{}", self.style.bold(&total))?;
        }
        Ok(())
    }

    fn write_first(&mut self) -> io::Result<()> {
        if self.first.is_empty() {
            return writeln!(self.out, "Nothing to read first: no comment is flagged or held.");
        }
        writeln!(self.out, "{}", self.style.bold("Read first"))?;
        for (index, entry) in self.first.iter().enumerate() {
            let number = format!("{:>2}.", index + 1);
            let action = self.style.action(entry.action, &pad(entry.action.as_str(), 7));
            let probability = entry.probability.map_or("    ".to_owned(), |probability| format!("{probability:.2}"));
            let heading = shorten(&entry.heading, self.width - 19);
            writeln!(self.out, "{number} {action}  {probability}  {}", self.style.bold(&heading))?;
            let indent = " ".repeat(4);
            let room = self.width - indent.len();
            for evidence in &entry.evidence {
                let quoted = format!("“{evidence}”");
                for line in wrap(&quoted, room).into_iter().take(3) {
                    writeln!(self.out, "{indent}{}", self.style.mark(&quoted[line]))?;
                }
            }
            if !entry.findings.is_empty() {
                writeln!(self.out, "{indent}{}", shorten(&entry.findings, room))?;
            }
            writeln!(self.out, "{indent}{}", self.style.dim(&shorten(&entry.relevance, room)))?;
        }
        let worth = self.total.flagged.max(self.total.review + self.total.hidden);
        if worth > self.first.len() {
            let more = format!("… and {} more; a CSV or JSONL report holds them all.", worth - self.first.len());
            writeln!(self.out, "{}", self.style.dim(&more))?;
        }
        Ok(())
    }
}

impl<W: Write> Report for Summary<W> {
    fn page(&mut self, page: &Page, review: &Review) -> io::Result<()> {
        self.threads += 1;
        self.total += review.counts;
        let line = ThreadLine {
            name: visible_line(&page.thread.id),
            title: page.article.as_ref().map_or(String::new(), |article| visible_line(&article.title)),
            counts: review.counts,
        };
        let work = |line: &ThreadLine| (line.counts.hidden + line.counts.review, line.counts.flagged);
        insert(&mut self.busiest, line, MOST_THREADS, |a, b| work(a) > work(b));
        for row in Row::all(page, review) {
            let decision = &row.judgement.decision;
            if decision.flagged || decision.action > Action::Publish {
                let rank = row.judgement.urgency();
                let full = self.first.len() == MOST_ENTRIES;
                if !full || self.first.last().is_some_and(|last| rank > last.rank) {
                    insert(&mut self.first, Entry::of(row, rank), MOST_ENTRIES, |a, b| a.rank > b.rank);
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.threads == 0 {
            writeln!(self.out, "No thread was read.")?;
            return self.out.flush();
        }
        if let ([only], 1) = (&self.busiest[..], self.threads)
            && !only.title.is_empty()
        {
            writeln!(self.out, "{}", self.style.bold(&shorten(&only.title, self.width)))?;
        }
        self.write_threads()?;
        writeln!(self.out)?;
        self.write_first()?;
        self.out.flush()
    }
}

/// Puts a value behind all that are not less than it, and lets the last one go when there are too many.
fn insert<T>(sorted: &mut Vec<T>, value: T, most: usize, is_before: impl Fn(&T, &T) -> bool) {
    let at = sorted.partition_point(|other| !is_before(&value, other));
    sorted.insert(at, value);
    sorted.truncate(most);
}

impl Entry {
    fn of(row: Row<'_>, rank: Urgency) -> Entry {
        let attack = &row.judgement.attack;
        let personal: Vec<_> = attack.personal().collect();
        let mut targets: Vec<String> =
            personal.iter().filter_map(|finding| finding.target.author.as_deref()).map(visible_line).collect();
        targets.dedup();
        let mut heading = format!("{} #{}", visible_line(&row.page.thread.id), visible_line(row.comment.id.as_str()));
        heading.push_str(&format!("  {}", visible_line(&row.comment.author)));
        if !targets.is_empty() {
            heading.push_str(&format!(" → {}", targets.join(", ")));
        }
        let mut categories: Vec<&str> = personal.iter().map(|finding| finding.category.as_str()).collect();
        categories.sort_unstable();
        categories.dedup();
        let findings = match row.severity() {
            Some(severity) if !personal.is_empty() => {
                format!("{} · {} severity", categories.join(", "), severity.as_str())
            }
            _ => row.judgement.decision.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        };
        let relevance = &row.judgement.relevance;
        let relevance = match (relevance.score, row.judgement.decision.band) {
            (Some(score), Some(band)) => format!("relevance {score:.2}, {}", band_words(band)),
            _ => format!("relevance not scored: {}", relevance.verdict.as_str()),
        };
        let evidence = match &personal[..] {
            [] => vec![shorten(&visible_line(&row.comment.text), 160)],
            some => some.iter().take(3).map(|finding| visible_line(row.evidence(finding))).collect(),
        };
        Entry {
            rank,
            action: row.judgement.decision.action,
            probability: attack.probability,
            heading,
            evidence,
            findings,
            relevance,
        }
    }
}

fn band_words(band: Band) -> &'static str {
    match band {
        Band::OnTopic => "on topic",
        Band::Adjacent => "adjacent",
        Band::OffTopic => "off topic",
    }
}
