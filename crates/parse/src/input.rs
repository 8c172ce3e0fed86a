//! The input as lines of UTF-8, however long, broken or encoded it is.

use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;

use encoding_rs::UTF_8;
use memchr::memchr;

use crate::encoding::{Sniffed, Transcoder, read_some};
use crate::problem::Problems;
use crate::{Error, ErrorKind, Place};

/// A source of lines, each within the cap, whatever the source does.
pub(crate) struct Input<'r> {
    source: Box<dyn Read + Send + 'r>,
    buffer: Vec<u8>,
    /// What is at hand in the buffer.
    start: usize,
    end: usize,
    ended: bool,
    /// Bytes of the input before `start`; they count in the original only when nothing is transcoded.
    byte: u64,
    transcoded: bool,
    line: u64,
    line_cap_bytes: usize,
    losses: u64,
    first_loss: Place,
}

/// One line, without its end.
pub(crate) enum Line<'a> {
    /// A line within the cap.
    Text(Cow<'a, str>, Place),
    /// A line over the cap, skipped; with its length in bytes.
    TooLong(Place, u64),
}

/// One line as it is, without its end.
pub(crate) enum RawLine<'a> {
    /// A line within the cap.
    Bytes(&'a [u8], Place),
    /// A line over the cap, skipped; with its length in bytes.
    TooLong(Place, u64),
}

/// Where a line is.
enum Cut {
    Line(Range<usize>),
    TooLong(u64),
}

impl<'r> Input<'r> {
    const BLOCK_BYTES: usize = 256 << 10;

    /// The bytes read so far followed by the rest of the source.
    pub(crate) fn new(
        sample: Vec<u8>,
        rest: Box<dyn Read + Send + 'r>,
        sniffed: &Sniffed,
        line_cap_bytes: usize,
    ) -> Self {
        let bom = sniffed.bom;
        let mut chained = std::io::Cursor::new(sample);
        chained.set_position(bom as u64);
        let transcoded = sniffed.encoding != UTF_8;
        let source: Box<dyn Read + Send + 'r> = match transcoded {
            true => Box::new(Transcoder::new(chained.chain(rest), sniffed.encoding)),
            false => Box::new(chained.chain(rest)),
        };
        Input {
            source,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            ended: false,
            byte: bom as u64,
            transcoded,
            line: 0,
            line_cap_bytes,
            losses: 0,
            first_loss: Place::default(),
        }
    }

    /// The next line, or none at the end.
    pub(crate) fn next_line(&mut self) -> Result<Option<Line<'_>>, Error> {
        let (at, range) = match self.cut_line()? {
            None => return Ok(None),
            Some((at, Cut::TooLong(bytes))) => return Ok(Some(Line::TooLong(at, bytes))),
            Some((at, Cut::Line(range))) => (at, range),
        };
        let mut losses = 0;
        let text = decode(&self.buffer[range], self.transcoded, &mut losses);
        if losses > 0 {
            note_loss(&mut self.losses, &mut self.first_loss, losses, at);
        }
        Ok(Some(Line::Text(text, at)))
    }

    /// The next line as it is, or none at the end.
    pub(crate) fn next_raw_line(&mut self) -> Result<Option<RawLine<'_>>, Error> {
        Ok(self.cut_line()?.map(|(at, cut)| match cut {
            Cut::Line(range) => RawLine::Bytes(&self.buffer[range], at),
            Cut::TooLong(bytes) => RawLine::TooLong(at, bytes),
        }))
    }

    /// Passes over the next line; gives its place, and where in the buffer it is.
    fn cut_line(&mut self) -> Result<Option<(Place, Cut)>, Error> {
        let mut searched = 0;
        let mut skipped: u64 = 0;
        let found = loop {
            let pending = self.pending();
            if let Some(at) = memchr(b'\n', &pending[searched..]) {
                break Some(searched + at);
            }
            searched = pending.len();
            if searched > self.line_cap_bytes {
                skipped += searched as u64;
                self.start = self.end;
                searched = 0;
            }
            if !self.fill()? {
                break None;
            }
        };
        let length = found.unwrap_or(self.end - self.start);
        if length == 0 && found.is_none() && skipped == 0 {
            return Ok(None);
        }
        self.line += 1;
        let at = self.place();
        let (from, to) = (self.start, self.start + length);
        self.start = to + usize::from(found.is_some());
        self.byte += skipped + (self.start - from) as u64;
        if skipped > 0 || length > self.line_cap_bytes {
            return Ok(Some((at, Cut::TooLong(skipped + length as u64))));
        }
        let carriage_return = self.buffer[from..to].ends_with(b"\r");
        Ok(Some((at, Cut::Line(from..to - usize::from(carriage_return)))))
    }

    /// The whole input as one text, lines over the cap left out.
    pub(crate) fn read_document(&mut self, cap_bytes: usize, problems: &mut Problems) -> Result<String, Error> {
        let mut document = String::new();
        while let Some(line) = self.next_line()? {
            match line {
                Line::Text(text, at) => {
                    if document.len() + text.len() >= cap_bytes {
                        let message = format!("the input is larger than {cap_bytes} bytes and has to be held whole");
                        return Err(Error::new(ErrorKind::TooLarge, at, message));
                    }
                    document.push_str(&text);
                    document.push('\n');
                }
                Line::TooLong(at, bytes) => too_long(problems, at, bytes),
            }
        }
        self.report_losses(problems);
        Ok(document)
    }

    /// The bytes at hand, read on when there are none; empty at the end.
    pub(crate) fn fill_buf(&mut self) -> Result<&[u8], Error> {
        if self.start == self.end {
            self.fill()?;
        }
        Ok(self.pending())
    }

    /// The bytes at hand, which may be none.
    pub(crate) fn pending(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Reads on behind the bytes at hand; false at the end.
    pub(crate) fn grow(&mut self) -> Result<bool, Error> {
        self.fill()
    }

    /// The whole input as one text, whatever the length of its lines.
    pub(crate) fn read_whole(&mut self, cap_bytes: usize, problems: &mut Problems) -> Result<String, Error> {
        let at = self.place();
        let bytes = self.read_bytes(cap_bytes)?;
        let text = match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') && !self.transcoded => text,
            Ok(text) => self.decode(text.as_bytes(), at).into_owned(),
            Err(error) => self.decode(error.as_bytes(), at).into_owned(),
        };
        self.report_losses(problems);
        Ok(text)
    }

    /// The whole input as it is.
    pub(crate) fn read_bytes(&mut self, cap_bytes: usize) -> Result<Vec<u8>, Error> {
        while self.fill()? {
            if self.end - self.start > cap_bytes {
                let message = format!("the input is larger than {cap_bytes} bytes and has to be held whole");
                return Err(Error::new(ErrorKind::TooLarge, self.place(), message));
            }
        }
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.truncate(self.end);
        bytes.drain(..self.start);
        (self.start, self.end) = (0, 0);
        Ok(bytes)
    }

    /// Passes over bytes that [`Input::fill_buf`] gave.
    pub(crate) fn consume(&mut self, count: usize) {
        self.start += count;
        self.byte += count as u64;
    }

    /// Where reading stands.
    pub(crate) fn place(&self) -> Place {
        Place {
            byte: (!self.transcoded).then_some(self.byte),
            line: (self.line > 0).then_some(self.line),
            record: None,
        }
    }

    /// Makes text of bytes read through [`Input::fill_buf`], counting what is lost.
    pub(crate) fn decode<'b>(&mut self, bytes: &'b [u8], at: Place) -> Cow<'b, str> {
        let mut losses = 0;
        let text = decode(bytes, self.transcoded, &mut losses);
        if losses > 0 {
            note_loss(&mut self.losses, &mut self.first_loss, losses, at);
        }
        text
    }

    /// Records what decoding has lost since the last report.
    pub(crate) fn report_losses(&mut self, problems: &mut Problems) {
        if self.losses > 0 {
            let message = format!("{} invalid characters were replaced, the first of them here", self.losses);
            problems.add("invalid-characters", self.first_loss, message);
            self.losses = 0;
        }
    }

    /// Reads one more block behind the pending bytes; false at the end.
    fn fill(&mut self) -> Result<bool, Error> {
        if self.ended {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        // The room behind the end is kept from one block to the next, so that it is cleared only once.
        if self.buffer.len() - self.end < Self::BLOCK_BYTES {
            self.buffer.resize(self.end + Self::BLOCK_BYTES, 0);
        }
        let read = read_some(&mut self.source, &mut self.buffer[self.end..])?;
        self.end += read;
        self.ended = read == 0;
        Ok(!self.ended)
    }
}

/// Records a line that is longer than the cap.
pub(crate) fn too_long(problems: &mut Problems, at: Place, bytes: u64) {
    problems.add("line-too-long", at, format!("a line of {bytes} bytes is over the cap and was skipped"));
}

fn note_loss(losses: &mut u64, first: &mut Place, count: u64, at: Place) {
    if *losses == 0 {
        *first = at;
    }
    *losses += count;
}

/// Bytes as text; invalid sequences and NULs become U+FFFD and are counted.
fn decode<'b>(bytes: &'b [u8], transcoded: bool, losses: &mut u64) -> Cow<'b, str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            *losses += bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count() as u64;
            String::from_utf8_lossy(bytes)
        }
    };
    if transcoded {
        *losses += memchr::memmem::find_iter(bytes, "\u{FFFD}").count() as u64;
    }
    if memchr(0, bytes).is_some() {
        *losses += memchr::memchr_iter(0, bytes).count() as u64;
        return Cow::Owned(text.replace('\0', "\u{FFFD}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Input, Line};
    use crate::encoding::sniff;
    use crate::problem::Problems;

    fn input(bytes: &[u8], cap: usize) -> Input<'_> {
        let sniffed = sniff(bytes, true).unwrap();
        let (sample, rest) = bytes.split_at(bytes.len() / 2);
        Input::new(sample.to_vec(), Box::new(rest), &sniffed, cap)
    }

    fn lines(bytes: &[u8], cap: usize) -> Vec<String> {
        let mut input = input(bytes, cap);
        let mut lines = Vec::new();
        while let Some(line) = input.next_line().unwrap() {
            lines.push(match line {
                Line::Text(text, at) => format!("{}@{} {text}", at.line.unwrap(), at.byte.map_or(-1, |b| b as i64)),
                Line::TooLong(at, bytes) => format!("{} skipped {bytes}", at.line.unwrap()),
            });
        }
        lines
    }

    #[test]
    fn cuts_lines_within_the_cap() {
        let cases: &[(&[u8], &[&str])] = &[
            (b"", &[]),
            (b"one", &["1@0 one"]),
            (b"one\r\n\ntwo\n", &["1@0 one", "2@5 ", "3@6 two"]),
            (b"\xEF\xBB\xBFone\ntwo", &["1@3 one", "2@7 two"]),
            (b"short\n0123456789abcdef\nnext", &["1@0 short", "2 skipped 16", "3@23 next"]),
            (b"0123456789abcdef", &["1 skipped 16"]),
            ("é\0é".as_bytes(), &["1@0 é\u{FFFD}é"]),
            (b"\xC3\xA9\xC3\xA9\xFF", &["1@0 éé\u{FFFD}"]),
        ];
        for (bytes, expected) in cases {
            assert_eq!(lines(bytes, 12), *expected, "{bytes:?}");
        }
    }

    #[test]
    fn an_endless_line_is_skipped_block_by_block() {
        let mut bytes = vec![b'x'; 3 << 20];
        bytes.extend(b"\nnext");
        assert_eq!(lines(&bytes, 1000), [format!("1 skipped {}", 3 << 20), format!("2@{} next", (3 << 20) + 1)]);
    }

    #[test]
    fn losses_are_counted_once_with_the_first_place() {
        let mut input = input("fine \u{e9}\u{e9}\u{e9}\nbad \u{e9}".as_bytes(), 100);
        let mut problems = Problems::default();
        input.read_document(1000, &mut problems).unwrap();
        assert!(problems.take().is_empty());

        let bytes = b"fine \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\nbad \xFF and \xFE\nbad \xFF";
        let mut input = self::input(bytes, 100);
        input.read_document(1000, &mut problems).unwrap();
        let problems = problems.take();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].at.line, Some(2));
        assert!(problems[0].message.starts_with("3 invalid"));
    }
}
