use std::ops::Range;
use std::sync::Arc;

use threadwarden_text::Document;
use threadwarden_text::respell::Kind;
use threadwarden_thread::{Comment, Thread};

use crate::circumstance::{self, Circumstance};
use crate::evidence::Evidence;
use crate::harsh;
use crate::influence::{self, ModelReading};
use crate::knowledge::Knowledge;
use crate::language;
use crate::model::{Feature, RuleHit, Scratch, each_feature};
use crate::participants::{NameMatch, Participants};
use crate::reading::{Reading, Word};
use crate::rules::{Candidate, RULES};
use crate::second_stage::{Reader, SecondStage};
use crate::target::{self, Scene};
use crate::{Attack, Finding, SiteWords, Target, TargetKind, Verdict};

/// Finds attacks in the comments of a thread.
///
/// A detector is read-only: clones are free, and one can serve any number of
/// threads at once.
#[derive(Clone, Debug)]
pub struct Detector {
    knowledge: Arc<Knowledge>,
    second_stage: Option<SecondStage>,
    version: Arc<str>,
}

/// Comments before a draft whose authors are known to it by name, apart from
/// those it answers. Keeps judging a draft independent of the thread's length.
const RECENT_COMMENTS: usize = 500;

/// Fewest words that can be judged clean. One word alone says too little,
/// unless a rule knows it.
const FEWEST_WORDS: usize = 2;

impl Default for Detector {
    fn default() -> Self {
        Detector::new(Arc::clone(Knowledge::get()))
    }
}

impl Detector {
    /// A detector that knows the words of a site too.
    ///
    /// Words that [`SiteWords::refusal`] refuses have no effect that can be relied on.
    pub fn with_words(words: &SiteWords) -> Self {
        if words.is_empty() { Detector::default() } else { Detector::new(Arc::new(Knowledge::read(words))) }
    }

    fn new(knowledge: Arc<Knowledge>) -> Self {
        let version = knowledge.version.as_str().into();
        Detector { knowledge, second_stage: None, version }
    }

    /// The detector with a second stage that is asked where the fast model is in doubt, or about every comment.
    #[must_use]
    pub fn with_reader(self, reader: Arc<dyn Reader>, about_every_comment: bool) -> Self {
        let second_stage = SecondStage::new(reader, about_every_comment);
        let version = format!("{}+{}", self.knowledge.version, second_stage.version()).into();
        Detector { second_stage: Some(second_stage), version, ..self }
    }

    pub(crate) fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Name and content hash of the rules and of the second stage, as reports print them.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Judges every comment of a thread.
    ///
    /// `documents[i]` is the reading of comment `i`; comments without one are
    /// judged empty.
    pub fn thread(&self, thread: &Thread, article_author: Option<&str>, documents: &[Document]) -> Vec<Attack> {
        let participants = Participants::new(thread, 0..thread.len(), article_author, &self.knowledge.vocabulary);
        let mut judge = self.judge();
        let empty = Document::default();
        thread
            .comments
            .iter()
            .enumerate()
            .map(|(index, comment)| {
                let scene = Scene::of_comment(thread, index, article_author, &participants);
                judge.comment(&comment.text, documents.get(index).unwrap_or(&empty), &scene)
            })
            .collect()
    }

    /// Judges one new comment against a live thread, without reading the thread again.
    ///
    /// `draft.parent` points into `thread`. Names are known from the comments it
    /// answers and from the 500 latest.
    pub fn comment(
        &self,
        thread: &Thread,
        article_author: Option<&str>,
        draft: &Comment,
        document: &Document,
    ) -> Attack {
        let parent = draft.parent.filter(|&parent| parent < thread.len());
        let recent = thread.len().saturating_sub(RECENT_COMMENTS)..thread.len();
        let answered = parent.into_iter().chain(parent.into_iter().flat_map(|parent| thread.ancestors(parent)));
        let known = answered.take(RECENT_COMMENTS).chain(recent);
        let participants = Participants::new(thread, known, article_author, &self.knowledge.vocabulary);
        let scene = Scene {
            thread,
            participants: &participants,
            article_author,
            author: &draft.author,
            text: &draft.text,
            parent,
            at: thread.len(),
        };
        self.judge().comment(&draft.text, document, &scene)
    }

    fn judge(&self) -> Judge<'_> {
        Judge { second_stage: self.second_stage.as_ref(), ..Judge::new(&self.knowledge) }
    }
}

/// Judges comment after comment with the same memory.
pub(crate) struct Judge<'k> {
    knowledge: &'k Knowledge,
    second_stage: Option<&'k SecondStage>,
    names: Vec<NameMatch>,
    words: Vec<Word>,
    kinds: Vec<Kind>,
    candidates: Vec<Candidate>,
    hits: Vec<RuleHit>,
    scratch: Scratch,
}

impl<'k> Judge<'k> {
    pub(crate) fn new(knowledge: &'k Knowledge) -> Self {
        Judge {
            knowledge,
            second_stage: None,
            names: Vec::new(),
            words: Vec::new(),
            kinds: Vec::new(),
            candidates: Vec::new(),
            hits: Vec::new(),
            scratch: Scratch::default(),
        }
    }

    fn comment(&mut self, original: &str, document: &Document, scene: &Scene<'_>) -> Attack {
        let respelt = self.number(original, document, scene);
        let is_disguised = document.is_disguised() || respelt.is_some();
        let document = respelt.as_ref().unwrap_or(document);
        let Judge { knowledge, second_stage, names, words, candidates, hits, scratch, .. } = self;
        let reading = Reading::new(document, &knowledge.vocabulary, words, names);
        let mut findings = apply_rules(knowledge, &reading, scene, candidates, hits);
        let verdict = verdict(document, words, findings.is_empty());
        let mut judged =
            Attack { verdict, probability: None, findings: Vec::new(), disguised: is_disguised, stages: None };
        if verdict == Verdict::Judged {
            let window = knowledge.model.judge(&reading, hits, scene.parent.is_some(), scratch);
            let second = second_stage.and_then(|stage| Some((stage, stage.judge(&window, scene, reading.names)?)));
            let chance = combine(&mut findings, second.map_or(window.probability, |(_, (chance, _))| chance));
            if chance >= MODEL_SHOWN {
                let evidence = Evidence { model: &knowledge.model, reading: &reading, hits, scene };
                match second {
                    None => evidence.add(evidence.of_model(&window, MODEL_SHOWN), &mut findings),
                    // The words that rules show need no search for others.
                    Some(_) if findings.iter().any(Finding::is_personal) => {}
                    Some((stage, _)) => evidence.add(evidence.of_second_stage(stage, &window, chance), &mut findings),
                }
            }
            harsh::add(&reading, scene.text, &mut findings);
            judged.probability = Some(chance);
            judged.stages = second.map(|(_, (_, stages))| stages);
        }
        Attack { findings, ..judged }
    }

    /// The window that decides and what weighs most in it; `None` where the model is not asked.
    pub(crate) fn model_reading(
        &mut self,
        original: &str,
        document: &Document,
        scene: &Scene<'_>,
        most: usize,
    ) -> Option<ModelReading> {
        let respelt = self.number(original, document, scene);
        let document = respelt.as_ref().unwrap_or(document);
        let Judge { knowledge, names, words, candidates, hits, scratch, .. } = self;
        let reading = Reading::new(document, &knowledge.vocabulary, words, names);
        let findings = apply_rules(knowledge, &reading, scene, candidates, hits);
        if verdict(document, words, findings.is_empty()) != Verdict::Judged {
            return None;
        }
        let is_reply = scene.parent.is_some();
        let window = knowledge.model.judge(&reading, hits, is_reply, scratch);
        Some(influence::of_window(&knowledge.model, &reading, hits, is_reply, &window, most))
    }

    /// Numbers the words of a comment, of its respelt form where it has one, and marks the names among them.
    fn number(&mut self, original: &str, document: &Document, scene: &Scene<'_>) -> Option<Document> {
        let vocabulary = &self.knowledge.vocabulary;
        Knowledge::read_words(vocabulary, document, &mut self.words);
        let respelt = self.knowledge.undisguise(document, original, &self.words, &mut self.kinds);
        if let Some(respelt) = &respelt {
            Knowledge::read_words(vocabulary, respelt, &mut self.words);
        }
        let document = respelt.as_ref().unwrap_or(document);
        scene.participants.find(document, original, vocabulary, &mut self.names);
        Knowledge::mark_names(&self.names, &mut self.words);
        respelt
    }

    /// What the rules find by themselves, and the chance that the model gives without knowing what they found.
    pub(crate) fn apart(&mut self, original: &str, document: &Document, scene: &Scene<'_>) -> (Vec<Finding>, f32) {
        let respelt = self.number(original, document, scene);
        let document = respelt.as_ref().unwrap_or(document);
        let Judge { knowledge, names, words, candidates, hits, scratch, .. } = self;
        let reading = Reading::new(document, &knowledge.vocabulary, words, names);
        let findings = apply_rules(knowledge, &reading, scene, candidates, hits);
        let window = knowledge.model.judge(&reading, &[], scene.parent.is_some(), scratch);
        (findings, window.probability)
    }

    /// The names in the comment that was judged last.
    pub(crate) fn names(&self) -> &[NameMatch] {
        &self.names
    }

    /// The calibrated log-odds by the model.
    pub(crate) fn log_odds(&mut self, original: &str, document: &Document, scene: &Scene<'_>) -> f32 {
        let respelt = self.number(original, document, scene);
        let document = respelt.as_ref().unwrap_or(document);
        let Judge { knowledge, names, words, candidates, hits, scratch, .. } = self;
        let reading = Reading::new(document, &knowledge.vocabulary, words, names);
        apply_rules(knowledge, &reading, scene, candidates, hits);
        knowledge.model.judge(&reading, hits, scene.parent.is_some(), scratch).log_odds
    }

    /// What the model is trained on: the features of each sentence of a comment.
    pub(crate) fn features(
        &mut self,
        original: &str,
        document: &Document,
        scene: &Scene<'_>,
        with_rules: bool,
    ) -> Vec<Vec<Feature>> {
        let respelt = self.number(original, document, scene);
        let document = respelt.as_ref().unwrap_or(document);
        let reading = Reading::new(document, &self.knowledge.vocabulary, &self.words, &self.names);
        apply_rules(self.knowledge, &reading, scene, &mut self.candidates, &mut self.hits);
        if !with_rules {
            self.hits.clear();
        }
        (0..document.sentence_count())
            .map(|sentence| {
                let mut features = Vec::new();
                each_feature(&reading, sentence, &self.hits, scene.parent.is_some(), |feature| features.push(feature));
                features
            })
            .collect()
    }
}

/// Lets every rule look at a comment. What they find of a participant goes into `hits` for the model.
fn apply_rules(
    knowledge: &Knowledge,
    reading: &Reading<'_>,
    scene: &Scene<'_>,
    candidates: &mut Vec<Candidate>,
    hits: &mut Vec<RuleHit>,
) -> Vec<Finding> {
    candidates.clear();
    for rule in RULES {
        (rule.check)(reading, candidates);
    }
    knowledge.phrases.check(reading, candidates);
    let kept = findings(candidates, reading, scene);

    hits.clear();
    hits.extend(kept.iter().filter(|(_, finding)| finding.is_personal()).map(|(tokens, finding)| RuleHit {
        at: tokens.start,
        rule: finding.rule,
        category: finding.category as u64,
    }));
    kept.into_iter().map(|(_, finding)| finding).collect()
}

/// The chance from which on what a rule found is shown, and from which on the
/// model speaks alone. The model needs the higher one: it has no words of its
/// own to show, and a moderator who gets no reason is a moderator lost.
///
/// Source: chosen on news_gold; see the model card.
const RULE_SHOWN: f32 = 0.2;
const MODEL_SHOWN: f32 = 0.5;
/// A rule this sure is believed against the model.
const SURE: f32 = 0.9;

/// The chance of the comment, from what the rules found and the model's chance.
///
/// The model has seen what the rules found. Where it still sees no attack it
/// overrules them, save for the surest.
fn combine(findings: &mut Vec<Finding>, by_model: f32) -> f32 {
    let confidences = findings.iter().filter(|finding| finding.is_personal()).map(|finding| finding.confidence);
    let by_rule = if confidences.fold(0.0, f32::max) >= SURE { MODEL_SHOWN } else { 0.0 };
    let chance = by_model.max(by_rule);
    if chance < RULE_SHOWN {
        findings.retain(|finding| !finding.is_personal());
    }
    chance
}

fn verdict(document: &Document, words: &[Word], is_clean: bool) -> Verdict {
    match words.len() {
        0 => Verdict::Empty,
        _ if !is_clean => Verdict::Judged,
        _ if !language::is_english(document, words) => Verdict::OtherLanguage,
        count if count < FEWEST_WORDS => Verdict::TooShort,
        _ => Verdict::Judged,
    }
}

/// Weighs the candidates and keeps, of those that share words and target, the surest.
fn findings(candidates: &mut [Candidate], reading: &Reading<'_>, scene: &Scene<'_>) -> Vec<(Range<usize>, Finding)> {
    candidates.sort_by(|a, b| {
        b.rank()
            .total_cmp(&a.rank())
            .then(a.tokens.start.cmp(&b.tokens.start))
            .then(b.tokens.len().cmp(&a.tokens.len()))
    });
    let mut kept: Vec<(Range<usize>, Finding)> = Vec::new();
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
    kept
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
        words: Vec::new(),
    })
}
