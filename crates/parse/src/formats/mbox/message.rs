//! One mail: headers unfolded, words decoded, the readable part of the body found.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use crate::markup::{Lines, html_text};

/// What a message says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Message {
    /// Ids are written without their brackets.
    pub(super) id: String,
    pub(super) in_reply_to: Vec<String>,
    pub(super) references: Vec<String>,
    pub(super) author: String,
    pub(super) subject: String,
    pub(super) date: String,
    pub(super) text: String,
    /// The body where it is HTML.
    pub(super) html: Option<String>,
    /// The encoding that was guessed, where the message names none that fits.
    pub(super) guessed: Option<&'static str>,
}

/// Parts in parts deeper than this are not looked into.
const DEEPEST: usize = 8;

impl Message {
    /// Reads a message without its `From ` line.
    ///
    /// One mail box holds messages in many encodings. A message that is no
    /// UTF-8 is taken apart with each byte as one character, and what is to be
    /// read of it is decoded as its part says.
    pub(super) fn read(source: &[u8]) -> Message {
        match std::str::from_utf8(source) {
            Ok(source) => Message::take_apart(source, false),
            Err(_) => {
                let source: String = source.iter().map(|byte| char::from(*byte)).collect();
                Message::take_apart(&source, true)
            }
        }
    }

    fn take_apart(source: &str, bytewise: bool) -> Message {
        let (headers, body) = split(source);
        let headers = Headers::read(headers);
        let mut guessed = None;
        let charset = parameter(&headers.get("content-type"), "charset");
        let mut header = |name: &str| {
            let value = headers.get(name);
            let value = if bytewise { decode_raw(&value, charset.as_deref(), &mut guessed) } else { value };
            decode_words(&value)
        };
        let mut message = Message {
            id: ids(&header("message-id")).into_iter().next().unwrap_or_default(),
            in_reply_to: ids(&header("in-reply-to")),
            references: ids(&header("references")),
            author: author(&header("from")),
            subject: header("subject"),
            date: header("date"),
            ..Message::default()
        };
        if let Some((headers, body)) = readable_part(headers, body) {
            let kind = headers.get("content-type");
            let text = decode_body(&headers, body, bytewise, &mut guessed);
            let text = unescape_from(&text);
            if kind.to_ascii_lowercase().starts_with("text/html") {
                message.text = html_text(&text, Lines::Collapsed);
                message.html = Some(text.trim().to_owned());
            } else {
                let flowed = parameter(&kind, "format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
                let delsp = parameter(&kind, "delsp").is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes"));
                let text = if flowed { Cow::Owned(unflow(&text, delsp)) } else { text };
                message.text = without_signature(&text).trim().to_owned();
            }
        }
        message.guessed = guessed;
        message
    }
}

/// Headers and body.
fn split(source: &str) -> (&str, &str) {
    if let Some(body) = source.strip_prefix('\n') {
        return ("", body);
    }
    source.split_once("\n\n").unwrap_or((source, ""))
}

/// The headers of a message or a part, each with the lines that it goes on in.
struct Headers<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Headers<'a> {
    fn read(headers: &'a str) -> Self {
        let mut found: Vec<(&str, &str)> = Vec::new();
        let mut at = 0;
        let mut open: Option<(&str, usize)> = None;
        for line in headers.split_inclusive('\n') {
            if !line.starts_with([' ', '\t']) {
                found.extend(open.take().map(|(name, start)| (name, &headers[start..at])));
                open = line.split_once(':').map(|(name, _)| (name.trim_end(), at + name.len() + 1));
            }
            at += line.len();
        }
        found.extend(open.map(|(name, start)| (name, &headers[start..])));
        Headers(found)
    }

    /// A header's value, its lines joined; empty when it is missing.
    fn get(&self, name: &str) -> String {
        let Some((_, value)) = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) else {
            return String::new();
        };
        let mut joined = String::with_capacity(value.len());
        for line in value.lines() {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(line.trim());
        }
        joined
    }
}

/// The ids in a header.
fn ids(value: &str) -> Vec<String> {
    value.split('<').skip(1).filter_map(|rest| Some(rest.split_once('>')?.0.trim().to_owned())).collect()
}

/// The name in `"Name" <address>` or `address (Name)`, else the address.
fn author(from: &str) -> String {
    let unquoted = |text: &str| text.trim().trim_matches('"').replace("\\\"", "\"").trim().to_owned();
    if let Some((name, rest)) = from.rsplit_once('<') {
        let name = unquoted(name);
        return if name.is_empty() { rest.trim_end_matches('>').trim().to_owned() } else { name };
    }
    match from.split_once('(') {
        Some((_, name)) if from.trim_end().ends_with(')') => unquoted(name.trim_end().trim_end_matches(')')),
        _ => from.trim().to_owned(),
    }
}

/// Decodes `=?charset?q?words?=`.
fn decode_words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let word = &rest[start + 2..];
        let mut parts = word.splitn(3, '?');
        let decoded = match (parts.next(), parts.next(), parts.next()) {
            (Some(charset), Some(kind), Some(data)) => data.find("?=").and_then(|end| {
                let bytes = match kind {
                    "q" | "Q" => quoted_printable(&data[..end].replace('_', " ")),
                    "b" | "B" => base64(&data[..end]),
                    _ => return None,
                };
                let length = charset.len() + kind.len() + 2 + end + 2;
                Some((decode(charset, &bytes), length))
            }),
            _ => None,
        };
        match decoded {
            Some((decoded, length)) => {
                // White space between two encoded words belongs to neither.
                if !(after_word && rest[..start].trim().is_empty()) {
                    out.push_str(&rest[..start]);
                }
                out.push_str(&decoded);
                rest = &word[length..];
                after_word = true;
            }
            None => {
                out.push_str(&rest[..start + 2]);
                rest = word;
                after_word = false;
            }
        }
    }
    out.push_str(rest);
    out
}

fn decode(charset: &str, bytes: &[u8]) -> String {
    let encoding = encoding_of(charset).unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(bytes).0.replace('\0', "\u{FFFD}")
}

fn encoding_of(charset: &str) -> Option<&'static Encoding> {
    // A language may follow the name: `utf-8*en`.
    Encoding::for_label(charset.split('*').next().unwrap_or(charset).as_bytes())
}

/// Decodes a text whose characters are bytes: as it says, unless that does not fit, else as it looks.
fn decode_raw(text: &str, charset: Option<&str>, guessed: &mut Option<&'static str>) -> String {
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
    decode_stated(&bytes, charset, guessed)
}

fn decode_stated(bytes: &[u8], charset: Option<&str>, guessed: &mut Option<&'static str>) -> String {
    let stated = charset.and_then(encoding_of).unwrap_or(UTF_8);
    if let Some(text) = stated.decode_without_bom_handling_and_without_replacement(bytes) {
        return text.replace('\0', "\u{FFFD}");
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let looks = detector.guess(None, chardetng::Utf8Detection::Allow);
    *guessed = Some(looks.name());
    looks.decode_without_bom_handling(bytes).0.replace('\0', "\u{FFFD}")
}

/// The first part to read: plain text, else HTML; none where there is none.
fn readable_part<'a>(headers: Headers<'a>, body: &'a str) -> Option<(Headers<'a>, &'a str)> {
    let mut html = None;
    let mut waiting = vec![(headers, body, 0)];
    while let Some((headers, body, depth)) = waiting.pop() {
        let kind = headers.get("content-type");
        let lower = kind.to_ascii_lowercase();
        if let (true, Some(boundary)) = (lower.starts_with("multipart/"), parameter(&kind, "boundary")) {
            if depth < DEEPEST {
                let parts: Vec<&str> = parts(body, &boundary);
                waiting.extend(parts.into_iter().rev().map(|part| {
                    let (headers, body) = split(part);
                    (Headers::read(headers), body, depth + 1)
                }));
            }
        } else if lower.is_empty() || lower.starts_with("text/plain") || !lower.contains('/') {
            return Some((headers, body));
        } else if lower.starts_with("text/html") && html.is_none() {
            html = Some((headers, body));
        }
    }
    html
}

/// The parts between lines of a boundary.
fn parts<'a>(body: &'a str, boundary: &str) -> Vec<&'a str> {
    const MOST: usize = 1_000;
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let behind = line.strip_prefix("--").and_then(|line| line.strip_prefix(boundary)).map(str::trim_end);
        if let Some(behind @ ("" | "--")) = behind {
            if let Some(start) = start.take() {
                parts.push(&body[start..at]);
            }
            if behind == "--" || parts.len() == MOST {
                return parts;
            }
            start = Some(at + line.len());
        }
        at += line.len();
    }
    if let Some(start) = start {
        parts.push(&body[start..]);
    }
    parts
}

/// A parameter of a header: `text/plain; charset="utf-8"`.
fn parameter(value: &str, name: &str) -> Option<String> {
    let mut parts = value.split(';').skip(1);
    parts.find_map(|part| {
        let (found, value) = part.split_once('=')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The text of a part; `bytewise` where each character stands for a byte.
fn decode_body<'a>(
    headers: &Headers<'_>,
    body: &'a str,
    bytewise: bool,
    guessed: &mut Option<&'static str>,
) -> Cow<'a, str> {
    let charset = parameter(&headers.get("content-type"), "charset");
    let decoded = match headers.get("content-transfer-encoding").trim().to_ascii_lowercase().as_str() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(body),
        _ if bytewise => return Cow::Owned(decode_raw(body, charset.as_deref(), guessed)),
        // Mail boxes that were converted as a whole still say what the messages once were; seven bits stay as stated.
        _ => match charset.as_deref().and_then(encoding_of).filter(|stated| !stated.is_ascii_compatible()) {
            Some(stated) if body.is_ascii() => return stated.decode_without_bom_handling(body.as_bytes()).0,
            _ => return Cow::Borrowed(body),
        },
    };
    let text = decode_stated(&decoded, charset.as_deref(), guessed);
    Cow::Owned(if text.contains('\r') { text.replace("\r\n", "\n") } else { text })
}

/// Decodes `=C3=BC`, and joins lines that end in `=`.
fn quoted_printable(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'=', &bytes[at..]) {
        out.extend(&bytes[at..at + found]);
        at += found + 1;
        let rest = &bytes[at..];
        let hex = rest.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (rest.first(), hex) {
            (Some(b'\n'), _) => at += 1,
            (_, Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            _ => out.push(b'='),
        }
    }
    out.extend(&bytes[at..]);
    out
}

fn base64(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

/// Takes one `>` off the lines that mail boxes escape: `>From`, `>>From`.
fn unescape_from(text: &str) -> Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b">From ").is_none() {
        return Cow::Borrowed(text);
    }
    let lines = text.lines().map(|line| {
        let escaped = line.starts_with('>') && line.trim_start_matches('>').starts_with("From ");
        if escaped { &line[1..] } else { line }
    });
    Cow::Owned(lines.collect::<Vec<&str>>().join("\n"))
}

/// Joins the lines of flowed text that end in a space.
fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let depth = |line: &str| line.bytes().take_while(|byte| *byte == b'>').count();
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let quotes = depth(line);
        let content = line[quotes..].strip_prefix(' ').unwrap_or(&line[quotes..]);
        let continues = open == Some(quotes) && content != "-- ";
        if !continues {
            if open.is_some() {
                out.push('\n');
            }
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('>', quotes));
            if quotes > 0 {
                out.push(' ');
            }
        }
        let soft = content.ends_with(' ') && content != "-- ";
        out.push_str(if soft && delsp { &content[..content.len() - 1] } else { content });
        open = soft.then_some(quotes);
        if !soft {
            out.push('\n');
        }
    }
    out
}

/// The text above the line that starts a signature.
fn without_signature(text: &str) -> &str {
    match text.find("\n-- \n") {
        Some(at) => &text[..at],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, author, decode_words, parts, unflow};

    #[test]
    fn decodes_words_and_names() {
        for (text, plain) in [
            ("=?utf-8?q?J=C3=BCrgen?= <b@example.org>", "Jürgen <b@example.org>"),
            ("=?ISO-8859-1?Q?Gr=FC=DFe_an?= =?utf-8?B?YWxsZQ==?=", "Grüße analle"),
            ("=?broken", "=?broken"),
            ("=?x?z?y?=", "=?x?z?y?="),
            ("plain", "plain"),
        ] {
            assert_eq!(decode_words(text), plain);
        }
        for (from, name) in [
            ("A <a@example.org>", "A"),
            ("\"Kestrel, R.\" <k@example.org>", "Kestrel, R."),
            ("<k@example.org>", "k@example.org"),
            ("k@example.org (Kestrel)", "Kestrel"),
            ("c@example.org", "c@example.org"),
        ] {
            assert_eq!(author(from), name);
        }
    }

    #[test]
    fn finds_the_part_to_read() {
        let source = "From: K <k@x>\nMessage-ID: <1@x>\nReferences: <a@x>\n\t<b@x>\nContent-Type: multipart/mixed; boundary=\"o\"\n\n\
            --o\nContent-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/html\n\n<p>rich</p>\n\
            --i\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nRsOkaHJl\n--i--\n--o--\n";
        let message = Message::read(source.as_bytes());
        assert_eq!((message.text.as_str(), message.author.as_str()), ("Fähre", "K"));
        assert_eq!(message.references, ["a@x", "b@x"]);
        let html = Message::read(b"Content-Type: text/html\n\n<p>one<p>two");
        assert_eq!((html.text.as_str(), html.html.is_some()), ("one\n\ntwo", true));
        assert_eq!(Message::read(b"Content-Type: image/png\n\nxyz").text, "");
        assert_eq!(Message::read(b"X: y\n\nbody\n\n-- \nme").text, "body");
        assert_eq!(Message::read(b""), Message::default());
        assert_eq!(parts("--x\na\n--x\nb", "x"), ["a\n", "b"]);
    }

    #[test]
    fn each_message_is_in_an_encoding_of_its_own() {
        let latin = b"From: J\xFCrgen <j@x>\nContent-Type: text/plain; charset=iso-8859-1\n\nF\xE4hre";
        let cyrillic = b"From: K <k@x>\nContent-Type: text/plain; charset=koi8-r\n\n\xF0\xC1\xD2\xCF\xCD";
        let silent = b"From: K <k@x>\n\nDie F\xE4hre kam zu sp\xE4t, schon wieder.";
        let wrong = b"From: K <k@x>\nContent-Type: text/plain; charset=utf-8\n\nDie F\xE4hre kam zu sp\xE4t, sch\xF6n.";
        let seven = b"From: K <k@x>\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1B$B$O$$\x1B(B";
        let converted = "Content-Type: text/plain; charset=iso-8859-1\n\nFähre".as_bytes();
        for (source, text, guessed) in [
            (&latin[..], "Fähre", false),
            (cyrillic, "Паром", false),
            (silent, "Die Fähre kam zu spät, schon wieder.", true),
            (wrong, "Die Fähre kam zu spät, schön.", true),
            (seven, "はい", false),
            (converted, "Fähre", false),
        ] {
            let message = Message::read(source);
            assert_eq!((message.text.as_str(), message.guessed.is_some()), (text, guessed));
        }
        assert_eq!(Message::read(latin).author, "Jürgen");
    }

    #[test]
    fn flowed_lines_are_joined() {
        assert_eq!(unflow("one \ntwo\nthree\n> a \n> b\nc", false), "one two\nthree\n> a b\nc\n");
        assert_eq!(unflow("wo \nrd", true), "word\n");
    }
}
