//! A nightly report: what the day left to read, most urgent first, and who was attacked.
//!
//! A forum would take the threads of the day from its database; here they are
//! made up. The library writes to anything that can be written to, so the same
//! lines make a mail, a file or a chat message.
//!
//! ```text
//! cargo run --example nightly_report
//! ```

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::io;

use threadwarden::{Action, Article, Comment, Moderator, Page, Review, Thread};
use threadwarden_report::{Format, Options};

/// The threads that got a comment today.
fn threads_of_the_day() -> Vec<Page> {
    let ferry = Article {
        title: "Evening ferry to stop at eight from May".to_owned(),
        text: "The harbour council voted on Monday to end the evening ferry to the island at eight o'clock. The late \
               crossings carried nine passengers on an average night, the council says."
            .to_owned(),
        ..Article::default()
    };
    let mut thread = Thread::new("ferry");
    let first = thread.push(Comment::new("1", "Saltmarsh", "Nine passengers on average hides the Fridays."));
    for (id, author, text) in [
        ("2", "Tollkeeper", "The council published the counts of the ferry. Fridays average twenty-two passengers."),
        ("3", "Tollkeeper", "You are an idiot and a liar, go back to your mud."),
        ("4", "Juniper", "You clearly can't read a timetable."),
    ] {
        let mut answer = Comment::new(id, author, text);
        answer.parent = Some(first);
        thread.push(answer);
    }
    vec![Page { article: Some(ferry), thread }]
}

fn main() -> io::Result<()> {
    let moderator = Moderator::default();
    let reviewed: Vec<(Page, Review)> = threads_of_the_day()
        .into_iter()
        .map(|page| {
            let review = moderator.review(&page);
            (page, review)
        })
        .collect();

    // The summary that the command line prints.
    let mut summary = Format::Text.report(io::stdout().lock(), &Options { width: 80, ..Options::default() });
    for (page, review) in &reviewed {
        summary.page(page, review)?;
    }
    summary.finish()?;
    drop(summary);

    // A list of one's own: everything that waits for a person, most urgent first.
    let mut waiting: Vec<(&Page, &Review, usize)> = Vec::new();
    for (page, review) in &reviewed {
        let held = (0..review.comments.len()).filter(|&index| review.comments[index].decision.action > Action::Publish);
        waiting.extend(held.map(|index| (page, review, index)));
    }
    let urgency = |(_, review, index): &(&Page, &Review, usize)| review.comments[*index].urgency();
    waiting.sort_by(|a, b| urgency(b).partial_cmp(&urgency(a)).unwrap_or(std::cmp::Ordering::Equal));
    println!("\nTo read, in this order:");
    for (page, review, index) in &waiting {
        let (comment, decision) = (&page.thread.comments[*index], &review.comments[*index].decision);
        println!("  {} #{}: {}", page.thread.id, comment.id.as_str(), decision.moderator_note.as_deref().unwrap_or(""));
    }

    // Who was attacked today, and how often: somebody may want to write to them.
    let mut attacked: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, review) in &reviewed {
        for finding in review.comments.iter().flat_map(|judgement| judgement.attack.personal()) {
            *attacked.entry(finding.target.author.as_deref().unwrap_or("somebody")).or_default() += 1;
        }
    }
    println!("\nAttacked today:");
    for (name, times) in attacked {
        println!("  {name}, {times} times");
    }
    Ok(())
}
