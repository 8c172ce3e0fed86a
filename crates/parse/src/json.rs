//! JSON as a flat list of nodes: no recursion, neither when it is read nor when it is dropped.
//!
//! Trees of replies are nested as deep as people quarrel, which is deeper than
//! parsers that call themselves go. What is broken ends the reading; what came
//! before stays.

use std::borrow::Cow;

use memchr::memchr2;

/// The nodes of a text; kept to be used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    nodes: Vec<Node>,
    /// Open arrays and objects, each with its last child so far.
    open: Vec<(u32, u32)>,
    error: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    kind: Kind,
    key: (u32, u32),
    span: (u32, u32),
    child: u32,
    next: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Null,
    True,
    False,
    Number,
    /// A string without escapes.
    Plain,
    Escaped,
    Array,
    Object,
}

const NOTHING: u32 = u32::MAX;

/// One or more JSON values that follow each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<'a> {
    text: &'a str,
    nodes: &'a [Node],
    /// Where the text stops being JSON.
    pub(crate) error: Option<usize>,
}

impl Nodes {
    /// Reads all values of a text.
    pub(crate) fn parse<'a>(&'a mut self, text: &'a str) -> Json<'a> {
        self.nodes.clear();
        self.open.clear();
        let mut reader = Reader { text, at: 0, nodes: &mut self.nodes, open: &mut self.open, last_root: NOTHING };
        let error = if text.len() < NOTHING as usize { reader.read().err() } else { Some(0) };
        self.error = error;
        self.view(text)
    }

    /// What was read of the same text.
    pub(crate) fn view<'a>(&'a self, text: &'a str) -> Json<'a> {
        Json { text, nodes: &self.nodes, error: self.error }
    }
}

struct Reader<'a, 'n> {
    text: &'a str,
    at: usize,
    nodes: &'n mut Vec<Node>,
    open: &'n mut Vec<(u32, u32)>,
    last_root: u32,
}

/// The offset of what is no JSON.
type Broken = usize;

impl Reader<'_, '_> {
    fn read(&mut self) -> Result<(), Broken> {
        // A node takes more room than its text; text made of nothing but nodes is refused.
        let most = self.text.len() / 4 + 10_000;
        loop {
            self.skip_space();
            if self.nodes.len() > most {
                return Err(self.at);
            }
            let Some(&byte) = self.text.as_bytes().get(self.at) else {
                return if self.open.is_empty() { Ok(()) } else { Err(self.at) };
            };
            match self.open.last() {
                None => self.value((0, 0))?,
                Some(&(container, last)) => self.member(byte, container, last)?,
            }
        }
    }

    /// Reads the next thing inside a container: its end, or one more child.
    fn member(&mut self, byte: u8, container: u32, last: u32) -> Result<(), Broken> {
        let is_object = self.nodes[container as usize].kind == Kind::Object;
        if byte == if is_object { b'}' } else { b']' } {
            self.at += 1;
            self.nodes[container as usize].span.1 = self.at as u32;
            self.open.pop();
            return Ok(());
        }
        if last != NOTHING {
            self.expect(b',')?;
            self.skip_space();
        }
        let mut key = (0, 0);
        if is_object {
            self.expect(b'"')?;
            let (start, end, _) = self.string()?;
            key = (start as u32, end as u32);
            self.skip_space();
            self.expect(b':')?;
            self.skip_space();
        }
        self.value(key)
    }

    fn value(&mut self, key: (u32, u32)) -> Result<(), Broken> {
        let start = self.at;
        let byte = *self.text.as_bytes().get(start).ok_or(start)?;
        let mut cut_off = None;
        let (kind, span) = match byte {
            b'"' => {
                self.at += 1;
                // A string that the end of the text cuts off is kept as far as it goes.
                let (from, to, escaped) = self.string().unwrap_or_else(|broken| {
                    cut_off = Some(broken);
                    (start + 1, self.text.len(), self.text[start + 1..].contains('\\'))
                });
                (if escaped { Kind::Escaped } else { Kind::Plain }, (from, to))
            }
            b'{' | b'[' => {
                self.at += 1;
                (if byte == b'{' { Kind::Object } else { Kind::Array }, (start, self.text.len()))
            }
            b'-' | b'0'..=b'9' => {
                let rest = &self.text.as_bytes()[start..];
                let length = rest
                    .iter()
                    .position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
                    .unwrap_or(rest.len());
                self.at += length;
                (Kind::Number, (start, self.at))
            }
            _ => {
                let words = [("null", Kind::Null), ("true", Kind::True), ("false", Kind::False)];
                let (word, kind) =
                    words.into_iter().find(|(word, _)| self.text[start..].starts_with(word)).ok_or(start)?;
                self.at += word.len();
                (kind, (start, self.at))
            }
        };
        let index = self.nodes.len() as u32;
        self.nodes.push(Node { kind, key, span: (span.0 as u32, span.1 as u32), child: NOTHING, next: NOTHING });
        match self.open.last_mut() {
            None => {
                if self.last_root != NOTHING {
                    self.nodes[self.last_root as usize].next = index;
                }
                self.last_root = index;
            }
            Some((container, last)) => {
                let before = if *last == NOTHING { *container } else { *last };
                let before = &mut self.nodes[before as usize];
                *(if *last == NOTHING { &mut before.child } else { &mut before.next }) = index;
                *last = index;
            }
        }
        if matches!(kind, Kind::Object | Kind::Array) {
            self.open.push((index, NOTHING));
        }
        cut_off.map_or(Ok(()), Err)
    }

    /// Reads up to the closing quotation mark; gives the content and whether it holds escapes.
    fn string(&mut self) -> Result<(usize, usize, bool), Broken> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        loop {
            let found = memchr2(b'"', b'\\', bytes.get(self.at..).unwrap_or_default()).ok_or(start)?;
            self.at += found;
            if bytes[self.at] == b'"' {
                self.at += 1;
                return Ok((start, self.at - 1, escaped));
            }
            escaped = true;
            self.at += 2;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Broken> {
        if self.text.as_bytes().get(self.at) != Some(&byte) {
            return Err(self.at);
        }
        self.at += 1;
        Ok(())
    }

    fn skip_space(&mut self) {
        let rest = &self.text.as_bytes()[self.at.min(self.text.len())..];
        self.at += rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len());
    }
}

impl<'a> Json<'a> {
    /// The values on the outside.
    pub(crate) fn roots(self) -> Siblings<'a> {
        let first = if self.nodes.is_empty() { NOTHING } else { 0 };
        Siblings { json: self, at: first }
    }

    /// The first value.
    pub(crate) fn root(self) -> Option<Value<'a>> {
        self.roots().next()
    }

    /// Every value however deep, containers before what they contain.
    pub(crate) fn all(self) -> impl Iterator<Item = Value<'a>> {
        (0..self.nodes.len() as u32).map(move |at| Value { json: self, at })
    }

    fn node(self, at: u32) -> Node {
        self.nodes[at as usize]
    }
}

/// Values side by side.
pub(crate) struct Siblings<'a> {
    json: Json<'a>,
    at: u32,
}

impl<'a> Iterator for Siblings<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        if self.at == NOTHING {
            return None;
        }
        let value = Value { json: self.json, at: self.at };
        self.at = self.json.node(self.at).next;
        Some(value)
    }
}

/// One value of a [`Json`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'a> {
    json: Json<'a>,
    at: u32,
}

impl<'a> Value<'a> {
    fn kind(self) -> Kind {
        self.json.node(self.at).kind
    }

    fn slice(self) -> &'a str {
        let (from, to) = self.json.node(self.at).span;
        self.json.text.get(from as usize..to as usize).unwrap_or("")
    }

    /// A number that tells this value from the others of the text.
    pub(crate) fn order(self) -> u64 {
        u64::from(self.at)
    }

    /// Bytes before the value.
    pub(crate) fn byte(self) -> u64 {
        self.json.node(self.at).span.0.into()
    }

    pub(crate) fn is_array(self) -> bool {
        self.kind() == Kind::Array
    }

    pub(crate) fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    pub(crate) fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The elements of an array, or the values of an object.
    pub(crate) fn items(self) -> Siblings<'a> {
        Siblings { json: self.json, at: self.json.node(self.at).child }
    }

    /// The value behind a key; null counts as one.
    pub(crate) fn get(self, key: &str) -> Option<Value<'a>> {
        if !self.is_object() {
            return None;
        }
        self.items().find(|value| value.key() == key)
    }

    /// The value behind a path of keys.
    pub(crate) fn at(self, path: &[&str]) -> Option<Value<'a>> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// Whether every key is there.
    pub(crate) fn has(self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.get(key).is_some())
    }

    /// The key the value stands behind, escapes and all.
    pub(crate) fn key(self) -> &'a str {
        let (from, to) = self.json.node(self.at).key;
        self.json.text.get(from as usize..to as usize).unwrap_or("")
    }

    /// A string.
    pub(crate) fn string(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::Plain => Some(without_nul(self.slice())),
            Kind::Escaped => Some(Cow::Owned(unescape(self.slice()))),
            _ => None,
        }
    }

    /// A string or a number, as text; whole numbers without their `.0`.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::Number => Some(Cow::Borrowed(self.slice().strip_suffix(".0").unwrap_or(self.slice()))),
            _ => self.string(),
        }
    }

    /// A number, or a string that holds one.
    pub(crate) fn number(self) -> Option<f64> {
        match self.kind() {
            Kind::Number | Kind::Plain => self.slice().trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// Whether the value is true, be it as a word or as a number.
    pub(crate) fn truth(self) -> bool {
        match self.kind() {
            Kind::True | Kind::Array | Kind::Object => true,
            Kind::Number => self.number().is_some_and(|number| number != 0.0),
            Kind::Plain => matches!(self.slice(), "true" | "1"),
            Kind::Null | Kind::False | Kind::Escaped => false,
        }
    }

    /// The string behind a key.
    pub(crate) fn string_at(self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key)?.string()
    }

    /// The string or number behind a key.
    pub(crate) fn text_at(self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key)?.text()
    }

    /// The number behind a key.
    pub(crate) fn number_at(self, key: &str) -> Option<f64> {
        self.get(key)?.number()
    }

    /// Whether the value behind a key is there and true.
    pub(crate) fn flag(self, key: &str) -> bool {
        self.get(key).is_some_and(Value::truth)
    }
}

fn without_nul(text: &str) -> Cow<'_, str> {
    if memchr::memchr(0, text.as_bytes()).is_some() { Cow::Owned(text.replace('\0', "\u{FFFD}")) } else { text.into() }
}

/// Escapes to characters; half a surrogate pair and NUL become U+FFFD.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..found]);
        rest = &rest[found + 1..];
        let Some(escape) = rest.chars().next() else { break };
        rest = &rest[escape.len_utf8()..];
        match escape {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'u' => {
                let (c, used) = unit(rest).map_or((None, 0), |high| {
                    let low = rest.get(4..).and_then(|rest| rest.strip_prefix("\\u")).and_then(unit);
                    match (high, low) {
                        (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
                            (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 10)
                        }
                        _ => (char::from_u32(high).filter(|c| *c != '\0'), 4),
                    }
                });
                out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
                rest = &rest[used..];
            }
            other => out.push(other),
        }
    }
    out.push_str(rest);
    out
}

/// Four hexadecimal digits.
fn unit(text: &str) -> Option<u32> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::Nodes;

    #[test]
    fn reads_values_and_stops_at_what_is_none() {
        let mut nodes = Nodes::default();
        let json = nodes.parse("{\"a\": [1, 2.0, \"x\\n\\ud83d\\ude00\\ud83d\"], \"b\": {\"c\": true}}\n[null]\n");
        assert_eq!(json.error, None);
        let root = json.root().unwrap();
        let list: Vec<String> = root.get("a").unwrap().items().map(|item| item.text().unwrap().into_owned()).collect();
        assert_eq!(list, ["1", "2", "x\n😀\u{fffd}"]);
        assert!(root.at(&["b", "c"]).unwrap().truth());
        assert!(root.get("nothing").is_none());
        assert!(json.roots().nth(1).unwrap().items().next().unwrap().is_null());
        for (text, error, roots) in [
            ("", None, 0),
            ("{\"a\":1", Some(6), 1),
            ("{\"a\":1} x", Some(8), 1),
            ("[1 2]", Some(3), 1),
            ("{\"a\" 1}", Some(5), 1),
            ("\"open", Some(1), 1),
            ("nul", Some(0), 0),
            ("\"\\", Some(1), 1),
        ] {
            let json = nodes.parse(text);
            assert_eq!((json.error, json.roots().count()), (error, roots), "{text}");
        }
    }

    #[test]
    fn depth_and_density_are_no_danger() {
        let mut nodes = Nodes::default();
        let deep = "[{\"a\":".repeat(300_000);
        let json = nodes.parse(&deep);
        assert!(json.error.is_some());
        let dense = format!("[{}0]", "0,".repeat(1_000_000));
        assert!(nodes.parse(&dense).error.is_some());
        assert!(nodes.nodes.len() < 1_000_000);
    }
}
