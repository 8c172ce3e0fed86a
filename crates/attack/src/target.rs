//! Who is meant: from "you" and "your comment" to a person of the thread.

use std::ops::Range;

use threadwarden_thread::{Comment, Thread};

use crate::class::Classes;
use crate::participants::{ARTICLE_AUTHOR, NameMatch, Participants};
use crate::reading::Reading;
use crate::rules::Of;
use crate::{Target, TargetKind, Via};

/// Where a comment stands: in which thread, by whom, in answer to what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) thread: &'a Thread,
    pub(crate) participants: &'a Participants,
    pub(crate) article_author: Option<&'a str>,
    /// Who writes.
    pub(crate) author: &'a str,
    /// What is written.
    pub(crate) text: &'a str,
    /// The comment that is answered.
    pub(crate) parent: Option<usize>,
    /// Where the comment stands in the thread, or will stand.
    pub(crate) at: usize,
}

impl<'a> Scene<'a> {
    /// That of a comment which is in its thread.
    pub(crate) fn of_comment(
        thread: &'a Thread,
        at: usize,
        article_author: Option<&'a str>,
        participants: &'a Participants,
    ) -> Scene<'a> {
        let Comment { author, text, parent, .. } = &thread.comments[at];
        let parent = parent.filter(|&parent| parent < thread.len() && parent != at);
        Scene { thread, participants, article_author, author, text, parent, at }
    }
}

impl Target {
    pub(crate) fn of_kind(kind: TargetKind) -> Target {
        Target { kind, comment: None, author: None, via: None }
    }
}

/// Finds whom the words are meant for, and how sure that is, in `0..=1`.
pub(crate) fn resolve(of: Of, tokens: &Range<usize>, reading: &Reading<'_>, scene: &Scene<'_>) -> (Target, f32) {
    match of {
        Of::Participant(participant) => (scene.participant(participant, Via::Name), 1.0),
        Of::Author => {
            let author = scene.article_author.map(str::to_owned);
            (Target { author, ..Target::of_kind(TargetKind::Author) }, 1.0)
        }
        Of::AddressedGroup if scene.answered().is_none() => (Target::of_kind(TargetKind::Group), 1.0),
        Of::AddressedGroup | Of::Addressee | Of::Comment => {
            let certainty = certainty_of_address(tokens, reading, scene);
            if certainty == 0.0 {
                (Target::of_kind(TargetKind::Unknown), 1.0)
            } else {
                (addressee(tokens.start, reading, scene), certainty)
            }
        }
    }
}

/// Like [`resolve`], for words already known to be an attack on somebody.
pub(crate) fn resolve_spoken(of: Of, tokens: &Range<usize>, reading: &Reading<'_>, scene: &Scene<'_>) -> (Target, f32) {
    match of {
        Of::Addressee => (addressee(tokens.start, reading, scene), 1.0),
        other => resolve(other, tokens, reading, scene),
    }
}

/// How sure it is that words are said to somebody in the thread, by where "you" stands.
///
/// Source: set by hand after reading what the phrase rules find in news
/// comments: without a "you", a comment that answers nobody speaks of the news.
fn certainty_of_address(tokens: &Range<usize>, reading: &Reading<'_>, scene: &Scene<'_>) -> f32 {
    let second = Classes::YOU | Classes::YOUR | Classes::YOURE;
    let sentence = reading.sentence(tokens.start);
    let speaks_here = sentence.clone().any(|at| reading.is(at, second));
    let calls = reading.names.iter().any(|name| name.tokens.start < sentence.end && is_vocative(name, reading));
    let speaks_elsewhere = reading.has(second);
    // "He is a liar": spoken of, not to; in an answer that can still be the one answered.
    let of_another = !speaks_here && (sentence.start..tokens.end).any(|at| reading.is(at, Classes::THEY));
    if of_another && !calls {
        return if scene.parent.is_some() { 0.6 } else { 0.0 };
    }
    match (speaks_here || calls, speaks_elsewhere, scene.parent.is_some()) {
        (true, _, _) => 1.0,
        (false, true, true) => 0.9,
        (false, false, true) => 0.8,
        (false, true, false) => 0.6,
        (false, false, false) => 0.0,
    }
}

/// Who "you" is at token `at`: whoever was spoken to by name last, else whom the
/// comment answers, else somebody the text does not tell.
fn addressee(at: usize, reading: &Reading<'_>, scene: &Scene<'_>) -> Target {
    let sentence_end = reading.sentence(at).end;
    let addressed = reading
        .names
        .iter()
        .take_while(|name| name.tokens.start < sentence_end)
        .filter(|name| is_vocative(name, reading))
        .filter(|name| scene.participants.name(name.participant) != Some(scene.author))
        .last();
    if let Some(name) = addressed {
        let via = if name.is_mention { Via::Mention } else { Via::Name };
        return scene.participant(name.participant, via);
    }
    if names_an_official(at, reading) {
        return Target::of_kind(TargetKind::PublicFigure);
    }
    match scene.answered() {
        Some(comment) => Target {
            kind: TargetKind::Commenter,
            comment: Some(comment),
            author: Some(scene.thread.comments[comment].author.clone()),
            via: Some(Via::Reply),
        },
        None => {
            let stranger = called_stranger(reading, scene.text, sentence_end).map(str::to_owned);
            let by_you = reading.has(Classes::YOU | Classes::YOUR | Classes::YOURE).then_some(Via::SecondPerson);
            let via = stranger.as_ref().map(|_| Via::Name).or(by_you);
            Target { kind: TargetKind::Commenter, comment: None, author: stranger, via }
        }
    }
}

/// The name that a comment which answers nobody calls somebody by, as typed:
/// "Greg, you …", "truth_north you …". Whoever it is does not comment in what is
/// known of the thread, which may be a part of it.
fn called_stranger<'t>(reading: &Reading<'_>, text: &'t str, before: usize) -> Option<&'t str> {
    /// Longest name looked for, in words.
    const LONGEST_NAME: usize = 3;
    let second = Classes::YOU | Classes::YOUR | Classes::YOURE;
    let mut called = None;
    let mut start = 0;
    while start < before {
        let sentence = reading.sentence(start);
        let part_of_name = |at: usize| {
            let typed = reading.document.span(at..at + 1).of(text);
            let capital = typed.starts_with(char::is_uppercase) && typed.chars().skip(1).any(char::is_lowercase);
            (capital || typed.contains(|c: char| c.is_ascii_digit())) && reading.id(at) == 0
        };
        let glued_on = |at: usize| matches!(reading.document.gap(at), "_" | "." | "-");
        let mut end = start;
        while end < sentence.end && end < start + LONGEST_NAME && (part_of_name(end) || (end > start && glued_on(end)))
        {
            end += 1;
        }
        let set_apart = reading.document.gap(end).starts_with(',') && end < sentence.end;
        if end > start && (set_apart || (end < sentence.end && reading.is(end, second))) {
            called = Some(reading.document.span(start..end).of(text));
        }
        start = sentence.end.max(start + 1);
    }
    called
}

/// Whether a name calls its owner instead of telling of him.
fn is_vocative(name: &NameMatch, reading: &Reading<'_>) -> bool {
    let (start, end) = (name.tokens.start, name.tokens.end);
    if name.is_mention {
        return true;
    }
    let sentence = reading.sentence(start);
    // "Dominion you hit …", "Bernard, your …", "BTW Observer⏎"
    let opens = start <= sentence.start + 1 || reading.starts_clause(start);
    let speaks_next = reading.is(end, Classes::YOU | Classes::YOUR | Classes::YOURE);
    let set_apart = reading.ends_clause(end);
    // "…, Bernard." at the end of a clause of its own
    let closes = reading.starts_clause(start) && (end == sentence.end || set_apart);
    let thanked = start > 0
        && matches!(
            reading.word(start - 1),
            "thanks" | "you" | "hi" | "hello" | "hey" | "dear" | "sorry" | "no" | "yes" | "ok"
        );
    (opens && (speaks_next || set_apart)) || closes || (thanked && set_apart)
}

/// "Mr Premier, you are …": a comment that speaks to somebody in office.
fn names_an_official(at: usize, reading: &Reading<'_>) -> bool {
    const OFFICES: &[&str] = &[
        "president",
        "premier",
        "minister",
        "mayor",
        "senator",
        "chancellor",
        "governor",
        "congressman",
        "councillor",
        "ambassador",
    ];
    let sentence = reading.sentence(at);
    (sentence.start..at).any(|index| {
        (reading.is(index, Classes::TITLE) || OFFICES.contains(&reading.word(index)))
            && index + 3 >= at
            && !reading.is(index, Classes::NAME)
    }) && !reading.names.iter().any(|name| sentence.contains(&name.tokens.start))
}

impl Scene<'_> {
    /// The comment whose author "you" is by structure: the nearest ancestor by somebody else.
    fn answered(&self) -> Option<usize> {
        let parent = self.parent?;
        std::iter::once(parent)
            .chain(self.thread.ancestors(parent))
            .find(|&comment| self.thread.comments[comment].author != self.author)
            .or(Some(parent))
            .filter(|&comment| comment < self.thread.len())
    }

    fn participant(&self, participant: usize, via: Via) -> Target {
        if participant == ARTICLE_AUTHOR {
            let author = self.article_author.map(str::to_owned);
            return Target { kind: TargetKind::Author, comment: None, author, via: Some(via) };
        }
        let author = self.participants.name(participant).map(str::to_owned);
        let theirs = |&comment: &usize| {
            self.thread.comments.get(comment).is_some_and(|comment| Some(&comment.author) == author.as_ref())
        };
        let in_answer =
            self.parent.into_iter().chain(self.parent.into_iter().flat_map(|parent| self.thread.ancestors(parent)));
        let comment = { in_answer }.find(theirs).or_else(|| self.participants.latest_comment(participant));
        Target { kind: TargetKind::Commenter, comment, author, via: Some(via) }
    }
}
