//! XML piece by piece, as exports really hold it.
//!
//! A strict reader refuses most large exports somewhere: for a stray sign
//! before the declaration, a control character, a bare `&`, an attribute
//! without quotation marks. This one reads on. It knows the five entities of
//! XML and no others, so that there is nothing to expand, and it holds no more
//! than one piece of text, up to a cap.

use std::ops::Range;

use memchr::{memchr, memmem};

use crate::input::Input;
use crate::markup::decode_entities;
use crate::{Error, Place};

/// Reads tags and text in turn.
///
/// The last piece stays where it was read, among the bytes at hand; it is
/// copied only by those who want it, and passed over when the next one is read.
pub(crate) struct Xml<'r> {
    input: Input<'r>,
    cap_bytes: usize,
    /// Bytes at hand that the last piece takes.
    taken: usize,
    /// What stands in the last tag, or the last text; a range of the bytes at hand, like the others.
    held: Range<usize>,
    /// The name of the last tag, its prefix included.
    name: Range<usize>,
    /// Where the name starts behind its prefix.
    local: usize,
    /// Whether the last text stood in a CDATA section, where nothing is decoded.
    section: bool,
    /// Where in the input the last piece starts.
    begin: Option<u64>,
    section_end: memmem::Finder<'static>,
}

const SECTION: &[u8] = b"<![CDATA[";

/// What ends a CDATA section.
const SECTION_END: &[u8] = b"]]>";

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A start tag.
    Open {
        /// Whether it is its own end tag as well.
        empty: bool,
    },
    Close,
    /// Text between tags or in a CDATA section.
    Text,
    /// A document type, which may define entities.
    Doctype,
    /// A piece over the cap, left out; with its length in bytes.
    TooLong(u64),
    End,
}

/// Where a search came to.
enum Found {
    /// Bytes before the sign looked for.
    At(usize),
    /// More bytes than the cap allows; they are passed over, and the sign as well.
    TooLong(u64),
    /// The input ends first.
    Never,
}

impl<'r> Xml<'r> {
    pub(crate) fn new(input: Input<'r>, cap_bytes: usize) -> Self {
        let section_end = memmem::Finder::new(SECTION_END);
        let (taken, held, name, local, section, begin) = (0, 0..0, 0..0, 0, false, None);
        Xml { input, cap_bytes, taken, held, name, local, section, begin, section_end }
    }

    /// The input, for its losses.
    pub(crate) fn input(&mut self) -> &mut Input<'r> {
        &mut self.input
    }

    /// Where the last piece starts.
    pub(crate) fn place(&self) -> Place {
        Place { byte: self.begin, ..self.input.place() }
    }

    fn slice(&self, range: Range<usize>) -> &[u8] {
        self.input.pending().get(range).unwrap_or_default()
    }

    /// The name of the last tag without its prefix.
    pub(crate) fn name(&self) -> &[u8] {
        self.slice(self.local..self.name.end)
    }

    /// The prefix of the last tag's name; empty when it has none.
    pub(crate) fn prefix(&self) -> &[u8] {
        self.slice(self.name.start..self.local.saturating_sub(1).max(self.name.start))
    }

    /// The value of an attribute of the last tag, whatever its prefix.
    pub(crate) fn attribute(&self, local: &str) -> Option<String> {
        let tag = String::from_utf8_lossy(self.slice(self.name.end..self.held.end));
        let mut rest = tag.trim_start();
        while let Some(equals) = rest.find('=') {
            let name = rest[..equals].trim().rsplit([':', ' ', '\t', '\n', '\r']).next().unwrap_or("");
            rest = rest[equals + 1..].trim_start();
            let (value, behind) = match rest.chars().next()? {
                quote @ ('"' | '\'') => rest[1..].split_once(quote).unwrap_or((&rest[1..], "")),
                _ => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
            };
            if name == local {
                let value = decode_entities(value);
                return Some(value.trim_end_matches('/').replace(|c| u8::try_from(c).is_ok_and(is_control), ""));
            }
            rest = behind.trim_start();
        }
        None
    }

    /// Adds the last text to `out`, decoded and without what XML forbids.
    pub(crate) fn push_text(&mut self, out: &mut String) {
        let bytes = self.slice(self.held.clone());
        // Most text is sound, and then copied only once.
        match std::str::from_utf8(bytes) {
            Ok(text) if !holds_control(bytes) => push(text, !self.section, out),
            _ => {
                let (bytes, at) = (bytes.to_vec(), self.place());
                let text = self.input.decode(&bytes, at);
                let text: String = text.chars().filter(|c| !u8::try_from(*c).is_ok_and(is_control)).collect();
                push(&text, !self.section, out);
            }
        }
    }

    /// Reads the next piece; texts are passed over where nobody wants them.
    pub(crate) fn next(&mut self, wants_text: bool) -> Result<Piece, Error> {
        loop {
            self.input.consume(std::mem::take(&mut self.taken));
            self.begin = self.input.place().byte;
            if self.input.pending().is_empty() && !self.input.grow()? {
                return Ok(Piece::End);
            }
            if self.input.pending()[0] != b'<' {
                match self.take_text(b"<")? {
                    Piece::Text if !wants_text => continue,
                    piece => return Ok(piece),
                }
            }
            while self.input.pending().len() < SECTION.len() && self.input.grow()? {}
            let start = self.input.pending();
            match start.get(1) {
                Some(b'/' | b'_' | b':' | b'a'..=b'z' | b'A'..=b'Z' | 0x80..) => return self.take_tag(),
                Some(b'!') if start.starts_with(SECTION) => {
                    self.input.consume(SECTION.len());
                    match self.take_text(SECTION_END)? {
                        Piece::Text if !wants_text => {}
                        piece => return Ok(piece),
                    }
                }
                Some(b'!') if start.starts_with(b"<!--") => self.pass(b"<!--", b"-->")?,
                Some(b'?') => self.pass(b"<?", b"?>")?,
                Some(b'!') if start.len() >= 9 && start[..9].eq_ignore_ascii_case(b"<!doctype") => {
                    self.taken = 9;
                    return Ok(Piece::Doctype);
                }
                _ => {
                    (self.held, self.taken, self.section) = (0..1, 1, false);
                    return Ok(Piece::Text);
                }
            }
        }
    }

    /// Passes over a comment or an instruction; what is never closed goes to the end.
    fn pass(&mut self, open: &[u8], close: &[u8]) -> Result<(), Error> {
        self.input.consume(open.len());
        self.taken = match self.find(close)? {
            Found::At(length) => length + close.len(),
            Found::Never => self.input.pending().len(),
            Found::TooLong(_) => 0,
        };
        Ok(())
    }

    /// Takes a text up to the sign that ends it; a section that is never closed is text to the end.
    fn take_text(&mut self, end: &[u8]) -> Result<Piece, Error> {
        self.section = end == SECTION_END;
        let length = match self.find(end)? {
            Found::At(length) => length,
            Found::Never => self.input.pending().len(),
            Found::TooLong(bytes) => return Ok(Piece::TooLong(bytes)),
        };
        self.held = 0..length;
        self.taken = length + if self.section { end.len() } else { 0 };
        self.taken = self.taken.min(self.input.pending().len());
        Ok(Piece::Text)
    }

    fn take_tag(&mut self) -> Result<Piece, Error> {
        self.input.consume(1);
        let length = match self.find(b">")? {
            Found::At(length) => length,
            Found::Never => {
                let length = self.input.pending().len();
                (self.held, self.taken, self.section) = (0..length, length, true);
                return Ok(Piece::Text);
            }
            Found::TooLong(bytes) => return Ok(Piece::TooLong(bytes)),
        };
        let tag = &self.input.pending()[..length];
        let start = usize::from(tag.first() == Some(&b'/'));
        let (mut local, mut end) = (start, start);
        while let Some(byte) = tag.get(end).filter(|byte| !byte.is_ascii_whitespace() && **byte != b'/') {
            end += 1;
            if *byte == b':' {
                local = end;
            }
        }
        let empty = tag.last() == Some(&b'/');
        (self.held, self.name, self.local, self.taken) = (0..length, start..end, local, length + 1);
        Ok(if start > 0 { Piece::Close } else { Piece::Open { empty } })
    }

    /// Looks for a sign, reading on as far as the cap allows.
    fn find(&mut self, sign: &[u8]) -> Result<Found, Error> {
        let mut searched = 0;
        let mut passed: u64 = 0;
        loop {
            let pending = self.input.pending();
            let from = searched.min(pending.len());
            let found = match sign {
                [byte] => memchr(*byte, &pending[from..]),
                SECTION_END => self.section_end.find(&pending[from..]),
                _ => memmem::find(&pending[from..], sign),
            };
            if let Some(found) = found {
                let at = from + found;
                if passed == 0 {
                    return Ok(Found::At(at));
                }
                // The sign that starts a tag is not part of the text.
                self.input.consume(at + if sign == b"<" { 0 } else { sign.len() });
                return Ok(Found::TooLong(passed + at as u64));
            }
            searched = pending.len().saturating_sub(sign.len() - 1);
            if searched > self.cap_bytes {
                passed += searched as u64;
                self.input.consume(searched);
                searched = 0;
            }
            if !self.input.grow()? {
                if passed == 0 {
                    return Ok(Found::Never);
                }
                let rest = self.input.pending().len();
                self.input.consume(rest);
                return Ok(Found::TooLong(passed + rest as u64));
            }
        }
    }
}

fn push(text: &str, decode: bool, held: &mut String) {
    if decode && memchr(b'&', text.as_bytes()).is_some() {
        decode_five(text, held);
    } else {
        held.push_str(text);
    }
}

/// Whether any byte is a control character; without an early end, which makes it quicker.
fn holds_control(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |found, byte| found | is_control(*byte))
}

/// Control characters that XML forbids.
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// Decodes numbers and the five names that XML knows; other names stay as they are.
fn decode_five(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(found) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..found]);
        rest = &rest[found..];
        const LONGEST_BYTES: usize = 12;
        let end = rest.bytes().take(LONGEST_BYTES).position(|byte| byte == b';');
        let known = end
            .map(|end| &rest[..=end])
            .filter(|name| matches!(*name, "&amp;" | "&lt;" | "&gt;" | "&quot;" | "&apos;") || name.starts_with("&#"));
        let taken = known.unwrap_or("&");
        match known {
            Some(name) => out.push_str(&decode_entities(name)),
            None => out.push('&'),
        }
        rest = &rest[taken.len()..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::{Piece, Xml};
    use crate::encoding::sniff;
    use crate::input::Input;

    fn pieces(text: &str, cap: usize) -> Vec<String> {
        let sniffed = sniff(text.as_bytes(), true).unwrap();
        let (sample, rest) = text.as_bytes().split_at(text.len() / 2);
        let mut xml = Xml::new(Input::new(sample.to_vec(), Box::new(rest), &sniffed, cap), cap);
        let mut pieces = Vec::new();
        loop {
            let piece = match xml.next(true).unwrap() {
                Piece::End => return pieces,
                Piece::Open { empty } => {
                    let id = xml.attribute("id").map_or(String::new(), |id| format!(" {id}"));
                    format!("<{}{id}{}", String::from_utf8_lossy(xml.name()), if empty { "/" } else { "" })
                }
                Piece::Close => format!("/{}", String::from_utf8_lossy(xml.name())),
                Piece::Text => {
                    let mut text = String::new();
                    xml.push_text(&mut text);
                    text
                }
                Piece::Doctype => "!".to_owned(),
                Piece::TooLong(bytes) => format!("too long {bytes}"),
            };
            pieces.push(piece);
        }
    }

    #[test]
    fn reads_what_exports_hold() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("`<?xml version=\"1.0\"?><a/>", &["`", "<a/"]),
            ("<wp:a>x</wp:a>", &["<a", "x", "/a"]),
            ("<a><![CDATA[<b>&amp;]]]]><![CDATA[>]]></a>", &["<a", "<b>&amp;]]", ">", "/a"]),
            ("<a>A &amp; B &lt; &nbsp; &#65; & &lol9; C</a>", &["<a", "A & B < &nbsp; A & &lol9; C", "/a"]),
            ("<t d:id=\"1\" /><t d:id=2/><t x='<' id='3'>", &["<t 1/", "<t 2/", "<t 3"]),
            ("<!-- <a> --><b>1 < 2</b>", &["<b", "1 ", "<", " 2", "/b"]),
            ("<!DOCTYPE x [<!ENTITY a \"b\">]><a>", &["!", " x [", "<", "!ENTITY a \"b\">]>", "<a"]),
            ("<a>bell\u{7} and \u{b}tab</a>", &["<a", "bell and tab", "/a"]),
            ("<a>open <![CDATA[to the end", &["<a", "open ", "to the end"]),
            ("<a", &["a"]),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text, 1000), *expected, "{text}");
        }
    }

    #[test]
    fn pieces_over_the_cap_are_passed_over() {
        let long = "x".repeat(700_000);
        assert_eq!(pieces(&format!("<a>{long}</a>"), 1000), ["<a", "too long 700000", "/a"]);
        assert_eq!(pieces(&format!("<a><![CDATA[{long}]]></a>"), 1000), ["<a", "too long 700000", "/a"]);
        assert_eq!(pieces(&format!("<!--{long}--><a/>"), 1000), ["<a/"]);
        assert_eq!(pieces(&format!("<a {long}>b"), 1000), ["too long 700002", "b"]);
    }
}
