//! Mail boxes: every message is a comment, threads follow the references.

mod message;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use threadwarden_thread::{Article, Comment};

use super::document::{Row, add};
use super::{Found, Reader, Sample, Score, Threads};
use crate::assemble::NEXT_BEST;
use crate::grouping::Grouping;
use crate::input::{Input, Line, too_long};
use crate::options::Group;
use crate::{Error, ParseOptions, Place, time};

use message::Message;

pub(super) const READER: Reader = Reader { score, open };

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    let mut lines = sample.start().lines();
    let starts = lines.next().is_some_and(is_start);
    let headed = lines.take(40).filter(|line| {
        ["From:", "Date:", "Message-ID:", "Message-Id:", "Subject:"].iter().any(|name| line.starts_with(name))
    });
    if starts && headed.count() >= 2 {
        return Score::new(0.95, "the first line starts a mail box and mail headers follow");
    }
    Score::NONE
}

/// `From somebody Mon Jan  5 10:00:00 2026`.
fn is_start(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("From ") else { return false };
    rest.split_whitespace().count() >= 5
        && rest.contains(':')
        && rest.trim_end().ends_with(|c: char| c.is_ascii_digit())
        || rest.split_whitespace().count() >= 6 && rest.matches(':').count() >= 2
}

fn open(input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    let grouping = Grouping::new(&options, Group::Hash);
    Box::new(Stream {
        input,
        options,
        grouping,
        threads: Threading::default(),
        lines: String::new(),
        at: Place::default(),
        record: 0,
        ended: false,
    })
}

struct Stream<'r> {
    input: Input<'r>,
    options: ParseOptions,
    grouping: Grouping,
    threads: Threading,
    /// The message being read.
    lines: String,
    at: Place,
    record: u64,
    ended: bool,
}

impl Iterator for Stream<'_> {
    type Item = Result<Found, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.step() {
                Ok(None) => {}
                Ok(Some(found)) => return Some(Ok(found)),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        self.grouping.finish().transpose()
    }
}

impl Stream<'_> {
    fn step(&mut self) -> Result<Option<Found>, Error> {
        let mut done = None;
        let starts = match self.input.next_line()? {
            None => {
                self.ended = true;
                None
            }
            Some(Line::TooLong(at, bytes)) => {
                too_long(self.grouping.problems(), at, bytes);
                return Ok(None);
            }
            // A message starts behind a blank line, or with the file.
            Some(Line::Text(line, at))
                if is_start(&line) && (self.lines.is_empty() || self.lines.ends_with("\n\n")) =>
            {
                Some(at)
            }
            Some(Line::Text(line, _)) => {
                if self.lines.len() + line.len() < self.options.line_cap_bytes {
                    self.lines.push_str(&line);
                    self.lines.push('\n');
                }
                return Ok(None);
            }
        };
        if !self.lines.trim().is_empty() {
            self.record += 1;
            let at = Place { record: Some(self.record), ..self.at };
            let message = Message::read(&self.lines);
            done = self.add(message, at)?;
        }
        self.lines.clear();
        self.at = starts.unwrap_or_default();
        self.input.report_losses(self.grouping.problems());
        Ok(done)
    }

    fn add(&mut self, message: Message, at: Place) -> Result<Option<Found>, Error> {
        let thread = self.threads.thread_of(&message, self.options.thread_name());
        let done = self.grouping.switch(Some(&thread), at)?;
        if !self.grouping.current().has_article() && !message.subject.is_empty() {
            let article = Article { title: without_prefixes(&message.subject).to_owned(), ..Article::default() };
            // Every message says what it is about; the first one counts.
            if self.threads.is_new_subject(&thread) {
                self.grouping.current().set_article(article, at);
            }
        }
        let mut comment = Comment::new(message.id.as_str(), message.author, message.text);
        comment.raw = message.html;
        comment.created = (!message.date.is_empty()).then(|| time::of_mail(&message.date));
        // The one answered first, then those it answers in turn: the nearest that is there counts.
        let mut parents = message.in_reply_to;
        parents.extend(message.references.into_iter().rev());
        let mut seen = Vec::new();
        parents.retain(|id| {
            *id != message.id && !seen.contains(id) && {
                seen.push(id.clone());
                true
            }
        });
        let parents = (!parents.is_empty()).then(|| parents.join(&String::from(NEXT_BEST)));
        add(self.grouping.current(), Row::new(comment, parents), at);
        Ok(done)
    }
}

/// The subject without `Re:` and the like.
fn without_prefixes(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some((prefix, behind)) = rest.split_once(':') {
        if !["re", "aw", "fwd", "fw", "sv", "antw"].contains(&prefix.trim().to_lowercase().as_str()) {
            break;
        }
        rest = behind.trim_start();
    }
    rest
}

/// Which thread a message belongs to, known by the hashes of the ids met so far.
#[derive(Default)]
struct Threading {
    hasher: RandomState,
    /// The id of the first message of the thread that a message belongs to.
    thread_of: HashMap<u64, String>,
    subjects: std::collections::HashSet<u64>,
}

impl Threading {
    fn thread_of(&mut self, message: &Message, default: &str) -> String {
        let ids = message.references.iter().chain(&message.in_reply_to);
        let hashes: Vec<u64> = ids.chain([&message.id]).map(|id| self.hasher.hash_one(id)).collect();
        let known = hashes.iter().find_map(|hash| self.thread_of.get(hash)).cloned();
        let first = message.references.first().or(message.in_reply_to.first()).unwrap_or(&message.id);
        let thread = known.unwrap_or_else(|| if first.is_empty() { default.to_owned() } else { first.clone() });
        for hash in hashes {
            self.thread_of.entry(hash).or_insert_with(|| thread.clone());
        }
        thread
    }

    fn is_new_subject(&mut self, thread: &str) -> bool {
        let hash = self.hasher.hash_one(thread);
        self.subjects.insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::{is_start, without_prefixes};

    #[test]
    fn tells_message_starts_from_sentences() {
        for (line, starts) in [
            ("From a@example.org Mon Jan  5 10:00:00 2026", true),
            ("From - Tue Jan 06 10:00:00 2026", true),
            ("From a@example.org Mon Jan 5 10:00:00 2026 +0100", true),
            ("From here on, a line is escaped.", false),
            ("From: A <a@example.org>", false),
            (">From here", false),
        ] {
            assert_eq!(is_start(line), starts, "{line}");
        }
        assert_eq!(without_prefixes("Re: AW: re: Tide: high"), "Tide: high");
    }
}
