use memchr::{memchr, memchr2};

use super::decode_entities;
use super::flow::{Break, Flow, breaks};

/// What line ends in the source of a body mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// White space, as in HTML.
    Collapsed,
    /// Line ends, as where a site adds the paragraphs when it shows the comment.
    Kept,
}

/// The text of a piece of HTML, in one pass and without a tree.
pub(crate) fn html_text(html: &str, lines: Lines) -> String {
    if is_plain(html.trim_ascii(), lines) {
        return html.trim().to_owned();
    }
    let mut flow = Flow::new(lines == Lines::Kept);
    push_html(html, &mut flow);
    flow.finish()
}

/// Adds the text of a piece of HTML to a text; elements may be left open by one piece and closed by the next.
pub(super) fn push_html(html: &str, flow: &mut Flow) {
    let mut rest = html;
    while let Some(at) = memchr2(b'<', 0, rest.as_bytes()) {
        flow.text(&decode_entities(&rest[..at]));
        rest = &rest[at..];
        let length = tag_length(rest);
        match length {
            Some(length) => {
                let (tag, behind) = rest.split_at(length);
                rest = take_tag(tag, behind, flow);
            }
            None => {
                let first = rest.chars().next().map_or(1, char::len_utf8);
                flow.text(if rest.starts_with('\0') { "\u{FFFD}" } else { &rest[..first] });
                rest = &rest[first..];
            }
        }
    }
    flow.text(&decode_entities(rest));
}

/// Whether a text is what it says, with nothing to decode, to drop or to collapse.
fn is_plain(text: &str, lines: Lines) -> bool {
    let bytes = text.as_bytes();
    // No early ends: loops without them are quicker on text, which nearly always is plain.
    let is_special = |byte: &u8| matches!(byte, b'<' | b'&' | 0 | b'\r' | b'\t' | 0xC);
    let special = bytes.iter().fold(false, |found, byte| found | is_special(byte));
    let wide = bytes.iter().zip(bytes.iter().skip(1)).fold(false, |found, (one, next)| {
        found | ((*one == b' ') & ((*next == b' ') | (*next == b'\n'))) | ((*one == b'\n') & (*next == b' '))
    });
    if special || wide {
        return false;
    }
    match lines {
        Lines::Kept => memchr::memmem::find(bytes, b"\n\n\n").is_none(),
        Lines::Collapsed => memchr(b'\n', bytes).is_none(),
    }
}

/// The length of the tag or comment at the start of a text; none where there is none.
fn tag_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if text.starts_with("<!--") {
        return Some(memchr::memmem::find(bytes, b"-->").map_or(text.len(), |end| end + 3));
    }
    if text.starts_with("<![CDATA[") {
        return Some("<![CDATA[".len());
    }
    if !matches!(bytes.get(1), Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?')) {
        return None;
    }
    let mut at = 1;
    loop {
        // Attribute values may hold the sign that ends the tag.
        let found = bytes.get(at..)?.iter().position(|byte| matches!(byte, b'>' | b'"' | b'\''))?;
        at += found;
        if bytes[at] == b'>' {
            return Some(at + 1);
        }
        match bytes[at - 1] {
            b'=' | b' ' => match memchr(bytes[at], &bytes[at + 1..]) {
                Some(close) => at += close + 2,
                None => at += 1,
            },
            _ => at += 1,
        }
    }
}

/// Adds what a tag means to the text; gives what is to be read next.
fn take_tag<'a>(tag: &str, behind: &'a str, flow: &mut Flow) -> &'a str {
    let closing = tag.starts_with("</");
    let name = &tag[1 + usize::from(closing)..];
    let name = &name[..name.bytes().take_while(u8::is_ascii_alphanumeric).count()];
    let name = name.to_ascii_lowercase();
    match (name.as_str(), closing) {
        ("br", _) => flow.line_end(),
        ("blockquote", false) => flow.quote(),
        ("blockquote", true) => flow.unquote(),
        ("pre", false) => {
            flow.gap(Break::Paragraph);
            flow.preformatted += 1;
        }
        ("pre", true) => {
            flow.preformatted = flow.preformatted.saturating_sub(1);
            flow.gap(Break::Paragraph);
        }
        ("script" | "style" | "template", false) => return skip_element(behind, &name),
        ("img", false) => {
            if let Some(alt) = attribute(tag, "alt") {
                flow.text(picture(&decode_entities(alt)));
            }
        }
        (name, _) => flow.gap(breaks(name)),
    }
    behind
}

/// The words that stand for a picture: those of an emoji, nothing for others.
pub(crate) fn picture(alt: &str) -> &str {
    const LONGEST_CHARS: usize = 8;
    let is_sign = !alt.is_ascii() && alt.chars().count() <= LONGEST_CHARS && !alt.chars().any(char::is_alphabetic);
    let is_smiley = (2..=4).contains(&alt.len()) && alt.starts_with([':', ';', '8', '=']);
    if is_sign || is_smiley { alt } else { "" }
}

/// What lies behind the end tag of an element whose content is no text.
fn skip_element<'a>(text: &'a str, name: &str) -> &'a str {
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[at..], b"</") {
        at += found + 2;
        let is_end =
            text.as_bytes().get(at..at + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()));
        if is_end {
            return memchr(b'>', &text.as_bytes()[at..]).map_or("", |end| &text[at + end + 1..]);
        }
    }
    ""
}

/// The value of an attribute in a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let found = memchr::memmem::find_iter(tag.as_bytes(), name.as_bytes()).find(|at| {
        tag[..*at].ends_with(|c: char| c.is_ascii_whitespace()) && tag[at + name.len()..].starts_with('=')
    })?;
    let value = &tag[found + name.len() + 1..];
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split([' ', '>', '/']).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, html_text};

    #[test]
    fn reads_html_like_a_browser_shows_it() {
        let cases = [
            ("plain  words\nhere", "plain words here"),
            ("<p>one</p>\n<p>two</p>", "one\n\ntwo"),
            ("first &#x2F; one<p>two", "first / one\n\ntwo"),
            ("a<br>b<br/>\nc<br><br>d", "a\nb\nc\n\nd"),
            ("<blockquote><p>old</p><p>words</p></blockquote><p>new</p>", "> old\n\n> words\n\nnew"),
            ("2 < 3 and 4 > 3 <3", "2 < 3 and 4 > 3 <3"),
            ("<a href=\"x>y\">link</a>, <b>bold</b>ly", "link, boldly"),
            ("<script>alert('</b>')</script>after", "after"),
            ("<!-- wp:paragraph --><p>x</p><!-- /wp -->", "x"),
            ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
            ("it's <img class='emoji' alt='🙂' src=x> <img alt='A ship'>", "it's 🙂"),
            ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
            ("open <b", "open <b"),
            ("don't <i>a</i> 'b'", "don't a 'b'"),
            ("", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(html_text(html, Lines::Collapsed), expected, "{html}");
        }
        for text in ["  one two ", "one\ntwo", "one\n\ntwo\n", "one\n\n\ntwo", "one  two", "one \n two"] {
            let (kept, slow) = (html_text(text, Lines::Kept), html_text(&format!("{text}<b>"), Lines::Kept));
            assert_eq!(kept, slow, "{text:?}");
        }
        assert_eq!(html_text("one\ntwo\r\n\r\n<b>three</b>", Lines::Kept), "one\ntwo\n\nthree");
    }
}
