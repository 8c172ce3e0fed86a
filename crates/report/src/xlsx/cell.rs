//! Cells as XML.

use std::fmt::Write;

use threadwarden::{Time, TimeKind};

use crate::clock::{self, DAY};
use crate::table::Kind;

use super::parts::style;

/// Most characters in a cell, in UTF-16 code units. Source: "Excel specifications and limits".
pub(super) const MOST_UNITS: usize = 32_767;

/// Adds one cell; whether its text had to be cut.
pub(super) fn push(xml: &mut String, column: usize, row: u32, kind: Kind, cell: &str) -> bool {
    if cell.is_empty() {
        return false;
    }
    match kind {
        Kind::Count if is_number(cell) => number(xml, column, row, style::COUNT, cell),
        Kind::Fraction if is_number(cell) => number(xml, column, row, style::FRACTION, cell),
        Kind::Flag => {
            open(xml, column, row, style::PLAIN);
            let _ = write!(xml, " t=\"b\"><v>{}</v></c>", u8::from(cell == "true"));
        }
        Kind::Time => match serial(cell) {
            Some((serial, style)) => number(xml, column, row, style, &serial),
            None => return text(xml, column, row, style::PLAIN, cell),
        },
        Kind::Prose => return text(xml, column, row, style::PROSE, cell),
        Kind::Text | Kind::Count | Kind::Fraction => return text(xml, column, row, style::PLAIN, cell),
    }
    false
}

/// Adds a cell of text; whether it had to be cut.
pub(super) fn text(xml: &mut String, column: usize, row: u32, plain: u8, cell: &str) -> bool {
    // Text is never run, but a spreadsheet would read it again when somebody edits the cell.
    let style = if starts_like_a_formula(cell) { style::quoted(plain) } else { plain };
    open(xml, column, row, style);
    xml.push_str(" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    let mark = cut_mark(cell);
    let kept = mark.as_ref().map_or(cell, |mark| prefix(cell, MOST_UNITS - mark.encode_utf16().count()));
    escape(xml, kept);
    if let Some(mark) = &mark {
        xml.push_str(mark);
    }
    xml.push_str("</t></is></c>");
    mark.is_some()
}

fn open(xml: &mut String, column: usize, row: u32, style: u8) {
    xml.push_str("<c r=\"");
    column_letters(xml, column);
    let _ = write!(xml, "{row}\"");
    if style != style::PLAIN {
        let _ = write!(xml, " s=\"{style}\"");
    }
}

fn number(xml: &mut String, column: usize, row: u32, style: u8, digits: &str) {
    open(xml, column, row, style);
    let _ = write!(xml, "><v>{digits}</v></c>");
}

/// A, B, …, Z, AA, AB, … from 0 on.
pub(super) fn column_letters(xml: &mut String, column: usize) {
    if column >= 26 {
        column_letters(xml, column / 26 - 1);
    }
    xml.push(char::from(b'A' + (column % 26) as u8));
}

fn is_number(cell: &str) -> bool {
    cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && cell.parse::<f64>().is_ok()
}

fn starts_like_a_formula(cell: &str) -> bool {
    let first = cell.chars().find(|c| !c.is_whitespace());
    matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

/// What ends a text that is too long; none for one that fits.
fn cut_mark(cell: &str) -> Option<String> {
    // A character is at most as many code units as bytes.
    if cell.len() <= MOST_UNITS {
        return None;
    }
    let units = cell.encode_utf16().count();
    (units > MOST_UNITS).then(|| format!("… [cut here: {units} characters in all]"))
}

/// The longest prefix of at most so many UTF-16 code units.
fn prefix(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// Text as XML. What XML cannot hold is written `_x001B_`, as spreadsheets do;
/// so is the start of text that only looks like that.
pub(super) fn escape(xml: &mut String, text: &str) {
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        let escaped = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '_' if is_escape(&text.as_bytes()[at..]) => "_x005F_",
            '\t' | '\n' => continue,
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => "",
            _ => continue,
        };
        xml.push_str(&text[copied..at]);
        copied = at + c.len_utf8();
        if escaped.is_empty() {
            let _ = write!(xml, "_x{:04X}_", u32::from(c));
        } else {
            xml.push_str(escaped);
        }
    }
    xml.push_str(&text[copied..]);
}

fn is_escape(bytes: &[u8]) -> bool {
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

/// The number of days that spreadsheets count since the end of 1899, and how to show it.
fn serial(text: &str) -> Option<(String, u8)> {
    const EPOCH_DAYS: i64 = 25_569;
    // Before March 1900 spreadsheets disagree; at the end of 9999 they stop.
    const FIRST: i64 = 61;
    const LAST: i64 = 2_958_465;
    let time = Time { text: text.to_owned(), kind: TimeKind::Local };
    let seconds = clock::seconds(&time)?;
    let days = seconds.div_euclid(DAY) + EPOCH_DAYS;
    if !(FIRST..=LAST).contains(&days) {
        return None;
    }
    let has_offset = text.len() > 10 && (text.ends_with(['Z', 'z']) || text[10..].contains(['+', '-']));
    let style = if has_offset { style::INSTANT } else { style::LOCAL };
    Some((format!("{:.6}", days as f64 + seconds.rem_euclid(DAY) as f64 / DAY as f64), style))
}

#[cfg(test)]
mod tests {
    use super::{MOST_UNITS, column_letters, escape, push};
    use crate::table::Kind;

    fn cell(kind: Kind, text: &str) -> String {
        let mut xml = String::new();
        push(&mut xml, 0, 2, kind, text);
        xml
    }

    #[test]
    fn cells_have_the_type_of_their_column() {
        let cases = [
            (Kind::Count, "12", "<c r=\"A2\" s=\"3\"><v>12</v></c>"),
            (Kind::Fraction, "0.97", "<c r=\"A2\" s=\"4\"><v>0.97</v></c>"),
            (Kind::Flag, "true", "<c r=\"A2\" t=\"b\"><v>1</v></c>"),
            (Kind::Time, "2024-02-29T12:00:00Z", "<c r=\"A2\" s=\"5\"><v>45351.500000</v></c>"),
            (Kind::Time, "2024-02-29T12:00", "<c r=\"A2\" s=\"6\"><v>45351.500000</v></c>"),
            (Kind::Text, "12", "<c r=\"A2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">12</t></is></c>"),
            (Kind::Text, "=1+1", "<c r=\"A2\" s=\"7\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1</t></is></c>"),
            (
                Kind::Time,
                "2 days ago",
                "<c r=\"A2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">2 days ago</t></is></c>",
            ),
            (Kind::Count, "", ""),
        ];
        for (kind, text, xml) in cases {
            assert_eq!(cell(kind, text), xml, "{kind:?} {text:?}");
        }
    }

    #[test]
    fn only_what_is_too_long_is_cut_and_says_so() {
        let longest = "é".repeat(MOST_UNITS);
        let mut xml = String::new();
        assert!(!push(&mut xml, 0, 1, Kind::Text, &longest));
        assert!(xml.contains(&longest));
        for too_long in ["x".repeat(MOST_UNITS + 1), "🦉".repeat(MOST_UNITS / 2 + 1)] {
            let mut xml = String::new();
            assert!(push(&mut xml, 0, 1, Kind::Text, &too_long));
            let text = xml.split_once("preserve\">").unwrap().1.split_once("</t>").unwrap().0;
            assert!(text.encode_utf16().count() <= MOST_UNITS);
            assert!(text.encode_utf16().count() >= MOST_UNITS - 1);
            assert!(text.ends_with(&format!("… [cut here: {} characters in all]", too_long.encode_utf16().count())));
        }
    }

    #[test]
    fn text_becomes_xml_and_back() {
        let cases = [
            ("a < b & \"c\" > d", "a &lt; b &amp; &quot;c&quot; &gt; d"),
            ("tab\tline\n", "tab\tline\n"),
            ("\u{1b}[31m\0\r", "_x001B_[31m_x0000__x000D_"),
            ("_x000D_", "_x005F_x000D_"),
            ("_x00_ _xyz", "_x00_ _xyz"),
            ("\u{ffff}", "_xFFFF_"),
        ];
        for (text, xml) in cases {
            let mut out = String::new();
            escape(&mut out, text);
            assert_eq!(out, xml, "{text:?}");
        }
    }

    #[test]
    fn columns_are_counted_in_letters() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")] {
            let mut out = String::new();
            column_letters(&mut out, column);
            assert_eq!(out, letters);
        }
    }
}
