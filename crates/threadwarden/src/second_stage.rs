use std::borrow::Borrow;
use std::fmt::Debug;
use std::sync::Arc;

use threadwarden_attack::Reader;
use threadwarden_encoder::{Context, Encoder, WeightsError};

/// Which comments a small transformer reads after the fast model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecondStage {
    /// None.
    #[default]
    Off,
    /// Those that leave the fast model in doubt, at most a tenth of natural comments.
    Auto,
    /// All.
    All,
}

impl SecondStage {
    /// Every choice.
    pub const ALL: &[SecondStage] = &[SecondStage::Off, SecondStage::Auto, SecondStage::All];

    /// Its name on command lines.
    pub fn as_str(self) -> &'static str {
        match self {
            SecondStage::Off => "off",
            SecondStage::Auto => "auto",
            SecondStage::All => "all",
        }
    }

    /// The choice of that name.
    pub fn from_name(name: &str) -> Option<SecondStage> {
        SecondStage::ALL.iter().copied().find(|stage| stage.as_str() == name)
    }
}

/// The reader of these weights; of those compiled in without any.
pub(crate) fn reader(weights: Option<&[u8]>) -> Result<Arc<dyn Reader>, WeightsError> {
    match weights {
        None => Ok(Arc::new(Reading(Encoder::shipped()?))),
        Some(weights) => Ok(Arc::new(Reading(Encoder::read(weights)?))),
    }
}

#[derive(Debug)]
struct Reading<E>(E);

impl<E: Borrow<Encoder> + Debug + Send + Sync> Reader for Reading<E> {
    fn log_odds(&self, comment: &str, names: &[&str], parent: &str) -> f32 {
        self.0.borrow().log_odds(comment, &Context { names: names.to_vec(), parent })
    }

    fn version(&self) -> String {
        self.0.borrow().version()
    }
}

#[cfg(test)]
mod tests {
    use threadwarden_attack::Verdict;
    use threadwarden_encoder::WeightsError;
    use threadwarden_thread::{Comment, Page, Thread};

    use super::SecondStage;
    use crate::{Moderator, Review};

    fn moderator(stage: SecondStage) -> Moderator {
        Moderator::default().with_second_stage(stage, None).unwrap()
    }

    fn page(texts: &[&str]) -> Page {
        let mut page = Page { article: None, thread: Thread::new("ferry") };
        let first = page.thread.push(Comment::new("0", "Kestrel", "The ferry has never once been late."));
        for (index, text) in texts.iter().enumerate() {
            let mut comment = Comment::new((index + 1).to_string(), "Rowan", *text);
            comment.parent = Some(first);
            page.thread.push(comment);
        }
        page
    }

    fn review(stage: SecondStage, texts: &[&str]) -> Review {
        moderator(stage).review(&page(texts))
    }

    #[test]
    fn names_lead_back_to_the_choices() {
        for &stage in SecondStage::ALL {
            assert_eq!(SecondStage::from_name(stage.as_str()), Some(stage));
        }
        assert_eq!(SecondStage::from_name("some"), None);
    }

    #[test]
    fn an_attack_without_insulting_words_is_found_and_its_clause_shown() {
        let text = "The timetable hangs at the pier. Did you manage that all by yourself, or did somebody help you hold the pencil?";
        let review = review(SecondStage::All, &[text]);
        let attack = &review.comments[1].attack;
        assert!(attack.probability.unwrap() >= 0.5, "{attack:?}");
        let found = attack.personal().next().unwrap();
        assert_eq!(found.rule, "second-stage");
        assert!(found.span.of(text).contains("hold the pencil"), "{:?}", found.span.of(text));
        assert!(!found.span.of(text).contains("timetable"), "{:?}", found.span.of(text));
        assert_eq!(found.target.author.as_deref(), Some("Kestrel"));
        assert!(attack.stages.is_some());
    }

    #[test]
    fn auto_reads_only_where_there_is_doubt() {
        let texts =
            ["The ferry was full on Friday and on Sunday.", "You are an idiot.", "Do you ever listen to yourself?"];
        let (off, auto, all) =
            (review(SecondStage::Off, &texts), review(SecondStage::Auto, &texts), review(SecondStage::All, &texts));
        assert!(off.comments.iter().all(|judgement| judgement.attack.stages.is_none()));
        assert!(all.comments.iter().all(|judgement| judgement.attack.stages.is_some()));
        assert!(auto.comments[1].attack.stages.is_none(), "{:?}", auto.comments[1].attack);
        for (auto, (off, all)) in auto.comments.iter().zip(off.comments.iter().zip(&all.comments)) {
            let expected = if auto.attack.stages.is_some() { all } else { off };
            assert_eq!(auto.attack, expected.attack);
        }
    }

    #[test]
    fn what_cannot_be_judged_is_not_read() {
        let review = review(SecondStage::All, &["", "Ferry"]);
        assert_eq!(review.comments[1].attack.verdict, Verdict::Empty);
        assert!(review.comments[1..].iter().all(|judgement| judgement.attack.stages.is_none()));
    }

    #[test]
    fn provenance_names_the_reader_and_its_band() {
        let model = |stage| moderator(stage).provenance().model.clone();
        assert!(!model(SecondStage::Off).contains("encoder"));
        assert!(model(SecondStage::Auto).contains("encoder-en@"), "{}", model(SecondStage::Auto));
        assert_ne!(model(SecondStage::Auto), model(SecondStage::All));
    }

    #[test]
    fn bad_weights_are_an_error_under_all_and_noted_under_auto() {
        let bad = || Moderator::default().with_second_stage(SecondStage::All, Some(b"TWE1 and no more"));
        assert!(bad().is_err());
        let auto = Moderator::default().with_second_stage(SecondStage::Auto, Some(b"none")).unwrap();
        assert_eq!(auto.missing_second_stage(), Some(WeightsError::NotWeights));
        assert_eq!(auto.provenance(), Moderator::default().provenance());
        let page = page(&["You are late."]);
        assert_eq!(auto.review(&page), Moderator::default().review(&page));
        let off = Moderator::default().with_second_stage(SecondStage::Off, Some(b"none")).unwrap();
        assert_eq!(off.missing_second_stage(), None);
    }

    #[test]
    fn a_draft_is_judged_as_the_review_judges_it() {
        use crate::Draft;
        let moderator = moderator(SecondStage::All);
        let page = page(&["It was late on Friday."]);
        for text in ["Did anybody ask what goes on in that empty head of yours?", "It was, by an hour."] {
            let draft = Draft { author: "Teal".into(), text: text.into(), parent: Some(1) };
            let mut posted = page.clone();
            posted.thread.push(draft.to_comment(&page.thread));
            let judged = moderator.comment(&page, &draft);
            assert_eq!(Some(&judged.attack), moderator.review(&posted).comments.last().map(|last| &last.attack));
        }
    }
}
