//! Phrase rules: patterns of words and classes, kept as data with their own cases.
//!
//! The files in `data/phrases` are one per category; [`pattern`] says what the
//! patterns mean. Every pattern is filed under its rarest literal word, so a
//! comment pays only for patterns whose word it holds.

mod pattern;

use std::ops::Range;

use serde::Deserialize;

use super::{Candidate, Of};
use crate::class::Classes;
use crate::participants::ARTICLE_AUTHOR;
use crate::reading::Reading;
use crate::vocabulary::{Vocabulary, WordId};
use crate::{Category, Severity};
use pattern::Pattern;

/// The data files, by category.
pub(crate) const FILES: &[(Category, &str)] = &[
    (Category::Insult, include_str!("../../../data/phrases/insult.toml")),
    (Category::Belittling, include_str!("../../../data/phrases/belittling.toml")),
    (Category::Dismissal, include_str!("../../../data/phrases/dismissal.toml")),
    (Category::Mockery, include_str!("../../../data/phrases/mockery.toml")),
    (Category::Identity, include_str!("../../../data/phrases/identity.toml")),
    (Category::BadFaith, include_str!("../../../data/phrases/bad-faith.toml")),
    (Category::Threat, include_str!("../../../data/phrases/threat.toml")),
    (Category::ContemptForComment, include_str!("../../../data/phrases/contempt-for-comment.toml")),
];

/// One file of phrase rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<PhraseRow>,
}

/// A phrase rule as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhraseRow {
    pub(crate) id: String,
    severity: String,
    confidence: f32,
    of: String,
    patterns: Vec<String>,
    /// Comments it must flag.
    #[cfg_attr(not(test), expect(dead_code, reason = "the cases are for the tests"))]
    pub(crate) flag: Vec<String>,
    /// Comments it must leave alone.
    #[cfg_attr(not(test), expect(dead_code, reason = "the cases are for the tests"))]
    pub(crate) leave: Vec<String>,
}

/// A phrase rule ready for use.
#[derive(Debug)]
struct PhraseRule {
    /// A piece of the compiled-in file, so that findings can name it for ever.
    id: &'static str,
    category: Category,
    severity: Severity,
    confidence: f32,
    /// `None`: of the participant whose name the match holds.
    of: Option<Of>,
}

/// All phrase rules, with an index from words to patterns.
#[derive(Debug)]
pub(crate) struct Phrases {
    rules: Vec<PhraseRule>,
    patterns: Vec<(usize, Pattern)>,
    /// The patterns in the order of the words they are filed under.
    filed: Vec<Filed>,
    /// By word id: where in `filed` the patterns of that word end; they start where those of the word before end.
    ends: Vec<u32>,
}

/// A pattern under one of its words, with what tells it from most comments at a glance.
#[derive(Clone, Copy, Debug)]
struct Filed {
    word: WordId,
    /// Another word that the comment must hold; the same where there is none.
    with: WordId,
    pattern: u32,
    /// Classes of which the comment must hold a word each.
    classes: Classes,
}

impl Phrases {
    /// Compiles the data files and numbers the words they use.
    ///
    /// # Errors
    ///
    /// Says which file, rule and pattern does not read. The files are compiled
    /// in and tested, so this is for whoever edits them.
    pub(crate) fn compile(files: &[(Category, &'static str)], vocabulary: &mut Vocabulary) -> Result<Phrases, String> {
        let mut phrases = Phrases { rules: Vec::new(), patterns: Vec::new(), filed: Vec::new(), ends: Vec::new() };
        for (category, text) in files {
            for row in rows(text).map_err(|error| format!("{}: {error}", category.as_str()))? {
                phrases.add(*category, text, row, vocabulary)?;
            }
        }
        phrases.filed.sort_by_key(|filed| (filed.word, filed.pattern));
        let words = phrases.filed.last().map_or(0, |last| last.word + 1);
        phrases.ends =
            (0..words).map(|word| phrases.filed.partition_point(|filed| filed.word <= word) as u32).collect();
        Ok(phrases)
    }

    fn add(
        &mut self,
        category: Category,
        file: &'static str,
        row: PhraseRow,
        vocabulary: &mut Vocabulary,
    ) -> Result<(), String> {
        let id = file.find(&row.id).map(|at| &file[at..at + row.id.len()]);
        let id = id.ok_or_else(|| format!("{}: an id is written plainly, without escapes", row.id))?;
        let severity =
            Severity::from_name(&row.severity).ok_or_else(|| format!("{}: severity {}", row.id, row.severity))?;
        let of = match row.of.as_str() {
            "addressee" => Some(Of::Addressee),
            "comment" => Some(Of::Comment),
            "author" => Some(Of::Author),
            "named" => None,
            other => return Err(format!("{}: of = {other:?}", row.id)),
        };
        for text in &row.patterns {
            let pattern =
                Pattern::compile(text, vocabulary).map_err(|error| format!("{}: {error} in {text:?}", row.id))?;
            let number = self.patterns.len() as u32;
            self.filed.extend(pattern.filed_under().iter().map(|&word| Filed {
                word,
                with: pattern.needed_word().unwrap_or(word),
                pattern: number,
                classes: pattern.needed_classes(),
            }));
            self.patterns.push((self.rules.len(), pattern));
        }
        self.rules.push(PhraseRule { id, category, severity, confidence: row.confidence, of });
        Ok(())
    }

    /// The patterns filed under a word; none under word 0, which is every unknown one.
    fn filed_under(&self, word: WordId) -> &[Filed] {
        let word = word as usize;
        match (word.checked_sub(1).and_then(|before| self.ends.get(before)), self.ends.get(word)) {
            (Some(&start), Some(&end)) => &self.filed[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Proposes a candidate for every place a pattern fits.
    pub(crate) fn check(&self, reading: &Reading<'_>, found: &mut Vec<Candidate>) {
        for at in 0..reading.len() {
            for filed in self.filed_under(reading.id(at)) {
                // Most patterns share one word with the comment and nothing else.
                if !reading.has_all(filed.classes) || !reading.holds(filed.with) {
                    continue;
                }
                let (rule, pattern) = &self.patterns[filed.pattern as usize];
                let Some(tokens) = pattern.find_around(reading, at) else { continue };
                let tokens = with_its_noun(tokens, reading);
                let rule = &self.rules[*rule];
                let Some(of) = rule.of.or_else(|| named_in(&tokens, reading)) else { continue };
                found.push(Candidate {
                    rule: rule.id,
                    category: rule.category,
                    severity: rule.severity,
                    confidence: rule.confidence,
                    of,
                    tokens,
                });
            }
        }
    }
}

/// "Go back to your": the noun belongs to the evidence.
fn with_its_noun(tokens: Range<usize>, reading: &Reading<'_>) -> Range<usize> {
    let last = tokens.end.saturating_sub(1);
    let open = reading.is(last, Classes::YOUR | Classes::DET) && !reading.ends_clause(tokens.end);
    tokens.start..tokens.end + usize::from(open)
}

/// The participant whose name stands among the tokens.
fn named_in(tokens: &Range<usize>, reading: &Reading<'_>) -> Option<Of> {
    let name = reading.names.iter().find(|name| tokens.contains(&name.tokens.start))?;
    Some(if name.participant == ARTICLE_AUTHOR { Of::Author } else { Of::Participant(name.participant) })
}

/// The rules of one data file.
pub(crate) fn rows(text: &str) -> Result<Vec<PhraseRow>, toml::de::Error> {
    toml::from_str::<File>(text).map(|file| file.rule)
}

#[cfg(test)]
mod tests {
    use super::{FILES, rows};
    use crate::knowledge::Knowledge;

    fn rules_on(text: &str) -> Vec<&'static str> {
        Knowledge::get().with_reading(text, |reading| {
            let mut found = Vec::new();
            Knowledge::get().phrases.check(reading, &mut found);
            found.iter().map(|candidate| candidate.rule).collect()
        })
    }

    #[test]
    fn every_rule_flags_its_cases_and_leaves_its_near_misses() {
        let mut wrong = Vec::new();
        for (category, text) in FILES {
            for row in rows(text).unwrap() {
                assert!(row.flag.len() >= 2 && row.leave.len() >= 2, "{}: too few cases", row.id);
                for case in row.flag.iter().filter(|case| !rules_on(case).contains(&row.id.as_str())) {
                    wrong.push(format!("{} {}: misses {case:?}", category.as_str(), row.id));
                }
                for case in row.leave.iter().filter(|case| rules_on(case).contains(&row.id.as_str())) {
                    wrong.push(format!("{} {}: flags {case:?}", category.as_str(), row.id));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn rules_are_sorted_within_a_file_and_unique_over_all() {
        let mut all = std::collections::BTreeSet::new();
        for (_, text) in FILES {
            let ids: Vec<String> = rows(text).unwrap().into_iter().map(|row| row.id).collect();
            assert!(ids.is_sorted(), "{ids:?}");
            for id in ids {
                assert!(all.insert(id.clone()), "{id} twice");
            }
        }
    }
}
