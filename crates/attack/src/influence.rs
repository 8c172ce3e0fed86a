//! What the model made of a comment, in words.

use std::collections::HashMap;

use threadwarden_text::{Document, Span};
use threadwarden_thread::Thread;

use crate::Detector;
use crate::detector::Judge;
use crate::knowledge::Knowledge;
use crate::model::{Model, RuleHit, Window, named_features};
use crate::participants::Participants;
use crate::reading::Reading;
use crate::target::Scene;

/// The window of a comment that decided, and what weighed most in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelReading {
    /// The sentences of the window, as bytes of the comment.
    pub window: Span,
    /// The model's own chance, in `0..=1`, before the surest rules are heard.
    pub probability: f32,
    /// What spoke loudest for an attack or against one, loudest first.
    pub strongest: Vec<Influence>,
}

/// Something the model looks at, and how much it weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct Influence {
    /// In words: `"are" + "clueless"`, `"clueless" said after "you"`, `rule addressee-insult`.
    pub name: String,
    /// What it added to the log-odds of an attack; below zero when it spoke against one.
    pub log_odds: f32,
}

impl Detector {
    /// What the model made of comment `index` of a thread, with at most so many influences.
    ///
    /// `document` is the reading the comment was judged by. `None` when there is
    /// no such comment, or the model was not asked: a comment too short, or in
    /// another language. Reads the whole thread for its names, so it is meant
    /// for the comments that somebody asks about.
    pub fn model_reading(
        &self,
        thread: &Thread,
        article_author: Option<&str>,
        index: usize,
        document: &Document,
        most: usize,
    ) -> Option<ModelReading> {
        let comment = thread.comments.get(index)?;
        let knowledge: &Knowledge = self.knowledge();
        let participants = Participants::new(thread, 0..thread.len(), article_author, &knowledge.vocabulary);
        let scene = Scene::of_comment(thread, index, article_author, &participants);
        Judge::new(knowledge).model_reading(&comment.text, document, &scene, most)
    }
}

pub(crate) fn of_window(
    model: &Model,
    reading: &Reading<'_>,
    hits: &[RuleHit],
    is_reply: bool,
    window: &Window,
    most: usize,
) -> ModelReading {
    let mut sums: HashMap<String, i32> = HashMap::new();
    let mut count = 0;
    for sentence in window.sentences.clone() {
        named_features(reading, sentence, hits, is_reply, |feature, name| {
            count += 1;
            let weight = model.weight(feature);
            if weight != 0 {
                *sums.entry(name()).or_default() += weight;
            }
        });
    }
    let mut strongest: Vec<Influence> = sums
        .into_iter()
        .map(|(name, sum)| Influence { name, log_odds: model.log_odds(sum, count) })
        .filter(|influence| influence.log_odds != 0.0)
        .collect();
    strongest.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()).then_with(|| a.name.cmp(&b.name)));
    strongest.truncate(most);
    let tokens = match (window.sentences.clone().next(), window.sentences.clone().next_back()) {
        (Some(first), Some(last)) => reading.document.sentence(first).start..reading.document.sentence(last).end,
        _ => 0..0,
    };
    ModelReading { window: reading.document.span_with_marks(tokens), probability: window.probability, strongest }
}

#[cfg(test)]
mod tests {
    use threadwarden_text::Document;
    use threadwarden_thread::{Comment, Thread};

    use crate::Detector;

    fn strongest(text: &str) -> Option<Vec<(String, f32)>> {
        let mut thread = Thread::new("t");
        let first = thread.push(Comment::new("1", "Kestrel", "The ferry is late again."));
        let mut reply = Comment::new("2", "Rowan", text);
        reply.parent = Some(first);
        thread.push(reply);
        let document = Document::new(text);
        let reading = Detector::default().model_reading(&thread, None, 1, &document, 8)?;
        Some(reading.strongest.into_iter().map(|influence| (influence.name, influence.log_odds)).collect())
    }

    #[test]
    fn the_words_that_attack_are_named_and_speak_for_an_attack() {
        let strongest = strongest("The ferry was on time. You are a clueless fool.").unwrap();
        let attacking: Vec<&(String, f32)> = strongest
            .iter()
            .filter(|(name, _)| ["fool", "clueless", "rule"].iter().any(|word| name.contains(word)))
            .collect();
        assert!(!attacking.is_empty(), "{strongest:?}");
        assert!(attacking.iter().map(|(_, log_odds)| log_odds).sum::<f32>() > 0.0, "{strongest:?}");
        assert!(strongest.windows(2).all(|pair| pair[0].1.abs() >= pair[1].1.abs()), "{strongest:?}");
    }

    #[test]
    fn the_window_is_where_the_attack_is_and_its_chance_is_the_comments() {
        let text = "The ferry was on time. It always is on Mondays. You are a clueless fool. Bring the timetable.";
        let mut thread = Thread::new("t");
        thread.push(Comment::new("1", "Rowan", text));
        let document = Document::new(text);
        let detector = Detector::default();
        let reading = detector.model_reading(&thread, None, 0, &document, 3).unwrap();
        assert!(reading.window.of(text).contains("You are a clueless fool"), "{:?}", reading.window.of(text));
        let attack = detector.thread(&thread, None, std::slice::from_ref(&document)).remove(0);
        assert!(attack.probability.unwrap() >= reading.probability);
        assert!(reading.strongest.len() <= 3);
    }

    #[test]
    fn where_the_model_was_not_asked_there_is_nothing_to_tell() {
        assert_eq!(strongest(""), None);
        assert_eq!(strongest("Ferry"), None);
        let thread = Thread::new("t");
        assert_eq!(Detector::default().model_reading(&thread, None, 3, &Document::new("x"), 8), None);
    }

    #[test]
    fn one_endless_sentence_takes_linear_time() {
        assert!(strongest(&"you are late and ".repeat(20_000)).is_some());
    }
}
