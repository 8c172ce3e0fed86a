use std::fmt::{self, Display, Formatter};

use crate::visible::is_hidden;

/// Text as HTML: nothing in it is markup, and what would act unseen is shown.
///
/// Control characters, marks that turn the direction of text and invisible
/// characters come out as `\u{…}` in an element of their own. Safe between tags.
pub(super) struct Text<'a>(pub(super) &'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut copied = 0;
        for (at, c) in self.0.char_indices() {
            let shown = match c {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\n' | '\t' => continue,
                _ if is_hidden(c) || is_no_character(c) => "",
                _ => continue,
            };
            f.write_str(&self.0[copied..at])?;
            copied = at + c.len_utf8();
            if shown.is_empty() {
                write!(f, "<i class=\"u\">{}</i>", c.escape_unicode())?;
            } else {
                f.write_str(shown)?;
            }
        }
        f.write_str(&self.0[copied..])
    }
}

/// Text as the value of an attribute in double quotes; what would act unseen is left out.
pub(super) struct Value<'a>(pub(super) &'a str);

impl Display for Value<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                _ if is_hidden(c) || is_no_character(c) => {}
                _ => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// Code points that HTML does not allow anywhere.
fn is_no_character(c: char) -> bool {
    matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff) || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// Somebody's name, kept from turning the text around it; a word where there is none.
pub(super) struct Name<'a>(pub(super) &'a str);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.trim() {
            "" => f.write_str("<bdi class=\"no-name\">no name</bdi>"),
            name => write!(f, "<bdi>{}</bdi>", Text(name)),
        }
    }
}

/// A number with its thousands set apart.
pub(super) struct Number(pub(super) usize);

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (index, digit) in digits.bytes().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{}", char::from(digit))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Name, Number, Text, Value};

    #[test]
    fn nothing_in_a_text_is_markup() {
        let cases = [
            ("plain “text” é 🦉", "plain “text” é 🦉"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onload='x' & &amp;", "&quot; onload=&#39;x&#39; &amp; &amp;amp;"),
            ("a\n\tb", "a\n\tb"),
            ("\0\u{202e}x", "<i class=\"u\">\\u{0}</i><i class=\"u\">\\u{202e}</i>x"),
            ("\u{ffff}", "<i class=\"u\">\\u{ffff}</i>"),
            ("👩\u{200d}🚀", "👩\u{200d}🚀"),
        ];
        for (text, html) in cases {
            assert_eq!(Text(text).to_string(), html, "{text:?}");
        }
        assert_eq!(Value("\"><b>\u{202e}'").to_string(), "&quot;&gt;&lt;b&gt;&#39;");
        assert_eq!(Name(" ").to_string(), "<bdi class=\"no-name\">no name</bdi>");
        assert_eq!(Name("<b>").to_string(), "<bdi>&lt;b&gt;</bdi>");
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(Number(number).to_string(), shown);
        }
    }
}
