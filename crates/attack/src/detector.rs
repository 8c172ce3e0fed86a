use threadwarden_text::Document;
use threadwarden_thread::{Comment, Thread};

use crate::circumstance::{self, Circumstance};
use crate::knowledge::Knowledge;
use crate::participants::{NameMatch, Participants};
use crate::reading::{Reading, Word};
use crate::rules::{Candidate, RULES};
use crate::target::{self, Scene};
use crate::{Attack, Finding, Target, TargetKind, Verdict};

/// Finds attacks in the comments of a thread.
///
/// A detector holds no state of its own: clones are free, and one can serve any
/// number of threads at once.
#[derive(Clone, Copy, Debug)]
pub struct Detector {
    knowledge: &'static Knowledge,
}

/// Comments before a draft whose authors are known to it by name, apart from
/// those it answers. Keeps judging a draft independent of the thread's length.
const RECENT_COMMENTS: usize = 500;

/// Fewest words that can be judged clean. One word alone says too little,
/// unless a rule knows it.
const FEWEST_WORDS: usize = 2;

impl Default for Detector {
    fn default() -> Self {
        Detector { knowledge: Knowledge::get() }
    }
}

impl Detector {
    /// Name and content hash of the rules, as reports print it.
    pub fn version(&self) -> &str {
        &self.knowledge.version
    }

    /// Judges every comment of a thread.
    ///
    /// `documents[i]` is the reading of comment `i`; comments without one are
    /// judged empty.
    pub fn thread(&self, thread: &Thread, article_author: Option<&str>, documents: &[Document]) -> Vec<Attack> {
        let participants =
            Participants::new(thread, 0..thread.len(), article_author, &self.knowledge.vocabulary);
        let mut judge = Judge::new(self.knowledge);
        let empty = Document::default();
        thread
            .comments
            .iter()
            .enumerate()
            .map(|(index, comment)| {
                let scene = Scene {
                    thread,
                    participants: &participants,
                    article_author,
                    author: &comment.author,
                    parent: comment.parent.filter(|&parent| parent < thread.len() && parent != index),
                };
                judge.comment(&comment.text, documents.get(index).unwrap_or(&empty), &scene)
            })
            .collect()
    }

    /// Judges one new comment against a live thread, without reading the thread again.
    ///
    /// `draft.parent` points into `thread`. Names are known from the comments it
    /// answers and from the 500 latest.
    pub fn comment(&self, thread: &Thread, article_author: Option<&str>, draft: &Comment, document: &Document) -> Attack {
        let parent = draft.parent.filter(|&parent| parent < thread.len());
        let recent = thread.len().saturating_sub(RECENT_COMMENTS)..thread.len();
        let answered = parent.into_iter().chain(parent.into_iter().flat_map(|parent| thread.ancestors(parent)));
        let known = answered.take(RECENT_COMMENTS).chain(recent);
        let participants = Participants::new(thread, known, article_author, &self.knowledge.vocabulary);
        let scene = Scene { thread, participants: &participants, article_author, author: &draft.author, parent };
        Judge::new(self.knowledge).comment(&draft.text, document, &scene)
    }
}

/// Judges comment after comment with the same memory.
struct Judge {
    knowledge: &'static Knowledge,
    names: Vec<NameMatch>,
    words: Vec<Word>,
    candidates: Vec<Candidate>,
}

impl Judge {
    fn new(knowledge: &'static Knowledge) -> Self {
        Judge { knowledge, names: Vec::new(), words: Vec::new(), candidates: Vec::new() }
    }

    fn comment(&mut self, original: &str, document: &Document, scene: &Scene<'_>) -> Attack {
        let vocabulary = &self.knowledge.vocabulary;
        scene.participants.find(document, original, vocabulary, &mut self.names);
        Knowledge::read_words(vocabulary, document, &self.names, &mut self.words);
        let reading = Reading::new(document, vocabulary, &self.words, &self.names);

        self.candidates.clear();
        for rule in RULES {
            (rule.check)(&reading, &mut self.candidates);
        }
        self.knowledge.phrases.check(&reading, &mut self.candidates);
        let findings = findings(&mut self.candidates, &reading, scene);

        let verdict = verdict(document, findings.is_empty());
        let probability = (verdict == Verdict::Judged).then(|| probability(&findings));
        Attack { verdict, probability, findings, disguised: document.is_disguised() }
    }
}

fn verdict(document: &Document, is_clean: bool) -> Verdict {
    match document.tokens().len() {
        0 => Verdict::Empty,
        words if words < FEWEST_WORDS && is_clean => Verdict::TooShort,
        _ => Verdict::Judged,
    }
}

/// Weighs the candidates and keeps, of those that share words and target, the surest.
fn findings(candidates: &mut [Candidate], reading: &Reading<'_>, scene: &Scene<'_>) -> Vec<Finding> {
    candidates.sort_by(|a, b| {
        b.confidence.total_cmp(&a.confidence).then(a.tokens.start.cmp(&b.tokens.start)).then(b.tokens.len().cmp(&a.tokens.len()))
    });
    let mut kept: Vec<(std::ops::Range<usize>, Finding)> = Vec::new();
    for candidate in candidates.iter() {
        let overlaps =
            kept.iter().any(|(tokens, _)| tokens.start < candidate.tokens.end && candidate.tokens.start < tokens.end);
        if overlaps {
            continue;
        }
        if let Some(finding) = weigh(candidate, reading, scene) {
            kept.push((candidate.tokens.clone(), finding));
        }
    }
    kept.sort_by_key(|(tokens, _)| tokens.start);
    kept.into_iter().map(|(_, finding)| finding).collect()
}

fn weigh(candidate: &Candidate, reading: &Reading<'_>, scene: &Scene<'_>) -> Option<Finding> {
    let circumstance = circumstance::of(candidate, reading);
    let (target, certainty) = match circumstance {
        Circumstance::Void => return None,
        Circumstance::Generic => (Target::of_kind(TargetKind::Nobody), 1.0),
        Circumstance::Plain | Circumstance::Quoted => target::resolve(candidate.of, &candidate.tokens, reading, scene),
    };
    Some(Finding {
        rule: candidate.rule,
        category: candidate.category,
        span: reading.document.span_with_marks(candidate.tokens.clone()),
        target,
        severity: candidate.severity,
        confidence: candidate.confidence * certainty,
        quoted: circumstance == Circumstance::Quoted,
    })
}

/// The chance of an attack when no rule speaks.
///
/// Source: share of attacks among comments without a finding in news comments
/// as they come, rounded; see the model card.
const SILENT: f32 = 0.02;

/// Noisy-or: each personal finding is an independent chance to be right.
fn probability(findings: &[Finding]) -> f32 {
    let innocent = findings
        .iter()
        .filter(|finding| finding.is_personal())
        .fold(1.0 - SILENT, |innocent, finding| innocent * (1.0 - finding.confidence));
    1.0 - innocent
}
