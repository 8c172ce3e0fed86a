use std::sync::Arc;

use threadwarden_attack::{Attack, Detector, exchanges};
use threadwarden_policy::{Case, Contradiction, Policy};
use threadwarden_relevance::{Relevance, Scorer};
use threadwarden_text::Document;
use threadwarden_thread::Page;

use crate::{Counts, Draft, Judgement, Provenance, Review, quotation};

/// Judges comments.
///
/// Build one and keep it: it is read-only, can be shared between threads, and
/// a clone shares everything with the original.
#[derive(Clone)]
pub struct Moderator {
    parts: Arc<Parts>,
}

struct Parts {
    detector: Detector,
    scorer: Scorer,
    policy: Policy,
    /// The policy as it holds in each of its sections.
    sections: Vec<Policy>,
    provenance: Provenance,
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
        Moderator { parts: Arc::new(Parts { detector, scorer: Scorer::default(), policy, sections, provenance }) }
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
        let judged = page.thread.comments.iter().zip(attacks.into_iter().zip(relevances));
        let comments: Vec<Judgement> =
            judged.map(|(comment, (attack, relevance))| desk.decide(&comment.author, attack, relevance)).collect();
        let counts = Counts::from_iter(&comments);
        Review { comments, exchanges, counts, provenance: self.parts.provenance.clone(), listed: None }
    }

    /// Judges a comment that is about to be posted at the end of a page's thread.
    ///
    /// Reads the draft and the comments it answers, not the thread. The result
    /// is the one that [`review`](Moderator::review) gives once the draft has
    /// been posted.
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
        self.desk(page).decide(&draft.author, attack, relevance)
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
    fn decide(&self, author: &str, attack: Attack, relevance: Relevance) -> Judgement {
        let case = Case { author, article_author: self.article_author, ..Case::new(&attack, &relevance) };
        let mut decision = self.policy.decide(&case);
        if let Some(section) = self.section {
            decision.rule = format!("{section}/{}", decision.rule).into();
        }
        Judgement { attack, relevance, decision }
    }
}

impl std::fmt::Debug for Moderator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Moderator").field("provenance", self.provenance()).finish_non_exhaustive()
    }
}

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
