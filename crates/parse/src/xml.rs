//! XML piece by piece, as exports really hold it.
//!
//! A strict reader refuses most large exports somewhere: for a stray sign
//! before the declaration, a control character, a bare `&`, an attribute
//! without quotation marks. This one reads on. It knows the five entities of
//! XML and no others, so that there is nothing to expand, and it holds no more
//! than one piece of text, up to a cap.

use memchr::{memchr, memmem};

use crate::input::Input;
use crate::markup::decode_entities;
use crate::{Error, Place};

/// Reads tags and text in turn.
pub(crate) struct Xml<'r> {
    input: Input<'r>,
    cap_bytes: usize,
    /// What stands in the last tag, or the last text.
    held: String,
    /// The name of the last tag, its prefix included.
    name: std::ops::Range<usize>,
    /// Where the name starts behind its prefix.
    local: usize,
    section_end: memmem::Finder<'static>,
}

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
        Xml { input, cap_bytes, held: String::new(), name: 0..0, local: 0, section_end }
    }

    /// The input, for its losses.
    pub(crate) fn input(&mut self) -> &mut Input<'r> {
        &mut self.input
    }

    /// Where reading stands.
    pub(crate) fn place(&self) -> Place {
        self.input.place()
    }

    /// The text of the last piece.
    pub(crate) fn text(&self) -> &str {
        &self.held
    }

    /// The name of the last tag without its prefix.
    pub(crate) fn name(&self) -> &str {
        &self.held[self.local..self.name.end]
    }

    /// The prefix of the last tag's name; empty when it has none.
    pub(crate) fn prefix(&self) -> &str {
        self.held[self.name.start..self.local].trim_end_matches(':')
    }

    /// The value of an attribute of the last tag, whatever its prefix.
    pub(crate) fn attribute(&self, local: &str) -> Option<String> {
        let mut rest = self.held[self.name.end..].trim_start();
        while let Some(equals) = rest.find('=') {
            let name = rest[..equals].trim().rsplit([':', ' ', '\t', '\n', '\r']).next().unwrap_or("");
            rest = rest[equals + 1..].trim_start();
            let (value, behind) = match rest.chars().next()? {
                quote @ ('"' | '\'') => rest[1..].split_once(quote).unwrap_or((&rest[1..], "")),
                _ => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
            };
            if name == local {
                return Some(decode_entities(value).trim_end_matches('/').to_owned());
            }
            rest = behind.trim_start();
        }
        None
    }

    /// Reads the next piece.
    pub(crate) fn next(&mut self) -> Result<Piece, Error> {
        loop {
            if self.input.pending().is_empty() && !self.input.grow()? {
                return Ok(Piece::End);
            }
            if self.input.pending()[0] != b'<' {
                return self.take_text();
            }
            const LONGEST_SIGN: usize = "<![CDATA[".len();
            while self.input.pending().len() < LONGEST_SIGN && self.input.grow()? {}
            let start = self.input.pending();
            let (open, close): (&[u8], &[u8]) = match () {
                () if start.starts_with(b"<!--") => (b"<!--", b"-->"),
                () if start.starts_with(b"<![CDATA[") => (b"<![CDATA[", b"]]>"),
                () if start.starts_with(b"<?") => (b"<?", b"?>"),
                () if start.len() >= 9 && start[..9].eq_ignore_ascii_case(b"<!doctype") => {
                    self.input.consume(9);
                    return Ok(Piece::Doctype);
                }
                () if matches!(start.get(1), Some(b'/' | b'_' | b':' | b'a'..=b'z' | b'A'..=b'Z' | 0x80..)) => {
                    return self.take_tag();
                }
                () => {
                    self.hold(1, 0, false);
                    return Ok(Piece::Text);
                }
            };
            self.input.consume(open.len());
            match self.find(close)? {
                Found::At(length) if open.len() == LONGEST_SIGN => {
                    self.hold(length, close.len(), false);
                    return Ok(Piece::Text);
                }
                Found::At(length) => self.input.consume(length + close.len()),
                // An unclosed section is text to the end.
                Found::Never => {
                    let length = self.input.pending().len();
                    self.hold(length, 0, false);
                    return Ok(Piece::Text);
                }
                Found::TooLong(bytes) if open.len() == LONGEST_SIGN => return Ok(Piece::TooLong(bytes)),
                Found::TooLong(_) => {}
            }
        }
    }

    fn take_text(&mut self) -> Result<Piece, Error> {
        let length = match self.find(b"<")? {
            Found::At(length) => length,
            Found::Never => self.input.pending().len(),
            Found::TooLong(bytes) => return Ok(Piece::TooLong(bytes)),
        };
        self.hold(length, 0, true);
        Ok(Piece::Text)
    }

    fn take_tag(&mut self) -> Result<Piece, Error> {
        self.input.consume(1);
        let length = match self.find(b">")? {
            Found::At(length) => length,
            Found::Never => {
                let length = self.input.pending().len();
                self.hold(length, 0, false);
                return Ok(Piece::Text);
            }
            Found::TooLong(bytes) => return Ok(Piece::TooLong(bytes)),
        };
        self.hold(length, 1, false);
        let closing = self.held.starts_with('/');
        let start = usize::from(closing);
        let rest = &self.held.as_bytes()[start..];
        let length = rest.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/').unwrap_or(rest.len());
        self.local = rest[..length].iter().rposition(|byte| *byte == b':').map_or(start, |colon| start + colon + 1);
        self.name = start..start + length;
        let empty = self.held.ends_with('/');
        Ok(if closing { Piece::Close } else { Piece::Open { empty } })
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

    /// Takes bytes as the text of the piece and passes over some more.
    fn hold(&mut self, length: usize, more: usize, decode: bool) {
        let at = self.input.place();
        self.held.clear();
        let bytes = &self.input.pending()[..length];
        // Most text is sound, and then copied only once.
        match std::str::from_utf8(bytes) {
            Ok(text) if !holds_control(bytes) => push(text, decode, &mut self.held),
            _ => {
                let bytes: Vec<u8> = bytes.to_vec();
                let text = self.input.decode(&bytes, at);
                let text: String = text.chars().filter(|c| !u8::try_from(*c).is_ok_and(is_control)).collect();
                push(&text, decode, &mut self.held);
            }
        }
        self.input.consume(length + more);
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
            let piece = match xml.next().unwrap() {
                Piece::End => return pieces,
                Piece::Open { empty } => {
                    let id = xml.attribute("id").map_or(String::new(), |id| format!(" {id}"));
                    format!("<{}{id}{}", xml.name(), if empty { "/" } else { "" })
                }
                Piece::Close => format!("/{}", xml.name()),
                Piece::Text => xml.text().to_owned(),
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
