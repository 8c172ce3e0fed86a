//! Words of the article or of the comment above that a comment only repeats.

use std::ops::Range;

use threadwarden_relevance::{Quotation, Source};
use threadwarden_text::Document;

/// Fewest words in a row that count as repeated and not as the writer's own.
const FEWEST_WORDS: usize = 5;

/// Marks what a comment repeats as quoted, so that an insult in it is not laid at the writer's door.
///
/// Only words that are the same count: an insult put into a quotation is the
/// writer's. Who throws the parent's words back without quotation marks means
/// them ("no, you are …"), so these must be whole sentences with an answer to them.
pub(crate) fn mark(document: &mut Document, quotations: &[Quotation]) {
    let repeated = quotations.iter().map(|quotation| quotation.same.iter().map(Range::len).sum::<usize>()).sum();
    let answers = document.tokens().len() > repeated;
    for quotation in quotations {
        for run in &quotation.same {
            let own = quotation.source == Source::Parent && !(answers && is_whole(document, run));
            if run.len() >= FEWEST_WORDS && !own {
                document.mark_quoted(run.clone());
            }
        }
    }
}

/// Whether the tokens are whole sentences.
fn is_whole(document: &Document, run: &Range<usize>) -> bool {
    let tokens = document.tokens();
    let parted = |at: usize| {
        at == 0 || tokens.get(at).is_none_or(|token| tokens.get(at - 1).is_some_and(|b| b.sentence != token.sentence))
    };
    parted(run.start) && parted(run.end)
}

#[cfg(test)]
mod tests {
    use threadwarden_thread::{Article, Comment, Page, Thread};

    use crate::Moderator;

    const TITLE: &str = "Council closes the harbour bridge";
    const TEXT: &str = "The council voted to close the old harbour bridge. A man in the gallery shouted that the mayor's \
        readers are brainless sheep and every one of you is a liar. The mayor called the treasurer a pathetic little \
        crook in front of the whole meeting.";
    const PARENT: &str = "You are a brainless liar and the bridge was rotten for years. Nobody but a pathetic moron \
        like you would drive a lorry over it.";

    /// Whether a reply to [`PARENT`] under the article is flagged.
    fn flagged(text: &str) -> bool {
        let mut thread = Thread::new("t");
        thread.push(Comment::new("1", "Perrin", PARENT));
        let mut reply = Comment::new("2", "Odalys", text);
        reply.parent = Some(0);
        thread.push(reply);
        let article = Article { title: TITLE.to_owned(), text: TEXT.to_owned(), ..Article::default() };
        let review = Moderator::default().review(&Page { article: Some(article), thread });
        assert!(review.comments[0].decision.flagged);
        review.comments[1].decision.flagged
    }

    #[test]
    fn repeating_an_insult_is_not_making_it() {
        let table = [
            // The parent's words, each answered.
            ("You are a brainless liar and the bridge was rotten for years.\n\nThat tone helps nobody.", false),
            ("Nobody but a pathetic moron like you would drive a lorry over it. Please keep to the bridge.", false),
            ("“You are a brainless liar and the bridge was rotten for years”? I only asked about the ferry.", false),
            // The article's.
            ("It says the mayor's readers are brainless sheep and every one of you is a liar. Who writes this?", false),
            // Near misses: thrown back, changed, added to, or other words altogether.
            ("You are a brainless liar and the bridge was rotten for years.", true),
            ("No, you are a brainless liar and the bridge was rotten for years. Look in the mirror.", true),
            ("You are a brainless liar and the bridge was rotten for years. You are an idiot.", true),
            ("You are a brainless liar and a filthy coward, and the bridge was rotten for years.", true),
            ("Nobody but a stupid moron like you would sail a ferry over it.", true),
            ("You brainless liar.", true),
        ];
        for (text, expected) in table {
            assert_eq!(flagged(text), expected, "{text}");
        }
    }
}
