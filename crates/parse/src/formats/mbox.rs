//! Mail boxes: every message is a comment, threads follow the references.

mod message;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use threadwarden_thread::{Article, Comment};

use super::document::{Row, add};
use super::records::{Records, Source, Step};
use super::{Found, Reader, Sample, Score, Threads};
use crate::assemble::NEXT_BEST;
use crate::grouping::Grouping;
use crate::input::{Input, RawLine, too_long};
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
    Box::new(Records::new(Stream {
        input,
        options,
        grouping,
        threads: Threading::default(),
        lines: Vec::new(),
        at: Place::default(),
        record: 0,
    }))
}

struct Stream<'r> {
    input: Input<'r>,
    options: ParseOptions,
    grouping: Grouping,
    threads: Threading,
    /// The message being read.
    lines: Vec<u8>,
    at: Place,
    record: u64,
}

impl Source for Stream<'_> {
    fn step(&mut self) -> Result<Step, Error> {
        // None at the end of the input, else where the next message starts.
        let starts = match self.input.next_raw_line()? {
            None => None,
            Some(RawLine::TooLong(at, bytes)) => {
                too_long(self.grouping.problems(), at, bytes);
                return Ok(Step::More);
            }
            // A message starts behind a blank line, or with the file.
            Some(RawLine::Bytes(line, at))
                if line.starts_with(b"From ")
                    && (self.lines.is_empty() || self.lines.ends_with(b"\n\n"))
                    && is_start(&String::from_utf8_lossy(line)) =>
            {
                Some(at)
            }
            Some(RawLine::Bytes(line, _)) => {
                if self.lines.len() + line.len() < self.options.line_cap_bytes {
                    self.lines.extend(line);
                    self.lines.push(b'\n');
                }
                return Ok(Step::More);
            }
        };
        let done = self.take_message()?;
        match starts {
            Some(at) => {
                self.at = at;
                Ok(done.into())
            }
            // The thread that the last message ends is not the last one.
            None => Ok(if done.is_some() { done.into() } else { Step::End }),
        }
    }

    fn finish(&mut self) -> Result<Option<Found>, Error> {
        self.grouping.finish()
    }
}

impl Stream<'_> {
    fn take_message(&mut self) -> Result<Option<Found>, Error> {
        let mut done = None;
        if !self.lines.trim_ascii().is_empty() {
            self.record += 1;
            let at = Place { record: Some(self.record), ..self.at };
            let message = Message::read(&self.lines);
            let guessed = message.guessed;
            done = self.add(message, at)?;
            if let Some(name) = guessed {
                let message = format!("the message does not say in which encoding it is; it was read as {name}");
                self.grouping.problems().add("legacy-encoding", at, message);
            }
        }
        self.lines.clear();
        Ok(done)
    }

    fn add(&mut self, message: Message, at: Place) -> Result<Option<Found>, Error> {
        let (thread, is_new) = self.threads.thread_of(&message, self.options.thread_name());
        let done = self.grouping.switch(Some(thread), at)?;
        // Every message says what it is about; the first one counts.
        if is_new && !message.subject.is_empty() {
            let article = Article { title: without_prefixes(&message.subject).to_owned(), ..Article::default() };
            self.grouping.current().set_article(article, at);
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

/// Which thread a message belongs to, known by the hashes of the ids met so far: some twenty bytes a message.
#[derive(Default)]
struct Threading {
    hasher: RandomState,
    /// The number of the thread that a message belongs to.
    thread_of: HashMap<u64, u32>,
    /// For each thread the id of its first message.
    names: Vec<String>,
}

impl Threading {
    /// The name of a message's thread, and whether it is the first one of it.
    fn thread_of<'a>(&'a mut self, message: &Message, default: &'a str) -> (&'a str, bool) {
        let ids = || message.references.iter().chain(&message.in_reply_to).chain([&message.id]);
        let known = ids().find_map(|id| self.thread_of.get(&self.hasher.hash_one(id)).copied());
        let is_new = known.is_none();
        let thread = known.unwrap_or_else(|| {
            let first = message.references.first().or(message.in_reply_to.first()).unwrap_or(&message.id);
            self.names.push(if first.is_empty() { default.to_owned() } else { first.clone() });
            u32::try_from(self.names.len() - 1).unwrap_or(u32::MAX)
        });
        for id in ids() {
            self.thread_of.entry(self.hasher.hash_one(id)).or_insert(thread);
        }
        (self.names.get(thread as usize).map_or(default, String::as_str), is_new)
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
