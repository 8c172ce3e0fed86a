//! Fragments of threads as bytes, for this run of the program only.

use threadwarden_thread::{Article, Comment, Cue, Link, State, Time, TimeKind};

use crate::Place;
use crate::assemble::{Assembler, Loose};

/// Appends a fragment; its problems are not part of it.
pub(super) fn write(fragment: &Assembler, out: &mut Vec<u8>) {
    string(&fragment.thread, out);
    out.push(u8::from(fragment.links_known));
    out.push(u8::from(fragment.article.is_some()));
    if let Some(article) = &fragment.article {
        string(&article.title, out);
        string(&article.text, out);
        for part in [&article.url, &article.author, &article.published] {
            option(part.as_deref(), out);
        }
    }
    for list in [&fragment.rows, &fragment.pings] {
        out.extend((list.len() as u64).to_le_bytes());
        for row in list {
            write_row(row, out);
        }
    }
}

fn write_row(row: &Loose, out: &mut Vec<u8>) {
    let comment = &row.comment;
    string(comment.id.as_str(), out);
    string(&comment.author, out);
    string(&comment.text, out);
    option(comment.raw.as_deref(), out);
    option(row.parent.as_deref(), out);
    option(comment.created.as_ref().map(|time| time.text.as_str()), out);
    let kind = comment.created.as_ref().map_or(TimeKind::Local, |time| time.kind);
    out.push(position(&TimeKind::ALL, kind));
    out.push(position(&State::ALL, comment.state));
    match comment.link {
        Link::None => out.push(0),
        Link::Given => out.push(1),
        Link::Inferred { cue, confidence } => {
            out.extend([2, position(&Cue::ALL, cue)]);
            out.extend(confidence.to_le_bytes());
        }
    }
    for number in [row.at.byte, row.at.line, row.at.record] {
        // No input is as long as the number that stands for none.
        out.extend(number.unwrap_or(u64::MAX).to_le_bytes());
    }
}

fn position<T: PartialEq>(all: &[T], one: T) -> u8 {
    all.iter().position(|other| *other == one).unwrap_or(0) as u8
}

fn string(text: &str, out: &mut Vec<u8>) {
    out.extend((text.len() as u64).to_le_bytes());
    out.extend(text.as_bytes());
}

fn option(text: Option<&str>, out: &mut Vec<u8>) {
    out.push(u8::from(text.is_some()));
    string(text.unwrap_or(""), out);
}

/// The name of a fragment's thread.
pub(super) fn thread(bytes: &[u8]) -> Option<&str> {
    Bytes(bytes).text()
}

/// Adds a fragment to the thread that it is a part of.
pub(super) fn read_into(bytes: &[u8], thread: &mut Assembler) -> Option<()> {
    let mut bytes = Bytes(bytes);
    bytes.text()?;
    thread.links_known |= bytes.byte()? != 0;
    if bytes.byte()? != 0 {
        let article = Article {
            title: bytes.string()?,
            text: bytes.string()?,
            url: bytes.option()?,
            author: bytes.option()?,
            published: bytes.option()?,
        };
        thread.set_article(article, Place::default());
    }
    for list in [&mut thread.rows, &mut thread.pings] {
        for _ in 0..bytes.number()? {
            list.push(read_row(&mut bytes)?);
        }
    }
    Some(())
}

fn read_row(bytes: &mut Bytes<'_>) -> Option<Loose> {
    let mut comment = Comment::new(bytes.string()?, bytes.string()?, bytes.string()?);
    comment.raw = bytes.option()?;
    let parent = bytes.option()?;
    let created = bytes.option()?;
    let kind = *TimeKind::ALL.get(usize::from(bytes.byte()?))?;
    comment.created = created.map(|text| Time { text, kind });
    comment.state = *State::ALL.get(usize::from(bytes.byte()?))?;
    comment.link = match bytes.byte()? {
        0 => Link::None,
        1 => Link::Given,
        _ => Link::Inferred {
            cue: *Cue::ALL.get(usize::from(bytes.byte()?))?,
            confidence: f32::from_le_bytes(bytes.take(4)?.try_into().ok()?),
        },
    };
    let mut number = || bytes.number().map(|number| Some(number).filter(|number| *number != u64::MAX));
    let at = Place { byte: number()?, line: number()?, record: number()? };
    Some(Loose { comment, parent, at })
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn number(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn string(&mut self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    fn option(&mut self) -> Option<Option<String>> {
        let is_some = self.byte()? != 0;
        let text = self.text()?;
        Some(is_some.then(|| text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use threadwarden_thread::{Article, Comment, Cue, Link, State, Time, TimeKind};

    use super::{read_into, thread, write};
    use crate::Place;
    use crate::assemble::Assembler;

    #[test]
    fn what_is_written_reads_back() {
        let mut fragment = Assembler::new("ferries");
        fragment.links_known = true;
        fragment.article = Some(Article { title: "Late".into(), url: Some(String::new()), ..Article::default() });
        let mut comment = Comment::new("1", "Kestrel", "Late?");
        comment.raw = Some("<p>Late?".into());
        comment.created = Some(Time { text: "2 days ago".into(), kind: TimeKind::Relative });
        comment.state = State::Spam;
        comment.link = Link::Inferred { cue: Cue::Quotation, confidence: 0.25 };
        fragment.push(comment, Some("0".into()), Place::record(7));
        fragment.push(Comment::new("", "", ""), None, Place::default());
        fragment.push_ping(Comment::new("2", "a site", ""), None, Place::line(3));
        let mut bytes = Vec::new();
        write(&fragment, &mut bytes);
        let mut back = Assembler::new(thread(&bytes).unwrap());
        read_into(&bytes, &mut back).unwrap();
        assert_eq!(format!("{back:?}"), format!("{fragment:?}"));
        for cut in 0..bytes.len() {
            assert!(read_into(&bytes[..cut], &mut Assembler::default()).is_none());
        }
    }
}
