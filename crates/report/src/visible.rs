use std::borrow::Cow;

/// Text that is safe to print on a terminal.
///
/// Control characters (ESC among them), marks that turn the direction of text
/// and invisible characters that hide in words come out as `\u{…}`; line breaks
/// and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_hidden(c) && !is_layout(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) && !is_layout(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// [`visible`] on one line: runs of white space become one space.
pub(crate) fn visible_line(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// Whether a character does something to a terminal other than showing itself.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

fn is_layout(c: char) -> bool {
    matches!(c, '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn shows_what_would_act_on_the_terminal() {
        let cases = [
            ("plain, with\nlines\tand tabs", "plain, with\nlines\tand tabs"),
            ("\u{1b}[31mred\u{1b}[0m", "\\u{1b}[31mred\\u{1b}[0m"),
            ("\u{1b}]52;c;aGk=\u{7}", "\\u{1b}]52;c;aGk=\\u{7}"),
            ("over\rwritten", "over\\u{d}written"),
            ("c1 \u{9b}31m", "c1 \\u{9b}31m"),
            ("abc\u{202e}cba", "abc\\u{202e}cba"),
            ("id\u{200b}iot", "id\\u{200b}iot"),
            // Near misses: joined emoji and Persian need their joiners.
            ("👩\u{200d}🚀", "👩\u{200d}🚀"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("naïve “quotes” …", "naïve “quotes” …"),
        ];
        for (text, shown) in cases {
            assert_eq!(visible(text), shown);
        }
    }
}
