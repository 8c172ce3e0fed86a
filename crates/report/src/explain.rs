use std::io::{self, Write};
use std::ops::Range;

use threadwarden::{Attack, Explanation, Finding, Instead, ModelReading, Page, Review, Span, Stages};

use crate::Options;
use crate::layout::{push_cell, shorten, width, wrap};
use crate::row::Row;
use crate::style::Style;
use crate::visible::visible_line;

/// Draws why the comment at `index` was judged as it was.
///
/// Who wrote it and to whom, what was decided and by which rule of the policy,
/// the text with every finding underlined and numbered, beside it the passage of
/// the article that it answers where there is room, dots under the words that both
/// have, what each finding says, what
/// the model looked at, and what would have changed the decision; the last two
/// when there is an `explanation`. Writes nothing when there is no such comment.
///
/// # Errors
///
/// When writing fails.
pub fn explain(
    out: &mut impl Write,
    page: &Page,
    review: &Review,
    index: usize,
    explanation: Option<&Explanation>,
    options: &Options,
) -> io::Result<()> {
    match Row::of(page, review, index) {
        Some(row) => {
            let style = Style { color: options.color };
            Drawing { row, explanation, width: options.width.max(LEAST_WIDTH), style }.draw(out)
        }
        None => Ok(()),
    }
}

/// Narrower than this, lines are cut no shorter.
const LEAST_WIDTH: usize = 40;
/// What stands before each line of the comment.
const MARGIN: &str = "  | ";
/// From this width on, the passage stands beside the comment.
const ROOM_FOR_TWO: usize = 96;
/// What stands between comment and passage.
const BETWEEN: &str = "  | ";

/// As wide as the labels.
const INDENT: &str = "           ";
/// Kept free behind an underline for its number.
const NUMBER: usize = 4;

/// What each stage made of the comment by itself.
fn stages(attack: &Attack) -> String {
    let of =
        |Stages { first, second }| format!("; the fast model alone {first:.2}, the second stage alone {second:.2}");
    attack.stages.map(of).unwrap_or_default()
}

struct Drawing<'a> {
    row: Row<'a>,
    explanation: Option<&'a Explanation>,
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
        if let Some(reading) = self.explanation.and_then(|explanation| explanation.model.as_ref()) {
            self.model(out, reading)?;
        }
        self.relevance(out)?;
        self.changes(out)
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
        self.lines(out, "", &heading, |line| self.style.bold(line))
    }

    /// A label and a text, wrapped to the width, each line behind the label painted.
    fn lines(&self, out: &mut impl Write, label: &str, text: &str, paint: impl Fn(&str) -> String) -> io::Result<()> {
        let indent = " ".repeat(width(label));
        for (index, line) in wrap(text, self.width - indent.len()).into_iter().enumerate() {
            let start = if index == 0 { label } else { &indent };
            writeln!(out, "{}", format!("{start}{}", paint(&text[line])).trim_end())?;
        }
        Ok(())
    }

    /// [`Drawing::lines`] without paint.
    fn plain(&self, out: &mut impl Write, label: &str, text: &str) -> io::Result<()> {
        self.lines(out, label, text, str::to_owned)
    }

    fn decision(&self, out: &mut impl Write) -> io::Result<()> {
        let (attack, decision) = (&self.row.judgement.attack, &self.row.judgement.decision);
        writeln!(out, "decision   {}", self.style.action(decision.action, decision.action.as_str()))?;
        self.plain(out, "decided by ", &visible_line(&decision.rule))?;
        for reason in &decision.reasons {
            self.plain(out, INDENT, &visible_line(&reason.to_string()))?;
        }
        for (label, note) in [("note       ", &decision.moderator_note), ("to writer  ", &decision.reader_note)] {
            if let Some(note) = note {
                self.plain(out, label, &visible_line(note))?;
            }
        }
        let flagged = if decision.flagged { ", flagged" } else { "" };
        match attack.probability {
            Some(probability) => writeln!(out, "attack     {probability:.2}{flagged}{}", stages(attack)),
            None => writeln!(out, "attack     not judged: {}{flagged}", attack.verdict.as_str()),
        }
    }

    /// Columns of the comment's text, and of the passage beside it.
    fn columns(&self) -> (usize, Option<usize>) {
        if self.width < ROOM_FOR_TWO || self.row.passage().is_none() {
            return (self.width - MARGIN.len(), None);
        }
        let both = self.width - MARGIN.len() - BETWEEN.len();
        let left = both * 3 / 5;
        (left, Some(both - left))
    }

    /// The comment, wrapped, each line with the underlines that belong to it; the passage beside it.
    fn text(&self, out: &mut impl Write) -> io::Result<()> {
        let text = self.row.comment.text.as_str();
        let findings = &self.row.judgement.attack.findings;
        let terms: Vec<Span> = self.row.judgement.relevance.terms.iter().map(|term| term.span).collect();
        let (left, right) = self.columns();
        let mut lines: Vec<(String, bool)> = Vec::new();
        for line in wrap(text, left - NUMBER) {
            let mut shown = String::new();
            for c in text[line.clone()].chars() {
                push_cell(c, &mut shown);
            }
            lines.push((shown, false));
            lines.extend(underlines(text, &line, findings).into_iter().map(|underline| (underline, true)));
            lines.extend(dots(text, &line, &terms).map(|dots| (dots, false)));
        }
        let mut passage: Vec<String> = Vec::new();
        if let (Some(right), Some(text)) = (right, self.row.passage()) {
            let number = self.row.judgement.relevance.passage.map_or(0, |passage| passage.index);
            passage.push(format!("article, passage {number}:"));
            passage.extend(self.passage_lines(text, right));
        }
        for index in 0..lines.len().max(passage.len()) {
            let (line, is_underline) = lines.get(index).map_or(("", false), |(line, is)| (line.as_str(), *is));
            let painted = if is_underline { self.style.mark(line) } else { line.to_owned() };
            match passage.get(index) {
                Some(beside) => {
                    let gap = " ".repeat(left.saturating_sub(width(line)));
                    let line = format!("{MARGIN}{painted}{gap}{BETWEEN}{}", self.style.dim(beside));
                    writeln!(out, "{}", line.trim_end())?;
                }
                None => writeln!(out, "{}", format!("{MARGIN}{painted}").trim_end())?,
            }
        }
        Ok(())
    }

    /// The passage, wrapped, with dots under the words that the comment shares with it.
    fn passage_lines(&self, text: &str, columns: usize) -> Vec<String> {
        let relevance = &self.row.judgement.relevance;
        let start = relevance.passage.map_or(0, |passage| passage.span.start);
        let in_passage = |span: Span| Some(Span::new(span.start.checked_sub(start)?, span.end.checked_sub(start)?));
        let terms: Vec<Span> = relevance.terms.iter().filter_map(|term| term.original).filter_map(in_passage).collect();
        let mut lines = Vec::new();
        for line in wrap(text, columns) {
            let mut shown = String::new();
            for c in text[line.clone()].chars() {
                push_cell(c, &mut shown);
            }
            lines.push(shown);
            lines.extend(dots(text, &line, &terms));
        }
        lines
    }

    /// The window that decided, and what weighed most in it.
    fn model(&self, out: &mut impl Write, reading: &ModelReading) -> io::Result<()> {
        let window = visible_line(reading.window.of(&self.row.comment.text));
        let label = format!("model      {:.2} for ", reading.probability);
        let room = self.width - label.len();
        writeln!(out, "{label}{}", shorten(&format!("“{window}”"), room))?;
        for influence in &reading.strongest {
            let name = visible_line(&influence.name);
            self.plain(out, &format!("{INDENT}{:+.2}  ", influence.log_odds), &name)?;
        }
        if !reading.strongest.is_empty() {
            self.lines(out, INDENT, "(log-odds: above zero speaks for an attack)", |line| self.style.dim(line))?;
        }
        writeln!(out)
    }

    /// What would have led to another action.
    fn changes(&self, out: &mut impl Write) -> io::Result<()> {
        let Some(explanation) = self.explanation else { return Ok(()) };
        let judgement = self.row.judgement;
        if explanation.changes.is_empty() {
            let action = judgement.decision.action.as_str();
            return self.plain(out, "otherwise  ", &format!("nothing tried leads to anything but {action}"));
        }
        for (index, change) in explanation.changes.iter().enumerate() {
            let what = words(change.instead, judgement.attack.probability, judgement.relevance.score);
            let label = if index == 0 { "otherwise  " } else { INDENT };
            self.plain(out, label, &format!("{}: {what}", change.action.as_str()))?;
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
            self.lines(out, "  ", &heading, |line| self.style.bold(line))?;
            let rule = format!("rule {}, confidence {:.2}", visible_line(finding.rule), finding.confidence);
            self.plain(out, "    ", &rule)?;
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
        let mut scores = format!("{score:.2} {band}");
        for (name, part) in [("own words", relevance.own), ("to its parent", relevance.parent)] {
            if let Some(part) = part {
                scores.push_str(&format!(", {name} {part:.2}"));
            }
        }
        self.plain(out, "relevance  ", &scores)?;
        if !relevance.terms.is_empty() {
            let terms: Vec<String> =
                relevance.terms.iter().map(|term| format!("{} {:.2}", visible_line(&term.word), term.weight)).collect();
            let terms = terms.join(", ");
            self.plain(out, "terms      ", &terms)?;
        }
        for quotation in &relevance.quotations {
            let Span { start, end } = quotation.original;
            let edited = if quotation.edits > 0 { ", nearly" } else { "" };
            let words = visible_line(quotation.span.of(&self.row.comment.text));
            let quoted =
                format!("quotes     its {}, bytes {start} to {end}{edited}: “{words}”", quotation.source.as_str());
            writeln!(out, "{}", shorten(&quoted, self.width))?;
        }
        if let (Some(passage), Some(text)) = (relevance.passage, self.row.passage()) {
            let Span { start, end } = passage.span;
            let place = format!("{} (bytes {start} to {end} of the article)", passage.index);
            self.plain(out, "passage    ", &place)?;
            if self.columns().1.is_none() {
                for line in self.passage_lines(text, self.width - MARGIN.len()) {
                    writeln!(out, "{}", format!("{MARGIN}{}", self.style.dim(&line)).trim_end())?;
                }
            }
        }
        Ok(())
    }
}

/// A change in words, with how far away it is.
fn words(instead: Instead, probability: Option<f32>, relevance: Option<f32>) -> String {
    let towards = |name: &str, from: Option<f32>, to: f32| {
        let from = from.unwrap_or(to);
        let side = if to < from { "or less" } else { "or more" };
        format!("{name} {to:.2} {side} ({:.2} away)", (to - from).abs())
    };
    match instead {
        Instead::Probability(to) => towards("with an attack probability of", probability, to),
        Instead::NoPersonalAttack => "without a personal attack found".to_owned(),
        Instead::NoPersonalAttackAndProbability(to) => {
            format!("without a personal attack found, and {}", towards("with a probability of", probability, to))
        }
        Instead::Severity(severity) => format!("with every personal attack of {} severity", severity.as_str()),
        Instead::Relevance(to) => towards("with a relevance of", relevance, to),
        _ => "otherwise".to_owned(),
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

/// Dots under the words of one line that comment and article have in common; `None` when it has none of them.
fn dots(text: &str, line: &Range<usize>, terms: &[Span]) -> Option<String> {
    let mut scratch = String::new();
    let mut columns_of = |part: &str| -> usize {
        scratch.clear();
        part.chars().map(|c| push_cell(c, &mut scratch)).sum()
    };
    let mut inside: Vec<Span> =
        terms.iter().copied().filter(|term| term.start >= line.start && term.end <= line.end).collect();
    inside.sort_unstable();
    let mut row = String::new();
    for term in inside {
        let (Some(before), Some(under)) = (text.get(line.start..term.start), text.get(term.start..term.end)) else {
            continue;
        };
        let drawn = row.chars().count();
        row.push_str(&" ".repeat(columns_of(before).saturating_sub(drawn)));
        row.push_str(&".".repeat((columns_of(before) + columns_of(under)).saturating_sub(row.chars().count())));
    }
    (!row.is_empty()).then_some(row)
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
            words: Vec::new(),
        }
    }

    #[test]
    fn dots_stand_under_words_in_common() {
        let text = "né you fool, go away";
        let spans: Vec<Span> = [(8, 12), (4, 7), (17, 21)].map(|(start, end)| Span::new(start, end)).to_vec();
        assert_eq!(super::dots(text, &(0..text.len()), &spans).as_deref(), Some("   ... ....     ...."));
        assert_eq!(super::dots(text, &(0..13), &spans[2..]), None);
        assert_eq!(super::dots(text, &(0..13), &[]), None);
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
