use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;
use memchr::memchr;

/// Character references to characters; what is none stays as it is.
pub(crate) fn decode_entities(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..found]);
        rest = &rest[found..];
        match reference(rest) {
            Some((decoded, length)) => {
                out.extend(decoded.into_iter().flatten());
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The one or two characters of the reference at the start of a text, and its length.
fn reference(text: &str) -> Option<([Option<char>; 2], usize)> {
    /// The longest name in HTML's table has 31 letters.
    const LONGEST_NAME: usize = 32;
    let body = &text[1..];
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
        if length == 0 {
            return None;
        }
        let code = u32::from_str_radix(&digits[..length], radix).unwrap_or(0);
        let prefix = text.len() - digits.len();
        let closed = usize::from(digits[length..].starts_with(';'));
        return Some(([Some(character(code)), None], prefix + length + closed));
    }
    let length = body.bytes().take(LONGEST_NAME).take_while(u8::is_ascii_alphanumeric).count();
    let closed = body[length..].starts_with(';');
    let name = &body[..length + usize::from(closed)];
    // Unclosed references are decoded only for the few names that may stand without a semicolon.
    let &(first, second) = NAMED_ENTITIES.get(name).filter(|(first, _)| *first != 0)?;
    let second = Some(second).filter(|code| *code != 0).map(character);
    Some(([Some(character(first)), second], 1 + name.len()))
}

fn character(code: u32) -> char {
    // Numbers of the windows-1252 range are meant as such.
    const WINDOWS: [u32; 32] = [
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D,
        0x17E, 0x178,
    ];
    let code = if (0x80..0xA0).contains(&code) { WINDOWS[code as usize - 0x80] } else { code };
    char::from_u32(code).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::decode_entities;

    #[test]
    fn decodes_references_and_nothing_else() {
        let cases = [
            ("plain", "plain"),
            ("A &amp; B &lt;3", "A & B <3"),
            ("&#x27;&#39;&#8217;&#146;", "''’’"),
            ("&hellip;&nbsp;&euml;", "…\u{a0}ë"),
            ("AT&T & co & ", "AT&T & co & "),
            ("&notaname; &; &#; &#x;", "&notaname; &; &#; &#x;"),
            ("&copy 2020", "© 2020"),
            ("&#0;&#xD800;&#99999999999;", "\u{fffd}\u{fffd}\u{fffd}"),
            ("&", "&"),
        ];
        for (text, expected) in cases {
            assert_eq!(decode_entities(text), expected, "{text}");
        }
    }
}
