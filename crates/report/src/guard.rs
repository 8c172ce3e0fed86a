use std::borrow::Cow;

/// Puts an apostrophe before whatever a spreadsheet would run as a formula.
///
/// The signs are those of OWASP's page on CSV injection, their full-width forms
/// included. A cell is guarded when one of them comes first, behind any spaces,
/// quotes and separators. Inside a cell, a sign behind a line break, tab or
/// semicolon is guarded too: where semicolons separate columns, a spreadsheet
/// cuts the cell there. That would hit every "- item" of a list, so inside a
/// cell a sign other than "=" counts only when something callable follows.
pub(crate) fn guard(cell: &str) -> Cow<'_, str> {
    let mut guarded = String::new();
    let mut copied = 0;
    let mut place = Place::CellStart;
    let mut at = 0;
    while let Some(c) = cell[at..].chars().next() {
        let next = at + c.len_utf8();
        let hit = is_sign(c) && place.is_guarded(c, &cell[next..]);
        if hit || (at == 0 && matches!(c, '\t' | '\r' | '\0')) {
            guarded.push_str(&cell[copied..at]);
            guarded.push('\'');
            copied = at;
        }
        place = place.after(c);
        at = next;
        if place == Place::Inside {
            // Nothing counts before the next separator, and most cells have none.
            at += cell[at..].bytes().position(is_separator).unwrap_or(cell.len() - at);
        }
    }
    if copied == 0 && guarded.is_empty() {
        return Cow::Borrowed(cell);
    }
    guarded.push_str(&cell[copied..]);
    Cow::Owned(guarded)
}

/// Where in a cell the next character stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Only spaces, quotes and separators came before.
    CellStart,
    /// The same, since a character that can start a new cell.
    NewCell,
    Inside,
}

impl Place {
    fn is_guarded(self, sign: char, rest: &str) -> bool {
        match self {
            Place::CellStart => true,
            Place::NewCell if matches!(sign, '=' | '＝') => true,
            Place::NewCell => {
                let cell = rest.split(['\n', '\r', '\t', ';']).next().unwrap_or(rest);
                cell.contains(['(', '|', '!'])
            }
            Place::Inside => false,
        }
    }

    fn after(self, c: char) -> Place {
        match c {
            _ if u8::try_from(c).is_ok_and(is_separator) && self != Place::CellStart => Place::NewCell,
            _ if is_filler(c) => self,
            _ => Place::Inside,
        }
    }
}

/// Behind these a spreadsheet may begin a new cell.
fn is_separator(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b'\t' | b';')
}

fn is_sign(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

fn is_filler(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '“' | '”' | ',' | ';' | '\u{feff}' | '\u{200b}')
}

#[cfg(test)]
mod tests {
    use super::guard;

    #[test]
    fn guards_what_a_spreadsheet_would_run_and_nothing_else() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+1 to that", "'+1 to that"),
            ("-2", "'-2"),
            ("@Kestrel thanks", "'@Kestrel thanks"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("\0x", "'\0x"),
            ("＝1", "'＝1"),
            ("  =1", "  '=1"),
            ("\"=1", "\"'=1"),
            (",=1", ",'=1"),
            ("\u{feff}=1", "\u{feff}'=1"),
            ("fine;=1", "fine;'=1"),
            ("fine\n=HYPERLINK(\"x\")", "fine\n'=HYPERLINK(\"x\")"),
            ("fine\n@SUM(1)", "fine\n'@SUM(1)"),
            ("fine;-1+cmd|' /C calc'!A0", "fine;'-1+cmd|' /C calc'!A0"),
            // Near misses.
            ("", ""),
            ("1=1", "1=1"),
            ("a - b", "a - b"),
            ("two things:\n- one\n- two", "two things:\n- one\n- two"),
            ("so true ;-)", "so true ;-)"),
            ("thanks\n@Kestrel", "thanks\n@Kestrel"),
            ("what? = what", "what? = what"),
        ];
        for (cell, guarded) in cases {
            assert_eq!(guard(cell), guarded, "{cell:?}");
        }
    }

    #[test]
    fn a_cell_of_many_separators_takes_linear_time() {
        let cell = ";-".repeat(200_000);
        assert_eq!(guard(&cell).len(), cell.len() + 1);
    }
}
