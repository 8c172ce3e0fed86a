//! A comment's text with its attacks underlined.

use std::io::{self, Write};

use threadwarden::{Finding, TargetKind, Via};

use super::escape::{Name, Text};
use crate::row::Row;

/// Writes the text of a comment; findings are underlined, and tell whom they mean on hover and on focus.
pub(super) fn write(out: &mut impl Write, row: Row<'_>, id: &str) -> io::Result<()> {
    let text = row.comment.text.as_str();
    let findings = &row.judgement.attack.findings;
    if findings.is_empty() {
        return write!(out, "{}", Text(text));
    }
    for (number, piece) in pieces(text, findings).into_iter().enumerate() {
        let words = &text[piece.start..piece.end];
        let Some(&shown) = piece.findings.first() else {
            write!(out, "{}", Text(words))?;
            continue;
        };
        let class = class(&findings[shown]);
        write!(out, "<mark class=\"f {class}\" tabindex=\"0\" aria-describedby=\"{id}f{number}\">{}", Text(words))?;
        write!(out, "<span class=\"tip\" role=\"tooltip\" id=\"{id}f{number}\">")?;
        for (position, &finding) in piece.findings.iter().enumerate() {
            let gap = if position > 0 { "<br>" } else { "" };
            let finding = &findings[finding];
            write!(out, "{gap}<b>{}</b> {}", label(finding), Against(finding))?;
            write!(
                out,
                "<br>{} severity, rule {}, confidence {:.2}",
                finding.severity.as_str(),
                finding.rule,
                finding.confidence
            )?;
        }
        write!(out, "</span></mark>")?;
    }
    Ok(())
}

/// The class that underlines a finding: its category, or that it attacks nobody who takes part.
pub(super) fn class(finding: &Finding) -> &'static str {
    if finding.is_personal() { finding.category.as_str() } else { "aside-from" }
}

/// The category as people write it.
pub(super) fn label(finding: &Finding) -> String {
    capital(finding.category.as_str())
}

/// A kebab-case word as a heading.
pub(super) fn capital(word: &str) -> String {
    let spaced = word.replace('-', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whom a finding means, and how that is known.
pub(super) struct Against<'a>(pub(super) &'a Finding);

impl std::fmt::Display for Against<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let target = &self.0.target;
        if self.0.quoted {
            f.write_str("in words quoted from somebody else, ")?;
        }
        let kind = match target.kind {
            TargetKind::Commenter if target.author.is_some() => "",
            TargetKind::Commenter => "a commenter",
            TargetKind::Author => "the article’s author",
            TargetKind::PublicFigure => "a public figure",
            TargetKind::Group => "a group",
            TargetKind::SelfTarget => "the writer",
            TargetKind::Nobody => "nobody in particular",
            _ => "somebody the text does not name",
        };
        write!(f, "against {kind}")?;
        if let Some(author) = &target.author {
            write!(f, "{}{}", if kind.is_empty() { "" } else { " " }, Name(author))?;
        }
        match target.via {
            None => Ok(()),
            Some(Via::Reply) => f.write_str(", whom it answers"),
            Some(Via::Mention) => f.write_str(", by @name"),
            Some(Via::Name) => f.write_str(", by name"),
            Some(Via::SecondPerson) => f.write_str(", by “you”"),
            Some(_) => f.write_str(", by quoting them"),
        }
    }
}

/// A stretch of text that the same findings cover.
#[derive(Debug, PartialEq)]
struct Piece {
    start: usize,
    end: usize,
    /// Positions of the findings, the shortest first.
    findings: Vec<usize>,
}

fn pieces(text: &str, findings: &[Finding]) -> Vec<Piece> {
    // The nearest character boundary before, were a span ever off one.
    let at = |byte: usize| (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let spans: Vec<(usize, usize)> =
        findings.iter().map(|finding| (at(finding.span.start), at(finding.span.end))).collect();
    let mut cuts: Vec<usize> = spans.iter().flat_map(|&(start, end)| [start, end]).chain([0, text.len()]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut by_start: Vec<usize> = (0..spans.len()).collect();
    by_start.sort_by_key(|&index| spans[index].0);
    let mut coming = by_start.into_iter().peekable();
    let mut open: Vec<usize> = Vec::new();
    let mut pieces = Vec::with_capacity(cuts.len());
    for cut in cuts.windows(2) {
        let (start, end) = (cut[0], cut[1]);
        open.retain(|&index| spans[index].1 > start);
        while let Some(index) = coming.next_if(|&index| spans[index].0 <= start) {
            if spans[index].1 > start {
                open.push(index);
            }
        }
        let mut findings = open.clone();
        findings.sort_by_key(|&index| spans[index].1 - spans[index].0);
        pieces.push(Piece { start, end, findings });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use threadwarden::{Category, Finding, Severity, Span, Target, TargetKind};

    use super::pieces;

    #[test]
    fn texts_are_cut_where_findings_begin_and_end() {
        let text = "né you fool, go away";
        type Case<'a> = (&'a [(usize, usize)], &'a [(&'a str, &'a [usize])]);
        let cases: &[Case<'_>] = &[
            (&[(4, 12)], &[("né ", &[]), ("you fool", &[0]), (", go away", &[])]),
            (&[(4, 12), (8, 12)], &[("né ", &[]), ("you ", &[0]), ("fool", &[1, 0]), (", go away", &[])]),
            (&[(0, 99)], &[(text, &[0])]),
            // A span that cuts a letter keeps it whole.
            (&[(2, 3)], &[("n", &[]), ("é", &[0]), (" you fool, go away", &[])]),
        ];
        for (spans, expected) in cases {
            let findings: Vec<Finding> = spans
                .iter()
                .map(|&(start, end)| Finding {
                    rule: "addressee-insult",
                    category: Category::Insult,
                    span: Span::new(start, end),
                    target: Target { kind: TargetKind::Commenter, comment: None, author: None, via: None },
                    severity: Severity::Low,
                    confidence: 1.0,
                    quoted: false,
                    words: Vec::new(),
                })
                .collect();
            let found = pieces(text, &findings);
            let found: Vec<(&str, &[usize])> =
                found.iter().map(|piece| (&text[piece.start..piece.end], &piece.findings[..])).collect();
            assert_eq!(found, *expected, "{spans:?}");
        }
    }
}
