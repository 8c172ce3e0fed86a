use crate::Span;
use crate::letters::{self, Letter};
use crate::map::OffsetMap;

/// A text with its disguises taken off, and the way back to the original.
///
/// Folding lowers case, takes accents and styles off letters, drops what is
/// invisible, decodes entities, drops empty and inline tags, undoes overrides
/// and backspaces, turns letters upright and shortens runs of three equal
/// letters to two. Look-alikes of other scripts are read as Latin only inside a
/// word that also has Latin letters: a word wholly in Russian stays Russian.
///
/// Folding a folded text changes nothing. Plain ASCII takes a fast path.
#[derive(Clone, Debug, Default)]
pub struct Normalised {
    text: String,
    map: OffsetMap,
    disguised: bool,
}

impl Normalised {
    /// Folds a text.
    pub fn new(original: &str) -> Self {
        let mut normalised = Normalised::default();
        normalised.reset(original);
        normalised
    }

    /// Folds another text, reusing the memory of the last one.
    pub fn reset(&mut self, original: &str) {
        self.text.clear();
        self.map.clear();
        self.disguised = false;
        self.text.reserve(original.len());
        if !self.fold_plain(original) {
            self.text.clear();
            self.map.clear();
            Unfolder::default().fold(original, self);
        }
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The original bytes behind a range of folded bytes.
    ///
    /// Reversed text can make this the smallest span that holds them all.
    pub fn original(&self, folded_start: usize, folded_end: usize) -> Span {
        self.map.original(folded_start, folded_end)
    }

    /// Whether the text hid letters: look-alikes, invisible characters inside
    /// words, overrides, entities for letters, turned or boxed letters.
    ///
    /// A signal of its own; disguise alone attacks nobody.
    pub fn is_disguised(&self) -> bool {
        self.disguised
    }

    /// Folds text of ASCII, accented Latin, plain punctuation and pictures.
    /// Gives up (false) on anything that needs a look at more than one character.
    fn fold_plain(&mut self, original: &str) -> bool {
        let bytes = original.as_bytes();
        let mut at = 0;
        let mut run = LetterRun::default();
        while at < bytes.len() {
            let start = at;
            // Setting the bit of small letters makes a letter of nothing that is none.
            while at < bytes.len() && PLAIN[usize::from(bytes[at])] && !run.is_third(bytes[at] | SMALL) {
                at += 1;
            }
            if at > start {
                let folded = self.text.len();
                self.map.push(folded, Span::new(start, at), at - start);
                self.text.push_str(&original[start..at]);
                self.text[folded..].make_ascii_lowercase();
            }
            let Some(&byte) = bytes.get(at) else { break };
            if PLAIN[usize::from(byte)] {
                // The third letter of a run, and those behind it.
                at += 1;
                continue;
            }
            if byte.is_ascii() {
                return false;
            }
            let Some(c) = original[at..].chars().next() else { break };
            let span = Span::new(at, at + c.len_utf8());
            match letters::read(c) {
                Letter::Ascii(plain) => {
                    run = LetterRun::default();
                    for c in plain.chars() {
                        self.map.push(self.text.len(), span, 1);
                        self.text.push(c);
                    }
                }
                Letter::One(latin) if c < '\u{0250}' && letters::turned(c).is_none() => {
                    if !run.is_third(latin) {
                        self.map.push(self.text.len(), span, 1);
                        self.text.push(latin as char);
                    }
                }
                Letter::Kept(kept) if letters::is_picture(c) => {
                    run = LetterRun::default();
                    self.map.push(self.text.len(), span, kept.len_utf8());
                    self.text.push(kept);
                }
                _ => return false,
            }
            at = span.end;
        }
        true
    }
}

/// The bit by which small letters of ASCII differ from capitals.
const SMALL: u8 = b'a' - b'A';

/// By byte: ASCII that stands for itself, so no markup and no control character but white space.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = byte != b'&' && byte != b'<';
        byte += 1;
    }
    plain[b'\t' as usize] = true;
    plain[b'\n' as usize] = true;
    plain[b'\r' as usize] = true;
    plain
};

/// Watches for the third equal letter in a row.
#[derive(Default)]
struct LetterRun {
    letter: u8,
    count: u32,
}

impl LetterRun {
    fn is_third(&mut self, letter: u8) -> bool {
        if letter == self.letter && letter.is_ascii_lowercase() {
            self.count += 1;
            self.count >= 3
        } else {
            self.letter = letter;
            self.count = 1;
            false
        }
    }
}

/// One character still to be written, and the original bytes it came from.
#[derive(Clone, Copy)]
struct Unit {
    c: char,
    span: Span,
    kind: Kind,
}

impl Unit {
    fn is_latin(&self) -> bool {
        self.c.is_ascii_alphabetic() || matches!(letters::turned(self.c), Some((_, true)))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    LookAlike(u8),
    RegionalIndicator(u8),
}

/// The slow path: characters are pushed on a stack, and whatever they complete
/// (an entity, a tag, an override) is taken off again and replaced. Every
/// replacement is pushed the same way, so what is left completes nothing more.
#[derive(Default)]
struct Unfolder {
    units: Vec<Unit>,
    disguised: bool,
    reversed_from: Option<usize>,
}

/// Longest entity looked back for: `&#x0001F1E6;` and the named ones below.
const LONGEST_ENTITY: usize = 12;
/// Longest tag looked back for, in characters.
const LONGEST_TAG: usize = 120;

impl Unfolder {
    fn fold(mut self, original: &str, into: &mut Normalised) {
        for (at, c) in original.char_indices() {
            self.push(c, Span::new(at, at + c.len_utf8()));
        }
        self.end_reversal();
        // Each step can make Latin letters that the next one takes into account.
        self.settle_flags();
        self.settle_look_alikes();
        self.turn_words_upright();
        self.defuse();
        self.write(into);
    }

    fn push(&mut self, c: char, span: Span) {
        match c {
            '\u{202e}' => {
                self.end_reversal();
                self.reversed_from = Some(self.units.len());
                self.disguised = true;
            }
            '\u{202c}' | '\u{202d}' | '\u{2069}' if self.reversed_from.is_some() => self.end_reversal(),
            '\u{8}' | '\u{7f}' => {
                self.units.pop();
                self.disguised = true;
            }
            '\n' | '\r' => {
                self.end_reversal();
                self.unit(c, span, Kind::Plain);
            }
            '\0'..='\u{1f}' if c != '\t' => {}
            c if c.is_ascii() => {
                self.unit(c.to_ascii_lowercase(), span, Kind::Plain);
                match c {
                    ';' => self.close_entity(),
                    '>' => self.close_tag(),
                    _ => {}
                }
            }
            c => self.push_foreign(c, span),
        }
    }

    fn push_foreign(&mut self, c: char, span: Span) {
        if letters::is_mark(c) {
            // Marks belong to the scripts that need them; on Latin they are ornament.
            match self.units.last() {
                Some(base) if base.c.is_ascii() || letters::is_mark(base.c) => return,
                Some(Unit { kind: Kind::LookAlike(_), .. }) => return,
                _ => {}
            }
        }
        match letters::read(c) {
            Letter::Ascii(plain) => plain.chars().for_each(|c| self.unit(c, span, Kind::Plain)),
            Letter::One(latin) if letters::turned(c).is_some() => {
                // Which of the two it shows depends on the word around it.
                let _ = latin;
                self.unit(c, span, Kind::Plain);
            }
            Letter::One(latin) => {
                self.disguised |= c > '\u{0250}' && latin.is_ascii_alphabetic();
                self.unit(latin as char, span, Kind::Plain);
            }
            Letter::Dropped => {
                self.disguised |= !matches!(c, '\u{fe0f}' | '\u{fe0e}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{200d}')
                    && self.units.last().is_some_and(|unit| unit.c.is_ascii_alphabetic());
            }
            Letter::LookAlike(latin) => {
                let lower = c.to_lowercase().next().unwrap_or(c);
                self.unit(lower, span, Kind::LookAlike(latin));
            }
            Letter::RegionalIndicator(latin) => self.unit(c, span, Kind::RegionalIndicator(latin)),
            Letter::Kept(kept) => self.unit(kept, span, Kind::Plain),
        }
    }

    fn unit(&mut self, c: char, span: Span, kind: Kind) {
        self.units.push(Unit { c, span, kind });
    }

    fn end_reversal(&mut self) {
        if let Some(from) = self.reversed_from.take()
            && from < self.units.len()
        {
            // A mark sits on the letter before it, which reversal takes away.
            let mut reversed = self.units.split_off(from);
            reversed.retain(|unit| !letters::is_mark(unit.c));
            self.units.extend(reversed.into_iter().rev());
        }
    }

    /// Replaces `&name;` at the top of the stack by its character.
    fn close_entity(&mut self) {
        let Some((open, c)) = entity_on(&self.units) else { return };
        let span = self.span_from(open);
        self.units.truncate(open);
        self.disguised |= c.is_ascii_alphanumeric();
        self.push(c, span);
    }

    /// Takes an HTML tag or comment off the top of the stack.
    fn close_tag(&mut self) {
        let Some((open, is_block)) = tag_on(&self.units) else { return };
        let span = self.span_from(open);
        self.units.truncate(open);
        if is_block {
            self.unit('\n', span, Kind::Plain);
        } else {
            self.disguised |= self.units.last().is_some_and(|unit| unit.c.is_ascii_alphabetic());
        }
    }

    fn span_from(&self, open: usize) -> Span {
        self.units[open..].iter().map(|unit| unit.span).reduce(Span::join).unwrap_or_default()
    }

    /// Replaces the openings of entities and tags that only the settling of
    /// letters has spelled, and drops the marks it has left on Latin letters. They
    /// were never markup, and folding again must not take them for it.
    fn defuse(&mut self) {
        let mut kept: Vec<Unit> = Vec::with_capacity(self.units.len());
        for unit in &self.units {
            if letters::is_mark(unit.c) && kept.last().is_some_and(|base| base.c.is_ascii()) {
                continue;
            }
            kept.push(*unit);
            match unit.c {
                ';' => {
                    while let Some((open, _)) = entity_on(&kept) {
                        kept[open].c = '+';
                    }
                }
                '>' => {
                    while let Some((open, _)) = tag_on(&kept) {
                        kept[open].c = '(';
                    }
                }
                _ => {}
            }
        }
        self.units = kept;
    }

    /// Reads words of turned letters the right way up, last letter first.
    fn turn_words_upright(&mut self) {
        let mut start = 0;
        while start < self.units.len() {
            let end = self.word_end(start, |c| !c.is_whitespace());
            // The full stop behind a word stays behind it.
            let is_letter = |unit: &Unit| unit.c.is_alphanumeric();
            let first = self.units[start..end].iter().position(is_letter).map_or(start, |at| start + at);
            let last = self.units[start..end].iter().rposition(is_letter).map_or(first, |at| start + at + 1);
            let word = &mut self.units[first..last];
            let only_turned = word.iter().filter(|unit| matches!(letters::turned(unit.c), Some((_, true)))).count();
            let all_turn = word.iter().all(|unit| letters::turned(unit.c).is_some() || !unit.c.is_alphabetic());
            if only_turned >= 2 && all_turn {
                for unit in word.iter_mut() {
                    if let Some((latin, _)) = letters::turned(unit.c) {
                        unit.c = latin as char;
                        unit.kind = Kind::Plain;
                    }
                }
                word.reverse();
                self.disguised = true;
            } else {
                for unit in word.iter_mut().filter(|unit| !unit.c.is_ascii()) {
                    if let (Some((_, true)), Letter::One(latin)) = (letters::turned(unit.c), letters::read(unit.c)) {
                        unit.c = latin as char;
                    }
                }
            }
            start = end + 1;
        }
    }

    /// Reads look-alikes as Latin in words that hold Latin letters too.
    fn settle_look_alikes(&mut self) {
        let mut start = 0;
        while start < self.units.len() {
            let end = self.word_end(start, |c| !c.is_whitespace());
            let chunk_is_latin = self.units[start..end]
                .iter()
                .all(|unit| !unit.c.is_alphabetic() || unit.is_latin() || matches!(unit.kind, Kind::LookAlike(_)));
            let mut from = start;
            while from < end {
                let to = self.word_end(from, char::is_alphanumeric).min(end);
                // A single letter between separators has only the chunk to tell its script.
                let scope = if chunk_is_latin && to - from == 1 { start..end } else { from..to };
                let mixed = self.units[scope].iter().any(Unit::is_latin);
                if mixed {
                    for unit in &mut self.units[from..to] {
                        if let Kind::LookAlike(latin) = unit.kind {
                            unit.c = latin as char;
                            self.disguised = true;
                        }
                    }
                }
                from = to + 1;
            }
            start = end + 1;
        }
    }

    /// Reads three and more regional indicators in a row as letters; two are a flag.
    fn settle_flags(&mut self) {
        let is_indicator = |unit: &Unit| matches!(unit.kind, Kind::RegionalIndicator(_));
        let mut start = 0;
        while start < self.units.len() {
            let length = self.units[start..].iter().take_while(|unit| is_indicator(unit)).count();
            if length >= 3 {
                for unit in &mut self.units[start..start + length] {
                    if let Kind::RegionalIndicator(latin) = unit.kind {
                        unit.c = latin as char;
                    }
                }
                self.disguised = true;
            }
            start += length.max(1);
        }
    }

    /// One past the last unit from `start` on whose character fits.
    fn word_end(&self, start: usize, fits: impl Fn(char) -> bool) -> usize {
        start + self.units[start..].iter().take_while(|unit| fits(unit.c)).count()
    }

    fn write(&self, into: &mut Normalised) {
        let mut run = LetterRun::default();
        for unit in &self.units {
            let letter = if unit.c.is_ascii() { unit.c as u8 } else { 0 };
            if !run.is_third(letter) {
                into.map.push(into.text.len(), unit.span, unit.c.len_utf8());
                into.text.push(unit.c);
            }
        }
        into.disguised = self.disguised;
    }
}

/// The entity that ends the units: where it opens, and its character.
fn entity_on(units: &[Unit]) -> Option<(usize, char)> {
    let (open, name) = since('&', LONGEST_ENTITY, units)?;
    Some((open, entity(&name)?))
}

/// The tag that ends the units: where it opens, and whether it parts lines.
fn tag_on(units: &[Unit]) -> Option<(usize, bool)> {
    let (open, inside) = since('<', LONGEST_TAG, units)?;
    Some((open, tag_is_block(&inside)?))
}

/// The last `opening` among the final units, and the text between it and the last unit.
fn since(opening: char, longest: usize, units: &[Unit]) -> Option<(usize, String)> {
    let top = units.len();
    let open = (top.saturating_sub(longest)..top).rev().find(|&i| units[i].c == opening)?;
    Some((open, units[open + 1..top - 1].iter().map(|unit| unit.c).collect()))
}

/// The character an entity names, without `&` and `;`.
fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "ldquo" | "rdquo" => '"',
        "nbsp" => ' ',
        "shy" => '\u{ad}',
        "ndash" => '\u{2013}',
        "mdash" => '\u{2014}',
        "hellip" => '\u{2026}',
        "zwj" | "zwnj" => '\u{200d}',
        _ => return None,
    })
}

/// Whether the inside of `<…>` is a tag at all, and then whether it parts lines.
fn tag_is_block(inside: &str) -> Option<bool> {
    if inside.starts_with("!--") {
        return Some(false);
    }
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let rest = &name[length..];
    if !(rest.is_empty() || rest.starts_with([' ', '/', '\t'])) {
        return None;
    }
    match &name[..length] {
        "br" | "p" | "div" | "li" | "ul" | "ol" | "blockquote" | "tr" | "hr" | "h1" | "h2" | "h3" | "h4" => Some(true),
        "a" | "b" | "i" | "u" | "s" | "em" | "strong" | "span" | "font" | "small" | "big" | "sub" | "sup" | "del"
        | "ins" | "code" | "q" | "mark" | "strike" | "tt" | "abbr" | "cite" | "wbr" | "img" | "bdi" | "bdo" => {
            Some(false)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Normalised;
    use proptest::prelude::{any, proptest};

    #[test]
    fn folds_disguises_and_leaves_scripts_alone() {
        let cases = [
            ("You Idiot", "you idiot"),
            ("iiiidiot coool", "iidiot cool"),
            ("ídïöt", "idiot"),
            ("i\u{301}d\u{300}iot", "idiot"),
            ("id\u{200b}i\u{ad}ot", "idiot"),
            ("ｉｄｉｏｔ 𝖎𝖉𝖎𝖔𝖙 ⓘⓓⓘⓞⓣ 🅸🅳🅸🅾🆃 ɪᴅɪᴏᴛ", "idiot idiot idiot idiot idiot"),
            ("іdіоt", "idiot"),
            ("иди от", "иди от"),
            ("асе", "асе"),
            ("ΑΒΓ", "αβγ"),
            ("🇮🇩🇮🇴🇹 🇫🇷", "idiot 🇫🇷"),
            ("ʇoᴉpᴉ", "idiot"),
            ("\u{202e}toidi\u{202c} you", "idiot you"),
            ("&#105;diot &amp;#105;d", "idiot id"),
            ("id<b></b>i<!-- x -->ot<br>no", "idiot\nno"),
            ("a < b and c > d, <you> too", "a < b and c > d, <you> too"),
            ("idx\u{8}iot", "idiot"),
            ("“so” — it’s…", "\"so\" -- it's..."),
            ("i.d.і.o.t", "i.d.i.o.t"),
            ("naïve São Łódź", "naive sao lodz"),
            ("مرحبا हिन्दी 한국어", "مرحبا हिन्दी 한국어"),
        ];
        for (original, folded) in cases {
            assert_eq!(Normalised::new(original).text(), folded, "{original:?}");
        }
    }

    #[test]
    fn spans_point_at_what_was_typed() {
        let cases = [
            ("you іdіоt!", "idiot", "іdіоt"),
            ("you i\u{301}d\u{200b}iot!", "idiot", "i\u{301}d\u{200b}iot"),
            ("an iiiiidiot", "iidiot", "iiiiidiot"),
            ("— so &#105;diot.", "idiot", "&#105;diot"),
            ("x \u{202e}toidi\u{202c} y", "idiot", "toidi"),
        ];
        for (original, folded, typed) in cases {
            let normalised = Normalised::new(original);
            let at = normalised.text().find(folded).unwrap();
            assert_eq!(normalised.original(at, at + folded.len()).of(original), typed, "{original:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = Normalised::new(&text);
            let twice = Normalised::new(once.text());
            assert_eq!(once.text(), twice.text());
        }

        #[test]
        fn tricky_text_folds_to_a_fixed_point(text in "[a-c&#;<>/bi105xоіӏʇǝ\u{202e}\u{202c}\u{8}\u{301}🇮🇩 \n]{0,40}") {
            let once = Normalised::new(&text);
            let twice = Normalised::new(once.text());
            assert_eq!(once.text(), twice.text());
        }

        #[test]
        fn every_folded_character_has_an_original_on_boundaries(text in any::<String>()) {
            let folded = Normalised::new(&text);
            for (at, c) in folded.text().char_indices() {
                let span = folded.original(at, at + c.len_utf8());
                assert!(!span.is_empty() && text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
            }
        }
    }
}
