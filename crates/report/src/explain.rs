use std::io::{self, Write};
use std::ops::Range;

use threadwarden::{Finding, Page, Review, Span};

use crate::Options;
use crate::layout::{push_cell, shorten, wrap};
use crate::row::Row;
use crate::style::Style;
use crate::visible::visible_line;

/// Draws why the comment at `index` was judged as it was.
///
/// Who wrote it and to whom, what was decided, the text with every finding
/// underlined and numbered, what each finding says, and the passage of the
/// article that the comment answers. Writes nothing when there is no such comment.
///
/// # Errors
///
/// When writing fails.
pub fn explain(out: &mut impl Write, page: &Page, review: &Review, index: usize, options: &Options) -> io::Result<()> {
    match Row::of(page, review, index) {
        Some(row) => {
            Drawing { row, width: options.width.max(LEAST_WIDTH), style: Style { color: options.color } }.draw(out)
        }
        None => Ok(()),
    }
}

/// Narrower than this, lines are cut no shorter.
const LEAST_WIDTH: usize = 40;
/// What stands before each line of the comment.
const MARGIN: &str = "  | ";

struct Drawing<'a> {
    row: Row<'a>,
    width: usize,
    style: Style,
}

impl Drawing<'_> {
    fn draw(&self, out: &mut impl Write) -> io::Result<()> {
        self.heading(out)?;
        self.decision(out)?;
        writeln!(out)?;
        self.text(out)?;
        writeln!(out)?;
        self.findings(out)?;
        self.relevance(out)
    }

    fn heading(&self, out: &mut impl Write) -> io::Result<()> {
        let Row { page, comment, index, .. } = self.row;
        let mut heading = format!(
            "{} #{}  {}",
            visible_line(&page.thread.id),
            visible_line(comment.id.as_str()),
            visible_line(&comment.author)
        );
        if let Some(parent) = page.thread.parent_of(index) {
            let how = match (comment.link.cue(), comment.link.confidence()) {
                (Some(cue), Some(confidence)) => format!(" (inferred: {}, {confidence:.2})", cue.as_str()),
                _ => String::new(),
            };
            heading.push_str(&format!(
                ", answering #{} {}{how}",
                visible_line(parent.id.as_str()),
                visible_line(&parent.author)
            ));
        }
        writeln!(out, "{}", self.style.bold(&heading))
    }

    fn decision(&self, out: &mut impl Write) -> io::Result<()> {
        let (attack, decision) = (&self.row.judgement.attack, &self.row.judgement.decision);
        writeln!(out, "decision   {}", self.style.action(decision.action, decision.action.as_str()))?;
        for reason in &decision.reasons {
            writeln!(out, "           {reason}")?;
        }
        let flagged = if decision.flagged { ", flagged" } else { "" };
        match attack.probability {
            Some(probability) => writeln!(out, "attack     {probability:.2}{flagged}"),
            None => writeln!(out, "attack     not judged: {}{flagged}", attack.verdict.as_str()),
        }
    }

    /// The comment, wrapped, each line with the underlines that belong to it.
    fn text(&self, out: &mut impl Write) -> io::Result<()> {
        let text = self.row.comment.text.as_str();
        let findings = &self.row.judgement.attack.findings;
        let mut shown = String::new();
        for line in wrap(text, self.width - MARGIN.len()) {
            shown.clear();
            for c in text[line.clone()].chars() {
                push_cell(c, &mut shown);
            }
            writeln!(out, "{}", format!("{MARGIN}{shown}").trim_end())?;
            for underline in underlines(text, &line, findings) {
                writeln!(out, "{MARGIN}{}", self.style.mark(&underline))?;
            }
        }
        Ok(())
    }

    fn findings(&self, out: &mut impl Write) -> io::Result<()> {
        let findings = &self.row.judgement.attack.findings;
        for (number, finding) in findings.iter().enumerate() {
            let quoted = if finding.quoted { ", quoted from somebody else" } else { "" };
            let heading = format!(
                "{} {}, {} severity{quoted}, against {}",
                number + 1,
                finding.category.as_str(),
                finding.severity.as_str(),
                target_words(finding)
            );
            writeln!(out, "  {}", self.style.bold(&heading))?;
            writeln!(out, "    rule {}, confidence {:.2}", finding.rule, finding.confidence)?;
            let evidence = format!("“{}”", visible_line(self.row.evidence(finding)));
            writeln!(out, "    {}", self.style.mark(&shorten(&evidence, self.width - 4)))?;
        }
        if findings.is_empty() {
            writeln!(out, "  no finding")?;
        }
        if self.row.judgement.attack.disguised {
            writeln!(out, "  letters were hidden")?;
        }
        writeln!(out)
    }

    fn relevance(&self, out: &mut impl Write) -> io::Result<()> {
        let relevance = &self.row.judgement.relevance;
        let Some(score) = relevance.score else {
            return writeln!(out, "relevance  not scored: {}", relevance.verdict.as_str());
        };
        let band = self.row.judgement.decision.band.map_or("", |band| band.as_str());
        write!(out, "relevance  {score:.2} {band}")?;
        let parts = [("own words", relevance.own), ("to its parent", relevance.parent)];
        for (name, part) in parts {
            if let Some(part) = part {
                write!(out, ", {name} {part:.2}")?;
            }
        }
        writeln!(out)?;
        if !relevance.terms.is_empty() {
            let terms: Vec<String> =
                relevance.terms.iter().map(|term| format!("{} {:.2}", visible_line(&term.word), term.weight)).collect();
            let terms = terms.join(", ");
            for (index, line) in wrap(&terms, self.width - 11).into_iter().enumerate() {
                writeln!(out, "{} {}", if index == 0 { "terms     " } else { "          " }, &terms[line])?;
            }
        }
        if let Some(source) = relevance.quoted_from() {
            writeln!(out, "quotes     its {}", source.as_str())?;
        }
        if let (Some(passage), Some(text)) = (relevance.passage, self.row.passage()) {
            let Span { start, end } = passage.span;
            writeln!(out, "passage    {} (bytes {start} to {end} of the article)", passage.index)?;
            let text = visible_line(text);
            for line in wrap(&text, self.width - MARGIN.len()) {
                writeln!(out, "{MARGIN}{}", self.style.dim(&text[line]))?;
            }
        }
        Ok(())
    }
}

fn target_words(finding: &Finding) -> String {
    let target = &finding.target;
    let mut words = target.kind.as_str().to_owned();
    if let Some(author) = &target.author {
        words.push_str(&format!(" {}", visible_line(author)));
    }
    if let Some(via) = target.via {
        words.push_str(&format!(" (by {})", via.as_str()));
    }
    words
}

/// The underlines of one line of text: as few rows as the findings' overlaps allow.
///
/// A finding's number stands at the end of its underline; a row of `~` is quoted text.
fn underlines(text: &str, line: &Range<usize>, findings: &[Finding]) -> Vec<String> {
    let mut rows: Vec<(String, usize)> = Vec::new();
    let mut scratch = String::new();
    let mut columns_of = |part: &str| -> usize {
        scratch.clear();
        part.chars().map(|c| push_cell(c, &mut scratch)).sum()
    };
    for (number, finding) in findings.iter().enumerate() {
        let start = finding.span.start.clamp(line.start, line.end);
        let end = finding.span.end.clamp(line.start, line.end);
        let (Some(before), Some(under)) = (text.get(line.start..start), text.get(start..end)) else { continue };
        if under.is_empty() {
            continue;
        }
        let (from, length) = (columns_of(before), columns_of(under).max(1));
        let mark = if finding.quoted { "~" } else { "^" };
        let label = if finding.span.end <= line.end { format!(" {}", number + 1) } else { String::new() };
        let row = match rows.iter_mut().find(|(_, used)| *used <= from) {
            Some(row) => row,
            None => {
                rows.push((String::new(), 0));
                let last = rows.len() - 1;
                &mut rows[last]
            }
        };
        let drawn = row.0.chars().count();
        row.0.push_str(&" ".repeat(from - drawn));
        row.0.push_str(&mark.repeat(length));
        row.0.push_str(&label);
        // One column of air before the next underline.
        row.1 = from + length + label.len() + 1;
    }
    rows.into_iter().map(|(row, _)| row).collect()
}

#[cfg(test)]
mod tests {
    use threadwarden::{Category, Finding, Severity, Span, Target, TargetKind};

    use super::underlines;

    fn finding(start: usize, end: usize) -> Finding {
        Finding {
            rule: "addressee-insult",
            category: Category::Insult,
            span: Span::new(start, end),
            target: Target { kind: TargetKind::Commenter, comment: None, author: None, via: None },
            severity: Severity::Low,
            confidence: 1.0,
            quoted: false,
        }
    }

    #[test]
    fn underlines_stand_under_their_words() {
        let text = "né you fool, go away";
        type Case<'a> = (&'a [(usize, usize)], &'a [&'a str]);
        let cases: &[Case<'_>] = &[
            (&[], &[]),
            (&[(4, 12)], &["   ^^^^^^^^ 1"]),
            (&[(4, 7), (14, 21)], &["   ^^^ 1     ^^^^^^^ 2"]),
            (&[(4, 12), (8, 12)], &["   ^^^^^^^^ 1", "       ^^^^ 2"]),
            // Goes on in the next line: no number yet.
            (&[(14, 40)], &["             ^^^^^^^"]),
            (&[(30, 40)], &[]),
        ];
        for (spans, expected) in cases {
            let findings: Vec<Finding> = spans.iter().map(|&(start, end)| finding(start, end)).collect();
            assert_eq!(underlines(text, &(0..text.len()), &findings), *expected, "{spans:?}");
        }
    }
}
