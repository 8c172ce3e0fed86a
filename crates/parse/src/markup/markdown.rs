use memchr::memmem;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use threadwarden_thread::Comment;

use super::flow::{Break, Flow};
use super::fragment::{picture, push_html};

/// Where Markdown differs from site to site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// HTML is shown as it is written, and a line end is a space: Reddit, Lemmy.
    Strict,
    /// HTML means what it says, and lines stay lines: Isso, Commento.
    Loose,
}

/// Gives a comment its body: the Markdown kept raw where it differs from the text.
pub(crate) fn set_markdown(comment: &mut Comment, markdown: &str, dialect: Dialect) {
    comment.text = markdown_text(markdown, dialect);
    if comment.text != markdown.trim() {
        comment.raw = Some(markdown.trim().to_owned());
    }
}

/// The text that readers see of a comment in Markdown, quotations marked with `> `.
pub(crate) fn markdown_text(markdown: &str, dialect: Dialect) -> String {
    if markdown.len() > MOST_BYTES || is_plain(markdown.trim_ascii()) {
        return markdown.trim().to_owned();
    }
    // Spoilers of Reddit would otherwise be taken for quotations.
    let unveiled = memmem::find(markdown.as_bytes(), b">!").map(|_| markdown.replace(">!", "").replace("!<", ""));
    let markdown = unveiled.as_deref().unwrap_or(markdown);
    let mut flow = Flow::new(false);
    let mut pictures = 0_usize;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) | Event::Code(text) if pictures > 0 => flow.text(picture(&text)),
            Event::Text(text) | Event::Code(text) => flow.text(&text),
            Event::Html(html) | Event::InlineHtml(html) => match dialect {
                Dialect::Strict => flow.text(&html),
                Dialect::Loose => push_html(&html, &mut flow),
            },
            Event::SoftBreak => flow.gap(if dialect == Dialect::Strict { Break::Space } else { Break::Line }),
            Event::HardBreak => flow.line_end(),
            Event::Start(Tag::BlockQuote(_)) => flow.quote(),
            Event::End(TagEnd::BlockQuote(_)) => flow.unquote(),
            Event::Start(Tag::CodeBlock(_)) => {
                flow.gap(Break::Paragraph);
                flow.preformatted += 1;
            }
            Event::End(TagEnd::CodeBlock) => {
                flow.preformatted = flow.preformatted.saturating_sub(1);
                flow.gap(Break::Paragraph);
            }
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures = pictures.saturating_sub(1),
            Event::Start(tag) => flow.gap(gap(tag.to_end())),
            Event::End(tag) => flow.gap(gap(tag)),
            Event::Rule => flow.gap(Break::Paragraph),
            _ => {}
        }
    }
    flow.finish()
}

/// Longer texts are taken as they are.
///
/// No site takes comments as long (Reddit: 10,000 characters, 40,000 in a
/// submission), and brackets without end take the parser time that grows with
/// the square of their number: 160 KB of `[a](` a tenth of a second.
const MOST_BYTES: usize = 64 << 10;

/// The gap around a piece of the text.
fn gap(tag: TagEnd) -> Break {
    match tag {
        TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::List(_) | TagEnd::Table => Break::Paragraph,
        TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow | TagEnd::HtmlBlock => Break::Line,
        TagEnd::TableCell => Break::Space,
        _ => Break::None,
    }
}

/// Whether a text is what it says: paragraphs of a line each, without a sign that Markdown knows.
fn is_plain(text: &str) -> bool {
    let is_special = |byte: &u8| {
        matches!(
            byte,
            b'\\' | b'*' | b'_' | b'`' | b'[' | b'<' | b'>' | b'&' | b'#' | b'~' | b'|' | b'=' | b'\r' | b'\t' | 0
        )
    };
    // No early end: most text is plain, and the loop is quicker without.
    if text.as_bytes().iter().fold(false, |found, byte| found | is_special(byte)) {
        return false;
    }
    text.split("\n\n").all(|paragraph| {
        let starts = paragraph.bytes().next().is_some_and(|byte| !byte.is_ascii_digit() && !b"-+ \n".contains(&byte));
        starts
            && !paragraph.contains(['\n'])
            && memmem::find(paragraph.as_bytes(), b"  ").is_none()
            && !paragraph.ends_with(' ')
    })
}

#[cfg(test)]
mod tests {
    use super::{Dialect, markdown_text};

    #[test]
    fn reads_markdown_like_a_site_shows_it() {
        let cases = [
            ("", ""),
            ("Late again.", "Late again."),
            ("one\n\ntwo", "one\n\ntwo"),
            ("one\ntwo", "one two"),
            ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
            ("**Forty** _late_ ~~boats~~ `x < y`", "Forty late boats x < y"),
            ("> never\n\nSometimes.", "> never\n\nSometimes."),
            ("> a\n>\n> b\n>> c\n\nd", "> a\n\n> b\n\n> > c\n\nd"),
            ("see [the log](https://a.example/b) or <https://c.example>", "see the log or https://c.example"),
            ("1\\. no list, 2 \\* 3", "1. no list, 2 * 3"),
            ("- one\n- two\n\nend", "one\ntwo\n\nend"),
            ("# Loud\n\nquiet", "Loud\n\nquiet"),
            ("    let x = 1;\n    let y;\n\nend", "let x = 1;\nlet y;\n\nend"),
            ("```\na\n  b\n```", "a\n  b"),
            ("A &amp; B <3 &gt; C", "A & B <3 > C"),
            ("![a ship](x.png) sails", "sails"),
            ("snake_case and 2 * 3 * 4", "snake_case and 2 * 3 * 4"),
            (">!the ferry sinks!< they say", "the ferry sinks they say"),
            ("|a|b|\n|-|-|\n|c|d|", "a b\nc d"),
            ("---", ""),
            ("“Late”, he said – again", "“Late”, he said – again"),
        ];
        for (markdown, expected) in cases {
            assert_eq!(markdown_text(markdown, Dialect::Strict), expected, "{markdown:?}");
        }
        for (markdown, shown, meant) in [
            ("<b>loud</b> *words*", "<b>loud</b> words", "loud words"),
            ("one\ntwo", "one two", "one\ntwo"),
            ("<blockquote>\nold\n</blockquote>\n\nnew", "<blockquote> old </blockquote>\n\nnew", "> old\n\nnew"),
        ] {
            assert_eq!(markdown_text(markdown, Dialect::Strict), shown, "{markdown:?}");
            assert_eq!(markdown_text(markdown, Dialect::Loose), meant, "{markdown:?}");
        }
    }

    #[test]
    fn plain_text_and_its_way_through_the_parser_agree() {
        for text in ["one two", "one\n\ntwo", "a 1. b - c + d", "trailing ", " leading", "it's (so)"] {
            let parsed = markdown_text(&format!("{text}\n\n*end*"), Dialect::Strict);
            assert_eq!(parsed, format!("{}\n\nend", markdown_text(text, Dialect::Strict)), "{text:?}");
        }
    }
}
