//! A forum's "somebody posts a comment" handler.
//!
//! The forum keeps its threads in memory and one moderator for all of them. A
//! new comment is judged before anybody sees it, by a policy of the forum's own:
//! it is published, shown to a person first, or hidden, and its writer is told why.
//!
//! ```text
//! cargo run --example forum_post
//! ```

#![allow(clippy::print_stdout)]

use threadwarden::{
    Action, Allowed, Article, Category, Comment, Draft, Insult, Judgement, Moderator, Page, Policy, Rule, Thread,
};

/// One page of the forum, with what the moderator said of each comment.
struct ForumThread {
    page: Page,
    shown: Vec<bool>,
}

/// What the writer of a comment gets to see.
struct Answer {
    status: u16,
    message: String,
}

impl ForumThread {
    fn new(article: Article) -> Self {
        ForumThread { page: Page { article: Some(article), thread: Thread::new("ferry") }, shown: Vec::new() }
    }

    /// Handles `POST /comments`.
    fn post(&mut self, moderator: &Moderator, draft: &Draft) -> Answer {
        let judgement = moderator.comment(&self.page, draft);
        let comment: Comment = draft.to_comment(&self.page.thread);
        self.page.thread.push(comment);
        self.shown.push(judgement.decision.action == Action::Publish);
        answer(&judgement, &draft.text)
    }
}

fn answer(judgement: &Judgement, text: &str) -> Answer {
    let decision = &judgement.decision;
    let status = match decision.action {
        Action::Publish => return Answer { status: 201, message: "Published.".to_owned() },
        Action::Review => 202,
        Action::Hide => 403,
    };
    // The policy's text for the writer; its other text, `moderator_note`, goes to the moderators' queue.
    let mut message = decision.reader_note.clone().unwrap_or_default();
    for finding in judgement.attack.personal() {
        let whom = finding.target.author.as_deref().unwrap_or("somebody taking part");
        message.push_str(&format!("\n     “{}” attacks {whom} ({})", finding.span.of(text), finding.category.as_str()));
    }
    Answer { status, message }
}

/// What this forum wants otherwise than the default; a server would read it from its configuration.
fn policy() -> Policy {
    Policy {
        name: "harbour".to_owned(),
        // A word that means nothing elsewhere, and one that is harmless here.
        insults: vec![Insult {
            word: "quaylouse".to_owned(),
            reason: "What ferry users are called by those who want the ferry gone.".to_owned(),
            ..Insult::default()
        }],
        allowed: vec![Allowed { word: "clown".to_owned(), reason: "The circus school writes here.".to_owned() }],
        // Being called a liar is the quarrel nobody here gets out of again.
        rules: vec![Rule {
            id: "no-bad-faith".to_owned(),
            category: vec![Category::BadFaith],
            action: Action::Hide,
            commenter: Some("{author}, please say what is wrong with it without saying why it was said.".to_owned()),
            ..Rule::default()
        }],
        ..Policy::default()
    }
}

fn main() {
    // Build the moderator once, when the server starts; clones of it are free.
    let moderator = Moderator::new(policy()).expect("a test of the forum checks its policy");
    let mut thread = ForumThread::new(Article {
        title: "Evening ferry to stop at eight from May".to_owned(),
        text: "The harbour council voted on Monday to end the evening ferry to the island at eight o'clock. \
               Council leader Martin Oakes said the late crossings carried nine passengers on an average night. \
               The islanders' association called the vote a breach of the promise made when the quay was built."
            .to_owned(),
        author: Some("Ida Wren".to_owned()),
        ..Article::default()
    });

    let posts: [(&str, &str, Option<usize>); 7] = [
        (
            "Saltmarsh",
            "Nine passengers on average hides the Fridays. I have stood on that ferry with sixty people.",
            None,
        ),
        ("Tollkeeper", "The council published the counts. Fridays average twenty-two.", Some(0)),
        ("Saltmarsh", "Then the council counted wrong, and I will bring my own figures on Monday.", Some(1)),
        ("Tollkeeper", "You are an idiot and a liar, go back to your mud.", Some(2)),
        ("Tollkeeper", "A quaylouse like you is paid by the ferry company.", Some(2)),
        ("Reed", "The clown on the last crossing was the best part of the festival.", None),
        ("Juniper", "Could you two go and count together? We would all learn something about the ferry.", Some(3)),
    ];
    for (author, text, parent) in posts {
        let draft = Draft { author: author.to_owned(), text: text.to_owned(), parent };
        let Answer { status, message } = thread.post(&moderator, &draft);
        println!("{author}: {text}\n  -> {status} {message}\n");
    }
    let shown = thread.shown.iter().filter(|shown| **shown).count();
    println!("{shown} of {} comments are shown.", thread.shown.len());
}
