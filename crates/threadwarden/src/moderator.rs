use std::sync::Arc;

use threadwarden_attack::{Attack, Detector, Exchange, exchanges};
use threadwarden_policy::{Case, Contradiction, Policy};
use threadwarden_relevance::{Relevance, Scorer};
use threadwarden_text::Document;
use threadwarden_thread::Page;

use crate::{Counts, Draft, Explanation, Judgement, Provenance, Review, explanation, quotation};
#[cfg(feature = "second-stage")]
use crate::{SecondStage, WeightsError, second_stage};

/// Judges comments.
///
/// Build one and keep it: it is read-only, can be shared between threads, and
/// a clone shares everything with the original.
#[derive(Clone)]
pub struct Moderator {
    parts: Arc<Parts>,
}

#[derive(Clone)]
struct Parts {
    detector: Detector,
    scorer: Scorer,
    policy: Policy,
    /// The policy as it holds in each of its sections.
    sections: Vec<Policy>,
    provenance: Provenance,
    #[cfg(feature = "second-stage")]
    missing_second_stage: Option<WeightsError>,
}

impl Default for Moderator {
    fn default() -> Self {
        Moderator::build(Policy::default())
    }
}

impl Moderator {
    /// A moderator with a policy of your own.
    ///
    /// # Errors
    ///
    /// When the policy contradicts itself; see [`Policy::check`].
    pub fn new(policy: Policy) -> Result<Self, Contradiction> {
        policy.check().map(|()| Moderator::build(policy))
    }

    fn build(policy: Policy) -> Self {
        let detector = Detector::with_words(&policy.site_words());
        let provenance = Provenance {
            version: env!("CARGO_PKG_VERSION"),
            model: detector.version().to_owned(),
            policy: policy.fingerprint(),
        };
        let sections = policy.sections.iter().map(|section| policy.in_section(section)).collect();
        let parts = Parts {
            detector,
            scorer: Scorer::default(),
            policy,
            sections,
            provenance,
            #[cfg(feature = "second-stage")]
            missing_second_stage: None,
        };
        Moderator { parts: Arc::new(parts) }
    }

    /// The moderator with a small transformer as second stage, which reads what leaves the fast model in doubt, or all.
    ///
    /// `weights` is the content of a file of weights to read with in place of those compiled in. Where it cannot be
    /// used under [`SecondStage::Auto`], the fast model judges alone; [`Moderator::missing_second_stage`] says so.
    ///
    /// # Errors
    ///
    /// When the weights cannot be used and every comment is to be read.
    #[cfg(feature = "second-stage")]
    pub fn with_second_stage(mut self, stage: SecondStage, weights: Option<&[u8]>) -> Result<Self, WeightsError> {
        let parts = Arc::make_mut(&mut self.parts);
        parts.detector = Detector::with_words(&parts.policy.site_words());
        parts.missing_second_stage = None;
        if stage != SecondStage::Off {
            match second_stage::reader(weights) {
                Ok(reader) => parts.detector = parts.detector.clone().with_reader(reader, stage == SecondStage::All),
                Err(error) if stage == SecondStage::Auto => parts.missing_second_stage = Some(error),
                Err(error) => return Err(error),
            }
        }
        parts.provenance.model = parts.detector.version().to_owned();
        Ok(self)
    }

    /// Why the fast model judges alone although a second stage was asked for where there is doubt.
    #[cfg(feature = "second-stage")]
    pub fn missing_second_stage(&self) -> Option<WeightsError> {
        self.parts.missing_second_stage
    }

    /// The policy it decides by.
    pub fn policy(&self) -> &Policy {
        &self.parts.policy
    }

    /// The versions behind its judgements.
    pub fn provenance(&self) -> &Provenance {
        &self.parts.provenance
    }

    /// Judges every comment of a page.
    pub fn review(&self, page: &Page) -> Review {
        let Parts { detector, scorer, .. } = &*self.parts;
        let mut documents: Vec<Document> =
            page.thread.comments.iter().map(|comment| Document::new(&comment.text)).collect();
        let article = page.article.as_ref().map(|article| scorer.prepare(article));
        let relevances = scorer.thread(article.as_ref(), &page.thread, &documents);
        for (document, relevance) in documents.iter_mut().zip(&relevances) {
            quotation::mark(document, &relevance.quotations);
        }
        let attacks = detector.thread(&page.thread, article_author(page), &documents);
        let exchanges = exchanges(&page.thread, &attacks);
        let desk = self.desk(page);
        let rounds = rounds(&exchanges, page.thread.len());
        let judged = attacks.into_iter().zip(relevances).zip(rounds);
        let comments: Vec<Judgement> = page
            .thread
            .comments
            .iter()
            .zip(judged)
            .map(|(comment, ((attack, relevance), round))| desk.decide(&comment.author, attack, relevance, round))
            .collect();
        let counts = Counts::from_iter(&comments);
        Review { comments, exchanges, counts, provenance: self.parts.provenance.clone(), listed: None }
    }

    /// Judges a comment that is about to be posted at the end of a page's thread.
    ///
    /// Reads the draft and the comments it answers, not the thread. The result
    /// is the one that [`review`](Moderator::review) gives once the draft has
    /// been posted.
    ///
    /// Only where the policy holds rounds of a quarrel is the thread read, for a
    /// draft that attacks somebody: who is at whom again cannot be told without.
    pub fn comment(&self, page: &Page, draft: &Draft) -> Judgement {
        let Parts { detector, scorer, .. } = &*self.parts;
        let comment = draft.to_comment(&page.thread);
        let mut document = Document::new(&comment.text);
        let thread = &page.thread;
        let parents =
            comment.parent.into_iter().flat_map(|parent| std::iter::once(parent).chain(thread.ancestors(parent)));
        let chain: Vec<Document> =
            parents.take(NEAREST).map_while(|at| Some(Document::new(&thread.comments.get(at)?.text))).collect();
        let article = page.article.as_ref().map(|article| scorer.prepare(article));
        let relevance = scorer.comment(article.as_ref(), &document, &chain.iter().collect::<Vec<_>>());
        quotation::mark(&mut document, &relevance.quotations);
        let attack = detector.comment(&page.thread, article_author(page), &comment, &document);
        let desk = self.desk(page);
        if desk.policy.quarrel_round > 0 && attack.personal().next().is_some() {
            let mut posted = page.clone();
            posted.thread.push(comment);
            if let Some(judgement) = self.review(&posted).comments.pop() {
                return judgement;
            }
        }
        desk.decide(&draft.author, attack, relevance, 0)
    }

    /// What went into the judgement of comment `index` beyond its evidence; `None` when there is no such comment.
    ///
    /// `review` is the review of that page. This reads the whole thread, so ask
    /// it of single comments.
    pub fn explanation(&self, page: &Page, review: &Review, index: usize) -> Option<Explanation> {
        let comment = page.thread.comments.get(index)?;
        let judgement = review.comments.get(index)?;
        let mut document = Document::new(&comment.text);
        quotation::mark(&mut document, &judgement.relevance.quotations);
        let detector = &self.parts.detector;
        let model = detector.model_reading(&page.thread, article_author(page), index, &document, MOST_INFLUENCES);
        let desk = self.desk(page);
        let round = rounds(&review.exchanges, page.thread.len())[index];
        let decide = |attack: Attack, relevance| {
            let round = if attack.personal().next().is_some() { round } else { 0 };
            desk.decide(&comment.author, attack, relevance, round).decision.action
        };
        Some(Explanation { model, changes: explanation::changes(judgement, decide) })
    }

    /// Where the comments of a page are decided on.
    fn desk<'a>(&'a self, page: &'a Page) -> Desk<'a> {
        let Parts { policy, sections, .. } = &*self.parts;
        let url = page.article.as_ref().and_then(|article| article.url.as_deref());
        let section = policy.section_of(&page.thread.id, url);
        Desk {
            policy: section.map_or(policy, |section| &sections[section]),
            section: section.map(|section| &*policy.sections[section].id),
            article_author: article_author(page),
        }
    }
}

/// The policy as it holds for one page.
struct Desk<'a> {
    policy: &'a Policy,
    section: Option<&'a str>,
    article_author: Option<&'a str>,
}

impl Desk<'_> {
    fn decide(&self, author: &str, attack: Attack, relevance: Relevance, quarrel_round: u32) -> Judgement {
        let article_author = self.article_author;
        let case = Case { author, article_author, quarrel_round, ..Case::new(&attack, &relevance) };
        let mut decision = self.policy.decide(&case);
        if let Some(section) = self.section {
            decision.rule = format!("{section}/{}", decision.rule).into();
        }
        Judgement { attack, relevance, decision }
    }
}

/// For each comment, which attack of its writer in one quarrel it is; 0 for none.
fn rounds(exchanges: &[Exchange], comments: usize) -> Vec<u32> {
    let mut rounds = vec![0; comments];
    for exchange in exchanges {
        let mut attacks_of = vec![0; exchange.sides.len()];
        for turn in exchange.turns.iter().filter(|turn| !turn.blows.is_empty()) {
            attacks_of[turn.side] += 1;
            rounds[turn.comment] = attacks_of[turn.side];
        }
    }
    rounds
}

impl std::fmt::Debug for Moderator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Moderator").field("provenance", self.provenance()).finish_non_exhaustive()
    }
}

/// Influences that an explanation names.
const MOST_INFLUENCES: usize = 8;

/// Comments above a draft that are read: no fewer than the relevance scorer looks at.
const NEAREST: usize = 8;

fn article_author(page: &Page) -> Option<&str> {
    page.article.as_ref()?.author.as_deref()
}

#[cfg(test)]
mod tests {
    use super::Moderator;
    use crate::Policy;

    #[test]
    fn is_shared_between_threads_and_cheap_to_clone() {
        fn shared<T: Send + Sync + Clone>(_: &T) {}
        let moderator = Moderator::default();
        shared(&moderator);
        assert!(std::ptr::eq(moderator.policy(), moderator.clone().policy()));
    }

    #[test]
    fn refuses_a_policy_that_contradicts_itself() {
        let policy = Policy { hide: 0.1, ..Policy::default() };
        assert_eq!(Moderator::new(policy).unwrap_err().key, "attack.hide");
    }

    #[test]
    fn the_third_round_of_a_quarrel_is_held_for_a_draft_too() {
        use crate::Draft;
        use threadwarden_policy::Action;
        use threadwarden_thread::{Comment, Page, Thread};

        let policy = Policy {
            flag: 1.0,
            review: 1.0,
            hide: 1.0,
            low: Action::Publish,
            medium: Action::Publish,
            quarrel_round: 3,
            ..Policy::default()
        };
        let moderator = Moderator::new(policy).unwrap();
        let mut page = Page { article: None, thread: Thread::new("ferry") };
        page.thread.push(Comment::new("0", "Kestrel", "The ferry is late again."));
        for round in 1..=3 {
            for author in ["Rowan", "Kestrel"] {
                let parent = Some(page.thread.len() - 1);
                let draft = Draft { author: author.into(), text: "You are an idiot.".into(), parent };
                let judgement = moderator.comment(&page, &draft);
                let rule = &*judgement.decision.rule;
                assert_eq!(rule == "quarrel.round", round == 3, "{author} in round {round}: {rule}");
                let comment = draft.to_comment(&page.thread);
                page.thread.push(comment);
            }
        }
        assert_eq!(moderator.review(&page).counts.review, 2);
    }

    #[test]
    fn words_and_sections_of_the_policy_act() {
        use threadwarden_policy::{Action, Insult, Section, Value};
        use threadwarden_thread::{Comment, Page, Thread};

        let policy = Policy {
            insults: vec![Insult {
                word: "quaylouse".into(),
                reason: "said of ferry users".into(),
                ..Insult::default()
            }],
            sections: vec![Section {
                id: "letters".into(),
                thread: vec!["letters-*".into()],
                settings: vec![
                    ("attack.medium", Value::Text("hide".into())),
                    ("attack.high", Value::Text("hide".into())),
                ],
                ..Section::default()
            }],
            ..Policy::default()
        };
        let moderator = Moderator::new(policy).unwrap();
        for (thread, action, rule) in
            [("news-1", Action::Review, "attack.review"), ("letters-1", Action::Hide, "letters/attack.medium")]
        {
            let mut page = Page { article: None, thread: Thread::new(thread) };
            let first = page.thread.push(Comment::new("0", "Kestrel", "The ferry is late again."));
            let mut reply = Comment::new("1", "Rowan", "You are a quaylouse.");
            reply.parent = Some(first);
            page.thread.push(reply);
            let decision = &moderator.review(&page).comments[1].decision;
            assert_eq!((decision.action, &*decision.rule), (action, rule), "{thread}");
        }
    }
}
