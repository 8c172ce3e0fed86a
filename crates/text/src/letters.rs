//! What single characters stand for.
//!
//! Sources: Unicode NFKD does accents, full-width, mathematical, circled and
//! super- or subscript letters. The tables here add what Unicode does not
//! decompose: letters drawn in squares, small capitals, turned letters, and the
//! look-alikes of UTS #39 for Cyrillic, Greek, Armenian and Cherokee that are
//! drawn like a small or capital Latin letter in common fonts.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What becomes of a character that is not ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letter {
    /// Always these ASCII characters, lower case.
    Ascii(&'static str),
    /// Always this ASCII character.
    One(u8),
    /// Invisible, or an ornament of the letter before it.
    Dropped,
    /// A letter of its own script that looks like this Latin one.
    LookAlike(u8),
    /// Half of a flag; three and more in a row spell a word.
    RegionalIndicator(u8),
    /// Anything else, lower case where it has one.
    Kept(char),
}

/// Punctuation and spaces that writers' software puts where a keyboard has ASCII.
pub(crate) fn plain_punctuation(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{02bc}' | '\u{00b4}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '\u{00ab}' | '\u{00bb}' => "\"",
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}' => "-",
        // A dash parts clauses, a hyphen joins words: keep them apart.
        '\u{2013}' | '\u{2014}' | '\u{2015}' => "--",
        '\u{2026}' => "...",
        '\u{00a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{2800}' => " ",
        '\u{0085}' | '\u{2028}' | '\u{2029}' => "\n",
        '\u{2022}' | '\u{00b7}' => ".",
        _ => return None,
    })
}

/// Symbols and pictures that folding copies unread.
pub(crate) fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{245f}' | '\u{2500}'..='\u{2bff}' | '\u{1f000}'..='\u{1f0ff}'
        | '\u{1f200}'..='\u{1faff}' | '\u{00a1}'..='\u{00a7}' | '\u{00a9}' | '\u{00ac}' | '\u{00ae}'
        | '\u{00b0}' | '\u{00b1}' | '\u{00b6}' | '\u{00bf}' | '\u{20ac}')
        && !matches!(c, '\u{2100}'..='\u{214f}')
}

/// Reads one character that is not ASCII.
pub(crate) fn read(c: char) -> Letter {
    if let Some(plain) = plain_punctuation(c) {
        return Letter::Ascii(plain);
    }
    if is_picture(c) {
        return Letter::Kept(c);
    }
    if is_invisible(c) {
        return Letter::Dropped;
    }
    if let Some(letter) = drawn_letter(c) {
        return Letter::One(letter);
    }
    if let '\u{1f1e6}'..='\u{1f1ff}' = c {
        return Letter::RegionalIndicator(b'a' + (c as u32 - 0x1f1e6) as u8);
    }
    if let Some(latin) = look_alike(c) {
        return Letter::LookAlike(latin);
    }
    match c {
        'ß' | 'ẞ' => return Letter::Ascii("ss"),
        'æ' | 'Æ' => return Letter::Ascii("ae"),
        'œ' | 'Œ' => return Letter::Ascii("oe"),
        'ﬀ' => return Letter::Ascii("ff"),
        'ﬁ' => return Letter::Ascii("fi"),
        'ﬂ' => return Letter::Ascii("fl"),
        'ﬃ' => return Letter::Ascii("ffi"),
        'ﬄ' => return Letter::Ascii("ffl"),
        'ﬅ' | 'ﬆ' => return Letter::Ascii("st"),
        'þ' | 'Þ' => return Letter::Ascii("th"),
        _ => {}
    }
    // A base letter with its marks; the base alone is what it spells.
    let mut base = None;
    decompose_compatible(c, |part| {
        if base.is_none() {
            base = Some(part);
        }
    });
    match base {
        Some(base) if base.is_ascii_alphanumeric() => Letter::One(base.to_ascii_lowercase() as u8),
        Some(base) if base.is_ascii_punctuation() && decomposes_to_one(c) => Letter::One(base as u8),
        _ => match lower(c) {
            small if small != c => read(small),
            _ => Letter::Kept(c),
        },
    }
}

/// Whether `c` is a mark that is dropped after a Latin letter and kept after others.
pub(crate) fn is_mark(c: char) -> bool {
    is_combining_mark(c)
}

fn decomposes_to_one(c: char) -> bool {
    let mut count = 0;
    decompose_compatible(c, |_| count += 1);
    count == 1
}

/// The lower-case form where it is one character; the character itself otherwise.
fn lower(c: char) -> char {
    let mut forms = c.to_lowercase();
    match (forms.next(), forms.next()) {
        (Some(form), None) => form,
        _ => c,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{0080}'..='\u{0084}' | '\u{0086}'..='\u{009f}')
}

/// Latin letters in boxes, small capitals and strokes, which NFKD leaves alone.
fn drawn_letter(c: char) -> Option<u8> {
    let offset = |first: char| Some(b'a' + (c as u32 - first as u32) as u8);
    match c {
        '\u{1f130}'..='\u{1f149}' => offset('\u{1f130}'),
        '\u{1f150}'..='\u{1f169}' => offset('\u{1f150}'),
        '\u{1f170}'..='\u{1f189}' => offset('\u{1f170}'),
        '\u{1f110}'..='\u{1f129}' => offset('\u{1f110}'),
        '\u{249c}'..='\u{24b5}' => offset('\u{249c}'),
        _ => SMALL_CAPITALS_AND_STROKES.iter().find(|(drawn, _)| *drawn == c).map(|(_, latin)| *latin),
    }
}

const SMALL_CAPITALS_AND_STROKES: &[(char, u8)] = &[
    ('ᴀ', b'a'),
    ('ʙ', b'b'),
    ('ᴄ', b'c'),
    ('ᴅ', b'd'),
    ('ᴇ', b'e'),
    ('ꜰ', b'f'),
    ('ɢ', b'g'),
    ('ʜ', b'h'),
    ('ɪ', b'i'),
    ('ᴊ', b'j'),
    ('ᴋ', b'k'),
    ('ʟ', b'l'),
    ('ᴍ', b'm'),
    ('ɴ', b'n'),
    ('ᴏ', b'o'),
    ('ᴘ', b'p'),
    ('ꞯ', b'q'),
    ('ǫ', b'q'),
    ('ʀ', b'r'),
    ('ꜱ', b's'),
    ('ᴛ', b't'),
    ('ᴜ', b'u'),
    ('ᴠ', b'v'),
    ('ᴡ', b'w'),
    ('ʏ', b'y'),
    ('ᴢ', b'z'),
    ('ø', b'o'),
    ('Ø', b'o'),
    ('đ', b'd'),
    ('Đ', b'd'),
    ('ð', b'd'),
    ('ł', b'l'),
    ('Ł', b'l'),
    ('ħ', b'h'),
    ('Ħ', b'h'),
    ('ŧ', b't'),
    ('Ŧ', b't'),
    ('ı', b'i'),
    ('ƒ', b'f'),
    ('ɑ', b'a'),
    ('ɡ', b'g'),
    ('ɩ', b'i'),
    ('ƚ', b'l'),
    ('ɨ', b'i'),
    ('ⱥ', b'a'),
    ('Ⱥ', b'a'),
    ('ƀ', b'b'),
    ('Ƀ', b'b'),
    ('ȼ', b'c'),
    ('Ȼ', b'c'),
    ('ɇ', b'e'),
    ('Ɇ', b'e'),
    ('ǥ', b'g'),
    ('Ǥ', b'g'),
    ('ɉ', b'j'),
    ('Ɉ', b'j'),
    ('ꝁ', b'k'),
    ('Ꝁ', b'k'),
    ('Ƚ', b'l'),
    ('Ɨ', b'i'),
    ('ᵽ', b'p'),
    ('Ᵽ', b'p'),
    ('ɍ', b'r'),
    ('Ɍ', b'r'),
    ('Ⱦ', b't'),
    ('ⱦ', b't'),
    ('ɏ', b'y'),
    ('Ɏ', b'y'),
    ('ƶ', b'z'),
    ('Ƶ', b'z'),
    ('ʉ', b'u'),
    ('ɵ', b'o'),
    ('ŋ', b'n'),
    ('Ŋ', b'n'),
];

/// Letters of other scripts drawn like a Latin one.
fn look_alike(c: char) -> Option<u8> {
    Some(match c {
        // Cyrillic
        'а' | 'А' => b'a',
        'В' | 'в' | 'Ь' | 'ь' => b'b',
        'с' | 'С' => b'c',
        'ԁ' => b'd',
        'е' | 'Е' | 'ё' | 'Ё' => b'e',
        'ԍ' => b'g',
        'Н' | 'һ' | 'Һ' | 'н' => b'h',
        'і' | 'І' | 'ї' | 'Ї' => b'i',
        'ј' | 'Ј' => b'j',
        'К' | 'к' => b'k',
        'ӏ' | 'Ӏ' => b'l',
        'М' | 'м' => b'm',
        'п' => b'n',
        'о' | 'О' => b'o',
        'р' | 'Р' => b'p',
        'ԛ' | 'Ԛ' => b'q',
        'г' => b'r',
        'ѕ' | 'Ѕ' => b's',
        'Т' | 'т' => b't',
        'ц' => b'u',
        'ѵ' | 'Ѵ' => b'v',
        'ԝ' | 'Ԝ' => b'w',
        'х' | 'Х' => b'x',
        'у' | 'У' | 'ү' | 'Ү' => b'y',
        // Greek
        'α' | 'Α' | 'ά' => b'a',
        'β' | 'Β' => b'b',
        'ϲ' | 'Ϲ' => b'c',
        'ε' | 'Ε' | 'έ' => b'e',
        'Η' => b'h',
        'ι' | 'Ι' | 'ί' => b'i',
        'ϳ' | 'Ϳ' => b'j',
        'κ' | 'Κ' => b'k',
        'Μ' => b'm',
        'η' | 'Ν' | 'ή' => b'n',
        'ο' | 'Ο' | 'ό' | 'σ' => b'o',
        'ρ' | 'Ρ' => b'p',
        'τ' | 'Τ' => b't',
        'υ' | 'μ' | 'ύ' => b'u',
        'ν' => b'v',
        'ω' | 'ώ' => b'w',
        'χ' | 'Χ' => b'x',
        'γ' | 'Υ' => b'y',
        'Ζ' => b'z',
        // Armenian
        'ո' => b'n',
        'ս' | 'Ս' => b'u',
        'օ' | 'Օ' => b'o',
        'հ' => b'h',
        'ց' => b'g',
        'զ' => b'q',
        'ք' => b'p',
        // Cherokee capitals
        'Ꭺ' => b'a',
        'Ᏼ' => b'b',
        'Ꮯ' => b'c',
        'Ꭰ' => b'd',
        'Ꭼ' => b'e',
        'Ꮐ' => b'g',
        'Ꮋ' => b'h',
        'Ꭻ' => b'j',
        'Ꮶ' => b'k',
        'Ꮮ' => b'l',
        'Ꮇ' => b'm',
        'Ꮲ' => b'p',
        'Ꭱ' => b'r',
        'Ꮪ' => b's',
        'Ꭲ' => b't',
        'Ꮩ' => b'v',
        'Ꮃ' => b'w',
        'Ꮓ' => b'z',
        _ => return None,
    })
}

/// The Latin letter a turned letter shows, and whether only a turned word holds it.
///
/// Turning a word by half a circle also reverses it; ASCII letters take part
/// ("n" shows "u"), which is why they have a row here too.
pub(crate) fn turned(c: char) -> Option<(u8, bool)> {
    Some(match c {
        'ɐ' => (b'a', true),
        'ɔ' => (b'c', true),
        'ǝ' | 'ə' => (b'e', true),
        'ɟ' => (b'f', true),
        'ƃ' | 'ɓ' => (b'g', true),
        'ɥ' => (b'h', true),
        'ᴉ' | 'ı' => (b'i', true),
        'ɾ' | 'ſ' => (b'j', true),
        'ʞ' => (b'k', true),
        'ɹ' => (b'r', true),
        'ʇ' => (b't', true),
        'ʌ' => (b'v', true),
        'ʍ' => (b'w', true),
        'ʎ' => (b'y', true),
        'ɯ' => (b'm', true),
        'ן' | 'ꞁ' => (b'l', true),
        'q' => (b'b', false),
        'b' => (b'q', false),
        'p' => (b'd', false),
        'd' => (b'p', false),
        'n' => (b'u', false),
        'u' => (b'n', false),
        'l' => (b'l', false),
        'o' => (b'o', false),
        's' => (b's', false),
        'x' => (b'x', false),
        'z' => (b'z', false),
        'i' => (b'i', false),
        'm' => (b'w', false),
        'w' => (b'm', false),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Letter, read};

    #[test]
    fn reads_drawn_styled_and_foreign_letters() {
        let cases = [
            ('é', Letter::One(b'e')),
            ('Ｉ', Letter::One(b'i')),
            ('𝓲', Letter::One(b'i')),
            ('ⓘ', Letter::One(b'i')),
            ('🅸', Letter::One(b'i')),
            ('🅘', Letter::One(b'i')),
            ('ɪ', Letter::One(b'i')),
            ('ⁱ', Letter::One(b'i')),
            ('Я', Letter::Kept('я')),
            ('і', Letter::LookAlike(b'i')),
            ('\u{200d}', Letter::Dropped),
            ('\u{e0041}', Letter::Dropped),
            ('🇮', Letter::RegionalIndicator(b'i')),
            ('’', Letter::Ascii("'")),
            ('人', Letter::Kept('人')),
        ];
        for (c, letter) in cases {
            assert_eq!(read(c), letter, "{c:?} U+{:04X}", c as u32);
        }
    }
}
